package api

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
)

// QuotaStep is a change of a quota, with what had been counted in its window by then.
type QuotaStep struct {
	At          int64 // Unix nanoseconds
	State       uint8 // as quotaStates counts
	Quota       licence.Quota
	Used, Held  money.Amount
	Draws, Open uint64
}

// QuotaDraw is what was drawn from a quota by itself or by a sale.
type QuotaDraw struct {
	Number                  uint64
	ID                      ledger.ID
	At                      int64 // Unix nanoseconds
	Quota                   string
	Units, Used             money.Amount
	Times                   uint64
	State                   clearing.DrawState
	Closed                  int64  // zero: it is open
	Holder, Customer, Goods string // entities; empty: nobody said
	OfSale                  bool   // the id is the sale's
}

// QuotaDrawList is a page of draws. Next continues it; empty at its end.
type QuotaDrawList struct {
	Draws []QuotaDraw
	Next  string
}

// The words of quotas' steps and of draws, by their numbers.
var (
	quotaStates = []string{"", "defined", "ended", "near", "exhausted"}
	drawStates  = []string{"", "open", "settled", "returned"}
)

// QuotaStepAnswer is what became of a quota.
type QuotaStepAnswer struct {
	Time     string `json:"timestamp" schema:"time"`
	State    string `json:"state" about:"defined: entered or bounded otherwise; ended; near: four fifths are used up; or exhausted"`
	UnitsMax string `json:"units_max,omitempty" about:"that a window let through from then on, a day of an average; missing without a bound"`
	CountMax uint64 `json:"count_max,omitempty" about:"transactions that it let through from then on; missing without a bound"`
	PPM      uint32 `json:"ppm,omitempty" about:"of a share: parts in a million of its base"`
	Until    string `json:"until,omitempty" schema:"time" about:"of a licence, exclusive; missing when it was open"`
	Used     string `json:"used" about:"units that were settled in the window by then"`
	Held     string `json:"held" about:"units that were under way"`
	Draws    uint64 `json:"draws" about:"transactions that were settled in the window by then"`
	Open     uint64 `json:"open" about:"transactions that were under way"`
}

// QuotaHistory is what became of a quota.
type QuotaHistory struct {
	Items []QuotaStepAnswer `json:"items" about:"the newest first"`
	Lag   uint64            `json:"lag" about:"records of the log that the books do not hold yet"`
}

// QuotaDrawAnswer is what was drawn from a quota at once.
type QuotaDrawAnswer struct {
	ID           string `json:"id" schema:"id" about:"of a sale, the sale's"`
	Time         string `json:"timestamp" schema:"time"`
	State        string `json:"state" about:"open, settled or returned"`
	Closed       string `json:"closed_at,omitempty" schema:"time" about:"missing while it is open"`
	Units        string `json:"units" about:"that were drawn"`
	Used         string `json:"used" about:"of them"`
	Transactions uint64 `json:"transactions" about:"that it stands for"`
	Holder       string `json:"holder,omitempty"`
	Customer     string `json:"customer,omitempty"`
	Goods        string `json:"goods,omitempty"`
	Sale         string `json:"sale,omitempty" schema:"id" about:"missing when it is of none"`
}

// QuotaDrawPage is a page of draws.
type QuotaDrawPage struct {
	Items []QuotaDrawAnswer `json:"items"`
	Next  string            `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64            `json:"lag" about:"records of the log that the books do not hold yet"`
}

func getQuotaHistory(q *request) (any, error) {
	if _, err := getQuota(q); err != nil {
		return nil, err
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.QuotaSteps(q.Context(), q.PathValue("name"))
	if err != nil {
		return nil, err
	}
	out := &QuotaHistory{Items: []QuotaStepAnswer{}, Lag: q.lag()}
	for i := range list {
		s := &list[i]
		a := QuotaStepAnswer{
			Time: printTime(s.At), State: wordOf(quotaStates)(s.State), CountMax: s.Quota.CountMax, PPM: s.Quota.PPM, Until: timeOrNone(s.Quota.Until),
			Used: s.Used.String(), Held: s.Held.String(), Draws: s.Draws, Open: s.Open,
		}
		if !s.Quota.UnitsMax.IsZero() {
			a.UnitsMax = s.Quota.UnitsMax.String()
		}
		out.Items = append(out.Items, a)
	}
	return out, nil
}

func listQuotaDraws(q *request) (any, error) {
	if _, err := getQuota(q); err != nil {
		return nil, err
	}
	after, limit, err := q.bookPage()
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.QuotaDraws(q.Context(), q.PathValue("name"), after, limit)
	if err != nil {
		return nil, err
	}
	out := &QuotaDrawPage{Items: []QuotaDrawAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Draws {
		d := &list.Draws[i]
		a := QuotaDrawAnswer{
			ID: d.ID.String(), Time: printTime(d.At), State: wordOf(drawStates)(uint8(d.State)), Closed: timeOrNone(d.Closed), Units: d.Units.String(), Used: d.Used.String(),
			Transactions: d.Times, Holder: d.Holder, Customer: d.Customer, Goods: d.Goods,
		}
		if d.OfSale {
			a.Sale = a.ID
		}
		out.Items = append(out.Items, a)
	}
	return out, nil
}

func (noBooks) QuotaSteps(context.Context, string) ([]QuotaStep, error) { return nil, errBooksAbsent }

func (noBooks) QuotaDraws(context.Context, string, string, int) (QuotaDrawList, error) {
	return QuotaDrawList{}, errBooksAbsent
}
