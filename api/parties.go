package api

import (
	"errors"
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// PartyAnswer is a buyer or a seller.
type PartyAnswer struct {
	ID         string            `json:"id" schema:"id"`
	Role       string            `json:"role" about:"buyer or seller"`
	Name       string            `json:"name"`
	Asset      string            `json:"asset" about:"what it pays or is paid in"`
	Commission string            `json:"commission,omitempty" about:"of a seller's sales, to the house, in percent: 2.5"`
	Since      string            `json:"since" schema:"time"`
	KeepUntil  string            `json:"keep_until,omitempty" schema:"time" about:"until when the house keeps what it has of the party at least, as its rules say; missing when none does"`
	Barred     string            `json:"barred,omitempty" about:"the code that whatever it does is refused with: party_under_review, party_listed, onboarding_denied, or rule_referred while a person has not approved that it is dealt with; missing: nothing stands in its way"`
	Onboarding uint64            `json:"onboarding,omitempty" about:"number of the decision of whether it may be dealt with; missing where rules do not ask, and where it is made at its next deed"`
	Accounts   map[string]string `json:"accounts" about:"ids by use: balance of a buyer; proceeds, sale and carry of a seller"`
}

// percentScale is how many decimals a percentage in parts per million has.
const percentScale = 4

var partyForm = form{name: "BuyerRequest", about: "A buyer to enter.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "name", kind: fieldText, required: true, max: clearing.NameLengthMax, about: "for people"},
	{name: "asset", kind: fieldAsset, about: "what it pays in; USD when missing"},
}}

var sellerForm = form{name: "SellerRequest", about: "A seller to enter.", fields: append(slices.Clone(partyForm.fields),
	field{name: "commission", kind: fieldDigits, about: "percent of the sales that the house takes, exact to four decimals: \"2.5\"; none when missing"})}

func createBuyer(q *request) (any, error)  { return q.createParty(clearing.RoleBuyer) }
func createSeller(q *request) (any, error) { return q.createParty(clearing.RoleSeller) }

func (q *request) createParty(role clearing.Role) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	p := clearing.Party{ID: o.id("id"), Role: role, Name: o.text("name")}
	if role == clearing.RoleSeller {
		p.CommissionPPM = o.percent("commission")
	}
	p.Asset, _ = q.asset(o, "asset")
	if err := f.err(); err != nil {
		return nil, err
	}
	p.ID = q.thingID(p.ID)
	if err := q.enterParty(p); err != nil {
		return nil, err
	}
	return q.party(p.ID, role)
}

// percent reads a percentage as parts per million.
func (o *object) percent(name string) uint32 {
	v, ok := o.take(name, kindText)
	if !ok {
		return 0
	}
	const whole = 100 * 10_000
	ppm, err := money.ParseDecimal(v.text, percentScale)
	o.decimalFault(name, err)
	if err == nil && money.Units(whole).Less(ppm) {
		o.fault(name, "commission_invalid", "%s percent is more than the whole sale", clip(v.text))
		return 0
	}
	return uint32(ppm.Lo)
}

// assetDefault is meant where no asset is named.
const assetDefault = "USD"

// asset finds the asset that a body names.
func (q *request) asset(o *object, name string) (number ledger.AssetID, asset money.Asset) {
	code := assetDefault
	if v, ok := o.take(name, kindText); ok {
		code = v.text
		canonical, err := money.AssetCode(code)
		var bad *money.AssetError
		if errors.As(err, &bad) {
			o.fault(name, bad.Code, "%v", bad)
			return 0, money.USD()
		}
		code = canonical
	} else if o.has(name) {
		return 0, money.USD() // the fault is noted
	}
	if code == q.assetSeen.Code {
		return q.numberSeen, q.assetSeen // a long list asks for the same one again and again
	}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		number, _ = m.AssetNumber(code)
		asset, _ = m.Asset(number)
	})
	q.numberSeen, q.assetSeen = number, asset
	if number == 0 {
		o.fault(name, "asset_unknown", "the asset %s is not defined here; define it with POST %s/assets", code, Prefix)
		return 0, money.USD()
	}
	return number, asset
}

// enterParty makes a party, and in the same record asks a person about it where its name
// is like a listed one. What is a party already was asked about when it became one.
func (q *request) enterParty(p clearing.Party) error {
	commands := []clearing.Command{clearing.AddParty{Party: p}}
	known := false
	q.api.deps.Node.View(func(m *clearing.Machine) { _, known = m.Party(p.ID) })
	if q.api.deps.Screen != nil && !known {
		reviews, entered := q.api.deps.Screen(p)
		defer entered()
		commands = append(commands, reviews...)
	}
	answers, err := q.api.submit(q.Context(), commands...)
	if err != nil {
		return err
	}
	q.replay = answers[0].Exists
	for i := range answers {
		if err := q.refusal(answers[i].Refusal); err != nil {
			return err
		}
	}
	return nil
}

var partyAssetForm = form{name: "PartyAsset", about: "A further asset that a party has.", fields: []field{
	{name: "asset", kind: fieldAsset, required: true, about: "its code"},
}}

func addPartyAsset(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	asset, _ := q.asset(o, "asset")
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.do(clearing.AddPartyAsset{Party: id, Asset: asset})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	var account ledger.ID
	q.api.deps.Node.View(func(m *clearing.Machine) {
		p, _ := m.Party(id)
		code := clearing.AccountBuyer
		if p.Role == clearing.RoleSeller {
			code = clearing.AccountSeller
		}
		if account = clearing.FurtherAccount(id, code, asset); p.Asset == asset {
			account = clearing.PartyAccount(id, code)
		}
	})
	return q.account(account)
}

func (q *request) party(id ledger.ID, role clearing.Role) (any, error) {
	var p clearing.Party
	var asset money.Asset
	var ok bool
	var barred string
	var decision uint64
	kept, now := int64(0), q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		p, ok = m.Party(id)
		asset, _ = m.Asset(p.Asset)
		kept = m.Duties().KeptUntil(id)
		barred, decision = m.Barred(now)(id)
	})
	if !ok || p.Role != role {
		return nil, refuse("seller_or_buyer_unknown", "there is no %s with the id %s", role, id)
	}
	out := partyAnswer(p, asset, kept)
	out.Barred, out.Onboarding = barred, decision
	return out, nil
}

func partyAnswer(p clearing.Party, asset money.Asset, kept int64) *PartyAnswer {
	a := &PartyAnswer{
		ID: p.ID.String(), Role: p.Role.String(), Name: p.Name, Asset: asset.Code, Since: printTime(p.Since), KeepUntil: timeOrNone(kept),
		Accounts: map[string]string{},
	}
	for _, use := range partyAccounts(p.Role) {
		a.Accounts[use.name] = clearing.PartyAccount(p.ID, use.code).String()
	}
	if p.Role == clearing.RoleSeller {
		a.Commission = money.Units(uint64(p.CommissionPPM)).Decimal(percentScale)
	}
	return a
}

// accountUse is an account of a party under the name people know it by.
type accountUse struct {
	name string
	code uint16
}

func partyAccounts(role clearing.Role) []accountUse {
	if role == clearing.RoleBuyer {
		return []accountUse{{"balance", clearing.AccountBuyer}}
	}
	return []accountUse{{"proceeds", clearing.AccountSeller}, {"sale", clearing.AccountSale}, {"carry", clearing.AccountCarry}}
}

// PartyPage is one page of buyers or sellers.
type PartyPage struct {
	Items []*PartyAnswer `json:"items"`
	Next  string         `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

func listBuyers(q *request) (any, error)  { return q.listParties(clearing.RoleBuyer) }
func listSellers(q *request) (any, error) { return q.listParties(clearing.RoleSeller) }

func (q *request) listParties(role clearing.Role) (any, error) {
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	out := &PartyPage{Items: []*PartyAnswer{}}
	place, now := uint64(0), q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		barred := m.Barred(now)
		m.Parties(func(p clearing.Party) bool {
			place++
			if place <= page.after || p.Role != role {
				return true
			}
			if len(out.Items) == page.limit {
				out.Next = printCursor(place - 1)
				return false
			}
			asset, _ := m.Asset(p.Asset)
			answer := partyAnswer(p, asset, m.Duties().KeptUntil(p.ID))
			answer.Barred, answer.Onboarding = barred(p.ID)
			out.Items = append(out.Items, answer)
			return true
		})
	})
	return out, nil
}

func getBuyer(q *request) (any, error)  { return q.getParty(clearing.RoleBuyer) }
func getSeller(q *request) (any, error) { return q.getParty(clearing.RoleSeller) }

func (q *request) getParty(role clearing.Role) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	if err := q.mine(id); err != nil {
		return nil, err
	}
	return q.party(id, role)
}

// AssetAnswer is an asset.
type AssetAnswer struct {
	Number     uint32 `json:"number" about:"stands for it in binary transfers"`
	Code       string `json:"code" about:"ISO 4217 code or CAIP-19 asset type"`
	Scale      uint8  `json:"scale" about:"decimals in the ledger"`
	ChainScale uint8  `json:"chain_scale" about:"decimals of the token on chain"`
}

// AssetPage is all assets.
type AssetPage struct {
	Items []AssetAnswer `json:"items"`
}

var assetForm = form{name: "AssetRequest", about: "An asset to define.", fields: []field{
	{name: "code", kind: fieldAsset, required: true, about: "ISO 4217 code or CAIP-19 asset type"},
	{name: "scale", kind: fieldWhole, max: money.ScaleMax, about: "decimals in the ledger; 9 when missing"},
	{name: "chain_scale", kind: fieldWhole, max: money.ScaleMax, about: "decimals of the token on chain; 6 when missing"},
}}

func createAsset(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	scale, chainScale := uint64(money.ScaleDefault), uint64(money.ChainScaleDefault)
	if o.has("scale") {
		scale = o.whole("scale")
	}
	if o.has("chain_scale") {
		chainScale = o.whole("chain_scale")
	}
	var asset money.Asset
	if v, ok := o.take("code", kindText); ok {
		var bad *money.AssetError
		if asset, err = money.NewAsset(v.text, uint8(scale), uint8(chainScale)); errors.As(err, &bad) {
			o.fault("code", bad.Code, "%v", bad)
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.do(clearing.DefineAsset{Asset: asset})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return &AssetAnswer{answer.Number, asset.Code, asset.Scale, asset.ChainScale}, nil
}

func listAssets(q *request) (any, error) {
	out := &AssetPage{Items: []AssetAnswer{}}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Assets(func(number ledger.AssetID, a money.Asset) bool {
			out.Items = append(out.Items, AssetAnswer{uint32(number), a.Code, a.Scale, a.ChainScale})
			return true
		})
	})
	return out, nil
}
