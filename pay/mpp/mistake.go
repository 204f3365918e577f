package mpp

import "fmt"

// Codes of what may be wrong with a message. They are stable.
const (
	CodeMalformed = "credential_malformed"
	CodeChallenge = "challenge_invalid"
	CodeMethod    = "method_unsupported"
	CodeReceipt   = "receipt_malformed"
)

// Mistake is what is wrong with a message.
type Mistake struct {
	Code string // stable, for programs
	Text string // for people: what was wrong and what would be right
}

func (m *Mistake) Error() string { return m.Text }

func mistake(code, format string, arguments ...any) *Mistake {
	return &Mistake{code, fmt.Sprintf(format, arguments...)}
}
