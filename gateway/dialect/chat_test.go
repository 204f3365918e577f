package dialect

import (
	"bytes"
	"encoding/json"
	"strconv"
	"testing"
	"unicode/utf8"

	"aidollar/core/meter"
)

// What the upstream gets differs from what the client sent in nothing but the
// members that have to differ.
func FuzzRewrite(f *testing.F) {
	for _, seed := range []string{hello, helloStream,
		`{"stream":true,"stream_options":null,"model":"m","messages":[{}],"n":3}`,
		`{"stream_options":{},"max_completion_tokens":null,"model":"\u006d","messages":[{"content":[{"type":"text","text":"x"}]}],"stream":true}`,
		`{"stream_options" : { "include_usage" : false , "y":2},"max_tokens":5000,"model":"m","messages":[1,{"a":2}],"stream":true}`,
		"{ \"max_tokens\" :null , \"model\":\n\"m\",\"messages\":[{\"content\":null}],\"max_completion_tokens\":7,\"tools\":[{}]}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		q, p := readChat(&Source{Body: body})
		if p != nil {
			return
		}
		need := Needs{Model: `up"stream`}
		bound, f := q.Bound(Terms{OutputMax: 77, Priced: meter.All})
		if f != nil {
			t.Fatal(f)
		}
		limit := strconv.FormatUint(bound.OutputLimit, 10)
		out := q.Append(nil, body, need)
		var sent, got map[string]json.RawMessage
		if err := json.Unmarshal(body, &sent); err != nil {
			t.Fatalf("%q was read, and encoding/json says %v", body, err)
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%q became %q: %v", body, out, err)
		}
		var model string
		if err := json.Unmarshal(got["model"], &model); err != nil || model != need.Model {
			t.Fatalf("model %s", got["model"])
		}
		if string(got["max_tokens"]) != limit && string(got["max_completion_tokens"]) != limit {
			t.Fatalf("no limit in %q", out)
		}
		if q.Head().Stream {
			var o map[string]any
			if err := json.Unmarshal(got["stream_options"], &o); err != nil || o["include_usage"] != true {
				t.Fatalf("stream_options %s", got["stream_options"])
			}
		}
		for name, value := range sent {
			switch name {
			case "model", "max_tokens", "max_completion_tokens", "stream_options":
			default:
				if !bytes.Equal(value, got[name]) {
					t.Fatalf("member %q was %s and became %s", name, value, got[name])
				}
			}
		}
		read, p := readChat(&Source{Body: out})
		if p != nil {
			t.Fatalf("%q became %q: %v", body, out, p)
		}
		again := read.(*chatRequest)
		if again.limit != bound.OutputLimit || again.head.Model != need.Model || (q.Head().Stream && !again.options.includeUsage) {
			t.Fatalf("%q became %q, which reads as %+v, %v", body, out, again, p)
		}
	})
}

// However a stream is cut into reads, what is counted is the length of its text.
func FuzzTextBytes(f *testing.F) {
	f.Add("plain", "a\"b\\c\n", "é😀")
	f.Add(`"content":"x"`, "\u2028", "\x00")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(c) {
			return
		}
		text, err := json.Marshal(map[string]any{"content": a, "x": c, "d": map[string]any{"arguments": b, "reasoning_content": c, "content_x": a}})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := textBytes(chatText, text), uint64(len(a)+len(b)+len(c)); got != want {
			t.Fatalf("%s: %d bytes of text, want %d", text, got, want)
		}
	})
}

func TestTextBytesAreOfMembersWithText(t *testing.T) {
	for text, want := range map[string]uint64{
		`{"content" : "four", "x":"content"}`:                         4,
		`{"content": null, "refusal":	"no"}`:                          2,
		`{"a:content":"ab","url":"http://content","content":{"k":1}}`: 2,
		`{"content":"ends early`:                                      10,
		`"content"`:                                                   0,
		`{"content":`:                                                 0,
		`:::`:                                                         0,
	} {
		if got := textBytes(chatText, []byte(text)); got != want {
			t.Errorf("%s: %d bytes of text, want %d", text, got, want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(wholeAnswer))
	f.Add([]byte(usageEvent))
	f.Add([]byte(`{"usage":{"prompt_tokens":1e3},"choices":7,"error":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		facts, malformed := readChatAnswer(text)
		if utf8.Valid(text) && malformed == nil && !json.Valid(text) {
			t.Fatalf("%q was taken for JSON", text)
		}
		if facts.hasUsage && malformed == nil && !hasObject(text, `"usage"`) && !bytes.Contains(text, []byte(`\u`)) && !bytes.ContainsAny(text, "\r\n") {
			t.Fatalf("%q has usage that the quick look misses", text)
		}
	})
}

// The bound grows with what multiplies the answer, and never lies below what a
// byte-level tokenizer could count.
func TestBound(t *testing.T) {
	terms := Terms{OutputMax: 100, InputMax: 1 << 20, Priced: meter.All}
	for _, c := range []struct {
		body   string
		output uint64
		limit  uint64
	}{
		{`{"model":"m","messages":[{}]}`, 100, 100},
		{`{"model":"m","messages":[{}],"max_tokens":7}`, 7, 7},
		{`{"model":"m","messages":[{}],"max_tokens":7000}`, 100, 100},
		{`{"model":"m","messages":[{}],"max_completion_tokens":7,"n":3}`, 21, 7},
		{`{"model":"m","messages":[{}],"n":2,"prediction":"0123"}`, 212, 100},
	} {
		q, p := readChat(&Source{Body: []byte(c.body)})
		if p != nil {
			t.Fatal(p)
		}
		bound, p := q.Bound(terms)
		if p != nil {
			t.Fatal(p)
		}
		b, limit := bound.Quantities(), bound.OutputLimit
		if limit != c.limit || b[meter.Output] != c.output || b[meter.Input] < uint64(len(c.body)) || b[meter.Request] != 1 {
			t.Errorf("%s: bound %v, limit %d", c.body, b, limit)
		}
	}
}
