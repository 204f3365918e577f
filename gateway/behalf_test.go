package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/ledger"
)

const behalfBody = `{"model":"m","max_tokens":50,"messages":[{"role":"user","content":"Say hello"}]}`

func behalfStage(t *testing.T, asked *atomic.Int32, fails *atomic.Int32) *stage {
	return newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("Authorization") != "Bearer sk-upstream-up" {
			t.Errorf("the upstream got %v", r.Header)
		}
		if fails.Add(-1) >= 0 {
			w.WriteHeader(500)
			return
		}
		_, _ = io.WriteString(w, wholeAnswer)
	}, nil)
}

// TestBehalfIsChargedOnce: the same id again is the same call, whatever had
// become of it.
func TestBehalfIsChargedOnce(t *testing.T) {
	var asked, fails atomic.Int32
	s := behalfStage(t, &asked, &fails)
	b := Behalf{Key: testKey.ID, Call: newID(time.Now()), Path: "/v1/chat/completions", Body: []byte(behalfBody)}
	first, err := s.gateway.Do(t.Context(), b)
	if err != nil || first.Status != 200 || string(first.Body) != wholeAnswer || first.Cost == "" {
		t.Fatal(first, err)
	}
	again, err := s.gateway.Do(t.Context(), b)
	if err != nil || again.Status != 200 || again.Cost != first.Cost || asked.Load() != 2 || s.purse.captured != 1 {
		t.Fatal(again, err, asked.Load(), s.purse.captured)
	}
	if s.only().Call != b.Call {
		t.Fatal("captured under another id")
	}

	// A hold that a crash left open is used again.
	b.Call = newID(time.Now())
	deadline := time.UnixMilli(b.Call.Millis()).Add(s.gateway.HoldTime)
	if _, err := s.purse.Reserve(t.Context(), Reservation{Call: b.Call, Deadline: deadline}); err != nil {
		t.Fatal(err)
	}
	if answer, err := s.gateway.Do(t.Context(), b); err != nil || answer.Status != 200 || s.purse.captured != 2 {
		t.Fatal(answer, err)
	}

	// A call that failed returned its hold, and its id is spent.
	b.Call = newID(time.Now())
	fails.Store(1)
	if answer, err := s.gateway.Do(t.Context(), b); err != nil || answer.Status != 502 || answer.Cost != "" {
		t.Fatal(answer, err)
	}
	if answer, err := s.gateway.Do(t.Context(), b); !errors.Is(err, ErrCallClosed) {
		t.Fatal(answer, err)
	}
	s.purse.refusing = &Refusal{Kind: RefusalForbidden, Code: "id_too_old"}
	b.Call = newID(time.Now())
	if answer, err := s.gateway.Do(t.Context(), b); !errors.Is(err, ErrCallForgotten) {
		t.Fatal(answer, err)
	}
}

func TestBehalfOfWhom(t *testing.T) {
	var asked, fails atomic.Int32
	s := behalfStage(t, &asked, &fails)
	s.purse.routes["m"].Services = []string{"batch"}
	b := Behalf{Key: ledger.ID{Lo: 77}, Call: newID(time.Now()), Path: "/v1/chat/completions", Body: []byte(behalfBody), Service: "batch"}
	if answer, err := s.gateway.Do(t.Context(), b); err != nil || answer.Status != 401 {
		t.Fatal(answer, err)
	}
	b.Key, b.Path = testKey.ID, "/v1/models"
	if _, err := s.gateway.Do(t.Context(), b); err == nil {
		t.Fatal("a call was made of what is none")
	}
	b.Path = "/v1/chat/completions"
	b.Body = []byte("{")
	if answer, err := s.gateway.Do(t.Context(), b); err != nil || answer.Status != 400 {
		t.Fatal(answer, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b.Body = []byte(behalfBody)
	if answer, err := s.gateway.Do(ctx, b); !errors.Is(err, context.Canceled) {
		t.Fatal(answer, err)
	}
	b.Call = newID(time.Now())
	if answer, err := s.gateway.Do(t.Context(), b); err != nil || answer.Status != 200 || s.purse.services[b.Call] != "batch" {
		t.Fatal(answer, err, s.purse.services)
	}
}
