package books

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// directory writes who and what there is.
func (w *writer) directory(ctx context.Context, r *record) error {
	for _, a := range r.assets {
		if _, err := w.asset.uint(uint64(a.number)).text(a.asset.Code).int(int64(a.asset.Scale)).int(int64(a.asset.ChainScale)).run(ctx); err != nil {
			return fmt.Errorf("asset %d: %w", a.number, err)
		}
	}
	for i := range r.accounts {
		a := &r.accounts[i]
		if _, err := w.account.id(a.ID).uint(uint64(a.Asset)).uint(uint64(a.Code)).uint(uint64(a.Flags)).int(r.at).run(ctx); err != nil {
			return fmt.Errorf("account %s: %w", a.ID, err)
		}
		w.sums.opened(a.ID)
	}
	for i := range r.parties {
		if err := w.addParty(ctx, &r.parties[i]); err != nil {
			return fmt.Errorf("party %s: %w", r.parties[i].ID, err)
		}
	}
	for _, a := range r.further {
		err := w.own(ctx, a.party, func(code uint16) ledger.ID { return clearing.FurtherAccount(a.party, code, a.asset) })
		if err != nil {
			return fmt.Errorf("accounts of party %s in asset %d: %w", a.party, a.asset, err)
		}
	}
	for i := range r.keys {
		k := &r.keys[i]
		delete(w.calls.buyers, k.ID)
		if err := w.putKey(ctx, k); err != nil {
			return fmt.Errorf("key %s: %w", k.ID, err)
		}
	}
	if err := w.terms(ctx, r); err != nil {
		return err
	}
	for i := range r.cards {
		if err := w.addCard(ctx, &r.cards[i]); err != nil {
			return fmt.Errorf("rate card %d: %w", r.cards[i].number, err)
		}
	}
	if err := w.changes(ctx, r); err != nil {
		return err
	}
	if err := w.netted(ctx, r); err != nil {
		return err
	}
	if err := w.chain(ctx, r); err != nil {
		return err
	}
	if err := w.returns(ctx, r); err != nil {
		return err
	}
	return w.lend(ctx, r)
}

func (w *writer) addParty(ctx context.Context, p *clearing.Party) error {
	var wallet driver.Value
	if address := addressBytes(p.Name); address != nil {
		wallet = address
	}
	_, err := w.party.id(p.ID).uint(uint64(p.Role)).text(p.Name).uint(uint64(p.Asset)).uint(uint64(p.CommissionPPM)).int(p.Since).add(wallet).run(ctx)
	if err != nil {
		return err
	}
	return w.own(ctx, p.ID, func(code uint16) ledger.ID { return clearing.PartyAccount(p.ID, code) })
}

// own gives the accounts of a party in an asset their owner. Which of them there
// are depends on its role.
func (w *writer) own(ctx context.Context, party ledger.ID, account func(code uint16) ledger.ID) error {
	for _, code := range [...]uint16{clearing.AccountBuyer, clearing.AccountSeller, clearing.AccountSale, clearing.AccountCarry} {
		if _, err := w.owner.id(party).id(account(code)).run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) addCard(ctx context.Context, c *card) error {
	_, err := w.card.uint(uint64(c.number)).id(c.seller).idOrNull(c.buyer).text(c.name).uint(uint64(c.version)).int(c.since).blob(c.bytes).run(ctx)
	if err != nil {
		return err
	}
	for place, name := range c.models {
		if _, err := w.model.uint(uint64(c.number)).int(int64(place)).text(name).run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) post(ctx context.Context, r *record, parts *parts, p *ledger.Posting) error {
	w.state.posting++
	if call, part := parts.of(w.state.posting, p); call != nil {
		if part == partHold || part == partSplit {
			return nil
		}
		if err := w.count(ctx, p); err != nil {
			return err
		}
		_, err := w.part.int(w.state.posting).int(r.at).id(p.Debit).id(p.Credit).amount(p.Posted).uint(uint64(p.Asset)).
			uint(uint64(p.Code)).uint(uint64(p.Flags)).uint(r.seq).int(call.n).int(part).run(ctx)
		return err
	}
	if err := w.complete(ctx, p); err != nil {
		return err
	}
	if err := w.count(ctx, p); err != nil {
		return err
	}
	s := w.posting.int(w.state.posting).id(p.ID).int(r.at)
	if p.Effective == r.at {
		s.null()
	} else {
		s.intOrNull(p.Effective)
	}
	s.id(p.Debit).id(p.Credit).amount(p.Posted)
	if p.Amount == p.Posted {
		s.null()
	} else {
		s.amount(p.Amount)
	}
	_, err := s.uint(uint64(p.Asset)).uint(uint64(p.Code)).uint(uint64(p.Flags)).idOrNull(p.Hold).idOrNull(p.Cause).
		intOrNull(p.Deadline).uint(r.seq).intOrNull(int64(p.Budget)).run(ctx)
	return err
}

// terms are what a hold says of the posting that closes it.
type terms struct {
	debit, credit ledger.ID
	asset         ledger.AssetID
	code          uint16
}

// holds remembers the terms of the latest holds, so that the rows of those that
// are closed soon need not be looked for. There are two generations: the older
// is forgotten when the newer is full.
type holds struct{ newer, older map[ledger.ID]terms }

const holdsMax = 1 << 16

func (h *holds) put(id ledger.ID, t terms) {
	if h.newer == nil || len(h.newer) >= holdsMax {
		h.newer, h.older = map[ledger.ID]terms{}, h.newer
	}
	h.newer[id] = t
}

func (h *holds) get(id ledger.ID) (terms, bool) {
	if t, ok := h.newer[id]; ok {
		return t, true
	}
	t, ok := h.older[id]
	return t, ok
}

var errHold = errors.New("closes a hold that is not in the books")

// complete fills in what a posting leaves to the hold that it closes.
func (w *writer) complete(ctx context.Context, p *ledger.Posting) error {
	if p.Flags&ledger.Pending != 0 {
		w.holds.put(p.ID, terms{p.Debit, p.Credit, p.Asset, p.Code})
		return nil
	}
	given := !p.Debit.IsZero() && !p.Credit.IsZero() && p.Asset != 0 && p.Code != 0
	if given || p.Flags&(ledger.Post|ledger.Void) == 0 {
		return nil
	}
	t, ok := w.holds.get(p.Hold)
	if !ok {
		var err error
		if t, err = w.findHold(ctx, p.Hold); err != nil {
			return err
		}
	}
	if p.Debit.IsZero() {
		p.Debit = t.debit
	}
	if p.Credit.IsZero() {
		p.Credit = t.credit
	}
	if p.Asset == 0 {
		p.Asset = t.asset
	}
	if p.Code == 0 {
		p.Code = t.code
	}
	return nil
}

func (w *writer) findHold(ctx context.Context, id ledger.ID) (t terms, err error) {
	var row [4]driver.Value
	err = w.hold.id(id).int(int64(clearing.TransferCall)).row(ctx, row[:])
	if errors.Is(err, io.EOF) {
		return t, errHold
	}
	if err != nil {
		return t, err
	}
	debit, ok1 := row[0].([]byte)
	credit, ok2 := row[1].([]byte)
	asset, ok3 := row[2].(int64)
	code, ok4 := row[3].(int64)
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return t, errHold
	}
	return terms{idOf(debit), idOf(credit), ledger.AssetID(asset), uint16(code)}, nil
}
