package console

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

func (c *Console) payouts(v *visit) error {
	cursor := v.URL.Query().Get("after")
	page := chainPage[Payout]{}
	list, err := c.source.Payouts(v.Context(), page.query(v, payoutWords), cursor, rowsMax)
	if err != nil {
		return err
	}
	page.listPage = listPage[Payout]{Rows: list.Payouts, Next: list.Next, First: cursor == ""}
	for i := range page.Rows {
		page.Rows[i] = ownPart(page.Rows[i], v.view)
	}
	return v.showLive("payouts.html", "Payouts", "chains", page)
}

// payoutPage is a batch, or a party's part of one.
type payoutPage struct {
	Payout
	House bool
}

func (c *Console) payout(v *visit) error {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return ErrNotFound
	}
	p, err := c.source.Payout(v.Context(), id)
	if err != nil {
		return err
	}
	if p = ownPart(p, v.view); !v.view.House && len(p.Items) == 0 {
		return ErrNotFound
	}
	return v.showLive("payout.html", "Payout", "chains", payoutPage{p, v.view.House})
}

// ownPart is what a visitor may see of a batch: what others are paid is not the
// business of those who are paid with them.
func ownPart(p Payout, view View) Payout {
	if view.House {
		return p
	}
	items := p.Items
	p.Items, p.Total, p.Returned = nil, money.Amount{}, money.Amount{}
	for _, item := range items {
		if !view.Covers(item.Party.ID) {
			continue
		}
		p.Items = append(p.Items, item)
		p.Total, _ = p.Total.Add(item.Amount) // a part of the batch's total
		if item.Returned {
			p.Returned, _ = p.Returned.Add(item.Amount)
		}
	}
	p.Count = len(p.Items)
	return p
}

func (c *Console) wallets(v *visit) error {
	cursor := v.URL.Query().Get("after")
	list, err := c.source.Wallets(v.Context(), cursor, rowsMax)
	if err != nil {
		return err
	}
	return v.showLive("wallets.html", "Wallets", "chains", listPage[Wallet]{Rows: list.Wallets, Next: list.Next, First: cursor == ""})
}
