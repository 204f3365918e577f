package service

import (
	"container/heap"
	"crypto/sha256"
	"sync"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// account is whose funds in which token payments are held against.
type account struct {
	chainID      uint64
	asset, payer common.Address
}

// hold is a payment that is good and not yet forgotten: verified and waiting for
// its settlement, being settled, or settled and remembered.
type hold struct {
	key      common.Hash // what the chain carries out once
	print    [sha256.Size]byte
	of       account
	amount   uint256.Int
	until    uint64      // Unix seconds; then it is forgotten
	reserved bool        // amount counts against the account's funds
	verified bool        // /verify has let one request pass, which this is
	order    common.Hash // once it is being settled
	answer   *x402.Settlement
	told     bool // answer has been given to somebody
	place    int  // in the heap
}

// Outcomes of asking for a hold.
type held uint8

const (
	heldGood  held = iota
	heldInUse      // the key is another request's
	heldPoor       // the account has not enough for this one, too
	heldFull       // too many are held
)

// holds are the holds of one process.
type holds struct {
	max int

	mu       sync.Mutex
	of       map[common.Hash]*hold // by key
	reserved map[account]uint256.Int
	soonest  expiry
}

func newHolds(max int) *holds {
	return &holds{max: max, of: map[common.Hash]*hold{}, reserved: map[account]uint256.Int{}}
}

// take holds a payment for one request. What its account has is told by balance,
// as it was when the payment was judged.
func (h *holds) take(n *hold, balance *uint256.Int, now uint64) held {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	switch {
	case h.of[n.key] != nil:
		return heldInUse
	case len(h.of) >= h.max:
		return heldFull
	}
	total := h.reserved[n.of]
	if _, over := total.AddOverflow(&total, &n.amount); over || total.Gt(balance) {
		return heldPoor
	}
	n.reserved = true
	h.reserved[n.of] = total
	h.of[n.key] = n
	heap.Push(&h.soonest, n)
	return heldGood
}

// claim makes the hold of a payment that of an order, or takes a new one.
func (h *holds) claim(n *hold, balance *uint256.Int, now uint64) held {
	h.mu.Lock()
	h.forget(now)
	was := h.of[n.key]
	if was == nil {
		h.mu.Unlock()
		return h.take(n, balance, now)
	}
	defer h.mu.Unlock()
	if was.print != n.print || was.order != (common.Hash{}) && was.order != n.order {
		return heldInUse
	}
	was.order, was.until = n.order, n.until
	heap.Fix(&h.soonest, was.place)
	return heldGood
}

// recall puts an order that was accepted before into a place that is free. It
// holds no funds: the chain may have moved them already.
func (h *holds) recall(n *hold, now uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	if h.of[n.key] == nil && len(h.of) < h.max {
		h.of[n.key] = n
		heap.Push(&h.soonest, n)
	}
}

// with runs f on the hold of a key, or on nil, while nobody else touches it.
func (h *holds) with(key common.Hash, now uint64, f func(*hold)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	n := h.of[key]
	f(n)
	if n == nil {
		return
	}
	if n.answer != nil {
		h.release(n) // the chain's balance tells it from now on
	}
	heap.Fix(&h.soonest, n.place)
}

func (h *holds) release(n *hold) {
	if !n.reserved {
		return
	}
	n.reserved = false
	total := h.reserved[n.of]
	if total.Sub(&total, &n.amount); total.IsZero() {
		delete(h.reserved, n.of)
		return
	}
	h.reserved[n.of] = total
}

func (h *holds) forget(now uint64) {
	for len(h.soonest) > 0 && h.soonest[0].until <= now {
		n := heap.Pop(&h.soonest).(*hold)
		h.release(n)
		delete(h.of, n.key)
	}
}

// expiry is a heap of holds, the soonest to be forgotten on top.
type expiry []*hold

func (e expiry) Len() int           { return len(e) }
func (e expiry) Less(i, k int) bool { return e[i].until < e[k].until }

func (e expiry) Swap(i, k int) {
	e[i], e[k] = e[k], e[i]
	e[i].place, e[k].place = i, k
}

// Push is heap.Interface's.
func (e *expiry) Push(v any) {
	n := v.(*hold)
	n.place = len(*e)
	*e = append(*e, n)
}

// Pop is heap.Interface's.
func (e *expiry) Pop() any {
	last := len(*e) - 1
	n := (*e)[last]
	(*e)[last] = nil
	*e = (*e)[:last]
	return n
}
