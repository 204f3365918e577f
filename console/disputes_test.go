package console

import (
	"context"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/recourse"
)

// dispute is one of the test house's: the first is contested, the second decided, the third open.
func (h *house) testDispute(i int) Dispute {
	d := Dispute{
		Dispute: recourse.Dispute{
			ID: testID(9500 + uint64(i)), Number: uint32(i) + 1, Amount: money.Units(2_000_000_000), Reason: recourse.NotDelivered, Text: "nothing <came>",
			State: recourse.DisputeContested, At: noon, Deadline: noon + 3600e9, Silence: recourse.ForBuyer, Answer: "it did", Short: money.Units(500_000_000),
		},
		Call: testID(1), Asset: money.USD(), Charge: money.Units(3_000_000_000), Buyer: partyBuyer, Seller: partySeller,
	}
	if i == 2 {
		d.State, d.Answer, d.Text = recourse.DisputeOpened, "", "<late>"
		if text, ok := h.decided[d.ID]; ok {
			d.State, d.Answer, d.DecideBy = recourse.DisputeContested, text, noon+7200e9
		}
	} else if text, ok := h.decided[d.ID]; ok || i == 1 {
		d.State, d.Decision, d.Short, d.Ended = recourse.DisputeDecided, text, money.Amount{}, noon
	}
	return d
}

// Disputes implements Disputes.
func (h *house) Disputes(_ context.Context, party ledger.ID, state recourse.DisputeState, _ string, _ int) (page DisputePage, err error) {
	for i := range min(len(h.receipts), 3) {
		if d := h.testDispute(i); (party.IsZero() || party == d.Buyer.ID || party == d.Seller.ID) && (state == 0 || state == d.State) {
			page.Disputes = append(page.Disputes, d)
		}
	}
	return page, h.err
}

// Dispute implements Disputes.
func (h *house) Dispute(_ context.Context, id ledger.ID) (Dispute, error) {
	for i := range min(len(h.receipts), 3) {
		if d := h.testDispute(i); d.ID == id {
			return d, h.err
		}
	}
	return Dispute{}, ErrNotFound
}

// DecideDispute implements Disputes.
func (h *house) DecideDispute(_ context.Context, id ledger.ID, _ money.Amount, text string) error {
	if text == "refuse me" {
		return &Refusal{Code: "dispute_closed", Sentence: "somebody was faster"}
	}
	h.decided[id] = text
	return h.err
}

// AnswerDispute implements Disputes.
func (h *house) AnswerDispute(_ context.Context, id ledger.ID, accept bool, text string) error {
	if said, ok := h.decided[id]; ok && said != text {
		return &Refusal{Code: "dispute_answered", Sentence: "it has been answered"}
	}
	if h.decided[id] = text; accept {
		h.decided[id] = "accepted"
	}
	return h.err
}

// Returnable implements Refunds.
func (h *house) Returnable(_ context.Context, id ledger.ID) (Returnable, error) {
	r, ok := h.receipts[id]
	if !ok || r.Call.Charge.IsZero() {
		return Returnable{}, ErrNotFound
	}
	out := Returnable{ID: id, Asset: r.Call.Asset, Charge: r.Call.Charge, Left: r.Call.Charge, Buyer: r.Call.Buyer, Seller: r.Call.Seller}
	for _, f := range h.refunded {
		f.At, f.State = noon, recourse.RefundPosted
		out.Refunds, out.Left = append(out.Refunds, f), out.Left.SubFloor(f.Amount)
	}
	if len(out.Refunds) > 0 {
		out.Disputes = []Dispute{h.testDispute(1)}
	}
	return out, h.err
}

// Refund implements Refunds.
func (h *house) Refund(_ context.Context, _ ledger.ID, r recourse.Refund) error {
	if known, ok := h.refunded[r.ID]; ok && !reflect.DeepEqual(known, r) {
		return &Refusal{Code: "refund_differs", Sentence: "the id is taken by another refund"}
	}
	h.refunded[r.ID] = r
	return h.err
}

// TestDisputesAreForTheirParties shows disputes to their two sides, and lets the
// operator alone decide.
func TestDisputesAreForTheirParties(t *testing.T) {
	h := newHouse(120)
	path := "/console/disputes/" + testID(9500).String()
	for _, c := range []struct {
		secret     string
		has, lacks []string
	}{
		{secretAdmin, []string{"nothing &lt;came&gt;", "it did", "Decide it", "silence decides for the buyer", "/console/calls/" + testID(1).String()}, nil},
		{secretBuyer, []string{"nothing &lt;came&gt;", "it did"}, []string{"Decide it"}},
		{secretSeller, []string{"nothing &lt;came&gt;"}, []string{"Decide it"}},
	} {
		v := newVisitor(t, h).signIn(c.secret)
		wants(t, c.secret, v.get("/console/disputes"), []string{"contested", "decided"}, nil)
		wants(t, c.secret, v.get("/console/disputes?state=decided"), []string{"decided"}, []string{testID(9500).String()})
		wants(t, c.secret, v.get(path), c.has, c.lacks)
	}
	other := newVisitor(t, h).signIn(secretOther)
	wants(t, "another party", other.get("/console/disputes"), []string{"No disputes"}, []string{"Disputed</th>"})
	other.status(path, 404)
	wants(t, "an empty house", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/disputes"), []string{"No disputes"}, nil)
}

// TestTheOperatorDecides sends the form, with mistakes first.
func TestTheOperatorDecides(t *testing.T) {
	h := newHouse(120)
	v := newVisitor(t, h).signIn(secretAdmin)
	path := "/console/disputes/" + testID(9500).String()
	token, _ := v.hidden(v.get(path))
	for _, c := range []struct {
		award, text, says string
		status            int
	}{
		{"much", "because", "The award is no amount", 422}, {"3", "because", "more than what is disputed", 422}, {"1.5", " ", "Say why", 422},
		{"1.5", "refuse me", "somebody was faster", 409},
	} {
		a, page := v.post(path, url.Values{"form": {token}, "award": {c.award}, "text": {c.text}})
		if a.StatusCode != c.status {
			t.Errorf("an award of %s, %q: %d", c.award, c.text, a.StatusCode)
		}
		wants(t, c.award, page, []string{c.says}, nil)
	}
	if a, _ := v.post(path, url.Values{"form": {token}, "award": {"1.5"}, "text": {"half of it"}}); a.StatusCode != 303 || h.decided[testID(9500)] != "half of it" {
		t.Errorf("the decision: %d, %v", a.StatusCode, h.decided)
	}
	buyer := newVisitor(t, h).signIn(secretBuyer)
	if a, _ := buyer.post(path, url.Values{"form": {formTokenOf(buyer)}, "award": {"1"}, "text": {"mine"}}); a.StatusCode != 404 || h.decided[testID(9500)] != "half of it" {
		t.Errorf("a buyer decided: %d", a.StatusCode)
	}
}

// TestTheSellerAnswers sends the form, with mistakes first; nobody else has it.
func TestTheSellerAnswers(t *testing.T) {
	h := newHouse(120)
	path := "/console/disputes/" + testID(9502).String()
	v := newVisitor(t, h).signIn(secretSeller)
	page := v.get(path)
	wants(t, "the seller", page, []string{"Answer it", "&lt;late&gt;", "Accept, and return all of it"}, []string{"Decide it"})
	for who, secret := range map[string]string{"the operator": secretAdmin, "the buyer": secretBuyer, "a key that reads": secretReader} {
		other := newVisitor(t, h).signIn(secret)
		wants(t, who, other.get(path), nil, []string{"Answer it"})
		if a, _ := other.post(path+"/answer", url.Values{"form": {formTokenOf(other)}, "answer": {"contest"}, "text": {"mine"}}); a.StatusCode != 404 {
			t.Errorf("%s answered: %d", who, a.StatusCode)
		}
	}
	token, _ := v.hidden(page)
	for _, c := range []struct {
		token, answer, text, says string
		status                    int
	}{
		{"forged", "contest", "it came", "another session", 403}, {token, "perhaps", "it came", "Choose whether", 422}, {token, "contest", " ", "Say why", 422},
		{token, "contest", "it came", "", 303}, {token, "contest", "it came", "", 303}, {token, "contest", "it came late", "it has been answered", 409},
	} {
		a, page := v.post(path+"/answer", url.Values{"form": {c.token}, "answer": {c.answer}, "text": {c.text}})
		if a.StatusCode != c.status {
			t.Errorf("%+v: %d", c, a.StatusCode)
		}
		wants(t, c.says, page, []string{c.says}, nil)
	}
	wants(t, "the answer", v.get(path), []string{"it came", "Decision until"}, []string{"Answer it"})
}

// TestARefundIsMadeOnce sends the form twice, as an impatient seller does, and with
// mistakes.
func TestARefundIsMadeOnce(t *testing.T) {
	h := newHouse(120)
	call := testID(1000 + 118)
	r := h.receipts[call]
	v := newVisitor(t, h).signIn(secretSeller)
	receipt, form := "/console/calls/"+call.String(), "/console/refunds/new?call="+call.String()
	wants(t, "the receipt", v.get(receipt), []string{"Refund this call", form}, []string{"What came back"})
	for who, secret := range map[string]string{"the buyer": secretBuyer, "a key that reads": secretReader, "another party": secretOther} {
		other := newVisitor(t, h).signIn(secret)
		other.status(form, 404)
		if a, _ := other.post("/console/refunds", url.Values{"form": {formTokenOf(other)}, "id": {testID(1).String()}, "call": {call.String()}, "amount": {"1"}, "reason": {"quality"}}); a.StatusCode != 404 || len(h.refunded) > 0 {
			t.Errorf("%s refunded: %d", who, a.StatusCode)
		}
	}
	v.status("/console/refunds/new?call="+testID(1).String(), 404)
	v.status("/console/refunds/new?call=nothing", 404)
	token, id := v.hidden(v.get(form))
	half := "0.000001"
	send := func(token, id, amount, reason, text string) (int, string) {
		a, page := v.post("/console/refunds", url.Values{"form": {token}, "id": {id}, "call": {call.String()}, "amount": {amount}, "reason": {reason}, "text": {text}})
		return a.StatusCode, page
	}
	for _, c := range []struct {
		token, id, amount, reason, says string
		status                          int
	}{
		{"forged", id, half, "quality", "another session", 403}, {token, "", half, "quality", "damaged", 422}, {token, id, "much", "quality", "no amount", 422},
		{token, id, "0", "quality", "how much", 422}, {token, id, half, "", "Choose the reason", 422}, {token, id, half, "whim", "Choose the reason", 422},
	} {
		status, page := send(c.token, c.id, c.amount, c.reason, "<sorry>")
		if status != c.status || len(h.refunded) > 0 {
			t.Errorf("%+v: %d", c, status)
		}
		wants(t, c.says, page, []string{c.says}, nil)
	}
	for range 2 {
		if status, _ := send(token, id, half, "quality", "<sorry>"); status != 303 || len(h.refunded) != 1 {
			t.Fatalf("%d, %d refunds", status, len(h.refunded))
		}
	}
	if status, page := send(token, id, "0.000002", "quality", "<sorry>"); status != 409 || !strings.Contains(page, "another refund") {
		t.Errorf("the form with another amount: %d", status)
	}
	for _, f := range h.refunded {
		if f.By != partySeller.ID || f.Reason != recourse.Quality || f.Amount != money.Units(1_000) || f.Text != "<sorry>" {
			t.Errorf("%+v", f)
		}
	}
	buyer := newVisitor(t, h)
	if r.Call.Buyer.ID == partyBuyer.ID {
		buyer.signIn(secretBuyer)
	} else {
		buyer.signIn(secretOther)
	}
	wants(t, "the buyer", buyer.get(receipt), []string{"What came back", "&lt;sorry&gt;", "Refund: quality", "posted"}, []string{"Refund this call"})
}
