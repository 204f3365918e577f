package e2e

import (
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/chain/keys"
	"aidollar/contracts"
	"aidollar/pay/x402"
	"aidollar/pay/x402/attest"
	x402buyer "aidollar/pay/x402/buyer"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// shopper runs aidollar pay as an account, with receipts of its own.
type shopper struct {
	*market
	keyFile, receipts string
	more              []string // flags of every run
}

func (m *market) shopper(of devaccount.Account) *shopper {
	m.Helper()
	dir := m.TempDir()
	key := write(m.T, filepath.Join(dir, "key"), hex.EncodeToString(crypto.FromECDSA(of.Key))+"\n")
	return &shopper{m, key, filepath.Join(dir, "receipts"), []string{"--rpc", m.RPC(), "--token", m.token()}}
}

func (m *market) token() string {
	return fmt.Sprintf("eip155:%d/erc20:%s", m.ChainID(), m.Token().Hex())
}

func (s *shopper) pay(url string, flags ...string) result {
	s.Helper()
	return run(s.T, append(append([]string{"pay", url, "--key-file", s.keyFile, "--receipts", s.receipts}, s.more...), flags...)...)
}

// kept are the receipts in the folder, by state.
func (s *shopper) kept() map[string]int {
	s.Helper()
	states := map[string]int{}
	folder := must[*x402buyer.Folder](s.T)(x402buyer.OpenFolder(s.receipts, nil, x402buyer.Dollars{}))
	for _, r := range must[[]x402buyer.Receipt](s.T)(folder.Receipts()) {
		states[r.State]++
	}
	return states
}

func TestPayBuysFromTheStockServer(t *testing.T) {
	needsClient(t)
	m := newMarket(t)
	url := m.stockSeller()
	s := m.shopper(m.payer)

	r := s.pay(url+"/exact", "-d", "what is 6 x 7?", "-H", "Content-Type: text/plain")
	r.want(t, 0, "paid 0.01 dollars to "+m.payee.Hex(), "settled by 0x")
	if !strings.Contains(r.out, `"answer":42`) || !strings.Contains(r.out, "what is 6 x 7?") {
		t.Errorf("printed %q", r.out)
	}
	s.pay(url+"/permit2").want(t, 0, "paid 0.02 dollars")
	s.pay(url+"/upfront").want(t, 0, "paid 0.03 dollars")
	s.pay(url+"/upto").want(t, 0, "paid at most 0.05 dollars", "settled to 1234 units by 0x")
	if got := m.Balance(m.payee); got != 10000+20000+30000+1234 {
		t.Errorf("the payee has %d", got)
	}

	r = s.pay(url+"/exact", "--json")
	r.want(t, 0)
	var whole struct {
		Status int
		Body   string
		Paid   struct {
			Dollars, Token, Payer string
			ID                    string `json:"payment_id"`
			Settlement            *x402.Settlement
		}
	}
	if err := json.Unmarshal([]byte(r.out), &whole); err != nil || whole.Status != 200 || whole.Paid.Dollars != "0.01" || whole.Paid.Token != m.token() ||
		!x402.IdentifierValid(whole.Paid.ID) || whole.Paid.Payer != m.payer.Address.Hex() || !strings.Contains(whole.Body, "42") {
		t.Fatalf("%v: %s", err, r.out)
	}
	m.included("as JSON", whole.Paid.Settlement.Transaction)

	s.pay(url+"/fails").want(t, 5, "500 Internal Server Error")
	s.pay(url+"/runs").want(t, 0) // which costs nothing
	if states := s.kept(); states["answered"] != 6 || len(states) != 1 {
		t.Errorf("receipts: %v", states)
	}
	// 0.13 dollars are signed for by now, whatever was settled of them.
	s.pay(url+"/exact", "--total", "0.135").want(t, 3, "the payment would go beyond the limit in all of 0.135 dollars: 0.13 are spent, this costs 0.01")
	s.pay(url+"/exact", "--max", "0.009").want(t, 3, "10000 are asked for, at most 9000 are paid at a time")
}

func TestPayAsksNobodyOnATrial(t *testing.T) {
	needsClient(t)
	m := newMarket(t)
	url := m.stockSeller()
	s := m.shopper(m.payer)
	r := run(t, append([]string{"pay", url + "/exact", "--dry-run", "--receipts", s.receipts}, s.more...)...)
	r.want(t, 0)
	for _, part := range []string{"exact", m.token(), "10000", "0.01", m.payee.Hex(), "would be paid"} {
		if !strings.Contains(r.out, part) {
			t.Errorf("%q is not shown:\n%s", part, r.out)
		}
	}
	r = s.pay(url+"/exact", "--dry-run", "--max", "0.001", "--json")
	r.want(t, 3, "none of the ways to pay would be taken")
	if !strings.Contains(r.out, `"why":"none of the ways`) && !strings.Contains(r.out, "at most 1000 are paid") {
		t.Errorf("printed %s", r.out)
	}
	if _, err := os.Stat(s.receipts); err == nil || m.Balance(m.payee) != 0 {
		t.Errorf("a trial leaves something behind: %v", err)
	}
	s.pay(url+"/runs", "--dry-run").want(t, 0)
}

func TestPayBuysInVersion1(t *testing.T) {
	m := newMarket(t)
	var served atomic.Int32
	s := m.shopper(m.payer)
	r := s.pay(m.sellerV1(&served).URL + "/answer")
	r.want(t, 0, "paid 0.01 dollars", "settled by 0x")
	if r.out != `{"answer":42}` || served.Load() != 1 || m.Balance(m.payee) != 10000 {
		t.Errorf("%q, served %d times", r.out, served.Load())
	}
	// Who has no funds is refused, and told that it counts all the same.
	poor := m.shopper(devaccount.Account{Key: must[*ecdsa.PrivateKey](t)(crypto.GenerateKey())})
	poor.pay(m.sellerV1(&served).URL).want(t, 4, "the seller does not take the payment")
	if states := poor.kept(); states["refused"] != 1 {
		t.Errorf("receipts: %v", states)
	}
}

func TestPayWithAKeyFile(t *testing.T) {
	needsClient(t)
	m := newMarket(t)
	url := m.stockSeller()
	s := m.shopper(m.payer)
	dir := t.TempDir()
	pass := write(t, filepath.Join(dir, "pass"), "correct horse battery staple\n")
	s.keyFile = filepath.Join(dir, "wallet.json")
	address := must[common.Address](t)(keys.Create(s.keyFile, pass, keys.Light))
	token := contracts.NewTestDollar()
	m.Do(m.payer, m.Token(), token.PackTransfer(address, uint256.NewInt(1000000).ToBig()))

	s.pay(url+"/exact").want(t, 2, "--passphrase-file")
	s.pay(url+"/exact", "--passphrase-file", pass).want(t, 0, "paid 0.01 dollars")
	s.pay(url+"/exact", "--passphrase-file", write(t, filepath.Join(dir, "wrong"), "incorrect")).want(t, 1, "does not open")
	// Without an approval a payment by Permit2 is not even signed.
	s.pay(url+"/permit2", "--passphrase-file", pass).want(t, 3, "approve 0x000000000022D473030F116dDEE9F6B43aC78BA3 first")
	// A trial asks for the approval of the account in the file, without its passphrase.
	s.pay(url+"/permit2", "--dry-run").want(t, 3, "none of the ways")
	m.shopper(m.payer).pay(url+"/permit2", "--dry-run").want(t, 0)
	if left := m.Balance(address); left != 990000 {
		t.Errorf("%d are left", left)
	}

	cmd := exec.Command(binary(t), append([]string{"pay", url + "/exact", "--receipts", s.receipts}, s.more...)...)
	cmd.Env = append(os.Environ(), "AIDOLLAR_PAY_KEY="+m.key())
	finish(cmd).want(t, 0, "paid 0.01 dollars")
}

func TestPayAskedWrongly(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "0 arguments"}, {[]string{"nowhere"}, "no address of the web"}, {[]string{"http://127.0.0.1:1", "-H", "x"}, "--header"},
		{[]string{"http://127.0.0.1:1", "--max", "-1"}, "--max"}, {[]string{"http://127.0.0.1:1", "--total", "1e3"}, "--total"},
		{[]string{"http://127.0.0.1:1", "--token", "usdc"}, "--token"},
		{[]string{"http://127.0.0.1:1", "--token", "eip155:31337/erc20:0xA1D011A200000000000000000000000000000001"}, "decimals"},
		{[]string{"http://127.0.0.1:1", "--receipts", t.TempDir()}, "no key to sign with"},
	} {
		run(t, append([]string{"pay"}, c.args...)...).want(t, 2, c.says)
	}
	run(t, "pay", "http://127.0.0.1:1", "--dry-run", "--receipts", t.TempDir()).want(t, 1, "refused")
}

// trader is a seller in Go that takes every payment for good.
func (m *market) trader(serve http.HandlerFunc) *httptest.Server {
	demand := must[string](m.T)(m.way(10000).Header())
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(x402.HeaderPayment) == "" {
			w.Header().Set(x402.HeaderRequired, demand)
			w.WriteHeader(http.StatusPaymentRequired)
			return
		}
		serve(w, r)
	}))
	m.Cleanup(s.Close)
	return s
}

func TestPayPrintsStreamsAsTheyArrive(t *testing.T) {
	m := newMarket(t)
	next := make(chan struct{})
	t.Cleanup(func() { close(next) })
	s := m.shopper(m.payer)
	url := m.trader(func(w http.ResponseWriter, _ *http.Request) {
		for i := range 3 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			_ = http.NewResponseController(w).Flush() // there is nobody to tell
			<-next
		}
	}).URL
	p := start(t, append([]string{"pay", url, "--key-file", s.keyFile, "--receipts", s.receipts}, s.more...)...)
	for i := range 3 {
		p.line(&p.out, func(line string) bool { return line == fmt.Sprintf("data: %d", i) })
		next <- struct{}{} // the seller goes on when the line is out
	}
	<-p.done
	if p.ended != nil {
		t.Error(p.ended)
	}
}

func TestPayTellsWhatWasLost(t *testing.T) {
	m := newMarket(t)
	s := m.shopper(m.payer)
	hangUp := func(w http.ResponseWriter) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.Close()
	}
	s.pay(m.trader(func(w http.ResponseWriter, _ *http.Request) { hangUp(w) }).URL).want(t, 6, "the payment was sent and no answer came; it may be settled until 20")
	r := s.pay(m.trader(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "the first half")
		_ = http.NewResponseController(w).Flush() // there is nobody to tell
		hangUp(w)
	}).URL)
	r.want(t, 6, "paid, and the answer broke off")
	if r.out != "the first half" {
		t.Errorf("printed %q", r.out)
	}
	if states := s.kept(); states["lost"] != 1 || states["answered"] != 1 {
		t.Errorf("receipts: %v", states)
	}
	var asked atomic.Int32
	r = s.pay(m.trader(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}).URL)
	if r.want(t, 0, "paid"); asked.Load() != 1 {
		t.Errorf("a paid redirect is followed: asked %d times", asked.Load())
	}
}

// TestPayReadsSignedReceipts has a seller sign for the payment, and a liar who gives
// the same receipt to everybody.
func TestPayReadsSignedReceipts(t *testing.T) {
	m := newMarket(t)
	seller := m.Accounts()[4]
	s := m.shopper(m.payer)
	for payer, says := range map[string]string{
		m.payer.Address.Hex(): "receipt signed by " + seller.Address.Hex(),
		seller.Address.Hex():  "its signed receipt is no good: it is made out to " + seller.Address.Hex(),
	} {
		result := &x402.Settlement{Success: true, Payer: payer, Network: "eip155:84532", Transaction: common.Hash{1}.Hex()}
		if err := attest.AddReceipt(attest.Account(wallet.NewKey(seller.Key)), result, "https://seller.example", true, time.Now().Unix()); err != nil {
			t.Fatal(err)
		}
		header := must[string](t)(result.Header())
		s.pay(m.trader(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set(x402.HeaderResult, header) }).URL).want(t, 0, says)
	}
}
