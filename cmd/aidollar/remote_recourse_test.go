package main

import (
	"encoding/json"
	"testing"

	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/meter"
)

func TestRefundAndDisputeCommands(t *testing.T) {
	_, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	var call client.Call
	for _, c := range calls.Items {
		if c.State == "captured" && c.Charge != "0" {
			call = c
		}
	}
	id := call.ID.String()
	unit := "0.000000001"
	contains(t, "a refund by its buyer", asBuyer("refunds", "make", id, "quality"), "exit 1", "key_scope")
	contains(t, "a refund for a whim", asHouse("refunds", "make", id, "whim"), "exit 1", "word_unknown")
	contains(t, "a refund of everything", asHouse("refunds", "make", id, "quality", "--amount", "1000"), "exit 1", "refund_exceeded")
	var r client.Refund
	made := asHouse("refunds", "make", id, "quality", "--amount", unit, "--text", "sorry", "--propose", "--json")
	if err := json.Unmarshal([]byte(made), &r); err != nil {
		t.Fatalf("%v in %s", err, made)
	}
	contains(t, "the proposal", asBuyer("refunds", "list", "--state", "proposed"), r.ID.String()+" "+id+" "+unit+" "+call.Charge+" USD quality proposed")
	contains(t, "the refund", asHouse("refunds", "post", r.ID.String()), "quality posted")
	contains(t, "what became of it", asBuyer("refunds", "show", r.ID.String()), "proposed 2", "posted 2")
	contains(t, "the receipt", asBuyer("receipt", "show", id), "returned "+unit+" USD")
	var d client.Dispute
	opened := asHouse("disputes", "open", id, "duplicate", "--text", "twice", "--json")
	if err := json.Unmarshal([]byte(opened), &d); err != nil {
		t.Fatalf("%v in %s", err, opened)
	}
	contains(t, "the dispute", asBuyer("disputes", "list", "--call", id), d.ID.String(), "duplicate open")
	contains(t, "an answer of nothing", asHouse("disputes", "contest", d.ID.String()), "exit 1", "field_missing")
	contains(t, "the answer", asHouse("disputes", "contest", d.ID.String(), "--text", "once"), "contested", "buyer: twice seller: once")
	contains(t, "the decision", asHouse("disputes", "decide", d.ID.String(), unit, "a unit of it"), "decided", "operator: a unit of it")
	contains(t, "a late withdrawal", asHouse("disputes", "withdraw", d.ID.String()), "exit 1", "dispute_closed")
	contains(t, "terms", asHouse("disputes", "terms", "--days", "30", "--silence", "seller"), "true 30 168 seller 720 seller")
	contains(t, "terms of deciding", asHouse("disputes", "terms", "--decision-hours", "48", "--undecided", "buyer"), "true 30 168 seller 48 buyer")
	contains(t, "terms that are none", asHouse("disputes", "terms", "--silence", "nobody"), "exit 1", "word_unknown")
	contains(t, "the event", asHouse("events", "--type", "dispute.changed"), "dispute.changed")
}

// Usage that a seller pushed in is refunded by the id of its charge.
func TestRefundOfPushedUsageByCommands(t *testing.T) {
	p, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	party, seller := calls.Items[0].Buyer, calls.Items[0].Seller
	defined, err := p.do(t.Context(), clearing.DefineMeter{Seller: seller.ID, Definition: meter.Definition{Name: "tokens", Aggregation: meter.Sum, Product: devModel, Meter: meter.Output}})
	if err != nil {
		t.Fatal(err)
	}
	used, err := p.do(t.Context(), clearing.Use{Entries: []clearing.UseEntry{{
		Event: newID(), Buyer: party.ID, Seller: seller.ID, Definition: defined.Number, Value: 100_000, At: calls.Items[0].OpenedAt.UnixNano(),
	}}})
	if err != nil || used.Uses[0] != clearing.UseAccepted {
		t.Fatalf("%v %v", used.Uses, err)
	}
	var page client.Page[client.Charge]
	if err := json.Unmarshal([]byte(asBuyer("usage", "charges", "--json")), &page); err != nil || len(page.Items) != 1 {
		t.Fatalf("%v: %+v", err, page)
	}
	c := page.Items[0]
	contains(t, "the list", asHouse("usage", "charges", "--party", seller.String()), c.ID.String(), c.Charge+" USD 0 tokens 100000 1")
	contains(t, "a refund", asHouse("refunds", "make", c.ID.String(), "quality"), c.ID.String()+" "+c.Charge+" "+c.Charge+" USD quality posted")
	contains(t, "the charge", asBuyer("usage", "charge", c.ID.String()), "returned "+c.Charge+" USD")
	contains(t, "another refund", asHouse("refunds", "make", c.ID.String(), "quality"), "exit 1", "refund_exceeded")
	contains(t, "no charge", asHouse("usage", "charge", party.String()), "exit 1", "charge_unknown")
}
