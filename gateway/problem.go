package gateway

import (
	"net/http"
	"strconv"

	"aidollar/core/money"
	"aidollar/gateway/dialect"
)

// A problem is an answer that says no. It is written as RFC 9457 problem+json
// with the error object of the client's dialect inside, so that clients of every
// kind show the same sentence.
type problem struct {
	Status int
	Code   string // stable machine code
	Type   string // RFC 9457's, where it is not the house's own
	Param  string // the request's field it is about, if any
	Detail string // what was wrong, where, and what would be right
	Funds  *shortfall
	Retry  string // Retry-After, if known
	// Members are further ones of the JSON object, written already.
	Members []byte
}

// shortfall is what a 402 adds: the amounts, and what the money would buy.
type shortfall struct {
	Needed, Available money.Amount
	OutputMax         uint64 // the largest output limit that fits; zero when none does
}

// away is what a client is told while the house cannot be reached: nothing was
// done, and nothing is charged.
var away = &problem{Status: http.StatusServiceUnavailable, Code: "house_away", Retry: "2",
	Detail: "the clearing house cannot be reached at the moment, so nothing is run and nothing is charged; try again in a moment"}

func (p *problem) Error() string { return p.Code + ": " + p.Detail }

// faulty is what a dialect found wrong with a request.
func faulty(f *dialect.Fault) *problem { return invalid(f.Code, f.Param, f.Detail) }

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

// anthropicType is the class that Anthropic's clients know for a status.
func anthropicType(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "authentication_error"
	case http.StatusPaymentRequired:
		return "billing_error"
	case http.StatusForbidden:
		return "permission_error"
	case http.StatusNotFound:
		return "not_found_error"
	case http.StatusRequestEntityTooLarge:
		return "request_too_large"
	case http.StatusTooManyRequests:
		return "rate_limit_error"
	case http.StatusGatewayTimeout:
		return "timeout_error"
	case http.StatusServiceUnavailable:
		return "overloaded_error"
	}
	if status >= 500 {
		return "api_error"
	}
	return "invalid_request_error"
}

// append writes the problem as JSON. The member "type" is the problem's own. In
// Anthropic's shape it is the word "error", unless a protocol names the problem: whoever
// pays by that protocol reads its type, and Anthropic's clients read the inner error.
func (p *problem) append(b []byte, shape dialect.Shape, scale uint8) []byte {
	b = append(b, `{"type":"`...)
	switch {
	case p.Type != "":
		b = append(b, p.Type...)
	case shape == dialect.ShapeAnthropic:
		b = append(b, "error"...)
	default:
		b = append(b, "urn:aidollar:problem:"...)
		b = append(b, p.Code...)
	}
	b = append(b, `","title":`...)
	b = dialect.AppendString(b, http.StatusText(p.Status))
	b = append(b, `,"status":`...)
	b = strconv.AppendInt(b, int64(p.Status), 10)
	b = append(b, `,"detail":`...)
	b = dialect.AppendString(b, p.Detail)
	b = append(b, `,"code":`...)
	b = dialect.AppendString(b, p.Code)
	b = p.appendFunds(b, scale)
	b = append(b, `,"error":`...)
	b = p.appendError(b, shape, scale)
	if len(p.Members) > 0 {
		b = append(append(b, ','), p.Members...)
	}
	return append(b, "}\n"...)
}

// appendEvent writes the problem as the last event of a stream, which the
// dialect's clients raise as an error.
func (p *problem) appendEvent(b []byte, shape dialect.Shape, scale uint8) []byte {
	if shape == dialect.ShapeAnthropic {
		b = append(b, "event: error\ndata: {\"type\":\"error\",\"error\":"...)
	} else {
		b = append(b, `data: {"error":`...)
	}
	b = p.appendError(b, shape, scale)
	return append(b, "}\n\n"...)
}

// appendError writes the error object alone.
func (p *problem) appendError(b []byte, shape dialect.Shape, scale uint8) []byte {
	class := openAIType
	if shape == dialect.ShapeAnthropic {
		class = anthropicType
	}
	b = append(b, `{"message":`...)
	b = dialect.AppendString(b, p.Detail)
	b = append(b, `,"type":`...)
	b = dialect.AppendString(b, class(p.Status))
	b = append(b, `,"code":`...)
	b = dialect.AppendString(b, p.Code)
	b = append(b, `,"param":`...)
	if p.Param == "" {
		b = append(b, "null"...)
	} else {
		b = dialect.AppendString(b, p.Param)
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

// noStore keeps answers out of caches: a challenge is paid once, and what is refused
// now may be served in a moment.
var noStore = []string{"no-store"}

// refuse writes the problem as the whole answer.
func (g *Gateway) refuse(w http.ResponseWriter, shape dialect.Shape, p *problem) {
	body := p.append(make([]byte, 0, 768), shape, g.scale)
	h := w.Header()
	h["Content-Type"] = []string{"application/problem+json"}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	h["Cache-Control"] = noStore
	if p.Retry != "" {
		h["Retry-After"] = []string{p.Retry}
	}
	if p.Status == http.StatusUnauthorized {
		h["Www-Authenticate"] = []string{`Bearer realm="aidollar"`}
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the client may be gone, and nothing hangs on it
}
