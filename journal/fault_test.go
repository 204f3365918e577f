package journal

import (
	"errors"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestPowerCut cuts the power at a random moment under load, with some sectors
// of the unfinished writes lost. Every acknowledged record is there afterwards,
// in order, with nothing in between.
func TestPowerCut(t *testing.T) {
	r := random(t)
	dir := t.TempDir()
	var records [][]byte
	acknowledged, tears := 0, 0
	for round := range *roundsFlag {
		disk := newFaultFS()
		o := testOptions(dir)
		o.FS = disk
		m := &tally{}
		j, err := Open(o, m)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if err := m.holds(records, acknowledged); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		records = records[:len(m.sums)]
		acknowledged = len(records)
		stop := 1 + r.IntN(20)
		var writes atomic.Int64
		disk.mu.Lock()
		disk.fail = func(op, path string) error {
			if op == "sync" && strings.HasSuffix(path, segmentSuffix) && writes.Add(1) > int64(stop) {
				return syscall.EIO // the moment between write and sync
			}
			return nil
		}
		disk.mu.Unlock()
		var futures []Future
		for range 100 {
			p := payload(uint64(len(records)), r.IntN(6000))
			if r.IntN(3) == 0 {
				clear(p[8:]) // sectors of zeros are content too
			}
			records = append(records, p)
			futures = append(futures, j.Append(p))
			if r.IntN(4) == 0 {
				time.Sleep(time.Duration(r.IntN(300)) * time.Microsecond)
			}
		}
		for _, f := range futures {
			if _, err := f.Wait(); err != nil {
				break
			}
			acknowledged++
		}
		tears += disk.powerCut(r)
		_ = j.Close() // it says what the test caused
	}
	if _, err := Check(dir, nil); err != nil {
		t.Fatal(err)
	}
	if tears == 0 || acknowledged == 0 {
		t.Fatalf("nothing was tested: %d torn sectors, %d records", tears, acknowledged)
	}
	t.Logf("%d acknowledged records, %d sectors torn", acknowledged, tears)
}

// TestDiskErrors makes one call of each kind fail: the append gets an error
// with the right code, nothing after it is acknowledged, and a restart finds
// what was.
func TestDiskErrors(t *testing.T) {
	cases := []struct {
		op, suffix string
		errno      syscall.Errno
		code       Code
	}{
		{"sync", segmentSuffix, syscall.EIO, CodeIO},
		{"write", segmentSuffix, syscall.EIO, CodeIO},
		{"write", segmentSuffix, syscall.ENOSPC, CodeDiskFull},
		{"reserve", spareSuffix, syscall.ENOSPC, CodeDiskFull},
		{"syncdir", logDir, syscall.EIO, CodeIO},
	}
	for _, c := range cases {
		t.Run(c.op+" "+c.errno.Error(), func(t *testing.T) {
			disk := newFaultFS()
			o := testOptions(t.TempDir())
			o.FS = disk
			j, _ := mustOpen(t, o)
			var armed, once atomic.Bool
			disk.mu.Lock()
			disk.fail = func(op, path string) error {
				// A full disk stays full; a failed sync happens once.
				if armed.Load() && op == c.op && strings.HasSuffix(path, c.suffix) && (c.errno == syscall.ENOSPC || once.CompareAndSwap(false, true)) {
					return c.errno
				}
				return nil
			}
			disk.mu.Unlock()
			var records [][]byte
			acknowledged := 0
			var failure error
			for i := range uint64(200) {
				armed.Store(i >= 20)
				p := payload(i, 9000)
				records = append(records, p)
				_, err := j.Append(p).Wait()
				switch {
				case err == nil && failure != nil:
					t.Fatalf("record %d is acknowledged after %v", i, failure)
				case err == nil:
					acknowledged++
				case failure == nil:
					failure = err
				}
			}
			if CodeOf(failure) != c.code || !errors.Is(failure, c.errno) {
				t.Fatalf("the append failed with %v, code %q; wanted %q", failure, CodeOf(failure), c.code)
			}
			select {
			case <-j.Failed():
			default:
				t.Fatal("Failed is not closed")
			}
			if err := j.Close(); CodeOf(err) != c.code {
				t.Fatalf("Close gives %v, not what stopped the journal", err)
			}
			o.FS = nil
			j, m := mustOpen(t, o)
			if err := m.holds(records, acknowledged); err != nil {
				t.Fatal(err)
			}
			mustAppend(t, j, payload(1, 100))
		})
	}
}

func TestReadOnlyDirectory(t *testing.T) {
	dir := t.TempDir()
	j, _ := mustOpen(t, testOptions(dir))
	mustAppend(t, j, payload(1, 10))
	mustClose(t, j)
	disk := newFaultFS()
	disk.fail = func(op, path string) error {
		if op == "write" || op == "remove" || op == "rename" || strings.HasSuffix(path, spareSuffix) {
			return syscall.EROFS
		}
		return nil
	}
	for _, d := range []string{dir, t.TempDir()} {
		o := testOptions(d)
		o.FS = disk
		_, err := Open(o, &tally{})
		if CodeOf(err) != CodeDirectory || !strings.Contains(err.Error(), "write access") {
			t.Fatalf("a read-only directory gives %v, code %q", err, CodeOf(err))
		}
	}
}

// TestSnapshotWithoutStall holds a snapshot open while records are appended.
func TestSnapshotWithoutStall(t *testing.T) {
	m := &slowMachine{hold: make(chan struct{}), begun: make(chan struct{}, 1)}
	j, err := Open(testOptions(t.TempDir()), m)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	mustAppend(t, j, payload(0, 100))
	done := make(chan error, 1)
	go func() { done <- j.Snapshot() }()
	<-m.begun
	for i := range uint64(50) {
		mustAppend(t, j, payload(i, 100))
	}
	select {
	case err := <-done:
		t.Fatalf("the snapshot ended while it was held: %v", err)
	default:
	}
	close(m.hold)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
