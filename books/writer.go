package books

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
)

// writer holds the only connection that writes.
type writer struct {
	link     link
	state    state
	holds    holds
	calls    callRows
	usage    usageRows
	sums     sums
	chains   chainRows
	exchange exchangeRows
	rules    rulesRows
	review   reviewRows
	quotas   quotaRows
	duty     dutyRows
	credit   creditRows
	recourse recourseRows
	setOff   *statement
	books    querier // what is committed
	known    *facets

	asset, account, owner, party, key, card, model, change *statement
	posting, part, hold, sum                               *statement
	opened, closed, call, buyer, modelOf, meta             *statement
	used, nextUsed, usageRow, facet, newFacet              *statement
	project, budget, meter, pushing, useLine               *statement
}

// The columns that rows are written with.
const (
	postingRow = `n, id, at, effective, debit, credit, posted, asked, asset, code, flags, hold, cause, deadline, seq, budget`
	partRow    = `n, at, debit, credit, posted, asset, code, flags, seq, call, part`
	openedRow  = `n, id, key, buyer, seller, buyer_account, sale_account, asset, card, place, model, contract, reserved, deadline, project, region_asked, service, budget, channel, voucher, opened_at, opened_seq, hold`
	closedRow  = `state, closed_at, closed_seq, charge, carry_in, carry_out, waived, quantities, source, cut, policy, upstream, reason, region, dialect, cost, before, credit_in, credit_out, first, parts`
	useRow     = `n, at, seq, buyer, seller, asset, charged, posting, carry_in, carry_out, credit_in, credit_out, owed_in, owed_out`
	changeRow  = `n, seq, at, kind, id, number, party`
	useLineRow = `use, place, definition, product, meter, key, region, card, model, hour, quantity, due, credit, events`
)

// The writer's questions, and what it changes one by one.
const (
	updateOwner = `UPDATE accounts SET party = ? WHERE id = ?`
	// A call's hold need not have a row.
	selectHold = `SELECT debit, credit, asset, code FROM (SELECT * FROM postings WHERE id = ?1 AND flags & 2 <> 0 ORDER BY n LIMIT 1) AS rows
		UNION ALL SELECT buyer_account, sale_account, asset, CAST(?2 AS INTEGER) FROM calls WHERE id = ?1 AND hold IS NOT NULL`
	selectCall  = `SELECT n, seller FROM calls WHERE id = ?`
	selectBuyer = `SELECT party, project FROM keys WHERE id = ?`
	selectModel = `SELECT c.seller, m.name FROM cards c, models m WHERE c.number = ?1 AND m.card = ?1 AND m.place = ?2`
	selectUsed  = `SELECT data FROM usage WHERE grain = ? AND view = ? AND bucket = ? AND owner = ? AND part = ?`
	// selectNextUsed walks through an hour.
	selectNextUsed = `SELECT owner, part, data FROM usage WHERE grain = 0 AND view = ? AND bucket = ? AND (owner, part) > (?, ?) ORDER BY owner, part LIMIT 1`
	selectFacet    = `SELECT number FROM facets WHERE buyer = ? AND seller = ? AND key = ? AND project = ? AND asset = ? AND model = ? AND region = ? AND upstream = ? AND service = ?`
)

// preparation is a statement that is to be prepared, and where it goes.
type preparation struct {
	at    **statement
	order order
}

func newWriter(ctx context.Context, l link, s state) (*writer, error) {
	w := &writer{link: l, state: s, calls: newCallRows(), usage: newUsageRows(s)}
	w.chains.clear()
	for _, t := range append([]preparation{
		{&w.asset, single(insertInto("assets", "number, code, scale, chain_scale"))},
		{&w.account, single(insertInto("accounts", "id, asset, code, flags, opened_at"))},
		{&w.owner, single(updateOwner)},
		{&w.party, single(insertInto("parties", "id, role, name, asset, commission_ppm, since, address"))},
		{&w.key, single(replacement("keys", "id", "party, name, scopes, since, revoked, project, expires, models, networks, requests_per_minute, tokens_per_minute, day_max, month_max, total_max").text)},
		{&w.card, single(insertInto("cards", "number, seller, buyer, name, version, since, card"))},
		{&w.model, single(insertInto("models", "card, place, name"))},
		{&w.change, single(insertInto("changes", changeRow))},
		{&w.posting, insertion("postings", postingRow)},
		{&w.part, insertion("postings", partRow)},
		{&w.hold, single(selectHold)},
		{&w.sum, replacement("sums", "account, n", "codes")},
		{&w.opened, insertion("calls", openedRow+", "+closedRow)},
		{&w.closed, change("calls", closedRow, "n")},
		{&w.call, single(selectCall)},
		{&w.buyer, single(selectBuyer)},
		{&w.modelOf, single(selectModel)},
		{&w.meta, single(updateMeta)},
		{&w.used, single(selectUsed)},
		{&w.project, single(replacement("projects", "id", "party, name, since, archived, day_max, month_max, total_max").text)},
		{&w.budget, single(replacement("budgets", "id", "parent, asset, period, amount_max, count_max, changed_at").text)},
		{&w.meter, single(replacement("meters", "number", "seller, name, aggregation, span, product, meter, since").text)},
		{&w.pushing, insertion("uses", useRow)},
		{&w.useLine, insertion("use_lines", useLineRow)},
		{&w.nextUsed, single(selectNextUsed)},
		{&w.setOff, insertion("set_offs", setOffRow)},
		{&w.usageRow, replacement("usage", "grain, view, bucket, owner, part", "data")},
		{&w.facet, single(selectFacet)},
		{&w.newFacet, single(insertInto("facets", "number, buyer, seller, key, project, asset, model, region, upstream, service"))},
	}, slices.Concat(w.chains.statements(), w.credit.statements(), w.recourse.statements(), w.exchange.statements(), w.rules.statements(), w.review.statements(), w.quotas.statements(), w.duty.statements())...) {
		b, err := l.prepare(ctx, t.order)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.order.text, err)
		}
		*t.at = &statement{backend: b}
	}
	return w, nil
}

// write puts a batch in, whole or not at all.
func (w *writer) write(b batch) error {
	before := w.state
	err := w.link.wrap(func(ctx context.Context) error { return w.transaction(ctx, b, before.position) })
	if err != nil {
		w.state = before
	}
	return err
}

func (w *writer) transaction(ctx context.Context, b batch, after uint64) error {
	if err := w.link.begin(ctx, b.durable); err != nil {
		return err
	}
	err := w.batch(ctx, b, after)
	if err == nil {
		err = w.link.commit(ctx)
	}
	if err != nil {
		w.link.rollback(ctx)
	}
	return err
}

func (w *writer) batch(ctx context.Context, b batch, after uint64) error {
	w.sums.bound()
	w.usage.bound()
	w.chains.clear()
	for _, r := range b.records {
		if err := w.record(ctx, r); err != nil {
			return fmt.Errorf("record %d: %w", r.seq, err)
		}
		w.state.position, w.state.time = r.seq, r.at
	}
	if err := w.writeCalls(ctx); err != nil {
		return err
	}
	if err := w.writeUsage(ctx); err != nil {
		return err
	}
	if err := w.writeChains(ctx); err != nil {
		return err
	}
	for _, s := range b.sums {
		if err := w.writeSum(ctx, &s); err != nil {
			return err
		}
	}
	return w.advance(ctx, after)
}

const updateMeta = `UPDATE meta SET position = ?, time = ?, posting = ?, facet = ?, use_n = ?, folded = ? WHERE position = ? RETURNING position`

// advance moves the books on from where this writer left them. That they are
// elsewhere means that there is another writer, whose records these are.
func (w *writer) advance(ctx context.Context, after uint64) error {
	var row [1]driver.Value
	err := w.meta.uint(w.state.position).int(w.state.time).int(w.state.posting).uint(uint64(w.usage.count)).int(w.state.use).int(w.usage.folded).uint(after).row(ctx, row[:])
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: they no longer stand at record %d", ErrLocked, after)
	}
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
	if err := w.pushed(ctx, r); err != nil {
		return err
	}
	if err := w.exchanged(ctx, r); err != nil {
		return err
	}
	if err := w.ruled(ctx, r); err != nil {
		return err
	}
	if err := w.reviewed(ctx, r); err != nil {
		return err
	}
	if err := w.rationed(ctx, r); err != nil {
		return err
	}
	if err := w.obliged(ctx, r); err != nil {
		return err
	}
	for i := range r.postings {
		if err := w.post(ctx, r, &parts, &r.postings[i]); err != nil {
			return fmt.Errorf("posting %s: %w", r.postings[i].ID, err)
		}
	}
	return nil
}
