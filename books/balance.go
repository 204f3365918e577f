package books

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Balance is what was posted to an account.
type Balance struct{ Debits, Credits money.Amount }

// Turnover is what was posted to an account under one code.
type Turnover struct {
	Code            uint16
	Debits, Credits money.Amount
	Count           uint64 // postings
}

// sum is what was posted to an account up to a posting, by code. Sums are kept
// so that a question about a busy account need not start at the beginning.
// Postings never change, nor do sums.
type sum struct {
	account ledger.ID
	n       int64
	codes   []Turnover // in the order of codes
}

const (
	// sumEvery is how many postings of an account make a new sum worth keeping.
	sumEvery = 256
	// sumsMax bounds the sums of queries that wait to be written; more are forgotten.
	sumsMax = 64
)

func (s *sum) add(code uint16, debit bool, amount money.Amount, count uint64) (ok bool) {
	i := 0
	for i < len(s.codes) && s.codes[i].Code < code {
		i++
	}
	if i == len(s.codes) || s.codes[i].Code != code {
		s.codes = slices.Insert(s.codes, i, Turnover{Code: code})
	}
	t := &s.codes[i]
	t.Count += count
	if debit {
		t.Debits, ok = t.Debits.Add(amount)
	} else {
		t.Credits, ok = t.Credits.Add(amount)
	}
	return ok
}

// merge adds what came after s.
func (s *sum) merge(later *sum) (ok bool) {
	ok = true
	for _, t := range later.codes {
		ok = s.add(t.Code, true, t.Debits, t.Count) && s.add(t.Code, false, t.Credits, 0) && ok
	}
	s.n = max(s.n, later.n)
	return ok
}

func (s *sum) balance() (v Balance, ok bool) {
	ok = true
	for _, t := range s.codes {
		var ok1, ok2 bool
		v.Debits, ok1 = v.Debits.Add(t.Debits)
		v.Credits, ok2 = v.Credits.Add(t.Credits)
		ok = ok && ok1 && ok2
	}
	return v, ok
}

// turnoverSize is the size of an encoded Turnover in bytes.
const turnoverSize = 2 + 16 + 16 + 8

func (s *sum) encode(b []byte) []byte {
	for _, t := range s.codes {
		b = binary.BigEndian.AppendUint16(b, t.Code)
		for _, v := range [...]uint64{t.Debits.Hi, t.Debits.Lo, t.Credits.Hi, t.Credits.Lo, t.Count} {
			b = binary.BigEndian.AppendUint64(b, v)
		}
	}
	return b
}

func (s *sum) decode(b []byte) error {
	if len(b)%turnoverSize != 0 {
		return errSum
	}
	for ; len(b) > 0; b = b[turnoverSize:] {
		s.codes = append(s.codes, Turnover{
			Code: binary.BigEndian.Uint16(b), Debits: amountOf(b[2:18]), Credits: amountOf(b[18:34]), Count: binary.BigEndian.Uint64(b[34:]),
		})
	}
	return nil
}

// BalanceAt is an account's balance at the end of a time, in Unix nanoseconds:
// all that was posted at or before it, or, by effective time, all that counts at
// or before it as far as it is known by now. Holds do not count.
func (b *Books) BalanceAt(ctx context.Context, account ledger.ID, at int64, byEffective bool) (balance Balance, err error) {
	err = b.view(ctx, func(tx querier) error {
		end := int64(math.MaxInt64)
		if at < math.MaxInt64 {
			if end, err = firstPostingSince(ctx, tx, at+1); err != nil {
				return err
			}
		}
		s, read, err := sumUntil(ctx, tx, account, end)
		if err != nil {
			return err
		}
		if read >= 2*sumEvery {
			b.keep(s)
		}
		var ok bool
		if balance, ok = s.balance(); !ok {
			return fmt.Errorf("%w: account %s", errSum, account)
		}
		if byEffective && end < math.MaxInt64 {
			return balance.redate(ctx, tx, account, at, end)
		}
		return nil
	})
	return balance, err
}

var errSum = errors.New("books: a balance does not fit 128 bits")

const (
	sumKnown = `SELECT n, codes FROM sums WHERE account = ? AND n < ? ORDER BY n DESC LIMIT 1`
	sumText  = `SELECT n, posted, code, 1 FROM postings WHERE debit = ?1 AND n > ?2 AND n < ?3 AND ` + moves + `
		UNION ALL SELECT n, posted, code, 0 FROM postings WHERE credit = ?1 AND n > ?2 AND n < ?3 AND ` + moves
)

// sumUntil adds up what was posted before the number end, and says how many
// postings it had to read.
func sumUntil(ctx context.Context, q querier, account ledger.ID, end int64) (s sum, read int, err error) {
	s.account = account
	var codes []byte
	err = q.QueryRowContext(ctx, sumKnown, idBlob(account), end).Scan(&s.n, &codes)
	if err == nil {
		err = s.decode(codes)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, 0, err
	}
	from := s.n
	rows, err := q.QueryContext(ctx, sumText, idBlob(account), from, end)
	if err != nil {
		return s, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var posted sql.RawBytes
		var code uint16
		var debit bool
		if err := rows.Scan(&n, &posted, &code, &debit); err != nil {
			return s, 0, err
		}
		if !s.add(code, debit, amountOf(posted), 1) {
			return s, 0, fmt.Errorf("%w: account %s", errSum, account)
		}
		s.n = max(s.n, n)
		read++
	}
	return s, read, rows.Err()
}

// keep hands a sum to the writer, for its next transaction.
func (b *Books) keep(s sum) {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	if b.queue.err == nil && !b.queue.closed && len(b.queue.sums) < sumsMax {
		b.queue.sums = append(b.queue.sums, s)
	}
}

const redateText = `
SELECT posted, n, 1 FROM postings INDEXED BY postings_debit_effective
	WHERE debit = ?1 AND effective IS NOT NULL AND (n >= ?3) = (effective <= ?2) AND ` + moves + `
UNION ALL
SELECT posted, n, 0 FROM postings INDEXED BY postings_credit_effective
	WHERE credit = ?1 AND effective IS NOT NULL AND (n >= ?3) = (effective <= ?2) AND ` + moves

// redate turns the balance by posting time into the one by effective time: what
// was posted later and counts before comes in, what counts later goes out.
func (v *Balance) redate(ctx context.Context, q querier, account ledger.ID, at, end int64) error {
	rows, err := q.QueryContext(ctx, redateText, idBlob(account), at, end)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var posted sql.RawBytes
		var debit bool
		if err := rows.Scan(&posted, &n, &debit); err != nil {
			return err
		}
		side := &v.Credits
		if debit {
			side = &v.Debits
		}
		var ok bool
		if n >= end {
			*side, ok = side.Add(amountOf(posted))
		} else {
			*side, ok = side.Sub(amountOf(posted))
		}
		if !ok {
			return fmt.Errorf("%w: account %s", errSum, account)
		}
	}
	return rows.Err()
}

// Total is what stands on an asset's accounts.
type Total struct {
	Asset           money.Asset
	Number          ledger.AssetID
	Debits, Credits money.Amount
}

// Balanced reports whether debits equal credits.
func (t Total) Balanced() bool { return t.Debits == t.Credits }

var errTotals = errors.New("books: a posting names an account that is not in the books")

// Totals adds up all postings, debits by the asset of the account that was
// debited and credits by that of the one credited. It reads everything: it is
// there for checks.
func (b *Books) Totals(ctx context.Context) (totals []Total, err error) {
	err = b.view(ctx, func(tx querier) error {
		known, err := assets(ctx, tx)
		if err != nil {
			return err
		}
		totals = make([]Total, len(known))
		for i := range known {
			totals[i] = Total{Asset: known[i], Number: ledger.AssetID(i + 1)}
		}
		return addTotals(ctx, tx, totals)
	})
	return totals, err
}

func addTotals(ctx context.Context, q querier, totals []Total) error {
	const text = `SELECT p.n, p.posted, coalesce(d.asset, 0), coalesce(c.asset, 0) FROM (SELECT * FROM postings WHERE ` + moves + `) p
		LEFT JOIN accounts d ON d.id = p.debit LEFT JOIN accounts c ON c.id = p.credit`
	rows, err := q.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n, debit, credit int
		var posted sql.RawBytes
		if err := rows.Scan(&n, &posted, &debit, &credit); err != nil {
			return err
		}
		if debit < 1 || credit < 1 || max(debit, credit) > len(totals) {
			return fmt.Errorf("%w: posting number %d", errTotals, n)
		}
		amount := amountOf(posted)
		d, c := &totals[debit-1], &totals[credit-1]
		var ok1, ok2 bool
		d.Debits, ok1 = d.Debits.Add(amount)
		c.Credits, ok2 = c.Credits.Add(amount)
		if !ok1 || !ok2 {
			return errSum
		}
	}
	return rows.Err()
}

func assets(ctx context.Context, q querier) (list []money.Asset, err error) {
	rows, err := q.QueryContext(ctx, `SELECT code, scale, chain_scale FROM assets ORDER BY number`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a money.Asset
		if err := rows.Scan(&a.Code, &a.Scale, &a.ChainScale); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}
