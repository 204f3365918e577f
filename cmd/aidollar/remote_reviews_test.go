package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// What an officer does on the command line.
func TestReviewCommands(t *testing.T) {
	p, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	party, id := calls.Items[0].Buyer, ledger.ID{Hi: 1, Lo: 99}
	answers, err := p.node.Submit(t.Context(), clearing.OpenReview{ID: id, Content: review.Content{
		Kind: review.Screening, Party: party.ID, Name: "Abu Wahm", Matches: []review.Match{{Entry: "OFAC-SDN/9001", Name: "ABU WAHM", Score: 880, List: "SDN", Day: 20_777}},
	}})
	if err != nil || answers[0].Refusal != "" {
		t.Fatal(err, answers)
	}
	contains(t, "the queue", asHouse("reviews", "list", "--state", "open"), id.String(), "screening open Participant/"+party.String(), "Abu Wahm ~ ABU WAHM 0.880")
	contains(t, "a buyer", asBuyer("reviews", "list"), "exit 1", "key_scope")
	contains(t, "no verdict", asHouse("reviews", "decide", id.String()), "exit 2", "--approve or --refuse")
	contains(t, "both", asHouse("reviews", "decide", id.String(), "--approve", "a", "--refuse", "b"), "exit 2")
	contains(t, "cleared", asHouse("reviews", "decide", id.String(), "--approve", "born elsewhere", "--until", "2027-06-01"), "approved", "2027-06-01 00:00:00", "approve by operator: born elsewhere")
	contains(t, "shown", asHouse("reviews", "show", id.String()), "like ABU WAHM (OFAC-SDN/9001) by 0.880; SDN 2026-11-20", "approve by operator: born elsewhere", ": open")
	contains(t, "withdrawn", asHouse("reviews", "withdraw", id.String(), "--reason", "looked again"), "open", "withdraw")
	contains(t, "the terms", asHouse("reviews", "terms", "--four-eyes", "on"), "true 1")
	contains(t, "the terms again", asHouse("reviews", "terms"), "true 1")
	contains(t, "the first of two", asHouse("reviews", "decide", id.String(), "--approve", "sure"), "open", "approve by operator: sure")
}

// An auditor's key, statement and revocation, as docs/attestations.md has them.
func TestAuditorCommands(t *testing.T) {
	_, _, asHouse, _ := readHouse(t)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	save := func(to string, args ...string) {
		t.Helper()
		code, out, complaint := runLine(t, args...)
		if code != 0 {
			t.Fatal(args, complaint)
		}
		if err := os.WriteFile(at(to), []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(at("report.pdf"), []byte("a report"), 0o600); err != nil {
		t.Fatal(err)
	}
	save("tuv.jwk", "rules", "attest", "key", at("tuv.pem"))
	save("fra-1.jws", "rules", "attest", "make", "--key", at("tuv.pem"), "--as", "tuv", "--subject", "DataCentre/fra-1", "--claim", "bsi-c5-type2", "--from", "2026-11-01", "--until", "2030-11-01", "--evidence", at("report.pdf"))
	contains(t, "nobody is trusted", asHouse("attestations", "enter", at("fra-1.jws")), "exit 1", "auditor_unknown")
	contains(t, "no key", asHouse("auditors", "trust", "tuv", at("report.pdf")), "exit 1", "no JWK")
	contains(t, "trusted", asHouse("auditors", "trust", "tuv", at("tuv.jwk"), "--for", "DataCentre"), "tuv", "DataCentre")
	entered := asHouse("attestations", "enter", at("fra-1.jws"))
	contains(t, "entered", entered, "tuv DataCentre/fra-1 bsi-c5-type2")
	id := strings.Fields(strings.Split(entered, "\n")[1])[0]
	contains(t, "shown", asHouse("attestations", "show", id), "bsi-c5-type2", "eyJ")
	save("revoked.jws", "rules", "attest", "revoke", "--key", at("tuv.pem"), "--as", "tuv", "--id", id, "--reason", "closed")
	contains(t, "revoked", asHouse("attestations", "revoke", at("revoked.jws")), "closed")
	contains(t, "struck too late", asHouse("attestations", "strike", id, "--reason", "closed, too"), "exit 1", "attestation_revoked")
	contains(t, "the list", asHouse("attestations", "list", "--auditor", "tuv"), id, "closed")
	kid := strings.Fields(strings.Split(asHouse("auditors", "list"), "\n")[1])[1]
	contains(t, "distrusted", asHouse("auditors", "distrust", kid, "--reason", "stolen"), "stolen")
}
