package dialect

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

const hello = `{"model":"m","messages":[{"role":"user","content":"hello there"}],"max_tokens":10}`
const helloStream = `{"model":"m","messages":[{"role":"user","content":"hello there"}],"max_tokens":10,"stream":true}`

const wholeAnswer = `{"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hi you"},"finish_reason":"stop"}],` +
	`"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}`

const usageEvent = `{"id":"x","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19}}`

// The scanner takes exactly the objects that encoding/json takes, and reads
// strings as it does.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{hello, wholeAnswer, `{"a":[1,-0.5e+3,true,null,{"b":""}],"\u0061":"\ud83d\ude00\ud83d"}`,
		`{"a":01}`, `{"a":1.}`, `{"a":+1}`, `{"a":"` + "\n" + `"}`, `{"a":"\x"}`, `{,}`, `{"a":1,}`, ` {} x`, `{"a":[1,]}`, `{"a":-}`, `{"a":1e}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) || len(text) > 1<<12 {
			return
		}
		s := scanner{b: text}
		var keys []string
		s.enter('{')
		for n := 0; s.more('}', n); n++ {
			keys = append(keys, string(s.key()))
			s.skip()
		}
		s.end()
		trimmed := bytes.TrimLeft(text, " \t\r\n")
		want := json.Valid(text) && len(trimmed) > 0 && trimmed[0] == '{'
		if nested := s.err != nil && strings.Contains(s.err.Reason, "nesting"); nested {
			return
		}
		if (s.err == nil) != want {
			t.Fatalf("%q: %v, and encoding/json says valid %v", text, s.err, want)
		}
		if !want {
			return
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if _, ok := members[key]; !ok {
				t.Fatalf("%q: read a member %q that encoding/json does not", text, key)
			}
		}
	})
}
