package clearing

import (
	"aidollar/core/attest"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// TrustAuditor has an auditor's key trusted, or changes for what and until when it is.
type TrustAuditor struct{ Auditor attest.Auditor }

func (TrustAuditor) kind() Kind                { return KindAuditor }
func (c TrustAuditor) append(a *wire.Appender) { c.Auditor.Append(a) }

// DistrustAuditor has nothing count that was signed with a key, from a time on.
type DistrustAuditor struct {
	Key    [32]byte
	From   int64 // Unix nanoseconds; zero for now
	Reason string
}

func (DistrustAuditor) kind() Kind { return KindAuditorDistrust }
func (c DistrustAuditor) append(a *wire.Appender) {
	a.B = append(a.B, c.Key[:]...)
	a.I64(c.From)
	a.Text(c.Reason)
}

// Attest brings an auditor's signed statement.
type Attest struct{ Text string }

func (Attest) kind() Kind                { return KindAttest }
func (c Attest) append(a *wire.Appender) { a.Text(c.Text) }

// RevokeAttestation brings an auditor's signed revocation.
type RevokeAttestation struct{ Text string }

func (RevokeAttestation) kind() Kind                { return KindAttestRevoke }
func (c RevokeAttestation) append(a *wire.Appender) { a.Text(c.Text) }

// StrikeAttestation is the operator's revocation of a statement.
type StrikeAttestation struct {
	ID     ledger.ID
	By     ledger.ID // a key with the scope admin
	Reason string
}

func (StrikeAttestation) kind() Kind { return KindAttestStrike }
func (c StrikeAttestation) append(a *wire.Appender) {
	a.ID(c.ID)
	a.ID(c.By)
	a.Text(c.Reason)
}

// attestCommand reads a command that concerns attestations and gives what to do once it is
// read to its end.
func (m *Machine) attestCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	switch kind {
	case KindAuditor:
		auditor := attest.ReadAuditor(r)
		return func() Answer { return m.auditorAnswer(now)(m.attest.Trust(auditor)) }
	case KindAuditorDistrust:
		var c DistrustAuditor
		copy(c.Key[:], r.Take(len(c.Key)))
		c.From, c.Reason = r.I64(), r.Text()
		return func() Answer { return m.auditorAnswer(now)(m.attest.Distrust(now, c.Key, c.From, c.Reason)) }
	case KindAttest:
		text := r.Text()
		return func() Answer { return m.attestAnswer(now, text)(m.attest.Enter(now, text)) }
	case KindAttestRevoke:
		text := r.Text()
		return func() Answer { return m.attestAnswer(now, text)(m.attest.Revoke(now, text)) }
	}
	c := StrikeAttestation{ID: r.ID(), By: r.ID(), Reason: r.Text()}
	return func() Answer {
		by, refusal := m.person(now, c.By)
		if refusal != "" {
			return refused(refusal)
		}
		return m.attestAnswer(now, "")(m.attest.Strike(now, c.ID, by.ID, by.Name, c.Reason))
	}
}
