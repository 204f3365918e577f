package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/core/ledger"
)

// feed is a source in memory. Its cursors count the events.
type feed struct {
	mu     sync.Mutex
	events []Event
	more   chan struct{}
	reads  int
}

func (f *feed) add(kind string, parties ...ledger.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := strconv.Itoa(len(f.events) + 1)
	f.events = append(f.events, Event{ID: id, Type: kind, Time: "2026-03-01T12:00:00Z", Data: json.RawMessage(`{"n":` + id + `}`), Parties: parties})
	if f.more != nil {
		close(f.more)
		f.more = nil
	}
}

func place(cursor string) int {
	n, _ := strconv.Atoi(cursor) // the empty one is zero
	return n
}

func (f *feed) Next(_ context.Context, after string, limit int) ([]Event, string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	rest := f.events[place(after):]
	if len(rest) == 0 {
		return nil, after, nil
	}
	rest = slices.Clone(rest[:min(limit, len(rest))])
	return rest, rest[len(rest)-1].ID, nil
}

func (f *feed) End(context.Context) (string, error) { return strconv.Itoa(int(f.Position())), nil }

func (f *feed) Before(_ context.Context, event string) (string, error) {
	if n := place(event); n > 0 && n <= int(f.Position()) {
		return strconv.Itoa(n - 1), nil
	}
	return "", ErrEvent
}

func (f *feed) Sees(party ledger.ID, e *Event) bool { return slices.Contains(e.Parties, party) }

func (f *feed) Position() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return uint64(len(f.events))
}

func (f *feed) Later(ctx context.Context, position uint64) error {
	f.mu.Lock()
	if uint64(len(f.events)) > position {
		f.mu.Unlock()
		return nil
	}
	if f.more == nil {
		f.more = make(chan struct{})
	}
	more := f.more
	f.mu.Unlock()
	select {
	case <-more:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// receiver gathers what it takes.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []string // ids that were answered with 2xx, and with an exclamation mark those that were not
	answer func(id string, n int) int
}

func newReceiver(t *testing.T, answer func(id string, n int) int) *receiver {
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if _, err := io.ReadAll(q.Body); err != nil {
			return
		}
		id := q.Header.Get("Webhook-Id")
		r.mu.Lock()
		n := len(r.got)
		r.mu.Unlock()
		status := 204
		if r.answer != nil {
			status = r.answer(id, n)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if status >= 300 {
			id += "!"
		}
		r.got = append(r.got, id)
		w.WriteHeader(status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) seen() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.got, " ")
}

// soon waits until it is so.
func soon(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (r *receiver) wants(t *testing.T, want string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); r.seen() != want; time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it got %q, want %q", r.seen(), want)
		}
	}
}

func open(t *testing.T, dir string, f *feed, change ...func(*Options)) *Service {
	t.Helper()
	o := Options{
		Dir: dir, Source: f, Now: time.Now, HTTP: true, Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Timeout: 5 * time.Second, Retries: Schedule{time.Millisecond, 5 * time.Millisecond},
	}
	for _, c := range change {
		c(&o)
	}
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Run(); err != nil {
		t.Fatal(err)
	}
	return s
}

func add(t *testing.T, s *Service, e Endpoint) Endpoint {
	t.Helper()
	e, secret, again, err := s.Add(t.Context(), e)
	if err != nil || again || !strings.HasPrefix(secret, "whsec_") {
		t.Fatalf("%v, %v, %q", err, again, secret)
	}
	return e
}

var (
	ann = ledger.ID{Hi: 1, Lo: 1}
	bob = ledger.ID{Hi: 1, Lo: 2}
)

func TestDeliveriesInOrderByPartyAndType(t *testing.T) {
	f := &feed{}
	f.add("old", ann)
	s := open(t, t.TempDir(), f)
	all, hers, typed := newReceiver(t, nil), newReceiver(t, nil), newReceiver(t, nil)
	add(t, s, Endpoint{ID: ledger.ID{Hi: 9, Lo: 1}, URL: all.URL})
	add(t, s, Endpoint{ID: ledger.ID{Hi: 9, Lo: 2}, URL: hers.URL, Party: ann})
	add(t, s, Endpoint{ID: ledger.ID{Hi: 9, Lo: 3}, URL: typed.URL, Types: []string{"b"}})
	for i := range 150 {
		f.add([]string{"a", "b", "c"}[i%3], []ledger.ID{ann, bob}[i%2])
	}
	var wantAll, wantHers, wantTyped []string
	for i := range 150 {
		id := strconv.Itoa(i + 2)
		wantAll = append(wantAll, id)
		if i%2 == 0 {
			wantHers = append(wantHers, id)
		}
		if i%3 == 1 {
			wantTyped = append(wantTyped, id)
		}
	}
	all.wants(t, strings.Join(wantAll, " "))
	hers.wants(t, strings.Join(wantHers, " "))
	typed.wants(t, strings.Join(wantTyped, " "))
}

// One event that is not taken holds up those behind it, at its own endpoint.
func TestFailureHoldsUpItsOwnEndpoint(t *testing.T) {
	f := &feed{}
	s := open(t, t.TempDir(), f)
	var failures int
	bad := newReceiver(t, func(id string, _ int) int {
		if id == "2" && failures < 2 {
			failures++
			return 500
		}
		return 200
	})
	release := make(chan struct{})
	slow := newReceiver(t, func(string, int) int { <-release; return 200 })
	good := newReceiver(t, nil)
	for i, u := range []string{bad.URL, slow.URL, good.URL} {
		add(t, s, Endpoint{ID: ledger.ID{Hi: 9, Lo: uint64(i)}, URL: u})
	}
	for range 3 {
		f.add("a")
	}
	good.wants(t, "1 2 3")
	bad.wants(t, "1 2! 2! 2 3")
	if slow.seen() != "" {
		t.Error("the slow one was not slow")
	}
	close(release)
	slow.wants(t, "1 2 3")
	var list []Attempt
	soon(t, "the last attempt to be kept", func() bool {
		var err error
		list, err = s.Attempts(ledger.ID{Hi: 9}, 0, 10)
		return err == nil && len(list) == 5
	})
	if list[0].Event != "3" || list[3].Event != "2" || list[3].Status != 500 || list[3].Outcome != Refused || list[3].Next <= list[3].At || list[3].Detail == "" || list[0].Next != 0 {
		t.Errorf("the attempts are %+v", list)
	}
	if rest, err := s.Attempts(ledger.ID{Hi: 9}, list[1].Number, 2); err != nil || len(rest) != 2 || rest[0].Number != list[2].Number {
		t.Errorf("the next page is %+v, %v", rest, err)
	}
}

func TestDisabledKeepsItsPlace(t *testing.T) {
	f := &feed{}
	s := open(t, t.TempDir(), f)
	status := 500
	var mu sync.Mutex
	r := newReceiver(t, func(string, int) int {
		mu.Lock()
		defer mu.Unlock()
		return status
	})
	says := func(n int) {
		mu.Lock()
		defer mu.Unlock()
		status = n
	}
	e := add(t, s, Endpoint{ID: ledger.ID{Hi: 9}, URL: r.URL})
	f.add("a")
	f.add("a")
	disabled := func(reason string) {
		t.Helper()
		soon(t, "the end of the schedule", func() bool {
			known, _, err := s.Get(e.ID)
			return err == nil && !known.Enabled && known.Reason == reason && known.Disabled != 0
		})
	}
	enable := func(yes bool) {
		t.Helper()
		if _, err := s.Change(e.ID, Change{Enabled: &yes}); err != nil {
			t.Fatal(err)
		}
	}
	disabled(ReasonExhausted)
	r.wants(t, "1! 1! 1!")
	says(410)
	enable(true)
	disabled(ReasonGone)
	r.wants(t, "1! 1! 1! 1!")
	says(200)
	enable(true)
	r.wants(t, "1! 1! 1! 1! 1 2")
	enable(false)
	f.add("a")
	if known, _, err := s.Get(e.ID); err != nil || known.Reason != ReasonAsked {
		t.Errorf("%+v, %v", known, err)
	}
	enable(true)
	r.wants(t, "1! 1! 1! 1! 1 2 3")
	if c, err := s.Count(); err != nil || c != (Counts{Healthy: 1}) {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := s.Resend(t.Context(), e.ID, "2"); err != nil {
		t.Fatal(err)
	}
	r.wants(t, "1! 1! 1! 1! 1 2 3 2 3")
	if _, err := s.Resend(t.Context(), e.ID, "17"); !errors.Is(err, ErrEvent) {
		t.Errorf("an event that is none: %v", err)
	}
}

// A kill between a delivery and the writing of its cursor has the event
// delivered again, under the same id; what was written is not.
func TestKilledBeforeTheCursor(t *testing.T) {
	f, dir := &feed{}, t.TempDir()
	first, err := Open(Options{
		Dir: dir, Source: f, Now: time.Now, HTTP: true, Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: time.Second, Retries: DefaultSchedule(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Run(); err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir()
	r := newReceiver(t, func(id string, n int) int {
		if id == "2" && n == 1 {
			// What the directory holds at this moment is what a kill would leave.
			for _, name := range []string{storeFile, KeyFile} {
				raw, err := os.ReadFile(filepath.Join(dir, name))
				if err == nil {
					err = os.WriteFile(filepath.Join(copied, name), raw, 0o600)
				}
				if err != nil {
					t.Error(err)
				}
			}
		}
		return 200
	})
	add(t, first, Endpoint{ID: ledger.ID{Hi: 9}, URL: r.URL})
	f.add("a")
	f.add("a")
	r.wants(t, "1 2")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, copied, f)
	r.wants(t, "1 2 2")
	// The directory that was closed properly has its cursor behind both.
	second := open(t, dir, f)
	f.add("a")
	r.wants(t, "1 2 2 3 3")
	if _, p, err := second.Get(ledger.ID{Hi: 9}); err != nil || place(p.Cursor) < 2 {
		t.Errorf("%+v, %v", p, err)
	}
}

// Another key makes every signature wrong, and is noticed at the start.
func TestKeyLost(t *testing.T) {
	dir := t.TempDir()
	o := Options{Dir: dir, Source: &feed{}, Now: time.Now, Timeout: time.Second}
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(o); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second process: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, KeyFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(o); err == nil || !strings.Contains(err.Error(), "backup") {
		t.Errorf("without the key: %v", err)
	}
}

func TestWhatIsDialledIsGuarded(t *testing.T) {
	f := &feed{}
	s := open(t, t.TempDir(), f, func(o *Options) { o.Networks = nil })
	r := newReceiver(t, nil)
	// The name is a public one for all that a check of the text can tell.
	named := strings.Replace(r.URL, "127.0.0.1", "localhost", 1)
	if code, _ := s.CheckURL(named); code != "" {
		t.Fatal(code)
	}
	e := add(t, s, Endpoint{ID: ledger.ID{Hi: 9}, URL: named})
	a, err := s.Test(t.Context(), e.ID)
	if err != nil || a.Outcome != Forbidden || a.Status != 0 || strings.Contains(a.Detail, "127.0.0.1") || r.seen() != "" {
		t.Errorf("%+v, %v", a, err)
	}
	t.Setenv("HTTP_PROXY", r.URL)
	if a, err := s.Test(t.Context(), e.ID); err != nil || a.Outcome != Forbidden || r.seen() != "" {
		t.Errorf("through a proxy: %+v, %v", a, err)
	}
}

func TestOutcomes(t *testing.T) {
	f := &feed{}
	s := open(t, t.TempDir(), f, func(o *Options) { o.Timeout = 200 * time.Millisecond })
	other := newReceiver(t, nil)
	mux := http.NewServeMux()
	mux.Handle("/moved", http.RedirectHandler(other.URL, http.StatusFound))
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(2 * time.Second):
		}
	})
	mux.HandleFunc("/cut", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
	plain := httptest.NewServer(mux)
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(mux)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of whoever does not trust it
	secure.StartTLS()
	t.Cleanup(secure.Close)
	gone := httptest.NewServer(mux)
	gone.Close()
	for i, c := range []struct {
		url, outcome string
		status       int
	}{
		{plain.URL + "/moved", Redirected, 302}, {plain.URL + "/slow", Late, 0}, {plain.URL + "/cut", Broken, 0}, {plain.URL + "/endless", Delivered, 200},
		{plain.URL + "/nothing", Refused, 404}, {secure.URL + "/nothing", Untrusted, 0}, {strings.Replace(plain.URL, "http:", "https:", 1), Untrusted, 0},
		{gone.URL, Unreached, 0}, {"http://nowhere.invalid/", Unresolved, 0},
	} {
		e := add(t, s, Endpoint{ID: ledger.ID{Hi: 9, Lo: uint64(i)}, URL: c.url})
		a, err := s.Test(t.Context(), e.ID)
		if err != nil || a.Outcome != c.outcome || a.Status != c.status || (a.Detail == "") != (c.outcome == Delivered) || !strings.HasPrefix(a.Event, testPrefix) {
			t.Errorf("%s: %+v, %v; want %s", c.url, a, err, c.outcome)
		}
		if list, err := s.Attempts(e.ID, 0, 2); err != nil || len(list) != 1 || list[0] != a {
			t.Errorf("kept of it is %+v, %v", list, err)
		}
	}
	if other.seen() != "" {
		t.Error("a redirect was followed")
	}
}

func TestBounds(t *testing.T) {
	f := &feed{}
	s := open(t, t.TempDir(), f)
	r := newReceiver(t, nil)
	for i := range EndpointsPartyMax {
		add(t, s, Endpoint{ID: ledger.ID{Hi: 9, Lo: uint64(i)}, URL: r.URL, Party: ann, Types: []string{"none"}})
	}
	if _, _, _, err := s.Add(t.Context(), Endpoint{ID: ledger.ID{Hi: 10}, Party: ann}); !errors.Is(err, ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	own := add(t, s, Endpoint{ID: ledger.ID{Hi: 10}, Party: bob, URL: r.URL})
	if list, err := s.List(bob, ledger.ID{}, 100); err != nil || len(list) != 1 || list[0].ID != own.ID {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := s.List(ledger.ID{}, ledger.ID{Hi: 9, Lo: 2}, 2); err != nil || len(list) != 2 || list[0].ID.Lo != 3 {
		t.Errorf("%+v, %v", list, err)
	}
	for n := range AttemptsKept + 20 {
		f.add("a", bob)
		if n%50 == 49 {
			soon(t, "deliveries", func() bool { return strings.Count(r.seen(), " ") == n })
		}
	}
	soon(t, "all deliveries", func() bool { return strings.Count(r.seen(), " ") == AttemptsKept+19 })
	soon(t, "all attempts to be kept", func() bool {
		list, err := s.Attempts(own.ID, 0, 1000)
		return err == nil && len(list) == AttemptsKept && list[0].Number == AttemptsKept+20
	})
	// Seventeen endpoints looked at the same events.
	f.mu.Lock()
	reads := f.reads
	f.mu.Unlock()
	if most := 2 * (AttemptsKept + 20); reads > most {
		t.Errorf("the source was asked %d times; at most %d were to be expected", reads, most)
	}
	if err := s.Remove(own.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(own.ID); !errors.Is(err, ErrUnknown) {
		t.Errorf("after it was removed: %v", err)
	}
	f.add("a", bob)
	// The same id is free again, and begins anew: what happened in between is not
	// the new one's.
	add(t, s, Endpoint{ID: own.ID, Party: bob, URL: r.URL})
	f.add("b", bob)
	soon(t, "the new endpoint", func() bool { return strings.HasSuffix(r.seen(), fmt.Sprint(AttemptsKept+20, " ", AttemptsKept+22)) })
}

func TestRepeatedAndRotated(t *testing.T) {
	now := time.Now()
	var mu sync.Mutex
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	s := open(t, t.TempDir(), &feed{}, func(o *Options) { o.Now = clock })
	var signatures string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { signatures = r.Header.Get("Webhook-Signature") }))
	t.Cleanup(server.Close)
	e := Endpoint{ID: ledger.ID{Hi: 9}, URL: server.URL}
	_, secret, _, err := s.Add(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	if _, same, again, err := s.Add(t.Context(), e); err != nil || !again || same != secret {
		t.Errorf("an answer that got lost: %q, %v, %v", same, again, err)
	}
	name := ledger.ID{Hi: 20}
	_, next, again, err := s.Rotate(e.ID, name, time.Hour)
	if err != nil || again || next == secret || next == "" {
		t.Errorf("rotated: %q, %v, %v", next, again, err)
	}
	if _, same, again, err := s.Rotate(e.ID, name, time.Hour); err != nil || !again || same != next {
		t.Errorf("rotated by the same name: %q, %v, %v", same, again, err)
	}
	if _, same, _, err := s.Add(t.Context(), e); err != nil || same != "" {
		t.Errorf("made again after a rotation: %q, %v", same, err)
	}
	signs := func() int {
		t.Helper()
		if a, err := s.Test(t.Context(), e.ID); err != nil || a.Outcome != Delivered {
			t.Fatalf("%+v, %v", a, err)
		}
		return strings.Count(signatures, "v1,")
	}
	if n := signs(); n != 2 {
		t.Errorf("%d secrets sign in the grace", n)
	}
	mu.Lock()
	now = now.Add(time.Hour)
	mu.Unlock()
	if n := signs(); n != 1 {
		t.Errorf("%d secrets sign after the grace", n)
	}
	if _, same, _, err := s.Rotate(e.ID, name, time.Hour); err != nil || same != "" {
		t.Errorf("the secret is shown an hour later: %q, %v", same, err)
	}
}
