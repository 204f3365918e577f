package batch

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/core/ledger"
)

// house is a Runner with a ledger's memory: an id is charged once.
type house struct {
	mu      sync.Mutex
	money   int
	charged map[ledger.ID]int
	closed  map[ledger.ID]bool
	keys    map[ledger.ID]bool
	calls   map[string]int // made upstream, by the body's name
	began   chan string    // names of calls that block until the context ends
	fails   map[string]int // how often a call answers 503 first
	forget  bool           // the window of remembered ids is over
}

func newHouse() *house {
	return &house{money: 1 << 30, charged: map[ledger.ID]int{}, closed: map[ledger.ID]bool{}, keys: map[ledger.ID]bool{},
		calls: map[string]int{}, began: make(chan string, 100), fails: map[string]int{}}
}

// what a line of the tests asks for.
type wish struct {
	Name   string `json:"name"`
	Price  int    `json:"price"`
	Status int    `json:"status"`
	Hang   string `json:"hang"` // "before" or "after" the charge
}

func (h *house) Run(ctx context.Context, key, call ledger.ID, path string, body []byte) (Answer, error) {
	var w wish
	if err := json.Unmarshal(body, &w); err != nil {
		return Answer{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keys[key] = true
	h.calls[w.Name]++
	_, paid := h.charged[call]
	if h.forget {
		return Answer{}, ErrForgotten
	}
	if h.closed[call] {
		return Answer{}, ErrClosed
	}
	if h.fails[w.Name] > 0 {
		h.fails[w.Name]--
		h.closed[call] = true
		return Answer{Status: 503, Body: []byte(`{"error":{"code":"upstream_failed"}}`)}, nil
	}
	hang := func(at string) bool {
		if w.Hang != at || h.calls[w.Name] > 1 {
			return false
		}
		h.mu.Unlock()
		h.began <- w.Name
		<-ctx.Done()
		h.mu.Lock()
		return true
	}
	if hang("before") {
		return Answer{}, ctx.Err()
	}
	if !paid && w.Status == 0 {
		if w.Price > h.money {
			return Answer{Status: 402, Body: []byte(`{"error":{"code":"insufficient_funds"}}`)}, nil
		}
		h.money -= w.Price
		h.charged[call] = w.Price
	}
	if hang("after") {
		return Answer{}, ctx.Err()
	}
	if w.Status != 0 {
		return Answer{Status: w.Status, Body: []byte(`{"error":{"code":"refused"}}`)}, nil
	}
	return Answer{Status: 200, Cost: fmt.Sprint(h.charged[call]), Body: fmt.Appendf(nil, "{\"path\":%q,\n\"name\":%q,\"n\":1.50,\"html\":\"<&>\"}", path, w.Name)}, nil
}

func (h *house) charges() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.charged)
}

var (
	ann = Caller{Key: ledger.ID{Hi: 1, Lo: 11}, Party: ledger.ID{Hi: 1, Lo: 1}}
	bob = Caller{Key: ledger.ID{Hi: 2, Lo: 22}, Party: ledger.ID{Hi: 2, Lo: 2}}
)

func authenticate(r *http.Request) (Caller, error) {
	switch r.Header.Get("Authorization") {
	case "Bearer ann":
		return ann, nil
	case "Bearer bob":
		return bob, nil
	}
	return Caller{}, &Problem{401, "invalid_api_key", "", "the API key is unknown"}
}

func config(dir string, h Runner) Config {
	return Config{Dir: dir, Runner: h, Authenticate: authenticate, Endpoints: []string{"/v1/chat/completions", "/v1/embeddings"},
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Pause: time.Millisecond}
}

func open(t *testing.T, c Config) *Service {
	t.Helper()
	s, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(s) })
	return s
}

// kill ends a service without waiting for its calls.
func kill(s *Service) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_ = s.Close(ctx)
}

func do(t *testing.T, s *Service, who, method, path, contentType string, body io.Reader) (int, []byte) {
	t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Authorization", "Bearer "+who)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

func form(purpose, content string) (string, io.Reader) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, _ := w.CreateFormFile("file", "in.jsonl")
	_, _ = io.WriteString(f, content)
	_ = w.WriteField("purpose", purpose)
	_ = w.Close()
	return w.FormDataContentType(), &b
}

func uploadFile(t *testing.T, s *Service, who, content string) string {
	t.Helper()
	kind, body := form("batch", content)
	status, answer := do(t, s, who, "POST", "/v1/files", kind, body)
	var f fileObject
	if err := json.Unmarshal(answer, &f); err != nil || status != 200 || f.Bytes != int64(len(content)) || f.Filename != "in.jsonl" {
		t.Fatalf("%d %s %v", status, answer, err)
	}
	return f.ID
}

func lineOf(id, url string, w wish) string {
	body, _ := json.Marshal(w)
	return fmt.Sprintf(`{"custom_id":%q,"method":"POST","url":%q,"body":%s}`, id, url, body)
}

func order1(input string) string {
	return fmt.Sprintf(`{"input_file_id":%q,"endpoint":"/v1/chat/completions","completion_window":"24h","metadata":{"a":"b"}}`, input)
}

func createBatch(t *testing.T, s *Service, who string, lines ...string) batchObject {
	t.Helper()
	input := uploadFile(t, s, who, strings.Join(lines, "\n"))
	status, answer := do(t, s, who, "POST", "/v1/batches", "application/json", strings.NewReader(order1(input)))
	var b batchObject
	if err := json.Unmarshal(answer, &b); err != nil || status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	return b
}

func see(t *testing.T, s *Service, who, id string) (b batchObject) {
	t.Helper()
	status, answer := do(t, s, who, "GET", "/v1/batches/"+id, "", nil)
	if err := json.Unmarshal(answer, &b); err != nil || status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	return b
}

// await waits for the end of a batch.
func await(t *testing.T, s *Service, who, id string) batchObject {
	t.Helper()
	for range 3000 {
		if b := see(t, s, who, id); b.CompletedAt != nil || b.FailedAt != nil || b.CancelledAt != nil || b.ExpiredAt != nil {
			return b
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("it does not end: %+v", see(t, s, who, id))
	return batchObject{}
}

// results reads a file of results, by custom_id.
func results(t *testing.T, s *Service, who string, id *string) map[string]result {
	t.Helper()
	found := map[string]result{}
	if id == nil {
		return found
	}
	status, answer := do(t, s, who, "GET", "/v1/files/"+*id+"/content", "", nil)
	if status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	for text := range bytes.Lines(answer) {
		var r result
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		if _, twice := found[r.CustomID]; twice {
			t.Fatalf("%s came twice", r.CustomID)
		}
		found[r.CustomID] = r
	}
	return found
}
