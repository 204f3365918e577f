package clearing

import (
	"encoding/hex"
	"strings"

	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

// admit takes the owner off a deposit that may not be counted, or of which what rules ask
// for cannot be noted: it came, and is nobody's until somebody says what becomes of it. Where rules refer it, or the party's name is
// under review, it waits for a person. What carries out a payment was decided with that.
// It gives what rules said, if they were asked.
func (m *Machine) admit(now int64, a *settlement.Arrival) *ruling.Session {
	_, known := m.book.Arrival(a.ID)
	token, ok := m.book.Token(a.Token)
	if !ok || known || a.Kind != settlement.Transferred || a.Party.IsZero() || m.book.Carries(a) {
		return nil
	}
	var s *ruling.Session
	may := m.mayDeal(now, a.Party)
	barred := may.Refusal
	if s = may.Session; barred == "" {
		s = m.asked(now, &ruling.Payment{Action: ruling.ActionDeposit, Party: a.Party}, &token, a.Amount, a.ID)
		if s == nil || (s.Refusal() == "" && m.credits(now, s) == "") {
			return s
		}
	}
	waits := barred == refusalScreened || (s != nil && s.Refusal() == ruling.RuleReferred && barred != ReviewRefused)
	if item, is := m.review.Arrived(a.ID); is && waits && item.State != review.Open {
		// Its block was undone behind a decision, and it came again.
		if waits = false; item.State == review.Approved && barred == "" && m.credits(now, s) == "" {
			return s
		}
	}
	if a.For = a.Party; !waits {
		a.For, a.Account = ledger.ID{}, ledger.ID{}
	}
	a.Party, a.Credit = ledger.ID{}, false
	return s
}

// await puts a transfer that waits before a person. Where the queue takes no more, it is
// nobody's.
func (m *Machine) await(now int64, a *settlement.Arrival, s *ruling.Session) {
	if a.For.IsZero() {
		return
	}
	if _, refusal := m.review.Refer(now, m.awaited(a, s)); refusal != "" && refusal != review.Exists {
		*a, _, _ = m.book.Bar(a.ID) // it is not final, so that nothing is posted
	}
}

// awaited is what a person is told of money that came.
func (m *Machine) awaited(a *settlement.Arrival, s *ruling.Session) review.Content {
	token, _ := m.book.Token(a.Token)
	asset, _ := m.Asset(token.Token.Asset)
	c := review.Content{
		Kind: review.Arrival, Subject: ruling.Participant(a.For).String(), Party: a.For, Action: ruling.ActionDeposit,
		Resource: "Asset/" + AssetEntity(&token.Token), Request: review.ArrivalRequest(a.ID), Arrival: a.ID,
	}
	why := "the party's name is under review"
	if s != nil {
		c.Decision, why = s.Decision, "referred by "+strings.Join(s.Rules, ", ")
	}
	c.Text = a.Amount.Decimal(asset.Scale) + " " + asset.Code + " from 0x" + hex.EncodeToString(a.From[:]) + " in transaction 0x" + hex.EncodeToString(a.Tx[:]) + "; " + why
	c.Text = strings.ToValidUTF8(c.Text[:min(len(c.Text), review.TextMax)], "")
	return c
}

// settleArrival carries out what a person decides of money that came, before it is noted:
// to is the state that the item comes to by it, zero if the decision is not taken. What
// must not be counted by now, or is not held any more, cannot be approved.
func (m *Machine) settleArrival(now int64, item *review.Item, to review.State, verdict review.Verdict) (answer Answer) {
	if to == 0 {
		return answer // as it is refused, or was decided before
	}
	stopped := func(a Answer) Answer {
		a.Review = item
		return a
	}
	a, _, held := m.book.Waits(item.Arrival)
	var s *ruling.Session
	if verdict == review.Approve {
		if !held {
			return stopped(refused(string(settlement.ArrivalNotHeld)))
		}
		if may := m.mayDeal(now, a.For); may.Refusal != "" {
			return Answer{Refusal: may.Refusal, Review: item, Session: may.Session, Cited: may.Cited, Detail: may.Detail}
		}
		token, _ := m.book.Token(a.Token)
		s = m.asked(now, &ruling.Payment{Action: ruling.ActionDeposit, Party: a.For}, &token, a.Amount, a.ID)
		if s != nil && s.Refusal() == ruling.RuleDenied {
			return stopped(Answer{Session: s, Refusal: string(ruling.RuleDenied), Cited: m.rules.Cite(s.Rules)})
		}
		if full := m.credits(now, s); full != "" {
			return stopped(refused(string(full)))
		}
	}
	decide := m.book.Bar
	switch {
	case to == review.Approved:
		decide = m.book.Admit
	case to == review.Open || !held:
		return answer
	}
	a, final, refusal := decide(item.Arrival)
	if refusal != "" {
		return stopped(refused(string(refusal)))
	}
	m.reportBook(now)
	m.credited(now, &a, s)
	if m.observer != nil {
		state := ArrivalSeen
		if final {
			state = ArrivalFinal
		}
		m.observer.ArrivalChanged(now, &a, state)
	}
	return answer
}

// let is what rules ask for of money that came: where a person let pass what they refer,
// as if the rules that refer it were not there.
func (m *Machine) let(now int64, s *ruling.Session) *ruling.Session {
	if s == nil || s.Refusal() != ruling.RuleReferred {
		return s
	}
	passed := *s
	passed.Obligations = m.rules.Beyond(now, s)
	return &passed
}

// credits says whether what rules ask for of money that came can be noted.
func (m *Machine) credits(now int64, s *ruling.Session) duty.Refusal {
	if s == nil {
		return ""
	}
	n := 0
	for _, o := range m.let(now, s).Obligations {
		if o.Kind == policy.Notice || o.Kind == policy.Travel {
			n++
		}
	}
	return m.duties.Fits(n, 0)
}

// credited notes what rules ask for of money that came and is somebody's.
func (m *Machine) credited(now int64, a *settlement.Arrival, s *ruling.Session) {
	if s == nil || a.Party.IsZero() {
		return
	}
	passed := m.let(now, s)
	if s.Refusal() == "" {
		m.note(now, s, a.ID)
	} else {
		m.tell(now, s.Decision, passed.Obligations, a.Party, a.ID)
		m.keep(now, passed.Obligations, a.Party)
	}
	m.transferred(now, passed, a.Party, a.ID)
}
