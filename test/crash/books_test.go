package crash_test

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"net/url"
	"strings"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// tally counts what a read side should have been told in a replay.
type tally struct {
	clearing.Ignore
	postings int
	calls    map[ledger.ID]callEnd
}

// callEnd is how a call stands.
type callEnd struct {
	state            clearing.CallState
	reserved, charge money.Amount
}

var _ clearing.Observer = (*tally)(nil)

func newTally() *tally { return &tally{calls: map[ledger.ID]callEnd{}} }

func (t *tally) Posted(int64, *ledger.Posting) { t.postings++ }
func (t *tally) CallReserved(_ int64, c *payment.Call) {
	t.calls[c.ID] = callEnd{books.CallOpen, c.Reserved, money.Amount{}}
}
func (t *tally) CallClosed(_ int64, c *clearing.CallClosing) {
	t.calls[c.Call.ID] = callEnd{c.State, c.Call.Reserved, c.Answer.Charge}
}

// compareBooks holds the books in a file against what a replay of the log led
// to: where they stand, the number of postings, every account and every call.
func compareBooks(ctx context.Context, path string, v *verdict) (err error) {
	b, err := books.Open(path, nil)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := b.Close(); err == nil {
			err = closeErr
		}
	}()
	if b.Position() != v.last {
		return fmt.Errorf("the books stand at record %d, the log at %d", b.Position(), v.last)
	}
	postings, err := count(path, `SELECT posting FROM meta`)
	if err != nil || postings != v.tally.postings {
		return fmt.Errorf("the books hold %d postings, a replay makes %d: %w", postings, v.tally.postings, err)
	}
	v.machine.Freeze().Ledger().Accounts(func(a ledger.Account) bool {
		var balance books.Balance
		balance, err = b.BalanceAt(ctx, a.ID, math.MaxInt64, false)
		if err == nil && (balance.Debits != a.DebitsPosted || balance.Credits != a.CreditsPosted) {
			err = fmt.Errorf("account %s has debits of %s and credits of %s in the books, %s and %s in the machine",
				a.ID, balance.Debits, balance.Credits, a.DebitsPosted, a.CreditsPosted)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return compareCalls(ctx, b, v.tally)
}

func compareCalls(ctx context.Context, b *books.Books, t *tally) error {
	seen := 0
	for cursor := ""; ; {
		page, err := b.Calls(ctx, books.CallFilter{}, cursor, books.LimitMax)
		if err != nil {
			return err
		}
		for i := range page.Calls {
			c := &page.Calls[i]
			seen++
			if got, want := (callEnd{c.State, c.Reserved, c.Charge}), t.calls[c.ID]; got != want {
				return fmt.Errorf("call %s is %v in the books, %v in a replay", c.ID, got, want)
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if seen != len(t.calls) {
		return fmt.Errorf("the books hold %d calls, a replay makes %d", seen, len(t.calls))
	}
	return nil
}

func query(path string, visit func(*sql.Rows) error, text string) (err error) {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String())
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := db.Close(); err == nil {
			err = closeErr
		}
	}()
	rows, err := db.Query(text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func count(path, text string) (n int, err error) {
	err = query(path, func(rows *sql.Rows) error { return rows.Scan(&n) }, text)
	return n, err
}

// content prints every row of the books but the kept sums, which come and go.
func content(path string) (string, error) {
	var out strings.Builder
	for _, table := range []string{"meta", "assets", "accounts", "parties", "keys", "cards", "models", "postings", "calls"} {
		err := query(path, func(rows *sql.Rows) error {
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				return err
			}
			out.WriteString(table)
			for _, v := range values {
				fmt.Fprintf(&out, " %v", *v.(*any))
			}
			out.WriteByte('\n')
			return nil
		}, "SELECT * FROM "+table+" ORDER BY 1, 2")
		if err != nil {
			return "", err
		}
	}
	return out.String(), nil
}
