package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/client"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
	"aidollar/pay/x402/till"
	"aidollar/rules/screen"

	"github.com/ethereum/go-ethereum/common"
)

// listFile copies the shipped list, with more behind it.
func listFile(t *testing.T, to, more string) {
	t.Helper()
	text, err := os.ReadFile("../../rules/lists/testdata/sdn.csv")
	if err != nil {
		t.Fatal(err)
	}
	body := strings.TrimRight(string(text), "\r\n\x1a")
	if err := os.WriteFile(to, []byte(body+more), 0o600); err != nil {
		t.Fatal(err)
	}
}

const chatAsked = `{"model":"acme-large","max_tokens":5,"messages":[{"role":"user","content":"Hello"}]}`

// screen has the house of the routing guide hold parties against a list.
func (h *routedHouse) screen(files ...string) {
	h.t.Helper()
	h.p.config.Screening = config.Screening{Lists: files, Every: time.Hour}
	if err := h.p.openScreening(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	front := httptest.NewServer(h.p.handler())
	h.t.Cleanup(front.Close)
	h.front = front
}

func (h *routedHouse) operator() *client.Client {
	h.t.Helper()
	secret, err := h.p.key(h.t.Context(), ledger.ID{}, "ann", clearing.ScopeAdmin)
	if err != nil {
		h.t.Fatal(err)
	}
	return client.New(h.front.URL, secret)
}

// A listed person under another spelling is stopped at the gateway, from his first call
// on, and passes when an officer has cleared him; when the match is confirmed he does not.
func TestAListedPersonIsStopped(t *testing.T) {
	h := newRoutedHouse(t)
	list := filepath.Join(t.TempDir(), "sdn.csv")
	listFile(t, list, "")
	h.screen(list)
	officer := h.operator()
	ctx := t.Context()
	for _, c := range []struct{ name, verdict, code string }{{"Mukhammad Yousuf at-Tariki", "approve", ""}, {"Dmitri Volnogorskij", "refuse", "party_listed"}, {"\u2603\u2603", "approve", ""}} {
		made, err := officer.CreateBuyer(ctx, client.NewParty{Name: c.name})
		if err != nil {
			t.Fatal(err)
		}
		party, _ := h.partyOf(made.ID.ID)
		if err := h.p.deposit(ctx, party, "5"); err != nil {
			t.Fatal(err)
		}
		secret, err := h.p.key(ctx, made.ID.ID, "k", clearing.ScopeCall)
		if err != nil {
			t.Fatal(err)
		}
		if status, _, text := h.ask(secret, http.MethodPost, "/v1/chat/completions", chatAsked); status != 403 || !strings.Contains(text, "party_under_review") {
			t.Fatalf("%s: %d %s", c.name, status, text)
		}
		page, err := officer.Reviews(ctx, client.ReviewFilter{Party: made.ID, State: "open"}, client.Listing{})
		if err != nil || len(page.Items) != 1 || page.Items[0].Name != c.name || len(page.Items[0].Matches) == 0 {
			t.Fatalf("%s: %+v %v", c.name, page, err)
		}
		if _, err := officer.DecideReview(ctx, page.Items[0].ID, c.verdict, "looked at the passport", time.Time{}); err != nil {
			t.Fatal(err)
		}
		status, _, text := h.ask(secret, http.MethodPost, "/v1/chat/completions", chatAsked)
		if (c.code == "") != (status == 200) || !strings.Contains(text, c.code) {
			t.Errorf("%s: %d %s", c.name, status, text)
		}
	}
	if made, err := officer.CreateBuyer(ctx, client.NewParty{Name: "Lumberjack and Daughters"}); err != nil || h.standing(made.ID.ID) != 0 {
		t.Errorf("somebody else: %v", err)
	}
}

func (h *routedHouse) partyOf(id ledger.ID) (p clearing.Party, ok bool) {
	h.p.node.View(func(m *clearing.Machine) { p, ok = m.Party(id) })
	return p, ok
}

func (h *routedHouse) standing(id ledger.ID) (s review.State) {
	h.p.node.View(func(m *clearing.Machine) {
		s = m.Reviews().Standing("Participant/"+id.String(), m.Now()).State
	})
	return s
}

// Who is listed later is found when the file changes; a list that cannot be read changes
// nothing, and keeps a house from starting.
func TestAListThatChanges(t *testing.T) {
	h := newRoutedHouse(t)
	list := filepath.Join(t.TempDir(), "sdn.csv")
	listFile(t, list, "")
	old, err := h.p.party(t.Context(), clearing.RoleSeller, "Haddadzadeh Soraya", 0)
	if err != nil {
		t.Fatal(err)
	}
	h.screen(list)
	if h.standing(old.ID) != review.Open {
		t.Error("a party from before the lists was not found")
	}
	made, err := h.p.party(t.Context(), clearing.RoleBuyer, "Zebulon Quartermain", 0)
	if err != nil || h.standing(made.ID) != 0 {
		t.Fatal(err)
	}
	if err := os.WriteFile(list, []byte("no list"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.p.screening.again(t.Context()); err == nil {
		t.Error("a file that is no list was read")
	}
	c := config.Default(t.TempDir())
	c.Listen, c.Screening.Lists = "127.0.0.1:0", []string{list}
	if p, err := newProgram(c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "screening: ") || !strings.Contains(err.Error(), list) {
		t.Errorf("the house starts: %v", err)
		_ = p.close()
	}
	listFile(t, list, "\n"+`9990,"QUARTERMAIN, Zebulon","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- `+"\n")
	for range 3 {
		if err := h.p.screening.again(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if h.standing(made.ID) != review.Open {
		t.Error("who is listed now was not found")
	}
	count := 0
	h.p.node.View(func(m *clearing.Machine) { count = m.Reviews().OpenCount() })
	if count != 2 {
		t.Errorf("%d are asked about, want 2", count)
	}
}

// A wallet whose address is listed is refused when it pays, whatever the case of its
// digits and the currency of the list.
func TestAListedWallet(t *testing.T) {
	h := newRoutedHouse(t)
	list := filepath.Join(t.TempDir(), "sdn.csv")
	listed, other := common.Address{0xab, 1}, common.Address{0xab, 2}
	listFile(t, list, "\n"+`9991,"WALLETOVICH, Igor","individual","CYBER2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1980; Digital Currency Address - ETH `+strings.ToLower(listed.Hex())+`; alt. Digital Currency Address - USDC 0x`+strings.Repeat("1", 40)+`."`+"\n")
	h.screen(list)
	if set, err := screen.Load([]string{list}); err != nil || len(set.Address("0x"+strings.Repeat("1", 40))) != 1 || len(set.Address("1InventedAddressForTestsOnly0000")) != 1 {
		t.Error(err)
	}
	usd := dollarNumber(h.p.node)
	for address, want := range map[common.Address]review.State{listed: review.Open, other: 0} {
		wallet := till.Wallet{Address: address}
		answers, err := h.p.node.Submit(t.Context(), entry(h.p.screening, wallet, usd)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			if a.Refusal != "" {
				t.Error(a.Refusal)
			}
		}
		if got := h.standing(wallet.Party()); got != want {
			t.Errorf("%s is %s", address, got)
		}
	}
}
