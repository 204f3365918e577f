package crash_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/journal"
	"aidollar/node"
)

// TestFlippedBits changes one bit of a house that was stopped in order, in each
// kind of file in turn. A start must lead to the very state that was there, or
// be refused with the file and the place; an audit must say what is wrong.
func TestFlippedBits(t *testing.T) {
	seed := newSeed(t)
	r := newRandom(seed, 7)
	dir := filepath.Join(t.TempDir(), "whole")
	whole, err := settled(dir, seed)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fileKinds(journalOf(dir))
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]int{}
	for i := range *flipsFlag {
		kind := files[i%len(files)]
		f := &flip{whole: whole, dir: filepath.Join(t.TempDir(), "flipped"), path: kind[r.IntN(len(kind))]}
		if err := f.prepare(dir, r); err != nil {
			t.Fatal(err)
		}
		result, err := f.try()
		if err != nil {
			keep(t, f.dir)
			t.Fatalf("seed %d, flip %d, bit %d of byte %d of %s: %v", seed, i, f.bit, f.offset, f.path, err)
		}
		results[result]++
	}
	t.Logf("%v", results)
	if results[refused] == 0 || results[healed] == 0 {
		t.Fatalf("nothing was tested: %v", results)
	}
}

// What became of a flipped bit.
const (
	refused = "start and audit refuse"
	healed  = "start does without the file, audit refuses"
	dropped = "start cuts off what no record was written to, audit notes it"
)

// settled makes a house with some segments and snapshots, stops it in order and
// gives its state.
func settled(dir string, seed uint64) (*verdict, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	a := newAuditor(journalOf(dir))
	h, err := openHouse(dir, options(dir))
	if err != nil {
		return nil, err
	}
	done := a.begin()
	if err := (&site{node: h.node, recorder: done}).found(); err != nil {
		return nil, err
	}
	l := startLoad(h, done, seed)
	l.await(done, 250)
	errs := l.end()
	if err := h.node.Snapshot(); err != nil {
		return nil, err
	}
	// Some records behind the newest snapshot.
	l = startLoad(h, done, seed+1)
	l.await(done, done.acknowledged()+50)
	if err := errors.Join(errors.Join(errs...), errors.Join(l.end()...), h.close()); err != nil {
		return nil, err
	}
	return a.audit()
}

// fileKinds lists the files by what they are: sealed segments, the last ones,
// snapshots, and the two small ones.
func fileKinds(dir string) (kinds [][]string, err error) {
	segments, err := filepath.Glob(filepath.Join(dir, "log", "*.seg"))
	if err != nil {
		return nil, err
	}
	snapshots, err := filepath.Glob(filepath.Join(dir, "snapshots", "*.snap"))
	if err != nil {
		return nil, err
	}
	if len(segments) < 4 || len(snapshots) < 2 {
		return nil, fmt.Errorf("%d segments and %d snapshots are too few", len(segments), len(snapshots))
	}
	last := len(segments) - 2 // behind it is the blank one
	kinds = [][]string{segments[:last], segments[last : last+1], segments[last+1:], snapshots, {filepath.Join(dir, "STATE")}, {filepath.Join(dir, "FORMAT")}}
	for _, kind := range kinds {
		for i := range kind {
			if kind[i], err = filepath.Rel(dir, kind[i]); err != nil {
				return nil, err
			}
		}
	}
	return kinds, nil
}

// flip is one bit of one file in a copy of a directory.
type flip struct {
	whole  *verdict
	dir    string
	path   string // within the journal
	offset int64
	bit    int
}

func (f *flip) prepare(from string, r *rand.Rand) error {
	if err := os.CopyFS(f.dir, os.DirFS(from)); err != nil {
		return err
	}
	path := filepath.Join(journalOf(f.dir), f.path)
	bytes, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	// Half of the flips hit the front, where headers are.
	f.offset, f.bit = r.Int64N(int64(len(bytes))), r.IntN(8)
	if r.IntN(2) == 0 {
		f.offset = r.Int64N(min(int64(len(bytes)), 6000))
	}
	bytes[f.offset] ^= 1 << f.bit
	return os.WriteFile(path, bytes, 0o600)
}

// try audits and starts the house with the bit flipped.
func (f *flip) try() (string, error) {
	report, auditErr := journal.Check(journalOf(f.dir), nil)
	// Time stands still, so that no hold runs out and changes the state.
	clock := f.whole.machine.Now
	h, err := node.Open(node.Options{Journal: options(f.dir), Machine: clearing.DefaultConfig(), Clock: clock, Logger: quiet})
	if err != nil {
		if auditErr == nil {
			return "", fmt.Errorf("the start is refused (%w), the audit finds nothing", err)
		}
		return refused, errors.Join(f.named(err), f.named(auditErr))
	}
	var digest [32]byte
	var applied uint64
	h.View(func(m *clearing.Machine) {
		applied = m.Applied()
		digest, err = digestOf(m.Freeze())
	})
	if err = errors.Join(err, h.Close()); err != nil {
		return "", err
	}
	if applied != f.whole.last || digest != f.whole.digest {
		return "", fmt.Errorf("the house starts with another state: record %d, not %d; audit: %w", applied, f.whole.last, auditErr)
	}
	if auditErr == nil {
		// Zeros that await records may look like the start of a torn write.
		if report.Torn == nil || !strings.HasSuffix(report.Torn.File, f.path) || report.Torn.Offset > f.offset {
			return "", fmt.Errorf("nothing is said of the bit: %+v", report.Torn)
		}
		return dropped, nil
	}
	return healed, f.named(auditErr)
}

// named wants an error to say which file it is about, and where in it; of the
// small files the name is enough.
func (f *flip) named(err error) error {
	e, ok := errors.AsType[*journal.Error](err)
	small := !strings.Contains(f.path, string(filepath.Separator))
	if !ok || !strings.Contains(err.Error(), f.path) || (!small && (e.Offset < 0 || e.Offset > f.offset)) {
		return fmt.Errorf("the flip is not named: %w", err)
	}
	return nil
}
