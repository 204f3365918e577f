package books

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// The columns that the rows are written with; a key first.
const (
	paymentRow    = `n, token, party, scheme, signed, at, until, call, state, due, reason, changed_at`
	arrivalRow    = `n, token, tx, block, sender, amount, payment, party, held_for, unallocated, credited, kind, channel, at, state, changed_at`
	payoutRow     = `n, token, total, returned, items, at, state, tx, block, changed_at`
	payoutItemRow = `payout, place, n, party, address, amount, returned`
	payeeRow      = `n, party, token, address, since, good_for`
	tokenRow      = `chain, contract, house, decimals, asset, day_max, batch_to, halted, halted_at, block, compared_at, on_chain, in_ledger, escrow_on_chain, escrow_in_ledger, since`
	comparisonRow = `token, n, block, hash, at, on_chain, in_ledger, escrow_on_chain, escrow_in_ledger`
)

const (
	selectBefore     = `SELECT day_max, batch_to, halted, halted_at, since FROM tokens WHERE number = ?`
	selectComparison = `SELECT n, at FROM comparisons WHERE token = ?1 AND n = (SELECT max(n) FROM comparisons WHERE token = ?1) AND differs IS NULL`
	deleteComparison = `DELETE FROM comparisons WHERE token = ? AND n = ?`
	updateItem       = `UPDATE payout_items SET returned = 1 WHERE payout = ? AND place = ?`
)

// chainRows are rows that changed in a batch. Each is written once, at its end, as
// it is then: engines that take many rows at once take none of them twice.
type chainRows struct {
	payments   map[ledger.ID]*paymentChange
	arrivals   map[ledger.ID]*arrivalChange
	payouts    map[ledger.ID]*payoutChange
	paymentIDs []ledger.ID // in their order
	arrivalIDs []ledger.ID
	payoutIDs  []ledger.ID

	payment, arrival, payout, item               *statement
	itemBack, payee, token, tokenWas             *statement
	comparison, comparisonWas, comparisonReplace *statement
	peg, pegWas                                  *statement
	channel, channelWas, channelStep             *statement
}

type paymentChange struct {
	settlement.Payment
	call ledger.ID // that it ever paid
	n    int64
	at   int64
}

type arrivalChange struct {
	arrival
	n, at int64
}

type payoutChange struct {
	payout
	n, at int64
	fresh bool // it was opened in this batch
}

func (c *chainRows) statements() []preparation {
	upsert := func(table, columns string, kept ...string) order {
		return replacement(table, "id", columns, kept...)
	}
	return []preparation{
		{&c.payment, upsert("payments", paymentRow, "n", "at", "call")},
		{&c.arrival, upsert("arrivals", arrivalRow, "n")},
		{&c.payout, upsert("payouts", payoutRow, "n", "at")},
		{&c.item, insertion("payout_items", payoutItemRow)},
		{&c.itemBack, single(updateItem)},
		{&c.payee, single(insertInto("payees", payeeRow))},
		{&c.token, single(replacement("tokens", "number", tokenRow).text)},
		{&c.tokenWas, single(selectBefore)},
		{&c.comparison, single(replacement("comparisons", "token, n", strings.TrimPrefix(comparisonRow, "token, n, ")+", differs").text)},
		{&c.comparisonWas, single(selectComparison)},
		{&c.comparisonReplace, single(deleteComparison)},
		{&c.peg, single(replacement("pegs", "token, n", strings.TrimPrefix(pegRow, "token, n, ")).text)},
		{&c.pegWas, single(selectPeg)},
		{&c.channel, single(replacement("channels", "n", channelRow).text)},
		{&c.channelWas, single(selectChannel)},
		{&c.channelStep, single(insertInto("channel_steps", channelStepRow))},
	}
}

func (c *chainRows) clear() {
	c.payments, c.arrivals, c.payouts = map[ledger.ID]*paymentChange{}, map[ledger.ID]*arrivalChange{}, map[ledger.ID]*payoutChange{}
	c.paymentIDs, c.arrivalIDs, c.payoutIDs = c.paymentIDs[:0], c.arrivalIDs[:0], c.payoutIDs[:0]
}

// chain notes what a record changed about chains, as changes and as rows.
func (w *writer) chain(ctx context.Context, r *record) error {
	c, rows := &r.chains, &w.chains
	for i := range c.tokens {
		if err := w.putToken(ctx, r, &c.tokens[i]); err != nil {
			return fmt.Errorf("token %d: %w", c.tokens[i].Number, err)
		}
	}
	for i := range c.pegs {
		if err := w.putPeg(ctx, r, &c.pegs[i]); err != nil {
			return err
		}
	}
	for i := range c.payees {
		p := &c.payees[i]
		if err := w.changed(ctx, r, ChangePayee, ledger.ID{}, p.Token, p.Party); err != nil {
			return err
		}
		if _, err := rows.payee.int(w.state.change).id(p.Party).uint(uint64(p.Token)).blob(p.To[:]).int(p.Since).int(p.GoodFor).run(ctx); err != nil {
			return fmt.Errorf("payee %s: %w", p.Party, err)
		}
	}
	for i := range c.payments {
		p := &c.payments[i]
		if err := w.changed(ctx, r, ChangePayment, p.ID, uint32(p.State), p.Party); err != nil {
			return err
		}
		rows.paymentChanged(w.state.change, r.at, p)
	}
	for i := range c.arrivals {
		a := &c.arrivals[i]
		if err := w.changed(ctx, r, ChangeArrival, a.ID, uint32(a.state), a.Party); err != nil {
			return err
		}
		rows.arrivalChanged(w.state.change, r.at, a)
	}
	for i := range c.payouts {
		p := &c.payouts[i]
		if err := w.changed(ctx, r, ChangePayout, p.ID, uint32(p.state), ledger.ID{}); err != nil {
			return err
		}
		rows.payoutChanged(w.state.change, r.at, p)
	}
	for i := range c.channels {
		if err := w.putChannel(ctx, r, &c.channels[i]); err != nil {
			return fmt.Errorf("channel %d: %w", c.channels[i].Number, err)
		}
	}
	return nil
}

// A row that is there already keeps its number, so it does not matter that one
// which changes is handed another.
func (c *chainRows) paymentChanged(n, at int64, p *settlement.Payment) {
	known, ok := c.payments[p.ID]
	if !ok {
		known = &paymentChange{n: n, call: p.Call}
		c.payments[p.ID], c.paymentIDs = known, append(c.paymentIDs, p.ID)
	}
	known.Payment, known.at = *p, at
}

func (c *chainRows) arrivalChanged(n, at int64, a *arrival) {
	known, ok := c.arrivals[a.ID]
	if !ok {
		known = &arrivalChange{n: n}
		c.arrivals[a.ID], c.arrivalIDs = known, append(c.arrivalIDs, a.ID)
	}
	known.arrival, known.at = *a, at
}

func (c *chainRows) payoutChanged(n, at int64, p *payout) {
	known, ok := c.payouts[p.ID]
	if !ok {
		known = &payoutChange{n: n}
		c.payouts[p.ID], c.payoutIDs = known, append(c.payoutIDs, p.ID)
	}
	known.payout, known.at = *p, at
	known.fresh = known.fresh || p.state == clearing.PayoutOpened
}

// writeChains writes the rows that changed.
func (w *writer) writeChains(ctx context.Context) error {
	c := &w.chains
	for _, id := range c.paymentIDs {
		p := c.payments[id]
		_, err := c.payment.id(id).int(p.n).uint(uint64(p.Token)).id(p.Party).int(int64(p.Scheme)).amount(p.Signed).int(p.At).int(p.Until).
			idOrNull(p.call).int(int64(p.State)).amount(p.Due).textOrNull(p.Reason).int(p.at).run(ctx)
		if err != nil {
			return fmt.Errorf("payment %s: %w", id, err)
		}
	}
	for _, id := range c.arrivalIDs {
		a := c.arrivals[id]
		nobody := int64(0)
		if a.Party.IsZero() && a.Kind != settlement.Fetched {
			nobody = 1
		}
		s := c.arrival.id(id).int(a.n).uint(uint64(a.Token)).blob(a.Tx[:]).uint(a.Block).blob(a.From[:]).amount(a.Amount).idOrNull(a.Payment).
			idOrNull(a.Party).idOrNull(a.For).intOrNull(nobody).flag(a.has()).int(int64(a.Kind))
		if a.Channel == (payment.ChannelID{}) {
			s.null()
		} else {
			s.blob(a.Channel[:])
		}
		_, err := s.int(a.At).int(int64(a.state)).int(a.at).run(ctx)
		if err != nil {
			return fmt.Errorf("arrival %s: %w", id, err)
		}
	}
	for _, id := range c.payoutIDs {
		if err := w.writePayout(ctx, c.payouts[id]); err != nil {
			return fmt.Errorf("payout %s: %w", id, err)
		}
	}
	return nil
}

// has reports whether the party has what arrived.
func (a *arrival) has() bool {
	if a.Party.IsZero() || a.state == clearing.ArrivalDropped || a.Kind == settlement.Left {
		return false
	}
	return a.state == clearing.ArrivalFinal || a.Credit
}

func (w *writer) writePayout(ctx context.Context, p *payoutChange) error {
	c := &w.chains
	var returned money.Amount
	for i := range p.Items {
		if p.Items[i].Returned {
			returned, _ = returned.Add(p.Items[i].Amount) // a part of the total
		}
	}
	s := c.payout.id(p.ID).int(p.n).uint(uint64(p.Token)).amount(p.Total).amount(returned).int(int64(len(p.Items))).int(p.At).int(int64(p.state))
	if p.Tx == (settlement.Hash{}) {
		s.null()
	} else {
		s.blob(p.Tx[:])
	}
	if _, err := s.uint(p.Block).int(p.at).run(ctx); err != nil {
		return err
	}
	for place := range p.Items {
		item := &p.Items[place]
		var err error
		switch {
		case p.fresh:
			_, err = c.item.id(p.ID).int(int64(place)).int(p.n).id(item.Party).blob(item.To[:]).amount(item.Amount).flag(item.Returned).run(ctx)
		case item.Returned:
			_, err = c.itemBack.id(p.ID).int(int64(place)).run(ctx)
		}
		if err != nil {
			return fmt.Errorf("item %d: %w", place, err)
		}
	}
	return nil
}

// putToken writes a token as it is now, and says what is news about it: limits,
// that payouts stopped or go on, and a ledger that differs from the chain.
func (w *writer) putToken(ctx context.Context, r *record, t *settlement.TokenState) error {
	c := &w.chains
	var was [5]driver.Value
	err := c.tokenWas.uint(uint64(t.Number)).row(ctx, was[:])
	fresh := errors.Is(err, io.EOF)
	if err != nil && !fresh {
		return err
	}
	halted, since := r.at, r.at
	if fresh {
		err = w.changed(ctx, r, ChangeToken, ledger.ID{}, t.Number, ledger.ID{})
	} else {
		halted, since, err = w.tokenNews(ctx, r, t, was)
	}
	if err != nil {
		return err
	}
	compared := t.Compared.Block != 0 && t.Compared.At == r.at
	if compared {
		if err := w.compared(ctx, r, t); err != nil {
			return err
		}
	}
	_, err = c.token.uint(uint64(t.Number)).uint(t.Token.ChainID).blob(t.Token.Contract[:]).blob(t.Token.House[:]).int(int64(t.Token.Decimals)).uint(uint64(t.Token.Asset)).
		amount(t.Limits.DayMax).int(int64(t.Limits.BatchTo)).text(t.Halted).int(halted).uint(t.Compared.Block).int(t.Compared.At).
		amount(t.Compared.OnChain).amount(t.Compared.Ledger).amount(t.Compared.EscrowOnChain).amount(t.Compared.EscrowLedger).int(since).run(ctx)
	return err
}

var errToken = errors.New("the row of a token is not one")

// tokenNews compares a token with what its row was, and gives since when it has
// been halted or not, and since when it is there.
func (w *writer) tokenNews(ctx context.Context, r *record, t *settlement.TokenState, was [5]driver.Value) (halted, since int64, err error) {
	dayMax, ok1 := was[0].([]byte)
	batchTo, ok2 := was[1].(int64)
	reason, ok3 := was[2].(string)
	halted, ok4 := was[3].(int64)
	since, ok5 := was[4].(int64)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return 0, 0, errToken
	}
	if amountOf(dayMax) != t.Limits.DayMax || batchTo != int64(t.Limits.BatchTo) {
		err = w.changed(ctx, r, ChangeToken, ledger.ID{}, t.Number, ledger.ID{})
	}
	if now := clean(t.Halted); err == nil && now != reason {
		kind := ChangeTokenHalted
		if now == "" {
			kind = ChangeTokenResumed
		}
		halted, err = r.at, w.changed(ctx, r, kind, ledger.ID{}, t.Number, ledger.ID{})
	}
	return halted, since, err
}

// compared keeps each comparison that found a difference. Of those that agree and
// follow each other, the last of each hour is kept.
func (w *writer) compared(ctx context.Context, r *record, t *settlement.TokenState) error {
	c := &w.chains
	if !t.Compared.Agrees() {
		if err := w.changed(ctx, r, ChangeTokenDiffers, ledger.ID{}, t.Number, ledger.ID{}); err != nil {
			return err
		}
	} else {
		var last [2]driver.Value
		err := c.comparisonWas.uint(uint64(t.Number)).row(ctx, last[:])
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		n, found := last[0].(int64)
		at, _ := last[1].(int64)
		if found && at/int64(time.Hour) == r.at/int64(time.Hour) {
			if _, err := c.comparisonReplace.uint(uint64(t.Number)).int(n).run(ctx); err != nil {
				return err
			}
		}
	}
	differs := int64(1)
	if t.Compared.Agrees() {
		differs = 0
	}
	_, err := c.comparison.uint(uint64(t.Number)).uint(r.seq).uint(t.Compared.Block).blob(t.Compared.Hash[:]).int(t.Compared.At).
		amount(t.Compared.OnChain).amount(t.Compared.Ledger).amount(t.Compared.EscrowOnChain).amount(t.Compared.EscrowLedger).intOrNull(differs).run(ctx)
	return err
}

// addressBytes of a text that is an address of an EVM chain; nil for another.
func addressBytes(text string) []byte { return hexBytes(text, len(settlement.Address{})) }

func hexBytes(text string, size int) []byte {
	digits, ok := strings.CutPrefix(text, "0x")
	if !ok || len(digits) != 2*size {
		return nil
	}
	raw, err := hex.DecodeString(digits)
	if err != nil {
		return nil
	}
	return raw
}
