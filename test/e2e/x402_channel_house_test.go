package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestPayFromChannelsAtAHouse has aidollar pay buy from the demo out of a channel: JSON,
// a stream, many processes at once, and back what is left.
func TestPayFromChannelsAtAHouse(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	dir := t.TempDir()
	key := write(t, dir+"/key", strings.TrimPrefix(d.PayerKey, "0x")+"\n")
	common := []string{"--key-file", key, "--receipts", dir + "/receipts", "--rpc", d.RPC, "--token", fmt.Sprintf("eip155:%d/erc20:%s", d.ChainID, d.Token)}
	pay := func(url string, more ...string) result {
		t.Helper()
		return run(t, append(append([]string{"pay", url, "--deposit", "0.5", "--total", "2"}, common...), more...)...)
	}
	fact := d.URL + "/paid/fact"
	pay(fact).want(t, 0, "charged 0.02 dollars", "dollars deposited by 0x")
	pay(fact).want(t, 0, "charged 0.02 dollars")
	question := `{"model":"demo-text","max_tokens":16,"messages":[{"role":"user","content":"What is clearing?"}]`
	r := pay(d.URL+chatPath, "-H", "Content-Type: application/json", "-d", question+`}`)
	r.want(t, 0, "charged 0.0000")
	if !strings.Contains(r.out, "chat.completion") {
		t.Errorf("printed %.200s", r.out)
	}
	r = pay(d.URL+chatPath, "-H", "Content-Type: application/json", "-d", question+`,"stream":true}`)
	r.want(t, 0)
	if !strings.Contains(r.out, "[DONE]") {
		t.Errorf("the stream is %.200s", r.out)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { pay(fact).want(t, 0, "charged 0.02 dollars") })
	}
	all.Wait()
	r = run(t, append([]string{"pay", "channel", "list", "--json"}, common...)...)
	r.want(t, 0)
	var channels []struct{ Channel, State, Charged, Balance string }
	if err := json.Unmarshal([]byte(r.out), &channels); err != nil || len(channels) != 1 {
		t.Fatalf("%d channels, want one for all: %v\n%s", len(channels), err, r.out)
	}
	// Six facts, and two answers of some millionths.
	if c := channels[0]; c.State != "open" || !strings.HasPrefix(c.Charged, "0.1200") {
		t.Errorf("the channel is %+v", c)
	}
	run(t, append([]string{"pay", "channel", "refund", channels[0].Channel, "--url", fact}, common...)...).want(t, 0)
	r = run(t, append([]string{"pay", "channel", "list", "--json"}, common...)...)
	if err := json.Unmarshal([]byte(r.out), &channels); err != nil || len(channels) != 1 || channels[0].Balance != channels[0].Charged {
		t.Errorf("after all that is free was given back: %v\n%s", err, r.out)
	}
	d.stop()
}
