package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/books"
	"aidollar/cmd/aidollar/bookkeeper"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/journal"
	"aidollar/node"
)

// house is a real clearing house with its API in front.
type house struct {
	t      testing.TB
	dir    string
	offset time.Duration // of its clock from the wall clock
	node   *node.Node
	books  *books.Books
	server *httptest.Server
	secret string // of the operator's key
	log    *logged

	preview  api.Previewer                                  // nil for none
	webhooks api.Webhooks                                   // nil for none
	proofs   api.Proofs                                     // nil for none
	persons  api.Identities                                 // nil for none
	putBack  func(context.Context, payment.ChannelID) error // what goes back from channels; nil for none
	cancel   func(context.Context, ledger.ID) error         // of payouts; nil for none
	payOut   func(context.Context) error                    // nil for none
	signers  [][32]byte
	wallet   func(clearing.Party) ([20]byte, bool)
}

const operatorSecret = "sk-aid-operator-of-the-tests"

func newHouse(t testing.TB) *house { return enter(&house{t: t, books: new(books.Books)}) }

// bareHouse is a house without books, whose disk would set the pace.
func bareHouse(t testing.TB) *house { return enter(&house{t: t}) }

func enter(h *house) *house {
	t := h.t
	h.dir, h.secret, h.log = t.TempDir(), operatorSecret, &logged{}
	h.open()
	t.Cleanup(h.close)
	h.must(clearing.DefineAsset{Asset: money.USD()})
	h.must(clearing.AddKey{Key: clearing.Key{ID: ledger.ID{Hi: 1, Lo: 1}, Hash: api.HashSecret(operatorSecret), Name: "operator", Scopes: clearing.ScopeAdmin}})
	return h
}

func (h *house) now() time.Time { return time.Now().Add(h.offset) }

func (h *house) open() {
	h.t.Helper()
	var err error
	options := node.Options{
		Journal: journal.Options{Dir: filepath.Join(h.dir, "journal")},
		Machine: clearing.DefaultConfig(),
		Clock:   func() int64 { return h.now().UnixNano() },
	}
	if h.books != nil {
		if h.books, err = books.Open(filepath.Join(h.dir, "books.db"), nil); err != nil {
			h.t.Fatal(err)
		}
		options.Reader = h.books
	}
	h.node, err = node.Open(options)
	if err != nil {
		h.t.Fatal(err)
	}
	h.server = httptest.NewServer(api.Handler(h.deps()))
}

// serveAgain serves with what was changed since.
func (h *house) serveAgain() {
	h.server.Close()
	h.server = httptest.NewServer(api.Handler(h.deps()))
}

func (h *house) deps() api.Deps {
	d := api.Deps{
		Node: h.node, ParseCard: parseCard, ReadFacts: readFacts, ReadAsk: readAsk, RuleSigners: h.signers, Failure: failureOf,
		Window: time.Duration(clearing.DefaultConfig().Ledger.Window),
		Logger: slog.New(slog.NewTextHandler(h.log, nil)), Clock: h.now, Receipts: newNotary(h.t), Preview: h.preview, Checksum: checksum, PayeeCooling: testCooling, Wallet: h.wallet, Webhooks: h.webhooks, Proofs: h.proofs, Identities: h.persons, CancelPayout: h.cancel, ReturnChannel: h.putBack, PayOut: h.payOut,
	}
	if h.books != nil {
		d.Books = bookkeeper.Books{Books: h.books}
	}
	return d
}

func (h *house) close() {
	h.server.Close()
	if err := h.node.Close(); err != nil {
		h.t.Error(err)
	}
	if h.books == nil {
		return
	}
	if err := h.books.Close(); err != nil {
		h.t.Error(err)
	}
}

// restart opens the same data again, as a new process would.
func (h *house) restart() {
	h.close()
	h.open()
}

func (h *house) must(c clearing.Command) clearing.Answer {
	h.t.Helper()
	answer, err := h.node.Do(context.Background(), c)
	if err != nil || answer.Refusal != "" {
		h.t.Fatalf("%T: %v %s", c, err, answer.Refusal)
	}
	return answer
}

func failureOf(err error) api.Failure {
	switch {
	case errors.Is(err, node.ErrBusy):
		return api.FailureBusy
	case errors.Is(err, node.ErrStopped):
		return api.FailureStopped
	case errors.Is(err, node.ErrUnknown):
		return api.FailureUnknown
	case errors.Is(err, node.ErrSize):
		return api.FailureSize
	}
	return api.FailureNone
}

func parseCard(text []byte) (*tariff.Card, []api.Mistake) {
	card, err := config.ParseCard("card", text)
	var wrong config.Mistakes
	if errors.As(err, &wrong) {
		list := make([]api.Mistake, len(wrong))
		for i, m := range wrong {
			list[i] = api.Mistake{Line: m.Line, Column: m.Column, Code: m.Code, Text: m.Text}
		}
		return nil, list
	}
	if err != nil {
		return nil, []api.Mistake{{Code: "card_invalid", Text: err.Error()}}
	}
	return card, nil
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// call sends a request; header is pairs of name and value. The answer is held
// against the API's own description.
func (h *house) call(method, path, body string, header ...string) *answer {
	h.t.Helper()
	media := ""
	if body != "" {
		media = "application/json"
	}
	header = append([]string{"Authorization", "Bearer " + h.secret, "Content-Type", media}, header...)
	r, err := http.NewRequest(method, h.server.URL+api.Prefix+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i+1] == "" {
			r.Header.Del(header[i])
		}
	}
	response, err := h.server.Client().Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	a := &answer{t: h.t, status: response.StatusCode, header: response.Header}
	if a.body, err = io.ReadAll(response.Body); err != nil {
		h.t.Fatal(err)
	}
	described(h.t, r, response, a.body)
	return a
}

// want checks the status, and fills the body into the targets.
func (a *answer) want(status int, into ...any) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	for _, target := range into {
		d := json.NewDecoder(bytes.NewReader(a.body))
		if err := d.Decode(target); err != nil {
			a.t.Fatalf("%v in %s", err, a.body)
		}
	}
	return a
}

// refused checks that the answer is the problem with this code.
func (a *answer) refused(status int, code string) api.Problem {
	a.t.Helper()
	var p api.Problem
	if media := a.header.Get("Content-Type"); media != "application/problem+json" {
		a.t.Fatalf("an answer of %s, want a problem: %s", media, a.body)
	}
	a.want(a.status, &p)
	if a.status != status || p.Code != code || p.Status != status || p.Type != "urn:aidollar:problem:"+code || p.Detail == "" {
		a.t.Fatalf("status %d and %s, want %d and %s: %s", a.status, p.Code, status, code, a.body)
	}
	return p
}

func (h *house) get(path string, header ...string) *answer {
	h.t.Helper()
	return h.call(http.MethodGet, path, "", header...)
}

func (h *house) post(path, body string, header ...string) *answer {
	h.t.Helper()
	return h.call(http.MethodPost, path, body, header...)
}

// as sends the requests of a key.
func (h *house) as(secret string) *house {
	return &house{t: h.t, dir: h.dir, offset: h.offset, node: h.node, books: h.books, server: h.server, secret: secret, log: h.log}
}

func (h *house) buyer(name string) api.PartyAnswer {
	h.t.Helper()
	var p api.PartyAnswer
	h.post("/buyers", `{"name":"`+name+`"}`).want(201, &p)
	return p
}

func (h *house) seller(name, commission string) api.PartyAnswer {
	h.t.Helper()
	var p api.PartyAnswer
	h.post("/sellers", `{"name":"`+name+`","commission":"`+commission+`"}`).want(201, &p)
	return p
}

func (h *house) key(party string, scopes ...string) api.KeyAnswer {
	h.t.Helper()
	fields := map[string]any{"name": "key", "scopes": scopes}
	if party != "" {
		fields["party"] = party
	}
	body, err := json.Marshal(fields)
	if err != nil {
		h.t.Fatal(err)
	}
	var k api.KeyAnswer
	h.post("/keys", string(body)).want(201, &k)
	return k
}

// account opens an account without limits and gives its id.
func (h *house) account() string {
	h.t.Helper()
	var a api.AccountAnswer
	h.post("/accounts", `{"code":7}`).want(201, &a)
	return a.ID
}

// id makes the id of a transfer.
func (h *house) id(n uint64) ledger.ID {
	return ledger.ID{Hi: uint64(h.now().UnixMilli())<<16 | 0x7000, Lo: 1<<63 | n}
}

func (h *house) balance(account string) (a api.AccountAnswer) {
	h.t.Helper()
	h.get("/accounts/"+account).want(200, &a)
	return a
}

// logged keeps what the server logs, from any goroutine.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
