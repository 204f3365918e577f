package api

import (
	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// KeyAnswer is an API key. The secret is in the answer to its making alone.
type KeyAnswer struct {
	ID      string   `json:"id" schema:"id"`
	Party   string   `json:"party,omitempty" schema:"id" about:"whose it is; missing on the operator's keys"`
	Name    string   `json:"name"`
	Scopes  []string `json:"scopes" about:"call, read, manage, meter, gateway, admin"`
	Since   string   `json:"since" schema:"time"`
	Revoked string   `json:"revoked,omitempty" schema:"time"`
	KeyTerms
	Secret string `json:"secret,omitempty" about:"shown once, when the key is made: the server keeps its SHA-256 alone"`
}

// KeyPage is one page of keys.
type KeyPage struct {
	Items []*KeyAnswer `json:"items"`
	Next  string       `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// scopeNames are the scopes in the order of their bits.
var scopeNames = []string{"call", "read", "admin", "manage", "meter", "gateway", "recourse"}

var keyForm = form{name: "KeyRequest", about: "An API key to make.", fields: append([]field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "party", kind: fieldID, about: "the buyer or seller it is for; missing on an operator's key, and the asking key's own when that manages"},
	{name: "project", kind: fieldID, about: "of the party; for good"},
	{name: "name", kind: fieldText, required: true, max: clearing.NameLengthMax, about: "for people"},
	{name: "scopes", kind: fieldWords, required: true, max: uint64(len(scopeNames)), words: scopeNames, about: "call: call models at the buyer's expense; read: read the party's accounts, calls and receipts; manage: make and change the party's projects and keys; meter: push usage of the seller's meters; gateway: serve the seller's products at a gateway elsewhere; recourse: refund the seller's sales and answer disputes, or dispute the buyer's calls; admin: everything, for operators"},
}, termsFields...)}

var keyChangeForm = form{name: "KeyChange", about: "Terms of a key to change. What is not named stays; null takes a term away.", fields: termsFields}

func createKey(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	secret := NewSecret()
	k := clearing.Key{
		ID: o.id("id"), Party: o.id("party"), Name: o.text("name"),
		Scopes: clearing.Scopes(o.words("scopes")), Hash: HashSecret(secret),
		Terms: clearing.KeyTerms{Project: o.id("project"), Limits: clearing.Unlimited()},
	}
	if !q.admin() && k.Party.IsZero() {
		k.Party = q.key.Party
	}
	if !q.admin() && k.Terms.Project.IsZero() {
		k.Terms.Project = q.key.Terms.Project
	}
	o.terms(&k.Terms, q.partyAsset(k.Party))
	if k.Scopes == 0 && len(f.list) == 0 {
		o.fault("scopes", "scopes_invalid", "the key has no scopes; give call, read, manage, meter, gateway, recourse or admin")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if err := q.manages(k.Party, k.Terms.Project); err != nil {
		return nil, err
	}
	if k.Scopes&clearing.ScopeGateway != 0 && !q.admin() {
		return nil, refuse("key_scope", "a key with the scope gateway is made by an operator: who has it says what calls used")
	}
	if err := q.outlives(&k); err != nil {
		return nil, err
	}
	k.ID = q.thingID(k.ID)
	if known, ok := q.findKey(k.ID); ok {
		return q.keyAgain(known, k)
	}
	if _, err := q.do(clearing.AddKey{Key: k}); err != nil {
		return nil, err
	}
	return q.keySecret(k.ID, secret), nil
}

// outlives keeps a key that ends from making one that goes on: without an expiry
// of its own the new key ends with it.
func (q *request) outlives(k *clearing.Key) error {
	end := q.key.Terms.Expires
	switch {
	case end == 0 || q.admin():
		return nil
	case k.Terms.Expires == 0:
		k.Terms.Expires = end
	case k.Terms.Expires > end:
		return refuse("key_outlives", "the key that asks ends at %s, and what it makes or changes may not go on longer", printTime(end))
	}
	return nil
}

// keySecret answers for a key that was just made.
func (q *request) keySecret(id ledger.ID, secret string) *KeyAnswer {
	known, _ := q.findKey(id)
	answer := q.keyAnswer(known)
	answer.Secret = secret
	return answer
}

// keyAgain answers a repetition. The secret is gone: nobody here knows it.
func (q *request) keyAgain(known, asked clearing.Key) (any, error) {
	if known.Party != asked.Party || known.Name != asked.Name || known.Scopes != asked.Scopes || known.Terms.Project != asked.Terms.Project {
		return nil, q.refusal("key_differs")
	}
	q.replay = true
	return q.keyAnswer(known), nil
}

func (q *request) findKey(id ledger.ID) (key clearing.Key, ok bool) {
	q.api.deps.Node.View(func(m *clearing.Machine) { key, ok = m.Key(id) })
	return key, ok
}

func (q *request) keyAnswer(k clearing.Key) *KeyAnswer {
	a := &KeyAnswer{
		ID: k.ID.String(), Party: idOrNone(k.Party), Name: k.Name, Scopes: namesOf(uint16(k.Scopes), scopeNames),
		Since: printTime(k.Since), KeyTerms: keyTerms(&k.Terms, q.partyAsset(k.Party)),
	}
	if k.Revoked != 0 {
		a.Revoked = printTime(k.Revoked)
	}
	return a
}

// pathKey finds the key of the path, if the asking one manages it.
func (q *request) pathKey() (clearing.Key, error) {
	id, err := q.pathID("id")
	if err != nil {
		return clearing.Key{}, err
	}
	k, ok := q.findKey(id)
	if err := q.manages(k.Party, k.Terms.Project); err != nil {
		return clearing.Key{}, err
	}
	if !ok {
		return clearing.Key{}, refuse("key_unknown", "")
	}
	return k, nil
}

func getKey(q *request) (any, error) {
	k, err := q.pathKey()
	if err != nil {
		return nil, err
	}
	return q.keyAnswer(k), nil
}

func listKeys(q *request) (any, error) {
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	party, err := q.queryID("party")
	if err != nil {
		return nil, err
	}
	project, err := q.queryID("project")
	if err != nil {
		return nil, err
	}
	if !q.admin() {
		if party.IsZero() {
			party = q.key.Party
		}
		if project.IsZero() {
			project = q.key.Terms.Project
		}
		if err := q.manages(party, project); err != nil {
			return nil, err
		}
	}
	var found []clearing.Key
	next := ""
	place := uint64(0)
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Keys(func(k clearing.Key) bool {
			place++
			if place <= page.after || (!party.IsZero() && k.Party != party) || (!project.IsZero() && k.Terms.Project != project) {
				return true
			}
			if len(found) == page.limit {
				next = printCursor(place - 1)
				return false
			}
			found = append(found, k)
			return true
		})
	})
	out := &KeyPage{Items: make([]*KeyAnswer, len(found)), Next: next}
	for i, k := range found {
		out.Items[i] = q.keyAnswer(k)
	}
	return out, nil
}

func changeKey(q *request) (any, error) {
	q.api.changing.Lock()
	defer q.api.changing.Unlock()
	k, err := q.pathKey()
	if err != nil {
		return nil, err
	}
	if err := q.ifMatch(q.keyAnswer(k)); err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	before := k.Terms.Expires
	o.terms(&k.Terms, q.partyAsset(k.Party))
	if err := f.err(); err != nil {
		return nil, err
	}
	if k.Terms.Expires != before {
		if err := q.outlives(&k); err != nil {
			return nil, err
		}
	}
	if _, err := q.do(clearing.ChangeKey{ID: k.ID, Terms: k.Terms}); err != nil {
		return nil, err
	}
	k, _ = q.findKey(k.ID)
	return q.keyAnswer(k), nil
}

func revokeKey(q *request) (any, error) {
	k, err := q.pathKey()
	if err != nil {
		return nil, err
	}
	_, err = q.do(clearing.RevokeKey{ID: k.ID})
	return nil, err
}

// namesOf lists the names of the bits that are set.
func namesOf(set uint16, names []string) []string {
	out := []string{}
	for i, name := range names {
		if set>>i&1 == 1 {
			out = append(out, name)
		}
	}
	return out
}
