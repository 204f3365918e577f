package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// RuleSet is a set of rules.
type RuleSet struct {
	Number    uint32     `json:"number"` // counts the sets from one
	State     string     `json:"state"`  // in_force, scheduled, past or cancelled
	From      time.Time  `json:"from"`   // when it comes or came into force
	Installed time.Time  `json:"installed"`
	Cancelled time.Time  `json:"cancelled"` // zero: it was not taken back
	Digest    string     `json:"digest"`    // SHA-256 of its archive in hexadecimal; zeros for a set of no rules
	Signer    string     `json:"signer"`    // Ed25519 key in hexadecimal; empty when nobody signed
	Signature string     `json:"signature"`
	Start     time.Time  `json:"signed_from"` // as it was signed; zero: at once
	Note      string     `json:"note"`
	RuleCount int        `json:"rule_count"`
	FactCount int        `json:"fact_count"`
	Packs     []RulePack `json:"packs"` // none in lists of all sets
}

// RulePack is a pack of rules.
type RulePack struct {
	Name         string `json:"name"`
	Title        string `json:"title"`
	Version      string `json:"version"`
	Jurisdiction string `json:"jurisdiction"`
	Disclaimer   string `json:"disclaimer"`
	RuleCount    int    `json:"rule_count"`
}

// RuleSetDetail is a set with its rules.
type RuleSetDetail struct {
	RuleSet
	Rules []PolicyRule `json:"rules"`
}

// RuleCited is a rule with where it is written.
type RuleCited struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Pack   string `json:"pack"`
	Cite   string `json:"cite"`
	URL    string `json:"url"`
	Remedy string `json:"remedy"` // what would change the outcome
}

// PolicyRule is a rule with all that is in it.
type PolicyRule struct {
	RuleCited
	Effect      string    `json:"effect"` // permit, forbid or refer
	From        time.Time `json:"from"`
	Until       time.Time `json:"until"` // zero: it is open
	Obligations []string  `json:"obligations"`
	Cedar       string    `json:"cedar"` // the policy without its dates
}

// NewRuleSet is a set of rules to be installed.
type NewRuleSet struct {
	Archive   []byte     `json:"archive,omitempty"` // of packs
	None      bool       `json:"none,omitempty"`    // instead of an archive: no rules are asked any more
	From      *time.Time `json:"from,omitempty"`    // on a whole second; at once when nil or past
	Note      string     `json:"note,omitempty"`
	Signer    string     `json:"signer,omitempty"`    // Ed25519 key in hexadecimal
	Signature string     `json:"signature,omitempty"` // in hexadecimal
	Number    uint32     `json:"number,omitempty"`    // that the set gets, as it was signed
}

// RuleSetPage is a page of sets.
type RuleSetPage struct {
	Page[RuleSet]
	Newest uint32 `json:"newest"` // number of the set that was installed last
}

// Facts are what is known of an entity.
type Facts struct {
	Entity   string          `json:"entity"` // Type/id
	Origin   string          `json:"origin"` // registered or set
	Versions []FactVersion   `json:"versions"`
	Now      json.RawMessage `json:"now"`     // attributes as they are decided by, with what is computed; nil when nothing holds
	History  []FactVersion   `json:"history"` // what was ever registered, the newest first

	Onboarding *Decision `json:"onboarding"` // of PutPartyFacts: whether the party may be dealt with; nil where no rules are in force
}

// FactVersion is an entity as it was between two times.
type FactVersion struct {
	In         []string        `json:"in"`
	From       time.Time       `json:"from"`
	Until      time.Time       `json:"until"` // zero: it is open
	Source     string          `json:"source"`
	Attributes json.RawMessage `json:"attributes"`
	Registered time.Time       `json:"registered"` // in a history
	Replaced   time.Time       `json:"replaced"`   // in a history; zero: it was not
}

// FactsWritten says what a list of facts changed.
type FactsWritten struct {
	Entities int  `json:"entities"`
	Versions int  `json:"versions"`
	Changed  bool `json:"changed"`
}

// FactsFilter says which entities are listed.
type FactsFilter struct {
	Type string // all when empty
	Set  bool   // those that come with the rules in force, instead of those registered
}

// Decision is what the rules decided.
type Decision struct {
	Number        uint64           `json:"number"` // zero: it was only looked
	Time          time.Time        `json:"timestamp"`
	Action        string           `json:"action"`
	Principal     string           `json:"principal"` // Type/id
	Resource      string           `json:"resource"`
	Party         ID               `json:"party"` // whose business it is
	Context       json.RawMessage  `json:"context"`
	Cause         ID               `json:"cause"`           // of what it was asked
	Again         uint64           `json:"again,omitempty"` // the decision that was made anew by it
	Outcome       string           `json:"outcome"`         // allow, refer or deny
	Rules         []RuleCited      `json:"rules"`           // that decided
	Missing       string           `json:"missing"`
	Broken        []string         `json:"broken"`
	Obligations   []string         `json:"obligations"`
	Approval      ID               `json:"approval"`
	Waived        []RuleCited      `json:"waived"`
	Set           uint32           `json:"set"`
	Digest        string           `json:"digest"`
	FactsDigest   string           `json:"facts_digest"`
	RequestDigest string           `json:"request_digest"`
	Changes       []DecisionChange `json:"changes"` // of a single one
	Permits       []RuleCited      `json:"permits"` // of a single one that no rule decided
}

// DecisionChange is what would have been decided without some rules.
type DecisionChange struct {
	Without     []string `json:"without"`
	Outcome     string   `json:"outcome"`
	Rules       []string `json:"rules"`
	Obligations []string `json:"obligations"`
}

// DecisionFilter says which decisions are listed; what is zero does not matter.
type DecisionFilter struct {
	Outcome, Action, Rule string
	Party, Cause          ID
	Set                   uint32
	From, Until           time.Time
}

// RuleSets lists the set of rules in force and those to come, or all.
func (c *Client) RuleSets(ctx context.Context, all bool, l Listing) (*RuleSetPage, error) {
	q := l.query()
	if all {
		q.Set("all", "true")
	}
	return get[RuleSetPage](ctx, c, "/rulesets", q)
}

// RuleSet shows a set with its rules.
func (c *Client) RuleSet(ctx context.Context, number uint32) (*RuleSetDetail, error) {
	return get[RuleSetDetail](ctx, c, ruleSetPath(number), nil)
}

// InstallRules brings a set of rules into force.
func (c *Client) InstallRules(ctx context.Context, n NewRuleSet) (*RuleSet, error) {
	return post[RuleSet](ctx, c, "/rulesets", n)
}

// CancelRules takes a set back that is not in force yet.
func (c *Client) CancelRules(ctx context.Context, number uint32) error {
	return c.do(ctx, &request{method: http.MethodDelete, path: ruleSetPath(number)})
}

func ruleSetPath(number uint32) string {
	return "/rulesets/" + strconv.FormatUint(uint64(number), 10)
}

// ListFacts lists entities by name.
func (c *Client) ListFacts(ctx context.Context, f FactsFilter, l Listing) (*Page[Facts], error) {
	q := l.query()
	setText(q, "type", f.Type)
	if f.Set {
		q.Set("origin", "set")
	}
	return get[Page[Facts]](ctx, c, "/facts", q)
}

// Facts shows what is known of an entity, named by its type and id.
func (c *Client) Facts(ctx context.Context, kind, id string) (*Facts, error) {
	return get[Facts](ctx, c, factsPath(kind, id), nil)
}

// PutFacts gives the entities of a list the facts in it, in YAML or JSON.
func (c *Client) PutFacts(ctx context.Context, yaml []byte) (*FactsWritten, error) {
	return put[FactsWritten](ctx, c, "/facts", yaml)
}

// PutEntityFacts gives one entity its facts, in YAML or JSON.
func (c *Client) PutEntityFacts(ctx context.Context, kind, id string, yaml []byte) (*Facts, error) {
	return put[Facts](ctx, c, factsPath(kind, id), yaml)
}

// RemoveFacts takes the registered facts of an entity away.
func (c *Client) RemoveFacts(ctx context.Context, kind, id string) error {
	return c.do(ctx, &request{method: http.MethodDelete, path: factsPath(kind, id)})
}

// PartyFacts shows what is known of the participant that a party is.
func (c *Client) PartyFacts(ctx context.Context, party ID) (*Facts, error) {
	return get[Facts](ctx, c, "/parties/"+party.String()+"/facts", nil)
}

// PutPartyFacts gives the participant that a party is its facts, in YAML or JSON.
func (c *Client) PutPartyFacts(ctx context.Context, party ID, yaml []byte) (*Facts, error) {
	return put[Facts](ctx, c, "/parties/"+party.String()+"/facts", yaml)
}

func factsPath(kind, id string) string {
	return "/facts/" + url.PathEscape(kind) + "/" + url.PathEscape(id)
}

func put[T any](ctx context.Context, c *Client, path string, yaml []byte) (*T, error) {
	out := new(T)
	if err := c.do(ctx, &request{method: http.MethodPut, path: path, media: "application/yaml", body: yaml, into: out}); err != nil {
		return nil, err
	}
	return out, nil
}

// setSpan adds the ends of a span that are not zero.
func setSpan(q url.Values, from, until time.Time) {
	for name, at := range map[string]time.Time{"from": from, "until": until} {
		if !at.IsZero() {
			q.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
}

// Decisions lists what the rules decided, the newest first.
func (c *Client) Decisions(ctx context.Context, f DecisionFilter, l Listing) (*Page[Decision], error) {
	q := l.query()
	setText(q, "outcome", f.Outcome)
	setText(q, "action", f.Action)
	setText(q, "rule", f.Rule)
	setID(q, "party", f.Party)
	setID(q, "cause", f.Cause)
	if f.Set != 0 {
		q.Set("set", strconv.FormatUint(uint64(f.Set), 10))
	}
	setSpan(q, f.From, f.Until)
	return get[Page[Decision]](ctx, c, "/decisions", q)
}

// Decision shows a decision with what would change it.
func (c *Client) Decision(ctx context.Context, number uint64) (*Decision, error) {
	return get[Decision](ctx, c, "/decisions/"+strconv.FormatUint(number, 10), nil)
}

// Decide asks the rules, in YAML or JSON, and records what they decide; dry only looks.
func (c *Client) Decide(ctx context.Context, yaml []byte, dry bool) (*Decision, error) {
	out, q, key := new(Decision), url.Values{}, ""
	if dry {
		q.Set("dry", "true")
	} else {
		key = NewID().String()
	}
	if err := c.do(ctx, &request{method: http.MethodPost, path: "/decisions", query: q, media: "application/yaml", body: yaml, key: key, into: out}); err != nil {
		return nil, err
	}
	return out, nil
}
