package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/gateway"
	"aidollar/gateway/batch"
	"aidollar/gateway/dialect"
)

// batchProgram is a program with the demo's cast and its batches open.
func batchProgram(t *testing.T, dir string) (p *program, d *demo, base string) {
	c := config.Default(dir)
	c.Data, c.Listen, c.Books = dir, "127.0.0.1:0", filepath.Join(dir, "books.sqlite")
	p, err := newProgram(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if d, err = p.demo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.openBatches(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p.handler())
	t.Cleanup(func() {
		server.Close()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := errors.Join(p.batches.Close(ctx), p.gateway.Wait(ctx), p.close()); err != nil {
			t.Error(err)
		}
	})
	return p, d, server.URL
}

// purseOf is what the buyer has left to spend, from the ledger itself.
func purseOf(t *testing.T, p *program, d *demo) (available money.Amount) {
	t.Helper()
	key, ok := p.liveKey(d.Key)
	if !ok {
		t.Fatal("the demo's key is gone")
	}
	p.node.View(func(m *clearing.Machine) {
		available, _ = m.Ledger().Spendable(clearing.PartyAccount(key.Party, clearing.AccountBuyer))
	})
	return available
}

func batchAsk(t *testing.T, method, url, secret, contentType string, body io.Reader, into any) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+secret)
	r.Header.Set("Content-Type", contentType)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if raw, is := into.(*[]byte); is {
		*raw = text
	} else if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return response.StatusCode
}

type seenBatch struct {
	ID     string
	Status string
	Output string                                 `json:"output_file_id"`
	Errors string                                 `json:"error_file_id"`
	Counts struct{ Total, Completed, Failed int } `json:"request_counts"`
}

// TestBatchThroughTheHouse runs a batch over the real ledger: each line has a
// receipt, and the sum of their costs is what left the balance.
func TestBatchThroughTheHouse(t *testing.T) {
	p, d, base := batchProgram(t, t.TempDir())
	before := purseOf(t, p, d)
	var lines strings.Builder
	for i := range 5 {
		fmt.Fprintf(&lines, `{"custom_id":"row-%d","method":"POST","url":"/v1/chat/completions","body":{"model":%q,"max_tokens":20,"messages":[{"role":"user","content":"Row %d"}]}}`+"\n", i, devModel, i)
	}
	lines.WriteString(`{"custom_id":"bad","method":"POST","url":"/v1/chat/completions","body":{"model":"nobody","messages":[{"role":"user","content":"x"}]}}`)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.WriteField("purpose", "batch")
	part, _ := w.CreateFormFile("file", "rows.jsonl")
	_, _ = io.WriteString(part, lines.String())
	_ = w.Close()
	var file struct{ ID string }
	if status := batchAsk(t, "POST", base+"/v1/files", d.Key, w.FormDataContentType(), &form, &file); status != 200 {
		t.Fatal(status)
	}
	var b seenBatch
	order := fmt.Sprintf(`{"input_file_id":%q,"endpoint":"/v1/chat/completions","completion_window":"24h"}`, file.ID)
	if status := batchAsk(t, "POST", base+"/v1/batches", d.Key, "application/json", strings.NewReader(order), &b); status != 200 {
		t.Fatal(status, b)
	}
	for range 2000 {
		if batchAsk(t, "GET", base+"/v1/batches/"+b.ID, d.Key, "", nil, &b); b.Status == "completed" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if b.Status != "completed" || b.Counts.Completed != 5 || b.Counts.Failed != 1 {
		t.Fatalf("%+v", b)
	}
	var output []byte
	batchAsk(t, "GET", base+"/v1/files/"+b.Output+"/content", d.Key, "", nil, &output)
	rest := before
	for line := range bytes.Lines(output) {
		var r struct {
			Response struct {
				RequestID string `json:"request_id"`
				Cost      string
				Body      struct{ Choices []any }
			}
		}
		if err := json.Unmarshal(line, &r); err != nil || len(r.Response.Body.Choices) != 1 {
			t.Fatalf("%v in %s", err, line)
		}
		cost, err := money.ParseDecimal(r.Response.Cost, money.USD().Scale)
		if err != nil || cost.IsZero() {
			t.Fatalf("cost %q: %v", r.Response.Cost, err)
		}
		rest = rest.SubFloor(cost)
		var receipt map[string]any
		if status := batchAsk(t, "GET", base+"/v1/receipts/"+r.Response.RequestID, d.Key, "", nil, &receipt); status != 200 {
			t.Fatalf("the receipt of %s: %d", r.Response.RequestID, status)
		}
	}
	if after := purseOf(t, p, d); after != rest {
		t.Fatalf("%s is left, and the costs say %s", after.Decimal(9), rest.Decimal(9))
	}
}

// TestBatchCallAgain gives the real ledger the same id again, after each thing
// that can have become of it.
func TestBatchCallAgain(t *testing.T) {
	p, d, _ := batchProgram(t, t.TempDir())
	key, _ := p.liveKey(d.Key)
	runner := batchRunner{p.gateway}
	body := []byte(`{"model":"` + devModel + `","max_tokens":20,"messages":[{"role":"user","content":"Again"}]}`)
	id := func(ago time.Duration, low uint64) ledger.ID {
		return ledger.ID{Hi: uint64(time.Now().Add(-ago).UnixMilli())<<16 | 7<<12, Lo: 2<<62 | low}
	}
	run := func(call ledger.ID) (batch.Answer, error) {
		return runner.Run(t.Context(), key.ID, call, "/v1/chat/completions", body)
	}
	before := purseOf(t, p, d)
	call := id(0, 1)
	first, err := run(call)
	if err != nil || first.Status != 200 || first.Cost == "" {
		t.Fatalf("%d %s %v", first.Status, first.Body, err)
	}
	once := purseOf(t, p, d)
	again, err := run(call)
	if err != nil || again.Status != 200 || again.Cost != first.Cost || purseOf(t, p, d) != once || once == before {
		t.Fatalf("%d %s %v", again.Status, again.Body, err)
	}

	// Cut off before it was charged, its hold returned.
	call = id(0, 2)
	cut, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := runner.Run(cut, key.ID, call, "/v1/chat/completions", body); err == nil {
		t.Fatal("a cancelled call was made")
	}
	if _, err := run(call); !errors.Is(err, batch.ErrClosed) || purseOf(t, p, d) != once {
		t.Fatal(err)
	}

	// Charged so long ago that its hold's time is over.
	call = id(30*time.Minute, 3)
	if first, err = run(call); err != nil || first.Status != 200 {
		t.Fatal(first, err)
	}
	once = purseOf(t, p, d)
	if again, err = run(call); err != nil || again.Status != 200 || again.Cost != first.Cost {
		t.Fatal(again, err)
	}
	// Older than the ledger remembers.
	if _, err := run(id(3*time.Hour, 4)); !errors.Is(err, batch.ErrForgotten) {
		t.Fatal(err)
	}
	if purseOf(t, p, d) != once {
		t.Fatal("something was charged")
	}

	// Reserved, and then the house died: the hold is open and serves the call.
	call = id(0, 5)
	p.leaveHold(t, key.ID, call, body, 0)
	held := purseOf(t, p, d)
	last, err := run(call)
	if err != nil || last.Status != 200 || last.Cost == "" || !held.Less(purseOf(t, p, d)) {
		t.Fatalf("%d %s %v", last.Status, last.Body, err)
	}
}

// TestBatchCallWhoseTermsChanged: a hold that was left open on other terms is
// given back, not taken for the call's.
func TestBatchCallWhoseTermsChanged(t *testing.T) {
	p, d, _ := batchProgram(t, t.TempDir())
	key, _ := p.liveKey(d.Key)
	before := purseOf(t, p, d)
	call := ledger.ID{Hi: uint64(time.Now().UnixMilli())<<16 | 7<<12, Lo: 2<<62 | 9}
	body := []byte(`{"model":"` + devModel + `","max_tokens":20,"messages":[{"role":"user","content":"Again"}]}`)
	p.leaveHold(t, key.ID, call, body, time.Second)
	if purseOf(t, p, d) == before {
		t.Fatal("nothing is held")
	}
	if _, err := (batchRunner{p.gateway}).Run(t.Context(), key.ID, call, "/v1/chat/completions", body); !errors.Is(err, batch.ErrClosed) || purseOf(t, p, d) != before {
		t.Fatal(err)
	}
}

// leaveHold reserves a call as the gateway would, and leaves it at that.
func (p *program) leaveHold(t *testing.T, key, call ledger.ID, body []byte, later time.Duration) {
	t.Helper()
	who, _ := p.market.KeyByID(key)
	route, ok := p.market.Route(who, devModel)
	if !ok {
		t.Fatal("no route")
	}
	d, _, _ := dialect.ByPath("/chat/completions")
	request, fault := d.Read(&dialect.Source{Body: body})
	if fault != nil {
		t.Fatal(fault)
	}
	bound, fault := request.Bound(dialect.Terms{InputMax: route.InputMax, OutputMax: route.OutputMax, Priced: route.Priced})
	if fault != nil {
		t.Fatal(fault)
	}
	_, err := p.market.Reserve(t.Context(), gateway.Reservation{Call: call, Key: who, Route: route, Limits: bound.Limits(),
		Deadline: time.UnixMilli(call.Millis()).Add(p.gateway.HoldTime + later)})
	if err != nil {
		t.Fatal(err)
	}
}
