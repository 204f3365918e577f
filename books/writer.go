package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// writer holds the only connection that writes.
type writer struct {
	db    *sql.DB
	conn  *sql.Conn
	state state
	holds holds
	calls callRows

	begin, commit, rollback, lazy, sync *statement

	asset, account, owner, party, key, card, model *statement
	posting, part, hold, sum                       *statement
	opened, closed, call, buyer, modelOf, meta     *statement
}

// The writer's statements.
const (
	insertAsset   = `INSERT INTO assets VALUES (?, ?, ?, ?)`
	insertAccount = `INSERT INTO accounts (id, asset, code, flags, opened_at) VALUES (?, ?, ?, ?, ?)`
	updateOwner   = `UPDATE accounts SET party = ? WHERE id = ?`
	insertParty   = `INSERT INTO parties VALUES (?, ?, ?, ?, ?, ?)`
	insertKey     = `INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?, ?)`
	insertCard    = `INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?)`
	insertModel   = `INSERT INTO models VALUES (?, ?, ?)`
	insertPosting = `INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)`
	insertPart    = `INSERT INTO postings (n, at, debit, credit, posted, asset, code, flags, seq, call, part) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	// A call's hold need not have a row.
	selectHold = `SELECT debit, credit, asset, code FROM (SELECT * FROM postings WHERE id = ?1 AND flags & 2 ORDER BY n LIMIT 1)
		UNION ALL SELECT buyer_account, sale_account, asset, ?2 FROM calls WHERE id = ?1 AND hold IS NOT NULL`
	insertSum  = `INSERT OR REPLACE INTO sums VALUES (?, ?, ?, ?)`
	insertCall = `INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	updateCall = `UPDATE calls SET state = ?, closed_at = ?, closed_seq = ?, charge = ?, carry_in = ?, carry_out = ?, waived = ?, quantities = ?,
		source = ?, cut = ?, policy = ?, upstream = ?, reason = ?, first = ?, parts = ? WHERE n = ?`
	selectCall  = `SELECT n, seller FROM calls WHERE id = ?`
	selectBuyer = `SELECT party FROM keys WHERE id = ?`
	selectModel = `SELECT c.seller, m.name FROM cards c, models m WHERE c.number = ?1 AND m.card = ?1 AND m.place = ?2`
	updateMeta  = `UPDATE meta SET position = ?, time = ?, posting = ?`
)

func newWriter(ctx context.Context, db *sql.DB, s state) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{db: db, conn: conn, state: s, calls: newCallRows()}
	texts := []struct {
		at   **statement
		text string
	}{
		{&w.begin, `BEGIN IMMEDIATE`}, {&w.commit, `COMMIT`}, {&w.rollback, `ROLLBACK`},
		{&w.lazy, `PRAGMA synchronous = NORMAL`}, {&w.sync, `PRAGMA synchronous = FULL`},
		{&w.asset, insertAsset}, {&w.account, insertAccount}, {&w.owner, updateOwner}, {&w.party, insertParty},
		{&w.key, insertKey}, {&w.card, insertCard}, {&w.model, insertModel},
		{&w.posting, insertPosting}, {&w.part, insertPart}, {&w.hold, selectHold}, {&w.sum, insertSum},
		{&w.opened, insertCall}, {&w.closed, updateCall},
		{&w.call, selectCall}, {&w.buyer, selectBuyer}, {&w.modelOf, selectModel}, {&w.meta, updateMeta},
	}
	err = conn.Raw(func(c any) (err error) {
		for _, t := range texts {
			if *t.at, err = prepareStatement(ctx, c, t.text); err != nil {
				return fmt.Errorf("%s: %w", t.text, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return w, nil
}

func (w *writer) close() error {
	err := w.conn.Raw(func(any) (err error) {
		for _, s := range []*statement{
			w.begin, w.commit, w.rollback, w.lazy, w.sync, w.asset, w.account, w.owner, w.party,
			w.key, w.card, w.model, w.posting, w.part, w.hold, w.sum, w.opened, w.closed, w.call, w.buyer, w.modelOf, w.meta,
		} {
			err = errors.Join(err, s.closer.Close())
		}
		return err
	})
	return errors.Join(err, w.conn.Close(), w.db.Close())
}

// write puts a batch in, whole or not at all.
func (w *writer) write(b batch) error {
	ctx := context.Background()
	before := w.state
	return w.conn.Raw(func(any) error {
		if b.durable {
			// With FULL, a commit waits until the disk has everything that was
			// written beside the file, that of earlier transactions included.
			if _, err := w.sync.run(ctx); err != nil {
				return err
			}
		}
		err := w.transaction(ctx, b)
		if err != nil {
			w.state = before
			return err
		}
		if b.durable {
			_, err = w.lazy.run(ctx)
		}
		return err
	})
}

func (w *writer) transaction(ctx context.Context, b batch) error {
	if _, err := w.begin.run(ctx); err != nil {
		return err
	}
	err := w.batch(ctx, b)
	if err == nil {
		_, err = w.commit.run(ctx)
	}
	if err == nil {
		return nil
	}
	// After a full disk SQLite has rolled back by itself and refuses another
	// one; either way nothing of the batch is in.
	_, _ = w.rollback.run(ctx)
	return err
}

func (w *writer) batch(ctx context.Context, b batch) error {
	for _, r := range b.records {
		if err := w.record(ctx, r); err != nil {
			return fmt.Errorf("record %d: %w", r.seq, err)
		}
		w.state.position, w.state.time = r.seq, r.at
	}
	if err := w.writeCalls(ctx); err != nil {
		return err
	}
	for _, s := range b.sums {
		if _, err := w.sum.id(s.account).int(s.n).amount(s.debits).amount(s.credits).run(ctx); err != nil {
			return err
		}
	}
	_, err := w.meta.uint(w.state.position).int(w.state.time).int(w.state.posting).run(ctx)
	return err
}

func (w *writer) record(ctx context.Context, r *record) error {
	if err := w.directory(ctx, r); err != nil {
		return err
	}
	parts, err := w.gather(ctx, r)
	if err != nil {
		return err
	}
	for i := range r.postings {
		if err := w.post(ctx, r, &parts, &r.postings[i]); err != nil {
			return fmt.Errorf("posting %s: %w", r.postings[i].ID, err)
		}
	}
	return nil
}
