package e2e

import (
	"encoding/base64"
	le "encoding/binary"
	"encoding/json"
	"math/big"
	"strings"
	"testing"
)

// demoCall is what the official clients tell of a call of any dialect. Its
// usage is in the dialect's own words.
type demoCall struct {
	Receipt, Cost, Balance, Text string

	Size  int
	Usage json.RawMessage
}

// demoContract is what a buyer has with the demo's seller.
func demoContract(t *testing.T, model string) *contract {
	return newContract(cardPrices(t, devCard, model))
}

// follow checks that each call's cost is what its receipt's usage costs on the
// card, by an independent reckoning, and that every balance follows from the
// one before.
func follow(t *testing.T, p party, c *contract, calls map[string]demoCall, order []string, balance *big.Int) {
	t.Helper()
	for _, name := range order {
		call, made := calls[name]
		if !made {
			t.Errorf("%s: the client made no such call", name)
			continue
		}
		r := p.receipt(t, call.Receipt)
		source := "reported"
		if call.Usage == nil || string(call.Usage) == "null" {
			source = "estimated" // the upstream says nothing; the gateway counts what passes
		}
		if r.State != "captured" || r.Source != source || r.Cut || r.Waived != "0" {
			t.Errorf("%s: the receipt says %+v", name, r.call)
		}
		charge := c.charge(t, r.Usage)
		same(t, name+": cost", units(t, call.Cost), charge)
		balance.Sub(balance, charge)
		same(t, name+": balance", units(t, call.Balance), balance)
		r.proves(t)
		if call.Text == "" && call.Size == 0 {
			t.Errorf("%s: the client got nothing: %+v", name, call)
		}
	}
}

// tokens wants the client's usage to say what the receipt does, in the words of
// the dialect.
func tokens(t *testing.T, p party, calls map[string]demoCall, name string, in, out string) {
	t.Helper()
	var seen map[string]json.RawMessage
	if err := json.Unmarshal(calls[name].Usage, &seen); err != nil {
		t.Errorf("%s: usage %s: %v", name, calls[name].Usage, err)
		return
	}
	var input, output uint64
	_ = json.Unmarshal(seen[in], &input)
	if out != "" {
		_ = json.Unmarshal(seen[out], &output)
	}
	r := p.receipt(t, calls[name].Receipt)
	if r.Usage["input"]+r.Usage["input_cached"] != input || r.Usage["output"]+r.Usage["output_reasoning"] != output || input == 0 {
		t.Errorf("%s: the client saw %s, the receipt says %v", name, calls[name].Usage, r.Usage)
	}
}

// recording is a second of silence as a WAV file.
func recording() string {
	const rate = 8000
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00")
	b = le.LittleEndian.AppendUint32(b, rate)
	b = le.LittleEndian.AppendUint32(b, rate)
	b = append(b, 1, 0, 8, 0)
	b = le.LittleEndian.AppendUint32(append(b, "data"...), rate)
	b = append(b, strings.Repeat("\x80", rate)...)
	le.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return base64.StdEncoding.EncodeToString(b)
}

// TestEveryDialectOfOpenAI has the official client make every kind of call that
// is sold.
func TestEveryDialectOfOpenAI(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	b := newBuyer(t, operator, "every dialect", "5")
	models, err := json.Marshal(object{
		"chat": d.Model, "embeddings": d.Model, "images": d.Model, "speech": d.Model, "transcription": d.Model, "moderation": d.Model,
		"recording": recording(),
	})
	if err != nil {
		t.Fatal(err)
	}
	var calls map[string]demoCall
	node(t, "dialects.mjs", &calls, "AIDOLLAR_URL="+b.url, "AIDOLLAR_KEY="+b.key, "AIDOLLAR_MODELS="+string(models))
	order := []string{"chat", "chat, streamed", "responses", "responses, streamed", "completions", "completions, streamed",
		"embeddings", "images", "speech", "transcription", "moderations"}
	follow(t, b.party, demoContract(t, d.Model), calls, order, units(t, "5"))
	for _, name := range order[:2] {
		tokens(t, b.party, calls, name, "prompt_tokens", "completion_tokens")
	}
	for _, name := range order[2:4] {
		tokens(t, b.party, calls, name, "input_tokens", "output_tokens")
	}
	for _, name := range order[4:6] {
		tokens(t, b.party, calls, name, "prompt_tokens", "completion_tokens")
	}
	tokens(t, b.party, calls, "embeddings", "prompt_tokens", "")
	for name, meters := range map[string]map[string]uint64{"images": {"image": 2}, "speech": {"character": 7}, "transcription": {"second": 1}} {
		for meter, n := range meters {
			if got := b.receipt(t, calls[name].Receipt).Usage[meter]; got != n {
				t.Errorf("%s: %d of %s, want %d", name, got, meter, n)
			}
		}
	}
	settle(t, d.process, operator, data)
}

// TestEveryDialectOfAnthropic does the same with Anthropic's official client.
func TestEveryDialectOfAnthropic(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	b := newBuyer(t, operator, "messages", "1")
	poor := newBuyer(t, operator, "poor", "0.000001")
	var seen struct {
		Calls  map[string]demoCall
		Errors map[string]clientError
	}
	node(t, "anthropic.mjs", &seen, "AIDOLLAR_URL="+b.url, "AIDOLLAR_KEY="+b.key, "AIDOLLAR_MODEL="+d.Model, "AIDOLLAR_KEY_POOR="+poor.key)
	order := []string{"messages", "messages, streamed"}
	follow(t, b.party, demoContract(t, d.Model), seen.Calls, order, units(t, "1"))
	for _, name := range order {
		tokens(t, b.party, seen.Calls, name, "input_tokens", "output_tokens")
	}
	if count := seen.Calls["count"]; count.Size == 0 {
		t.Errorf("tokens were not counted: %+v", count)
	}
	for name, want := range map[string]clientError{
		"key wrong":     {Class: "AuthenticationError", Status: 401, Type: "authentication_error", Message: "unknown"},
		"no money":      {Class: "PaymentRequiredError", Status: 402, Type: "billing_error", Message: "0.000001 available"},
		"model unknown": {Class: "NotFoundError", Status: 404, Type: "not_found_error", Message: "no-such-model"},
	} {
		got := seen.Errors[name]
		if got.Class != want.Class || got.Status != want.Status || (want.Type != "" && got.Type != want.Type) || !strings.Contains(got.Message, want.Message) {
			t.Errorf("%s: the client raised %+v, want %+v", name, got, want)
		}
	}
	settle(t, d.process, operator, data)
}
