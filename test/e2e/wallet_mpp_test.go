package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// charge is what a client of MPP saw of one answer.
type charge struct {
	purchase
	Type       string
	Challenged bool
	Charge     *struct{ Method, Reference, Status, Timestamp string }
}

// served fails unless the answer was served for a payment, with MPP's receipt and
// none of x402's.
func (c *charge) served(t *testing.T, what string) {
	t.Helper()
	switch r := c.Charge; {
	case c.Status != http.StatusOK:
		t.Errorf("%s: %d: %s", what, c.Status, c.Body)
	case r == nil || r.Method != "evm" || r.Status != "success" || r.Reference == "" || r.Timestamp == "":
		t.Errorf("%s: the client was told %+v", what, r)
	case c.Settlement != nil || c.Receipt == "" || c.Payment == "":
		t.Errorf("%s: %+v", what, c.purchase)
	}
}

// refused fails unless the answer is a 402 with a new challenge, for a reason.
func (c *charge) refused(t *testing.T, what, code string) {
	t.Helper()
	var problem struct{ Code, Detail string }
	err := json.Unmarshal([]byte(c.Body), &problem)
	if err != nil || c.Status != http.StatusPaymentRequired || problem.Code != code || problem.Detail == "" {
		t.Errorf("%s: %d: %s", what, c.Status, c.Body)
	}
	if c.Charge != nil || !c.Challenged || c.Type != "application/problem+json" {
		t.Errorf("%s: a receipt %+v, a challenge %t, in %s", what, c.Charge, c.Challenged, c.Type)
	}
}

// TestWalletsByMPP has the stock client of MPP buy what those of x402 buy.
func TestWalletsByMPP(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	var w struct {
		MPP struct {
			First, Again, Second, Metered charge
			Left, Scheme                  string
		}
		Misused struct {
			Refused map[string]*charge
			Keyed   int
			Five    []charge
			Left    string
			After   string
		} `json:"mpp_misused"`
	}
	node(t, "wallet.mjs", &w, "HOUSE="+firstLine(d), "PARTS=mpp,mpp_misused")

	m := &w.MPP
	m.First.served(t, "a charge")
	m.Second.served(t, "another charge")
	m.Metered.served(t, "a metered call")
	if m.Scheme != "Payment" || !strings.HasPrefix(m.First.Charge.Reference, "0x") || m.First.Payment == m.Second.Payment {
		t.Errorf("by the scheme %q, in %+v and %+v", m.Scheme, m.First, m.Second)
	}
	m.Again.refused(t, "the same credential again", "invalid_exact_evm_nonce_already_used")
	if m.Left != "960000" {
		t.Errorf("%s are left after two charges", m.Left)
	}
	for what, code := range map[string]string{
		"elsewhere": "challenge_invalid", "later": "challenge_invalid", "nonce": "challenge_invalid", "source": "challenge_invalid",
		"less": "invalid_exact_evm_payload_authorization_value_mismatch", "broken": "credential_malformed",
	} {
		if c := w.Misused.Refused[what]; c == nil {
			t.Errorf("%s: was not tried", what)
		} else {
			c.refused(t, what, code)
		}
	}
	if w.Misused.Keyed != http.StatusUnauthorized || w.Misused.Left != "1000000" {
		t.Errorf("beside a key: %d; %s are left of what purchased nothing", w.Misused.Keyed, w.Misused.Left)
	}
	paid := 0
	for i := range w.Misused.Five {
		switch c := &w.Misused.Five[i]; c.Status {
		case http.StatusOK:
			c.served(t, "by Payment-Authorization")
			paid++
		case http.StatusConflict, http.StatusPaymentRequired: // used before in the books, or on the chain
		default:
			t.Errorf("one of five requests with one credential: %d: %s", c.Status, c.Body)
		}
	}
	if paid != 1 || w.Misused.After != "980000" {
		t.Errorf("one credential paid %d of five requests; %s are left", paid, w.Misused.After)
	}
	settle(t, d.process, party{url: d.URL, key: secret(t, d.Operator)}, data)
}
