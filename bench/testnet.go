package bench

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"time"

	"aidollar/chain/codec"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/holiman/uint256"
)

const (
	testnetGas     = 15_000_000 // more than any transaction here takes
	testnetTip     = 1          // wei a gas
	testnetFeeMax  = 50e9       // wei a gas
	testnetPause   = 20 * time.Millisecond
	testnetPatient = 2 * time.Minute // for blocks, on a machine that is busy
)

// testnet is a test chain in a process of its own.
type testnet struct {
	client *ethclient.Client
	rpc    string
	id     uint64
}

func dialTestnet(ctx context.Context, rpc string) (*testnet, error) {
	client, err := ethclient.DialContext(ctx, rpc)
	if err != nil {
		return nil, err
	}
	id, err := client.ChainID(ctx)
	if err != nil {
		client.Close()
		return nil, err
	}
	return &testnet{client, rpc, id.Uint64()}, nil
}

// sender is an account that sends transactions.
type sender struct {
	*testnet
	key     *ecdsa.PrivateKey
	address common.Address
	nonce   uint64
}

func (n *testnet) account(ctx context.Context, private string) (*sender, error) {
	key, err := crypto.HexToECDSA(private)
	if err != nil {
		return nil, errors.New("the test chain's accounts have no keys here: the program was built without test chains")
	}
	s := &sender{testnet: n, key: key, address: crypto.PubkeyToAddress(key.PublicKey)}
	s.nonce, err = n.client.PendingNonceAt(ctx, s.address)
	return s, err
}

// send sends a call.
func (s *sender) send(ctx context.Context, to common.Address, data []byte) (common.Hash, error) {
	tx, err := types.SignNewTx(s.key, types.LatestSignerForChainID(new(big.Int).SetUint64(s.id)), &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(s.id), Nonce: s.nonce, To: &to, Data: data, Gas: testnetGas,
		GasTipCap: big.NewInt(testnetTip), GasFeeCap: big.NewInt(testnetFeeMax),
	})
	if err != nil {
		return common.Hash{}, err
	}
	s.nonce++
	return tx.Hash(), s.client.SendTransaction(ctx, tx)
}

// transfer sends tokens.
func (s *sender) transfer(ctx context.Context, to common.Address, amount uint64) (common.Hash, error) {
	return s.send(ctx, contracts.TokenAddress, codec.Transfer(to, uint256.NewInt(amount)))
}

// used waits until transactions are carried out and gives the gas of all.
func (n *testnet) used(ctx context.Context, txs ...common.Hash) (gas uint64, err error) {
	for _, tx := range txs {
		err := n.until(ctx, func() (bool, error) {
			receipt, err := n.client.TransactionReceipt(ctx, tx)
			switch {
			case errors.Is(err, ethereum.NotFound):
				return false, nil
			case err != nil:
				return false, err
			case receipt.Status != types.ReceiptStatusSuccessful:
				return false, fmt.Errorf("the transaction %s reverted", tx)
			}
			gas += receipt.GasUsed
			return true, nil
		})
		if err != nil {
			return 0, err
		}
	}
	return gas, nil
}

// until asks the chain again and again.
func (n *testnet) until(ctx context.Context, done func() (bool, error)) error {
	for deadline := time.Now().Add(testnetPatient); time.Now().Before(deadline); time.Sleep(testnetPause) {
		if ok, err := done(); ok || err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return fmt.Errorf("the chain does not get on: nothing in %s", testnetPatient)
}

// balance is what an account has of the token.
func (n *testnet) balance(ctx context.Context, of common.Address) (uint64, error) {
	answer, err := n.client.CallContract(ctx, ethereum.CallMsg{To: &contracts.TokenAddress, Data: codec.BalanceOf(of)}, nil)
	return new(uint256.Int).SetBytes(answer).Uint64(), err
}
