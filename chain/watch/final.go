package watch

import (
	"context"
	"slices"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// finalize hands over the next range of final blocks. It ends where the blocks
// end that were looked at one by one, if there are any, so that their logs can be
// compared.
func (w *Watcher) finalize(ctx context.Context, final chain.Block) error {
	from := w.after.Number + 1
	to := min(final.Number, w.after.Number+w.cfg.RangeMax)
	if len(w.window) > 0 {
		to = min(to, w.tip().Number)
	}
	logs, end, err := w.cfg.Client.LogsIn(ctx, from, to, w.cfg.Filters)
	if err != nil {
		return err
	}
	if to == final.Number && end.Hash != final.Hash {
		return chain.Errorf(chain.Retry, chain.CodeDisagrees, "block %d is final as %s, and by number it is %s", to, final.Hash, end.Hash)
	}
	if err := w.compare(ctx, to, end.Hash, logs); err != nil {
		return err
	}
	batch := Final{From: from, To: Ref{to, end.Hash}, Time: end.Time}
	if batch.Logs, err = w.complete(ctx, logs); err != nil {
		return err
	}
	if to == final.Number && len(w.cfg.Balances) > 0 {
		batch.Balances, err = w.cfg.Client.Balances(ctx, to, w.cfg.Balances)
		if err != nil && chain.ClassOf(err) == chain.Retry {
			return err
		}
		batch.NoBalances = err
	}
	if err := refusedBy(w.handler.Finalized(ctx, batch)); err != nil {
		return err
	}
	w.after = batch.To
	w.window = slices.Delete(w.window, 0, min(len(w.window), int(to-from+1)))
	return nil
}

// compare holds the logs of a range against those that its blocks had when they
// were looked at one by one. Where they differ the blocks are asked once more: a
// node may have known them before their logs.
func (w *Watcher) compare(ctx context.Context, to uint64, end common.Hash, logs []types.Log) error {
	for _, k := range w.window {
		if k.Number > to {
			break
		}
		n := slices.IndexFunc(logs, func(l types.Log) bool { return l.BlockNumber > k.Number })
		if n < 0 {
			n = len(logs)
		}
		mine := logs[:n]
		logs = logs[n:]
		if !same(mine, k.logs) {
			again, err := w.cfg.Client.LogsOf(ctx, k.Block, w.cfg.Filters)
			if err != nil {
				return err
			}
			if k.logs = again; !same(mine, again) {
				return chain.Errorf(chain.Retry, chain.CodeLogsIncomplete, "block %d has %d logs by range and %d by hash", k.Number, len(mine), len(again))
			}
		}
		if k.Number == to && k.Hash != end {
			return chain.Errorf(chain.Retry, chain.CodeDisagrees, "block %d has changed meanwhile", to)
		}
	}
	return nil
}

func same(a, b []types.Log) bool {
	return slices.EqualFunc(a, b, func(x, y types.Log) bool { return chain.SameLog(&x, &y) })
}

// complete adds the siblings and the blocks' times.
func (w *Watcher) complete(ctx context.Context, logs []types.Log) ([]types.Log, error) {
	all, err := w.withSiblings(ctx, logs)
	if err != nil {
		return nil, err
	}
	times := map[uint64]uint64{}
	for _, k := range w.window {
		times[k.Number] = k.Time
	}
	for i := range all {
		l := &all[i]
		if l.BlockTimestamp != 0 {
			continue // newer nodes say it
		}
		if _, is := times[l.BlockNumber]; !is {
			block, err := w.cfg.Client.Block(ctx, l.BlockNumber)
			if err != nil {
				return nil, err
			}
			times[l.BlockNumber] = block.Time
		}
		l.BlockTimestamp = times[l.BlockNumber]
	}
	return all, nil
}

// withSiblings looks each chosen log up in its transaction's receipt, and adds
// from there what belongs to it.
func (w *Watcher) withSiblings(ctx context.Context, logs []types.Log) ([]types.Log, error) {
	if len(w.cfg.Siblings) == 0 || len(logs) == 0 {
		return slices.Clone(logs), nil
	}
	byTx := map[common.Hash][]types.Log{}
	var txs []common.Hash
	for _, l := range logs {
		if byTx[l.TxHash] == nil {
			txs = append(txs, l.TxHash)
		}
		byTx[l.TxHash] = append(byTx[l.TxHash], l)
	}
	receipts, err := w.cfg.Client.Receipts(ctx, txs)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(logs)
	for _, r := range receipts {
		chosen := byTx[r.Tx]
		for i := range chosen {
			if r.Standing != chain.Present || !slices.ContainsFunc(r.Logs, func(l types.Log) bool { return chain.SameLog(&l, &chosen[i]) }) {
				return nil, chain.Errorf(chain.Retry, chain.CodeLogsIncomplete, "a log of transaction %s is not in its receipt", r.Tx)
			}
		}
		for _, l := range r.Logs {
			wanted := len(l.Topics) > 0 && slices.Contains(w.cfg.Siblings, l.Topics[0])
			if wanted && slices.ContainsFunc(chosen, func(c types.Log) bool { return c.Address == l.Address }) {
				all = append(all, l)
			}
		}
	}
	chain.SortLogs(all)
	return slices.CompactFunc(all, func(a, b types.Log) bool { return a.BlockHash == b.BlockHash && a.Index == b.Index }), nil
}
