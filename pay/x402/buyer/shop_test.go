package buyer

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

var authorizer = common.HexToAddress("0x1111111254EEB25477B68fb85Ed929f73A960582")

// book is what a shop knows of one channel, in smallest units.
type book struct {
	balance, charged, reserved, signed uint64
	signature                          []byte
	used                               map[uint64]bool // amounts of vouchers that have paid a call
	busy                               bool
	line                               chan time.Time // who was corrected last, and until when he is waited for
}

// shop sells for vouchers: as the stock server does, one request at a time and for
// vouchers of exactly what is charged and the price, or as a house does, which takes
// any voucher that covers what is reserved.
type shop struct {
	*httptest.Server
	t            *testing.T
	house        bool
	price, least uint64
	cost         func(n int) uint64 // of the n-th request that is served, from 1
	untold       bool               // the cost is not known when the answer begins
	serve        func(w http.ResponseWriter, r *http.Request, p *x402.Channel)
	fails        func(n int) int                 // a status to answer the n-th request with, unpaid
	breaks       func(n int) bool                // the connection, behind the charge
	lie          func(e *x402.ChannelExtra)      // in corrective answers and results
	also         func(*x402.Terms) []*x402.Terms // other ways to pay
	took         func(p *x402.Channel) string    // why a deposit is not taken

	mu       sync.Mutex
	channels map[common.Hash]*book
	deposits map[common.Hash]bool // by nonce
	served   int
	asked    int // with a payment
	refused  map[string]int
	exact    int // paid otherwise
}

func newShop(t *testing.T, change func(*shop)) *shop {
	s := &shop{t: t, price: 100, cost: func(int) uint64 { return 100 }, channels: map[common.Hash]*book{}, deposits: map[common.Hash]bool{}, refused: map[string]int{}}
	if change != nil {
		change(s)
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Server.Close)
	return s
}

func (s *shop) required(e *x402.ChannelExtra, trouble string) *x402.Required {
	terms := &x402.Terms{Scheme: x402.SchemeBatch, ChainID: dollar.ChainID, Amount: *uint256.NewInt(s.price), Asset: dollar.Asset, PayTo: payee, TimeoutSeconds: 60,
		Method: x402.MethodEIP3009, Name: "USDC", Version: "2", Flow: x402.FlowAuthorization, ReceiverAuthorizer: authorizer, WithdrawDelay: 900, DepositMin: *uint256.NewInt(s.least)}
	r := &x402.Required{Version: 2, Error: trouble, Resource: x402.Resource{URL: s.URL}}
	all := []*x402.Terms{terms}
	if s.also != nil {
		all = append(all, s.also(terms)...)
	}
	for _, terms := range all {
		way, err := terms.Requirements()
		if err != nil {
			s.t.Error(err)
			return r
		}
		r.Accepts = append(r.Accepts, *way)
	}
	if e != nil {
		if err := r.Accepts[0].Correct(e); err != nil {
			s.t.Error(err)
		}
	}
	return r
}

func (s *shop) demand(w http.ResponseWriter, e *x402.ChannelExtra, trouble string) {
	header, err := s.required(e, trouble).Header()
	if err != nil {
		s.t.Error(err)
	}
	s.mu.Lock()
	s.refused[trouble]++
	s.mu.Unlock()
	w.Header().Set(x402.HeaderRequired, header)
	http.Error(w, trouble, http.StatusPaymentRequired)
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, err := x402.ReadPayment(r.Header.Get)
	switch {
	case err != nil:
		s.t.Errorf("the payment cannot be read: %v", err)
	case p == nil:
		s.demand(w, nil, "payment required")
	case p.Payload.Channel == nil:
		s.mu.Lock()
		s.exact++
		s.mu.Unlock()
		s.answer(w, &x402.Settlement{Success: true, Network: p.Accepted.Network, Transaction: common.Hash{1}.Hex()}, nil)
	default:
		s.draw(w, r, p.Payload.Channel)
	}
}

// draw takes what goes with a channel.
func (s *shop) draw(w http.ResponseWriter, r *http.Request, p *x402.Channel) {
	id := p.Config.ID(dollar.ChainID)
	if p.Voucher.Channel != id || p.Voucher.Check(dollar.ChainID, &p.Config) != nil {
		s.t.Errorf("a voucher that is not signed: %+v", p)
	}
	s.mu.Lock()
	s.asked++
	b := s.channels[id]
	if b == nil {
		b = &book{used: map[uint64]bool{}, line: make(chan time.Time, 1)}
		s.channels[id] = b
	}
	made, trouble := s.take(b, p)
	n := s.asked
	s.mu.Unlock()
	if trouble == channel.ReasonAmount && s.house {
		made, trouble = s.queue(b, p)
	}
	if trouble != "" {
		s.demand(w, s.extra(b, id), trouble)
		return
	}
	select {
	case <-b.line:
	default:
	}
	time.Sleep(5 * time.Millisecond) // for others to come in between
	if s.serve != nil {
		s.serve(w, r, p)
	}
	if status := s.failing(n); status != 0 {
		s.end(b, 0, false)
		http.Error(w, "the model is down", status)
		return
	}
	cost := s.end(b, p.Voucher.Amount.Uint64(), true)
	if s.breaks != nil && s.breaks(n) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = conn.(*net.TCPConn).Close() // as a connection that breaks
		}
		return
	}
	e := s.extra(b, id)
	e.Voucher, e.ChargedAmount = nil, uint256.NewInt(cost)
	if s.house {
		s.mu.Lock()
		e.State.Charged.SetUint64(b.charged)
		s.mu.Unlock()
	}
	if s.untold {
		e.ChargedAmount = nil
		e.State.Charged.SubUint64(e.State.Charged, cost)
	}
	settled := &x402.Settlement{Success: true, Network: x402.EVM(dollar.ChainID), Payer: p.Config.Payer.Hex()}
	if made {
		settled.Transaction = common.Hash{2}.Hex()
	}
	s.answer(w, settled, e)
}

// queue has those wait who are to be corrected, until whoever was corrected before
// has come back, as a house does.
func (s *shop) queue(b *book, p *x402.Channel) (made bool, trouble string) {
	for {
		select {
		case b.line <- time.Now().Add(2 * time.Second):
			s.mu.Lock()
			made, trouble = s.take(b, p)
			s.mu.Unlock()
			return made, trouble
		case <-time.After(time.Millisecond):
			select {
			case until := <-b.line:
				if time.Now().Before(until) {
					select {
					case b.line <- until:
					default:
					}
				}
			default:
			}
		}
	}
}

func (s *shop) failing(n int) int {
	if s.fails == nil {
		return 0
	}
	return s.fails(n)
}

// take holds a payment against the book. It is called with the lock held.
func (s *shop) take(b *book, p *x402.Channel) (made bool, trouble string) {
	if !s.house && b.busy {
		return false, channel.ReasonChannelBusy
	}
	amount, deposit := p.Voucher.Amount.Uint64(), uint64(0)
	if d := p.Deposit; d != nil {
		switch {
		case s.deposits[d.Nonce(p.Voucher.Channel)]:
			return false, channel.ReasonDepositSimulation
		case s.took != nil:
			if trouble := s.took(p); trouble != "" {
				return false, trouble
			}
		}
		deposit = d.Amount.Uint64()
	}
	switch {
	case !s.house && amount != b.charged+s.price,
		s.house && (b.used[amount] || max(b.signed, amount) < b.charged+b.reserved+s.price):
		return false, channel.ReasonAmount
	case b.balance+deposit == 0:
		return false, channel.ReasonChannelMissing
	case amount > b.balance+deposit:
		return false, channel.ReasonExceedsBalance
	}
	if deposit > 0 {
		s.deposits[p.Deposit.Nonce(p.Voucher.Channel)] = true
		b.balance += deposit
	}
	if amount > b.signed {
		b.signed, b.signature = amount, p.Voucher.Signature
	}
	b.busy = true
	b.reserved += s.price
	b.used[amount] = s.house
	return deposit > 0, ""
}

// end closes a request that was taken, and charges what it cost.
func (s *shop) end(b *book, amount uint64, good bool) (cost uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.busy = false
	b.reserved -= s.price
	if good {
		s.served++
		cost = s.cost(s.served)
		b.charged += cost
		return cost
	}
	delete(b.used, amount)
	return 0
}

func (s *shop) extra(b *book, id common.Hash) *x402.ChannelExtra {
	s.mu.Lock()
	defer s.mu.Unlock()
	charged := b.charged
	if s.house {
		charged += b.reserved
	}
	e := &x402.ChannelExtra{State: &x402.ChannelState{Channel: id, Charged: uint256.NewInt(charged)}}
	e.State.Balance.SetUint64(b.balance)
	if b.signature != nil {
		e.Voucher = &x402.VoucherState{Signed: *uint256.NewInt(b.signed), Signature: b.signature}
	}
	if s.lie != nil {
		s.lie(e)
	}
	return e
}

func (s *shop) answer(w http.ResponseWriter, settled *x402.Settlement, e *x402.ChannelExtra) {
	if e != nil {
		settled.Extra = e.JSON()
	}
	header, err := settled.Header()
	if err != nil {
		s.t.Error(err)
	}
	w.Header().Set(x402.HeaderResult, header)
	_, _ = io.WriteString(w, "served")
}

// patron is who pays from channels that are kept in a folder.
type patron struct {
	*Transport
	folder *Folder
}

func newPatron(t *testing.T, key wallet.Signer, dir, total, deposit string) *patron {
	t.Helper()
	most := *uint256.NewInt(1 << 40)
	w, err := wallet.New(key, []wallet.Token{{ChainID: dollar.ChainID, Asset: dollar.Asset, PaymentMax: most, TotalMax: most}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := folder(t, dir, total)
	return &patron{&Transport{Wallet: w, Book: f, Channels: &Channels{Folder: f, DepositMax: dollars(t, deposit)}}, f}
}

func patronOf(t *testing.T, dir string) *patron {
	t.Helper()
	key, err := Throwaway()
	if err != nil {
		t.Fatal(err)
	}
	return newPatron(t, key, dir, "1", "0.01")
}

// record is the only channel that is known.
func (p *patron) record(t *testing.T) *ChannelRecord {
	t.Helper()
	all, err := p.folder.Channels()
	if err != nil || len(all) != 1 {
		t.Fatalf("%d channels, %v", len(all), err)
	}
	return &all[0]
}

func (p *patron) get(t *testing.T, s *shop) (int, error) {
	response, err := p.do(t, http.MethodGet, s.URL, nil)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}
