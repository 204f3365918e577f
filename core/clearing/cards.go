package clearing

import (
	"slices"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
)

func (m *Machine) putCard(c SellerCard) Answer {
	seller, ok := m.Party(c.Seller)
	if !ok || seller.Role != RoleSeller {
		return refused(refusalSellerUnknown)
	}
	if !c.Buyer.IsZero() {
		if buyer, ok := m.Party(c.Buyer); !ok || buyer.Role != RoleBuyer {
			return refused(refusalBuyerUnknown)
		}
	}
	if asset, ok := m.AssetNumber(c.Card.Asset); !ok || !m.HasAsset(seller.ID, asset) {
		return refused(refusalCardAsset)
	}
	bytes, err := c.Card.AppendBinary(nil)
	if err != nil {
		return refused(refusalCardInvalid)
	}
	for _, i := range m.registry.cardsByPair[pair{c.Seller, c.Buyer}] {
		known := m.registry.cards.At(i).Card
		if known.Name == c.Card.Name && known.Version == c.Card.Version {
			// Cards in the registry went through AppendBinary when they came in.
			if knownBytes, _ := known.AppendBinary(nil); string(knownBytes) != string(bytes) {
				return refused(refusalCardDiffers)
			}
			return Answer{Exists: true, Number: uint32(i)}
		}
	}
	if m.registry.cards.Len() >= CardsMax {
		return refused(refusalCardsFull)
	}
	m.registry.addCard(c)
	number := uint32(m.registry.cards.Len() - 1)
	if m.observer != nil {
		m.observer.CardAdded(number, &c)
	}
	return Answer{Number: number}
}

// readMeter reads what DefineMeter wrote.
func readMeter(r *wire.Reader) SellerMeter {
	return SellerMeter{Seller: r.ID(), Definition: meter.Definition{
		Name: r.Text(), Aggregation: meter.Aggregation(r.U8()), Window: meter.Window(r.U8()), Product: r.Text(), Meter: meter.Meter(r.U8()),
	}}
}

func (m *Machine) defineMeter(d SellerMeter) Answer {
	if number, ok := m.registry.metersByName[sellerName{d.Seller, d.Definition.Name}]; ok {
		if m.registry.meters.At(int(number)-1).Definition != d.Definition {
			return refused(refusalMeterDiffers)
		}
		return Answer{Exists: true, Number: number}
	}
	if seller, ok := m.Party(d.Seller); !ok || seller.Role != RoleSeller {
		return refused(refusalSellerUnknown)
	}
	if fault := d.Definition.Check(); fault != "" {
		return refused(string(fault))
	}
	if m.registry.meters.Len() >= MetersMax {
		return refused(refusalMetersFull)
	}
	m.registry.addMeter(d)
	number := uint32(m.registry.meters.Len())
	if m.observer != nil {
		m.observer.MeterDefined(number, &d)
	}
	return Answer{Number: number}
}

// price finds what prices a model for a buyer at a time. The buyer's own cards
// go before those for everybody. Among the newest of each currency, the buyer's
// first currency goes before others that the buyer has an account in; a card
// that cannot be paid is only named when there is no other.
func (m *Machine) price(seller, buyer ledger.ID, model string, at int64) (card, place int, refusal string) {
	b, _ := m.Party(buyer)
	first, _ := m.Asset(b.Asset)
	refusal = refusalCardNone
	for _, of := range [...]pair{{seller, buyer}, {seller, ledger.ID{}}} {
		payable := false
		var seen []string
		cards := m.registry.cardsByPair[of]
		for i := len(cards) - 1; i >= 0; i-- {
			c := m.registry.cards.At(cards[i]).Card
			if !c.ValidAt(at) || slices.Contains(seen, c.Asset) {
				continue
			}
			found, ok := c.Find(model)
			if ok && c.Asset == first.Code {
				return cards[i], found, ""
			}
			seen = append(seen, c.Asset)
			switch asset, _ := m.AssetNumber(c.Asset); {
			case !ok:
				if refusal == refusalCardNone {
					refusal = refusalModelUnknown
				}
			case !payable && m.HasAsset(buyer, asset):
				card, place, refusal, payable = cards[i], found, "", true
			case refusal != "":
				card, place, refusal = cards[i], found, ""
			}
		}
		if payable {
			return card, place, ""
		}
	}
	return card, place, refusal
}
