package bench

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"aidollar/core/policy"

	"github.com/cedar-policy/cedar-go"
)

// RulesOptions say what Rules measures.
type RulesOptions struct {
	Decisions int // of each measurement
	Rounds    int
	Seed      uint64
}

// DefaultRulesOptions measure some thousand decisions a round.
func DefaultRulesOptions() RulesOptions { return RulesOptions{Decisions: 4000, Rounds: 7, Seed: 1} }

// rulesCounts are how many rules are loaded, one after the other.
var rulesCounts = []int{5, 50, 500}

// Rules measures a decision by as many rules as an operator of several countries has, and
// by those of the packs that come with the program, on one thread, beside Cedar's own scan
// of the same rules. The scan is given those in force alone; a decision looks at dates,
// and sorts and explains what decided.
func Rules(w io.Writer, o RulesOptions) error {
	Facts(w)
	fmt.Fprintf(w, "rules: %d decisions a round, %d rounds, seed %d, one thread\n", o.Decisions, o.Rounds, o.Seed)
	var benches []*rulesBench
	for _, count := range rulesCounts {
		b, err := newRulesBench(count, o.Seed)
		if err != nil {
			return err
		}
		benches = append(benches, b)
	}
	shipped, err := shippedBenches()
	if err != nil {
		return err
	}
	benches = append(benches, shipped...)
	var steps []step
	for _, b := range benches {
		steps = append(steps, step{&b.scans, b.measure(o.Decisions, b.scan)}, step{&b.ours, b.measure(o.Decisions, b.decide)})
	}
	if err := alternate(o.Rounds, o.Seed, steps); err != nil {
		return err
	}
	t := newTable(w, "by", "a scan, median", "best", "a decision, median", "best", "median ratio")
	for _, b := range benches {
		t.row(b.name, tenths(1/b.scans.median()), tenths(1/b.scans.best()), tenths(1/b.ours.median()), tenths(1/b.ours.best()), ratio(b.ours, b.scans))
	}
	return t.flush()
}

// tenths is a time with the digit behind the point that tells quick decisions apart.
func tenths(seconds float64) string { return fmt.Sprintf("%.1f us", seconds*1e6) }

// rulesBench is a set of rules, and what it is asked.
type rulesBench struct {
	name, action string
	set          *policy.Set
	policies     cedar.PolicyMap
	requests     []policy.Request

	scans, ours series
}

const rulesSchema = `entity Jurisdiction in [Group];
entity Group;
entity Participant in [Jurisdiction] { listed: Bool };
entity Model in [Jurisdiction];
action "session.open", "asset.pay", "chip.ship", "payout", "onboard" appliesTo { principal: Participant, resource: Model, context: { amount: Long } };
`

var (
	rulesPlaces  = []string{"AE", "AU", "CA", "CN", "DE", "FR", "GB", "HK", "IN", "JP", "KR", "MO", "QA", "SA", "SG", "TW", "US"}
	rulesActions = []string{"session.open", "asset.pay", "chip.ship", "payout", "onboard"}
)

// rulesRequests is how many different requests are asked in turn.
const rulesRequests = 256

// newRulesBench makes rules as packs have them: for one action, for participants or models
// of one place, with a condition; and requests of participants of all places.
func newRulesBench(count int, seed uint64) (*rulesBench, error) {
	random := rand.New(rand.NewPCG(seed, uint64(count)))
	pick := func(all []string) string { return all[random.IntN(len(all))] }
	var text strings.Builder
	text.WriteString("@id(\"open\") @title(\"Open\") @source(\"none\") @from(\"2020-01-01\")\npermit(principal, action, resource);\n")
	for i := range count - 1 {
		effect := pick([]string{"permit", "forbid", "forbid"})
		scope := fmt.Sprintf("principal in Jurisdiction::%q, action == Action::%q, resource", pick(rulesPlaces), pick(rulesActions))
		if i%3 == 0 {
			scope = fmt.Sprintf("principal, action == Action::%q, resource in Jurisdiction::%q", pick(rulesActions), pick(rulesPlaces))
		}
		fmt.Fprintf(&text, "@id(\"r%d\") @title(\"Rule\") @source(\"none\") @from(\"2020-01-01\")\n%s(%s) when { context.amount > %d && !principal.listed };\n", i, effect, scope, 50+random.IntN(100))
	}
	set, faults := policy.Compile(policy.Text{Name: "schema", Policies: []byte(rulesSchema)}, []policy.Text{{Name: "bench.cedar", Policies: []byte(text.String())}})
	if len(faults) > 0 {
		return nil, errors.New(faults[0].String())
	}
	b := &rulesBench{name: fmt.Sprintf("%d rules", count), set: set, policies: cedar.PolicyMap{}}
	list, err := cedar.NewPolicyListFromBytes("bench.cedar", []byte(text.String()))
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		b.policies[cedar.PolicyID(p.Annotations()["id"])] = p
	}
	entities := cedar.EntityMap{}
	put := func(kind, id, parent, parentID string, attributes cedar.RecordMap) cedar.EntityUID {
		uid := cedar.NewEntityUID(cedar.EntityType(kind), cedar.String(id))
		entities[uid] = cedar.Entity{UID: uid, Parents: cedar.NewEntityUIDSet(cedar.NewEntityUID(cedar.EntityType(parent), cedar.String(parentID))), Attributes: cedar.NewRecord(attributes)}
		return uid
	}
	for _, place := range rulesPlaces {
		put("Jurisdiction", place, "Group", "all", nil)
	}
	for i := range rulesRequests {
		b.requests = append(b.requests, policy.Request{
			Principal: put("Participant", fmt.Sprint("p", i), "Jurisdiction", pick(rulesPlaces), cedar.RecordMap{"listed": cedar.False}),
			Resource:  put("Model", fmt.Sprint("m", i), "Jurisdiction", pick(rulesPlaces), nil),
			Action:    pick(rulesActions), Facts: entities, At: rulesAt,
			Context: cedar.NewRecord(cedar.RecordMap{"amount": cedar.Long(random.IntN(100))}),
		})
	}
	return b, b.agree()
}

const rulesAt = 1_780_000_000 // in mid-2026

// agree holds the two that are measured against each other.
func (b *rulesBench) agree() error {
	for i := range b.requests {
		if r := &b.requests[i]; b.decide(r) != b.scan(r) {
			return fmt.Errorf("a decision on %s by %s is otherwise than a scan's", r.Action, r.Principal)
		}
	}
	return nil
}

func (b *rulesBench) decide(r *policy.Request) bool {
	d := b.set.Decide(r)
	return d.Outcome == policy.Allowed
}

func (b *rulesBench) scan(r *policy.Request) bool {
	decision, _ := cedar.Authorize(b.policies, r.Facts, cedar.Request{
		Principal: r.Principal, Action: cedar.NewEntityUID(policy.ActionType, cedar.String(r.Action)), Resource: r.Resource, Context: r.Context,
	})
	return decision == cedar.Allow
}

func (b *rulesBench) measure(decisions int, decide func(*policy.Request) bool) func(uint64) (float64, error) {
	return func(seed uint64) (float64, error) {
		order := rand.New(rand.NewPCG(seed, 3)).Perm(len(b.requests))
		start := processTime()
		for i := range decisions {
			decide(&b.requests[order[i%len(order)]])
		}
		spent := processTime() - start
		return float64(decisions) / max(spent.Seconds(), 1e-9), nil
	}
}
