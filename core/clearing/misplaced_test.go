package clearing_test

import (
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/review"
)

// misplacements keeps what an observer is told.
type misplacements struct {
	clearing.Ignore
	all []clearing.Misplaced
}

func (m *misplacements) CallMisplaced(_ int64, one *clearing.Misplaced) { m.all = append(m.all, *one) }

// TestACallThatWasServedElsewhere is charged, told and put before a person, once.
func TestACallThatWasServedElsewhere(t *testing.T) {
	s := ruled(t)
	seen := &misplacements{}
	s.m.Observe(seen)
	r := s.in("")
	r.Regions, r.Data = []string{"iad", "fra"}, "health"
	s.answers("home alone", r, "", "open")
	s.sameAfterAll()
	s.m.Observe(seen)
	c := clearing.Capture{Call: r.Call, Usage: used(1000, 10), Region: "iad"}
	if a := s.do(c); a.Call.Charge.IsZero() {
		t.Error("what was delivered is not charged")
	}
	if a := s.try(c); a.Refusal != "call_captured" || s.m.Misplaced() != 1 {
		t.Errorf("once more: %q, %d are misplaced", a.Refusal, s.m.Misplaced())
	}
	if len(seen.all) != 1 || seen.all[0] != (clearing.Misplaced{Call: r.Call, Seller: s.seller, Region: "iad", Decision: seen.all[0].Decision}) || seen.all[0].Decision == 0 {
		t.Fatalf("told of %+v", seen.all)
	}
	var item review.Item
	s.m.Reviews().Queue(0, func(i *review.Item) bool { item = *i; return true })
	if item.Kind != review.Misplacement || item.Party != s.seller || !strings.Contains(item.Text, "served in iad") || !strings.Contains(item.Text, r.Call.String()) {
		t.Fatalf("a person is told %+v", item)
	}
	ann := s.officer(1, "ann")
	s.do(clearing.DecideReview{ID: item.ID, Verdict: review.Refuse, By: ann, Reason: "the seller was told"})
	if a := s.try(clearing.WithdrawReview{ID: item.ID, By: ann, Reason: "x"}); a.Refusal != "review_final" {
		t.Errorf("taken back: %q", a.Refusal)
	}
	if a := s.try(clearing.OpenReview{ID: s.id(), Content: item.Content}); a.Refusal != "review_invalid" {
		t.Errorf("from outside: %q", a.Refusal)
	}
	s.sameAfterAll()
	if s.m.Misplaced() != 1 {
		t.Error("the count is lost")
	}
}

// TestCallsInTheirPlacesAskNobody: where they may be, where nobody says, and without rules.
func TestCallsInTheirPlacesAskNobody(t *testing.T) {
	s := ruled(t)
	serve := func(region string, change func(*clearing.Reserve)) {
		t.Helper()
		r := s.in("")
		change(&r)
		s.do(r)
		s.do(clearing.Capture{Call: r.Call, Usage: used(1, 1), Region: region})
	}
	either := func(r *clearing.Reserve) { r.Regions, r.Data = []string{"iad", "fra"}, "health" }
	serve("fra", either)
	serve("", either)
	serve("fra", func(r *clearing.Reserve) { r.Region = "fra" })
	if s.m.Misplaced() != 0 {
		t.Fatalf("%d are misplaced", s.m.Misplaced())
	}
	serve("iad", func(r *clearing.Reserve) { r.Region = "fra" })
	if s.m.Misplaced() != 1 {
		t.Error("a call for one region was served in another, and nobody is told")
	}
	s.do(clearing.InstallRules{})
	serve("mars", func(r *clearing.Reserve) { r.Region = "fra" })
	if s.m.Misplaced() != 1 || s.m.Reviews().OpenCount() != 1 {
		t.Error("without rules somebody is asked")
	}
	s.sameAfterAll()
}

// TestManyMisplacedCallsFillNoQueue: each is counted, and a seller has his share of it.
func TestManyMisplacedCallsFillNoQueue(t *testing.T) {
	s := ruled(t)
	for range review.SubjectOpenMax + 5 {
		r := s.in("fra")
		s.do(r)
		s.do(clearing.Capture{Call: r.Call, Usage: used(1, 1), Region: "iad"})
	}
	if s.m.Misplaced() != review.SubjectOpenMax+5 || s.m.Reviews().OpenCount() != review.SubjectOpenMax {
		t.Errorf("%d are misplaced, %d are open", s.m.Misplaced(), s.m.Reviews().OpenCount())
	}
}
