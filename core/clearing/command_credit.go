package clearing

import (
	"aidollar/core/credit"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// SetCreditLine grants a buyer a credit line in an asset, or replaces its terms.
type SetCreditLine struct {
	Party ledger.ID
	Asset ledger.AssetID
	Terms credit.Terms
}

func (SetCreditLine) kind() Kind { return KindCreditLine }
func (c SetCreditLine) append(a *wire.Appender) {
	a.ID(c.Party)
	a.U32(uint32(c.Asset))
	c.Terms.Append(a)
}
