package onchain

import (
	"context"
	"errors"
	"fmt"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/watch"
	"aidollar/core/settlement"
	"aidollar/pay/x402/channel"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Follow implements treasury.Chain.
func (c *Chain) Follow(ctx context.Context, behind treasury.Block, f treasury.Follower) error {
	start := watch.Start{After: watch.Ref{Number: behind.Number, Hash: common.Hash(behind.Hash)}}
	err := c.watcher.Run(ctx, start, &handler{c, f})
	if refused := (*handlerError)(nil); errors.As(err, &refused) {
		return refused.error
	}
	if err != nil && chain.ClassOf(err) == chain.Stop {
		return fmt.Errorf("%w: %w", treasury.ErrBroken, err)
	}
	return err
}

// handlerError is an error of the treasury's own, and says nothing of the chain.
type handlerError struct{ error }

func own(err error) error {
	if err == nil {
		return nil
	}
	return &handlerError{err}
}

// handler is a follower as the watcher sees it.
type handler struct {
	c *Chain
	f treasury.Follower
}

// Seen implements watch.Handler.
func (h *handler) Seen(ctx context.Context, s watch.Seen) error {
	block := treasury.Block{Number: s.Block.Number, Hash: settlement.Hash(s.Block.Hash), Time: s.Block.Time}
	return own(h.f.Seen(ctx, treasury.Seen{Block: block, Txs: transactions(s.Logs)}))
}

// Dropped implements watch.Handler.
func (h *handler) Dropped(ctx context.Context, block watch.Ref) error {
	return own(h.f.Dropped(ctx, treasury.Block{Number: block.Number, Hash: settlement.Hash(block.Hash)}))
}

// Finalized implements watch.Handler.
func (h *handler) Finalized(ctx context.Context, final watch.Final) error {
	f := treasury.Final{
		To:       treasury.Block{Number: final.To.Number, Hash: settlement.Hash(final.To.Hash), Time: final.Time},
		Balances: amounts(final.Balances), NoBalances: final.NoBalances,
	}
	for logs := final.Logs; len(logs) > 0; {
		n := 1
		for n < len(logs) && logs[n].BlockNumber == logs[0].BlockNumber {
			n++
		}
		l := &logs[0]
		f.Blocks = append(f.Blocks, treasury.Seen{
			Block: treasury.Block{Number: l.BlockNumber, Hash: settlement.Hash(l.BlockHash), Time: l.BlockTimestamp},
			Txs:   transactions(logs[:n]),
		})
		logs = logs[n:]
	}
	return own(h.f.Finalized(ctx, f))
}

// transactions sorts the logs of a block by transaction. A log that bears a known
// name and has another shape is a stranger's, and moves nothing.
func transactions(logs []types.Log) (txs []treasury.Tx) {
	for i := range logs {
		l := &logs[i]
		said, known := read(l)
		if !known {
			continue
		}
		if n := len(txs); n == 0 || txs[n-1].Hash != settlement.Hash(l.TxHash) {
			txs = append(txs, treasury.Tx{Hash: settlement.Hash(l.TxHash)})
		}
		last := &txs[len(txs)-1]
		last.Logs = append(last.Logs, treasury.Log{Index: uint64(l.Index), Contract: settlement.Address(l.Address), Event: said})
	}
	return txs
}

func read(l *types.Log) (said any, known bool) {
	if e, is := channel.ReadEvent(l.Topics, l.Data); is {
		return moved(&e)
	}
	if said, known := readSession(l); known {
		return said, true
	}
	event, err := codec.Event(l)
	if err != nil {
		return nil, false
	}
	return translated(event)
}

func translated(event any) (said any, known bool) {
	switch e := event.(type) {
	case *codec.TransferEvent:
		return treasury.Transfer{From: settlement.Address(e.From), To: settlement.Address(e.To), Amount: amount(&e.Amount)}, true
	case *codec.AuthorizationEvent:
		if e.Canceled {
			return nil, false
		}
		return treasury.Authorization{Payer: settlement.Address(e.Authorizer), Nonce: settlement.Hash(e.Nonce)}, true
	case *codec.DepositEvent:
		return treasury.Deposit{
			Payer: settlement.Address(e.Payer), Token: settlement.Address(e.Token), Amount: amount(&e.Amount), Memo: settlement.Hash(e.Memo),
		}, true
	case *codec.BatchPaidEvent:
		return treasury.BatchPaid{Batch: settlement.Hash(e.Batch), Token: settlement.Address(e.Token), Paid: amount(&e.Paid)}, true
	case *codec.PaymentFailedEvent:
		if !e.Index.IsUint64() {
			return nil, false
		}
		return treasury.ItemFailed{Batch: settlement.Hash(e.Batch), Place: e.Index.Uint64()}, true
	}
	return nil, false
}
