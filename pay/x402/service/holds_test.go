package service

import (
	"math/rand/v2"
	"testing"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// plain is the same as holds, without a heap and without sums.
type plain struct {
	max int
	all []hold
}

func (p *plain) forget(now uint64) {
	var left []hold
	for _, h := range p.all {
		if h.until > now {
			left = append(left, h)
		}
	}
	p.all = left
}

func (p *plain) find(key common.Hash) *hold {
	for i := range p.all {
		if p.all[i].key == key {
			return &p.all[i]
		}
	}
	return nil
}

func (p *plain) reserved(of account) (sum uint64) {
	for i := range p.all {
		if h := &p.all[i]; h.of == of && h.reserved && h.answer == nil {
			sum += h.amount.Uint64()
		}
	}
	return sum
}

func (p *plain) take(n hold, balance, now uint64) held {
	p.forget(now)
	switch {
	case p.find(n.key) != nil:
		return heldInUse
	case len(p.all) >= p.max:
		return heldFull
	case p.reserved(n.of)+n.amount.Uint64() > balance:
		return heldPoor
	}
	n.reserved = true
	p.all = append(p.all, n)
	return heldGood
}

func (p *plain) claim(n hold, balance, now uint64) held {
	p.forget(now)
	was := p.find(n.key)
	if was == nil {
		return p.take(n, balance, now)
	}
	if was.print != n.print || was.order != (common.Hash{}) && was.order != n.order {
		return heldInUse
	}
	was.order, was.until = n.order, n.until
	return heldGood
}

// TestHoldsAgainstAPlainTwin does the same things to both and wants the same
// answers, and the same funds held, after each.
func TestHoldsAgainstAPlainTwin(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 0))
		fast, slow, now := newHolds(8), &plain{max: 8}, uint64(1000)
		for step := range 2000 {
			now += r.Uint64N(3)
			n := hold{key: common.Hash{byte(r.UintN(12))}, print: [32]byte{byte(r.UintN(2))}, of: account{payer: common.Address{byte(r.UintN(3))}},
				amount: *uint256.NewInt(r.Uint64N(10)), until: now + r.Uint64N(20), order: common.Hash{byte(r.UintN(3))}}
			balance := r.Uint64N(30)
			funds := uint256.NewInt(balance)
			var got, want held
			one := n
			switch r.UintN(3) {
			case 0:
				got, want = fast.take(&one, funds, now), slow.take(n, balance, now)
			case 1:
				got, want = fast.claim(&one, funds, now), slow.claim(n, balance, now)
			default:
				fast.with(n.key, now, func(h *hold) {
					if h != nil {
						h.answer = &x402.Settlement{}
					}
				})
				slow.forget(now)
				if h := slow.find(n.key); h != nil {
					h.answer = &x402.Settlement{}
				}
			}
			if got != want {
				t.Fatalf("seed %d, step %d: %d, want %d", seed, step, got, want)
			}
			fast.forget(now)
			slow.forget(now)
			if len(fast.of) != len(slow.all) || len(fast.soonest) != len(slow.all) {
				t.Fatalf("seed %d, step %d: %d and %d are held, want %d", seed, step, len(fast.of), len(fast.soonest), len(slow.all))
			}
			for payer := range byte(3) {
				of := account{payer: common.Address{payer}}
				if sum := fast.reserved[of]; sum.Uint64() != slow.reserved(of) {
					t.Fatalf("seed %d, step %d: %s are held of %x, want %d", seed, step, sum.Dec(), payer, slow.reserved(of))
				}
			}
		}
	}
}
