package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/journal"
)

// Errors of Submit. After ErrUnknown the command may have been carried out or
// not; the same command with the same ids asks again without harm.
var (
	ErrBusy    = errors.New("node: as many commands are waiting as fit; try again later")
	ErrStopped = errors.New("node: stopped")
	ErrUnknown = errors.New("node: the caller left before the answer")
	ErrSize    = errors.New("node: the commands do not fit one record")
)

const (
	// recordsInFlight is how many records may be between their append and their
	// answer: one being applied, and some on their way to a disk that takes its
	// time now and then. With two, the machine waited for the disk.
	recordsInFlight = 4
	// recordSizeOverlap is how much must be waiting for a second record to be
	// appended behind the one being written: large records are applied while the
	// next is written; small ones gather better than they queue.
	recordSizeOverlap = 256 << 10
	// recordSizeSoft is where a record is closed though more is waiting, so that
	// one record is about one large batch.
	recordSizeSoft = 1 << 20
	// waitingSizeMax bounds the bytes of commands that wait for their record.
	waitingSizeMax = 64 << 20
	// tickEvery is how often holds are looked at for their deadline.
	tickEvery = time.Second
)

// Reader follows what the machine does, for a read side of its own. Its
// observations arrive on one goroutine; those between two calls of Applied
// belong to one record.
type Reader interface {
	clearing.Observer
	// Applied ends the observations of a record. It may block to slow the
	// machine down to what the reader can take.
	Applied(seq uint64, at int64)
	// Await returns when all records up to seq are safe with the reader, so that
	// a snapshot may forget them; an error when they never will be.
	Await(seq uint64) error
}

// Options say how a node runs.
type Options struct {
	Journal journal.Options
	Machine clearing.Config
	Reader  Reader       // nil for none
	Clock   func() int64 // Unix nanoseconds; nil for the wall clock
	Logger  *slog.Logger // nil for none
}

// Node owns the machine and its journal.
type Node struct {
	options Options
	log     *slog.Logger
	journal *journal.Journal

	state   sync.RWMutex // guards what follows: Apply and Restore write, View reads
	machine *clearing.Machine
	broken  error // the machine's breakage; nothing is applied after it

	queue    queue
	inFlight chan *batch
	done     chan struct{} // closed when no answer will come any more
	stopTick chan struct{}
}

// Open restores the machine from the journal in the options' directory and
// starts to take commands.
func Open(options Options) (*Node, error) {
	if options.Clock == nil {
		options.Clock = func() int64 { return time.Now().UnixNano() }
	}
	n := &Node{
		options:  options,
		log:      options.Logger,
		machine:  clearing.New(options.Machine),
		inFlight: make(chan *batch, recordsInFlight),
		done:     make(chan struct{}),
		stopTick: make(chan struct{}),
	}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	n.observe()
	j, err := journal.Open(options.Journal, (*applier)(n))
	if err != nil {
		return nil, err
	}
	n.journal = j
	if n.broken != nil {
		return nil, errors.Join(n.broken, j.Close())
	}
	n.queue.now = n.machine.Now()
	go n.answer(n.inFlight)
	go n.tick()
	return n, nil
}

func (n *Node) observe() {
	if n.options.Reader != nil {
		n.machine.Observe(n.options.Reader)
	}
}

// Submit has the commands carried out one after the other, in one record and
// with nothing in between, and gives their answers when they are durable. It
// does not tie them together: each may be refused on its own. The commands must
// not be changed before it returns; nothing of them is kept.
func (n *Node) Submit(ctx context.Context, commands ...clearing.Command) ([]clearing.Answer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := newRequest(commands)
	if r.size > clearing.RecordSizeMax-clearing.RecordHeaderSize {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrSize, r.size, clearing.RecordSizeMax-clearing.RecordHeaderSize)
	}
	if err := n.queue.add(r); err != nil {
		return nil, err
	}
	n.flush()
	select {
	case <-r.ready:
		return r.answers, r.err
	case <-ctx.Done():
		if n.queue.takeBack(r) {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%w: %w", ErrUnknown, ctx.Err())
	}
}

// Do submits one command.
func (n *Node) Do(ctx context.Context, command clearing.Command) (clearing.Answer, error) {
	answers, err := n.Submit(ctx, command)
	if err != nil {
		return clearing.Answer{}, err
	}
	return answers[0], nil
}

// View calls f with the machine for reading. f must be quick, must not keep the
// machine, and must not submit.
func (n *Node) View(f func(*clearing.Machine)) {
	n.state.RLock()
	defer n.state.RUnlock()
	f(n.machine)
}

// Freeze keeps the present state for reading at leisure: nobody waits for whoever
// reads it. It costs about what a snapshot does.
func (n *Node) Freeze() (*clearing.View, error) {
	n.state.Lock()
	defer n.state.Unlock()
	if n.broken != nil {
		return nil, n.broken
	}
	return n.machine.Freeze(), nil
}

// Position is the last record and the hash of the chain up to it.
func (n *Node) Position() (seq uint64, hash [32]byte) { return n.journal.Position() }

// Leads reports whether this voter takes commands. One that is alone always does, until
// it stops.
func (n *Node) Leads() bool { return n.journal.Leads() }

// Records reads the durable log from a position on.
func (n *Node) Records(from uint64, f func(seq uint64, record []byte) error) error {
	return n.journal.Records(from, f)
}

// Snapshot writes a snapshot now.
func (n *Node) Snapshot() error { return n.journal.Snapshot() }

// Failed is closed when the node cannot go on; Err then says why.
func (n *Node) Failed() <-chan struct{} { return n.journal.Failed() }

// Err is the reason why the node stopped; nil while it runs.
func (n *Node) Err() error {
	n.state.RLock()
	defer n.state.RUnlock()
	if n.broken != nil {
		return n.broken
	}
	return n.journal.Err()
}

// Close lets the records in flight finish, refuses what comes after, and closes
// the journal.
func (n *Node) Close() error {
	if !n.queue.close() {
		return nil
	}
	close(n.stopTick)
	n.flush()
	<-n.done
	return n.journal.Close()
}

// tick moves the machine's time on when something is due by that alone, so that holds
// expire, and questions are asked again, though nobody asks for anything.
func (n *Node) tick() {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-n.stopTick:
			return
		case <-ticker.C:
		}
		var due bool
		n.View(func(m *clearing.Machine) {
			moment, ok := m.NextMoment()
			due = ok && moment <= n.options.Clock()
		})
		if !due {
			continue
		}
		if _, err := n.Do(context.Background(), clearing.Tick{}); err != nil && !errors.Is(err, ErrStopped) {
			n.log.Error("could not move the machine's time on", "error", err)
		}
	}
}

// applier is the node as the journal sees it.
type applier Node

var _ journal.Machine = (*applier)(nil)

// Apply implements journal.Machine. Its result is []clearing.Answer or an error.
func (a *applier) Apply(seq uint64, record []byte) any {
	n := (*Node)(a)
	n.state.Lock()
	defer n.state.Unlock()
	if n.broken != nil {
		return n.broken
	}
	answers, err := n.machine.Apply(record, nil)
	if err != nil {
		n.broken = fmt.Errorf("record %d: %w", seq, err)
		return n.broken
	}
	if n.options.Reader != nil {
		n.options.Reader.Applied(seq, n.machine.Now())
	}
	return answers
}

// Freeze implements journal.Machine.
func (a *applier) Freeze() (journal.Frozen, error) {
	n := (*Node)(a)
	view, err := n.Freeze()
	if err != nil {
		return nil, err
	}
	return &frozen{View: view, reader: n.options.Reader, seq: view.Applied()}, nil
}

// Restore implements journal.Machine.
func (a *applier) Restore(seq uint64, r io.Reader) error {
	n := (*Node)(a)
	m, err := clearing.Restore(r, n.options.Machine)
	if err != nil {
		return err
	}
	if m.Applied() != seq {
		return fmt.Errorf("node: the snapshot of record %d holds the state of record %d", seq, m.Applied())
	}
	n.state.Lock()
	defer n.state.Unlock()
	n.machine = m
	n.observe()
	return nil
}

// frozen holds a snapshot back until the reader has what it stands for.
type frozen struct {
	*clearing.View
	reader Reader
	seq    uint64
}

func (f *frozen) WriteTo(w io.Writer) (int64, error) {
	if f.reader != nil {
		if err := f.reader.Await(f.seq); err != nil {
			return 0, err
		}
	}
	return f.View.WriteTo(w)
}

// Release implements journal.Frozen: the garbage collector takes the pages that
// the machine has changed since.
func (f *frozen) Release() { f.View = nil }

// Transfers submits transfers in the ledger's encoding.
func (n *Node) Transfers(ctx context.Context, encoded []byte) ([]ledger.Outcome, error) {
	answer, err := n.Do(ctx, clearing.TransfersWire(encoded))
	return answer.Outcomes, err
}
