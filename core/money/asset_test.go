package money

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
)

const usdc = "eip155:8453/erc20:0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"

func TestAssetCodeAccepts(t *testing.T) {
	cases := map[string]string{
		"USD": "USD",
		"XAU": "XAU",
		usdc:  usdc,
		"eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913": usdc,
		"eip155:1/slip44:60":            "eip155:1/slip44:60",
		"cosmos:cosmoshub-3/slip44:118": "cosmos:cosmoshub-3/slip44:118",
		"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v":       "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
		"polkadot:91b171bb158e2d3848fa23a9f1c25182/slip44:354":                                             "polkadot:91b171bb158e2d3848fa23a9f1c25182/slip44:354",
		"abc:" + strings.Repeat("x", 32) + "/abcdefgh:" + strings.Repeat("%", 128):                         "abc:" + strings.Repeat("x", 32) + "/abcdefgh:" + strings.Repeat("%", 128),
		"starknet:SN_GOERLI/erc20:0x049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7.part": "starknet:SN_GOERLI/erc20:0x049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7.part",
	}
	for text, want := range cases {
		got, err := AssetCode(text)
		if err != nil || got != want {
			t.Errorf("%q: got %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestAssetCodeRefuses(t *testing.T) {
	address := "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"
	cases := []struct{ text, code string }{
		{"", "asset_missing"},
		{"usd", "asset_not_canonical"},
		{"Usd", "asset_not_canonical"},
		{"USDC", "asset_unknown"},
		{"XXX", "asset_unknown"},
		{"BGN", "asset_unknown"},
		{"ANG", "asset_unknown"},
		{" USD", "asset_unknown"},
		{"USD\n", "asset_unknown"},
		{strings.Repeat("x", AssetCodeMax+1), "asset_too_long"},
		{"eip155:8453", "asset_malformed"},
		{"eip155:8453/", "asset_malformed"},
		{"eip155:8453/erc20", "asset_malformed"},
		{"eip155/erc20:" + address, "asset_chain_malformed"},
		{"ei:1/erc20:" + address, "asset_chain_malformed"},
		{"EIP155:1/erc20:" + address, "asset_chain_malformed"},
		{"toolongns1:1/erc20:" + address, "asset_chain_malformed"},
		{"eip155:/erc20:" + address, "asset_chain_malformed"},
		{"eip155:01/erc20:" + address, "asset_chain_malformed"},
		{"eip155:base/erc20:" + address, "asset_chain_malformed"},
		{"abc:" + strings.Repeat("x", 33) + "/erc20:" + address, "asset_chain_malformed"},
		{"eip155:1/ERC20:" + address, "asset_namespace_malformed"},
		{"eip155:1/ab:" + address, "asset_namespace_malformed"},
		{"eip155:1/erc20:", "asset_reference_malformed"},
		{"eip155:1/erc20:0x_", "asset_reference_malformed"},
		{"abc:1/abc:" + strings.Repeat("x", 129), "asset_reference_malformed"},
		{"eip155:1/slip44:060", "asset_reference_malformed"},
		{"eip155:1/slip44:eth", "asset_reference_malformed"},
		{"eip155:1/erc20:" + address[:41], "asset_address_malformed"},
		{"eip155:1/erc20:" + address[2:], "asset_address_malformed"},
		{"eip155:1/erc20:0X" + address[2:], "asset_address_malformed"},
		{"eip155:1/erc20:" + address[:41] + "g", "asset_address_malformed"},
		{"eip155:1/erc721:" + address, "asset_not_fungible"},
		{"eip155:1/erc721:" + address + "/771769", "asset_not_fungible"},
	}
	for _, c := range cases {
		_, err := AssetCode(c.text)
		var bad *AssetError
		if !errors.As(err, &bad) || bad.Code != c.code {
			t.Errorf("%q: got %v, want %s", c.text, err, c.code)
		}
	}
}

func TestCurrencies(t *testing.T) {
	if !slices.IsSortedFunc(currencies[:], func(a, b currency) int { return strings.Compare(a.code, b.code) }) {
		t.Error("the codes are not in order, which the search relies on")
	}
	// 178 active codes stand in the list of 2026, and XXX is left out.
	if len(currencies) != 177 {
		t.Errorf("%d codes are embedded", len(currencies))
	}
	for i, c := range currencies {
		if len(c.code) != currencyLength || strings.Trim(c.code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || c.minor > 4 {
			t.Errorf("%q is no row of ISO 4217", c.code)
		}
		if i > 0 && currencies[i-1].code == c.code {
			t.Errorf("%s is there twice", c.code)
		}
	}
	for code, want := range map[string]uint8{"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3, "CLF": 4, "XAD": 2} {
		if got, ok := MinorUnit(code); !ok || got != want {
			t.Errorf("the minor unit of %s has %d decimals, %v", code, got, ok)
		}
	}
	for _, code := range []string{"XAU", "XTS", "XXX", "", "ZZZ", "AAA"} {
		if _, ok := MinorUnit(code); ok {
			t.Errorf("%q has a minor unit", code)
		}
	}
}

func TestNewAsset(t *testing.T) {
	if a, err := DefaultAsset("USD"); err != nil || a != USD() || !a.IsCurrency() || a.Scale != 9 || a.ChainScale != 6 {
		t.Errorf("got %+v, %v", a, err)
	}
	a, err := NewAsset(strings.ToUpper(usdc[:4])+usdc[4:], 9, 6)
	if err == nil {
		t.Errorf("a chain namespace in capitals made %+v", a)
	}
	if a, err = NewAsset(usdc, 9, 6); err != nil || a.IsCurrency() || a.Print(Units(1_500_000_000)) != "1.5 "+usdc {
		t.Errorf("got %+v, %v", a, err)
	}
	var bad *AssetError
	if _, err := NewAsset("USD", 39, 6); !errors.As(err, &bad) || bad.Code != "scale_out_of_range" {
		t.Errorf("got %v", err)
	}
	if got, err := USD().Parse("0.000000001"); err != nil || got != Units(1) {
		t.Errorf("got %v, %v", got, err)
	}
}

// What goes to the chain and what stays behind is what there was.
func TestChainConversionConserves(t *testing.T) {
	r := random(t)
	for range rounds {
		a := Asset{Code: "USD", Scale: uint8(r.IntN(20)), ChainScale: uint8(r.IntN(20))}
		units := someAmount(r)
		chain, rest, ok := a.ToChain(units, Down)
		if !ok {
			continue
		}
		back, none, ok := a.FromChain(chain, Down)
		if !ok || !none.IsZero() {
			t.Fatalf("%v of %+v does not come back from %v", units, a, chain)
		}
		if total := new(big.Int).Add(back.big(), rest.big()); total.Cmp(units.big()) != 0 {
			t.Fatalf("%v of %+v became %v and %v", units, a, chain, rest)
		}
	}
	chain, rest, ok := USD().ToChain(Units(1_234_567_891), Up)
	if !ok || chain != Units(1_234_568) || rest != Units(891) {
		t.Errorf("got %v, %v, %v", chain, rest, ok)
	}
}

func FuzzAssetCode(f *testing.F) {
	for _, s := range []string{"USD", usdc, "eip155:1/slip44:60", "a:b/c:d", "//::", "eip155:1/erc20:0x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := AssetCode(text)
		if err != nil {
			var bad *AssetError
			if !errors.As(err, &bad) || bad.Code == "" || bad.Reason == "" {
				t.Fatalf("%q: an error without a code or reason: %v", text, err)
			}
			return
		}
		if again, err := AssetCode(code); err != nil || again != code {
			t.Fatalf("%q became %q, which became %q, %v", text, code, again, err)
		}
		if !strings.EqualFold(code, text) {
			t.Fatalf("%q became %q", text, code)
		}
	})
}
