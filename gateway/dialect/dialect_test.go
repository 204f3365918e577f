package dialect

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"aidollar/core/meter"
	"aidollar/core/payment"
)

var allPriced = Terms{InputMax: 200_000, OutputMax: 4096, Priced: meter.All}

// must reads a request and bounds it.
func must(t *testing.T, d *Dialect, body string, terms Terms) (Request, Bound) {
	t.Helper()
	q, f := d.Read(&Source{Body: []byte(body), ContentType: formType})
	if f != nil {
		t.Fatalf("%s: %s: %v", d.Name, body, f)
	}
	b, f := q.Bound(terms)
	if f != nil {
		t.Fatalf("%s: %s: %v", d.Name, body, f)
	}
	return q, b
}

// refused wants a request to be refused, when it is read or when it is bounded.
func refused(t *testing.T, d *Dialect, body string, terms Terms, code, detail string) {
	t.Helper()
	q, f := d.Read(&Source{Body: []byte(body), ContentType: formType})
	if f == nil {
		_, f = q.Bound(terms)
	}
	if f == nil || f.Code != code || !strings.Contains(f.Detail, detail) {
		t.Errorf("%s: %s: %v, want %s, %s", d.Name, body, f, code, detail)
	}
}

func header(contentType string) http.Header { return http.Header{"Content-Type": {contentType}} }

// answered wants quantities of an answer in one piece.
func answered(t *testing.T, q Request, contentType, body string, report Report, want meter.Quantities) {
	t.Helper()
	r := q.NewReader()
	if err := r.Answer(header(contentType), []byte(body)); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	if f := r.Facts(); f.Report != report || f.Usage != want || f.Failed {
		t.Errorf("%s: %+v, want %v", body, f, want)
	}
}

// streamed feeds events and gives the sum of their steps.
func streamed(r Reader, events ...string) (sum Step) {
	for _, event := range events {
		step := r.Event([]byte(event + "\n\n"))
		sum.Text += step.Text
		sum.Done = sum.Done || step.Done
		sum.Failed = sum.Failed || step.Failed
	}
	return sum
}

func TestTable(t *testing.T) {
	names, paths := map[string]bool{}, map[string]bool{}
	for i, d := range All() {
		if names[d.Name] || paths[d.Path] || len(d.Name) > 32 || d.read == nil || (d.Kind != KindOpenAI && d.Kind != KindAnthropic) {
			t.Errorf("%+v", d)
		}
		names[d.Name], paths[d.Path] = true, true
		if found, place, ok := ByPath(d.Path); !ok || found != d || place != i {
			t.Errorf("%s is not found by its path", d.Name)
		}
	}
}

// samples have one request of each dialect in JSON, with members that no dialect
// knows, in odd spacing.
var samples = map[string]string{
	"openai.chat":               `{ "model":"m","messages":[{"role":"user","content":"hi"}],"max_tokens":9,"x_unknown" :{"a":[1, 2.50,"\u00e9"]},"temperature":1e0}`,
	"openai.responses":          `{"model" : "m","input":"hi","max_output_tokens":9,"x_unknown" :{"a":[1, 2.50,"\u00e9"]},"reasoning":{"effort":"low"}}`,
	"openai.completions":        `{"model":"m","prompt":"hi","max_tokens":9,"x_unknown" :{"a":[1, 2.50,"\u00e9"]},"logprobs":null}`,
	"openai.embeddings":         `{"model":"m","input":["hi"],"x_unknown" :{"a":[1, 2.50,"\u00e9"]},"dimensions":256}`,
	"openai.moderations":        `{"model":"m","input":"hi","x_unknown" :{"a":[1, 2.50,"\u00e9"]}}`,
	"openai.images.generations": `{"model":"m","prompt":"hi","x_unknown" :{"a":[1, 2.50,"\u00e9"]},"size":"1024x1024"}`,
	"openai.audio.speech":       `{"model":"m","input":"hi","x_unknown" :{"a":[1, 2.50,"\u00e9"]},"voice":"alloy"}`,
	"anthropic.messages":        `{"model":"m","messages":[{"role":"user","content":"hi"}],"max_tokens":9,"x_unknown" :{"a":[1, 2.50,"\u00e9"]},"thinking":{"type":"disabled"}}`,
	"anthropic.count_tokens":    `{"model":"m","messages":[{"role":"user","content":"hi"}],"x_unknown" :{"a":[1, 2.50,"\u00e9"]}}`,
}

// Unknown members pass byte for byte; without a reason to change anything the
// whole request does.
func TestUnknownMembersPass(t *testing.T) {
	for _, d := range All() {
		body, ok := samples[d.Name]
		if d.Upload {
			continue // TestForm
		}
		if !ok {
			t.Errorf("%s has no sample", d.Name)
			continue
		}
		q, _ := must(t, d, body, allPriced)
		if got := string(q.Append(nil, []byte(body), Needs{Model: "m"})); got != body && d.Name != "anthropic.count_tokens" {
			t.Errorf("%s: %s became %s", d.Name, body, got)
		}
		got := string(q.Append(nil, []byte(body), Needs{Model: `up"m`}))
		if want := strings.Replace(body, `"m"`, `"up\"m"`, 1); got != want {
			t.Errorf("%s: %s became %s", d.Name, body, got)
		}
		for _, change := range []struct{ from, to, code string }{
			{`"model"`, `"MODEL"`, "invalid_json"}, {`"x_unknown"`, `"model":"n","x"`, "invalid_json"}, {`"m"`, `7`, "model_malformed"}, {`}`, ``, "invalid_json"},
		} {
			refused(t, d, strings.Replace(body, change.from, change.to, 1), allPriced, change.code, "")
		}
	}
}

// What a request is said to use is never more than what was held for it, and the
// groups of a bound fit into a reservation.
func TestEstimateWithinBound(t *testing.T) {
	for _, d := range All() {
		body := samples[d.Name]
		if d.Upload {
			body = form(strings.Repeat("x", 100_000), "model", "m")
		}
		for _, delivered := range []uint64{0, 1, 100, 1 << 40} {
			q, b := must(t, d, body, allPriced)
			if len(b.Limits()) > payment.LimitsMax {
				t.Errorf("%s: %d groups", d.Name, len(b.Limits()))
			}
			e := q.Estimate(delivered)
			for left := e.Set(); left != 0; {
				var m meter.Meter
				m, left = left.Next()
				if e[m] > b.most(m) {
					t.Errorf("%s, %d bytes delivered: %d of %s, and the bound is %d", d.Name, delivered, e[m], m, b.most(m))
				}
			}
		}
	}
}

// No bytes, however odd, break a reader, and none makes it report a negative.
func FuzzReaders(f *testing.F) {
	for name := range maps.Keys(samples) {
		f.Add(name, []byte(`data: {"type":"response.completed","response":{"usage":{"input_tokens":1,"output_tokens":2},"output":[{"type":"web_search_call"}]}}`))
		f.Add(name, []byte(`{"usage":{"input_tokens":5,"output_tokens":1e9,"seconds":1.5,"cache_creation":{"ephemeral_5m_input_tokens":-1}},"data":[{}]}`))
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		for _, d := range All() {
			if d.Name != name {
				continue
			}
			q, _ := must(t, d, samples[name], allPriced)
			r := q.NewReader()
			err := r.Answer(header("application/json"), text)
			if err == nil && !json.Valid(text) && json.Valid(bytes.ToValidUTF8(text, nil)) && !d.Sound {
				t.Fatalf("%s: %q was taken for JSON", name, text)
			}
			q.NewReader().Event(text)
			if quantities := r.Facts().Usage; quantities[meter.Input] > meter.TokensMax {
				t.Fatal(quantities)
			}
		}
	})
}
