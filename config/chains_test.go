package config

import (
	"encoding/hex"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"aidollar/core/settlement"
)

const serving = `
cards: [c.yaml]
sellers: [{name: s, card: c, upstreams: [u]}]
upstreams: [{name: u, url: "http://127.0.0.1:9", models: [m]}]
`

// What an operator writes for a chain arrives as it was meant, and what is left
// out is careful.
func TestParseChains(t *testing.T) {
	text := serving + `
payouts: {every: 24h, at: "02:00", min: 10.00}
proofs: {every: 12h, at: "06:30", chain: base, registry: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}
facilitator: {access: keys, confirmations: 2}
chains:
  - id: 8453
    name: base
    rpc: [$BASE_RPC, "https://node.example.com/v2"]
    finality: safe
    key: {keystore: keys/base.json, passphrase_file: /run/pass}
    payout: 0x833589fcd6edb6e08f4c7c32d4f71b54bda02914
    from: 123
    fees: {tip_max: 0.5, gas_max: 3, day_max: 0.25}
    channels: {min_deposit: 2.50, claim_within: 10m}
    tokens:
      - {contract: 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913, name: USD Coin, version: "2", decimals: 6, day_max: 5000, trust_below: 20, peg: {close_bps: 150, payouts: true, price: {file: worth.json, pointer: /usdc, valid: 10m}}}
  - id: 1
    rpc: https://main.example.com
    finality: 12
    key: {signer: "http://127.0.0.1:9000", address: 0x833589fcd6edb6e08f4c7c32d4f71b54bda02913}
    payout: 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed
    tokens: [{contract: 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48, name: USD Coin, version: "2", decimals: 6, day_max: 10}]
`
	s, err := ParseServer("/etc/aidollar/serve.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if p := s.Payouts; p.Every != 24*time.Hour || p.At != 2*time.Hour || p.Min.Lo != 10_000_000_000 || p.Cooling != CoolingDefault {
		t.Errorf("payouts: %+v", p)
	}
	if p := s.Proofs; p.Every != 12*time.Hour || p.At != 6*time.Hour+30*time.Minute || p.Chain != "base" || p.Registry != s.Chains[1].Payout {
		t.Errorf("proofs: %+v", p)
	}
	if f := s.Facilitator; f != (Facilitator{Access: FacilitatorKeys, Confirmations: 2}) || f.Access.String() != "keys" {
		t.Errorf("the facilitator: %+v", f)
	}
	base, main := s.Chains[0], s.Chains[1]
	if base.ID != 8453 || !slices.Equal(base.RPC, []string{"$BASE_RPC", "https://node.example.com/v2"}) || base.Finality != (Finality{Tag: "safe"}) ||
		base.Key.Keystore != filepath.Join("/etc/aidollar", "keys/base.json") || base.Key.Passphrase != "/run/pass" || base.From != 123 ||
		base.Fees.TipMax.Lo != 5e8 || base.Fees.GasMax.Lo != 3e9 || base.Fees.DayMax.Lo != 25e16 || base.Interval != ChainIntervalDefault {
		t.Errorf("base: %+v", base)
	}
	if c := base.Channels; c.Escrow != batchEscrow || c.MinDeposit.Lo != 2_500_000_000 || c.ClaimWithin != 10*time.Minute ||
		c.WithdrawDelay != WithdrawDelayDefault || c.ClaimAt != claimAtDefault() {
		t.Errorf("channels: %+v", c)
	}
	if main.Channels != (ChainChannels{}) {
		t.Errorf("channels that nobody asked for: %+v", main.Channels)
	}
	token := base.Tokens[0]
	if hex.EncodeToString(token.Contract[:]) != "833589fcd6edb6e08f4c7c32d4f71b54bda02913" || token.Name != "USD Coin" || token.Version != "2" || token.Decimals != 6 ||
		token.DayMax.Lo != 5_000_000_000_000 || token.TrustBelow.Lo != 20_000_000_000 || token.BatchTo != BatchToDefault {
		t.Errorf("the token: %+v", token)
	}
	if p := token.Peg; p == nil || p.Guard != (settlement.Guard{CloseBPS: 150, OpenBPS: 30, JumpBPS: PegJumpDefault, Payouts: true}) || p.Price.File != "/etc/aidollar/worth.json" ||
		p.Price.Valid != 10*time.Minute || p.Price.Interval != SourceIntervalDefault || main.Tokens[0].Peg != nil {
		t.Errorf("the peg: %+v", p)
	}
	if main.Name != "chain 1" || main.Finality != (Finality{Confirmations: 12}) || main.Key.Signer == "" || main.Key.Address != token.Contract || !main.Tokens[0].TrustBelow.IsZero() {
		t.Errorf("main: %+v", main)
	}
}

// EIP-55's own examples.
func TestChecksums(t *testing.T) {
	for _, want := range []string{
		"5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "fB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
		"dbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "D1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
	} {
		raw, err := hex.DecodeString(want)
		if err != nil {
			t.Fatal(err)
		}
		if got := checksummed(raw); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
