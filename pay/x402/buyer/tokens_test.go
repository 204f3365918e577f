package buyer

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

func TestDollarsAndUnits(t *testing.T) {
	for _, c := range []struct {
		text     string
		decimals int
		units    string
	}{
		{"0.05", 6, "50000"}, {"0.0000019", 6, "1"}, {"1", 18, "1000000000000000000"}, {"12.345", 2, "1234"}, {"0", 6, "0"},
	} {
		units := Token{Decimals: c.decimals}.Units(dollars(t, c.text))
		if units.Dec() != c.units {
			t.Errorf("%s is %s", c.text, units.Dec())
		}
	}
	if most := (Token{Decimals: 30}).Units(dollars(t, strings.Repeat("9", 18))); most.Dec() != strings.Repeat("9", 18)+strings.Repeat("0", 30) {
		t.Errorf("%s", most.Dec())
	}
	if text := (Token{Decimals: 6}).Dollars(uint256.NewInt(1500000)).String(); text != "1.5" {
		t.Error(text)
	}
	for _, text := range []string{"", ".5", "1.", "-1", "+1", "1e3", "1/2", "0x1", "1_000", " 1", strings.Repeat("9", 19)} {
		if d, err := ParseDollars(text); err == nil {
			t.Errorf("%q is %s", text, d)
		}
	}
}

func TestTokenNames(t *testing.T) {
	for _, u := range USDC() {
		again, known, err := ParseToken(strings.ToLower(u.Name()))
		if err != nil || !known || again != u {
			t.Errorf("%s: %+v, %v", u.Name(), again, err)
		}
	}
	own := "eip155:31337/erc20:0xA1D011A200000000000000000000000000000001"
	if _, known, err := ParseToken(own); known || err != nil {
		t.Errorf("known: %v, %v", known, err)
	}
	if token, known, err := ParseToken(own + "@18"); !known || err != nil || token.Decimals != 18 || token.ChainID != 31337 {
		t.Errorf("%+v, %v", token, err)
	}
	for _, name := range []string{"", "usdc", "eip155:0/erc20:" + dollar.Asset.Hex(), "eip155:1/erc20:0x12", own + "@31", own + "@", "eip155:1/erc721:" + dollar.Asset.Hex()} {
		if _, _, err := ParseToken(name); err == nil {
			t.Errorf("%q is a token", name)
		}
	}
}

func TestNodesAnswer(t *testing.T) {
	answers := map[string]string{
		"eth_chainId": `"0x14a34"`,
		"0xdd62ed3e":  `"0x` + strings.Repeat("0", 62) + `07"`, // allowance
		"0x7ecebe00":  `"0x` + strings.Repeat("0", 62) + `03"`, // nonces
		"0x313ce567":  `"0x` + strings.Repeat("0", 62) + `06"`, // decimals
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Method string
			Params []json.RawMessage
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			t.Error(err)
		}
		key := q.Method
		if key == "eth_call" {
			var message struct{ To, Data string }
			if err := json.Unmarshal(q.Params[0], &message); err != nil {
				t.Error(err)
			}
			key = message.Data[:10]
			if !strings.EqualFold(message.To, dollar.Asset.Hex()) {
				t.Errorf("asked %s", message.To)
			}
		}
		if answers[key] == "" {
			_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"execution reverted"}}`)
			return
		}
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":1,"result":%s}`, answers[key])
	}))
	defer s.Close()
	n := Nodes{}
	id, err := n.Dial(t.Context(), s.URL)
	if err != nil || id != 84532 {
		t.Fatalf("chain %d, %v", id, err)
	}
	if v, err := n.Allowance(t.Context(), id, dollar.Asset, payee, evmsig.Permit2); err != nil || v.Uint64() != 7 {
		t.Errorf("%s, %v", v.Dec(), err)
	}
	if v, err := n.PermitNonce(t.Context(), id, dollar.Asset, payee); err != nil || v.Uint64() != 3 {
		t.Errorf("%s, %v", v.Dec(), err)
	}
	if d, err := n.Decimals(t.Context(), id, dollar.Asset); err != nil || d != 6 {
		t.Errorf("%d, %v", d, err)
	}
	for _, result := range []string{`"0x"`, `1`, "", `"0x` + strings.Repeat("f", 64) + `"`} {
		answers["0x313ce567"] = result
		if d, err := n.Decimals(t.Context(), id, dollar.Asset); err == nil {
			t.Errorf("%s: %d decimals", result, d)
		}
	}
	if v, err := n.Allowance(t.Context(), 1, dollar.Asset, payee, common.Address{}); err != nil || v.IsZero() {
		t.Errorf("a chain without a node: %s, %v", v.Dec(), err)
	}
	if _, err := n.PermitNonce(t.Context(), 1, dollar.Asset, payee); err == nil {
		t.Error("a nonce from nowhere")
	}
}

func TestKeysAreReadWithoutBeingShown(t *testing.T) {
	secret := strings.Repeat("5", 63)
	if _, err := ParseKey(secret); err == nil || strings.Contains(err.Error(), "555") {
		t.Errorf("%v", err)
	}
	for _, text := range []string{secret + "5", "0x" + secret + "5\n"} {
		if key, err := ParseKey(text); err != nil || key.Address() == (common.Address{}) {
			t.Errorf("%v", err)
		}
	}
}
