package clearing

import (
	"slices"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
)

// Rules gives access to the rules and facts of the house for reading.
func (m *Machine) Rules() *ruling.Book { return m.rules }

// RulesState is where a set of rules is.
type RulesState uint8

// The states of a set of rules.
const (
	RulesInstalled RulesState = iota + 1
	RulesCancelled
)

// rule carries out the commands that concern rules and facts.
func (m *Machine) rule(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.rulesCommand(now, kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	return act(), nil
}

func (m *Machine) installRules(now int64, set ruling.Installed) Answer {
	i, words, refusal := m.rules.Install(now, set)
	if refusal == "" && m.observer != nil {
		m.observer.RulesChanged(now, i, RulesInstalled)
	}
	return rulesAnswer(i, words, refusal)
}

func (m *Machine) cancelRules(now int64, number uint32) Answer {
	i, refusal := m.rules.Cancel(now, number)
	if refusal == "" && m.observer != nil {
		m.observer.RulesChanged(now, i, RulesCancelled)
	}
	return rulesAnswer(i, "", refusal)
}

func rulesAnswer(i *ruling.Installed, words string, refusal ruling.Refusal) Answer {
	if refusal == ruling.Exists {
		return Answer{Exists: true, Rules: i}
	}
	return Answer{Refusal: string(refusal), Detail: words, Rules: i}
}

func (m *Machine) registerFacts(now int64, entries []*facts.Entry, gone []ruling.Entity) Answer {
	words, refusal := m.rules.Register(now, entries, gone)
	if refusal == "" && m.observer != nil {
		m.observer.FactsRegistered(now, entries, gone)
	}
	a := rulesAnswer(nil, words, refusal)
	if refusal == "" {
		a.Decision = m.onboardAll(now, entries, gone)
	}
	return a
}

// onboardAll asks the rules of each party whose facts are others now. What was decided of
// the last one is in the answer.
func (m *Machine) onboardAll(now int64, entries []*facts.Entry, gone []ruling.Entity) (d *ruling.Decision) {
	asked := make(map[ledger.ID]bool, len(entries)+len(gone))
	ask := func(e ruling.Entity) {
		party := ruling.PartyOf(e)
		if _, is := m.Party(party); !is || asked[party] {
			return
		}
		asked[party] = true
		if a := m.onboard(now, party); a.Decision != nil {
			d = a.Decision
		}
	}
	for _, e := range entries {
		ask(ruling.Entity{Type: string(e.UID.Type), ID: string(e.UID.ID)})
	}
	for _, e := range gone {
		ask(e)
	}
	return d
}

// decided tells the observer of a decision; nil is none.
func (m *Machine) decided(now int64, d *ruling.Decision) {
	if d != nil && m.observer != nil {
		m.observer.Decided(now, d)
	}
}

// RegionsMax bounds the regions between which a call may be served.
const RegionsMax = 64

// mayCall decides whether a buyer may make a call, in which of its regions. The answer
// has the session of the first one that is allowed, or of the first one that is not, and
// a refusal if there is none.
func (m *Machine) mayCall(now int64, buyer ledger.ID, c *Reserve) (a Answer) {
	if _, open := m.desk.Find(c.Call); open {
		return a // it was decided when it was reserved
	}
	if a := m.mayDeal(now, buyer, c.Seller); a.Refusal != "" {
		return a
	}
	for place, region := range c.places() {
		s, d := m.rules.Open(now, ruling.Compute{Party: buyer, Model: c.Model, Region: region, Data: c.Data, EndUse: c.EndUse}, c.Call)
		m.opened(now, s, d)
		if s == nil {
			return Answer{}
		}
		allowed := s.Refusal() == ""
		if a.Session == nil || s.Outcome > a.Session.Outcome { // what may be, before what a person may allow
			a.Session = s
		}
		// What is owed of the call is known when it is reserved, and is one thing.
		allowed = allowed && slices.Equal(s.Obligations, a.Session.Obligations)
		if allowed {
			a.Allowed |= 1 << place
		}
	}
	if a.Allowed == 0 {
		return m.sessionAnswer(now, a.Session)
	}
	return a
}

// mayPay decides whether a token may be used for something: to pay a seller, to bring
// money to the house, or to be paid out in. A refusal is in the answer.
func (m *Machine) mayPay(now int64, p *ruling.Payment, token *settlement.TokenState, amount money.Amount, cause ledger.ID) Answer {
	if a := m.mayDeal(now, p.Party, p.Supplier); a.Refusal != "" {
		return a
	}
	return m.sessionAnswer(now, m.asked(now, p, token, amount, cause))
}

// asked is what rules say of a payment; nil where none are in force.
func (m *Machine) asked(now int64, p *ruling.Payment, token *settlement.TokenState, amount money.Amount, cause ledger.ID) *ruling.Session {
	p.Asset, p.Worth = AssetEntity(&token.Token), m.worth(token.Token.Asset, amount)
	s, d := m.rules.Pay(now, *p, cause)
	m.opened(now, s, d)
	return s
}

// sessionAnswer answers by a session; nil is where no rules are in force.
func (m *Machine) sessionAnswer(now int64, s *ruling.Session) Answer {
	if s == nil {
		return Answer{}
	}
	a := Answer{Session: s, Refusal: string(s.Refusal())}
	if a.Refusal != "" {
		a.Cited = m.rules.Cite(s.Rules)
		m.refer(now, &a)
	}
	return a
}

// AssetEntity is a token as rules know it: CAIP-19, as eip155:8453/erc20:0x8335....
func AssetEntity(t *settlement.Token) string {
	const digits = "0123456789abcdef"
	hex := make([]byte, 0, 2*len(t.Contract))
	for _, b := range t.Contract {
		hex = append(hex, digits[b>>4], digits[b&15])
	}
	return "eip155:" + money.Units(t.ChainID).String() + "/erc20:0x" + string(hex)
}

// worth is an amount in billionths of a dollar. What has no rate to the dollar is worth
// more than every threshold: the rules of large amounts then hold.
func (m *Machine) worth(asset ledger.AssetID, amount money.Amount) money.Amount {
	a, _ := m.Asset(asset)
	if a.Code == codeUSD {
		return amount
	}
	dollar, ok := m.AssetNumber(codeUSD)
	if !ok {
		return money.AmountMax
	}
	quote, refusal := m.exchange.Current(asset, dollar)
	if refusal != "" {
		return money.AmountMax
	}
	return quote.Worth(amount)
}

const codeUSD = "USD"
