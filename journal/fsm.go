package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"io"

	"github.com/hashicorp/raft"
)

// fsm stands between the engine and the Machine: it checks that each record
// follows the one before, and stops the journal where one does not.
type fsm struct {
	j *Journal
	m Machine

	at    link     // after the last applied record; its hash may be in live
	live  *pending // the last applied record, if this process appended it
	since uint64   // bytes since the last snapshot
}

var _ raft.BatchingFSM = (*fsm)(nil)

// Apply is ApplyBatch of one.
func (f *fsm) Apply(l *raft.Log) any { return f.ApplyBatch([]*raft.Log{l})[0] }

// ApplyBatch applies committed entries in order. The engine's own answers are
// not used: whoever appended a record is answered from the queue.
func (f *fsm) ApplyBatch(logs []*raft.Log) []any {
	for _, l := range logs {
		if l.Type == raft.LogCommand && f.j.Err() == nil {
			f.apply(l)
		}
	}
	if f.since >= max(f.j.opts.SnapshotEvery, snapshotWorth*f.j.snapshotSize.Load()) {
		f.since = 0
		f.j.askSnapshot()
	}
	return make([]any, len(logs))
}

func (f *fsm) apply(l *raft.Log) {
	head, bad := parseFrame(l.Extensions, len(l.Data))
	if bad != nil {
		f.stop(l, bad)
		return
	}
	// A record numbered by a leader of an earlier term, and stored only in a
	// later one, was overtaken: every voter leaves it out.
	if head.term != l.Term {
		if p := f.j.queue.take(head.seq, l.Extensions); p != nil {
			p.finish(nil, failure(CodeOutcome, "the record was numbered in term %d and is not applied in term %d", head.term, l.Term))
		}
		return
	}
	if bad := f.position().follow(head); bad != nil {
		f.stop(l, bad)
		return
	}
	next := link{seq: head.seq}
	live := f.j.queue.take(head.seq, l.Extensions)
	if live == nil {
		next.hash = chainHash(l.Extensions, l.Data)
	}
	answer := f.m.Apply(head.seq, l.Data)
	f.at, f.live = next, live
	f.since += uint64(recordSize(len(l.Extensions), len(l.Data)))
	f.j.setApplied(next, live)
	if live != nil {
		live.finish(answer, nil)
	}
}

// position is the chain after the last applied record. The hash of a record
// of our own is computed while it is written; by now it is nearly always done.
func (f *fsm) position() link {
	if f.live != nil {
		f.at, f.live = link{seq: f.at.seq, hash: f.live.sum()}, nil
	}
	return f.at
}

func (f *fsm) stop(l *raft.Log, bad *Error) {
	bad.Index = l.Index
	bad.File = f.j.logPath()
	f.j.fail(bad)
}

// Snapshot freezes the machine.
func (f *fsm) Snapshot() (raft.FSMSnapshot, error) {
	if err := f.j.Err(); err != nil {
		return nil, err
	}
	state, err := f.m.Freeze()
	if err != nil {
		return nil, &Error{Code: CodeSnapshot, Offset: -1, Seq: f.at.seq, Message: "the state cannot be frozen", cause: err}
	}
	f.since = 0
	return &frozen{j: f.j, state: state, at: f.position()}, nil
}

// snapshotWorth is how many times its own size in log a snapshot must spare: a
// large state would else be written over and over, at the expense of records.
const snapshotWorth = 4

type frozen struct {
	j     *Journal
	state Frozen
	at    link
}

func (z *frozen) Persist(to raft.SnapshotSink) error {
	if k, ok := to.(*snapSink); ok {
		k.flags |= snapLocal
		defer func() { z.j.snapshotSize.Store(uint64(k.off)) }()
	}
	if err := persist(to, z.at, z.state); err != nil {
		return err
	}
	return to.Close()
}

func (z *frozen) Release() { z.state.Release() }

// Restore takes a stream that the snapshot store has checked as a whole.
func (f *fsm) Restore(rc io.ReadCloser) error {
	defer rc.Close()
	head := make([]byte, snapPrologue)
	if _, err := io.ReadFull(rc, head); err != nil {
		return err
	}
	at, err := parsePrologue(head)
	if err != nil {
		return err
	}
	body := &holdback{from: rc}
	if err := f.m.Restore(at.seq, body); err != nil {
		return f.refuse(at.seq, "the machine refuses the snapshot", err)
	}
	if n, err := io.Copy(io.Discard, body); err != nil || n > 0 {
		return f.refuse(at.seq, "the machine left a part of the snapshot unread", err)
	}
	if len(body.tail) != snapEpilogue || binary.LittleEndian.Uint64(body.tail) != snapMagicTail {
		return f.refuse(at.seq, "the snapshot's end is not intact", nil)
	}
	if d, ok := f.m.(Digester); ok {
		if want := [sha256.Size]byte(body.tail[48:80]); d.Digest() != want {
			got := d.Digest()
			return f.refuse(at.seq, "the restored state has another digest than the snapshot", failure(CodeSnapshot, "%x, not %x", got, want))
		}
	}
	f.at, f.live, f.since = at, nil, 0
	f.j.setApplied(at, nil)
	f.j.store.setNextSeq(at.seq + 1)
	return nil
}

func (f *fsm) refuse(seq uint64, message string, cause error) error {
	e := &Error{Code: CodeSnapshot, Offset: -1, Seq: seq, Message: message, cause: cause}
	f.j.fail(e) // half a state must not be applied to
	return e
}

// holdback reads all but the epilogue, which it keeps in tail.
type holdback struct {
	from io.Reader
	buf  [64 << 10]byte
	have []byte // read and not given out; at its end is the epilogue
	eof  bool
	tail []byte
}

func (h *holdback) Read(p []byte) (int, error) {
	for len(h.have) <= snapEpilogue && !h.eof {
		kept := copy(h.buf[:], h.have)
		n, err := h.from.Read(h.buf[kept:])
		h.have = h.buf[:kept+n]
		if err == io.EOF {
			h.eof = true
		} else if err != nil {
			return 0, err
		}
	}
	if len(h.have) <= snapEpilogue {
		h.tail = h.have
		return 0, io.EOF
	}
	n := copy(p, h.have[:len(h.have)-snapEpilogue])
	h.have = h.have[n:]
	return n, nil
}
