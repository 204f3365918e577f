package crash_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"aidollar/core/clearing"
	"aidollar/core/payment"
	"aidollar/journal"
)

// auditor knows what was attempted and acknowledged on a directory and holds
// the log against it. It shares nothing with the node: it reads the files.
type auditor struct {
	journal   string // directory
	histories []*history
	hashes    map[uint64][32]byte // of the chain, where earlier audits ended
	digests   map[uint64][32]byte // of the state after a record, as a house had it
}

func newAuditor(journalDir string) *auditor {
	return &auditor{journal: journalDir, hashes: map[uint64][32]byte{}, digests: map[uint64][32]byte{}}
}

// verdict is what an audit led to.
type verdict struct {
	last      uint64 // record
	machine   *clearing.Machine
	digest    [32]byte
	tally     *tally
	snapshots int
	torn      bool
	kept      int // requests that are in the log though nobody was told so
	absent    int // requests that nobody was told of and that are not in the log
}

// begin opens the history of the next process.
func (a *auditor) begin() *history {
	first := uint64(1)
	if n := len(a.histories); n > 0 {
		first = a.histories[n-1].last + 1
	}
	h := newHistory(first)
	a.histories = append(a.histories, h)
	return h
}

// audit checks the whole directory while no process has it open.
func (a *auditor) audit() (*verdict, error) {
	found, err := a.read(nil)
	if err != nil {
		return nil, err
	}
	if found.Records > 0 && found.FirstSeq != 1 {
		return nil, fmt.Errorf("the log begins with record %d", found.FirstSeq)
	}
	v := &verdict{machine: clearing.New(clearing.DefaultConfig()), tally: newTally(), snapshots: len(found.Snapshots), torn: found.Torn != nil}
	v.machine.Observe(v.tally)
	if n := len(a.histories); n > 0 {
		a.histories[n-1].last = found.LastSeq
	}
	w := &walk{auditor: a, verdict: v, snapshots: found.Snapshots}
	if _, err = a.read(w.record); err != nil {
		return nil, err
	}
	if err := w.finish(); err != nil {
		return nil, err
	}
	a.hashes[v.last] = found.LastHash
	return v, v.check()
}

// read walks the log. A process that was killed before there was one leaves an
// empty log; the auditor knows whether it may.
func (a *auditor) read(visit func(journal.Record) error) (journal.Report, error) {
	if _, err := os.Stat(filepath.Join(a.journal, "FORMAT")); errors.Is(err, fs.ErrNotExist) {
		return journal.Report{}, nil
	}
	return journal.Check(a.journal, visit)
}

// check is about the state that the log leads to.
func (v *verdict) check() (err error) {
	view := v.machine.Freeze()
	if v.digest, err = digestOf(view); err != nil {
		return err
	}
	for _, b := range view.Check() {
		err = errors.Join(err, errors.New(b.String()))
	}
	v.machine.Calls(func(c *payment.Call) bool {
		if h, ok := v.machine.Ledger().Hold(c.ID); !ok || h.Amount != c.Reserved {
			err = errors.Join(err, fmt.Errorf("call %s has no hold of %s", c.ID, c.Reserved))
		}
		return true
	})
	return err
}

func digestOf(v *clearing.View) ([32]byte, error) {
	_, err := v.WriteTo(io.Discard)
	return v.Digest(), err
}

// walk goes through the log, history by history.
type walk struct {
	*auditor
	*verdict
	snapshots []journal.SnapshotReport
	at        int // number of histories entered
	waiting   map[string][]*attempt
}

// enter makes the attempts of the next history findable by their first command;
// those that were asked twice in the order in which they were.
func (w *walk) enter() {
	h := w.histories[w.at]
	w.at++
	w.waiting = map[string][]*attempt{}
	for _, id := range h.order {
		x := h.attempts[id]
		x.found = nil
		first := string(x.bytes[:commandSize(x.bytes)])
		w.waiting[first] = append(w.waiting[first], x)
	}
}

// finish goes through the histories behind the last record, which have none.
func (w *walk) finish() error {
	for w.at < len(w.histories) {
		if first := w.histories[w.at].first; first > w.last+1 {
			return fmt.Errorf("the log ends with record %d; earlier it reached %d", w.last, first-1)
		}
		if err := w.complete(); err != nil {
			return err
		}
		w.enter()
	}
	return w.complete()
}

// complete makes sure that all that was acknowledged in the present history was
// met.
func (w *walk) complete() error {
	if w.at == 0 {
		return nil
	}
	h := w.histories[w.at-1]
	for _, id := range h.order {
		switch x := h.attempts[id]; {
		case x.acknowledged && x.found == nil:
			return fmt.Errorf("process %d: request %d was acknowledged and is lost: %s", w.at, id, x.answers)
		case !x.acknowledged && x.found == nil:
			w.absent++
		case !x.acknowledged:
			w.kept++
		}
	}
	return nil
}

// record applies one record and finds its requests: whole, once, and with the
// answers that were given.
func (w *walk) record(r journal.Record) error {
	for w.at < len(w.histories) && r.Seq >= w.histories[w.at].first {
		if err := w.complete(); err != nil {
			return err
		}
		w.enter()
	}
	answers, err := w.machine.Apply(r.Payload, nil)
	if err != nil {
		return fmt.Errorf("record %d: %w", r.Seq, err)
	}
	w.last = r.Seq
	if err := w.match(r, answers); err != nil {
		return fmt.Errorf("record %d: %w", r.Seq, err)
	}
	return w.compare(r)
}

func (w *walk) match(r journal.Record, answers []clearing.Answer) error {
	for rest := r.Payload[clearing.RecordHeaderSize:]; len(rest) > 0; {
		first := rest[:commandSize(rest)]
		if clearing.Kind(first[0]) == clearing.KindTick {
			rest, answers = rest[len(first):], answers[1:] // the node's own
			continue
		}
		list := w.waiting[string(first)]
		if len(list) == 0 {
			return fmt.Errorf("a command of kind %d that nobody submitted, or twice: %x", first[0], first[:min(len(first), 40)])
		}
		x := list[0]
		w.waiting[string(first)] = list[1:]
		if !bytes.HasPrefix(rest, x.bytes) {
			return errors.New("a request is in it by half")
		}
		n := commandCount(x.bytes)
		x.found = answers[:n:n]
		if x.acknowledged && x.answers != text(x.found) {
			return fmt.Errorf("acknowledged was\n%s\nthe replay answers\n%s", x.answers, text(x.found))
		}
		rest, answers = rest[len(x.bytes):], answers[n:]
	}
	return nil
}

// compare holds the replayed state against what snapshots and houses said.
func (w *walk) compare(r journal.Record) error {
	if hash, ok := w.hashes[r.Seq]; ok && hash != r.Hash {
		return fmt.Errorf("record %d is another than at an earlier audit", r.Seq)
	}
	want, ok := w.digests[r.Seq]
	named := map[string][32]byte{}
	if ok {
		named["a running house"] = want
	}
	for _, s := range w.snapshots {
		if s.Seq == r.Seq {
			named[s.File] = s.Digest
		}
	}
	if len(named) == 0 {
		return nil
	}
	digest, err := digestOf(w.machine.Freeze())
	for who, want := range named {
		if err == nil && want != digest {
			err = fmt.Errorf("the state after record %d is %x by %s and %x by a replay", r.Seq, want, who, digest)
		}
	}
	return err
}

// commandSize is the size of the first command in b: kind, length, body.
func commandSize(b []byte) int { return 5 + int(binary.LittleEndian.Uint32(b[1:])) }

func commandCount(b []byte) (n int) {
	for ; len(b) > 0; n++ {
		b = b[commandSize(b):]
	}
	return n
}
