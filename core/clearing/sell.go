package clearing

import (
	"slices"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
)

// Sold is a sale of Sell as it was made.
type Sold struct {
	Sale     *Sell
	At       int64  // Unix nanoseconds
	Decision uint64 // its number; zero where no rules are in force
	Levies   []LevyPaid
	Draw     licence.Draw // of licences and matches, settled; without lines where there are none
}

// LevyPaid is what an authority got of a sale.
type LevyPaid struct {
	To      string
	Account ledger.ID
	Amount  money.Amount
}

// sell carries out the command Sell.
func (m *Machine) sell(now int64, r *wire.Reader) (Answer, error) {
	c := readSell(r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	if refusal := m.sellable(&c); refusal != "" {
		return refused(refusal), nil
	}
	if _, known := m.ledger.Remembers(c.ID); known {
		return Answer{Exists: true}, nil
	}
	if may := m.mayDeal(now, c.Buyer, c.Seller); may.Refusal != "" {
		return may, nil
	}
	ask := ruling.Ask{Action: c.Action, Principal: ruling.Participant(c.Buyer), Resource: c.Goods, Context: c.Context, Cause: c.ID}
	ask, words, contradicted := m.Complete(now, &ask)
	if contradicted != "" {
		return Answer{Refusal: contradicted, Detail: words}, nil
	}
	d, refusal := m.rules.Decide(now, &ask)
	m.decided(now, d)
	switch full := m.answerable(&ask, d); {
	case refusal != "":
		return refused(string(refusal)), nil
	case full != "":
		return refused(string(full)), nil
	case d != nil && d.Refusal() != "":
		m.answered(now, &ask, d)
		return Answer{Refusal: string(d.Refusal()), Decision: d, Cited: m.rules.Cite(d.Rules), Detail: d.Missing}, nil
	case d == nil:
		d = &ruling.Decision{} // no rules, and nothing that they would ask for
	}
	a := m.carryOut(now, &c, d)
	if a.Decision = d; a.Refusal == "" {
		m.answered(now, &ask, d, c.Seller)
	}
	return a, nil
}

// sellable checks a sale by itself.
func (m *Machine) sellable(c *Sell) (refusal string) {
	buyer, ok := m.Party(c.Buyer)
	if !ok || buyer.Role != RoleBuyer {
		return refusalBuyerUnknown
	}
	seller, ok := m.Party(c.Seller)
	switch {
	case !ok || seller.Role != RoleSeller:
		return refusalSellerUnknown
	case !m.HasAsset(c.Buyer, c.Asset) || !m.HasAsset(c.Seller, c.Asset):
		return refusalAccountNone
	case c.Amount.IsZero():
		return ledger.AmountZero.String()
	}
	return ""
}

// carryOut makes a sale that is allowed: what its obligations use up, and its postings,
// all or nothing.
func (m *Machine) carryOut(now int64, c *Sell, d *ruling.Decision) Answer {
	seller, _ := m.Party(c.Seller)
	levies, refusal := m.levies(now, d.Obligations, c.Asset, ppmWhole)
	if refusal != "" {
		return refused(refusal)
	}
	draw, refusal := m.used(now, c, d.Obligations)
	if refusal != "" {
		return refused(refusal)
	}
	if len(draw.Lines) > 0 {
		if short := m.quotas.Draw(now, &draw); short.Refusal != "" {
			return quotaAnswer(short)
		}
	}
	chain, paid, rests := m.chain(c, &seller, levies)
	var result ledger.Result
	m.ledger.Manage(func() {
		for _, o := range m.ledger.Transfers(chain, nil) {
			if o.Result != ledger.OK && o.Result != ledger.LinkedRefused {
				result = o.Result
			}
		}
	})
	if result != ledger.OK {
		if len(draw.Lines) > 0 {
			m.quotas.Return(draw.ID)
		}
		return refused(result.String())
	}
	for i, rest := range rests {
		m.authorities.list.Change(int(levies[i].Authority)).rest = rest
	}
	if len(draw.Lines) > 0 {
		m.quotas.Settle(draw.ID, nil)
	}
	sold := &Sold{Sale: c, At: now, Decision: d.Number, Levies: paid, Draw: draw}
	if m.observer != nil {
		for _, t := range chain {
			m.observer.Posted(now, &ledger.Posting{Transfer: t, Posted: t.Amount})
		}
		m.observer.Sold(now, sold)
	}
	m.raised(now, draw.Lines)
	return Answer{Sold: sold}
}

// chain are the postings of a sale: from the buyer to the sale's account, and from there
// to the authorities and to those who share the rest.
func (m *Machine) chain(c *Sell, seller *Party, levies payment.Levies) (chain []ledger.Transfer, paid []LevyPaid, rests []uint64) {
	sale := seller.account(AccountSale, c.Asset)
	post := func(t ledger.Transfer) {
		if t.Cause, t.Asset = c.ID, c.Asset; t.Amount.IsZero() {
			return
		}
		t.Flags |= ledger.Linked
		chain = append(chain, t)
	}
	post(ledger.Transfer{ID: c.ID, Debit: m.PartyAccountIn(c.Buyer, AccountBuyer, c.Asset), Credit: sale, Amount: c.Amount, Code: TransferSale})
	left := c.Amount
	for i, l := range levies {
		if l.PPM == 0 {
			break
		}
		amount, rest := m.due(l, c.Amount)
		// What earlier sales left below a unit can make it one more than there is.
		if left.Less(amount) {
			amount, rest = left, rest+ppmWhole
		}
		to := m.authorities.list.At(int(l.Authority))
		left = left.SubFloor(amount)
		paid, rests = append(paid, LevyPaid{to.Name, to.Account, amount}), append(rests, rest)
		post(ledger.Transfer{ID: c.ID.Derive(levyOrdinal + uint64(i)), Debit: sale, Credit: to.Account, Amount: amount, Code: TransferLevy})
	}
	post(ledger.Transfer{ID: c.ID.Derive(levyOrdinal - 1), Debit: sale, Credit: seller.rule(c.Asset), Amount: left, Code: TransferShare, Flags: ledger.Split})
	chain[len(chain)-1].Flags &^= ledger.Linked
	return chain, paid, rests
}

// used is what the obligations of a sale use up: units of licences, which the seller
// holds, the share that goes with the licence that it names, and what investments are
// matched by.
func (m *Machine) used(now int64, c *Sell, obligations []policy.Obligation) (d licence.Draw, refusal string) {
	d = licence.Draw{ID: c.ID, Holder: ruling.Participant(c.Seller).String(), Customer: ruling.Participant(c.Buyer).String(), Goods: c.Goods.String()}
	for _, o := range obligations {
		line := licence.Line{Quota: o.To}
		switch o.Kind {
		case policy.Licence:
			units, ok := ruling.Whole(c.Context, contextUnits)
			if !ok {
				return d, refusalUnitsNone
			}
			line.Units = money.Units(units)
		case policy.Match:
			// In whole units of the asset, begun ones included: an investment that is a
			// fraction short is short.
			asset, _ := m.Asset(c.Asset)
			whole, rest, _ := money.MulDiv(c.Amount, uint64(o.PPM), 0, ppmWhole, money.Down)
			if rest > 0 {
				whole, _ = whole.Add(money.Units(1))
			}
			one := money.Units(pow10(asset.Scale)).Lo
			if whole, rest = whole.DivMod64(one); rest > 0 {
				whole, _ = whole.Add(money.Units(1))
			}
			line.Units = whole
		default:
			continue
		}
		d.Lines = append(d.Lines, line)
	}
	if share, units, ok := m.shared(now, c); ok && !slices.ContainsFunc(d.Lines, func(l licence.Line) bool { return l.Quota == share }) {
		d.Lines = append(d.Lines, licence.Line{Quota: share, Units: money.Units(units)})
	}
	return d, ""
}

// shared is the share that counts a sale under the licence that it names, where there is one.
func (m *Machine) shared(now int64, c *Sell) (quota string, units uint64, ok bool) {
	named, ok := ruling.Named(c.Context, memberLicence)
	units, counts := ruling.Whole(c.Context, contextUnits)
	quota = named.ID + shareOf
	s, known := m.quotas.Standing(quota, now)
	return quota, units, ok && counts && known && named.Type == entityLicence && s.Quota.Kind == licence.Share && !s.Ended
}

// contextUnits is the member of a context that says how many are sold.
const contextUnits = "units"

func pow10(n uint8) uint64 {
	p := uint64(1)
	for range min(n, 19) {
		p *= 10
	}
	return p
}
