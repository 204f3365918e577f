package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
)

const devCard = "../../cmd/aidollar/dev-card.yaml"

// demo is the program as aidollar dev --json starts it.
type demo struct {
	*process
	party

	URL      string `json:"url"`
	Console  string `json:"console"`
	Key      string `json:"key"`
	Model    string `json:"model"`
	Operator string `json:"operator_key_file"`
	Data     string `json:"data"`
	PaidURL  string `json:"paid_url"`
	ChainID  uint64 `json:"chain_id"`
	Token    string `json:"token"`
	RPC      string `json:"rpc"`
	PayerKey string `json:"payer_key"`
}

func startDemo(t *testing.T, args ...string) *demo {
	t.Helper()
	d := &demo{process: start(t, append([]string{"dev", "--json", "--listen", "127.0.0.1:0"}, args...)...)}
	d.line(&d.out, func(line string) bool {
		if err := json.Unmarshal([]byte(line), d); err != nil {
			t.Fatalf("standard output is no JSON: %v", err)
		}
		return true
	})
	d.party = party{url: d.URL, key: d.Key}
	if d.URL == "" || d.Key == "" || d.Model == "" || d.Console == "" {
		t.Fatalf("something is missing in %s", d.out.String())
	}
	return d
}

// TestDemo wants one line of JSON, nothing else on standard output as long as
// the program runs, and nothing left when it ends.
func TestDemo(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	a := must[answer](t)(d.send(http.MethodPost, chatPath, question(d.Model, nil)))
	if a.status != http.StatusOK {
		t.Errorf("the first call was answered %d: %s", a.status, a.body)
	}
	if page := must[answer](t)(party{}.send(http.MethodGet, d.Console, nil)); page.status != http.StatusOK || !strings.Contains(page.body, "<html") {
		t.Errorf("the console at %s answers %d: %.200s", d.Console, page.status, page.body)
	}
	d.stop()
	if text := d.out.String(); strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "}\n") {
		t.Errorf("standard output is not one line of JSON:\n%s", text)
	}
	if _, err := os.Stat(d.Data); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", d.Data, err)
	}
}

// TestDemoKept starts the demo twice on one directory.
func TestDemoKept(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := startDemo(t, "--data", data)
	a := must[answer](t)(first.send(http.MethodPost, chatPath, question(first.Model, nil)))
	id, before := a.header.Get("X-Aidollar-Receipt"), first.balance(t)
	if before.Spendable == "5" || before.Spendable != a.header.Get("X-Aidollar-Balance") {
		t.Errorf("after a call %+v is left of $5; the call said %v", before, a.header)
	}
	charge := first.receipt(t, id).Charge
	first.stop()

	second := startDemo(t, "--data", data)
	if second.Key != first.Key || second.Model != first.Model {
		t.Errorf("the second start printed %s, the first %s", second.out.String(), first.out.String())
	}
	if after := second.balance(t); after != before {
		t.Errorf("the balance was %+v and is %+v", before, after)
	}
	r := second.receipt(t, id)
	if r.proves(t); r.Charge != charge || r.Charge != a.header.Get("X-Aidollar-Cost") {
		t.Errorf("the charge was %s and is %s", charge, r.Charge)
	}
	a = must[answer](t)(second.send(http.MethodPost, chatPath, question(second.Model, nil)))
	if a.status != http.StatusOK {
		t.Errorf("the second start answers %d: %s", a.status, a.body)
	}
	settle(t, second.process, party{url: second.URL, key: secret(t, second.Operator)}, data)
}
