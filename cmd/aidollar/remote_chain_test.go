package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// fund lets the buyer have ten dollars of a token in final blocks, and three more
// that are not.
func fund(t *testing.T, p *program, buyer ledger.ID) {
	t.Helper()
	do := func(c clearing.Command) {
		t.Helper()
		a, err := p.node.Do(t.Context(), c)
		if err != nil || a.Refusal != "" {
			t.Fatalf("%T: %v %s", c, err, a.Refusal)
		}
	}
	do(clearing.DefineToken{ChainID: 31337, Contract: settlement.Address{1}, House: settlement.Address{2}, Decimals: 6, Asset: 1})
	do(clearing.SetTokenLimits{Token: 1, Limits: settlement.Limits{DayMax: money.Units(100_000_000_000), BatchTo: 10}})
	arrive := func(n byte, party ledger.ID, dollars uint64) {
		do(clearing.Arrive{Arrival: settlement.Arrival{
			ID: ledger.ID{Hi: 77, Lo: uint64(n)}, Token: 1, Tx: settlement.Hash{n}, Block: uint64(n), From: settlement.Address{9}, Amount: money.Units(dollars * 1_000_000_000), Party: party, Credit: true,
		}})
	}
	arrive(1, buyer, 10)
	do(clearing.Finalize{ChainID: 31337, Block: 2, Balances: []settlement.Balance{{Token: 1, Amount: money.Units(10_000_000_000)}}})
	arrive(3, buyer, 3)
	arrive(4, ledger.ID{}, 1)
}

func TestChainCommands(t *testing.T) {
	p, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	party, shop := calls.Items[0].Buyer, calls.Items[0].Seller
	fund(t, p, party.ID)
	contains(t, "the tokens", asHouse("tokens", "list"), "1 eip155:31337/erc20:0x0100000000000000000000000000000000000000", "USD 100 10 no")
	contains(t, "the limits", asHouse("tokens", "limits", "1", "--day-max", "50"), "USD 50 10 no")
	contains(t, "limits of nothing", asHouse("tokens", "limits", "1"), "exit 2")
	contains(t, "the reconciliation", asHouse("tokens", "show", "1"), "custody 10 USD", "arriving 3", "compared block 2: 10 on chain, 10 in the ledger; in channels 0 and 0; agrees")
	contains(t, "the comparisons", asHouse("tokens", "comparisons", "1"), "2 10 10 0 0 yes")
	contains(t, "the arrivals", asHouse("arrivals"), "1 USD seen nobody's", "3 USD seen "+party.String(), "10 USD final")
	contains(t, "nobody's", asHouse("arrivals", "--unallocated"), "nobody's")
	contains(t, "the buyer's own", asBuyer("arrivals", "--state", "final"), "10 USD final")
	contains(t, "no payments", asHouse("payments", "--party", party.String()), "SINCE ID")

	address := "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	contains(t, "a wrong address", asHouse("payees", "set", party.String(), "1", strings.Replace(address, "5aA", "5AA", 1)), "exit 1", "address_checksum")
	contains(t, "the payee", asHouse("payees", "set", party.String(), "1", strings.ToLower(address)), address)
	contains(t, "the payees", asHouse("payees", "list", party.String(), "--history"), address)
	balance := asHouse("balances", party.String())
	contains(t, "the balance", balance, "not final: 3", "owed to the house: 0")
	if wait := p.config.Payouts.Cooling; wait > 0 {
		contains(t, "a new address", asHouse("withdraw", "1", "1", "--party", party.String()), "payee_cooling")
		// The test does not wait for a day.
		a, err := p.node.Do(t.Context(), clearing.SetPayee{Party: party.ID, Token: 1, To: settlement.Address{8}})
		if err != nil || a.Refusal != "" {
			t.Fatal(err, a.Refusal)
		}
	}
	var batch client.Payout
	if err := json.Unmarshal([]byte(asHouse("payouts", "open", "1", "--to", party.String()+"=2.5", "--to", shop.String(), "--json")), &batch); err != nil {
		t.Fatal(err)
	}
	if batch.Total != "2.5" || len(batch.Refused) != 1 || batch.Refused[0].Code != "payee_unknown" {
		t.Errorf("%+v", batch)
	}
	contains(t, "the same batch", asHouse("payouts", "open", "1", "--to", party.String()+"=2.5", "--id", batch.ID.String()), batch.ID.String())
	contains(t, "the batches", asHouse("payouts", "list"), batch.ID.String()+" opened 1 2.5 0 USD")
	contains(t, "the batch", asHouse("payouts", "show", batch.ID.String()), party.String(), "2.5 no", "opened "+time.Now().UTC().Format(time.DateOnly))
	contains(t, "the rest", asHouse("withdraw", "1", "7.5", "--party", party.String()), "opened, 7.5 USD")
	// What is left was paid in by hand, and is not on this chain.
	contains(t, "nothing more", asHouse("withdraw", "1", "max", "--party", party.String()), "exit 1", "payout_custody")
	contains(t, "a halt", asHouse("tokens", "halt", "1", "an audit"), "an audit")
	contains(t, "a token that is none", asHouse("tokens", "resume", "7"), "exit 1", "token_not_found")
	contains(t, "a token without a number", asHouse("tokens", "resume", "usdc"), "exit 2")
	contains(t, "going on", asHouse("tokens", "resume", "1"), "10 no")
	contains(t, "a token without a guard", asBuyer("peg", "show", "1"), "taken yes", "guard none")
	contains(t, "a guard", asHouse("peg", "set", "1", "--payouts"), "taken no", "peg_stale", "closes at 100 basis points off par, opens at 20, holds back jumps beyond 500, stops payouts")
	contains(t, "a price", asHouse("peg", "price", "1", "1.0005"), "taken yes", "price 1.0005 USD, 5 basis points off, by operator")
	contains(t, "a jump", asHouse("peg", "price", "1", "0.5", "--source", "a desk"), "peg_jumped", "held back 0.5 USD, 5000 basis points off, by a desk", "enter it with --confirmed")
	contains(t, "the token", asHouse("tokens", "list"), "10 no peg_jumped")
	contains(t, "a fall", asHouse("peg", "price", "1", "0.97"), "peg_off")
	contains(t, "no time", asHouse("peg", "price", "1", "1", "--valid", "1ms"), "exit 2")
	contains(t, "the history", asHouse("peg", "history", "1"), "peg_off 0.97 300", "peg_jumped 1.0005 5 0.5", "yes 1.0005", "peg_stale", "100/20")
	contains(t, "no guard", asHouse("peg", "set", "1", "--close", "0"), "taken yes", "guard none")
	contains(t, "an arrival's transaction", asHouse("search", "0x03"+strings.Repeat("0", 62)), "arrival")
}
