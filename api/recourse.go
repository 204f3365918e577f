package api

import (
	"context"
	"net/http"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
)

// RecourseBooks is the part of the books that follows refunds and disputes. Lists are
// newest first.
type RecourseBooks interface {
	Refunds(ctx context.Context, query RecourseQuery) (RefundList, error)
	Refund(ctx context.Context, id ledger.ID) (r Refund, steps []Step, ok bool, err error)
	Disputes(ctx context.Context, query RecourseQuery) (DisputeList, error)
	Dispute(ctx context.Context, id ledger.ID) (d Dispute, steps []Step, ok bool, err error)
}

// RecourseQuery says which refunds or disputes are wanted; zero fields do not matter.
type RecourseQuery struct {
	Call  ledger.ID
	Party ledger.ID // as buyer or as seller
	State uint8
	After string
	Limit int
}

// Returnable is the call that a refund or a dispute is about.
type Returnable struct {
	Call   ledger.ID
	Buyer  ledger.ID
	Seller ledger.ID
	Asset  ledger.AssetID
	Charge money.Amount
}

// Refund is a refund and its call.
type Refund struct {
	Returnable
	recourse.Refund
}

// RefundList is a page of refunds. Next continues it; empty at its end.
type RefundList struct {
	Refunds []Refund
	Next    string
}

// Dispute is a dispute and its call.
type Dispute struct {
	Returnable
	recourse.Dispute
}

// DisputeList is a page of disputes. Next continues it; empty at its end.
type DisputeList struct {
	Disputes []Dispute
	Next     string
}

// RecourseAnswer is on which terms calls can be disputed.
type RecourseAnswer struct {
	Seller        string `json:"seller,omitempty" schema:"id" about:"whose terms; missing: the house's"`
	Own           bool   `json:"own" about:"whether they were set for just this seller, or the house"`
	DisputeDays   int64  `json:"dispute_days" about:"behind a call in which it can be disputed"`
	AnswerHours   int64  `json:"answer_hours" about:"that a seller has to answer"`
	Silence       string `json:"silence" about:"whom a seller's silence decides for: buyer or seller"`
	DecisionHours int64  `json:"decision_hours" about:"that the operator has to decide what a seller contests"`
	Undecided     string `json:"undecided" about:"whom it is decided for when the operator does not: buyer or seller"`
	RefundDays    int64  `json:"refund_days" about:"behind a call in which it can be refunded; the same for all"`
	ProposalDays  int64  `json:"proposal_days" about:"that a proposed refund can hold money; the same for all"`
}

var silenceWords = []string{"", "buyer", "seller"} // by their numbers

var recourseForm = form{name: "RecourseRequest", about: "Terms on which calls can be disputed. What is not named stays.", fields: []field{
	{name: "seller", kind: fieldID, about: "whose terms; the house's, for sellers without their own, when missing"},
	{name: "dispute_days", kind: fieldWhole, max: 180, about: "behind a call in which it can be disputed, from 1 up"},
	{name: "answer_hours", kind: fieldWhole, max: 1440, about: "that a seller has to answer, from 1 up"},
	{name: "silence", kind: fieldWord, words: silenceWords[1:], about: "whom a seller's silence decides for"},
	{name: "decision_hours", kind: fieldWhole, max: 4320, about: "that the operator has to decide what a seller contests, from 1 up"},
	{name: "undecided", kind: fieldWord, words: silenceWords[1:], about: "whom it is decided for when the operator does not"},
}}

const (
	nanosHour = int64(time.Hour)
	nanosDay  = 24 * nanosHour
)

// recoursed opens a route to keys that refund and dispute for their own party.
func recoursed(r route) route {
	r.access = accessRecourse
	return r
}

func recourseRoutes() []route {
	call := param{name: "call", kind: fieldID, about: "only of this call"}
	party := param{name: "party", kind: fieldID, about: "only of this buyer or seller; the key's own when missing"}
	step := func(path, name, about string, shape *form, answer any, handle func(*request) (any, error)) route {
		r := recoursed(post(path, name, about, shape, answer, handle))
		r.status = http.StatusOK
		return r
	}
	decide := step("/disputes/{id}/decision", "decideDispute", "Decides a dispute: the buyer is awarded a part of it, all or nothing.", &decisionForm, DisputeAnswer{}, decideDispute)
	decide.access = accessAdmin
	return []route{
		recoursed(post("/refunds", "createRefund", "Returns a part of a call's charge to who paid it, or all of it; or proposes to, and holds the money until it is posted or voided.", &refundForm, RefundAnswer{}, createRefund)),
		get("/refunds", "listRefunds", "Lists refunds, the newest first.", accessRead, RefundPage{}, listRefunds,
			append([]param{call, party, {name: "state", kind: fieldWord, words: refundStates[1:], about: "only in this state"}}, pageParams...)...),
		get("/refunds/{id}", "getRefund", "Shows a refund and the states it came to.", accessRead, RefundAnswer{}, getRefund),
		step("/refunds/{id}/post", "postRefund", "Posts a proposed refund.", nil, RefundAnswer{}, func(q *request) (any, error) { return closeRefund(q, true) }),
		step("/refunds/{id}/void", "voidRefund", "Voids a proposed refund.", nil, RefundAnswer{}, func(q *request) (any, error) { return closeRefund(q, false) }),
		recoursed(post("/disputes", "createDispute", "Asks a part of a call's charge back, or all of it. What is there of it is held until the dispute is over.", &disputeForm, DisputeAnswer{}, createDispute)),
		get("/disputes", "listDisputes", "Lists disputes, the newest first.", accessRead, DisputePage{}, listDisputes,
			append([]param{call, party, {name: "state", kind: fieldWord, words: disputeStates[1:], about: "only in this state"}}, pageParams...)...),
		get("/disputes/{id}", "getDispute", "Shows a dispute and the states it came to.", accessRead, DisputeAnswer{}, getDispute),
		step("/disputes/{id}/answer", "answerDispute", "Answers a dispute for its seller: accepts it, or says why not.", &answerForm, DisputeAnswer{}, answerDispute),
		step("/disputes/{id}/withdrawal", "withdrawDispute", "Withdraws a dispute for its buyer.", nil, DisputeAnswer{}, withdrawDispute),
		decide,
		get("/recourse", "getRecourse", "Shows on which terms calls can be disputed.", accessOwn, RecourseAnswer{}, getRecourse, param{name: "seller", kind: fieldID, about: "whose; the house's when missing"}),
		{method: http.MethodPut, path: "/recourse", name: "putRecourse", access: accessAdmin, form: &recourseForm, media: mediaJSON,
			about: "Sets on which terms calls can be disputed, of a seller or of the house.", status: http.StatusOK, answers: []any{RecourseAnswer{}}, handle: putRecourse},
	}
}

func (q *request) recourseAnswer(seller ledger.ID) *RecourseAnswer {
	var t recourse.Terms
	var own bool
	q.api.deps.Node.View(func(m *clearing.Machine) { t, own = m.Recourse().TermsOf(seller) })
	return &RecourseAnswer{
		Seller: idOrNone(seller), Own: own, DisputeDays: t.DisputeSpan / nanosDay, AnswerHours: t.AnswerSpan / nanosHour,
		Silence: wordOf(silenceWords)(uint8(t.Silence)), DecisionHours: t.DecisionSpan / nanosHour, Undecided: wordOf(silenceWords)(uint8(t.Undecided)), RefundDays: recourse.RefundSpan / nanosDay, ProposalDays: recourse.ProposalSpanMax / nanosDay,
	}
}

func getRecourse(q *request) (any, error) {
	seller, err := q.queryID("seller")
	if err != nil {
		return nil, err
	}
	return q.recourseAnswer(seller), nil
}

func putRecourse(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	t := recourse.SellerTerms{Seller: o.id("seller")}
	q.api.deps.Node.View(func(m *clearing.Machine) { t.Terms, _ = m.Recourse().TermsOf(t.Seller) })
	if o.has("dispute_days") {
		t.Terms.DisputeSpan = int64(o.whole("dispute_days")) * nanosDay
	}
	if o.has("answer_hours") {
		t.Terms.AnswerSpan = int64(o.whole("answer_hours")) * nanosHour
	}
	if o.has("silence") {
		t.Terms.Silence = recourse.Side(o.word("silence") + 1)
	}
	if o.has("decision_hours") {
		t.Terms.DecisionSpan = int64(o.whole("decision_hours")) * nanosHour
	}
	if o.has("undecided") {
		t.Terms.Undecided = recourse.Side(o.word("undecided") + 1)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(clearing.SetRecourse{Terms: t}); err != nil {
		return nil, err
	}
	return q.recourseAnswer(t.Seller), nil
}

// unknown says that there is no such thing; to whom it would not be shown, what he is
// told of all that is not his.
func (q *request) unknown(code string) error {
	if q.admin() {
		return refuse(code, "")
	}
	return errForeign
}

// inBooks finds the refund or dispute that the path names as the books have it, with
// what became of it.
func inBooks[T any](q *request, unknown recourse.Refusal, find func(context.Context, ledger.ID) (T, []Step, bool, error)) (t T, steps []Step, err error) {
	id, err := q.pathID("id")
	if err != nil {
		return t, nil, err
	}
	behind, err := q.caughtUp()
	if err != nil {
		return t, nil, err
	}
	t, steps, ok, err := find(q.Context(), id)
	switch {
	case err != nil:
		return t, nil, err
	case !ok && behind:
		return t, nil, q.booksBehind()
	case !ok:
		return t, nil, q.unknown(string(unknown))
	}
	return t, steps, nil
}

// sale finds the call, or the charge for pushed usage, that a body names, as the books
// have it. side is whose keys may ask for it.
func (q *request) sale(id ledger.ID, side func(buyer, seller ledger.ID) ledger.ID) (s clearing.Sale, asset money.Asset, err error) {
	r, ok, err := q.receipt(id)
	if err != nil {
		return s, asset, err
	}
	s = clearing.Sale{Call: id, Buyer: r.Call.Buyer, Seller: r.Call.Seller, Asset: r.Call.Asset, Charge: r.Call.Charge}
	grants := r.Grants
	if !ok {
		var c Charge
		if c, ok, err = q.api.deps.Books.Charge(q.Context(), id); err != nil {
			return s, asset, err
		}
		s.Buyer, s.Seller, s.Asset, s.Charge = c.Buyer, c.Seller, c.Asset, c.Charged
		grants = c.Grants
	}
	if !ok {
		return s, asset, q.unknown("call_unknown")
	}
	if err := q.mine(side(s.Buyer, s.Seller)); err != nil {
		return s, asset, err
	}
	switch {
	case !r.Call.ID.IsZero() && r.Call.State == 0:
		return s, asset, refuse("call_open", "")
	case s.Charge.IsZero():
		return s, asset, refuse("refund_exceeded", "the call cost nothing, so there is nothing to return")
	}
	for _, g := range grants {
		s.Grants = append(s.Grants, payment.Part{Account: g.Account, Amount: g.Amount})
	}
	return s, q.assetOf(s.Asset), nil
}

func buyerSide(buyer, _ ledger.ID) ledger.ID   { return buyer }
func sellerSide(_, seller ledger.ID) ledger.ID { return seller }

// left is what of a call's charge can still be returned.
func (q *request) left(s *clearing.Sale) (left money.Amount) {
	left = s.Charge
	q.api.deps.Node.View(func(m *clearing.Machine) {
		if c, ok := m.Recourse().Case(s.Call); ok {
			left = c.Left()
		}
	})
	return left
}

// returned is what of a call's charge came back, of what the books have.
func (q *request) returned(call ledger.ID) (sum money.Amount, err error) {
	recent := false
	q.api.deps.Node.View(func(m *clearing.Machine) { _, recent = m.Recourse().Case(call) })
	if recent { // most calls are none, and their receipts need not wait
		if _, err := q.caughtUp(); err != nil {
			return sum, err
		}
	}
	query := RecourseQuery{Call: call, Limit: recourse.RefundsMax}
	refunds, err := q.api.deps.Books.Refunds(q.Context(), query)
	if err != nil {
		return sum, err
	}
	disputes, err := q.api.deps.Books.Disputes(q.Context(), query)
	if err != nil {
		return sum, err
	}
	for i := range refunds.Refunds {
		if r := &refunds.Refunds[i]; r.State == recourse.RefundPosted {
			sum, _ = sum.Add(r.Amount) // parts of a charge
		}
	}
	for i := range disputes.Disputes {
		sum, _ = sum.Add(disputes.Disputes[i].Returned)
	}
	return sum, nil
}

func returnable(s *recourse.Sale) Returnable {
	return Returnable{Call: s.Call, Buyer: s.Buyer, Seller: s.Seller, Asset: s.Asset, Charge: s.Charge}
}

// recourseQuery reads which refunds or disputes a list is of.
func (q *request) recourseQuery(states []string) (query RecourseQuery, err error) {
	if query.Party, err = q.queryParty(); err != nil {
		return query, err
	}
	if !query.Party.IsZero() {
		if err := q.knownParty(query.Party); err != nil {
			return query, err
		}
	}
	if query.Call, err = q.queryID("call"); err != nil {
		return query, err
	}
	query.State = q.queryWord("state", states)
	query.After, query.Limit, err = q.bookPage()
	return query, err
}
