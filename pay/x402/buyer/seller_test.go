package buyer

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

var (
	dollar = Token{84532, common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e"), 6}
	payee  = common.HexToAddress("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
)

// seller asks for a payment and serves whoever sends one.
type seller struct {
	*httptest.Server
	t       *testing.T
	version int
	id      bool // whether payments may have an id
	amount  uint64
	refuse  bool // it takes no payment
	break_  int  // so many paid requests end without an answer
	serve   http.HandlerFunc

	mu    sync.Mutex
	asked int
	paid  []*x402.Payment
	sent  []string // bodies
}

func open(t *testing.T, change func(*seller)) *seller {
	s := &seller{t: t, version: 2, amount: 10000, serve: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "served") }}
	if change != nil {
		change(s)
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Server.Close)
	return s
}

func (s *seller) required() *x402.Required {
	terms := x402.Terms{Scheme: x402.SchemeExact, ChainID: dollar.ChainID, Amount: *uint256.NewInt(s.amount), Asset: dollar.Asset, PayTo: payee,
		TimeoutSeconds: 60, Method: x402.MethodEIP3009, Name: "USDC", Version: "2", Flow: x402.FlowAuthorization}
	way, err := terms.Requirements()
	if err != nil {
		s.t.Error(err)
		return nil
	}
	r := &x402.Required{Version: 2, Error: "payment required", Resource: x402.Resource{URL: s.URL}, Accepts: []x402.Requirements{*way}}
	if s.id {
		r.Extensions = json.RawMessage(`{"payment-identifier":` + string(x402.IdentifierExtension(true)) + `}`)
	}
	if s.version == 1 {
		v1, _ := r.V1()
		r = &v1
	}
	return r
}

func (s *seller) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p, err := x402.ReadPayment(r.Header.Get)
	if err != nil {
		s.t.Errorf("the payment cannot be read: %v", err)
	}
	s.mu.Lock()
	s.asked++
	s.sent = append(s.sent, string(body))
	if p != nil {
		s.paid = append(s.paid, p)
	}
	breaks := p != nil && s.break_ > 0
	if breaks {
		s.break_--
	}
	s.mu.Unlock()
	if breaks {
		var conn net.Conn
		if conn, _, err = w.(http.Hijacker).Hijack(); err == nil {
			conn.Close()
		}
		return
	}
	if p == nil || s.refuse {
		s.demand(w)
		return
	}
	result := x402.Settlement{Success: true, Transaction: common.Hash{1}.Hex(), Network: p.Accepted.Network, Payer: p.Payload.Payer().Hex()}
	header, err := result.Header()
	if err != nil {
		s.t.Error(err)
	}
	w.Header().Set(x402.ResultHeader(p.Version), header)
	s.serve(w, r)
}

func (s *seller) demand(w http.ResponseWriter) {
	r := s.required()
	if s.version == 1 {
		body, err := r.JSON()
		if err != nil {
			s.t.Error(err)
		}
		w.WriteHeader(http.StatusPaymentRequired)
		_, _ = w.Write(body)
		return
	}
	header, err := r.Header()
	if err != nil {
		s.t.Error(err)
	}
	w.Header().Set(x402.HeaderRequired, header)
	http.Error(w, "pay first", http.StatusPaymentRequired)
}

// till is a book in memory.
type till struct {
	mu      sync.Mutex
	refuse  error
	signed  []*Payment
	answers []*Answer
}

func (b *till) Signed(p *Payment) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse == nil {
		b.signed = append(b.signed, p)
	}
	return b.refuse
}

func (b *till) Answered(_ *Payment, a *Answer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answers = append(b.answers, a)
	return nil
}

// buyer is a transport with a wallet of so much at a time and in all.
func buyer(t *testing.T, most, total uint64) (*Transport, *till) {
	t.Helper()
	key, err := Throwaway()
	if err != nil {
		t.Fatal(err)
	}
	w, err := wallet.New(key, []wallet.Token{{ChainID: dollar.ChainID, Asset: dollar.Asset, PaymentMax: *uint256.NewInt(most), TotalMax: *uint256.NewInt(total)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	book := &till{}
	now := time.Now()
	return &Transport{Wallet: w, Book: book, Now: func() time.Time { return now }}, book
}

func (t *Transport) spent() string {
	spent := t.Wallet.Spent(dollar.ChainID, dollar.Asset)
	return spent.Dec()
}

func text(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", response.StatusCode, b)
}

// failing makes a request that must fail.
func (t *Transport) failing(test *testing.T, method, url string, body io.Reader) error {
	test.Helper()
	response, err := t.do(test, method, url, body)
	if err == nil {
		response.Body.Close()
		test.Errorf("%s %s: %s, and no error", method, url, response.Status)
	}
	return err
}
