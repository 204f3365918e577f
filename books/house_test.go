package books_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"aidollar/books"
	"aidollar/internal/pgserver"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// cluster is the PostgreSQL server of the tests, started by the first that asks.
var cluster struct {
	dir    string
	server *pgserver.Server
	err    error
	serial atomic.Int64
}

func TestMain(m *testing.M) {
	code := m.Run()
	if cluster.server != nil {
		if err := cluster.server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	if err := os.RemoveAll(cluster.dir); err != nil {
		code = 1
	}
	os.Exit(code)
}

func server(t testing.TB) *pgserver.Server {
	t.Helper()
	if cluster.server == nil && cluster.err == nil {
		if cluster.dir, cluster.err = os.MkdirTemp("", "books"); cluster.err == nil {
			cluster.server, cluster.err = pgserver.Start(context.Background(), cluster.dir, "shared_buffers=64MB", "max_connections=60")
		}
	}
	if cluster.err != nil {
		t.Fatal(cluster.err)
	}
	return cluster.server
}

// The engines that every test runs on.
const (
	onSQLite   = "sqlite"
	onPostgres = "postgres"
)

// onBoth runs a test on both engines; bookPath goes by its name.
func onBoth(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	for _, engine := range []string{onSQLite, onPostgres} {
		t.Run(engine, f)
	}
}

func inPostgres(t testing.TB) bool { return strings.HasSuffix(t.Name(), "/"+onPostgres) }

// bookPath is a place for fresh books: a file, or a schema of its own.
func bookPath(t testing.TB) string {
	t.Helper()
	if inPostgres(t) {
		return fmt.Sprintf("%s&search_path=b%d", server(t).URL(), cluster.serial.Add(1))
	}
	return filepath.Join(t.TempDir(), "books 100%?#.db")
}

// raw is the database beside the books.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	driver, source := "sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	if books.IsURL(path) {
		driver, source = "pgx", path
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // only read from
	return db
}

// crash leaves the books as a power cut would, and says where they are then.
func crash(t *testing.T, b *books.Books, path string) (left string) {
	t.Helper()
	if inPostgres(t) {
		s := server(t)
		if err := errors.Join(s.Kill(), s.Run(context.Background())); err != nil {
			t.Fatal(err)
		}
		_ = b.Close() // its connection is gone
		return path
	}
	left = bookPath(t)
	copyFiles(t, path, left)
	return left
}
