package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
)

// AddParty enters a buyer or a seller and opens its accounts.
type AddParty struct{ Party Party }

func (AddParty) kind() Kind { return KindParty }
func (c AddParty) append(a *wire.Appender) {
	a.ID(c.Party.ID)
	a.U8(uint8(c.Party.Role))
	a.Text(c.Party.Name)
	a.U32(uint32(c.Party.Asset))
	a.U32(c.Party.CommissionPPM)
}

// AddProject enters a project of a buyer.
type AddProject struct{ Project Project }

func (AddProject) kind() Kind { return KindProject }
func (c AddProject) append(a *wire.Appender) {
	a.ID(c.Project.ID)
	a.ID(c.Project.Party)
	a.Text(c.Project.Name)
	c.Project.Limits.normal().append(a)
}

// ChangeProject replaces what can change of a project. An archived project
// takes no calls; it can be taken into use again.
type ChangeProject struct {
	ID       ledger.ID
	Name     string
	Limits   SpendLimits
	Archived bool
}

func (ChangeProject) kind() Kind { return KindProjectChange }
func (c ChangeProject) append(a *wire.Appender) {
	a.ID(c.ID)
	a.Text(c.Name)
	c.Limits.normal().append(a)
	a.Flag(c.Archived)
}

// AddKey enters an API key by the hash of its secret.
type AddKey struct{ Key Key }

func (AddKey) kind() Kind { return KindKey }
func (c AddKey) append(a *wire.Appender) {
	a.ID(c.Key.ID)
	a.B = append(a.B, c.Key.Hash[:]...)
	a.ID(c.Key.Party)
	a.Text(c.Key.Name)
	a.U16(uint16(c.Key.Scopes))
	c.Key.Terms.append(a)
}

// ChangeKey replaces a key's terms; its project stays as it is.
type ChangeKey struct {
	ID    ledger.ID
	Terms KeyTerms
}

func (ChangeKey) kind() Kind { return KindKeyChange }
func (c ChangeKey) append(a *wire.Appender) {
	a.ID(c.ID)
	c.Terms.append(a)
}

// RevokeKey ends a key.
type RevokeKey struct{ ID ledger.ID }

func (RevokeKey) kind() Kind                { return KindKeyRevoke }
func (c RevokeKey) append(a *wire.Appender) { a.ID(c.ID) }

// PutCard makes a rate card the seller's current one from its ValidFrom on, for
// everybody or for one buyer. A buyer's own card goes before the general one,
// model by model.
type PutCard struct {
	Seller ledger.ID
	Buyer  ledger.ID // zero: for everybody
	Card   []byte    // as tariff.Card.AppendBinary writes it
}

func (PutCard) kind() Kind { return KindCard }
func (c PutCard) append(a *wire.Appender) {
	a.ID(c.Seller)
	a.ID(c.Buyer)
	a.B = append(a.B, c.Card...)
}

// DefineMeter enters a meter whose usage a seller pushes in. The answer's
// Number names it from then on.
type DefineMeter struct {
	Seller     ledger.ID
	Definition meter.Definition
}

func (DefineMeter) kind() Kind { return KindMeter }
func (c DefineMeter) append(a *wire.Appender) {
	a.ID(c.Seller)
	a.Text(c.Definition.Name)
	a.U8(uint8(c.Definition.Aggregation))
	a.U8(uint8(c.Definition.Window))
	a.Text(c.Definition.Product)
	a.U8(uint8(c.Definition.Meter))
}
