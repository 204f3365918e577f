package translate

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// FuzzRequests: a request is refused by name, or its translation is JSON that
// translates again; the third translation says what the first said.
func FuzzRequests(f *testing.F) {
	f.Add([]byte(`{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]}`))
	f.Add([]byte(`{"model":"m","max_tokens":1,"tools":[{"name":"f","input_schema":{}}],"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"x","is_error":true}]}]}`))
	f.Add([]byte(`{"model":"m","max_tokens":1,"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":null}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, way := range [][2]func([]byte) ([]byte, *Refusal){{RequestToMessages, requestToChat}, {requestToChat, RequestToMessages}} {
			out, r := way[0](body)
			if r != nil {
				if r.Code == "" || r.Detail == "" || out != nil {
					t.Fatalf("%+v %s", r, out)
				}
				continue
			}
			if !json.Valid(out) {
				t.Fatalf("no JSON: %s", out)
			}
			if back, r := way[1](out); r == nil {
				if again, r := way[0](back); r != nil {
					t.Fatalf("%v of %s", r, back)
				} else if a, b := canonical(t, out), canonical(t, again); a != b {
					t.Fatalf("%s became %s", a, b)
				}
			}
		}
	})
}

func FuzzAnswers(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 4 {
		m, _ := json.Marshal(randomMessage(r))
		chat, _ := AnswerToChat(m, 1)
		f.Add(m)
		f.Add(chat)
	}
	f.Add([]byte(`{"error":{"message":"x"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if out, r := AnswerToChat(body, 1); (r == nil) != json.Valid(out) {
			t.Fatalf("%v %s", r, out)
		}
		if out, r := AnswerToMessages(body); (r == nil) != json.Valid(out) {
			t.Fatalf("%v %s", r, out)
		}
		if _, out := ErrorToChat(400, body); !json.Valid(out) {
			t.Fatalf("%s", out)
		}
		if _, out := ErrorToMessages(400, body); !json.Valid(out) {
			t.Fatalf("%s", out)
		}
	})
}

func FuzzStreams(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 4 {
		var all, chunks []byte
		s := StreamToChat(true, 1)
		for _, event := range streamOf(r, randomMessage(r)) {
			part, _ := s.Event(event)
			all, chunks = append(all, event...), append(chunks, part...)
		}
		f.Add(all)
		f.Add(chunks)
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		for _, s := range []Stream{StreamToChat(true, 1), StreamToMessages()} {
			var out []byte
			for _, event := range events(stream) {
				part, r := s.Event(event)
				if r != nil {
					break
				}
				out = append(out, part...)
			}
			for _, event := range events(append(out, s.End()...)) {
				if _, data := parseEvent(event); string(data) != doneMark && !json.Valid(data) {
					t.Fatalf("%q", event)
				}
			}
		}
	})
}
