package api

import (
	"math/big"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// NettingPreview is what was charged in a time, pair by pair, and how each party
// stands with all others together. Amounts are before the house's commission.
type NettingPreview struct {
	Asset       string          `json:"asset"`
	From        string          `json:"from" schema:"time"`
	Until       string          `json:"until" schema:"time"`
	Gross       string          `json:"gross" schema:"amount" about:"the sum of all obligations"`
	Net         string          `json:"net" schema:"amount" about:"what all who pay pay together, which is what all who are paid get"`
	Ratio       string          `json:"ratio,omitempty" about:"gross for each unit of net, with four decimals, rounded down; missing when nothing is left to be paid"`
	Obligations []NetObligation `json:"obligations" about:"what each buyer was charged by each seller"`
	Positions   []NetPosition   `json:"positions" about:"of each owner: a buyer that is linked stands with its seller"`
	SetOffs     []SetOffAnswer  `json:"set_offs" about:"what a run would set off now"`
}

// NetObligation is what a buyer was charged by a seller.
type NetObligation struct {
	Buyer  string `json:"buyer" schema:"id"`
	Seller string `json:"seller" schema:"id"`
	Amount string `json:"amount" schema:"amount"`
}

// NetPosition is how an owner stands with all others together.
type NetPosition struct {
	Party    string `json:"party" schema:"id"`
	Owes     string `json:"owes" schema:"amount" about:"gross"`
	Owed     string `json:"owed" schema:"amount" about:"gross"`
	Pays     string `json:"pays" schema:"amount" about:"net"`
	Receives string `json:"receives" schema:"amount" about:"net"`
}

const (
	// netObligationsMax bounds what a preview adds up; a longer one takes a part of
	// the time, or the files of usage.
	netObligationsMax = 200_000
	nettingDefault    = 24 * time.Hour
	ratioDigits       = 4
)

func previewNetting(q *request) (any, error) {
	query := UsageQuery{By: []string{"buyer", "seller"}, Zone: time.UTC, Limit: pageMax}
	var err error
	if query.From, query.Until, err = q.span(); err != nil {
		return nil, err
	}
	if query.Until == 0 {
		query.Until = q.api.now().UnixNano()
	}
	if query.From == 0 {
		query.From = query.Until - int64(nettingDefault)
	}
	query.From = time.Unix(0, query.From).Truncate(time.Hour).UnixNano()
	number, asset, err := q.queryAsset("asset")
	if err != nil {
		return nil, err
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	out := &NettingPreview{Asset: asset.Code, From: printTime(query.From), Until: printTime(query.Until), Obligations: []NetObligation{}, Positions: []NetPosition{}, SetOffs: []SetOffAnswer{}}
	list, err := q.obligations(query, number)
	if err != nil {
		return nil, err
	}
	for i := range list {
		out.Obligations = append(out.Obligations, NetObligation{list[i].Debtor.String(), list[i].Creditor.String(), list[i].Amount.Decimal(asset.Scale)})
	}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		for i := range list {
			// Whoever is linked stands with its seller: that is where both are settled.
			if k, ok := m.Link(list[i].Debtor); ok {
				list[i].Debtor = k.Seller
			}
		}
		for _, s := range m.NetPlan(number) {
			if s.Need.IsZero() {
				continue
			}
			a := setOffAnswer(&s, asset)
			a.Period = ""
			out.SetOffs = append(out.SetOffs, a)
		}
	})
	return out, out.add(list, asset)
}

// obligations reads what was charged, pair by pair.
func (q *request) obligations(query UsageQuery, number ledger.AssetID) (list []settlement.Obligation, err error) {
	for {
		page, err := q.api.deps.Books.Usage(q.Context(), query)
		if err != nil {
			return nil, err
		}
		for i := range page.Rows {
			if r := &page.Rows[i]; r.Asset == number && !r.Charge.IsZero() {
				list = append(list, settlement.Obligation{Debtor: r.Buyer, Creditor: r.Seller, Amount: r.Charge})
			}
		}
		if query.After = page.Next; query.After == "" {
			return list, nil
		}
		if len(list) >= netObligationsMax {
			return nil, badParam("from", "span_invalid", "there are more obligations in this time than are added up at once; ask for less")
		}
	}
}

// add nets the obligations and adds up both sides.
func (p *NettingPreview) add(list []settlement.Obligation, asset money.Asset) error {
	positions, ok := settlement.Net(list)
	if !ok {
		return refuse("overflow", "")
	}
	var gross, net money.Amount
	for i := range list {
		gross, _ = gross.Add(list[i].Amount) // that of all positions fits
	}
	for i := range positions {
		at := &positions[i]
		net, _ = net.Add(at.Pays())
		p.Positions = append(p.Positions, NetPosition{
			at.Party.String(), at.Owes.Decimal(asset.Scale), at.Owed.Decimal(asset.Scale), at.Pays().Decimal(asset.Scale), at.Receives().Decimal(asset.Scale),
		})
	}
	p.Gross, p.Net = gross.Decimal(asset.Scale), net.Decimal(asset.Scale)
	if !net.IsZero() {
		p.Ratio = Ratio(gross, net)
	}
	return nil
}

// Ratio is a for each unit of b, which is not zero, with four decimals, rounded down.
func Ratio(a, b money.Amount) string {
	wide := func(v money.Amount) *big.Int {
		n := new(big.Int).SetUint64(v.Hi)
		return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(v.Lo))
	}
	scaled := wide(a)
	scaled.Mul(scaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(ratioDigits), nil)).Quo(scaled, wide(b))
	text := scaled.String()
	for len(text) <= ratioDigits {
		text = "0" + text
	}
	return text[:len(text)-ratioDigits] + "." + text[len(text)-ratioDigits:]
}

// queryAsset finds the asset that a parameter names.
func (q *request) queryAsset(name string) (number ledger.AssetID, asset money.Asset, err error) {
	code := assetDefault
	if q.URL.Query().Has(name) {
		code = q.URL.Query().Get(name)
	}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		number, _ = m.AssetNumber(code)
		asset, _ = m.Asset(number)
	})
	if number == 0 {
		return 0, asset, badParam(name, "asset_unknown", "the asset "+clip(code)+" is not defined here; GET "+Prefix+"/assets lists those that are")
	}
	return number, asset, nil
}
