package e2e

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"path/filepath"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet/devtest"
	"aidollar/chain/keys"
	"aidollar/chain/sender"
	"aidollar/cmd/aidollar/onchain"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
)

// settler is the house's own, on a chain of the test's.
type settler struct {
	*onchain.Settler
	t     *testing.T
	facts onchain.Facts
	by    devaccount.Account
}

// newSettler opens the chain and starts to send from an account, in blocks that
// count as soon as they are there.
func newSettler(t *testing.T, d *devtest.Chain, by devaccount.Account) *settler {
	t.Helper()
	client := must[*chain.Client](t)(chain.Open(t.Context(), chain.Config{ID: d.ChainID(), URLs: []string{d.RPC()}}))
	dir := t.TempDir()
	c := must[*onchain.Chain](t)(onchain.Open(onchain.Options{
		Client: client, Signer: keys.InMemory(by.Key), Outbox: filepath.Join(dir, "outbox"), Finality: chain.Finality{Confirmations: 1},
		Fees:  sender.Fees{TipMax: big.NewInt(2e9), CapMax: big.NewInt(100e9), DayMax: big.NewInt(1e18)},
		House: contracts.PayoutAddress, Tokens: []common.Address{d.Token()}, Interval: 20 * time.Millisecond,
		Report: func(err error) { slog.Info("the sender reports", "error", err) },
	}))
	s := must[*onchain.Settler](t)(onchain.OpenSettler(onchain.SettlerOptions{File: filepath.Join(dir, "settlements"), Chains: []*onchain.Chain{c}}))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Run(ctx)
	}()
	t.Cleanup(func() {
		err := s.Close()
		stop()
		<-ended
		if err = errors.Join(err, c.Close()); err != nil {
			t.Errorf("the settler ended with %v", err)
		}
		client.Close()
	})
	return &settler{Settler: s, t: t, facts: onchain.Facts{Client: client}, by: by}
}

// sent counts the transactions that stand in blocks.
func (s *settler) sent() uint64 {
	s.t.Helper()
	return must[uint64](s.t)(s.facts.Nonce(s.t.Context(), s.by.Address))
}
