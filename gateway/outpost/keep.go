package outpost

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"aidollar/core/ledger"
	"aidollar/internal/durable"
)

const (
	keptMax = 1 << 16 // steps that are kept
	// keptSlack is how long behind its hold's latest end a step is given up, for
	// clocks that differ.
	keptSlack = time.Minute
	keptEnd   = ".json"
	keptLock  = "LOCK"
)

// keptStep is a step that the house is yet to take, as it stands in its file.
type keptStep struct {
	Step     string          `json:"step"`
	Call     wireID          `json:"call"`
	At       int64           `json:"at_unix_ms"`
	Question json.RawMessage `json:"question"`
}

// keep is a directory of steps, one in a file each.
type keep struct {
	dir  string
	lock *os.File
	mu   sync.Mutex
	all  map[ledger.ID]*keptStep
}

// openKeep opens a directory and reads what a process before this one left in it.
func openKeep(dir string) (*keep, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the directory for captures cannot be made: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, keptLock), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the directory for captures cannot be written to: %w", err)
	}
	k := &keep{dir: dir, lock: lock, all: map[ledger.ID]*keptStep{}}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("another gateway keeps its captures in %s; give each a directory of its own", dir), k.close())
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, errors.Join(err, k.close())
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), keptEnd) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		var s keptStep
		if err == nil {
			err = json.Unmarshal(raw, &s)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("the kept capture %s cannot be read; move it away to go on without it: %w", filepath.Join(dir, f.Name()), err), k.close())
		}
		k.all[ledger.ID(s.Call)] = &s
	}
	return k, nil
}

func (k *keep) close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lock == nil {
		return nil
	}
	err := k.lock.Close()
	k.lock = nil
	return err
}

func (k *keep) path(call ledger.ID) string { return filepath.Join(k.dir, call.String()+keptEnd) }

// put keeps a step; it is on the disk when put returns.
func (k *keep) put(s *keptStep) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	call := ledger.ID(s.Call)
	k.mu.Lock()
	if len(k.all) >= keptMax {
		k.mu.Unlock()
		return fmt.Errorf("as many captures are kept as fit: %d", keptMax)
	}
	k.all[call] = s
	k.mu.Unlock()
	if err := durable.Replace(k.path(call), raw); err != nil {
		k.mu.Lock()
		delete(k.all, call)
		k.mu.Unlock()
		return fmt.Errorf("a capture cannot be kept: %w", err)
	}
	return nil
}

// drop forgets a step. After a crash it may be back: it is then sent once more.
func (k *keep) drop(call ledger.ID) error {
	k.mu.Lock()
	delete(k.all, call)
	k.mu.Unlock()
	return os.Remove(k.path(call))
}

// list gives what is kept, the oldest first.
func (k *keep) list() []*keptStep {
	k.mu.Lock()
	defer k.mu.Unlock()
	list := make([]*keptStep, 0, len(k.all))
	for _, s := range k.all {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *keptStep) int { return int(a.At - b.At) })
	return list
}

func (k *keep) standing() (n int, oldest time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range k.all {
		if at := time.UnixMilli(s.At); oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	return len(k.all), oldest
}

// resend sends what is kept, where the house can be reached, and gives up what
// cannot be taken any more.
func (c *Client) resend(ctx context.Context, reached bool) {
	for _, s := range c.kept.list() {
		if ctx.Err() != nil {
			return
		}
		err := errors.New("the house is away")
		if reached {
			err = c.step(ctx, s.Step, s.Question, nil)
		}
		age := c.now().Sub(time.UnixMilli(s.At))
		over := age > c.HoldTime+keptSlack
		switch {
		case err == nil:
			c.Log.Info("the house took what was kept", "call", ledger.ID(s.Call), "step", s.Step, "kept_for", age.Round(time.Millisecond))
		case s.Step == stepCapture && (decided(err) || over):
			c.lost.Add(1)
			c.Log.Error("A DELIVERED CALL IS NOT PAID: its hold has run out, or the house does not take its capture",
				"call", ledger.ID(s.Call), "capture", string(s.Question), "kept_for", age.Round(time.Second), "error", err)
		case decided(err) || over:
			// A hold that was to be voided has returned by itself.
		default:
			reached = false // the rest waits as well
			continue
		}
		if err := c.kept.drop(ledger.ID(s.Call)); err != nil {
			c.Log.Error("what was kept cannot be removed; it is sent once more", "call", ledger.ID(s.Call), "error", err)
		}
	}
}
