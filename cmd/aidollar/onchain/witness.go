package onchain

import (
	"context"
	"fmt"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/pay/x402/service"

	"github.com/ethereum/go-ethereum/common"
)

const (
	// witnessBack is how far back an authorization's use is looked for. It was unused
	// when it was verified here, which is held for minutes.
	witnessBack   = 2 * time.Hour
	witnessBlocks = 2_000 // asked for at a time, as nodes allow
	witnessAsks   = 64    // at most, on chains with many blocks a second
)

// deep is the receipt of a transaction that lies as deep as a settlement must; nil
// while it does not.
func (s *Settler) deep(ctx context.Context, c *Chain, tx common.Hash) (*chain.Receipt, error) {
	receipts, err := c.o.Client.Receipts(ctx, []common.Hash{tx})
	if err != nil || receipts[0].Standing != chain.Present {
		return nil, err
	}
	if s.o.Confirmations > 0 {
		head, err := c.o.Client.Head(ctx)
		if err != nil || head.Number < receipts[0].Block+s.o.Confirmations {
			return nil, err
		}
	}
	return &receipts[0], nil
}

func logsOf(r *chain.Receipt) (all []service.Log) {
	for i := range r.Logs {
		l := &r.Logs[i]
		all = append(all, service.Log{Address: l.Address, Topics: l.Topics, Data: l.Data})
	}
	return all
}

// AuthorizationUsed implements service.Witness.
func (s *Settler) AuthorizationUsed(ctx context.Context, chainID uint64, token, payer common.Address, nonce common.Hash) (common.Hash, []service.Log, bool, error) {
	none := common.Hash{}
	c := s.chains[chainID]
	if c == nil {
		return none, nil, false, fmt.Errorf("chain %d is not watched here", chainID)
	}
	head, err := c.o.Client.Head(ctx)
	if err != nil || head.Number < s.o.Confirmations {
		return none, nil, false, err
	}
	used := []chain.Filter{{Addresses: []common.Address{token}, Topics: [][]common.Hash{{codec.AuthorizationUsedTopic}, {codec.AddressTopic(payer)}, {nonce}}}}
	oldest := uint64(max(s.o.Now().Add(-witnessBack).Unix(), 0))
	to := head.Number - s.o.Confirmations
	for range witnessAsks {
		from := to - min(to, witnessBlocks-1)
		found, end, err := c.o.Client.LogsIn(ctx, from, to, used)
		if err != nil {
			return none, nil, false, err
		}
		if len(found) > 0 {
			receipt, err := s.deep(ctx, c, found[0].TxHash)
			if err != nil || receipt == nil || !receipt.Success {
				return none, nil, false, err
			}
			return receipt.Tx, logsOf(receipt), true, nil
		}
		if from == 0 || end.Time < oldest {
			break
		}
		to = from - 1
	}
	return none, nil, false, nil
}
