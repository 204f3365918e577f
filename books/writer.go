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

	begin, commit, rollback, lazy, sync *statement

	asset, account, owner, party, key, card, model *statement
	posting, hold, sum                             *statement
	opened, closed, meta                           *statement
}

// The writer's statements. What a call's parties and model are is looked up
// where it stands already; the machine tells of it before.
const (
	insertAsset   = `INSERT INTO assets VALUES (?, ?, ?, ?)`
	insertAccount = `INSERT INTO accounts (id, asset, code, flags, opened_at) VALUES (?, ?, ?, ?, ?)`
	updateOwner   = `UPDATE accounts SET party = ? WHERE id = ?`
	insertParty   = `INSERT INTO parties VALUES (?, ?, ?, ?, ?, ?)`
	insertKey     = `INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?, ?)`
	insertCard    = `INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?)`
	insertModel   = `INSERT INTO models VALUES (?, ?, ?)`
	insertPosting = `INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selectHold    = `SELECT debit, credit, asset, code FROM postings WHERE id = ? AND flags & 2 ORDER BY n LIMIT 1`
	insertSum     = `INSERT OR REPLACE INTO sums VALUES (?, ?, ?, ?)`
	insertCall    = `INSERT INTO calls (n, id, key, card, place, buyer_account, sale_account, asset, contract, reserved, deadline, opened_at, buyer, seller, model)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
			(SELECT party FROM keys WHERE id = ?3), (SELECT seller FROM cards WHERE number = ?4), (SELECT name FROM models WHERE card = ?4 AND place = ?5))`
	updateCall = `UPDATE calls SET state = ?, closed_at = ?, charge = ?, carry_in = ?, carry_out = ?, waived = ?, quantities = ?,
		source = ?, cut = ?, policy = ?, upstream = ?, reason = ?, capture = ? WHERE id = ?`
	updateMeta = `UPDATE meta SET position = ?, time = ?`
)

func newWriter(ctx context.Context, db *sql.DB, s state) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{db: db, conn: conn, state: s}
	texts := []struct {
		at   **statement
		text string
	}{
		{&w.begin, `BEGIN IMMEDIATE`}, {&w.commit, `COMMIT`}, {&w.rollback, `ROLLBACK`},
		{&w.lazy, `PRAGMA synchronous = NORMAL`}, {&w.sync, `PRAGMA synchronous = FULL`},
		{&w.asset, insertAsset}, {&w.account, insertAccount}, {&w.owner, updateOwner}, {&w.party, insertParty},
		{&w.key, insertKey}, {&w.card, insertCard}, {&w.model, insertModel},
		{&w.posting, insertPosting}, {&w.hold, selectHold}, {&w.sum, insertSum},
		{&w.opened, insertCall}, {&w.closed, updateCall}, {&w.meta, updateMeta},
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
			w.key, w.card, w.model, w.posting, w.hold, w.sum, w.opened, w.closed, w.meta,
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
	for _, s := range b.sums {
		if _, err := w.sum.id(s.account).int(s.n).amount(s.debits).amount(s.credits).run(ctx); err != nil {
			return err
		}
	}
	_, err := w.meta.uint(w.state.position).int(w.state.time).run(ctx)
	return err
}

func (w *writer) record(ctx context.Context, r *record) error {
	if err := w.directory(ctx, r); err != nil {
		return err
	}
	for i := range r.postings {
		if err := w.post(ctx, r, &r.postings[i]); err != nil {
			return fmt.Errorf("posting %s: %w", r.postings[i].ID, err)
		}
	}
	for i := range r.opened {
		if err := w.open(ctx, r, &r.opened[i]); err != nil {
			return fmt.Errorf("call %s: %w", r.opened[i].ID, err)
		}
	}
	for i := range r.closed {
		if err := w.closeCall(ctx, r, &r.closed[i]); err != nil {
			return fmt.Errorf("call %s: %w", r.closed[i].Call.ID, err)
		}
	}
	return nil
}
