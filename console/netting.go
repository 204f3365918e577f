package console

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Netting is the part of a Source that is about what sellers earned and buyers of
// the same owner owed.
type Netting interface {
	// SetOffs lists what was set off, newest first: all of it, or a party's.
	SetOffs(ctx context.Context, party clearing.Party, cursor string, limit int) (SetOffPage, error)
}

// SetOff is what a netting set off between a seller and a buyer of the same owner.
type SetOff struct {
	Period        ledger.ID
	Asset         money.Asset
	At            int64 // Unix nanoseconds
	Seller, Buyer clearing.Party
	Need, Paid    money.Amount
}

// Left is what the buyer lacks yet.
func (s SetOff) Left() money.Amount { return s.Need.SubFloor(s.Paid) }

// Word says how far the proceeds went.
func (s SetOff) Word() string {
	switch {
	case s.Paid == s.Need:
		return "covered"
	case s.Paid.IsZero():
		return "nothing there"
	}
	return "in part"
}

// SetOffPage is a part of a list of set-offs. Next continues it; empty at its end.
type SetOffPage struct {
	SetOffs []SetOff
	Next    string
}

func (c *Console) netting(v *visit) error {
	cursor := v.URL.Query().Get("after")
	list, err := c.source.SetOffs(v.Context(), v.view.Party, cursor, rowsMax)
	if err != nil {
		return err
	}
	return v.showLive("netting.html", "Netting", "accounts", listPage[SetOff]{
		Rows: list.SetOffs, Next: list.Next, First: cursor == "",
		Columns: v.columns(),
	})
}
