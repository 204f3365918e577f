package books_test

import (
	"context"
	"errors"
	"testing"
)

// A server that is restarted in an orderly way costs nothing but the wait.
func TestARestartedServerIsFoundAgain(t *testing.T) { t.Run(onPostgres, testARestartedServer) }

func testARestartedServer(t *testing.T) {
	w := newWorld(t, newRandom(t))
	w.run(400)
	twin := bookPath(t)
	whole := open(t, twin)
	feed(t, whole, w.log, 1, len(w.log))
	visible(t, whole, len(w.log))
	if err := whole.Close(); err != nil {
		t.Fatal(err)
	}
	want := content(t, twin)
	path := bookPath(t)
	b := open(t, path)
	for last := 100; last <= len(w.log); last += 150 {
		feed(t, b, w.log, 1, last)
		visible(t, b, last)
		s := server(t)
		if err := errors.Join(s.Halt(), s.Run(context.Background())); err != nil {
			t.Fatal(err)
		}
	}
	feed(t, b, w.log, 1, len(w.log))
	if err := b.Await(uint64(len(w.log))); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, content(t, path), want)
}
