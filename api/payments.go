package api

import (
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// Payment is what a wallet signed, without the signature.
type Payment struct {
	Number uint64 // grows with each that comes in
	settlement.Payment
	ChangedAt int64 // Unix nanoseconds
}

// PaymentQuery says which payments are wanted; zero fields do not matter.
type PaymentQuery struct {
	Party ledger.ID
	Call  ledger.ID // that they were taken on trust for
	Token uint32
	State settlement.PaymentState
	After string
	Limit int
}

// PaymentList is a page of payments. Next continues it; empty at its end.
type PaymentList struct {
	Payments []Payment
	Next     string
}

// Arrival is a transfer of a token to the house.
type Arrival struct {
	Number uint64 // grows with each that is seen
	settlement.Arrival
	State     clearing.ArrivalState
	Has       bool  // the party has it, in final blocks or on trust
	ChangedAt int64 // Unix nanoseconds
}

// ArrivalQuery says which arrivals are wanted; zero fields do not matter.
type ArrivalQuery struct {
	Party       ledger.ID
	Payment     ledger.ID
	Tx          settlement.Hash
	Token       uint32
	State       clearing.ArrivalState
	Unallocated bool // those that are nobody's
	Channel     payment.ChannelID
	After       string
	Limit       int
}

// ArrivalList is a page of arrivals. Next continues it; empty at its end.
type ArrivalList struct {
	Arrivals []Arrival
	Next     string
}

// PaymentAnswer is a signed payment.
type PaymentAnswer struct {
	ID      string       `json:"id" schema:"id"`
	Token   string       `json:"token" about:"CAIP-19"`
	Party   string       `json:"party" schema:"id" about:"the wallet's"`
	Scheme  string       `json:"scheme" about:"exact or upto"`
	Signed  string       `json:"signed" schema:"amount" about:"the most that may be collected"`
	Due     string       `json:"due" schema:"amount" about:"what is collected"`
	Asset   string       `json:"asset"`
	State   string       `json:"state" about:"held, due, arrived, final, released, unneeded or failed"`
	Reason  string       `json:"reason,omitempty" about:"of a failure"`
	Call    string       `json:"call,omitempty" schema:"id" about:"that it was taken on trust for"`
	Since   string       `json:"since" schema:"time"`
	Until   string       `json:"until" schema:"time" about:"from then on it cannot be collected"`
	Changed string       `json:"changed" schema:"time"`
	Steps   []StepAnswer `json:"steps,omitempty" about:"the states it came to; of a single payment"`
}

// PaymentPage is a page of payments.
type PaymentPage struct {
	Items []*PaymentAnswer `json:"items"`
	Next  string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64           `json:"lag" about:"records of the log that the books do not hold yet"`
}

func paymentAnswer(p *Payment, t chainToken, steps []Step) *PaymentAnswer {
	return &PaymentAnswer{
		ID: p.ID.String(), Token: t.name, Party: p.Party.String(), Scheme: p.Scheme.String(), Signed: t.print(p.Signed), Due: t.print(p.Due),
		Asset: t.asset.Code, State: p.State.String(), Reason: p.Reason, Call: idOrNone(p.Call), Since: printTime(p.At), Until: printTime(p.Until),
		Changed: printTime(p.ChangedAt), Steps: stepsAnswer(steps, wordOf(paymentStates)),
	}
}

func listPayments(q *request) (any, error) {
	query := PaymentQuery{State: settlement.PaymentState(q.queryWord("state", paymentStates))}
	var err error
	if query.Party, err = q.queryParty(); err != nil {
		return nil, err
	}
	if query.Call, err = q.queryID("call"); err != nil {
		return nil, err
	}
	if query.Token, err = q.queryToken(); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Payments(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out, named := &PaymentPage{Items: []*PaymentAnswer{}, Next: list.Next, Lag: q.lag()}, q.tokens()
	for i := range list.Payments {
		p := &list.Payments[i]
		out.Items = append(out.Items, paymentAnswer(p, named.of(p.Token), nil))
	}
	return out, nil
}

// lookUp asks the books for something that changes its state, so that they have to
// catch up first.
func (q *request) lookUp(unknown string, find func() (bool, error)) error {
	behind, err := q.caughtUp()
	if err != nil {
		return err
	}
	ok, err := find()
	if err != nil || ok {
		return err
	}
	if behind {
		return q.booksBehind()
	}
	if !q.admin() {
		return errForeign // nobody learns whether it exists
	}
	return refuse(unknown, "")
}

func getPayment(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	var p Payment
	var steps []Step
	err = q.lookUp("payment_unknown", func() (ok bool, err error) {
		p, steps, ok, err = q.api.deps.Books.Payment(q.Context(), id)
		return ok, err
	})
	if err != nil {
		return nil, err
	}
	if err := q.mine(p.Party); err != nil {
		return nil, err
	}
	return paymentAnswer(&p, q.tokens().of(p.Token), steps), nil
}

// ArrivalAnswer is a transfer of a token to the house.
type ArrivalAnswer struct {
	ID      string       `json:"id" schema:"id"`
	Token   string       `json:"token" about:"CAIP-19"`
	Kind    string       `json:"kind" about:"transfer (to the house's address), deposit (into a channel), fetched (out of the escrow to the house's address) or left (out of a channel, to its payer)"`
	Channel string       `json:"channel,omitempty" about:"that it came into or left"`
	Tx      string       `json:"transaction"`
	Block   uint64       `json:"block"`
	From    string       `json:"from" about:"address"`
	Amount  string       `json:"amount" schema:"amount"`
	Asset   string       `json:"asset"`
	Payment string       `json:"payment,omitempty" schema:"id" about:"that it carries out"`
	Party   string       `json:"party,omitempty" schema:"id" about:"whose it is; missing when nobody knows"`
	For     string       `json:"for,omitempty" schema:"id" about:"whose it is if a person decides so; missing when it waits for none"`
	State   string       `json:"state" about:"seen, final or dropped"`
	Has     bool         `json:"credited" about:"whether the party can spend it"`
	Seen    string       `json:"seen" schema:"time"`
	Changed string       `json:"changed" schema:"time"`
	Steps   []StepAnswer `json:"steps,omitempty" about:"the states it came to; of a single arrival"`
}

// ArrivalPage is a page of arrivals.
type ArrivalPage struct {
	Items []*ArrivalAnswer `json:"items"`
	Next  string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64           `json:"lag" about:"records of the log that the books do not hold yet"`
}

func (q *request) arrivalAnswer(a *Arrival, t chainToken, steps []Step) *ArrivalAnswer {
	name := wordOf(arrivalStates)
	return &ArrivalAnswer{
		ID: a.ID.String(), Token: t.name, Kind: wordOf(arrivalKinds)(uint8(a.Kind)), Channel: printChannel(a.Channel), Tx: printHash(a.Tx), Block: a.Block, From: q.address(a.From), Amount: t.print(a.Amount), Asset: t.asset.Code,
		Payment: idOrNone(a.Payment), Party: idOrNone(a.Party), For: idOrNone(a.For), State: name(uint8(a.State)), Has: a.Has, Seen: printTime(a.At),
		Changed: printTime(a.ChangedAt), Steps: stepsAnswer(steps, name),
	}
}

func listArrivals(q *request) (any, error) {
	query := ArrivalQuery{State: clearing.ArrivalState(q.queryWord("state", arrivalStates)), Unallocated: q.URL.Query().Get("unallocated") == "true"}
	var err error
	if query.Party, err = q.queryParty(); err != nil {
		return nil, err
	}
	if query.Payment, err = q.queryID("payment"); err != nil {
		return nil, err
	}
	if query.Token, err = q.queryToken(); err != nil {
		return nil, err
	}
	if query.Tx, err = q.queryHash("transaction"); err != nil {
		return nil, err
	}
	if query.Channel, err = q.queryChannel(); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Arrivals(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out, named := &ArrivalPage{Items: []*ArrivalAnswer{}, Next: list.Next, Lag: q.lag()}, q.tokens()
	for i := range list.Arrivals {
		a := &list.Arrivals[i]
		out.Items = append(out.Items, q.arrivalAnswer(a, named.of(a.Token), nil))
	}
	return out, nil
}

func getArrival(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	var a Arrival
	var steps []Step
	err = q.lookUp("arrival_unknown", func() (ok bool, err error) {
		a, steps, ok, err = q.api.deps.Books.Arrival(q.Context(), id)
		return ok, err
	})
	if err != nil {
		return nil, err
	}
	if err := q.mine(a.Party, a.For); err != nil {
		return nil, err
	}
	return q.arrivalAnswer(&a, q.tokens().of(a.Token), steps), nil
}
