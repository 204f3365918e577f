package console

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Credit of the test house: lines in all states, invoices that were paid or not, and
// grants of which every third has ended.

func (h *house) CreditLines(_ context.Context, party ledger.ID, cursor string, limit int) (page CreditLinePage, err error) {
	var all []CreditLine
	for i := range min(len(h.receipts), 60) {
		l := CreditLine{Buyer: partyBuyer, Asset: money.USD(), State: []string{"open", "stopped", "pending", "ended"}[i%4]}
		if i%2 == 1 {
			l.Buyer = partyOther
		}
		l.Line = credit.Line{Terms: credit.Terms{Amount: money.Units(25_000_000_000_000), Period: ledger.PeriodMonth, DueDays: 30, GraceDays: 7, LateFee: 150}, Ends: noon + 86400e9}
		l.Drawn, l.Room, l.Due = money.Units(12_345_678_901), money.Units(24_987_654_321_099), money.Units(10_000_000_000)
		if i%4 == 1 {
			l.Overdue = l.Due
		}
		if party.IsZero() || party == l.Buyer.ID {
			all = append(all, l)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return CreditLinePage{all[from:end], next}, h.err
}

func (h *house) testInvoice(i int) Invoice {
	v := Invoice{Buyer: partyBuyer, Money: money.USD(), Invoice: credit.Invoice{
		ID: testID(12_000 + uint64(i)), Party: partyBuyer.ID, Account: account(0, partyBuyer).ID, Number: uint32(60 - i), From: noon - int64(i+1)*86400e9, To: noon - int64(i)*86400e9,
		Amount: money.Units(12_345_678_901), Due: noon + int64(30-i)*86400e9, Stops: noon + int64(37-i)*86400e9, State: credit.InvoiceState(1 + i%3), Bounced: i == 1,
	}}
	if i%2 == 1 {
		v.Buyer, v.Party = partyOther, partyOther.ID
	}
	if v.State != credit.InvoicePaid {
		v.Left = money.Units(2_345_678_901)
	}
	if v.State == credit.InvoiceOverdue {
		v.Fee = money.Units(185_185_183)
	}
	if v.State == credit.InvoicePaid {
		p := Posting{Posting: ledger.Posting{Transfer: ledger.Transfer{Code: clearing.TransferDeposit}, Posted: money.Units(50_000_000_000)}, At: noon, Asset: money.USD()}
		v.Payments = []InvoicePayment{{Posting: p, Paid: v.Amount}}
	}
	v.Steps = steps(v.To, "open", v.State.String())
	return v
}

func (h *house) Invoices(_ context.Context, q ChainQuery, cursor string, limit int) (page InvoicePage, err error) {
	var all []Invoice
	for i := range min(len(h.receipts), 60) {
		if v := h.testInvoice(i); (q.Party.IsZero() || q.Party == v.Party) && (q.State == 0 || q.State == uint8(v.State)) {
			all = append(all, v)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return InvoicePage{all[from:end], next}, h.err
}

func (h *house) Invoice(_ context.Context, id ledger.ID) (Invoice, error) {
	for i := range min(len(h.receipts), 60) {
		if v := h.testInvoice(i); v.ID == id {
			return v, h.err
		}
	}
	return Invoice{}, ErrNotFound
}

func (h *house) testGrant(i int) Grant {
	g := Grant{Buyer: partyBuyer, Money: money.USD(), Left: money.Units(4_987_654_321), Funder: "the house", Grant: credit.Grant{
		ID: testID(13_000 + uint64(i)), Party: partyBuyer.ID, Account: testID(14_000 + uint64(i)), Amount: money.Units(5_000_000_000), Name: hostile, Priority: uint16(i % 3 * 10), At: noon,
	}}
	switch i % 3 {
	case 0:
		g.Ended, g.Left = noon, money.Amount{}
	case 1:
		g.Expires, g.Held, g.Only = noon+86400e9, money.Units(10_000_000), []string{"aurora-small-*", partySeller.Name}
	}
	if i%2 == 1 {
		g.Buyer, g.Party, g.Name = partyOther, partyOther.ID, "welcome credit"
	}
	if h.ended[g.ID] {
		g.Ended = noon
	}
	return g
}

func (h *house) Grants(_ context.Context, party ledger.ID, cursor string, limit int) (page GrantPage, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []Grant
	for i := range min(len(h.receipts), 60) {
		if g := h.testGrant(i); party.IsZero() || party == g.Party {
			all = append(all, g)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return GrantPage{all[from:end], next}, h.err
}

func (h *house) Grant(_ context.Context, id ledger.ID) (Grant, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range min(len(h.receipts), 60) {
		if g := h.testGrant(i); g.ID == id {
			return g, h.err
		}
	}
	return Grant{}, ErrNotFound
}

func (h *house) SetCreditLine(_ context.Context, _ ledger.ID, terms credit.Terms) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if terms.LateFee == 9_999 {
		return &Refusal{"line_refused", "The house refuses that fee."}
	}
	h.lines = append(h.lines, terms)
	return h.err
}

func (h *house) GiveGrant(_ context.Context, grant credit.Grant, from string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if from == "house" {
		return &Refusal{"grant_funds", "The house has not that much."}
	}
	h.given = append(h.given, grant)
	return h.err
}

func (h *house) EndGrant(_ context.Context, id ledger.ID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended[id] = true
	return h.err
}

// Who sees what of credit.
func TestCreditPages(t *testing.T) {
	h := newHouse(120)
	for _, c := range []struct {
		secret, path string
		has, lacks   []string
	}{
		{secretAdmin, "/console/credit", []string{"Buyer</th>", "stopped", "pending", "overdue", "late fee 150 bp", "Set a line", "Invoices that are not paid", "Latest grants", "Older lines"}, []string{hostile}},
		{secretBuyer, "/console/credit", []string{"open", "Latest grants"}, []string{"Buyer</th>", "stopped", "Set a line", "Give a grant", partyOther.Name + "</bdi>", "End it"}},
		{secretSeller, "/console/credit", []string{"You have no credit line"}, []string{"Latest grants"}},
		{secretAdmin, "/console/invoices", []string{"paid", "Older invoices"}, nil},
		{secretBuyer, "/console/invoices?state=overdue", []string{`<option value="overdue" selected>`, "Show all"}, []string{"Buyer</th>"}},
		{secretSeller, "/console/invoices?state=paid", []string{"No such invoices"}, nil},
		{secretSeller, "/console/invoices", []string{"No invoices yet"}, nil},
		{secretAdmin, "/console/invoices/" + testID(12_001).String(), []string{"was taken back", "Late fee", "set off", "calls are refused from", "What became of it"}, nil},
		{secretBuyer, "/console/invoices/" + testID(12_000).String(), []string{"Left to pay"}, []string{"was taken back"}},
		{secretAdmin, "/console/grants", []string{"welcome credit", "held", "ended", "End it", "Older grants"}, []string{hostile}},
		{secretBuyer, "/console/grants", []string{"by the house"}, []string{"welcome credit", "End it"}},
		{secretSeller, "/console/grants", []string{"No grants yet"}, nil},
	} {
		wants(t, c.path+" of "+c.secret, newVisitor(t, h).signIn(c.secret).get(c.path), c.has, c.lacks)
	}
	wants(t, "an empty house", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/credit"), []string{"No credit lines yet"}, nil)
	buyer := newVisitor(t, h).signIn(secretBuyer)
	for _, path := range []string{"/credit/line", "/grants/new", "/grants/" + testID(13_001).String() + "/end", "/invoices/" + testID(12_001).String(), "/invoices/x"} {
		buyer.status("/console"+path, http.StatusNotFound)
	}
	buyer.status("/console/invoices?after=x", http.StatusBadRequest)
}

// Lines and grants are given by forms of the very session, which say what is wrong.
// Where there are more buyers than a form can list, the buyer is typed.
func TestCreditFormsForMany(t *testing.T) {
	h := newHouse(20)
	h.crowd = true
	v := newVisitor(t, h).signIn(secretAdmin)
	page := v.get("/console/grants/new?party=" + partyOther.ID.String())
	wants(t, "the form", page, []string{`list="buyers"`, `value="` + partyOther.ID.String() + `"`}, []string{"<select id=\"party\""})
	token, _ := v.hidden(page)
	form := url.Values{"form": {token}, "amount": {"25"}, "period": {"day"}}
	for party, status := range map[string]int{
		"": 422, "nobody": 422, partySeller.Name: 422, partyOther.Name[1:]: 422, partySeller.ID.String(): 422, partyOther.Name: 303, " " + partyBuyer.Name: 303, partyBuyer.ID.String(): 303,
	} {
		form.Set("party", party)
		if a, page := v.post("/console/credit/line", form); a.StatusCode != status {
			t.Errorf("the buyer %q: %d", party, a.StatusCode)
		} else if status == 422 {
			wants(t, party, page, []string{"Choose the buyer, by its id", `list="buyers"`}, nil)
		}
	}
}

func TestCreditForms(t *testing.T) {
	h := newHouse(20)
	v := newVisitor(t, h).signIn(secretAdmin)
	post := func(path string, form url.Values, status int, says string) {
		t.Helper()
		if response, page := v.post(path, form); response.StatusCode != status {
			t.Errorf("%s: %s", path, response.Status)
		} else if says != "" {
			wants(t, path, page, []string{says}, nil)
		}
	}
	token, _ := v.hidden(v.get("/console/credit/line?party=" + partyBuyer.ID.String()))
	form := url.Values{"form": {token}, "party": {partyBuyer.ID.String()}, "amount": {"a lot"}, "period": {"day"}, "due": {"14"}, "grace": {"3"}, "fee": {"150"}}
	post("/console/credit/line", form, http.StatusUnprocessableEntity, "is no amount of USD")
	form.Set("amount", "25")
	form.Set("due", "900")
	post("/console/credit/line", form, http.StatusUnprocessableEntity, "from 0 to 366")
	form.Set("due", "14")
	form.Set("party", partySeller.ID.String())
	post("/console/credit/line", form, http.StatusUnprocessableEntity, "Choose the buyer, by its id")
	form.Set("party", partyBuyer.ID.String())
	form.Set("fee", "9999")
	post("/console/credit/line", form, http.StatusConflict, "The house refuses that fee.")
	form.Set("fee", "150")
	post("/console/credit/line", form, http.StatusSeeOther, "")
	want := credit.Terms{Amount: money.Units(25_000_000_000), Period: ledger.PeriodDay, DueDays: 14, GraceDays: 3, LateFee: 150}
	if len(h.lines) != 1 || h.lines[0] != want {
		t.Errorf("%+v", h.lines)
	}

	token, id := v.hidden(v.get("/console/grants/new"))
	grant := url.Values{"form": {token}, "id": {id}, "party": {partyBuyer.ID.String()}, "amount": {"5"}, "name": {" "}, "from": {"house"}, "priority": {"10"}, "models": {"a, b*"}, "expires": {"2020-01-01"}}
	post("/console/grants", grant, http.StatusUnprocessableEntity, "Say what it is for")
	grant.Set("name", "welcome")
	post("/console/grants", grant, http.StatusUnprocessableEntity, "That day is over")
	grant.Del("expires")
	post("/console/grants", grant, http.StatusConflict, "The house has not that much.")
	grant.Set("from", "deposit")
	post("/console/grants", grant, http.StatusSeeOther, "")
	if len(h.given) != 1 || h.given[0].ID.String() != id || h.given[0].Priority != 10 || len(h.given[0].Models) != 2 {
		t.Errorf("%+v", h.given)
	}

	end := "/console/grants/" + testID(13_001).String() + "/end"
	wants(t, "the question", v.get(end), []string{"welcome credit", "End the grant"}, nil)
	seller := v.another().signIn(secretSeller)
	if response, _ := seller.post(end, url.Values{"form": {formTokenOf(seller)}}); response.StatusCode != http.StatusNotFound || len(h.ended) != 0 {
		t.Errorf("a seller ends it: %s", response.Status)
	}
	post(end, url.Values{"form": {"other"}}, http.StatusForbidden, "")
	post(end, url.Values{"form": {token}}, http.StatusSeeOther, "")
	if !h.ended[testID(13_001)] {
		t.Error("the grant goes on")
	}
}
