package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"aidollar/core/tariff"
	"aidollar/gateway/dialect"
	"aidollar/gateway/translate"
)

// crossing is how a call reaches upstreams that speak the other API: OpenAI's
// chat completions where the client speaks Anthropic's messages, or the other
// way round. Its usage is read in the upstream's dialect, before translation.
type crossing struct {
	dialect *dialect.Dialect // the upstream's
	place   int              // of the dialect in the table
	body    []byte           // the request for one upstream
	needs   dialect.Needs    // of that upstream
	request dialect.Request  // read from it
	limits  dialect.Bound
	usage   bool // a chat client wants the usage of its stream

	stream translate.Stream // of the present attempt
}

// Paths of the two dialects that are translated.
const (
	chatPath     = "/chat/completions"
	messagesPath = "/messages"
)

// otherDialect is the one that a dialect's requests can be translated into.
func otherDialect(d *dialect.Dialect) (other *dialect.Dialect, place int, ok bool) {
	switch d.Path {
	case chatPath:
		return dialect.ByPath(messagesPath)
	case messagesPath:
		return dialect.ByPath(chatPath)
	}
	return nil, 0, false
}

// reaches says that an upstream speaks the dialect, or one that its requests can
// be translated into.
func (u *Upstream) reaches(d *dialect.Dialect) bool {
	if u.speaks(d) {
		return true
	}
	other, _, ok := otherDialect(d)
	return ok && u.speaks(other)
}

// prepareCrossing translates the request if a target needs that. A request that
// cannot be translated is refused, unless another target takes it as it is.
func (c *call) prepareCrossing() *problem {
	var foreign uint64
	for i := range c.route.Targets {
		if c.barred>>i&1 == 0 && !c.route.Targets[i].Upstream.speaks(c.dialect) {
			foreign |= 1 << i
		}
	}
	if foreign == 0 {
		return nil
	}
	x := &crossing{}
	x.dialect, x.place, _ = otherDialect(c.dialect)
	if f := x.translate(c, dialect.Needs{Model: c.route.Model}); f != nil {
		if c.barred |= foreign; c.barred == 1<<len(c.route.Targets)-1 {
			return faulty(f)
		}
		return nil
	}
	var asked struct {
		Options struct {
			Usage bool `json:"include_usage"`
		} `json:"stream_options"`
	}
	_ = json.Unmarshal(c.body, &asked) // it was read before
	x.usage = asked.Options.Usage
	c.crossing = x
	return nil
}

// translate writes the request for an upstream.
func (x *crossing) translate(c *call, needs dialect.Needs) *dialect.Fault {
	if x.request != nil && x.needs == needs {
		return nil
	}
	own := c.request.Append(make([]byte, 0, len(c.body)+editRoom), c.body, dialect.Needs{Model: needs.Model})
	var body []byte
	var refusal *translate.Refusal
	if c.dialect.Path == chatPath {
		body, refusal = translate.RequestToMessages(own)
	} else {
		body, refusal = translate.RequestToChat(own, needs.LimitField)
	}
	if refusal != nil {
		return &dialect.Fault{Code: refusal.Code, Param: refusal.Param, Detail: refusal.Detail}
	}
	request, fault := x.dialect.Read(&dialect.Source{Body: body})
	if fault == nil {
		x.limits, fault = request.Bound(c.route.terms(c.route.OutputMax))
	}
	if fault != nil {
		return fault
	}
	x.body, x.request, x.needs = body, request, needs
	return nil
}

// limits are the call's bounds: of the request as it came or as it is
// translated, whichever would cost more.
func (c *call) limits() []tariff.Limit {
	own := c.bound.Limits()
	if c.crossing == nil {
		return own
	}
	other := c.crossing.limits.Limits()
	a, okA := c.g.Clearing.Price(c.route, own)
	b, okB := c.g.Clearing.Price(c.route, other)
	if okB && (!okA || a.Less(b)) {
		return other
	}
	return own
}

// crossed says that the upstream that was asked speaks the other API.
func (c *call) crossed() bool {
	return c.crossing != nil && c.target != nil && !c.target.Upstream.speaks(c.dialect)
}

// follow makes the reader of an attempt's answer, in the upstream's dialect.
func (c *call) follow() {
	request := c.request
	if c.crossed() {
		request = c.crossing.request
		if c.dialect.Path == chatPath {
			c.crossing.stream = translate.StreamToChat(c.crossing.usage, c.start.Unix())
		} else {
			c.crossing.stream = translate.StreamToMessages()
		}
	}
	c.reader = request.NewReader()
	c.facts = c.reader.Facts()
}

// answerBack translates an answer that came in one piece.
func (c *call) answerBack(body []byte) ([]byte, *verdict) {
	if !c.crossed() {
		return body, nil
	}
	var refusal *translate.Refusal
	if c.dialect.Path == chatPath {
		body, refusal = translate.AnswerToChat(body, c.start.Unix())
	} else {
		body, refusal = translate.AnswerToMessages(body)
	}
	if refusal != nil {
		v := failedUpstream("upstream_untranslatable", fmt.Sprintf("the upstream's answer cannot be given in the API of the request: %s", refusal.Detail))
		return nil, &v
	}
	return body, nil
}

// refusalBack translates an upstream's refusal.
func (c *call) refusalBack(response *http.Response, body []byte) (int, []byte) {
	status := response.StatusCode
	if !c.crossed() {
		return status, body
	}
	response.Header["Content-Type"] = []string{"application/json"}
	if c.dialect.Path == chatPath {
		return translate.ErrorToChat(status, body)
	}
	return translate.ErrorToMessages(status, body)
}

var errUntranslatable = errors.New("an event that cannot be translated")

// passCrossed is pass for a stream that is translated.
func (r *relay) passCrossed() error {
	var out []byte
	at := r.from
	for r.done == nil {
		length := eventLength(r.in.b[at:])
		if length == 0 {
			break
		}
		event := r.in.b[at : at+length]
		at += length
		step := r.reader.Event(event)
		if r.parts != nil && step.Text > 0 {
			if err := r.write(out); err != nil {
				return err
			}
			out = nil
			if err := r.admit(step.Text); err != nil {
				return err
			}
		}
		r.unsent += step.Text
		r.failure = r.failure || step.Failed
		if r.failure && !r.begun && r.unsent == 0 {
			return errEventError // before the client saw anything: another upstream may do better
		}
		part, refusal := r.crossing.stream.Event(event)
		if refusal != nil {
			r.g.Log.Warn("an upstream's event cannot be translated", "call", r.id, "upstream", r.upstream.name, "reason", refusal.Detail)
			return errUntranslatable
		}
		if step.Done {
			r.done = append(make([]byte, 0, len(part)), part...)
			break
		}
		out = append(out, part...)
	}
	if err := r.write(out); err != nil {
		return err
	}
	r.from = at
	if r.from == len(r.in.b) {
		r.in.b, r.from = r.in.b[:0], 0
	}
	return nil
}

// last is the end of the stream, which some upstreams never send.
func (r *relay) last() []byte {
	if r.done == nil && r.crossed() {
		r.done = r.crossing.stream.End()
	}
	return r.done
}
