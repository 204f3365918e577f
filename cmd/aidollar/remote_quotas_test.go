package main

import (
	"strings"
	"testing"

	"aidollar/client"
)

func TestQuotaCommands(t *testing.T) {
	_, buyer, asHouse, asBuyer := readHouse(t)
	contains(t, "a licence", asHouse("quotas", "set", "bis", "--kind", "licence", "--unit", "chips", "--units", "10", "--authority", "BIS", "--holder", "Participant/exporter", "--until", "2099-01-01"),
		"bis licence total chips 0 0 10 0 open", "given by BIS", "held by Participant/exporter")
	contains(t, "a quota that is none", asHouse("quotas", "set", "bis", "--kind", "licence", "--unit", "chips"), "exit 1", "quota_invalid")
	contains(t, "a date that is none", asHouse("quotas", "set", "bis", "--until", "soon"), "exit 2")
	contains(t, "a meter", asHouse("quotas", "set", "eu", "--unit", "eur-cents", "--window", "average", "--asset", "Asset/a", "--place", "Group/EU"), "eu meter average eur-cents 0 0 0 0 in 0 open", "payments in Asset/a", "at Group/EU")
	contains(t, "a count", asHouse("quotas", "count", "eu", "9000", "--transactions", "180"), "eu meter average eur-cents 9000 0 180 100 in 2 open")
	contains(t, "somebody else's units", asHouse("quotas", "count", "bis", "1", "--holder", "Participant/other"), "exit 1", "licence_holder")
	contains(t, "units", asHouse("quotas", "count", "bis", "3", "--holder", "Participant/exporter"), "bis licence total chips 3 0 7 1 open")
	contains(t, "all", asHouse("quotas", "list"), "bis licence", "eu meter")
	contains(t, "a buyer", asBuyer("quotas", "list"), "exit 1", "key_scope")
	contains(t, "the end", asHouse("quotas", "end", "bis"), "bis licence total chips 3 0 7 1 ended")
	contains(t, "its history", asHouse("quotas", "history", "bis"), "ended 10 2099-01-01 00:00:00 3 0 1 0", "defined 10 2099-01-01 00:00:00 0 0 0 0")
	contains(t, "its draws", asHouse("quotas", "draws", "bis"), "settled 3 3 1 Participant/exporter a count")
	contains(t, "draws of nothing", asHouse("quotas", "draws", "nowhere"), "exit 1", "quota_unknown")
	contains(t, "no levies", asHouse("authorities", "list"), "NAME ASSET DUE LEVIED ACCOUNT")
	contains(t, "a sale of nobody", asHouse("sales", "make", "me", "you", "1", "Chip/h200"), "exit 2", "buyer")

	// Where no rules are in force, nothing is decided, levied or used up.
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	party, seller := calls.Items[0].Buyer.String(), calls.Items[0].Seller.String()
	made := asHouse("sales", "make", party, seller, "0.02", "Chip/h200")
	contains(t, "a sale", made, "chip.ship of Chip/h200", "amount 0.02 USD")
	id := strings.Fields(made)[1]
	contains(t, "sales", asHouse("sales", "list", "--goods", "Chip/h200", "--party", seller), id, "Chip/h200 0.02 USD "+party+" "+seller)
	contains(t, "the buyer's sales", asBuyer("sales", "list"), id)
	contains(t, "one sale", asBuyer("sales", "show", id), "sale "+id, "buyer "+party)
	contains(t, "a sale of another day", asHouse("sales", "show", party), "exit 1", "sale_unknown")
	contains(t, "a span that is none", asHouse("sales", "list", "--since", "lately"), "exit 2", "--since")
}
