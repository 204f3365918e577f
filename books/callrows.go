package books

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// callRow is a call that a transaction opens, closes, or both.
type callRow struct {
	n     int64
	buyer ledger.ID // the party
	model

	call *payment.Call // nil when an earlier transaction opened it
	at   int64         // of its opening
	seq  uint64        // of its opening
	hold int64         // number of its posting; 0 when that has a row

	closing   *clearing.CallClosing // nil while it is open
	closedAt  int64
	closedSeq uint64
	first     int64 // number of the capture
	parts     int64 // from there on
}

// model is what a call's row says of its place in a rate card.
type model struct {
	seller ledger.ID // the party
	name   string
}

type modelPlace struct{ card, place uint32 }

// callRows gathers a transaction's calls, so that one which is opened and closed
// in it is written once.
type callRows struct {
	opened, closed []*callRow // by this transaction; closed, not opened by it
	byID           map[ledger.ID]*callRow
	open           map[ledger.ID]openCall // written before; payment.CallsMax bounds them
	buyers         map[ledger.ID]owner
	models         map[modelPlace]model
}

// openCall is what the closing of a call needs of its row.
type openCall struct {
	n      int64
	seller ledger.ID
}

// namesMax bounds how many keys and models are remembered.
const namesMax = 1 << 16

func newCallRows() callRows {
	return callRows{
		byID: map[ledger.ID]*callRow{}, open: map[ledger.ID]openCall{},
		buyers: map[ledger.ID]owner{}, models: map[modelPlace]model{},
	}
}

// gather notes what a record says of calls, before its postings are written.
func (w *writer) gather(ctx context.Context, r *record) (p parts, err error) {
	start := len(w.calls.opened)
	for i := range r.opened {
		if err := w.openCall(ctx, r, &r.opened[i]); err != nil {
			return p, fmt.Errorf("call %s: %w", r.opened[i].ID, err)
		}
	}
	p.opened = w.calls.opened[start:]
	for i := range r.closed {
		row, err := w.closeCall(ctx, r, &r.closed[i])
		if err != nil {
			return p, fmt.Errorf("call %s: %w", r.closed[i].Call.ID, err)
		}
		p.closed = append(p.closed, row)
	}
	return p, nil
}

func (w *writer) openCall(ctx context.Context, r *record, c *payment.Call) error {
	w.state.call++
	row := &callRow{n: w.state.call, call: c, at: r.at, seq: r.seq}
	var err error
	if row.buyer, err = w.buyerOf(ctx, c.Key); err != nil {
		return err
	}
	if row.model, err = w.modelAt(ctx, modelPlace{c.Card, c.Model}); err != nil {
		return err
	}
	w.calls.opened = append(w.calls.opened, row)
	w.calls.byID[c.ID] = row
	return nil
}

func (w *writer) closeCall(ctx context.Context, r *record, c *clearing.CallClosing) (row *callRow, err error) {
	row = w.calls.byID[c.Call.ID]
	if row == nil {
		row = &callRow{}
		known, ok := w.calls.open[c.Call.ID]
		if !ok {
			if known, err = w.findCall(ctx, c.Call.ID); err != nil {
				return nil, err
			}
		}
		row.n, row.seller = known.n, known.seller
		delete(w.calls.open, c.Call.ID)
		w.calls.closed = append(w.calls.closed, row)
	}
	row.closing, row.closedAt, row.closedSeq = c, r.at, r.seq
	if d := c.Answer.Deal; d != nil && !d.Got.IsZero() && c.State == clearing.CallCaptured {
		buyer, err := w.buyerOf(ctx, c.Call.Key)
		if err == nil {
			err = w.converted(ctx, r.at, c.Call.ID, buyer, true, d)
		}
		if err != nil {
			return nil, err
		}
	}
	return row, w.useCall(ctx, r, c)
}

// writeCalls writes what was gathered.
func (w *writer) writeCalls(ctx context.Context) error {
	rows := &w.calls
	for _, row := range rows.opened {
		if err := w.insertCall(ctx, row); err != nil {
			return fmt.Errorf("call %s: %w", row.call.ID, err)
		}
		if row.closing == nil {
			rows.open[row.call.ID] = openCall{row.n, row.seller}
		}
	}
	for _, row := range rows.closed {
		changed, err := w.ended(w.closed, row).int(row.n).run(ctx)
		if err == nil && changed != 1 {
			err = errCall
		}
		if err != nil {
			return fmt.Errorf("call %s: %w", row.closing.Call.ID, err)
		}
	}
	clear(rows.opened)
	clear(rows.closed)
	clear(rows.byID)
	rows.opened, rows.closed = rows.opened[:0], rows.closed[:0]
	return nil
}

func (w *writer) insertCall(ctx context.Context, row *callRow) error {
	c := row.call
	s := w.opened.int(row.n).id(c.ID).id(c.Key).id(row.buyer).id(row.seller).id(c.Terms.Buyer).id(c.Terms.Sale).
		uint(uint64(c.Terms.Asset)).uint(uint64(c.Card)).uint(uint64(c.Model)).text(row.name).uint(uint64(c.Contract)).
		amount(c.Reserved).int(c.Deadline).idOrNull(c.Project).textOrNull(c.Region).textOrNull(c.Service).intOrNull(int64(c.Terms.Budget)).
		intOrNull(int64(c.Channel)).amountOrNull(c.Voucher).int(row.at).uint(row.seq)
	if row.hold == 0 {
		s.null()
	} else {
		s.int(row.hold)
	}
	_, err := w.ended(s, row).run(ctx)
	return err
}

// ended adds the columns from state on.
func (w *writer) ended(s *statement, row *callRow) *statement {
	c := row.closing
	if c == nil {
		c = &clearing.CallClosing{State: CallOpen}
	}
	s.uint(uint64(c.State)).int(row.closedAt).uint(row.closedSeq).amountOrNull(c.Answer.Charge).
		uint(c.Answer.CarryIn).uint(c.Answer.CarryOut).amountOrNull(c.Answer.Waived)
	if c.State == clearing.CallCaptured {
		s.quantities(&c.Usage.Quantities)
	} else {
		s.null()
	}
	s.uint(uint64(c.Usage.Source)).flag(c.Usage.Cut).uint(uint64(c.Policy)).textOrNull(c.Upstream).textOrNull(c.Reason).
		textOrNull(c.Region).textOrNull(c.Dialect).amountOrNull(c.Cost)
	if c.Answer.Before.Set() == 0 {
		s.null()
	} else {
		s.quantities(&c.Answer.Before)
	}
	return s.amountOrNull(c.Answer.CreditIn).amountOrNull(c.Answer.CreditOut).int(row.first).int(row.parts)
}

var (
	errCall = errors.New("closes without having been opened in the books")
	errName = errors.New("has a key or a model that is not in the books")
)

func (w *writer) findCall(ctx context.Context, id ledger.ID) (c openCall, err error) {
	var row [2]driver.Value
	err = w.call.id(id).row(ctx, row[:])
	n, ok1 := row[0].(int64)
	seller, ok2 := row[1].([]byte)
	if errors.Is(err, io.EOF) || err == nil && (!ok1 || !ok2) {
		return c, errCall
	}
	return openCall{n, idOf(seller)}, err
}

// owner is whose a key is.
type owner struct{ party, project ledger.ID }

// buyerOf is the party of a key. The machine tells of keys and cards before it
// tells of calls with them.
func (w *writer) buyerOf(ctx context.Context, key ledger.ID) (ledger.ID, error) {
	o, err := w.ownerOf(ctx, key)
	return o.party, err
}

// projectOf is the project of a key; none for the zero key.
func (w *writer) projectOf(ctx context.Context, key ledger.ID) (ledger.ID, error) {
	if key.IsZero() {
		return ledger.ID{}, nil
	}
	o, err := w.ownerOf(ctx, key)
	return o.project, err
}

func (w *writer) ownerOf(ctx context.Context, key ledger.ID) (o owner, err error) {
	if o, ok := w.calls.buyers[key]; ok {
		return o, nil
	}
	var row [2]driver.Value
	err = w.buyer.id(key).row(ctx, row[:])
	party, ok := row[0].([]byte)
	if errors.Is(err, io.EOF) || err == nil && !ok {
		return o, errName
	}
	if err != nil {
		return o, err
	}
	if len(w.calls.buyers) >= namesMax {
		clear(w.calls.buyers)
	}
	o.party = idOf(party)
	if project, ok := row[1].([]byte); ok {
		o.project = idOf(project)
	}
	w.calls.buyers[key] = o
	return o, nil
}

// modelAt is the model at a place in a rate card.
func (w *writer) modelAt(ctx context.Context, at modelPlace) (m model, err error) {
	if m, ok := w.calls.models[at]; ok {
		return m, nil
	}
	var row [2]driver.Value
	err = w.modelOf.uint(uint64(at.card)).uint(uint64(at.place)).row(ctx, row[:])
	seller, ok1 := row[0].([]byte)
	name, ok2 := row[1].(string)
	if errors.Is(err, io.EOF) || err == nil && (!ok1 || !ok2) {
		return m, errName
	}
	if err != nil {
		return m, err
	}
	if len(w.calls.models) >= namesMax {
		clear(w.calls.models)
	}
	m = model{idOf(seller), name}
	w.calls.models[at] = m
	return m, nil
}
