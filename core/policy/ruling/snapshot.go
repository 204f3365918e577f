package ruling

import (
	"errors"
	"fmt"
	"slices"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
)

// View is a book as it was when it was frozen.
type View struct {
	sets                    []*Installed
	number                  uint32
	serial, revision, epoch uint64
	registered              []*facts.Entry
	queue                   []*Session
	admitted                paged.Slice[*Session]
	force                   force
}

// Freeze keeps the present state for a snapshot. What it holds is not changed any more.
func (b *Book) Freeze() View {
	return View{
		sets: b.sets, number: b.number, serial: b.serial, revision: b.revision, epoch: b.epoch,
		registered: b.registered, queue: b.queue, admitted: b.admitted.Freeze(), force: b.force,
	}
}

// Append writes the view, each kind behind its count.
func (v *View) Append(a *wire.Appender) {
	a.U32(v.number)
	a.U64(v.serial)
	a.U64(v.revision)
	a.U64(v.epoch)
	a.U16(uint16(len(v.sets)))
	for _, i := range v.sets {
		AppendInstalled(a, i)
		a.I64(i.At)
		a.I64(i.Start)
	}
	AppendEntries(a, v.registered)
	a.U32(uint32(len(v.queue)))
	for _, s := range v.queue {
		appendSession(a, s)
	}
	a.U32(uint32(v.admitted.Len()))
	for i := range v.admitted.Len() {
		appendSession(a, *v.admitted.At(i))
	}
	// One that others came after is made anew before it is used again.
	current := v.force.ready && (v.force.in == nil || slices.Contains(v.sets, v.force.in))
	a.Flag(current)
	since, number := int64(0), uint32(0)
	if current {
		since = v.force.since
	}
	if current && v.force.in != nil {
		number = v.force.in.Number
	}
	a.I64(since)
	a.U32(number)
}

// AppendInstalled writes what is said of a set when it is installed.
func AppendInstalled(a *wire.Appender, i *Installed) {
	a.I64(i.From)
	a.U32(i.Number)
	a.B = append(a.B, i.Signer[:]...)
	a.B = append(a.B, i.Signature[:]...)
	a.Text(i.Note)
	a.Blob(i.Archive)
}

// ReadInstalled reads what AppendInstalled wrote.
func ReadInstalled(r *wire.Reader) (i Installed) {
	i.From, i.Number = r.I64(), r.U32()
	copy(i.Signer[:], r.Take(len(i.Signer)))
	copy(i.Signature[:], r.Take(len(i.Signature)))
	i.Note, i.Archive = r.Text(), slices.Clone(r.Blob())
	return i
}

// AppendAsk writes a question, without which decision it makes anew.
func AppendAsk(a *wire.Appender, q *Ask) {
	a.Text(q.Action)
	for _, e := range [...]Entity{q.Principal, q.Resource} {
		a.Text(e.Type)
		a.Text(e.ID)
	}
	a.Blob(q.Context)
	a.ID(q.Cause)
}

// ReadAsk reads what AppendAsk wrote. Its context is a copy.
func ReadAsk(r *wire.Reader) Ask {
	return Ask{
		Action: r.Text(), Principal: Entity{r.Text(), r.Text()}, Resource: Entity{r.Text(), r.Text()}, Context: slices.Clone(r.Blob()), Cause: r.ID(),
	}
}

// Decisions is the number of the last decision.
func (v *View) Decisions() uint64 { return v.serial }

func appendSession(a *wire.Appender, s *Session) {
	c, p := &s.Key.Compute, &s.Key.Payment
	a.ID(c.Party)
	for _, text := range [...]string{c.Model, c.Region, c.Data, c.EndUse, p.Action, p.Asset, s.Missing} {
		a.Text(text)
	}
	a.ID(p.Party)
	a.Amount(p.Worth)
	a.ID(p.Supplier)
	a.Flag(p.Daily.Known)
	a.U64(p.Daily.Transactions)
	a.U64(p.Daily.EUR)
	a.ID(s.Key.Onboard)
	a.U64(s.Decision)
	a.U8(uint8(s.Outcome))
	a.I64(s.Until)
	a.B = append(a.B, s.Asked[:]...)
	a.ID(s.Approval)
	a.U64(s.epoch)
	a.U16(uint16(len(s.Rules)))
	for _, id := range s.Rules {
		a.Text(id)
	}
	a.U16(uint16(len(s.Obligations)))
	for _, o := range s.Obligations {
		a.Text(string(o.Kind))
		a.Text(o.To)
		a.U32(o.PPM)
		a.U32(o.Days)
	}
}

func readSession(r *wire.Reader) *Session {
	s := &Session{Key: Key{Compute: Compute{Party: r.ID(), Model: r.Text(), Region: r.Text(), Data: r.Text(), EndUse: r.Text()}}}
	p := &s.Key.Payment
	p.Action, p.Asset, s.Missing = r.Text(), r.Text(), r.Text()
	p.Party, p.Worth, p.Supplier = r.ID(), r.Amount(), r.ID()
	p.Daily = Average{r.Flag(), r.U64(), r.U64()}
	s.Key.Onboard = r.ID()
	s.Decision, s.Outcome, s.Until = r.U64(), policy.Outcome(r.U8()), r.I64()
	copy(s.Asked[:], r.Take(len(s.Asked)))
	s.Approval, s.epoch = r.ID(), r.U64()
	for range r.U16() {
		if r.Short() {
			return s
		}
		s.Rules = append(s.Rules, r.Text())
	}
	for range r.U16() {
		if r.Short() {
			return s
		}
		s.Obligations = append(s.Obligations, policy.Obligation{Kind: policy.Kind(r.Text()), To: r.Text(), PPM: r.U32(), Days: r.U32()})
	}
	return s
}

// valid reports whether a session can be one of a book.
func (s *Session) valid(b *Book) bool {
	return s.Decision <= b.serial && s.Outcome >= policy.Denied && s.Outcome <= policy.Allowed
}

var errSnapshot = errors.New("ruling: a damaged snapshot")

// RestoreBook reads what View.Append wrote.
func RestoreBook(approvals Approvals, attested Attested, persons Known, r *wire.Reader) (*Book, error) {
	b := NewBook(approvals, attested, persons)
	b.number, b.serial, b.revision, b.epoch = r.U32(), r.U64(), r.U64(), r.U64()
	for range r.U16() {
		i := ReadInstalled(r)
		i.At, i.Start = r.I64(), r.I64()
		if r.Short() || i.Number > b.number {
			return nil, fmt.Errorf("%w: a set of rules", errSnapshot)
		}
		if len(i.Archive) > 0 {
			law, err := Compile(i.Archive)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", errSnapshot, err)
			}
			i.law, i.Digest = law, law.Digest
		}
		b.sets = append(b.sets, &i)
	}
	var ok bool
	if b.registered, ok = ReadEntries(r); !ok {
		return nil, fmt.Errorf("%w: facts", errSnapshot)
	}
	for _, i := range b.sets {
		if i.law == nil {
			continue
		}
		if _, found := i.law.facts.With(b.registered); len(found) > 0 {
			return nil, fmt.Errorf("%w: %s", errSnapshot, found[0].Text)
		}
	}
	for range r.U32() {
		s := readSession(r)
		if r.Short() || !s.valid(b) {
			return nil, fmt.Errorf("%w: a session", errSnapshot)
		}
		b.queue = append(b.queue, s)
		b.sessions[s.Key] = s
	}
	for range r.U32() {
		s := readSession(r)
		if r.Short() || !s.valid(b) || b.admission(s.Key.Onboard) != nil {
			return nil, fmt.Errorf("%w: a party that is dealt with", errSnapshot)
		}
		b.admit(s)
	}
	ready, since, number := r.Flag(), r.I64(), r.U32()
	if r.Short() {
		return nil, fmt.Errorf("%w: it ends early", errSnapshot)
	}
	if !ready {
		return b, nil
	}
	var in *Installed
	for _, i := range b.sets {
		if i.Number == number {
			in = i
		}
	}
	if number != 0 && in == nil {
		return nil, fmt.Errorf("%w: the set in force", errSnapshot)
	}
	b.enforce(in, since)
	return b, nil
}
