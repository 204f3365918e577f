package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAppendAndRestart(t *testing.T) {
	dir := t.TempDir()
	var records [][]byte
	for i := range uint64(200) {
		records = append(records, payload(i, int(i*i)))
	}
	j, m := mustOpen(t, testOptions(dir))
	for i, r := range records {
		answer, err := j.Append(r).Wait()
		if err != nil || answer != uint64(i+1) {
			t.Fatalf("record %d: answer %v, error %v", i+1, answer, err)
		}
	}
	if err := m.holds(records, len(records)); err != nil {
		t.Fatal(err)
	}
	seq, hash := j.Position()
	mustClose(t, j)

	j, m = mustOpen(t, testOptions(dir))
	if err := m.holds(records, len(records)); err != nil {
		t.Fatal(err)
	}
	if s, h := j.Position(); s != seq || h != hash {
		t.Fatalf("position %d %x after the restart, %d %x before", s, h, seq, hash)
	}
	more := payload(1000, 100_000)
	mustAppend(t, j, more)
	mustClose(t, j)

	var walked int
	report, err := Check(dir, func(r Record) error { walked++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if walked != len(records)+1 || report.LastSeq != uint64(walked) || report.Segments < 5 {
		t.Fatalf("Check walked %d of %d records in %d segments", walked, len(records)+1, report.Segments)
	}
}

func TestManyInFlight(t *testing.T) {
	o := testOptions(t.TempDir())
	o.InFlight = 1 << 20
	j, m := mustOpen(t, o)
	r := random(t)
	var records [][]byte
	var futures []Future
	for i := range uint64(2000) {
		p := payload(i, r.IntN(3000))
		if r.IntN(100) == 0 {
			p = payload(i, r.IntN(400_000)) // larger than a segment too
		}
		records = append(records, p)
		futures = append(futures, j.Append(p))
	}
	for i, f := range futures {
		if answer, err := f.Wait(); err != nil || answer != uint64(i+1) {
			t.Fatalf("record %d: answer %v, error %v", i+1, answer, err)
		}
	}
	mustClose(t, j)
	j, m2 := mustOpen(t, o)
	if m2.Digest() != m.Digest() {
		t.Fatal("the replay gives another state than the run")
	}
	next := uint64(700)
	err := j.Records(700, func(seq uint64, p []byte) error {
		if seq != next || string(p) != string(records[seq-1]) {
			t.Fatalf("Records gave %d with other content, or not %d", seq, next)
		}
		next++
		return nil
	})
	if err != nil || next != 2001 {
		t.Fatalf("Records ended before %d with %v", next, err)
	}
	stop := errors.New("enough")
	if err := j.Records(1, func(uint64, []byte) error { return stop }); !errors.Is(err, stop) {
		t.Fatalf("Records gave %v, not the caller's error", err)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	j, _ := mustOpen(t, testOptions(dir))
	expect := func(err error, code Code, words ...string) {
		t.Helper()
		if CodeOf(err) != code {
			t.Fatalf("error %v has code %q, not %q", err, CodeOf(err), code)
		}
		for _, w := range words {
			if !strings.Contains(err.Error(), w) {
				t.Fatalf("error %q does not say %q", err, w)
			}
		}
	}
	_, err := Open(testOptions(dir), &tally{})
	expect(err, CodeLocked, dir, "another process")
	_, err = Check(dir, nil)
	expect(err, CodeLocked, dir)
	_, err = j.Append(nil).Wait()
	expect(err, CodeRecordSize)
	_, err = j.Append(make([]byte, PayloadMax+1)).Wait()
	expect(err, CodeRecordSize)
	mustAppend(t, j, payload(1, 100))
	mustClose(t, j)
	_, err = j.Append(payload(2, 100)).Wait()
	expect(err, CodeClosed)

	other := copyDir(t, dir)
	patch(t, filepath.Join(other, formatName), func([]byte) []byte { return []byte("aidollar journal 9\nlog 00\n") })
	_, err = Open(testOptions(other), &tally{})
	expect(err, CodeFormat, "version 1", formatName)
	patch(t, filepath.Join(other, formatName), func([]byte) []byte { return []byte("SQLite format 3") })
	_, err = Open(testOptions(other), &tally{})
	expect(err, CodeFormat, "another program")

	lost := copyDir(t, dir)
	if err := os.Remove(filepath.Join(lost, stateName)); err != nil {
		t.Fatal(err)
	}
	_, err = Open(testOptions(lost), &tally{})
	expect(err, CodeStateMissing, stateName)

	short := copyDir(t, dir)
	patch(t, segmentPath(short, 1), func(b []byte) []byte { return b[:len(b)/2] })
	_, err = Open(testOptions(short), &tally{})
	expect(err, CodeDamaged, segmentName(1), "cut")
	_, err = Check(short, nil)
	expect(err, CodeDamaged, segmentName(1), "cut")

	gone := copyDir(t, dir)
	if err := os.Remove(segmentPath(gone, 1)); err != nil {
		t.Fatal(err)
	}
	_, err = Open(testOptions(gone), &tally{})
	expect(err, CodeDamaged)
	_, err = Open(testOptions("/proc/nowhere"), &tally{})
	expect(err, CodeIO, "/proc/nowhere")
	_, err = Check(t.TempDir(), nil)
	expect(err, CodeFormat, "no FORMAT file")
}

func TestSnapshotAndRestart(t *testing.T) {
	dir := t.TempDir()
	j, m := mustOpen(t, testOptions(dir))
	var records [][]byte
	for i := range uint64(300) {
		records = append(records, payload(i, 5000))
	}
	mustAppend(t, j, records[:100]...)
	if err := j.Snapshot(); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, j, records[100:200]...)
	if err := j.Snapshot(); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, j, records[200:]...)
	digest := m.Digest()
	mustClose(t, j)
	if _, err := Check(dir, nil); err != nil {
		t.Fatal(err)
	}

	reopen := func(dir string, base uint64) {
		t.Helper()
		j, m := mustOpen(t, testOptions(dir))
		if m.Digest() != digest || m.base != base || m.seen != 300-base {
			t.Fatalf("restored at %d with %d replayed, digest %x; wanted %d, %x", m.base, m.seen, m.Digest(), base, digest)
		}
		if seq, _ := j.Position(); seq != 300 {
			t.Fatalf("position %d after the restart", seq)
		}
		mustAppend(t, j, payload(1, 1))
		mustClose(t, j)
	}
	snaps, _ := filepath.Glob(filepath.Join(dir, snapshotsDir, "*.snap"))
	if len(snaps) != 2 {
		t.Fatalf("%d snapshot files", len(snaps))
	}
	damage := func(dir, snap string) {
		patch(t, filepath.Join(dir, snapshotsDir, filepath.Base(snap)), func(b []byte) []byte { b[len(b)/2] ^= 4; return b })
	}
	one, both := copyDir(t, dir), copyDir(t, dir)
	damage(one, snaps[1])
	damage(both, snaps[0])
	damage(both, snaps[1])
	report, err := Check(one, nil)
	if CodeOf(err) != CodeDamaged || report.Snapshots[0].Err != nil || report.Snapshots[1].Err == nil || report.LastSeq != 300 {
		t.Fatalf("Check says %v about a damaged snapshot", err)
	}
	reopen(dir, 200)
	reopen(one, 100)
	reopen(both, 0)
}
