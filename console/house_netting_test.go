package console

import (
	"context"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/money"
)

// SetOffs of the test house: of 60, some were covered, some in part, some not at all.
func (h *house) SetOffs(_ context.Context, party clearing.Party, cursor string, limit int) (page SetOffPage, err error) {
	var all []SetOff
	for i := range min(len(h.receipts), 60) {
		s := SetOff{
			Period: testID(9000 + uint64(i)), Asset: money.USD(), At: noon - int64(i)*24*3600e9, Seller: partySeller, Buyer: partyBuyer,
			Need: money.Units(12_345_000_000), Paid: money.Units(uint64(i%3) * 6_172_500_000),
		}
		if party.ID.IsZero() || party.ID == s.Seller.ID || party.ID == s.Buyer.ID {
			all = append(all, s)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return SetOffPage{all[from:end], next}, h.err
}

// TestNettingPage shows each party its own set-offs, and not itself.
func TestNettingPage(t *testing.T) {
	h := newHouse(120)
	for _, c := range []struct {
		secret     string
		has, lacks []string
	}{
		{secretAdmin, []string{"Seller</th>", "Buyer</th>", "covered", "in part", "nothing there", "Older set-offs"}, nil},
		{secretBuyer, []string{"Seller</th>", "covered"}, []string{"Buyer</th>"}},
		{secretSeller, []string{"Buyer</th>", "covered"}, []string{"Seller</th>"}},
		{secretOther, []string{"Nothing was netted yet", "Ask the house"}, []string{"covered"}},
	} {
		page := newVisitor(t, h).signIn(c.secret).get("/console/netting")
		wants(t, c.secret, page, c.has, c.lacks)
	}
	wants(t, "an empty house", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/netting"), []string{"aidollar net link"}, nil)
}
