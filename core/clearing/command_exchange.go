package clearing

import (
	"aidollar/core/exchange"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// SetRate enters what a source says of a pair of assets.
type SetRate struct{ Word exchange.Word }

func (SetRate) kind() Kind                { return KindRate }
func (c SetRate) append(a *wire.Appender) { exchange.AppendWord(a, &c.Word) }

// SetConversion says how a pair of assets is converted.
type SetConversion struct {
	Pair  exchange.Pair
	Terms exchange.Terms
}

func (SetConversion) kind() Kind { return KindConversion }
func (c SetConversion) append(a *wire.Appender) {
	a.U32(uint32(c.Pair.Base))
	a.U32(uint32(c.Pair.Quote))
	exchange.AppendTerms(a, &c.Terms)
}

// SetExposure bounds the house's position in an asset, and opens it the first time.
type SetExposure struct {
	Asset  ledger.AssetID
	Limits exchange.Limits
}

func (SetExposure) kind() Kind { return KindExposure }
func (c SetExposure) append(a *wire.Appender) {
	a.U32(uint32(c.Asset))
	a.Amount(c.Limits.LongMax)
	a.Amount(c.Limits.ShortMax)
}

// Convert converts what a party has in one asset to another one, at once. What is
// not final is not converted: it could then be taken out.
type Convert struct {
	ID     ledger.ID // chosen by the caller; carries its time
	Party  ledger.ID
	Give   ledger.AssetID
	Get    ledger.AssetID
	Amount money.Amount
	Gives  bool         // Amount is what is given, at most; else it is what is got
	Bound  money.Amount // the least that is got, or the most that is given; zero is none
	Quote  uint64       // number of the rate that was offered; zero is the present one
}

func (Convert) kind() Kind { return KindConvert }
func (c Convert) append(a *wire.Appender) {
	a.ID(c.ID)
	a.ID(c.Party)
	a.U32(uint32(c.Give))
	a.U32(uint32(c.Get))
	a.Amount(c.Amount)
	a.Flag(c.Gives)
	a.Amount(c.Bound)
	a.U64(c.Quote)
}

// FundPosition moves an operator's money into the house's position in an asset, or
// out of it, within its limits.
type FundPosition struct{ Move exchange.Move }

func (FundPosition) kind() Kind { return KindPosition }
func (c FundPosition) append(a *wire.Appender) {
	a.ID(c.Move.ID)
	a.U32(uint32(c.Move.Asset))
	a.ID(c.Move.Account)
	a.Amount(c.Move.Amount)
	a.Flag(c.Move.Out)
}
