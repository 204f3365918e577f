package batch

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

const chat, embeddings = "/v1/chat/completions", "/v1/embeddings"

func TestMixedEndpointsAndAnErrorLine(t *testing.T) {
	h := newHouse()
	s := open(t, config(t.TempDir(), h))
	b := createBatch(t, s, "ann", lineOf("a", chat, wish{Name: "a", Price: 3}), "", lineOf("b", embeddings, wish{Name: "b", Price: 4}),
		lineOf("c", chat, wish{Name: "c", Status: 400}))
	if b.Status != statusValidating || b.Object != "batch" || b.Metadata["a"] != "b" || b.ExpiresAt == nil || *b.ExpiresAt != b.CreatedAt+24*3600 {
		t.Fatalf("%+v", b)
	}
	b = await(t, s, "ann", b.ID)
	if b.Status != statusCompleted || b.RequestCounts != (counts{3, 2, 1}) {
		t.Fatalf("%+v", b)
	}
	out, failed := results(t, s, "ann", b.OutputFileID), results(t, s, "ann", b.ErrorFileID)
	if len(out) != 2 || len(failed) != 1 || failed["c"].Response.Status != 400 {
		t.Fatalf("%+v %+v", out, failed)
	}
	if got := string(out["b"].Response.Body); got != `{"path":"/v1/embeddings","name":"b","n":1.50,"html":"<&>"}` || out["b"].Response.Cost != "4" {
		t.Fatalf("%s", got)
	}
	if len(h.charged) != 2 || !h.keys[ann.Key] || len(h.keys) != 1 {
		t.Fatalf("%+v", h)
	}
	for id := range h.charged { // the receipt is the one that the result names
		if id.String() != out["a"].Response.RequestID && id.String() != out["b"].Response.RequestID {
			t.Fatalf("nobody was told of %s", id)
		}
	}
}

// TestNothingIsBilledAtRetrieval is the failure "batch jobs billed at each
// retrieval, or never": what is charged is charged when a line runs, once,
// however often results are fetched, or never fetched.
func TestNothingIsBilledAtRetrieval(t *testing.T) {
	h := newHouse()
	dir := t.TempDir()
	s := open(t, config(dir, h))
	b := await(t, s, "ann", createBatch(t, s, "ann", lineOf("a", chat, wish{Name: "a", Price: 3}), lineOf("b", chat, wish{Name: "b", Price: 3})).ID)
	before := h.money
	if before != 1<<30-6 {
		t.Fatalf("charged %d before anybody fetched anything", 1<<30-before)
	}
	for range 5 {
		results(t, s, "ann", b.OutputFileID)
		see(t, s, "ann", b.ID)
	}
	kill(s)
	s = open(t, config(dir, h))
	if len(results(t, s, "ann", b.OutputFileID)) != 2 || see(t, s, "ann", b.ID).Status != statusCompleted {
		t.Fatal("the results are gone")
	}
	if h.money != before || h.calls["a"] != 1 || h.calls["b"] != 1 {
		t.Fatalf("retrieval cost %d and made %v", before-h.money, h.calls)
	}
}

// TestKillAndRestartChargesEachLineOnce kills the service while one line was
// charged and its answer lost, one was begun, and the rest not.
func TestKillAndRestartChargesEachLineOnce(t *testing.T) {
	h := newHouse()
	dir := t.TempDir()
	c := config(dir, h)
	c.Parallel = 2
	s := open(t, c)
	lines := []string{lineOf("done", chat, wish{Name: "done", Price: 1}), lineOf("charged", chat, wish{Name: "charged", Price: 1, Hang: "after"}),
		lineOf("begun", chat, wish{Name: "begun", Price: 1, Hang: "before"})}
	for i := range 50 {
		id := fmt.Sprint("later", i)
		lines = append(lines, lineOf(id, chat, wish{Name: id, Price: 1}))
	}
	b := createBatch(t, s, "ann", lines...)
	<-h.began
	<-h.began
	kill(s)
	if h.charges() != 2 {
		t.Fatalf("%d charges before the kill", h.charges())
	}
	// The kill came in the middle of a write.
	for _, name := range []string{outputFile, attemptsFile} {
		f, err := os.OpenFile(s.batches[b.ID].path(name), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.WriteString(`{"id":"batch_re`)
		_ = f.Close()
	}
	s = open(t, c)
	b = await(t, s, "ann", b.ID)
	out := results(t, s, "ann", b.OutputFileID)
	if b.Status != statusCompleted || b.RequestCounts != (counts{53, 53, 0}) || len(out) != 53 || b.ErrorFileID != nil {
		t.Fatalf("%+v with %d results", b, len(out))
	}
	if h.charges() != 53 || h.money != 1<<30-53 {
		t.Fatalf("%d charges", h.charges())
	}
	if h.calls["done"] != 1 || h.calls["charged"] != 2 || h.calls["begun"] != 2 {
		t.Fatalf("made upstream: %v", h.calls)
	}
	if r := out["charged"].Response; r.Cost != "1" {
		t.Fatalf("%+v", r)
	}
}

// TestForgottenIDIsNotRunAgain: where the ledger cannot tell, nobody is charged
// a second time on a guess.
func TestForgottenIDIsNotRunAgain(t *testing.T) {
	h := newHouse()
	dir := t.TempDir()
	s := open(t, config(dir, h))
	b := createBatch(t, s, "ann", lineOf("a", chat, wish{Name: "a", Price: 1, Hang: "after"}))
	<-h.began
	kill(s)
	h.forget = true
	s = open(t, config(dir, h))
	b = await(t, s, "ann", b.ID)
	failed := results(t, s, "ann", b.ErrorFileID)
	if b.RequestCounts != (counts{1, 0, 1}) || failed["a"].Error.Code != "line_interrupted" || h.charges() != 1 {
		t.Fatalf("%+v %+v", b, failed)
	}
	for id := range h.charged {
		if !strings.Contains(failed["a"].Error.Message, id.String()) {
			t.Fatalf("%q does not name %s", failed["a"].Error.Message, id)
		}
	}
}

func TestPassingFailuresAreTriedAgain(t *testing.T) {
	h := newHouse()
	h.fails["a"], h.fails["b"] = 2, 100
	s := open(t, config(t.TempDir(), h))
	b := await(t, s, "ann", createBatch(t, s, "ann", lineOf("a", chat, wish{Name: "a", Price: 1}), lineOf("b", chat, wish{Name: "b", Price: 1})).ID)
	if b.RequestCounts != (counts{2, 1, 1}) || h.charges() != 1 {
		t.Fatalf("%+v", b)
	}
	if r := results(t, s, "ann", b.ErrorFileID)["b"]; r.Response.Status != 503 {
		t.Fatalf("%+v", r)
	}
}

func TestMoneyRunsOutInTheMiddle(t *testing.T) {
	h := newHouse()
	h.money = 5
	c := config(t.TempDir(), h)
	c.Parallel = 1
	s := open(t, c)
	var lines []string
	for i := range 8 {
		lines = append(lines, lineOf(fmt.Sprint(i), chat, wish{Name: fmt.Sprint(i), Price: 2}))
	}
	b := await(t, s, "ann", createBatch(t, s, "ann", lines...).ID)
	failed := results(t, s, "ann", b.ErrorFileID)
	if b.Status != statusCompleted || b.RequestCounts != (counts{8, 2, 6}) || h.money != 1 || failed["7"].Response.Status != 402 {
		t.Fatalf("%+v %+v, %d left", b, failed, h.money)
	}
}

// TestCancel: what was begun is finished and kept, the rest is never run. The
// cancellation outlives a restart.
func TestCancel(t *testing.T) {
	h := newHouse()
	dir := t.TempDir()
	c := config(dir, h)
	c.Parallel = 1
	s := open(t, c)
	b := createBatch(t, s, "ann", lineOf("a", chat, wish{Name: "a", Price: 1}), lineOf("b", chat, wish{Name: "b", Price: 1, Hang: "after"}), lineOf("c", chat, wish{Name: "c", Price: 1}),
		lineOf("d", chat, wish{Name: "d", Price: 1}))
	<-h.began
	status, answer := do(t, s, "ann", "POST", "/v1/batches/"+b.ID+"/cancel", "", nil)
	if status != 200 || !strings.Contains(string(answer), `"status":"cancelling"`) {
		t.Fatalf("%d %s", status, answer)
	}
	kill(s)
	s = open(t, c)
	b = await(t, s, "ann", b.ID)
	out := results(t, s, "ann", b.OutputFileID)
	if b.Status != statusCancelled || b.RequestCounts.Completed != len(out) || len(out) != h.charges() || out["b"].Response == nil || h.calls["d"] != 0 {
		t.Fatalf("%+v %+v %v", b, out, h.calls)
	}
	if status, answer = do(t, s, "ann", "POST", "/v1/batches/"+b.ID+"/cancel", "", nil); status != 409 {
		t.Fatalf("%d %s", status, answer)
	}
}

func TestExpiry(t *testing.T) {
	h := newHouse()
	c := config(t.TempDir(), h)
	c.Parallel = 1
	var late atomicTime
	c.Now = late.now
	s := open(t, c)
	b := createBatch(t, s, "ann", lineOf("a", chat, wish{Name: "a", Price: 1, Hang: "before"}), lineOf("b", chat, wish{Name: "b", Price: 1}))
	<-h.began
	late.add(25 * time.Hour)
	kill(s)
	s = open(t, c)
	b = await(t, s, "ann", b.ID)
	out, failed := results(t, s, "ann", b.OutputFileID), results(t, s, "ann", b.ErrorFileID)
	if b.Status != statusExpired || len(out) != 1 || failed["b"].Error.Code != "batch_expired" || h.calls["b"] != 0 {
		t.Fatalf("%+v %+v %+v", b, out, failed)
	}
}

// TestOthersFilesAndBatches: a foreign id is as good as none.
func TestOthersFilesAndBatches(t *testing.T) {
	h := newHouse()
	s := open(t, config(t.TempDir(), h))
	b := await(t, s, "ann", createBatch(t, s, "ann", lineOf("a", chat, wish{Name: "a", Price: 1})).ID)
	for _, c := range [][2]string{
		{"GET", "/v1/files/" + b.InputFileID}, {"GET", "/v1/files/" + b.InputFileID + "/content"}, {"DELETE", "/v1/files/" + b.InputFileID},
		{"GET", "/v1/files/" + *b.OutputFileID + "/content"}, {"GET", "/v1/batches/" + b.ID}, {"POST", "/v1/batches/" + b.ID + "/cancel"},
	} {
		status, answer := do(t, s, "bob", c[0], c[1], "", nil)
		unknown, _ := do(t, s, "bob", c[0], strings.ReplaceAll(c[1], "0", "1"), "", nil)
		if status != 404 || unknown != 404 || strings.Contains(string(answer), "in.jsonl") {
			t.Errorf("%v: %d %s", c, status, answer)
		}
	}
	if status, answer := do(t, s, "bob", "POST", "/v1/batches", "application/json", strings.NewReader(order1(b.InputFileID))); status != 404 {
		t.Errorf("%d %s", status, answer)
	}
	for _, path := range []string{"/v1/files", "/v1/batches"} {
		if _, answer := do(t, s, "bob", "GET", path, "", nil); !strings.Contains(string(answer), `"data":[]`) {
			t.Errorf("%s", answer)
		}
	}
	if status, _ := do(t, s, "nobody", "GET", "/v1/files", "", nil); status != 401 {
		t.Errorf("%d", status)
	}
}
