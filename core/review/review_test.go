package review

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"aidollar/core/internal/civil"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

const (
	start = int64(1_795_000_000_000_000_000) // Unix nanoseconds
	day   = int64(civil.NanosPerDay)
)

var (
	ann = Person{ledger.ID{Hi: 7, Lo: 1}, "ann"}
	bob = Person{ledger.ID{Hi: 7, Lo: 2}, "bob"}
)

func id(n int) ledger.ID { return ledger.ID{Hi: 1, Lo: uint64(n)} }

func screening(subject string, hit bool, entries ...string) Content {
	c := Content{Kind: Screening, Subject: "Participant/" + subject, Text: "on the form", Name: subject, Hit: hit}
	for _, e := range entries {
		c.Matches = append(c.Matches, Match{Entry: e, Name: strings.ToUpper(subject), Score: 930, List: "SDN", Day: 20_400})
	}
	return c
}

func referral(subject string, digest byte) Content {
	return Content{
		Kind: Referral, Subject: "Participant/" + subject, Text: "health data abroad", Action: "session.open", Resource: "Model/large",
		Request: [32]byte{digest}, Decision: 12,
	}
}

func arrival(subject string, digest byte) Content {
	c := referral(subject, digest)
	c.Kind, c.Action, c.Resource, c.Arrival = Arrival, "deposit", "Asset/usdx", ledger.ID{Hi: 3, Lo: uint64(digest)}
	return c
}

func misplacement(subject string, digest byte) Content {
	c := referral(subject, digest)
	c.Kind = Misplacement
	return c
}

func ruling(v Verdict, by Person, until int64) Ruling {
	return Ruling{Verdict: v, Act: Act{By: by, Reason: "looked at the passport"}, Until: until}
}

func (b *Book) opened(t *testing.T, now int64, n int, c Content) {
	t.Helper()
	if _, refusal := b.Open(now, id(n), c); refusal != "" {
		t.Fatalf("item %d: %s", n, refusal)
	}
}

func (b *Book) decided(t *testing.T, now int64, n int, r Ruling, want State) Item {
	t.Helper()
	i, refusal := b.Decide(now, id(n), r)
	if refusal != "" || i.State != want {
		t.Fatalf("item %d: %q, %s, want %s", n, refusal, i.State, want)
	}
	return i
}

func bytesOf(b *Book) []byte {
	v := b.Freeze()
	var a wire.Appender
	v.Append(&a)
	return a.B
}

// TestAnApprovalHoldsForItsRequestUntilItEnds: the same request passes, another one does
// not, and behind the end it is referred anew.
func TestAnApprovalHoldsForItsRequestUntilItEnds(t *testing.T) {
	b := NewBook()
	b.opened(t, start, 1, referral("acme", 1))
	if i, refusal := b.Open(start, id(2), referral("acme", 1)); refusal != Exists || i.ID != id(1) {
		t.Errorf("the same request: %q, item %s", refusal, i.ID)
	}
	if _, _, ok := b.Approved([32]byte{1}, start); ok {
		t.Error("an open item approves")
	}
	b.decided(t, start, 1, ruling(Approve, ann, start+day), Approved)
	if item, until, ok := b.Approved([32]byte{1}, start+day-1); !ok || item != id(1) || until != start+day {
		t.Errorf("just before its end: %v %s until %d", ok, item, until-start)
	}
	for digest, at := range map[byte]int64{1: start + day, 2: start} {
		if _, _, ok := b.Approved([32]byte{digest}, at); ok {
			t.Errorf("request %d at %d passes", digest, at-start)
		}
	}
	if i, refusal := b.Open(start, id(2), referral("acme", 1)); refusal != Exists || i.State != Approved {
		t.Errorf("while it holds: %q %s", refusal, i.State)
	}
	b.opened(t, start+day, 2, referral("acme", 1))
	if i, _ := b.Item(id(1)); i.State != Lapsed || i.Ended != start+day {
		t.Errorf("behind its end the first is %s, ended %d", i.State, i.Ended-start)
	}
	b.Advance(start + day + KeepSpan)
	if _, ok := b.Item(id(1)); ok {
		t.Error("an item that ended is kept for ever")
	}
}

// TestAWithdrawalEndsAtOnce holds what each kind does when its decision is taken back.
func TestAWithdrawalEndsAtOnce(t *testing.T) {
	b := NewBook()
	back := Act{By: bob, Reason: "a mistake"}
	b.opened(t, start, 1, referral("acme", 1))
	if _, refusal := b.Withdraw(start, id(1), back); refusal != ItemOpen {
		t.Errorf("nothing was decided: %q", refusal)
	}
	b.decided(t, start, 1, ruling(Approve, ann, start+day), Approved)
	if i, refusal := b.Withdraw(start+1, id(1), back); refusal != "" || i.State != Withdrawn || i.Ended != start+1 {
		t.Errorf("%q %s", refusal, i.State)
	}
	if _, _, ok := b.Approved([32]byte{1}, start+1); ok {
		t.Error("what was withdrawn approves")
	}
	if _, refusal := b.Withdraw(start+2, id(1), back); refusal != Exists {
		t.Errorf("the same once more: %q", refusal)
	}
	if _, refusal := b.Withdraw(start+2, id(1), Act{By: ann, Reason: "another"}); refusal != ItemEnded {
		t.Errorf("by another: %q", refusal)
	}
	if _, refusal := b.Decide(start+2, id(1), ruling(Refuse, bob, 0)); refusal != ItemEnded {
		t.Errorf("decided behind its end: %q", refusal)
	}
	b.opened(t, start+2, 2, screening("acme", true, "SDN/1"))
	b.decided(t, start+2, 2, ruling(Approve, ann, 0), Approved)
	if i, refusal := b.Withdraw(start+3, id(2), back); refusal != "" || i.State != Open || i.Again != 1 || i.Since != start+3 {
		t.Errorf("a clearing: %q %s", refusal, i.State)
	}
	if _, refusal := b.Withdraw(start+4, id(2), back); refusal != Exists {
		t.Errorf("a clearing once more: %q", refusal)
	}
	b.opened(t, start+4, 3, arrival("acme", 1))
	b.decided(t, start+4, 3, ruling(Refuse, ann, 0), Refused)
	b.opened(t, start+4, 4, arrival("acme", 2))
	if to := b.Foresee(start+5, id(4), ruling(Approve, ann, 0)); to != Approved {
		t.Errorf("it would be %s", to)
	}
	b.decided(t, start+5, 4, ruling(Approve, ann, 0), Approved)
	if to := b.Foresee(start+5, id(4), ruling(Refuse, ann, 0)); to != 0 {
		t.Errorf("what is decided would be %s", to)
	}
	b.opened(t, start+5, 5, misplacement("acme", 3))
	b.decided(t, start+5, 5, ruling(Approve, ann, 0), Approved)
	for _, n := range []int{3, 4, 5} {
		if _, refusal := b.Withdraw(start+6, id(n), back); refusal != ItemFinal {
			t.Errorf("what was decided for good: %q", refusal)
		}
	}
}

// TestStandingIsTheWorst walks a subject through what can be found of it.
func TestStandingIsTheWorst(t *testing.T) {
	b := NewBook()
	at := func(now int64, want State, hit bool, n int) {
		t.Helper()
		s := b.Standing("Participant/acme", now)
		if s.State != want || s.Hit != hit || (want != 0 && s.Item != id(n)) {
			t.Errorf("at %d: %+v, want %s, hit %v, item %d", now-start, s, want, hit, n)
		}
	}
	at(start, 0, false, 0)
	b.opened(t, start, 1, screening("acme", false, "SDN/1", "SDN/2"))
	b.opened(t, start, 2, screening("other", true, "SDN/9"))
	at(start, Open, false, 1)
	newer := screening("acme", false, "SDN/2", "SDN/1")
	newer.Matches[0].Score, newer.Matches[1].Day = 901, 20_401
	if i, refusal := b.Open(start, id(3), newer); refusal != Exists || i.ID != id(1) {
		t.Errorf("the same names of the next day's list: %q", refusal)
	}
	b.decided(t, start, 1, ruling(Approve, ann, start+30*day), Approved)
	at(start, Approved, false, 1)
	if s := b.Standing("Participant/acme", start); s.Until != start+30*day {
		t.Errorf("looked at again at %d", s.Until)
	}
	b.opened(t, start+day, 4, screening("acme", true, "SDN/1", "SDN/2"))
	at(start+day, Open, true, 4)
	b.decided(t, start+day, 4, ruling(Approve, ann, start+3*day), Approved)
	at(start+2*day, Approved, true, 4) // the one that ends first
	at(start+3*day, Open, true, 4)     // before anybody has advanced
	b.Advance(start + 3*day)
	if i, _ := b.Item(id(4)); i.State != Open || i.Again != 1 || i.Since != start+3*day || i.Ruling.By != ann {
		t.Errorf("a re-check whose time came is %s", i.State)
	}
	b.decided(t, start+4*day, 4, ruling(Refuse, ann, 0), Refused)
	at(start+1000*day, Refused, true, 4)
}

// TestFourEyes: two approve, one refuses, and nobody is both.
func TestFourEyes(t *testing.T) {
	b := NewBook()
	if refusal := b.SetFourEyes(true); refusal != "" || b.SetFourEyes(true) != Exists {
		t.Fatal(refusal)
	}
	b.opened(t, start, 1, referral("acme", 1))
	i := b.decided(t, start, 1, ruling(Approve, ann, start+2*day), Open)
	if i.First.By != ann {
		t.Errorf("first: %+v", i.First)
	}
	if _, refusal := b.Decide(start, id(1), ruling(Approve, ann, start+2*day)); refusal != Exists {
		t.Errorf("the same once more: %q", refusal)
	}
	if _, refusal := b.Decide(start, id(1), ruling(Approve, ann, start+3*day)); refusal != SecondPerson {
		t.Errorf("the same person: %q", refusal)
	}
	if _, _, ok := b.Approved([32]byte{1}, start); ok {
		t.Error("one person's approval is enough")
	}
	i = b.decided(t, start+1, 1, ruling(Approve, bob, start+9*day), Approved)
	if i.Until != start+2*day || i.First.By != ann || i.Ruling.By != bob {
		t.Errorf("ends at %d", i.Until-start)
	}
	for _, by := range []Ruling{ruling(Approve, ann, start+2*day), ruling(Approve, bob, start+9*day)} {
		if _, refusal := b.Decide(start+2, id(1), by); refusal != Exists {
			t.Errorf("%s once more: %q", by.By.Name, refusal)
		}
	}
	b.opened(t, start, 2, referral("acme", 2))
	b.decided(t, start, 2, ruling(Approve, ann, start+day), Open)
	b.decided(t, start, 2, ruling(Refuse, ann, 0), Refused) // whoever approved first may think again
	b.opened(t, start, 3, referral("acme", 3))
	b.decided(t, start, 3, ruling(Approve, ann, start+day), Open)
	b.decided(t, start+day, 3, ruling(Approve, bob, start+5*day), Open) // the first one has ended
	b.SetFourEyes(false)
	b.decided(t, start+day, 3, ruling(Approve, bob, start+5*day), Approved)
}

func TestItemsThatAreRefused(t *testing.T) {
	b := NewBook()
	for name, change := range map[string]func(*Content){
		"no kind": func(c *Content) { c.Kind = 0 }, "no subject": func(c *Content) { c.Subject = "" },
		"no name": func(c *Content) { c.Name = "" }, "no match": func(c *Content) { c.Matches = nil },
		"an action": func(c *Content) { c.Action = "pay" }, "a long text": func(c *Content) { c.Text = strings.Repeat("x", TextMax+1) },
		"no utf-8": func(c *Content) { c.Name = "\xff" }, "a score": func(c *Content) { c.Matches[0].Score = ScoreWhole + 1 },
		"no list": func(c *Content) { c.Matches[0].List = "" }, "many": func(c *Content) { c.Matches = make([]Match, MatchesMax+1) },
		"a referral's kind": func(c *Content) { c.Kind = Referral },
	} {
		c := screening("acme", true, "SDN/1")
		change(&c)
		if _, refusal := b.Open(start, id(1), c); refusal != ItemInvalid {
			t.Errorf("a screening with %s: %q", name, refusal)
		}
	}
	for name, change := range map[string]func(*Content){
		"no digest": func(c *Content) { c.Request = [32]byte{} }, "no action": func(c *Content) { c.Action = "" },
		"no resource": func(c *Content) { c.Resource = "" }, "money": func(c *Content) { c.Arrival = id(9) },
		"a name": func(c *Content) { c.Name = "x" }, "an arrival's kind": func(c *Content) { c.Kind = Arrival },
	} {
		c := referral("acme", 1)
		change(&c)
		if _, refusal := b.Open(start, id(1), c); refusal != ItemInvalid {
			t.Errorf("a referral with %s: %q", name, refusal)
		}
	}
	if _, refusal := b.Open(start, ledger.ID{}, referral("acme", 1)); refusal != ItemInvalid {
		t.Errorf("no id: %q", refusal)
	}
	for _, r := range []Refusal{ItemInvalid, ItemDiffers, ItemUnknown, ItemDecided, ItemEnded, ItemOpen, ItemFinal, RulingInvalid, ReasonMissing, UntilInvalid, SecondPerson,
		QueueFull, SubjectFull, ItemsFull} {
		if r.Sentence() == "" {
			t.Errorf("%s says nothing", r)
		}
	}
}

func TestRulingsThatAreRefused(t *testing.T) {
	b := NewBook()
	b.opened(t, start, 1, referral("acme", 1))
	b.opened(t, start, 2, screening("acme", true, "SDN/1"))
	b.opened(t, start, 3, arrival("acme", 1))
	if _, refusal := b.Open(start, id(1), referral("acme", 2)); refusal != ItemDiffers {
		t.Errorf("an id that is taken: %q", refusal)
	}
	for _, c := range []struct {
		n    int
		r    Ruling
		want Refusal
	}{
		{9, ruling(Approve, ann, 0), ItemUnknown}, {1, ruling(0, ann, 0), RulingInvalid}, {1, ruling(verdictEnd, ann, 0), RulingInvalid},
		{1, ruling(Refuse, Person{Name: "x"}, 0), RulingInvalid}, {1, ruling(Refuse, Person{ID: ann.ID}, 0), RulingInvalid},
		{1, Ruling{Verdict: Refuse, Act: Act{By: ann}}, ReasonMissing},
		{1, Ruling{Verdict: Refuse, Act: Act{By: ann, Reason: strings.Repeat("x", TextMax+1)}}, ReasonMissing},
		{1, ruling(Approve, ann, 0), UntilInvalid}, {1, ruling(Approve, ann, start), UntilInvalid},
		{1, ruling(Approve, ann, start+ApprovalSpanMax+1), UntilInvalid}, {1, ruling(Refuse, ann, start-1), UntilInvalid},
		{2, ruling(Approve, ann, start+ClearingSpanMax+1), UntilInvalid}, {2, ruling(Refuse, ann, start+1), UntilInvalid},
		{3, ruling(Approve, ann, start+1), UntilInvalid}, {3, ruling(Refuse, ann, start+1), UntilInvalid},
		{1, ruling(Approve, ann, start+ApprovalSpanMax), ""}, {1, ruling(Approve, bob, start+1), ItemDecided},
		{1, ruling(Refuse, ann, 0), ItemDecided}, {1, ruling(Approve, ann, start+ApprovalSpanMax), Exists},
	} {
		if _, refusal := b.Decide(start, id(c.n), c.r); refusal != c.want {
			t.Errorf("item %d, %+v: %q, want %q", c.n, c.r, refusal, c.want)
		}
	}
	for n, a := range map[int]Act{9: {By: ann, Reason: "x"}, 1: {By: ann}} {
		if _, refusal := b.Withdraw(start, id(n), a); refusal != map[int]Refusal{9: ItemUnknown, 1: ReasonMissing}[n] {
			t.Errorf("item %d: %q", n, refusal)
		}
	}
	if _, refusal := b.Withdraw(start, id(1), Act{Reason: "x"}); refusal != RulingInvalid {
		t.Errorf("withdrawn by nobody: %q", refusal)
	}
}

// TestTheQueueIsBounded: one subject has its share, all together have theirs, and what is
// decided makes room.
func TestTheQueueIsBounded(t *testing.T) {
	b := NewBook()
	n := 0
	request := func(subject int) (Item, Refusal) {
		n++
		c := referral(fmt.Sprint(subject), 0)
		c.Request = [32]byte{byte(n), byte(n >> 8), byte(n >> 16), 1}
		return b.Open(start, id(n), c)
	}
	for s := range OpenMax / SubjectOpenMax {
		for range SubjectOpenMax {
			if _, refusal := request(s); refusal != "" {
				t.Fatalf("item %d: %q", n, refusal)
			}
		}
		if s == 0 {
			if _, refusal := request(0); refusal != SubjectFull {
				t.Fatalf("one more of a subject: %q", refusal)
			}
		}
	}
	if _, refusal := request(1 << 20); refusal != QueueFull || b.OpenCount() != OpenMax {
		t.Fatalf("one more: %q with %d", refusal, b.OpenCount())
	}
	b.decided(t, start, 5, ruling(Refuse, ann, 0), Refused)
	if _, refusal := request(0); refusal != "" {
		t.Errorf("behind a decision: %q", refusal)
	}
	seen, last := 0, uint32(0)
	b.Queue(4, func(i *Item) bool {
		if i.Number <= last || i.Number < 5 || i.State != Open {
			t.Fatalf("%d behind %d, %s", i.Number, last, i.State)
		}
		last = i.Number
		seen++
		return seen < 100
	})
	if seen != 100 {
		t.Errorf("walked %d", seen)
	}
	restored, err := RestoreBook(&wire.Reader{B: bytesOf(b)})
	if err != nil || !bytes.Equal(bytesOf(restored), bytesOf(b)) {
		t.Errorf("restored: %v", err)
	}
}

// TestAFrozenViewStays: what is decided later is not in it.
func TestAFrozenViewStays(t *testing.T) {
	b := NewBook()
	b.opened(t, start, 1, screening("acme", true, "SDN/1"))
	v := b.Freeze()
	b.decided(t, start, 1, ruling(Refuse, ann, 0), Refused)
	if i := v.items.At(0); i.State != Open || v.Whole() != "" {
		t.Errorf("the view's item is %s; damaged is %q", i.State, v.Whole())
	}
}
