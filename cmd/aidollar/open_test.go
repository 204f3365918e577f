package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/money"
)

// openDir opens a program on a directory, as serve does.
func openDir(dir string, log *slog.Logger) (*program, error) {
	c := config.Default(dir)
	c.Data, c.Listen, c.Books = dir, "127.0.0.1:0", filepath.Join(dir, booksFile)
	return newProgram(c, log)
}

// kept is a directory as a house left it, with books from before its snapshot.
type kept struct {
	t                 *testing.T
	dir, early, young string // early: books; young: journal
}

func newKept(t *testing.T) *kept {
	k := &kept{t: t, dir: t.TempDir(), early: filepath.Join(t.TempDir(), "early"), young: filepath.Join(t.TempDir(), "young")}
	p := k.open()
	k.deposits(p, "first", 20)
	k.close(p)
	k.must(os.CopyFS(k.young, os.DirFS(filepath.Join(k.dir, journalFolder))))
	bytes, err := os.ReadFile(k.books())
	k.must(err)
	k.must(os.WriteFile(k.early, bytes, 0o600))
	p = k.open()
	k.deposits(p, "second", 20)
	k.must(p.node.Snapshot())
	k.close(p)
	return k
}

func (k *kept) books() string { return filepath.Join(k.dir, booksFile) }

func (k *kept) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *kept) open() *program {
	k.t.Helper()
	p, err := openDir(k.dir, slog.New(slog.DiscardHandler))
	k.must(err)
	return p
}

func (k *kept) close(p *program) {
	k.t.Helper()
	k.must(p.close())
}

func (k *kept) deposits(p *program, name string, n int) {
	k.t.Helper()
	b, err := p.party(k.t.Context(), clearing.RoleBuyer, name, 0)
	k.must(err)
	for range n {
		_, err := p.do(k.t.Context(), clearing.Transfers{{
			ID: newID(), Debit: clearing.HouseAccount(clearing.AccountCustody, b.Asset), Credit: clearing.PartyAccount(b.ID, clearing.AccountBuyer),
			Amount: money.Units(7), Asset: b.Asset, Code: clearing.TransferDeposit,
		}})
		k.must(err)
	}
}

// rows are the postings and accounts of the books.
func (k *kept) rows() string {
	k.t.Helper()
	db, err := sql.Open("sqlite", "file:"+k.books())
	k.must(err)
	defer db.Close()
	var out strings.Builder
	rows, err := db.Query(`SELECT n, hex(id), hex(debit), hex(credit), hex(posted), seq FROM postings
		UNION ALL SELECT 0, hex(id), hex(party), '', '', opened_at FROM accounts ORDER BY 1, 2`)
	k.must(err)
	defer rows.Close()
	for rows.Next() {
		var n, seq int64
		var id, debit, credit, posted string
		k.must(rows.Scan(&n, &id, &debit, &credit, &posted, &seq))
		fmt.Fprintln(&out, n, id, debit, credit, posted, seq)
	}
	k.must(rows.Err())
	return out.String()
}

// TestBooksThatLackRecordsAreWrittenAnew takes the books away, or puts older
// ones in their place. A replay from the snapshot would leave a gap in them.
func TestBooksThatLackRecordsAreWrittenAnew(t *testing.T) {
	k := newKept(t)
	for name, harm := range map[string]func() error{
		"missing":   func() error { return os.Remove(k.books()) },
		"empty":     func() error { return os.Truncate(k.books(), 0) },
		"behind":    func() error { return os.Rename(k.early, k.books()) },
		"older":     func() error { return k.exec(`UPDATE meta SET schema = 0; DELETE FROM postings`) },
		"undamaged": func() error { return nil },
	} {
		want := k.rows()
		k.must(harm())
		var said bytes.Buffer
		p, err := openDir(k.dir, slog.New(slog.NewTextHandler(&said, nil)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if anew := strings.Contains(said.String(), "the books were written anew"); anew != (name != "undamaged") {
			t.Errorf("%s: the log says:\n%s", name, said.String())
		}
		if got := k.rows(); got != want {
			t.Errorf("%s: the books hold\n%s\nwant\n%s", name, got, want)
		}
		// They go on from there.
		k.deposits(p, name, 1)
		k.must(p.node.Snapshot())
		k.close(p)
		if n := strings.Count(k.rows(), "\n") - strings.Count(want, "\n"); n != 2 {
			t.Errorf("%s: a deposit of a new buyer made %d rows", name, n)
		}
	}
}

func (k *kept) exec(text string) error {
	db, err := sql.Open("sqlite", "file:"+k.books())
	if err == nil {
		_, err = db.Exec(text)
	}
	if err == nil {
		err = db.Close()
	}
	return err
}

// TestDamagedBooksAreRefused wants the command that mends them, which must do so.
func TestDamagedBooksAreRefused(t *testing.T) {
	k := newKept(t)
	info, err := os.Stat(k.books())
	k.must(err)
	for name, harm := range map[string]func() error{
		"one page short": func() error { return os.Truncate(k.books(), info.Size()-4096) },
		"cut in half":    func() error { return os.Truncate(k.books(), info.Size()/2) },
		"cut in a page":  func() error { return os.Truncate(k.books(), info.Size()/2+1000) },
		"less than one":  func() error { return os.Truncate(k.books(), 100) },
		"not a database": func() error { return os.WriteFile(k.books(), bytes.Repeat([]byte("no books "), 1000), 0o600) },
	} {
		want := k.rows()
		k.must(harm())
		p, err := openDir(k.dir, slog.New(slog.DiscardHandler))
		if err == nil {
			k.close(p)
			t.Fatalf("%s: the books were used", name)
		}
		command := "aidollar books rebuild --data " + k.dir
		if !strings.Contains(err.Error(), k.books()) || !strings.Contains(err.Error(), command) {
			t.Errorf("%s: %v", name, err)
		}
		var out, errOut bytes.Buffer
		if code := run(context.Background(), strings.Fields(command)[1:], &out, &errOut); code != 0 {
			t.Fatalf("%s: %s exits with %d: %s", name, command, code, errOut.String())
		}
		if got := k.rows(); got != want {
			t.Errorf("%s: rebuilt books hold\n%s\nwant\n%s", name, got, want)
		}
		k.close(k.open())
	}
}

// TestBooksOfALongerLogAreRefused puts an older copy of the log under the books:
// they would take the new records for ones they have.
func TestBooksOfALongerLogAreRefused(t *testing.T) {
	k := newKept(t)
	log := filepath.Join(k.dir, journalFolder)
	k.must(os.RemoveAll(log))
	k.must(os.CopyFS(log, os.DirFS(k.young)))
	p, err := openDir(k.dir, slog.New(slog.DiscardHandler))
	if err == nil {
		k.close(p)
		t.Fatal("the books were used")
	}
	if text := err.Error(); !strings.Contains(text, "the log ends with") || !strings.Contains(text, "aidollar books rebuild") {
		t.Error(err)
	}
}

// A damaged snapshot does not stop the books from being written anew.
func TestRebuildBesideADamagedSnapshot(t *testing.T) {
	k := newKept(t)
	want := k.rows()
	list, err := filepath.Glob(filepath.Join(k.dir, journalFolder, "snapshots", "*.snap"))
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	for _, path := range list {
		k.must(os.Truncate(path, 5000))
	}
	k.must(os.Remove(k.books()))
	var out, errOut bytes.Buffer
	if code := run(context.Background(), []string{"books", "rebuild", "--data", k.dir}, &out, &errOut); code != 0 || !strings.Contains(errOut.String(), list[0]) {
		t.Fatalf("exit %d: %s", code, errOut.String())
	}
	if got := k.rows(); got != want {
		t.Errorf("rebuilt books hold\n%s\nwant\n%s", got, want)
	}
}
