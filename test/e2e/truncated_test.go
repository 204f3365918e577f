package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// segmentHead is what a segment of the log has before its first record.
const segmentHead = 4096

// TestLogTruncated cuts the newest segment of the log in the middle of what was
// acknowledged. The file is named, the offset, and nothing is changed.
func TestLogTruncated(t *testing.T) {
	t.Parallel()
	h := served(t)
	h.process.stop()
	audit(t, h.data)
	segment, end := newestSegment(t, h.data)
	cut := segmentHead + (end-segmentHead)/2
	if err := os.Truncate(segment, cut); err != nil {
		t.Fatal(err)
	}
	before := must[[]byte](t)(os.ReadFile(segment))

	place := fmt.Sprintf("file %s, offset %d", segment, cut)
	r := run(t, "audit", h.data)
	r.want(t, exitFailed, "does not pass the audit")
	if !bytes.Contains([]byte(r.out), []byte(place)) {
		t.Errorf("the audit does not say %q:\n%s", place, r.out)
	}
	run(t, "serve", "--config", h.config).want(t, exitFailed, place, "the file was cut or extended", "restore it from a backup")
	run(t, "books", "rebuild", "--data", h.data).want(t, exitFailed, place)
	if after := must[[]byte](t)(os.ReadFile(segment)); !bytes.Equal(after, before) {
		t.Error("the refused start changed the segment")
	}
}

// TestLogEndLost puts zeros in the place of what was acknowledged last, as a
// disk does that promised too much. The log alone cannot tell that from a log
// that ended there when the program was killed; the books remember.
func TestLogEndLost(t *testing.T) {
	t.Parallel()
	h := served(t)
	h.process.kill()
	segment, end := newestSegment(t, h.data)
	f := must[*os.File](t)(os.OpenFile(segment, os.O_WRONLY, 0))
	cut := segmentHead + (end-segmentHead)/2
	if _, err := f.WriteAt(make([]byte, end-cut), cut); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, "serve", "--config", h.config).want(t, exitFailed,
		"books.sqlite stand at record", "the log ends with", "books rebuild")
}

// served is a house that has answered a few calls.
func served(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	b := newBuyer(t, h.operator, "before the cut", "1")
	for range 5 {
		if a := must[answer](t)(b.send(http.MethodPost, chatPath, question("metered", nil))); a.status != http.StatusOK {
			t.Fatalf("answered %d: %s", a.status, a.body)
		}
		// A receipt is shown when the books have it.
		if list := b.calls(t); len(list) == 0 {
			t.Fatal("no call is in the books")
		}
	}
	return h
}

// newestSegment finds the last segment that was written to, and where what was
// written ends.
func newestSegment(t *testing.T, data string) (path string, end int64) {
	t.Helper()
	files := must[[]string](t)(filepath.Glob(filepath.Join(data, "journal", "log", "*.seg")))
	slices.Sort(files)
	for _, file := range slices.Backward(files) {
		f := must[*os.File](t)(os.Open(file))
		begin := make([]byte, 1<<20) // the test writes far less
		n, err := f.Read(begin)
		if f.Close(); err != nil {
			t.Fatal(err)
		}
		if used := len(bytes.TrimRight(begin[:n], "\x00")); used > segmentHead {
			return file, int64(used)
		}
	}
	t.Fatalf("no segment of %v was written to", files)
	return "", 0
}
