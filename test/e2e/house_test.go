package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	cardFile = "testdata/card.yaml"
	fee      = "1.5" // percent that the house keeps
)

// house is a house of one seller with the models of testdata/card.yaml.
type house struct {
	t        *testing.T
	config   string // file
	data     string // directory
	process  *process
	operator party
}

// newHouse configures a house and starts it.
func newHouse(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{t: t, config: writeConfig(t, dir, newUpstream(t)), data: filepath.Join(dir, "data")}
	h.start()
	return h
}

// writeConfig writes a configuration and its card into a directory. What fails
// has an upstream of its own: an upstream that fails again and again rests.
func writeConfig(t *testing.T, dir, upstream string) string {
	t.Helper()
	write(t, filepath.Join(dir, "card.yaml"), string(must[[]byte](t)(os.ReadFile(cardFile))))
	return write(t, filepath.Join(dir, "aidollar.yaml"), fmt.Sprintf(`
listen: 127.0.0.1:0
data: data
cards: [card.yaml]
sellers:
  - {name: works, card: works, commission: %s, upstreams: [sound, faulty]}
upstreams:
  - {name: sound, url: %q, models: [metered, ticket]}
  - {name: faulty, url: %q, models: [broken]}
limits: {body_max: 64KiB}
log: {level: info, format: json}
`, fee, upstream, upstream))
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// start starts the house on what its directory holds.
func (h *house) start() {
	h.t.Helper()
	h.process = start(h.t, "serve", "--config", h.config)
	h.process.line(&h.process.err, func(line string) bool {
		var entry struct{ Msg, URL string }
		if json.Unmarshal([]byte(line), &entry) != nil || entry.Msg != "serving" {
			return false
		}
		h.operator.url = entry.URL
		return true
	})
	h.operator.key = secret(h.t, filepath.Join(h.data, "operator.key"))
}

func secret(t *testing.T, file string) string {
	t.Helper()
	return strings.TrimSpace(string(must[[]byte](t)(os.ReadFile(file))))
}

// buyer is a party that can pay, with ids of what was made for it.
type buyer struct {
	party
	id string
}

// newBuyer enters a buyer with a key, and money if there is any.
func newBuyer(t *testing.T, operator party, name, dollars string) buyer {
	t.Helper()
	var made struct{ ID, Secret string }
	operator.post(t, "/api/v1/buyers", object{"name": name}, &made)
	b := buyer{party: party{url: operator.url}, id: made.ID}
	operator.post(t, "/api/v1/keys", object{"party": b.id, "name": name, "scopes": []string{"call", "read"}}, &made)
	b.key = made.Secret
	if dollars != "" {
		operator.post(t, "/api/v1/deposits", object{"buyer": b.id, "amount": dollars}, &made)
	}
	return b
}

// settle wants the books of a running program to add up, stops it, and wants
// its directory to pass the audit. The program is to have no open call. The
// accounts are those that the test opened itself.
func settle(t *testing.T, p *process, operator party, data string, accountsOwn ...string) {
	t.Helper()
	accounts := balanced(t, operator, accountsOwn...)
	p.stop()
	found := audit(t, data)
	if found.OpenHolds != 0 || found.OpenCalls != 0 {
		t.Errorf("%d holds and %d calls are open", found.OpenHolds, found.OpenCalls)
	}
	if found.Accounts != accounts {
		t.Errorf("the sums are of %d accounts; the ledger has %d", accounts, found.Accounts)
	}
}

// auditReport is what audit --json prints.
type auditReport struct {
	Replayed  bool     `json:"replayed"`
	Accounts  int      `json:"accounts"`
	OpenHolds int      `json:"open_holds"`
	OpenCalls int      `json:"open_calls"`
	Breaks    []string `json:"breaks"`
}

// audit wants a directory to pass, replayed from its first record.
func audit(t *testing.T, data string) (a auditReport) {
	t.Helper()
	r := run(t, "audit", "--json", data)
	r.want(t, 0)
	if err := json.Unmarshal([]byte(r.out), &a); err != nil {
		t.Fatalf("%v: %s", err, r.out)
	}
	if !a.Replayed || len(a.Breaks) != 0 {
		t.Errorf("the audit found %+v", a)
	}
	return a
}
