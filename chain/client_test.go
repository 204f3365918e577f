package chain_test

import (
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/chain/internal/faulty"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

var finalized = chain.Finality{Tag: "finalized"}

// pair is a chain behind two endpoints.
func pair(t *testing.T) (*devtest.Chain, *faulty.Proxy, *faulty.Proxy, *chain.Client) {
	t.Helper()
	c := devtest.Start(t, devnet.Options{Paused: true})
	one, two := faulty.New(t, c.RPC()), faulty.New(t, c.RPC())
	if err := c.Mine(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	return c, one, two, open(t, c.ChainID(), one.URL, two.URL)
}

func TestOpen(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	for what, cfg := range map[string]chain.Config{
		"no id":              {URLs: []string{c.RPC()}},
		"no endpoint":        {ID: 1},
		"three endpoints":    {ID: 1, URLs: []string{c.RPC(), c.RPC(), c.RPC()}},
		"a URL that is none": {ID: 1, URLs: []string{"localhost"}},
		"a file":             {ID: 1, URLs: []string{"file:///etc/passwd"}},
	} {
		if _, err := chain.Open(t.Context(), cfg); chain.Code(err) != chain.CodeConfig || chain.ClassOf(err) != chain.Stop {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := chain.Open(t.Context(), chain.Config{ID: 1, URLs: []string{c.RPC()}}); chain.Code(err) != chain.CodeChainID {
		t.Errorf("an endpoint of another chain: %v", err)
	}
}

// TestStartsWithoutChain opens a client whose endpoint is down, and is another
// chain's when it comes up.
func TestStartsWithoutChain(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	proxy := faulty.New(t, c.RPC())
	proxy.Status(http.StatusBadGateway)
	var mu sync.Mutex
	var reports []chain.Report
	client, err := chain.Open(t.Context(), chain.Config{ID: c.ChainID(), URLs: []string{proxy.URL}, Tries: 1, Report: func(r chain.Report) {
		mu.Lock()
		defer mu.Unlock()
		reports = append(reports, r)
	}})
	if err != nil {
		t.Fatalf("a house cannot start while its chain is down: %v", err)
	}
	defer client.Close()
	if h := client.Health(); len(h) != 1 || h[0].OK || h[0].Err == nil {
		t.Errorf("its health is %+v", h)
	}
	proxy.Status(0)
	proxy.Set("eth_chainId", func(*faulty.Request, func() *faulty.Answer) *faulty.Answer { return faulty.Result(hexutil.Uint64(1)) })
	if _, err := client.Latest(t.Context()); chain.Code(err) != chain.CodeChainID {
		t.Errorf("an endpoint that comes up as another chain's: %v", err)
	}
	proxy.Set("eth_chainId", nil)
	if _, err := client.Latest(t.Context()); err != nil {
		t.Error(err)
	}
	// It fails, and what comes back in its place is of another chain.
	proxy.Status(http.StatusBadGateway)
	if _, err := client.Latest(t.Context()); chain.Code(err) != chain.CodeUnavailable {
		t.Error(err)
	}
	proxy.Set("eth_chainId", func(*faulty.Request, func() *faulty.Answer) *faulty.Answer { return faulty.Result(hexutil.Uint64(1)) })
	proxy.Status(0)
	if _, err := client.Latest(t.Context()); chain.Code(err) != chain.CodeChainID {
		t.Errorf("an endpoint that comes back as another chain's: %v", err)
	}
	proxy.Set("eth_chainId", nil)
	if _, err := client.Latest(t.Context()); err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(reports) < 2 || reports[0].Err == nil || reports[len(reports)-1].Err != nil {
		t.Errorf("reported %v", reports)
	}
}

func TestSecretsStayOut(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	proxy := faulty.New(t, c.RPC())
	away := "http://user:password@127.0.0.1:1/v3/apikey?token=apikey"
	for _, url := range []string{away, proxy.URL + "/v3/apikey"} {
		client, err := chain.Open(t.Context(), chain.Config{ID: c.ChainID(), URLs: []string{url}, Tries: 1})
		if err != nil {
			t.Fatal(err)
		}
		proxy.Status(http.StatusForbidden)
		_, err = client.Latest(t.Context())
		if chain.Code(err) != chain.CodeUnavailable {
			t.Errorf("%v", err)
		}
		for _, secret := range []string{"apikey", "password", "secret.example"} {
			if strings.Contains(err.Error(), secret) || strings.Contains(client.Health()[0].Endpoint, secret) {
				t.Errorf("%q is shown: %v", secret, err)
			}
		}
		client.Close()
		proxy.Status(0)
	}
}

func TestAgreement(t *testing.T) {
	c, one, two, client := pair(t)
	number := uint64(3)
	block, err := client.Block(t.Context(), number)
	if err != nil || block.Number != number {
		t.Fatal(block, err)
	}
	if head, err := client.Head(t.Context()); err != nil || head.Number != 6 {
		t.Errorf("the head is %d: %v", head.Number, err)
	}
	if final, err := client.Final(t.Context(), finalized); err != nil || final.Number != 4 {
		t.Errorf("block %d is final: %v", final.Number, err)
	}
	if final, err := client.Final(t.Context(), chain.Finality{Confirmations: 5}); err != nil || final.Number != 1 {
		t.Errorf("block %d has five blocks on top: %v", final.Number, err)
	}
	holdings := []chain.Holding{{Token: contracts.TokenAddress, Holder: devaccount.All()[3].Address}, {Holder: devaccount.All()[3].Address}}
	if amounts, err := client.Balances(t.Context(), number, holdings); err != nil || amounts[0].Uint64() != c.Balance(devaccount.All()[3].Address) || amounts[1].IsZero() {
		t.Errorf("balances: %v %v", amounts, err)
	}

	lie := func(_ *faulty.Request, forward func() *faulty.Answer) *faulty.Answer {
		answer := forward()
		answer.Result = []byte(strings.Replace(string(answer.Result), block.Hash.Hex()[2:10], "deadbeef", 1))
		return answer
	}
	two.Set("eth_getBlockByNumber", lie)
	if _, err := client.Block(t.Context(), number); chain.Code(err) != chain.CodeDisagrees {
		t.Errorf("an endpoint with another block: %v", err)
	}
	two.Thaw()
	two.Set("eth_call", func(*faulty.Request, func() *faulty.Answer) *faulty.Answer {
		return faulty.Result(common.BigToHash(big.NewInt(1e15)))
	})
	if _, err := client.Balances(t.Context(), number, holdings); chain.Code(err) != chain.CodeDisagrees {
		t.Errorf("an endpoint with another balance: %v", err)
	}
	two.Set("eth_call", nil)
	one.Status(http.StatusServiceUnavailable)
	if _, err := client.Block(t.Context(), number); chain.Code(err) != chain.CodeUnavailable || chain.ClassOf(err) != chain.Retry {
		t.Errorf("an endpoint that is down: %v", err)
	}
	if latest, err := client.Latest(t.Context()); err != nil || latest.Number != 6 {
		t.Errorf("what is merely shown needs both: %v", err)
	}
	one.Status(0)
	if _, err := client.Block(t.Context(), number); err != nil {
		t.Errorf("an endpoint that is back: %v", err)
	}
	if _, err := client.Block(t.Context(), 99); chain.Code(err) != chain.CodeNotFound {
		t.Errorf("a block that is yet to come: %v", err)
	}
}

func TestLag(t *testing.T) {
	c, _, two, client := pair(t)
	two.Freeze(5)
	if head, err := client.Head(t.Context()); err != nil || head.Number != 5 {
		t.Errorf("with an endpoint at 5 the head is %d: %v", head.Number, err)
	}
	go func() {
		time.Sleep(100 * time.Millisecond)
		two.Thaw()
	}()
	if _, err := client.Block(t.Context(), 6); err != nil {
		t.Errorf("an endpoint that is late is not waited for: %v", err)
	}
	two.Freeze(5)
	if _, err := client.Block(t.Context(), 6); chain.Code(err) != chain.CodeLags {
		t.Errorf("an endpoint that does not come: %v", err)
	}
	if err := c.Mine(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	// A head that does not move while the other one's does is told after a while.
	end := time.Now().Add(10 * time.Second)
	for {
		_, err := client.Head(t.Context())
		if chain.Code(err) == chain.CodeLags {
			break
		}
		if err != nil || time.Now().After(end) {
			t.Fatalf("an endpoint has stopped, and the head's error is %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	two.Thaw()
	if head, err := client.Head(t.Context()); err != nil || head.Number != 7 {
		t.Errorf("when it goes on the head is %d: %v", head.Number, err)
	}
}

func TestTransient(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	proxy := faulty.New(t, c.RPC())
	client := open(t, c.ChainID(), proxy.URL)
	for what, failure := range map[string]*faulty.Answer{
		"a busy node":     faulty.Failure(-32005, "rate limit reached"),
		"a node in haste": faulty.Failure(-32000, "too many requests, please slow down"),
	} {
		failed := false
		proxy.Set("eth_getBlockByNumber", func(_ *faulty.Request, forward func() *faulty.Answer) *faulty.Answer {
			if !failed {
				failed = true
				copied := *failure
				return &copied
			}
			return forward()
		})
		if _, err := client.Latest(t.Context()); err != nil || !failed {
			t.Errorf("%s is not asked again: %v", what, err)
		}
	}
}

func TestBoundedAnswer(t *testing.T) {
	huge := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"jsonrpc":"2.0","id":1,"result":"0x`))
		chunk := []byte(strings.Repeat("0", 1<<16))
		for range 64 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	t.Cleanup(huge.Close)
	client, err := chain.Open(t.Context(), chain.Config{ID: 1, URLs: []string{huge.URL}, AnswerMax: 1 << 20, Tries: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := client.Latest(t.Context()); chain.Code(err) != chain.CodeTooMuch {
		t.Errorf("an answer without end: %v", err)
	}
}

var transfers = []chain.Filter{{Addresses: []common.Address{contracts.TokenAddress}, Topics: [][]common.Hash{{codec.TransferTopic}}}}

func TestLogs(t *testing.T) {
	c, one, two, client := pair(t)
	payer, to := devaccount.All()[1], common.HexToAddress("0xfe01")
	for n := range uint64(3) {
		c.Send(payer, contracts.TokenAddress, codec.Transfer(to, uint256.NewInt(n+1)))
		if err := c.Mine(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
	logs, end, err := client.LogsIn(t.Context(), 1, 9, transfers)
	if err != nil || len(logs) != 3 || end.Number != 9 {
		t.Fatalf("%d logs up to %d: %v", len(logs), end.Number, err)
	}
	twice := append(transfers, chain.Filter{Topics: [][]common.Hash{nil, nil, {codec.AddressTopic(to)}}})
	if logs, _, err := client.LogsIn(t.Context(), 1, 9, twice); err != nil || len(logs) != 3 {
		t.Errorf("what two filters choose is told %d times: %v", len(logs), err)
	}
	block, err := client.Block(t.Context(), 8)
	if err != nil {
		t.Fatal(err)
	}
	if logs, err := client.LogsOf(t.Context(), block, transfers); err != nil || len(logs) != 1 || logs[0].BlockHash != block.Hash {
		t.Errorf("block 8 has %v: %v", logs, err)
	}

	// A node that answers for two blocks at most.
	small := func(r *faulty.Request, forward func() *faulty.Answer) *faulty.Answer {
		answer := forward()
		if strings.Count(string(answer.Result), `"logIndex"`) > 1 {
			return faulty.Failure(-32005, "query returned more than 1 results. Try with this block range [0x1, 0x2].")
		}
		return answer
	}
	one.Set("eth_getLogs", small)
	two.Set("eth_getLogs", small)
	if logs, end, err := client.LogsIn(t.Context(), 1, 9, transfers); err != nil || len(logs) != 3 || end.Number != 9 {
		t.Errorf("in halves %d logs up to %d: %v", len(logs), end.Number, err)
	}
	one.Set("eth_getLogs", nil)

	// One that hides logs.
	two.Set("eth_getLogs", func(*faulty.Request, func() *faulty.Answer) *faulty.Answer { return faulty.Result([]any{}) })
	if _, _, err := client.LogsIn(t.Context(), 1, 9, transfers); chain.Code(err) != chain.CodeDisagrees {
		t.Errorf("an endpoint that hides logs: %v", err)
	}
	if _, err := client.LogsOf(t.Context(), block, transfers); chain.Code(err) != chain.CodeDisagrees {
		t.Errorf("an endpoint that hides a block's logs: %v", err)
	}
	// One that does not know the range's end, and would answer with fewer.
	two.Set("eth_getLogs", nil)
	two.Freeze(8)
	if _, _, err := client.LogsIn(t.Context(), 1, 9, transfers); chain.Code(err) != chain.CodeLags {
		t.Errorf("an endpoint that is behind the range: %v", err)
	}
	two.Thaw()
	// One that makes logs up.
	two.Set("eth_getLogs", func(_ *faulty.Request, forward func() *faulty.Answer) *faulty.Answer {
		answer := forward()
		answer.Result = []byte(strings.ReplaceAll(string(answer.Result), strings.ToLower(contracts.TokenAddress.Hex()), to.Hex()))
		return answer
	})
	if _, _, err := client.LogsIn(t.Context(), 1, 9, transfers); err == nil {
		t.Error("logs of another contract are taken")
	}
}

func TestReceipts(t *testing.T) {
	c, _, two, client := pair(t)
	tx := c.Send(devaccount.All()[1], contracts.TokenAddress, codec.Transfer(common.HexToAddress("0xfe01"), uint256.NewInt(1)))
	if err := c.Mine(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	txs := []common.Hash{tx.Hash(), {1}}
	receipts, err := client.Receipts(t.Context(), txs)
	if err != nil || receipts[0].Standing != chain.Present || !receipts[0].Success || receipts[0].Fee.Sign() <= 0 || receipts[1].Standing != chain.Absent {
		t.Errorf("%+v %v", receipts, err)
	}
	two.Set("eth_getTransactionReceipt", func(*faulty.Request, func() *faulty.Answer) *faulty.Answer { return faulty.Result(nil) })
	if receipts, err = client.Receipts(t.Context(), txs); err != nil || receipts[0].Standing != chain.Unclear || receipts[1].Standing != chain.Absent {
		t.Errorf("when one has it and the other has not: %+v %v", receipts, err)
	}
}

func TestBroadcast(t *testing.T) {
	c, one, two, client := pair(t)
	tx := c.Sign(devaccount.All()[1], contracts.TokenAddress, codec.Transfer(common.HexToAddress("0xfe01"), uint256.NewInt(1)))
	raw, err := tx.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time both know it
		if d, err := client.Broadcast(t.Context(), raw); d != chain.Accepted || err != nil {
			t.Errorf("%d %v", d, err)
		}
	}
	if err := c.Mine(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if d, err := client.Broadcast(t.Context(), raw); d != chain.NonceUsed && d != chain.Accepted || err != nil {
		t.Errorf("when it was carried out: %d %v", d, err)
	}
	if d, err := client.Broadcast(t.Context(), []byte{1, 2, 3}); d != chain.Rejected || err == nil {
		t.Errorf("what is no transaction: %d %v", d, err)
	}
	one.Status(503)
	before := two.Count("eth_sendRawTransaction")
	if d, _ := client.Broadcast(t.Context(), raw); d == chain.Unknown || two.Count("eth_sendRawTransaction") != before+1 {
		t.Errorf("with one endpoint down: %d", d)
	}
	two.Status(503)
	if d, err := client.Broadcast(t.Context(), raw); d != chain.Unknown || err == nil {
		t.Errorf("with both down: %d %v", d, err)
	}
}

func TestErrors(t *testing.T) {
	err := error(&chain.Error{Code: chain.CodeUnavailable, Class: chain.Retry, Message: "m", Cause: errors.New("c")})
	wrapped := errors.Join(errors.New("x"), err)
	if chain.Code(wrapped) != chain.CodeUnavailable || chain.ClassOf(wrapped) != chain.Retry || err.Error() != "rpc_unavailable: m: c" {
		t.Errorf("%v", err)
	}
	if chain.Code(nil) != "" || chain.ClassOf(errors.New("x")) != chain.Stop {
		t.Error("an error that is none of ours")
	}
	for _, f := range []chain.Finality{{}, {Tag: "latest"}, {Tag: "finalized", Confirmations: 1}} {
		if chain.Code(f.Check()) != chain.CodeConfig {
			t.Errorf("%+v is a rule of finality", f)
		}
	}
}
