package e2e

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/pay/x402"
	"aidollar/pay/x402/attest"
	x402buyer "aidollar/pay/x402/buyer"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// TestStatementsOfTheStockExtension has the stock extension verify our offers and
// receipts, and verifies those that it signs.
func TestStatementsOfTheStockExtension(t *testing.T) {
	needsClient(t)
	seller, payer := devaccount.All()[0], devaccount.All()[1].Address.Hex()
	key := ed25519.NewKeyFromSeed(crypto.Keccak256([]byte("a seed of the tests")))
	kid := attest.DID(key.Public().(ed25519.PublicKey))

	type statement struct {
		Required string `json:"required"`
		Result   string `json:"result"`
	}
	var ours []statement
	for _, by := range []attest.Signer{attest.Key(key), attest.Account(wallet.NewKey(seller.Key))} {
		required := offered()
		if err := attest.AddOffers(by, required, 2_000_000_000); err != nil {
			t.Fatal(err)
		}
		result := &x402.Settlement{Success: true, Payer: payer, Network: "eip155:8453", Transaction: common.Hash{1}.Hex()}
		if err := attest.AddReceipt(by, result, required.Resource.URL, true, 2_000_000_001); err != nil {
			t.Fatal(err)
		}
		ours = append(ours, statement{must[string](t)(required.Header()), must[string](t)(result.Header())})
	}
	var seen struct {
		Account  string
		Verified []struct {
			Format             string
			Offer              attest.Offer
			Receipt            attest.Receipt
			Seller             string
			Same, Way, Matches bool
		}
		Offers, Receipts []attest.Signed
	}
	node(t, "x402_statements.mjs", &seen, "X402_STATEMENTS="+string(must[[]byte](t)(json.Marshal(ours))), "X402_PAYER="+payer, "X402_KID="+kid,
		"X402_KEY=0x"+hex.EncodeToString(crypto.FromECDSA(seller.Key)), "X402_SEED="+base64.StdEncoding.EncodeToString(must[[]byte](t)(x509.MarshalPKCS8PrivateKey(key))))

	if len(seen.Verified) != 4 {
		t.Fatalf("%d offers are verified", len(seen.Verified))
	}
	for i, v := range seen.Verified {
		if !v.Way || !v.Matches || !v.Same || v.Format == "eip712" && v.Seller != seller.Address.Hex() || v.Offer.ValidUntil != 2_000_000_060 {
			t.Errorf("offer %d: %+v", i, v)
		}
	}
	did, _, _ := strings.Cut(kid, "#")
	for i, by := range []string{did, seller.Address.Hex()} {
		o, signer, err := seen.Offers[i].Offer()
		if err != nil || signer != by || o.Amount != "7" || o.Version != 1 {
			t.Errorf("their offer: %+v by %s: %v", o, signer, err)
		}
		r, signer, err := seen.Receipts[i].Receipt()
		if err != nil || signer != by || r.Transaction != "0x12" || !r.For(&o, payer) {
			t.Errorf("their receipt: %+v by %s: %v", r, signer, err)
		}
	}
}

// offered is a 402 with two ways to pay, for something whose address needs care.
func offered() *x402.Required {
	way := x402.Requirements{Scheme: "exact", Network: "eip155:8453", Amount: "10000", Asset: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
		PayTo: devaccount.All()[0].Address.Hex(), MaxTimeoutSeconds: 60, Extra: json.RawMessage(`{"name":"USD Coin","version":"2"}`)}
	more := way
	more.Amount = "20000"
	return &x402.Required{Version: 2, Resource: x402.Resource{URL: "https://seller.example/\"ü\"?a=<b>&c"}, Accepts: []x402.Requirements{way, more}}
}

// TestTokensOfTheStockClients holds the dollars that aidollar pays in against those
// that the stock clients know.
func TestTokensOfTheStockClients(t *testing.T) {
	needsClient(t)
	var chains []string
	for _, token := range x402buyer.USDC() {
		chains = append(chains, strconv.FormatUint(token.ChainID, 10))
	}
	var known []struct {
		Asset, Symbol string
		Decimals      int
	}
	node(t, "x402_tokens.mjs", &known, "X402_CHAINS="+strings.Join(chains, ","))
	for i, token := range x402buyer.USDC() {
		if k := known[i]; common.HexToAddress(k.Asset) != token.Asset || k.Decimals != token.Decimals || k.Symbol != "USDC" {
			t.Errorf("%s: the stock clients know %+v", token.Name(), k)
		}
	}
}
