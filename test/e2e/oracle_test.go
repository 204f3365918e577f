package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// shapes is one group of testdata/usage.json: usage objects as the providers
// publish and return them, for each of several models.
type shapes struct {
	Provider, Flavor, Dialect string

	Models []string
	Usages []json.RawMessage
}

// shape is one answer's usage under one model's prices.
type shape struct {
	Provider string `json:"provider"`
	Flavor   string `json:"flavor"`
	Model    string `json:"model"`
	At       string `json:"at"`
	Answer   object `json:"answer"`

	dialect string
	usage   json.RawMessage
}

// name is what the shape's model is called on our card.
func (s *shape) name() string { return s.Provider + ":" + s.Model }

// verdict is what the independent library makes of a shape.
type verdict struct {
	Usage  map[string]float64         `json:"usage"`
	Prices map[string]json.RawMessage `json:"prices"`
	Total  float64                    `json:"total"`
}

// shapesMin is how many shapes the comparison must not fall below.
const shapesMin = 200

// TestChargesAgainstOracle sells answers with the usage objects of the large
// providers through the gateway, at the prices that an independent library
// publishes for them, and compares each charge with that library's.
func TestChargesAgainstOracle(t *testing.T) {
	needsClient(t)
	t.Parallel()
	at := time.Now().UTC()
	list := readShapes(t, at)
	if len(list) < shapesMin {
		t.Fatalf("%d shapes; the comparison needs %d", len(list), shapesMin)
	}
	wants := oracle(t, list)
	upstream := replay(t, list)
	p := oracleHouse(t, list, wants, upstream)
	compared := 0
	for i := range list {
		if compareShape(t, p, i, &list[i], &wants[i]) {
			compared++
		}
	}
	t.Logf("%d of %d charges agree with the oracle", compared, len(list))
}

func readShapes(t *testing.T, at time.Time) (list []shape) {
	t.Helper()
	var groups []shapes
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile("testdata/usage.json")), &groups); err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		for _, model := range g.Models {
			for _, usage := range g.Usages {
				list = append(list, shape{
					Provider: g.Provider, Flavor: g.Flavor, Model: model, At: at.Format(time.RFC3339),
					Answer: object{"model": model, "usage": usage}, dialect: g.Dialect, usage: usage,
				})
			}
		}
	}
	return list
}

// oracle asks the library for its reading and its price of each shape.
func oracle(t *testing.T, list []shape) (verdicts []verdict) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "oracle.mjs")
	cmd.Dir = npmFolder
	cmd.Stdin = bytes.NewReader(must[[]byte](t)(json.Marshal(list)))
	r := finish(cmd)
	if r.want(t, 0); r.code != 0 {
		t.FailNow()
	}
	if err := json.Unmarshal([]byte(r.out), &verdicts); err != nil {
		t.Fatal(err)
	}
	return verdicts
}

// replay starts an upstream that answers a request with the usage of the shape
// whose number the request carries, in that shape's dialect.
func replay(t *testing.T, list []shape) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ User string }
		err := json.NewDecoder(r.Body).Decode(&q)
		i, bad := strconv.Atoi(q.User)
		if err != nil || bad != nil || i >= len(list) {
			http.Error(w, "no such shape", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answerWith(&list[i]))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// answerWith is an answer of the shape's dialect with its usage.
func answerWith(s *shape) object {
	switch s.dialect {
	case "responses":
		return object{"id": "resp_1", "object": "response", "status": "completed", "model": s.Model, "usage": s.usage,
			"output": []object{{"type": "message", "role": "assistant", "content": []object{{"type": "output_text", "text": "It counts."}}}}}
	case "messages":
		return object{"id": "msg_1", "type": "message", "role": "assistant", "model": s.Model, "usage": s.usage, "stop_reason": "end_turn",
			"content": []object{{"type": "text", "text": "It counts."}}}
	case "embeddings":
		return object{"object": "list", "model": s.Model, "usage": s.usage, "data": []object{{"object": "embedding", "index": 0, "embedding": []float64{0.5}}}}
	case "images":
		return object{"created": 1, "usage": s.usage, "data": []object{{"b64_json": "AA=="}}}
	}
	return object{"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": s.Model, "usage": s.usage,
		"choices": []object{{"index": 0, "finish_reason": "stop", "message": object{"role": "assistant", "content": "It counts."}}}}
}

// oracleRequest is how a client asks in the shape's dialect. The
// number of the shape is in a member that every dialect passes on.
func oracleRequest(i int, s *shape, input int) (path string, body object) {
	body = object{"model": s.name(), "user": strconv.Itoa(i)}
	// As long as the usage says: a token stands for a byte at least, and what
	// is used beyond the request's bound would be waived.
	text := strings.Repeat("m", input+1)
	messages := []object{{"role": "user", "content": text}}
	switch s.dialect {
	case "responses":
		path, body["input"] = "/v1/responses", messages
	case "messages":
		path, body["messages"], body["max_tokens"] = "/v1/messages", messages, 20_000
		body["tools"] = []object{{"type": "web_search_20250305", "name": "web_search", "max_uses": 5}}
	case "embeddings":
		path, body["input"] = "/v1/embeddings", text
	case "images":
		path, body["prompt"] = "/v1/images/generations", text
	default:
		path, body["messages"] = "/v1/chat/completions", messages
	}
	return path, body
}

// oracleMeters are our names for what the library prices; per is in its unit.
var oracleMeters = []struct {
	key, meter string
	per        int
}{
	{"input_mtok", "input", 1_000_000},
	{"cache_read_mtok", "input_cached", 1_000_000},
	{"cache_write_mtok", "input_cache_write", 1_000_000},
	{"cache_write_1h_mtok", "input_cache_write_hour", 1_000_000},
	{"input_audio_mtok", "input_audio", 1_000_000},
	{"cache_audio_read_mtok", "input_audio_cached", 1_000_000},
	{"input_image_mtok", "input_image", 1_000_000},
	{"output_mtok", "output", 1_000_000},
	{"output_audio_mtok", "output_audio", 1_000_000},
	{"web_searches_kcount", "web_search", 1_000},
}

// tiered is a price of the library's: a number, or one with dearer levels for
// calls whose input is above a start.
type tiered struct {
	Base  json.Number
	Tiers []struct {
		Start uint64
		Price json.Number
	}
}

func readTiered(t *testing.T, raw json.RawMessage) (p tiered) {
	t.Helper()
	if json.Unmarshal(raw, &p.Base) == nil {
		return p
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// oracleCard writes the library's prices as a card of ours.
func oracleCard(t *testing.T, list []shape, wants []verdict) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("card: oracle\nversion: 1\ncurrency: USD\nmodels:\n")
	done := map[string]bool{}
	for i := range list {
		name := list[i].name()
		if done[name] {
			continue
		}
		done[name] = true
		fmt.Fprintf(&b, "  - model: %q\n    input_max: 400000\n    output_max: 20000\n    prices:\n", name)
		long := map[uint64][]string{}
		for _, m := range oracleMeters {
			raw, ok := wants[i].Prices[m.key]
			if !ok {
				continue
			}
			p := readTiered(t, raw)
			fmt.Fprintf(&b, "      %s: {price: %s, per: %d}\n", m.meter, p.Base, m.per)
			for _, tier := range p.Tiers {
				long[tier.Start] = append(long[tier.Start], fmt.Sprintf("%s: {price: %s, per: %d}", m.meter, tier.Price, m.per))
			}
		}
		if wants[i].Prices["output_mtok"] == nil {
			b.WriteString("      output: 0\n")
		}
		if list[i].dialect == "images" {
			fmt.Fprintf(&b, "      output_image: %s\n", readTiered(t, wants[i].Prices["output_mtok"]).Base)
			b.WriteString("      image: {price: 0, per: 1}\n")
		}
		if len(long) > 0 {
			b.WriteString("    variants:\n")
		}
		for start, prices := range long {
			fmt.Fprintf(&b, "      - name: above-%d\n        when: {input_over: %d}\n        prices: {%s}\n", start, start, strings.Join(prices, ", "))
		}
	}
	return b.String()
}

// oracleHouse serves the card from the upstream and gives its buyer.
func oracleHouse(t *testing.T, list []shape, wants []verdict, upstream string) party {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "card.yaml"), oracleCard(t, list, wants))
	names := map[string][]string{} // by the kind of API
	done := map[string]bool{}
	for i := range list {
		if name := list[i].name(); !done[name] {
			done[name] = true
			kind := "openai"
			if list[i].dialect == "messages" {
				kind = "anthropic"
			}
			names[kind] = append(names[kind], strconv.Quote(name))
		}
	}
	h := &house{t: t, data: filepath.Join(dir, "data")}
	h.config = write(t, filepath.Join(dir, "aidollar.yaml"), fmt.Sprintf(`
listen: 127.0.0.1:0
data: data
cards: [card.yaml]
sellers:
  - {name: replay, card: oracle, upstreams: [openai, anthropic]}
upstreams:
  - {name: openai, url: %q, models: [%s]}
  - {name: anthropic, kind: anthropic, url: %q, models: [%s]}
limits: {body_max: 4MiB}
log: {level: info, format: json}
`, upstream, strings.Join(names["openai"], ", "), upstream, strings.Join(names["anthropic"], ", ")))
	h.start()
	return newBuyer(t, h.operator, "replay", "100000").party
}

// compareShape makes a call and compares the exact sum on its receipt, in which
// nothing is carried or rounded, with the library's total.
func compareShape(t *testing.T, p party, i int, s *shape, want *verdict) bool {
	t.Helper()
	path, body := oracleRequest(i, s, int(want.Usage["input_tokens"]))
	answer := must[answer](t)(p.send(http.MethodPost, path, body))
	if answer.status != http.StatusOK {
		t.Errorf("%s, usage %s: status %d: %.300s", s.name(), s.usage, answer.status, answer.body)
		return false
	}
	r := p.receipt(t, answer.header.Get("X-Aidollar-Receipt"))
	exact, _ := decimal(t, r.Exact).Float64()
	// The library sums in binary floating point; ours is exact.
	if math.Abs(exact-want.Total) > 1e-12*math.Max(1, want.Total) || r.Waived != "0" {
		t.Errorf("%s, usage %s: charged exactly %s and waived %s; the oracle says %v (it read %v)", s.name(), s.usage, r.Exact, r.Waived, want.Total, want.Usage)
		return false
	}
	return true
}
