package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/review"
	"aidollar/core/settlement"

	"github.com/ethereum/go-ethereum/common"
)

// Who wants to be paid at a listed address is put before a person, whoever he says he is;
// one that is listed later is found when the list changes.
func TestAListedAddressIsNotPaid(t *testing.T) {
	h := newRoutedHouse(t)
	token := clearing.DefineToken{ChainID: 1, Contract: settlement.Address{7}, House: settlement.Address{8}, Decimals: 6, Asset: dollarNumber(h.p.node)}
	answer, err := h.p.do(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	number := answer.Number
	list := filepath.Join(t.TempDir(), "sdn.csv")
	listed, later, clean := common.Address{0xab, 1}, common.Address{0xab, 2}, common.Address{0xab, 3}
	entry := func(of common.Address) string {
		return "\n" + `9991,"WALLETOVICH, Igor","individual","CYBER2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1980; Digital Currency Address - ETH ` + strings.ToLower(of.Hex()) + `."` + "\n"
	}
	listFile(t, list, entry(listed))
	h.screen(list)
	officer := h.operator()
	party := func(name string, at common.Address) client.ID {
		t.Helper()
		made, err := officer.CreateBuyer(t.Context(), client.NewParty{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if p, err := officer.SetPayee(t.Context(), made.ID, number, at.Hex()); err != nil || !strings.EqualFold(p.Address, at.Hex()) {
			t.Fatalf("%+v, %v", p, err)
		}
		return made.ID
	}
	one, two, three := party("Lumberjack and Daughters", listed), party("Millers and Sons", later), party("Potters and Nieces", clean)
	for id, want := range map[client.ID]review.State{one: review.Open, two: 0, three: 0} {
		if got := h.standing(id.ID); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	page, err := officer.Reviews(t.Context(), client.ReviewFilter{Party: one, State: "open"}, client.Listing{})
	if err != nil || len(page.Items) != 1 || !page.Items[0].Hit || page.Items[0].Matches[0].Name != strings.ToLower(listed.Hex()) {
		t.Fatalf("%+v, %v", page, err)
	}
	if err := os.WriteFile(list, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	listFile(t, list, entry(later))
	if err := h.p.screening.again(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h.standing(two.ID) != review.Open || h.standing(three.ID) != 0 {
		t.Errorf("after the list changed: %s, %s", h.standing(two.ID), h.standing(three.ID))
	}
}
