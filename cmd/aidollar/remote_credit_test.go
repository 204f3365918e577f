package main

import (
	"encoding/json"
	"testing"

	"aidollar/client"
	"aidollar/core/clearing"
)

func TestCreditCommands(t *testing.T) {
	p, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	party := calls.Items[0].Buyer
	contains(t, "the line", asHouse("credit", "set", party.String(), "250", "--due-days", "14", "--late-fee-bp", "50"),
		party.String()+" USD 250 0 250 0 0 open by the month, due after 14 days, 7 days of grace, late fee 50 bp")
	contains(t, "a buyer who grants himself one", asBuyer("credit", "set", party.String(), "250"), "exit 1", "key_scope")
	contains(t, "a date that is none", asHouse("credit", "set", party.String(), "250", "--from", "Monday"), "exit 2")
	contains(t, "the buyer's lines", asBuyer("credit", "list"), party.String()+" USD 250 0 250")
	contains(t, "the balances", asHouse("balances", party.String()), "credit line of 250 USD, open: drawn 0, left 250, due 0, overdue 0")
	contains(t, "no invoices", asBuyer("invoices", "list", "--state", "open"), "ID PARTY NUMBER")
	contains(t, "an invoice that is none", asHouse("invoices", "show", party.String()), "exit 1", "invoice_unknown")
	contains(t, "the event", asHouse("events", "--type", "credit_line.changed"), "credit_line.changed")
	given := asHouse("grants", "give", party.String(), "2.5", "launch credit", "--priority", "7", "--for-model", "demo*", "--json")
	var g client.Grant
	if err := json.Unmarshal([]byte(given), &g); err != nil {
		t.Fatalf("%v in %s", err, given)
	}
	contains(t, "the grant", asBuyer("grants", "list"), g.ID.String()+" "+party.String()+" launch credit 2.5 2.5 0 USD 7 demo* good 0")
	contains(t, "a grant without money", asHouse("grants", "give", party.String(), "2.5", "n", "--from", "seller", "--seller", party.String()), "exit 1", "grant_funder")
	contains(t, "a grant that ends", asHouse("grants", "end", g.ID.String()), "ended 2.5")
	contains(t, "what became of it", asBuyer("grants", "show", g.ID.String()), "good 2", "ended 2")
	p.node.View(func(m *clearing.Machine) {
		if _, ok := m.Credit().LineOf(clearing.PartyAccount(party.ID, clearing.AccountBuyer)); !ok {
			t.Error("the machine knows of no line")
		}
	})
}
