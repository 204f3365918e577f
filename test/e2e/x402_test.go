package e2e

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/service"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const bearer = "a token of the tests"

// market is a chain, a facilitator on it for others' servers, and who trades.
type market struct {
	*testing.T
	*devtest.Chain
	settler     *settler
	facilitator *httptest.Server
	payer       devaccount.Account
	payee       common.Address
}

func newMarket(t *testing.T) *market { return newMarketWhich(t, time.Minute) }

// newMarketWhich is a market whose facilitator waits so long for a block.
func newMarketWhich(t *testing.T, wait time.Duration) *market {
	t.Helper()
	// The chain takes the number of one that version 1 has a word for.
	m := &market{T: t, Chain: devtest.Start(t, devnet.Options{ChainID: 84532, Instant: true}), payee: common.HexToAddress("0x00000000000000000000000000000000005e11e5")}
	m.payer = m.Accounts()[2]
	token := contracts.NewTestDollar()
	m.Do(m.payer, m.Token(), token.PackApprove(contracts.Permit2Address, uint256.NewInt(1<<60).ToBig()))
	m.settler = newSettler(t, m.Chain, m.Accounts()[1])
	s := must[*service.Service](t)(service.New(service.Options{
		Verifier: &facilitator.Verifier{Chains: map[uint64]*facilitator.Chain{m.ChainID(): {
			Facts: m.settler.facts, Assets: []facilitator.Asset{{Address: m.Token(), Name: contracts.TokenName, Version: contracts.TokenVersion}},
			Settlers: []common.Address{m.Accounts()[1].Address}, Channels: true,
		}}},
		Settler: m.settler, Witness: m.settler, Listing: m.listed(), SettleWait: wait, Tokens: [][sha256.Size]byte{service.HashToken(bearer)},
	}))
	m.facilitator = httptest.NewServer(http.StripPrefix("/x402", s))
	t.Cleanup(m.facilitator.Close)
	return m
}

func (m *market) url() string { return m.facilitator.URL + "/x402" }

func (m *market) key() string { return "0x" + hex.EncodeToString(crypto.FromECDSA(m.payer.Key)) }

func (m *market) way(amount uint64) *x402.Required {
	terms := x402.Terms{Scheme: x402.SchemeExact, ChainID: m.ChainID(), Amount: *uint256.NewInt(amount), Asset: m.Token(), PayTo: m.payee,
		TimeoutSeconds: 60, Method: x402.MethodEIP3009, Name: contracts.TokenName, Version: contracts.TokenVersion, Flow: x402.FlowAuthorization}
	r := must[*x402.Requirements](m.T)(terms.Requirements())
	return &x402.Required{Version: 2, Resource: x402.Resource{URL: "https://seller.example/answer"}, Accepts: []x402.Requirements{*r}}
}

func (m *market) listed() service.Shelf {
	var all service.Shelf
	for i := range 4 {
		all = append(all, x402.Item{Resource: fmt.Sprintf("https://seller.example/%d", i), Type: "http", Version: 2, Accepts: m.way(10000).Accepts,
			LastUpdated: "2026-11-26T00:00:00Z", Description: "An answer"})
	}
	return all
}

// stockSeller starts the stock server and gives its address.
func (m *market) stockSeller() string {
	m.Helper()
	return startSeller(m.T, m.url(), m.ChainID(), m.Token(), m.payee)
}

// startSeller starts a stock server that has its payments settled by a facilitator.
func startSeller(t *testing.T, facilitator string, chainID uint64, token, payee common.Address) string {
	t.Helper()
	return startServer(t, "x402_seller.mjs", "X402_FACILITATOR="+facilitator, "X402_BEARER="+bearer, fmt.Sprintf("X402_NETWORK=eip155:%d", chainID),
		"X402_ASSET="+token.Hex(), "X402_PAY_TO="+payee.Hex())
}

// startServer starts a script that prints its address and serves until the test
// is over.
func startServer(t *testing.T, script string, environment ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", script)
	cmd.Dir, cmd.Stderr = npmFolder, os.Stderr
	cmd.Env = append(os.Environ(), environment...)
	out := must[io.ReadCloser](t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it would serve for ever
		_ = cmd.Wait()
	})
	line := must[string](t)(bufio.NewReader(out).ReadString('\n'))
	var seller struct{ URL string }
	if err := json.Unmarshal([]byte(line), &seller); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return seller.URL
}

// sellerV1 is a server of version 1 in Go, which asks the facilitator as servers do.
func (m *market) sellerV1(served *atomic.Int32) *httptest.Server {
	way := m.way(10000)
	v1, ok := way.V1()
	if !ok {
		m.Fatal("version 1 has no word for the chain")
	}
	demand := must[[]byte](m.T)(v1.JSON())
	offered := must[*x402.Required](m.T)(x402.ParseRequired(demand))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := x402.ReadPayment(r.Header.Get)
		if err != nil || p == nil || x402.Match(offered.Accepts, p) < 0 || !m.asked("/verify", p, &offered.Accepts[0], &x402.Verification{}) {
			w.WriteHeader(http.StatusPaymentRequired)
			_, _ = w.Write(demand)
			return
		}
		served.Add(1)
		var result x402.Settlement
		if !m.asked("/settle", p, &offered.Accepts[0], &result) {
			w.WriteHeader(http.StatusPaymentRequired)
			_, _ = w.Write(demand)
			return
		}
		header, err := result.Header()
		if err != nil {
			m.Error(err)
		}
		w.Header().Set(x402.HeaderResultV1, header)
		_, _ = io.WriteString(w, `{"answer":42}`)
	}))
	m.Cleanup(s.Close)
	return s
}

// asked asks the facilitator, and tells whether it says yes.
func (m *market) asked(path string, p *x402.Payment, way *x402.Requirements, into any) bool {
	body, err := (&x402.Request{Version: p.Version, Payment: p, Requirements: *way}).JSON()
	if err != nil {
		m.Error(err)
		return false
	}
	r, err := http.NewRequest(http.MethodPost, m.url()+path, bytes.NewReader(body))
	if err != nil {
		m.Error(err)
		return false
	}
	r.Header.Set("Authorization", "Bearer "+bearer)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		m.Error(err)
		return false
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		m.Error(err)
	}
	switch v := into.(type) {
	case *x402.Verification:
		return v.Valid
	case *x402.Settlement:
		return v.Success
	}
	return false
}

// bought is what the stock client saw of one request.
type bought struct {
	Status     int
	Body       string
	Settlement *x402.Settlement
}

// shopping is what x402_buyer.mjs tells.
type shopping struct {
	Exact   bought         `json:"/exact"`
	Permit2 bought         `json:"/permit2"`
	Upto    bought         `json:"/upto"`
	Nothing bought         `json:"/upto/nothing"`
	Upfront bought         `json:"/upfront"`
	Fails   bought         `json:"/fails"`
	Ten     []bought       `json:"ten of /exact"`
	TenUp   []bought       `json:"ten of /upfront"`
	Runs    map[string]int `json:"runs"`
	Axios   bought
	V1      bought
	Legacy  bought
	Servers struct {
		Kinds    []x402.Kind
		Verified x402.Verification
		Settled  x402.Settlement
	}
	Listed struct {
		Items      []struct{ Resource string }
		Pagination struct{ Limit, Offset, Total int }
	}
	Found struct {
		Resources  []struct{ Resource string }
		Pagination struct{ Cursor *string }
	}
}

// TestStockServerAndClients has the stock server settle through our facilitator
// what the stock clients pay, and counts on the chain.
func TestStockServerAndClients(t *testing.T) {
	needsClient(t)
	m := newMarket(t)
	var servedV1 atomic.Int32
	var seen shopping
	node(t, "x402_buyer.mjs", &seen, "X402_SELLER="+m.stockSeller(), "X402_SELLER_V1="+m.sellerV1(&servedV1).URL, "X402_KEY="+m.key(), "X402_FACILITATOR="+m.url(), "X402_BEARER="+bearer)

	for _, c := range []struct {
		name   string
		got    bought
		amount string
	}{
		{"exact", seen.Exact, "10000"}, {"permit2", seen.Permit2, "20000"}, {"upto", seen.Upto, "1234"}, {"upfront", seen.Upfront, "30000"},
		{"axios", seen.Axios, "10000"}, {"version 1", seen.V1, ""}, {"legacy client", seen.Legacy, ""},
	} {
		s := c.got.Settlement
		if c.got.Status != 200 || !strings.Contains(c.got.Body, "42") || s == nil || !s.Success || s.Payer != m.payer.Address.Hex() || s.Amount != c.amount {
			t.Errorf("%s: %+v, settled %+v", c.name, c.got, s)
			continue
		}
		m.included(c.name, s.Transaction)
	}
	if s := seen.Nothing.Settlement; seen.Nothing.Status != 200 || s == nil || !s.Success || s.Transaction != "" || s.Amount != "0" {
		t.Errorf("upto, nothing used: %+v, settled %+v", seen.Nothing, s)
	}
	if s := seen.Fails.Settlement; seen.Fails.Status != 500 || s != nil && s.Success {
		t.Errorf("a failed answer: %+v, settled %+v", seen.Fails, s)
	}
	// One payment, ten requests: the stock facilitator lets the handler run ten times.
	for path, all := range map[string][]bought{"/exact": seen.Ten, "/upfront": seen.TenUp} {
		good := 0
		for _, b := range all {
			if b.Status == 200 {
				good++
			}
		}
		if good != 1 || len(all) != 10 {
			t.Errorf("%s: %d of ten requests with one payment are served", path, good)
		}
	}
	// exact: one with fetch, one with axios, one of ten.
	if seen.Runs["/exact"] != 3 || seen.Runs["/upfront"] != 2 || servedV1.Load() != 2 {
		t.Errorf("the handlers ran %v times, version 1's %d times", seen.Runs, servedV1.Load())
	}
	const want = 3*10000 + 20000 + 1234 + 2*30000 + 3*10000
	if got := m.Balance(m.payee); got != want {
		t.Errorf("the payee has %d, want %d", got, want)
	}
	if v1 := seen.Servers; len(v1.Kinds) != 4 || !v1.Verified.Valid || !v1.Settled.Success || v1.Settled.Network != "base-sepolia" {
		t.Errorf("the legacy server's questions: %+v", v1)
	}
	if len(seen.Listed.Items) != 2 || seen.Listed.Items[0].Resource != "https://seller.example/1" || seen.Listed.Pagination.Total != 4 {
		t.Errorf("listed: %+v", seen.Listed)
	}
	if len(seen.Found.Resources) != 1 || seen.Found.Pagination.Cursor == nil {
		t.Errorf("found: %+v", seen.Found)
	}
}

// included wants a transaction to be on the chain and to have succeeded.
func (m *market) included(what, transaction string) {
	m.Helper()
	receipt, err := m.Client.TransactionReceipt(m.Chain.Context(), common.HexToHash(transaction))
	if err != nil || receipt.Status != 1 {
		m.Errorf("%s: transaction %s: %+v, %v", what, transaction, receipt, err)
	}
}

// TestFrontRunPaymentsCount has a stranger submit a payment before the facilitator
// does, which pays the payee all the same.
func TestFrontRunPaymentsCount(t *testing.T) {
	m := newMarket(t)
	required := m.way(10000)
	for _, cancelled := range []bool{false, true} {
		p := m.sign(required)
		way := &required.Accepts[0]
		if !m.asked("/verify", p, way, &x402.Verification{}) {
			t.Fatal("the payment is not good")
		}
		a := p.Payload.Transfer
		token := contracts.NewTestDollar()
		if cancelled {
			m.cancel(token, a.Nonce)
		} else {
			call := facilitator.TransferCall(m.Token(), a, p.Payload.Signature, false)
			m.Do(m.Accounts()[3], call.To, call.Data)
		}
		var result x402.Settlement
		if good := m.asked("/settle", p, way, &result); good == cancelled {
			t.Errorf("cancelled %v: %+v", cancelled, result)
		}
		if !cancelled {
			m.included("the stranger's", result.Transaction)
		}
	}
	if got := m.Balance(m.payee); got != 10000 || m.settler.sent() != 0 {
		t.Errorf("the payee has %d, %d orders are sent", got, m.settler.sent())
	}
}

// TestPendingSettlements has a chain that makes no blocks for a while, so that the
// facilitator answers settlement_pending and the stock server asks once more.
func TestPendingSettlements(t *testing.T) {
	needsClient(t)
	m := newMarketWhich(t, 2*time.Second)
	s := m.shopper(m.payer)
	url := m.stockSeller()
	m.Pause()
	resumed := time.AfterFunc(2500*time.Millisecond, m.Resume)
	defer resumed.Stop()
	s.pay(url+"/exact").want(t, 0, "settled by 0x")
	m.Pause()
	s.pay(url+"/exact").want(t, 4, "the seller does not take the payment: "+x402.ReasonPending)
	m.Resume()
	await(t, "the block that takes both", func() bool { return m.Balance(m.payee) == 20000 })
	if m.settler.sent() != 2 {
		t.Errorf("%d orders are sent", m.settler.sent())
	}
}

// sign signs a payment as the payer.
func (m *market) sign(r *x402.Required) *x402.Payment {
	m.Helper()
	most := *uint256.NewInt(1 << 50)
	w := must[*wallet.Wallet](m.T)(wallet.New(wallet.NewKey(m.payer.Key), []wallet.Token{{ChainID: m.ChainID(), Asset: m.Token(), PaymentMax: most, TotalMax: most}}, nil))
	p, _, err := w.Pay(m.Chain.Context(), r, "", uint64(time.Now().Unix()))
	if err != nil {
		m.Fatal(err)
	}
	return p
}

// cancel has the payer cancel an authorization that is unused.
func (m *market) cancel(token *contracts.TestDollar, nonce common.Hash) {
	m.Helper()
	separator := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: m.ChainID(), Contract: m.Token()}.Separator()
	s := must[evmsig.Signature](m.T)(evmsig.Sign(evmsig.CancelDigest(separator, m.payer.Address, nonce), m.payer.Key))
	m.Do(m.Accounts()[3], m.Token(), token.PackCancelAuthorization(m.payer.Address, nonce, s.V(), s.R(), s.S()))
}
