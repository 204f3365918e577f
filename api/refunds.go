package api

import (
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/recourse"
)

// proposalSpan is for how long a refund is proposed when nobody says.
const proposalSpan = 7 * 24 * time.Hour

// RefundAnswer is a refund.
type RefundAnswer struct {
	ID       string       `json:"id" schema:"id"`
	Call     string       `json:"call" schema:"id"`
	Buyer    string       `json:"buyer" schema:"id"`
	Seller   string       `json:"seller" schema:"id"`
	Asset    string       `json:"asset"`
	Charge   string       `json:"charge" schema:"amount" about:"of the call"`
	Amount   string       `json:"amount" schema:"amount" about:"that is returned of it"`
	Reason   string       `json:"reason"`
	Text     string       `json:"text,omitempty"`
	By       string       `json:"by,omitempty" schema:"id" about:"the party that asked for it; missing: the house"`
	State    string       `json:"state" about:"proposed, posted, voided or expired"`
	Made     string       `json:"made" schema:"time"`
	Deadline string       `json:"deadline,omitempty" schema:"time" about:"until when it is proposed; missing: it was posted at once"`
	Ended    string       `json:"ended,omitempty" schema:"time"`
	Steps    []StepAnswer `json:"steps,omitempty" about:"the states it came to; of a single refund"`
}

// RefundPage is a page of refunds.
type RefundPage struct {
	Items []*RefundAnswer `json:"items"`
	Next  string          `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64          `json:"lag" about:"records of the log that the books do not hold yet"`
}

var refundStates = []string{"", "proposed", "posted", "voided", "expired"} // by their numbers

var refundForm = form{name: "RefundRequest", about: "A refund of a call.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "call", kind: fieldID, required: true, about: "or the charge for pushed usage"},
	{name: "amount", kind: fieldAmount, about: "of the call's charge, in its asset; all that is left of it when missing"},
	{name: "reason", kind: fieldWord, words: recourse.Reasons()[1:], required: true},
	{name: "text", kind: fieldText, max: recourse.TextMax, about: "for the buyer"},
	{name: "propose", kind: fieldBool, about: "true: the money is held until the refund is posted or voided"},
	{name: "deadline", kind: fieldTime, about: "until when it is proposed, within 30 days; in 7 days when missing"},
}}

func createRefund(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	c := clearing.Refund{ID: o.id("id"), By: q.key.Party, Text: o.text("text"), Reason: recourse.Reason(o.word("reason") + 1)}
	call, propose := o.id("call"), o.flag("propose")
	if c.Deadline = o.time("deadline"); c.Deadline != 0 && !propose {
		o.fault("deadline", "refund_invalid", "only a refund that is proposed has a deadline; set propose to true")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	sale, asset, err := q.sale(call, sellerSide)
	if err != nil {
		return nil, err
	}
	c.Sale, c.Amount = sale, o.amount("amount", asset)
	if err := f.err(); err != nil {
		return nil, err
	}
	if propose && c.Deadline == 0 {
		c.Deadline = q.time().Add(proposalSpan).UnixNano()
	}
	if c.ID = q.thingID(c.ID); !o.has("amount") {
		c.Amount = q.left(&sale)
		q.api.deps.Node.View(func(m *clearing.Machine) {
			if known, _, ok := m.Recourse().Refund(c.ID); ok {
				c.Amount = known.Amount // all that was left when it was asked for first
			}
		})
		if c.Amount.IsZero() {
			return nil, refuse(string(recourse.RefundExceeded), "nothing is left of the call's charge that is neither returned nor proposed nor disputed")
		}
	}
	answer, err := q.do(c)
	if err != nil {
		return nil, err
	}
	q.replay = q.replay || answer.Exists
	return q.refundNow(c.ID)
}

// refundNow shows a refund as the machine has it.
func (q *request) refundNow(id ledger.ID) (*RefundAnswer, error) {
	r, ok := q.findRefund(id)
	if !ok {
		return nil, refuse(string(recourse.RefundUnknown), "")
	}
	return q.refundAnswer(&r, nil), nil
}

func (q *request) findRefund(id ledger.ID) (r Refund, ok bool) {
	q.api.deps.Node.View(func(m *clearing.Machine) {
		var c recourse.Case
		if r.Refund, c, ok = m.Recourse().Refund(id); ok {
			r.Returnable = returnable(&c.Sale)
		}
	})
	return r, ok
}

func (q *request) refundAnswer(r *Refund, steps []Step) *RefundAnswer {
	asset := q.assetOf(r.Asset)
	a := &RefundAnswer{
		ID: r.ID.String(), Call: r.Call.String(), Buyer: r.Buyer.String(), Seller: r.Seller.String(), Asset: asset.Code,
		Charge: r.Charge.Decimal(asset.Scale), Amount: r.Amount.Decimal(asset.Scale), Reason: r.Reason.String(), Text: r.Text, By: idOrNone(r.By),
		State: wordOf(refundStates)(uint8(r.State)), Made: printTime(r.At), Steps: stepsAnswer(steps, wordOf(refundStates)),
	}
	if r.Deadline != 0 {
		a.Deadline = printTime(r.Deadline)
	}
	if r.Ended != 0 {
		a.Ended = printTime(r.Ended)
	}
	return a
}

func closeRefund(q *request, post bool) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	r, ok := q.findRefund(id)
	if !ok {
		return nil, q.unknown(string(recourse.RefundUnknown))
	}
	if err := q.mine(r.Seller); err != nil {
		return nil, err
	}
	answer, err := q.do(clearing.CloseRefund{ID: id, Post: post})
	if err != nil {
		return nil, err
	}
	q.replay = q.replay || answer.Exists
	return q.refundNow(id)
}

func getRefund(q *request) (any, error) {
	r, steps, err := inBooks(q, recourse.RefundUnknown, q.api.deps.Books.Refund)
	if err != nil {
		return nil, err
	}
	if err := q.mine(r.Buyer, r.Seller); err != nil {
		return nil, err
	}
	return q.refundAnswer(&r, steps), nil
}

func listRefunds(q *request) (any, error) {
	query, err := q.recourseQuery(refundStates)
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Refunds(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &RefundPage{Items: []*RefundAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Refunds {
		out.Items = append(out.Items, q.refundAnswer(&list.Refunds[i], nil))
	}
	return out, nil
}
