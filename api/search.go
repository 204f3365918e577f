package api

import (
	"context"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// SearchBooks is the part of the books that looks things up.
type SearchBooks interface {
	// Find gives what a text stands for: the id of anything, a rate card's number,
	// or the beginning of a name; empty for nothing.
	Find(ctx context.Context, text string) ([]Found, error)
}

// FoundKind is what Find found.
type FoundKind string

// The kinds of things that are found.
const (
	FoundCall     FoundKind = "call"
	FoundTransfer FoundKind = "transfer"
	FoundAccount  FoundKind = "account"
	FoundParty    FoundKind = "party"
	FoundKey      FoundKind = "key"
	FoundProject  FoundKind = "project"
	FoundCard     FoundKind = "card"
	FoundRule     FoundKind = "rule" // that shares a seller's sales
	FoundPayment  FoundKind = "payment"
	FoundArrival  FoundKind = "arrival"
	FoundPayout   FoundKind = "payout" // a batch
	FoundChannel  FoundKind = "channel"
)

// Found is one thing that a text stands for.
type Found struct {
	Kind   FoundKind
	ID     ledger.ID // zero for a card
	Number uint32    // of a card
	Name   string    // of a party, key, project or card; the model of a call
	Party  ledger.ID // whose it is; a call's buyer; zero of a transfer
	Call   ledger.ID // that a transfer is a part of; zero for none
}

// FoundAnswer is one thing that a text stands for.
type FoundAnswer struct {
	Kind   FoundKind `json:"kind" about:"call, transfer, account, party, key, project, card, rule, payment, arrival, payout or channel"`
	ID     string    `json:"id,omitempty" schema:"id" about:"missing on a card and a channel"`
	Number uint32    `json:"number,omitempty" about:"of a card or a channel"`
	Name   string    `json:"name,omitempty" about:"of a party, key, project or card; the model of a call; what its escrow calls a channel"`
	Party  string    `json:"party,omitempty" schema:"id" about:"whose it is; the buyer of a call"`
	Call   string    `json:"call,omitempty" schema:"id" about:"that a transfer is a part of"`
}

// FoundPage is everything that a text stands for.
type FoundPage struct {
	Items []FoundAnswer `json:"items"`
	Lag   uint64        `json:"lag" about:"records of the log that the books do not hold yet"`
}

// searchMax bounds what is searched for, in bytes.
const searchMax = 200

func searchRoutes() []route {
	return []route{get("/search", "search",
		"Says what an id, a rate card's number, the hash of a transaction, an address or the beginning of a name stands for. A party's key finds what is the party's; keys are found by those who manage them.",
		accessRead, FoundPage{}, search,
		param{name: "q", kind: fieldText, about: "1 to 200 bytes; needed"})}
}

func search(q *request) (any, error) {
	text := strings.TrimSpace(q.URL.Query().Get("q"))
	switch {
	case text == "":
		return nil, badParam("q", "param_missing", "say what is looked for: ?q=, an id, a card's number or the beginning of a name")
	case len(text) > searchMax:
		return nil, badParam("q", "text_too_long", "the text is longer than 200 bytes; no id and no name is")
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Find(q.Context(), text)
	if err != nil {
		return nil, err
	}
	out := &FoundPage{Items: []FoundAnswer{}, Lag: q.lag()}
	for i := range list {
		f := &list[i]
		own, err := q.finds(f)
		if err != nil {
			return nil, err
		}
		if own {
			out.Items = append(out.Items, FoundAnswer{
				Kind: f.Kind, ID: printID(f.ID), Number: f.Number, Name: f.Name, Party: printID(f.Party), Call: printID(f.Call),
			})
		}
	}
	return out, nil
}

// finds reports whether the asking key may know of a thing.
func (q *request) finds(f *Found) (bool, error) {
	if q.admin() {
		return true, nil
	}
	switch f.Kind {
	case FoundTransfer:
		p, ok, err := q.api.deps.Books.Posting(q.Context(), f.ID)
		return ok && q.myAccount(p.Debit, p.Credit) == nil, err
	case FoundCall:
		if q.mine(f.Party) == nil {
			return true, nil
		}
		r, ok, err := q.api.deps.Books.Receipt(q.Context(), f.ID)
		return ok && q.mine(r.Call.Seller) == nil, err
	case FoundPayout:
		p, _, ok, err := q.api.deps.Books.Payout(q.Context(), f.ID)
		for i := range p.Items {
			if ok && q.mine(p.Items[i].Party) == nil {
				return true, err
			}
		}
		return false, err
	case FoundKey:
		k, ok := q.findKey(f.ID)
		return ok && q.key.Scopes&clearing.ScopeManage != 0 && q.manages(k.Party, k.Terms.Project) == nil, nil
	}
	return q.mine(f.Party) == nil, nil
}
