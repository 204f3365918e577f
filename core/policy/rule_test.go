package policy

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// What an obligation says of itself is what its annotation had.
func TestObligationsInWords(t *testing.T) {
	for _, text := range []string{
		"levy 25% us-customs", "levy 0.0001% a", "levy 12.05% a", "levy 100% a", "match 100% us-investment",
		"licence us-bis-h200", "notice us-bis", "record 1825 days", "recheck 90 days", "travel ivms101",
	} {
		kind, rest, _ := strings.Cut(text, " ")
		o, why := obligation(Kind(kind), rest)
		if got := o.String(); why != "" || got != text {
			t.Errorf("%s is %s; %s", text, got, why)
		}
	}
}

func TestWithoutARule(t *testing.T) {
	const refer = `@id("a-look") @title("A look") @source("s") @from("2020-01-01") @effect("refer") forbid(principal in Group::"D:5", action, resource);`
	const forbid = `@id("no") @title("No") @source("s") @from("2020-01-01") forbid(principal in Group::"D:5", action, resource);`
	set := compiled(t, head, refer, forbid)
	r := request("2026-01-01")
	d := set.Decide(r)
	for _, want := range []string{"deny: no", "refer: a-look", "allow: all", "deny: "} {
		if got := d.Outcome.String() + ": " + ids(&d); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		var without []*Rule
		for _, rule := range set.Rules() {
			switch {
			case rule.ID == "no", rule.ID == "a-look" && want != "deny: no", rule.ID == "all" && want == "allow: all":
				without = append(without, rule)
			}
		}
		d = set.DecideWithout(r, without)
		if d.Set != ([32]byte{}) {
			t.Error("what is no decision of the set has its digest")
		}
	}
	if permits := set.Permits(r); len(permits) != 1 || permits[0].ID != "all" {
		t.Errorf("%v", permits)
	}
}

// The body of a rule is the same with other dates, and with nothing else otherwise.
func TestBodies(t *testing.T) {
	const text = `@id("a") @title("A") @source("s") @from("2020-01-01") @remedy("Wait.") forbid(principal in Group::"D:5", action, resource) when { principal.listed };`
	body := compiled(t, text).Rules()[0].Body()
	for change, same := range map[[2]string]bool{
		{"2020", "2021"}: true, {`@remedy`, `@until("2030-01-01") @remedy`}: true, {"Wait", "Hurry"}: false, {"D:5", "D:4"}: false,
		{"principal.listed", "!principal.listed"}: false, {`("s")`, `("t")`}: false, {"when", "unless"}: false,
	} {
		other := compiled(t, strings.Replace(text, change[0], change[1], 1)).Rules()[0].Body()
		if (other == body) != same {
			t.Errorf("%v: %s", change, other)
		}
	}
}

// In which files rules stand, and in which order, decides nothing; one more rule that
// forbids or refers never opens anything, and one more that permits never closes it.
func TestOrderAndMore(t *testing.T) {
	const seed = 7
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	turned := map[Effect]int{}
	for range 100 {
		lines := strings.SplitAfter(many(2+random.IntN(40), random), ";\n")
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "" })
		r := request("2035-06-01")
		before := compiled(t, lines...).Decide(r)
		shuffled := slices.Clone(lines)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		set := compiled(t, shuffled...)
		if after := set.Decide(r); after.Outcome != before.Outcome || ids(&after) != ids(&before) || !slices.Equal(after.Obligations, before.Obligations) {
			t.Fatalf("%s by %s, and in another order %s by %s", before.Outcome, ids(&before), after.Outcome, ids(&after))
		}
		for _, one := range set.Rules() {
			less := set.DecideWithout(r, []*Rule{one})
			if (one.Effect == Permit && less.Outcome > before.Outcome) || (one.Effect != Permit && less.Outcome < before.Outcome) {
				t.Fatalf("with %s %s, without %s", one.ID, before.Outcome, less.Outcome)
			}
			if less.Outcome != before.Outcome {
				turned[one.Effect]++
			}
		}
	}
	if len(turned) != 3 {
		t.Errorf("taking a rule away turned %v", turned)
	}
}
