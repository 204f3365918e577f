package treasury

import (
	"context"
	"slices"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// outflow is what left the house in a block.
type outflow struct {
	paid    []paidBatch
	foreign []foreign
}

// paidBatch is a batch of ours that a transaction carried out.
type paidBatch struct {
	id     ledger.ID
	tx     settlement.Hash
	failed []uint16 // places, ascending
}

// foreign is a transfer out of the house that no batch explains.
type foreign struct {
	token *held
	tx    settlement.Hash
}

const reasonForeign = "tokens left the house that no payout explains: transaction "

// halts stop payouts in the tokens that somebody else moved. The first such
// transaction is the reason, whatever else has stopped them before.
func (o *outflow) halts(m *clearing.Machine) (commands []clearing.Command) {
	for _, f := range o.foreign {
		if state, ok := m.Settlement().Token(f.token.number); ok && !strings.HasPrefix(state.Halted, reasonForeign) {
			commands = append(commands, clearing.HaltPayouts{Token: f.token.number, Reason: reasonForeign + hash(f.tx)})
		}
	}
	return commands
}

// outflow explains each transfer out of the house by a batch that is open. A
// batch counts only if its transaction paid exactly what the batch says, since
// whoever has the key could send other payments under its id.
func (b *branch) outflow(m *clearing.Machine, s *Seen) (o outflow) {
	for i := range s.Txs {
		b.outflowOf(m, &s.Txs[i], &o)
	}
	for _, f := range o.foreign {
		b.options.Log.Error("tokens left the house that no payout explains", "chain", b.Name, "token", text(f.token.Contract), "transaction", hash(f.tx))
	}
	return o
}

func (b *branch) outflowOf(m *clearing.Machine, tx *Tx, o *outflow) {
	var left []outgoing
	failed := map[settlement.Hash][]uint16{}
	for _, l := range tx.Logs {
		switch e := l.Event.(type) {
		case Transfer:
			if token := b.numbers[l.Contract]; token != nil && e.From == b.House && e.To != b.House && !e.Amount.IsZero() {
				left = append(left, outgoing{token, e.To, e.Amount})
			}
		case ItemFailed:
			if l.Contract == b.House && e.Place < settlement.ItemsMax {
				failed[e.Batch] = append(failed[e.Batch], uint16(e.Place))
			}
		case BatchPaid:
			token := b.numbers[e.Token]
			if l.Contract != b.House || token == nil {
				continue
			}
			id, ours := idOf(e.Batch)
			batch, open := m.Settlement().Payout(id)
			if !ours || !open || batch.Token != token.number {
				continue // what it paid is left over
			}
			places := failed[e.Batch]
			slices.Sort(places)
			var explained bool
			if left, explained = b.explain(token, &batch, places, left); explained {
				o.paid = append(o.paid, paidBatch{id, tx.Hash, places})
			}
		}
	}
	for _, out := range left {
		if !slices.ContainsFunc(o.foreign, func(f foreign) bool { return f.token == out.token && f.tx == tx.Hash }) {
			o.foreign = append(o.foreign, foreign{out.token, tx.Hash})
		}
	}
}

// explain takes a batch's payments off what left, if they are there one by one.
func (b *branch) explain(token *held, batch *settlement.Payout, failed []uint16, left []outgoing) ([]outgoing, bool) {
	rest := slices.Clone(left)
	for place, item := range batch.Items {
		if slices.Contains(failed, uint16(place)) {
			continue
		}
		at := slices.IndexFunc(rest, func(out outgoing) bool {
			amount, fits := out.units.Mul64(token.unit)
			return out.token == token && out.to == item.To && fits && amount == item.Amount
		})
		if at < 0 {
			return left, false
		}
		rest = slices.Delete(rest, at, at+1)
	}
	return rest, true
}

// haltAll stops payouts in all tokens of the chain.
func (b *branch) haltAll(ctx context.Context, reason string) {
	reason = reason[:min(len(reason), settlement.ReasonMax)]
	for _, token := range b.numbers {
		if state, ok := b.tokenState(token.Contract); ok && state.Halted == "" {
			if _, err := b.do(ctx, clearing.HaltPayouts{Token: token.number, Reason: reason}); err != nil {
				b.troubled(inPaying, err)
			}
		}
	}
}
