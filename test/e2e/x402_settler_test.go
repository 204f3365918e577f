package e2e

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/keys"
	"aidollar/chain/sender"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/service"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// settler joins the facilitator's service with a chain: the client's facts, the
// sender's intents.
type settler struct {
	client *chain.Client
	sender *sender.Sender
	sent   atomic.Int32
}

// newSettler opens the chain and starts to send from an account, in blocks that
// count as soon as they are there.
func newSettler(t *testing.T, d *devnet.Devnet, by devaccount.Account) *settler {
	t.Helper()
	client := must[*chain.Client](t)(chain.Open(t.Context(), chain.Config{ID: d.ChainID(), URLs: []string{d.RPC()}}))
	out := must[*sender.Sender](t)(sender.Open(sender.Config{
		Client: client, Signer: keys.InMemory(by.Key), Outbox: filepath.Join(t.TempDir(), "outbox"), Finality: chain.Finality{Confirmations: 1},
		Fees:     sender.Fees{TipMax: big.NewInt(2e9), CapMax: big.NewInt(100e9), DayMax: big.NewInt(1e18)},
		Interval: 20 * time.Millisecond, Report: func(err error) { slog.Info("the sender reports", "error", err) },
	}))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- out.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, out.Close()); err != nil {
			t.Errorf("the sender ended with %v", err)
		}
		client.Close()
	})
	return &settler{client: client, sender: out}
}

func (s *settler) State(ctx context.Context, q facilitator.Question) (facilitator.State, error) {
	state, err := s.client.PaymentState(ctx, chain.PaymentQuestion{Token: q.Asset, Payer: q.Payer, Nonce: q.Nonce, Permit2: q.Permit2})
	return facilitator.State{Code: state.Code, NonceUsed: state.NonceUsed, Balance: state.Balance, Allowance: state.Allowance}, err
}

func (s *settler) ValidSignature(ctx context.Context, account common.Address, digest common.Hash, signature []byte) (bool, error) {
	return s.client.ValidSignature(ctx, account, digest, signature)
}

func (s *settler) Simulate(ctx context.Context, from common.Address, calls []facilitator.Call) (string, error) {
	all := make([]chain.Call, len(calls))
	for i, c := range calls {
		all[i] = chain.Call(c)
	}
	return s.client.Simulate(ctx, from, all)
}

// Send has the sender take in an order's calls, the last under the order's id.
func (s *settler) Send(ctx context.Context, o *service.Order) error {
	s.sent.Add(1)
	last := len(o.Calls) - 1
	for i, call := range o.Calls {
		id := o.ID.Hex()
		if i < last {
			id += "-first"
		}
		if _, err := s.sender.Send(ctx, sender.Intent{ID: id, To: call.To, Data: call.Data, Deadline: time.Unix(int64(o.Deadline), 0)}); err != nil {
			return err
		}
		if i < last {
			if _, err := s.sender.Await(ctx, id, sender.Included); err != nil {
				return err
			}
		}
	}
	return nil
}

// Await waits for an order's last call.
func (s *settler) Await(ctx context.Context, id common.Hash) (service.Outcome, error) {
	status, err := s.sender.Await(ctx, id.Hex(), sender.Included)
	switch {
	case chain.Code(err) == sender.CodeUnknown:
		return service.Outcome{}, nil
	case ctx.Err() != nil:
		if status, _, err = s.sender.Status(id.Hex()); err != nil || len(status.Hashes) == 0 {
			return service.Outcome{}, errors.Join(errors.New("nothing was signed yet"), err)
		}
		return service.Outcome{Status: service.Pending, Transaction: status.Hashes[len(status.Hashes)-1]}, nil
	case err != nil:
		return service.Outcome{}, err
	case status.State == sender.Failed:
		return service.Outcome{Status: service.Failed, Transaction: status.Tx, Revert: status.Message}, nil
	}
	logs, err := s.logs(ctx, status.Tx)
	return service.Outcome{Status: service.Settled, Transaction: status.Tx, Logs: logs}, err
}

func (s *settler) logs(ctx context.Context, tx common.Hash) ([]service.Log, error) {
	receipts, err := s.client.Receipts(ctx, []common.Hash{tx})
	if err != nil {
		return nil, err
	}
	if receipts[0].Standing != chain.Present || !receipts[0].Success {
		return nil, errors.New("the transaction is not there any more")
	}
	var all []service.Log
	for _, l := range receipts[0].Logs {
		all = append(all, service.Log{Address: l.Address, Topics: l.Topics, Data: l.Data})
	}
	return all, nil
}

func (s *settler) AuthorizationUsed(ctx context.Context, _ uint64, token, payer common.Address, nonce common.Hash) (common.Hash, []service.Log, bool, error) {
	head, err := s.client.Head(ctx)
	if err != nil {
		return common.Hash{}, nil, false, err
	}
	used := crypto.Keccak256Hash([]byte("AuthorizationUsed(address,bytes32)"))
	found, _, err := s.client.LogsIn(ctx, 0, head.Number, []chain.Filter{{
		Addresses: []common.Address{token}, Topics: [][]common.Hash{{used}, {common.BytesToHash(payer[:])}, {nonce}},
	}})
	if err != nil || len(found) == 0 {
		return common.Hash{}, nil, false, err
	}
	logs, err := s.logs(ctx, found[0].TxHash)
	return found[0].TxHash, logs, err == nil, err
}
