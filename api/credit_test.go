package api_test

import (
	"testing"
	"time"

	"aidollar/api"
	"aidollar/client"
	"aidollar/core/clearing"
)

const monthlyLine = `{"amount":"5","period":"month","due_days":10,"grace_days":5,"late_fee_bp":150}`

func TestCreditLines(t *testing.T) {
	h := newHouse(t)
	shop, ann, bob := h.seller("shop", "10"), h.buyer("ann"), h.buyer("bob")
	h.card(shop.ID)
	key := h.key(ann.ID, "call", "read")
	asAnn, asBob := h.as(key.Secret), h.as(h.key(bob.ID, "call", "read").Secret)
	put := func(h *house, body string) *answer {
		t.Helper()
		return h.call("PUT", "/buyers/"+ann.ID+"/credit-line", body)
	}
	put(asAnn, monthlyLine).refused(403, "key_scope")
	put(h, `{"amount":"5","period":"week"}`).refused(400, "word_unknown")
	put(h, `{"amount":"5","period":"day","due_days":400}`).refused(400, "number_invalid")
	put(h, `{"amount":"5","period":"day","from":"2027-01-01T00:00:00Z","until":"2026-12-01T00:00:00Z"}`).refused(422, "line_invalid")
	h.call("PUT", "/buyers/"+shop.ID+"/credit-line", monthlyLine).refused(422, "buyer_unknown")
	var l api.CreditLineAnswer
	put(h, monthlyLine).want(200, &l)
	if l.Amount != "5" || l.Left != "5" || l.Drawn != "0" || l.State != "open" || l.Period != "month" || l.LateFee != 150 {
		t.Errorf("%+v", l)
	}
	h.served(1, parsed(t, key.ID), parsed(t, shop.ID)) // nothing was paid in
	var balance api.BalanceAnswer
	asAnn.get("/balance").want(200, &balance)
	if len(balance.Credit) != 1 || balance.Credit[0].Drawn != "0.00002115" || balance.Spendable != "4.99997885" {
		t.Errorf("%+v", balance)
	}
	h.post("/withdrawals", `{"party":"`+ann.ID+`","amount":"1"}`).refused(402, "debit_limited")
	var page api.CreditLinePage
	asBob.get("/credit-lines").want(200, &page)
	if len(page.Items) != 0 {
		t.Errorf("somebody else's lines: %+v", page.Items)
	}
	asBob.get("/credit-lines?party="+ann.ID).refused(403, "key_scope")
	h.get("/credit-lines").want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Party != ann.ID {
		t.Errorf("%+v", page.Items)
	}
	var statements api.StatementPage
	asAnn.get("/statements").want(200, &statements)
	if c := statements.Items[0].Credit; c == nil || c.Drawn != "0.00002115" {
		t.Errorf("the statement has the line %+v", c)
	}
}

func TestInvoices(t *testing.T) {
	h := newHouse(t)
	shop, ann, bob := h.seller("shop", "10"), h.buyer("ann"), h.buyer("bob")
	h.card(shop.ID)
	key := h.key(ann.ID, "call", "read")
	asBob := h.as(h.key(bob.ID, "read").Secret)
	h.call("PUT", "/buyers/"+ann.ID+"/credit-line", `{"amount":"5","period":"hour","due_days":1,"grace_days":1}`).want(200)
	h.served(1, parsed(t, key.ID), parsed(t, shop.ID))
	later := func(d time.Duration) {
		h.offset += d
		h.must(clearing.Tick{})
	}
	later(time.Hour)
	var page api.InvoicePage
	h.get("/invoices?state=open").want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Amount != "0.00002115" || page.Items[0].Left != "0.00002115" || page.Items[0].Party != ann.ID {
		t.Fatalf("%+v", page.Items)
	}
	invoice := page.Items[0].ID
	asBob.get("/invoices/"+invoice).refused(403, "key_scope")
	later(25 * time.Hour)
	h.get("/invoices?state=overdue").want(200, &page)
	if len(page.Items) != 1 {
		t.Errorf("%d are overdue", len(page.Items))
	}
	later(24 * time.Hour)
	c, ctx := h.client(), t.Context()
	lines, err := c.CreditLines(ctx, client.ID{ID: parsed(t, ann.ID)}, client.Listing{})
	if err != nil || len(lines.Items) != 1 || lines.Items[0].State != "stopped" {
		t.Errorf("%+v, %v", lines, err)
	}
	h.post("/deposits", `{"buyer":"`+ann.ID+`","amount":"1"}`).want(201)
	paid, err := c.Invoice(ctx, client.ID{ID: parsed(t, invoice)})
	if err != nil || paid.State != "paid" || paid.Left != "0" || len(paid.Steps) != 3 || paid.Steps[1].State != "overdue" {
		t.Errorf("%+v, %v", paid, err)
	}
	list, err := c.Invoices(ctx, client.ID{}, "paid", client.Listing{})
	if err != nil || len(list.Items) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	line, err := c.SetCreditLine(ctx, client.ID{ID: parsed(t, ann.ID)}, client.NewCreditLine{Amount: "0", Period: "day"})
	if err != nil || line.State != "ended" {
		t.Errorf("%+v, %v", line, err)
	}
	h.get("/invoices/"+h.id(77).String()).refused(404, "invoice_unknown")
	var events api.EventPage
	h.get("/events?type=invoice.changed,credit_line.changed").want(200, &events)
	if len(events.Items) != 7 || events.Items[0].Type != "credit_line.changed" {
		t.Errorf("%d events: %+v", len(events.Items), events.Items)
	}
}

// card gives a seller the tests' rate card.
func (h *house) card(seller string) {
	h.t.Helper()
	h.post("/cards?seller="+seller, cardText, "Content-Type", yaml).want(201)
}
