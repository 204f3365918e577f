package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"aidollar/core/clearing"
)

// Books follow a machine. The observing methods and Applied are called from one
// goroutine, everything else from any.
type Books struct {
	clearing.Ignore // of what the books have no tables for

	log     *slog.Logger
	path    string
	current *record // what is being observed
	queue   queue
	writer  *writer
	reader  *sql.DB
	done    chan struct{} // closed when the writer is gone
}

const (
	// readersMax is how many queries run at the same time; more wait.
	readersMax = 4
	// pageSize is that of fresh books in bytes. Larger pages take fewer splits and
	// system calls; but where many accounts are busy, each has a page of its own
	// that is written for it.
	pageSize = 8192
	// checkpointPages is how much is written beside the file before it is moved
	// into it: 64 MiB. Larger ones write a page that changes often less often.
	checkpointPages = (64 << 20) / pageSize
	// busyMillis is how long a query waits for a lock, writerBusyMillis how long
	// the writer does before the books stop: somebody may have the file open in
	// a tool of theirs.
	busyMillis       = 5_000
	writerBusyMillis = 60_000
)

// source names the database for the driver. Closing and opening again must find
// the same file, whatever is in its name.
func source(path string, pragmas ...string) string {
	query := url.Values{"_pragma": pragmas}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

// Open opens the books in a file, or makes fresh ones, and starts to take
// records. Books it cannot go on with are ErrOld, ErrNew or ErrForeign.
func Open(path string, logger *slog.Logger) (*Books, error) { return open(path, logger) }

func open(path string, logger *slog.Logger, pragmas ...string) (*Books, error) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	b := &Books{log: logger, path: path, current: &record{}, done: make(chan struct{})}
	b.current.reset()
	ctx := context.Background()
	db, err := sql.Open("sqlite", source(path, append(pragmas,
		"busy_timeout("+strconv.Itoa(writerBusyMillis)+")", "page_size("+strconv.Itoa(pageSize)+")", "journal_mode(wal)", "synchronous(normal)", "cache_size(-65536)",
		"wal_autocheckpoint("+strconv.Itoa(checkpointPages)+")", "journal_size_limit(67108864)", "temp_store(memory)")...))
	if err != nil {
		return nil, err
	}
	s, err := prepare(ctx, db)
	if err == nil {
		// The file's name must outlast a power cut as well as what is in it.
		err = syncDirectory(filepath.Dir(path))
	}
	if err == nil {
		b.writer, err = newWriter(ctx, db, s)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("books %s: %w", path, err), db.Close())
	}
	b.reader, err = sql.Open("sqlite", source(path, "busy_timeout("+strconv.Itoa(busyMillis)+")", "query_only(1)", "cache_size(-16384)"))
	if err != nil {
		return nil, errors.Join(err, b.writer.close())
	}
	b.reader.SetMaxOpenConns(readersMax)
	b.reader.SetMaxIdleConns(readersMax)
	b.queue.init(s.position)
	go b.write()
	return b, nil
}

func syncDirectory(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// write is the writer's goroutine.
func (b *Books) write() {
	defer close(b.done)
	for {
		batch, ok := b.queue.next()
		if !ok {
			break
		}
		if err := b.writer.write(batch); err != nil {
			err = fmt.Errorf("books %s: stopped at record %d: %w", b.path, b.Position(), err)
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
	return errors.Join(b.Err(), b.reader.Close(), b.writer.close())
}
