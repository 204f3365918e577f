package clearing

import (
	"strings"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// Reviews gives access to what persons must decide, and have decided, for reading.
func (m *Machine) Reviews() *review.Book { return m.review }

// reviewing carries out the commands that concern reviews.
func (m *Machine) reviewing(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.reviewCommand(now, kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	return act(), nil
}

func reviewAnswer(i review.Item, refusal review.Refusal) (a Answer) {
	if !i.ID.IsZero() {
		a.Review = &i
	}
	if a.Exists = refusal == review.Exists; !a.Exists {
		a.Refusal = string(refusal)
	}
	return a
}

func (m *Machine) openReview(now int64, c *OpenReview) Answer {
	if c.Content.Kind == review.Arrival || c.Content.Kind == review.Misplacement {
		return refused(string(review.ItemInvalid)) // the machine itself knows what came, and what was served where
	}
	if !c.Content.Party.IsZero() {
		if _, ok := m.Party(c.Content.Party); !ok {
			return refused(refusalPartyUnknown)
		}
		subject := ruling.Participant(c.Content.Party).String()
		if c.Content.Subject != "" && c.Content.Subject != subject {
			return refused(string(review.ItemInvalid))
		}
		c.Content.Subject = subject
	}
	return reviewAnswer(m.review.Open(now, c.ID, c.Content))
}

// person is the holder of a key who may decide for the house.
func (m *Machine) person(now int64, key ledger.ID) (p review.Person, refusal string) {
	k, ok := m.Key(key)
	switch {
	case !ok:
		return p, refusalKeyUnknown
	case !k.Live(now):
		return p, refusalKeyRevoked
	case k.Scopes&ScopeAdmin == 0:
		return p, refusalKeyScope
	}
	return review.Person{ID: k.ID, Name: k.Name}, ""
}

func (m *Machine) decideReview(now int64, c *DecideReview) Answer {
	by, refusal := m.person(now, c.By)
	if refusal != "" {
		return refused(refusal)
	}
	ruling := review.Ruling{Verdict: c.Verdict, Act: review.Act{By: by, Reason: c.Reason}, Until: c.Until}
	if item, ok := m.review.Item(c.ID); ok && item.Kind == review.Arrival {
		if a := m.settleArrival(now, &item, m.review.Foresee(now, c.ID, ruling), c.Verdict); a.Refusal != "" {
			return a
		}
	}
	return reviewAnswer(m.review.Decide(now, c.ID, ruling))
}

func (m *Machine) withdrawReview(now int64, c *WithdrawReview) Answer {
	by, refusal := m.person(now, c.By)
	if refusal != "" {
		return refused(refusal)
	}
	return reviewAnswer(m.review.Withdraw(now, c.ID, review.Act{By: by, Reason: c.Reason}))
}

// reportReviews tells the observer of items that changed.
func (m *Machine) reportReviews(now int64) {
	m.review.Drain(func(i *review.Item) {
		if m.observer != nil {
			m.observer.ReviewChanged(now, i)
		}
	})
}

// barred says why a party is not to be dealt with: its name is that of somebody on a list,
// or like one and nobody has looked yet. Rules are not asked for it, so that it holds
// whatever they are.
func (m *Machine) barred(now int64, parties ...ledger.ID) string {
	if !m.review.Screened() {
		return ""
	}
	for _, party := range parties {
		if party.IsZero() {
			continue
		}
		switch m.review.Standing(ruling.Participant(party).String(), now).State {
		case review.Refused:
			return refusalListed
		case review.Open:
			return refusalScreened
		}
	}
	return ""
}

// mayDeal says why nobody deals with one of some parties: it is like a listed one, or the
// rules do not let the house deal with it where it is, or have a person decide that. They
// are asked in the very command, so that none is served by an answer of yesterday.
func (m *Machine) mayDeal(now int64, parties ...ledger.ID) Answer {
	if refusal := m.barred(now, parties...); refusal != "" {
		return refused(refusal)
	}
	for _, party := range parties {
		if party.IsZero() {
			continue
		}
		if a := m.onboard(now, party); a.Refusal != "" {
			return a
		}
	}
	return Answer{}
}

// onboard asks the rules whether a party may be dealt with. The answer has the decision,
// where it was made now.
func (m *Machine) onboard(now int64, party ledger.ID) Answer {
	s, d, renewed := m.rules.Onboard(now, party)
	m.decided(now, d)
	a := m.sessionAnswer(now, s)
	if a.Refusal == string(ruling.RuleDenied) {
		a.Refusal = OnboardingDenied
	}
	if a.Decision = d; d == nil {
		return a
	}
	// Whoever is to be told is told of what is another than before. What is known of the
	// party is kept as if it did its last deed when this ends. To be asked again is nothing
	// to note: it is, at the first deed behind that.
	if a.Refusal == "" {
		if a.Refusal = string(m.duties.Fits(len(s.Obligations), 0)); a.Refusal != "" {
			m.rules.Again(party)
			return a
		}
		if !renewed {
			m.tell(now, s.Decision, s.Obligations, party, ledger.ID{})
		}
		m.keep(s.Until, s.Obligations, party)
	}
	return a
}

// Barred is the code that whatever a party does is refused with at a time; empty where
// nothing stands in its way. Decision is the number of what was decided of whether it may
// be dealt with, zero where that is decided at its next deed, or is no question.
func (m *Machine) Barred(now int64) func(party ledger.ID) (refusal string, decision uint64) {
	admission := m.rules.Admission(now)
	return func(party ledger.ID) (string, uint64) {
		outcome, decision := admission(party)
		refusal := m.barred(now, party)
		if refusal == "" && outcome != 0 {
			d := ruling.Decision{Outcome: outcome}
			if refusal = string(d.Refusal()); refusal == string(ruling.RuleDenied) {
				refusal = OnboardingDenied
			}
		}
		return refusal, decision
	}
}

// refer has a person decide what rules refer. The answer has the item, with what was
// decided already; or its Detail says why there is none.
func (m *Machine) refer(now int64, a *Answer) {
	if a.Refusal != string(ruling.RuleReferred) {
		return
	}
	item, known := m.review.Referred(a.Session.Asked, now)
	if !known {
		var refusal review.Refusal
		if item, refusal = m.review.Refer(now, m.referral(a.Session)); refusal != "" {
			a.Detail = "it cannot be put before anybody: " + refusal.Sentence()
			return
		}
	}
	if a.Review = &item; item.State == review.Refused {
		a.Refusal = ReviewRefused
	}
}

// referral is what a person is told of a request.
func (m *Machine) referral(s *ruling.Session) review.Content {
	c := review.Content{Kind: review.Referral, Request: s.Asked, Decision: s.Decision}
	var words []string
	say := func(what, value string) {
		if value != "" {
			words = append(words, what+" "+value)
		}
	}
	if party := s.Key.Onboard; !party.IsZero() {
		c.Party, c.Action, c.Resource = party, ruling.ActionOnboard, m.rules.Place(party).String()
	} else if k := &s.Key.Compute; !k.Party.IsZero() {
		c.Party, c.Action, c.Resource = k.Party, ruling.ActionSession, "Model/"+k.Model
		say("in", k.Region)
		say("with", k.Data)
		say("for", k.EndUse)
	} else {
		k := &s.Key.Payment
		c.Party, c.Action, c.Resource = k.Party, k.Action, "Asset/"+k.Asset
		if !k.Worth.IsZero() {
			say("of", k.Worth.String()+" billionths of a dollar")
		}
		if !k.Supplier.IsZero() {
			say("to", k.Supplier.String())
		}
	}
	say("referred by", strings.Join(s.Rules, ", "))
	c.Subject, c.Text = ruling.Participant(c.Party).String(), strings.Join(words, "; ")
	c.Text = strings.ToValidUTF8(c.Text[:min(len(c.Text), review.TextMax)], "")
	return c
}
