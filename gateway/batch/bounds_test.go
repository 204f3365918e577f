package batch

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

type atomicTime struct {
	mu    sync.Mutex
	extra time.Duration
}

func (a *atomicTime) now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return time.Now().Add(a.extra)
}

func (a *atomicTime) add(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.extra += d
}

// TestMistakesOfTheInput: a batch with a mistake in it does not run at all.
func TestMistakesOfTheInput(t *testing.T) {
	h := newHouse()
	c := config(t.TempDir(), h)
	c.LinesMax, c.LineMax = 3, 200
	s := open(t, c)
	good := lineOf("a", chat, wish{Name: "a"})
	for code, lines := range map[string][]string{
		"invalid_json":        {good, `{"custom_id":`},
		"custom_id_malformed": {lineOf("", chat, wish{})},
		"custom_id_twice":     {good, good},
		"method_unsupported":  {strings.Replace(good, "POST", "GET", 1)},
		"url_unsupported":     {lineOf("a", "/v1/files", wish{})},
		"body_malformed":      {`{"custom_id":"a","method":"POST","url":"/v1/embeddings"}`},
		"stream_unsupported":  {`{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"stream":true}}`},
		"lines_many":          {good, lineOf("b", chat, wish{}), lineOf("c", chat, wish{}), lineOf("d", chat, wish{})},
		"line_too_long":       {good, lineOf("b", chat, wish{Name: strings.Repeat("x", 200)})},
		"file_empty":          {"\n\n"},
	} {
		b := await(t, s, "ann", createBatch(t, s, "ann", lines...).ID)
		if b.Status != statusFailed || b.Errors == nil || b.Errors.Data[0].Code != code || b.Errors.Data[0].Message == "" || b.OutputFileID != nil {
			t.Errorf("%s: %+v %+v", code, b, b.Errors)
		}
	}
	if len(h.calls) != 0 {
		t.Errorf("ran: %v", h.calls)
	}
}

func codeOf(answer []byte) string {
	var e errorBody
	_ = json.Unmarshal(answer, &e)
	return e.Error.Code
}

func TestUploadsThatAreRefused(t *testing.T) {
	c := config(t.TempDir(), newHouse())
	c.FileMax, c.FilesMax, c.StorageMax = 1000, 3, 1500
	s := open(t, c)
	send := func(purpose, content string) (int, string) {
		kind, body := form(purpose, content)
		status, answer := do(t, s, "ann", "POST", "/v1/files", kind, body)
		return status, codeOf(answer)
	}
	for _, w := range []struct {
		purpose, content, code string
		status                 int
	}{
		{"fine-tune", "x", "purpose_unsupported", 400}, {"batch", "", "file_empty", 400},
		{"batch", strings.Repeat("x", 1001), "file_too_large", 413}, {"batch", strings.Repeat("x", 100_000), "storage_full", 403},
	} {
		if status, code := send(w.purpose, w.content); status != w.status || code != w.code {
			t.Errorf("%s %d bytes: %d %s, want %s", w.purpose, len(w.content), status, code, w.code)
		}
	}
	if status, code := send("batch", strings.Repeat("x", 900)); status != 200 {
		t.Fatal(status, code)
	}
	if _, code := send("batch", strings.Repeat("x", 900)); code != "storage_full" {
		t.Fatal(code)
	}
	_, _ = send("batch", "x")
	_, _ = send("batch", "x")
	if _, code := send("batch", "x"); code != "files_many" {
		t.Fatal(code)
	}
	status, answer := do(t, s, "ann", "POST", "/v1/files", "application/json", strings.NewReader("{}"))
	if status != 403 && codeOf(answer) != "form_missing" {
		t.Fatal(status, string(answer))
	}
	// What was refused leaves nothing on the disk.
	entries, err := os.ReadDir(filepath.Join(c.Dir, "files"))
	if err != nil || len(entries) != 6 {
		t.Fatalf("%v %v", entries, err)
	}
	kind, _ := form("batch", "x")
	if status, answer = do(t, s, "bob", "POST", "/v1/files", kind, io.LimitReader(strings.NewReader("--no form"), 5)); status != 400 || codeOf(answer) != "form_malformed" {
		t.Fatal(status, string(answer))
	}
}

func TestOrdersThatAreRefused(t *testing.T) {
	h := newHouse()
	c := config(t.TempDir(), h)
	c.OpenMax = 1
	s := open(t, c)
	input := uploadFile(t, s, "ann", lineOf("a", chat, wish{Name: "a", Hang: "before"}))
	good := order1(input)
	for body, code := range map[string]string{
		"{":                                       "invalid_json",
		strings.Replace(good, "24h", "1d", 1):     "completion_window_unsupported",
		strings.Replace(good, "24h", "169h", 1):   "completion_window_unsupported",
		strings.Replace(good, "chat", "x", 1):     "endpoint_unsupported",
		strings.Replace(good, "file-", "file", 1): "file_not_found",
		strings.Replace(good, `"b"`, `"`+strings.Repeat("x", 513)+`"`, 1): "metadata_large",
		strings.Replace(good, "metadata", "other", 1):                     "invalid_json",
	} {
		status, answer := do(t, s, "ann", "POST", "/v1/batches", "", strings.NewReader(body))
		if status/100 != 4 || codeOf(answer) != code {
			t.Errorf("%s\n%d %s, want %s", body, status, answer, code)
		}
	}
	if status, answer := do(t, s, "ann", "POST", "/v1/batches", "", strings.NewReader(good)); status != 200 {
		t.Fatal(status, string(answer))
	}
	<-h.began
	if _, answer := do(t, s, "ann", "POST", "/v1/batches", "", strings.NewReader(good)); codeOf(answer) != "batches_open" {
		t.Fatal(string(answer))
	}
	if _, answer := do(t, s, "ann", "DELETE", "/v1/files/"+input, "", nil); codeOf(answer) != "file_in_use" {
		t.Fatal(string(answer))
	}
}

func TestListsAndDeletion(t *testing.T) {
	c := config(t.TempDir(), newHouse())
	s := open(t, c)
	var ids []string
	for i := range 5 {
		ids = append(ids, uploadFile(t, s, "ann", fmt.Sprint("content ", i)))
	}
	if status, answer := do(t, s, "ann", "DELETE", "/v1/files/"+ids[1], "", nil); status != 200 || !strings.Contains(string(answer), `"deleted":true`) {
		t.Fatal(status, string(answer))
	}
	kill(s)
	s = open(t, c)
	var got []string
	path := "/v1/files?limit=3"
	for range 2 {
		_, answer := do(t, s, "ann", "GET", path, "", nil)
		var p struct {
			Data    []fileObject `json:"data"`
			HasMore bool         `json:"has_more"`
			LastID  string       `json:"last_id"`
		}
		if err := json.Unmarshal(answer, &p); err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Data {
			got = append(got, f.ID)
		}
		if p.HasMore != (len(got) == 3) {
			t.Fatalf("%s", answer)
		}
		path = "/v1/files?limit=3&after=" + p.LastID
	}
	if want := []string{ids[4], ids[3], ids[2], ids[0]}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	if _, answer := do(t, s, "ann", "GET", "/v1/files/"+ids[4]+"/content", "", nil); string(answer) != "content 4" {
		t.Fatalf("%q", answer)
	}
	if entries, _ := os.ReadDir(filepath.Join(c.Dir, "files")); len(entries) != 8 {
		t.Fatalf("%v", entries)
	}
}

// TestOldBatchesAreForgotten: their results stay.
func TestOldBatchesAreForgotten(t *testing.T) {
	c := config(t.TempDir(), newHouse())
	c.KeptMax = 2
	s := open(t, c)
	var made []batchObject
	for i := range 3 {
		id := fmt.Sprint(i)
		made = append(made, await(t, s, "ann", createBatch(t, s, "ann", lineOf(id, chat, wish{Name: id})).ID))
	}
	if status, _ := do(t, s, "ann", "GET", "/v1/batches/"+made[0].ID, "", nil); status != 404 {
		t.Fatal(status)
	}
	if len(results(t, s, "ann", made[0].OutputFileID)) != 1 || see(t, s, "ann", made[2].ID).Status != statusCompleted {
		t.Fatal("results are gone")
	}
	kill(s)
	if s = open(t, c); len(s.batches) != 2 {
		t.Fatalf("%d batches", len(s.batches))
	}
}

func TestUploadsAtOnceAreBounded(t *testing.T) {
	c := config(t.TempDir(), newHouse())
	c.UploadsMax = 1
	s := open(t, c)
	from, to := io.Pipe()
	kind, _ := form("batch", "x")
	first := make(chan int)
	go func() {
		status, _ := do(t, s, "ann", "POST", "/v1/files", kind, from)
		first <- status
	}()
	if _, err := io.WriteString(to, "--"); err != nil { // it is being read
		t.Fatal(err)
	}
	kind, body := form("batch", "x")
	if status, answer := do(t, s, "ann", "POST", "/v1/files", kind, body); status != 503 || codeOf(answer) != "busy" {
		t.Fatal(status, string(answer))
	}
	_ = to.CloseWithError(io.ErrUnexpectedEOF)
	if status := <-first; status != 400 {
		t.Fatal(status)
	}
	uploadFile(t, s, "ann", "x")
}
