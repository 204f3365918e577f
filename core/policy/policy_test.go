package policy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"
)

const shape = `
entity Jurisdiction in [Group];
entity Group;
entity Participant in [Jurisdiction] { listed: Bool, risk?: Long };
entity Model in [Jurisdiction] { origin: String };
action "session.open" appliesTo { principal: Participant, resource: Model, context: { amount: Long } };
action "onboard" appliesTo { principal: Participant, resource: Jurisdiction, context: {} };
`

const head = `@id("all") @title("Everybody may") @source("none") @from("2020-01-01") @record("1825 days")
permit(principal, action, resource);
`

func compiled(t testing.TB, texts ...string) *Set {
	t.Helper()
	s, faults := Compile(Text{"shape", []byte(shape)}, named(texts))
	if faults != nil {
		t.Fatal(faults)
	}
	return s
}

func named(texts []string) (all []Text) {
	for i, text := range texts {
		all = append(all, Text{fmt.Sprintf("%d.cedar", i), []byte(text)})
	}
	return all
}

func uid(kind, id string) cedar.EntityUID {
	return cedar.NewEntityUID(cedar.EntityType(kind), cedar.String(id))
}

func facts(risk *int64) cedar.EntityMap {
	buyer := cedar.RecordMap{"listed": cedar.False}
	if risk != nil {
		buyer["risk"] = cedar.Long(*risk)
	}
	m := cedar.EntityMap{}
	for _, e := range []cedar.Entity{
		{UID: uid("Group", "D:5")},
		{UID: uid("Jurisdiction", "MO"), Parents: cedar.NewEntityUIDSet(uid("Group", "D:5"))},
		{UID: uid("Jurisdiction", "US")},
		{UID: uid("Participant", "buyer"), Parents: cedar.NewEntityUIDSet(uid("Jurisdiction", "MO")), Attributes: cedar.NewRecord(buyer)},
		{UID: uid("Model", "large"), Parents: cedar.NewEntityUIDSet(uid("Jurisdiction", "US")), Attributes: cedar.NewRecord(cedar.RecordMap{"origin": cedar.String("US")})},
	} {
		m[e.UID] = e
	}
	return m
}

func request(at string) *Request {
	day, ok := parseDate(at)
	if !ok {
		panic(at)
	}
	return &Request{
		Principal: uid("Participant", "buyer"), Action: "session.open", Resource: uid("Model", "large"),
		Context: cedar.NewRecord(cedar.RecordMap{"amount": cedar.Long(10)}), Facts: facts(nil), At: day,
	}
}

func ids(d *Decision) string {
	var all []string
	for _, r := range d.Rules {
		all = append(all, r.ID)
	}
	return strings.Join(all, " ")
}

func TestWhatOutweighsWhat(t *testing.T) {
	const refer = `@id("a-look") @title("A look") @source("s") @from("2026-01-15") @effect("refer") forbid(principal in Group::"D:5", action, resource);`
	const forbid = `@id("no") @title("No") @source("s") @from("2026-02-01") @until("2026-03-01") @remedy("Wait until March.") forbid(principal in Group::"D:5", action == Action::"session.open", resource in Jurisdiction::"US");`
	set := compiled(t, head, refer, forbid)
	for at, want := range map[string]string{
		"2019-12-31": "deny: ", "2020-01-01": "allow: all", "2026-01-14": "allow: all", "2026-01-15": "refer: a-look",
		"2026-01-31": "refer: a-look", "2026-02-01": "deny: no", "2026-02-28": "deny: no", "2026-03-01": "refer: a-look",
	} {
		d := set.Decide(request(at))
		if got := d.Outcome.String() + ": " + ids(&d); got != want || d.Set != set.Digest() {
			t.Errorf("at %s %s, want %s", at, got, want)
		}
		if allowed := d.Outcome == Allowed; allowed != (len(d.Obligations) == 1) {
			t.Errorf("at %s %s with the obligations %v", at, d.Outcome, d.Obligations)
		}
	}
}

// cedar-go passes over a policy that fails on the facts.
func TestARuleThatFailsDenies(t *testing.T) {
	set := compiled(t, head, `@id("risk") @title("Risk") @source("s") @from("2020-01-01")
forbid(principal is Participant, action == Action::"session.open", resource) when { principal has risk && 9223372036854775807 + principal.risk > 5 };`)
	low, high := int64(-9), int64(1)
	r := request("2026-01-01")
	if d := set.Decide(r); d.Outcome != Allowed {
		t.Errorf("without a risk: %s", d.Outcome)
	}
	r.Facts = facts(&low)
	if d := set.Decide(r); d.Outcome != Denied || ids(&d) != "risk" {
		t.Errorf("with a low one: %s by %s", d.Outcome, ids(&d))
	}
	r.Facts = facts(&high)
	if d := set.Decide(r); d.Outcome != Denied || len(d.Broken) != 1 || d.Broken[0].Rule.ID != "risk" || len(d.Rules) > 0 {
		t.Errorf("with one that overflows: %+v", d)
	}
}

func TestFaultsNameTheirLine(t *testing.T) {
	for text, want := range map[string]string{
		"\n\nforbid(principal, action, resource": "0.cedar:3: ",
		"permit(principal, action, resource);":   "0.cedar:1: @id is missing",
		head + `@id("all") @title("Twice") @source("s") @from("2020-01-01") permit(principal,action,resource);`:                                                                  `0.cedar:3: the rule "all" is already in 0.cedar, line 1`,
		`@id("x") @title("x") @source("s") @from("2026-02-30") permit(principal,action,resource);`:                                                                               `@from is "2026-02-30"`,
		`@id("x") @title("x") @source("s") @from("2026-02-03") @until("2026-02-03") permit(principal,action,resource);`:                                                          "@until is not after",
		`@id("X y") @title("x") @source("s") @from("2026-02-03") permit(principal,action,resource);`:                                                                             `@id is "X y"`,
		`@id("x") @title("x") @source("s") @from("2026-02-03") @efect("refer") forbid(principal,action,resource);`:                                                               "@efect is no annotation",
		`@id("x") @title("x") @source("s") @from("2026-02-03") @effect("refer") permit(principal,action,resource);`:                                                              "of a forbid",
		`@id("x") @title("x") @source("s") @from("2026-02-03") @levy("25 us") permit(principal,action,resource);`:                                                                "is no share",
		`@id("x") @title("x") @source("s") @from("2026-02-03") @levy("25% us") forbid(principal,action,resource);`:                                                               "an obligation of a policy that does not permit",
		"\n" + `@id("x") @title("x") @source("s") @from("2026-02-03") permit(principal is Participant,action == Action::"session.open",resource) when { principal.listed > 5 };`: "0.cedar:2: ",
		`@id("x") @title("x") @source("s") @from("2026-02-03") permit(principal is Partcipant,action,resource);`:                                                                 "Partcipant",
	} {
		set, faults := Compile(Text{"shape", []byte(shape)}, named([]string{text}))
		if set != nil || !slices.ContainsFunc(faults, func(f Fault) bool { return strings.Contains(f.String(), want) }) {
			t.Errorf("%s\n\thas the faults %v, want %q", text, faults, want)
		}
	}
	if set, faults := Compile(Text{"shape", []byte("entity A\n\n {")}, nil); set != nil || faults[0].File != "shape" || faults[0].Line != 3 {
		t.Errorf("a broken schema: %v", faults)
	}
}

// many are rules of every kind of scope, most of them for other jurisdictions.
func many(count int, random *rand.Rand) string {
	var b strings.Builder
	b.WriteString(head)
	places := []string{"MO", "US", "DE", "AE", "SA", "QA", "HK", "SG", "FR", "JP", "KR", "TW", "GB", "CA", "AU", "IN"}
	for i := range count - 1 {
		place := places[random.IntN(len(places))]
		principal := []string{"principal in Jurisdiction::%q", "principal is Participant in Jurisdiction::%q", "principal == Participant::%q"}[random.IntN(3)]
		resource := []string{"resource", "resource in Jurisdiction::%q", "resource == Model::%q"}[random.IntN(3)]
		if random.IntN(20) == 0 {
			principal = "principal in Group::\"D:5\""
		}
		if strings.Contains(resource, "%q") && random.IntN(2) == 0 {
			principal = "principal"
		}
		fill := func(text string) string {
			if strings.Contains(text, "%q") {
				return fmt.Sprintf(text, place)
			}
			return text
		}
		effect := [][2]string{{"", "permit"}, {"", "forbid"}, {`@effect("refer")`, "forbid"}}[random.IntN(3)]
		action := []string{`action == Action::"session.open"`, `action in [Action::"session.open", Action::"onboard"]`, `action == Action::"onboard"`, "action"}[random.IntN(4)]
		if strings.Contains(resource, "Model") {
			action = `action == Action::"session.open"` // the other has none
		}
		condition := ""
		if action == `action == Action::"session.open"` && !strings.Contains(fill(resource), "Jurisdiction") {
			condition = fmt.Sprintf("when { context.amount > %d }", random.IntN(20))
		}
		fmt.Fprintf(&b, "@id(\"r%d\") @title(\"rule\") @source(\"s\") @from(\"20%02d-01-01\") %s %s(%s, %s, %s) %s;\n",
			i, 10+random.IntN(20), effect[0], effect[1], fill(principal), action, fill(resource), condition)
	}
	return b.String()
}

// linear asks every rule in force as it is written, without an index.
func (s *Set) linear(r *Request) Decision { return s.conclude(r, nil, s.whole(r.At, nil)) }

func TestTheIndexDecidesAsAScan(t *testing.T) {
	seed := uint64(6)
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	seen := map[Outcome]int{}
	for range 150 {
		set, faults := Compile(Text{"shape", []byte(shape)}, named([]string{many(1+random.IntN(60), random)}))
		if faults != nil {
			t.Fatal(faults[0])
		}
		r := request(fmt.Sprintf("20%02d-06-01", 10+random.IntN(20)))
		r.Context = cedar.NewRecord(cedar.RecordMap{"amount": cedar.Long(random.IntN(20))})
		if random.IntN(4) == 0 {
			r.Action, r.Resource, r.Context = "onboard", uid("Jurisdiction", "MO"), cedar.Record{}
		}
		got, want := set.Decide(r), set.linear(r)
		if got.Outcome != want.Outcome || ids(&got) != ids(&want) || len(got.Broken) != len(want.Broken) || !slices.Equal(got.Obligations, want.Obligations) {
			t.Fatalf("the index says %s by %s, a scan %s by %s", got.Outcome, ids(&got), want.Outcome, ids(&want))
		}
		seen[got.Outcome]++
	}
	if len(seen) != 3 {
		t.Errorf("the outcomes were %v", seen)
	}
}
