package api

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy/ruling"
)

// SaleBooks is the part of the books that remembers sales, and what became of quotas.
type SaleBooks interface {
	// Sales lists what was sold by itself, the newest first.
	Sales(ctx context.Context, query SaleQuery) (SaleList, error)
	// Sale finds a sale.
	Sale(ctx context.Context, id ledger.ID) (s Sale, ok bool, err error)
	// QuotaSteps lists what became of a quota, the newest first.
	QuotaSteps(ctx context.Context, name string) ([]QuotaStep, error)
	// QuotaDraws lists what was drawn from a quota otherwise than by calls, the newest
	// first.
	QuotaDraws(ctx context.Context, name, after string, limit int) (QuotaDrawList, error)
}

// Sale is something that was sold by itself, with what rules asked of it.
type Sale struct {
	Number        uint64
	ID            ledger.ID
	At            int64 // Unix nanoseconds
	Buyer, Seller ledger.ID
	Asset         ledger.AssetID
	Amount        money.Amount
	Action        string
	Goods         ruling.Entity
	Decision      uint64 // its number; zero: no rules were in force
	Levies        []clearing.LevyPaid
	Used          []licence.Line // of quotas
}

// SaleQuery says which sales are wanted; what is zero does not matter.
type SaleQuery struct {
	Party       ledger.ID
	Goods       string
	From, Until int64 // Unix nanoseconds, inclusive and exclusive
	After       string
	Limit       int
}

// SaleList is a page of sales. Next continues it; empty at its end.
type SaleList struct {
	Sales []Sale
	Next  string
}

// SalePage is a page of sales.
type SalePage struct {
	Items []*SaleAnswer `json:"items" about:"with their decisions' numbers and outcomes; GET /sales/{id} has all of them"`
	Next  string        `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64        `json:"lag" about:"records of the log that the books do not hold yet"`
}

func saleAnswer(s *Sale, asset money.Asset, decision *DecisionAnswer) *SaleAnswer {
	out := &SaleAnswer{
		ID: s.ID.String(), Time: printTime(s.At), Buyer: s.Buyer.String(), Seller: s.Seller.String(), Asset: asset.Code, Amount: s.Amount.Decimal(asset.Scale),
		Action: s.Action, Goods: s.Goods.String(), Decision: decision, Levies: []LevyAnswer{}, Used: []UsedAnswer{},
	}
	for _, l := range s.Levies {
		out.Levies = append(out.Levies, LevyAnswer{To: l.To, Account: l.Account.String(), Amount: l.Amount.Decimal(asset.Scale)})
	}
	for _, l := range s.Used {
		out.Used = append(out.Used, UsedAnswer{Quota: l.Quota, Units: l.Units.String()})
	}
	return out
}

// saleInWords shows a sale of the books with its decision.
func (q *request) saleInWords(s *Sale) (*SaleAnswer, error) {
	asset := q.assetOf(s.Asset)
	if s.Decision == 0 {
		return saleAnswer(s, asset, nil), nil
	}
	d, ok, err := q.api.deps.Books.Decision(q.Context(), s.Decision)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, q.unknown("decision_unknown")
	}
	_, law, err := q.ruleSet(d.Set)
	if err != nil {
		return nil, err
	}
	return saleAnswer(s, asset, decisionAnswer(&d, law)), nil
}

// soldBefore answers with a sale of the same id that the machine made already, however
// long ago; nil for none. The machine itself remembers ids for a while and not what was
// sold, and the rules of today may not even know what was asked then.
func (q *request) soldBefore(c *clearing.Sell) (any, error) {
	fresh := false
	q.api.deps.Node.View(func(m *clearing.Machine) {
		_, known := m.Ledger().Remembers(c.ID)
		fresh = !known && m.Ledger().InWindow(c.ID)
	})
	if fresh {
		return nil, nil
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	if _, ok, err := q.api.deps.Books.Sale(q.Context(), c.ID); !ok || err != nil {
		return nil, err
	}
	return q.saleAgain(c)
}

// saleAgain answers with the sale of the same id, if it is the same.
func (q *request) saleAgain(c *clearing.Sell) (any, error) {
	behind, err := q.caughtUp()
	if err != nil {
		return nil, err
	}
	s, ok, err := q.api.deps.Books.Sale(q.Context(), c.ID)
	switch {
	case err != nil:
		return nil, err
	case !ok && behind:
		return nil, q.booksBehind()
	case !ok || s.Buyer != c.Buyer || s.Seller != c.Seller || s.Asset != c.Asset || s.Amount != c.Amount || s.Action != c.Action || s.Goods != c.Goods:
		return nil, q.refusal(ledger.IDReused.String())
	}
	q.replay = true
	return q.saleInWords(&s)
}

func listSales(q *request) (any, error) {
	query := SaleQuery{Goods: q.URL.Query().Get("goods")}
	var err error
	if query.Party, err = q.queryParty(); err != nil {
		return nil, err
	}
	if !query.Party.IsZero() {
		if err := q.knownParty(query.Party); err != nil {
			return nil, err
		}
	}
	if query.From, query.Until, err = q.span(); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Sales(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &SalePage{Items: []*SaleAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Sales {
		a, err := q.saleInWords(&list.Sales[i])
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, a)
	}
	return out, nil
}

func getSale(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	behind, err := q.caughtUp()
	if err != nil {
		return nil, err
	}
	s, ok, err := q.api.deps.Books.Sale(q.Context(), id)
	switch {
	case err != nil:
		return nil, err
	case !ok && behind:
		return nil, q.booksBehind()
	case !ok:
		return nil, q.unknown("sale_unknown")
	}
	if err := q.mine(s.Buyer, s.Seller); err != nil {
		return nil, err
	}
	return q.saleInWords(&s)
}

func (noBooks) Sales(context.Context, SaleQuery) (SaleList, error) {
	return SaleList{}, errBooksAbsent
}

func (noBooks) Sale(context.Context, ledger.ID) (Sale, bool, error) {
	return Sale{}, false, errBooksAbsent
}
