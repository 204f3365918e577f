package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy/ruling"
)

// Sell sells something by itself, such as a shipment of chips, from a seller to a buyer,
// in one step with all that rules ask of it: the decision, the levies, the units of
// licences and the matched investment. With any refusal nothing has moved; the decision
// alone is kept.
type Sell struct {
	ID      ledger.ID // new; carries its time
	Buyer   ledger.ID
	Seller  ledger.ID
	Asset   ledger.AssetID
	Amount  money.Amount
	Action  string        // as the rules know it: "chip.ship"
	Goods   ruling.Entity // what is sold
	Context []byte        // what the rules are asked with, as facts.AppendValue writes it
}

func (Sell) kind() Kind { return KindSell }
func (c Sell) append(a *wire.Appender) {
	a.ID(c.ID)
	a.ID(c.Buyer)
	a.ID(c.Seller)
	a.U32(uint32(c.Asset))
	a.Amount(c.Amount)
	a.Text(c.Action)
	a.Text(c.Goods.Type)
	a.Text(c.Goods.ID)
	a.Blob(c.Context)
}

func readSell(r *wire.Reader) Sell {
	return Sell{
		ID: r.ID(), Buyer: r.ID(), Seller: r.ID(), Asset: ledger.AssetID(r.U32()), Amount: r.Amount(),
		Action: r.Text(), Goods: readEntity(r), Context: r.Blob(),
	}
}
