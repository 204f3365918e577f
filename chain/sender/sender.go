package sender

import (
	"cmp"
	"context"
	"errors"
	"math/big"
	"slices"
	"sync"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common/hexutil"
)

// Sender sends the transactions of one account on one chain. Any number of
// goroutines may use it, next to the one in Run.
type Sender struct {
	cfg    Config
	outbox *outbox
	wake   chan struct{}
	fault  func(step string) // tests crash here

	running sync.Mutex  // held by Run
	anchor  chain.Block // Run's own: the head when it last looked at everything

	mu      sync.Mutex
	open    map[string]*record
	arrival uint64  // of the next intent
	next    *uint64 // nonce; nil until the chain was asked
	paused  bool
	closed  bool
	told    []Status      // changes that Run has yet to tell
	changed chan struct{} // closed and made anew at every change
	pruned  time.Time
}

// Open reads the outbox. Nothing is sent before Run.
func Open(cfg Config) (*Sender, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	box, err := openOutbox(cfg.Outbox, ownerOf(cfg.Client.ID(), cfg.Signer.Address()))
	if err != nil {
		return nil, err
	}
	s := &Sender{cfg: cfg, outbox: box, wake: make(chan struct{}, 1), changed: make(chan struct{}),
		open: map[string]*record{}, fault: func(string) {}}
	records, next, paused, err := box.load()
	if err != nil {
		return nil, errors.Join(err, box.db.Close())
	}
	s.next, s.paused = next, paused
	for _, r := range records {
		s.open[r.ID] = r
		s.arrival = max(s.arrival, r.Arrival+1)
	}
	return s, nil
}

// Close lets go of the outbox. Run must have returned.
func (s *Sender) Close() error {
	s.running.Lock()
	defer s.running.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	close(s.changed) // whoever waits is to hear of it
	s.changed = make(chan struct{})
	if err := s.outbox.db.Close(); err != nil {
		return broken(err)
	}
	return nil
}

// Send takes an intent in. When it returns without an error the intent is on
// disk and will be sent, even if the program dies. Sent again, the same intent
// changes nothing, and the answer is how far it has come; another one with its id
// is refused.
func (s *Sender) Send(_ context.Context, intent Intent) (Status, error) {
	if err := intent.check(s.cfg.GasMax); err != nil {
		return Status{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, err := s.find(intent.ID)
	if err != nil {
		return Status{}, err
	}
	if known != nil {
		if before := known.intent(); !before.same(&intent) {
			return Status{}, chain.Errorf(chain.Refuse, CodeDiffers, "intent %q was for another call", intent.ID)
		}
		return known.status(), nil
	}
	if len(s.open) >= s.cfg.OpenMax {
		return Status{}, chain.Errorf(chain.Retry, CodeFull, "%d intents are open", len(s.open))
	}
	r := &record{ID: intent.ID, Arrival: s.arrival, To: intent.To, Data: slices.Clone(intent.Data),
		GasMax: intent.GasMax, Deadline: intent.Deadline, State: Queued}
	if intent.Value != nil {
		r.Value = (*hexutil.Big)(new(big.Int).Set(intent.Value))
	}
	if err := s.outbox.put(r, nil); err != nil {
		return Status{}, err
	}
	s.fault("queued")
	s.arrival++
	s.open[r.ID] = r
	s.tell(r)
	s.nudge()
	return r.status(), nil
}

// find is an intent's record, or nil. The caller holds mu.
func (s *Sender) find(id string) (*record, error) {
	if s.closed {
		return nil, chain.Errorf(chain.Stop, CodeClosed, "the sender was closed")
	}
	if r := s.open[id]; r != nil {
		return r, nil
	}
	return s.outbox.done(id)
}

// Status is how far an intent has come; false if there is none with this id, or
// none any more.
func (s *Sender) Status(id string) (Status, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.find(id)
	if err != nil || r == nil {
		return Status{}, false, err
	}
	return r.status(), true, nil
}

// Unfinished is every intent that is not final, in the order of arrival.
func (s *Sender) Unfinished() []Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Status
	for _, r := range s.inOrder() {
		all = append(all, r.status())
	}
	return all
}

// inOrder is what is open in the order of arrival. The caller holds mu.
func (s *Sender) inOrder() []*record {
	all := make([]*record, 0, len(s.open))
	for _, r := range s.open {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *record) int { return cmp.Compare(a.Arrival, b.Arrival) })
	return all
}

// Await waits until an intent has come as far as a state, or has failed.
func (s *Sender) Await(ctx context.Context, id string, state State) (Status, error) {
	for {
		s.mu.Lock()
		r, err := s.find(id)
		changed := s.changed
		var status Status
		if r != nil {
			status = r.status()
		}
		s.mu.Unlock()
		switch {
		case err != nil:
			return Status{}, err
		case r == nil:
			return Status{}, chain.Errorf(chain.Refuse, CodeUnknown, "there is no intent %q", id)
		case status.State.rank() >= state.rank():
			return status, nil
		}
		select {
		case <-ctx.Done():
			return status, ctx.Err()
		case <-changed:
		}
	}
}

// Pause is the kill switch: from now on nothing is signed and nothing is handed
// to the chain, not even again; what the chain has already is still followed. It
// lasts through restarts, until Resume.
func (s *Sender) Pause() error { return s.setPaused(true) }

// Resume takes Pause back.
func (s *Sender) Resume() error { return s.setPaused(false) }

// Paused reports whether the kill switch is on.
func (s *Sender) Paused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.paused
}

func (s *Sender) setPaused(paused bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return chain.Errorf(chain.Stop, CodeClosed, "the sender was closed")
	}
	// In memory first: a disk that is full must not keep the switch from working.
	before := s.paused
	s.paused = s.paused || paused
	if err := s.outbox.setPaused(paused); err != nil {
		return err
	}
	s.paused = paused
	if before && !paused {
		s.nudge()
	}
	return nil
}

// Nudge has Run look at the chain now, as when somebody saw a new block.
func (s *Sender) Nudge() { s.nudge() }

func (s *Sender) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// tell notes a change for Run to tell. The caller holds mu.
func (s *Sender) tell(r *record) {
	s.told = append(s.told, r.status())
	close(s.changed)
	s.changed = make(chan struct{})
}
