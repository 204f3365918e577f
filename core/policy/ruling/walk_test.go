package ruling

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
)

// silent are no approvals and no attestations, and it is known of nobody who he is.
type silent struct{}

func (silent) Approved([32]byte, int64) (ledger.ID, int64, bool) { return ledger.ID{}, 0, false }
func (silent) Attested(int64, func(subject, claim string))       {}
func (silent) Next(int64) (int64, bool)                          { return 0, false }
func (silent) Identified(ledger.ID) bool                         { return false }

const start = 1_790_000_000 // Unix seconds, in September 2026

func schema(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../../rules/packs/schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func archiveOf(shape []byte, rules string) []byte {
	a := Archive{
		Schema: policy.Text{Name: "schema", Policies: shape}, Packs: []Pack{{Name: "p", Sources: []Source{{Name: "s", Cite: "an act"}}}},
		Texts: []policy.Text{{Name: "p/r.cedar", Policies: []byte(rules)}},
		Facts: []*facts.Entry{
			facts.New("Jurisdiction/DE", nil, "name", "Germany"), facts.New("Jurisdiction/US", nil, "name", "America"),
			facts.New("Participant/op", []string{"Jurisdiction/US"}, "name", "Operator"),
			facts.New("Region/r0", []string{"Jurisdiction/DE"}, "name", "R0", "operator", facts.Ref("Participant/op")),
			facts.New("Region/r1", []string{"Jurisdiction/US"}, "name", "R1", "operator", facts.Ref("Participant/op")),
			facts.New("Model/m0", []string{"Jurisdiction/US"}, "name", "M0", "licence", "x"), facts.New("Model/m1", []string{"Jurisdiction/DE"}, "name", "M1", "licence", "x"),
		},
	}
	return a.Bytes()
}

// rulesAtRandom are rules with dates in the days of the walk.
func rulesAtRandom(random *rand.Rand) string {
	var b strings.Builder
	b.WriteString(`@id("open") @title("t") @source("s") @from("2000-01-01") permit(principal, action, resource);` + "\n")
	for i := range random.IntN(5) {
		day := 15 + random.IntN(14)
		until := ""
		if random.IntN(2) == 0 {
			until = fmt.Sprintf(`@until("2026-10-%02d")`, 1+random.IntN(20))
		}
		effect := []string{"", `@effect("refer")`}[random.IntN(2)]
		condition := []string{"principal.blocked", `context.region in Jurisdiction::"DE"`, `resource == Model::"m1"`, `principal in Jurisdiction::"US"`, `context has endUse && context.endUse == "military"`}[random.IntN(5)]
		fmt.Fprintf(&b, `@id("r%d") @title("t") @source("s") @from("2026-09-%02d") %s %s forbid(principal, action == Action::"session.open", resource) when { %s };`+"\n", i, day, until, effect, condition)
	}
	return b.String()
}

// party is one of a few buyers, some of whom are known.
func party(n int) ledger.ID { return ledger.ID{Hi: 7, Lo: uint64(n) + 1} }

// Whatever is installed, registered, cancelled and forgotten while time passes: what is
// answered from memory is what a book would answer that has decided nothing before. And a
// restored book goes on the same.
func TestMemoryNeverDiffers(t *testing.T) {
	shape := schema(t)
	for seed := range uint64(4) {
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 6))
		b := NewBook(silent{}, silent{}, silent{})
		now := int64(start) * second
		remembered, outcomes := 0, map[policy.Outcome]int{}
		for step := range 1500 {
			now += random.Int64N(20 * 60 * second)
			switch random.IntN(12) {
			case 0:
				text := archiveOf(shape, rulesAtRandom(random))
				if random.IntN(8) == 0 {
					text = nil
				}
				if _, words, refusal := b.Install(now, Installed{Archive: text, From: now + random.Int64N(3*86400)*second - 86400*second}); refusal != "" && refusal != Exists {
					t.Fatalf("installing is refused by %s: %s", refusal, words)
				}
			case 1, 2:
				who, place := random.IntN(4), []string{"DE", "US"}[random.IntN(2)]
				e := facts.New(Participant(party(who)).String(), []string{"Jurisdiction/" + place}, "name", "n", "listed", random.IntN(4) == 0)
				e.From = now/second - 100
				if random.IntN(3) == 0 {
					e.Until = now/second + 1 + random.Int64N(86400)
				}
				if words, refusal := b.Register(now, []*facts.Entry{e}, nil); refusal != "" && refusal != RulesNone && refusal != Exists {
					t.Fatalf("facts are refused by %s: %s", refusal, words)
				}
			case 3:
				b.Register(now, nil, []Entity{Participant(party(random.IntN(4)))})
			case 4:
				b.Cancel(now, b.number)
			}
			if step%200 == 0 {
				b = restored(t, b)
			}
			c := Compute{Party: party(random.IntN(5)), Model: fmt.Sprintf("m%d", random.IntN(3)), Region: fmt.Sprintf("r%d", random.IntN(2)), EndUse: []string{"", "military"}[random.IntN(2)]}
			live, active := b.Live(now, c)
			s, d := b.Open(now, c, ledger.ID{})
			fresh := *b
			fresh.sessions, fresh.queue, fresh.ready, fresh.aside = map[Key]*Session{}, nil, false, true
			want, _ := fresh.Open(now, c, ledger.ID{})
			if (s == nil) != (want == nil) || active != (s != nil) {
				t.Fatalf("step %d: rules are in force: %v, %v and %v", step, s != nil, want != nil, active)
			}
			if s == nil {
				continue
			}
			if s.Outcome != want.Outcome || !slices.Equal(s.Rules, want.Rules) || s.Missing != want.Missing {
				t.Fatalf("step %d: %+v from memory, and decided now %+v", step, s, want)
			}
			if live != nil && live != s {
				t.Fatalf("step %d: what is live is another session", step)
			}
			if d == nil {
				remembered++
			}
			outcomes[s.Outcome]++
		}
		if remembered == 0 || len(outcomes) != 3 {
			t.Errorf("%d were remembered, outcomes are %v", remembered, outcomes)
		}
	}
}

// restored writes a book and reads it again, and makes sure that it writes the same.
func restored(t *testing.T, b *Book) *Book {
	t.Helper()
	var a, again wire.Appender
	v := b.Freeze()
	v.Append(&a)
	r := wire.Reader{B: a.B}
	other, err := RestoreBook(silent{}, silent{}, silent{}, &r)
	if err != nil || r.Err() != nil {
		t.Fatal(err, r.Err())
	}
	v = other.Freeze()
	v.Append(&again)
	if !bytes.Equal(a.B, again.B) {
		t.Fatal("a restored book writes other bytes")
	}
	return other
}

func FuzzArchive(f *testing.F) {
	shape := schema(f)
	f.Add(archiveOf(shape, `@id("open") @title("t") @source("s") @from("2000-01-01") permit(principal, action, resource);`))
	f.Add([]byte(archiveMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ReadArchive(b)
		if err != nil {
			return
		}
		again, err := ReadArchive(c.Bytes())
		if err != nil || !bytes.Equal(again.Bytes(), c.Bytes()) {
			t.Fatalf("what was read is not read again: %v", err)
		}
		if len(b) < 1<<16 {
			_, _ = Compile(b) // it ends, whatever it says
		}
	})
}
