package session

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	problemMax = 1 << 20 // bytes of a refusal
	triesMax   = 4       // for one request: each refusal may say what is wanted instead
)

// RoundTrip implements http.RoundTripper. A request that is answered 402 with a
// challenge of a session is paid for and sent again; its body has to be one that can
// be got anew (http.Request.GetBody). Requests on one channel take their turns until
// they are answered; a stream goes on beside others.
func (p *Payer) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := p.base().RoundTrip(r)
	floor := new(uint256.Int)
	for range triesMax {
		if err != nil || response.StatusCode != http.StatusPaymentRequired || r.Body != nil && r.Body != http.NoBody && r.GetBody == nil {
			return response, err
		}
		challenge, asked := find(response.Header)
		if asked == nil {
			return response, nil
		}
		refusal, err := io.ReadAll(io.LimitReader(response.Body, problemMax))
		if err = errors.Join(err, response.Body.Close()); err != nil {
			return nil, err
		}
		if next, retry, err := p.try(r, challenge, asked, refusal, floor); err != nil || !retry {
			return next, err
		} else {
			response = next
		}
	}
	return response, err
}

// try pays for a request once. retry says that it was refused with what is wanted.
func (p *Payer) try(r *http.Request, challenge *mpp.Challenge, asked *mpp.Session, refusal []byte, floor *uint256.Int) (response *http.Response, retry bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := &ask{challenge, asked, r.URL.String()}
	for {
		c, err := p.channelFor(asked)
		if err != nil {
			return nil, false, err
		}
		if need, err := mpp.ReadNeed(refusal); err == nil && need.Channel == c.ID && need.Channel != (common.Hash{}) {
			*floor = need.Required
			c.there(&need.Deposit)
		}
		response, retry, err = p.from(c, r, a, floor)
		// What an earlier program has left may have ended since. Nobody is believed that once
		// more in a run: each new channel takes a deposit.
		if !c.restored || !gone(response, err) {
			return response, retry, err
		}
		if response != nil {
			_ = response.Body.Close()
		}
		if err := p.lost(c); err != nil {
			return nil, false, err
		}
		floor.Clear()
	}
}

// lost sets a channel aside that its payee does not know, or that is over: what its chain
// has of it the payer may look up, and take out.
func (p *Payer) lost(c *channel) error {
	c.State = StateLost
	err := p.keep(c)
	delete(p.channels, c.place())
	return err
}

// gone reports whether a payee says that a channel is not there, or over.
func gone(response *http.Response, err error) bool {
	var refused *refusedError
	return response != nil && response.StatusCode == http.StatusGone || errors.As(err, &refused) && refused.status == http.StatusGone
}

// from pays for a request from a channel.
func (p *Payer) from(c *channel, r *http.Request, a *ask, floor *uint256.Int) (response *http.Response, retry bool, err error) {
	act, err := p.pay(r.Context(), c, a, &a.session.Amount, floor)
	if err != nil {
		return nil, false, err
	}
	again := r.Clone(r.Context())
	if r.GetBody != nil {
		if again.Body, err = r.GetBody(); err != nil {
			return nil, false, err
		}
	}
	if c.Challenge, err = a.challenge.Header(); err != nil {
		return nil, false, err
	}
	c.URL = a.url
	if err := p.keep(c); err != nil {
		return nil, false, err
	}
	if response, err = p.send(again, a.challenge, act); err != nil {
		return nil, false, err
	}
	if response.StatusCode == http.StatusPaymentRequired {
		return response, true, nil
	}
	receipt, unread := mpp.ReadSessionReceipt(response.Header.Get(mpp.HeaderReceipt))
	if unread != nil {
		return response, false, nil // it was refused for another reason, or was free
	}
	p.answered(c, act, receipt)
	if strings.HasPrefix(strings.ToLower(response.Header.Get("Content-Type")), "text/event-stream") {
		response.Body = &stream{payer: p, channel: c, asked: a, request: r, from: response.Body}
	}
	return response, false, nil
}

// answered notes what came of an act. Should that not be kept, what is there still holds:
// the deposit is sent once more and counts once, and what was spent the payee says again.
func (p *Payer) answered(c *channel, act *mpp.Act, receipt *mpp.SessionReceipt) {
	c.took(act)
	c.told(receipt)
	_ = p.keep(c)
}

// find is the first challenge of a session that can be followed.
func find(h http.Header) (*mpp.Challenge, *mpp.Session) {
	for _, c := range mpp.ParseChallenges(h.Values(mpp.HeaderChallenge)) {
		if asked, err := c.ReadSession(); err == nil {
			return &c, asked
		}
	}
	return nil, nil
}

// send sends a request with a credential.
func (p *Payer) send(r *http.Request, challenge *mpp.Challenge, act *mpp.Act) (*http.Response, error) {
	asked, err := challenge.ReadSession()
	if err != nil {
		return nil, err
	}
	value, err := challenge.Answer(mpp.Source(asked.ChainID, p.Address), act)
	if err != nil {
		return nil, err
	}
	name := mpp.HeaderCredential
	if challenge.Field != "" {
		name = challenge.Field
	}
	r.Header = r.Header.Clone()
	r.Header.Set(name, value)
	return p.base().RoundTrip(r)
}

// manage sends an act that buys nothing, and gives the receipt. A challenge that is no
// longer good is asked for anew.
func (p *Payer) manage(ctx context.Context, url string, challenge *mpp.Challenge, act *mpp.Act) (*mpp.SessionReceipt, error) {
	for try := 0; ; try++ {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, http.NoBody)
		if err != nil {
			return nil, err
		}
		response, err := p.send(r, challenge, act)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(io.LimitReader(response.Body, problemMax))
		if err = errors.Join(err, response.Body.Close()); err != nil {
			return nil, err
		}
		if response.StatusCode/100 == 2 {
			return mpp.ReadSessionReceipt(response.Header.Get(mpp.HeaderReceipt))
		}
		if fresh, asked := find(response.Header); try == 0 && response.StatusCode == http.StatusPaymentRequired && asked != nil {
			challenge = fresh
			continue
		}
		var problem struct{ Detail string }
		_ = json.Unmarshal(body, &problem) // what says nothing is told by its status
		refused := &refusedError{status: response.StatusCode, text: fmt.Sprintf("the payee answers %s to %s: %s", response.Status, act.Name, problem.Detail)}
		if need, err := mpp.ReadNeed(body); err == nil && need.Channel == act.Channel {
			refused.need = need
		}
		return nil, refused
	}
}

// refusedError is a payee's refusal, with what it wants instead; nil where it does not say.
type refusedError struct {
	status int // of HTTP
	text   string
	need   *mpp.Need
}

func (e *refusedError) Error() string { return e.text }

// more pays for what a stream needs to go on.
func (p *Payer) more(ctx context.Context, c *channel, a *ask, need *mpp.Need) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.there(&need.Deposit)
	act, err := p.pay(ctx, c, a, new(uint256.Int), &need.Required)
	if err != nil {
		return err
	}
	receipt, err := p.manage(ctx, a.url, a.challenge, act)
	if err != nil {
		return err
	}
	p.answered(c, act, receipt)
	return nil
}

// Resume takes up a channel of the folder that an earlier program has left, to be closed.
// It is not found where another program pays from it.
func (p *Payer) Resume(ctx context.Context, id common.Hash) (found bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, err := p.Folder.Take(func(r *Record) bool { return r.ID == id && r.Payer == p.Address })
	if err != nil || r == nil {
		return false, err
	}
	c := &channel{Record: *r, restored: true}
	if c.State == StateOpening {
		a, err := c.asked()
		if err != nil {
			return true, err
		}
		if err := p.opened(ctx, c, a); err != nil {
			return true, err
		}
	}
	c.State = StateOpen
	if p.channels == nil {
		p.channels = map[place]*channel{}
	}
	p.channels[c.place()] = c
	return true, nil
}

// Close has all channels closed, at what was spent, and gives the last receipts. What
// was deposited beyond that comes back to the payer on the chain.
func (p *Payer) Close(ctx context.Context) (receipts []*mpp.SessionReceipt, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for at, c := range p.channels {
		if c.State != StateOpen {
			continue
		}
		receipt, refused := p.close(ctx, c)
		var told *refusedError
		if errors.As(refused, &told) && told.need != nil && c.Spent.Lt(&told.need.Required) && !told.need.Required.Gt(&c.Signed) {
			c.Spent = told.need.Required // an answer was lost that said so; no more than was signed before
			receipt, refused = p.close(ctx, c)
		}
		if refused != nil {
			err = errors.Join(err, refused)
			continue
		}
		receipts = append(receipts, receipt)
		delete(p.channels, at)
		if p.Folder != nil {
			err = errors.Join(err, p.Folder.Forget(c.ID))
		}
	}
	return receipts, err
}

// close has one channel closed at what was spent.
func (p *Payer) close(ctx context.Context, c *channel) (*mpp.SessionReceipt, error) {
	v, err := p.voucher(c, &c.Spent)
	if err != nil {
		return nil, err
	}
	a, err := c.asked()
	if err != nil {
		return nil, err
	}
	return p.manage(ctx, a.url, a.challenge, &mpp.Act{Name: mpp.ActClose, Channel: c.ID, Voucher: v})
}

// stream is the body of a stream, less what the payee says of the channel within it.
type stream struct {
	payer   *Payer
	channel *channel
	asked   *ask
	request *http.Request
	from    io.ReadCloser

	begun, ready []byte // an event that is not complete; events for the reader
	err          error
}

const eventMax = 16 << 20 // bytes of one event

// Read implements io.Reader. It deals with one event at a time: what was delivered is
// read before a voucher for more is sent, which may take its time.
func (s *stream) Read(into []byte) (int, error) {
	for len(s.ready) == 0 {
		if end := bytes.Index(s.begun, []byte("\n\n")); end >= 0 {
			event := s.begun[:end+2]
			s.begun = s.begun[end+2:]
			if err := s.event(event); err != nil {
				s.begun, s.err = nil, err
			}
			continue
		}
		if s.err != nil && len(s.begun) > 0 {
			s.ready, s.begun = s.begun, nil
			break
		}
		if s.err != nil {
			return 0, s.err
		}
		room := make([]byte, 16<<10)
		n, err := s.from.Read(room)
		s.begun = append(s.begun, room[:n]...)
		s.err = err
		if len(s.begun) > eventMax {
			s.begun, s.err = nil, fmt.Errorf("an event is longer than %d bytes", eventMax)
		}
	}
	n := copy(into, s.ready)
	s.ready = s.ready[n:]
	return n, nil
}

// Close implements io.Closer.
func (s *stream) Close() error { return s.from.Close() }

func (s *stream) event(event []byte) error {
	name, data := "", []byte(nil)
	for line := range bytes.Lines(event) {
		if rest, ok := bytes.CutPrefix(line, []byte("event:")); ok {
			name = string(bytes.TrimSpace(rest))
		} else if rest, ok := bytes.CutPrefix(line, []byte("data:")); ok {
			data = append(data, bytes.TrimSpace(rest)...)
		}
	}
	switch name {
	case mpp.EventNeedVoucher:
		need, err := mpp.ReadNeed(data)
		if err != nil || need.Channel != s.channel.ID {
			return nil // it is not of this channel
		}
		return s.payer.more(s.request.Context(), s.channel, s.asked, need)
	case mpp.EventReceipt:
		if receipt, err := mpp.ReadReceiptEvent(data); err == nil {
			s.payer.mu.Lock()
			s.channel.told(receipt)
			_ = s.payer.keep(s.channel) // the payee says it again
			s.payer.mu.Unlock()
		}
		return nil
	}
	s.ready = append(s.ready, event...)
	return nil
}
