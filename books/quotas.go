package books

import (
	"context"
	"database/sql"
	"errors"
	"math"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy/ruling"
)

// QuotaStep is a change of a quota, with what had been counted in its window by then.
type QuotaStep struct {
	At          int64               // Unix nanoseconds
	State       clearing.QuotaState // its numbers are part of the schema
	Quota       licence.Quota
	Used, Held  money.Amount
	Draws, Open uint64 // transactions
}

// QuotaDraw is what was drawn from a quota by itself or by a sale. What calls draw has no
// rows.
type QuotaDraw struct {
	Number                  uint64 // counts them from one
	ID                      ledger.ID
	At                      int64 // Unix nanoseconds
	Quota                   string
	Units, Used             money.Amount // used are zero until it is settled
	Times                   uint64       // transactions that it stands for
	State                   clearing.DrawState
	Closed                  int64  // zero: it is open
	Holder, Customer, Goods string // entities; empty: nobody said
	OfSale                  bool   // the id is the sale's
}

// QuotaDrawPage is a part of a list of draws. Next continues it; empty at its end.
type QuotaDrawPage struct {
	Draws []QuotaDraw
	Next  string
}

const (
	quotaHistory = `SELECT at, state, used, held, draws, open, quota FROM quota_steps WHERE name = ?1 ORDER BY {name DESC, }n DESC LIMIT ?2`

	quotaStepsMax = 1000
)

var errQuota = errors.New("books: a quota cannot be read")

func scanQuotaStep(rows *sql.Rows) (s QuotaStep, err error) {
	var used, held, quota sql.RawBytes
	if err = rows.Scan(&s.At, &s.State, &used, &held, &s.Draws, &s.Open, &quota); err != nil {
		return s, err
	}
	s.Used, s.Held = amountOf(used), amountOf(held)
	var ok bool
	if s.Quota, ok = licence.DecodeQuota(append([]byte(nil), quota...)); !ok {
		return s, errQuota
	}
	return s, nil
}

// QuotaSteps gives what became of a quota, the newest first, at most a thousand.
func (b *Books) QuotaSteps(ctx context.Context, name string) ([]QuotaStep, error) {
	return collect(ctx, b.reader, scanQuotaStep, quotaHistory, name, quotaStepsMax)
}

func scanQuotaDraw(rows *sql.Rows) (d QuotaDraw, err error) {
	var id, units, used sql.RawBytes
	err = rows.Scan(&d.Number, &id, &d.At, &d.Quota, &units, &used, &d.Times, &d.State, &d.Closed, &d.Holder, &d.Customer, &d.Goods, &d.OfSale)
	d.ID, d.Units, d.Used = idOf(id), amountOf(units), amountOf(used)
	return d, err
}

// QuotaDraws gives what was drawn from a quota, the newest first.
func (b *Books) QuotaDraws(ctx context.Context, quota string, cursor string, limit int) (page QuotaDrawPage, err error) {
	limit = limited(limit)
	name := query("quota_draws\n" + quota)
	list, err := walkPage(ctx, b.reader, scanQuotaDraw, "quota_draws", quotaDrawRow, []condition{{"quota", quota, true}}, name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Draws, page.Next = cut(list, limit, name, func(d *QuotaDraw) int64 { return int64(d.Number) })
	return page, nil
}

// Sale is something that was sold by itself, with what rules asked of it.
type Sale struct {
	Number        uint64 // counts the sales from one
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

// SaleFilter says which sales are wanted; what is zero does not matter.
type SaleFilter struct {
	Party ledger.ID // buyer or seller
	Goods string    // Type/id
	Span  Span
}

// SalePage is a part of a list of sales. Next continues it; empty at its end.
type SalePage struct {
	Sales []Sale
	Next  string
}

const (
	saleText   = `SELECT ` + saleRow + ` FROM sales WHERE id = ? ORDER BY n DESC LIMIT 1`
	saleLevies = `SELECT authority, account, amount FROM sale_levies WHERE sale = ? ORDER BY place`
	saleUses   = `SELECT quota, units FROM quota_draws WHERE id = ?1 AND of_sale = 1 ORDER BY {id, }n`
	// feedSold are the parties of a sale.
	feedSold = `SELECT buyer FROM sales WHERE id = ?1 UNION ALL SELECT seller FROM sales WHERE id = ?1`
)

var saleSince = halving("sales", "at")

func scanSale(rows *sql.Rows) (s Sale, err error) {
	var id, buyer, seller, amount sql.RawBytes
	var goods string
	var decision sql.NullInt64
	err = rows.Scan(&s.Number, &id, &s.At, &buyer, &seller, &s.Asset, &amount, &s.Action, &goods, &decision)
	s.ID, s.Buyer, s.Seller, s.Amount, s.Goods, s.Decision = idOf(id), idOf(buyer), idOf(seller), amountOf(amount), named(goods), uint64(decision.Int64)
	return s, err
}

func scanLevy(rows *sql.Rows) (l clearing.LevyPaid, err error) {
	var account, amount sql.RawBytes
	err = rows.Scan(&l.To, &account, &amount)
	l.Account, l.Amount = idOf(account), amountOf(amount)
	return l, err
}

func scanUsed(rows *sql.Rows) (l licence.Line, err error) {
	var units sql.RawBytes
	err = rows.Scan(&l.Quota, &units)
	l.Units = amountOf(units)
	return l, err
}

// complete reads what rules asked of a sale.
func (s *Sale) complete(ctx context.Context, q querier) (err error) {
	if s.Levies, err = collect(ctx, q, scanLevy, saleLevies, int64(s.Number)); err != nil {
		return err
	}
	s.Used, err = collect(ctx, q, scanUsed, saleUses, idBlob(s.ID))
	return err
}

// conditions are those of a filter, the one that the fewest meet first.
func (f *SaleFilter) conditions(role clearing.Role) (list []condition) {
	if !f.Party.IsZero() {
		list = append(list, condition{role.String(), idBlob(f.Party), true})
	}
	if f.Goods != "" {
		list = append(list, condition{"goods", f.Goods, len(list) == 0})
	}
	return list
}

// Sales gives what was sold by itself, the newest first.
func (b *Books) Sales(ctx context.Context, f SaleFilter, cursor string, limit int) (page SalePage, err error) {
	limit = limited(limit)
	role, err := b.role(ctx, f.Party)
	if err != nil {
		return page, err
	}
	name := query("sales\n"+f.Goods, f.Party.Hi, f.Party.Lo, uint64(f.Span.From), uint64(f.Span.To))
	after, paged, err := placeOf(cursor, name)
	if err != nil {
		return page, err
	}
	if !paged {
		after.n = math.MaxInt64
	}
	err = b.view(ctx, func(q querier) error {
		from, to, err := numbers(ctx, q, f.Span, saleSince)
		if err != nil {
			return err
		}
		text, args := walkDown("sales", saleRow, f.conditions(role), from, min(to, after.n), limit+1)
		list, err := collect(ctx, q, scanSale, text, args...)
		if err != nil {
			return err
		}
		page.Sales, page.Next = cut(list, limit, name, func(s *Sale) int64 { return int64(s.Number) })
		for i := range page.Sales {
			if err := page.Sales[i].complete(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	return page, err
}

// Sale finds a sale; ErrNotFound when there is none.
func (b *Books) Sale(ctx context.Context, id ledger.ID) (s Sale, err error) {
	err = b.view(ctx, func(q querier) error {
		if s, err = one(ctx, q, scanSale, saleText, idBlob(id)); err != nil {
			return err
		}
		return s.complete(ctx, q)
	})
	return s, err
}
