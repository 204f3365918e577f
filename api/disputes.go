package api

import (
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/recourse"
)

// DisputeAnswer is a dispute.
type DisputeAnswer struct {
	ID        string       `json:"id" schema:"id"`
	Call      string       `json:"call" schema:"id"`
	Buyer     string       `json:"buyer" schema:"id"`
	Seller    string       `json:"seller" schema:"id"`
	Asset     string       `json:"asset"`
	Charge    string       `json:"charge" schema:"amount" about:"of the call"`
	Amount    string       `json:"amount" schema:"amount" about:"of it: what is disputed"`
	Reason    string       `json:"reason"`
	Text      string       `json:"text,omitempty"`
	State     string       `json:"state" about:"open: the seller has to answer; contested: the operator has to decide; accepted, decided, silent, withdrawn or undecided: it is over"`
	Opened    string       `json:"opened" schema:"time"`
	Deadline  string       `json:"deadline" schema:"time" about:"for the seller's answer"`
	Silence   string       `json:"silence" about:"whom silence decides for: buyer or seller"`
	DecideBy  string       `json:"decide_by,omitempty" schema:"time" about:"for the operator's decision; missing unless the seller contests"`
	Undecided string       `json:"undecided" about:"whom it is decided for when the operator does not decide: buyer or seller"`
	Answer    string       `json:"answer,omitempty" about:"of a seller who contests"`
	Decision  string       `json:"decision,omitempty" about:"the operator's reason"`
	Ended     string       `json:"ended,omitempty" schema:"time"`
	Held      string       `json:"held" schema:"amount" about:"on the accounts of those who have shares of the charge"`
	Short     string       `json:"short" schema:"amount" about:"what is not there to be held, and is when it comes in"`
	Awarded   string       `json:"awarded" schema:"amount"`
	Returned  string       `json:"returned" schema:"amount" about:"of what was awarded"`
	Due       string       `json:"due" schema:"amount" about:"of what was awarded: was not there, and is returned when it is"`
	Steps     []StepAnswer `json:"steps,omitempty" about:"the states it came to; of a single dispute"`
}

// DisputePage is a page of disputes.
type DisputePage struct {
	Items []*DisputeAnswer `json:"items"`
	Next  string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64           `json:"lag" about:"records of the log that the books do not hold yet"`
}

var disputeStates = []string{"", "open", "contested", "accepted", "decided", "silent", "withdrawn", "undecided"} // by their numbers

var disputeForm = form{name: "DisputeRequest", about: "A dispute of a call.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "call", kind: fieldID, required: true, about: "or the charge for pushed usage"},
	{name: "amount", kind: fieldAmount, about: "of the call's charge, in its asset; all that is left of it when missing"},
	{name: "reason", kind: fieldWord, words: recourse.Reasons()[1:], required: true},
	{name: "text", kind: fieldText, max: recourse.TextMax, about: "for the seller and the operator"},
}}

var answerForm = form{name: "DisputeReply", about: "A seller's answer to a dispute.", fields: []field{
	{name: "accept", kind: fieldBool, required: true, about: "true: what is disputed is returned; false: the operator decides"},
	{name: "text", kind: fieldText, max: recourse.TextMax, about: "why not; needed to contest"},
}}

var decisionForm = form{name: "DisputeDecision", about: "The operator's decision of a dispute.", fields: []field{
	{name: "award", kind: fieldAmount, required: true, about: "what the buyer gets of what is disputed; 0 is nothing"},
	{name: "text", kind: fieldText, required: true, max: recourse.TextMax, about: "why"},
}}

func createDispute(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	c := clearing.OpenDispute{ID: o.id("id"), Text: o.text("text"), Reason: recourse.Reason(o.word("reason") + 1)}
	call := o.id("call")
	if err := f.err(); err != nil {
		return nil, err
	}
	sale, asset, err := q.sale(call, buyerSide)
	if err != nil {
		return nil, err
	}
	c.Sale, c.Amount = sale, o.amount("amount", asset)
	if err := f.err(); err != nil {
		return nil, err
	}
	if c.ID = q.thingID(c.ID); !o.has("amount") {
		c.Amount = q.left(&sale)
		if known, ok := q.findDispute(c.ID); ok {
			c.Amount = known.Amount // all that was left when it was opened
		}
		if c.Amount.IsZero() {
			return nil, refuse(string(recourse.RefundExceeded), "nothing is left of the call's charge that is neither returned nor proposed nor disputed")
		}
	}
	return q.disputed(c.ID, c)
}

// disputed carries out a step of a dispute and shows it.
func (q *request) disputed(id ledger.ID, step clearing.Command) (any, error) {
	answer, err := q.do(step)
	if err != nil {
		return nil, err
	}
	q.replay = q.replay || answer.Exists
	d, ok := q.findDispute(id)
	if !ok {
		return nil, refuse(string(recourse.DisputeUnknown), "")
	}
	return q.disputeAnswer(&d, nil), nil
}

func (q *request) findDispute(id ledger.ID) (d Dispute, ok bool) {
	q.api.deps.Node.View(func(m *clearing.Machine) {
		var c recourse.Case
		if d.Dispute, c, ok = m.Recourse().Dispute(id); ok {
			d.Returnable = returnable(&c.Sale)
		}
	})
	return d, ok
}

// disputeAnswer shows a dispute as the books have it, and what is held for it as the
// machine does.
func (q *request) disputeAnswer(d *Dispute, steps []Step) *DisputeAnswer {
	asset := q.assetOf(d.Asset)
	amount := func(a money.Amount) string { return a.Decimal(asset.Scale) }
	var held money.Amount
	if now, ok := q.findDispute(d.ID); ok {
		held, d.Short = now.Held(), now.Short
	}
	a := &DisputeAnswer{
		ID: d.ID.String(), Call: d.Call.String(), Buyer: d.Buyer.String(), Seller: d.Seller.String(), Asset: asset.Code,
		Charge: amount(d.Charge), Amount: amount(d.Amount), Reason: d.Reason.String(), Text: d.Text, State: wordOf(disputeStates)(uint8(d.State)),
		Opened: printTime(d.At), Deadline: printTime(d.Deadline), Silence: wordOf(silenceWords)(uint8(d.Silence)), Undecided: wordOf(silenceWords)(uint8(d.Undecided)), Answer: d.Answer, Decision: d.Decision,
		Held: amount(held), Short: amount(d.Short), Awarded: amount(d.Awarded), Returned: amount(d.Returned), Due: amount(d.Due),
		Steps: stepsAnswer(steps, wordOf(disputeStates)),
	}
	if d.DecideBy != 0 {
		a.DecideBy = printTime(d.DecideBy)
	}
	if d.Ended != 0 {
		a.Ended = printTime(d.Ended)
	}
	return a
}

// pathDispute finds the dispute that the path names, for keys of one of its sides.
func (q *request) pathDispute(side func(*Dispute) ledger.ID) (d Dispute, err error) {
	id, err := q.pathID("id")
	if err != nil {
		return d, err
	}
	d, ok := q.findDispute(id)
	if !ok {
		return d, q.unknown(string(recourse.DisputeUnknown))
	}
	return d, q.mine(side(&d))
}

func answerDispute(q *request) (any, error) {
	d, err := q.pathDispute(func(d *Dispute) ledger.ID { return d.Seller })
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	c := clearing.AnswerDispute{ID: d.ID, Accept: o.flag("accept"), Text: o.text("text")}
	if !c.Accept && c.Text == "" {
		o.fault("text", "field_missing", "say why the dispute is contested")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return q.disputed(d.ID, c)
}

func withdrawDispute(q *request) (any, error) {
	d, err := q.pathDispute(func(d *Dispute) ledger.ID { return d.Buyer })
	if err != nil {
		return nil, err
	}
	return q.disputed(d.ID, clearing.WithdrawDispute{ID: d.ID})
}

func decideDispute(q *request) (any, error) {
	d, err := q.pathDispute(func(*Dispute) ledger.ID { return ledger.ID{} })
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	c := clearing.DecideDispute{ID: d.ID, Award: o.amount("award", q.assetOf(d.Asset)), Text: o.text("text")}
	if err := f.err(); err != nil {
		return nil, err
	}
	return q.disputed(d.ID, c)
}

func getDispute(q *request) (any, error) {
	d, steps, err := inBooks(q, recourse.DisputeUnknown, q.api.deps.Books.Dispute)
	if err != nil {
		return nil, err
	}
	if err := q.mine(d.Buyer, d.Seller); err != nil {
		return nil, err
	}
	return q.disputeAnswer(&d, steps), nil
}

func listDisputes(q *request) (any, error) {
	query, err := q.recourseQuery(disputeStates)
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Disputes(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &DisputePage{Items: []*DisputeAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Disputes {
		out.Items = append(out.Items, q.disputeAnswer(&list.Disputes[i], nil))
	}
	return out, nil
}
