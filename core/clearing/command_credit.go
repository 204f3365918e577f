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

// GiveGrant pays in credit that calls and pushed usage of a buyer use up before
// money. Without a Back its rest goes to where it came from; of what came in by hand,
// to the house's revenue.
type GiveGrant struct{ Grant credit.Grant }

func (GiveGrant) kind() Kind                { return KindGrant }
func (c GiveGrant) append(a *wire.Appender) { c.Grant.Append(a) }

// EndGrant ends a grant before its time. What open calls hold of it stays held.
type EndGrant struct{ ID ledger.ID }

func (EndGrant) kind() Kind                { return KindGrantEnd }
func (c EndGrant) append(a *wire.Appender) { a.ID(c.ID) }
