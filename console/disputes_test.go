package console

import (
	"context"
	"net/url"
	"testing"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/recourse"
)

// dispute is one of the test house's: the first is contested, the second decided.
func (h *house) testDispute(i int) Dispute {
	d := Dispute{
		Dispute: recourse.Dispute{
			ID: testID(9500 + uint64(i)), Number: uint32(i) + 1, Amount: money.Units(2_000_000_000), Reason: recourse.NotDelivered, Text: "nothing <came>",
			State: recourse.DisputeContested, At: noon, Deadline: noon + 3600e9, Silence: recourse.ForBuyer, Answer: "it did", Short: money.Units(500_000_000),
		},
		Call: testID(1), Asset: money.USD(), Charge: money.Units(3_000_000_000), Buyer: partyBuyer, Seller: partySeller,
	}
	if text, ok := h.decided[d.ID]; ok || i == 1 {
		d.State, d.Decision, d.Short, d.Ended = recourse.DisputeDecided, text, money.Amount{}, noon
	}
	return d
}

// Disputes implements Disputes.
func (h *house) Disputes(_ context.Context, party ledger.ID, state recourse.DisputeState, _ string, _ int) (page DisputePage, err error) {
	for i := range min(len(h.receipts), 2) {
		if d := h.testDispute(i); (party.IsZero() || party == d.Buyer.ID || party == d.Seller.ID) && (state == 0 || state == d.State) {
			page.Disputes = append(page.Disputes, d)
		}
	}
	return page, h.err
}

// Dispute implements Disputes.
func (h *house) Dispute(_ context.Context, id ledger.ID) (Dispute, error) {
	for i := range min(len(h.receipts), 2) {
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
