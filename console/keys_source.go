package console

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// Registry is the part of a Source that is about who may do what: parties, keys,
// projects and rate cards. What it changes it changes at once, for everybody.
type Registry interface {
	// Keys lists keys in the order of entry, revoked ones too: of a party, or of
	// everybody for the zero id.
	Keys(ctx context.Context, party ledger.ID, cursor string, limit int) (KeyPage, error)
	// KeyByID finds a key; ErrNotFound when there is none.
	KeyByID(ctx context.Context, id ledger.ID) (KeyInfo, error)
	// Projects lists the projects of a party, or of everybody for the zero id.
	Projects(ctx context.Context, party ledger.ID) ([]ProjectInfo, error)
	// CreateKey enters a key under the id that it has and gives its secret. The
	// same id again is refused as key_exists: its secret was told before.
	CreateKey(ctx context.Context, key clearing.Key) (secret string, err error)
	// RevokeKey ends a key; one that has ended stays so.
	RevokeKey(ctx context.Context, id ledger.ID) error
	// Cards lists rate cards in the order of entry.
	Cards(ctx context.Context) ([]CardInfo, error)
	// CheckCard reads a rate card as sellers write it, and finds all its mistakes.
	CheckCard(text []byte) (*tariff.Card, []Mistake)
	// PreviewCard prices what a seller sold in a span under another card.
	PreviewCard(ctx context.Context, seller ledger.ID, card *tariff.Card, from, to int64) (Preview, error)
}

// Refusal is what the house says to a command that it does not carry out. As an
// error of a Registry it is shown to the visitor.
type Refusal struct{ Code, Sentence string }

func (r *Refusal) Error() string { return r.Code + ": " + r.Sentence }

// KeyInfo is a key with whom it belongs to and what it has left.
type KeyInfo struct {
	Key     clearing.Key
	Owner   clearing.Party // zero for an operator's key
	Asset   money.Asset    // of the budgets
	Project string         // its project's name
	Budgets []Budget
}

// KeyPage is a part of a list of keys. Next continues it; empty at its end.
type KeyPage struct {
	Keys []KeyInfo
	Next string
}

// ProjectInfo is a project with whom it belongs to and what it has left.
type ProjectInfo struct {
	Project clearing.Project
	Owner   clearing.Party
	Asset   money.Asset // of the budgets
	Budgets []Budget
}

// Budget is what may be spent in a period, and what was.
type Budget struct {
	Period string // "day", "month" or "total"
	Max    money.Amount
	Spent  money.Amount // what is held for open calls included
}

// Left is what the budget leaves.
func (b Budget) Left() money.Amount { return b.Max.SubFloor(b.Spent) }

// CardInfo is a version of a seller's rate card.
type CardInfo struct {
	Number uint32
	Card   *tariff.Card
	Seller clearing.Party
	Buyer  clearing.Party // zero: for everybody
	Asset  money.Asset
	Since  int64 // when it came in, Unix nanoseconds
}

// Mistake is what is wrong with a card, and where; lines and columns count from one.
type Mistake struct {
	Line, Column int
	Code, Text   string
}

// Preview is what calls cost and what they would cost under another card.
type Preview struct {
	From, To int64
	Models   []PreviewModel // in the order of names
	More     bool           // there was more than can be looked at: the oldest is left out
	Since    int64          // from when on all was looked at; zero unless More
	Aside    uint64         // calls and events that the card would not change: under a buyer's own card, or charged by a policy
}

// PreviewModel is a model's part of a Preview.
type PreviewModel struct {
	Model    string
	Asset    money.Asset
	Calls    uint64
	Events   uint64       // of usage that was pushed in
	Did      tariff.Ticks // what the calls were priced at
	Would    tariff.Ticks
	Unpriced uint64 // calls and events that the card would refuse
	Reason   string // the code of most such refusals
}
