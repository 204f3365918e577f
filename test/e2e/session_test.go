package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"aidollar/chain/anvil"
	"aidollar/chain/devaccount"
	"aidollar/contracts"
	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

var endOfSession = regexp.MustCompile(`paid (\d+) units from session (0x[0-9a-f]{64}); (\d+) of (\d+) deposited come back by 0x[0-9a-f]{64}`)

// TestPayFromASession has aidollar pay buy a long stream from the demo, each a process
// of its own: the first deposit is for less than the stream costs, so that it pauses, is
// topped up, and goes on; and the rest is back on the chain at the end.
func TestPayFromASession(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "--part-tokens", "8")
	payFromASession(t, d)
	d.stop()
}

// TestSessionsOnAnvil does the same on a chain by other people, where the demo has put
// the escrow itself, and asks that chain what came of each channel.
func TestSessionsOnAnvil(t *testing.T) {
	t.Parallel()
	a := anvil.Start(t, anvil.Options{ChainID: 84532, Bare: true})
	d := startDemo(t, "--part-tokens", "8", "--rpc", a.RPC(), "--chain-id", "84532")
	escrow, token := contracts.NewEVMPaymentChannel(), contracts.NewTestDollar()
	ask := func(to common.Address, data []byte) (answer hexutil.Bytes) {
		a.Request(&answer, "eth_call", map[string]any{"to": to, "data": hexutil.Bytes(data)}, "latest")
		return answer
	}
	for _, s := range payFromASession(t, d) {
		c, err := escrow.UnpackGetChannel(ask(contracts.SessionEscrowAddress, escrow.PackGetChannel(s.id)))
		if err != nil {
			t.Fatal(err)
		}
		if c.Payer != devaccount.All()[1].Address || c.Payee != contracts.PayoutAddress || !c.Finalized || c.Settled.Int64() != int64(s.spent) || c.Deposit.Int64() != int64(s.deposited) {
			t.Errorf("%d of %d were spent, and the escrow has %+v", s.spent, s.deposited, c)
		}
	}
	held, err := token.UnpackBalanceOf(ask(contracts.TokenAddress, token.PackBalanceOf(contracts.SessionEscrowAddress)))
	if err != nil || held.Sign() != 0 {
		t.Errorf("the escrow keeps %v: %v", held, err)
	}
	d.stop()
}

// endedSession is one that was paid from and closed, in the token's smallest units.
type endedSession struct {
	id               common.Hash
	spent, deposited int
}

func payFromASession(t *testing.T, d *demo) (ended []endedSession) {
	t.Helper()
	dir := t.TempDir()
	key := write(t, dir+"/key", strings.TrimPrefix(d.PayerKey, "0x")+"\n")
	pay := func(url string, more ...string) result {
		t.Helper()
		return run(t, append([]string{"pay", url, "--key-file", key, "--receipts", dir + "/receipts", "--token", fmt.Sprintf("eip155:%d/erc20:%s@6", d.ChainID, d.Token)}, more...)...)
	}
	question := `{"model":"demo-text","max_tokens":1000,"stream":true,"messages":[{"role":"user","content":"What is a clearing house, and who needs one?"}]}`
	r := pay(d.URL+chatPath, "--session", "0.0004", "-H", "Content-Type: application/json", "-d", question)
	r.want(t, 0)
	end := func(r result) {
		t.Helper()
		found := endOfSession.FindStringSubmatch(r.err)
		if found == nil {
			t.Fatalf("%s\n%s", r.err, r.out)
		}
		s, back := endedSession{id: common.HexToHash(found[2])}, 0
		if _, err := fmt.Sscan(found[1]+" "+found[3]+" "+found[4], &s.spent, &back, &s.deposited); err != nil || s.spent == 0 || s.spent+back != s.deposited {
			t.Errorf("%d spent and %d back of %d: %v", s.spent, back, s.deposited, err)
		}
		ended = append(ended, s)
	}
	end(r)
	if !strings.Contains(r.out, `"finish_reason":"stop"`) || !strings.HasSuffix(r.out, "data: [DONE]\n\n") || strings.Contains(r.out, "payment-") {
		t.Fatalf("%s\n%s", r.err, r.out)
	}
	if deposited := ended[0].deposited; deposited <= 100 || deposited > 400 {
		t.Errorf("%d were deposited, which is more than the first deposit of 100 and no more than the limit", deposited)
	}
	r = pay(d.URL+"/paid/fact", "--session", "0.5")
	r.want(t, 0, "paid 20000 units from session")
	end(r)
	pay(d.URL+"/paid/fact", "--session", "0.01").want(t, 3, "more is asked for than may be deposited")
	pay(d.URL+"/paid/fact", "--session", "0.5", "--dry-run").want(t, 2, "--session goes with none of")
	pay(d.URL+"/paid/fact", "--session", "0.5", "--total", "0.02").want(t, 3)
	return ended
}

// TestSessionsRefusedToAnthropicsClient: what refuses a session at Anthropic's path says
// by the draft's type what was wrong, and the stock client still raises its own error.
func TestSessionsRefusedToAnthropicsClient(t *testing.T) {
	needsClient(t)
	t.Parallel()
	d := startDemo(t)
	asked := must[answer](t)(party{url: d.URL}.send(http.MethodPost, "/v1/messages", object{
		"model": d.Model, "max_tokens": 60, "messages": []object{{"role": "user", "content": "What is a meter?"}},
	}))
	var challenge *mpp.Challenge
	for _, c := range mpp.ParseChallenges(asked.header.Values(mpp.HeaderChallenge)) {
		if _, err := c.ReadSession(); err == nil {
			challenge = &c
		}
	}
	if challenge == nil {
		t.Fatalf("%d: no challenge of a session: %v", asked.status, asked.header)
	}
	act := &mpp.Act{Name: mpp.ActVoucher, Channel: common.Hash{9}, Voucher: &mpp.Voucher{Amount: *uint256.NewInt(1), Signature: make([]byte, 65)}}
	forged := *challenge
	forged.Expires = "2099-01-01T00:00:00Z"
	for _, c := range []struct {
		challenge     *mpp.Challenge
		status        int
		problem, code string
		class         string
	}{
		{challenge, http.StatusGone, "channel-not-found", "session_channel_not_found", "invalid_request_error"},
		{&forged, http.StatusPaymentRequired, "challenge-not-found", "session_challenge_not_found", "billing_error"},
	} {
		credential, err := c.challenge.Answer("", act)
		if err != nil {
			t.Fatal(err)
		}
		type raised struct {
			Anthropic                    bool
			Status                       int
			Type, Message, Problem, Code string
		}
		var seen struct{ Whole, Streamed raised }
		node(t, "anthropic_session.mjs", &seen, "AIDOLLAR_URL="+d.URL, "AIDOLLAR_MODEL="+d.Model, "AIDOLLAR_CREDENTIAL="+credential)
		for _, got := range []raised{seen.Whole, seen.Streamed} {
			if !got.Anthropic || got.Status != c.status || got.Type != c.class || got.Message == "" || got.Problem != "https://paymentauth.org/problems/session/"+c.problem || got.Code != c.code {
				t.Errorf("%s: the client raised %+v", c.problem, got)
			}
		}
	}
	d.stop()
}
