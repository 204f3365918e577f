package main

import (
	"encoding/json"
	"testing"

	"aidollar/client"
	"aidollar/core/clearing"
)

// TestNettingCommands has the demo's seller pay for its buyer, by command lines.
func TestNettingCommands(t *testing.T) {
	p, _, asHouse, asBuyer := readHouse(t)
	var buyer, seller clearing.Party
	p.node.View(func(m *clearing.Machine) {
		m.Parties(func(party clearing.Party) bool {
			if party.Role == clearing.RoleBuyer {
				buyer = party
			} else {
				seller = party
			}
			return true
		})
	})
	b, s := buyer.ID.String(), seller.ID.String()
	contains(t, "nobody is linked", asHouse("net", "links"), "BUYER SELLER KEEP SINCE")
	contains(t, "a link", asHouse("net", "link", b, s, "--keep", "1000"), b+" "+s+" 1000 ")
	contains(t, "the links", asHouse("net", "links"), b+" "+s)
	contains(t, "no id", asHouse("net", "link", "x", s), "exit 2")

	var preview client.NettingPreview
	if err := json.Unmarshal([]byte(asHouse("net", "preview", "--json")), &preview); err != nil {
		t.Fatal(err)
	}
	// Both are of one owner now, which owes itself: nothing is left to be paid.
	if len(preview.Obligations) != 1 || len(preview.Positions) != 0 || preview.Net != "0" || len(preview.SetOffs) != 1 {
		t.Fatalf("the preview is %+v", preview)
	}
	contains(t, "the preview", asHouse("net", "preview"), "PARTY OWES OWED PAYS RECEIVES", "all "+preview.Gross)
	earned := preview.SetOffs[0].Paid
	contains(t, "the run", asHouse("net", "run"), s+" "+b+" "+preview.SetOffs[0].Need+" "+earned+" USD")
	contains(t, "the list", asHouse("net", "list"), s+" "+b+" "+preview.SetOffs[0].Need+" "+earned+" USD")
	contains(t, "the buyer's list", asBuyer("net", "list"), earned)
	contains(t, "a buyer's run", asBuyer("net", "run"), "exit 1", "key_scope")
	contains(t, "a payout without chains", asHouse("net", "run", "--pay-out"), "exit 1", "payouts_off")
	contains(t, "the end of it", asHouse("net", "unlink", b), b+" none")
	contains(t, "the end of it again", asHouse("net", "unlink", b), "exit 1", "link_unknown")

	// What is scheduled does the same.
	if err := netter(p.node)(t.Context()); err != nil {
		t.Fatal(err)
	}
	asHouse("net", "link", b, s)
	if err := netter(p.node)(t.Context()); err != nil {
		t.Fatal(err)
	}
}
