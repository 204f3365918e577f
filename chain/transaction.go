package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// Standing is whether a transaction has been carried out.
type Standing uint8

const (
	Absent  Standing = iota // no endpoint has a receipt
	Unclear                 // the endpoints say different things: ask again
	Present
)

// Receipt is how a transaction was carried out.
type Receipt struct {
	Standing  Standing // what follows is of one that is Present
	Tx        common.Hash
	Block     uint64
	BlockHash common.Hash
	Success   bool     // false if it reverted
	Fee       *big.Int // all that it cost, with what a rollup asks for its data
	Logs      []types.Log
}

// receipt is one as nodes write it.
type receipt struct {
	Tx        common.Hash     `json:"transactionHash"`
	Block     *hexutil.Uint64 `json:"blockNumber"`
	BlockHash *common.Hash    `json:"blockHash"`
	Status    *hexutil.Uint64 `json:"status"`
	Gas       hexutil.Uint64  `json:"gasUsed"`
	GasPrice  *hexutil.Big    `json:"effectiveGasPrice"`
	DataFee   *hexutil.Big    `json:"l1Fee"`
	Logs      []types.Log     `json:"logs"`
}

func (r *receipt) receipt(e *endpoint, tx common.Hash) (Receipt, error) {
	if r == nil || r.BlockHash == nil || r.Block == nil { // some nodes answer for pending ones
		return Receipt{Tx: tx}, nil
	}
	if r.Tx != tx || r.Status == nil {
		return Receipt{}, Errorf(Retry, CodeAnswer, "%s answers with a receipt without status, or of another transaction", e.name)
	}
	fee := new(big.Int)
	if r.GasPrice != nil {
		fee.Mul((*big.Int)(r.GasPrice), new(big.Int).SetUint64(uint64(r.Gas)))
	}
	if r.DataFee != nil {
		fee.Add(fee, (*big.Int)(r.DataFee))
	}
	return Receipt{Present, tx, uint64(*r.Block), *r.BlockHash, *r.Status == 1, fee, r.Logs}, nil
}

// Receipts is how transactions were carried out, in their order. One counts as
// Present or Absent only if all endpoints say so.
func (c *Client) Receipts(ctx context.Context, txs []common.Hash) ([]Receipt, error) {
	if len(txs) == 0 {
		return nil, nil
	}
	answers, failures := everywhere(ctx, c, func(ctx context.Context, e *endpoint) ([]Receipt, error) {
		raw := make([]*receipt, len(txs))
		requests := make([]*request, len(txs))
		for i, tx := range txs {
			requests[i] = &request{method: "eth_getTransactionReceipt", args: []any{tx}, out: &raw[i]}
		}
		if err := e.ask(ctx, requests...); err != nil {
			return nil, err
		}
		receipts := make([]Receipt, len(txs))
		for i, r := range requests {
			if r.err != nil {
				return nil, e.answered(r)
			}
			var err error
			if receipts[i], err = raw[i].receipt(e, txs[i]); err != nil {
				return nil, err
			}
		}
		return receipts, nil
	})
	for _, err := range failures {
		if err != nil {
			return nil, err
		}
	}
	agree := answers[0]
	for _, other := range answers[1:] {
		for i := range agree {
			if !sameReceipt(&agree[i], &other[i]) {
				agree[i] = Receipt{Standing: Unclear, Tx: txs[i]}
			}
		}
	}
	return agree, nil
}

func sameReceipt(a, b *Receipt) bool {
	return a.Standing == b.Standing && a.BlockHash == b.BlockHash && a.Block == b.Block && a.Success == b.Success && sameLogs(a.Logs, b.Logs)
}

// Nonce is how many transactions of an account have been carried out, at the
// newest block that each endpoint has; the lowest counts.
func (c *Client) Nonce(ctx context.Context, account common.Address) (uint64, error) {
	return c.nonce(ctx, account, "latest", func(a, b uint64) uint64 { return min(a, b) })
}

// NoncePending is the first nonce that no endpoint knows a transaction for.
func (c *Client) NoncePending(ctx context.Context, account common.Address) (uint64, error) {
	return c.nonce(ctx, account, "pending", func(a, b uint64) uint64 { return max(a, b) })
}

// NonceAt is how many had been carried out at a block.
func (c *Client) NonceAt(ctx context.Context, account common.Address, block uint64) (uint64, error) {
	return c.nonce(ctx, account, hexutil.EncodeUint64(block), func(a, b uint64) uint64 { return min(a, b) })
}

func (c *Client) nonce(ctx context.Context, account common.Address, at string, of func(a, b uint64) uint64) (uint64, error) {
	counts, failures := everywhere(ctx, c, func(ctx context.Context, e *endpoint) (uint64, error) {
		var n hexutil.Uint64
		err := e.call(ctx, &n, "eth_getTransactionCount", account, at)
		return uint64(n), err
	})
	for _, err := range failures {
		if err != nil {
			return 0, err
		}
	}
	n := counts[0]
	for _, other := range counts[1:] {
		n = of(n, other)
	}
	return n, nil
}

// Coins is what an account holds of the chain's coin, to pay for gas.
func (c *Client) Coins(ctx context.Context, account common.Address) (*big.Int, error) {
	return anywhere(ctx, c, func(ctx context.Context, e *endpoint) (*big.Int, error) {
		var coins hexutil.Big
		err := e.call(ctx, &coins, "eth_getBalance", account, "latest")
		return (*big.Int)(&coins), err
	})
}

// Fees is what the next block asks for, in the coin's smallest unit per gas.
type Fees struct {
	Base *big.Int // of the next block
	Tip  *big.Int // what the node suggests
}

// Fees is what the next block asks for (EIP-1559).
func (c *Client) Fees(ctx context.Context) (Fees, error) {
	return anywhere(ctx, c, func(ctx context.Context, e *endpoint) (Fees, error) {
		var history struct {
			Base []*hexutil.Big `json:"baseFeePerGas"`
		}
		var tip hexutil.Big
		past := &request{method: "eth_feeHistory", args: []any{hexutil.Uint64(1), "latest", []float64{}}, out: &history}
		suggestion := &request{method: "eth_maxPriorityFeePerGas", out: &tip}
		if err := e.ask(ctx, past, suggestion); err != nil {
			return Fees{}, err
		}
		if past.err != nil {
			return Fees{}, e.answered(past)
		}
		if n := len(history.Base); n == 0 || history.Base[n-1] == nil {
			return Fees{}, Errorf(Stop, CodeUnsupported, "chain %d has no base fee (EIP-1559)", c.cfg.ID)
		}
		if suggestion.err != nil { // not every node knows it; the configured least tip does
			tip = hexutil.Big{}
		}
		return Fees{(*big.Int)(history.Base[len(history.Base)-1]), (*big.Int)(&tip)}, nil
	})
}

// Delivery is what became of a broadcast. Only Accepted is certain: after any
// other outcome the transaction may be under way all the same.
type Delivery uint8

const (
	Unknown     Delivery = iota // no endpoint answered
	Accepted                    // an endpoint has it, or had it before
	NonceUsed                   // its nonce is used: by itself, or by another
	Underpriced                 // another with its nonce pays nearly as much or more
	Rejected                    // an endpoint will not have it; the error says why
)

// Broadcast hands a signed transaction to all endpoints, once. It is the same
// transaction however often it is handed over, so whoever does not see it carried
// out may do so again. err is nil only for Accepted and NonceUsed.
func (c *Client) Broadcast(ctx context.Context, raw []byte) (Delivery, error) {
	deliveries, failures := everywhere(ctx, c, func(ctx context.Context, e *endpoint) (Delivery, error) {
		return e.broadcast(ctx, raw)
	})
	for _, wanted := range []Delivery{Accepted, NonceUsed, Underpriced, Rejected} {
		for i, d := range deliveries {
			if d == wanted {
				return d, failures[i]
			}
		}
	}
	return Unknown, failures[0]
}

func (e *endpoint) broadcast(ctx context.Context, raw []byte) (Delivery, error) {
	if err := e.identify(ctx); err != nil {
		return Unknown, err
	}
	var hash common.Hash
	err := e.rpc.CallContext(ctx, &hash, "eth_sendRawTransaction", hexutil.Bytes(raw))
	if err == nil {
		return Accepted, nil
	}
	if answer := rpc.Error(nil); !errors.As(err, &answer) {
		return Unknown, &Error{CodeUnavailable, Retry, e.name + " does not answer", scrub(err)}
	}
	said := Errorf(Retry, CodeAnswer, "%s says: %s", e.name, shorten(err.Error()))
	switch {
	case contains(err.Error(), "already known", "known transaction", "already imported", "alreadyknown", "already in mempool", "already exists"):
		return Accepted, nil
	case contains(err.Error(), "nonce too low", "nonce is too low", "oldnonce", "old nonce"):
		return NonceUsed, nil
	case contains(err.Error(), "underpriced"):
		return Underpriced, said
	}
	return Rejected, said
}

// NonceUser finds the transaction with which an account used a nonce, between
// two blocks: before at from, after at to. It needs the accounts' state at the
// blocks in between, which a node keeps for a while.
func (c *Client) NonceUser(ctx context.Context, account common.Address, nonce, from, to uint64) (*types.Transaction, uint64, error) {
	for from+1 < to {
		middle := from + (to-from)/2
		used, err := c.NonceAt(ctx, account, middle)
		if err != nil {
			return nil, 0, err
		}
		if used > nonce {
			to = middle
		} else {
			from = middle
		}
	}
	tx, err := agreed(ctx, c, fmt.Sprintf("the transactions of block %d", to), func(ctx context.Context, e *endpoint) (*types.Transaction, error) {
		return e.transactionOf(ctx, account, nonce, to)
	}, func(a, b *types.Transaction) bool { return a.Hash() == b.Hash() })
	return tx, to, err
}

func (e *endpoint) transactionOf(ctx context.Context, account common.Address, nonce, block uint64) (*types.Transaction, error) {
	var body *struct {
		Transactions []struct {
			From  common.Address `json:"from"`
			Nonce hexutil.Uint64 `json:"nonce"`
			Hash  common.Hash    `json:"hash"`
		} `json:"transactions"`
	}
	if err := e.call(ctx, &body, "eth_getBlockByNumber", hexutil.EncodeUint64(block), true); err != nil {
		return nil, err
	}
	if body == nil {
		return nil, &Error{CodeNotFound, Retry, e.name + " does not have the block", nil}
	}
	for _, t := range body.Transactions {
		if t.From != account || uint64(t.Nonce) != nonce {
			continue
		}
		var tx *types.Transaction
		if err := e.call(ctx, &tx, "eth_getTransactionByHash", t.Hash); err != nil {
			return nil, err
		}
		if tx == nil || tx.Hash() != t.Hash {
			return nil, Errorf(Retry, CodeAnswer, "%s answers with another transaction than was asked for", e.name)
		}
		return tx, nil
	}
	return nil, Errorf(Retry, CodeAnswer, "%s has no transaction with nonce %d in block %d, which used it", e.name, nonce, block)
}
