package console

import (
	"net/http"
	"strings"

	"aidollar/core/ledger"
)

const (
	// hitsMax is how much a search shows.
	hitsMax = 50
	// searchLengthMax bounds what is searched for, in bytes.
	searchLengthMax = 200
)

// Hit is something that a search found.
type Hit struct {
	Kind   string    // "call", "account", "party", "key", "project", "card", "posting", "payment", "arrival", "payout", "token", "channel"
	ID     ledger.ID // of the thing; a channel has a name
	Name   string
	About  string      // a few more words
	Number uint32      // of a card or a token
	State  string      // that it came to; empty for what has none
	At     ledger.ID   // the account, or the call, that it is shown with; zero for itself
	OfCall bool        // At is a call
	Of     []ledger.ID // the parties it belongs to; none: the house's own
}

// Path is where the thing is shown.
func (h Hit) Path() string {
	at := h.At
	if at.IsZero() {
		at = h.ID
	}
	switch h.Kind {
	case "call":
		return "/console/calls/" + at.String()
	case "key":
		return "/console/keys/" + at.String()
	case "project":
		return "/console/calls?project=" + at.String()
	case "card":
		return "/console/cards/" + uintText(h.Number)
	case "payment":
		return "/console/payments/" + at.String()
	case "arrival":
		return "/console/deposits/" + at.String()
	case "payout":
		return "/console/payouts/" + at.String()
	case "credit line":
		return "/console/credit"
	case "invoice":
		return "/console/invoices/" + at.String()
	case "grant":
		return "/console/grants"
	case "channel":
		return "/console/channels/" + h.Name
	case "token":
		return "/console/reconciliation/" + uintText(h.Number)
	case "quota":
		return "/console/quotas/" + h.Name
	case "sale":
		return "/console/sales/" + at.String()
	case "decision":
		return "/console/decisions/" + uintText(h.ID.Lo)
	case "review":
		return "/console/reviews/" + at.String()
	case "set of rules":
		return "/console/packs"
	case "facts":
		return "/console/facts"
	case "dispute":
		return "/console/disputes/" + at.String()
	case "misplaced call":
		return "/console/calls/" + at.String()
	case "refund", "terms of disputes", "records of a party", "identity":
		return "" // there is no page of it
	case "duty":
		return "/console/duties/" + uintText(h.ID.Lo)
	case "auditor", "attestation":
		return "/console/auditors"
	}
	if h.OfCall {
		return "/console/calls/" + at.String()
	}
	return "/console/accounts/" + at.String()
}

// searchPage is what a search found.
type searchPage struct {
	Query string
	Hits  []Hit
	More  bool
}

func (c *Console) search(v *visit) error {
	page := searchPage{Query: strings.TrimSpace(v.URL.Query().Get("q"))}
	if page.Query == "" || len(page.Query) > searchLengthMax {
		return v.show("search.html", "Search", "", page)
	}
	hits, err := c.source.Find(v.Context(), v.view, page.Query, hitsMax+1)
	if err != nil {
		return err
	}
	for _, h := range hits {
		if v.view.Covers(h.Of...) {
			page.Hits = append(page.Hits, h)
		}
	}
	if len(page.Hits) > hitsMax {
		page.Hits, page.More = page.Hits[:hitsMax], true
	}
	id, err := ledger.ParseID(page.Query)
	named := err == nil && len(page.Hits) == 1 && page.Hits[0].ID == id
	if named || len(page.Hits) == 1 && strings.HasPrefix(page.Query, "0x") {
		http.Redirect(v.writer, v.Request, page.Hits[0].Path(), http.StatusSeeOther)
		return nil
	}
	return v.show("search.html", "Search", "", page)
}
