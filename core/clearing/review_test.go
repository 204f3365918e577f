package clearing_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

const hour = int64(time.Hour)

// officer gives the house a person who may decide.
func (h *house) officer(n byte, name string) ledger.ID {
	key := clearing.Key{ID: h.id(), Hash: [32]byte{200, n}, Name: name, Scopes: clearing.ScopeAdmin}
	h.do(clearing.AddKey{Key: key})
	return key.ID
}

// suspect has a party be like a listed one.
func (h *house) suspect(party ledger.ID) (item ledger.ID) {
	item = h.id()
	h.do(clearing.OpenReview{ID: item, Content: review.Content{
		Kind: review.Screening, Party: party, Name: "Somebody", Matches: []review.Match{{Entry: "SDN/1", Name: "SOMEBODI", Score: 870, List: "SDN"}},
	}})
	return item
}

// abroad is a call that a rule refers.
func (s *shop) abroad() clearing.Reserve {
	r := s.in("iad")
	r.Data = "health"
	return r
}

// sameAfterAll makes sure that a machine which was written and read goes the same way as
// one that was not, and that nothing in it contradicts itself.
func (h *house) sameAfterAll() {
	h.t.Helper()
	view := h.m.Freeze()
	if breaches := view.Check(); len(breaches) > 0 {
		h.t.Errorf("breaches: %v", breaches)
	}
	var written bytes.Buffer
	if _, err := view.WriteTo(&written); err != nil {
		h.t.Fatal(err)
	}
	restored, err := clearing.Restore(bytes.NewReader(written.Bytes()), clearing.DefaultConfig())
	if err != nil {
		h.t.Fatal(err)
	}
	replayed := clearing.New(clearing.DefaultConfig())
	for _, record := range h.log {
		if _, err := replayed.Apply(record, nil); err != nil {
			h.t.Fatal(err)
		}
	}
	for name, m := range map[string]*clearing.Machine{"restored": restored, "replayed": replayed} {
		again := m.Freeze()
		if _, err := again.WriteTo(&bytes.Buffer{}); err != nil || again.Digest() != view.Digest() {
			h.t.Errorf("%s, it has another digest: %v", name, err)
		}
	}
	h.m = restored
}

// TestAReferredCallWaitsForAPerson: it is asked once, passes when it was approved and
// while that holds, and no other call does.
func TestAReferredCallWaitsForAPerson(t *testing.T) {
	s := ruled(t)
	ann := s.officer(1, "ann")
	first := s.answers("data abroad", s.abroad(), "rule_referred", "abroad")
	if first.Review == nil || first.Review.State != review.Open || !strings.Contains(first.Review.Text, "abroad") || first.Review.Decision != first.Session.Decision {
		t.Fatalf("nobody is asked: %+v", first.Review)
	}
	again := s.answers("once more", s.abroad(), "rule_referred", "abroad")
	if again.Review.ID != first.Review.ID || s.m.Reviews().OpenCount() != 1 {
		t.Errorf("asked twice: %+v", again.Review)
	}
	item := first.Review.ID
	until := s.now + 2*hour
	for _, c := range []struct {
		by   ledger.ID
		want string
	}{{s.key, "key_scope"}, {s.id(), "key_unknown"}} {
		if a := s.try(clearing.DecideReview{ID: item, Verdict: review.Approve, By: c.by, Reason: "fine", Until: until}); a.Refusal != c.want {
			t.Errorf("decided by somebody: %q, want %q", a.Refusal, c.want)
		}
	}
	if a := s.do(clearing.DecideReview{ID: item, Verdict: review.Approve, By: ann, Reason: "the contract covers it", Until: until}); a.Review.State != review.Approved || a.Review.Ruling.By.Name != "ann" {
		t.Fatalf("%+v", a.Review)
	}
	s.sameAfterAll()
	passed := s.answers("approved", s.abroad(), "", "open")
	if passed.Session.Approval != item || passed.Session.Until > until {
		t.Errorf("it rests on %s until %d", passed.Session.Approval, passed.Session.Until)
	}
	s.sameAfterAll()
	other := s.abroad()
	other.EndUse = "research"
	if a := s.answers("another end use", other, "rule_referred"); a.Review.ID == item {
		t.Error("an approval is of another request")
	}
	military := s.abroad()
	military.EndUse = "military"
	s.answers("what is forbidden", military, "rule_denied", "military")
	s.now = until
	late := s.answers("behind its end", s.abroad(), "rule_referred", "abroad")
	if late.Review.ID == item {
		t.Error("an answer that has ended is asked for again under its old id")
	}
	s.do(clearing.DecideReview{ID: late.Review.ID, Verdict: review.Refuse, By: ann, Reason: "not any more"})
	refusal := s.answers("refused by a person", s.abroad(), "review_refused")
	if refusal.Review.Ruling.Reason != "not any more" {
		t.Errorf("%+v", refusal.Review)
	}
	s.do(clearing.WithdrawReview{ID: late.Review.ID, By: ann, Reason: "asked again"})
	s.answers("withdrawn", s.abroad(), "rule_referred")
	s.sameAfterAll()
}

// TestAWithdrawnApprovalStopsTheNextCall, whatever was decided of its like before.
func TestAWithdrawnApprovalStopsTheNextCall(t *testing.T) {
	s := ruled(t)
	ann, bob := s.officer(1, "ann"), s.officer(2, "bob")
	s.do(clearing.SetReviewTerms{FourEyes: true})
	item := s.answers("a call", s.abroad(), "rule_referred").Review.ID
	approve := func(by ledger.ID, want review.State) {
		t.Helper()
		if a := s.do(clearing.DecideReview{ID: item, Verdict: review.Approve, By: by, Reason: "fine", Until: epoch + 9*hour}); a.Review.State != want {
			t.Fatalf("%s, want %s", a.Review.State, want)
		}
	}
	approve(ann, review.Open)
	s.answers("with one of two", s.abroad(), "rule_referred")
	approve(bob, review.Approved)
	s.answers("with both", s.abroad(), "")
	s.do(clearing.WithdrawReview{ID: item, By: bob, Reason: "the contract ended"})
	s.answers("without", s.abroad(), "rule_referred")
	s.sameAfterAll()
}

// TestAStrangersApprovalIsHisAlone: rules know strangers as one, and persons do not.
func TestAStrangersApprovalIsHisAlone(t *testing.T) {
	s := ruled(t)
	ann := s.officer(1, "ann")
	s.do(clearing.RegisterFacts{Entries: []*facts.Entry{facts.New("Participant/unknown", []string{"Jurisdiction/DE"}, "name", "strangers")}, Gone: []ruling.Entity{ruling.Participant(s.buyer)}})
	item := s.answers("a stranger", s.abroad(), "rule_referred").Review
	if item.Party != s.buyer {
		t.Fatalf("asked about %s", item.Subject)
	}
	s.do(clearing.DecideReview{ID: item.ID, Verdict: review.Approve, By: ann, Reason: "known in person", Until: s.now + hour})
	s.answers("approved", s.abroad(), "")
	other, key := s.id(), s.id()
	s.do(clearing.AddParty{Party: clearing.Party{ID: other, Role: clearing.RoleBuyer, Name: "another", Asset: usd}})
	s.do(clearing.AddKey{Key: clearing.Key{ID: key, Hash: [32]byte{9}, Party: other, Name: "key", Scopes: clearing.ScopeCall}})
	r := s.abroad()
	r.Key = key
	if a := s.answers("another stranger", r, "rule_referred"); a.Review.Party != other {
		t.Errorf("asked about %s", a.Review.Subject)
	}
}

// TestWhoIsScreenedWaits, with rules and without, as a buyer and as a seller.
func TestWhoIsScreenedWaits(t *testing.T) {
	for _, rules := range []bool{true, false} {
		s := ruled(t)
		if !rules {
			s.do(clearing.InstallRules{})
		}
		ann := s.officer(1, "ann")
		for _, party := range []ledger.ID{s.buyer, s.seller} {
			item := s.id()
			near := review.Content{Kind: review.Screening, Party: party, Name: "Somebody", Matches: []review.Match{{Entry: "SDN/1", Name: "SOMEBODI", Score: 870, List: "SDN"}}}
			s.do(clearing.OpenReview{ID: item, Content: near})
			if a := s.do(clearing.OpenReview{ID: s.id(), Content: near}); !a.Exists || a.Review.ID != item {
				t.Errorf("screened again: %+v", a)
			}
			if a := s.try(s.in("fra")); a.Refusal != "party_under_review" {
				t.Errorf("near: %q", a.Refusal)
			}
			s.do(clearing.DecideReview{ID: item, Verdict: review.Refuse, By: ann, Reason: "it is him"})
			if a := s.try(s.in("fra")); a.Refusal != "party_listed" || clearing.Sentence(a.Refusal) == "" {
				t.Errorf("confirmed: %q", a.Refusal)
			}
			s.do(clearing.WithdrawReview{ID: item, By: ann, Reason: "another birthday"})
			s.do(clearing.DecideReview{ID: item, Verdict: review.Approve, By: ann, Reason: "another birthday", Until: s.now + hour})
			s.do(s.in("fra"))
			s.now += hour
			if a := s.try(s.in("fra")); a.Refusal != "party_under_review" {
				t.Errorf("to be looked at again: %q", a.Refusal)
			}
			s.do(clearing.DecideReview{ID: item, Verdict: review.Approve, By: ann, Reason: "looked again"})
		}
		s.do(s.in("fra"))
		s.sameAfterAll()
	}
}

func TestReviewsThatAreRefused(t *testing.T) {
	s := ruled(t)
	ann := s.officer(1, "ann")
	match := []review.Match{{Entry: "SDN/1", Name: "X", Score: 1, List: "SDN"}}
	for want, c := range map[string]clearing.Command{
		"party_unknown":  clearing.OpenReview{ID: s.id(), Content: review.Content{Kind: review.Screening, Party: s.id(), Name: "x", Matches: match}},
		"review_invalid": clearing.OpenReview{ID: s.id(), Content: review.Content{Kind: review.Screening, Party: s.buyer, Subject: "Participant/other", Name: "x", Matches: match}},
		"review_unknown": clearing.DecideReview{ID: s.id(), Verdict: review.Refuse, By: ann, Reason: "x"},
		"key_scope":      clearing.WithdrawReview{ID: s.id(), By: s.key, Reason: "x"},
	} {
		if a := s.try(c); a.Refusal != want || clearing.Sentence(want) == "" {
			t.Errorf("%T: %q, want %q", c, a.Refusal, want)
		}
	}
	if a := s.do(clearing.SetReviewTerms{}); !a.Exists {
		t.Error("what is so is set anew")
	}
}

// reviews keeps what an observer is told.
type reviews struct {
	clearing.Ignore
	states []review.State
}

func (r *reviews) ReviewChanged(_ int64, i *review.Item) { r.states = append(r.states, i.State) }

func TestObserversSeeReviews(t *testing.T) {
	s := ruled(t)
	ann := s.officer(1, "ann")
	seen := &reviews{}
	s.m.Observe(seen)
	item := s.answers("a call", s.abroad(), "rule_referred").Review.ID
	s.do(clearing.DecideReview{ID: item, Verdict: review.Approve, By: ann, Reason: "fine", Until: s.now + hour})
	s.now += hour
	s.do(clearing.Tick{})
	if len(seen.states) != 3 || seen.states[0] != review.Open || seen.states[1] != review.Approved || seen.states[2] != review.Lapsed {
		t.Errorf("told of %v", seen.states)
	}
}
