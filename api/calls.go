package api

import (
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// CallAnswer is a call in short.
type CallAnswer struct {
	ID       string            `json:"id" schema:"id" about:"also the receipt's id"`
	State    string            `json:"state" about:"open, captured, voided or expired"`
	Buyer    string            `json:"buyer" schema:"id"`
	Seller   string            `json:"seller" schema:"id"`
	Key      string            `json:"key" schema:"id"`
	Model    string            `json:"model"`
	Card     uint32            `json:"card" about:"number of the rate card"`
	Asset    string            `json:"asset"`
	Reserved string            `json:"reserved" schema:"amount" about:"what was set aside"`
	Charge   string            `json:"charge" schema:"amount" about:"what was captured"`
	OpenedAt string            `json:"opened_at" schema:"time" about:"when it was reserved"`
	ClosedAt string            `json:"closed_at,omitempty" schema:"time"`
	Usage    map[string]uint64 `json:"usage" about:"quantities by meter"`
	Source   string            `json:"source,omitempty" about:"who counted: reported by the upstream, estimated here, or bound"`
	Cut      bool              `json:"cut,omitempty" about:"whether the client went away before the answer was complete"`
	Upstream string            `json:"upstream,omitempty"`
	Reason   string            `json:"reason,omitempty" about:"of a void"`
	Channel  string            `json:"channel,omitempty" about:"that paid it"`
	Voucher  string            `json:"voucher,omitempty" about:"what the channel's payer had signed for over all time, by the voucher that paid"`
}

// PriceLine is one meter of a receipt.
type PriceLine struct {
	Meter    string `json:"meter"`
	Unit     string `json:"unit"`
	Kind     string `json:"kind,omitempty" about:"fee, package, reprice or minimum; missing: units"`
	Tier     uint8  `json:"tier,omitempty" about:"from one up, of a price with tiers"`
	Quantity uint64 `json:"quantity"`
	Price    string `json:"price" about:"of a single unit, a plain decimal of up to 18 decimals"`
	Amount   string `json:"amount" about:"quantity times price, exact, a plain decimal of up to 18 decimals"`
	Credit   bool   `json:"credit,omitempty" about:"whether the amount is taken off"`
}

// ReceiptAnswer is a call with everything that proves its charge.
type ReceiptAnswer struct {
	CallAnswer
	CardName    string          `json:"card_name"`
	CardVersion uint32          `json:"card_version"`
	Lines       []PriceLine     `json:"lines" about:"what was used, at which price"`
	Exact       string          `json:"exact" about:"sum of the lines, a plain decimal; the charge is it with carry_in, less carry_out and waived"`
	CarryIn     string          `json:"carry_in" about:"part of a ledger unit that earlier calls left over, a plain decimal"`
	CarryOut    string          `json:"carry_out" about:"part of a ledger unit that is left over to the next call"`
	Waived      string          `json:"waived" about:"what was used beyond the reservation and is not charged"`
	Returned    string          `json:"returned,omitempty" schema:"amount" about:"of the charge, by refunds and disputes; GET /refunds and /disputes with the call have them"`
	Grants      []PaidByGrant   `json:"grants,omitempty" about:"what grants paid of the charge, in the order in which they were used up; the rest came from the balance"`
	Postings    []PostingAnswer `json:"postings" about:"movements of the call, in order"`

	Conversion *ConversionAnswer `json:"conversion,omitempty" about:"how the call was paid in another asset"`
}

// PaidByGrant is what a grant paid of a call.
type PaidByGrant struct {
	Grant  string `json:"grant" schema:"id"`
	Name   string `json:"name"`
	Amount string `json:"amount" schema:"amount"`
}

// CallPage is one page of calls, the newest first.
type CallPage struct {
	Items []CallAnswer `json:"items"`
	Next  string       `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64       `json:"lag" about:"records of the log that the books do not hold yet"`
}

func (q *request) call(c *Call) CallAnswer {
	asset := q.assetOf(c.Asset)
	a := CallAnswer{
		ID: c.ID.String(), State: "open", Buyer: c.Buyer.String(), Seller: c.Seller.String(), Key: c.Key.String(),
		Model: c.Model, Card: c.Card, Asset: asset.Code,
		Reserved: c.Reserved.Decimal(asset.Scale), Charge: c.Charge.Decimal(asset.Scale),
		OpenedAt: printTime(c.OpenedAt), Usage: map[string]uint64{}, Upstream: c.Upstream, Reason: c.Reason,
	}
	if c.State != 0 {
		a.State, a.ClosedAt = c.State.String(), printTime(c.ClosedAt)
	}
	if c.ChannelNumber != 0 {
		a.Channel, a.Voucher = printChannel(c.Channel), c.Voucher.Decimal(asset.Scale)
	}
	if c.State == clearing.CallCaptured {
		a.Source, a.Cut = c.Usage.Source.String(), c.Usage.Cut
	}
	for i, n := range c.Usage.Quantities {
		if n != 0 {
			a.Usage[meter.Meter(i).String()] = n
		}
	}
	return a
}

func listCalls(q *request) (any, error) {
	query := CallQuery{Model: q.URL.Query().Get("model")}
	var err error
	if query.Party, err = q.queryID("party"); err != nil {
		return nil, err
	}
	if query.Key, err = q.queryID("key"); err != nil {
		return nil, err
	}
	if query.Channel, err = q.paidFrom(); err != nil {
		return nil, err
	}
	if query.From, query.Until, err = q.span(); err != nil {
		return nil, err
	}
	if !q.admin() {
		if query.Party.IsZero() {
			query.Party = q.key.Party
		}
		if err := q.mine(query.Party); err != nil {
			return nil, err
		}
	}
	if err := q.knownParty(query.Party); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Calls(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &CallPage{Items: make([]CallAnswer, len(list.Calls)), Next: list.Next, Lag: q.lag()}
	for i := range list.Calls {
		out.Items[i] = q.call(&list.Calls[i])
	}
	return out, nil
}

// paidFrom is the number of the channel whose calls are listed; zero for all.
func (q *request) paidFrom() (uint32, error) {
	id, err := q.queryChannel()
	if err != nil || id == (payment.ChannelID{}) {
		return 0, err
	}
	var c payment.Channel
	var ok bool
	q.api.deps.Node.View(func(m *clearing.Machine) { c, ok = m.Channel(id) })
	if !ok || q.mine(c.Party) != nil {
		return 0, badParam("channel", string(payment.ChannelUnknown), "no channel of the key's party has the id "+printChannel(id))
	}
	return c.Number, nil
}

// knownParty refuses a filter by a party that does not exist.
func (q *request) knownParty(id ledger.ID) error {
	known := id.IsZero()
	if !known {
		q.api.deps.Node.View(func(m *clearing.Machine) { _, known = m.Party(id) })
	}
	if !known {
		return badParam("party", "party_unknown", "there is no party with the id "+id.String())
	}
	return nil
}

func getReceipt(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	signed := q.URL.Query().Get("signed") == "true"
	found, ok, err := q.receipt(id)
	if err != nil {
		return nil, err
	}
	if err := q.mine(found.Call.Buyer, found.Call.Seller); err != nil {
		return nil, err
	}
	if !ok {
		return nil, refuse("receipt_unknown", "")
	}
	if found.Returned, err = q.returned(id); err != nil {
		return nil, err
	}
	if signed {
		return q.signedReceipt(&found)
	}
	c := &found.Call
	scale := q.assetOf(c.Asset).Scale + tickScale
	out := &ReceiptAnswer{
		CallAnswer: q.call(c), CardName: found.Card.Name, CardVersion: found.Card.Version, Lines: []PriceLine{},
		Exact:   found.Exact.Decimal(scale),
		CarryIn: money.Units(c.CarryIn).Decimal(scale), CarryOut: money.Units(c.CarryOut).Decimal(scale),
		Waived: c.Waived.Decimal(scale), Postings: q.postingPage(found.Postings, "").Items, Grants: paidByGrants(found.Grants, q.assetOf(c.Asset).Scale),
	}
	if !found.Returned.IsZero() {
		out.Returned = found.Returned.Decimal(q.assetOf(c.Asset).Scale)
	}
	if found.Deal != nil {
		out.Conversion = q.conversionAnswer(found.Deal, found.Rate)
	}
	for _, l := range found.Lines {
		line := PriceLine{
			Meter: l.Meter.String(), Unit: l.Meter.Unit(), Tier: l.Tier, Quantity: l.Quantity,
			Price: l.Price.Decimal(tariff.TickScale), Amount: l.Exact.Decimal(tariff.TickScale), Credit: l.Credit,
		}
		if l.Kind != tariff.LineUnits {
			line.Kind = l.Kind.String()
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

// tickScale is how many decimals a tick has beyond a ledger unit.
const tickScale = tariff.TickScale - tariff.LedgerScale

// receipt finds a receipt, waiting for the books while they do not know of the
// call's end.
func (q *request) receipt(id ledger.ID) (r Receipt, ok bool, err error) {
	r, ok, err = q.api.deps.Books.Receipt(q.Context(), id)
	if err != nil || (ok && r.Call.State != 0) {
		return r, ok, err
	}
	behind, err := q.caughtUp()
	if err != nil {
		return r, ok, err
	}
	r, ok, err = q.api.deps.Books.Receipt(q.Context(), id)
	if err == nil && !ok && behind {
		err = q.booksBehind()
	}
	return r, ok, err
}
