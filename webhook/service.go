package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"aidollar/core/ledger"
)

// Source is the feed of events.
type Source interface {
	// Next gives what of the feed stands behind a cursor, looks at most at limit
	// things, and says up to where it looked; that is the cursor itself when
	// nothing stands behind it. The empty cursor is before everything. What it
	// gives is not changed by anybody.
	Next(ctx context.Context, after string, limit int) (events []Event, next string, err error)
	// End is the cursor behind everything that is there now.
	End(ctx context.Context) (string, error)
	// Before is the cursor just before an event, or ErrEvent.
	Before(ctx context.Context, event string) (string, error)
	// Sees reports whether an event is a party's business.
	Sees(party ledger.ID, e *Event) bool
	// Position counts what went into the feed; Later returns when it is beyond
	// one that was read before, or with an error when it never will be.
	Position() uint64
	Later(ctx context.Context, position uint64) error
}

// Observer counts attempts.
type Observer interface {
	Webhook(outcome string, took time.Duration)
}

// Options are what a Service works with. All but Observer and Log are needed.
type Options struct {
	Dir      string // of the file and the key
	Source   Source
	Observer Observer         // nil for none
	Log      *slog.Logger     // nil for none
	Now      func() time.Time // the clock
	HTTP     bool             // whether addresses without TLS are called
	Networks []netip.Prefix   // called though they are not public
	Timeout  time.Duration    // of one attempt
	Retries  Schedule
}

const (
	// flightMax bounds the requests on their way. An endpoint has one at a time.
	flightMax = 256
	// closePatience is how long requests on their way may take at the end.
	closePatience = 5 * time.Second
)

// Service keeps endpoints and delivers to them. It may be used from many
// goroutines.
type Service struct {
	o      Options
	key    key
	store  *store
	guard  *guard
	sender *sender
	pages  *pages
	flight chan struct{} // one for each request on its way

	stop   context.Context // ends when nothing new is to begin
	halt   context.CancelFunc
	abort  context.Context // ends when requests on their way are to end
	kill   context.CancelFunc
	wait   sync.WaitGroup
	mu     sync.Mutex // over all below
	news   chan struct{}
	kicks  map[ledger.ID]chan struct{} // of the workers
	tests  map[ledger.ID]bool          // under way
	runs   bool
	closed bool
}

// Open opens the endpoints of a directory. Nothing is delivered before Run.
func Open(o Options) (*Service, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	k, err := openKey(o.Dir)
	if err != nil {
		return nil, err
	}
	kept, err := openStore(o.Dir, k.mark())
	if err != nil {
		return nil, err
	}
	g := &guard{http: o.HTTP, networks: o.Networks}
	s := &Service{
		o: o, key: k, store: kept, guard: g, sender: newSender(g, o.Timeout, o.Now), pages: &pages{source: o.Source},
		flight: make(chan struct{}, flightMax), news: make(chan struct{}), kicks: map[ledger.ID]chan struct{}{}, tests: map[ledger.ID]bool{},
	}
	s.stop, s.halt = context.WithCancel(context.Background())
	s.abort, s.kill = context.WithCancel(context.Background())
	return s, nil
}

// Run begins to deliver, in the background.
func (s *Service) Run() error {
	var ids []ledger.ID
	err := s.store.each(ledger.ID{}, func(r *record) bool {
		ids = append(ids, r.ID)
		return true
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = true
	for _, id := range ids {
		s.begin(id)
	}
	s.wait.Add(1)
	go s.watch()
	return nil
}

// Close stops: what is on its way may end in a moment, and what does not is
// delivered again at the next start.
func (s *Service) Close() error {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	if again {
		return nil
	}
	s.halt()
	late := time.AfterFunc(closePatience, s.kill)
	s.wait.Wait()
	late.Stop()
	s.kill()
	s.sender.client.CloseIdleConnections()
	return s.store.close()
}

// CheckURL says what is wrong with an address, by a stable code and a sentence;
// both are empty when nothing is.
func (s *Service) CheckURL(text string) (code, sentence string) { return s.guard.check(text) }

// Add keeps a new endpoint, which gets what happens from now on, and gives its
// secret. When there is one with its id already, that is given instead.
func (s *Service) Add(ctx context.Context, e Endpoint) (known Endpoint, secret string, again bool, err error) {
	now := s.o.Now().UnixNano()
	e.Since, e.Enabled, e.Disabled, e.Reason, e.Failing = now, true, 0, "", 0
	end, err := s.o.Source.End(ctx)
	if err != nil {
		return known, "", false, err
	}
	// An endpoint that is made under the id of one that was removed is another.
	r, again, err := s.store.add(record{Endpoint: e, Progress: Progress{Cursor: end}, Epoch: uint64(now), Version: 1, Rotated: now})
	if err != nil {
		return known, "", false, err
	}
	if !again {
		s.o.Log.Info("a webhook was added", "webhook", r.ID, "party", r.Party)
		s.mu.Lock()
		s.begin(r.ID)
		s.mu.Unlock()
	}
	if again && !r.Rotation.IsZero() {
		return r.Endpoint, "", again, nil // the secret it was made with is not the current one
	}
	return r.Endpoint, s.shown(&r), again, nil
}

// secretShown is how long an answer that did not arrive can be asked for again.
// Later a secret is not shown: whoever wants to know it has to make a new one,
// which the receiver notices.
const secretShown = 15 * time.Minute

func (s *Service) shown(r *record) string {
	if s.o.Now().Sub(time.Unix(0, r.Rotated)) > secretShown {
		return ""
	}
	return printSecret(s.key.secret(r.ID, r.Version))
}

// Get shows an endpoint and how far it is, or gives ErrUnknown.
func (s *Service) Get(id ledger.ID) (Endpoint, Progress, error) {
	r, err := s.store.get(id)
	return r.Endpoint, r.Progress, err
}

// List gives endpoints behind one, in the order of their ids: a party's, or all
// when it is zero.
func (s *Service) List(party, after ledger.ID, limit int) (list []Endpoint, err error) {
	err = s.store.each(after, func(r *record) bool {
		if party.IsZero() || r.Party == party {
			list = append(list, r.Endpoint)
		}
		return len(list) < limit
	})
	return list, err
}

// Change changes an endpoint.
func (s *Service) Change(id ledger.ID, c Change) (Endpoint, error) {
	r, err := s.store.update(id, func(r *record) error {
		r.change(c, s.o.Now())
		return nil
	})
	s.kick(id)
	return r.Endpoint, err
}

// Remove forgets an endpoint.
func (s *Service) Remove(id ledger.ID) error {
	err := s.store.remove(id)
	if err == nil {
		s.o.Log.Info("a webhook was removed", "webhook", id)
	}
	s.kick(id)
	return err
}

// Rotate gives an endpoint another secret, and has the old ones sign beside it
// until the grace is over. The same name once more changes nothing.
func (s *Service) Rotate(id, name ledger.ID, grace time.Duration) (e Endpoint, secret string, again bool, err error) {
	r, err := s.store.update(id, func(r *record) error {
		if again = r.Rotation == name; again {
			return nil
		}
		return r.rotate(name, grace, s.o.Now())
	})
	if err != nil {
		return e, "", false, err
	}
	return r.Endpoint, s.shown(&r), again, nil
}

// Resend has an endpoint go on with an event, whether that was delivered before
// or lies ahead of what it is at.
func (s *Service) Resend(ctx context.Context, id ledger.ID, event string) (Endpoint, error) {
	cursor, err := s.o.Source.Before(ctx, event)
	if err != nil {
		return Endpoint{}, err
	}
	r, err := s.store.update(id, func(r *record) error {
		r.Progress, r.Failing = Progress{Cursor: cursor}, 0
		r.Epoch++
		return nil
	})
	s.kick(id)
	return r.Endpoint, err
}

// Attempts gives the last attempts before a number, the newest first; zero is
// behind all.
func (s *Service) Attempts(id ledger.ID, before uint64, limit int) ([]Attempt, error) {
	return s.store.attempts(id, before, limit)
}

// Test delivers an event of its own to an endpoint, enabled or not, and says
// what became of it.
func (s *Service) Test(ctx context.Context, id ledger.ID) (a Attempt, err error) {
	r, err := s.store.get(id)
	if err != nil {
		return a, err
	}
	s.mu.Lock()
	switch {
	case s.closed:
		err = ErrStopping
	case s.tests[id]:
		err = ErrBusy
	default:
		s.tests[id] = true
		s.wait.Add(1)
	}
	s.mu.Unlock()
	if err != nil {
		return a, err
	}
	defer func() {
		s.mu.Lock()
		delete(s.tests, id)
		s.mu.Unlock()
		s.wait.Done()
	}()
	now := s.o.Now()
	body, err := json.Marshal(payload{testType, now.UTC().Format(time.RFC3339Nano), json.RawMessage(`{"webhook":"` + id.String() + `"}`)})
	if err != nil {
		return a, err
	}
	m := &message{id: testPrefix + newToken(), kind: testType, body: body}
	a, _, ok := s.attempt(ctx, &r, m)
	if !ok {
		return a, ErrStopping
	}
	_, err = s.store.enter(id, &a, func(*record) {})
	if errors.Is(err, ErrUnknown) {
		err = nil // it was removed meanwhile; the answer is as true
	}
	return a, err
}

// Counts is how many endpoints there are, by how they are.
type Counts struct{ Healthy, Failing, Disabled int }

// Count counts the endpoints.
func (s *Service) Count() (c Counts, err error) {
	err = s.store.each(ledger.ID{}, func(r *record) bool {
		switch {
		case !r.Enabled:
			c.Disabled++
		case r.Failing != 0:
			c.Failing++
		default:
			c.Healthy++
		}
		return true
	})
	return c, err
}
