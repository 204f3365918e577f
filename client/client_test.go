package client

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// serve makes a client of a server that answers the n-th request with f.
func serve(t *testing.T, f func(n int, w http.ResponseWriter, r *http.Request)) *Client {
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		f(n, w, r)
	}))
	t.Cleanup(s.Close)
	return New(s.URL+"/", "sk-aid-test")
}

func TestBusyServerIsAskedAgainUnderTheSameKey(t *testing.T) {
	keys := map[string]bool{}
	tried := 0
	c := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		tried = n
		keys[r.Header.Get("Idempotency-Key")] = true
		if r.Header.Get("Authorization") != "Bearer sk-aid-test" || r.URL.Path != "/api/v1/buyers" {
			t.Errorf("%s with %s", r.URL.Path, r.Header.Get("Authorization"))
		}
		if n < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, `{"code":"busy","detail":"later"}`)
			return
		}
		_, _ = io.WriteString(w, `{"id":"0190a5d2-7c1e-7aaa-8000-0123456789ab","name":"Ann"}`)
	})
	p, err := c.CreateBuyer(t.Context(), NewParty{Name: "Ann"})
	if err != nil || p.Name != "Ann" || tried != 3 || len(keys) != 1 || keys[""] {
		t.Errorf("%v after %d tries with the keys %v: %+v", err, tried, keys, p)
	}
}

func TestRefusalIsNotAskedAgain(t *testing.T) {
	tried := 0
	c := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		tried = n
		w.Header().Set("X-Request-Id", "r-1")
		w.WriteHeader(http.StatusPaymentRequired)
		_, _ = io.WriteString(w, `{"code":"debit_limited","detail":"no","available":"3","errors":[{"pointer":"/amount","code":"x","detail":"y"}]}`)
	})
	_, err := c.Deposit(t.Context(), NewDeposit{Amount: "1"})
	var e *Error
	if !errors.As(err, &e) || e.Status != 402 || e.Code != "debit_limited" || e.Available != "3" || e.Request != "r-1" || e.Faults[0].Pointer != "/amount" || tried != 1 {
		t.Errorf("%+v after %d tries", err, tried)
	}
	if e.Error() != "debit_limited: no" || IsCode(io.EOF, "debit_limited") {
		t.Errorf("printed as %q", e.Error())
	}
}

func TestAnswerThatIsNoProblem(t *testing.T) {
	c := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>")
	})
	if _, err := c.Position(t.Context()); !IsCode(err, "http_502") {
		t.Errorf("%v", err)
	}
}

func TestBatchIsNeverSentTwiceByItself(t *testing.T) {
	tried := 0
	c := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		tried = n
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, `{"code":"busy","detail":"later"}`)
	})
	if _, err := c.Batch(t.Context(), make([]byte, ledger.TransferSize)); !IsCode(err, "busy") || tried != 1 {
		t.Errorf("%v after %d tries", err, tried)
	}
	for _, n := range []int{0, 127, (BatchMax + 1) * ledger.TransferSize} {
		if _, err := c.Batch(t.Context(), make([]byte, n)); err == nil || tried != 1 {
			t.Errorf("a batch of %d bytes was sent", n)
		}
	}
}

func TestResultsOfABatch(t *testing.T) {
	encoded := make([]byte, 3*ledger.TransferSize)
	for i := range 3 {
		tr := ledger.Transfer{Amount: money.Units(uint64(10 + i))}
		tr.Put(encoded[i*ledger.TransferSize:])
	}
	raw := money.Units(5).Append([]byte{byte(ledger.OK), byte(ledger.OK) | resultAmount, byte(ledger.DebitLimited)})
	got, err := readResults(encoded, raw)
	want := []ledger.Outcome{{Amount: money.Units(10)}, {Amount: money.Units(5)}, {Result: ledger.DebitLimited}}
	if err != nil || len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%+v, %v", got, err)
	}
	for n := range raw {
		if _, err := readResults(encoded, raw[:n]); err == nil {
			t.Errorf("an answer of %d bytes was read", n)
		}
	}
	if _, err := readResults(encoded, append(raw, 0)); err == nil {
		t.Error("an answer with a byte too many was read")
	}
}

// FuzzResults reads whatever a server may answer.
func FuzzResults(f *testing.F) {
	f.Add([]byte{0, 1, 0x80, 1, 2, 3})
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := readResults(make([]byte, 2*ledger.TransferSize), raw)
		if err == nil && len(got) != 2 {
			t.Errorf("%d outcomes of two transfers", len(got))
		}
	})
}

func TestIDs(t *testing.T) {
	id := NewID()
	if d := time.Since(time.UnixMilli(id.Millis())); d < -time.Second || d > time.Minute {
		t.Errorf("the id carries a time %s ago", d)
	}
	text := id.String()
	if text[14] != '7' || (text[19] != '8' && text[19] != '9' && text[19] != 'a' && text[19] != 'b') || NewID() == id {
		t.Errorf("%s is no UUIDv7", text)
	}
	raw, err := json.Marshal(NewDeposit{Buyer: id, Amount: "1"})
	if err != nil || string(raw) != `{"buyer":"`+text+`","amount":"1"}` {
		t.Errorf("%s, %v", raw, err)
	}
	var back NewDeposit
	if err := json.Unmarshal(raw, &back); err != nil || back.Buyer != id {
		t.Errorf("%+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"buyer":"x"}`), &back); err == nil {
		t.Error("an id that is none was read")
	}
}
