package buyer

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	bodyBytesMax     = 4 << 20   // of a request whose body cannot be had twice
	requiredBytesMax = 256 << 10 // of a 402
	attemptsMax      = 3         // with one payment
	pauseFirst       = 200 * time.Millisecond
	// expiryMargin is how long after its end a payment counts as expired: the
	// chain's clock may be behind, and a block takes its time.
	expiryMargin = 60 // seconds
)

// Payment is what was signed for one call.
type Payment struct {
	Method, URL string
	Required    *x402.Required // what the seller said
	Signed      *x402.Payment  // what we said
	Terms       *x402.Terms    // by which we pay
	ID          string         // the payment's name, "" where the server takes none
	Payer       string
	Time, Until uint64 // Unix seconds: signed, and of no more worth; 0 if it stays so
	Again       bool   // a deposit that was signed before, and counted

	mark common.Hash // tells payments from channels apart
}

// Counts is what counts as spent by the payment, in smallest units: of what is paid
// from a channel the deposit, since all vouchers together are worth no more.
func (p *Payment) Counts() uint256.Int {
	c := p.Signed.Payload.Channel
	switch {
	case c == nil:
		return p.Terms.Amount
	case c.Deposit == nil || p.Again:
		return uint256.Int{}
	}
	return c.Deposit.Amount
}

// Answer is what became of a payment's request.
type Answer struct {
	Status     int // of HTTP, 0 if no answer came
	Header     http.Header
	Settlement *x402.Settlement // as the seller tells it; nil if he does not
	Err        error            // why no answer came, or why Settlement cannot be read
}

// Book is told of payments. Any number of goroutines may call it.
type Book interface {
	// Signed is called before a payment is sent. After an error it is not sent, and
	// does not count.
	Signed(p *Payment) error
	// Answered is called when the headers of the answer are there, or when it is
	// known that none comes. An error is told to the caller in place of the answer.
	Answered(p *Payment, a *Answer) error
}

// Transport pays for what it carries. Wallet must be there.
type Transport struct {
	Wallet   *wallet.Wallet
	Channels *Channels         // nil: nothing is paid from channels
	Base     http.RoundTripper // http.DefaultTransport
	Book     Book              // nil: nothing is written down
	Now      func() time.Time  // time.Now
}

// Refusal says that a 402 was not paid: nothing was signed, or nothing that left.
// Err is a *wallet.NoWay, or the book's error.
type Refusal struct {
	Required *x402.Required
	Err      error
}

func (r *Refusal) Error() string { return "the payment is not made: " + r.Err.Error() }

// Unwrap is why.
func (r *Refusal) Unwrap() error { return r.Err }

// Lost says that a payment was sent and no answer came, so that it may have been
// settled, and may be until Payment.Until.
type Lost struct {
	Payment *Payment
	Err     error
}

func (l *Lost) Error() string {
	if l.Payment.Until == 0 {
		return fmt.Sprintf("the payment was sent and no answer came; it may be charged to the channel: %v", l.Err)
	}
	return fmt.Sprintf("the payment was sent and no answer came; it may be settled until %s: %v", time.Unix(int64(l.Payment.Until), 0).UTC().Format(time.RFC3339), l.Err)
}

// Unwrap is the last try's error.
func (l *Lost) Unwrap() error { return l.Err }

// paidKey is the key of an answer's context under which its payment is.
type paidKey struct{}

// Paid is the payment that an answer was bought with and what the seller says
// became of it, or nil for one that cost nothing. The answer may still be a 402.
func Paid(response *http.Response) (*Payment, *Answer) {
	if response == nil || response.Request == nil {
		return nil, nil
	}
	of, _ := response.Request.Context().Value(paidKey{}).(*outcome)
	if of == nil {
		return nil, nil
	}
	return of.payment, of.answer
}

type outcome struct {
	payment *Payment
	answer  *Answer
}

// RoundTrip makes the request, and pays if it has to.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get(x402.HeaderPayment) != "" || r.Header.Get(x402.HeaderPaymentV1) != "" {
		return t.base().RoundTrip(r) // the caller pays himself
	}
	body, err := again(r)
	if err != nil {
		return nil, err
	}
	response, err := t.send(r, body, nil)
	for range 2 { // a second payment at most, when the first has expired
		if err != nil || response.StatusCode != http.StatusPaymentRequired {
			return response, err
		}
		if p, _ := Paid(response); p != nil && t.now() < p.Until+expiryMargin {
			return response, nil
		}
		required, err := readRequired(response)
		if required == nil || err != nil {
			return response, err
		}
		if t.Channels != nil {
			drawn, err := t.draw(r, body, required)
			var none *noChannel
			if !errors.As(err, &none) {
				return drawn, err
			}
			if response, err = t.pay(r, body, required); err != nil {
				return nil, none.beside(err)
			}
			continue
		}
		if response, err = t.pay(r, body, required); err != nil {
			return nil, err
		}
	}
	return response, nil
}

func (t *Transport) base() http.RoundTripper {
	if t.Base != nil {
		return t.Base
	}
	return http.DefaultTransport
}

func (t *Transport) now() uint64 {
	now := time.Now
	if t.Now != nil {
		now = t.Now
	}
	return uint64(max(now().Unix(), 0))
}

// bodyFunc gives the request's body once more.
type bodyFunc func() (io.ReadCloser, error)

// again makes a request's body one that can be sent more than once.
func again(r *http.Request) (bodyFunc, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return func() (io.ReadCloser, error) { return r.Body, nil }, nil
	}
	defer r.Body.Close()
	if r.GetBody != nil {
		return r.GetBody, nil
	}
	held, err := io.ReadAll(io.LimitReader(r.Body, bodyBytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("reading the request's body: %w", err)
	}
	if len(held) > bodyBytesMax {
		return nil, fmt.Errorf("a request that may have to be paid is sent twice; this one's body is longer than %d bytes and comes without GetBody", bodyBytesMax)
	}
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(held)), nil }, nil
}

// send sends the request once, with a payment's header if there is one.
func (t *Transport) send(r *http.Request, body bodyFunc, change func(http.Header)) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	copied := r.Clone(r.Context())
	var err error
	if copied.Body, err = body(); err != nil {
		return nil, fmt.Errorf("the request's body once more: %w", err)
	}
	if change != nil {
		change(copied.Header)
	}
	return t.base().RoundTrip(copied)
}

// readRequired reads a 402's demand. It is nil for a 402 of another kind, whose
// body is then as it was.
func readRequired(response *http.Response) (*x402.Required, error) {
	read, err := io.ReadAll(io.LimitReader(response.Body, requiredBytesMax+1))
	if err != nil {
		response.Body.Close()
		return nil, fmt.Errorf("reading the 402: %w", err)
	}
	required, err := x402.ReadRequired(response.Header.Get, read)
	if err != nil {
		rest := response.Body
		response.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(read), rest), rest}
		return nil, nil
	}
	response.Body.Close()
	return required, nil
}

// sign signs a payment and writes it down.
func (t *Transport) sign(r *http.Request, required *x402.Required) (*Payment, error) {
	id := ""
	if offered, _, err := x402.IdentifierOffered(required.Extensions); err == nil && offered {
		id = "pay_" + rand.Text()
	}
	now := t.now()
	signed, terms, err := t.Wallet.Pay(r.Context(), required, id, now)
	if err != nil {
		return nil, &Refusal{required, err}
	}
	p := &Payment{Method: r.Method, URL: r.URL.String(), Required: required, Signed: signed, Terms: terms, ID: id,
		Payer: t.Wallet.Address().Hex(), Time: now, Until: end(&signed.Payload)}
	if p.Method == "" {
		p.Method = http.MethodGet
	}
	if t.Book == nil {
		return p, nil
	}
	if err := t.Book.Signed(p); err != nil {
		return nil, &Refusal{required, errors.Join(err, t.Wallet.Release(signed.Payload.Nonce(), nil))}
	}
	return p, nil
}

// end is when a payment expires.
func end(p *x402.Payload) uint64 {
	switch {
	case p.Channel != nil && p.Channel.Deposit == nil:
		return 0
	case p.Channel != nil && p.Channel.Deposit.Permit2 != nil:
		return p.Channel.Deposit.Permit2.Deadline.Uint64()
	case p.Channel != nil:
		return p.Channel.Deposit.ValidBefore.Uint64()
	case p.Permit2 != nil:
		return p.Permit2.Deadline.Uint64()
	}
	return p.Transfer.ValidBefore.Uint64()
}

// pay signs one payment and sends it until an answer comes.
func (t *Transport) pay(r *http.Request, body bodyFunc, required *x402.Required) (*http.Response, error) {
	p, err := t.sign(r, required)
	if err != nil {
		return nil, err
	}
	header, err := p.Signed.Header()
	if err != nil {
		return nil, err
	}
	response, err := t.deliver(r, body, p, func(h http.Header) { h.Set(p.Signed.HeaderName(), header) })
	if err != nil {
		lost := &Lost{p, err}
		return nil, errors.Join(lost, t.answered(p, &Answer{Err: err}))
	}
	a := &Answer{Status: response.StatusCode, Header: response.Header}
	a.Settlement, a.Err = x402.ReadSettlement(response.Header.Get)
	if err := t.answered(p, a); err != nil {
		response.Body.Close()
		return nil, err
	}
	remember(r, response, p, a)
	return response, nil
}

// remember leaves with an answer what it was bought with.
func remember(r *http.Request, response *http.Response, p *Payment, a *Answer) {
	of := r
	if response.Request != nil {
		of = response.Request
	}
	response.Request = of.WithContext(context.WithValue(of.Context(), paidKey{}, &outcome{p, a}))
}

func (t *Transport) answered(p *Payment, a *Answer) error {
	if t.Book == nil {
		return nil
	}
	return t.Book.Answered(p, a)
}

// deliver sends a paid request, and again after the connection broke: the chain
// carries a payment out once. What is not to be done twice is repeated only where
// the server knows the repetition by the payment's id.
func (t *Transport) deliver(r *http.Request, body bodyFunc, p *Payment, change func(http.Header)) (*http.Response, error) {
	pause := pauseFirst
	for attempt := 1; ; attempt++ {
		response, err := t.send(r, body, change)
		harmless := p.ID != "" || p.Method == http.MethodGet || p.Method == http.MethodHead
		if err == nil || !harmless || attempt == attemptsMax || r.Context().Err() != nil || p.Until > 0 && t.now() >= p.Until {
			return response, err
		}
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
			return nil, err
		}
		pause *= 2
	}
}
