package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/config"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"
	mppsession "aidollar/pay/mpp/session"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// sessionHouse is the demo's house on a test chain, with short parts.
type sessionHouse struct {
	t     *testing.T
	p     *program
	chain *devtest.Chain
	front *httptest.Server
	payer devaccount.Account
}

func newSessionHouse(t *testing.T, pause time.Duration) *sessionHouse {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	c := config.Default(t.TempDir())
	c.Listen, c.Limits.PartTokens, c.Limits.PartPause = "127.0.0.1:0", 8, pause
	chain := devtest.Start(t, devnet.Options{})
	house, payer := devKeys()
	test := &devChain{RPC: chain.RPC(), ID: chain.ChainID(), Token: chain.Token(), Final: "finalized", House: house, Payer: payer}
	c.Chains = []config.Chain{test.config()}
	p, err := newProgram(c, log)
	if err != nil {
		t.Fatal(err)
	}
	h := &sessionHouse{t: t, p: p, chain: chain, payer: devaccount.All()[1]}
	t.Cleanup(func() {
		h.front.Close()
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := p.demo(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.front = httptest.NewServer(p.handler())
	return h
}

// buyer is the Go client, by the account's key.
func (h *sessionHouse) buyer(most, deposit uint64) *mppsession.Payer {
	return &mppsession.Payer{
		Address: h.payer.Address, DepositMax: *uint256.NewInt(most), Deposit: *uint256.NewInt(deposit),
		Sign: func(digest common.Hash) ([]byte, error) {
			s, err := evmsig.Sign(digest, h.payer.Key)
			return s[:], err
		},
		Token: func(uint64, common.Address) (string, string, bool) {
			return contracts.TokenName, contracts.TokenVersion, true
		},
	}
}

func (h *sessionHouse) url() string { return h.front.URL + "/v1/chat/completions" }

func askFor(question string, stream bool) string {
	return fmt.Sprintf(`{"model":%q,"max_tokens":1000,"stream":%t,"messages":[{"role":"user","content":%q}]}`, devModel, stream, question)
}

// asked is what a session's challenge asks for.
func (h *sessionHouse) asked(stream bool) (*mpp.Challenge, *mpp.Session) {
	h.t.Helper()
	response, err := http.Post(h.url(), "application/json", strings.NewReader(askFor("What is netting?", stream)))
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	for _, c := range mpp.ParseChallenges(response.Header.Values(mpp.HeaderChallenge)) {
		if s, err := c.ReadSession(); err == nil {
			return &c, s
		}
	}
	h.t.Fatalf("%d: no challenge of a session: %v", response.StatusCode, response.Header)
	return nil, nil
}

func (h *sessionHouse) post(transport http.RoundTripper, body string) (int, http.Header, string) {
	h.t.Helper()
	response, err := (&http.Client{Transport: transport}).Post(h.url(), "application/json", strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(text)
}

// channel is the house's word on the payer's only channel.
func (h *sessionHouse) channel() (c payment.Channel) {
	h.p.node.View(func(m *clearing.Machine) {
		m.Channels(func(of *payment.Channel) bool { c = *of; return false })
	})
	return c
}

func (h *sessionHouse) until(what string, f func() bool) {
	h.t.Helper()
	for end := time.Now().Add(30 * time.Second); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("not in time: %s: %+v", what, h.channel())
		}
	}
}

// TestASessionAtTheGateway opens a channel, pays calls and a stream that tops up on its
// way, and closes it at what was spent, to the token's smallest unit.
func TestASessionAtTheGateway(t *testing.T) {
	h := newSessionHouse(t, 10*time.Second)
	_, asked := h.asked(true)
	whole, _ := h.asked(false)
	if s, err := whole.ReadSession(); err != nil || !asked.Amount.Lt(&s.Amount) || asked.Unit != "part" || s.Unit != "request" {
		t.Errorf("a part of a stream costs %s, a call %s: %v", asked.Amount.Dec(), s.Amount.Dec(), err)
	}
	part := asked.Amount.Uint64()
	p := h.buyer(1_000_000, part+part/4) // some three parts, for the first has the prompt as well
	status, header, text := h.post(p, askFor("What is a clearing house, and who needs one?", true))
	if status != http.StatusOK || !strings.Contains(text, `"finish_reason":"stop"`) || !strings.HasSuffix(text, "data: [DONE]\n\n") {
		t.Fatalf("%d: %s", status, text)
	}
	if strings.Contains(text, "payment-") || header.Get("X-Aidollar-Parts") != "on" {
		t.Errorf("the client shows its reader what is its own: %s", text)
	}
	c := h.channel()
	states := p.States()
	if len(states) != 1 || c.Escrow != payment.EscrowSession || !c.Reserved.IsZero() {
		t.Fatalf("%+v, %+v", states, c)
	}
	tokens := func(a money.Amount) uint64 { return c.Tokens(a).Lo }
	if s := states[0]; s.Spent.Uint64() != tokens(c.Charged) || s.Signed.Uint64() != tokens(c.Signed) || s.Deposit.Uint64() <= part+part/4 {
		t.Errorf("the client knows %+v; charged %s, signed %s", s, c.Charged, c.Signed)
	}
	// Never is more signed for than what was delivered and the part that was begun.
	if c.Signed.SubFloor(c.Charged).Lo > 2*part*c.Unit.Lo {
		t.Errorf("%s is signed, %s was charged: more than two parts lie between", c.Signed, c.Charged)
	}
	for range 3 {
		if status, header, text := h.post(p, askFor("What is netting?", false)); status != http.StatusOK || header.Get(mpp.HeaderReceipt) == "" {
			t.Fatalf("%d: %s", status, text)
		}
	}
	c = h.channel()
	receipts, err := p.Close(t.Context())
	if err != nil || len(receipts) != 1 || receipts[0].Transaction == "" || receipts[0].Spent.Uint64() != tokens(c.Charged) {
		t.Fatalf("closed: %+v, %v", receipts, err)
	}
	h.until("it is closed", func() bool { return h.channel().Closed })
	if c := h.channel(); tokens(c.Claimed) != tokens(c.Charged) {
		t.Errorf("%s was charged, and %s is what the house took", c.Charged, c.Claimed)
	}
}

// TestAStreamThatNobodyTopsUp ends cleanly, at what was paid for.
func TestAStreamThatNobodyTopsUp(t *testing.T) {
	h := newSessionHouse(t, time.Second)
	_, asked := h.asked(true)
	part := asked.Amount.Uint64()
	p := h.buyer(1_000_000, 20*part)
	p.Base = refusing{} // what is for the channel alone never gets through
	body := askFor("What is a clearing house, and who needs one?", true)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url(), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	first, err := p.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Body.Close()
	_, err = io.ReadAll(first.Body)
	if err == nil {
		t.Error("the client takes a stream for whole that it could not pay")
	}
	h.until("the stream is over", func() bool { c := h.channel(); return c.Reserved.IsZero() && !c.Charged.IsZero() })
	c := h.channel()
	if c.Signed.Less(c.Charged) {
		t.Errorf("%s was charged, and %s signed", c.Charged, c.Signed)
	}
	if got := c.Tokens(c.Charged).Lo; got > part {
		t.Errorf("%d was charged for one part of %d", got, part)
	}
}

// refusing lets nothing through that has no body.
type refusing struct{}

func (refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, http.ErrServerClosed
	}
	return http.DefaultTransport.RoundTrip(r)
}

// send sends an act and gives the problem's type, or nothing.
func (h *sessionHouse) send(challenge *mpp.Challenge, act *mpp.Act, body string) (int, string) {
	h.t.Helper()
	value, err := challenge.Answer("", act)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url(), strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set(mpp.HeaderCredential, value)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	var problem struct{ Type, Code string }
	_ = json.NewDecoder(response.Body).Decode(&problem) // an answer is no problem
	if _, name, is := strings.Cut(problem.Type, "https://paymentauth.org/problems/session/"); is {
		return response.StatusCode, name
	}
	return response.StatusCode, problem.Code
}

// opening is a deposit with a first voucher, for a payee.
func (h *sessionHouse) opening(asked *mpp.Session, payee common.Address, nonce func(*evmsig.Session) common.Hash, salt byte) *mpp.Act {
	h.t.Helper()
	amount, _ := uint256.FromDecimal(asked.Amount.Dec())
	d := &mpp.Deposit{Opens: true, Kind: mpp.DepositAuthorization, Amount: *uint256.NewInt(100_000), Salt: common.Hash{salt}}
	made := evmsig.Session{Payer: h.payer.Address, Payee: payee, Token: asked.Currency, Salt: d.Salt}
	d.Transfer = evmsig.Authorization{From: h.payer.Address, To: asked.Escrow, Value: d.Amount, Nonce: nonce(&made), ValidBefore: *uint256.NewInt(uint64(time.Now().Add(time.Hour).Unix()))}
	domain := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: asked.ChainID, Contract: asked.Currency}
	signed, err := evmsig.Sign(d.Transfer.ReceiveDigest(domain.Separator()), h.payer.Key)
	if err != nil {
		h.t.Fatal(err)
	}
	d.Signature = signed[:]
	id := made.ID(asked.ChainID, asked.Escrow)
	return &mpp.Act{Name: mpp.ActOpen, Channel: id, Deposit: d, Voucher: &mpp.Voucher{Amount: *amount, Signature: h.voucher(asked, id, amount)}}
}

func (h *sessionHouse) voucher(asked *mpp.Session, id common.Hash, amount *uint256.Int) []byte {
	h.t.Helper()
	signed, err := evmsig.Sign(evmsig.SessionVoucherDigest(asked.Separator(), id, amount), h.payer.Key)
	if err != nil {
		h.t.Fatal(err)
	}
	return signed[:]
}

// TestWhatASessionRefuses: each by the draft's problem, and nothing is taken with it.
// A deposit whose nonce is not made from its channel, by which whoever sees it could
// take the money, is not made.
func TestWhatASessionRefuses(t *testing.T) {
	h := newSessionHouse(t, time.Second)
	challenge, asked := h.asked(false)
	body := askFor("What is netting?", false)
	wants := func(what string, act *mpp.Act, status int, problem string) {
		t.Helper()
		if got, said := h.send(challenge, act, body); got != status || said != problem {
			t.Errorf("%s: %d %q; %d %q is wanted", what, got, said, status, problem)
		}
	}
	bound := (*evmsig.Session).OpenNonce
	unbound := func(*evmsig.Session) common.Hash { return common.Hash{1, 2, 3} }
	wants("an unbound deposit", h.opening(asked, asked.Recipient, unbound, 1), http.StatusPaymentRequired, mpp.CodeMalformed)
	elsewhere := h.opening(asked, h.payer.Address, bound, 2)
	wants("a channel to somebody else", elsewhere, http.StatusPaymentRequired, mpp.CodeMalformed)
	stolen := h.opening(asked, asked.Recipient, bound, 3)
	stolen.Voucher.Signature = append([]byte(nil), stolen.Voucher.Signature...)
	stolen.Voucher.Signature[5] ^= 1
	wants("another one's voucher", stolen, http.StatusPaymentRequired, "signer-mismatch")
	short := h.opening(asked, asked.Recipient, bound, 4)
	short.Voucher.Signature = short.Voucher.Signature[:64]
	wants("half a signature", short, http.StatusPaymentRequired, "invalid-signature")
	wants("an unknown channel", &mpp.Act{Name: mpp.ActVoucher, Channel: common.Hash{9}, Voucher: short.Voucher}, http.StatusGone, "channel-not-found")
	if h.channel().Number != 0 {
		t.Fatalf("a channel was opened by what was refused: %+v", h.channel())
	}
	good := h.opening(asked, asked.Recipient, bound, 5)
	wants("an opening", good, http.StatusOK, "")
	wants("the same once more", good, http.StatusPaymentRequired, "insufficient-balance")
	signs := func(n uint64) *mpp.Voucher {
		amount := uint256.NewInt(n)
		return &mpp.Voucher{Amount: *amount, Signature: h.voucher(asked, good.Channel, amount)}
	}
	covering := &mpp.Act{Name: mpp.ActVoucher, Channel: good.Channel, Voucher: signs(3 * asked.Amount.Uint64())}
	for range 2 {
		wants("a voucher that covers two calls", covering, http.StatusOK, "")
	}
	wants("a voucher beyond the deposit", &mpp.Act{Name: mpp.ActVoucher, Channel: good.Channel, Voucher: signs(100_001)}, http.StatusPaymentRequired, "amount-exceeds-deposit")
	wants("too little at the end", &mpp.Act{Name: mpp.ActClose, Channel: good.Channel, Voucher: signs(1)}, http.StatusPaymentRequired, "delta-too-small")
	charged := h.channel()
	wants("the end", &mpp.Act{Name: mpp.ActClose, Channel: good.Channel, Voucher: signs(charged.Tokens(charged.Charged).Lo)}, http.StatusOK, "")
	h.until("it is closed", func() bool { return h.channel().Closed })
	wants("a call behind the end", &mpp.Act{Name: mpp.ActVoucher, Channel: good.Channel, Voucher: signs(50_000)}, http.StatusGone, "channel-finalized")
	forged := *challenge
	forged.Expires = "2099-01-01T00:00:00Z"
	if status, said := h.send(&forged, good, body); status != http.StatusPaymentRequired || said != "challenge-not-found" {
		t.Errorf("a forged challenge: %d %q", status, said)
	}
}
