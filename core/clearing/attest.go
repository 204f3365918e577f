package clearing

import (
	"aidollar/core/attest"
	"aidollar/core/internal/wire"
)

// Attestations gives access to auditors and what they say for reading.
func (m *Machine) Attestations() *attest.Book { return m.attest }

// attesting carries out the commands that concern attestations. What they change is
// decided by from the same record on.
func (m *Machine) attesting(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.attestCommand(now, kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	before := m.attest.Revision()
	a := act()
	if m.attest.Revision() != before {
		m.rules.Refresh()
	}
	return a, nil
}

// auditorAnswer makes the answer of what became of an auditor.
func (m *Machine) auditorAnswer(now int64) func(attest.Auditor, attest.Refusal) Answer {
	return func(t attest.Auditor, refusal attest.Refusal) Answer {
		if refusal == "" && m.observer != nil {
			m.observer.AuditorChanged(now, &t)
		}
		a := Answer{Auditor: &t}
		if a.Exists = refusal == attest.Exists; !a.Exists {
			a.Refusal = string(refusal)
		}
		return a
	}
}

// attestAnswer makes the answer of what became of a statement.
func (m *Machine) attestAnswer(now int64, text string) func(attest.Entry, attest.Refusal) Answer {
	return func(e attest.Entry, refusal attest.Refusal) (a Answer) {
		if refusal == "" && m.observer != nil {
			m.observer.AttestationChanged(now, &e, text)
		}
		if e.Number != 0 {
			a.Attestation = &e
		}
		if a.Exists = refusal == attest.Exists; !a.Exists {
			a.Refusal = string(refusal)
		}
		return a
	}
}
