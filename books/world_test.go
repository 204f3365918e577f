package books_test

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

var seedFlag = flag.Int64("seed", 20261122, "seed of the random tests; 0 takes a new one")

func newRandom(t testing.TB) *rand.Rand {
	t.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = time.Now().UnixNano()
	}
	t.Logf("to replay: go test ./books -run '%s' -args -seed %d", t.Name(), seed)
	return rand.New(rand.NewSource(seed))
}

// world is a machine with some buyers and sellers, and the log that made it.
type world struct {
	t       testing.TB
	r       *rand.Rand
	machine *clearing.Machine
	log     [][]byte
	now     int64
	serial  uint64

	usd             ledger.AssetID
	buyers, sellers []ledger.ID
	keys            []ledger.ID
	project         ledger.ID // of the first key
	accounts        []ledger.ID
	open            []ledger.ID // calls
	captured        []ledger.ID
	holds           []ledger.ID    // made directly
	eur             ledger.AssetID // zero: nothing is paid in it
}

var testConfig = func() clearing.Config {
	c := clearing.DefaultConfig()
	c.Ledger.AccountsMax, c.Ledger.HoldsMax, c.Ledger.IDsMax = 1<<17, 1<<16, 1<<22
	return c
}()

func newWorld(t testing.TB, r *rand.Rand) *world {
	t.Helper()
	w := &world{t: t, r: r, machine: clearing.New(testConfig), now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).UnixNano()}
	answers := w.apply(clearing.DefineAsset{Asset: money.USD()})
	w.usd = ledger.AssetID(answers[0].Number)
	for i := range 3 {
		w.addSeller(i)
	}
	for i := range 4 {
		w.addBuyer(i)
	}
	return w
}

// id makes a fresh id of the present time.
func (w *world) id() ledger.ID {
	w.serial++
	return ledger.ID{Hi: uint64(w.now/1_000_000)<<16 | 0x7000, Lo: 1<<63 | w.serial}
}

// record writes and applies a record without complaint about refusals.
func (w *world) record(commands ...clearing.Command) []clearing.Answer {
	w.t.Helper()
	w.now += w.r.Int63n(3_000_000)
	b := clearing.AppendHeader(nil, w.now)
	for _, c := range commands {
		b = clearing.AppendCommand(b, c)
	}
	w.log = append(w.log, b)
	answers, err := w.machine.Apply(b, nil)
	if err != nil {
		w.t.Fatalf("record %d: %v", len(w.log), err)
	}
	return answers
}

// apply is record for commands that must be accepted.
func (w *world) apply(commands ...clearing.Command) []clearing.Answer {
	w.t.Helper()
	answers := w.record(commands...)
	for i, a := range answers {
		if a.Refusal != "" {
			w.t.Fatalf("command %T was refused: %s", commands[i], a.Refusal)
		}
		for _, o := range a.Outcomes {
			if o.Result != ledger.OK {
				w.t.Fatalf("a transfer was refused: %s", o.Result)
			}
		}
	}
	return answers
}

func (w *world) addSeller(i int) {
	seller := w.id()
	w.apply(clearing.AddParty{Party: clearing.Party{ID: seller, Role: clearing.RoleSeller, Name: fmt.Sprint("seller ", i), Asset: w.usd, CommissionPPM: uint32(i * 33_333)}})
	small := tariff.Model{Name: "small", OutputMax: 10_000}
	small.SetPrice(meter.Input, money.Units(150_000_000_001))
	small.SetPrice(meter.InputCached, money.Units(75_000_000_007))
	small.SetPrice(meter.Output, money.Units(600_000_000_013))
	small.SetPrice(meter.Request, money.Units(uint64(i)*17))
	large := tariff.Model{Name: "large", OutputMax: 10_000}
	large.SetPrice(meter.Input, money.Units(2_500_000_000_999))
	large.SetPrice(meter.Output, money.Units(10_000_000_000_001))
	small.Default()
	large.Default()
	card := tariff.Card{Name: fmt.Sprint("card", i), Version: 3, Asset: "USD", Models: []tariff.Model{small, large}}
	card.Sort()
	encoded, err := card.AppendBinary(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.apply(clearing.PutCard{Seller: seller, Card: encoded})
	w.sellers = append(w.sellers, seller)
	for _, code := range []uint16{clearing.AccountSeller, clearing.AccountSale, clearing.AccountCarry} {
		w.accounts = append(w.accounts, clearing.PartyAccount(seller, code))
	}
	if i == 0 {
		w.accounts = append(w.accounts, clearing.HouseAccount(clearing.AccountCustody, w.usd), clearing.HouseAccount(clearing.AccountRevenue, w.usd))
	}
}

func (w *world) addBuyer(i int) {
	buyer, key := w.id(), w.id()
	var hash [32]byte
	binary.BigEndian.PutUint64(hash[:], key.Lo)
	terms := clearing.KeyTerms{Limits: clearing.Unlimited()}
	commands := []clearing.Command{clearing.AddParty{Party: clearing.Party{ID: buyer, Role: clearing.RoleBuyer, Name: fmt.Sprint("buyer ", i), Asset: w.usd}}}
	if i == 0 {
		w.project = w.id()
		terms.Project = w.project
		commands = append(commands, clearing.AddProject{Project: clearing.Project{ID: w.project, Party: buyer, Name: "project", Limits: clearing.Unlimited()}})
	}
	w.apply(append(commands, clearing.AddKey{Key: clearing.Key{ID: key, Hash: hash, Party: buyer, Name: fmt.Sprint("key ", i), Scopes: clearing.ScopeCall, Terms: terms}})...)
	w.buyers, w.keys = append(w.buyers, buyer), append(w.keys, key)
	w.accounts = append(w.accounts, clearing.PartyAccount(buyer, clearing.AccountBuyer))
	w.apply(clearing.Transfers{w.deposit(i, 1_000_000_000_000)})
}

func (w *world) deposit(buyer int, amount uint64) ledger.Transfer {
	return ledger.Transfer{
		ID: w.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, w.usd), Credit: clearing.PartyAccount(w.buyers[buyer], clearing.AccountBuyer),
		Amount: money.Units(amount), Asset: w.usd, Code: clearing.TransferDeposit,
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.Intn(len(list))] }

func (w *world) reserve() clearing.Reserve {
	call := w.id()
	w.open = append(w.open, call)
	return clearing.Reserve{
		Call: call, Key: pick(w.r, w.keys), Seller: pick(w.r, w.sellers), Model: pick(w.r, []string{"small", "large"}),
		Deadline: w.now + 1_000_000 + w.r.Int63n(2_000_000_000),
		Limits: []tariff.Limit{
			{Meters: meter.SetOf(meter.Input, meter.InputCached), Max: uint64(w.r.Intn(3000) + 1)}, {Meters: meter.SetOf(meter.Output), Max: uint64(w.r.Intn(3000) + 1)},
		},
	}
}

// random is a command that may well be refused.
func (w *world) random() clearing.Command {
	take := func(list *[]ledger.ID) ledger.ID {
		if len(*list) == 0 {
			return w.id()
		}
		i := w.r.Intn(len(*list))
		id := (*list)[i]
		*list = append((*list)[:i], (*list)[i+1:]...)
		return id
	}
	if w.eur != 0 && w.r.Intn(3) == 0 {
		return w.exchange()
	}
	switch w.r.Intn(8) {
	case 0, 1, 2:
		return w.reserve()
	case 3, 4:
		call := take(&w.open)
		w.captured = append(w.captured, call)
		c := clearing.Capture{Call: call, Upstream: "up", Region: []string{"", "eu", "us"}[w.r.Intn(3)], Policy: payment.Policy(w.r.Intn(20) / 18)}
		c.Usage.Quantities[meter.Input] = uint64(w.r.Intn(3500))
		c.Usage.Quantities[meter.Output] = uint64(w.r.Intn(3500))
		c.Usage.Cut = w.r.Intn(3) == 0
		return c
	case 5:
		return clearing.Void{Call: take(&w.open), Reason: "upstream_failed"}
	case 6:
		return w.transfers()
	}
	return clearing.Tick{}
}

// transfers mixes deposits, back-dated ones, balancing withdrawals, and holds
// that are closed with and without naming their accounts again.
func (w *world) transfers() clearing.Transfers {
	var list clearing.Transfers
	for range 1 + w.r.Intn(5) {
		buyer := w.r.Intn(len(w.buyers))
		t := w.deposit(buyer, uint64(w.r.Intn(1_000_000)+1))
		switch w.r.Intn(6) {
		case 0:
			t.Effective = w.now - w.r.Int63n(3_600_000_000_000)
		case 1:
			t.Debit, t.Credit = t.Credit, t.Debit
			t.Code, t.Amount, t.Flags = clearing.TransferWithdrawal, money.Units(uint64(w.r.Intn(100_000_000))), ledger.BalancingDebit
		case 2, 3:
			t.Flags = ledger.Pending
			w.holds = append(w.holds, t.ID)
		case 4:
			if len(w.holds) == 0 {
				break
			}
			hold := w.holds[len(w.holds)-1]
			w.holds = w.holds[:len(w.holds)-1]
			t = ledger.Transfer{ID: t.ID, Hold: hold, Flags: ledger.Void}
			if w.r.Intn(2) == 0 {
				t.Flags, t.Amount = ledger.Post, money.AmountMax
			}
		}
		list = append(list, t)
	}
	return list
}

// run adds so many random records to the log.
func (w *world) run(records int) {
	for range records {
		var commands []clearing.Command
		for range w.r.Intn(6) {
			commands = append(commands, w.random())
		}
		w.record(commands...)
	}
}

// feed replays the log's records from the given one (counted from one) to the
// last, telling the books of those from `tell` on.
func feed(t testing.TB, b *books.Books, log [][]byte, tell, last int) *clearing.Machine {
	t.Helper()
	m := clearing.New(testConfig)
	for i, record := range log[:last] {
		if i+1 == tell {
			m.Observe(b)
		}
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		if i+1 >= tell {
			b.Applied(uint64(i+1), m.Now())
		}
	}
	return m
}

func open(t testing.TB, path string) *books.Books {
	t.Helper()
	b, err := books.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() }) // tests that care close it themselves
	return b
}

func visible(t testing.TB, b *books.Books, seq int) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	if err := b.Visible(ctx, uint64(seq)); err != nil {
		t.Fatal(err)
	}
	return ctx
}
