package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway/dialect"
)

// headerParts asks for a stream to be paid for as it goes, and says that it is.
const headerParts = "X-Aidollar-Parts"

// Cover pays for the parts of a stream behind the first. Its methods are called by
// one goroutine for each stream.
type Cover interface {
	// Reserve holds the price of a further part, as Clearing.Reserve does. Where there
	// is not enough it gives a *Refusal of the kind RefusalFunds.
	Reserve(ctx context.Context, r Reservation) (Reserved, error)

	// Ready reports whether Reserve may succeed now. It is asked again and again while
	// a stream waits, and neither waits nor writes anything.
	Ready(r *Reservation) bool

	// Lack is what the client is told in the stream when it has to wait: whole events
	// or comments.
	Lack(r *Reservation, why *Refusal) []byte
}

// parts are those of a stream that is paid for as it goes. The first is for all that
// the call may use but the output of the later ones, each of which is for so many
// tokens of output more. A token is passed on only if a part is reserved for it.
//
// How many tokens were passed on is not known before the upstream reports it. An event
// with text has one at least; that is what a part is charged by before the end. Text
// of so many bytes has so many tokens by the estimate; parts are reserved for whichever
// of both is more. So a buyer is never charged for what was not delivered, and the
// seller delivers nothing that is not covered, as far as the two are right.
type parts struct {
	size    uint64       // tokens of output of a part
	most    uint64       // tokens of output of the whole call
	output  tariff.Limit // the group of meters that its output is counted in
	cover   Cover
	open    []part // in their order
	covered uint64 // tokens that parts are reserved for
	paid    uint64 // tokens of parts that were charged in full before the end
	events  uint64 // that had text and were passed on

	charged ledgerTotals
}

// part is one that holds money.
type part struct {
	id     ledger.ID
	tokens uint64 // of output; the first has all else as well
	end    uint64 // tokens of the whole stream up to its end
}

// ledgerTotals is what a stream's parts came to.
type ledgerTotals struct {
	ids      []ledger.ID
	captured Captured
	reserved money.Amount
}

var errUnpaid = errors.New("the next part of the stream is not paid for")

// splitLimits are the bounds of the first part of a stream and the group of its
// output, if the call can be paid for in parts.
func (c *call) splitLimits(limits []tariff.Limit) (first []tariff.Limit, output tariff.Limit, ok bool) {
	if !c.head.Stream || c.head.LimitName == "" || c.route.Indivisible || c.caching != cacheOff || c.behalf != nil || c.dialect.Upload {
		return nil, output, false
	}
	first = append(first, limits...)
	for i := range first {
		if first[i].Meters&(1<<meter.Output) == 0 {
			continue
		}
		if first[i].Meters&^meter.TextOutput != 0 || first[i].Max <= c.g.PartTokens {
			return nil, output, false // sound is not counted by the event, and what is short is one part
		}
		output = first[i]
		first[i].Max = c.g.PartTokens
		return first, output, true
	}
	return nil, output, false
}

// wantsParts reads whether the client asks for a stream that is paid for as it goes.
func (c *call) wantsParts() (bool, *problem) {
	asked, p := wish(c.r.Header, headerParts)
	switch {
	case p != nil:
		return false, p
	case asked == "" || asked == "off":
		return false, nil
	case asked == "on":
		return true, nil
	}
	return false, invalid("parts_unknown", headerParts, fmt.Sprintf("the header %s is %q; it may be on or off", headerParts, asked))
}

// dividePaid makes the call, whose reservation was made, one in parts: if the client
// asked for that, or paid in a way that is for it.
func (c *call) dividePaid(asked bool) {
	switch {
	case c.first == nil || c.free:
	case c.taken != nil && c.taken.Cover != nil:
		c.divide(c.output, c.taken.Cover)
	case asked:
		c.divide(c.output, keyCover{c})
	}
}

// divide makes the call one in parts, the first of which is reserved.
func (c *call) divide(output tariff.Limit, cover Cover) {
	size := c.g.PartTokens
	c.parts = &parts{size: size, most: output.Max, output: output, cover: cover, covered: size, open: []part{{c.id, size, size}}}
	c.parts.charged.reserved = c.seen.Reserved
	c.w.Header()[headerParts] = []string{"on"}
}

// tokens are those that were passed on when so many bytes of text were, in so many
// events, by whichever count is more.
func (c *call) tokens(bytes, events uint64) uint64 {
	return max(c.request.Estimate(bytes)[meter.Output], events)
}

// admit makes sure that an event with so many bytes of text is covered, and waits for
// it. All before it was passed on.
func (r *relay) admit(text uint64) error {
	p := r.parts
	if err := r.settleParts(); err != nil {
		return err
	}
	for {
		need := r.tokens(r.delivered+text, p.events+1)
		if need <= p.covered || p.covered >= p.most {
			p.events++
			return nil
		}
		if err := r.extend(max(p.size, need-p.covered)); err != nil {
			return err
		}
	}
}

// extend reserves a further part, and waits until that can be done.
func (r *relay) extend(tokens uint64) error {
	p := r.parts
	tokens = min(tokens, p.most-p.covered)
	refused, err := r.reservePart(tokens)
	if refused == nil {
		return err
	}
	of := r.partReservation(tokens)
	r.begin()
	if _, err := r.w.Write(p.cover.Lack(of, refused)); err != nil {
		return errClientGone
	}
	if err := r.control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return errClientGone
	}
	r.watch.writing.Store(true) // it is not the upstream that lets itself be waited for
	defer r.watch.resume()
	most := time.NewTimer(r.g.PauseTime)
	defer most.Stop()
	look := time.NewTicker(pausePoll)
	defer look.Stop()
	for {
		select {
		case <-r.r.Context().Done():
			return errClientGone
		case <-most.C:
			return errUnpaid
		case <-look.C:
		}
		if !p.cover.Ready(of) {
			continue
		}
		if refused, err = r.reservePart(tokens); refused == nil {
			return err
		}
	}
}

// coverRest reserves what a complete answer has beyond its parts: tokens that nobody
// saw, as of reasoning. Where nobody pays for it the seller bears it.
func (r *relay) coverRest() {
	if r.parts == nil {
		return
	}
	usage, _ := r.usage(endComplete)
	all := usage.Quantities[meter.Output] + usage.Quantities[meter.OutputReasoning]
	if p := r.parts; all > p.covered && p.covered < p.most {
		if err := r.extend(all - p.covered); err != nil {
			r.g.Log.Warn("the rest of an answer is not paid for", "call", r.id, "tokens", all-p.covered, "reason", err)
		}
	}
}

// pausePoll is how often a stream that waits looks whether it can go on.
const pausePoll = 50 * time.Millisecond

func (r *relay) partReservation(tokens uint64) *Reservation {
	now := time.Now()
	return &Reservation{
		Call: newID(now), Key: r.key, Route: r.route, Service: r.head.Service, Region: r.served(), Data: r.data, EndUse: r.endUse, Deadline: now.Add(r.g.HoldTime),
		Limits: []tariff.Limit{{Meters: r.parts.output.Meters, Max: tokens}},
	}
}

// reservePart reserves a part once. refused is set if there is not enough for it; any
// other reason not to is an error.
func (r *relay) reservePart(tokens uint64) (refused *Refusal, err error) {
	p := r.parts
	of := r.partReservation(tokens)
	ctx, cancel := r.ledgerContext()
	defer cancel()
	reserved, err := p.cover.Reserve(ctx, *of)
	var refusal *Refusal
	switch {
	case err == nil:
		p.covered += tokens
		p.open = append(p.open, part{of.Call, tokens, p.covered})
		p.charged.reserved, _ = p.charged.reserved.Add(reserved.Amount)
		return nil, nil
	case errors.As(err, &refusal) && refusal.Kind == RefusalFunds:
		return refusal, nil
	case errors.As(err, &refusal):
		r.g.Log.Warn("a part of a stream was refused", "call", r.id, "key", r.key.ID, "model", r.route.Model, "code", refusal.Code)
		return nil, errUnpaid
	}
	// The hold may have been made all the same; if so it goes.
	r.g.Log.Error("the reservation of a part broke off", "call", r.id, "part", of.Call, "error", err)
	if err := r.g.Clearing.Void(ctx, of.Call, "part_unknown"); err != nil {
		r.g.Log.Error("a hold could not be voided; it returns at its deadline", "call", of.Call, "error", err)
	}
	return nil, errUnpaid
}

// keyCover pays for parts from the balance of the call's key.
type keyCover struct{ c *call }

func (k keyCover) Reserve(ctx context.Context, r Reservation) (Reserved, error) {
	return k.c.g.Clearing.Reserve(ctx, r)
}

func (k keyCover) Ready(r *Reservation) bool { return k.c.g.Clearing.Affords(r) }

// Lack is a comment, which every client of event streams skips.
func (k keyCover) Lack(_ *Reservation, why *Refusal) []byte {
	b := append([]byte(": aidollar paused needed="), why.Needed.Decimal(k.c.g.scale)...)
	b = append(append(b, " available="...), why.Available.Decimal(k.c.g.scale)...)
	return fmt.Appendf(b, " seconds=%d\n\n", int(k.c.g.PauseTime/time.Second))
}

// unpaid ends a stream whose next part nobody pays for, as if its limit were reached:
// what was passed on is charged, and nothing else.
func (r *relay) unpaid() verdict {
	r.watch.cancel()
	captured, ok := r.capture(endUnpaid, r.upstream)
	r.begin()
	if !ok {
		return verdict{problem: captureFailed}
	}
	last := r.appendCost(make([]byte, 0, 512), captured)
	if stop := r.tail.Stop(&r.seen.Usage.Quantities); stop != nil {
		last = append(last, stop...)
	} else {
		last = (&problem{Status: http.StatusPaymentRequired, Code: "part_unpaid", Detail: "the stream ends here, since nobody paid for more of it; what was passed on is charged"}).
			appendEvent(last, r.dialect.Shape, r.g.scale)
	}
	_, _ = r.w.Write(last) // captured already; the receipt tells a client that missed it
	return verdict{}
}

// newTail follows what the client sees, for the end that it is given when nobody pays
// for more; nil for a call that is paid for as a whole.
func (c *call) newTail() *dialect.Tail {
	if c.parts == nil {
		return nil
	}
	return c.dialect.NewTail(c.request)
}
