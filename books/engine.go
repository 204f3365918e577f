package books

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// engine is a database that books can be kept in, and where in it they are.
type engine interface {
	// String says where the books are, for people; it has no secrets.
	String() string
	// open makes the tables of fresh books or checks those that are there, and
	// gives the one connection that writes.
	open(ctx context.Context) (link, state, error)
	// readers gives connections for queries.
	readers() (*sql.DB, error)
	// snapshot is how a transaction begins that sees one state of the books.
	snapshot() *sql.TxOptions
	// text turns a query of this package into one of the engine.
	text(query string) string
	// beside is where a rebuild writes what will be put here.
	beside() engine
	// remove takes the books away, if there are any.
	remove(ctx context.Context) error
	// replace puts the books of beside here, in place of what is here.
	replace(ctx context.Context, by engine) error
}

// link is the connection that writes.
type link interface {
	prepare(ctx context.Context, o order) (backend, error)
	// begin starts a transaction; once a durable one is committed, it and all
	// before it survive a power cut.
	begin(ctx context.Context, durable bool) error
	commit(ctx context.Context) error
	rollback(ctx context.Context)
	// wrap runs f with the connection to itself, and says how long it may take.
	wrap(f func(ctx context.Context) error) error
	// lost reports whether the connection is gone, so that another may do better.
	lost() bool
	close() error
}

// backend is a prepared statement of a link. It may keep a row until the
// transaction's end, but not the arguments.
type backend interface {
	exec(ctx context.Context, args []driver.NamedValue) (changed int64, err error)
	row(ctx context.Context, args []driver.NamedValue, into []driver.Value) error // io.EOF without one
	close() error
}

// order is a statement of the writer.
type order struct {
	text string // as SQLite takes it, for one row
	bulk bulk   // how an engine that takes many rows at once does it
}

// bulk tells what becomes of rows that come together. Without a table the
// order's text is run for each.
type bulk struct {
	table   string
	columns string // of the table, in the order of the arguments
	// apply is run once the rows are in the table, with columns of that name
	// from a table `fresh`; empty when the table is where they belong.
	apply string
}

// insertion is the order that inserts rows into a table.
func insertion(table, columns string) order {
	return order{text: insertInto(table, columns), bulk: bulk{table: table, columns: columns}}
}

func insertInto(table, columns string) string {
	return `INSERT INTO ` + table + ` (` + columns + `) VALUES (` + marks(columns) + `)`
}

// replacement is the order that inserts rows or changes those of the same key, but
// for the columns that are kept as they were first.
func replacement(table, key, rest string, kept ...string) order {
	columns := key + ", " + rest
	var set []string
	for c := range strings.SplitSeq(rest, ", ") {
		if !slices.Contains(kept, c) {
			set = append(set, c+" = excluded."+c)
		}
	}
	conflict := ` ON CONFLICT (` + key + `) DO UPDATE SET ` + strings.Join(set, ", ")
	return order{
		text: insertInto(table, columns) + conflict,
		bulk: bulk{
			table: table, columns: columns,
			apply: `INSERT INTO ` + table + ` (` + columns + `) SELECT ` + columns + ` FROM fresh WHERE true` + conflict,
		},
	}
}

// change is the order that changes rows that are there, by their key.
func change(table, rest, key string) order {
	var set, from []string
	for c := range strings.SplitSeq(rest, ", ") {
		set = append(set, c+" = ?")
		from = append(from, c+" = fresh."+c)
	}
	return order{
		text: `UPDATE ` + table + ` SET ` + strings.Join(set, ", ") + ` WHERE ` + key + ` = ?`,
		bulk: bulk{
			table: table, columns: rest + ", " + key,
			apply: `UPDATE ` + table + ` SET ` + strings.Join(from, ", ") + ` FROM fresh WHERE ` + table + `.` + key + ` = fresh.` + key,
		},
	}
}

func marks(columns string) string {
	return strings.Repeat("?, ", strings.Count(columns, ",")) + "?"
}

// single is the order of a statement that is run as it is.
func single(text string) order { return order{text: text} }

// The queries of this package are in SQLite's words. What only PostgreSQL needs
// stands in braces, what only SQLite needs in brackets; an SQLite index always
// ends with the number of the row.
var (
	onlyPostgres = regexp.MustCompile(`\{([^}]*)\}`)
	onlySQLite   = regexp.MustCompile(`\[([^\]]*)\]`)
	wordsSQLite  = regexp.MustCompile(`INDEXED BY \w+| WITHOUT ROWID`)
	marked       = regexp.MustCompile(`\?\d*`)
)

func sqliteText(text string) string {
	return onlySQLite.ReplaceAllString(onlyPostgres.ReplaceAllString(text, ""), "$1")
}

// postgresText numbers the marks and changes the names of types.
func postgresText(text string) string {
	text = onlyPostgres.ReplaceAllString(text, "$1")
	text = wordsSQLite.ReplaceAllString(onlySQLite.ReplaceAllString(text, ""), "")
	text = strings.NewReplacer("BLOB", "BYTEA", "INTEGER", "BIGINT").Replace(text)
	n := 0
	return marked.ReplaceAllStringFunc(text, func(mark string) string {
		if mark == "?" {
			n++
			return fmt.Sprint("$", n)
		}
		return "$" + mark[1:]
	})
}

// along is the condition of a walk along an index of a column and the number n:
// from the first number up to before the second.
//
// SQLite is told the index or finds it. PostgreSQL, which keeps plans that do not
// know their values, takes the walk along all numbers for as good, and that is
// endless where few rows or none have the value. So its condition is one on both
// columns, whose order, which down asks for, no other index gives.
func along(column, value, from, to string) string {
	return `[` + column + ` = ` + value + ` AND n >= ` + from + ` AND n < ` + to + `]` +
		`{(` + column + `, n) >= (` + value + `, ` + from + `) AND (` + column + `, n) < (` + value + `, ` + to + `)}`
}

func down(column string) string { return ` ORDER BY {` + column + ` DESC, }n DESC` }

// texts remembers what queries are in an engine's words.
type texts struct{ known sync.Map }

func (t *texts) of(text string, translate func(string) string) string {
	if known, ok := t.known.Load(text); ok {
		return known.(string)
	}
	out := translate(text)
	t.known.Store(text, out)
	return out
}

// database is where queries go.
type database struct {
	db     *sql.DB
	engine engine
}

// querier is a database or one state of it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// QueryContext implements querier.
func (d *database) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return d.db.QueryContext(ctx, d.engine.text(query), args...)
}

// QueryRowContext implements querier.
func (d *database) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return d.db.QueryRowContext(ctx, d.engine.text(query), args...)
}

type snapshot struct {
	tx     *sql.Tx
	engine engine
}

// QueryContext implements querier.
func (s *snapshot) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(ctx, s.engine.text(query), args...)
}

// QueryRowContext implements querier.
func (s *snapshot) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(ctx, s.engine.text(query), args...)
}

// view gives f one state of the books for several queries.
func (b *Books) view(ctx context.Context, f func(q querier) error) error {
	tx, err := b.reader.db.BeginTx(ctx, b.engine.snapshot())
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to lose
	return f(&snapshot{tx, b.engine})
}
