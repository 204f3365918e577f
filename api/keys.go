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
	Scopes  []string `json:"scopes" about:"call, read, admin"`
	Since   string   `json:"since" schema:"time"`
	Revoked string   `json:"revoked,omitempty" schema:"time"`
	Secret  string   `json:"secret,omitempty" about:"shown once, when the key is made: the server keeps its SHA-256 alone"`
}

// KeyPage is one page of keys.
type KeyPage struct {
	Items []*KeyAnswer `json:"items"`
	Next  string       `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// scopeNames are the scopes in the order of their bits.
var scopeNames = []string{"call", "read", "admin"}

var keyForm = form{name: "KeyRequest", about: "An API key to make.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "party", kind: fieldID, about: "the buyer or seller it is for; missing on an operator's key"},
	{name: "name", kind: fieldText, required: true, max: clearing.NameLengthMax, about: "for people"},
	{name: "scopes", kind: fieldWords, required: true, max: 3, words: scopeNames, about: "call: call models at the buyer's expense; read: read the party's accounts, calls and receipts; admin: everything, for operators"},
}}

func createKey(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	secret := NewSecret()
	k := clearing.Key{
		ID: o.id("id"), Party: o.id("party"), Name: o.text("name"),
		Scopes: clearing.Scopes(o.words("scopes")), Hash: HashSecret(secret),
	}
	if k.Scopes == 0 && len(f.list) == 0 {
		o.fault("scopes", "scopes_invalid", "the key has no scopes; give call, read or admin")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	k.ID = q.thingID(k.ID)
	if known, ok := q.findKey(k.ID); ok {
		return q.keyAgain(known, k)
	}
	if _, err := q.do(clearing.AddKey{Key: k}); err != nil {
		return nil, err
	}
	known, _ := q.findKey(k.ID)
	answer := keyAnswer(known)
	answer.Secret = secret
	return answer, nil
}

// keyAgain answers a repetition. The secret is gone: nobody here knows it.
func (q *request) keyAgain(known, asked clearing.Key) (any, error) {
	if known.Party != asked.Party || known.Name != asked.Name || known.Scopes != asked.Scopes {
		return nil, q.refusal("key_differs")
	}
	q.replay = true
	return keyAnswer(known), nil
}

func (q *request) findKey(id ledger.ID) (key clearing.Key, ok bool) {
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Keys(func(k clearing.Key) bool {
			if k.ID == id {
				key, ok = k, true
			}
			return !ok
		})
	})
	return key, ok
}

func keyAnswer(k clearing.Key) *KeyAnswer {
	a := &KeyAnswer{ID: k.ID.String(), Name: k.Name, Scopes: namesOf(uint16(k.Scopes), scopeNames), Since: printTime(k.Since)}
	if !k.Party.IsZero() {
		a.Party = k.Party.String()
	}
	if k.Revoked != 0 {
		a.Revoked = printTime(k.Revoked)
	}
	return a
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

func listKeys(q *request) (any, error) {
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	party, err := q.queryID("party")
	if err != nil {
		return nil, err
	}
	out := &KeyPage{Items: []*KeyAnswer{}}
	place := uint64(0)
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Keys(func(k clearing.Key) bool {
			place++
			if place <= page.after || (!party.IsZero() && k.Party != party) {
				return true
			}
			if len(out.Items) == page.limit {
				out.Next = printCursor(place - 1)
				return false
			}
			out.Items = append(out.Items, keyAnswer(k))
			return true
		})
	})
	return out, nil
}

func revokeKey(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	_, err = q.do(clearing.RevokeKey{ID: id})
	return nil, err
}
