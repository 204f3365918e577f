package books_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

const obliging = `
@id("told") @title("Two are told") @source("choice") @from("2000-01-01") @notice("issuer") @record("10 days")
permit(principal, action == Action::"onboard", resource);
@id("told-too") @title("And another") @source("choice") @from("2000-01-01") @notice("office") @recheck("1 days")
permit(principal, action == Action::"onboard", resource in Jurisdiction::"DE");
`

// dutyWorld is a world in which decisions bring duties.
type dutyWorld struct {
	*world
	officer ledger.ID
}

func newDutyWorld(t testing.TB) *dutyWorld {
	w := &dutyWorld{world: newWorld(t, newRandom(t))}
	l, err := pack.NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	book, err := l.Compile([]string{"baseline"})
	if err != nil {
		t.Fatal(err)
	}
	a := book.Archive()
	a.Packs = append(a.Packs, ruling.Pack{Name: "test", Title: "Test", Version: "1", Sources: []ruling.Source{{Name: "choice", Cite: "nobody's law"}}})
	a.Texts = append(a.Texts, policy.Text{Name: "test/rules.cedar", Policies: []byte(obliging)})
	w.apply(clearing.InstallRules{Set: ruling.Installed{Archive: a.Bytes()}})
	key := clearing.Key{ID: w.id(), Hash: [32]byte{201}, Name: "ann", Scopes: clearing.ScopeAdmin}
	w.apply(clearing.AddKey{Key: key})
	w.officer = key.ID
	return w
}

func (w *dutyWorld) step(last uint64) {
	buyer := pick(w.r, w.buyers)
	switch w.r.Intn(6) {
	case 0:
		w.record(clearing.RegisterFacts{Entries: []*facts.Entry{
			facts.New(ruling.Participant(buyer).String(), []string{"Jurisdiction/DE"}, "name", "a buyer", "listed", w.r.Intn(3) == 0),
		}})
	case 1:
		w.now += w.r.Int63n(int64(20 * time.Hour))
		w.record(clearing.Tick{})
	case 2, 3:
		if last > 0 {
			w.record(clearing.FinishDuty{Number: 1 + uint64(w.r.Int63n(int64(last))), By: w.officer, Note: "a \"letter\"\n"})
		}
	default:
		w.record(clearing.Decide{Ask: ruling.Ask{
			Action: "onboard", Principal: ruling.Participant(buyer), Resource: ruling.Entity{Type: "Jurisdiction", ID: pick(w.r, []string{"DE", "US"})}, Cause: pick(w.r, w.keys),
		}})
	}
}

// dutyWitness notes beside the books what the machine tells of duties.
type dutyWitness struct {
	*books.Books
	duties map[uint64]duty.Duty
	told   int
	kept   int
}

func (w *dutyWitness) DutyChanged(at int64, d *duty.Duty) {
	w.Books.DutyChanged(at, d)
	w.duties[d.Number] = *d
	w.told++
}

func (w *dutyWitness) RecordsKept(at int64, k duty.Keeping) {
	w.Books.RecordsKept(at, k)
	w.kept++
}

func sameDuty(a, b duty.Duty) bool { return bytes.Equal(duty.Encode(&a), duty.Encode(&b)) }

// What the books have of duties is what the machine told.
func TestDutiesAreInTheBooks(t *testing.T) { onBoth(t, testDutiesAreInTheBooks) }

func testDutiesAreInTheBooks(t *testing.T) {
	w := newDutyWorld(t)
	for n := range 300 {
		w.step(uint64(n))
	}
	path := bookPath(t)
	b := open(t, path)
	twin := &dutyWitness{Books: b, duties: map[uint64]duty.Duty{}}
	m := clearing.New(testConfig)
	m.Observe(twin)
	for i, record := range w.log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		b.Applied(uint64(i+1), m.Now())
	}
	ctx := visible(t, b, len(w.log))
	found := 0
	for _, f := range []books.DutyFilter{
		{}, {Open: true}, {Open: true, Kind: duty.Recheck}, {Kind: duty.Notice}, {State: duty.Failed}, {State: duty.Done, To: "issuer"}, {To: "office", Open: true},
		{Party: w.buyers[1]}, {Party: w.buyers[0], State: duty.Done, Kind: duty.Recheck}, {Decision: 1}, {Decision: 3, Kind: duty.Notice},
	} {
		var want []duty.Duty
		for _, d := range twin.duties {
			if (!f.Open || d.State.Open()) && (f.State == 0 || d.State == f.State) && (f.Kind == 0 || d.Kind == f.Kind) && (f.Party.IsZero() || d.Party == f.Party) &&
				(f.To == "" || d.To == f.To) && (f.Decision == 0 || d.Decision == f.Decision) {
				want = append(want, d)
			}
		}
		slices.SortFunc(want, func(a, b duty.Duty) int { return int(b.Number) - int(a.Number) })
		var got []duty.Duty
		for cursor := ""; ; {
			page, err := b.Duties(ctx, f, cursor, 7)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, page.Duties...)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		found += len(got)
		if !slices.EqualFunc(got, want, sameDuty) {
			t.Fatalf("%+v: %d duties, want %d", f, len(got), len(want))
		}
	}
	one, err := b.Duty(ctx, 1)
	if err != nil || !sameDuty(one, twin.duties[1]) {
		t.Errorf("the first one is %+v, %v", one, err)
	}
	if _, err := b.Duty(ctx, 1<<40); !errors.Is(err, books.ErrNotFound) {
		t.Errorf("one that is none: %v", err)
	}
	checkDutyFeed(t, b, twin)
	if found < 500 {
		t.Errorf("%d were found, which is too few to say anything", found)
	}
}

func checkDutyFeed(t *testing.T, b *books.Books, twin *dutyWitness) {
	t.Helper()
	told, kept := 0, 0
	for cursor := ""; ; {
		list, err := b.Feed(t.Context(), cursor, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, i := range list {
			switch cursor = i.ID; {
			case i.Change == nil:
			case i.Change.Kind == books.ChangeDuty:
				told++
				if d := i.Change.Duty; d == nil || !sameDuty(*d, twin.duties[i.Change.ID.Lo]) || len(i.Parties) > 0 {
					t.Fatalf("the feed tells %v of %+v", i.Parties, d)
				}
			case i.Change.Kind == books.ChangeRecords:
				if kept++; len(i.Parties) != 1 {
					t.Error("a party does not hear for how long it is kept")
				}
			}
		}
	}
	if told != twin.told || kept != twin.kept || kept == 0 {
		t.Errorf("told %d of %d changes, and %d of %d", told, twin.told, kept, twin.kept)
	}
}

// What somebody changes in the books' rows of duties is found, and nothing else is.
func TestDutiesAreHeldAgainstTheLog(t *testing.T) { onBoth(t, testDutiesAreHeldAgainstTheLog) }

func testDutiesAreHeldAgainstTheLog(t *testing.T) {
	w := newDutyWorld(t)
	for n := range 100 {
		w.step(uint64(n))
	}
	for _, c := range []struct{ bend, want string }{
		{"", ""},
		{"DELETE FROM duties WHERE n = (SELECT min(n) FROM duties WHERE open = 1)", "duty_missing: "},
		{"DELETE FROM duties WHERE n = (SELECT min(n) FROM duties WHERE state = 3)", "duties_differ: "},
		{"UPDATE duties SET duty = (SELECT duty FROM duties WHERE n = (SELECT max(n) FROM duties WHERE open = 1)) WHERE n = (SELECT min(n) FROM duties WHERE open = 1)", "duty_missing: "},
		{"UPDATE keepings SET until = until - 1", "records_differ: "},
		{"DELETE FROM keepings", "records_missing: "},
	} {
		bendAndHold(t, w.log, c.bend, c.want)
	}
}
