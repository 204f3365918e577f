package exchange

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Accounts are the house's own in an asset.
type Accounts struct {
	Position ledger.ID // what the house holds of it, or has given out, for its own account
	Revenue  ledger.ID // takes the spread
}

type position struct {
	asset ledger.AssetID
	Accounts
}

// Limits bound an open position.
type Limits struct {
	LongMax  money.Amount // that the house may hold
	ShortMax money.Amount // that it may have given out beyond what it held
}

// Position is the house's position in an asset.
type Position struct {
	Asset    ledger.AssetID
	Accounts Accounts
	Limits   Limits
	Long     money.Amount // held; one of the two is zero
	Short    money.Amount // given out
	ToCome   money.Amount // that open calls may bring
	ToGo     money.Amount // that open calls may take
}

// SetLimits opens the house's position in an asset with its account, or changes its
// limits. opened tells of an account that is new.
func (b *Book) SetLimits(asset ledger.AssetID, code uint16, of Accounts, l Limits) (opened *ledger.Account, refusal Refusal) {
	const flags = ledger.LimitDebit | ledger.LimitCredit | ledger.Managed
	if _, known := b.positionsBy[asset]; known {
		switch b.ledger.SetLimits(of.Position, flags, l.ShortMax, l.LongMax) {
		case ledger.OK:
			return nil, ""
		case ledger.DebitLimited, ledger.CreditLimited:
			return nil, PositionBeyond
		}
		return nil, PositionNone
	}
	account := ledger.Account{ID: of.Position, Asset: asset, Code: code, Flags: flags, DebitMax: l.ShortMax, CreditMax: l.LongMax}
	if r := b.ledger.Open(account); r != ledger.OK {
		return nil, Refusal(r.String())
	}
	b.positionsBy[asset] = b.positions.Append(position{asset, of})
	return &account, ""
}

// Positions calls f for each position in the order of opening until it returns false.
func (b *Book) Positions(f func(Position) bool) {
	for i := range b.positions.Len() {
		if p, _ := b.PositionIn(b.positions.At(i).asset); !f(p) {
			return
		}
	}
}

// Room says whether the house's limits leave room for a lock that gets so much.
func (b *Book) Room(l *Lock, get money.Amount) Refusal {
	a, _ := b.ledger.Account(l.Gives.Position)
	used, _ := a.CreditsPosted.Add(a.CreditsPending)
	room, ok := a.DebitsPosted.Add(a.CreditMax)
	if ok && room.SubFloor(used).Less(l.Held) {
		return ExposureLong
	}
	if left, _ := b.ledger.Spendable(l.Counter); left.Less(get) {
		return ExposureShort
	}
	return ""
}

// PositionIn finds the house's position in an asset.
func (b *Book) PositionIn(asset ledger.AssetID) (p Position, ok bool) {
	i, ok := b.positionsBy[asset]
	if !ok {
		return p, false
	}
	kept := b.positions.At(i)
	a, _ := b.ledger.Account(kept.Position)
	return Position{
		Asset: asset, Accounts: kept.Accounts, Limits: Limits{LongMax: a.CreditMax, ShortMax: a.DebitMax},
		Long: a.CreditsPosted.SubFloor(a.DebitsPosted), Short: a.DebitsPosted.SubFloor(a.CreditsPosted),
		ToCome: a.CreditsPending, ToGo: a.DebitsPending,
	}, true
}
