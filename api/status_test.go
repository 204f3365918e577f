package api

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"aidollar/core/ledger"
	"aidollar/core/tariff"
)

// TestEveryResultHasAStatus holds the table against every result of the ledger:
// a new one must be given its status before it can be answered.
func TestEveryResultHasAStatus(t *testing.T) {
	count := 0
	for r := ledger.OK; r.String() != "result_unknown"; r++ {
		status, ok := statuses[r.String()]
		if !ok {
			t.Errorf("the result %s has no status", r)
		}
		if http.StatusText(status) == "" {
			t.Errorf("the result %s has the status %d, which is none", r, status)
		}
		if r >= resultAmount {
			t.Errorf("the result %s is %d and does not fit seven bits of a batch's answer", r, r)
		}
		count++
	}
	if count < 50 {
		t.Errorf("only %d results were seen", count)
	}
}

// TestEveryRefusalHasAStatus reads the codes of the machine and of its books from
// their sources, because they are not listed anywhere at run time.
func TestEveryRefusalHasAStatus(t *testing.T) {
	for file, prefix := range map[string]string{
		"../core/clearing/refusal.go":   "refusal",
		"../core/payment/call.go":       "",
		"../core/settlement/refusal.go": "",
		"../core/credit/refusal.go":     "",
		"../core/exchange/refusal.go":   "",
		"../core/recourse/refusal.go":   "",
		"../core/licence/refusal.go":    "",
		"../core/review/refusal.go":     "",
		"../core/attest/refusal.go":     "",

		"../core/policy/ruling/refusal.go": "",
	} {
		codes := constantsOf(t, file, prefix)
		if len(codes) < 3 {
			t.Fatalf("%s: only %d codes were found", file, len(codes))
		}
		for _, code := range codes {
			if _, ok := statuses[code]; !ok {
				t.Errorf("%s: the code %s has no status", file, code)
			}
			if result, ok := ledger.ResultNamed(code); ok && prefix == "" && code != "exists" {
				t.Errorf("%s: the code %s means something else in the ledger: %s", file, code, result.Sentence())
			}
		}
	}
}

// constantsOf lists the values of string constants in a file.
func constantsOf(t *testing.T, file, prefix string) (codes []string) {
	tree, err := goparser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, prefix) {
			return true
		}
		if text, ok := spec.Values[0].(*ast.BasicLit); ok && text.Kind == token.STRING {
			if code, err := strconv.Unquote(text.Value); err == nil {
				codes = append(codes, code)
			}
		}
		return true
	})
	return codes
}

// TestOwnCodesAreExplained asks for a sentence behind each code that is
// answered without one of its own.
func TestOwnCodesAreExplained(t *testing.T) {
	for _, code := range []string{"key_missing", "key_invalid", "not_found", "busy", "stopping", "outcome_unknown", "internal", "idempotency_key_reused", "webhooks_off", "webhook_unknown", "webhooks_full", "transfer_unknown", "receipt_unknown", "charge_unknown", "payout_not_found", "payout_custody", "account_unknown", "hold_unknown", "debit_limited", "party_differs", "key_unknown"} {
		if sentenceOf(code) == code {
			t.Errorf("the code %s has no sentence", code)
		}
	}
	if tariff.TicksPerUnit != 1_000_000_000 || tickScale != 9 {
		t.Error("a tick is not 10^-9 of a ledger unit any more; receipts print it so")
	}
}

// TestRefusalsOfExchangeAreDescribed: each refusal of rates and conversions is in the
// description of an operation, and each code that is described has a sentence.
func TestRefusalsOfExchangeAreDescribed(t *testing.T) {
	described := map[string]bool{"exists": true}
	for _, r := range exchangeRoutes() {
		for _, code := range r.refusals {
			if described[code] = true; sentenceOf(code) == code || statuses[code] == 0 {
				t.Errorf("%s: the code %s has no sentence or no status", r.name, code)
			}
		}
		if r.method == http.MethodPost && len(r.refusals) == 0 {
			t.Errorf("%s describes no refusals", r.name)
		}
	}
	for _, code := range constantsOf(t, "../core/exchange/refusal.go", "") {
		if !described[code] {
			t.Errorf("no operation describes the refusal %s", code)
		}
	}
	if text := string(Description()); !strings.Contains(text, `"409":{"content":{"application/problem+json"`) || !strings.Contains(text, `"x-codes":["position_beyond"]`) {
		t.Error("the description lists no codes by their status")
	}
}
