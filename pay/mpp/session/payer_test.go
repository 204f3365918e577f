package session

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// payee is a server by the draft's verification procedures, with one channel's books.
type payee struct {
	t     *testing.T
	mu    sync.Mutex
	asked mpp.Session

	channel                  common.Hash
	payer                    common.Address
	deposit, accepted, spent uint64
	opens, topUps, vouchers  int
	closed, refuseFirst      bool
	changed                  chan struct{}
	nonces                   map[common.Hash]bool // of deposits: each is made once
	gone                     common.Hash          // a channel that is over
	onFund, onClose          func(*mpp.Act)       // what the payee does on the chain; nil for nothing
}

var challenger = []byte("a test's key")

const chainID = 31337

func newPayee(t *testing.T) (*payee, *httptest.Server) {
	h := &payee{t: t, changed: make(chan struct{}, 100), nonces: map[common.Hash]bool{}, asked: mpp.Session{
		ChainID: chainID, Escrow: common.Address{3}, Currency: common.Address{1}, Recipient: common.Address{2}, Amount: *uint256.NewInt(100), Unit: "request", FeePayer: true, Deposits: []string{mpp.DepositAuthorization},
	}}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return h, server
}

func (h *payee) need(required uint64) *mpp.Need {
	return &mpp.Need{Channel: h.channel, Required: *uint256.NewInt(required), Accepted: *uint256.NewInt(h.accepted), Deposit: *uint256.NewInt(h.deposit)}
}

// refuse answers 402 with a challenge, and with what the channel needs.
func (h *payee) refuse(w http.ResponseWriter, required uint64) {
	request, err := h.asked.Request()
	if err != nil {
		h.t.Error(err)
	}
	c := mpp.Challenge{Realm: "r", Method: mpp.MethodEVM, Intent: mpp.IntentSession, Request: request, Expires: "2099-01-01T00:00:00Z"}
	c.Bind(challenger)
	header, err := c.Header()
	if err != nil {
		h.t.Error(err)
	}
	w.Header().Add(mpp.HeaderChallenge, `Bearer realm="r"`)
	w.Header().Add(mpp.HeaderChallenge, header)
	w.WriteHeader(http.StatusPaymentRequired)
	body, _ := h.need(required).JSON()
	_, _ = w.Write(body)
}

// signer is who signed a digest.
func signer(digest common.Hash, signature []byte) common.Address {
	if len(signature) != 65 {
		return common.Address{}
	}
	plain := append([]byte(nil), signature...)
	plain[64] -= 27
	key, err := crypto.SigToPub(digest[:], plain)
	if err != nil {
		return common.Address{}
	}
	return crypto.PubkeyToAddress(*key)
}

// fund takes a deposit, if it is bound to its channel.
func (h *payee) fund(a *mpp.Act) string {
	d := a.Deposit
	token := evmsig.Domain{Name: "USD Coin", Version: "2", ChainID: chainID, Contract: h.asked.Currency}.Separator()
	made := evmsig.Session{Payer: d.Transfer.From, Payee: h.asked.Recipient, Token: h.asked.Currency, Salt: d.Salt, Signer: d.Signer}
	nonce := evmsig.SessionTopUpNonce(a.Channel, &d.Amount, d.Transfer.From, d.Salt)
	if d.Opens {
		nonce = made.OpenNonce()
	}
	switch {
	case d.Transfer.To != h.asked.Escrow || signer(d.Transfer.ReceiveDigest(token), d.Signature) != d.Transfer.From:
		return "the deposit is not signed for the escrow"
	case d.Transfer.Nonce != nonce:
		return "the deposit is not bound to its channel"
	case d.Opens && made.ID(chainID, h.asked.Escrow) != a.Channel || !d.Opens && a.Channel != h.channel:
		return "the deposit is for another channel"
	}
	if h.nonces[d.Transfer.Nonce] {
		return ""
	}
	h.nonces[d.Transfer.Nonce] = true
	if d.Opens {
		h.channel, h.payer = a.Channel, d.Transfer.From
		h.opens++
	} else {
		h.topUps++
	}
	h.deposit += d.Amount.Uint64()
	if h.onFund != nil {
		h.onFund(a)
	}
	return ""
}

// take takes a credential; wrong says what is wrong with it.
func (h *payee) take(r *http.Request) (c *mpp.Credential, wrong string) {
	c, err := mpp.ReadCredential(r.Header.Values)
	switch {
	case err != nil:
		return nil, err.Error()
	case c == nil || c.Act == nil:
		return nil, "no credential"
	case !c.Challenge.Bound(challenger):
		return nil, "not my challenge"
	case c.Act.Deposit != nil:
		if wrong = h.fund(c.Act); wrong != "" {
			return nil, wrong
		}
	}
	v := c.Act.Voucher
	if v == nil {
		return c, ""
	}
	digest := evmsig.SessionVoucherDigest(h.asked.Separator(), c.Act.Channel, &v.Amount)
	switch {
	case c.Act.Channel != h.channel || signer(digest, v.Signature) != h.payer:
		return nil, "the voucher is not the payer's"
	case v.Amount.Uint64() > h.deposit:
		return nil, "the voucher is for more than was deposited"
	}
	h.accepted = max(h.accepted, v.Amount.Uint64())
	h.vouchers++
	h.changed <- struct{}{}
	return c, ""
}

func (h *payee) receipt(c *mpp.Credential) *mpp.SessionReceipt {
	return &mpp.SessionReceipt{Timestamp: "2026-11-27T00:00:00Z", ChallengeID: c.Challenge.ID, Channel: h.channel, ChainID: chainID,
		Accepted: *uint256.NewInt(h.accepted), Spent: *uint256.NewInt(h.spent)}
}

func (h *payee) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refuseFirst && r.Header.Get("Authorization") != "" {
		h.refuseFirst = false
		h.refuse(w, 0)
		return
	}
	if c, err := mpp.ReadCredential(r.Header.Values); err == nil && c != nil && c.Act != nil && c.Act.Channel == h.gone {
		w.WriteHeader(http.StatusGone)
		return
	}
	c, wrong := h.take(r)
	if wrong != "" {
		if wrong != "no credential" {
			h.t.Errorf("%s: %s", r.URL.Path, wrong)
		}
		h.refuse(w, 0)
		return
	}
	header := func() {
		value, err := h.receipt(c).Header()
		if err != nil {
			h.t.Error(err)
		}
		w.Header().Set(mpp.HeaderReceipt, value)
	}
	switch {
	case c.Act.Name == mpp.ActClose:
		if h.closed = true; h.onClose != nil {
			h.onClose(c.Act)
		}
		header()
		w.WriteHeader(http.StatusNoContent)
	case len(body) == 0:
		header()
		w.WriteHeader(http.StatusNoContent)
	case h.accepted-h.spent < h.asked.Amount.Uint64():
		h.refuse(w, h.spent+h.asked.Amount.Uint64())
	case strings.Contains(string(body), "stream"):
		h.stream(r.Context(), w, c, header)
	default:
		h.spent += h.asked.Amount.Uint64()
		header()
		_, _ = w.Write(body)
	}
}

// stream sells ten events at a price each, and pauses where no voucher covers the next.
func (h *payee) stream(ctx context.Context, w http.ResponseWriter, c *mpp.Credential, header func()) {
	header()
	w.Header().Set("Content-Type", "text/event-stream")
	for i := range 10 {
		for h.accepted < h.spent+h.asked.Amount.Uint64() {
			event, _ := h.need(h.spent + h.asked.Amount.Uint64()).Event()
			_, _ = w.Write(event)
			w.(http.Flusher).Flush()
			for len(h.changed) > 0 {
				<-h.changed
			}
			h.mu.Unlock()
			select {
			case <-h.changed:
			case <-ctx.Done(): // the payer is gone
				h.mu.Lock()
				return
			case <-time.After(10 * time.Second):
				h.t.Error("no voucher came")
				h.mu.Lock()
				return
			}
			h.mu.Lock()
		}
		h.spent += h.asked.Amount.Uint64()
		_, _ = fmt.Fprintf(w, "data: %d\n\n", i)
		w.(http.Flusher).Flush()
	}
	event, _ := h.receipt(c).Event()
	_, _ = w.Write(event)
}

func newPayer(t *testing.T, most, deposit uint64) *Payer {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return &Payer{
		Address: crypto.PubkeyToAddress(key.PublicKey), DepositMax: *uint256.NewInt(most), Deposit: *uint256.NewInt(deposit),
		Sign: func(digest common.Hash) ([]byte, error) {
			signature, err := crypto.Sign(digest[:], key)
			if err == nil {
				signature[64] += 27
			}
			return signature, err
		},
		Token: func(id uint64, token common.Address) (string, string, bool) {
			return "USD Coin", "2", id == chainID && token != (common.Address{})
		},
	}
}

func post(t *testing.T, p *Payer, url, body string) (int, string, error) {
	t.Helper()
	response, err := (&http.Client{Transport: p}).Post(url, "text/plain", strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	var b strings.Builder
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		b.WriteString(lines.Text() + "\n")
	}
	return response.StatusCode, b.String(), lines.Err()
}

// TestASession opens a channel by a bound deposit, pays requests and a stream that
// pauses, tops the channel up and closes it at what was spent.
func TestASession(t *testing.T) {
	h, server := newPayee(t)
	p := newPayer(t, 100_000, 250)
	for i := range 3 { // the third is beyond what the channel was opened with
		if status, text, err := post(t, p, server.URL, "hello"); err != nil || status != http.StatusOK || text != "hello\n" {
			t.Fatalf("request %d: %d, %q, %v", i, status, text, err)
		}
	}
	if h.opens != 1 || h.topUps != 1 || h.spent != 300 || h.accepted != 300 || h.deposit != 500 {
		t.Errorf("after three requests: %+v", h)
	}
	status, text, err := post(t, p, server.URL, "stream")
	if want := strings.Join(strings.Split("0123456789", ""), "|"); err != nil || status != http.StatusOK || strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(text), "data: ", ""), "\n\n", "|") != want {
		t.Fatalf("a stream: %d, %q, %v", status, text, err)
	}
	if h.spent != 1300 || h.accepted != 1300 || h.opens != 1 || h.topUps < 2 {
		t.Errorf("after a stream: spent %d, accepted %d, %d opened, %d topped up", h.spent, h.accepted, h.opens, h.topUps)
	}
	if s := p.States(); len(s) != 1 || s[0].Spent.Uint64() != 1300 || s[0].Signed.Uint64() != 1300 || s[0].Deposit.Uint64() != h.deposit {
		t.Errorf("the payer knows %+v", s)
	}
	receipts, err := p.Close(t.Context())
	if err != nil || len(receipts) != 1 || !h.closed || receipts[0].Spent.Uint64() != 1300 || len(p.States()) != 0 {
		t.Errorf("closed: %t, %+v, %v", h.closed, receipts, err)
	}
}

// TestAPayerSignsOneDeposit wants a refused opening to be sent again, and not another
// one beside it that the payee could send as well.
func TestAPayerSignsOneDeposit(t *testing.T) {
	h, server := newPayee(t)
	h.refuseFirst = true
	p := newPayer(t, 100_000, 1000)
	deposits := 0
	sign := p.Sign
	p.Sign = func(digest common.Hash) ([]byte, error) {
		deposits++
		return sign(digest)
	}
	if status, _, err := post(t, p, server.URL, "hello"); err != nil || status != http.StatusOK || h.opens != 1 || deposits != 3 { // one deposit, two vouchers
		t.Errorf("%d, %v: %d signatures, %d opened", status, err, deposits, h.opens)
	}
}

// TestAPayerHasLimits wants no more signed than may be deposited, in no other token.
func TestAPayerHasLimits(t *testing.T) {
	h, server := newPayee(t)
	p := newPayer(t, 250, 1000)
	for i := range 2 {
		if status, _, err := post(t, p, server.URL, "hello"); err != nil || status != http.StatusOK {
			t.Fatalf("request %d: %d, %v", i, status, err)
		}
	}
	if _, _, err := post(t, p, server.URL, "hello"); !errors.Is(err, ErrLimit) || h.deposit != 250 || h.accepted != 200 {
		t.Errorf("beyond the limit: %v; %d deposited, %d accepted", err, h.deposit, h.accepted)
	}
	other := newPayer(t, 1000, 1000)
	other.Token = func(uint64, common.Address) (string, string, bool) { return "", "", false }
	if _, _, err := post(t, other, server.URL, "hello"); !errors.Is(err, ErrToken) {
		t.Errorf("in an unknown token: %v", err)
	}
	h.asked.FeePayer = false
	if _, _, err := post(t, newPayer(t, 1000, 1000), server.URL, "hello"); err == nil {
		t.Error("a deposit that the payee does not send was signed")
	}
}

// TestWhatIsNoSession wants other answers left as they are.
func TestWhatIsNoSession(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(mpp.HeaderChallenge, `Payment id="a", realm="r", method="evm", intent="charge", request="e30"`)
		w.WriteHeader(http.StatusPaymentRequired)
		_ = json.NewEncoder(w).Encode("pay")
	}))
	defer server.Close()
	if status, text, err := post(t, newPayer(t, 1, 1), server.URL, "hello"); err != nil || status != http.StatusPaymentRequired || text != "\"pay\"\n" {
		t.Errorf("%d, %q, %v", status, text, err)
	}
}
