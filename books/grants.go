package books

import (
	"context"
	"database/sql"
	"strings"

	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Grant is a grant of credit as it is now. What is left of it, the machine knows.
type Grant struct {
	credit.Grant
	ChangedAt int64 // Unix nanoseconds
}

// GrantPage is a part of a list of grants. Next continues it; empty at its end.
type GrantPage struct {
	Grants []Grant
	Next   string
}

const (
	grantColumns = `n, ` + grantRow
	grantText    = `SELECT ` + grantColumns + ` FROM grants WHERE id = ?`
	// callPartsText has what grants paid of a call, in the order in which they did.
	callPartsText = `SELECT g.id, g.name, p.account, p.amount FROM call_parts p JOIN grants g ON g.account = p.account WHERE p.call = ? ORDER BY p.place`
)

func scanGrant(rows *sql.Rows) (g Grant, err error) {
	var id, party, account, amount, sellers, from, back, lapsed sql.RawBytes
	var models string
	err = rows.Scan(&g.Number, &id, &party, &account, &g.Asset, &amount, &g.Name, &g.Priority, &g.Expires, &sellers, &models, &from, &back, &g.At, &g.Ended, &lapsed, &g.ChangedAt)
	g.ID, g.Party, g.Account, g.Amount = idOf(id), idOf(party), idOf(account), amountOf(amount)
	g.From, g.Back, g.Lapsed = idOf(from), idOf(back), amountOf(lapsed)
	for ; len(sellers) >= ledger.IDSize; sellers = sellers[ledger.IDSize:] {
		g.Sellers = append(g.Sellers, idOf(sellers[:ledger.IDSize]))
	}
	if models != "" {
		g.Models = strings.Split(models, "\n")
	}
	return g, err
}

// Grants gives grants, of one party or of all, the newest first.
func (b *Books) Grants(ctx context.Context, party ledger.ID, cursor string, limit int) (page GrantPage, err error) {
	limit = limited(limit)
	name := query("grants", party.Hi, party.Lo)
	list, err := walkPage(ctx, b.reader, scanGrant, "grants", grantColumns, partyCondition(party), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Grants, page.Next = cut(list, limit, name, func(g *Grant) int64 { return int64(g.Number) })
	return page, nil
}

// Grant finds a grant and when it changed; ErrNotFound when there is none.
func (b *Books) Grant(ctx context.Context, id ledger.ID) (g Grant, steps []Step, err error) {
	err = b.view(ctx, func(q querier) error {
		if g, err = one(ctx, q, scanGrant, grantText, idBlob(id)); err != nil {
			return err
		}
		steps, err = stepsOf(ctx, q, ChangeGrant, id)
		return err
	})
	return g, steps, err
}

// GrantPart is what a grant paid of a call.
type GrantPart struct {
	Grant   ledger.ID
	Name    string
	Account ledger.ID
	Amount  money.Amount
}

func scanPart(rows *sql.Rows) (p GrantPart, err error) {
	var id, account, amount sql.RawBytes
	err = rows.Scan(&id, &p.Name, &account, &amount)
	p.Grant, p.Account, p.Amount = idOf(id), idOf(account), amountOf(amount)
	return p, err
}
