package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Who sees what of the pages about chains.
func TestChainPages(t *testing.T) {
	h := newHouse(120)
	for _, c := range []struct {
		secret, path string
		has, lacks   []string
	}{
		{secretAdmin, "/console/deposits", []string{"Payments under way", "What came in", "nobody's", "Older deposits", "/console/wallets", testHash(1)[:6] + "…"}, nil},
		{secretBuyer, "/console/deposits", []string{"What came in", "Older"}, []string{"nobody's", "Payments under way", "/console/wallets", "Whose"}},
		{secretAdmin, "/console/deposits?state=unallocated", []string{"nobody's"}, []string{"Payments under way", "alert(&#34;x&#34;)</bdi>"}},
		{secretOther, "/console/deposits", []string{"Nothing came in on a chain yet"}, nil},
		{secretOther, "/console/deposits?state=dropped", []string{"No such deposits"}, nil},
		{secretAdmin, "/console/deposits/" + testID(6000).String(), []string{testHash(0), "the payment", "Can be spent"}, nil},
		{secretAdmin, "/console/payments", []string{"0xfB69…d359", "unneeded", "Older payments"}, nil},
		{secretAdmin, "/console/payments?state=failed", []string{`<option value="failed" selected>`, "Show all"}, nil},
		{secretBuyer, "/console/payments", []string{"No payments yet"}, []string{"0xfB69"}},
		{secretAdmin, "/console/payments/" + testID(5006).String(), []string{"It can never be collected", "the call", testAddress}, []string{"<script>alert"}},
		{secretAdmin, "/console/payouts", []string{"in no block", "closed", "Older payouts"}, nil},
		{secretSeller, "/console/payouts", []string{"12<span class=\"group\">000</span>"}, []string{"160<"}},
		{secretAdmin, "/console/payouts/" + testID(7002).String(), []string{"returned", partyOther.Name, "could not be delivered"}, nil},
		{secretSeller, "/console/payouts/" + testID(7002).String(), []string{"Your payout", "paid"}, []string{partyOther.Name, "returned"}},
		{secretAdmin, "/console/reconciliation", []string{"agrees", "differs", "Payouts are stopped", "−", "Unallocated", "In channels", "77.125", "Stop payouts", "Let payouts go on", "0.9987", "13 basis points off par, by <bdi>prices.example", "Nothing is taken in this token", "peg price 2 PRICE --confirmed"}, nil},
		{secretAdmin, "/console/reconciliation/2", []string{"0.25<", "66.125", "in channels", "Older comparisons", "agrees"}, nil},
		{secretAdmin, "/console/reconciliation/1?differing=true", []string{"No difference was ever found"}, nil},
		{secretAdmin, "/console/wallets", []string{"0xfB69…d359", "More wallets", "Owes"}, nil},
	} {
		page := newVisitor(t, h).signIn(c.secret).get(c.path)
		for _, text := range c.has {
			if !strings.Contains(page, text) {
				t.Errorf("%s of %s does not see %q", c.path, c.secret, text)
			}
		}
		for _, text := range c.lacks {
			if strings.Contains(page, text) {
				t.Errorf("%s of %s sees %q", c.path, c.secret, text)
			}
		}
	}
	v := newVisitor(t, h).signIn(secretBuyer)
	for _, path := range []string{"/reconciliation", "/reconciliation/1", "/reconciliation/1/halt", "/wallets", "/payments/" + testID(5000).String(), "/payouts/" + testID(7000).String(), "/deposits/" + testID(6004).String(), "/payouts/x", "/payments/x", "/deposits/x"} {
		v.status("/console"+path, http.StatusNotFound)
	}
	operator := newVisitor(t, h).signIn(secretAdmin)
	for _, path := range []string{"/reconciliation/9", "/reconciliation/x", "/payments/" + testID(1).String()} {
		operator.status("/console"+path, http.StatusNotFound)
	}
	operator.status("/console/payouts?after=x", http.StatusBadRequest)
	bare := newVisitor(t, newHouse(0)).signIn(secretAdmin)
	for path, says := range map[string]string{"/console/reconciliation": "No tokens yet", "/console/wallets": "No wallets yet", "/console/payouts": "Nothing went out"} {
		if page := bare.get(path); !strings.Contains(page, says) {
			t.Errorf("%s of an empty house does not say %q", path, says)
		}
	}
}

// Payouts are stopped by a form of the very session, with a reason.
func TestHaltPayouts(t *testing.T) {
	h := newHouse(5)
	v := newVisitor(t, h).signIn(secretAdmin)
	const path = "/console/reconciliation/1/halt"
	token, _ := v.hidden(v.get(path))
	form := url.Values{"form": {token}, "reason": {"  "}}
	if response, page := v.post(path, form); response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "Say why") {
		t.Errorf("without a reason: %s", response.Status)
	}
	form.Set("reason", "refuse")
	if response, page := v.post(path, form); response.StatusCode != http.StatusConflict || !strings.Contains(page, "The house refuses") {
		t.Errorf("refused: %s", response.Status)
	}
	form.Set("reason", hostile)
	response, _ := v.post(path, form)
	if page := v.get(response.Header.Get("Location")); h.halted != hostile || !strings.Contains(page, "Payouts are stopped") || strings.Contains(page, hostile) {
		t.Errorf("halted for %q: %s", h.halted, page)
	}
	if page := v.get(path); !strings.Contains(page, "go on?") {
		t.Error("it is not asked whether they go on")
	}
	form.Set("action", "resume")
	response, _ = v.post(path, form)
	if page := v.get(response.Header.Get("Location")); h.halted != "" || strings.Contains(page, "Payouts are stopped") {
		t.Errorf("halted for %q", h.halted)
	}
	form.Set("form", "other")
	form.Del("action")
	if response, _ := v.post(path, form); response.StatusCode != http.StatusForbidden || h.halted != "" {
		t.Errorf("a form of another session: %s", response.Status)
	}
	seller := v.another().signIn(secretSeller)
	form.Set("form", formTokenOf(seller))
	if response, _ := seller.post(path, form); response.StatusCode != http.StatusNotFound || h.halted != "" {
		t.Errorf("a seller: %s", response.Status)
	}
}
