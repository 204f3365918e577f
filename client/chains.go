package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Token is a dollar token on a chain.
type Token struct {
	Number   uint32       `json:"number"`
	Token    string       `json:"token"` // CAIP-19
	Contract string       `json:"contract"`
	House    string       `json:"house"` // the address that deposits go to
	Decimals uint8        `json:"decimals"`
	Asset    string       `json:"asset"`
	Halted   bool         `json:"halted"`      // payouts are stopped
	Reason   string       `json:"halt_reason"` // for operators
	OffPeg   string       `json:"off_peg"`     // why nothing is taken in it now; empty while it is
	Limits   *TokenLimits `json:"limits"`      // for operators; nil for others
}

// TokenLimits are what may go out in a token.
type TokenLimits struct {
	DayMax  string `json:"day_max"`
	BatchTo uint16 `json:"batch_to"` // payees in one batch
}

// Reconciliation is how the ledger and a chain stand to each other.
type Reconciliation struct {
	Number      uint32      `json:"number"`
	Token       string      `json:"token"`
	Asset       string      `json:"asset"`
	Custody     string      `json:"custody"`     // in final blocks, by the ledger
	Escrow      string      `json:"escrow"`      // in channels, in final blocks, by the ledger
	Arriving    string      `json:"arriving"`    // signed for, or in blocks that are not final
	PayingOut   string      `json:"paying_out"`  // on its way out
	Unallocated string      `json:"unallocated"` // came without saying whose it is
	Loss        string      `json:"loss"`        // was spent and never came
	DayOut      string      `json:"day_out"`     // paid out today
	FinalBlock  uint64      `json:"final_block"`
	Halted      bool        `json:"halted"`
	Reason      string      `json:"halt_reason"`
	Compared    *Comparison `json:"compared"` // nil before the first
}

// Comparison is what ledger and chain had in a final block.
type Comparison struct {
	Block   uint64    `json:"block"`
	Hash    string    `json:"hash"`
	At      time.Time `json:"timestamp"`
	OnChain string    `json:"on_chain"`
	Ledger  string    `json:"in_ledger"`
	// Of channels to the house.
	EscrowOnChain string `json:"escrow_on_chain"`
	EscrowLedger  string `json:"escrow_in_ledger"`
	Agrees        bool   `json:"agrees"`
}

// Step is when something came to a state.
type Step struct {
	State    string    `json:"state"`
	At       time.Time `json:"timestamp"`
	Sequence uint64    `json:"sequence"` // record of the log
}

// Payment is what a wallet signed.
type Payment struct {
	ID      ID        `json:"id"`
	Token   string    `json:"token"`
	Party   ID        `json:"party"`
	Scheme  string    `json:"scheme"` // exact or upto
	Signed  string    `json:"signed"`
	Due     string    `json:"due"`
	Asset   string    `json:"asset"`
	State   string    `json:"state"` // held, due, arrived, final, released, unneeded or failed
	Reason  string    `json:"reason"`
	Call    ID        `json:"call"` // that it was taken on trust for; zero for none
	Since   time.Time `json:"since"`
	Until   time.Time `json:"until"`
	Changed time.Time `json:"changed"`
	Steps   []Step    `json:"steps"` // of a single payment
}

// Arrival is a transfer of a token to the house.
type Arrival struct {
	ID       ID        `json:"id"`
	Token    string    `json:"token"`
	Kind     string    `json:"kind"`    // transfer, deposit, fetched or left
	Channel  string    `json:"channel"` // that it came into or left; empty for none
	Tx       string    `json:"transaction"`
	Block    uint64    `json:"block"`
	From     string    `json:"from"`
	Amount   string    `json:"amount"`
	Asset    string    `json:"asset"`
	Payment  ID        `json:"payment"` // that it carries out; zero for none
	Party    ID        `json:"party"`   // zero when nobody knows
	For      ID        `json:"for"`     // whose it is if a person decides so; zero when it waits for none
	State    string    `json:"state"`   // seen, final or dropped
	Credited bool      `json:"credited"`
	Seen     time.Time `json:"seen"`
	Changed  time.Time `json:"changed"`
	Steps    []Step    `json:"steps"` // of a single arrival
}

// Payout is a batch of payouts; a party sees its own part of it.
type Payout struct {
	ID       ID            `json:"id"`
	Number   uint32        `json:"number"` // the token's
	Token    string        `json:"token"`
	Asset    string        `json:"asset"`
	Total    string        `json:"total"`
	Returned string        `json:"returned"` // of the total: it could not be delivered
	Count    int           `json:"count"`
	State    string        `json:"state"` // opened, seen or closed
	Tx       string        `json:"transaction"`
	Block    uint64        `json:"block"`
	Opened   time.Time     `json:"opened"`
	Changed  time.Time     `json:"changed"`
	Items    []PayoutItem  `json:"items"`
	Refused  []PayoutFault `json:"refused"` // where the batch was just opened
	Steps    []Step        `json:"steps"`   // of a single batch
}

// PayoutItem is one payee of a batch.
type PayoutItem struct {
	Party    ID     `json:"party"`
	Address  string `json:"address"`
	Amount   string `json:"amount"`
	Returned bool   `json:"returned"`
}

// PayoutFault is an ask that was refused.
type PayoutFault struct {
	Party  ID     `json:"party"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// NewPayout asks for a batch. Without an ID the client gives it one.
type NewPayout struct {
	ID    ID          `json:"id,omitzero"`
	Token uint32      `json:"token"`
	Asks  []PayoutAsk `json:"asks"`
}

// PayoutAsk is what a party is to be paid: all that can be withdrawn without an
// amount.
type PayoutAsk struct {
	Party  ID     `json:"party"`
	Amount string `json:"amount,omitempty"`
}

// Payee is where a party is paid in a token.
type Payee struct {
	Number   uint32    `json:"number"` // the token's
	Token    string    `json:"token"`
	Address  string    `json:"address"`
	Since    time.Time `json:"since"`
	GoodFrom time.Time `json:"good_from"` // from then on it is paid at
}

func tokenPath(number uint32, rest string) string {
	return "/tokens/" + strconv.FormatUint(uint64(number), 10) + rest
}

// Tokens lists the tokens in which money comes in and goes out.
func (c *Client) Tokens(ctx context.Context) (*Page[Token], error) {
	return get[Page[Token]](ctx, c, "/tokens", nil)
}

// ChangeToken changes the limits that are not empty.
func (c *Client) ChangeToken(ctx context.Context, number uint32, dayMax string, batchTo uint16) (*Token, error) {
	return patch[Token](ctx, c, tokenPath(number, ""), struct {
		DayMax  string `json:"day_max,omitempty"`
		BatchTo uint16 `json:"batch_to,omitempty"`
	}{dayMax, batchTo})
}

// HaltToken stops payouts in a token.
func (c *Client) HaltToken(ctx context.Context, number uint32, reason string) (*Token, error) {
	return post[Token](ctx, c, tokenPath(number, "/halt"), map[string]string{"reason": reason})
}

// ResumeToken lets payouts in a token go on.
func (c *Client) ResumeToken(ctx context.Context, number uint32) (*Token, error) {
	out := &Token{}
	return out, c.do(ctx, &request{method: http.MethodPost, path: tokenPath(number, "/resume"), key: NewID().String(), into: out})
}

// Reconciliation shows how the ledger stands to a token's chain.
func (c *Client) Reconciliation(ctx context.Context, number uint32) (*Reconciliation, error) {
	return get[Reconciliation](ctx, c, tokenPath(number, "/reconciliation"), nil)
}

// Comparisons lists comparisons of ledger and chain, the newest first: those that
// found a difference, and unless only they are asked for the last of each hour of
// the others.
func (c *Client) Comparisons(ctx context.Context, number uint32, differing bool, l Listing) (*Page[Comparison], error) {
	q := l.query()
	q.Set("differing", strconv.FormatBool(differing))
	return get[Page[Comparison]](ctx, c, tokenPath(number, "/comparisons"), q)
}

// ChainFilter says which payments, arrivals or batches are wanted; zero fields do
// not matter.
type ChainFilter struct {
	Party       ID
	Token       uint32
	State       string
	Transaction string // of arrivals and batches
	Call        ID     // of payments
	Payment     ID     // of arrivals
	Unallocated bool   // arrivals that are nobody's
	Channel     string // of arrivals
}

func (f *ChainFilter) query(l Listing) url.Values {
	q := l.query()
	setID(q, "party", f.Party)
	setID(q, "call", f.Call)
	setID(q, "payment", f.Payment)
	setText(q, "state", f.State)
	setText(q, "transaction", f.Transaction)
	setText(q, "channel", f.Channel)
	if f.Token != 0 {
		q.Set("token", strconv.FormatUint(uint64(f.Token), 10))
	}
	if f.Unallocated {
		q.Set("unallocated", "true")
	}
	return q
}

// Payments lists payments that wallets signed, the newest first.
func (c *Client) Payments(ctx context.Context, f ChainFilter, l Listing) (*Page[Payment], error) {
	return get[Page[Payment]](ctx, c, "/payments", f.query(l))
}

// Payment shows a payment and the states it came to.
func (c *Client) Payment(ctx context.Context, id ID) (*Payment, error) {
	return get[Payment](ctx, c, "/payments/"+id.String(), nil)
}

// Arrivals lists transfers of tokens to the house, the newest first.
func (c *Client) Arrivals(ctx context.Context, f ChainFilter, l Listing) (*Page[Arrival], error) {
	return get[Page[Arrival]](ctx, c, "/arrivals", f.query(l))
}

// Arrival shows a transfer to the house and the states it came to.
func (c *Client) Arrival(ctx context.Context, id ID) (*Arrival, error) {
	return get[Arrival](ctx, c, "/arrivals/"+id.String(), nil)
}

// Payouts lists batches, the newest first.
func (c *Client) Payouts(ctx context.Context, f ChainFilter, l Listing) (*Page[Payout], error) {
	return get[Page[Payout]](ctx, c, "/payouts", f.query(l))
}

// Payout shows a batch with its items.
func (c *Client) Payout(ctx context.Context, id ID) (*Payout, error) {
	return get[Payout](ctx, c, "/payouts/"+id.String(), nil)
}

// CancelPayout gives a batch back that was never carried out and of which nothing is
// under way on the chain.
func (c *Client) CancelPayout(ctx context.Context, id ID) (*Payout, error) {
	out := &Payout{}
	return out, c.do(ctx, &request{method: http.MethodPost, path: "/payouts/" + id.String() + "/cancel", key: NewID().String(), into: out})
}

// OpenPayout takes what parties are to be paid off their accounts and has it sent.
// Asks that are refused are in the answer, and no error as long as one is granted.
func (c *Client) OpenPayout(ctx context.Context, p NewPayout) (*Payout, error) {
	if p.ID.IsZero() {
		p.ID = NewID()
	}
	return post[Payout](ctx, c, "/payouts", p)
}

// NewTokenWithdrawal asks for money of a party on a token's chain. Without an ID the
// client gives it one.
type NewTokenWithdrawal struct {
	ID     ID     `json:"id,omitzero"`
	Party  ID     `json:"party,omitzero"` // the key's own when zero
	Token  uint32 `json:"token"`
	Amount string `json:"amount"` // "max" is all that can be withdrawn
}

// WithdrawToken pays a party out on the chain of a token.
func (c *Client) WithdrawToken(ctx context.Context, w NewTokenWithdrawal) (*Payout, error) {
	if w.ID.IsZero() {
		w.ID = NewID()
	}
	return post[Payout](ctx, c, "/withdrawals", w)
}

// Payees lists where a party is paid, or all addresses it ever entered.
func (c *Client) Payees(ctx context.Context, party ID, history bool, l Listing) (*Page[Payee], error) {
	q := l.query()
	q.Set("history", strconv.FormatBool(history))
	return get[Page[Payee]](ctx, c, "/parties/"+party.String()+"/payees", q)
}

// SetPayee enters where a party is paid in a token.
func (c *Client) SetPayee(ctx context.Context, party ID, number uint32, address string) (*Payee, error) {
	raw, err := json.Marshal(map[string]string{"address": address})
	if err != nil {
		return nil, err
	}
	out := &Payee{}
	path := "/parties/" + party.String() + "/payees/" + strconv.FormatUint(uint64(number), 10)
	return out, c.do(ctx, &request{method: http.MethodPut, path: path, media: "application/json", body: raw, into: out})
}
