package api

import (
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// TokenAnswer is a dollar token on a chain.
type TokenAnswer struct {
	Number   uint32 `json:"number" about:"stands for it in requests"`
	Token    string `json:"token" about:"CAIP-19: eip155:8453/erc20:0x…"`
	Contract string `json:"contract"`
	House    string `json:"house" about:"the address at which the house keeps it, and to which deposits go"`
	Decimals uint8  `json:"decimals" about:"on the chain"`
	Asset    string `json:"asset" about:"that it is in the ledger"`
	Halted   bool   `json:"halted" about:"whether payouts in it are stopped"`
	Reason   string `json:"halt_reason,omitempty" about:"for operators"`
	OffPeg   string `json:"off_peg,omitempty" about:"why nothing is taken in it now: peg_off, peg_stale or peg_jumped; missing while it is"`
	// Limits are for operators.
	Limits *TokenLimits `json:"limits,omitempty" about:"for operators"`
}

// TokenLimits are what may go out in a token.
type TokenLimits struct {
	DayMax  string `json:"day_max" schema:"amount" about:"in a day of UTC; 0 is nothing"`
	BatchTo uint16 `json:"batch_to" about:"payees in one batch"`
}

// TokenPage is all tokens.
type TokenPage struct {
	Items []*TokenAnswer `json:"items"`
}

// ReconciliationAnswer is how the ledger and a chain stand to each other.
type ReconciliationAnswer struct {
	Number      uint32            `json:"number"`
	Token       string            `json:"token"`
	Asset       string            `json:"asset"`
	Custody     string            `json:"custody" schema:"amount" about:"at the house's address in final blocks, by the ledger"`
	Escrow      string            `json:"escrow" schema:"amount" about:"in channels in final blocks, by the ledger"`
	Arriving    string            `json:"arriving" schema:"amount" about:"signed for, or in blocks that are not final"`
	PayingOut   string            `json:"paying_out" schema:"amount" about:"off the accounts and on its way out"`
	Unallocated string            `json:"unallocated" schema:"amount" about:"came without saying whose it is"`
	Loss        string            `json:"loss" schema:"amount" about:"was spent and never came"`
	DayOut      string            `json:"day_out" schema:"amount" about:"paid out today, what is on its way included"`
	FinalBlock  uint64            `json:"final_block" about:"the newest block that is settled here; 0 for none"`
	Halted      bool              `json:"halted"`
	Reason      string            `json:"halt_reason,omitempty"`
	Compared    *ComparisonAnswer `json:"compared,omitempty" about:"the last comparison; missing before the first"`
}

// ComparisonAnswer is what both sides had in a final block.
type ComparisonAnswer struct {
	Block   uint64 `json:"block"`
	Hash    string `json:"hash"`
	Time    string `json:"timestamp" schema:"time"`
	OnChain string `json:"on_chain" schema:"amount" about:"at the house's address"`
	Ledger  string `json:"in_ledger" schema:"amount"`
	// Channels to the house.
	EscrowOnChain string `json:"escrow_on_chain" schema:"amount" about:"in channels, what was claimed and not fetched included"`
	EscrowLedger  string `json:"escrow_in_ledger" schema:"amount"`
	Agrees        bool   `json:"agrees"`
}

// ComparisonPage is a page of comparisons.
type ComparisonPage struct {
	Items []*ComparisonAnswer `json:"items"`
	Next  string              `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64              `json:"lag" about:"records of the log that the books do not hold yet"`
}

var tokenLimitsForm = form{name: "TokenChange", about: "Limits of what goes out in a token. What is not named stays.", fields: []field{
	{name: "day_max", kind: fieldAmount, about: "in a day of UTC; 0 is nothing"},
	{name: "batch_to", kind: fieldWhole, max: settlement.ItemsMax, about: "payees in one batch, 1 to 512"},
}}

var haltForm = form{name: "HaltRequest", about: "Stops payouts in a token.", fields: []field{
	{name: "reason", kind: fieldText, required: true, max: settlement.ReasonMax, about: "for people"},
}}

func (q *request) tokenAnswer(t *chainToken) *TokenAnswer {
	a := &TokenAnswer{
		Number: t.Number, Token: t.name, Contract: q.address(t.Token.Contract), House: q.address(t.Token.House),
		Decimals: t.Token.Decimals, Asset: t.asset.Code, Halted: t.Halted != "", OffPeg: t.pegTrouble(),
	}
	if q.admin() {
		a.Reason = t.Halted
		a.Limits = &TokenLimits{DayMax: t.print(t.Limits.DayMax), BatchTo: t.Limits.BatchTo}
	}
	return a
}

// pathToken finds the token that the path names.
func (q *request) pathToken() (t chainToken, err error) {
	text := q.PathValue("number")
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return t, badParam("number", "number_invalid", strconv.Quote(clip(text))+" is no number of a token; GET "+Prefix+"/tokens lists them")
	}
	t, ok := q.token(uint32(number))
	if !ok {
		return t, refuse("token_not_found", "there is no token with the number %d", number)
	}
	return t, nil
}

func listTokens(q *request) (any, error) {
	out := &TokenPage{Items: []*TokenAnswer{}}
	var all []settlement.TokenState
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Settlement().Tokens(func(t settlement.TokenState) bool { all = append(all, t); return true })
	})
	for i := range all {
		t, _ := q.token(all[i].Number)
		out.Items = append(out.Items, q.tokenAnswer(&t))
	}
	return out, nil
}

func getToken(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	return q.tokenAnswer(&t), nil
}

func changeToken(q *request) (any, error) {
	q.api.changing.Lock()
	defer q.api.changing.Unlock()
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	if err := q.ifMatch(q.tokenAnswer(&t)); err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	limits := t.Limits
	if o.has("day_max") {
		limits.DayMax = o.tokenAmount("day_max", &t)
	}
	if o.has("batch_to") {
		limits.BatchTo = uint16(o.whole("batch_to"))
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(clearing.SetTokenLimits{Token: t.Number, Limits: limits}); err != nil {
		return nil, err
	}
	return getToken(q)
}

func haltToken(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	reason := o.text("reason")
	if err := f.err(); err != nil {
		return nil, err
	}
	q.replay = t.Halted == reason
	if _, err := q.do(clearing.HaltPayouts{Token: t.Number, Reason: reason}); err != nil {
		return nil, err
	}
	return getToken(q)
}

func resumeToken(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	q.replay = t.Halted == ""
	if _, err := q.do(clearing.HaltPayouts{Token: t.Number}); err != nil {
		return nil, err
	}
	return getToken(q)
}

// Reconciliation is how the ledger stands to a token's chain.
type Reconciliation struct {
	Custody, Escrow, Arriving, PayingOut, Unallocated, Loss, DayOut money.Amount
	FinalBlock                                                      uint64
}

// Reconcile reads it off the machine.
func Reconcile(m *clearing.Machine, t *settlement.TokenState) (r Reconciliation) {
	debit := func(code uint16) money.Amount {
		a, _ := m.Ledger().Account(clearing.TokenAccount(code, t.Number))
		return a.DebitsPosted.SubFloor(a.CreditsPosted)
	}
	credit := func(code uint16) money.Amount {
		a, _ := m.Ledger().Account(clearing.TokenAccount(code, t.Number))
		return a.CreditsPosted.SubFloor(a.DebitsPosted)
	}
	r = Reconciliation{
		Custody: debit(clearing.AccountChain), Escrow: debit(clearing.AccountEscrow), Arriving: debit(clearing.AccountArriving), Loss: debit(clearing.AccountLoss),
		PayingOut: credit(clearing.AccountPayout), Unallocated: credit(clearing.AccountUnallocated),
		FinalBlock: m.Settlement().FinalBlock(t.Token.ChainID),
	}
	const dayNanos = 24 * 3600 * 1_000_000_000
	if t.Day == m.Now()/dayNanos {
		r.DayOut = t.DayOut
	}
	return r
}

func getReconciliation(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	var r Reconciliation
	q.api.deps.Node.View(func(m *clearing.Machine) {
		t.TokenState, _ = m.Settlement().Token(t.Number) // of the same moment
		r = Reconcile(m, &t.TokenState)
	})
	out := &ReconciliationAnswer{
		Number: t.Number, Token: t.name, Asset: t.asset.Code, Custody: t.print(r.Custody), Escrow: t.print(r.Escrow), Arriving: t.print(r.Arriving), PayingOut: t.print(r.PayingOut),
		Unallocated: t.print(r.Unallocated), Loss: t.print(r.Loss), DayOut: t.print(r.DayOut), FinalBlock: r.FinalBlock, Halted: t.Halted != "", Reason: t.Halted,
	}
	if t.Compared.Block != 0 {
		out.Compared = t.comparison(&t.Compared)
	}
	return out, nil
}

func (t *chainToken) comparison(c *settlement.Comparison) *ComparisonAnswer {
	return &ComparisonAnswer{
		Block: c.Block, Hash: printHash(c.Hash), Time: printTime(c.At), OnChain: t.print(c.OnChain), Ledger: t.print(c.Ledger),
		EscrowOnChain: t.print(c.EscrowOnChain), EscrowLedger: t.print(c.EscrowLedger), Agrees: c.Agrees(),
	}
}

func listComparisons(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	after, limit, err := q.bookPage()
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Comparisons(q.Context(), t.Number, q.URL.Query().Get("differing") == "true", after, limit)
	if err != nil {
		return nil, err
	}
	out := &ComparisonPage{Items: []*ComparisonAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Comparisons {
		out.Items = append(out.Items, t.comparison(&list.Comparisons[i].Comparison))
	}
	return out, nil
}
