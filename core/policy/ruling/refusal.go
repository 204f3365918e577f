package ruling

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same step was accepted before.
const (
	Exists         Refusal = "exists"
	RulesInvalid   Refusal = "rules_invalid"
	SetsFull       Refusal = "rule_sets_full"
	RulesStale     Refusal = "rules_signature_stale"
	RulesNone      Refusal = "rules_none"
	RulesFuture    Refusal = "rules_not_scheduled"
	FactsInvalid   Refusal = "facts_invalid"
	FactsFull      Refusal = "facts_full"
	FactsUnknown   Refusal = "facts_unknown"
	RequestInvalid Refusal = "request_invalid"

	// What is decided.
	RuleDenied   Refusal = "rule_denied"
	RuleReferred Refusal = "rule_referred"
)

// Sentence tells people what r means; empty for a code that is not ruling's own.
func (r Refusal) Sentence() string { return sentences[r] }

var sentences = map[Refusal]string{
	RulesInvalid:   "these are no rules that can be decided by; check the packs before they are installed",
	RulesStale:     "the set was signed for another number: it was installed before, or another one was since it was signed; sign it anew",
	SetsFull:       "as many sets of rules are kept as the house has room for",
	RulesNone:      "no rules are installed; facts are held against the schema of a set",
	RulesFuture:    "only a set that is not in force yet can be taken back; install another one instead",
	FactsInvalid:   "the facts do not fit the rules that are or will be in force",
	FactsFull:      "as many facts are kept as the house has room for",
	FactsUnknown:   "there are no registered facts of this entity",
	RequestInvalid: "the request is none that the rules know",
	RuleDenied:     "a rule forbids this, or none permits it",
	RuleReferred:   "a person has to decide this first",
}
