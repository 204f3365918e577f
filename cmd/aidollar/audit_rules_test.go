package main

import (
	"crypto/ed25519"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
	"aidollar/journal"
)

// What a house sold under rules passes an audit, until somebody changes its books.
func TestAuditOfDecisionsInTheBooks(t *testing.T) {
	h := newRuledPast(t, packOf(t, ruledPolicies, houseFacts))
	report := audit(h.data, auditOptions{})
	if len(report.Breaks) > 0 || report.Sets != 1 || report.Decisions < 10 || report.Served != 270 || report.Compared != report.LastSeq || len(report.Notes) > 0 {
		t.Fatalf("%+v", report)
	}
	db, err := sql.Open("sqlite", filepath.Join(h.data, booksFile))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE decisions SET outcome = 3, rules = 'open' WHERE n = (SELECT min(n) FROM decisions WHERE outcome = 1)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, _ := inRules(t, "audit "+h.data)
	for _, want := range []string{"decision_differs: of the decision", "the outcome allow; the log deny", "the rules open; the log home"} {
		if code != 1 || !strings.Contains(out, want) {
			t.Errorf("%d: the audit does not say %q:\n%s", code, want, out)
		}
	}
}

// ruledLog is a log of a house under rules, whose buyer is known.
func ruledLog(t *testing.T, sign func(*ruling.Installed)) *logHouse {
	t.Helper()
	law, _, err := lawOf([]string{packOf(t, ruledPolicies, strings.ReplaceAll(houseFacts, "Model/acme-large", "Model/text"))}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	h := newLogHouse(t)
	set := ruling.Installed{Archive: law.Archive.Bytes(), Digest: law.Digest}
	if sign != nil {
		sign(&set)
	}
	h.do(clearing.InstallRules{Set: set})
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{facts.New(ruling.Participant(h.buyer).String(), []string{"Jurisdiction/DE"}, "name", "Buyer")}})
	return h
}

// servedIn makes a call with health data that may be served at home alone, and says that
// it was served somewhere.
func (h *logHouse) servedIn(region string) {
	h.t.Helper()
	c := clearing.Reserve{Call: h.id(), Key: h.key, Seller: h.seller, Model: "text", Regions: []string{"us", "eu"}, Data: "health", Deadline: h.now.Load() + int64(time.Hour), Limits: []tariff.Limit{
		{Meters: meter.SetOf(meter.Request), Max: 1}, {Meters: meter.TextInput, Max: 1000}, {Meters: meter.TextOutput, Max: 1}}}
	if a := h.do(c); a.Allowed != 2 {
		h.t.Fatalf("allowed are %b", a.Allowed)
	}
	u := meter.Usage{}
	u.Quantities[meter.Request], u.Quantities[meter.Input] = 1, 10
	h.do(clearing.Capture{Call: c.Call, Usage: u, Policy: payment.Measured, Region: region})
}

func TestAuditFindsCallsServedWhereTheyMustNot(t *testing.T) {
	for region, want := range map[string]string{
		"eu": "", "": "",
		"us":   `was served in "us", which the decision 2 does not allow`,
		"mars": `was served in "mars", of which nothing was decided`,
	} {
		h := ruledLog(t, nil)
		h.servedIn(region)
		report := h.audited()
		text := strings.Join(report.Breaks, "\n")
		if (text == "") != (want == "") || !strings.Contains(text, want) || report.Served != 1 {
			t.Errorf("in %q: %q, want %q", region, text, want)
		}
		if (len(report.Notes) == 1) != (region == "") {
			t.Errorf("in %q: notes %v", region, report.Notes)
		}
	}
}

// A payment that the rules allow passes, and one of which nothing was decided does not.
func TestAuditOfPaymentsUnderRules(t *testing.T) {
	h := ruledLog(t, nil)
	token := h.do(clearing.DefineToken{ChainID: 31337, Contract: settlement.Address{1}, House: settlement.Address{2}, Decimals: 6, Asset: 1}).Number
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		facts.New("Asset/eip155:31337/erc20:0x0100000000000000000000000000000000000000", nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
		facts.New(ruling.Participant(h.seller).String(), []string{"Jurisdiction/DE"}, "name", "Seller"),
	}})
	call := clearing.Reserve{Call: h.id(), Key: h.key, Seller: h.seller, Model: "text", Region: "eu", Deadline: h.now.Load() + int64(time.Hour), Limits: []tariff.Limit{
		{Meters: meter.SetOf(meter.Request), Max: 1}, {Meters: meter.TextInput, Max: 1000}, {Meters: meter.TextOutput, Max: 1}}}
	tender := clearing.Tender{
		Payment: h.id(), Token: token, Scheme: settlement.Exact, Signed: money.Units(2e9), Until: h.now.Load() + int64(time.Hour), Payload: []byte("signed"),
		Trust: settlement.Trust{Max: money.Units(1e12), Funds: money.Units(1e12)}, Call: call,
	}
	h.do(tender)
	u := meter.Usage{}
	u.Quantities[meter.Request], u.Quantities[meter.Input] = 1, 10
	h.do(clearing.Capture{Call: call.Call, Usage: u, Policy: payment.Measured, Region: "eu"})
	if report := h.audited(); len(report.Breaks) > 0 || report.Decisions != 5 { // three of whom to deal with, of the buyer twice
		t.Fatalf("%d decisions, %v", report.Decisions, report.Breaks)
	}
	var found []string
	m := clearing.New(clearing.DefaultConfig())
	a := newRulesAudit(newRecourseAudit(m, nil, func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }), nil)
	if _, err := journal.Check(journalDir(h.dir), func(r journal.Record) error {
		_, err := m.Apply(r.Payload, nil)
		a.applied()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	a.PaymentChanged(m.Now(), &settlement.Payment{ID: h.id(), Party: h.buyer, At: m.Now()})
	a.PaymentChanged(m.Now(), &settlement.Payment{ID: tender.Payment, Party: h.buyer, At: m.Now()}) // it was taken before
	a.PayoutChanged(m.Now(), &settlement.Payout{ID: h.id(), Items: []settlement.Item{{Party: h.seller}}}, clearing.PayoutOpened)
	if len(found) != 2 || !strings.HasPrefix(found[0], "rules_payment") || !strings.HasPrefix(found[1], "rules_payout") {
		t.Errorf("found %v", found)
	}
}

// A deposit that the rules allow passes, and so does one that a person approved; one of
// which neither is true does not.
func TestAuditOfDepositsUnderRules(t *testing.T) {
	const refers = `
@id("deposits") @title("A person looks at deposits") @source("law") @from("2000-01-01") @effect("refer")
forbid(principal in Jurisdiction::"DE", action == Action::"deposit", resource);
`
	h := ruledLog(t, nil)
	token := h.do(clearing.DefineToken{ChainID: 31337, Contract: settlement.Address{1}, House: settlement.Address{2}, Decimals: 6, Asset: 1}).Number
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		facts.New("Asset/eip155:31337/erc20:0x0100000000000000000000000000000000000000", nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
	}})
	officer := h.id()
	h.do(clearing.AddKey{Key: clearing.Key{ID: officer, Hash: [32]byte{8}, Name: "ann", Scopes: clearing.ScopeAdmin}})
	comes := func(block uint64) ledger.ID {
		id := h.id()
		h.do(clearing.Arrive{Arrival: settlement.Arrival{ID: id, Token: token, Tx: settlement.Hash{byte(block)}, Block: block, Amount: money.Units(1e9), Party: h.buyer, Credit: true}})
		return id
	}
	comes(11)
	law, _, err := lawOf([]string{packOf(t, ruledPolicies+refers, strings.ReplaceAll(houseFacts, "Model/acme-large", "Model/text"))}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	h.do(clearing.InstallRules{Set: ruling.Installed{Archive: law.Archive.Bytes()}})
	referred := comes(12)
	h.do(clearing.Finalize{ChainID: 31337, Block: 12, Hash: settlement.Hash{1}})
	var item review.Item
	h.node.View(func(m *clearing.Machine) { item, _ = m.Reviews().Arrived(referred) })
	h.do(clearing.DecideReview{ID: item.ID, Verdict: review.Approve, By: officer, Reason: "known"})
	if report := h.audited(); len(report.Breaks) > 0 {
		t.Fatalf("%v", report.Breaks)
	}
	var found []string
	m := clearing.New(clearing.DefaultConfig())
	a := newRulesAudit(newRecourseAudit(m, nil, func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }), nil)
	if _, err := journal.Check(journalDir(h.dir), func(r journal.Record) error {
		_, err := m.Apply(r.Payload, nil)
		a.applied()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	a.ArrivalChanged(m.Now(), &settlement.Arrival{ID: referred, Party: h.buyer}, clearing.ArrivalFinal) // it was credited before
	a.ArrivalChanged(m.Now(), &settlement.Arrival{ID: h.id(), Party: h.buyer}, clearing.ArrivalFinal)
	a.applied()
	if len(found) != 1 || !strings.HasPrefix(found[0], "rules_deposit") {
		t.Errorf("found %v", found)
	}
}

func TestAuditOfSignatures(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signed := func(key ed25519.PrivateKey) func(*ruling.Installed) {
		return func(i *ruling.Installed) {
			copy(i.Signer[:], key.Public().(ed25519.PublicKey))
			i.Number = 1
			copy(i.Signature[:], ed25519.Sign(key, i.SigningBytes()))
		}
	}
	for name, c := range map[string]struct {
		sign   func(*ruling.Installed)
		signer string // beside the command
		want   string
	}{
		"unsigned":              {nil, "", ""},
		"unsigned, and must be": {nil, hex.EncodeToString(public), "rules_unsigned"},
		"signed":                {signed(private), hex.EncodeToString(public), ""},
		"by another":            {signed(other), hex.EncodeToString(public), "rules_signer"},
		"with a wrong signature": {func(i *ruling.Installed) {
			signed(private)(i)
			i.Signature[5]++
		}, "", "rules_signature"},
	} {
		h := ruledLog(t, c.sign)
		if err := h.node.Close(); err != nil {
			t.Fatal(err)
		}
		line := "audit " + h.dir
		if c.signer != "" {
			line += " --signer " + c.signer
		}
		code, out, _ := inRules(t, line)
		if (code == 0) != (c.want == "") || !strings.Contains(out, c.want) || (c.want == "") != !strings.Contains(out, "BREAK") {
			t.Errorf("%s: %d, want %q in\n%s", name, code, c.want, out)
		}
	}
	if code, _, errOut := inRules(t, "audit x --signer abc"); code != 2 || !strings.Contains(errOut, "64 hexadecimal digits") {
		t.Errorf("a key that is none: %d %s", code, errOut)
	}
}
