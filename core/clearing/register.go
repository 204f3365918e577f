package clearing

import (
	"unicode/utf8"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// register carries out the commands that concern assets, parties, projects,
// keys, cards and pushed meters.
func (m *Machine) register(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act, err := m.registerCommand(now, kind, r)
	if err != nil {
		return Answer{}, err
	}
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	return act(), nil
}

// registerCommand reads a command and gives what to do once it is read to its end.
func (m *Machine) registerCommand(now int64, kind Kind, r *wire.Reader) (func() Answer, error) {
	switch kind {
	case KindAsset:
		asset := money.Asset{Code: r.Text(), Scale: r.U8(), ChainScale: r.U8()}
		return func() Answer { return m.defineAsset(now, asset) }, nil
	case KindParty:
		p := Party{ID: r.ID(), Role: Role(r.U8()), Name: r.Text(), Asset: ledger.AssetID(r.U32()), CommissionPPM: r.U32(), Since: now}
		return func() Answer { return m.addParty(now, p) }, nil
	case KindProject:
		p := Project{ID: r.ID(), Party: r.ID(), Name: r.Text(), Limits: readSpendLimits(r), Since: now}
		return func() Answer { return m.addProject(now, p) }, nil
	case KindProjectChange:
		c := ChangeProject{ID: r.ID(), Name: r.Text(), Limits: readSpendLimits(r), Archived: r.Flag()}
		return func() Answer { return m.changeProject(now, &c) }, nil
	case KindKey:
		k := readKey(r)
		k.Since = now
		return func() Answer { return m.addKey(now, k) }, nil
	case KindKeyChange:
		c := ChangeKey{ID: r.ID(), Terms: readKeyTerms(r)}
		return func() Answer { return m.changeKey(&c) }, nil
	case KindKeyRevoke:
		id := r.ID()
		return func() Answer { return m.revokeKey(now, id) }, nil
	case KindPartyAsset:
		c := AddPartyAsset{Party: r.ID(), Asset: ledger.AssetID(r.U32())}
		return func() Answer { return m.addPartyAsset(now, c.Party, c.Asset) }, nil
	case KindIdentity:
		c := readSetIdentity(r)
		return func() Answer { return m.setIdentity(now, &c) }, nil
	case KindMeter:
		d := readMeter(r)
		d.Since = now
		return func() Answer { return m.defineMeter(d) }, nil
	}
	c := SellerCard{Seller: r.ID(), Buyer: r.ID(), Since: now}
	var err error
	if c.Card, err = tariff.DecodeCard(r.Take(len(r.B))); err != nil {
		return nil, err
	}
	return func() Answer { return m.putCard(c) }, nil
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
		opened, result = m.openParty(p, p.Asset)
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

// openParty opens a party's accounts in an asset, and a seller's allocation rule.
func (m *Machine) openParty(p Party, asset ledger.AssetID) (opened []ledger.Account, result ledger.Result) {
	codes := []uint16{AccountBuyer}
	if p.Role == RoleSeller {
		codes = []uint16{AccountSeller, AccountSale, AccountCarry}
	}
	for _, code := range codes {
		a := ledger.Account{ID: p.account(code, asset), Asset: asset, Code: code, Flags: ledger.LimitDebit}
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
	rule := ledger.Rule{ID: p.rule(asset), Asset: asset, Carry: p.account(AccountCarry, asset)}
	if p.CommissionPPM < ppmWhole {
		rule.Shares = append(rule.Shares, ledger.Share{Account: p.account(AccountSeller, asset), Weight: uint64(ppmWhole - p.CommissionPPM)})
	}
	if p.CommissionPPM > 0 {
		rule.Shares = append(rule.Shares, ledger.Share{Account: HouseAccount(AccountRevenue, asset), Weight: uint64(p.CommissionPPM)})
	}
	return opened, m.ledger.DefineRule(rule)
}

// addPartyAsset opens a party's accounts in a further asset.
func (m *Machine) addPartyAsset(now int64, id ledger.ID, asset ledger.AssetID) Answer {
	p, ok := m.Party(id)
	if !ok {
		return refused(refusalPartyUnknown)
	}
	if _, ok := m.Asset(asset); !ok {
		return refused(refusalAssetUnknown)
	}
	if m.HasAsset(id, asset) {
		return Answer{Exists: true}
	}
	var opened []ledger.Account
	result := m.ledger.Atomic(func() (result ledger.Result) {
		opened, result = m.openParty(p, asset)
		return result
	})
	if result != ledger.OK {
		return refused(result.String())
	}
	m.registry.revision++
	if m.observer != nil {
		for i := range opened {
			m.observer.AccountOpened(now, &opened[i])
		}
		m.observer.PartyAssetAdded(now, id, asset)
	}
	return Answer{}
}
