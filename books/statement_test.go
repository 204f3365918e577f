package books_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// A statement's ends are the balances then, its turnovers what the history says
// between them, and its lines make the charges that were posted, to the unit,
// also in a zone whose months begin on a half hour.
func TestStatementsAreTheLedgers(t *testing.T) { onBoth(t, testStatementsAreTheLedgers) }

func testStatementsAreTheLedgers(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.now = time.Date(2026, 3, 25, 0, 0, 0, 0, time.UTC).UnixNano()
	w.spread(400, 45*time.Minute)
	b := open(t, bookPath(t))
	for last := 7; last < len(w.log); last += 150 {
		feed(t, b, w.log, 1, last)
		visible(t, b, last)
	}
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	charged, lines := 0, 0
	for _, name := range []string{"UTC", "Asia/Kolkata", "America/New_York"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		spans := []books.Span{books.Month(2026, time.March, zone), books.Month(2026, time.April, zone), {From: w.now - r.Int63n(1e14), To: w.now}}
		for _, span := range spans {
			for _, party := range append(w.buyers, w.sellers...) {
				list, err := b.Statements(ctx, party, span)
				if err != nil || len(list) != 1 {
					t.Fatalf("%d statements: %v", len(list), err)
				}
				s := &list[0]
				checkStatement(t, b, s)
				if !s.Rest.IsZero() || s.Party.ID != party {
					t.Errorf("%s in %s: the lines lack %v of %v", party, name, s.Rest, s.Charged)
				}
				if !s.Charged.IsZero() {
					charged++
				}
				lines += len(s.Lines)
			}
		}
	}
	if charged < 20 || lines < 60 {
		t.Errorf("%d statements with charges, %d lines; the test shows little", charged, lines)
	}
	for _, span := range []books.Span{{}, {From: 5}, {From: 5, To: 4}} {
		if _, err := b.Statement(ctx, w.accounts[0], span); !errors.Is(err, books.ErrOpen) {
			t.Errorf("%+v: %v", span, err)
		}
	}
	if _, err := b.Statement(ctx, w.id(), books.Span{From: 1, To: 2}); !errors.Is(err, books.ErrNotFound) {
		t.Errorf("no account: %v", err)
	}
}

func checkStatement(t *testing.T, b *books.Books, s *books.Statement) {
	t.Helper()
	ctx := visible(t, b, 0)
	for what, end := range map[string]struct {
		at   int64
		have books.Balance
	}{"opening": {s.Span.From - 1, s.Opening}, "closing": {s.Span.To - 1, s.Closing}} {
		want, err := b.BalanceAt(ctx, s.Account, end.at, false)
		if err != nil || want != end.have {
			t.Errorf("%s %s: %v, want %v %v", s.Account, what, end.have, want, err)
		}
	}
	want := map[uint16]books.Turnover{}
	var sold money.Amount
	for _, p := range all(t, b, s.Account, books.HistoryFilter{Span: s.Span}, 1000) {
		turnover := want[p.Code]
		turnover.Code = p.Code
		turnover.Count++
		if p.Debit == s.Account {
			turnover.Debits, _ = turnover.Debits.Add(p.Moved())
		} else {
			turnover.Credits, _ = turnover.Credits.Add(p.Moved())
		}
		want[p.Code] = turnover
	}
	for _, have := range s.Turnovers {
		if have != want[have.Code] {
			t.Errorf("%s: turnover %+v, want %+v", s.Account, have, want[have.Code])
		}
		delete(want, have.Code)
	}
	if len(want) > 0 {
		t.Errorf("%s: the statement lacks %v", s.Account, want)
	}
	for _, line := range s.Lines {
		sold, _ = sold.Add(line.Charge)
	}
	if sold != s.Charged {
		t.Errorf("%s: the lines make %v, the ledger has %v", s.Account, sold, s.Charged)
	}
}

// The balances of a party's accounts are the machine's.
func TestPartiesHaveTheirAccounts(t *testing.T) { onBoth(t, testPartiesHaveTheirAccounts) }

func testPartiesHaveTheirAccounts(t *testing.T) {
	w := newWorld(t, newRandom(t))
	w.run(200)
	b := open(t, bookPath(t))
	m := feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	for _, party := range append(w.buyers, w.sellers...) {
		list, err := b.PartyAccounts(ctx, party)
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %d accounts, %v", party, len(list), err)
		}
		for _, a := range list {
			want, ok := m.Ledger().Account(a.ID)
			if !ok || a.Party != party || a.Code != want.Code || a.Balance != (books.Balance{Debits: want.DebitsPosted, Credits: want.CreditsPosted}) {
				t.Errorf("account %+v, want %+v", a, want)
			}
		}
	}
}

// A busy account has its sums after a restart as well.
func TestSumsGoOnAfterARestart(t *testing.T) { onBoth(t, testSumsGoOnAfterARestart) }

func testSumsGoOnAfterARestart(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	for range 12 {
		var list []ledger.Transfer
		for range 100 {
			list = append(list, w.deposit(r.Intn(2), uint64(r.Intn(1000)+1)))
		}
		w.apply(transfersOf(list))
	}
	path := bookPath(t)
	for last := len(w.log) - 12; last <= len(w.log); last += 3 {
		b := open(t, path)
		feed(t, b, w.log, 1, last)
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	b := open(t, path)
	m := feed(t, b, w.log, 1, len(w.log))
	custody := clearing.HouseAccount(clearing.AccountCustody, w.usd)
	account, _ := m.Ledger().Account(custody)
	got, err := b.BalanceAt(visible(t, b, 0), custody, math.MaxInt64, false)
	if err != nil || got.Debits != account.DebitsPosted {
		t.Errorf("%v %v, want %v", got, err, account.DebitsPosted)
	}
	if n := count(t, path, "SELECT count(*) FROM sums"); n < 3 {
		t.Errorf("%d sums were kept of 1200 postings", n)
	}
}
