package chain

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"aidollar/chain/codec"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"
)

// Block is what is needed of a block's header. The hash is the endpoint's word:
// rollups hash headers in ways of their own.
type Block struct {
	Number  uint64
	Hash    common.Hash
	Parent  common.Hash
	Time    uint64   // in seconds since 1970
	BaseFee *big.Int // nil before EIP-1559
	Bloom   types.Bloom
}

// header is a block as nodes write it.
type header struct {
	Number  *hexutil.Uint64 `json:"number"`
	Hash    *common.Hash    `json:"hash"`
	Parent  common.Hash     `json:"parentHash"`
	Time    hexutil.Uint64  `json:"timestamp"`
	BaseFee *hexutil.Big    `json:"baseFeePerGas"`
	Bloom   types.Bloom     `json:"logsBloom"`
}

func (h *header) block(e *endpoint) (Block, error) {
	if h == nil {
		return Block{}, &Error{CodeNotFound, Retry, e.name + " does not have the block", nil}
	}
	if h.Number == nil || h.Hash == nil {
		return Block{}, Errorf(Retry, CodeAnswer, "%s answers with a block without number or hash", e.name)
	}
	return Block{uint64(*h.Number), *h.Hash, h.Parent, uint64(h.Time), (*big.Int)(h.BaseFee), h.Bloom}, nil
}

// blockAt asks an endpoint for a block by number or tag.
func blockAt(ctx context.Context, e *endpoint, at string) (Block, error) {
	var h *header
	if err := e.call(ctx, &h, "eth_getBlockByNumber", at, false); err != nil {
		return Block{}, err
	}
	return h.block(e)
}

func sameBlock(a, b Block) bool {
	return a.Number == b.Number && a.Hash == b.Hash && a.Parent == b.Parent && a.Time == b.Time && a.Bloom == b.Bloom
}

// Finality is when a block of a chain counts as final.
type Finality struct {
	// Tag is "finalized" or "safe", where the chain has them; "" counts
	// confirmations instead.
	Tag string
	// Confirmations is how many blocks lie on top of one that counts as final.
	Confirmations uint64
}

// Check refuses a rule that no chain has.
func (f Finality) Check() error {
	tagged := f.Tag == "finalized" || f.Tag == "safe"
	if tagged == (f.Confirmations > 0) {
		return Errorf(Stop, CodeConfig, `finality is the tag "finalized" or "safe", or a number of confirmations`)
	}
	return nil
}

// Latest is the newest block of one endpoint.
func (c *Client) Latest(ctx context.Context) (Block, error) {
	return anywhere(ctx, c, func(ctx context.Context, e *endpoint) (Block, error) { return blockAt(ctx, e, "latest") })
}

// Head is the newest block that all endpoints have.
func (c *Client) Head(ctx context.Context) (Block, error) { return c.lowest(ctx, "latest", 0) }

// Final is the newest block that is final by the rule, for all endpoints.
func (c *Client) Final(ctx context.Context, f Finality) (Block, error) {
	if f.Tag != "" {
		return c.lowest(ctx, f.Tag, 0)
	}
	return c.lowest(ctx, "latest", f.Confirmations)
}

// lowest is the lowest of what the endpoints call by a tag, less some blocks.
func (c *Client) lowest(ctx context.Context, tag string, less uint64) (Block, error) {
	tops, failures := everywhere(ctx, c, func(ctx context.Context, e *endpoint) (Block, error) { return blockAt(ctx, e, tag) })
	low, high := tops[0], tops[0]
	for i, err := range failures {
		if err != nil {
			return Block{}, err
		}
		if tops[i].Number < low.Number {
			low = tops[i]
		}
		if tops[i].Number > high.Number {
			high = tops[i]
		}
	}
	if err := c.keepsUp(tag, low.Number, high.Number); err != nil {
		return Block{}, err
	}
	if len(tops) == 1 && less == 0 {
		return low, nil
	}
	return c.Block(ctx, low.Number-min(low.Number, less))
}

// mark is a number that the endpoint ahead had at some time.
type mark struct {
	number uint64
	at     time.Time
}

// keepsUp fails once the endpoint behind has not come, within Config.LagMax, to
// where the other one was. Without that a node that has stopped would stop all
// credits and nobody would be told why.
func (c *Client) keepsUp(tag string, low, high uint64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, is := c.marks[tag]
	if !is || low >= m.number {
		c.marks[tag] = mark{high, time.Now()}
		return nil
	}
	if late := time.Since(m.at); late > c.cfg.LagMax {
		return Errorf(Retry, CodeLags, "an endpoint of chain %d has been at block %d (%s) for %s, the other is at %d",
			c.cfg.ID, low, tag, late.Round(time.Second), high)
	}
	return nil
}

// Block is the block at a number, for all endpoints.
func (c *Client) Block(ctx context.Context, number uint64) (Block, error) {
	return agreed(ctx, c, fmt.Sprintf("block %d", number), func(ctx context.Context, e *endpoint) (Block, error) {
		b, err := blockAt(ctx, e, hexutil.EncodeUint64(number))
		if err == nil && b.Number != number {
			err = Errorf(Retry, CodeAnswer, "%s answers with block %d when asked for %d", e.name, b.Number, number)
		}
		return b, err
	}, sameBlock)
}

// Holding is a balance to ask for: of a token, or of the chain's coin if Token is zero.
type Holding struct{ Token, Holder common.Address }

// Views is what contracts answer at a block, for all endpoints.
func (c *Client) Views(ctx context.Context, block uint64, calls []Call) ([][]byte, error) {
	at := hexutil.EncodeUint64(block)
	return agreed(ctx, c, fmt.Sprintf("what contracts say at block %d", block), func(ctx context.Context, e *endpoint) ([][]byte, error) {
		requests, raw := make([]*request, len(calls)), make([]hexutil.Bytes, len(calls))
		for i, call := range calls {
			requests[i] = &request{method: "eth_call", args: []any{message(common.Address{}, call.To, call.Data), at}, out: &raw[i]}
		}
		if err := e.ask(ctx, requests...); err != nil {
			return nil, err
		}
		answers := make([][]byte, len(calls))
		for i, r := range requests {
			if r.err != nil {
				return nil, e.answered(r)
			}
			answers[i] = raw[i]
		}
		return answers, nil
	}, func(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) })
}

// Balances is what accounts hold at a block, for all endpoints.
func (c *Client) Balances(ctx context.Context, block uint64, of []Holding) ([]uint256.Int, error) {
	at := hexutil.EncodeUint64(block)
	what := fmt.Sprintf("balances at block %d", block)
	return agreed(ctx, c, what, func(ctx context.Context, e *endpoint) ([]uint256.Int, error) {
		requests, raw := make([]*request, len(of)), make([]hexutil.Bytes, len(of))
		coins := make([]hexutil.Big, len(of))
		for i, h := range of {
			if h.Token == (common.Address{}) {
				requests[i] = &request{method: "eth_getBalance", args: []any{h.Holder, at}, out: &coins[i]}
			} else {
				requests[i] = &request{method: "eth_call", args: []any{message(common.Address{}, h.Token, codec.BalanceOf(h.Holder)), at}, out: &raw[i]}
			}
		}
		if err := e.ask(ctx, requests...); err != nil {
			return nil, err
		}
		amounts := make([]uint256.Int, len(of))
		for i, r := range requests {
			if r.err != nil {
				return nil, e.answered(r)
			}
			if of[i].Token == (common.Address{}) {
				amounts[i].SetFromBig((*big.Int)(&coins[i]))
			} else if len(raw[i]) != 32 {
				return nil, Errorf(Refuse, CodeAnswer, "%s answers nothing about balances, as %s says", of[i].Token, e.name)
			} else {
				amounts[i].SetBytes(raw[i])
			}
		}
		return amounts, nil
	}, func(a, b []uint256.Int) bool {
		for i := range a {
			if !a[i].Eq(&b[i]) {
				return false
			}
		}
		return len(a) == len(b)
	})
}
