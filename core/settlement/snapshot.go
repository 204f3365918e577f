package settlement

import (
	"container/heap"
	"errors"
	"fmt"
	"slices"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// View is a book as it was when it was frozen.
type View struct {
	serial    uint64
	tokens    paged.Slice[token]
	standings paged.Slice[standing]
	payees    paged.Slice[Payee]
	payments  paged.Slice[Payment]
	arrivals  paged.Slice[Arrival]
	payouts   paged.Slice[Payout]
	exits     paged.Slice[Exit]
	finals    paged.Slice[final]
	closed    paged.Slice[ledger.ID]
	oldest    int // of closed
	waiting   paged.Slice[waiter]
	forgets   []entry
}

// Freeze keeps the present state for a snapshot.
func (b *Book) Freeze() View {
	return View{
		serial: b.serial, tokens: b.tokens.Freeze(), standings: b.standings.Freeze(), payees: b.payees.Freeze(),
		payments: b.payments.Freeze(), arrivals: b.arrivals.Freeze(), payouts: b.payouts.Freeze(), exits: b.exits.Freeze(), finals: b.finals.Freeze(),
		closed: b.closed.ids.Freeze(), oldest: b.closed.next, waiting: b.waiting.list.Freeze(),
		forgets: slices.Clone(b.forgetting),
	}
}

// Tokens calls f for each token in the order of definition until it returns false.
func (v *View) Tokens(f func(TokenState) bool) { eachToken(&v.tokens, f) }

// Append writes the view, each kind behind its count.
func (v *View) Append(a *wire.Appender) {
	a.U64(v.serial)
	each(a, &v.tokens, appendToken)
	each(a, &v.standings, func(a *wire.Appender, s *standing) {
		a.ID(s.account)
		a.Amount(s.promised)
		a.Amount(s.arrived)
		a.Amount(s.debt)
	})
	each(a, &v.payees, func(a *wire.Appender, p *Payee) {
		a.ID(p.Party)
		a.U32(p.Token)
		a.B = append(a.B, p.To[:]...)
		a.I64(p.Since)
		a.I64(p.GoodFor)
	})
	each(a, &v.payments, appendPayment)
	each(a, &v.arrivals, appendArrival)
	each(a, &v.waiting, func(a *wire.Appender, w *waiter) {
		appendArrival(a, &w.Arrival)
		a.ID(w.hold)
	})
	each(a, &v.payouts, appendPayout)
	each(a, &v.exits, func(a *wire.Appender, e *Exit) {
		a.B = append(a.B, e.Channel[:]...)
		a.U32(e.Token)
		a.ID(e.Party)
		a.ID(e.Account)
		a.Amount(e.Amount)
		a.I64(e.At)
	})
	each(a, &v.finals, func(a *wire.Appender, f *final) {
		a.U64(f.chainID)
		a.U64(f.block)
		a.B = append(a.B, f.hash[:]...)
	})
	each(a, &v.closed, func(a *wire.Appender, id *ledger.ID) { a.ID(*id) })
	a.U32(uint32(v.oldest))
	// Sorted, since a heap's order depends on how it came about.
	forgets := slices.Clone(v.forgets)
	slices.SortFunc(forgets, func(x, y entry) int {
		if schedule([]entry{x, y}).Less(0, 1) {
			return -1
		}
		return 1
	})
	a.U32(uint32(len(forgets)))
	for _, e := range forgets {
		a.I64(e.at)
		a.ID(e.id)
	}
}

func each[T any](a *wire.Appender, s *paged.Slice[T], f func(*wire.Appender, *T)) {
	a.U32(uint32(s.Len()))
	for i := range s.Len() {
		f(a, s.At(i))
	}
}

func appendArrival(a *wire.Appender, at *Arrival) {
	AppendArrival(a, at)
	a.ID(at.For)
	a.I64(at.At)
	a.Flag(at.credited)
	a.Flag(at.late)
}

func readArrival(r *wire.Reader) Arrival {
	a := ReadArrival(r)
	a.For, a.At, a.credited, a.late = r.ID(), r.I64(), r.Flag(), r.Flag()
	return a
}

func appendToken(a *wire.Appender, t *token) {
	AppendToken(a, &t.Token)
	a.U64(t.unit)
	a.Amount(t.limits.DayMax)
	a.U16(t.limits.BatchTo)
	a.I64(t.day)
	a.Amount(t.dayOut)
	a.Text(t.halted)
	c := &t.compared
	a.U64(c.Block)
	a.B = append(a.B, c.Hash[:]...)
	a.I64(c.At)
	a.Amount(c.OnChain)
	a.Amount(c.Ledger)
	a.Amount(c.EscrowOnChain)
	a.Amount(c.EscrowLedger)
	p := &t.peg
	AppendGuard(a, &p.Guard)
	AppendPegPrice(a, &p.Price)
	a.I64(p.Since)
	AppendPegPrice(a, &p.Held)
	a.Flag(p.Away)
	a.U32(p.Turn)
}

// AppendGuard writes a guard for a command or a snapshot.
func AppendGuard(a *wire.Appender, g *Guard) {
	a.U32(g.CloseBPS)
	a.U32(g.OpenBPS)
	a.U32(g.JumpBPS)
	a.Flag(g.Payouts)
}

// ReadGuard reads what AppendGuard wrote.
func ReadGuard(r *wire.Reader) Guard {
	return Guard{CloseBPS: r.U32(), OpenBPS: r.U32(), JumpBPS: r.U32(), Payouts: r.Flag()}
}

// AppendPegPrice writes a price for a command or a snapshot.
func AppendPegPrice(a *wire.Appender, p *PegPrice) {
	a.U64(p.Price)
	a.I64(p.At)
	a.I64(p.Valid)
	a.Text(p.Source)
}

// ReadPegPrice reads what AppendPegPrice wrote.
func ReadPegPrice(r *wire.Reader) PegPrice {
	return PegPrice{Price: r.U64(), At: r.I64(), Valid: r.I64(), Source: r.Text()}
}

func appendPayment(a *wire.Appender, p *Payment) {
	a.ID(p.ID)
	a.U32(p.Token)
	a.ID(p.Party)
	a.ID(p.Account)
	a.U8(uint8(p.Scheme))
	a.Amount(p.Signed)
	a.I64(p.At)
	a.I64(p.Until)
	a.Blob(p.Payload)
	a.U8(uint8(p.State))
	a.ID(p.Call)
	a.Amount(p.Due)
	a.Amount(p.Credited)
	a.Text(p.Reason)
}

func appendPayout(a *wire.Appender, p *Payout) {
	a.ID(p.ID)
	a.U32(p.Token)
	a.I64(p.At)
	a.Amount(p.Total)
	a.B = append(a.B, p.Tx[:]...)
	a.U64(p.Block)
	a.U16(uint16(len(p.Items)))
	for i := range p.Items {
		item := &p.Items[i]
		a.ID(item.Party)
		a.ID(item.Account)
		a.B = append(a.B, item.To[:]...)
		a.Amount(item.Amount)
	}
}

// AppendToken writes a token for a command or a snapshot.
func AppendToken(a *wire.Appender, t *Token) {
	a.U64(t.ChainID)
	a.B = append(a.B, t.Contract[:]...)
	a.B = append(a.B, t.House[:]...)
	a.U8(t.Decimals)
	a.U32(uint32(t.Asset))
	for _, id := range t.Accounts.list() {
		a.ID(id)
	}
}

func (a *Accounts) list() [6]ledger.ID {
	return [6]ledger.ID{a.Chain, a.Arriving, a.Loss, a.Payout, a.Unallocated, a.Escrow}
}

// ReadToken reads what AppendToken wrote.
func ReadToken(r *wire.Reader) (t Token) {
	t.ChainID = r.U64()
	t.Contract, t.House = ReadAddress(r), ReadAddress(r)
	t.Decimals, t.Asset = r.U8(), ledger.AssetID(r.U32())
	t.Accounts = Accounts{r.ID(), r.ID(), r.ID(), r.ID(), r.ID(), r.ID()}
	return t
}

// AppendArrival writes what a command says of an arrival.
func AppendArrival(a *wire.Appender, at *Arrival) {
	a.ID(at.ID)
	a.U32(at.Token)
	a.B = append(a.B, at.Tx[:]...)
	a.U64(at.Block)
	a.B = append(a.B, at.From[:]...)
	a.Amount(at.Amount)
	a.ID(at.Payment)
	a.ID(at.Party)
	a.ID(at.Account)
	a.Flag(at.Credit)
	a.U8(uint8(at.Kind))
	a.B = append(a.B, at.Channel[:]...)
}

// ReadArrival reads what AppendArrival wrote.
func ReadArrival(r *wire.Reader) (a Arrival) {
	a.ID, a.Token, a.Tx, a.Block, a.From = r.ID(), r.U32(), ReadHash(r), r.U64(), ReadAddress(r)
	a.Amount, a.Payment, a.Party, a.Account, a.Credit = r.Amount(), r.ID(), r.ID(), r.ID(), r.Flag()
	a.Kind = ArrivalKind(r.U8())
	a.Channel = payment.ReadChannelID(r)
	return a
}

// ReadHash reads 32 bytes.
func ReadHash(r *wire.Reader) (h Hash) {
	copy(h[:], r.Take(len(h)))
	return h
}

// ReadAddress reads 20 bytes.
func ReadAddress(r *wire.Reader) (to Address) {
	copy(to[:], r.Take(len(to)))
	return to
}

var errSnapshot = errors.New("settlement: the snapshot contradicts itself")

// RestoreBook reads what View.Append wrote.
func RestoreBook(l *ledger.Ledger, codes Codes, r *wire.Reader) (*Book, error) {
	b := NewBook(l, codes)
	b.serial = r.U64()
	for _, part := range []func(*wire.Reader) error{
		b.restoreTokens, b.restoreStandings, b.restorePayees, b.restorePayments, b.restoreArrivals, b.restoreWaiting, b.restorePayouts, b.restoreExits, b.restoreFinals, b.restoreClosed,
	} {
		for range r.U32() {
			if err := part(r); err != nil {
				return nil, err
			}
			if r.Short() {
				return nil, fmt.Errorf("%w: it ends early", errSnapshot)
			}
		}
	}
	if b.closed.next = int(r.U32()); b.closed.next != 0 && b.closed.next >= b.closed.ids.Len() {
		return nil, fmt.Errorf("%w: the oldest of %d closed batches is number %d", errSnapshot, b.closed.ids.Len(), b.closed.next)
	}
	for range r.U32() {
		e := entry{r.I64(), r.ID()}
		if r.Short() {
			return nil, fmt.Errorf("%w: it ends early", errSnapshot)
		}
		if _, known := b.paymentsByID[e.id]; !known {
			return nil, fmt.Errorf("%w: payment %s is to be forgotten and not known", errSnapshot, e.id)
		}
		b.forgetting = append(b.forgetting, e)
	}
	if len(b.forgetting) != b.payments.Len() {
		return nil, fmt.Errorf("%w: %d of %d payments are to be forgotten", errSnapshot, len(b.forgetting), b.payments.Len())
	}
	heap.Init(&b.forgetting)
	return b, nil
}

func twice(what string) error { return fmt.Errorf("%w: %s stands twice", errSnapshot, what) }

func (b *Book) restoreTokens(r *wire.Reader) error {
	t := token{Token: ReadToken(r), unit: r.U64()}
	t.limits = Limits{DayMax: r.Amount(), BatchTo: r.U16()}
	t.day, t.dayOut, t.halted = r.I64(), r.Amount(), r.Text()
	t.compared = Comparison{Block: r.U64(), Hash: ReadHash(r), At: r.I64(), OnChain: r.Amount(), Ledger: r.Amount(), EscrowOnChain: r.Amount(), EscrowLedger: r.Amount()}
	t.peg = Peg{Guard: ReadGuard(r), Price: ReadPegPrice(r), Since: r.I64(), Held: ReadPegPrice(r), Away: r.Flag(), Turn: r.U32()}
	if !t.peg.Holds() {
		return fmt.Errorf("%w: a token is on its peg by a price that is off it", errSnapshot)
	}
	if t.unit == 0 {
		return fmt.Errorf("%w: a token has no unit", errSnapshot)
	}
	of := contract{t.ChainID, t.Contract}
	if _, known := b.tokensByContract[of]; known {
		return twice("a token")
	}
	b.tokensByContract[of] = uint32(b.tokens.Append(t)) + 1
	return nil
}

func (b *Book) restoreStandings(r *wire.Reader) error {
	s := standing{r.ID(), r.Amount(), r.Amount(), r.Amount()}
	if _, known := b.standingsByAccount[s.account]; known {
		return twice("an account's standing")
	}
	b.standingsByAccount[s.account] = b.standings.Append(s)
	return nil
}

func (b *Book) restorePayees(r *wire.Reader) error {
	p := Payee{r.ID(), r.U32(), ReadAddress(r), r.I64(), r.I64()}
	key := payeeKey{p.Party, p.Token}
	if _, known := b.payeesByKey[key]; known || !b.tokenKnown(p.Token) {
		return twice("a payee, or one of no token,")
	}
	b.payeesByKey[key] = b.payees.Append(p)
	return nil
}

func (b *Book) restorePayments(r *wire.Reader) error {
	p := Payment{ID: r.ID(), Token: r.U32(), Party: r.ID(), Account: r.ID(), Scheme: Scheme(r.U8()), Signed: r.Amount(), At: r.I64(), Until: r.I64()}
	p.Payload = slices.Clone(r.Blob())
	p.State, p.Call, p.Due, p.Credited, p.Reason = PaymentState(r.U8()), r.ID(), r.Amount(), r.Amount(), r.Text()
	if len(p.Payload) == 0 {
		p.Payload = nil
	}
	if !b.tokenKnown(p.Token) || p.State == 0 || p.State >= paymentStateEnd {
		return fmt.Errorf("%w: payment %s is of no token or state", errSnapshot, p.ID)
	}
	if _, known := b.paymentsByID[p.ID]; known {
		return twice("payment " + p.ID.String())
	}
	b.paymentsByID[p.ID] = b.payments.Append(p)
	if !p.Call.IsZero() {
		b.paymentsByCall[p.Call] = p.ID
	}
	return nil
}

func (b *Book) restoreArrivals(r *wire.Reader) error {
	a := readArrival(r)
	if _, known := b.arrivalsByID[a.ID]; known || !b.tokenKnown(a.Token) {
		return twice("an arrival, or one of no token,")
	}
	b.arrivalsByID[a.ID] = b.arrivals.Append(a)
	b.leaves(&a)
	return nil
}

func (b *Book) restoreWaiting(r *wire.Reader) error {
	w := waiter{readArrival(r), r.ID()}
	if _, _, known := b.Waits(w.ID); known || !b.tokenKnown(w.Token) || w.For.IsZero() {
		return twice("an arrival that waits, or one of no token or party,")
	}
	b.waiting.add(w)
	return nil
}

func (b *Book) restorePayouts(r *wire.Reader) error {
	p := Payout{ID: r.ID(), Token: r.U32(), At: r.I64(), Total: r.Amount(), Tx: ReadHash(r), Block: r.U64()}
	for range min(r.U16(), ItemsMax+1) {
		p.Items = append(p.Items, Item{Party: r.ID(), Account: r.ID(), To: ReadAddress(r), Amount: r.Amount()})
	}
	if _, known := b.payoutsByID[p.ID]; known || !b.tokenKnown(p.Token) {
		return twice("a payout, or one of no token,")
	}
	b.payoutsByID[p.ID] = b.payouts.Append(p)
	return nil
}

func (b *Book) restoreExits(r *wire.Reader) error {
	e := Exit{Channel: payment.ReadChannelID(r), Token: r.U32(), Party: r.ID(), Account: r.ID(), Amount: r.Amount(), At: r.I64()}
	if _, known := b.exitsByChannel[e.Channel]; known || !b.tokenKnown(e.Token) {
		return twice("an exit, or one of no token,")
	}
	b.exitsByChannel[e.Channel] = b.exits.Append(e)
	return nil
}

func (b *Book) restoreFinals(r *wire.Reader) error {
	f := final{r.U64(), r.U64(), ReadHash(r)}
	if b.FinalBlock(f.chainID) != 0 {
		return twice("a chain")
	}
	b.finals.Append(f)
	return nil
}

func (b *Book) restoreClosed(r *wire.Reader) error {
	id := r.ID()
	if b.closed.has(id) || b.closed.ids.Len() >= ClosedMax {
		return twice("a closed batch")
	}
	b.closed.add(id)
	return nil
}
