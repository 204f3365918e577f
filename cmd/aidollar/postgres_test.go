package main

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"testing"

	"aidollar/books"
	"aidollar/config"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// A house whose books are in PostgreSQL: they are written anew when they are of
// an older schema or gone, and by command.
func TestBooksInPostgres(t *testing.T) {
	server := sharedServer(t)
	k := &kept{t: t, dir: t.TempDir()}
	at := server.URL() + "&search_path=house"
	var said bytes.Buffer
	start := func() *program {
		c := config.Default(k.dir)
		c.Data, c.Listen, c.Books = k.dir, "127.0.0.1:0", at
		p, err := newProgram(c, slog.New(slog.NewTextHandler(&said, nil)))
		k.must(err)
		return p
	}
	p := start()
	k.deposits(p, "first", 20)
	k.must(p.node.Snapshot())
	k.close(p)
	db, err := sql.Open("pgx", at)
	k.must(err)
	defer func() { k.must(db.Close()) }()
	rows := func() (n int) {
		k.must(db.QueryRow(`SELECT count(*) FROM postings`).Scan(&n))
		return n
	}
	want := rows()
	for _, harm := range []string{`UPDATE meta SET schema = 0; DELETE FROM postings`, `DROP SCHEMA house CASCADE`} {
		_, err := db.Exec(harm)
		k.must(err)
		said.Reset()
		k.close(start())
		if got := rows(); got != want || !strings.Contains(said.String(), "the books were written anew") {
			t.Errorf("after %s: %d postings, want %d; the log says %s", harm, got, want, said.String())
		}
	}
	var out, errOut bytes.Buffer
	if code := run(context.Background(), []string{"books", "rebuild", "--data", k.dir, "--file", at}, &out, &errOut); code != 0 {
		t.Fatalf("exit %d: %s", code, errOut.String())
	}
	if got := rows(); got != want || want < 20 {
		t.Errorf("%d postings after a rebuild, want %d", got, want)
	}
	if advice := rebuildAdvice(&config.Server{Data: k.dir, Books: at}); !books.IsURL(at) || !strings.Contains(advice, "--file '"+at+"'") {
		t.Errorf("the advice is %s", advice)
	}
}
