package sender

import (
	"time"

	"aidollar/chain"
)

// Cancel takes an intent back that has no nonce: it fails for good, and nothing of
// it was sent or will be. One that has a nonce stays as it is, since the chain may
// have it. The answer is how the intent stands now.
func (s *Sender) Cancel(id string) (Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.find(id)
	switch {
	case err != nil:
		return Status{}, err
	case r == nil:
		return Status{}, chain.Errorf(chain.Refuse, CodeUnknown, "there is no intent %q", id)
	case r.State != Queued:
		return r.status(), nil
	}
	// Run may be looking at the record and stays its only writer, so what is ended
	// is a copy. Run finds out by taken.
	ended := *r
	ended.State, ended.Reason, ended.Message, ended.Ended = Failed, CodeCanceled, "it was taken back before it had a nonce", time.Now()
	if err := s.outbox.end(&ended); err != nil {
		return Status{}, err
	}
	delete(s.open, id)
	s.tell(&ended)
	return ended.status(), nil
}

// taken reports whether a record was taken back. The caller holds mu.
func (s *Sender) taken(r *record) bool { return s.open[r.ID] != r }
