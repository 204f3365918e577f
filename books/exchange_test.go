package books_test

import (
	"math/big"
	"testing"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// openExchange lets the buyers pay in euros, too.
func (w *world) openExchange() {
	w.eur = ledger.AssetID(w.apply(clearing.DefineAsset{Asset: money.Asset{Code: "EUR", Scale: 9, ChainScale: 6}})[0].Number)
	all := exchange.Limits{LongMax: money.Units(1 << 60), ShortMax: money.Units(1 << 60)}
	w.apply(clearing.SetExposure{Asset: w.usd, Limits: all}, clearing.SetExposure{Asset: w.eur, Limits: all})
	w.apply(clearing.SetConversion{Pair: w.pair(), Terms: exchange.Terms{Open: true, SpreadBPS: 30}}, w.rate())
	for i := range w.buyers {
		w.apply(clearing.AddPartyAsset{Party: w.buyers[i], Asset: w.eur})
		t := w.deposit(i, 1_000_000_000_000)
		t.Debit, t.Credit, t.Asset = clearing.HouseAccount(clearing.AccountCustody, w.eur), w.euros(i), w.eur
		w.apply(clearing.Transfers{t})
	}
}

func (w *world) pair() exchange.Pair { return exchange.Pair{Base: w.eur, Quote: w.usd} }

func (w *world) euros(buyer int) ledger.ID {
	return clearing.FurtherAccount(w.buyers[buyer], clearing.AccountBuyer, w.eur)
}

func (w *world) rate() clearing.SetRate {
	return clearing.SetRate{Word: exchange.Word{
		Pair: w.pair(), Price: 1_000_000_000_000 + uint64(w.r.Int63n(200_000_000_000)), At: w.now, Valid: 3_600_000_000_000, Source: "a desk",
	}}
}

// exchange is a command that has to do with euros.
func (w *world) exchange() clearing.Command {
	switch w.r.Intn(6) {
	case 0:
		return w.rate()
	case 1:
		c := clearing.Convert{ID: w.id(), Party: pick(w.r, w.buyers), Give: w.eur, Get: w.usd, Amount: money.Units(uint64(w.r.Int63n(1_000_000))), Gives: w.r.Intn(2) == 0}
		if w.r.Intn(2) == 0 {
			c.Give, c.Get = w.usd, w.eur
		}
		return c
	case 2:
		return clearing.FundPosition{Move: exchange.Move{
			ID: w.id(), Asset: w.eur, Account: clearing.HouseAccount(clearing.AccountCustody, w.eur), Amount: money.Units(uint64(w.r.Intn(1000))), Out: w.r.Intn(2) == 0,
		}}
	}
	r := w.reserve()
	r.Pay = w.eur
	return r
}

func big128(a money.Amount) *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.Lo))
}

func TestConversionsAreInTheBooks(t *testing.T) { onBoth(t, testConversionsAreInTheBooks) }

func testConversionsAreInTheBooks(t *testing.T) {
	w := newWorld(t, newRandom(t))
	w.openExchange()
	w.run(700)
	path := bookPath(t)
	b := open(t, path)
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))

	byParty, calls, asked := 0, 0, 0
	for _, party := range append([]ledger.ID{{}}, w.buyers...) {
		for cursor := ""; ; {
			page, err := b.Conversions(ctx, party, cursor, 1+w.r.Intn(9))
			if err != nil {
				t.Fatal(err)
			}
			for i := range page.Conversions {
				c := &page.Conversions[i]
				switch {
				case !party.IsZero():
					byParty++
					continue
				case c.OfCall:
					calls++
				default:
					asked++
				}
				checkConversion(t, w, b, c)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
	}
	if byParty != calls+asked || calls < 20 || asked < 20 {
		t.Errorf("%d of calls and %d asked for, %d by parties", calls, asked, byParty)
	}
	rates, next := 0, uint64(1<<63)
	for cursor := ""; ; {
		page, err := b.Rates(ctx, w.pair(), cursor, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rates {
			if known, ok := w.machine.Exchange().RateBy(r.Number); r.Number >= next || ok && known != r {
				t.Fatalf("%+v; the machine has %+v", r, known)
			}
			next = r.Number
			rates++
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if next != 1 || rates <= exchange.RatesKept {
		t.Errorf("%d rates down to %d", rates, next)
	}
}

// checkConversion holds one against its arithmetic and its postings.
func checkConversion(t *testing.T, w *world, b *books.Books, c *books.Conversion) {
	t.Helper()
	d := &c.Deal
	left := big128(d.Got)
	left.Mul(left, new(big.Int).SetUint64(d.Quote.Price)).Add(left, new(big.Int).SetUint64(d.CarryIn))
	right := big128(d.Paid)
	right.Mul(right, new(big.Int).SetUint64(exchange.PriceOne)).Add(right, new(big.Int).SetUint64(d.CarryOut))
	if left.Cmp(right) != 0 || c.Rate.Number != d.Quote.Number || c.Rate.Pair != w.pair() || c.Rate.Source != "a desk" {
		t.Errorf("%+v by %+v", d, c.Rate)
	}
	moved := map[ledger.ID]money.Amount{} // what the house's accounts got, by account
	given := money.Amount{}
	if c.OfCall {
		r, err := b.Receipt(t.Context(), c.ID)
		if err != nil || r.Conversion == nil || r.Conversion.Deal != *d || r.Give.Code != "EUR" || r.Call.Charge != d.Got {
			t.Fatalf("%+v %v", r.Conversion, err)
		}
		for _, p := range r.Postings {
			moved[p.Credit], _ = moved[p.Credit].Add(p.Moved())
			if p.Credit == clearing.HouseAccount(clearing.AccountPosition, d.Quote.Give) {
				given, _ = given.Add(p.Moved())
			}
		}
	} else {
		p, err := b.Posting(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		given = p.Moved()
		page, err := b.PostingsByCause(t.Context(), c.ID, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Postings {
			moved[p.Credit], _ = moved[p.Credit].Add(p.Moved())
		}
	}
	if given != d.Paid || moved[clearing.HouseAccount(clearing.AccountRevenue, d.Quote.Give)] != d.Fee {
		t.Errorf("%+v: %s given, %v", d, given, moved)
	}
}

// Books that were closed half way number their conversions on.
func TestConversionsAreNumberedOn(t *testing.T) {
	w := newWorld(t, newRandom(t))
	w.openExchange()
	w.run(200)
	var contents []string
	for _, stop := range []int{len(w.log), len(w.log) / 2} {
		path := t.TempDir() + "/books.sqlite"
		for from, to := 1, stop; from <= len(w.log); from, to = to+1, len(w.log) {
			b := open(t, path)
			feed(t, b, w.log, from, to)
			visible(t, b, to)
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
		}
		contents = append(contents, content(t, path))
	}
	same(t, contents[1], contents[0])
}
