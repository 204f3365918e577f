package crash_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/journal"
)

// trouble is a disk that fails in the middle of load.
type trouble struct {
	name   string
	op, in string // of the calls that fail, and what is in their path
	cause  error
	stays  bool         // it fails from then on, as a full disk does; else once
	code   journal.Code // that the house stops with; "" when it goes on
}

var troubles = []trouble{
	{"full disk, write", "write", ".seg", syscall.ENOSPC, true, journal.CodeDiskFull},
	{"full disk, next segment", "reserve", ".seg", syscall.ENOSPC, true, journal.CodeDiskFull},
	{"quota, write", "write", ".seg", syscall.EDQUOT, true, journal.CodeDiskFull},
	{"failed write", "write", ".seg", syscall.EIO, false, journal.CodeIO},
	{"short write", "write", ".seg", io.ErrShortWrite, false, journal.CodeIO},
	{"failed fsync", "sync", ".seg", syscall.EIO, false, journal.CodeIO},
	{"failed fsync of the directory", "syncdir", "/log", syscall.EIO, false, journal.CodeIO},
	{"disk gone", "", "", syscall.EIO, true, journal.CodeIO},
	// What is not the log must not stop the house.
	{"no room for snapshots", "write", ".snap", syscall.ENOSPC, true, ""},
	{"failed fsync of a snapshot", "sync", ".snap", syscall.EIO, true, ""},
}

// TestDiskFaults has the disk fail under load: whatever is not durable is
// answered with an error, and on a healthy disk everything acknowledged is
// there again.
func TestDiskFaults(t *testing.T) {
	seed := newSeed(t)
	for i, x := range troubles {
		t.Run(x.name, func(t *testing.T) {
			if err := x.run(t, seed+uint64(i)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// strike arms the fault; struck tells whether it was met.
func (x *trouble) strike(d *disk) (struck *atomic.Int64) {
	struck = &atomic.Int64{}
	d.set(func(op, path string) error {
		if (x.op != "" && op != x.op) || !strings.Contains(path, x.in) {
			return nil
		}
		if struck.Add(1) > 1 && !x.stays {
			return nil
		}
		return x.cause
	})
	return struck
}

func (x *trouble) run(t *testing.T, seed uint64) error {
	dir := t.TempDir()
	a := newAuditor(journalOf(dir))
	d := &disk{}
	o := options(dir)
	o.FS = d
	h, err := openHouse(dir, o)
	if err != nil {
		return err
	}
	r := newRandom(seed, 99)
	done := a.begin()
	first := &site{node: h.node, recorder: done}
	if err := first.found(); err != nil {
		return err
	}
	l := startLoad(h, done, seed)
	l.await(done, 100+r.IntN(200))
	struck := x.strike(d)
	if x.code == "" {
		err = x.goesOn(l, done, struck)
		d.set(nil)
	} else {
		err = x.stops(h, l)
	}
	if err != nil {
		return err
	}
	if closeErr := h.close(); (closeErr == nil) != (x.code == "") {
		return fmt.Errorf("closing says %w", closeErr)
	}
	return a.afterwards(t, dir)
}

// goesOn wants many more acknowledgements while the fault stays.
func (x *trouble) goesOn(l *running, done *history, struck *atomic.Int64) error {
	for struck.Load() == 0 && l.await(done, done.acknowledged()+50) {
	}
	l.await(done, done.acknowledged()+50)
	for _, err := range l.end() {
		if err != nil {
			return fmt.Errorf("the house stopped: %w", err)
		}
	}
	return nil
}

// stops wants every caller to be told, with the cause.
func (x *trouble) stops(h *house, l *running) error {
	select {
	case <-h.node.Failed():
	case <-time.After(20 * time.Second):
		return errors.New("the node goes on")
	}
	<-l.gone // each caller is told, and does not need to be stopped
	errs := append(l.end(), h.node.Err())
	_, late := h.node.Do(l.ctx, clearing.Tick{})
	for _, err := range append(errs, late) {
		if journal.CodeOf(err) != x.code || !errors.Is(err, x.cause) || !strings.Contains(err.Error(), "journal") {
			return fmt.Errorf("a caller is told %w (code %q), want %s because of %w", err, journal.CodeOf(err), x.code, x.cause)
		}
	}
	return nil
}

// afterwards restarts the house on a healthy disk twice: with what the fault
// left, and after it went on.
func (a *auditor) afterwards(t *testing.T, dir string) error {
	if _, err := a.audit(); err != nil {
		return err
	}
	if err := a.visit(t.Context(), dir, (*site).found); err != nil {
		return err
	}
	v, err := a.audit()
	if err != nil {
		return err
	}
	if v.last < 2 || a.histories[0].acknowledged() < 100 {
		return fmt.Errorf("nothing was tested: %d records", v.last)
	}
	return compareBooks(t.Context(), booksOf(dir), v)
}
