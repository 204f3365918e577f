package api

import (
	"errors"
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// transferFlagNames are the flags in the order of their bits.
var transferFlagNames = []string{"linked", "pending", "post", "void", "balancing_debit", "balancing_credit", "split"}

var transferForm = form{name: "TransferRequest", about: "A movement from the debit to the credit account.", fields: []field{
	{name: "id", kind: fieldID, about: "a UUIDv7 chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "debit", kind: fieldID, about: "account that is debited; with post and void the hold's when missing"},
	{name: "credit", kind: fieldID, about: "account that is credited, with split the allocation rule; with post and void the hold's when missing"},
	{name: "amount", kind: fieldAmountOrMax, about: "a decimal, or max: as much as there is (balancing), all of the hold (post)"},
	{name: "asset", kind: fieldAsset, about: "USD when missing"},
	{name: "code", kind: fieldWhole, max: codeMax, about: "why: the kind of movement, for readers"},
	{name: "flags", kind: fieldWords, max: 7, words: transferFlagNames, about: "linked: stands or falls with the next of the list; pending: a hold; post, void: close a hold; balancing_debit, balancing_credit: up to the amount, as far as the account's limit goes; split: credit by an allocation rule"},
	{name: "hold", kind: fieldID, about: "the pending transfer that post or void closes"},
	{name: "cause", kind: fieldID, about: "what caused it, for readers"},
	{name: "effective", kind: fieldTime, about: "when it counts for statements; when posted, if missing"},
	{name: "deadline", kind: fieldTime, about: "of a pending transfer: when the hold returns"},
}}

// TransferResult is what became of a transfer.
type TransferResult struct {
	ID     string `json:"id" schema:"id"`
	Result string `json:"result" about:"ok, exists (the same was done before), or the code of a refusal"`
	Amount string `json:"amount,omitempty" schema:"amount" about:"what moved or was set aside: less than asked with balancing"`
	Detail string `json:"detail,omitempty" about:"of a refusal: what would be right"`
}

// TransferResults are the results of a list, in its order.
type TransferResults struct {
	Results []TransferResult `json:"results"`
}

// asked is a transfer as it was read, with the decimals of its amounts.
type asked struct {
	ledger.Transfer
	scale uint8
}

func createTransfers(q *request) (any, error) {
	v, err := q.parse()
	if err != nil {
		return nil, err
	}
	f := &faults{}
	if v.kind != kindList {
		t := q.readTransfer(f.object(v, "", &transferForm))
		if err := f.err(); err != nil {
			return nil, err
		}
		t.ID = q.movementID(t.ID)
		return q.oneTransfer(t)
	}
	list, err := q.readTransfers(f, v)
	if err != nil {
		return nil, err
	}
	return q.transferList(list)
}

func (q *request) oneTransfer(t asked) (*TransferResult, error) {
	outcome, err := q.move(t.Transfer)
	if err != nil {
		return nil, err
	}
	return &TransferResult{ID: t.ID.String(), Result: outcome.Result.String(), Amount: outcome.Amount.Decimal(t.scale)}, nil
}

// move carries out one transfer, behind other commands if there are any.
func (q *request) move(t ledger.Transfer, before ...clearing.Command) (ledger.Outcome, error) {
	answers, err := q.api.submit(q.Context(), append(before, clearing.Transfers{t})...)
	if err != nil {
		return ledger.Outcome{}, err
	}
	outcome := answers[len(answers)-1].Outcomes[0]
	switch outcome.Result {
	case ledger.OK:
		return outcome, nil
	case ledger.Exists:
		q.replay = true
		return outcome, nil
	}
	err = q.refusal(outcome.Result.String())
	var p *Problem
	if errors.As(err, &p) && outcome.Result == ledger.DebitLimited {
		if a, found := q.findAccount(t.Debit); found {
			p.Available = a.spendable.Decimal(a.asset.Scale)
		}
	}
	return ledger.Outcome{}, err
}

func (q *request) readTransfer(o *object) asked {
	number, asset := q.asset(o, "asset")
	t := asked{Transfer: ledger.Transfer{
		ID: o.id("id"), Debit: o.id("debit"), Credit: o.id("credit"), Hold: o.id("hold"), Cause: o.id("cause"),
		Asset: number, Code: uint16(o.whole("code")), Flags: ledger.TransferFlags(o.words("flags")),
		Effective: o.time("effective"), Deadline: o.time("deadline"),
	}}
	closes := t.Flags&(ledger.Post|ledger.Void) != 0
	if closes && !o.has("asset") {
		t.Asset, asset.Scale = 0, q.holdScale(t.Hold, asset.Scale)
	}
	t.Amount, t.scale = o.amountOrMax("amount", asset), asset.Scale
	for _, name := range [...]string{"debit", "credit", "amount"} {
		if !closes && !o.has(name) {
			o.fault(name, "field_missing", "the field %q is missing; only post and void take it from their hold", name)
		}
	}
	return t
}

// holdScale gives the decimals of a hold's asset, if it is open.
func (q *request) holdScale(id ledger.ID, otherwise uint8) uint8 {
	q.api.deps.Node.View(func(m *clearing.Machine) {
		if h, ok := m.Ledger().Hold(id); ok {
			asset, _ := m.Asset(h.Asset)
			otherwise = asset.Scale
		}
	})
	return otherwise
}

// readTransfers reads a list and names its transfers.
func (q *request) readTransfers(f *faults, v *value) ([]asked, error) {
	if n := len(v.items); n == 0 || n > clearing.TransfersMax {
		return nil, refuse("list_length", "the list has %d transfers; 1 to %d are taken", n, clearing.TransfersMax)
	}
	list := make([]asked, len(v.items))
	nameless := 0
	for i := range v.items {
		list[i] = q.readTransfer(f.object(&v.items[i], "/"+strconv.Itoa(i), &transferForm))
		if list[i].ID.IsZero() {
			nameless++
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	switch {
	case nameless == 0:
	case q.claim != nil:
		return list, q.nameChain(list, nameless)
	default:
		millis := q.time().UnixMilli()
		for i := range list {
			if list[i].ID.IsZero() {
				list[i].ID = newID(millis)
			}
		}
	}
	return list, nil
}

// nameChain names a list after the Idempotency-Key. That holds only when the
// list stands or falls as one: of a list that was done in part, a repetition
// could not tell which part.
func (q *request) nameChain(list []asked, nameless int) error {
	for i := range list {
		last := i == len(list)-1
		if nameless != len(list) || (list[i].Flags&ledger.Linked == 0) != last {
			return refuse("id_missing", "under an Idempotency-Key, a list is one linked chain without ids, or each transfer has an id of its own")
		}
	}
	list[0].ID = q.movementID(ledger.ID{})
	for i := 1; i < len(list); i++ {
		list[i].ID = q.elementID(list[0].ID, i)
	}
	other := false
	q.api.deps.Node.View(func(m *clearing.Machine) {
		if _, done := m.Ledger().Remembers(list[0].ID); done {
			for _, t := range list[1:] {
				_, same := m.Ledger().Remembers(t.ID)
				other = other || !same
			}
		}
	})
	if other {
		return refuse("idempotency_key_reused", "")
	}
	return nil
}

func (q *request) transferList(list []asked) (any, error) {
	transfers := make(clearing.Transfers, len(list))
	for i := range list {
		transfers[i] = list[i].Transfer
	}
	answer, err := q.do(transfers)
	if err != nil {
		return nil, err
	}
	out := &TransferResults{Results: make([]TransferResult, len(list))}
	repeated := 0
	for i, outcome := range answer.Outcomes {
		r := TransferResult{ID: list[i].ID.String(), Result: outcome.Result.String()}
		switch outcome.Result {
		case ledger.Exists:
			repeated++
			fallthrough
		case ledger.OK:
			r.Amount = outcome.Amount.Decimal(list[i].scale)
		case ledger.IDReused:
			if q.named {
				return nil, q.refusal(r.Result)
			}
			fallthrough
		default:
			r.Detail = outcome.Result.Sentence()
		}
		out.Results[i] = r
	}
	q.replay = repeated == len(list)
	return out, nil
}

// HoldAnswer is an open hold.
type HoldAnswer struct {
	ID       string `json:"id" schema:"id"`
	Debit    string `json:"debit" schema:"id"`
	Credit   string `json:"credit" schema:"id"`
	Amount   string `json:"amount" schema:"amount" about:"what is set aside"`
	Asset    string `json:"asset"`
	Code     uint16 `json:"code"`
	Cause    string `json:"cause,omitempty" schema:"id"`
	Deadline string `json:"deadline,omitempty" schema:"time" about:"when it returns; missing: never by itself"`
}

func getHold(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	var t ledger.Transfer
	var asset money.Asset
	var ok bool
	q.api.deps.Node.View(func(m *clearing.Machine) {
		t, ok = m.Ledger().Hold(id)
		asset, _ = m.Asset(t.Asset)
	})
	if err := q.myAccount(t.Debit, t.Credit); err != nil {
		return nil, err
	}
	if !ok {
		return nil, refuse("hold_unknown", "no hold with the id %s is open; what became of it is at %s/transfers/%s", id, Prefix, id)
	}
	h := &HoldAnswer{
		ID: t.ID.String(), Debit: t.Debit.String(), Credit: t.Credit.String(),
		Amount: t.Amount.Decimal(asset.Scale), Asset: asset.Code, Code: t.Code, Cause: idOrNone(t.Cause),
	}
	if t.Deadline != 0 {
		h.Deadline = printTime(t.Deadline)
	}
	return h, nil
}

// idOrNone prints an id, and the zero one as nothing.
func idOrNone(id ledger.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}
