package factfile_test

import (
	"errors"
	"strings"
	"testing"

	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/internal/yamlfile"
	"aidollar/rules/factfile"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

func lawOf(t testing.TB) *ruling.Law {
	t.Helper()
	l, err := pack.NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	book, err := l.Compile([]string{"baseline"})
	if err != nil {
		t.Fatal(err)
	}
	law, err := ruling.Compile(book.Archive().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return law
}

const asked = "principal: Participant/a\naction: onboard\nresource: Jurisdiction/DE\n"

// FuzzRegistered reads facts and questions that somebody sent: they come with mistakes in
// words, or are such as a house takes.
func FuzzRegistered(f *testing.F) {
	law := lawOf(f)
	f.Add([]byte("- {entity: Participant/a, in: [Jurisdiction/US], from: 2020-01-01, source: s, attributes: {name: A}}"))
	f.Add([]byte(`{"in":["Jurisdiction/DE"],"from":"2026-01-01","source":"s","attributes":{"name":"A"}}`))
	f.Add([]byte("[{}, 3, [in]]"))
	f.Add([]byte(asked + "context: {}\ncause: 0190a5d2-7c1e-7aaa-8000-0123456789ab\n"))
	f.Add([]byte(asked + "context: 3\ncause: x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, only := range []ruling.Entity{{}, {Type: "Participant", ID: "a"}} {
			entries, err := factfile.ReadRegistered("f", law, nil, only, text)
			checkMistakes(t, err)
			if err != nil {
				continue
			}
			for _, e := range entries {
				if back, ok := facts.DecodeEntry(facts.EncodeEntry(e)); !ok || back.UID != e.UID {
					t.Fatalf("%s does not fit into the log", facts.Name(e.UID))
				}
			}
			if _, wrong := law.With(entries); len(wrong) > 0 {
				t.Fatalf("a house does not take it: %s", wrong[0].Text)
			}
		}
		q, err := factfile.ReadAsk("f", law, text)
		checkMistakes(t, err)
		if err != nil {
			return
		}
		if _, ok := facts.DecodeRecord(q.Context); !ok || q.Action == "" {
			t.Fatalf("a question without a mistake that is none: %+v", q)
		}
	})
}

func checkMistakes(t *testing.T, err error) {
	t.Helper()
	var wrong yamlfile.Mistakes
	if err != nil && (!errors.As(err, &wrong) || len(wrong) == 0) {
		t.Fatalf("%v", err)
	}
}

func TestWhatIsWrongWithRegisteredFacts(t *testing.T) {
	law := lawOf(t)
	acme := ruling.Entity{Type: "Participant", ID: "acme"}
	for text, want := range map[string]string{
		"in: [Jurisdiction/DE]\nfrom: 2026-01-01\nsource: s\nattributes: {name: A, parent: {ref: Participant/nobody}}\n": "Participant/nobody, which has no facts",
		"entity: Participant/other\nin: [Jurisdiction/DE]\nfrom: 2026-01-01\nsource: s\nattributes: {name: A}\n":         "only those of Participant/acme",
		"in: [Jurisdiction/DE]\nfrom: 2026-01-01\nsource: s\nattributes: {name: A, parent: {ref: Participant/acme}}\n":   "circle",
		"3": "list", "": "no content",
	} {
		if _, err := factfile.ReadRegistered("f", law, nil, acme, []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"action: onboard\n": "principal", "principal: Participant/a\naction: fly\nresource: Jurisdiction/DE\n": "there is no action",
		asked + "cause: 7\n": "cause", asked + "who: me\n": "who",
	} {
		if _, err := factfile.ReadAsk("f", law, []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
