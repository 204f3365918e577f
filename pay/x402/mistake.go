package x402

import "fmt"

// Codes of what may be wrong with a message. They are stable.
const (
	CodeTooLarge   = "message_too_large"
	CodeBase64     = "base64_invalid"
	CodeJSON       = "json_invalid"
	CodeTooDeep    = "json_too_deep"
	CodeTooMany    = "json_too_many_values"
	CodeDuplicate  = "member_duplicate"
	CodeMissing    = "member_missing"
	CodeType       = "member_type"
	CodeLength     = "member_too_long"
	CodeVersion    = "version_unsupported"
	CodeAmount     = "amount_invalid"
	CodeAddress    = "address_invalid"
	CodeHex        = "hex_invalid"
	CodeNetwork    = "network_unsupported"
	CodeScheme     = "scheme_unsupported"
	CodeDomain     = "token_domain_missing"
	CodeValue      = "value_invalid"
	CodeIdentifier = "payment_identifier_invalid"
	CodeEcho       = "extension_echo_mismatch"
)

// Mistake is what is wrong with a message and where.
type Mistake struct {
	Code string // stable, for programs
	Path string // of the value, such as accepts[0].amount; "" for the whole
	Text string // for people: what was wrong and what would be right
}

func (m *Mistake) Error() string {
	if m.Path == "" {
		return m.Text
	}
	return m.Path + ": " + m.Text
}

// Reason is the mistake in the words that facilitators answer with.
func (m *Mistake) Reason() string {
	switch m.Code {
	case CodeVersion:
		return "invalid_x402_version"
	case CodeNetwork:
		return "invalid_network"
	case CodeScheme:
		return "unsupported_scheme"
	}
	return "invalid_payload"
}

func mistake(code, path, format string, arguments ...any) *Mistake {
	return &Mistake{code, path, fmt.Sprintf(format, arguments...)}
}
