package api

import (
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// PostingAnswer is a movement in the books.
type PostingAnswer struct {
	ID        string   `json:"id" schema:"id"`
	Debit     string   `json:"debit" schema:"id"`
	Credit    string   `json:"credit" schema:"id"`
	Amount    string   `json:"amount" schema:"amount" about:"what moved or was set aside"`
	Asset     string   `json:"asset"`
	Code      uint16   `json:"code" about:"why: 1 deposit, 2 withdrawal, 10 call, 11 share of a sale, 12 pushed usage, 20 to 26 between the ledger and a chain, 60 refund, 61 disputed (see docs/accounts.md for all); others are the operator's"`
	Flags     []string `json:"flags" about:"as in the transfer"`
	Hold      string   `json:"hold,omitempty" schema:"id" about:"the hold that it closed"`
	Cause     string   `json:"cause,omitempty" schema:"id"`
	Effective string   `json:"effective" schema:"time" about:"when it counts for statements"`
	Deadline  string   `json:"deadline,omitempty" schema:"time"`
	Posted    string   `json:"posted" schema:"time" about:"when it was carried out"`
	Sequence  uint64   `json:"sequence" about:"record of the log"`
}

// PostingPage is one page of movements.
type PostingPage struct {
	Items []PostingAnswer `json:"items"`
	Next  string          `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64          `json:"lag" about:"records of the log that the books do not hold yet"`
}

// assetOf finds an asset by its number.
func (q *request) assetOf(number ledger.AssetID) (asset money.Asset) {
	if number == q.numberSeen && number != 0 {
		return q.assetSeen
	}
	q.api.deps.Node.View(func(m *clearing.Machine) { asset, _ = m.Asset(number) })
	q.numberSeen, q.assetSeen = number, asset
	return asset
}

func (q *request) posting(p *Posting) PostingAnswer {
	asset := q.assetOf(p.Asset)
	a := PostingAnswer{
		ID: p.ID.String(), Debit: p.Debit.String(), Credit: p.Credit.String(), Amount: p.Posted.Decimal(asset.Scale),
		Asset: asset.Code, Code: p.Code, Flags: namesOf(uint16(p.Flags), transferFlagNames),
		Hold: idOrNone(p.Hold), Cause: idOrNone(p.Cause), Posted: printTime(p.At), Sequence: p.Seq,
	}
	a.Effective = a.Posted
	if p.Effective != 0 {
		a.Effective = printTime(p.Effective)
	}
	if p.Deadline != 0 {
		a.Deadline = printTime(p.Deadline)
	}
	return a
}

// lag is how many records the books are behind.
func (q *request) lag() uint64 {
	seq, _ := q.api.deps.Node.Position()
	have := q.api.deps.Books.Position()
	return max(seq, have) - have
}

func getHistory(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	if err := q.myAccount(id); err != nil {
		return nil, err
	}
	query := HistoryQuery{Account: id, ByEffective: q.URL.Query().Get("order") == orderEffective}
	if query.From, query.Until, err = q.span(); err != nil {
		return nil, err
	}
	if _, ok := q.findAccount(id); !ok {
		return nil, refuse("account_unknown", "")
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.History(q.Context(), query)
	if err != nil {
		return nil, err
	}
	return q.postingPage(list.Postings, list.Next), nil
}

// orderEffective asks for the order of statements.
const orderEffective = "effective"

func (q *request) postingPage(list []Posting, next string) *PostingPage {
	out := &PostingPage{Items: make([]PostingAnswer, len(list)), Next: next, Lag: q.lag()}
	for i := range list {
		out.Items[i] = q.posting(&list[i])
	}
	return out
}

// BalanceAtAnswer is an account's balance for a statement.
type BalanceAtAnswer struct {
	Account string `json:"account" schema:"id"`
	At      string `json:"at" schema:"time"`
	Asset   string `json:"asset"`
	Debits  string `json:"debits" schema:"amount" about:"posted, effective up to then"`
	Credits string `json:"credits" schema:"amount" about:"posted, effective up to then"`
	Lag     uint64 `json:"lag" about:"records of the log that the books do not hold yet"`
}

func getBalanceAt(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	if err := q.myAccount(id); err != nil {
		return nil, err
	}
	at, err := q.queryTime("at")
	if err != nil {
		return nil, err
	}
	account, ok := q.findAccount(id)
	if !ok {
		return nil, refuse("account_unknown", "")
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	if at == 0 {
		at = q.time().UnixNano()
	}
	b, err := q.api.deps.Books.BalanceAt(q.Context(), id, at, true)
	if err != nil {
		return nil, err
	}
	return &BalanceAtAnswer{
		Account: id.String(), At: printTime(at), Asset: account.asset.Code,
		Debits: b.Debits.Decimal(account.asset.Scale), Credits: b.Credits.Decimal(account.asset.Scale), Lag: q.lag(),
	}, nil
}

func getTransfer(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	p, ok, err := q.api.deps.Books.Posting(q.Context(), id)
	if err == nil && !ok {
		var behind bool
		if behind, err = q.caughtUp(); err == nil {
			p, ok, err = q.api.deps.Books.Posting(q.Context(), id)
		}
		if err == nil && !ok && behind {
			err = q.booksBehind()
		}
	}
	if err != nil {
		return nil, err
	}
	if err := q.myAccount(p.Debit, p.Credit); err != nil {
		return nil, err
	}
	if !ok {
		return nil, refuse("transfer_unknown", "")
	}
	a := q.posting(&p)
	return &a, nil
}

func listTransfers(q *request) (any, error) {
	cause, err := q.queryID("cause")
	if err != nil {
		return nil, err
	}
	if reference := q.URL.Query().Get("reference"); reference != "" {
		cause = ReferenceCause(reference)
	}
	if cause.IsZero() {
		return nil, badParam("cause", "param_missing", "say which transfers: by cause or by reference")
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.PostingsByCause(q.Context(), cause)
	if err != nil {
		return nil, err
	}
	return q.postingPage(list, ""), nil
}
