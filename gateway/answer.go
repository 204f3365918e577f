package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// answer serves a success that comes in one piece: all of it is read, the call
// is captured, and only then does the client get the first byte. Until then an
// upstream that breaks off can be replaced.
func (c *call) answer(response *http.Response, w *watch, u *Upstream) verdict {
	buffer := takeBuffer()
	defer buffer.release()
	body, err := readBounded(watched{response.Body, w}, buffer, c.g.AnswerMax, response.ContentLength)
	switch {
	case errors.Is(err, errTooLarge):
		return failedUpstream("upstream_answer_too_large", fmt.Sprintf("the upstream's answer is larger than the %d bytes that are read", c.g.AnswerMax))
	case err != nil:
		return c.broken(w, u, err)
	}
	malformed := c.reader.Answer(response.Header, body)
	switch {
	case malformed != nil:
		return failedUpstream("upstream_malformed", "the upstream's answer is not the JSON object it has to be: "+malformed.Error())
	case c.facts.Failed:
		return failedUpstream("upstream_error", fmt.Sprintf("the upstream of the model %q answered with an error", c.route.Model))
	}
	c.delivered = c.facts.Text
	body, untranslatable := c.answerBack(body)
	if untranslatable != nil {
		return *untranslatable
	}
	captured, ok := c.capture(endComplete, u)
	if ok {
		c.keep(response, body, nil)
	}
	if !ok {
		return verdict{problem: captureFailed}
	}
	h := c.beginHeader(response, &captured)
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if !c.free {
		c.setCost(h, captured)
	}
	c.writeWithin(2 * c.g.IdleTime)
	c.w.WriteHeader(response.StatusCode)
	_, _ = c.w.Write(body) // captured already; the receipt tells a client that missed it
	return verdict{}
}

// watched notes progress with each read.
type watched struct {
	body  interface{ Read([]byte) (int, error) }
	watch *watch
}

func (r watched) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.watch.touch()
	return n, err
}
