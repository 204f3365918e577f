package clearing

import (
	"aidollar/core/internal/wire"
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
	if asset, _ := m.Asset(seller.Asset); asset.Code != c.Card.Asset {
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
