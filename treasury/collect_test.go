package treasury_test

import (
	"sync"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/core/settlement"

	"github.com/ethereum/go-ethereum/common"
)

func TestInAdvance(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	payer := r.accounts()[1]
	s := r.pays(payer, 5, time.Minute)
	begun := time.Now()
	p, tx, err := r.collected(s.id)
	r.must(err)
	t.Logf("collected in %s", time.Since(begun))
	receipt, err := r.chain.Client.TransactionReceipt(r.chain.Context(), tx)
	if err != nil || receipt.Status != 1 || p.State != settlement.PaymentArrived && p.State != settlement.PaymentFinal {
		t.Fatalf("the payment is %s by transaction %s: %v", p.State, tx, err)
	}
	_, err = r.submit(r.order(payer.Address, s.call))
	r.must(err)
	r.must(r.capture(s.call))
	r.untilState(s.id, settlement.PaymentFinal)
	r.settled()
	if got := r.wallet(payer.Address); got != 30_000_000 {
		t.Errorf("5 cents less a fact for 2 leave %d", got)
	}
}

func TestManyShareATransaction(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	var all []*signed
	for range 4 {
		for _, payer := range r.accounts()[1:6] {
			all = append(all, r.pays(payer, 3, time.Minute))
		}
	}
	var waiting sync.WaitGroup
	var mu sync.Mutex
	txs := map[common.Hash]int{}
	for _, s := range all {
		waiting.Go(func() {
			_, tx, err := r.collected(s.id)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			txs[tx]++
			mu.Unlock()
		})
	}
	waiting.Wait()
	if len(txs) > 8 {
		t.Errorf("%d payments were collected by %d transactions", len(all), len(txs))
	}
	r.settled()
	if got := r.chain.Balance(r.payout); got != 600_000 {
		t.Errorf("20 payments of 3 cents brought %d", got)
	}
}
