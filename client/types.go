package client

import "time"

// Party is a buyer or a seller.
type Party struct {
	ID         ID            `json:"id"`
	Role       string        `json:"role"` // "buyer" or "seller"
	Name       string        `json:"name"`
	Asset      string        `json:"asset"`
	Commission string        `json:"commission"` // of a seller's sales, in percent
	Since      time.Time     `json:"since"`
	Barred     string        `json:"barred"`              // code that whatever it does is refused with; empty: nothing stands in its way
	Onboarding uint64        `json:"onboarding"`          // decision of whether it may be dealt with; zero: none
	KeepUntil  time.Time     `json:"keep_until,omitzero"` // until when the house keeps what it has of it at least; zero: no rule says
	Accounts   map[string]ID `json:"accounts"`            // balance of a buyer; proceeds, sale and carry of a seller
}

// NewParty asks for a buyer or a seller.
type NewParty struct {
	ID         ID     `json:"id,omitzero"`          // chosen by the server when zero
	Name       string `json:"name"`                 // 1 to 128 bytes
	Asset      string `json:"asset,omitempty"`      // USD when empty
	Commission string `json:"commission,omitempty"` // of a seller's sales, to the house, in percent: "2.5"
}

// Key is an API key.
type Key struct {
	ID      ID        `json:"id"`
	Party   ID        `json:"party"` // zero on an operator's key
	Name    string    `json:"name"`
	Scopes  []string  `json:"scopes"`
	Since   time.Time `json:"since"`
	Revoked time.Time `json:"revoked"` // zero while it is good
	Project ID        `json:"project"` // zero: of none
	KeyTerms
	Secret string `json:"secret"` // in the answers to CreateKey and RotateKey alone
}

// The scopes of keys.
const (
	ScopeCall     = "call"     // call models at the buyer's expense
	ScopeRead     = "read"     // read the party's accounts, calls and receipts
	ScopeManage   = "manage"   // make and change the party's projects and keys
	ScopeMeter    = "meter"    // push usage of the seller's meters
	ScopeGateway  = "gateway"  // serve the seller's products at a gateway elsewhere
	ScopeRecourse = "recourse" // refund the seller's sales and answer disputes, or dispute the buyer's calls
	ScopeAdmin    = "admin"    // everything, for operators
)

// NewKey asks for an API key.
type NewKey struct {
	ID      ID       `json:"id,omitzero"`
	Party   ID       `json:"party,omitzero"` // zero for an operator's key
	Project ID       `json:"project,omitzero"`
	Name    string   `json:"name"`
	Scopes  []string `json:"scopes"`
	KeyTerms
}

// Asset is an asset.
type Asset struct {
	Number     uint32 `json:"number"` // ledger.AssetID, for batches
	Code       string `json:"code"`
	Scale      uint8  `json:"scale"` // decimals in the ledger
	ChainScale uint8  `json:"chain_scale"`
}

// Account is an account with its balances.
type Account struct {
	ID             ID       `json:"id"`
	Asset          string   `json:"asset"`
	Code           uint16   `json:"code"`
	Flags          []string `json:"flags"`
	DebitMax       string   `json:"debit_max"`
	CreditMax      string   `json:"credit_max"`
	Budget         uint32   `json:"budget"`
	DebitsPending  string   `json:"debits_pending"`
	DebitsPosted   string   `json:"debits_posted"`
	CreditsPending string   `json:"credits_pending"`
	CreditsPosted  string   `json:"credits_posted"`
	Spendable      string   `json:"spendable"` // empty on accounts without limit_debit
}

// NewAccount asks for an account.
type NewAccount struct {
	ID        ID       `json:"id,omitzero"`
	Asset     string   `json:"asset,omitempty"` // USD when empty
	Code      uint16   `json:"code"`
	Budget    uint32   `json:"budget,omitempty"`
	Flags     []string `json:"flags,omitempty"` // limit_debit, limit_credit, closed
	DebitMax  string   `json:"debit_max,omitempty"`
	CreditMax string   `json:"credit_max,omitempty"`
}

// Limits replace the flags and limits of an account.
type Limits struct {
	Flags     []string `json:"flags"`
	DebitMax  string   `json:"debit_max,omitempty"`
	CreditMax string   `json:"credit_max,omitempty"`
}

// Balance is what the key's party has.
type Balance struct {
	Party     ID                 `json:"party"`
	Role      string             `json:"role"`
	Asset     string             `json:"asset"`
	Spendable string             `json:"spendable"`
	Accounts  map[string]Account `json:"accounts"`
	// Empty where the house deals in no tokens of the asset.
	Withdrawable string `json:"withdrawable"` // what is spendable and final
	Promised     string `json:"promised"`     // what is spendable and not final
	Debt         string `json:"debt"`         // what was spent and never came

	Credit []CreditLine `json:"credit"` // credit lines, in each of the party's assets
}

// NewTransfer asks for a transfer. Without an ID the client gives it one.
type NewTransfer struct {
	ID        ID        `json:"id,omitzero"`
	Debit     ID        `json:"debit,omitzero"`
	Credit    ID        `json:"credit,omitzero"`
	Amount    string    `json:"amount,omitempty"` // a decimal, or "max"
	Asset     string    `json:"asset,omitempty"`  // USD when empty
	Code      uint16    `json:"code,omitempty"`
	Flags     []string  `json:"flags,omitempty"` // linked, pending, post, void, balancing_debit, balancing_credit, split
	Hold      ID        `json:"hold,omitzero"`
	Cause     ID        `json:"cause,omitzero"`
	Effective time.Time `json:"effective,omitzero"`
	Deadline  time.Time `json:"deadline,omitzero"`
}

// Result is what became of a transfer.
type Result struct {
	ID     ID     `json:"id"`
	Result string `json:"result"` // "ok", "exists", or the code of a refusal
	Amount string `json:"amount"` // what moved or was set aside
	Detail string `json:"detail"` // of a refusal
}

// Posting is a movement in the books.
type Posting struct {
	ID        ID        `json:"id"`
	Debit     ID        `json:"debit"`
	Credit    ID        `json:"credit"`
	Amount    string    `json:"amount"`
	Asset     string    `json:"asset"`
	Code      uint16    `json:"code"`
	Flags     []string  `json:"flags"`
	Hold      ID        `json:"hold"`
	Cause     ID        `json:"cause"`
	Effective time.Time `json:"effective"`
	Deadline  time.Time `json:"deadline"`
	Posted    time.Time `json:"posted"`
	Sequence  uint64    `json:"sequence"`
}

// NewDeposit asks to credit a buyer with money that came in.
type NewDeposit struct {
	ID        ID        `json:"id,omitzero"`
	Buyer     ID        `json:"buyer"`
	Amount    string    `json:"amount"`
	Reference string    `json:"reference,omitempty"`
	Effective time.Time `json:"effective,omitzero"`
}

// NewWithdrawal asks to debit a buyer or a seller with money that went out.
type NewWithdrawal struct {
	ID        ID        `json:"id,omitzero"`
	Party     ID        `json:"party"`
	Amount    string    `json:"amount"`
	Reference string    `json:"reference,omitempty"`
	Effective time.Time `json:"effective,omitzero"`
}

// Movement is a deposit or a withdrawal.
type Movement struct {
	ID        ID     `json:"id"`
	Party     ID     `json:"party"`
	Account   ID     `json:"account"`
	Amount    string `json:"amount"`
	Asset     string `json:"asset"`
	Reference string `json:"reference"`
	Cause     ID     `json:"cause"`
}

// Call is a call in short.
type Call struct {
	ID       ID                `json:"id"`
	State    string            `json:"state"` // open, captured, voided or expired
	Buyer    ID                `json:"buyer"`
	Seller   ID                `json:"seller"`
	Key      ID                `json:"key"`
	Model    string            `json:"model"`
	Card     uint32            `json:"card"`
	Asset    string            `json:"asset"`
	Reserved string            `json:"reserved"`
	Charge   string            `json:"charge"`
	OpenedAt time.Time         `json:"opened_at"`
	ClosedAt time.Time         `json:"closed_at"`
	Usage    map[string]uint64 `json:"usage"` // quantities by meter
	Source   string            `json:"source"`
	Cut      bool              `json:"cut"`
	Upstream string            `json:"upstream"`
	Reason   string            `json:"reason"`
	Channel  string            `json:"channel"` // that paid it; empty for none
	Voucher  string            `json:"voucher"` // what the channel's payer had signed for over all time
}

// Receipt is a call with everything that proves its charge.
type Receipt struct {
	Call
	CardName    string        `json:"card_name"`
	CardVersion uint32        `json:"card_version"`
	Lines       []Line        `json:"lines"`
	Exact       string        `json:"exact"`
	CarryIn     string        `json:"carry_in"`
	CarryOut    string        `json:"carry_out"`
	Waived      string        `json:"waived"`
	Returned    string        `json:"returned"`   // of the charge, by refunds and disputes; empty for nothing
	Grants      []PaidByGrant `json:"grants"`     // what grants paid of the charge, in their order
	Conversion  *Conversion   `json:"conversion"` // how it was paid in another asset; nil for none
	Postings    []Posting     `json:"postings"`
}

// PaidByGrant is what a grant paid of a call.
type PaidByGrant struct {
	Grant  ID     `json:"grant"`
	Name   string `json:"name"`
	Amount string `json:"amount"`
}

// Line is one meter of a receipt.
type Line struct {
	Meter    string `json:"meter"`
	Unit     string `json:"unit"`
	Quantity uint64 `json:"quantity"`
	Price    string `json:"price"` // of a single unit
	Amount   string `json:"amount"`
}

// Card is one version of a seller's rate card.
type Card struct {
	Number     uint32      `json:"number"`
	Seller     ID          `json:"seller"`
	Buyer      ID          `json:"buyer"` // whom it is for; zero: everybody
	Name       string      `json:"name"`
	Version    uint32      `json:"version"`
	Asset      string      `json:"asset"`
	Zone       string      `json:"timezone"` // whose wall clock windows and periods go by; empty: UTC
	ValidFrom  time.Time   `json:"valid_from"`
	ValidUntil time.Time   `json:"valid_until"`
	Since      time.Time   `json:"since"`
	Models     []CardModel `json:"models"`
}

// Position says how far the log and the books are.
type Position struct {
	Sequence uint64    `json:"sequence"`
	Hash     string    `json:"hash"`
	Time     time.Time `json:"time"`
	Books    uint64    `json:"books"`
	Lag      uint64    `json:"lag"`
}

// Page is one page of a listing. Next is the cursor of the next one; empty on
// the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
	Lag   uint64 `json:"lag"` // of the books, in records
}
