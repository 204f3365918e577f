package devtest

import (
	"errors"
	"fmt"

	"aidollar/contracts"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"
)

// Revert tries a call and says why it reverts: the words of a require, or the name
// of an error that one of the contracts declares. It is "" for a call that passes.
func (c *Chain) Revert(from, to common.Address, data []byte) string {
	c.t.Helper()
	_, err := c.Client.CallContract(c.Context(), ethereum.CallMsg{From: from, To: &to, Data: data, Gas: gasMax}, nil)
	if err == nil {
		return ""
	}
	var withData rpc.DataError
	text, isText := "", false
	if errors.As(err, &withData) {
		text, isText = withData.ErrorData().(string)
	}
	if !isText {
		return err.Error()
	}
	reason := common.FromHex(text)
	if words, err := abi.UnpackRevert(reason); err == nil {
		return words
	}
	for _, contract := range []*bind.MetaData{
		&contracts.PayoutMetaData, &contracts.DepositMemoMetaData, &contracts.Permit2MetaData,
		&contracts.X402ExactPermit2ProxyMetaData, &contracts.X402UptoPermit2ProxyMetaData, &contracts.TestWalletMetaData,
		&contracts.X402BatchSettlementMetaData, &contracts.ERC3009DepositCollectorMetaData, &contracts.Permit2DepositCollectorMetaData,
		&contracts.EVMPaymentChannelMetaData, &contracts.LiabilitiesMetaData,
	} {
		known, err := contract.ParseABI()
		if err != nil {
			c.t.Fatal(err)
		}
		for name, e := range known.Errors {
			if len(reason) >= 4 && [4]byte(reason) == [4]byte(e.ID[:4]) {
				return name
			}
		}
	}
	return fmt.Sprintf("%v %s", err, text)
}
