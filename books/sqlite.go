package books

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"aidollar/internal/durable"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

const (
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

// sqlite keeps the books in a file.
type sqlite struct {
	path    string
	pragmas []string // of the writer, for tests
	texts   *texts
}

func newSQLite(path string) (*sqlite, error) {
	path, err := filepath.Abs(path)
	return &sqlite{path: path, texts: &texts{}}, err
}

// source names the database for the driver. Closing and opening again must find
// the same file, whatever is in its name.
func source(path string, pragmas ...string) string {
	query := url.Values{"_pragma": pragmas}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

func (e *sqlite) String() string           { return e.path }
func (e *sqlite) snapshot() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }
func (e *sqlite) text(query string) string { return e.texts.of(query, sqliteText) }

func (e *sqlite) open(ctx context.Context) (link, state, error) {
	db, err := sql.Open("sqlite", source(e.path, append(e.pragmas,
		"busy_timeout("+strconv.Itoa(writerBusyMillis)+")", "page_size("+strconv.Itoa(pageSize)+")", "journal_mode(wal)", "synchronous(normal)", "cache_size(-65536)",
		"wal_autocheckpoint("+strconv.Itoa(checkpointPages)+")", "journal_size_limit(67108864)", "temp_store(memory)")...))
	if err != nil {
		return nil, state{}, err
	}
	s, err := prepareSQLite(ctx, db)
	if err == nil {
		// The file's name must outlast a power cut as well as what is in it.
		err = durable.SyncDir(filepath.Dir(e.path))
	}
	if err != nil {
		return nil, state{}, errors.Join(err, db.Close())
	}
	l, err := linkSQLite(ctx, db)
	return l, s, err
}

// prepareSQLite makes the tables of fresh books, or checks those that are there.
func prepareSQLite(ctx context.Context, db *sql.DB) (s state, err error) {
	var tables, ours int
	const look = `SELECT count(*), count(*) FILTER (WHERE name = 'meta') FROM sqlite_schema WHERE type = 'table'`
	if err = db.QueryRowContext(ctx, look).Scan(&tables, &ours); err != nil {
		return s, err
	}
	switch {
	case tables == 0:
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return s, err
		}
		defer func() { _ = tx.Rollback() }() // after Commit it says so and does nothing
		if _, err := tx.ExecContext(ctx, sqliteText(schema)); err != nil {
			return s, err
		}
		if _, err := tx.ExecContext(ctx, firstMeta, schemaVersion); err != nil {
			return s, err
		}
		return s, tx.Commit()
	case ours == 0:
		return s, ErrForeign
	}
	return readState(func(query string, into ...any) error { return db.QueryRowContext(ctx, query).Scan(into...) })
}

func (e *sqlite) readers() (*sql.DB, error) {
	return sql.Open("sqlite", source(e.path, "busy_timeout("+strconv.Itoa(busyMillis)+")", "query_only(1)", "cache_size(-16384)"))
}

func (e *sqlite) beside() engine {
	return &sqlite{path: e.path + ".rebuild", texts: &texts{}}
}

// remove deletes the database and what SQLite wrote beside it.
func (e *sqlite) remove(context.Context) error {
	for _, name := range []string{e.path, e.path + "-wal", e.path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// replace lets the old file go before what was written beside it, for SQLite
// would take that for the new file's. Books that are missing are rebuilt again.
func (e *sqlite) replace(ctx context.Context, by engine) error {
	if err := e.remove(ctx); err != nil {
		return err
	}
	if err := os.Rename(by.String(), e.path); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(e.path))
}

// sqliteLink is a connection to the file. Its statements go to the driver
// directly, without the conversions and locks of database/sql, which cost as
// much as the insertion of a row.
type sqliteLink struct {
	db         *sql.DB
	conn       *sql.Conn
	statements []*sqliteStatement

	beginning, committing, rolling, lazy, sync backend
	durable                                    bool
}

func linkSQLite(ctx context.Context, db *sql.DB) (*sqliteLink, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	l := &sqliteLink{db: db, conn: conn}
	for _, t := range []struct {
		at   *backend
		text string
	}{
		{&l.beginning, `BEGIN IMMEDIATE`}, {&l.committing, `COMMIT`}, {&l.rolling, `ROLLBACK`},
		{&l.lazy, `PRAGMA synchronous = NORMAL`}, {&l.sync, `PRAGMA synchronous = FULL`},
	} {
		if *t.at, err = l.prepare(ctx, single(t.text)); err != nil {
			return nil, errors.Join(err, l.close())
		}
	}
	return l, nil
}

var errDriver = errors.New("books: the SQL driver lacks prepared statements")

func (l *sqliteLink) prepare(ctx context.Context, o order) (b backend, err error) {
	err = l.conn.Raw(func(c any) error {
		preparer, ok := c.(driver.ConnPrepareContext)
		if !ok {
			return errDriver
		}
		s, err := preparer.PrepareContext(ctx, sqliteText(o.text))
		if err != nil {
			return err
		}
		exec, canExec := s.(driver.StmtExecContext)
		query, canQuery := s.(driver.StmtQueryContext)
		if !canExec || !canQuery {
			return errors.Join(errDriver, s.Close())
		}
		statement := &sqliteStatement{s, exec, query}
		l.statements = append(l.statements, statement)
		b = statement
		return nil
	})
	return b, err
}

func (l *sqliteLink) wrap(f func(ctx context.Context) error) error {
	return l.conn.Raw(func(any) error { return f(context.Background()) })
}

func (l *sqliteLink) begin(ctx context.Context, durable bool) error {
	if l.durable = durable; durable {
		// With FULL, a commit waits until the disk has everything that was
		// written beside the file, that of earlier transactions included.
		if _, err := l.sync.exec(ctx, nil); err != nil {
			return err
		}
	}
	_, err := l.beginning.exec(ctx, nil)
	return err
}

func (l *sqliteLink) commit(ctx context.Context) error {
	_, err := l.committing.exec(ctx, nil)
	if err == nil && l.durable {
		_, err = l.lazy.exec(ctx, nil)
	}
	return err
}

// rollback may find that after a full disk SQLite has rolled back by itself and
// refuses another one; either way nothing of the transaction is in.
func (l *sqliteLink) rollback(ctx context.Context) { _, _ = l.rolling.exec(ctx, nil) }

// lost is never so: what a file refuses it refuses the next connection as well.
func (l *sqliteLink) lost() bool { return false }

func (l *sqliteLink) close() error {
	err := l.conn.Raw(func(any) (err error) {
		for _, s := range l.statements {
			err = errors.Join(err, s.close())
		}
		return err
	})
	return errors.Join(err, l.conn.Close(), l.db.Close())
}

type sqliteStatement struct {
	stmt   driver.Stmt
	runner driver.StmtExecContext
	asker  driver.StmtQueryContext
}

func (s *sqliteStatement) exec(ctx context.Context, args []driver.NamedValue) (int64, error) {
	result, err := s.runner.ExecContext(ctx, args)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (s *sqliteStatement) row(ctx context.Context, args []driver.NamedValue, into []driver.Value) error {
	rows, err := s.asker.QueryContext(ctx, args)
	if err != nil {
		return err
	}
	return errors.Join(rows.Next(into), rows.Close())
}

func (s *sqliteStatement) close() error { return s.stmt.Close() }
