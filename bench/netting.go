package bench

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

// NettingOptions say what Netting nets.
type NettingOptions struct {
	Buyers, Sellers int
	Calls           int
	Weight          int // times that an owner who sells buys what another buyer does
	Commission      uint32
	Seed            uint64
}

// DefaultNettingOptions are the day that the documentation gives.
func DefaultNettingOptions() NettingOptions {
	return NettingOptions{Buyers: 1_000, Sellers: 100, Calls: 200_000, Weight: 10, Commission: 15_000, Seed: 1}
}

// nettingShares are how many of a hundred sellers also buy.
var nettingShares = []int{0, 25, 50, 75, 100}

// What the chain takes, by the test that holds it (TestGas of chain/devnet): for a
// transfer of its own, and for each payee of one transaction to a hundred.
const (
	transferGas = 37_159
	payoutGas   = 10_368
	depositGas  = 50_258
	payoutMany  = 100 // payees of a transaction
)

// nettingDay is a house at work for a day.
type nettingDay struct {
	o       NettingOptions
	m       *clearing.Machine
	random  *rand.Rand
	now     int64
	serial  uint64
	sellers []ledger.ID
	buyers  []ledger.ID
	keys    []ledger.ID
	drawn   []int // places of buyers, each as often as its weight
	pairs   map[settlement.Obligation]money.Amount
	answers []clearing.Answer
}

// nettingResult is what a day comes to.
type nettingResult struct {
	owners   int // who both sell and buy
	calls    int
	pairs    int
	payouts  int
	payers   int
	gross    money.Amount
	setOff   money.Amount
	paid     money.Amount // out, to all sellers
	house    money.Amount // its commission, and what floors leave over
	position money.Amount // what all who pay pay, by the arithmetic alone
}

// Netting runs a day of calls through the core's machine, ends it with a netting,
// and counts what has to be paid before and behind it.
func Netting(w io.Writer, o NettingOptions) error {
	if o.Buyers < o.Sellers || o.Sellers < 1 || o.Calls < 1 || o.Weight < 1 {
		return errors.New("a day has a call, a seller, as many buyers as sellers or more, and a weight of one or more")
	}
	Facts(w)
	fmt.Fprintf(w, "netting: a day of %d buyers and %d sellers, %d calls through the core, seed %d; a seller that also buys does %d times as much as another buyer; commission %d ppm\n\n",
		o.Buyers, o.Sellers, o.Calls, o.Seed, o.Weight, o.Commission)
	t := newTable(w, "also buy", "obligations", "gross $", "payouts", "net $", "x count", "x dollars", "set off $", "gas: each call", "each pair", "netted", "saved")
	for _, share := range nettingShares {
		r, err := runNetting(o, share)
		if err != nil {
			return err
		}
		batches := (r.payouts + payoutMany - 1) / payoutMany
		netted := uint64(r.payouts)*payoutGas + uint64(r.payers)*depositGas
		t.row(fmt.Sprintf("%d of %d", r.owners, o.Sellers), fmt.Sprint(r.pairs), dollars(r.gross), fmt.Sprintf("%d in %d", r.payouts, batches), dollars(r.paid),
			fmt.Sprintf("%.0f", float64(r.pairs)/float64(max(r.payouts, 1))), fmt.Sprintf("%.2f", float64(r.gross.Lo)/float64(max(r.paid.Lo, 1))), dollars(r.setOff),
			millions(uint64(r.calls)*transferGas), millions(uint64(r.pairs)*transferGas), millions(netted), fmt.Sprintf("%.0f x", float64(r.calls)*transferGas/float64(max(netted, 1))))
	}
	if err := t.flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nobligations are pairs of a buyer and a seller; net is what is paid out to sellers, the house's commission and what their buyers owed taken off.\n")
	fmt.Fprintf(w, "gas: a transfer of its own takes %d for each call or pair; netted, each payee of a batch %d, and each payer one deposit of %d.\n", transferGas, payoutGas, depositGas)
	return nil
}

func dollars(a money.Amount) string { return fmt.Sprintf("%.2f", float64(a.Lo)/1e9) }

func millions(gas uint64) string { return fmt.Sprintf("%.1f M", float64(gas)/1e6) }

func runNetting(o NettingOptions, share int) (r nettingResult, err error) {
	d := &nettingDay{
		o: o, m: clearing.New(clearing.DefaultConfig()), random: rand.New(rand.NewPCG(o.Seed, uint64(share))), now: coreStart * 1_000_000,
		pairs: map[settlement.Obligation]money.Amount{},
	}
	r.owners = o.Sellers * share / 100
	if err := d.open(r.owners); err != nil {
		return r, err
	}
	step := 24 * int64(time.Hour) / int64(o.Calls)
	for r.calls < o.Calls {
		d.now += step
		if err := d.call(); err != nil {
			return r, err
		}
		r.calls++
	}
	return r, d.end(&r)
}

func (d *nettingDay) id() ledger.ID {
	d.serial++
	return ledger.ID{Hi: uint64(d.now/1_000_000)<<16 | 0x7000, Lo: 1<<63 | d.serial}
}

// do carries commands out in one record, of which none may be refused.
func (d *nettingDay) do(commands ...clearing.Command) (err error) {
	record := clearing.AppendHeader(nil, d.now)
	for _, c := range commands {
		record = clearing.AppendCommand(record, c)
	}
	if d.answers, err = d.m.Apply(record, d.answers[:0]); err != nil {
		return err
	}
	for i := range d.answers {
		if r := d.answers[i].Refusal; r != "" {
			return fmt.Errorf("%T was refused: %s", commands[i], r)
		}
	}
	return nil
}

// open enters everybody. The first buyers are of the sellers that also buy: they pay
// at the end of the day, out of what they earned. The others have paid in before.
func (d *nettingDay) open(owners int) error {
	if err := d.do(clearing.DefineAsset{Asset: money.USD()}); err != nil {
		return err
	}
	for i := range d.o.Sellers {
		id := d.id()
		m := tariff.Model{Name: "model", InputMax: 100_000, OutputMax: 100_000}
		m.SetPrice(meter.Input, money.Units(uint64(100+i)*1_000_000_007))
		m.SetPrice(meter.Output, money.Units(uint64(300+i)*1_000_000_009))
		m.Default()
		card, err := (&tariff.Card{Name: "card", Version: 1, Asset: "USD", Models: []tariff.Model{m}}).AppendBinary(nil)
		if err != nil {
			return err
		}
		party := clearing.Party{ID: id, Role: clearing.RoleSeller, Name: fmt.Sprint("seller ", i), Asset: usd, CommissionPPM: d.o.Commission}
		if err := d.do(clearing.AddParty{Party: party}, clearing.PutCard{Seller: id, Card: card}); err != nil {
			return err
		}
		d.sellers = append(d.sellers, id)
	}
	for i := range d.o.Buyers {
		id, key := d.id(), d.id()
		much, account := money.Units(1<<60), clearing.PartyAccount(id, clearing.AccountBuyer)
		pays := clearing.Command(clearing.Transfers{{
			ID: d.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: account, Amount: much, Asset: usd, Code: clearing.TransferDeposit,
		}})
		weight := 1
		commands := []clearing.Command{
			clearing.AddParty{Party: clearing.Party{ID: id, Role: clearing.RoleBuyer, Name: fmt.Sprint("buyer ", i), Asset: usd}},
			clearing.AddKey{Key: clearing.Key{ID: key, Hash: [32]byte{byte(i), byte(i >> 8), 1}, Party: id, Name: "key", Scopes: clearing.ScopeCall}},
		}
		if i < owners {
			weight = d.o.Weight
			pays = clearing.SetLimits{ID: account, Flags: ledger.LimitDebit, DebitMax: much}
			commands = append(commands, clearing.LinkParty{Buyer: id, Seller: d.sellers[i]})
		}
		if err := d.do(append(commands, pays)...); err != nil {
			return err
		}
		d.buyers, d.keys = append(d.buyers, id), append(d.keys, key)
		for range weight {
			d.drawn = append(d.drawn, i)
		}
	}
	return nil
}

// call has somebody buy. Some sellers are asked more often than others, and few calls
// are long.
func (d *nettingDay) call() error {
	buyer := d.drawn[d.random.IntN(len(d.drawn))]
	seller := int(d.random.Uint64N(uint64(d.o.Sellers))*d.random.Uint64N(uint64(d.o.Sellers))) / d.o.Sellers
	size := uint64(1) << d.random.Uint64N(15)
	usage := meter.Usage{}
	usage.Quantities[meter.Input], usage.Quantities[meter.Output] = 1+d.random.Uint64N(4*size), 1+d.random.Uint64N(size)
	id := d.id()
	err := d.do(clearing.Reserve{
		Call: id, Key: d.keys[buyer], Seller: d.sellers[seller], Model: "model", Deadline: d.now + int64(time.Minute),
		Limits: []tariff.Limit{{Meters: meter.SetOf(meter.Input), Max: 100_000}, {Meters: meter.SetOf(meter.Output), Max: 100_000}},
	}, clearing.Capture{Call: id, Usage: usage})
	if err != nil {
		return err
	}
	pair := settlement.Obligation{Debtor: d.buyers[buyer], Creditor: d.sellers[seller]}
	d.pairs[pair], _ = d.pairs[pair].Add(d.answers[1].Call.Charge)
	return nil
}

var errNetting = errors.New("what was charged is not what is paid out, set off, earned by the house and owed")

// end nets, and holds what is left to be paid against what was charged.
func (d *nettingDay) end(r *nettingResult) error {
	list := make([]settlement.Obligation, 0, len(d.pairs))
	for pair, amount := range d.pairs { // the sums do not mind the order
		if amount.IsZero() {
			continue
		}
		r.pairs++
		r.gross, _ = r.gross.Add(amount)
		pair.Amount = amount
		if k, ok := d.m.Link(pair.Debtor); ok {
			pair.Debtor = k.Seller
		}
		list = append(list, pair)
	}
	positions, ok := settlement.Net(list)
	if !ok {
		return errNetting
	}
	for i := range positions {
		if pays := positions[i].Pays(); !pays.IsZero() {
			r.payers++
			r.position, _ = r.position.Add(pays)
		}
	}
	for _, c := range d.m.NetAll(d.id(), usd) {
		if err := d.do(c); err != nil {
			return err
		}
		for i := range d.answers[0].SetOffs {
			r.setOff, _ = r.setOff.Add(d.answers[0].SetOffs[i].Paid)
		}
	}
	for _, seller := range d.sellers {
		if due := d.m.Settlement().Withdrawable(clearing.PartyAccount(seller, clearing.AccountSeller)); !due.IsZero() {
			r.payouts++
			r.paid, _ = r.paid.Add(due)
		}
		carry, _ := d.m.Ledger().Account(clearing.PartyAccount(seller, clearing.AccountCarry))
		r.house, _ = r.house.Add(carry.CreditsPosted.SubFloor(carry.DebitsPosted))
	}
	revenue, _ := d.m.Ledger().Account(clearing.HouseAccount(clearing.AccountRevenue, usd))
	r.house, _ = r.house.Add(revenue.CreditsPosted)
	return d.check(r)
}

// check wants each dollar that was charged to be in one place.
func (d *nettingDay) check(r *nettingResult) error {
	if breaches := d.m.Freeze().Check(); len(breaches) > 0 {
		return fmt.Errorf("%w: %s", errNetting, breaches[0])
	}
	sum, _ := r.paid.Add(r.setOff)
	if sum, _ = sum.Add(r.house); sum != r.gross {
		return fmt.Errorf("%w: %s of %s", errNetting, sum, r.gross)
	}
	return nil
}
