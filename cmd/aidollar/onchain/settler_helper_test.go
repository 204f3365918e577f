package onchain

import (
	"context"
	"errors"
	"math/big"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/chain/keys"
	"aidollar/chain/sender"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/service"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const patience = 30 * time.Second

// desk is a settler on a chain, which can be closed and opened again.
type desk struct {
	*testing.T
	*devtest.Chain
	dir           string
	confirmations uint64
	now           func() time.Time

	settler *Settler
	chain   *Chain
	close   func()
	number  byte // of the last order
}

func newDesk(t *testing.T, options devnet.Options) *desk {
	t.Helper()
	d := &desk{T: t, Chain: devtest.Start(t, options), dir: t.TempDir(), now: time.Now}
	d.open()
	t.Cleanup(func() { d.close() })
	return d
}

// opened is a settler with what it is made of. Closing it is an error of the test's.
func opened(id uint64, rpc, dir string, confirmations uint64, now func() time.Time) (s *Settler, c *Chain, done func() error, err error) {
	client, err := chain.Open(context.Background(), chain.Config{ID: id, URLs: []string{rpc}, Timeout: 5 * time.Second, Tries: 2})
	if err != nil {
		return nil, nil, nil, err
	}
	c, err = Open(Options{
		Client: client, Signer: keys.InMemory(devaccount.All()[0].Key), Outbox: filepath.Join(dir, "outbox.db"), Finality: chain.Finality{Tag: "finalized"},
		Fees:  sender.Fees{TipMax: big.NewInt(5e9), CapMax: big.NewInt(1e12), DayMax: new(big.Int).Mul(big.NewInt(1e18), big.NewInt(100))},
		House: contracts.PayoutAddress, Tokens: []common.Address{contracts.TokenAddress}, Interval: 20 * time.Millisecond,
	})
	if err != nil {
		return nil, nil, nil, err
	}
	s, err = OpenSettler(SettlerOptions{File: filepath.Join(dir, "settlements.bolt"), Chains: []*Chain{c}, Confirmations: confirmations, Now: now})
	if err != nil {
		return nil, nil, nil, errors.Join(err, c.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Run(ctx)
	}()
	return s, c, func() error {
		err := s.Close()
		stop()
		<-ended
		defer client.Close()
		return errors.Join(err, c.Close())
	}, nil
}

func (d *desk) open() {
	d.Helper()
	s, c, done, err := opened(d.ChainID(), d.RPC(), d.dir, d.confirmations, d.now)
	if err != nil {
		d.Fatal(err)
	}
	var once sync.Once
	d.settler, d.chain = s, c
	d.close = func() {
		once.Do(func() {
			if err := done(); err != nil {
				d.Errorf("close: %v", err)
			}
		})
	}
}

func (d *desk) reopen() {
	d.Helper()
	d.close()
	d.open()
}

// fresh is an address that has nothing.
func fresh(n byte) common.Address { return common.BytesToAddress([]byte{0xfa, n}) }

// authorization is a payment of n units to fresh(n), by the second account.
func authorization(n byte) *evmsig.Authorization {
	a := &evmsig.Authorization{From: devaccount.All()[1].Address, To: fresh(n), Nonce: common.Hash{n}}
	a.Value.SetUint64(uint64(n))
	a.ValidBefore.SetUint64(uint64(time.Now().Add(time.Hour).Unix()))
	return a
}

// orderFor is the order that settles it.
func orderFor(id uint64, n byte) (*service.Order, error) {
	a := authorization(n)
	separator := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: id, Contract: contracts.TokenAddress}.Separator()
	signature, err := evmsig.Sign(a.TransferDigest(separator), devaccount.All()[1].Key)
	if err != nil {
		return nil, err
	}
	return &service.Order{
		ID: common.Hash{0x0d, n}, Key: facilitator.Burned(id, contracts.TokenAddress, a.From, a.Nonce), ChainID: id,
		Calls:    []facilitator.Call{facilitator.TransferCall(contracts.TokenAddress, a, signature[:], false)},
		Deadline: a.ValidBefore.Uint64(),
		Payment:  service.Transfer{Asset: contracts.TokenAddress, From: a.From, To: a.To, Amount: *uint256.NewInt(uint64(n)), Nonce: a.Nonce, Method: x402.MethodEIP3009},
	}, nil
}

// order is the next one.
func (d *desk) order() *service.Order {
	d.Helper()
	d.number++
	o, err := orderFor(d.ChainID(), d.number)
	if err != nil {
		d.Fatal(err)
	}
	return o
}

// within is time for an answer.
func (d *desk) within(limit time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	d.Cleanup(cancel)
	return ctx
}

// settled wants an order to be settled and shown by the chain, exactly once.
func (d *desk) settled(o *service.Order, outcome service.Outcome, err error) {
	d.Helper()
	if err != nil || outcome.Status != service.Settled || !o.Payment.ShownBy(outcome.Logs) {
		d.Errorf("order %x ends with %+v, %v", o.ID[:2], outcome, err)
		return
	}
	if got := d.Balance(o.Payment.To); got != o.Payment.Amount.Uint64() {
		d.Errorf("order %x has moved %d", o.ID[:2], got)
	}
}

// sends is how many transactions the house's account has had carried out.
func (d *desk) sends() uint64 {
	d.Helper()
	n, err := d.Client.NonceAt(d.Chain.Context(), devaccount.All()[0].Address, nil)
	if err != nil {
		d.Fatal(err)
	}
	return n
}

func (d *desk) want(status service.Status, outcome service.Outcome, err error) {
	d.Helper()
	if err != nil || outcome.Status != status {
		d.Errorf("%+v, %v; want status %d", outcome, err, status)
	}
}

// eventually waits for a condition.
func (d *desk) eventually(what string, holds func() bool) {
	d.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			d.Fatal("not in time: " + what)
		}
	}
}
