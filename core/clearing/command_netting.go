package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// LinkParty says that a seller's proceeds pay what a buyer owes: both are of one
// owner. Without a seller the buyer stands for itself again.
type LinkParty struct {
	Buyer  ledger.ID
	Seller ledger.ID
	Keep   money.Amount // what the buyer's balance is brought up to, in its first asset
}

func (LinkParty) kind() Kind { return KindLink }
func (c LinkParty) append(a *wire.Appender) {
	a.ID(c.Buyer)
	a.ID(c.Seller)
	a.Amount(c.Keep)
}

// Net sets the proceeds of sellers off against what their linked buyers owe or need,
// at the end of a period. The same period again finds nothing to do. What became of
// each pair is in the answer's SetOffs.
type Net struct {
	Period  ledger.ID
	Asset   ledger.AssetID
	Sellers []ledger.ID // at most NetMax
}

func (Net) kind() Kind { return KindNet }
func (c Net) append(a *wire.Appender) {
	a.ID(c.Period)
	a.U32(uint32(c.Asset))
	a.U16(uint16(len(c.Sellers)))
	for _, id := range c.Sellers {
		a.ID(id)
	}
}
