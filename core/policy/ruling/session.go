package ruling

import (
	"cmp"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/ledger"
	"aidollar/core/policy"
)

// Compute asks whether a buyer may use a model in a region.
type Compute struct {
	Party  ledger.ID
	Model  string
	Region string
	Data   string // class of the data that go there; empty for what the buyer's facts say
	EndUse string // empty for what the buyer's facts say
}

// Key names what is decided once for all that is alike: a use of compute, a payment, or
// whether a party may be dealt with. The others are zero.
type Key struct {
	Compute Compute
	Payment Payment   // with its average, which is another at every ninetieth payment or euro
	Onboard ledger.ID // the party
}

// Party is whose business it is.
func (k *Key) Party() ledger.ID { return cmp.Or(k.Compute.Party, k.Payment.Party, k.Onboard) }

// Session is what was decided of a key, and holds for its like while its epoch runs.
type Session struct {
	Key         Key
	Decision    uint64 // its number
	Outcome     policy.Outcome
	Rules       []string
	Missing     string
	Obligations []policy.Obligation
	Until       int64     // Unix nanoseconds; from then on it is decided anew
	Asked       [32]byte  // see Decision
	Approval    ledger.ID // that it rests on; zero for none

	epoch uint64
}

// Refusal is the code of a session that is not allowed.
func (s *Session) Refusal() Refusal {
	d := Decision{Outcome: s.Outcome}
	return d.Refusal()
}

// Open gives the session of a use of compute: the one that was decided before, if rules
// and facts are still those, or a new one with its decision. Both are nil where no rules
// are in force.
func (b *Book) Open(now int64, c Compute, cause ledger.ID) (*Session, *Decision) {
	return b.session(now, Key{Compute: c}, cause, func() *policy.Request { return b.compute(&c) })
}

// Pay is Open for a payment.
func (b *Book) Pay(now int64, p Payment, cause ledger.ID) (*Session, *Decision) {
	return b.session(now, Key{Payment: p}, cause, func() *policy.Request { return b.payment(&p) })
}

// Beyond are the obligations of a payment that was referred, as if the rules that refer it
// were not there: a person has let it pass.
func (b *Book) Beyond(now int64, s *Session) []policy.Obligation {
	return b.judge(now, &s.Key, b.payment(&s.Key.Payment), ledger.ID{}, s.Rules...).Obligations
}

func (b *Book) session(now int64, key Key, cause ledger.ID, request func() *policy.Request) (s *Session, d *Decision) {
	b.advance(now)
	if b.law() != nil {
		b.expire(now)
		if s = b.sessions[key]; !b.good(s, now) {
			d = b.count(b.judge(now, &key, request(), cause))
			d.Party = key.Party()
			s = b.hold(now, key, d)
			b.keep(s)
		}
	}
	b.tell(&Asked{At: now, Key: key, Cause: cause, Session: s, Decision: d})
	return s, d
}

// keep remembers a session for its like.
func (b *Book) keep(s *Session) {
	if len(b.queue) >= SessionsMax {
		b.drop()
	}
	b.sessions[s.Key] = s
	b.queue = append(b.queue, s)
}

func (b *Book) hold(now int64, key Key, d *Decision) *Session {
	s := &Session{
		Key: key, Decision: d.Number, Outcome: d.Outcome, Rules: d.Rules, Missing: d.Missing, Obligations: d.Obligations,
		Until: now + SessionLife, Asked: d.Asked, Approval: d.Approval, epoch: b.epoch,
	}
	if !key.Onboard.IsZero() {
		s.Until = now + OnboardLife
	}
	if !d.Approval.IsZero() {
		s.Until = min(s.Until, d.ApprovedUntil)
	}
	return s
}

// Live is the session of a use of compute that was decided and still holds, nil for none,
// and whether rules are in force at all. It changes nothing.
func (b *Book) Live(now int64, c Compute) (s *Session, active bool) {
	in := b.InForce(now)
	if in == nil || in.law == nil {
		return nil, false
	}
	s = b.sessions[Key{Compute: c}]
	if !b.ready || !b.good(s, now) || (b.until != 0 && now/second >= b.until) {
		return nil, true
	}
	return s, true
}

// expire forgets the sessions whose time is over.
func (b *Book) expire(now int64) {
	for len(b.queue) > 0 && b.queue[0].Until <= now {
		b.drop()
	}
}

// Oldest is the number of the oldest decision that may still hold for its like.
func (b *Book) Oldest() uint64 {
	if len(b.queue) == 0 {
		return b.serial + 1
	}
	return b.queue[0].Decision
}

// drop forgets the oldest session.
func (b *Book) drop() {
	oldest := b.queue[0]
	b.queue = b.queue[1:]
	if b.sessions[oldest.Key] == oldest {
		delete(b.sessions, oldest.Key)
	}
}

// The attributes by which facts complete what a request says.
const (
	attributeChip       = "chip"       // of a region: what runs there
	attributeDataCentre = "datacentre" // of a region: where that is
	attributeData       = "data"       // of a participant: what it sends unless it says otherwise
	attributeEndUse     = "endUse"
	attributeSafeguards = "safeguards" // of a participant: what was agreed with it for data
	attributeIdentified = "identified" // of a participant: whether it was
)

// compute is a request for a session, with what facts know of it.
func (b *Book) compute(key *Compute) *policy.Request {
	buyer, region := b.known(Participant(key.Party)), b.known(Entity{"Region", key.Region})
	of, at := b.entities[buyer].Attributes, b.entities[region].Attributes
	members := cedar.RecordMap{"region": region}
	take := func(member types.String, from cedar.Record, attribute types.String) {
		if v, is := from.Get(attribute); is {
			members[member] = v
		}
	}
	take("chip", at, attributeChip)
	take("datacentre", at, attributeDataCentre)
	take("data", of, attributeData)
	take("endUse", of, attributeEndUse)
	take("safeguards", of, attributeSafeguards)
	take("userKnown", of, attributeIdentified)
	if b.persons.Identified(key.Party) {
		members["userKnown"] = types.True
	}
	if key.Data != "" {
		members["data"] = b.known(Entity{"DataClass", key.Data})
	}
	if key.EndUse != "" {
		members["endUse"] = types.String(key.EndUse)
	}
	return &policy.Request{
		Principal: buyer, Action: ActionSession, Resource: b.known(Entity{"Model", key.Model}), Context: cedar.NewRecord(members),
	}
}
