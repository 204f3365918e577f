package replay

import (
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
)

// Options say what of the past is looked at.
type Options struct {
	Since, Until int64    // Unix nanoseconds; Until is exclusive, and zero for open
	Actions      []string // none: all
	Dated        int64    // Unix seconds: the rules of that time are asked; zero: those of each question's
	Examples     int      // that are kept
}

// Replay asks a law what a machine's rules are asked, while a log is applied to that.
type Replay struct {
	clearing.Ignore
	machine *clearing.Machine
	trial   *ruling.Trial
	options Options
	found   findings

	calls map[ledger.ID]*call     // that are open
	asked []ledger.ID             // calls that the record asked of
	held  map[ledger.ID]bool      // those of them that were reserved
	sales map[ledger.ID]*question // that the record asked of
}

// question is what was asked, with both answers.
type question struct {
	*ruling.Asked
	before, after ruling.Verdict
	anew          bool   // the law had to decide
	unknown       string // why the law cannot be asked
}

// call is one that rules were asked of, in each of its regions.
type call struct {
	regions []*question
}

// New begins a replay on a machine to which nothing was applied yet. It is the machine's
// observer, and watches its rules.
func New(m *clearing.Machine, law *ruling.Law, o Options) *Replay {
	r := &Replay{
		machine: m, trial: m.Rules().Against(law, o.Dated), options: o, found: newFindings(),
		calls: map[ledger.ID]*call{}, held: map[ledger.ID]bool{}, sales: map[ledger.ID]*question{},
	}
	m.Observe(r)
	m.Rules().Watch(r.ask)
	return r
}

func (r *Replay) wanted(at int64, action string) bool {
	return at >= r.options.Since && (r.options.Until == 0 || at < r.options.Until) && (len(r.options.Actions) == 0 || slices.Contains(r.options.Actions, action))
}

// ask puts to the law what the house's rules were asked.
func (r *Replay) ask(asked *ruling.Asked) {
	principal, action, _ := asked.Subject()
	if !r.wanted(asked.At, action) {
		return
	}
	q := &question{Asked: asked, before: asked.Verdict()}
	q.after, q.anew, q.unknown = r.trial.Answer(asked)
	left := r.trial.Unfitting()
	ruled := q.before.Outcome != 0
	if asked.Decision != nil || (!ruled && (q.anew || q.unknown != "")) {
		r.found.decision(q, principal)
		r.found.unfitting(asked.At, left)
	}
	switch {
	case asked.Ask != nil:
		if !asked.Cause.IsZero() {
			r.sales[asked.Cause] = q
		}
	case asked.Key.Payment != ruling.Payment{}:
		r.found.payment(q)
	case !asked.Cause.IsZero():
		c := r.calls[asked.Cause]
		if c == nil {
			c = &call{}
			r.calls[asked.Cause] = c
			r.asked = append(r.asked, asked.Cause)
		}
		c.regions = append(c.regions, q)
	}
}

// Applied is called behind each record.
func (r *Replay) Applied() {
	r.found.records++
	for _, id := range r.asked {
		if c := r.calls[id]; c != nil && !r.held[id] {
			r.found.refused(c)
			delete(r.calls, id)
		}
		delete(r.held, id)
	}
	r.asked = r.asked[:0]
	clear(r.sales)
}

// CallReserved implements clearing.Observer.
func (r *Replay) CallReserved(_ int64, c *payment.Call) {
	if r.calls[c.ID] != nil {
		r.held[c.ID] = true
	}
}

// CallClosed implements clearing.Observer.
func (r *Replay) CallClosed(_ int64, c *clearing.CallClosing) {
	asked := r.calls[c.Call.ID]
	delete(r.calls, c.Call.ID)
	delete(r.held, c.Call.ID)
	if asked == nil || c.State != clearing.CallCaptured {
		return
	}
	asset, _ := r.machine.Asset(c.Call.Terms.Asset)
	r.found.served(asked, c.Region, asset, c.Answer.Charge)
}

// Sold implements clearing.Observer.
func (r *Replay) Sold(_ int64, s *clearing.Sold) {
	if q := r.sales[s.Sale.ID]; q != nil {
		asset, _ := r.machine.Asset(s.Sale.Asset)
		r.found.sold(q, asset, s.Sale.Amount)
	}
}

// allowed reports whether an answer lets something happen: without rules everything may.
func allowed(v *ruling.Verdict) bool { return v.Outcome == 0 || v.Outcome == policy.Allowed }

// regionsAllowed are those in which a call may be served, as a machine finds them: what
// is owed of a call is one thing.
func (c *call) regionsAllowed(of func(*question) *ruling.Verdict) []bool {
	may := make([]bool, len(c.regions))
	var first *ruling.Verdict
	for i, q := range c.regions {
		v := of(q)
		if first == nil && allowed(v) {
			first = v
		}
		may[i] = allowed(v) && slices.Equal(v.Obligations, first.Obligations)
	}
	return may
}

func before(q *question) *ruling.Verdict { return &q.before }
func after(q *question) *ruling.Verdict  { return &q.after }

// in is the place of the region in which a call was served: the first that was allowed
// where nobody said.
func (c *call) in(region string) int {
	for i, q := range c.regions {
		if q.Key.Compute.Region == region {
			return i
		}
	}
	return max(slices.Index(c.regionsAllowed(before), true), 0)
}

// levy is a part of a sale that goes to somebody.
func levy(o *policy.Obligation, sale money.Amount, rest uint64) (money.Amount, uint64) {
	const whole = 1_000_000
	part, rest, _ := money.MulDiv(sale, uint64(o.PPM), rest, whole, money.Down) // a part fits wherever the whole does
	return part, rest
}
