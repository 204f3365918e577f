package mpp

// SessionProblem is what may be wrong with a session's credential (draft-evm-session,
// Error Responses).
type SessionProblem string

// The problems.
const (
	ProblemSignature    SessionProblem = "invalid-signature"
	ProblemSigner       SessionProblem = "signer-mismatch"
	ProblemBeyond       SessionProblem = "amount-exceeds-deposit"
	ProblemDelta        SessionProblem = "delta-too-small"
	ProblemUnknown      SessionProblem = "channel-not-found"
	ProblemFinalized    SessionProblem = "channel-finalized"
	ProblemChallenge    SessionProblem = "challenge-not-found"
	ProblemInsufficient SessionProblem = "insufficient-balance"
	ProblemReverted     SessionProblem = "transaction-reverted"
)

// Type is the problem's type (RFC 9457).
func (p SessionProblem) Type() string { return "https://paymentauth.org/problems/session/" + string(p) }

// Status is the answer's.
func (p SessionProblem) Status() int {
	switch p {
	case ProblemUnknown, ProblemFinalized:
		return 410
	case ProblemReverted:
		return 409
	}
	return 402
}
