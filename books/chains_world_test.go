package books_test

import (
	"encoding/binary"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

const chainID = 31337

// walletName is an address in mixed case.
const walletName = "0xAbCdEf0000000000000000000000000000000001"

// chainWorld is a world with two tokens on a chain, whose balances it keeps, and a
// wallet that pays in them.
type chainWorld struct {
	*world
	tokens      []uint32
	wallet, key ledger.ID
	there       map[uint32]uint64 // in final blocks
	block       uint64
	calls, due  []ledger.ID
	arrived     []settlement.Arrival
	payouts     []settlement.Payout
	channels    []payment.ChannelID
	escrow      map[uint32]uint64 // in final blocks
	drawn       []ledger.ID       // calls that a channel pays
}

func newChainWorld(t testing.TB, r *rand.Rand) *chainWorld {
	w := &chainWorld{world: newWorld(t, r), there: map[uint32]uint64{}, escrow: map[uint32]uint64{}, block: 10}
	for i := range 2 {
		token := w.apply(clearing.DefineToken{
			ChainID: chainID, Contract: settlement.Address{1, byte(i)}, House: settlement.Address{2}, Decimals: 6, Asset: w.usd,
		})[0].Number
		w.apply(clearing.SetTokenLimits{Token: token, Limits: settlement.Limits{DayMax: money.Units(1 << 60), BatchTo: 100}})
		w.tokens = append(w.tokens, token)
	}
	w.wallet, w.key = w.id(), w.id()
	var hash [32]byte
	binary.BigEndian.PutUint64(hash[:], w.key.Lo)
	w.apply(
		clearing.AddParty{Party: clearing.Party{ID: w.wallet, Role: clearing.RoleBuyer, Name: walletName, Asset: w.usd}},
		clearing.AddKey{Key: clearing.Key{ID: w.key, Hash: hash, Party: w.wallet, Name: "wallet", Scopes: clearing.ScopeCall, Terms: clearing.KeyTerms{Limits: clearing.Unlimited()}}},
	)
	for _, token := range w.tokens {
		for i, party := range []ledger.ID{w.wallet, w.sellers[0], w.sellers[1]} {
			w.apply(clearing.SetPayee{Party: party, Token: token, To: settlement.Address{7, byte(i)}})
		}
	}
	return w
}

func (w *chainWorld) tender() clearing.Tender {
	reserve := w.reserve()
	reserve.Key, reserve.Deadline = w.key, w.now+int64(time.Minute)
	reserve.Limits = []tariff.Limit{{Meters: meter.SetOf(meter.Input, meter.InputCached), Max: 900}, {Meters: meter.SetOf(meter.Output), Max: 900}}
	trust := settlement.Trust{}
	if w.r.Intn(3) > 0 {
		trust = settlement.Trust{Max: money.Units(1_000_000_000), Funds: money.Units(1_000_000_000)}
	}
	return clearing.Tender{
		Payment: w.id(), Token: pick(w.r, w.tokens), Scheme: settlement.Scheme(1 + w.r.Intn(2)), Signed: money.Units(20_000_000),
		Until: w.now + int64(time.Hour), Payload: []byte("signed"), Trust: trust, Call: reserve,
	}
}

// grab takes one out of a list at random.
func grab[T any](r *rand.Rand, list *[]T) (one T, ok bool) {
	if len(*list) == 0 {
		return one, false
	}
	i := r.Intn(len(*list))
	one = (*list)[i]
	*list = append((*list)[:i], (*list)[i+1:]...)
	return one, true
}

// step does one thing between the ledger and the chain.
func (w *chainWorld) step() {
	switch w.r.Intn(20) {
	case 0, 1, 2:
		c := w.tender()
		switch a := w.record(c)[0]; {
		case a.Refusal != "":
		case a.Payment.State == settlement.PaymentDue:
			w.due = append(w.due, c.Payment)
		default:
			w.calls = append(w.calls, c.Call.Call)
		}
	case 3:
		if id, ok := grab(w.r, &w.calls); ok {
			c := clearing.Capture{Call: id, Upstream: "up"}
			c.Usage.Quantities[meter.Input] = uint64(w.r.Intn(900))
			if a := w.record(c)[0]; a.Payment.State == settlement.PaymentDue {
				w.due = append(w.due, a.Payment.ID)
			}
		}
	case 4:
		if id, ok := grab(w.r, &w.calls); ok {
			w.record(clearing.Void{Call: id, Reason: "upstream_failed"})
		}
	case 5, 6:
		w.arrive()
	case 7:
		if a, ok := grab(w.r, &w.arrived); ok {
			w.record(clearing.DropArrival{ID: a.ID})
			if w.r.Intn(2) == 0 { // it comes again in another block
				a.Block = w.nextBlock()
				w.record(clearing.Arrive{Arrival: a})
				w.arrived = append(w.arrived, a)
			} else if !a.Payment.IsZero() {
				w.due = append(w.due, a.Payment)
			}
		}
	case 8, 12:
		w.payOut()
	case 9, 11, 13:
		w.finalize()
	case 10:
		w.world.run(1)
		w.price()
	default:
		w.channelStep()
	}
}

// pegged is the token that has a guard and prices.
const pegged = 2

// price says what the token is worth, or guards it otherwise.
func (w *chainWorld) price() {
	if w.r.Intn(8) == 0 {
		w.record(clearing.SetPeg{Token: pegged, Guard: settlement.Guard{CloseBPS: 100 + uint32(w.r.Intn(3)), OpenBPS: 20, JumpBPS: 500, Payouts: w.r.Intn(2) == 0}})
	}
	off := w.r.Intn(3)
	if w.r.Intn(4) == 0 {
		off = w.r.Intn(100)
	}
	w.record(clearing.PegPrice{Token: pegged, Price: settlement.PegPrice{
		Price: exchange.PriceOne / 1000 * uint64(1000-off), At: w.now, Valid: int64(time.Hour), Source: "a desk",
	}, Confirmed: w.r.Intn(2) == 0})
}

func (w *chainWorld) nextBlock() uint64 { w.block++; return w.block }

func (w *chainWorld) arrive() {
	a := settlement.Arrival{ID: w.id(), Token: pick(w.r, w.tokens), Block: w.nextBlock(), From: settlement.Address{9}, Credit: w.r.Intn(2) == 0}
	binary.BigEndian.PutUint64(a.Tx[:], a.ID.Lo)
	a.Amount = money.Units(uint64(w.r.Intn(1_000_000)+1) * 1000)
	switch id, ok := grab(w.r, &w.due); {
	case ok && w.r.Intn(5) == 0:
		w.record(clearing.FailPayment{Payment: id, Reason: "the nonce was used"})
		return
	case ok:
		p, known := w.machine.Settlement().Payment(id)
		if !known {
			return
		}
		a.Payment, a.Party, a.Token, a.Amount = id, w.wallet, p.Token, p.Due
	case w.r.Intn(4) > 0:
		a.Party = w.wallet
	}
	if w.record(clearing.Arrive{Arrival: a})[0].Refusal == "" {
		w.arrived = append(w.arrived, a)
	}
}

func (w *chainWorld) payOut() {
	c := clearing.PayOut{Batch: w.id(), Token: pick(w.r, w.tokens), Asks: []settlement.Ask{{Party: w.sellers[0]}, {Party: w.sellers[1]}, {Party: w.wallet, Amount: money.Units(uint64(w.r.Intn(90_000)+10) * 1000)}}}
	if a := w.record(c)[0]; a.Refusal == "" {
		w.payouts = append(w.payouts, a.Payout)
	}
	if len(w.payouts) > 0 && w.r.Intn(2) == 0 {
		w.record(clearing.SeePayout{Batch: pick(w.r, w.payouts).ID, Tx: settlement.Hash{byte(w.r.Intn(3))}, Block: w.block})
	}
	if w.r.Intn(6) == 0 {
		w.record(clearing.SetPayee{Party: w.wallet, Token: c.Token, To: settlement.Address{8, byte(w.r.Intn(4))}, Cooling: int64(w.r.Intn(2)) * int64(time.Minute)})
	}
}

func (w *chainWorld) finalize() {
	if p, ok := grab(w.r, &w.payouts); ok {
		var failed []uint16
		for i := range p.Items {
			if w.r.Intn(3) == 0 {
				failed = append(failed, uint16(i))
			} else {
				w.there[p.Token] -= p.Items[i].Amount.Lo
			}
		}
		w.record(clearing.ClosePayout{Batch: p.ID, Tx: settlement.Hash{byte(p.ID.Lo), 1}, Block: w.block, Failed: failed})
	}
	for _, a := range w.arrived {
		switch a.Kind {
		case settlement.Transferred:
			w.there[a.Token] += a.Amount.Lo
		case settlement.Deposited:
			w.escrow[a.Token] += a.Amount.Lo
		case settlement.Fetched:
			w.there[a.Token] += a.Amount.Lo
			w.escrow[a.Token] -= a.Amount.Lo
		case settlement.Left:
			w.escrow[a.Token] -= a.Amount.Lo
		}
	}
	w.arrived = nil
	off, offEscrow := uint64(w.r.Intn(8)/7), uint64(w.r.Intn(8)/7)
	c := clearing.Finalize{ChainID: chainID, Block: w.nextBlock(), Hash: settlement.Hash{3}}
	for _, token := range w.tokens {
		c.Balances = append(c.Balances, settlement.Balance{Token: token, Amount: money.Units(w.there[token] + off*1000), Escrow: money.Units(w.escrow[token] + offEscrow*1000)})
	}
	w.record(c)
	w.now += w.r.Int63n(int64(20 * time.Minute))
	for _, token := range w.tokens {
		if state, _ := w.machine.Settlement().Token(token); state.Halted != "" {
			w.record(clearing.HaltPayouts{Token: token})
		}
	}
}

// witness notes beside the books, in the plainest way, what the machine tells of
// chains.
type witness struct {
	*books.Books
	payments    map[ledger.ID]settlement.Payment
	arrivals    map[ledger.ID]settlement.Arrival
	dropped     map[ledger.ID]bool
	payouts     map[ledger.ID]settlement.Payout
	steps       map[ledger.ID][]int
	payees      int
	comparisons []settlement.Comparison
	channels    map[payment.ChannelID]*channelNotes
	calls       map[ledger.ID]payment.Call // that channels paid
	seq         uint64                     // of the record that is applied
	pegs        []books.Peg
	pegNews     int
}

func newWitness(b *books.Books) *witness {
	return &witness{
		Books: b, payments: map[ledger.ID]settlement.Payment{}, arrivals: map[ledger.ID]settlement.Arrival{}, dropped: map[ledger.ID]bool{},
		payouts: map[ledger.ID]settlement.Payout{}, steps: map[ledger.ID][]int{},
		channels: map[payment.ChannelID]*channelNotes{}, calls: map[ledger.ID]payment.Call{},
	}
}

func (w *witness) PaymentChanged(at int64, p *settlement.Payment) {
	w.Books.PaymentChanged(at, p)
	kept := *p
	if was, known := w.payments[p.ID]; known {
		kept.Call = was.Call
	}
	kept.Payload, kept.Account, kept.Credited = nil, ledger.ID{}, money.Amount{}
	w.payments[p.ID], w.steps[p.ID] = kept, append(w.steps[p.ID], int(p.State))
}

func (w *witness) ArrivalChanged(at int64, a *settlement.Arrival, state clearing.ArrivalState) {
	w.Books.ArrivalChanged(at, a, state)
	w.arrivals[a.ID], w.steps[a.ID], w.dropped[a.ID] = *a, append(w.steps[a.ID], int(state)), state == clearing.ArrivalDropped
}

func (w *witness) PayoutChanged(at int64, p *settlement.Payout, state clearing.PayoutState) {
	w.Books.PayoutChanged(at, p, state)
	kept := *p
	kept.Items = append([]settlement.Item(nil), p.Items...)
	w.payouts[p.ID], w.steps[p.ID] = kept, append(w.steps[p.ID], int(state))
}

func (w *witness) PayeeChanged(at int64, p *settlement.Payee) {
	w.Books.PayeeChanged(at, p)
	w.payees++
}

func (w *witness) PegChanged(at int64, t *settlement.TokenState) {
	w.Books.PegChanged(at, t)
	if t.Number != pegged {
		return
	}
	p := books.Peg{Token: t.Number, Seq: w.seq, At: at, Trouble: string(t.Peg.Trouble(at)), Peg: t.Peg}
	if n := len(w.pegs); (n == 0 && p.Trouble != "") || (n > 0 && w.pegs[n-1].Trouble != p.Trouble) {
		w.pegNews++
	}
	w.pegs = append(w.pegs, p)
}

func (w *witness) TokenChanged(at int64, t *settlement.TokenState) {
	w.Books.TokenChanged(at, t)
	if t.Number == 1 && t.Compared.At == at && t.Compared.Block > 0 {
		w.comparisons = append(w.comparisons, t.Compared)
	}
}

// follow replays a log with a witness.
func follow(t testing.TB, b *books.Books, log [][]byte) *witness {
	t.Helper()
	w := newWitness(b)
	m := clearing.New(testConfig)
	m.Observe(w)
	for i, record := range log {
		w.seq = uint64(i) + 1
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		b.Applied(uint64(i+1), m.Now())
	}
	return w
}

func stepStates(list []books.Step) string {
	var states []int
	for i := range list {
		states = append(states, int(list[i].State))
	}
	return fmt.Sprint(states)
}
