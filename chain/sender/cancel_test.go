package sender

import (
	"context"
	"errors"
	"testing"

	"aidollar/chain"
	"aidollar/chain/devnet"
)

// TestCancel takes intents back at every step before they have a nonce, and one
// after it.
func TestCancel(t *testing.T) {
	h := newHouse(t, devnet.Options{Instant: true})
	s, err := Open(h.config)
	if err != nil {
		t.Fatal(err)
	}
	canceled := func(id string) {
		if status, err := s.Cancel(id); err != nil || status.State != Failed || status.Reason != CodeCanceled || status.HasNonce {
			t.Errorf("%s: %+v, %v", id, status, err)
		}
	}
	if _, err := s.Cancel("unknown"); chain.Code(err) != CodeUnknown {
		t.Errorf("unknown: %v", err)
	}
	h.send(s, pays("queued", 1))
	canceled("queued")
	canceled("queued") // once more changes nothing
	if status := h.send(s, pays("queued", 1)); status.Reason != CodeCanceled {
		t.Errorf("sent again: %+v", status)
	}
	// Taken back while it is being signed, it must not get the nonce.
	s.fault = func(step string) {
		if step != "signed" {
			return // the others come with the lock held
		}
		if status, known, err := s.Status("signed"); err == nil && known && status.State == Queued {
			canceled("signed")
		}
	}
	h.send(s, pays("signed", 2))
	h.send(s, pays("good", 3))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, s.Close()); err != nil {
			t.Error(err)
		}
	})
	status := h.await(s, "good", Included)
	if status.Nonce != 0 || h.Balance(fresh(1))+h.Balance(fresh(2)) != 0 || h.Balance(fresh(3)) != 3 {
		t.Errorf("%+v; %d and %d were moved for what was taken back", status, h.Balance(fresh(1)), h.Balance(fresh(2)))
	}
	if status, err := s.Cancel("good"); err != nil || status.State == Failed {
		t.Errorf("what has a nonce: %+v, %v", status, err)
	}
}
