package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// Receipt is everything about a call: what was used, at which prices, and where
// the money went.
type Receipt struct {
	Call     Call
	Buyer    clearing.Party
	Seller   clearing.Party
	KeyName  string
	Asset    money.Asset
	Card     Card
	Lines    []tariff.Line // of a captured call: each meter's quantity and price
	Exact    tariff.Ticks  // the sum of the lines
	Grants   []GrantPart   // what grants paid of it, in their order; the rest is the buyer account's
	Postings []Posting     // the hold, its end, and the shares, in order

	// Conversion is how a captured call was paid in another asset; nil for none. Give
	// is that asset.
	Conversion *Conversion
	Give       money.Asset
}

// Card is a seller's rate card as it was when it came in.
type Card struct {
	Number uint32
	Seller ledger.ID
	Buyer  ledger.ID // whom it is for; zero: everybody
	Since  int64     // Unix nanoseconds
	Card   *tariff.Card
}

// Receipt puts a call's receipt together; ErrNotFound when there is no such call.
func (b *Books) Receipt(ctx context.Context, id ledger.ID) (r Receipt, err error) {
	err = b.view(ctx, func(tx querier) error {
		if r.Call, err = callOf(ctx, tx, id); err != nil {
			return err
		}
		return r.complete(ctx, tx)
	})
	if err != nil {
		return Receipt{}, err
	}
	return r, nil
}

func (r *Receipt) complete(ctx context.Context, q querier) (err error) {
	if r.Buyer, err = party(ctx, q, r.Call.Buyer); err != nil {
		return r.missing("buyer", err)
	}
	if r.Seller, err = party(ctx, q, r.Call.Seller); err != nil {
		return r.missing("seller", err)
	}
	if r.Card, err = cardOf(ctx, q, r.Call.Card); err != nil {
		return r.missing("rate card", err)
	}
	if err = q.QueryRowContext(ctx, `SELECT name FROM keys WHERE id = ?`, idBlob(r.Call.Key)).Scan(&r.KeyName); err != nil {
		return r.missing("key", err)
	}
	if r.Asset, err = definedAsset(ctx, q, r.Call.Asset); err != nil {
		return r.missing("asset", err)
	}
	if r.Conversion, err = conversionOf(ctx, q, r.Call.ID); err != nil {
		return r.missing("conversion", err)
	}
	if r.Conversion != nil {
		if r.Give, err = definedAsset(ctx, q, r.Conversion.Deal.Quote.Give); err != nil {
			return r.missing("asset that was given", err)
		}
	}
	if err = r.price(); err != nil {
		return err
	}
	if r.Grants, err = collect(ctx, q, scanPart, callPartsText, idBlob(r.Call.ID)); err != nil {
		return err
	}
	r.Postings, err = postings(ctx, q, receiptPostings, idBlob(r.Call.ID), idBlob(payment.ShareID(r.Call.ID)), LimitMax)
	return err
}

func definedAsset(ctx context.Context, q querier, number ledger.AssetID) (a money.Asset, err error) {
	const text = `SELECT code, scale, chain_scale FROM assets WHERE number = ?`
	err = q.QueryRowContext(ctx, text, int64(number)).Scan(&a.Code, &a.Scale, &a.ChainScale)
	return a, err
}

func (r *Receipt) missing(what string, err error) error {
	return fmt.Errorf("books: the %s of call %s: %w", what, r.Call.ID, err)
}

// price takes the charge apart with the card that was agreed upon.
func (r *Receipt) price() error {
	if r.Call.State != clearing.CallCaptured {
		return nil
	}
	if int(r.Call.Place) >= len(r.Card.Card.Models) {
		return r.missing("model", ErrNotFound)
	}
	model := &r.Card.Card.Models[r.Call.Place]
	at := r.circumstance()
	lines, refusal := model.Lines(&at, &r.Call.Usage.Quantities, &r.Call.Before)
	if refusal != tariff.Accepted {
		if r.Call.Policy == payment.Measured {
			return fmt.Errorf("books: the usage of call %s %s", r.Call.ID, refusal)
		}
		// What is charged or waived as a whole may have been used without a price.
		return nil
	}
	due, credit, _ := model.Exact(&at, &r.Call.Usage.Quantities, &r.Call.Before)
	r.Lines, r.Exact = lines, due.SubFloor(credit)
	return nil
}

// circumstance is what the variant of the price is chosen by.
func (r *Receipt) circumstance() tariff.Circumstance {
	region := r.Call.RegionAsked
	if region == "" {
		region = r.Call.Region
	}
	return tariff.Circumstance{At: r.Call.OpenedAt, Region: region, Service: r.Call.Service, Zone: &r.Card.Card.Zone}
}

// Party finds a party; ErrNotFound when there is none.
func (b *Books) Party(ctx context.Context, id ledger.ID) (clearing.Party, error) {
	return party(ctx, b.reader, id)
}

func party(ctx context.Context, q querier, id ledger.ID) (clearing.Party, error) {
	p := clearing.Party{ID: id}
	const text = `SELECT role, name, asset, commission_ppm, since FROM parties WHERE id = ?`
	err := q.QueryRowContext(ctx, text, idBlob(id)).Scan(&p.Role, &p.Name, &p.Asset, &p.CommissionPPM, &p.Since)
	if errors.Is(err, sql.ErrNoRows) {
		return clearing.Party{}, ErrNotFound
	}
	return p, err
}

// Card finds a rate card by its number; ErrNotFound when there is none.
func (b *Books) Card(ctx context.Context, number uint32) (Card, error) {
	return cardOf(ctx, b.reader, number)
}

func cardOf(ctx context.Context, q querier, number uint32) (Card, error) {
	c := Card{Number: number}
	var seller, buyer, bytes []byte
	err := q.QueryRowContext(ctx, `SELECT seller, buyer, since, card FROM cards WHERE number = ?`, int64(number)).Scan(&seller, &buyer, &c.Since, &bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return Card{}, ErrNotFound
	}
	if err != nil {
		return Card{}, err
	}
	c.Seller, c.Buyer = idOf(seller), idOf(buyer)
	c.Card, err = tariff.DecodeCard(bytes)
	return c, err
}
