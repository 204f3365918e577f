package service

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const chainID = 84532

var (
	errDown = errors.New("the node does not answer")
	dollar  = common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e")
	payee   = common.HexToAddress("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
	sender  = common.HexToAddress("0x1111111254EEB25477B68fb85Ed929f73A960582")
)

// town is a chain, a settler and a witness whose facts the test writes down. It
// is what stays when a service is started anew.
type town struct {
	mu      sync.Mutex
	balance uint64
	used    map[common.Hash]bool // nonces
	down    bool
	revert  string // of the trial

	next    Outcome // of what is sent; its logs are filled in where it says Settled
	err     error   // of Settle
	hide    bool    // the logs do not show the payment
	orders  map[common.Hash]common.Hash
	outcome map[common.Hash]Outcome
	sent    []*Order
	gate    chan struct{} // Settle waits for it, if there is one
	by      map[common.Hash]used

	channel        channel.State // of every channel
	claimed, given uint64        // of every receiver
	does           func() []Log  // what a chore or a deposit does to the above
}

// used is who has used an authorization, by its nonce.
type used struct {
	transaction common.Hash
	logs        []Log
}

func newTown() *town {
	return &town{balance: 1 << 40, used: map[common.Hash]bool{}, orders: map[common.Hash]common.Hash{},
		outcome: map[common.Hash]Outcome{}, next: Outcome{Status: Settled, Transaction: common.Hash{7}}, by: map[common.Hash]used{}}
}

func (c *town) State(_ context.Context, about facilitator.Question) (facilitator.State, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down {
		return facilitator.State{}, errDown
	}
	return facilitator.State{
		NonceUsed: c.used[about.Nonce], Balance: *uint256.NewInt(c.balance), Allowance: *uint256.NewInt(1 << 40),
		Channel: c.channel, Claimed: *uint256.NewInt(c.claimed), Settled: *uint256.NewInt(c.given),
	}, nil
}

func (c *town) ValidSignature(context.Context, common.Address, common.Hash, []byte) (bool, error) {
	return false, nil
}

func (c *town) Simulate(context.Context, common.Address, []facilitator.Call) (string, error) {
	return c.revert, nil
}

func logs(t *Transfer) []Log {
	amount := t.Amount.Bytes32()
	return []Log{
		{t.Asset, []common.Hash{usedTopic, word(t.From), t.Nonce}, nil},
		{t.Asset, []common.Hash{transferTopic, word(t.From), word(t.To)}, amount[:]},
	}
}

func (c *town) Resume(_ context.Context, key, id common.Hash) (Outcome, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch was, known := c.orders[key]; {
	case !known:
		return Outcome{}, nil
	case was != id:
		return Outcome{Status: Taken}, nil
	}
	return c.outcome[id], nil
}

func (c *town) Settle(_ context.Context, o *Order) (Outcome, error) {
	if c.gate != nil {
		<-c.gate
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return Outcome{}, c.err
	}
	c.sent = append(c.sent, o)
	out := c.next
	if out.Status == Settled {
		c.used[o.Payment.Nonce] = true
		switch {
		case c.hide:
		case c.does != nil:
			out.Logs = c.does()
		default:
			out.Logs = logs(&o.Payment)
		}
	}
	c.orders[o.Key], c.outcome[o.ID] = o.ID, out
	return out, nil
}

func (c *town) AuthorizationUsed(_ context.Context, id uint64, token, payer common.Address, nonce common.Hash) (common.Hash, []Log, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u, found := c.by[nonce]
	return u.transaction, u.logs, found && id == chainID && token == dollar && payer != (common.Address{}), nil
}

// desk is a service in that town, and what asks it.
type desk struct {
	*testing.T
	*town
	*httptest.Server
	wallet *wallet.Wallet
	clock  time.Time
	events []Event
	token  string
}

func open(t *testing.T, c *town, change func(*Options)) *desk {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return openFor(t, c, key, change)
}

func openFor(t *testing.T, c *town, key *ecdsa.PrivateKey, change func(*Options)) *desk {
	t.Helper()
	most := *uint256.NewInt(1 << 50)
	w, err := wallet.New(wallet.NewKey(key), []wallet.Token{{ChainID: chainID, Asset: dollar, PaymentMax: most, TotalMax: most}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, town: c, wallet: w, clock: time.Unix(1_790_000_000, 0)}
	var mu sync.Mutex
	o := Options{
		Verifier: &facilitator.Verifier{Chains: map[uint64]*facilitator.Chain{chainID: {
			Facts: c, Assets: []facilitator.Asset{{Address: dollar, Name: "USDC", Version: "2"}}, Settlers: []common.Address{sender},
		}}},
		Settler: c, Witness: c, Now: func() time.Time { return d.clock },
		Observe: func(e Event) { mu.Lock(); defer mu.Unlock(); d.events = append(d.events, e) },
	}
	if change != nil {
		change(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	d.Server = httptest.NewServer(http.StripPrefix("/x402", s))
	t.Cleanup(d.Server.Close)
	return d
}

// way is what a seller asks for.
func way(t *testing.T, version int, amount uint64, change func(*x402.Terms)) *x402.Required {
	t.Helper()
	terms := &x402.Terms{Scheme: x402.SchemeExact, ChainID: chainID, Amount: *uint256.NewInt(amount), Asset: dollar, PayTo: payee,
		TimeoutSeconds: 60, Method: x402.MethodEIP3009, Name: "USDC", Version: "2", Flow: x402.FlowAuthorization}
	if change != nil {
		change(terms)
	}
	r, err := terms.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	required := x402.Required{Version: 2, Resource: x402.Resource{URL: "https://seller.example/answer"}, Accepts: []x402.Requirements{*r}}
	if version == 2 {
		return &required
	}
	v1, _ := required.V1()
	text, err := v1.JSON()
	if err != nil {
		t.Fatal(err)
	}
	read, err := x402.ParseRequired(text)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func upto(terms *x402.Terms) {
	terms.Scheme, terms.Method, terms.Facilitator = x402.SchemeUpto, x402.MethodPermit2, sender
}

func permit2(terms *x402.Terms) { terms.Method = x402.MethodPermit2 }

func upfront(terms *x402.Terms) { terms.Flow = x402.FlowUpfront }

// pay signs a payment and makes it a request to the facilitator.
func (d *desk) pay(r *x402.Required) *x402.Request {
	d.Helper()
	p, _, err := d.wallet.Pay(context.Background(), r, "", uint64(d.clock.Unix()))
	if err != nil {
		d.Fatal(err)
	}
	return &x402.Request{Version: r.Version, Payment: p, Requirements: r.Accepts[0]}
}

// again is another payment of the same terms with the same nonce.
func (d *desk) again(q *x402.Request, key *ecdsa.PrivateKey) *x402.Request {
	d.Helper()
	terms, err := q.Requirements.Terms(q.Version)
	if err != nil {
		d.Fatal(err)
	}
	changed, payment, transfer := *q, *q.Payment, *q.Payment.Payload.Transfer
	transfer.ValidBefore.SubUint64(&transfer.ValidBefore, 1)
	signature, err := evmsig.Sign(transfer.TransferDigest(terms.Separator), key)
	if err != nil {
		d.Fatal(err)
	}
	payment.Payload.Transfer, payment.Payload.Signature, payment.Wire = &transfer, signature[:], nil
	changed.Payment = &payment
	return &changed
}

func (d *desk) post(path string, body []byte) (int, []byte) {
	d.Helper()
	r, err := http.NewRequest(http.MethodPost, d.URL+"/x402"+path, bytes.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	if d.token != "" {
		r.Header.Set("Authorization", "Bearer "+d.token)
	}
	return d.do(r)
}

func (d *desk) do(r *http.Request) (int, []byte) {
	d.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		d.Error(err)
		return 0, nil
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		d.Error(err)
	}
	return response.StatusCode, text
}

func (d *desk) ask(path string, q *x402.Request) (int, []byte) {
	d.Helper()
	body, err := q.JSON()
	if err != nil {
		d.Fatal(err)
	}
	return d.post(path, body)
}

func (d *desk) verify(q *x402.Request) *x402.Verification {
	d.Helper()
	status, text := d.ask("/verify", q)
	v, err := x402.ParseVerification(text)
	if status != http.StatusOK || err != nil {
		d.Fatalf("verify: %d %s: %v", status, text, err)
	}
	return v
}

func (d *desk) settle(q *x402.Request) *x402.Settlement {
	d.Helper()
	status, text := d.ask("/settle", q)
	v, err := x402.ParseSettlement(text)
	if status != http.StatusOK || err != nil {
		d.Errorf("settle: %d %s: %v", status, text, err)
		return &x402.Settlement{}
	}
	return v
}

// unavailable wants an answer that says neither yes nor no.
func (d *desk) unavailable(path string, q *x402.Request) {
	d.Helper()
	status, text := d.ask(path, q)
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil || status != http.StatusServiceUnavailable || members["isValid"] != nil || members["success"] != nil {
		d.Errorf("%s: %d %s", path, status, text)
	}
}
