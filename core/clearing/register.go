package clearing

import (
	"unicode/utf8"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// register carries out the commands that concern assets, parties, keys and cards.
func (m *Machine) register(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	var act func() Answer
	switch kind {
	case KindAsset:
		asset := money.Asset{Code: r.Text(), Scale: r.U8(), ChainScale: r.U8()}
		act = func() Answer { return m.defineAsset(now, asset) }
	case KindParty:
		p := Party{ID: r.ID(), Role: Role(r.U8()), Name: r.Text(), Asset: ledger.AssetID(r.U32()), CommissionPPM: r.U32(), Since: now}
		act = func() Answer { return m.addParty(now, p) }
	case KindKey:
		k := Key{ID: r.ID()}
		copy(k.Hash[:], r.Take(len(k.Hash)))
		k.Party, k.Name, k.Scopes, k.Since = r.ID(), r.Text(), Scopes(r.U16()), now
		act = func() Answer { return m.addKey(k) }
	case KindKeyRevoke:
		id := r.ID()
		act = func() Answer { return m.revokeKey(now, id) }
	case KindCard:
		seller := r.ID()
		card, err := tariff.DecodeCard(r.Take(len(r.B)))
		if err != nil {
			return Answer{}, err
		}
		act = func() Answer { return m.putCard(now, seller, card) }
	}
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	return act(), nil
}

func refused(code string) Answer { return Answer{Refusal: code} }

func nameValid(name string) bool {
	return name != "" && len(name) <= NameLengthMax && utf8.ValidString(name)
}

func (m *Machine) defineAsset(now int64, a money.Asset) Answer {
	if number, ok := m.registry.assetsByCode[a.Code]; ok {
		if known, _ := m.Asset(number); known != a {
			return refused(refusalAssetDiffers)
		}
		return Answer{Exists: true, Number: uint32(number)}
	}
	if _, err := money.NewAsset(a.Code, a.Scale, a.ChainScale); err != nil {
		return refused(refusalAssetInvalid)
	}
	if m.registry.assets.Len() >= AssetsMax {
		return refused(refusalAssetsFull)
	}
	number := ledger.AssetID(m.registry.assets.Len() + 1)
	house := [...]ledger.Account{custody(number), revenue(number)}
	result := m.ledger.Atomic(func() ledger.Result {
		for i := range house {
			if r := m.ledger.Open(house[i]); r != ledger.OK {
				return r
			}
		}
		return ledger.OK
	})
	if result != ledger.OK {
		return refused(result.String())
	}
	m.registry.addAsset(a)
	if m.observer != nil {
		m.observer.AssetDefined(number, a)
		for i := range house {
			m.observer.AccountOpened(now, &house[i])
		}
	}
	return Answer{Number: uint32(number)}
}

// ppmWhole is a whole in parts per million.
const ppmWhole = 1_000_000

func (m *Machine) addParty(now int64, p Party) Answer {
	if known, ok := m.Party(p.ID); ok {
		known.Since = p.Since
		if known != p {
			return refused(refusalPartyDiffers)
		}
		return Answer{Exists: true}
	}
	switch {
	case p.ID.IsZero():
		return refused(refusalIDZero)
	case !nameValid(p.Name):
		return refused(refusalName)
	case p.Role == 0 || p.Role >= roleEnd:
		return refused(refusalRole)
	case p.CommissionPPM > ppmWhole || (p.Role == RoleBuyer && p.CommissionPPM != 0):
		return refused(refusalCommission)
	case m.registry.parties.Len() >= PartiesMax:
		return refused(refusalPartiesFull)
	}
	if _, ok := m.Asset(p.Asset); !ok {
		return refused(refusalAssetUnknown)
	}
	var opened []ledger.Account
	result := m.ledger.Atomic(func() ledger.Result {
		var result ledger.Result
		opened, result = m.openParty(p)
		return result
	})
	if result != ledger.OK {
		return refused(result.String())
	}
	m.registry.addParty(p)
	if m.observer != nil {
		for i := range opened {
			m.observer.AccountOpened(now, &opened[i])
		}
		m.observer.PartyAdded(&p)
	}
	return Answer{}
}

// openParty opens a party's accounts, and a seller's allocation rule.
func (m *Machine) openParty(p Party) (opened []ledger.Account, result ledger.Result) {
	codes := []uint16{AccountBuyer}
	if p.Role == RoleSeller {
		codes = []uint16{AccountSeller, AccountSale, AccountCarry}
	}
	for _, code := range codes {
		a := ledger.Account{ID: PartyAccount(p.ID, code), Asset: p.Asset, Code: code, Flags: ledger.LimitDebit}
		if code == AccountSale || code == AccountCarry {
			// What stands here belongs to a sale on its way: only the steps of
			// its call move it.
			a.Flags |= ledger.Managed
		}
		if result = m.ledger.Open(a); result != ledger.OK {
			return nil, result
		}
		opened = append(opened, a)
	}
	if p.Role != RoleSeller {
		return opened, ledger.OK
	}
	rule := ledger.Rule{ID: SellerRule(p.ID), Asset: p.Asset, Carry: PartyAccount(p.ID, AccountCarry)}
	if p.CommissionPPM < ppmWhole {
		rule.Shares = append(rule.Shares, ledger.Share{Account: PartyAccount(p.ID, AccountSeller), Weight: uint64(ppmWhole - p.CommissionPPM)})
	}
	if p.CommissionPPM > 0 {
		rule.Shares = append(rule.Shares, ledger.Share{Account: HouseAccount(AccountRevenue, p.Asset), Weight: uint64(p.CommissionPPM)})
	}
	return opened, m.ledger.DefineRule(rule)
}

func (m *Machine) addKey(k Key) Answer {
	if i, ok := m.registry.keysByID[k.ID]; ok {
		known := *m.registry.keys.At(i)
		known.Since, known.Revoked = k.Since, 0
		if known != k {
			return refused(refusalKeyDiffers)
		}
		return Answer{Exists: true}
	}
	if _, ok := m.registry.keysByHash[k.Hash]; ok {
		return refused(refusalKeyDiffers)
	}
	switch {
	case k.ID.IsZero():
		return refused(refusalIDZero)
	case !nameValid(k.Name):
		return refused(refusalName)
	case !k.Scopes.Valid():
		return refused(refusalScopes)
	case m.registry.keys.Len() >= KeysMax:
		return refused(refusalKeysFull)
	}
	party, ok := m.Party(k.Party)
	switch {
	case !ok && (!k.Party.IsZero() || k.Scopes&^ScopeAdmin != 0):
		return refused(refusalPartyUnknown)
	case ok && k.Scopes&ScopeAdmin != 0:
		return refused(refusalScopes)
	case ok && k.Scopes&ScopeCall != 0 && party.Role != RoleBuyer:
		return refused(refusalRole)
	}
	m.registry.addKey(k)
	m.keyChanged(&k)
	return Answer{}
}

func (m *Machine) keyChanged(k *Key) {
	if m.observer != nil {
		m.observer.KeyChanged(k)
	}
}

func (m *Machine) revokeKey(now int64, id ledger.ID) Answer {
	i, ok := m.registry.keysByID[id]
	if !ok {
		return refused(refusalKeyUnknown)
	}
	if m.registry.keys.At(i).Revoked != 0 {
		return Answer{Exists: true}
	}
	k := m.registry.keys.Change(i)
	k.Revoked = now
	m.registry.revision++
	m.keyChanged(k)
	return Answer{}
}

func (m *Machine) putCard(now int64, sellerID ledger.ID, card *tariff.Card) Answer {
	seller, ok := m.Party(sellerID)
	if !ok || seller.Role != RoleSeller {
		return refused(refusalSellerUnknown)
	}
	if asset, _ := m.Asset(seller.Asset); asset.Code != card.Asset {
		return refused(refusalCardAsset)
	}
	bytes, err := card.AppendBinary(nil)
	if err != nil {
		return refused(refusalCardInvalid)
	}
	for _, i := range m.registry.cardsBySeller[sellerID] {
		known := m.registry.cards.At(i).Card
		if known.Name == card.Name && known.Version == card.Version {
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
	c := SellerCard{Seller: sellerID, Card: card, Since: now}
	m.registry.addCard(c)
	number := uint32(m.registry.cards.Len() - 1)
	if m.observer != nil {
		m.observer.CardAdded(number, &c)
	}
	return Answer{Number: number}
}
