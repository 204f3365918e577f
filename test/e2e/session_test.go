package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

var endOfSession = regexp.MustCompile(`paid (\d+) units from session 0x[0-9a-f]{64}; (\d+) of (\d+) deposited come back by 0x[0-9a-f]{64}`)

// TestPayFromASession has aidollar pay buy a long stream from the demo, each a process
// of its own: the first deposit is for less than the stream costs, so that it pauses, is
// topped up, and goes on; and the rest is back on the chain at the end.
func TestPayFromASession(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "--part-tokens", "8")
	dir := t.TempDir()
	key := write(t, dir+"/key", strings.TrimPrefix(d.PayerKey, "0x")+"\n")
	pay := func(url string, more ...string) result {
		t.Helper()
		return run(t, append([]string{"pay", url, "--key-file", key, "--receipts", dir + "/receipts", "--token", fmt.Sprintf("eip155:%d/erc20:%s@6", d.ChainID, d.Token)}, more...)...)
	}
	question := `{"model":"demo-text","max_tokens":1000,"stream":true,"messages":[{"role":"user","content":"What is a clearing house, and who needs one?"}]}`
	r := pay(d.URL+chatPath, "--session", "0.0004", "-H", "Content-Type: application/json", "-d", question)
	r.want(t, 0)
	found := endOfSession.FindStringSubmatch(r.err)
	if found == nil || !strings.Contains(r.out, `"finish_reason":"stop"`) || !strings.HasSuffix(r.out, "data: [DONE]\n\n") || strings.Contains(r.out, "payment-") {
		t.Fatalf("%s\n%s", r.err, r.out)
	}
	var spent, back, deposited int
	if _, err := fmt.Sscan(strings.Join(found[1:], " "), &spent, &back, &deposited); err != nil || spent == 0 || spent+back != deposited || deposited <= 100 || deposited > 400 {
		t.Errorf("%d spent and %d back of %d, which is more than the first deposit of 100: %v", spent, back, deposited, err)
	}
	pay(d.URL+"/paid/fact", "--session", "0.5").want(t, 0, "paid 20000 units from session")
	pay(d.URL+"/paid/fact", "--session", "0.01").want(t, 3, "more is asked for than may be deposited")
	pay(d.URL+"/paid/fact", "--session", "0.5", "--dry-run").want(t, 2, "--session goes with none of")
	pay(d.URL+"/paid/fact", "--session", "0.5", "--total", "0.02").want(t, 3)
	d.stop()
}
