package till

import (
	"encoding/binary"
	"errors"
	"fmt"

	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// configSize is the size of a channel's written config.
const configSize = 5*common.AddressLength + 8 + common.HashLength

// EncodeConfig writes what a channel is made of, for the ledger to keep.
func EncodeConfig(c *channel.Config) []byte {
	b := make([]byte, 0, configSize)
	for _, a := range [...]common.Address{c.Payer, c.PayerAuthorizer, c.Receiver, c.ReceiverAuthorizer, c.Token} {
		b = append(b, a[:]...)
	}
	b = binary.BigEndian.AppendUint64(b, c.WithdrawDelay)
	return append(b, c.Salt[:]...)
}

var errConfig = errors.New("till: what was kept of the channel is damaged")

// DecodeConfig reads what EncodeConfig wrote.
func DecodeConfig(b []byte) (c channel.Config, err error) {
	if len(b) != configSize {
		return c, fmt.Errorf("%w: it has %d bytes", errConfig, len(b))
	}
	for i, a := range [...]*common.Address{&c.Payer, &c.PayerAuthorizer, &c.Receiver, &c.ReceiverAuthorizer, &c.Token} {
		copy(a[:], b[i*common.AddressLength:])
	}
	b = b[5*common.AddressLength:]
	c.WithdrawDelay = binary.BigEndian.Uint64(b)
	copy(c.Salt[:], b[8:])
	return c, nil
}

// Claim is what claims total of a channel, in the token's smallest units, by the
// voucher over amount.
func Claim(config []byte, amount, total *uint256.Int, signature []byte) (channel.Claim, error) {
	c, err := DecodeConfig(config)
	return channel.Claim{Config: c, Amount: *amount, Signature: signature, Total: *total}, err
}
