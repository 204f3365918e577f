package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/cmd/aidollar/bookkeeper"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/journal"
	"aidollar/node"
	"aidollar/receipt"
)

var monthSeed = flag.Uint64("month.seed", 1, "seed of the month that is reckoned twice")

// monthCard is the card of the test; what changes in the middle of the month is
// left open.
const monthCard = `card: month
version: %d
currency: USD
timezone: Europe/Berlin
%s
models:
  - model: text
    input_max: 100000
    output_max: 10000
    period: month
    prices:
      input: {graduated: [{up_to: 200000, price: 0}, {up_to: 900000, price: %s}, {price: 0.30}], every: month}
      output: %s
    variants:
      - {name: night, when: {from: "22:00", to: "06:00"}, prices: {output: 0.123457}}
  - model: h100
    output_max: 1
    period: month
    prices:
      gpu_second: {volume: [{up_to: 200000, price: 700.001}, {price: %s}], per: 1000000, every: month}
`

// monthPrices are what differs between the card's versions, by million.
type monthPrices struct{ input, output, volume string }

var monthVersions = [2]monthPrices{{"0.500001", "1.5", "650"}, {"0.6", "1.800007", "640.5"}}

// monthHouse runs a house on a clock of its own and reckons beside it.
type monthHouse struct {
	t      *testing.T
	random *rand.Rand
	zone   *time.Location
	now    atomic.Int64
	node   *node.Node
	books  *books.Books
	dir    string

	buyer, seller, key ledger.ID
	meter              uint32
	changed            time.Time // when the second version is in force

	net    *big.Rat                     // what all usage costs, in ledger units
	used   map[string]map[string]uint64 // by product and month
	pushed []clearing.UseEntry
	calls  []ledger.ID
}

func newMonthHouse(t *testing.T) *monthHouse {
	t.Helper()
	t.Logf("to replay: go test ./cmd/aidollar -run %s -month.seed %d", t.Name(), *monthSeed)
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	h := &monthHouse{t: t, random: rand.New(rand.NewPCG(*monthSeed, 3)), zone: zone, dir: t.TempDir(), net: new(big.Rat), used: map[string]map[string]uint64{}}
	h.changed = time.Date(2026, 3, 16, 0, 0, 0, 0, zone)
	h.now.Store(time.Date(2026, 2, 27, 12, 0, 0, 0, zone).UnixNano())
	if h.books, err = books.Open(booksPlace(t, h.dir), slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	h.node, err = node.Open(node.Options{
		Journal: journal.Options{Dir: filepath.Join(h.dir, journalFolder), Logger: slog.New(slog.DiscardHandler)},
		Machine: machineConfig(), Reader: h.books, Clock: h.now.Load,
	})
	if err != nil {
		t.Fatal(err)
	}
	h.found()
	return h
}

// id is a UUIDv7 of the house's own time.
func (h *monthHouse) id() ledger.ID {
	return ledger.ID{Hi: uint64(h.now.Load()/1e6)<<16 | 7<<12 | h.random.Uint64()&0xfff, Lo: 2<<62 | h.random.Uint64()>>2}
}

func (h *monthHouse) do(c clearing.Command) clearing.Answer {
	h.t.Helper()
	answer, err := h.node.Do(context.Background(), c)
	if err != nil || answer.Refusal != "" {
		h.t.Fatalf("%T at %s: %v %s", c, time.Unix(0, h.now.Load()).In(h.zone), err, answer.Refusal)
	}
	return answer
}

func (h *monthHouse) found() {
	h.t.Helper()
	h.buyer, h.seller, h.key = h.id(), h.id(), h.id()
	asset := ledger.AssetID(h.do(clearing.DefineAsset{Asset: money.USD()}).Number)
	h.do(clearing.AddParty{Party: clearing.Party{ID: h.seller, Role: clearing.RoleSeller, Name: "seller", Asset: asset, CommissionPPM: 15_000}})
	h.do(clearing.AddParty{Party: clearing.Party{ID: h.buyer, Role: clearing.RoleBuyer, Name: "buyer", Asset: asset}})
	h.do(clearing.AddKey{Key: clearing.Key{ID: h.key, Hash: [32]byte{1}, Party: h.buyer, Name: "key", Scopes: clearing.ScopeCall}})
	h.do(clearing.Transfers{{ID: h.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, asset), Credit: clearing.PartyAccount(h.buyer, clearing.AccountBuyer),
		Amount: money.Units(1_000_000_000_000), Asset: asset, Code: clearing.TransferDeposit}})
	from := [2]string{"valid_until: " + h.changed.UTC().Format(time.RFC3339), "valid_from: " + h.changed.UTC().Format(time.RFC3339)}
	for i, p := range monthVersions {
		card, err := config.ParseCard("card.yaml", fmt.Appendf(nil, monthCard, i+1, from[i], p.input, p.output, p.volume))
		if err != nil {
			h.t.Fatal(config.FormatError(err))
		}
		encoded, err := card.AppendBinary(nil)
		if err != nil {
			h.t.Fatal(err)
		}
		h.do(clearing.PutCard{Seller: h.seller, Card: encoded})
	}
	h.meter = h.do(clearing.DefineMeter{Seller: h.seller, Definition: meter.Definition{Name: "seconds", Aggregation: meter.Sum, Product: "h100", Meter: meter.GPUSecond}}).Number
}

// prices are those in force at a time.
func (h *monthHouse) prices(at time.Time) monthPrices {
	if at.Before(h.changed) {
		return monthVersions[0]
	}
	return monthVersions[1]
}

func million(price string, n uint64) *big.Rat {
	p, _ := new(big.Rat).SetString(price)
	return p.Mul(p, new(big.Rat).SetFrac(new(big.Int).SetUint64(n), big.NewInt(1_000_000)))
}

// graduated and volume are what n units of a month cost in all.
func graduated(n uint64, p monthPrices) *big.Rat {
	sum := million(p.input, min(max(n, 200_000), 900_000)-200_000)
	return sum.Add(sum, million("0.30", max(n, 900_000)-900_000))
}

func volume(n uint64, p monthPrices) *big.Rat {
	if n <= 200_000 {
		return million("700.001", n)
	}
	return million(p.volume, n)
}

// costs adds what a use of so many units costs after the month's earlier ones.
func (h *monthHouse) costs(product string, at time.Time, n uint64, total func(uint64, monthPrices) *big.Rat) {
	month := at.In(h.zone).Format("2006-01")
	if h.used[product] == nil {
		h.used[product] = map[string]uint64{}
	}
	before := h.used[product][month]
	h.used[product][month] = before + n
	p := h.prices(at)
	h.net.Add(h.net, new(big.Rat).Sub(total(before+n, p), total(before, p)))
}

func (h *monthHouse) call() {
	h.t.Helper()
	at := time.Unix(0, h.now.Load())
	id := h.id()
	input, output := uint64(h.random.IntN(9000)), uint64(h.random.IntN(3000))
	h.do(clearing.Reserve{Call: id, Key: h.key, Seller: h.seller, Model: "text", Deadline: at.Add(time.Hour).UnixNano(), Limits: []tariff.Limit{
		{Meters: meter.SetOf(meter.Request), Max: 1}, {Meters: meter.TextInput, Max: 9000}, {Meters: meter.TextOutput, Max: 3000}}})
	usage := meter.Usage{}
	usage.Quantities[meter.Request], usage.Quantities[meter.Input], usage.Quantities[meter.Output] = 1, input, output
	h.now.Add(int64(h.random.IntN(50)) * int64(time.Minute)) // it may end after the night, the card or the month did
	h.do(clearing.Capture{Call: id, Usage: usage, Policy: payment.Measured, Upstream: "here", Dialect: "openai.chat"})
	h.costs("text", at, input, graduated)
	price := h.prices(at).output
	if hour := at.In(h.zone).Hour(); hour >= 22 || hour < 6 {
		price = "0.123457"
	}
	h.net.Add(h.net, million(price, output))
	h.calls = append(h.calls, id)
}

// push sends usage of up to three days ago, and some of it twice.
func (h *monthHouse) push() {
	h.t.Helper()
	var entries []clearing.UseEntry
	for range 4 {
		at := time.Unix(0, h.now.Load()-int64(h.random.IntN(72*3600))*int64(time.Second))
		e := clearing.UseEntry{Event: h.id(), Buyer: h.buyer, Seller: h.seller, Definition: h.meter, Value: uint64(h.random.IntN(1500)), At: at.UnixNano()}
		entries = append(entries, e)
		h.costs("h100", at, e.Value, volume)
	}
	fresh := len(entries)
	entries = append(entries, entries[2], entries[0])
	for i, outcome := range h.do(clearing.Use{Entries: entries}).Uses {
		if want := map[bool]clearing.UseOutcome{true: clearing.UseAccepted, false: clearing.UseDuplicate}[i < fresh]; outcome != want {
			h.t.Fatalf("event %d of %d: %s, want %s", i, len(entries), outcome, want)
		}
	}
	h.pushed = append(h.pushed, entries[:fresh]...)
}

// TestMonth reckons a month twice: the house over calls and pushed usage, late
// and doubled, through a change of the clock and of the card; and the test by
// itself in rational numbers and the library's calendar. Ledger, statements and
// receipts must say the same to the last unit, and so must a replay.
func TestMonth(t *testing.T) { onBoth(t, testMonth) }

func testMonth(t *testing.T) {
	h := newMonthHouse(t)
	end := time.Date(2026, 4, 2, 9, 0, 0, 0, h.zone).UnixNano()
	for step := 0; h.now.Load() < end; step++ {
		h.now.Add(int64(40+h.random.IntN(90)) * int64(time.Minute))
		h.call()
		if step%3 == 0 {
			h.push()
		}
	}
	owed := h.ledger()
	h.statements(owed)
	h.receipts()
	h.replay()
}

// ledger compares what was posted with the test's own sum, and gives it.
func (h *monthHouse) ledger() *big.Int {
	h.t.Helper()
	var account ledger.Account
	var carry, credit, debt *big.Int
	h.node.View(func(m *clearing.Machine) {
		account, _ = m.Ledger().Account(clearing.PartyAccount(h.buyer, clearing.AccountBuyer))
		standing, _ := m.Standing(h.buyer, h.seller, account.Asset)
		carry = new(big.Int).SetUint64(standing.Carry)
		credit, debt = whole(standing.Credit), whole(standing.Owed)
	})
	posted := whole(account.DebitsPosted)
	// In ticks: what was posted, with what is carried, is all usage and what
	// stands to the buyer's credit.
	ticks := new(big.Int).Mul(posted, big.NewInt(tariff.TicksPerUnit))
	ticks.Add(ticks, carry).Sub(ticks, credit).Add(ticks, new(big.Int).Mul(debt, big.NewInt(tariff.TicksPerUnit)))
	want := new(big.Rat).Mul(h.net, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(tariff.TickScale), nil)))
	if !want.IsInt() || want.Num().Cmp(ticks) != 0 {
		h.t.Errorf("%d calls and %d events: the ledger has %s ticks, the reckoning %s", len(h.calls), len(h.pushed), ticks, want.FloatString(3))
	}
	if posted.Sign() == 0 || account.DebitsPending != (money.Amount{}) {
		h.t.Errorf("posted %s, pending %s", posted, account.DebitsPending)
	}
	return posted
}

func whole(a money.Amount) *big.Int {
	n, _ := new(big.Int).SetString(a.String(), 10)
	return n
}

// statements wants the calendar months to add up to what was posted, and each to
// what its lines say.
func (h *monthHouse) statements(posted *big.Int) {
	h.t.Helper()
	seq, _ := h.node.Position()
	if err := h.books.Visible(h.t.Context(), seq); err != nil {
		h.t.Fatal(err)
	}
	sum := new(big.Int)
	for _, month := range []time.Month{time.February, time.March, time.April} {
		s, err := h.books.Statement(h.t.Context(), clearing.PartyAccount(h.buyer, clearing.AccountBuyer), books.Month(2026, month, h.zone))
		if err != nil {
			h.t.Fatal(err)
		}
		lines := whole(s.Rest)
		if s.Less {
			lines.Neg(lines)
		}
		for _, line := range s.Lines {
			lines.Add(lines, whole(line.Charge))
		}
		if charged := whole(s.Charged); lines.Cmp(charged) != 0 {
			h.t.Errorf("%s: the lines make %s, charged is %s", month, lines, charged)
		}
		sum.Add(sum, whole(s.Charged))
	}
	if sum.Cmp(posted) != 0 {
		h.t.Errorf("the statements of the months make %s, the ledger has %s", sum, posted)
	}
}

// receipts wants each call's receipt to prove itself.
func (h *monthHouse) receipts() {
	h.t.Helper()
	ring, err := receipt.OpenKeyring(h.dir, time.Now)
	if err != nil {
		h.t.Fatal(err)
	}
	public, err := json.Marshal(ring.Public())
	if err != nil {
		h.t.Fatal(err)
	}
	keys, err := receipt.ParseKeys(public)
	if err != nil {
		h.t.Fatal(err)
	}
	shown := bookkeeper.Books{Books: h.books}
	for _, id := range h.calls {
		r, ok, err := shown.Receipt(h.t.Context(), id)
		if err != nil || !ok {
			h.t.Fatal(id, ok, err)
		}
		signed, err := ring.Sign(receiptOf(&r))
		if err != nil {
			h.t.Fatal(err)
		}
		proven, _, err := receipt.Verify(signed, keys)
		if err == nil {
			err = proven.Check()
		}
		if err != nil {
			h.t.Fatalf("the receipt of call %s: %v", id, err)
		}
	}
}

// replay makes a machine of the log alone: meters, contracts and balances are
// those of the live one.
func (h *monthHouse) replay() {
	h.t.Helper()
	config := machineConfig()
	again := clearing.New(config)
	var answers []clearing.Answer
	err := h.node.Records(1, func(_ uint64, record []byte) (err error) {
		answers, err = again.Apply(record, answers[:0])
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	digest := func(m *clearing.Machine) [32]byte {
		view := m.Freeze()
		if _, err := view.WriteTo(io.Discard); err != nil {
			h.t.Error(err)
		}
		return view.Digest()
	}
	var live [32]byte
	h.node.View(func(m *clearing.Machine) { live = digest(m) })
	if made := digest(again); live != made {
		h.t.Errorf("the digest of the live machine is %x, of the replayed one %x", live, made)
	}
	if err := h.node.Close(); err != nil {
		h.t.Error(err)
	}
	if err := h.books.Close(); err != nil {
		h.t.Error(err)
	}
}
