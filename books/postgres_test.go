package books_test

import (
	"errors"
	"strings"
	"testing"

	"aidollar/books"
)

// Two writers would mix two logs into one; the second is refused, and a writer
// whose rows somebody moved stops before it adds to them.
func TestOneWriterAtATime(t *testing.T) { onBoth(t, testOneWriterAtATime) }

func testOneWriterAtATime(t *testing.T) {
	w := newWorld(t, newRandom(t))
	w.run(40)
	path := bookPath(t)
	b := open(t, path)
	feed(t, b, w.log, 1, 20)
	visible(t, b, 20)
	if inPostgres(t) {
		if second, err := books.Open(path, nil); !errors.Is(err, books.ErrLocked) {
			if err == nil {
				_ = second.Close() // the test fails as it is
			}
			t.Errorf("a second writer: %v", err)
		}
	}
	if _, err := raw(t, path).Exec("UPDATE meta SET position = 25"); err != nil {
		t.Fatal(err)
	}
	feed(t, b, w.log, 1, len(w.log))
	if err := b.Await(uint64(len(w.log))); !errors.Is(err, books.ErrLocked) {
		t.Errorf("books that somebody else wrote: %v", err)
	}
	if n := count(t, path, "SELECT max(closed_seq) FROM calls"); n > 20 {
		t.Errorf("record %d is in", n)
	}
}

// The same log makes the same rows on either engine.
func TestEnginesHoldTheSame(t *testing.T) {
	w := newWorld(t, newRandom(t))
	w.run(300)
	held := map[string]string{}
	onBoth(t, func(t *testing.T) {
		path := bookPath(t)
		b := open(t, path)
		feed(t, b, w.log, 1, len(w.log))
		if err := b.Await(uint64(len(w.log))); err != nil {
			t.Fatal(err)
		}
		held[strings.TrimPrefix(t.Name(), "TestEnginesHoldTheSame/")] = content(t, path)
	})
	same(t, held[onPostgres], held[onSQLite])
}

func TestURLsOfBooks(t *testing.T) {
	for at, want := range map[string]error{
		"postgres://a:hunter2@localhost/b":               books.ErrPassword,
		"postgres://a@localhost/b?password=hunter2":      books.ErrPassword,
		"postgres://a@localhost/b?search_path=x;drop":    books.ErrURL,
		"postgres://a@localhost/b?search_path=A":         books.ErrURL,
		"postgres://a@localhost/b?sslmode=hunter2":       books.ErrURL,
		"postgres://a@localhost:port/b":                  books.ErrURL,
		"postgresql://a@127.0.0.1:1/b?connect_timeout=1": nil,
	} {
		_, err := books.Open(at, nil)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", at, err, want)
		}
		if errors.Is(want, books.ErrPassword) && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error tells the password: %v", at, err)
		}
	}
}
