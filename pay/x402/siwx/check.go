package siwx

import "fmt"

// The reasons of refusals, in the stock library's words; the first is our own,
// for what that library throws at.
const (
	ReasonHeader     = "invalid_siwx_header"
	ReasonDomain     = "invalid_siwx_domain_mismatch"
	ReasonURI        = "invalid_siwx_uri_mismatch"
	ReasonIssued     = "invalid_siwx_issued_at"
	ReasonOld        = "invalid_siwx_issued_at_too_old"
	ReasonFuture     = "invalid_siwx_issued_at_in_future"
	ReasonExpiration = "invalid_siwx_expiration_time"
	ReasonExpired    = "invalid_siwx_expired"
	ReasonNotBefore  = "invalid_siwx_not_before"
	ReasonEarly      = "invalid_siwx_not_yet_valid"
	ReasonNonce      = "invalid_siwx_nonce"
	ReasonChain      = "invalid_siwx_unsupported_chain"
	ReasonChainID    = "invalid_siwx_chain_id"
	ReasonSignature  = "invalid_siwx_signature"
)

// Refusal is why a wallet is not signed in.
type Refusal struct {
	Reason string // stable, for programs
	Text   string // for people
}

func (r *Refusal) Error() string { return r.Reason + ": " + r.Text }

func refuse(reason, format string, arguments ...any) *Refusal {
	return &Refusal{reason, fmt.Sprintf(format, arguments...)}
}

// AgeMax is how old a message may be, as the stock library has it: five minutes,
// in milliseconds.
const AgeMax = 5 * 60 * second

// Expectation is what a server holds messages against.
type Expectation struct {
	Origin Origin // the server's own, never what the request says
	Chains []uint64
	Now    int64 // Unix milliseconds
	// Nonce tells whether a nonce is the server's and was not used before. It is
	// asked last, and once at most.
	Nonce func(nonce string) bool
}

// Check holds a message against what is expected, all but the signature. The
// error is a *Refusal.
func (m *Message) Check(e *Expectation) error {
	if m.Domain != e.Origin.Host {
		return refuse(ReasonDomain, "the message was signed for %.200q, this is %q", m.Domain, e.Origin.Host)
	}
	if at, _, err := originOf(m.URI); err != nil || at != e.Origin {
		return refuse(ReasonURI, "the message was signed for the address %.200q, this is %s", m.URI, e.Origin)
	}
	if err := m.timely(moment(e.Now)); err != nil {
		return err
	}
	if !e.has(m.ChainID) {
		return refuse(ReasonChain, "nothing is paid here on chain %d", m.ChainID)
	}
	if !e.Nonce(m.Nonce) {
		return refuse(ReasonNonce, "the nonce is not from here, is too old, or was used before; ask for another challenge")
	}
	return nil
}

func (e *Expectation) has(chain uint64) bool {
	for _, id := range e.Chains {
		if id == chain {
			return true
		}
	}
	return false
}

func (m *Message) timely(now moment) error {
	issued, ok := parseMoment(m.IssuedAt)
	switch {
	case !ok:
		return refuse(ReasonIssued, "issuedAt %.64q is no time of RFC 3339", m.IssuedAt)
	case now-issued > AgeMax:
		return refuse(ReasonOld, "the message is %d s old; at most %d s are taken", (now-issued)/second, AgeMax/second)
	case now < issued:
		return refuse(ReasonFuture, "the message says it was issued in the future")
	}
	if m.ExpirationTime != "" {
		end, ok := parseMoment(m.ExpirationTime)
		if !ok {
			return refuse(ReasonExpiration, "expirationTime %.64q is no time of RFC 3339", m.ExpirationTime)
		}
		if end < now {
			return refuse(ReasonExpired, "the message expired")
		}
	}
	if m.NotBefore != "" {
		start, ok := parseMoment(m.NotBefore)
		if !ok {
			return refuse(ReasonNotBefore, "notBefore %.64q is no time of RFC 3339", m.NotBefore)
		}
		if now < start {
			return refuse(ReasonEarly, "the message is not valid yet")
		}
	}
	return nil
}
