package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// InstallRules brings a set of rules into force at its time. Of Set, At and Start are
// the machine's to find, and the Number of a set that is not signed.
type InstallRules struct{ Set ruling.Installed }

func (InstallRules) kind() Kind                { return KindRules }
func (c InstallRules) append(a *wire.Appender) { ruling.AppendInstalled(a, &c.Set) }

// CancelRules takes a set of rules back that is not in force yet.
type CancelRules struct{ Number uint32 }

func (CancelRules) kind() Kind                { return KindRulesCancel }
func (c CancelRules) append(a *wire.Appender) { a.U32(c.Number) }

// RegisterFacts gives entities other facts, in all their versions, and takes those of
// others away. Those then have what the sets of rules say of them, or nothing.
type RegisterFacts struct {
	Entries []*facts.Entry
	Gone    []ruling.Entity // at most FactsGoneMax
}

// FactsGoneMax bounds how many entities one command takes the facts of away.
const FactsGoneMax = 10_000

func (RegisterFacts) kind() Kind { return KindFacts }
func (c RegisterFacts) append(a *wire.Appender) {
	ruling.AppendEntries(a, c.Entries)
	a.U16(uint16(len(c.Gone)))
	for _, e := range c.Gone {
		a.Text(e.Type)
		a.Text(e.ID)
	}
}

// Decide asks the rules a question that nothing of the house hangs on. What is answered
// is kept as any decision.
type Decide struct{ Ask ruling.Ask }

func (Decide) kind() Kind { return KindDecide }
func (c Decide) append(a *wire.Appender) {
	ruling.AppendAsk(a, &c.Ask)
}

// OpenSession asks whether a buyer may use a model in a region, for a call that reserves
// nothing. Calls that do ask by themselves.
type OpenSession struct{ Compute ruling.Compute }

func (OpenSession) kind() Kind { return KindSession }
func (c OpenSession) append(a *wire.Appender) {
	a.ID(c.Compute.Party)
	for _, text := range [...]string{c.Compute.Model, c.Compute.Region, c.Compute.Data, c.Compute.EndUse} {
		a.Text(text)
	}
}

func readEntity(r *wire.Reader) ruling.Entity { return ruling.Entity{Type: r.Text(), ID: r.Text()} }

// rulesCommand reads a command that concerns rules and gives what to do once it is read
// to its end.
func (m *Machine) rulesCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	switch kind {
	case KindRules:
		set := ruling.ReadInstalled(r)
		return func() Answer { return m.installRules(now, set) }
	case KindRulesCancel:
		number := r.U32()
		return func() Answer { return m.cancelRules(now, number) }
	case KindFacts:
		entries, ok := ruling.ReadEntries(r)
		var gone []ruling.Entity
		for range min(r.U16(), FactsGoneMax) {
			gone = append(gone, readEntity(r))
		}
		return func() Answer {
			if !ok {
				return refused(string(ruling.FactsInvalid))
			}
			return m.registerFacts(now, entries, gone)
		}
	}
	if kind == KindSession {
		c := ruling.Compute{Party: r.ID(), Model: r.Text(), Region: r.Text(), Data: r.Text(), EndUse: r.Text()}
		return func() Answer {
			if a := m.mayDeal(now, c.Party); a.Refusal != "" {
				return a
			}
			s, d := m.rules.Open(now, c, ledger.ID{})
			m.opened(now, s, d)
			a := m.sessionAnswer(now, s)
			if a.Refusal == "" {
				a.Refusal = string(m.duties.Fits(m.brings(s, false), 0))
			}
			if a.Refusal == "" {
				m.note(now, s, ledger.ID{})
			}
			return a
		}
	}
	ask := ruling.ReadAsk(r)
	return func() Answer {
		ask, words, contradicted := m.Complete(now, &ask)
		if contradicted != "" {
			return Answer{Refusal: contradicted, Detail: words}
		}
		d, refusal := m.rules.Decide(now, &ask)
		m.decided(now, d)
		a := Answer{Refusal: string(refusal), Decision: d}
		if refusal == "" {
			a.Refusal = string(m.answered(now, &ask, d))
		}
		return a
	}
}
