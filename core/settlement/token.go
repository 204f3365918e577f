package settlement

import (
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Address is an account of an EVM chain.
type Address [20]byte

// Hash names a block or a transaction.
type Hash [32]byte

// Bounds of what is kept.
const (
	TokensMax    = 1024
	PaymentsMax  = 1 << 20
	ArrivalsMax  = 1 << 20
	PayoutsMax   = 1 << 12 // batches that are open
	ItemsMax     = 512     // payees of a batch: one transaction must hold them
	PayloadMax   = 8 << 10 // bytes of a signed payment
	ReasonMax    = 256     // bytes
	StandingsMax = 1 << 24
	PayeesMax    = 1 << 22
	ValidityMax  = day  // of a payment: it is remembered so long
	remembrance  = hour // beyond its validity
	decimalsMax  = 18

	hour = int64(3600 * 1_000_000_000) // nanoseconds
	day  = 24 * hour
)

// Accounts are a token's accounts in the ledger.
type Accounts struct {
	Chain       ledger.ID // tokens at the house's address, in final blocks; debit balance
	Arriving    ledger.ID // signed for, or in blocks that are not final; debit balance
	Loss        ledger.ID // was spent and never came; debit balance
	Payout      ledger.ID // on its way to payees; credit balance
	Unallocated ledger.ID // came without saying whose it is; credit balance
	Escrow      ledger.ID // in channels to the house, in final blocks, what is claimed and not fetched included; debit balance
}

// Token is a dollar token on one chain, and the address at which the house keeps
// it. A token is defined once; its limits may change.
type Token struct {
	ChainID  uint64
	Contract Address
	House    Address
	Decimals uint8
	Asset    ledger.AssetID
	Accounts Accounts
}

// Limits bound what goes out in a token.
type Limits struct {
	DayMax  money.Amount // ledger units in a day of UTC; zero is nothing
	BatchTo uint16       // payees in one batch, at most ItemsMax
}

// token is a token with what changes about it.
type token struct {
	Token
	unit   uint64 // ledger units in the token's smallest unit
	limits Limits

	day      int64        // number of the day that dayOut counts
	dayOut   money.Amount // paid out in it, what is on its way included
	halted   string       // why nothing is paid out; empty while it is
	compared Comparison
	peg      Peg
}

// Comparison is the state of a token's books at a final block.
type Comparison struct {
	Block   uint64
	Hash    Hash
	At      int64 // when it was made, Unix nanoseconds
	OnChain money.Amount
	Ledger  money.Amount // the account Chain

	EscrowOnChain money.Amount
	EscrowLedger  money.Amount // the account Escrow
}

// Agrees reports whether both sides are the same, at the house's address and in
// its channels.
func (c *Comparison) Agrees() bool {
	return c.OnChain == c.Ledger && c.EscrowOnChain == c.EscrowLedger
}

// TokenState is a token as readers see it.
type TokenState struct {
	Number   uint32
	Token    Token
	Unit     uint64 // ledger units in the token's smallest unit
	Limits   Limits
	Day      int64 // days since 1970 of DayOut
	DayOut   money.Amount
	Halted   string // why nothing is paid out; empty while it is
	Compared Comparison
	Peg      Peg
}

func (t *token) state(number uint32) TokenState {
	return TokenState{
		Number: number, Token: t.Token, Unit: t.unit, Limits: t.limits, Day: t.day, DayOut: t.dayOut,
		Halted: t.halted, Compared: t.compared, Peg: t.peg,
	}
}

// DefineToken enters a token whose ledger accounts are open. scale is the number
// of decimals of its asset in the ledger.
func (b *Book) DefineToken(t Token, scale uint8) (number uint32, refusal Refusal) {
	if known, ok := b.tokensByContract[contract{t.ChainID, t.Contract}]; ok {
		if b.tokens.At(int(known)-1).Token != t {
			return 0, TokenDiffers
		}
		return known, Exists
	}
	switch {
	case t.ChainID == 0 || t.Contract == (Address{}) || t.House == (Address{}) || t.House == t.Contract:
		return 0, TokenInvalid
	case t.Decimals > decimalsMax || t.Decimals > scale:
		return 0, TokenDecimals
	case b.tokens.Len() >= TokensMax:
		return 0, TokensFull
	}
	unit := uint64(1)
	for range scale - t.Decimals {
		unit *= 10
	}
	number = uint32(b.tokens.Append(token{Token: t, unit: unit})) + 1
	b.tokensByContract[contract{t.ChainID, t.Contract}] = number
	return number, ""
}

// SetLimits replaces what may go out in a token.
func (b *Book) SetLimits(number uint32, l Limits) Refusal {
	switch {
	case !b.tokenKnown(number):
		return TokenUnknown
	case l.BatchTo == 0 || l.BatchTo > ItemsMax:
		return LimitsInvalid
	}
	b.tokens.Change(int(number) - 1).limits = l
	return ""
}

// Halt stops payouts in a token, or lets them go on with an empty reason.
func (b *Book) Halt(number uint32, reason string) Refusal {
	switch {
	case !b.tokenKnown(number):
		return TokenUnknown
	case len(reason) > ReasonMax:
		return ReasonLong
	}
	b.tokens.Change(int(number) - 1).halted = reason
	return ""
}

func (b *Book) tokenKnown(number uint32) bool {
	return number != 0 && int(number) <= b.tokens.Len()
}

// Token finds a token by its number, which counts from one.
func (b *Book) Token(number uint32) (TokenState, bool) {
	if !b.tokenKnown(number) {
		return TokenState{}, false
	}
	return b.tokens.At(int(number) - 1).state(number), true
}

// TokenAt finds a token by its chain and contract.
func (b *Book) TokenAt(chainID uint64, address Address) (TokenState, bool) {
	return b.Token(b.tokensByContract[contract{chainID, address}])
}

// Tokens calls f for each token in the order of definition until it returns false.
func (b *Book) Tokens(f func(TokenState) bool) { eachToken(&b.tokens, f) }

func eachToken(tokens *paged.Slice[token], f func(TokenState) bool) {
	for i := range tokens.Len() {
		if !f(tokens.At(i).state(uint32(i) + 1)) {
			return
		}
	}
}

// whole reports whether an amount is a number of the token's smallest units.
func (t *token) whole(a money.Amount) bool {
	_, rest := a.DivMod64(t.unit)
	return rest == 0
}

// up is the least whole amount that covers a; ok is false when none fits.
func (t *token) up(a money.Amount) (money.Amount, bool) {
	n, rest := a.DivMod64(t.unit)
	if rest == 0 {
		return a, true
	}
	n, ok := n.Add(money.Units(1))
	if !ok {
		return a, false
	}
	return n.Mul64(t.unit)
}

// down is the largest whole amount in a.
func (t *token) down(a money.Amount) money.Amount {
	_, rest := a.DivMod64(t.unit)
	a, _ = a.Sub(money.Units(rest))
	return a
}
