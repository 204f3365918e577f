package books_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

// rulesWorld is a world that is under rules.
type rulesWorld struct {
	*world
	archives [][]byte
}

func newRulesWorld(t testing.TB) *rulesWorld {
	w := &rulesWorld{world: newWorld(t, newRandom(t))}
	for _, names := range [][]string{{"baseline"}, {"baseline", "us"}, {"baseline", "eu"}} {
		l, err := pack.NewLibrary(packs.Files)
		if err != nil {
			t.Fatal(err)
		}
		book, err := l.Compile(names)
		if err != nil {
			t.Fatal(err)
		}
		w.archives = append(w.archives, book.Archive().Bytes())
	}
	w.apply(clearing.InstallRules{Set: ruling.Installed{Archive: w.archives[0], Note: "the first"}})
	return w
}

func (w *rulesWorld) step() {
	buyer := pick(w.r, w.buyers)
	switch w.r.Intn(8) {
	case 0:
		i := ruling.Installed{Archive: pick(w.r, w.archives), From: w.now + w.r.Int63n(int64(3*time.Hour)), Note: "a 'note'"}
		if w.r.Intn(2) == 0 {
			i.Signer[0], i.Signature[0], i.Number = 1, 2, w.machine.Rules().Newest()+1
		}
		w.record(clearing.InstallRules{Set: i})
	case 1:
		w.record(clearing.CancelRules{Number: uint32(w.r.Intn(30))})
	case 2, 3:
		e := facts.New(ruling.Participant(buyer).String(), []string{"Jurisdiction/" + pick(w.r, []string{"DE", "US", "AE"})}, "name", "a \"buyer\"\x00\xff", "listed", w.r.Intn(2) == 0)
		e.Source = "desk"
		w.record(clearing.RegisterFacts{Entries: []*facts.Entry{e}})
	case 4:
		w.record(clearing.RegisterFacts{Gone: []ruling.Entity{ruling.Participant(buyer)}})
	case 5:
		w.now += w.r.Int63n(int64(2 * time.Hour))
		w.record(clearing.Tick{})
	default:
		w.record(clearing.Decide{Ask: ruling.Ask{
			Action: "onboard", Principal: ruling.Participant(buyer), Resource: ruling.Entity{Type: "Jurisdiction", ID: pick(w.r, []string{"DE", "US", "XX"})}, Cause: pick(w.r, w.keys),
		}}, w.reserve())
	}
}

// rulesWitness notes beside the books what the machine tells of rules.
type rulesWitness struct {
	*books.Books
	decisions []ruling.Decision
	sets      map[uint32]books.RuleSet
}

func (w *rulesWitness) Decided(at int64, d *ruling.Decision) {
	w.Books.Decided(at, d)
	w.decisions = append(w.decisions, *d)
}

func (w *rulesWitness) RulesChanged(at int64, i *ruling.Installed, state clearing.RulesState) {
	w.Books.RulesChanged(at, i, state)
	s := books.RuleSet{Installed: *i}
	if state == clearing.RulesCancelled {
		s.Cancelled = at
	}
	w.sets[i.Number] = s
}

// What the books have of rules, facts and decisions is what the machine told, and each
// decision can be made once more from them.
func TestRulesAreInTheBooks(t *testing.T) { onBoth(t, testRulesAreInTheBooks) }

func testRulesAreInTheBooks(t *testing.T) {
	w := newRulesWorld(t)
	for range 400 {
		w.step()
	}
	b := open(t, bookPath(t))
	twin := &rulesWitness{Books: b, sets: map[uint32]books.RuleSet{}}
	m := clearing.New(testConfig)
	m.Observe(twin)
	for i, record := range w.log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		if i == len(w.log)-1 {
			b.CallMisplaced(m.Now(), &clearing.Misplaced{Call: ledger.ID{Lo: 77}, Seller: w.sellers[0], Region: "iad", Decision: 1})
		}
		b.Applied(uint64(i+1), m.Now())
	}
	ctx := visible(t, b, len(w.log))
	laws := checkSets(t, b, twin)
	middle := twin.decisions[len(twin.decisions)/2]
	for _, f := range []books.DecisionFilter{
		{}, {Outcome: policy.Denied}, {Outcome: policy.Allowed}, {Party: w.buyers[1]}, {Party: w.buyers[0], Outcome: policy.Denied}, {Action: "onboard"}, {Rule: "baseline-listed"},
		{Rule: "baseline-open", Party: w.buyers[2]}, {Set: middle.Set}, {Cause: middle.Cause}, {Span: books.Span{From: middle.At}}, {Rule: "baseline-open", Span: books.Span{To: middle.At}},
	} {
		var want []ruling.Decision
		for _, d := range twin.decisions {
			if (f.Outcome == 0 || d.Outcome == f.Outcome) && (f.Party.IsZero() || d.Party == f.Party) && (f.Action == "" || d.Action == f.Action) && (f.Rule == "" || slices.Contains(d.Rules, f.Rule)) &&
				(f.Set == 0 || d.Set == f.Set) && (f.Cause.IsZero() || d.Cause == f.Cause) && d.At >= f.Span.From && (f.Span.To == 0 || d.At < f.Span.To) {
				want = append(want, d)
			}
		}
		slices.Reverse(want)
		got := pages(t, func(cursor string, limit int) ([]books.Decision, string, error) {
			page, err := b.Decisions(ctx, f, cursor, limit)
			return page.Decisions, page.Next, err
		})
		if len(got) != len(want) || len(want) == 0 {
			t.Fatalf("%+v: %d decisions, want %d", f, len(got), len(want))
		}
		for i := range got {
			checkDecision(t, &got[i], &want[i])
		}
	}
	checkChanges(t, b, laws, twin.decisions)
	checkRulesFeed(t, b, twin, w.sellers[0])
}

func checkSets(t *testing.T, b *books.Books, twin *rulesWitness) map[uint32]*ruling.Law {
	t.Helper()
	laws := map[uint32]*ruling.Law{}
	list := pages(t, func(cursor string, limit int) ([]books.RuleSet, string, error) {
		page, err := b.RuleSets(t.Context(), cursor, limit)
		return page.Sets, page.Next, err
	})
	cancelled := 0
	for _, s := range list {
		was := twin.sets[s.Number]
		if s.From != was.From || s.At != was.At || s.Digest != was.Digest || s.Signer != was.Signer || s.Signature != was.Signature || s.Start != was.Start || s.Note != was.Note || s.Cancelled != was.Cancelled || len(s.Archive) > 0 {
			t.Errorf("set %d is %+v", s.Number, s)
		}
		whole, err := b.RuleSet(t.Context(), s.Number)
		if err != nil || !bytes.Equal(whole.Archive, was.Archive) {
			t.Errorf("set %d: %v", s.Number, err)
		}
		if laws[s.Number], err = ruling.Compile(whole.Archive); err != nil {
			t.Fatal(err)
		}
		if s.Cancelled != 0 {
			cancelled++
		}
	}
	if len(list) != len(twin.sets) || len(list) < 10 || cancelled == 0 {
		t.Errorf("%d sets of %d, %d cancelled", len(list), len(twin.sets), cancelled)
	}
	return laws
}

func checkDecision(t *testing.T, got *books.Decision, want *ruling.Decision) {
	t.Helper()
	var obligations []string
	for _, o := range want.Obligations {
		obligations = append(obligations, o.String())
	}
	if got.Number != want.Number || got.At != want.At || got.Action != want.Action || got.Principal != want.Principal || got.Resource != want.Resource || got.Party != want.Party ||
		got.Cause != want.Cause || got.Outcome != want.Outcome || !slices.Equal(got.Rules, want.Rules) || got.Missing != want.Missing || !slices.Equal(got.Obligations, obligations) ||
		got.Set != want.Set || got.Digest != want.Digest || got.Facts != want.Facts || got.Request != want.Request || !bytes.Equal(got.Context, want.Context) || got.Asked != want.Asked || !json.Valid([]byte(got.Words)) {
		t.Errorf("decision %+v, want %+v", got, want)
	}
}

// checkChanges makes each decision once more, from the facts and the set of its time.
func checkChanges(t *testing.T, b *books.Books, laws map[uint32]*ruling.Law, all []ruling.Decision) {
	t.Helper()
	changed := 0
	for _, was := range all {
		d, err := b.Decision(t.Context(), was.Number)
		if err != nil {
			t.Fatal(err)
		}
		entries, ok, err := b.FactsOf(t.Context(), d.Seen, 1000)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		changes, _, ok := laws[d.Set].Changes(&d.Decision, entries, nil)
		if !ok {
			t.Fatalf("decision %d cannot be made once more", d.Number)
		}
		for _, c := range changes {
			if c.Outcome != d.Outcome {
				changed++
			}
		}
	}
	if changed < 20 {
		t.Errorf("%d decisions would have been others without a rule: the test shows little", changed)
	}
	e := ruling.Participant(all[0].Party)
	history, err := b.FactHistory(t.Context(), e)
	if err != nil || len(history) < 2 || history[1].Gone == 0 || history[0].Made < history[1].Gone || history[0].Entry.Source != "desk" {
		t.Errorf("of %s there were %d facts: %+v %v", e, len(history), history, err)
	}
}

// checkRulesFeed makes sure that whoever follows the feed hears of what is denied.
func checkRulesFeed(t *testing.T, b *books.Books, twin *rulesWitness, seller ledger.ID) {
	t.Helper()
	denied, sets, registered, misplaced := 0, 0, 0, 0
	for cursor := ""; ; {
		list, err := b.Feed(t.Context(), cursor, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, i := range list {
			cursor = i.ID
			switch c := i.Change; {
			case c == nil:
			case c.Kind == books.ChangeDecision:
				d := twin.decisions[c.ID.Lo-1]
				if denied++; uint8(d.Outcome) != uint8(c.Of) || d.At != c.At || (!d.Party.IsZero() && !slices.Equal(i.Parties, []ledger.ID{d.Party})) {
					t.Errorf("%+v tells of %+v", c, d)
				}
			case c.Kind == books.ChangeRules || c.Kind == books.ChangeRulesCancelled:
				sets++
			case c.Kind == books.ChangeMisplaced:
				if misplaced++; c.ID.Lo != 77 || !slices.Equal(i.Parties, []ledger.ID{seller}) {
					t.Errorf("%+v tells %v of a misplaced call", c, i.Parties)
				}
			case c.Kind == books.ChangeFacts:
				if registered++; len(c.Entities) != 1 || !strings.HasPrefix(c.Entities[0], "Participant/") {
					t.Errorf("facts of %v", c.Entities)
				}
			}
		}
	}
	want := 0
	for _, d := range twin.decisions {
		if d.Outcome != policy.Allowed {
			want++
		}
	}
	if denied != want || want == 0 || sets < len(twin.sets) || registered == 0 || misplaced != 1 {
		t.Errorf("told of %d denials of %d, %d sets and %d facts", denied, want, sets, registered)
	}
}

// Books that were closed half way have the same rows of rules.
func TestRulesGoOnAfterARestart(t *testing.T) { onBoth(t, testRulesGoOnAfterARestart) }

func testRulesGoOnAfterARestart(t *testing.T) {
	w := newRulesWorld(t)
	for range 150 {
		w.step()
	}
	var contents []string
	for _, stop := range []int{len(w.log), len(w.log) / 2} {
		path := bookPath(t)
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
	if !strings.Contains(contents[0], "\ndecisions ") {
		t.Error("there are no decisions")
	}
}
