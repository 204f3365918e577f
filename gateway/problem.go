package gateway

import (
	"net/http"
	"strconv"

	"aidollar/core/money"
)

// A problem is an answer that says no. It is written as RFC 9457 problem+json
// with OpenAI's error object inside, so that clients of either kind show the
// same sentence.
type problem struct {
	Status int
	Code   string // stable machine code
	Param  string // the request's field it is about, if any
	Detail string // what was wrong, where, and what would be right
	Funds  *shortfall
	Retry  string // Retry-After, if known
}

// shortfall is what a 402 adds: the amounts, and what the money would buy.
type shortfall struct {
	Needed, Available money.Amount
	OutputMax         uint64 // the largest output limit that fits; zero when none does
}

func (p *problem) Error() string { return p.Code + ": " + p.Detail }

func invalid(code, param, detail string) *problem {
	return &problem{Status: http.StatusBadRequest, Code: code, Param: param, Detail: detail}
}

// openAIType is the class that OpenAI's clients know for a status.
func openAIType(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "authentication_error"
	case http.StatusPaymentRequired:
		return "insufficient_quota"
	case http.StatusForbidden:
		return "permission_error"
	case http.StatusTooManyRequests:
		return "rate_limit_error"
	}
	if status >= 500 {
		return "server_error"
	}
	return "invalid_request_error"
}

// append writes the problem as JSON.
func (p *problem) append(b []byte, scale uint8) []byte {
	b = append(b, `{"type":"urn:aidollar:problem:`...)
	b = append(b, p.Code...)
	b = append(b, `","title":`...)
	b = appendJSONString(b, http.StatusText(p.Status))
	b = append(b, `,"status":`...)
	b = strconv.AppendInt(b, int64(p.Status), 10)
	b = append(b, `,"detail":`...)
	b = appendJSONString(b, p.Detail)
	b = append(b, `,"code":`...)
	b = appendJSONString(b, p.Code)
	b = p.appendFunds(b, scale)
	b = append(b, `,"error":`...)
	b = p.appendError(b, scale)
	return append(b, "}\n"...)
}

// appendError writes OpenAI's error object alone.
func (p *problem) appendError(b []byte, scale uint8) []byte {
	b = append(b, `{"message":`...)
	b = appendJSONString(b, p.Detail)
	b = append(b, `,"type":`...)
	b = appendJSONString(b, openAIType(p.Status))
	b = append(b, `,"code":`...)
	b = appendJSONString(b, p.Code)
	b = append(b, `,"param":`...)
	if p.Param == "" {
		b = append(b, "null"...)
	} else {
		b = appendJSONString(b, p.Param)
	}
	b = p.appendFunds(b, scale)
	return append(b, '}')
}

func (p *problem) appendFunds(b []byte, scale uint8) []byte {
	if p.Funds == nil {
		return b
	}
	b = append(b, `,"needed":"`...)
	b = p.Funds.Needed.AppendDecimal(b, scale)
	b = append(b, `","available":"`...)
	b = p.Funds.Available.AppendDecimal(b, scale)
	b = append(b, `","max_tokens_affordable":`...)
	return strconv.AppendUint(b, p.Funds.OutputMax, 10)
}

// refuse writes the problem as the whole answer.
func (g *Gateway) refuse(w http.ResponseWriter, p *problem) {
	body := p.append(make([]byte, 0, 768), g.scale)
	h := w.Header()
	h["Content-Type"] = []string{"application/problem+json"}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if p.Retry != "" {
		h["Retry-After"] = []string{p.Retry}
	}
	if p.Status == http.StatusUnauthorized {
		h["Www-Authenticate"] = []string{`Bearer realm="aidollar"`}
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the client may be gone, and nothing hangs on it
}

// appendJSONString writes text, which may come from a client, as a JSON string.
func appendJSONString(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range text { // invalid UTF-8 turns into U+FFFD here
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ' || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = append(b, string(r)...)
		}
	}
	return append(b, '"')
}
