package e2e

import (
	"net/http"
	"testing"
)

// claim is a refund or a dispute.
type claim struct {
	ID, State, Amount, Held, Short, Returned, Due string
}

// claimant makes a key for what a party's calls or sales give back, good for the house
// as often as it starts.
func (h *house) claimant(t *testing.T, of string) func() party {
	t.Helper()
	var made struct{ Secret string }
	h.operator.post(t, "/api/v1/keys", object{"party": of, "name": "claims", "scopes": []string{"read", "recourse"}}, &made)
	return func() party { return party{url: h.operator.url, key: made.Secret} }
}

// step takes a step of a refund or a dispute.
func (p party) step(t *testing.T, path string, body any, into *claim) {
	t.Helper()
	must[answer](t)(p.send(http.MethodPost, path, body)).into(t, http.StatusOK, into)
}

// TestRefundsAndDisputesSurvive has calls refunded and disputed over HTTP, kills the
// house between the steps, and asks for more at once than a call has cost.
func TestRefundsAndDisputesSurvive(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBuyer(t, h.operator, "quarrelsome", "0.010")
	var sellers struct{ Items []struct{ ID string } }
	h.operator.get(t, "/api/v1/sellers", &sellers)
	claims, seller := h.claimant(t, b.id), h.claimant(t, sellers.Items[0].ID)
	buy := func() string {
		t.Helper()
		a := must[answer](t)(b.send(http.MethodPost, chatPath, question("ticket", nil)))
		if a.status != http.StatusOK {
			t.Fatalf("a call: %d %s", a.status, a.body)
		}
		return a.header.Get("X-Aidollar-Receipt")
	}
	first, second, third := buy(), buy(), buy()

	// A proposal and a dispute hold their money through a power cut.
	var refund, dispute claim
	seller().post(t, "/api/v1/refunds", object{"call": first, "reason": "quality", "amount": "0.0004", "propose": true}, &refund)
	claims().post(t, "/api/v1/disputes", object{"call": second, "reason": "not_delivered", "text": "nothing came"}, &dispute)
	if refund.State != "proposed" || dispute.State != "open" || dispute.Held == "0" || dispute.Short != "0" {
		t.Errorf("%+v, %+v", refund, dispute)
	}
	h.process.kill()
	h.start()
	b.url = h.operator.url
	seller().step(t, "/api/v1/refunds/"+refund.ID+"/post", nil, &refund)
	seller().step(t, "/api/v1/disputes/"+dispute.ID+"/answer", object{"accept": false, "text": "it was there"}, &dispute)
	h.process.kill()
	h.start()
	b.url = h.operator.url
	h.operator.step(t, "/api/v1/disputes/"+dispute.ID+"/decision", object{"award": "0.0005", "text": "half of it was"}, &dispute)
	if refund.State != "posted" || dispute.State != "decided" || dispute.Returned != "0.0005" || dispute.Due != "0" || dispute.Held != "0" {
		t.Errorf("%+v, %+v", refund, dispute)
	}
	if left := b.balance(t); left.Spendable != "0.0079" {
		t.Errorf("of a cent, less three calls, with 0.0009 back, there is %s", left.Spendable)
	}

	// Twenty refunds of a quarter at once: four of them are made.
	const asked = 20
	answers := make([]answer, asked)
	at(asked, func(i int) {
		var err error
		if answers[i], err = seller().send(http.MethodPost, "/api/v1/refunds", object{"call": third, "reason": "goodwill", "amount": "0.00025"}); err != nil {
			t.Error(err)
		}
	})
	posted := 0
	for _, a := range answers {
		if a.status == http.StatusCreated {
			posted++
			continue
		}
		a.refused(t, "a refund beyond the charge", http.StatusConflict, "refund_exceeded")
	}
	if left := b.balance(t); posted != 4 || left.Spendable != "0.0089" {
		t.Errorf("%d refunds of a quarter were made, and there is %s", posted, left.Spendable)
	}
	settle(t, h.process, h.operator, h.data)
}
