package webhook

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"aidollar/core/ledger"
)

const (
	testType   = "webhook.test"
	testPrefix = "test-"
	// sourceWait is how long after an error the source is asked again; it doubles,
	// up to troubleMax. An event whose delivery cannot be kept is delivered again
	// each time, and a full disk is no reason to besiege its receiver.
	sourceWait = time.Second
	troubleMax = time.Minute
	// skipTime is how often it is written that an endpoint is behind events that
	// it does not want. A start reads what came since once more.
	skipTime = time.Minute
)

// payload is the body of a delivery: Standard Webhooks 1.0.0, "Payload
// structure".
type payload struct {
	Type string          `json:"type"`
	Time string          `json:"timestamp"`
	Data json.RawMessage `json:"data"`
}

func newToken() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // it cannot fail: crypto/rand
	return hex.EncodeToString(raw[:])
}

// begin starts an endpoint's worker. The caller holds mu.
func (s *Service) begin(id ledger.ID) {
	if !s.runs || s.closed || s.kicks[id] != nil {
		return
	}
	kick := make(chan struct{}, 1)
	s.kicks[id] = kick
	s.wait.Add(1)
	go func() {
		defer s.wait.Done()
		(&worker{s: s, id: id, kick: kick}).run()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.kicks, id)
		// Somebody may have made an endpoint with the same id since the worker saw
		// that its own was gone.
		if _, err := s.store.get(id); err == nil {
			s.begin(id)
		}
	}()
}

// kick has an endpoint's worker look at what is kept of it.
func (s *Service) kick(id ledger.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.kicks[id] <- struct{}{}:
	default: // there is none, or it will look anyway
	}
}

// watch tells the workers whenever there is more in the feed.
func (s *Service) watch() {
	defer s.wait.Done()
	position := s.o.Source.Position()
	for s.stop.Err() == nil {
		if err := s.o.Source.Later(s.stop, position); err != nil {
			pause(s.stop, sourceWait, nil, nil)
		}
		position = s.o.Source.Position()
		s.mu.Lock()
		close(s.news)
		s.news = make(chan struct{})
		s.mu.Unlock()
	}
}

// bell is closed when there is more than there is now.
func (s *Service) bell() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.news
}

// pause waits for a time, if it is above zero, or for one of two channels.
func pause(ctx context.Context, d time.Duration, a, b <-chan struct{}) {
	var timer <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-ctx.Done():
	case <-timer:
	case <-a:
	case <-b:
	}
}

// attempt makes one request, when there is room for it. It is false when the
// service stopped before the answer.
func (s *Service) attempt(ctx context.Context, r *record, m *message) (a Attempt, ask time.Duration, ok bool) {
	select {
	case s.flight <- struct{}{}:
		defer func() { <-s.flight }()
	case <-s.stop.Done():
		return a, 0, false
	case <-ctx.Done():
		return a, 0, false
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.abort, cancel)()
	var secrets [][]byte
	for _, version := range r.versions(s.o.Now()) {
		secrets = append(secrets, s.key.secret(r.ID, version))
	}
	a, ask = s.sender.send(ctx, r.URL, m, secrets)
	if a.Outcome != Delivered && ctx.Err() != nil {
		return a, 0, false // it was us who hung up
	}
	if s.o.Observer != nil {
		s.o.Observer.Webhook(a.Outcome, a.Took)
	}
	return a, ask, true
}

// worker delivers to one endpoint, one event after the other.
type worker struct {
	s    *Service
	id   ledger.ID
	kick <-chan struct{}

	known   bool    // whether there is anything below
	epoch   uint64  // of the record that it belongs to
	at      string  // behind what was delivered, or not wanted
	read    bool    // whether what stands behind it was read
	rest    []Event // of what was read
	next    string  // behind the rest
	skipped time.Time
	trouble time.Duration // to wait after the next error here
}

// run works until the service stops or the endpoint is removed.
func (w *worker) run() {
	s := w.s
	defer w.keep()
	for s.stop.Err() == nil {
		bell := s.bell() // before reading: what comes in meanwhile rings it
		// The record is read before each event, so that what somebody changes
		// counts from the next one on.
		r, err := s.store.get(w.id)
		if errors.Is(err, ErrUnknown) {
			return
		}
		if err != nil {
			w.troubled("a webhook cannot be read", err)
			continue
		}
		if !w.known || w.epoch != r.Epoch {
			*w = worker{s: s, id: w.id, kick: w.kick, known: true, epoch: r.Epoch, at: r.Cursor, skipped: s.o.Now()}
		}
		if !r.Enabled {
			pause(s.stop, 0, w.kick, nil)
			continue
		}
		if wait := time.Unix(0, r.Next).Sub(s.o.Now()); r.Next != 0 && wait > 0 {
			pause(s.stop, wait, w.kick, nil)
			continue
		}
		more, err := w.advance(&r)
		switch {
		case err != nil:
			w.troubled("a webhook's events cannot be read, or what became of one not kept", err)
			continue
		case !more:
			pause(s.stop, 0, w.kick, bell)
		}
		w.trouble = 0
	}
}

// troubled tells of an error on this side, and waits.
func (w *worker) troubled(what string, err error) {
	w.trouble = min(max(2*w.trouble, sourceWait), troubleMax)
	w.s.o.Log.Error(what, "webhook", w.id, "error", err, "again_in", w.trouble)
	pause(w.s.stop, w.trouble, w.kick, nil)
}

// advance goes over what stands behind the endpoint's cursor until it has tried
// to deliver something or has come to the end; more is false only there.
func (w *worker) advance(r *record) (more bool, err error) {
	s := w.s
	if !w.read {
		p, err := s.pages.read(s.stop, w.at)
		if err != nil {
			if s.stop.Err() != nil {
				return false, nil
			}
			return false, err
		}
		if p.next == w.at {
			return false, nil
		}
		w.read, w.rest, w.next = true, p.events, p.next
	}
	for len(w.rest) > 0 {
		e := &w.rest[0]
		if r.wants(e) && (r.Party.IsZero() || s.o.Source.Sees(r.Party, e)) {
			return true, w.deliver(r, e)
		}
		w.at, w.rest = e.ID, w.rest[1:]
	}
	w.at, w.read = w.next, false
	if s.o.Now().Sub(w.skipped) > skipTime {
		w.keep()
	}
	return true, nil
}

// deliver makes one attempt at an event and keeps what became of it.
func (w *worker) deliver(r *record, e *Event) error {
	s := w.s
	body, err := json.Marshal(payload{e.Type, e.Time, e.Data})
	if err != nil {
		return err
	}
	a, ask, ok := s.attempt(s.abort, r, &message{id: e.ID, kind: e.Type, body: body})
	if !ok {
		return nil
	}
	disabled := false
	now := s.o.Now()
	kept, err := s.store.enter(w.id, &a, func(current *record) {
		a.Next, disabled = 0, false
		if was := current.Enabled; current.Epoch == r.Epoch {
			current.settle(&a, s.o.Retries, ask, now)
			disabled = was && !current.Enabled
		}
	})
	switch {
	case errors.Is(err, ErrUnknown):
		return nil
	case err != nil:
		return err
	}
	if a.Outcome == Delivered && kept.Epoch == r.Epoch {
		w.at, w.rest = e.ID, w.rest[1:]
	}
	switch {
	case disabled:
		s.o.Log.Warn("a webhook was disabled", "webhook", w.id, "party", r.Party, "reason", kept.Reason, "event", e.ID, "outcome", a.Outcome, "status", a.Status)
	case a.Outcome != Delivered:
		s.o.Log.Info("a webhook did not take an event", "webhook", w.id, "event", e.ID, "outcome", a.Outcome, "status", a.Status, "failures", kept.Failures)
	}
	return nil
}

// keep writes up to where the endpoint has all that it wants. It is no loss when
// that is not written: the same is then looked at again.
func (w *worker) keep() {
	w.skipped = w.s.o.Now()
	if !w.known {
		return
	}
	_, err := w.s.store.update(w.id, func(r *record) error {
		if r.Epoch != w.epoch || r.Cursor == w.at || r.Failures > 0 || !r.Enabled {
			return errUnchanged
		}
		r.Cursor = w.at
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) && !errors.Is(err, ErrUnknown) {
		w.s.o.Log.Error("a webhook's cursor cannot be kept", "webhook", w.id, "error", err)
	}
}

var errUnchanged = errors.New("nothing is to be written")
