package treasury

import (
	"context"
	"fmt"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// HinderedError is Collected's answer about a payment that has not been carried
// out, and may yet be: the chain would not take it when it was tried last.
type HinderedError struct {
	Reason string // a code, as in a failed payment's Reason
}

func (e *HinderedError) Error() string {
	return fmt.Sprintf("treasury: the payment was not carried out: %s", e.Reason)
}

// UnknownError is Collected's answer about a payment that nobody remembers.
type UnknownError struct{ ID ledger.ID }

func (e *UnknownError) Error() string {
	return fmt.Sprintf("treasury: no payment %s is remembered", e.ID)
}

// again is how often a payment is looked at though nobody told of a change.
const again = time.Second

// Collected waits until a payment stands in a block, or ended in any way, and
// gives it with the transaction that carried it out, where that is known. A payment
// that the chain refuses for now is a HinderedError, with the payment as it is.
func (t *Treasury) Collected(ctx context.Context, id ledger.ID) (settlement.Payment, settlement.Hash, error) {
	t.waiting.join(id)
	defer t.waiting.leave(id)
	for {
		changed := t.waiting.change(id)
		p, tx, ok := t.collectedAs(id)
		switch {
		case !ok:
			return p, tx, &UnknownError{id}
		case p.State == settlement.PaymentArrived || p.State.Ended():
			return p, tx, nil
		}
		if reason := t.hindered(&p); reason != "" {
			return p, tx, &HinderedError{reason}
		}
		if !rest(ctx, again, changed) {
			return p, tx, ctx.Err()
		}
	}
}

func (t *Treasury) collectedAs(id ledger.ID) (p settlement.Payment, tx settlement.Hash, ok bool) {
	tx, known := t.waiting.tx(id)
	t.node.View(func(m *clearing.Machine) {
		if p, ok = m.Settlement().Payment(id); !ok || known || p.State != settlement.PaymentArrived {
			return
		}
		m.Settlement().Arrivals(func(a *settlement.Arrival) bool {
			if a.Payment == id {
				tx = a.Tx
			}
			return a.Payment != id
		})
	})
	return p, tx, ok
}

// hindered is why a due payment was not carried out. A used nonce is none: the
// block that tells who used it may be on its way.
func (t *Treasury) hindered(p *settlement.Payment) string {
	for _, b := range t.branches {
		if d, ok := b.owed.get(p.ID); ok && p.State == settlement.PaymentDue && d.reason != reasonUsed {
			return d.reason
		}
	}
	return ""
}
