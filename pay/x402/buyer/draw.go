package buyer

import (
	"crypto/rand"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"aidollar/pay/x402"

	"github.com/holiman/uint256"
)

const (
	correctionsMax = 12                    // of one request
	correctedPause = 20 * time.Millisecond // at most, times how often, from the third on: others are corrected, too
	busyMax        = 30 * time.Second      // that a request waits for its turn with a seller that takes one at a time
	busyPauseMax   = time.Second
)

// draw pays a request from a channel. A *noChannel says that it is not paid so.
func (t *Transport) draw(r *http.Request, body bodyFunc, required *x402.Required) (*http.Response, error) {
	if required.Version == 1 {
		return nil, &noChannel{errNoChannelOffered}
	}
	way, config, err := t.Channels.choose(t.Wallet, required)
	if err != nil {
		return nil, err
	}
	turn, pause := t.Channels.turn(way, config, required.Resource.URL), pauseFirst
	for since, corrections := time.Now(), 0; ; {
		paid, err := t.once(r, body, required, turn)
		if err != nil || paid.next == nextNothing {
			return paid.response, err
		}
		if paid.next == nextAgain {
			if corrections++; corrections > correctionsMax {
				return paid.response, nil
			}
			if corrections > 2 {
				time.Sleep(time.Duration(mathrand.Int64N(int64(correctedPause) * int64(corrections)))) //nolint:gosec // waits need no secrecy
				turn.crowded(corrections)
			}
		} else if time.Since(since) > busyMax {
			return paid.response, nil
		}
		paid.response.Body.Close()
		if paid.next == nextLater {
			select {
			case <-time.After(pause):
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
			pause = min(2*pause, busyPauseMax)
		}
		// The price may have changed, and what was said of channels with it.
		if paid.required != nil {
			fresh, same, err := t.Channels.choose(t.Wallet, paid.required)
			if err != nil || same != config {
				return nil, &Refusal{paid.required, errors.Join(errors.New("the seller has changed the terms of its channels"), err)}
			}
			required, turn.way, turn.bound = paid.required, fresh, fresh.Terms.Amount
		}
	}
}

// crowded has every other try sign for somewhat more than was said to be charged,
// since other programs pay from the channel and are faster every time. A seller that
// takes one request at a time wants the exact amount, which the next try is for.
func (t *turn) crowded(corrections int) {
	if t.spare.Clear(); corrections%2 == 0 {
		t.spare.Mul(&t.bound, uint256.NewInt(1+mathrand.Uint64N(uint64(corrections)))) //nolint:gosec // a spare needs no secrecy
	}
}

// drawn is what came of one try.
type drawn struct {
	response *http.Response
	next     next
	required *x402.Required // of a 402
}

// once signs, sends and reads the answer.
func (t *Transport) once(r *http.Request, body bodyFunc, required *x402.Required, turn *turn) (drawn, error) {
	p, err := t.signTurn(r, required, turn)
	if err != nil {
		return drawn{}, err
	}
	header, err := p.Signed.Header()
	if err != nil {
		turn.leave()
		return drawn{}, err
	}
	tries := 0
	response, err := t.deliver(r, unrepeated(body), p, func(h http.Header) { tries++; h.Set(x402.HeaderPayment, header) })
	if tries > 1 && turn.broke == nil {
		turn.broke = &p.Signed.Payload.Channel.Voucher.Amount
	}
	if err != nil {
		turn.leave()
		lost := &Lost{p, err}
		return drawn{}, errors.Join(lost, t.answered(p, &Answer{Err: err}))
	}
	a := &Answer{Status: response.StatusCode, Header: response.Header}
	a.Settlement, a.Err = x402.ReadSettlement(response.Header.Get)
	if err := t.answered(p, a); err != nil {
		turn.leave()
		response.Body.Close()
		return drawn{}, err
	}
	remember(r, response, p, a)
	if response.StatusCode != http.StatusPaymentRequired {
		done, err := turn.answered(a)
		if err != nil {
			turn.leave()
			response.Body.Close()
			return drawn{}, err
		}
		if done != nil {
			response.Body = &ending{ReadCloser: response.Body, done: done}
		}
		return drawn{response: response}, nil
	}
	turn.again = turn.again || tries > 1
	return t.onceRefused(r, response, turn, p)
}

// unrepeated keeps http.Transport from sending a request again by itself, when an
// old connection breaks: whoever does that has to know that it was done.
func unrepeated(body bodyFunc) bodyFunc {
	return func() (io.ReadCloser, error) {
		b, err := body()
		if b == nil || b == http.NoBody {
			b = io.NopCloser(strings.NewReader(""))
		}
		return b, err
	}
}

// onceRefused reads a 402, whose body stays as it was.
func (t *Transport) onceRefused(r *http.Request, response *http.Response, turn *turn, p *Payment) (drawn, error) {
	refused, err := x402.ParseRequiredHeader(response.Header.Get(x402.HeaderRequired))
	if err != nil {
		turn.leave()
		return drawn{response: response}, nil //nolint:nilerr // a 402 of another kind is the caller's
	}
	does, err := turn.refused(r.Context(), refused)
	if err != nil {
		response.Body.Close()
		return drawn{}, err
	}
	if does == nextAgain && turn.broke != nil && turn.base != nil && !turn.base.Lt(turn.broke) {
		// What was sent before the connection broke has been charged.
		response.Body.Close()
		return drawn{}, &Lost{p, errors.New("the connection broke; the request was served and charged then")}
	}
	return drawn{response, does, refused}, nil
}

// signTurn makes the payment of a turn and writes it down.
func (t *Transport) signTurn(r *http.Request, required *x402.Required, turn *turn) (*Payment, error) {
	id := ""
	if offered, _, err := x402.IdentifierOffered(required.Extensions); err == nil && offered {
		id = "pay_" + rand.Text()
	}
	signed, err := required.Answer(turn.way.Place, id)
	if err != nil {
		return nil, &noChannel{err}
	}
	now := t.now()
	if err := turn.take(r.Context(), t.Wallet, required, signed, now); err != nil {
		return nil, err
	}
	signed.Payload = x402.Payload{Channel: turn.payload}
	p := &Payment{Method: r.Method, URL: r.URL.String(), Required: required, Signed: signed, Terms: turn.way.Terms, ID: id,
		Payer: t.Wallet.Address().Hex(), Time: now, Until: end(&signed.Payload), Again: turn.again}
	_, _ = rand.Read(p.mark[:]) // it cannot fail: crypto/rand
	if p.Method == "" {
		p.Method = http.MethodGet
	}
	if t.Book == nil {
		return p, nil
	}
	if err := t.Book.Signed(p); err != nil {
		turn.leave()
		return nil, t.unsigned(turn, required, err)
	}
	return p, nil
}

// unsigned takes a deposit back that was not sent, because it would have gone
// beyond a limit, or could not be written down.
func (t *Transport) unsigned(turn *turn, required *x402.Required, why error) error {
	if turn.deposit == nil || turn.again {
		return &Refusal{required, why}
	}
	forget := t.Channels.Folder.Channel(turn.id, func(r *ChannelRecord) (*ChannelRecord, error) {
		if r != nil {
			r.Pending = nil
		}
		return r, nil
	})
	release := t.Wallet.Release(turn.payload.Deposit.Nonce(turn.id), nil)
	if errors.Is(why, ErrTotal) && forget == nil && release == nil {
		return &noChannel{why}
	}
	return &Refusal{required, errors.Join(why, forget, release)}
}

// ending tells once that an answer is over, read or not.
type ending struct {
	io.ReadCloser
	once sync.Once
	done func()
}

// Read tells at the end.
func (e *ending) Read(b []byte) (int, error) {
	n, err := e.ReadCloser.Read(b)
	if err != nil {
		e.once.Do(e.done)
	}
	return n, err
}

// Close tells, too.
func (e *ending) Close() error {
	e.once.Do(e.done)
	return e.ReadCloser.Close()
}
