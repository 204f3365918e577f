package e2e

import (
	"encoding/json"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const npmFolder = "../npm"

// node runs a script of test/npm and reads what it prints.
func node(t *testing.T, script string, v any, environment ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", script)
	cmd.Dir = npmFolder
	cmd.Env = append(os.Environ(), environment...)
	r := finish(cmd)
	if r.want(t, 0); r.code != 0 {
		t.FailNow()
	}
	if err := json.Unmarshal([]byte(r.out), v); err != nil {
		t.Fatalf("%v: %s", err, r.out)
	}
}

// needsClient fails where the official client cannot be run: a test that skips
// by itself is soon run nowhere.
func needsClient(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("the official client is left out of short runs")
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%v: the official client needs %s; scripts/test installs it, go test -short goes without", err, tool)
		}
	}
	if _, err := os.Stat(npmFolder + "/node_modules/openai/package.json"); err != nil {
		t.Fatalf("the official client is not there: run npm ci in test/npm, as scripts/test does; go test -short goes without (%v)", err)
	}
}

// TestClientOnDemo runs the official client against the demo, at its card.
func TestClientOnDemo(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	poor := newBuyer(t, operator, "poor", "0.000001")
	clientCalls(t, d.party, d.Model, newContract(cardPrices(t, devCard, d.Model)), nil)
	clientErrors(t, d.party, poor, d.Model)
	settle(t, d.process, operator, data)
}

// TestClientOnHouse runs it against a house whose prices leave a part of a unit
// with each call, and whose upstream counts in every way that it can.
func TestClientOnHouse(t *testing.T) {
	needsClient(t)
	t.Parallel()
	h := newHouse(t)
	b := newBuyer(t, h.operator, "official client", "3")
	c := newContract(cardPrices(t, cardFile, "metered"))
	clientCalls(t, b.party, "metered", c, used)
	if c.rest.Sign() == 0 {
		t.Error("nothing is carried: the prices do not test what they are for")
	}
	settle(t, h.process, h.operator, h.data)
}

// chatUsage is usage as the client shows it.
type chatUsage struct {
	Prompt     uint64 `json:"prompt_tokens"`
	Completion uint64 `json:"completion_tokens"`
	PromptMore struct {
		Cached uint64 `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
	CompletionMore struct {
		Reasoning uint64 `json:"reasoning_tokens"`
	} `json:"completion_tokens_details"`
}

// meters is the usage under the card's meters, which do not overlap.
func (u *chatUsage) meters() map[string]uint64 {
	all := map[string]uint64{
		"request": 1, "input": u.Prompt - u.PromptMore.Cached, "input_cached": u.PromptMore.Cached,
		"output": u.Completion - u.CompletionMore.Reasoning, "output_reasoning": u.CompletionMore.Reasoning,
	}
	for meter, n := range all {
		if n == 0 {
			delete(all, meter)
		}
	}
	return all
}

type clientCall struct {
	Receipt, Cost, Balance, Text, Finish string

	Usage *chatUsage
	Empty int // chunks without a choice
}

// The calls of calls.mjs, in their order.
var callKinds = []string{"whole", "streamed, usage not asked for", "streamed, usage asked for", "whole, again"}

// clientCalls makes the client's calls and follows each unit of money. Unless
// usage is nil, it is what every call must have used.
func clientCalls(t *testing.T, p party, model string, c *contract, usage map[string]uint64) {
	t.Helper()
	var seen struct {
		List      []struct{ ID, Object string }
		Retrieved struct{ ID, Object string }
		Calls     map[string]clientCall
	}
	balance := units(t, p.balance(t).Spendable)
	node(t, "calls.mjs", &seen, "AIDOLLAR_URL="+p.url, "AIDOLLAR_KEY="+p.key, "AIDOLLAR_MODEL="+model)
	listed := 0
	for _, m := range seen.List {
		if m == seen.Retrieved && m.ID == model && m.Object == "model" {
			listed++
		}
	}
	if listed != 1 {
		t.Errorf("the list %+v and the model %+v do not agree on %s", seen.List, seen.Retrieved, model)
	}
	if usage == nil {
		usage = seen.Calls[callKinds[0]].Usage.meters() // the same question uses the same in every way
	}
	for _, kind := range callKinds {
		call := seen.Calls[kind]
		if asked := kind != callKinds[1]; (call.Usage != nil) != asked || (asked && !equal(call.Usage.meters(), usage)) {
			t.Errorf("%s: the client saw the usage %+v, want %v", kind, call.Usage, usage)
		}
		if wanted := kind == callKinds[2]; (call.Empty == 1) != wanted || call.Text == "" || call.Finish != "stop" {
			t.Errorf("%s: the client saw %+v", kind, call)
		}
		charge := c.charge(t, usage)
		same(t, kind+": cost", units(t, call.Cost), charge)
		balance.Sub(balance, charge)
		same(t, kind+": balance", units(t, call.Balance), balance)
		r := p.receipt(t, call.Receipt)
		if r.State != "captured" || r.Source != "reported" || r.Cut || !equal(r.Usage, usage) || r.Waived != "0" {
			t.Errorf("%s: the receipt says %+v, used was %v", kind, r.call, usage)
		}
		same(t, kind+": charge of the receipt", units(t, r.Charge), charge)
		if rest := decimal(t, r.CarryOut); rest.Mul(rest, big.NewRat(unitsDollar, 1)).Cmp(c.rest) != 0 {
			t.Errorf("%s: %s is carried on, want %s units", kind, r.CarryOut, c.rest.FloatString(9))
		}
		r.proves(t)
	}
	left := p.balance(t)
	same(t, "balance", units(t, left.Spendable), balance)
	same(t, "held", units(t, left.DebitsPending), new(big.Int))
}

func equal(a, b map[string]uint64) bool {
	for meter, n := range a {
		if b[meter] != n {
			return false
		}
	}
	return len(a) == len(b)
}

// clientError is what errors.mjs tells of an error.
type clientError struct {
	Class, Code, Type, Param, Message string

	Status            int
	Needed, Available string
}

// clientErrors has the client refused, which costs nothing.
func clientErrors(t *testing.T, p party, poor buyer, model string) {
	t.Helper()
	before, poorBefore := p.balance(t), poor.balance(t)
	var seen map[string]clientError
	node(t, "errors.mjs", &seen, "AIDOLLAR_URL="+p.url, "AIDOLLAR_KEY="+p.key, "AIDOLLAR_KEY_POOR="+poor.key, "AIDOLLAR_MODEL="+model)
	wanted := map[string]struct {
		class  string
		status int
		code   string
		kind   string
		says   string
	}{
		"key wrong":               {"AuthenticationError", 401, "invalid_api_key", "authentication_error", "API key is unknown or was revoked"},
		"models with a wrong key": {"AuthenticationError", 401, "invalid_api_key", "authentication_error", "API key is unknown or was revoked"},
		"no money":                {"APIError", 402, "insufficient_funds", "insufficient_quota", "0.000001 available"},
		"no money, streamed":      {"APIError", 402, "insufficient_funds", "insufficient_quota", "0.000001 available"},
		"model unknown":           {"NotFoundError", 404, "model_not_found", "invalid_request_error", `the model "no-such-model" does not exist`},
		"model not retrieved":     {"NotFoundError", 404, "model_not_found", "invalid_request_error", `the model "no-such-model" does not exist`},
		"limit malformed":         {"BadRequestError", 400, "limit_malformed", "invalid_request_error", "max_tokens is no whole number from 1"},
	}
	for name, want := range wanted {
		got := seen[name]
		if got.Class != want.class || got.Status != want.status || got.Code != want.code || got.Type != want.kind || !strings.Contains(got.Message, want.says) {
			t.Errorf("%s: the client raised %+v, want %+v", name, got, want)
		}
		if want.status == 402 && (units(t, got.Available).Cmp(units(t, "0.000001")) != 0 || units(t, got.Needed).Cmp(units(t, got.Available)) <= 0) {
			t.Errorf("%s: %s is needed and %s available", name, got.Needed, got.Available)
		}
	}
	if after := p.balance(t); after != before {
		t.Errorf("refusals changed the balance from %+v to %+v", before, after)
	}
	if after := poor.balance(t); after != poorBefore {
		t.Errorf("refusals changed the balance from %+v to %+v", poorBefore, after)
	}
}
