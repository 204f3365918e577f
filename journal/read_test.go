package journal

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Whoever reads beside the writer gets all that was acknowledged before, in order and
// intact, wherever segments end meanwhile, and the writer does not notice.
func TestReadBesideTheWriter(t *testing.T) {
	dir := t.TempDir()
	j, _ := mustOpen(t, testOptions(dir))
	var records [][]byte
	done := make(chan error)
	stop := make(chan struct{})
	for i := range uint64(50) {
		records = append(records, payload(i, int(i*100)))
	}
	mustAppend(t, j, records...)
	go func() {
		for i := uint64(0); ; i++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if _, err := j.Append(payload(i, int(i%4000))).Wait(); err != nil {
				done <- err
				return
			}
		}
	}()
	segments := 0
	for segments < 8 {
		acknowledged, _ := j.Position()
		next := uint64(1)
		report, err := Read(dir, func(r Record) error {
			if r.Seq != next || (r.Seq <= 50 && string(r.Payload) != string(records[r.Seq-1])) {
				t.Fatalf("record %d is %d, or another one", next, r.Seq)
			}
			next++
			return nil
		})
		if err != nil || report.LastSeq < acknowledged || report.LastSeq != next-1 {
			t.Fatalf("read up to %d of %d, and visited %d: %v", report.LastSeq, acknowledged, next-1, err)
		}
		segments = report.Segments
	}
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	mustClose(t, j)
	if _, err := Check(dir, nil); err != nil {
		t.Error(err)
	}
}

// A record that was changed is no end of the log, and what visit says ends the reading.
func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	j, _ := mustOpen(t, testOptions(dir))
	for i := range uint64(300) {
		mustAppend(t, j, payload(i, 3000))
	}
	enough := errors.New("enough")
	if report, err := Read(dir, func(Record) error { return enough }); !errors.Is(err, enough) || report.LastSeq != 1 {
		t.Errorf("%v after %d", err, report.LastSeq)
	}
	mustClose(t, j)
	path := filepath.Join(dir, logDir, segmentName(1))
	for name, at := range map[string]int{path: segmentHeader + 100_000, last(t, dir): segmentHeader + 10_000} {
		flip(t, name, at)
		if _, err := Read(dir, nil); CodeOf(err) != CodeDamaged {
			t.Errorf("a flipped bit in %s gives %v", name, err)
		}
		flip(t, name, at)
	}
	if report, err := Read(dir, nil); err != nil || report.Records != 300 {
		t.Errorf("%d records, %v", report.Records, err)
	}
	if _, err := Read(t.TempDir(), nil); CodeOf(err) != CodeFormat {
		t.Errorf("an empty directory gives %v", err)
	}
}

// last is the segment that is being written to.
func last(t *testing.T, dir string) string {
	t.Helper()
	report, err := Read(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, logDir, segmentName(uint64(report.Segments)))
}

func flip(t *testing.T, path string, at int) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[at] ^= 1
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
