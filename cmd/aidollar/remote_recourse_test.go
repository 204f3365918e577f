package main

import (
	"encoding/json"
	"testing"

	"aidollar/client"
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
	contains(t, "terms", asHouse("disputes", "terms", "--days", "30", "--silence", "seller"), "true 30 168 seller")
	contains(t, "terms that are none", asHouse("disputes", "terms", "--silence", "nobody"), "exit 1", "word_unknown")
	contains(t, "the event", asHouse("events", "--type", "dispute.changed"), "dispute.changed")
}
