package main

import (
	"bufio"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"aidollar/client"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// partedHouse is the demo's house with short parts, whose buyer has what he is given.
type partedHouse struct {
	t     *testing.T
	p     *program
	front *httptest.Server
	buyer clearing.Party
	key   string
}

func newPartedHouse(t *testing.T, dollars string) *partedHouse {
	t.Helper()
	dir := t.TempDir()
	c := config.Default(dir)
	c.Data, c.Listen, c.Books = dir, "127.0.0.1:0", booksPlace(t, dir)
	c.Limits.PartTokens, c.Limits.PartPause = 8, 10*time.Second
	p, err := newProgram(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	h := &partedHouse{t: t, p: p}
	if _, err := p.demo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h.buyer, err = p.party(t.Context(), clearing.RoleBuyer, "buyer in parts", 0); err != nil {
		t.Fatal(err)
	}
	h.deposit(dollars)
	if h.key, err = p.key(t.Context(), h.buyer.ID, "parts", clearing.ScopeCall|clearing.ScopeRead); err != nil {
		t.Fatal(err)
	}
	h.front = httptest.NewServer(p.handler())
	t.Cleanup(h.front.Close)
	return h
}

func (h *partedHouse) deposit(dollars string) {
	h.t.Helper()
	if err := h.p.deposit(h.t.Context(), h.buyer, dollars); err != nil {
		h.t.Fatal(err)
	}
}

// standing is what the buyer has, and has held.
func (h *partedHouse) standing() (free, held money.Amount) {
	h.p.node.View(func(m *clearing.Machine) {
		a, _ := m.Ledger().Account(clearing.PartyAccount(h.buyer.ID, clearing.AccountBuyer))
		free, _ = m.Ledger().Spendable(a.ID)
		held = a.DebitsPending
	})
	return free, held
}

// stream asks a question in parts; comment is called for each comment of the answer.
func (h *partedHouse) stream(question string, comment func(string)) (text string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.front.URL+"/v1/chat/completions",
		strings.NewReader(fmt.Sprintf(`{"model":%q,"max_tokens":1000,"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":%q}]}`, devModel, question)))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.key)
	r.Header.Set("X-Aidollar-Parts", "on")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	var b strings.Builder
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		b.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), ": aidollar") && comment != nil {
			comment(lines.Text())
		}
	}
	if response.StatusCode != http.StatusOK {
		h.t.Fatalf("%d: %s", response.StatusCode, b.String())
	}
	return b.String()
}

var (
	lastComment = regexp.MustCompile(`: aidollar receipt=(\S+) parts=(\S+) cost=(\S+) balance=(\S+)`)
	streamUsage = regexp.MustCompile(`"completion_tokens":(\d+)`)
)

// TestPartsOnTheLedger has the demo's model stream in parts, with the real ledger: a
// stream that waits for money goes on when it is there, its parts add up to what it
// cost, and each has its receipt.
func TestPartsOnTheLedger(t *testing.T) {
	h := newPartedHouse(t, "0.0001")
	paused := 0
	text := h.stream("What is a clearing house, and who needs one?", func(comment string) {
		if strings.Contains(comment, " paused ") {
			if paused++; paused == 1 {
				h.deposit("1")
			}
		}
	})
	found := lastComment.FindStringSubmatch(text)
	if found == nil || !strings.Contains(text, `"finish_reason":"stop"`) {
		t.Fatalf("it does not end as it should: %s", text)
	}
	free, held := h.standing()
	if balance := free.Decimal(9); balance != found[4] || !held.IsZero() || paused != 1 {
		t.Errorf("%s left, %s held after %d pauses; the stream says %s", balance, held.Decimal(9), paused, found[4])
	}
	c := client.New(h.front.URL, h.key)
	total := money.Amount{}
	for _, id := range append([]string{found[1]}, strings.Split(found[2], ",")...) {
		parsed, err := ledger.ParseID(id)
		if err != nil {
			t.Fatal(err)
		}
		receipt := eventually(t, func() (*client.Receipt, error) { return c.Receipt(t.Context(), client.ID{ID: parsed}) })
		charge, err := money.ParseDecimal(receipt.Charge, 9)
		if err != nil {
			t.Fatal(err)
		}
		total, _ = total.Add(charge)
	}
	if total.Decimal(9) != found[3] {
		t.Errorf("the receipts say %s in all, the stream %s", total.Decimal(9), found[3])
	}
	spent, _ := money.Units(1_000_100_000).Sub(free)
	if spent.Decimal(9) != found[3] {
		t.Errorf("%s was spent, the stream says %s", spent.Decimal(9), found[3])
	}
}

// eventually asks the read side until it knows.
func eventually[T any](t *testing.T, ask func() (T, error)) T {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		v, err := ask()
		if err == nil {
			return v
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// TestPartsThatNobodyPays wants a stream to end cleanly where the money ends, at no
// more than what was delivered.
func TestPartsThatNobodyPays(t *testing.T) {
	h := newPartedHouse(t, "0.0001")
	h.p.gateway.PauseTime = 200 * time.Millisecond
	text := h.stream("What is a clearing house, and who needs one?", nil)
	found, usage := lastComment.FindStringSubmatch(text), streamUsage.FindStringSubmatch(text)
	if found == nil || usage == nil || !strings.Contains(text, `"finish_reason":"length"`) || !strings.HasSuffix(text, "data: [DONE]\n\n") {
		t.Fatalf("it does not end as it should: %s", text)
	}
	free, held := h.standing()
	spent, _ := money.Units(100_000).Sub(free)
	if !held.IsZero() || spent.Decimal(9) != found[3] {
		t.Errorf("%s spent, %s held; the stream says %s", spent.Decimal(9), held.Decimal(9), found[3])
	}
}
