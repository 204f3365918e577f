package api

import (
	"encoding/base64"
	"encoding/hex"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"aidollar/core/clearing"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
)

// RuleSetAnswer is a set of rules.
type RuleSetAnswer struct {
	Number    uint32       `json:"number" about:"counts the sets from one"`
	State     string       `json:"state" about:"in_force, scheduled, past or cancelled"`
	From      string       `json:"from" schema:"time" about:"when it comes or came into force"`
	Installed string       `json:"installed" schema:"time" about:"when it was entered"`
	Cancelled string       `json:"cancelled,omitempty" schema:"time" about:"when it was taken back"`
	Digest    string       `json:"digest" about:"SHA-256 of its archive; zeros for a set of no rules"`
	Signer    string       `json:"signer,omitempty" about:"Ed25519 key of who signed it, in hexadecimal; missing when nobody did"`
	Signature string       `json:"signature,omitempty" about:"in hexadecimal"`
	Start     string       `json:"signed_from,omitempty" schema:"time" about:"from when it was to hold, as it was signed; missing for at once"`
	Note      string       `json:"note,omitempty"`
	RuleCount int          `json:"rule_count"`
	FactCount int          `json:"fact_count" about:"facts that come with it, in all their versions"`
	Packs     []PackAnswer `json:"packs" about:"none for a set of no rules, and in lists of all sets"`
}

// PackAnswer is a pack of rules.
type PackAnswer struct {
	Name         string `json:"name"`
	Title        string `json:"title"`
	Version      string `json:"version"`
	Jurisdiction string `json:"jurisdiction"`
	Disclaimer   string `json:"disclaimer"`
	RuleCount    int    `json:"rule_count"`
}

// RuleSetPage is a page of sets.
type RuleSetPage struct {
	Items  []*RuleSetAnswer `json:"items"`
	Newest uint32           `json:"newest" about:"number of the set that was installed last; whoever signs one signs for the number behind it"`
	Next   string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// RuleSetDetail is a set with its rules in words.
type RuleSetDetail struct {
	RuleSetAnswer
	Rules []RuleInWords `json:"rules" about:"by id"`
}

// RuleCited is a rule with where it is written.
type RuleCited struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Pack   string `json:"pack"`
	Cite   string `json:"cite" about:"where it is written"`
	URL    string `json:"url,omitempty"`
	Remedy string `json:"remedy,omitempty" about:"what would change the outcome"`
}

// RuleInWords is a rule with all that is in it.
type RuleInWords struct {
	RuleCited
	Effect      string   `json:"effect" about:"permit, forbid or refer: a person decides"`
	From        string   `json:"from" schema:"time"`
	Until       string   `json:"until,omitempty" schema:"time" about:"exclusive; missing when it is open"`
	Obligations []string `json:"obligations" about:"of a rule that permits"`
	Cedar       string   `json:"cedar" about:"the policy without its dates"`
}

var ruleSetForm = form{name: "RuleSetRequest", about: "A set of rules.", fields: []field{
	{name: "archive", kind: fieldText, max: uint64(base64.StdEncoding.EncodedLen(ruling.ArchiveMax)), about: "as `aidollar rules install` makes it of packs, in base64"},
	{name: "none", kind: fieldBool, about: "true, instead of an archive: from then on no rules are asked"},
	{name: "from", kind: fieldTime, about: "when it comes into force, on a whole second; at once when missing or past"},
	{name: "note", kind: fieldText, max: ruling.NoteMax, about: "by whom and why"},
	{name: "signer", kind: fieldText, max: 2 * 32, about: "Ed25519 key in hexadecimal; with signature"},
	{name: "signature", kind: fieldText, max: 2 * 64, about: "in hexadecimal, of the text \"aidollar rules\", a line feed, the 32 bytes of the archive's SHA-256, the Unix second of from in 8 bytes, zero for at once, and the number in 4, the highest byte first"},
	{name: "number", kind: fieldWhole, max: math.MaxUint32, about: "that the set gets, the newest one's and one; needed with signature, so that it is good once"},
}}

const ruleSetBodyMax = 5 << 20

func rulesRoutes() []route {
	install := post("/rulesets", "installRuleSet", "Brings a set of rules into force, at once or at its time.", &ruleSetForm, RuleSetAnswer{}, installRuleSet).
		refusing("rules_invalid", "rules_unsigned", "rules_signature_wrong", "rules_signature_stale", "rules_signer_unknown", "facts_invalid", "rule_sets_full")
	install.bodyMax = ruleSetBodyMax
	cancel := route{method: http.MethodDelete, path: "/rulesets/{number}", name: "cancelRuleSet", access: accessAdmin, status: http.StatusNoContent,
		about: "Takes a set of rules back that is not in force yet.", handle: cancelRuleSet}.refusing("rules_not_scheduled")
	return slices.Concat([]route{
		get("/rulesets", "listRuleSets", "Lists the set of rules in force and those to come; or all that there ever were, the newest first.", accessRead, RuleSetPage{}, listRuleSets,
			append([]param{{name: "all", kind: fieldWord, words: []string{"true", "false"}, about: "true: past and cancelled ones, too"}}, pageParams...)...),
		get("/rulesets/{number}", "getRuleSet", "Shows a set of rules with all its rules in words.", accessRead, RuleSetDetail{}, getRuleSet),
		install, cancel,
	}, factRoutes(), decisionRoutes())
}

// laws keeps compiled sets that are not in force any more.
type laws struct {
	mu    sync.Mutex
	known map[uint32]*ruling.Law
	order []uint32 // the oldest first
}

// lawsMax is how many are kept.
const lawsMax = 8

func (l *laws) get(number uint32) *ruling.Law {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.known[number]
}

func (l *laws) put(number uint32, law *ruling.Law) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = map[uint32]*ruling.Law{}
	}
	if l.known[number] == nil {
		l.order = append(l.order, number)
	}
	if l.known[number] = law; len(l.order) > lawsMax {
		delete(l.known, l.order[0])
		l.order = l.order[1:]
	}
}

// rules are the sets that the machine knows now, and the one in force; nil for none.
func (q *request) rules() (sets []*ruling.Installed, in *ruling.Installed) {
	now := q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		in = m.Rules().InForce(now)
		m.Rules().Sets(func(i *ruling.Installed) bool {
			sets = append(sets, i)
			return true
		})
	})
	return sets, in
}

// ruleSet finds a set and its law, which is nil for a set of no rules.
func (q *request) ruleSet(number uint32) (s RuleSet, law *ruling.Law, err error) {
	sets, _ := q.rules()
	for _, i := range sets {
		if i.Number == number {
			return RuleSet{Installed: *i}, i.Law(), nil
		}
	}
	if _, err := q.caughtUp(); err != nil {
		return s, nil, err
	}
	s, ok, err := q.api.deps.Books.RuleSet(q.Context(), number)
	switch {
	case err != nil:
		return s, nil, err
	case !ok:
		return s, nil, refuse("ruleset_unknown", "there is no set of rules with the number %d", number)
	case len(s.Archive) == 0:
		return s, nil, nil
	}
	if law = q.api.laws.get(number); law == nil {
		if law, err = ruling.Compile(s.Archive); err != nil {
			return s, nil, err
		}
		q.api.laws.put(number, law)
	}
	return s, law, nil
}

func (q *request) ruleSetAnswer(s *RuleSet, law *ruling.Law, in *ruling.Installed) *RuleSetAnswer {
	a := &RuleSetAnswer{
		Number: s.Number, State: "past", From: printTime(s.From), Installed: printTime(s.At), Digest: hex.EncodeToString(s.Digest[:]), Note: s.Note, Packs: []PackAnswer{},
	}
	switch {
	case s.Cancelled != 0:
		a.State, a.Cancelled = "cancelled", printTime(s.Cancelled)
	case in != nil && in.Number == s.Number:
		a.State = "in_force"
	case s.From > q.time().UnixNano():
		a.State = "scheduled"
	}
	if s.IsSigned() {
		a.Signer, a.Signature = hex.EncodeToString(s.Signer[:]), hex.EncodeToString(s.Signature[:])
	}
	if s.Start != 0 {
		a.Start = printSeconds(s.Start)
	}
	if law == nil {
		return a
	}
	a.RuleCount, a.FactCount = len(law.Set.Rules()), len(law.Archive.Facts)
	counts := map[string]int{}
	for _, r := range law.Set.Rules() {
		if p, known := law.Pack(r); known {
			counts[p.Name]++
		}
	}
	for i := range law.Archive.Packs {
		p := &law.Archive.Packs[i]
		a.Packs = append(a.Packs, PackAnswer{p.Name, p.Title, p.Version, p.Jurisdiction, p.Disclaimer, counts[p.Name]})
	}
	return a
}

// cited puts rules into words; of one that the law does not know there is its id.
func cited(law *ruling.Law, ids []string) []RuleCited {
	all := []RuleCited{}
	for _, id := range ids {
		c := RuleCited{ID: id}
		if law != nil {
			if r, known := law.Set.Rule(id); known {
				c = citation(law, r)
			}
		}
		all = append(all, c)
	}
	return all
}

func citation(law *ruling.Law, r *policy.Rule) RuleCited {
	s, _ := law.Source(r)
	c := RuleCited{ID: r.ID, Title: r.Title, Cite: s.Cite, URL: s.URL, Remedy: r.Remedy}
	if p, known := law.Pack(r); known {
		c.Pack = p.Name
	}
	return c
}

var effectWords = []string{"", "permit", "forbid", "refer"} // by their numbers

func ruleInWords(law *ruling.Law, r *policy.Rule) RuleInWords {
	w := RuleInWords{
		RuleCited: citation(law, r), Effect: wordOf(effectWords)(uint8(r.Effect)), From: printSeconds(r.From), Obligations: []string{}, Cedar: r.Body(),
	}
	if r.Until != 0 {
		w.Until = printSeconds(r.Until)
	}
	for _, o := range r.Obligations {
		w.Obligations = append(w.Obligations, o.String())
	}
	return w
}

func printSeconds(at int64) string { return printTime(at * 1_000_000_000) }

func listRuleSets(q *request) (any, error) {
	sets, in := q.rules()
	out := &RuleSetPage{Items: []*RuleSetAnswer{}}
	q.api.deps.Node.View(func(m *clearing.Machine) { out.Newest = m.Rules().Newest() })
	if q.URL.Query().Get("all") != "true" {
		for _, i := range sets {
			out.Items = append(out.Items, q.ruleSetAnswer(&RuleSet{Installed: *i}, i.Law(), in))
		}
		return out, nil
	}
	after, limit, err := q.bookPage()
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.RuleSets(q.Context(), after, limit)
	if err != nil {
		return nil, err
	}
	for i := range list.Sets {
		out.Items = append(out.Items, q.ruleSetAnswer(&list.Sets[i], nil, in))
	}
	out.Next = list.Next
	return out, nil
}

func (q *request) pathSet() (uint32, error) {
	number, err := strconv.ParseUint(q.PathValue("number"), 10, 32)
	if err != nil {
		return 0, badParam("number", "number_invalid", strconv.Quote(clip(q.PathValue("number")))+" is no number of a set of rules; GET "+Prefix+"/rulesets lists them")
	}
	return uint32(number), nil
}

func getRuleSet(q *request) (any, error) {
	number, err := q.pathSet()
	if err != nil {
		return nil, err
	}
	s, law, err := q.ruleSet(number)
	if err != nil {
		return nil, err
	}
	_, in := q.rules()
	out := &RuleSetDetail{RuleSetAnswer: *q.ruleSetAnswer(&s, law, in), Rules: []RuleInWords{}}
	if law != nil {
		for _, r := range law.Set.Rules() {
			out.Rules = append(out.Rules, ruleInWords(law, r))
		}
	}
	return out, nil
}

func installRuleSet(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	set := ruling.Installed{From: o.time("from"), Note: o.text("note"), Number: uint32(o.whole("number"))}
	set.Start = ruling.StartOf(set.From)
	if o.has("archive") == o.flag("none") {
		o.fault("archive", "field_missing", "give an archive, or none: true for no rules, and not both")
	}
	if text := o.text("archive"); text != "" {
		if set.Archive, err = base64.StdEncoding.DecodeString(text); err != nil {
			o.fault("archive", "archive_malformed", "the archive is not base64: %v", err)
		}
	}
	bytesOf(o, "signer", set.Signer[:])
	bytesOf(o, "signature", set.Signature[:])
	if o.has("signer") != o.has("signature") {
		o.fault("signature", "field_missing", "signer and signature belong together")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if len(set.Archive) > 0 {
		law, err := ruling.Compile(set.Archive) // not for the first time in the machine, which everybody waits for
		if err != nil {
			return nil, refuse(string(ruling.RulesInvalid), "%s: %v", ruling.RulesInvalid.Sentence(), err)
		}
		set.Digest = law.Digest
	}
	if err := q.checkSigner(&set); err != nil {
		return nil, err
	}
	_, in := q.rules()
	if in != nil && set.From <= in.From && in.Digest == set.Digest && in.Signer == set.Signer && in.Note == set.Note {
		q.replay = true // it is in force: a request that was sent again makes no set of its own
		return q.ruleSetAnswer(&RuleSet{Installed: *in}, in.Law(), in), nil
	}
	answer, err := q.doInWords(clearing.InstallRules{Set: set})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	_, in = q.rules()
	return q.ruleSetAnswer(&RuleSet{Installed: *answer.Rules}, answer.Rules.Law(), in), nil
}

// bytesOf reads a text of hexadecimal digits.
func bytesOf(o *object, name string, into []byte) {
	text := o.text(name)
	if text == "" {
		return
	}
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(into) {
		o.fault(name, "hex_invalid", "%s is not %d hexadecimal digits", name, 2*len(into))
	}
	copy(into, raw)
}

// checkSigner refuses a set that is not signed as the operator wants it.
func (q *request) checkSigner(set *ruling.Installed) error {
	signers := q.api.deps.RuleSigners
	switch unsigned := !set.IsSigned(); {
	case unsigned && len(signers) == 0:
	case unsigned:
		return refuse("rules_unsigned", "")
	case len(signers) > 0 && !slices.Contains(signers, set.Signer):
		return refuse("rules_signer_unknown", "the key %x is none of those that the operator lists under rules.signers", set.Signer)
	case !set.Signed():
		return refuse("rules_signature_wrong", "")
	}
	return nil
}

// doInWords is do for commands that say what is wrong in words, too.
func (q *request) doInWords(command clearing.Command) (clearing.Answer, error) {
	answers, err := q.api.submit(q.Context(), command)
	if err != nil {
		return clearing.Answer{}, err
	}
	a := answers[0]
	if a.Refusal != "" && a.Detail != "" {
		return a, refuse(a.Refusal, "%s: %s", sentenceOf(a.Refusal), a.Detail)
	}
	return a, q.refusal(a.Refusal)
}

func cancelRuleSet(q *request) (any, error) {
	number, err := q.pathSet()
	if err != nil {
		return nil, err
	}
	_, err = q.do(clearing.CancelRules{Number: number})
	return nil, err
}
