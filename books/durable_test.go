package books_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/node"
)

var _ node.Reader = (*books.Books)(nil)

// copyFiles takes the database as it is on disk, as a kill would leave it.
func copyFiles(t *testing.T, from, to string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		bytes, err := os.ReadFile(from + suffix)
		if err != nil && suffix == "" {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// After a crash the machine starts at some earlier snapshot and tells again;
// the books end up the same as if nothing had happened.
func TestAReplayAfterACrashChangesNothing(t *testing.T) {
	onBoth(t, testAReplayAfterACrashChangesNothing)
}

func testAReplayAfterACrashChangesNothing(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(600)
	whole := bookPath(t)
	b := open(t, whole)
	feed(t, b, w.log, 1, len(w.log))
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	want := content(t, whole)

	for range 3 {
		told := 1 + r.Intn(len(w.log)-1)
		path := bookPath(t)
		b := open(t, path)
		feed(t, b, w.log, 1, told)
		durable := r.Intn(told + 1)
		if err := b.Await(uint64(durable)); err != nil {
			t.Fatal(err)
		}
		left := crash(t, b, path)
		again := open(t, left)
		if p := again.Position(); p < uint64(durable) || p > uint64(told) {
			t.Fatalf("after record %d of %d was awaited the books stand at %d", durable, told, p)
		}
		feed(t, again, w.log, 1+r.Intn(int(again.Position())+1), len(w.log))
		if err := again.Await(uint64(len(w.log))); err != nil {
			t.Fatal(err)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		same(t, content(t, left), want)
	}
}

func TestAGapStopsTheBooks(t *testing.T) { onBoth(t, testAGapStopsTheBooks) }

func testAGapStopsTheBooks(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(50)
	path := bookPath(t)
	b := open(t, path)
	feed(t, b, w.log, 1, 20)
	feed(t, b, w.log, 22, len(w.log))
	select {
	case <-b.Failed():
	default:
		t.Fatal("record 21 is missing and nothing was said")
	}
	for what, err := range map[string]error{"Err": b.Err(), "Await": b.Await(uint64(len(w.log))), "Visible": b.Visible(context.Background(), 30)} {
		if !errors.Is(err, books.ErrGap) || !strings.Contains(fmt.Sprint(err), "record 20") || !strings.Contains(fmt.Sprint(err), "of 22") {
			t.Errorf("%s says %v", what, err)
		}
	}
	if err := b.Close(); !errors.Is(err, books.ErrGap) {
		t.Errorf("Close says %v", err)
	}
	if p := open(t, path).Position(); p > 20 {
		t.Errorf("the books stand at %d, behind the gap", p)
	}
}

// A snapshot must not stand for records that the books were never told of, as
// when their file was taken away.
func TestAwaitRefusesWhatWasNeverTold(t *testing.T) { onBoth(t, testAwaitRefusesWhatWasNeverTold) }

func testAwaitRefusesWhatWasNeverTold(t *testing.T) {
	b := open(t, bookPath(t))
	if err := b.Await(5); !errors.Is(err, books.ErrGap) {
		t.Errorf("fresh books await record 5: %v", err)
	}
	if err := b.Await(0); err != nil {
		t.Error(err)
	}
}

func TestBooksOfOtherSchemasAreRefused(t *testing.T) { onBoth(t, testBooksOfOtherSchemasAreRefused) }

func testBooksOfOtherSchemasAreRefused(t *testing.T) {
	path := bookPath(t)
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	for version, want := range map[int]error{0: books.ErrOld, 99: books.ErrNew} {
		if _, err := raw(t, path).Exec(fmt.Sprint("UPDATE meta SET schema = ", version)); err != nil {
			t.Fatal(err)
		}
		if _, err := books.Open(path, nil); !errors.Is(err, want) {
			t.Errorf("schema %d: %v, want %v", version, err, want)
		}
	}
	foreign := bookPath(t)
	things := "CREATE TABLE things (a INTEGER)"
	if inPostgres(t) {
		things = "DO $$ BEGIN EXECUTE 'CREATE SCHEMA ' || current_setting('search_path'); END $$; " + things
	}
	if _, err := raw(t, foreign).Exec(things); err != nil {
		t.Fatal(err)
	}
	if _, err := books.Open(foreign, nil); !errors.Is(err, books.ErrForeign) {
		t.Errorf("another program's database: %v", err)
	}
	if inPostgres(t) {
		return
	}
	garbage := bookPath(t)
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := books.Open(garbage, nil); err == nil {
		t.Error("garbage was opened")
	}
}

func TestARebuildGivesTheSameBooks(t *testing.T) { onBoth(t, testARebuildGivesTheSameBooks) }

func testARebuildGivesTheSameBooks(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(300)
	path := bookPath(t)
	b := open(t, path)
	feed(t, b, w.log, 1, len(w.log))
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	want := content(t, path)
	records := func(first int) books.Records {
		return func(from uint64, f func(uint64, []byte) error) error {
			for i := max(int(from), first); i <= len(w.log); i++ {
				if err := f(uint64(i), w.log[i-1]); err != nil {
					return err
				}
			}
			return nil
		}
	}
	if _, err := raw(t, path).Exec("UPDATE meta SET schema = 0; DELETE FROM postings"); err != nil {
		t.Fatal(err)
	}
	damaged := content(t, path)
	if _, err := books.Rebuild(context.Background(), path, testConfig, records(7), nil); !errors.Is(err, books.ErrLog) {
		t.Fatalf("a log without its beginning: %v", err)
	}
	same(t, content(t, path), damaged)
	seq, err := books.Rebuild(context.Background(), path, testConfig, records(1), nil)
	if err != nil || seq != uint64(len(w.log)) {
		t.Fatal(seq, err)
	}
	b = open(t, path)
	if b.Position() != seq || b.Lag(seq+3) != 3 || b.Lag(0) != 0 {
		t.Errorf("the books stand at %d, %d behind", b.Position(), b.Lag(seq+3))
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, content(t, path), want)
	if rest, _ := filepath.Glob(filepath.Dir(path) + "/*.rebuild*"); len(rest) > 0 {
		t.Errorf("%v was left behind", rest)
	}
}

// Readers see whole records only, and never less than before, while the books
// are written.
func TestReadersBesideTheWriter(t *testing.T) { onBoth(t, testReadersBesideTheWriter) }

func testReadersBesideTheWriter(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(250)
	b := open(t, bookPath(t))
	done := make(chan struct{})
	var group sync.WaitGroup
	for i := range 3 {
		account := w.accounts[3*i]
		group.Go(func() {
			rows := 0
			for {
				select {
				case <-done:
					return
				default:
				}
				totals, err := b.Totals(context.Background())
				if err != nil || len(totals) > 0 && !totals[0].Balanced() {
					t.Errorf("totals %v %v", totals, err)
					return
				}
				page, err := b.History(context.Background(), account, books.HistoryFilter{}, "", 1000)
				if err != nil || len(page.Postings) < rows {
					t.Errorf("%d rows after %d: %v", len(page.Postings), rows, err)
					return
				}
				rows = len(page.Postings)
			}
		})
	}
	// Waits for single records make small transactions, so that there are many.
	m := feed(t, b, w.log, 1, 1)
	for i := 2; i <= len(w.log); i++ {
		m.Observe(b)
		if _, err := m.Apply(w.log[i-1], nil); err != nil {
			t.Fatal(err)
		}
		b.Applied(uint64(i), m.Now())
		if i%20 == 0 {
			visible(t, b, i)
		}
	}
	visible(t, b, len(w.log))
	close(done)
	group.Wait()
}

// While the file cannot be written, the queue fills to its bound and no further,
// and the machine waits. Nothing is lost when it goes on.
func TestAFullQueueHoldsTheMachineBack(t *testing.T) { onBoth(t, testAFullQueueHoldsTheMachineBack) }

func testAFullQueueHoldsTheMachineBack(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(200)
	path := bookPath(t)
	b := open(t, path)
	const limit = 20_000
	b.LimitQueue(limit)
	lock, err := raw(t, path).Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	begin := "BEGIN IMMEDIATE"
	if inPostgres(t) {
		begin = "BEGIN; LOCK TABLE meta IN EXCLUSIVE MODE"
	}
	if _, err := lock.ExecContext(context.Background(), begin); err != nil {
		t.Fatal(err)
	}
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		feed(t, b, w.log, 1, len(w.log))
	}()
	most := 0
	for deadline := time.Now().Add(time.Minute); most < limit/2 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		most = max(most, b.Queued())
	}
	time.Sleep(20 * time.Millisecond) // time to go beyond the bound
	most = max(most, b.Queued())
	select {
	case <-fed:
		t.Error("everything was taken by a queue that is full")
	default:
	}
	if most < limit/2 || most > limit {
		t.Errorf("%d bytes waited, at most %d may", most, limit)
	}
	if _, err := lock.ExecContext(context.Background(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	<-fed
	visible(t, b, len(w.log))
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	twin := bookPath(t)
	whole := open(t, twin)
	feed(t, whole, w.log, 1, len(w.log))
	if err := whole.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, content(t, path), content(t, twin))
}

// The books stop when the disk does; nobody waits for ever, nothing is half in.
func TestAFullDiskStopsTheBooks(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(600)
	path := bookPath(t)
	b, err := books.OpenPages(path, 220) // room for the tables and little more
	if err != nil {
		t.Fatal(err)
	}
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		for i := 20; i < len(w.log); i += 20 {
			feed(t, b, w.log, 1, i)
			_ = b.Visible(context.Background(), uint64(i)) // fails once the disk is full
		}
	}()
	select {
	case <-b.Failed():
	case <-time.After(time.Minute):
		t.Fatal("the disk is full and nothing was said")
	}
	<-fed
	if err := b.Err(); !strings.Contains(err.Error(), "full") {
		t.Errorf("the reason given is %v", err)
	}
	if err := b.Await(uint64(len(w.log) - 20)); err == nil {
		t.Error("what is not in was said to be durable")
	}
	position := int(b.Position())
	if err := b.Close(); err == nil {
		t.Error("Close said that all is well")
	}
	twin := bookPath(t)
	whole := open(t, twin)
	feed(t, whole, w.log, 1, position)
	if err := whole.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, content(t, path), content(t, twin))
}
