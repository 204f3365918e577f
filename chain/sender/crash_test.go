package sender

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/chain/internal/faulty"
)

// What the child is told.
const (
	childStep   = "SENDER_CHILD_STEP" // where it kills itself
	childCount  = "SENDER_CHILD_COUNT"
	childURL    = "SENDER_CHILD_URL"
	childOutbox = "SENDER_CHILD_OUTBOX"
	childFirst  = "SENDER_CHILD_FIRST" // number of the first intent
)

const intentsEach = 3

// TestMain lets the test's program be the one that is killed.
func TestMain(m *testing.M) {
	if os.Getenv(childStep) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child sends some intents and is killed at a step.
func child() error {
	count, err := strconv.Atoi(os.Getenv(childCount))
	if err != nil {
		return err
	}
	first, err := strconv.Atoi(os.Getenv(childFirst))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cfg, err := configOf(31337, os.Getenv(childOutbox), os.Getenv(childURL))
	if err != nil {
		return err
	}
	cfg.StuckAfter = 50 * time.Millisecond // so that the step "replaced" is reached
	s, err := Open(cfg)
	if err != nil {
		return err
	}
	s.fault = func(step string) {
		if step != os.Getenv(childStep) {
			return
		}
		if count--; count == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	for n := range intentsEach {
		if _, err := s.Send(ctx, pays(fmt.Sprint(first+n), byte(first+n))); err != nil {
			return err
		}
	}
	if err := s.Run(ctx); err != nil {
		return err
	}
	return fmt.Errorf("step %s was not reached %s times", os.Getenv(childStep), os.Getenv(childCount))
}

// TestCrash kills the program at each step of the way, and sees that the next one
// does what is left and nothing twice.
func TestCrash(t *testing.T) {
	h := newHouse(t, devnet.Options{Instant: true})
	deaf := faulty.New(t, h.RPC()) // for the step at which something must be stuck
	outbox := filepath.Join(t.TempDir(), "outbox.db")
	number := 1
	sent := uint64(0)
	for _, step := range []string{"queued", "signed", "persisted", "broadcasting", "broadcast", "included", "replaced"} {
		for _, count := range []int{1, 2} {
			url, passing := h.RPC(), make(chan struct{})
			if step == "replaced" {
				url = deaf.URL
				swallow(deaf)
				go h.pass(passing)
			}
			command := exec.CommandContext(t.Context(), os.Args[0])
			command.Env = append(os.Environ(), childStep+"="+step, childCount+"="+strconv.Itoa(count),
				childURL+"="+url, childOutbox+"="+outbox, childFirst+"="+strconv.Itoa(number))
			out, err := command.CombinedOutput()
			close(passing)
			if status, is := command.ProcessState.Sys().(syscall.WaitStatus); !is || status.Signal() != syscall.SIGKILL {
				t.Fatalf("at %q the child ended otherwise: %v: %s", step, err, out)
			}
			deaf.Set("eth_sendRawTransaction", nil)

			h.config.Outbox = outbox
			s, stop := h.run()
			for n := range intentsEach {
				i := pays(fmt.Sprint(number+n), byte(number+n))
				if status := h.send(s, i); status.State == Failed {
					t.Errorf("after %q: %+v", step, status)
				}
			}
			for n := range intentsEach {
				h.await(s, fmt.Sprint(number+n), Included)
			}
			if err := h.Mine(t.Context(), 3); err != nil {
				t.Fatal(err)
			}
			for n := range intentsEach {
				h.await(s, fmt.Sprint(number+n), Finalized)
				if got := h.Balance(fresh(byte(number + n))); got != uint64(number+n) {
					t.Errorf("killed at the %d. %q: intent %d has moved %d", count, step, number+n, got)
				}
			}
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			number += intentsEach
			sent += intentsEach
			if nonce, err := h.Client.NonceAt(h.Context(), payer().Address, nil); err != nil || nonce != sent {
				t.Fatalf("killed at the %d. %q: %d intents took %d nonces (%v)", count, step, sent, nonce, err)
			}
		}
	}
}

// pass lets blocks go by until the channel is closed: while a chain stands still
// nothing is replaced.
func (h *house) pass(ended <-chan struct{}) {
	for {
		select {
		case <-ended:
			return
		case <-time.After(50 * time.Millisecond):
			_ = h.Mine(context.Background(), 1)
		}
	}
}
