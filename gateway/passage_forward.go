package gateway

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"aidollar/core/meter"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// wholeMax is the longest answer, in bytes, that is read before it is passed on
// when nobody needs to look into it. Its header can then tell what it cost.
const wholeMax = 64 << 10

// forward asks the upstream, once: nobody knows whether it is safe to ask twice.
func (t *transit) forward() *problem {
	c := &t.call
	u := t.passage.Upstream
	if !u.admit(time.Now().UnixNano()) {
		return &problem{Status: http.StatusServiceUnavailable, Code: "upstreams_resting", Retry: "1",
			Detail: "the server behind this path failed repeatedly; it is tried again shortly"}
	}
	c.seen.Attempts = 1
	ctx, w := c.newWatch(u, t.passage.Timeout)
	header := headerUp(c.r.Header, u)
	if t.passage.Unit != nil {
		header["Accept-Encoding"] = []string{"identity"} // so that the units can be read
	}
	asked := &try{target: t.passage.target, watch: w, request: (&http.Request{
		Method: c.r.Method, URL: t.url, Host: t.url.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: c.r.ContentLength,
	}).WithContext(ctx)}
	if c.r.ContentLength != 0 && c.r.Body != nil {
		asked.request.Body = http.MaxBytesReader(c.w, c.r.Body, int64(c.g.RequestMax))
	}
	asked.run(false)
	v := t.judge(asked)
	switch {
	case v.fault:
		u.failed(time.Now().UnixNano())
	case v.problem == nil:
		u.succeeded()
	}
	if v.fault && v.problem != nil {
		c.g.Log.Warn("an attempt failed", "call", c.id, "upstream", u.name, "code", v.problem.Code, "detail", v.problem.Detail)
	}
	return v.problem
}

func (t *transit) judge(asked *try) verdict {
	c := &t.call
	if asked.err != nil {
		if tooLong := new(http.MaxBytesError); errors.As(asked.err, &tooLong) {
			return verdict{problem: &problem{Status: http.StatusRequestEntityTooLarge, Code: "request_too_large",
				Detail: fmt.Sprintf("the request's body is larger than the %d bytes that are read", c.g.RequestMax)}}
		}
		return t.broken(asked.watch, t.passage.Upstream, asked.err)
	}
	defer asked.discard()
	c.seen.FirstByte = asked.at.Sub(c.start)
	switch status := asked.response.StatusCode; {
	case status == http.StatusNotFound || status == http.StatusForbidden:
		return c.passRefusal(asked.response) // of a thing and not of the seller's account, as far as anybody can tell
	case status/100 != 2 && status != http.StatusNotModified:
		return c.turnedDown(asked.response)
	}
	if length := asked.response.ContentLength; t.passage.Unit != nil || (length >= 0 && length <= wholeMax) {
		return t.whole(asked)
	}
	return t.stream(asked)
}

// used is what the answer used so far.
func (t *transit) used(length uint64, asked *try) (q meter.Quantities) {
	add := func(m meter.Meter, n uint64) {
		if t.route.Priced.Has(m) {
			q[m] = n
		}
	}
	add(meter.Request, 1)
	add(meter.Byte, length)
	add(meter.Second, seconds(time.Since(asked.watch.start)))
	return q
}

// whole serves an answer that is read to its end before the client sees any of it.
func (t *transit) whole(asked *try) verdict {
	c := &t.call
	buffer := takeBuffer()
	defer buffer.release()
	most := int(min(t.passage.BytesMax, uint64(c.g.AnswerMax)))
	body, err := readBounded(watched{asked.response.Body, asked.watch}, buffer, most, asked.response.ContentLength)
	switch {
	case errors.Is(err, errTooLarge):
		return failedUpstream("upstream_answer_too_large", fmt.Sprintf("the upstream's answer is larger than the %d bytes that are read", most))
	case err != nil:
		return c.broken(asked.watch, t.passage.Upstream, err)
	}
	bill := Capture{Upstream: t.passage.Upstream.name, Region: t.passage.Region, Policy: payment.Measured}
	bill.Usage.Quantities = t.used(uint64(len(body)), asked)
	if unit := t.passage.Unit; unit != nil {
		n, found := unitsAt(body, unit.Pointer, unit.Decimals)
		switch {
		case found == nil:
			bill.Usage.Quantities[meter.Unit] = n
		case unit.Missing == UnitRefuse:
			return failedUpstream("unit_missing", "the upstream's answer does not say what it used")
		default:
			c.g.Log.Warn("an answer does not say what it used", "call", c.id, "upstream", t.passage.Upstream.name, "reason", found)
			t.missing(&bill)
		}
	}
	bill.Cost = t.costOf(&bill)
	captured, ok := c.charge(bill, endComplete)
	if !ok {
		return verdict{problem: captureFailed}
	}
	h := c.beginHeader(asked.response, &captured)
	c.setCost(h, captured)
	switch {
	case c.r.Method == http.MethodHead && asked.response.ContentLength >= 0:
		h["Content-Length"] = []string{strconv.FormatInt(asked.response.ContentLength, 10)}
	case asked.response.StatusCode != http.StatusNotModified && asked.response.StatusCode != http.StatusNoContent:
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
	}
	c.writeWithin(2 * c.g.IdleTime)
	c.w.WriteHeader(asked.response.StatusCode)
	_, _ = c.w.Write(body) // captured already; the receipt tells a client that missed it
	return verdict{}
}

// missing bills an answer whose units nobody knows by the route's policy.
func (t *transit) missing(bill *Capture) {
	if t.passage.Unit.Missing == UnitWaive {
		bill.Policy, bill.Usage.Source = payment.Waive, meter.Estimated
		return
	}
	bill.Policy, bill.Usage.Source = payment.Reservation, meter.Bound
	for _, l := range t.limits {
		m, _ := l.Meters.Next()
		bill.Usage.Quantities[m] = l.Max
	}
}

func (t *transit) costOf(bill *Capture) (cost tariff.Ticks) {
	if t.passage.Cost == nil || bill.Usage.Source == meter.Bound {
		return cost
	}
	return t.passage.Cost(&bill.Usage.Quantities)
}

// stream serves an answer as it comes. Its end reaches the client after the
// charge is in the books: an answer of known length keeps its last byte back, one
// of unknown length its end, behind which trailers tell what it cost.
func (t *transit) stream(asked *try) verdict {
	c := &t.call
	h := c.beginHeader(asked.response, nil)
	length := asked.response.ContentLength
	if length >= 0 {
		h["Content-Length"] = []string{strconv.FormatInt(length, 10)}
	}
	c.w.WriteHeader(asked.response.StatusCode)
	sent, last, err := t.pump(asked, length)
	bill := Capture{Upstream: t.passage.Upstream.name, Region: t.passage.Region, Policy: payment.Measured}
	bill.Usage.Quantities = t.used(sent+uint64(len(last)), asked)
	end := endComplete
	switch {
	case errors.Is(err, errClientGone) || (err != nil && c.r.Context().Err() != nil && !asked.watch.slow.Load()):
		end, bill.Usage.Cut = endCutByClient, true
	case err != nil:
		// Half of what was asked for is no call of it; bytes and time were had.
		end, bill.Usage.Quantities[meter.Request] = endCutByUpstream, 0
	}
	bill.Cost = t.costOf(&bill)
	captured, ok := c.charge(bill, end)
	switch {
	case !ok:
		return verdict{problem: captureFailed}
	case end == endCutByClient:
		return verdict{}
	case end == endCutByUpstream:
		v := t.broken(asked.watch, t.passage.Upstream, err)
		v.problem.Code = "cut_by_upstream"
		return v
	}
	if _, err := c.w.Write(last); err != nil {
		return verdict{} // captured already; the receipt tells
	}
	if length < 0 {
		h[http.TrailerPrefix+headerCost] = []string{captured.Charge.Decimal(c.g.scale)}
		h[http.TrailerPrefix+headerBalance] = []string{captured.Available.Decimal(c.g.scale)}
	}
	return verdict{}
}

var errAnswerLong = errors.New("the answer is longer than the route's bytes_max")

// pump passes an answer on and keeps its last byte back when its length is known.
func (t *transit) pump(asked *try, length int64) (sent uint64, last []byte, err error) {
	c := &t.call
	buffer := takeBuffer()
	defer buffer.release()
	room := buffer.b[:cap(buffer.b)]
	control := http.NewResponseController(c.w)
	for {
		n, err := asked.response.Body.Read(room)
		asked.watch.touch()
		if left := t.passage.BytesMax - sent; uint64(n) > left {
			n, err = int(left), errAnswerLong
		}
		chunk := room[:n]
		if length >= 0 && int64(sent)+int64(n) >= length && n > 0 {
			last = append([]byte(nil), chunk[n-1])
			chunk = chunk[:n-1]
		}
		if len(chunk) > 0 {
			c.writeWithin(2 * c.g.IdleTime)
			asked.watch.writing.Store(true)
			_, broken := c.w.Write(chunk)
			if flushed := control.Flush(); broken == nil && flushed != nil && !errors.Is(flushed, http.ErrNotSupported) {
				broken = flushed
			}
			asked.watch.resume()
			if broken != nil {
				return sent, nil, errClientGone
			}
			sent += uint64(len(chunk))
		}
		switch {
		case err == io.EOF:
			return sent, last, nil
		case err != nil:
			return sent, nil, err
		}
	}
}
