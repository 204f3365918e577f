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
	"aidollar/core/payment"
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
	events uint64            // of usage that was pushed in, of the span and looked at
	more   bool              // there was more: the oldest is left out
	since  int64             // from when on all was looked at; zero without more
	aside  map[string]uint64 // calls and events that the card would not change, by reason
	models []previewModel    // in the order of names
}

// previewModel is a model's part of a preview.
type previewModel struct {
	model    string
	asset    ledger.AssetID
	calls    uint64 // with those that have no price
	events   uint64 // of pushed usage, with those that have no price
	did      tariff.Ticks
	would    tariff.Ticks
	unpriced uint64            // calls and events that the card would refuse; in neither sum
	lost     tariff.Ticks      // what they were charged
	reasons  map[string]uint64 // they, by the code of the refusal

	back, credit, lostBack tariff.Ticks // given back by volume tiers: of did, would and lost, until settle takes it off
}

// Why a card does not change what a call costs.
const (
	asideOwnCard     = "own_card"     // the buyer's own card goes before a general one
	asideGeneralCard = "general_card" // a buyer's own card does not name the model
	asidePolicy      = "policy"       // nobody reported the usage: the contract's policy made the charge
	asideAsset       = "asset"        // it was paid in another currency than the card's
	asideByEvent     = "by_event"     // the price is of each pushed event by itself, and the books keep sums by the hour
)

// Why a card would refuse a call, beside tariff's own codes.
const (
	modelUnknown    = "model_unknown"
	serviceUnpriced = "service_unpriced"
)

// settle takes off what volume tiers give back: of a single line that may be more
// than is due.
func (l *previewModel) settle() {
	l.did, l.would, l.lost = l.did.SubFloor(l.back), l.would.SubFloor(l.credit), l.lost.SubFloor(l.lostBack)
}

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
	pushed, reached, err := p.pushed(ctx, q)
	if err != nil {
		return out, err
	}
	if more {
		reached = max(reached, calls[len(calls)-1].OpenedAt)
	}
	out.more, out.since = reached > 0, reached
	r := repricing{previewQuery: q, out: &out, used: map[periodUse]*meter.Quantities{}, lines: map[modelAsset]*previewModel{}}
	r.asset, r.owned = p.standing(q)
	// What was used before the span, and then what was used in it.
	for _, within := range [...]bool{false, true} {
		for i := range slices.Backward(calls) {
			c := &calls[i]
			if c.Seller == q.seller && c.OpenedAt >= q.from == within {
				r.call(c, within)
			}
		}
		for i := range slices.Backward(pushed) {
			r.pushed(&pushed[i], within)
		}
	}
	for _, line := range r.lines {
		line.settle()
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
	out   *preview
	asset ledger.AssetID  // of the card
	owned map[uint32]bool // cards that are buyers' own
	used  map[periodUse]*meter.Quantities
	lines map[modelAsset]*previewModel
}

// item is a call, or a line of pushed usage.
type item struct {
	buyer           ledger.ID
	asset           ledger.AssetID
	model           string
	card            uint32 // that priced it
	at              int64
	region, service string
	quantities      *meter.Quantities
	did, back       tariff.Ticks // what it was due, and what volume tiers gave back
}

// aside says why the card would not change what something costs; empty when it
// would.
func (r *repricing) aside(i *item) string {
	_, named := r.card.Model(i.model)
	switch {
	case i.asset != r.asset:
		return asideAsset
	case r.buyer.IsZero() && r.owned[i.card]:
		return asideOwnCard
	case !r.buyer.IsZero() && !named:
		return asideGeneralCard
	}
	return ""
}

// exact prices an item under the card and counts it to its period, unless the
// card refuses it.
func (r *repricing) exact(i *item) (due, credit tariff.Ticks, refusal string) {
	model, ok := r.card.Model(i.model)
	switch {
	case !ok:
		return due, credit, modelUnknown
	case !model.Serves(i.service):
		return due, credit, serviceUnpriced
	}
	at := tariff.Circumstance{At: i.at, Region: i.region, Service: i.service, Zone: &r.card.Zone}
	key := periodUse{i.buyer, i.model, model.Period.Number(i.at, &r.card.Zone)}
	before := r.used[key]
	if before == nil {
		before = &meter.Quantities{}
		r.used[key] = before
	}
	due, credit, code := model.Exact(&at, i.quantities, before)
	if code != tariff.Accepted {
		return due, credit, code.Code()
	}
	if !before.Add(i.quantities) {
		return due, credit, tariff.ChargeOverflow.Code()
	}
	return due, credit, ""
}

// call prices a call; one of before the span is counted alone.
func (r *repricing) call(c *books.Call, within bool) {
	did, _ := c.Charge.Mul64(tariff.TicksPerUnit) // it was priced in ticks
	i := item{c.Buyer, c.Asset, c.Model, c.Card, c.OpenedAt, c.Region, c.Service, &c.Usage.Quantities, did, tariff.Ticks{}}
	reason := r.aside(&i)
	if reason == "" && c.Policy != payment.Measured {
		reason = asidePolicy
	}
	if within {
		r.out.calls++
	}
	if line := r.line(&i, 1, reason, within); line != nil {
		line.calls++
	}
}

// line prices an item, unless there is a reason not to, and gives the line that
// it is in; nil for one that is in none.
func (r *repricing) line(i *item, count uint64, reason string, within bool) *previewModel {
	switch {
	case within && reason != "":
		r.out.aside[reason] += count
		return nil
	case !within && reason == "":
		_, _, _ = r.exact(i) // it is counted to its period
		return nil
	case !within:
		return nil
	}
	key := modelAsset{i.model, i.asset}
	line := r.lines[key]
	if line == nil {
		line = &previewModel{model: i.model, asset: i.asset, reasons: map[string]uint64{}}
		r.lines[key] = line
	}
	due, credit, refusal := r.exact(i)
	if refusal != "" {
		line.unpriced += count
		line.reasons[refusal] += count
		line.lost, _ = line.lost.Add(i.did)
		line.lostBack, _ = line.lostBack.Add(i.back)
		return line
	}
	// Charges are posted, and the ledger's totals fit; so do sums of prices.
	line.did, _ = line.did.Add(i.did)
	line.back, _ = line.back.Add(i.back)
	line.would, _ = line.would.Add(due)
	line.credit, _ = line.credit.Add(credit)
	return line
}

// forAPI is an api.Previewer.
func (p previewer) forAPI(ctx context.Context, q api.PreviewQuery) (api.Preview, error) {
	made, err := p.run(ctx, previewQuery{seller: q.Seller, buyer: q.Buyer, card: q.Card, from: q.From, to: q.Until})
	out := api.Preview{Calls: made.calls, Events: made.events, More: made.more, Since: made.since, Aside: made.aside}
	for i := range made.models {
		m := &made.models[i]
		out.Models = append(out.Models, api.PreviewModel{
			Model: m.model, Asset: m.asset, Calls: m.calls, Events: m.events, Did: m.did, Would: m.would, Unpriced: m.unpriced, Lost: m.lost, Reasons: m.reasons,
		})
	}
	return out, err
}
