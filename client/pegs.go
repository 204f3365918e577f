package client

import (
	"context"
	"time"
)

// Peg is how a token stands to what it says it is worth.
type Peg struct {
	Number  uint32      `json:"number"`
	Token   string      `json:"token"`   // CAIP-19
	Asset   string      `json:"asset"`   // that it says it is worth one of
	Taken   bool        `json:"taken"`   // payments and deposits in it are taken
	Trouble string      `json:"trouble"` // why not: peg_off, peg_stale or peg_jumped
	Reason  string      `json:"reason"`  // the same in words
	Guard   *Guard      `json:"guard"`   // nil: there is none, and the token is always taken
	Price   *TokenPrice `json:"price"`   // the newest that counts; nil before the first
	Held    *TokenPrice `json:"held"`    // one that jumped; nil for none
	Seq     uint64      `json:"seq"`     // in a history: of its record in the log
	At      time.Time   `json:"timestamp"`
}

// Guard says when a token is no longer taken. Distances are basis points.
type Guard struct {
	CloseBPS uint32 `json:"close_bps"` // off par by so many or more, and nothing is taken in it
	OpenBPS  uint32 `json:"open_bps"`  // by so many at most, and it is taken again
	JumpBPS  uint32 `json:"jump_bps"`  // a price further than so many from the last one is held back; 0 holds back none
	Payouts  bool   `json:"payouts"`   // payouts in it stop, too
}

// TokenPrice is what a source said that one token is worth in its currency.
type TokenPrice struct {
	Price  string    `json:"price"`
	OffBPS uint64    `json:"off_bps"` // from par, rounded up
	At     time.Time `json:"at"`
	Until  time.Time `json:"until"` // then it is stale
	Source string    `json:"source"`
}

// NewTokenPrice is a price to be entered.
type NewTokenPrice struct {
	Price     string     `json:"price"`            // of one token in its currency
	At        *time.Time `json:"at,omitempty"`     // now when nil
	Valid     uint64     `json:"valid_seconds"`    // how long it is good for
	Source    string     `json:"source,omitempty"` // operator when empty
	Confirmed bool       `json:"confirmed"`        // it counts, however far it jumped
}

// Peg shows how a token stands to what it says it is worth.
func (c *Client) Peg(ctx context.Context, number uint32) (*Peg, error) {
	return get[Peg](ctx, c, tokenPath(number, "/peg"), nil)
}

// Pegs lists what was entered of a token's peg, the newest first.
func (c *Client) Pegs(ctx context.Context, number uint32, l Listing) (*Page[Peg], error) {
	return get[Page[Peg]](ctx, c, tokenPath(number, "/pegs"), l.query())
}

// SetPeg sets a token's guard; one that closes at nothing takes it away.
func (c *Client) SetPeg(ctx context.Context, number uint32, g Guard) (*Peg, error) {
	return post[Peg](ctx, c, tokenPath(number, "/peg"), g)
}

// EnterTokenPrice enters what one token is worth.
func (c *Client) EnterTokenPrice(ctx context.Context, number uint32, p NewTokenPrice) (*Peg, error) {
	return post[Peg](ctx, c, tokenPath(number, "/price"), p)
}
