package chain

import (
	"bytes"
	"context"
	"math"

	"aidollar/chain/codec"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

// Code is what stands at an address behind a block; empty for none.
func (c *Client) Code(ctx context.Context, block uint64, address common.Address) ([]byte, error) {
	return agreed(ctx, c, "the code at "+address.Hex(), func(ctx context.Context, e *endpoint) ([]byte, error) {
		var code hexutil.Bytes
		return code, e.call(ctx, &code, "eth_getCode", address, hexutil.EncodeUint64(block))
	}, bytes.Equal)
}

// Decimals are those of a token, as it says itself behind a block.
func (c *Client) Decimals(ctx context.Context, block uint64, token common.Address) (uint8, error) {
	answers, err := c.Views(ctx, block, []Call{{To: token, Data: codec.Decimals()}})
	if err != nil {
		return 0, err
	}
	n := new(uint256.Int).SetBytes(answers[0])
	if len(answers[0]) != 32 || !n.IsUint64() || n.Uint64() > math.MaxUint8 {
		return 0, Errorf(Refuse, CodeAnswer, "%s answers nothing about its decimals", token)
	}
	return uint8(n.Uint64()), nil
}
