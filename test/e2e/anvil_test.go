package e2e

import (
	"testing"
	"time"

	"aidollar/chain/anvil"
	"aidollar/client"
	"aidollar/contracts"
)

// TestWalletsOnAnvil has the stock clients buy from the demo on a chain by other
// people, where the demo has to put its contracts itself.
func TestWalletsOnAnvil(t *testing.T) {
	needsClient(t)
	t.Parallel()
	a := anvil.Start(t, anvil.Options{ChainID: 84532, Bare: true})
	data := t.TempDir()
	wrong := run(t, "dev", "--json", "--listen", "127.0.0.1:0", "--rpc", a.RPC())
	wrong.want(t, 1, "has the id 84532, and 31337 is wanted; say --chain-id 84532")

	d := startDemo(t, "--data", data, "--rpc", a.RPC(), "--chain-id", "84532")
	if d.ChainID != 84532 || d.Token != contracts.TokenAddress.Hex() {
		t.Errorf("it tells of chain %d and token %s", d.ChainID, d.Token)
	}
	var w walletRuns
	node(t, "wallet.mjs", &w, "HOUSE="+firstLine(d), "PARTS="+walletParts+",legacy")
	w.check(t)
	w.Legacy.Answer.paid(t, "x402-fetch", "20000")
	if w.Legacy.Left != "980000" {
		t.Errorf("x402-fetch: %s are left of 1000000", w.Legacy.Left)
	}
	// Nothing makes blocks here but transactions, and two on top make one final. Of
	// the ten payments with funds for one, nine stay due until they expire.
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	books := client.New(d.URL, operator.key)
	await(t, "every payment to be final, and compared with the chain", func() bool {
		a.Mine(1)
		time.Sleep(200 * time.Millisecond)
		page, err := books.Payments(t.Context(), client.ChainFilter{}, client.Listing{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		open, unfunded, final := 0, 0, 0
		for _, p := range page.Items {
			switch p.State {
			case "held", "arrived":
				open++
			case "due":
				unfunded++
			case "final":
				final++
			}
		}
		compared, err := books.Reconciliation(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return open == 0 && unfunded == 9 && final >= 10 && compared.Compared != nil && compared.Compared.Agrees && !compared.Halted && compared.Arriving == "0"
	})
	settle(t, d.process, operator, data)

	// A second start finds everything in its place.
	again := startDemo(t, "--data", data, "--rpc", a.RPC(), "--chain-id", "84532")
	again.stop()
}
