package api

import (
	"slices"
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// Payout is a batch of payouts.
type Payout struct {
	Number    uint64 // grows with each that is opened
	ID        ledger.ID
	Token     uint32
	Total     money.Amount
	Returned  money.Amount // of the total: it could not be delivered
	Count     int          // of items
	At        int64        // when it was opened, Unix nanoseconds
	State     clearing.PayoutState
	Tx        settlement.Hash // zero: in no block
	Block     uint64
	ChangedAt int64 // Unix nanoseconds
	Items     []settlement.Item
}

// PayoutQuery says which batches are wanted; zero fields do not matter.
type PayoutQuery struct {
	Party ledger.ID // with an item of it
	Tx    settlement.Hash
	Token uint32
	State clearing.PayoutState
	After string
	Limit int
}

// PayoutList is a page of batches. Next continues it; empty at its end.
type PayoutList struct {
	Payouts []Payout
	Next    string
}

// PayoutAnswer is a batch of payouts. A party sees its own part of it.
type PayoutAnswer struct {
	ID       string        `json:"id" schema:"id"`
	Number   uint32        `json:"number" about:"the token's"`
	Token    string        `json:"token" about:"CAIP-19"`
	Asset    string        `json:"asset"`
	Total    string        `json:"total" schema:"amount" about:"of the items that the key may see"`
	Returned string        `json:"returned" schema:"amount" about:"of the total: it could not be delivered and went back"`
	Count    int           `json:"count" about:"items that the key may see"`
	State    string        `json:"state" about:"opened, seen (in a block that may still be undone, or in none any more) or closed"`
	Tx       string        `json:"transaction,omitempty"`
	Block    uint64        `json:"block,omitempty"`
	Opened   string        `json:"opened" schema:"time"`
	Changed  string        `json:"changed" schema:"time"`
	Items    []PayoutItem  `json:"items,omitempty" about:"in a list, for operators, missing"`
	Refused  []PayoutFault `json:"refused,omitempty" about:"asks that were not granted; in the answer to what opened the batch"`
	Steps    []StepAnswer  `json:"steps,omitempty" about:"the states it came to; of a single batch"`
}

// PayoutItem is one payee of a batch.
type PayoutItem struct {
	Party    string `json:"party" schema:"id"`
	Address  string `json:"address"`
	Amount   string `json:"amount" schema:"amount"`
	Returned bool   `json:"returned" about:"whether it could not be delivered and is back on the account"`
}

// PayoutFault is an ask that was refused.
type PayoutFault struct {
	Party  string `json:"party" schema:"id"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// PayoutPage is a page of batches.
type PayoutPage struct {
	Items []*PayoutAnswer `json:"items"`
	Next  string          `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64          `json:"lag" about:"records of the log that the books do not hold yet"`
}

var askForm = form{name: "PayoutAsk", about: "What a party is to be paid.", fields: []field{
	{name: "party", kind: fieldID, required: true},
	{name: "amount", kind: fieldAmount, about: "with at most the token's decimals; all that can be withdrawn when missing"},
}}

var payoutForm = form{name: "PayoutRequest", about: "A batch of payouts to open.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "token", kind: fieldWhole, required: true, max: settlement.TokensMax, about: "its number"},
	{name: "asks", kind: fieldForms, required: true, max: settlement.ItemsMax, form: &askForm, about: "each party once"},
}}

// payoutAnswer shows a batch, to a party its own part. ok is false when it has none.
func (q *request) payoutAnswer(p *Payout, t chainToken, steps []Step) (a *PayoutAnswer, ok bool) {
	name := wordOf(payoutStates)
	a = &PayoutAnswer{
		ID: p.ID.String(), Number: p.Token, Token: t.name, Asset: t.asset.Code, Total: t.print(p.Total), Returned: t.print(p.Returned), Count: p.Count,
		State: name(uint8(p.State)), Tx: printHash(p.Tx), Block: p.Block, Opened: printTime(p.At), Changed: printTime(p.ChangedAt), Steps: stepsAnswer(steps, name),
	}
	var total, returned money.Amount
	for i := range p.Items {
		item := &p.Items[i]
		if q.mine(item.Party) != nil {
			continue
		}
		total, _ = total.Add(item.Amount) // a part of the batch's total
		if item.Returned {
			returned, _ = returned.Add(item.Amount)
		}
		a.Items = append(a.Items, PayoutItem{item.Party.String(), q.address(item.To), t.print(item.Amount), item.Returned})
	}
	if !q.admin() {
		a.Total, a.Returned, a.Count = t.print(total), t.print(returned), len(a.Items)
	}
	return a, q.admin() || len(a.Items) > 0
}

func listPayouts(q *request) (any, error) {
	query := PayoutQuery{State: clearing.PayoutState(q.queryWord("state", payoutStates))}
	var err error
	if query.Party, err = q.queryParty(); err != nil {
		return nil, err
	}
	if query.Token, err = q.queryToken(); err != nil {
		return nil, err
	}
	if query.Tx, err = q.queryHash("transaction"); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Payouts(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out, named := &PayoutPage{Items: []*PayoutAnswer{}, Next: list.Next, Lag: q.lag()}, q.tokens()
	for i := range list.Payouts {
		p := &list.Payouts[i]
		a, _ := q.payoutAnswer(p, named.of(p.Token), nil)
		out.Items = append(out.Items, a)
	}
	return out, nil
}

func getPayout(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	var p Payout
	var steps []Step
	err = q.lookUp("payout_not_found", func() (ok bool, err error) {
		p, steps, ok, err = q.api.deps.Books.Payout(q.Context(), id)
		return ok, err
	})
	if err != nil {
		return nil, err
	}
	a, ok := q.payoutAnswer(&p, q.tokens().of(p.Token), steps)
	if !ok {
		return nil, errForeign
	}
	return a, nil
}

// bodyToken finds the token whose number a field has.
func (q *request) bodyToken(o *object, name string) chainToken {
	number := o.whole(name)
	t, ok := q.token(uint32(number))
	if !ok && o.has(name) {
		o.fault(name, "token_unknown", "there is no token with the number %d; GET %s/tokens lists them", number, Prefix)
	}
	return t
}

func createPayout(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	t := q.bodyToken(o, "token")
	c := clearing.PayOut{Batch: o.id("id"), Token: t.Number}
	for _, ask := range o.forms("asks") {
		party, _ := q.bodyParty(ask, "party")
		a := settlement.Ask{Party: party.ID, Amount: ask.tokenAmount("amount", &t)}
		if ask.has("amount") && a.Amount.IsZero() && len(f.list) == 0 {
			ask.fault("amount", "amount_zero", "the amount is nothing; leave it out for all that can be withdrawn")
		}
		c.Asks = append(c.Asks, a)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if len(c.Asks) == 0 {
		return nil, refuseFaults([]Fault{{Pointer: "/asks", Code: "list_length", Detail: "the list is empty; say who is to be paid"}})
	}
	return q.payOut(c, t, "/asks/")
}

// payOut opens a batch, once. The machine knows a batch by its id while it is open
// and the books know it for good, so both are asked: an id that was used must never
// pay a second time.
func (q *request) payOut(c clearing.PayOut, t chainToken, pointer string) (any, error) {
	c.Batch = q.thingID(c.Batch)
	behind, err := q.caughtUp()
	if err != nil {
		return nil, err
	}
	before, _, done, err := q.api.deps.Books.Payout(q.Context(), c.Batch)
	switch {
	case err != nil:
		return nil, err
	case done:
		return q.paidOut(&before, &c, t)
	case behind:
		return nil, q.booksBehind()
	}
	answers, err := q.api.submit(q.Context(), c)
	if err != nil {
		return nil, err
	}
	answer := &answers[0]
	opened := Payout{
		ID: answer.Payout.ID, Token: answer.Payout.Token, Total: answer.Payout.Total, Count: len(answer.Payout.Items), At: answer.Payout.At,
		State: clearing.PayoutOpened, Tx: answer.Payout.Tx, Block: answer.Payout.Block, ChangedAt: answer.Payout.At, Items: answer.Payout.Items,
	}
	if answer.Exists {
		return q.paidOut(&opened, &c, t)
	}
	if answer.Refusal != "" {
		return nil, q.payoutRefused(answer, pointer)
	}
	out, _ := q.payoutAnswer(&opened, t, nil)
	for i, code := range answer.Refusals {
		if code != "" {
			out.Refused = append(out.Refused, PayoutFault{Party: c.Asks[i].Party.String(), Code: code, Detail: sentenceOf(code)})
		}
	}
	return out, nil
}

// payoutRefused tells why nothing was granted, ask by ask.
func (q *request) payoutRefused(answer *clearing.Answer, pointer string) error {
	var faults []Fault
	for i, code := range answer.Refusals {
		at := pointer
		if at != "" {
			at += strconv.Itoa(i)
		}
		faults = append(faults, Fault{Pointer: at, Code: code, Detail: sentenceOf(code)})
	}
	if len(faults) == 0 {
		return q.refusal(answer.Refusal)
	}
	return refuseFaults(faults)
}

// paidOut answers for a batch that was opened before, if it is the one that is asked
// for.
func (q *request) paidOut(p *Payout, c *clearing.PayOut, t chainToken) (any, error) {
	same := p.Token == c.Token
	for _, item := range p.Items {
		same = same && slices.ContainsFunc(c.Asks, func(a settlement.Ask) bool {
			return a.Party == item.Party && (a.Amount.IsZero() || a.Amount == item.Amount)
		})
	}
	if !same {
		return nil, q.refusal(string(settlement.PayoutDiffers))
	}
	q.replay = true
	out, _ := q.payoutAnswer(p, t, nil)
	return out, nil
}

// withdraw pays one party out on a chain: a batch of one.
func (q *request) withdraw(o *object, f *faults) (any, error) {
	t := q.bodyToken(o, "token")
	party := o.id("party")
	if party.IsZero() {
		party = q.key.Party
	}
	if party.IsZero() && len(f.list) == 0 {
		o.fault("party", "field_missing", "an operator's key has no party of its own; say who is paid out")
	}
	for _, name := range [...]string{"reference", "effective"} {
		if o.has(name) {
			o.fault(name, "field_unknown", "a withdrawal to a chain has no %s; what becomes of it is at %s/payouts", name, Prefix)
		}
	}
	ask := settlement.Ask{Party: party}
	if v := o.find("amount"); v == nil || v.kind != kindText || v.text != wordMax {
		ask.Amount = o.tokenAmount("amount", &t)
		if ask.Amount.IsZero() && len(f.list) == 0 {
			o.fault("amount", "amount_zero", "the amount is nothing; write \"max\" for all that can be withdrawn")
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if err := q.manages(party, ledger.ID{}); err != nil {
		return nil, err
	}
	return q.payOut(clearing.PayOut{Batch: o.id("id"), Token: t.Number, Asks: []settlement.Ask{ask}}, t, "")
}

// ErrPayoutUnderWay is Deps.CancelPayout's answer about a batch that may still be
// paid.
var ErrPayoutUnderWay = refuse("payout_under_way", "")

func cancelPayout(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	if q.api.deps.CancelPayout == nil {
		return nil, refuse("chains_off", "")
	}
	open := false
	q.api.deps.Node.View(func(m *clearing.Machine) { _, open = m.Settlement().Payout(id) })
	if open {
		if err := q.api.deps.CancelPayout(q.Context(), id); err != nil {
			return nil, err
		}
	}
	// One that ended before is shown as it did.
	q.replay = !open
	return getPayout(q)
}
