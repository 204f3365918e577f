package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"aidollar/internal/pgserver"
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

func sharedServer(t *testing.T) *pgserver.Server {
	t.Helper()
	if cluster.server == nil && cluster.err == nil {
		if cluster.dir, cluster.err = os.MkdirTemp("", "aidollar"); cluster.err == nil {
			cluster.server, cluster.err = pgserver.Start(context.Background(), cluster.dir, "shared_buffers=32MB")
		}
	}
	if cluster.err != nil {
		t.Fatal(cluster.err)
	}
	return cluster.server
}

// onBoth runs a test with the books in SQLite and in PostgreSQL; booksPlace goes
// by its name.
func onBoth(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	t.Run("sqlite", f)
	t.Run("postgres", f)
}

// booksPlace is where a test's fresh books are: a file in its directory, or a
// schema of their own.
func booksPlace(t *testing.T, dir string) string {
	t.Helper()
	if strings.HasSuffix(t.Name(), "/postgres") {
		return fmt.Sprintf("%s&search_path=house%d", sharedServer(t).URL(), cluster.serial.Add(1))
	}
	return filepath.Join(dir, booksFile)
}
