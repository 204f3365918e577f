package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// distant is a purse that cannot be reached at times, and whose captures are kept
// while that is so.
type distant struct {
	*purse
	keys, calls bool // what cannot be reached
}

func (d *distant) Key(ctx context.Context, hash [32]byte) (Key, bool, error) {
	if d.keys {
		return Key{}, false, fmt.Errorf("nobody listens: %w", ErrAway)
	}
	return d.purse.Key(ctx, hash)
}

func (d *distant) Reserve(ctx context.Context, r Reservation) (Reserved, error) {
	if d.calls {
		return Reserved{}, fmt.Errorf("nobody listens: %w", ErrAway)
	}
	return d.purse.Reserve(ctx, r)
}

func (d *distant) Capture(ctx context.Context, c Capture) (Captured, error) {
	if d.calls {
		return Captured{Later: true}, nil
	}
	return d.purse.Capture(ctx, c)
}

// farTeller is the wallets' side of it.
type farTeller struct {
	*teller
	far *distant
}

func (t farTeller) Ask(h http.Header, r *http.Request, of *Reservation, why *Refusal) ([]byte, error) {
	if t.far.calls {
		return nil, errors.Join(ErrAway, errors.New("nobody listens"))
	}
	return t.teller.Ask(h, r, of, why)
}

func (t farTeller) Take(ctx context.Context, r *http.Request, note *Note, of *Reservation) (*Taken, error) {
	if t.far.calls {
		return nil, ErrAway
	}
	return t.teller.Take(ctx, r, note, of)
}

func newDistantStage(t *testing.T, handler http.HandlerFunc) (*stage, *distant) {
	d := &distant{}
	return newStage(t, 1_000_000, handler, func(c *Config, _ *Route) {
		d.purse, _ = c.Clearing.(*purse)
		c.Clearing, c.Wallets = d, farTeller{&teller{purse: d.purse, used: map[string]bool{}, sold: true}, d}
	}), d
}

// While the house cannot be reached nothing runs, and everybody is told so.
func TestNothingRunsWithoutTheHouse(t *testing.T) {
	ran := 0
	s, d := newDistantStage(t, func(w http.ResponseWriter, _ *http.Request) {
		ran++
		_, _ = io.WriteString(w, walletAnswer)
	})
	awayWith := func(what string, got reply, body string) {
		t.Helper()
		if got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, `"code":"house_away"`) || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %v %s", what, got.StatusCode, got.Header, body)
		}
	}
	d.calls = true
	got, body := s.post(walletQuestion)
	awayWith("a key", got, body)
	got, body = s.buy("", walletQuestion)
	awayWith("a wallet that asks", got, body)
	got, body = s.buy("good", walletQuestion)
	awayWith("a wallet that pays", got, body)
	d.keys = true
	got, body = s.post(walletQuestion)
	awayWith("a key that nobody knows", got, body)
	if ran != 0 || len(d.voids) != 0 || len(d.holds) != 0 {
		t.Errorf("it ran %d times, with %v and %v", ran, d.holds, d.voids)
	}
	d.keys, d.calls = false, false
	if got, body = s.post(walletQuestion); got.StatusCode != http.StatusOK || ran != 1 {
		t.Errorf("once it is back: %d %s", got.StatusCode, body)
	}
}

// What was delivered while the house went away is answered, and its cost is told
// to be known later.
func TestACaptureThatIsKept(t *testing.T) {
	var d *distant
	s, d := newDistantStage(t, func(w http.ResponseWriter, r *http.Request) {
		d.calls = true
		body, err := io.ReadAll(r.Body)
		if err == nil && strings.Contains(string(body), `"stream":true`) {
			sse(w, event(usageEvent)+event("[DONE]"))
			return
		}
		_, _ = io.WriteString(w, walletAnswer)
	})
	got, body := s.post(walletQuestion)
	if got.StatusCode != http.StatusOK || body != walletAnswer || got.Header.Get(headerCost) != "later" || got.Header.Get(headerBalance) != "" {
		t.Errorf("%d %v %s", got.StatusCode, got.Header, body)
	}
	d.calls = false
	if got, body = s.post(helloStream); got.StatusCode != http.StatusOK || !strings.Contains(body, " cost=later\n") || !strings.Contains(body, "[DONE]") {
		t.Errorf("a stream: %d %v %s", got.StatusCode, got.Header, body)
	}
	if len(d.holds) != 2 {
		t.Fatalf("%d holds wait for their captures", len(d.holds))
	}
	for id := range d.holds { // as whoever kept them would
		if _, err := d.purse.Capture(t.Context(), Capture{Call: id}); err != nil {
			t.Error(err)
		}
	}
}
