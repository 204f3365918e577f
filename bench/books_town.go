package bench

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// town is a machine with buyers and sellers whose calls fill the books.
type town struct {
	options BooksOptions
	machine *clearing.Machine
	random  *rand.Rand
	now     int64
	first   int64
	seq     uint64
	serial  uint64
	answers []clearing.Answer

	buyers, sellers, keys []ledger.ID
	projects              []ledger.ID // of each tenth buyer, with both its keys
	models                []string
	calls                 []ledger.ID // every thousandth
	postings              int
}

const (
	townRecord = 32 // calls that a record reserves, and captures of the record before
	townBlock  = 64 // records between two deposits for everybody

	townRegion = "eu-west" // where every call is served
)

func newTown(o BooksOptions) (*town, error) {
	t := &town{
		options: o, machine: clearing.New(clearing.DefaultConfig()), random: rand.New(rand.NewPCG(o.Seed, 1)),
		first: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).UnixNano(),
	}
	t.now = t.first
	for i := range o.Models {
		t.models = append(t.models, fmt.Sprintf("model-%02d", i))
	}
	return t, nil
}

func (t *town) id() ledger.ID {
	t.serial++
	return ledger.ID{Hi: uint64(t.now/1_000_000)<<16 | 0x7000, Lo: 1<<63 | t.serial}
}

// apply runs a record and tells the books. Nothing may be refused.
func (t *town) apply(b *books.Books, commands ...clearing.Command) error {
	record := clearing.AppendHeader(nil, t.now)
	for _, c := range commands {
		record = clearing.AppendCommand(record, c)
	}
	var err error
	if t.answers, err = t.machine.Apply(record, t.answers[:0]); err != nil {
		return err
	}
	for i, a := range t.answers {
		if a.Refusal != "" {
			return fmt.Errorf("%T was refused: %s", commands[i], a.Refusal)
		}
		if err := accepted(a.Outcomes); err != nil {
			return err
		}
	}
	t.seq++
	b.Applied(t.seq, t.machine.Now())
	return b.Err()
}

// fill makes the parties, then the calls.
func (t *town) fill(b *books.Books) error {
	counted := &counter{Books: b, postings: &t.postings}
	t.machine.Observe(counted)
	if err := t.apply(b, clearing.DefineAsset{Asset: money.USD()}); err != nil {
		return err
	}
	for i := range t.options.Sellers {
		if err := t.addSeller(b, i); err != nil {
			return err
		}
	}
	for i := range t.options.Buyers {
		if err := t.addBuyer(b, i); err != nil {
			return err
		}
	}
	records := (t.options.Calls + townRecord - 1) / townRecord
	step := int64(t.options.Days) * 24 * int64(time.Hour) / int64(records)
	var open []ledger.ID
	for i := range records {
		t.now += step
		if i%townBlock == 0 {
			if err := t.apply(b, t.deposits()); err != nil {
				return err
			}
		}
		var commands []clearing.Command
		for j, call := range open {
			commands = append(commands, t.capture(call, j))
		}
		open = open[:0]
		for range min(townRecord, t.options.Calls-i*townRecord) {
			r := t.reserve(step)
			open = append(open, r.Call)
			commands = append(commands, r)
		}
		if err := t.apply(b, commands...); err != nil {
			return err
		}
		t.calls = append(t.calls, open[0])
	}
	return nil
}

// counter counts postings on their way to the books.
type counter struct {
	*books.Books
	postings *int
}

func (c *counter) Posted(at int64, p *ledger.Posting) {
	*c.postings++
	c.Books.Posted(at, p)
}

func (t *town) addSeller(b *books.Books, i int) error {
	seller := t.id()
	t.sellers = append(t.sellers, seller)
	card := tariff.Card{Name: fmt.Sprint("card-", i), Version: 1, Asset: "USD"}
	for j, name := range t.models {
		m := tariff.Model{Name: name, OutputMax: 100_000}
		m.SetPrice(meter.Input, money.Units(uint64(100+j)*1_000_000_007))
		m.SetPrice(meter.Output, money.Units(uint64(300+j)*1_000_000_009))
		m.Default()
		card.Models = append(card.Models, m)
	}
	card.Sort()
	encoded, err := card.AppendBinary(nil)
	if err != nil {
		return err
	}
	party := clearing.Party{ID: seller, Role: clearing.RoleSeller, Name: fmt.Sprintf("seller %04d", i), Asset: 1, CommissionPPM: 20_000}
	return t.apply(b, clearing.AddParty{Party: party}, clearing.PutCard{Seller: seller, Card: encoded})
}

func (t *town) addBuyer(b *books.Books, i int) error {
	buyer := t.id()
	t.buyers = append(t.buyers, buyer)
	commands := []clearing.Command{clearing.AddParty{Party: clearing.Party{ID: buyer, Role: clearing.RoleBuyer, Name: fmt.Sprintf("buyer %04d", i), Asset: 1}}}
	terms := clearing.KeyTerms{Limits: clearing.Unlimited()}
	if i%10 == 0 {
		terms.Project = t.id()
		t.projects = append(t.projects, terms.Project)
		commands = append(commands, clearing.AddProject{Project: clearing.Project{ID: terms.Project, Party: buyer, Name: fmt.Sprintf("project of buyer %04d", i), Limits: clearing.Unlimited()}})
	}
	for j := range 2 {
		key := t.id()
		var hash [32]byte
		binary.BigEndian.PutUint64(hash[:], key.Lo)
		t.keys = append(t.keys, key)
		commands = append(commands, clearing.AddKey{Key: clearing.Key{
			ID: key, Hash: hash, Party: buyer, Name: fmt.Sprintf("key %d of buyer %04d", j, i), Scopes: clearing.ScopeCall,
			Terms: terms,
		}})
	}
	return t.apply(b, commands...)
}

func (t *town) deposits() clearing.Transfers {
	var list clearing.Transfers
	for _, buyer := range t.buyers {
		list = append(list, ledger.Transfer{
			ID: t.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, 1), Credit: clearing.PartyAccount(buyer, clearing.AccountBuyer),
			Amount: money.Units(1_000_000_000_000), Asset: 1, Code: clearing.TransferDeposit,
		})
	}
	return list
}

// reserve lets some models be called more often than others.
func (t *town) reserve(step int64) clearing.Reserve {
	model := int(t.random.Uint64N(uint64(len(t.models)))*t.random.Uint64N(uint64(len(t.models)))) / len(t.models)
	return clearing.Reserve{
		Call: t.id(), Key: t.keys[t.random.IntN(len(t.keys))], Seller: t.sellers[t.random.IntN(len(t.sellers))], Model: t.models[model],
		Deadline: t.now + 3*step + int64(time.Hour),
		Limits:   []tariff.Limit{{Meters: meter.SetOf(meter.Input), Max: 5_000}, {Meters: meter.SetOf(meter.Output), Max: 5_000}},
	}
}

// capture closes a call; one in a thousand is given up instead.
func (t *town) capture(call ledger.ID, i int) clearing.Command {
	if t.random.IntN(1000) == 0 {
		return clearing.Void{Call: call, Reason: "upstream_failed"}
	}
	c := clearing.Capture{Call: call, Upstream: fmt.Sprint("upstream ", i%2), Region: townRegion, Dialect: "chat", Policy: payment.Measured}
	c.Usage.Quantities[meter.Input] = 1 + t.random.Uint64N(5_000)
	c.Usage.Quantities[meter.Output] = 1 + t.random.Uint64N(5_000)
	return c
}
