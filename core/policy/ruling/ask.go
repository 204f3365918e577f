package ruling

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
)

// Entity names one, as Participant/acme.
type Entity struct{ Type, ID string }

func (e Entity) uid() cedar.EntityUID {
	return cedar.NewEntityUID(types.EntityType(e.Type), types.String(e.ID))
}

func (e Entity) String() string { return e.Type + "/" + e.ID }

// Participant is the entity of a party; the house is the one without an id.
func Participant(party ledger.ID) Entity {
	if party.IsZero() {
		return Entity{"Participant", "house"}
	}
	return Entity{"Participant", party.String()}
}

// PartyOf is the party whose entity one is; zero for the house and for others.
func PartyOf(e Entity) ledger.ID {
	id, err := ledger.ParseID(e.ID)
	if err != nil || Participant(id) != e {
		return ledger.ID{}
	}
	return id
}

// Unknown is the entity that stands for one of its type that nobody has entered, where
// there are facts of it: an operator says by it how strangers are decided.
const Unknown = "unknown"

// The actions that the house asks by itself.
const (
	ActionSession = "session.open"
	ActionPay     = "asset.pay"
	ActionDeposit = "deposit"
	ActionPayout  = "payout"
	ActionOnboard = "onboard"
)

// Ask is any question that the schema knows.
type Ask struct {
	Action              string
	Principal, Resource Entity
	Context             []byte    // a record, as facts.AppendValue writes it; empty for none
	Cause               ledger.ID // of what it is asked; zero for nothing
	Again               uint64    // number of the decision that is made anew by it; zero for none
}

// Payment asks whether an asset may be used for something.
type Payment struct {
	Action   string // asset.pay, deposit or payout
	Party    ledger.ID
	Asset    string
	Worth    money.Amount // in billionths of a dollar
	Supplier ledger.ID    // whose seat is the place where what is paid for is supplied
	Daily    Average      // of the asset, where what is paid for is supplied
}

// Average is what was paid in an asset in its currency area a day, if that is known.
type Average struct {
	Known             bool
	Transactions, EUR uint64
}

// Decision is an answer with what it rests on.
type Decision struct {
	Number              uint64 // counts the decisions of the house
	At                  int64  // Unix nanoseconds
	Action              string
	Principal, Resource Entity
	Context             []byte    // the record that was asked with, the house's additions included
	Party               ledger.ID // whose business it is; zero where that is not said
	Cause               ledger.ID // the call, payment or batch that it was asked of; zero for none
	Again               uint64    // the decision that was made anew by it, as a rule wants it; zero for none
	Outcome             policy.Outcome
	Rules               []string // that decided, by id
	Broken              []string // that could not be held against the facts, each with why
	Missing             string   // what is not known, in words; the outcome is then a denial
	Obligations         []policy.Obligation
	Set                 uint32            // number of the set of rules
	Digest              [sha256.Size]byte // of the set
	Facts               [sha256.Size]byte // of the registered facts
	Request             [sha256.Size]byte // of principal, action, resource and context

	Asked         [sha256.Size]byte // of who asked, by his own id, and of Request: what an approval is of
	Approval      ledger.ID         // by which it was decided without the rules that refer it; zero for none
	ApprovedUntil int64             // when that ends, Unix nanoseconds
	Waived        []string          // those rules, by id
}

// Refusal is the code of a decision that does not allow.
func (d *Decision) Refusal() Refusal {
	switch d.Outcome {
	case policy.Allowed:
		return ""
	case policy.Referred:
		return RuleReferred
	}
	return RuleDenied
}

// Decide answers a question by what is in force. It is nil where no rules are.
func (b *Book) Decide(now int64, q *Ask) (*Decision, Refusal) {
	b.advance(now)
	r, refusal := b.request(q)
	if refusal != "" {
		return nil, refusal
	}
	var d *Decision
	if r != nil {
		d = b.count(b.judge(now, &Key{}, r, q.Cause))
		d.Party, d.Again = PartyOf(q.Principal), q.Again
	}
	b.tell(&Asked{At: now, Ask: q, Cause: q.Cause, Decision: d})
	return d, ""
}

// Try is Decide for whoever only wants to know, as if some rules were not there. Nothing
// is changed, and the decision has no number.
func (b *Book) Try(now int64, q *Ask, without ...string) (*Decision, Refusal) {
	other := *b // what advance changes are its own members alone,
	other.aside = true
	other.advance(now)
	r, refusal := other.request(q)
	if r == nil {
		return nil, refusal
	}
	d := other.judge(now, &Key{}, r, q.Cause, without...)
	d.Party = PartyOf(q.Principal)
	return d, ""
}

// request is a question as Cedar knows it; nil where no rules are in force, or where it
// is refused.
func (b *Book) request(q *Ask) (*policy.Request, Refusal) {
	if b.law() == nil {
		return nil, ""
	}
	context, ok := facts.DecodeRecord(q.Context)
	if !ok {
		return nil, RequestInvalid
	}
	r := &policy.Request{Principal: q.Principal.uid(), Action: q.Action, Resource: q.Resource.uid(), Context: context}
	if b.law().schema.Asks(r) != nil {
		return nil, RequestInvalid
	}
	return r, ""
}

// payment is a request for a payment, with what facts know of it.
func (b *Book) payment(p *Payment) *policy.Request {
	members := cedar.RecordMap{
		"usd": dollars(p.Worth), "purpose": types.String(purposeCompute), "place": b.seat(b.known(Participant(p.Supplier))),
		"travelData": types.Boolean(b.identified(p.Party) && (p.Supplier.IsZero() || b.identified(p.Supplier))),
	}
	if p.Daily.Known {
		members["average"] = cedar.NewRecord(cedar.RecordMap{"transactions": long(p.Daily.Transactions), "eur": long(p.Daily.EUR)})
	}
	return &policy.Request{
		Principal: b.known(Participant(p.Party)), Action: p.Action, Resource: b.known(Entity{"Asset", p.Asset}), Context: cedar.NewRecord(members),
	}
}

// identified reports whether it is known who a party is, so that the data that go with its
// transfers are at hand: of whom its facts or an auditor say so, or who is kept by the house.
func (b *Book) identified(party ledger.ID) bool {
	if b.persons.Identified(party) {
		return true
	}
	e := b.entities[b.known(Participant(party))]
	v, _ := e.Attributes.Get(attributeIdentified)
	return v == types.True
}

// purposeCompute is what everything is paid for here.
const purposeCompute = "compute"

// count numbers a decision that was made for good.
func (b *Book) count(d *Decision) *Decision {
	b.serial++
	d.Number = b.serial
	return d
}

// judge answers a request, and what it was made of, by what is in force, as if some rules
// were not there. What a person approved is decided as though the rules that refer it were
// not there either.
func (b *Book) judge(now int64, key *Key, r *policy.Request, cause ledger.ID, without ...string) *Decision {
	r.Facts, r.At = b.entities, cmp.Or(b.dated, now/second)
	d := &Decision{
		At: now, Action: r.Action, Principal: entity(r.Principal), Resource: entity(r.Resource), Context: facts.EncodeRecord(r.Context),
		Cause: cause, Outcome: policy.Denied, Digest: b.law().Digest, Facts: b.factsDigest, Set: b.in.Number,
	}
	d.Request = d.request()
	d.Asked = key.asked(&d.Request)
	if by, missing, is := b.law().schema.Gap(b.entities, r.Principal, r.Resource, r.Context); is {
		d.Missing = missingWords(by, missing)
		return d
	}
	// A class of data is in nothing, so that it is no gap; a rule that looks at it would
	// only say that it failed.
	if class := b.known(Entity{"DataClass", key.Compute.Data}); key.Compute.Data != "" && b.entities[class].UID != class {
		d.Missing = missingWords(cedar.EntityUID{}, class)
		return d
	}
	answer := b.law().decide(r, without)
	if answer.Outcome == policy.Referred {
		if approval, until, ok := b.approvals.Approved(d.Asked, now); ok {
			d.Approval, d.ApprovedUntil = approval, until
			for _, rule := range answer.Rules {
				d.Waived = append(d.Waived, rule.ID)
			}
			answer = b.law().decide(r, slices.Concat(without, d.Waived))
		}
	}
	d.Outcome, d.Obligations = answer.Outcome, answer.Obligations
	for _, rule := range answer.Rules {
		d.Rules = append(d.Rules, rule.ID)
	}
	for _, broken := range answer.Broken {
		d.Broken = append(d.Broken, broken.Rule.ID+": "+broken.Why)
	}
	// Rules that look at what nobody entered fail, and what would help is said.
	if len(d.Broken) > 0 && b.entities[r.Resource].UID != r.Resource {
		d.Missing = missingWords(cedar.EntityUID{}, r.Resource)
	}
	return d
}

// request is the digest of what was asked.
func (d *Decision) request() [sha256.Size]byte {
	var a wire.Appender
	for _, text := range [...]string{d.Action, d.Principal.String(), d.Resource.String()} {
		a.Text(text)
	}
	a.Blob(d.Context)
	return sha256.Sum256(a.B)
}

func missingWords(by, missing cedar.EntityUID) string {
	text := "there are no facts of " + facts.Name(missing)
	if by.Type != "" {
		text += ", which " + facts.Name(by) + " names"
	}
	return text
}

// known is an entity, or the one that stands for strangers where there is none.
func (b *Book) known(e Entity) cedar.EntityUID {
	uid := e.uid()
	if _, is := b.entities[uid]; is {
		return uid
	}
	stranger := Entity{e.Type, Unknown}.uid()
	if _, is := b.entities[stranger]; is {
		return stranger
	}
	return uid
}

// seat is where a participant is, or a place of which there are no facts.
func (b *Book) seat(participant cedar.EntityUID) cedar.EntityUID {
	if e, is := b.entities[participant]; is {
		return facts.Seat(&e)
	}
	return Entity{"Jurisdiction", "of " + facts.Name(participant)}.uid()
}

func entity(uid cedar.EntityUID) Entity { return Entity{string(uid.Type), string(uid.ID)} }

// dollars is an amount in billionths with Cedar's four digits, rounded up: what lies
// between two of them is beyond a threshold at the lower one.
func dollars(a money.Amount) types.Decimal {
	const billionths = 100_000
	const most = 1<<63 - 1 // of what Cedar can hold
	parts, rest := a.DivMod64(billionths)
	if rest > 0 {
		parts, _ = parts.Add(money.Amount{Lo: 1}) // it cannot overflow, having been divided
	}
	d, _ := types.NewDecimal(int64(parts.Min(money.Amount{Lo: most}).Lo), -4) // all that fit do
	return d
}

func long(n uint64) types.Long { return types.Long(min(n, 1<<63-1)) }

// With is a question's context with one member more, a whole number. It is not ok where
// no rules are in force at a time, or their schema has no such member of what is asked. It
// changes nothing.
func (b *Book) With(now int64, q *Ask, member string, n uint64) (context []byte, ok bool) {
	in := b.InForce(now)
	record, ok := facts.DecodeRecord(q.Context)
	if !ok || in == nil || in.law == nil {
		return nil, false
	}
	members := record.Map()
	if members == nil {
		members = cedar.RecordMap{}
	}
	members[types.String(member)] = long(n)
	record = cedar.NewRecord(members)
	asks := in.law.schema.Asks(&policy.Request{Principal: q.Principal.uid(), Action: q.Action, Resource: q.Resource.uid(), Context: record})
	return facts.EncodeRecord(record), asks == nil
}

// Named reads an entity from a context.
func Named(context []byte, member string) (e Entity, ok bool) {
	record, ok := facts.DecodeRecord(context)
	if !ok {
		return e, false
	}
	v, _ := record.Get(types.String(member))
	uid, ok := v.(cedar.EntityUID)
	return entity(uid), ok
}

// Whole reads a whole number from a context.
func Whole(context []byte, member string) (n uint64, ok bool) {
	r := wire.Reader{B: context}
	record, ok := facts.ReadRecord(&r)
	if !ok {
		return 0, false
	}
	v, _ := record.Get(types.String(member))
	long, ok := v.(types.Long)
	return uint64(max(long, 0)), ok && long >= 0
}
