package console

import (
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// underWayMax is how many payments of each state under way the page of
// deposits shows.
const underWayMax = 5

// depositsPage lists arrivals, and on its first page payments under way.
type depositsPage struct {
	chainPage[Arrival]
	UnderWay []Payment
}

func (c *Console) deposits(v *visit) error {
	cursor := v.URL.Query().Get("after")
	page := depositsPage{}
	q := page.query(v, arrivalWords)
	if page.House && v.URL.Query().Get("state") == "unallocated" {
		q.Unallocated, page.State = true, "unallocated"
	}
	if page.House {
		page.States = append(page.States, option{"unallocated", "nobody's"})
	}
	list, err := c.source.Arrivals(v.Context(), q, cursor, rowsMax)
	if err != nil {
		return err
	}
	page.listPage = listPage[Arrival]{Rows: list.Arrivals, Next: list.Next, First: cursor == ""}
	if page.First && page.State == "" {
		for _, state := range []settlement.PaymentState{settlement.PaymentHeld, settlement.PaymentDue, settlement.PaymentArrived} {
			some, err := c.source.Payments(v.Context(), ChainQuery{Party: q.Party, State: uint8(state)}, "", underWayMax)
			if err != nil {
				return err
			}
			page.UnderWay = append(page.UnderWay, some.Payments...)
		}
	}
	return v.showLive("deposits.html", "Deposits", "chains", page)
}

func (c *Console) payments(v *visit) error {
	cursor := v.URL.Query().Get("after")
	page := chainPage[Payment]{}
	list, err := c.source.Payments(v.Context(), page.query(v, paymentWords), cursor, rowsMax)
	if err != nil {
		return err
	}
	page.listPage = listPage[Payment]{Rows: list.Payments, Next: list.Next, First: cursor == ""}
	return v.showLive("payments.html", "Payments", "chains", page)
}

// paymentPage is a payment with what carried it out.
type paymentPage struct {
	Payment
	House bool
}

func (c *Console) payment(v *visit) error {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return ErrNotFound
	}
	p, err := c.source.Payment(v.Context(), id)
	if err != nil {
		return err
	}
	if !v.view.Covers(p.Wallet.ID) {
		return ErrNotFound
	}
	return v.showLive("payment.html", "Payment", "chains", paymentPage{p, v.view.House})
}

// arrivalPage is a transfer to the house.
type arrivalPage struct {
	Arrival
	House bool
}

func (c *Console) arrival(v *visit) error {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return ErrNotFound
	}
	a, err := c.source.Arrival(v.Context(), id)
	if err != nil {
		return err
	}
	if !v.view.Covers(a.Party.ID) && (a.For.ID.IsZero() || !v.view.Covers(a.For.ID)) {
		return ErrNotFound
	}
	return v.showLive("arrival.html", "Deposit", "chains", arrivalPage{a, v.view.House})
}
