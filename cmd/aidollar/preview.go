package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sort"
	"time"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/node"
)

// previewCallsMax bounds the calls that a preview looks at.
const previewCallsMax = 20_000

// previewer prices past calls under a card that is not in force: for the console
// and for the API alike.
type previewer struct {
	node  *node.Node
	books *books.Books
	most  int // calls that are looked at; previewCallsMax when zero
}

// previewQuery says which calls are priced, and under which card.
type previewQuery struct {
	seller   ledger.ID
	buyer    ledger.ID // whose own card it would be; zero: everybody's
	card     *tariff.Card
	from, to int64 // of the reservations, Unix nanoseconds; to is exclusive
}

// preview is what came of it.
type preview struct {
	calls  uint64            // captured in the span and looked at
	more   bool              // there were more: the oldest are left out
	since  int64             // when the oldest was reserved that was looked at; zero without more
	aside  map[string]uint64 // calls that the card would not change, by reason
	models []previewModel    // in the order of names
}

// previewModel is a model's part of a preview.
type previewModel struct {
	model    string
	asset    ledger.AssetID
	calls    uint64 // with those that have no price
	did      tariff.Ticks
	would    tariff.Ticks
	credit   tariff.Ticks      // given back by volume tiers; run takes it off would
	unpriced uint64            // calls that the card would refuse; in neither sum
	lost     tariff.Ticks      // what they were charged
	reasons  map[string]uint64 // they, by the code of the refusal
}

// Why a card does not change what a call costs.
const (
	asideOwnCard     = "own_card"     // the buyer's own card goes before a general one
	asideGeneralCard = "general_card" // a buyer's own card does not name the model
	asidePolicy      = "policy"       // nobody reported the usage: the contract's policy made the charge
	asideAsset       = "asset"        // it was paid in another currency than the card's
)

// Why a card would refuse a call, beside tariff's own codes.
const (
	modelUnknown    = "model_unknown"
	serviceUnpriced = "service_unpriced"
)

// run prices each captured call by itself, at its own time and place, in the
// order in which they came. So conditions hold for the calls they hold for, and
// scales by the period count as they would: from the period's beginning, with
// calls of before the span that are counted and not priced.
func (p previewer) run(ctx context.Context, q previewQuery) (out preview, err error) {
	out = preview{aside: map[string]uint64{}}
	calls, more, err := p.captured(ctx, q)
	if err != nil {
		return out, err
	}
	if out.more = more; more {
		out.since = calls[len(calls)-1].OpenedAt
	}
	asset, owned := p.standing(q)
	r := repricing{previewQuery: q, used: map[periodUse]*meter.Quantities{}, lines: map[modelAsset]*previewModel{}}
	for i := range slices.Backward(calls) {
		c := &calls[i]
		if !q.buyer.IsZero() && c.Seller != q.seller {
			continue
		}
		reason := r.aside(c, asset, owned)
		switch {
		case c.OpenedAt < q.from:
			if reason == "" {
				r.count(c)
			}
			continue
		case reason != "":
			out.aside[reason]++
		default:
			r.price(c)
		}
		out.calls++
	}
	for _, line := range r.lines {
		line.would = line.would.SubFloor(line.credit)
		out.models = append(out.models, *line)
	}
	slices.SortFunc(out.models, func(a, b previewModel) int {
		return cmp.Or(cmp.Compare(a.model, b.model), cmp.Compare(a.asset, b.asset))
	})
	return out, nil
}

// captured are the newest captured calls of a span and of the card's periods that
// it begins in, newest first; more says that there were others, which are too
// many to look at.
func (p previewer) captured(ctx context.Context, q previewQuery) (calls []books.Call, more bool, err error) {
	state, party, most := clearing.CallCaptured, q.seller, p.most
	if !q.buyer.IsZero() {
		party = q.buyer
	}
	if most == 0 {
		most = previewCallsMax
	}
	filter := books.CallFilter{Party: party, State: &state, Span: books.Span{From: periodsBegin(q.card, q.from), To: q.to}}
	for cursor := ""; ; {
		page, err := p.books.Calls(ctx, filter, cursor, min(most-len(calls), books.LimitMax))
		if errors.Is(err, books.ErrNotFound) {
			return nil, false, nil // the party is newer than the books
		}
		if err != nil {
			return nil, false, err
		}
		calls = append(calls, page.Calls...)
		if cursor = page.Next; cursor == "" || len(page.Calls) == 0 {
			return calls, false, nil
		}
		if len(calls) >= most {
			return calls, true, nil
		}
	}
}

// periodsBegin is when the earliest period of a card began that a moment is in.
func periodsBegin(card *tariff.Card, at int64) int64 {
	const longest = 32 * 24 * int64(time.Hour) // a month, and a clock that goes back
	begin := at
	for i := range card.Models {
		period := card.Models[i].Period
		if period == tariff.PeriodNone || at <= longest {
			continue
		}
		number := period.Number(at, &card.Zone)
		ago := sort.Search(int(longest/1e9), func(seconds int) bool {
			return period.Number(at-int64(seconds+1)*1e9, &card.Zone) != number
		})
		begin = min(begin, at-int64(ago+1)*1e9)
	}
	return begin
}

// standing is what the machine knows: the number of the card's asset, and which
// cards are buyers' own.
func (p previewer) standing(q previewQuery) (asset ledger.AssetID, owned map[uint32]bool) {
	owned = map[uint32]bool{}
	p.node.View(func(m *clearing.Machine) {
		asset, _ = m.AssetNumber(q.card.Asset)
		m.Cards(func(number uint32, c clearing.SellerCard) bool {
			if c.Seller == q.seller && !c.Buyer.IsZero() {
				owned[number] = true
			}
			return true
		})
	})
	return asset, owned
}

type modelAsset struct {
	model string
	asset ledger.AssetID
}

// periodUse is what the use of a period is counted for.
type periodUse struct {
	buyer  ledger.ID
	model  string
	period int64
}

// repricing is a preview under way.
type repricing struct {
	previewQuery
	used  map[periodUse]*meter.Quantities
	lines map[modelAsset]*previewModel
}

// aside says why the card would not change what a call costs; empty when it would.
func (r *repricing) aside(c *books.Call, asset ledger.AssetID, owned map[uint32]bool) string {
	_, named := r.card.Model(c.Model)
	switch {
	case c.Asset != asset:
		return asideAsset
	case r.buyer.IsZero() && owned[c.Card]:
		return asideOwnCard
	case !r.buyer.IsZero() && !named:
		return asideGeneralCard
	case c.Policy != 0:
		return asidePolicy
	}
	return ""
}

// before is what a call's buyer used of its model earlier in its period.
func (r *repricing) before(c *books.Call, model *tariff.Model) *meter.Quantities {
	key := periodUse{c.Buyer, c.Model, model.Period.Number(c.OpenedAt, &r.card.Zone)}
	if r.used[key] == nil {
		r.used[key] = &meter.Quantities{}
	}
	return r.used[key]
}

// exact prices a call under the card and counts it to its period, unless the
// card refuses it.
func (r *repricing) exact(c *books.Call) (due, credit tariff.Ticks, refusal string) {
	model, ok := r.card.Model(c.Model)
	switch {
	case !ok:
		return due, credit, modelUnknown
	case !model.Serves(c.Service):
		return due, credit, serviceUnpriced
	}
	at := tariff.Circumstance{At: c.OpenedAt, Region: c.Region, Service: c.Service, Zone: &r.card.Zone}
	before := r.before(c, model)
	due, credit, code := model.Exact(&at, &c.Usage.Quantities, before)
	if code != tariff.Accepted {
		return due, credit, code.Code()
	}
	if !before.Add(&c.Usage.Quantities) {
		return due, credit, tariff.ChargeOverflow.Code()
	}
	return due, credit, ""
}

// count counts a call of before the span to its period.
func (r *repricing) count(c *books.Call) { _, _, _ = r.exact(c) }

// price adds what a call did cost and what it would.
func (r *repricing) price(c *books.Call) {
	key := modelAsset{c.Model, c.Asset}
	line := r.lines[key]
	if line == nil {
		line = &previewModel{model: c.Model, asset: c.Asset, reasons: map[string]uint64{}}
		r.lines[key] = line
	}
	line.calls++
	due, credit, refusal := r.exact(c)
	did, _ := c.Charge.Mul64(tariff.TicksPerUnit) // it was priced in ticks
	if refusal != "" {
		line.unpriced++
		line.reasons[refusal]++
		line.lost, _ = line.lost.Add(did)
		return
	}
	line.did, _ = line.did.Add(did)
	line.would, _ = line.would.Add(due)
	line.credit, _ = line.credit.Add(credit)
}

// forAPI is an api.Previewer.
func (p previewer) forAPI(ctx context.Context, q api.PreviewQuery) (api.Preview, error) {
	made, err := p.run(ctx, previewQuery{seller: q.Seller, buyer: q.Buyer, card: q.Card, from: q.From, to: q.Until})
	out := api.Preview{Calls: made.calls, More: made.more, Since: made.since, Aside: made.aside}
	for i := range made.models {
		m := &made.models[i]
		out.Models = append(out.Models, api.PreviewModel{
			Model: m.model, Asset: m.asset, Calls: m.calls, Did: m.did, Would: m.would, Unpriced: m.unpriced, Lost: m.lost, Reasons: m.reasons,
		})
	}
	return out, err
}
