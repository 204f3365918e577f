package books

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// Books follow a machine. The observing methods and Applied are called from one
// goroutine, everything else from any.
type Books struct {
	log     *slog.Logger
	engine  engine
	current *record // what is being observed
	queue   queue
	writer  *writer
	reader  *database
	facets  facets        // that queries came across
	done    chan struct{} // closed when the writer is gone
}

// readersMax is how many queries run at the same time; more wait.
const readersMax = 4

// Open opens the books in a file, or in PostgreSQL where it is named by a URL,
// makes fresh ones where there are none, and starts to take records. Books it
// cannot go on with are ErrOld, ErrNew or ErrForeign.
func Open(at string, logger *slog.Logger) (*Books, error) {
	e, err := engineAt(at)
	if err != nil {
		return nil, err
	}
	return open(e, logger)
}

func engineAt(at string) (engine, error) {
	if IsURL(at) {
		return newPostgres(at)
	}
	return newSQLite(at)
}

func open(e engine, logger *slog.Logger) (*Books, error) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	b := &Books{log: logger, engine: e, current: &record{}, done: make(chan struct{})}
	b.current.reset()
	ctx := context.Background()
	l, s, err := e.open(ctx)
	if err != nil {
		return nil, fmt.Errorf("books %s: %w", e, err)
	}
	if b.writer, err = newWriter(ctx, l, s); err != nil {
		return nil, errors.Join(fmt.Errorf("books %s: %w", e, err), l.close())
	}
	db, err := e.readers()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("books %s: %w", e, err), l.close())
	}
	db.SetMaxOpenConns(readersMax)
	db.SetMaxIdleConns(readersMax)
	b.reader = &database{db, e}
	b.writer.books, b.writer.known = b.reader, &b.facets
	b.queue.init(s.position)
	go b.write()
	return b, nil
}

// write is the writer's goroutine.
func (b *Books) write() {
	defer close(b.done)
	for {
		batch, ok := b.queue.next()
		if !ok {
			break
		}
		err := b.writer.write(batch)
		if err != nil && b.writer.link.lost() {
			err = b.again(batch, err)
		}
		if err != nil {
			err = fmt.Errorf("books %s: stopped at record %d: %w", b.engine, b.Position(), err)
			b.log.Error("the books stopped; the log is whole, and they can be rebuilt from it", "error", err)
			b.queue.mu.Lock()
			b.queue.stop(err)
			b.queue.mu.Unlock()
			break
		}
		b.queue.done(batch)
	}
	b.queue.mu.Lock()
	b.queue.gone = true
	b.queue.changed.Broadcast()
	b.queue.mu.Unlock()
}

// Applied ends the observations of a record. Records that are in already are
// passed over. It blocks while more than queueSizeMax bytes wait to be written,
// unless the books have stopped.
func (b *Books) Applied(seq uint64, at int64) {
	b.current.seq, b.current.at = seq, at
	b.current = b.queue.add(b.current)
}

// Await returns when all records up to seq would survive a power cut. It is an
// error when they never will: the books stopped, or were not told of them.
func (b *Books) Await(seq uint64) error {
	return b.queue.wait(context.Background(), seq, &b.queue.needed, &b.queue.durable)
}

// Visible returns when queries see all records up to seq, which have been told.
func (b *Books) Visible(ctx context.Context, seq uint64) error {
	return b.queue.wait(ctx, seq, &b.queue.wanted, &b.queue.position)
}

// Position is the last record that queries see.
func (b *Books) Position() uint64 {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	return b.queue.position
}

// Lag is how many records the books are behind one that stands at seq.
func (b *Books) Lag(seq uint64) uint64 {
	position := b.Position()
	return max(seq, position) - position
}

// Failed is closed when the books stopped; Err then says why.
func (b *Books) Failed() <-chan struct{} { return b.queue.failed }

// Err is the reason why the books stopped; nil while they run. Queries go on
// with what is in.
func (b *Books) Err() error {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	return b.queue.err
}

// Close writes what was told and closes the file. The error is Err, or one of
// the closing.
func (b *Books) Close() error {
	b.queue.mu.Lock()
	again := b.queue.closed
	b.queue.closed = true
	b.queue.changed.Broadcast()
	b.queue.ring()
	b.queue.mu.Unlock()
	<-b.done
	if again {
		return b.Err()
	}
	// The writer last: it moves everything into the file when it is alone.
	return errors.Join(b.Err(), b.reader.db.Close(), b.writer.link.close())
}
