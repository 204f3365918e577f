package api

import (
	"context"
	"net/http"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// NettingBooks is the part of the books that remembers nettings.
type NettingBooks interface {
	// SetOffs lists what was set off, the newest first.
	SetOffs(ctx context.Context, query SetOffQuery) (SetOffList, error)
}

// SetOff is what a netting set off between a seller's proceeds and what a buyer of
// the same owner owed.
type SetOff struct {
	clearing.SetOff
	Number uint64 // grows with each
	At     int64  // Unix nanoseconds
}

// SetOffQuery says which set-offs are wanted; zero fields do not matter.
type SetOffQuery struct {
	Period, Seller, Buyer ledger.ID
	After                 string
	Limit                 int
}

// SetOffList is a page of set-offs. Next continues it; empty at its end.
type SetOffList struct {
	SetOffs []SetOff
	Next    string
}

// LinkAnswer says that a seller's proceeds pay what a buyer owes.
type LinkAnswer struct {
	Buyer  string `json:"buyer" schema:"id"`
	Seller string `json:"seller" schema:"id"`
	Keep   string `json:"keep" schema:"amount" about:"what the buyer's balance is brought up to, in its first asset"`
	Since  string `json:"since" schema:"time"`
}

// LinkPage is a page of links.
type LinkPage struct {
	Items []LinkAnswer `json:"items"`
	Next  string       `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// SetOffAnswer is what was set off, or would be.
type SetOffAnswer struct {
	Period  string `json:"period,omitempty" schema:"id" about:"missing in a preview"`
	Asset   string `json:"asset"`
	Seller  string `json:"seller" schema:"id"`
	Buyer   string `json:"buyer" schema:"id"`
	Need    string `json:"need" schema:"amount" about:"what the buyer owed and lacked of what it keeps"`
	Paid    string `json:"paid" schema:"amount" about:"of it, out of the seller's proceeds"`
	Posting string `json:"posting,omitempty" schema:"id" about:"the movement from the seller to the buyer; missing when nothing was paid"`
	At      string `json:"timestamp,omitempty" schema:"time"`
}

// SetOffPage is a page of set-offs.
type SetOffPage struct {
	Items []SetOffAnswer `json:"items"`
	Next  string         `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64         `json:"lag" about:"records of the log that the books do not hold yet"`
}

// NettingAnswer is what a netting did.
type NettingAnswer struct {
	Period  string         `json:"period" schema:"id"`
	Asset   string         `json:"asset"`
	Paid    string         `json:"paid" schema:"amount" about:"set off in all"`
	SetOffs []SetOffAnswer `json:"set_offs" about:"of each pair that needed something"`
	PaidOut bool           `json:"paid_out" about:"whether batches were opened with what remains to be paid out"`
}

var linkForm = form{name: "LinkRequest", about: "A seller whose proceeds pay what a buyer of the same owner owes.", fields: []field{
	{name: "buyer", kind: fieldID, required: true},
	{name: "seller", kind: fieldID, required: true},
	{name: "keep", kind: fieldAmount, about: "what the buyer's balance is brought up to at each netting, beside what it owes; nothing when missing"},
}}

var nettingForm = form{name: "NettingRequest", about: "A period to be netted.", fields: []field{
	{name: "id", kind: fieldID, about: "the period's, chosen by the caller; else it follows from the Idempotency-Key, or is new. A period is netted once"},
	{name: "asset", kind: fieldAsset, about: "USD when missing"},
	{name: "pay_out", kind: fieldBool, about: "true: open batches with what remains, by the rules of the payouts' schedule"},
}}

func nettingRoutes() []route {
	link := post("/netting/links", "createLink", "Has a seller's proceeds pay what a buyer of the same owner owes, or changes what the buyer keeps.", &linkForm, LinkAnswer{}, createLink)
	link.status = http.StatusOK
	run := post("/netting/runs", "createNetting", "Ends a period: sets the proceeds of all linked sellers off against what their buyers owe, and pays out what remains if asked to.",
		&nettingForm, NettingAnswer{}, createNetting)
	run.status = http.StatusOK
	return []route{
		link,
		get("/netting/links", "listLinks", "Lists the buyers whose needs a seller's proceeds pay.", accessAdmin, LinkPage{}, listLinks, pageParams...),
		{method: http.MethodDelete, path: "/netting/links/{buyer}", name: "deleteLink", access: accessAdmin,
			about: "Has a buyer stand for itself again.", status: http.StatusNoContent, handle: deleteLink},
		run,
		get("/netting/preview", "previewNetting", "Nets what was charged in a time, party by party, and shows what a run would set off now. Nothing is kept of it.", accessAdmin, NettingPreview{}, previewNetting,
			param{name: "from", kind: fieldTime, about: "at or after it, in whole hours; a day ago when missing"},
			param{name: "until", kind: fieldTime, about: "before it, in whole hours"},
			param{name: "asset", kind: fieldText, about: "USD when missing"}),
		get("/netting/set-offs", "listSetOffs", "Lists what was set off, the newest first.", accessRead, SetOffPage{}, listSetOffs, append([]param{
			{name: "period", kind: fieldID, about: "only in this netting"},
			{name: "party", kind: fieldID, about: "only this seller's or buyer's"},
		}, pageParams...)...),
	}
}

func createLink(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	buyer, asset := q.bodyParty(o, "buyer")
	seller, _ := q.bodyParty(o, "seller")
	c := clearing.LinkParty{Buyer: buyer.ID, Seller: seller.ID, Keep: o.amount("keep", asset)}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(c); err != nil {
		return nil, err
	}
	var k clearing.Link
	q.api.deps.Node.View(func(m *clearing.Machine) { k, _ = m.Link(buyer.ID) })
	return linkAnswer(&k, asset), nil
}

func linkAnswer(k *clearing.Link, asset money.Asset) *LinkAnswer {
	return &LinkAnswer{Buyer: k.Buyer.String(), Seller: k.Seller.String(), Keep: k.Keep.Decimal(asset.Scale), Since: printTime(k.Since)}
}

func deleteLink(q *request) (any, error) {
	buyer, err := q.pathID("buyer")
	if err != nil {
		return nil, err
	}
	linked := false
	q.api.deps.Node.View(func(m *clearing.Machine) { _, linked = m.Link(buyer) })
	if !linked {
		return nil, refuse("link_unknown", "buyer %s is linked with no seller", buyer)
	}
	_, err = q.do(clearing.LinkParty{Buyer: buyer})
	return nil, err
}

func listLinks(q *request) (any, error) {
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	out := &LinkPage{Items: []LinkAnswer{}}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		n := uint64(0)
		m.Links(func(k clearing.Link) bool {
			if n++; n <= page.after {
				return true
			}
			if len(out.Items) == page.limit {
				out.Next = printCursor(n - 1)
				return false
			}
			buyer, _ := m.Party(k.Buyer)
			asset, _ := m.Asset(buyer.Asset)
			out.Items = append(out.Items, *linkAnswer(&k, asset))
			return true
		})
	})
	return out, nil
}

func createNetting(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	id := o.id("id")
	number, asset := q.asset(o, "asset")
	pays := o.flag("pay_out")
	if err := f.err(); err != nil {
		return nil, err
	}
	if pays && q.api.deps.PayOut == nil {
		return nil, refuse("payouts_off", "")
	}
	period := q.thingID(id)
	out := &NettingAnswer{Period: period.String(), Asset: asset.Code, SetOffs: []SetOffAnswer{}, PaidOut: pays}
	var commands []clearing.Net
	q.api.deps.Node.View(func(m *clearing.Machine) { commands = m.NetAll(period, number) })
	var sum money.Amount
	for _, c := range commands {
		answer, err := q.do(c)
		if err != nil {
			return nil, err
		}
		for i := range answer.SetOffs {
			if s := &answer.SetOffs[i]; !s.Need.IsZero() {
				sum, _ = sum.Add(s.Paid) // the ledger's own total fits
				out.SetOffs = append(out.SetOffs, setOffAnswer(s, asset))
			}
		}
	}
	out.Paid = sum.Decimal(asset.Scale)
	if pays {
		err = q.api.deps.PayOut(q.Context())
	}
	return out, err
}

func setOffAnswer(s *clearing.SetOff, asset money.Asset) SetOffAnswer {
	a := SetOffAnswer{
		Asset: asset.Code, Seller: s.Seller.String(), Buyer: s.Buyer.String(), Need: s.Need.Decimal(asset.Scale), Paid: s.Paid.Decimal(asset.Scale),
		Period: s.Period.String(),
	}
	if !s.Posting.IsZero() {
		a.Posting = s.Posting.String()
	}
	return a
}

func listSetOffs(q *request) (any, error) {
	var query SetOffQuery
	party, err := q.queryParty()
	if err != nil {
		return nil, err
	}
	if query.Period, err = q.queryID("period"); err != nil {
		return nil, err
	}
	if !party.IsZero() {
		var p clearing.Party
		q.api.deps.Node.View(func(m *clearing.Machine) { p, _ = m.Party(party) })
		if query.Buyer = party; p.Role == clearing.RoleSeller {
			query.Buyer, query.Seller = ledger.ID{}, party
		}
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.SetOffs(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &SetOffPage{Items: []SetOffAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.SetOffs {
		s := &list.SetOffs[i]
		a := setOffAnswer(&s.SetOff, q.assetOf(s.Asset))
		a.At = printTime(s.At)
		out.Items = append(out.Items, a)
	}
	return out, nil
}
