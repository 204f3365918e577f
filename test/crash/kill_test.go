package crash_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/journal"
)

// killsEach is how often one directory lives through a kill: the auditor
// replays it from its first record each time.
const killsEach = 8

// TestKill kills a house with SIGKILL at a random moment under load, while it
// starts, rotates segments and takes snapshots, and audits what it leaves.
func TestKill(t *testing.T) {
	seed := newSeed(t)
	r := newRandom(seed, 0)
	var sum killed
	for sum.kills < *killsFlag {
		l := &life{dir: t.TempDir(), r: r}
		l.auditor = newAuditor(journalOf(l.dir))
		n := min(killsEach, *killsFlag-sum.kills)
		for range n {
			if err := l.kill(t.Context(), &sum); err != nil {
				keep(t, l.dir)
				t.Fatalf("seed %d, kill %d: %v", seed, sum.kills, err)
			}
		}
		if err := l.end(t.Context(), &sum); err != nil {
			keep(t, l.dir)
			t.Fatalf("seed %d, after kill %d: %v", seed, sum.kills, err)
		}
	}
	t.Logf("%+v", sum)
	if sum.acknowledged == 0 || sum.snapshots == 0 {
		t.Fatalf("nothing was tested: %+v", sum)
	}
}

// keep leaves a directory behind for people to look at.
func keep(t *testing.T, dir string) {
	kept, err := os.MkdirTemp("", "aidollar-crash-")
	if err == nil {
		err = os.CopyFS(filepath.Join(kept, "data"), os.DirFS(dir))
	}
	t.Logf("the directory is kept in %s (%v)", kept, err)
}

// killed is what a run of kills covered.
type killed struct {
	kills, atStart               int // at its start: before the first acknowledgement
	records                      uint64
	acknowledged, kept, absent   int // requests; see verdict
	snapshots, torn, resubmitted int
}

// life is a directory and the processes that die on it.
type life struct {
	*auditor
	dir string
	r   *rand.Rand
}

// kill has a child run on the directory, kills it, audits, and sometimes visits
// the house before the next child starts.
func (l *life) kill(ctx context.Context, sum *killed) error {
	h := l.begin()
	if err := l.murder(h); err != nil {
		return err
	}
	sum.kills++
	if h.acknowledged() == 0 {
		sum.atStart++
	}
	v, err := l.audit()
	if err != nil {
		return err
	}
	if v.torn {
		sum.torn++
	}
	if l.r.IntN(2) == 0 {
		return nil // the next child meets what this one left
	}
	return l.ask(ctx, h, v, sum)
}

// end audits the books too, compares them with rebuilt ones, and adds up.
func (l *life) end(ctx context.Context, sum *killed) error {
	if err := l.visit(ctx, l.dir, (*site).found); err != nil {
		return err
	}
	v, err := l.audit()
	if err != nil {
		return err
	}
	if err := compareBooks(ctx, booksOf(l.dir), v); err != nil {
		return err
	}
	for _, h := range l.histories {
		sum.acknowledged += h.acknowledged()
	}
	sum.records += v.last
	sum.kept += v.kept
	sum.absent += v.absent
	sum.snapshots += v.snapshots
	return l.rebuild(ctx)
}

// rebuild writes the books anew from the log: those that lived through the
// kills must hold the same rows.
func (l *life) rebuild(ctx context.Context) error {
	anew := filepath.Join(l.dir, "anew.sqlite")
	_, err := books.Rebuild(ctx, anew, clearing.DefaultConfig(), func(from uint64, f func(uint64, []byte) error) error {
		_, err := journal.Check(l.journal, func(r journal.Record) error { return f(r.Seq, r.Payload) })
		return err
	}, nil)
	if err != nil {
		return err
	}
	want, err := content(anew)
	if err != nil {
		return err
	}
	got, err := content(booksOf(l.dir))
	if err == nil && got != want {
		err = errors.New("the books hold other rows than books that are rebuilt from the log")
	}
	return err
}

// murder runs a child and kills it: after some milliseconds, which is often
// while it starts, or after some acknowledgements.
func (l *life) murder(h *history) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	var words bytes.Buffer
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childDir+"="+l.dir, childSeed+"="+strconv.FormatUint(l.r.Uint64(), 10))
	c.ExtraFiles, c.Stderr = []*os.File{write}, &words
	after, atMost := logUniform(l.r, 2000), 2*time.Minute
	if l.r.IntN(4) == 0 {
		after, atMost = 1<<30, time.Duration(l.r.Int64N(int64(200*time.Millisecond)))
	}
	if err = c.Start(); err != nil {
		return errors.Join(err, write.Close())
	}
	if err = write.Close(); err != nil {
		return err
	}
	var once sync.Once
	kill := func() { once.Do(func() { _ = c.Process.Kill() }) } // it may be gone already, which Wait tells
	timer := time.AfterFunc(atMost, kill)
	defer timer.Stop()
	err = h.listen(read, func(count int) {
		if count >= after {
			kill()
		}
	})
	kill()
	var exit *exec.ExitError
	if waited := c.Wait(); !errors.As(waited, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		return fmt.Errorf("the child ended by itself: %w: %s", waited, words.Bytes())
	}
	return err
}

// ask restarts the house in this process and has it say what became of the last
// requests of the process that died, as its clients would.
func (l *life) ask(ctx context.Context, died *history, v *verdict, sum *killed) error {
	early, err := books.Open(booksOf(l.dir), nil)
	if err != nil {
		return err
	}
	position := early.Position()
	if err := early.Close(); err != nil {
		return err
	}
	if position > v.last {
		return fmt.Errorf("the books stand at record %d, the log ends at %d", position, v.last)
	}
	const most = 40
	again := map[ledger.ID]money.Amount{}
	err = l.visit(ctx, l.dir, func(s *site) error {
		for i, id := range died.order[max(0, len(died.order)-most):] {
			if err := resubmit(s, died.attempts[id], v.machine.Ledger(), again); err != nil {
				return fmt.Errorf("request %d, %d before the kill, asked again: %w", id, most-i, err)
			}
			sum.resubmitted++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if v, err = l.audit(); err != nil {
		return err
	}
	return compareBooks(ctx, booksOf(l.dir), v)
}

// resubmit asks the transfers of a request again: those that the log accepted
// exist with the same amount, the others do not. again has what was accepted
// since the audit.
func resubmit(s *site, x *attempt, log *ledger.Ledger, again map[ledger.ID]money.Amount) error {
	for rest := x.bytes; len(rest) > 0; {
		command := rest[:commandSize(rest)]
		rest = rest[len(command):]
		if clearing.Kind(command[0]) != clearing.KindTransfers {
			continue
		}
		answers, err := s.do(clearing.TransfersWire(command[5:]))
		if err != nil {
			return err
		}
		for i, now := range answers[0].Outcomes {
			id := ledger.IDAt(command[5+i*ledger.TransferSize:])
			before, exists := log.Remembers(id)
			if amount, ok := again[id]; ok {
				before.Amount, exists = amount, true
			}
			if exists && (now.Result != ledger.Exists || now.Amount != before.Amount) {
				return fmt.Errorf("transfer %s was accepted with %s; now it is %s with %s", id, before.Amount, now.Result, now.Amount)
			}
			if !exists && now.Result == ledger.Exists {
				return fmt.Errorf("transfer %s exists, though the log has not accepted it", id)
			}
			if now.Result == ledger.OK {
				again[id] = now.Amount
			}
		}
	}
	return nil
}
