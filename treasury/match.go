package treasury

import (
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// incoming is a transfer to the house as its transaction tells of it.
type incoming struct {
	id     ledger.ID
	token  *held
	tx     settlement.Hash
	block  uint64
	from   settlement.Address
	amount money.Amount // ledger units
	// nonce is the authorization's that moved it.
	nonce      settlement.Hash
	authorized bool
	memo       settlement.Hash
	noted      bool // memo and payer are said by the contract that takes deposits

	units money.Amount // the token's smallest
	index uint64

	kind    settlement.ArrivalKind
	channel payment.ChannelID // of a deposit, and of what left
}

// outgoing is a transfer out of the house.
type outgoing struct {
	token *held
	to    settlement.Address
	units money.Amount
}

// incomings are the transfers to the house in a block, in their order.
func (b *branch) incomings(s *Seen) (all []incoming) {
	for i := range s.Txs {
		all = append(all, b.incomingsOf(&s.Block, &s.Txs[i])...)
	}
	return all
}

// authorization is one that was used and has not been seen to move anything yet.
type authorization struct {
	token, payer settlement.Address
	nonce        settlement.Hash
}

// incomingsOf reads one transaction. A token says which authorization it uses and
// then moves what was signed for (EIP-3009's reference, and every token that copies
// it), so each use belongs to the payer's next transfer, wherever that goes.
func (b *branch) incomingsOf(block *Block, tx *Tx) (all []incoming) {
	var used []authorization
	for _, l := range tx.Logs {
		switch e := l.Event.(type) {
		case Authorization:
			used = append(used, authorization{l.Contract, e.Payer, e.Nonce})
		case Transfer:
			token := b.numbers[l.Contract]
			if token == nil {
				continue
			}
			var by *authorization
			for i := range slices.Backward(used) {
				if used[i].token == l.Contract && used[i].payer == e.From {
					by = &authorization{nonce: used[i].nonce}
					used = slices.Delete(used, i, i+1)
					break
				}
			}
			if in, counts := b.incoming(block, tx, &l, token, e); counts {
				if by != nil {
					in.nonce, in.authorized = by.nonce, true
				}
				all = append(all, in)
			}
		case ChannelCreated:
			if in, counts := b.movement(block, tx, &l, e.Channel, e.Amount, settlement.Deposited); counts {
				all = append(all, in)
			}
		case ChannelDeposited:
			if in, counts := b.movement(block, tx, &l, e.Channel, e.Amount, settlement.Deposited); counts {
				all = append(all, in)
			}
		case ChannelLeft:
			if in, counts := b.movement(block, tx, &l, e.Channel, e.Amount, settlement.Left); counts {
				all = append(all, in)
			}
		case Deposit:
			if l.Contract == b.Memo && b.Memo != (settlement.Address{}) {
				b.note(all, &l, &e)
			}
		}
	}
	return all
}

func (b *branch) incoming(block *Block, tx *Tx, l *Log, token *held, e Transfer) (incoming, bool) {
	if e.To != b.House || e.From == b.House || e.Amount.IsZero() {
		return incoming{}, false
	}
	in, fits := b.newIncoming(block, tx, l, token, e.Amount)
	if in.from = e.From; b.escrowAt(e.From) != 0 {
		in.kind = settlement.Fetched
	}
	return in, fits
}

// newIncoming is a movement of an amount in the token's smallest units, which a log
// tells of.
func (b *branch) newIncoming(block *Block, tx *Tx, l *Log, token *held, units money.Amount) (incoming, bool) {
	amount, fits := units.Mul64(token.unit)
	if !fits {
		b.options.Log.Error("a transfer is larger than what is kept here", "chain", b.Name, "transaction", hash(tx.Hash))
		return incoming{}, false
	}
	return incoming{
		id:    digestID([]byte("aidollar arrival"), number(b.id), block.Hash[:], tx.Hash[:], number(l.Index)),
		token: token, tx: tx.Hash, block: block.Number, amount: amount, units: units, index: l.Index,
	}, true
}

// note finds the transfer that a deposit speaks of: the one before it that came
// from the payer, or through the contract, with the same amount.
func (b *branch) note(all []incoming, l *Log, e *Deposit) {
	for i := range slices.Backward(all) {
		in := &all[i]
		through := in.from == e.Payer || in.from == b.Memo
		if !in.noted && through && in.token.Contract == e.Token && in.units == e.Amount && in.index < l.Index {
			in.noted, in.memo, in.from = true, e.Memo, e.Payer
			return
		}
	}
}

// arrival says whose a transfer is: that of the payment which was signed for it,
// or the party's in the memo, or the party's whose wallet it came from, or nobody's.
// It reads the machine, so it is called within View.
func (b *branch) arrival(m *clearing.Machine, in *incoming, taken map[ledger.ID]bool) settlement.Arrival {
	a := settlement.Arrival{
		ID: in.id, Token: in.token.number, Tx: in.tx, Block: in.block, From: in.from, Amount: in.amount,
		Credit: !in.token.TrustBelow.Less(in.amount), Kind: in.kind, Channel: in.channel,
	}
	switch in.kind {
	case settlement.Deposited:
		b.funded(m, in, &a, taken)
		return a
	case settlement.Fetched, settlement.Left:
		return a
	}
	state, _ := m.Settlement().Token(in.token.number)
	member := func(id ledger.ID) bool { return !id.IsZero() && m.HasAsset(id, state.Token.Asset) }
	var wallet ledger.ID
	for _, id := range b.options.PartiesOf(b.id, in.from) {
		if member(id) {
			wallet = id
			break
		}
	}
	a.Party = wallet
	if in.noted {
		if id, ok := idOf(in.memo); ok && member(id) {
			a.Party = id
		}
		return a
	}
	if in.authorized {
		id := b.options.PaymentID(b.id, in.token.Contract, in.from, in.nonce)
		if p, ok := m.Settlement().Payment(id); ok && p.Token == in.token.number {
			a.Payment = id
		}
		return a
	}
	if !wallet.IsZero() {
		a.Payment = b.unnamed(m, in, wallet, taken)
	}
	return a
}

// unnamed finds the open payment that a transfer by Permit2 carries out: nothing
// that is logged names it. Those that our own transaction carried come first, and
// what counts then is payer and amount; two that are alike are worth the same.
func (b *branch) unnamed(m *clearing.Machine, in *incoming, party ledger.ID, taken map[ledger.ID]bool) (found ledger.ID) {
	ours := b.carriedBy(in.tx)
	fits := func(p *settlement.Payment) bool {
		open := p.State == settlement.PaymentDue || p.State == settlement.PaymentHeld
		return open && p.Token == in.token.number && p.Party == party && p.Due == in.amount && !taken[p.ID] && !b.authorized(p)
	}
	for _, id := range ours {
		if p, ok := m.Settlement().Payment(id); ok && fits(&p) {
			taken[id] = true
			return id
		}
	}
	m.Settlement().Payments(func(p *settlement.Payment) bool {
		if fits(p) {
			found = p.ID
		}
		return found.IsZero()
	})
	if !found.IsZero() {
		taken[found] = true
	}
	return found
}

// The layout of a call that moves an authorization (EIP-3009): its selector, then
// from, to, value, validAfter, validBefore and nonce, a word each.
const (
	selectorSize = 4
	wordSize     = 32
	addressPad   = 12
	nonceWord    = 5
)

// authorization reads which authorization a payment's call uses. The payment's id
// follows from it, so what is read is either right or not found.
func (b *branch) authorization(p *settlement.Payment) (payer settlement.Address, nonce settlement.Hash, ok bool) {
	token := b.token(p.Token)
	if token == nil || len(p.Payload) == 0 {
		return payer, nonce, false
	}
	calls, _, err := b.options.Calls(p)
	if err != nil || len(calls) == 0 {
		return payer, nonce, false
	}
	last := calls[len(calls)-1]
	if last.To != token.Contract || len(last.Data) < selectorSize+(nonceWord+1)*wordSize {
		return payer, nonce, false
	}
	copy(payer[:], last.Data[selectorSize+addressPad:])
	copy(nonce[:], last.Data[selectorSize+nonceWord*wordSize:])
	return payer, nonce, b.options.PaymentID(b.id, token.Contract, payer, nonce) == p.ID
}

func (b *branch) authorized(p *settlement.Payment) bool {
	_, _, ok := b.authorization(p)
	return ok
}
