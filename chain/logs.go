package chain

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

// FilterValuesMax bounds the addresses and topics of a filter.
const FilterValuesMax = 1000

// Filter chooses logs: by one of the addresses, and in each place that is not
// empty by one of the topics.
type Filter struct {
	Addresses []common.Address
	Topics    [][]common.Hash
}

// Check refuses a filter that would let everything through or is too large.
func (f *Filter) Check() error {
	values := len(f.Addresses)
	for _, place := range f.Topics {
		values += len(place)
	}
	if values == 0 || values > FilterValuesMax || len(f.Topics) > 4 {
		return Errorf(Stop, CodeConfig, "a filter has 1 to %d addresses and topics, in at most 4 places", FilterValuesMax)
	}
	return nil
}

// Matches reports whether the filter chooses a log.
func (f *Filter) Matches(l *types.Log) bool {
	if len(f.Addresses) > 0 && !slices.Contains(f.Addresses, l.Address) {
		return false
	}
	for i, place := range f.Topics {
		if len(place) > 0 && (i >= len(l.Topics) || !slices.Contains(place, l.Topics[i])) {
			return false
		}
	}
	return true
}

// mayMatch asks a block's bloom whether the filter may choose something in it.
func (f *Filter) mayMatch(bloom *types.Bloom) bool {
	holds := func(value []byte) bool { return bloom.Test(value) }
	if len(f.Addresses) > 0 && !slices.ContainsFunc(f.Addresses, func(a common.Address) bool { return holds(a[:]) }) {
		return false
	}
	for _, place := range f.Topics {
		if len(place) > 0 && !slices.ContainsFunc(place, func(h common.Hash) bool { return holds(h[:]) }) {
			return false
		}
	}
	return true
}

func (f *Filter) query() map[string]any {
	q := map[string]any{}
	if len(f.Addresses) > 0 {
		q["address"] = f.Addresses
	}
	if len(f.Topics) > 0 {
		places := make([]any, len(f.Topics))
		for i, place := range f.Topics {
			if len(place) > 0 {
				places[i] = place
			}
		}
		q["topics"] = places
	}
	return q
}

// LogsOf is the logs of one block that one of the filters chooses, for all
// endpoints, in their order. It asks by the block's hash, so an endpoint that
// lacks the block says so, and where the block's bloom speaks for a log and none
// came it asks once more: some nodes know a block before its logs.
func (c *Client) LogsOf(ctx context.Context, block Block, filters []Filter) ([]types.Log, error) {
	// The bloom never spares the question: some chains leave logs out of it.
	expected := telling(&block.Bloom) && slices.ContainsFunc(filters, func(f Filter) bool { return f.mayMatch(&block.Bloom) })
	what := fmt.Sprintf("the logs of block %d", block.Number)
	return agreed(ctx, c, what, func(ctx context.Context, e *endpoint) ([]types.Log, error) {
		for try := 1; ; try++ {
			logs, _, err := logsFrom(ctx, e, filters, block.Number, block.Number, &block.Hash)
			if err != nil || len(logs) > 0 || try == 2 || !expected {
				return logs, err
			}
			if !sleep(ctx, agreePause) {
				return nil, &Error{CodeUnavailable, Retry, "the wait for " + what + " was ended", ctx.Err()}
			}
		}
	}, sameLogs)
}

// telling reports whether a bloom says anything: an empty one is that of a chain
// that has none, and one that is mostly full says yes to everything.
func telling(bloom *types.Bloom) bool {
	set := 0
	for _, b := range bloom {
		set += bits.OnesCount8(b)
	}
	return set > 0 && set < types.BloomBitLength/2
}

// LogsIn is the logs of a range of blocks that one of the filters chooses, for
// all endpoints, in their order, with the block at the range's end. A range with
// more than a node answers is halved.
func (c *Client) LogsIn(ctx context.Context, from, to uint64, filters []Filter) ([]types.Log, Block, error) {
	type answer struct {
		logs []types.Log
		end  Block
	}
	what := fmt.Sprintf("the logs of blocks %d to %d", from, to)
	got, err := agreed(ctx, c, what, func(ctx context.Context, e *endpoint) (answer, error) {
		logs, end, err := logsFrom(ctx, e, filters, from, to, nil)
		return answer{logs, end}, err
	}, func(a, b answer) bool { return sameBlock(a.end, b.end) && sameLogs(a.logs, b.logs) })
	if Code(err) != CodeTooMuch || from >= to {
		return got.logs, got.end, err
	}
	middle := from + (to-from)/2
	low, _, err := c.LogsIn(ctx, from, middle, filters)
	if err != nil {
		return nil, Block{}, err
	}
	high, end, err := c.LogsIn(ctx, middle+1, to, filters)
	return append(low, high...), end, err
}

// logsFrom asks one endpoint for the logs of a range, or of one block by hash,
// and in the same round trip for the range's last block: an endpoint behind a
// balancer may be another machine than before, and one that has not come that
// far must not answer with fewer logs.
func logsFrom(ctx context.Context, e *endpoint, filters []Filter, from, to uint64, hash *common.Hash) ([]types.Log, Block, error) {
	requests := make([]*request, 0, len(filters)+1)
	parts := make([][]types.Log, len(filters))
	var last *header
	if hash == nil {
		requests = append(requests, &request{method: "eth_getBlockByNumber", args: []any{hexutil.EncodeUint64(to), false}, out: &last})
	}
	for i := range filters {
		q := filters[i].query()
		if hash != nil {
			q["blockHash"] = *hash
		} else {
			q["fromBlock"], q["toBlock"] = hexutil.EncodeUint64(from), hexutil.EncodeUint64(to)
		}
		requests = append(requests, &request{method: "eth_getLogs", args: []any{q}, out: &parts[i]})
	}
	if err := e.ask(ctx, requests...); err != nil {
		return nil, Block{}, err
	}
	for _, r := range requests {
		if r.err != nil {
			return nil, Block{}, e.answered(r)
		}
	}
	var end Block
	if hash == nil {
		var err error
		if end, err = last.block(e); err != nil {
			return nil, Block{}, err
		}
	}
	logs, err := merged(e, filters, parts, from, to, hash)
	return logs, end, err
}

// merged puts what several filters chose into one order, each log once. A log
// that was not asked for means that the node did not understand the question.
func merged(e *endpoint, filters []Filter, parts [][]types.Log, from, to uint64, hash *common.Hash) ([]types.Log, error) {
	var all []types.Log
	for i, part := range parts {
		for k := range part {
			l := &part[k]
			if l.Removed || l.BlockNumber < from || l.BlockNumber > to || hash != nil && l.BlockHash != *hash || !filters[i].Matches(l) {
				return nil, Errorf(Retry, CodeAnswer, "%s answers with a log of block %d that was not asked for", e.name, l.BlockNumber)
			}
		}
		all = append(all, part...)
	}
	SortLogs(all)
	return slices.CompactFunc(all, func(a, b types.Log) bool { return a.BlockHash == b.BlockHash && a.Index == b.Index }), nil
}

// SortLogs puts logs into the chain's order.
func SortLogs(logs []types.Log) {
	slices.SortStableFunc(logs, func(a, b types.Log) int {
		return cmp.Or(cmp.Compare(a.BlockNumber, b.BlockNumber), cmp.Compare(a.Index, b.Index))
	})
}

// SameLog reports whether two logs are one, of the same block.
func SameLog(a, b *types.Log) bool {
	return a.BlockHash == b.BlockHash && a.BlockNumber == b.BlockNumber && a.TxHash == b.TxHash && a.Index == b.Index &&
		a.Address == b.Address && slices.Equal(a.Topics, b.Topics) && bytes.Equal(a.Data, b.Data)
}

func sameLogs(a, b []types.Log) bool {
	return slices.EqualFunc(a, b, func(x, y types.Log) bool { return SameLog(&x, &y) })
}
