package api

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"

	"aidollar/core/ledger"
)

// Identities keeps who parties are, outside of the log. Its refusals are the
// ErrIdentity errors below.
type Identities interface {
	// CheckPerson says what is wrong with a person of IVMS 101; pointers are into it.
	CheckPerson(person json.RawMessage) []Fault
	// Put keeps a party's current version, and has the rules know of it; again is true when
	// the one before says the same, which then stays.
	Put(ctx context.Context, party ledger.ID, entry IdentityEntry, i Identity) (v IdentityVersion, again bool, err error)
	// Show gives the current version, or the one with a number that is not zero, and
	// writes down before that the key was shown it.
	Show(party, by ledger.ID, version uint64) (IdentityShown, error)
	// Erase erases what nobody is obliged to keep, and the rest when its time is over:
	// due, in Unix nanoseconds, with what travelled beside payments; zero: nothing is left.
	Erase(ctx context.Context, party, by ledger.ID) (due int64, err error)
	// Travel makes what travels beside a payout to a party, for a key that asks, or says
	// what is missing for it; pointers are into it.
	Travel(p TravelAsk, by ledger.ID) (payload json.RawMessage, missing []Fault, err error)
	// Reads lists who was shown it, the newest first, before a number; zero is behind all.
	Reads(party ledger.ID, before uint64, limit int) ([]IdentityRead, error)
}

// The refusals of Identities.
var (
	ErrIdentityUnknown  error = refuse("identity_unknown", "")
	ErrIdentityErased   error = refuse("identity_erased", "")
	ErrIdentitiesFull   error = refuse("identities_full", "")
	ErrIdentityVersions error = refuse("identity_versions", "")
	ErrIdentityLarge    error = refuse("identity_large", "")
)

// IdentityEntry is who enters an identity, and how.
type IdentityEntry struct {
	By       ledger.ID // key
	Operator bool      // an operator's, who answers for it
	Keep     *int64    // it is not erased before, in Unix nanoseconds; nil: not before the one that it replaces
}

// Identity is who a party is.
type Identity struct {
	Person   json.RawMessage // of IVMS 101
	Evidence []EvidenceAnswer
}

// IdentityVersion is what is known of a version beside what it says.
type IdentityVersion struct {
	Number   uint64
	At       int64 // Unix nanoseconds, as are the following
	By       ledger.ID
	Checked  ledger.ID // the operator's key that entered or confirmed it; zero: nobody has looked
	Keep     int64     // not erased before
	Alike    uint64    // the first version behind which what is held against lists is no other
	Replaced int64     // zero: it is current
	Digest   [32]byte
}

// IdentityShown is a version and what belongs to it.
type IdentityShown struct {
	IdentityVersion
	Identity
	All []IdentityVersion // that are kept, the oldest first
	Due int64             // when all is erased; zero: that was not asked for
}

// IdentityRead says that a version was shown.
type IdentityRead struct {
	Number  uint64
	At      int64 // Unix nanoseconds
	By      ledger.ID
	Why     string
	Version uint64    // zero where a payload was shown
	Cause   ledger.ID // of the payload: a payment's, or a batch of payouts'
}

// IdentityAnswer is who a party is.
type IdentityAnswer struct {
	Party string `json:"party" schema:"id"`
	VersionAnswer
	Person   json.RawMessage  `json:"person" about:"natural or legal, as the component Person of IVMS 101.2023 in JSON"`
	Evidence []EvidenceAnswer `json:"evidence,omitempty" about:"of what proves it"`
	Versions []VersionAnswer  `json:"versions" about:"that are kept, the oldest first"`
	Due      string           `json:"erased_at,omitempty" schema:"time" about:"when all of it is erased, which was asked for; missing otherwise"`
}

// VersionAnswer is a version without what it says.
type VersionAnswer struct {
	Version  uint64 `json:"version" about:"from 1 up"`
	Since    string `json:"since" schema:"time"`
	By       string `json:"by" schema:"id" about:"the key that entered it"`
	Checked  string `json:"checked_by,omitempty" schema:"id" about:"the operator's key that entered it or confirmed it by saying the same; missing: it is the party's own word"`
	Digest   string `json:"digest" about:"HMAC-SHA-256 of it under a salt that is kept with it and erased with it, in 64 hexadecimal digits"`
	Keep     string `json:"keep_until,omitempty" schema:"time" about:"it is not erased before; missing when nobody has to keep it"`
	Replaced string `json:"replaced_at,omitempty" schema:"time" about:"missing while it is the current one"`
}

// EvidenceAnswer is the digest of a document that is kept elsewhere.
type EvidenceAnswer struct {
	Name   string `json:"name" about:"for people"`
	Digest string `json:"sha256" about:"64 hexadecimal digits"`
}

// EntryAnswer says what became of an identity that was put.
type EntryAnswer struct {
	Party string `json:"party" schema:"id"`
	VersionAnswer
	Again bool `json:"again" about:"whether the current version said the same already"`
}

// ErasureAnswer says what became of an identity that is to be erased.
type ErasureAnswer struct {
	Party  string `json:"party" schema:"id"`
	Erased bool   `json:"erased" about:"whether nothing is left of it"`
	Due    string `json:"erased_at,omitempty" schema:"time" about:"when the rest is erased, which has to be kept until then; missing when nothing is left"`
}

// IdentityReadAnswer says that a version was shown.
type IdentityReadAnswer struct {
	At      string `json:"at" schema:"time"`
	By      string `json:"by,omitempty" schema:"id" about:"the key; missing: the house itself"`
	Why     string `json:"why" about:"shown, or travel: for what travels beside a payout"`
	Version uint64 `json:"version,omitempty" about:"missing where a kept payload was shown"`
	Cause   string `json:"cause,omitempty" schema:"id" about:"the payment, or the batch of payouts, whose kept payload was shown"`
}

// IdentityReadPage is one page of who was shown an identity, the newest first.
type IdentityReadPage struct {
	Items []IdentityReadAnswer `json:"items"`
	Next  string               `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// The bounds of evidence.
const (
	evidenceMax     = 32
	evidenceNameMax = 200
	sha256Digits    = 64
)

var evidenceForm = form{name: "Evidence", about: "The digest of a document that is kept elsewhere.", fields: []field{
	{name: "name", kind: fieldText, required: true, max: evidenceNameMax, about: "for people"},
	{name: "sha256", kind: fieldText, required: true, max: sha256Digits, about: "64 hexadecimal digits in small letters"},
}}

var identityForm = form{name: "IdentityRequest", about: "Who a party is, from now on.", fields: []field{
	{name: "person", kind: fieldAnything, required: true, about: "natural or legal, as the component Person of IVMS 101.2023 in JSON"},
	{name: "evidence", kind: fieldForms, form: &evidenceForm, max: evidenceMax, about: "of what proves it"},
	{name: "keep_until", kind: fieldTime, about: "for operators: it is not erased before; that of the version it replaces when missing, and null for none"},
}}

func identityRoutes() []route {
	const path = "/parties/{id}/identity"
	gone := []string{"identities_off", "identity_unknown", "identity_erased"}
	return []route{
		route{method: http.MethodPut, path: path, name: "putIdentity", access: accessManage, form: &identityForm, media: mediaJSON,
			about:  "Enters who a party is. What it was before is erased when nobody has to keep it any more.",
			status: http.StatusOK, answers: []any{EntryAnswer{}}, handle: putIdentity}.refusing("identities_off", "identities_full", "identity_versions", "identity_large"),
		get(path, "getIdentity", "Shows who a party is. That it was shown is written down.", accessManage, IdentityAnswer{}, getIdentity,
			param{name: "version", kind: fieldWhole, about: "an earlier one that is kept; the current one when missing"}).refusing(gone...),
		route{method: http.MethodDelete, path: path, name: "eraseIdentity", access: accessAdmin,
			about:  "Erases who a party is: at once, or what has to be kept when its time is over.",
			status: http.StatusOK, answers: []any{ErasureAnswer{}}, handle: eraseIdentity}.refusing(gone...),
		get(path+"/reads", "listIdentityReads", "Lists who was shown a party's identity, the newest of the last thousand first.", accessManage, IdentityReadPage{}, listIdentityReads, pageParams...).
			refusing("identities_off"),
	}
}

// identities are there unless the operator wants none.
func (q *request) identities() (store Identities, party ledger.ID, err error) {
	if q.api.deps.Identities == nil {
		return nil, party, refuse("identities_off", "")
	}
	if party, err = q.pathParty(); err == nil {
		err = q.manages(party, ledger.ID{})
	}
	return q.api.deps.Identities, party, err
}

var sha256Form = regexp.MustCompile(`^[0-9a-f]{64}$`)

func putIdentity(q *request) (any, error) {
	store, party, err := q.identities()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	i, keep := Identity{}, (*int64)(nil)
	for _, e := range o.forms("evidence") {
		digest := e.text("sha256")
		if e.has("sha256") && !sha256Form.MatchString(digest) {
			e.fault("sha256", "digest_invalid", "%q is no SHA-256 in 64 hexadecimal digits, small letters", clip(digest))
		}
		i.Evidence = append(i.Evidence, EvidenceAnswer{e.text("name"), digest})
	}
	if o.has("keep_until") || o.cleared("keep_until") {
		if !q.admin() {
			return nil, refuse("key_scope", "how long an identity has to be kept is the operator's to say; leave keep_until out")
		}
		nanos := o.time("keep_until")
		keep = &nanos
	}
	if _, ok := o.take("person", kindObject); ok {
		i.Person = q.member("person")
		for _, fault := range store.CheckPerson(i.Person) {
			f.add(o.at("person")+fault.Pointer, fault.Code, "%s", fault.Detail)
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	ctx, cancel := q.whole()
	defer cancel()
	v, again, err := store.Put(ctx, party, IdentityEntry{By: q.key.ID, Operator: q.admin(), Keep: keep}, i)
	if err != nil {
		return nil, err
	}
	return &EntryAnswer{party.String(), versionAnswer(&v), again}, nil
}

// member is the text of one member of a body that was read as an object already.
func (q *request) member(name string) json.RawMessage {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(q.body, &members); err != nil {
		return nil // the body's own reader has refused it
	}
	return members[name]
}

func versionAnswer(v *IdentityVersion) VersionAnswer {
	return VersionAnswer{
		Version: v.Number, Since: printTime(v.At), By: v.By.String(), Checked: idOrNone(v.Checked), Digest: hex.EncodeToString(v.Digest[:]),
		Keep: timeOrNone(v.Keep), Replaced: timeOrNone(v.Replaced),
	}
}

func getIdentity(q *request) (any, error) {
	store, party, err := q.identities()
	if err != nil {
		return nil, err
	}
	version := uint64(0)
	if text := q.URL.Query().Get("version"); q.URL.Query().Has("version") {
		if version, err = strconv.ParseUint(text, 10, 64); err != nil || version == 0 {
			return nil, badParam("version", "number_invalid", strconv.Quote(clip(text))+" is no number of a version, which begin at 1")
		}
	}
	shown, err := store.Show(party, q.key.ID, version)
	if err != nil {
		return nil, err
	}
	out := &IdentityAnswer{
		Party: party.String(), VersionAnswer: versionAnswer(&shown.IdentityVersion), Person: shown.Person, Evidence: shown.Evidence, Due: timeOrNone(shown.Due),
	}
	for i := range shown.All {
		out.Versions = append(out.Versions, versionAnswer(&shown.All[i]))
	}
	return out, nil
}

func eraseIdentity(q *request) (any, error) {
	store, party, err := q.identities()
	if err != nil {
		return nil, err
	}
	ctx, cancel := q.whole()
	defer cancel()
	due, err := store.Erase(ctx, party, q.key.ID)
	if err != nil {
		return nil, err
	}
	return &ErasureAnswer{party.String(), due == 0, timeOrNone(due)}, nil
}

func listIdentityReads(q *request) (any, error) {
	store, party, err := q.identities()
	if err != nil {
		return nil, err
	}
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	list, err := store.Reads(party, page.after, page.limit+1)
	if err != nil {
		return nil, err
	}
	out := &IdentityReadPage{Items: []IdentityReadAnswer{}}
	if len(list) > page.limit {
		list = list[:page.limit]
		out.Next = printCursor(list[page.limit-1].Number)
	}
	for i := range list {
		r := &list[i]
		out.Items = append(out.Items, IdentityReadAnswer{At: printTime(r.At), By: idOrNone(r.By), Why: r.Why, Version: r.Version, Cause: idOrNone(r.Cause)})
	}
	return out, nil
}
