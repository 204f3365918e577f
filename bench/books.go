package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	"aidollar/books"
	"aidollar/internal/pgserver"
)

// BooksOptions say how much the books hold and where.
type BooksOptions struct {
	Dir      string // must exist; everything is written below it
	Calls    int    // each makes four postings and more
	Buyers   int
	Sellers  int
	Models   int // of each seller
	Days     int // over which the calls are spread
	Rounds   int // of each query, with other arguments
	Seed     uint64
	SQLite   bool
	Postgres bool
}

// queryMax is what each query of the console may take.
const queryMax = 50 * time.Millisecond

// Books fills the books with calls and measures each query that the console
// needs, on both engines.
func Books(ctx context.Context, w io.Writer, o BooksOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "books: %d calls of %d buyers and %d sellers over %d days, %d rounds, seed %d, on %s\n", o.Calls, o.Buyers, o.Sellers, o.Days, o.Rounds, o.Seed, o.Dir)
	if o.SQLite {
		if err := booksAt(ctx, w, o, "SQLite", filepath.Join(o.Dir, "books.sqlite")); err != nil {
			return err
		}
	}
	if !o.Postgres {
		return nil
	}
	server, err := pgserver.Start(ctx, o.Dir, "shared_buffers=1GB", "fsync=on", "max_wal_size=4GB", "log_min_messages=fatal")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	return booksAt(ctx, w, o, "PostgreSQL", server.URL())
}

func booksAt(ctx context.Context, w io.Writer, o BooksOptions, engine, at string) (err error) {
	b, err := books.Open(at, quiet)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	town, err := newTown(o)
	if err != nil {
		return err
	}
	start, used := time.Now(), processTime()
	if err := town.fill(b); err != nil {
		return err
	}
	if err := b.Await(town.seq); err != nil {
		return err
	}
	used = processTime() - used
	fmt.Fprintf(w, "\n%s: %d postings of %d calls were written in %.0f s; %.1f us of this process's processor time a call, the machine's and the generator's included\n",
		engine, town.postings, o.Calls, time.Since(start).Seconds(), used.Seconds()*1e6/float64(o.Calls))
	t := newTable(w, "query on "+engine, "p50", "p99", "rows")
	slow := 0
	for _, q := range town.queries(b) {
		spans, rows, err := q.measure(ctx, o)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		p99 := spans[len(spans)*99/100]
		mark := ""
		if p99 > queryMax {
			slow++
			mark = " !"
		}
		t.row(q.name, millis(spans[len(spans)/2]), millis(p99)+mark, fmt.Sprint(rows))
	}
	if err := t.flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d of the queries have a p99 above %s\n", slow, queryMax)
	return nil
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", d.Seconds()*1e3) }

// bookQuery is a query with arguments of chance; it gives the rows it got.
type bookQuery struct {
	name string
	run  func(ctx context.Context, r *rand.Rand) (int, error)
}

// measure runs a query so many times, after a first one that counts for nothing.
func (q *bookQuery) measure(ctx context.Context, o BooksOptions) (spans []time.Duration, rows int, err error) {
	r := rand.New(rand.NewPCG(o.Seed, 7))
	for i := range o.Rounds + 1 {
		start := time.Now()
		n, err := q.run(ctx, r)
		if err != nil {
			return nil, 0, err
		}
		if i > 0 {
			spans, rows = append(spans, time.Since(start)), max(rows, n)
		}
	}
	slices.Sort(spans)
	return spans, rows, nil
}
