package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
)

// sessionPayers are runs of aidollar pay with one folder, by way of a proxy that lets no
// voucher through on its own while it is shut: a run then stands still in its stream.
type sessionPayers struct {
	*testing.T
	*devtest.Chain
	url  string
	args []string
	shut atomic.Bool
}

func newSessionPayers(t *testing.T) *sessionPayers {
	c := devtest.Start(t, devnet.Options{Instant: true})
	d := startDemo(t, "--rpc", c.RPC(), "--part-tokens", "8")
	dir := t.TempDir()
	key := write(t, dir+"/key", strings.TrimPrefix(d.PayerKey, "0x")+"\n")
	s := &sessionPayers{T: t, Chain: c, args: []string{"--key-file", key, "--receipts", dir + "/receipts", "--token", fmt.Sprintf("eip155:%d/erc20:%s@6", d.ChainID, d.Token)}}
	house := httputil.NewSingleHostReverseProxy(must[*url.URL](t)(url.Parse(d.URL)))
	house.FlushInterval = -1
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.shut.Load() && r.ContentLength == 0 {
			<-r.Context().Done()
			return
		}
		house.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	s.url = proxy.URL + chatPath
	return s
}

func (s *sessionPayers) buy() []string {
	question := `{"model":"demo-text","max_tokens":1000,"stream":true,"messages":[{"role":"user","content":"What is a clearing house, and who needs one?"}]}`
	return append([]string{"pay", s.url, "--session", "0.0008", "-H", "Content-Type: application/json", "-d", question}, s.args...)
}

// killed is a run that is killed in the middle of its stream.
func (s *sessionPayers) killed() {
	s.Helper()
	s.shut.Store(true)
	p := start(s.T, s.buy()...)
	p.line(&p.out, func(line string) bool { return strings.HasPrefix(line, "data: ") })
	p.kill()
	s.shut.Store(false)
}

func (s *sessionPayers) session(name string, more ...string) result {
	s.Helper()
	return run(s.T, append(append([]string{"pay", "session", name}, s.args...), more...)...)
}

type sessionShown struct {
	Session, State, Deposit, Spent, Signed, Settled string
	OnChain                                         string `json:"on_chain"`
}

func (s *sessionPayers) shown(want int, more ...string) (all []sessionShown) {
	s.Helper()
	r := s.session("show", append(more, "--json")...)
	r.want(s.T, 0)
	if err := json.Unmarshal([]byte(r.out), &all); err != nil || len(all) != want {
		s.Fatalf("%d are wanted: %v: %s", want, err, r.out)
	}
	return all
}

// TestASessionOfAKilledProgram goes on in the next run, and can be closed without one, or
// left on the chain without the seller's help.
func TestASessionOfAKilledProgram(t *testing.T) {
	t.Parallel()
	s := newSessionPayers(t)
	s.killed()
	left := s.shown(1)[0]
	if left.State != "open" || left.Signed == "0" || left.Deposit == "0" {
		t.Errorf("what was left: %+v", left)
	}
	r := run(t, s.buy()...)
	r.want(t, 0)
	found := endOfSession.FindStringSubmatch(r.err)
	if found == nil || found[2] != left.Session || !strings.Contains(r.out, `"finish_reason":"stop"`) {
		t.Fatalf("the next run: %s\n%s", r.err, r.out)
	}
	s.shown(0)

	s.killed()
	id := s.shown(1)[0].Session
	s.session("close", "0xdead").want(t, 2, "no session in")
	r = s.session("close", id[:10])
	r.want(t, 0, "paid ", "from session "+id)
	s.shown(0)
	s.leave()
}

// leave takes the rest out on the chain.
func (s *sessionPayers) leave() {
	s.Helper()
	t := s.T
	payer := s.Accounts()[1]
	before := s.Balance(payer.Address)
	s.killed()
	id := s.shown(1)[0].Session
	rpc := []string{"--rpc", s.RPC()}
	s.session("request-close", id).want(t, 2, "give --rpc with a node of it")
	s.session("withdraw", append(rpc, id)...).want(t, 1, "the close has not been asked for")
	r := s.session("request-close", append(rpc, id)...)
	r.want(t, 0)
	if !strings.Contains(r.out, "asked for the close; withdraw takes ") || !strings.Contains(r.out, "in 15m0s") {
		t.Errorf("printed %q", r.out)
	}
	s.session("request-close", append(rpc, id)...).want(t, 1, "the close has been asked for")
	s.session("withdraw", append(rpc, id)...).want(t, 1, "CloseNotReady")
	await(t, "the house to claim what was charged", func() bool {
		shown := s.shown(1, rpc...)[0]
		return shown.State == "leaving" && shown.Settled != "0"
	})
	if err := s.Mine(t.Context(), 900); err != nil { // a second each, at least
		t.Fatal(err)
	}
	r = s.session("withdraw", append(rpc, id)...)
	r.want(t, 0)
	if !strings.Contains(r.out, "dollars taken out: 0x") {
		t.Errorf("printed %q", r.out)
	}
	escrow := contracts.NewEVMPaymentChannel()
	c := must[contracts.EVMPaymentChannelChannel](t)(escrow.UnpackGetChannel(s.Call(contracts.SessionEscrowAddress, escrow.PackGetChannel(common.HexToHash(id)))))
	if paid := before - s.Balance(payer.Address); !c.Finalized || paid == 0 || paid != c.Settled.Uint64() {
		t.Errorf("%d are paid, and the escrow has %+v", paid, c)
	}
	s.shown(0)
}
