package clearing

import (
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
)

// counting are the quotas that count a payment in a token for what a seller supplies.
// What is counted is the use of the token as a means of exchange: calls that are paid by a
// payment or by a voucher, at what they cost in the end. What a holder brings to the house
// or takes out of it again pays nobody for anything, and what is bought from a balance
// that a deposit made is paid in what the house owes, not in the token: neither counts.
//
// Draws on them are not told one by one: they follow from the calls, which are.
type counting struct {
	m      *Machine
	now    int64
	asset  ledger.AssetID // that the token counts as
	quotas []*licence.Quota
	short  licence.Refused
	drawn  []licence.Line
}

// counting finds the quotas that count a payment; nil for none, which is what most houses
// have and costs them a look.
func (m *Machine) counting(now int64, token *settlement.TokenState, seller ledger.ID) *counting {
	if !m.quotas.Counts() {
		return nil
	}
	var quotas []*licence.Quota
	m.quotas.Counting("Asset/"+AssetEntity(&token.Token), func(q *licence.Quota) {
		if len(q.Places) == 0 || m.rules.Within(now, seller, q.Places) {
			quotas = append(quotas, q)
		}
	})
	if len(quotas) == 0 {
		return nil
	}
	return &counting{m: m, now: now, asset: token.Token.Asset, quotas: quotas}
}

// average is what the quotas say is paid a day, the most of each where several do. It is
// not known where none counts an average in euros, or one has no rate to count by now.
func (c *counting) average() (a ruling.Average) {
	if c == nil {
		return a
	}
	for _, q := range c.quotas {
		code, scale, _ := licence.Currency(q.Unit)
		if q.Window != licence.Average || code != codeEUR {
			continue
		}
		if _, ok := c.m.counted(q, c.asset, money.Units(1)); !ok {
			return ruling.Average{} // this payment would not be counted, nor were those before it
		}
		s, _ := c.m.quotas.Standing(q.Name, c.now)
		euros, rest := s.AverageUnits.DivMod64(pow10(scale))
		if rest > 0 {
			euros, _ = euros.Add(money.Units(1)) // it cannot overflow, having been divided
		}
		a.Known = true
		a.Transactions, a.EUR = max(a.Transactions, s.AverageDraws), max(a.EUR, euros.Min(money.Units(1<<63)).Lo)
	}
	return a
}

const codeEUR = "EUR"

// allow has an order draw on the quotas when all else about it is settled.
func (c *counting) allow(o *payment.Order) {
	if c == nil {
		return
	}
	call, asset := o.Call.ID, o.Call.Terms.Asset
	o.Allow = func(most money.Amount) payment.Refusal {
		d := licence.Draw{ID: call}
		for _, q := range c.quotas {
			units, ok := c.m.counted(q, asset, most)
			switch {
			case ok:
				d.Lines = append(d.Lines, licence.Line{Quota: q.Name, Units: units})
			case q.Kind == licence.Cap: // what cannot be measured may be too much
				c.short = licence.Refused{Refusal: licence.QuotaRate, Quota: q.Name}
				return payment.Refusal(c.short.Refusal)
			}
		}
		if len(d.Lines) == 0 {
			return ""
		}
		if c.short = c.m.quotas.Draw(c.now, &d); c.short.Refusal == licence.Exists {
			c.short = licence.Refused{} // the order was tried before, and waits for its payment
		}
		c.drawn = d.Lines
		return payment.Refusal(c.short.Refusal)
	}
}

// end completes the answer to an order that was allowed or not. With no call open,
// nothing was paid, and nothing counts.
func (c *counting) end(call ledger.ID, a Answer) Answer {
	if c == nil {
		return a
	}
	if _, open := c.m.desk.Find(call); open {
		c.m.raised(c.now, c.drawn)
	} else {
		c.m.uncount(call)
	}
	if c.short.Refusal != "" && a.Refusal == string(c.short.Refusal) {
		a.Short = &c.short
	}
	return a
}

// countPaid ends the draw of a call that was closed, if it has one: of what was drawn the
// part that was paid. A call that cost nothing is no payment.
func (m *Machine) countPaid(call *payment.Call, paid money.Amount) {
	d, open := m.quotas.Open(call.ID)
	switch {
	case !open || d.Keep:
	case paid.IsZero():
		m.quotas.Return(call.ID)
	case paid.Hi|call.Reserved.Hi != 0 || !paid.Less(call.Reserved):
		m.quotas.Settle(call.ID, nil)
	default:
		used := make([]money.Amount, len(d.Lines))
		for i, l := range d.Lines {
			used[i], _, _ = money.MulDiv(l.Units, paid.Lo, 0, call.Reserved.Lo, money.Up) // at most all of it
		}
		m.quotas.Settle(call.ID, used)
	}
}

func (m *Machine) uncount(call ledger.ID) {
	if d, open := m.quotas.Open(call); open && !d.Keep {
		m.quotas.Return(call)
	}
}

// counted is an amount in the unit of a quota, rounded up, by the house's own rate without
// what the house takes for exchanging. ok is false where it has none now.
func (m *Machine) counted(q *licence.Quota, asset ledger.AssetID, amount money.Amount) (units money.Amount, ok bool) {
	code, scale, _ := licence.Currency(q.Unit)
	of, _ := m.Asset(asset)
	if of.Code != code {
		to, known := m.AssetNumber(code)
		if !known {
			return units, false
		}
		rate, known := m.exchange.Between(asset, to)
		if !known {
			return units, false
		}
		// Both have as many digits: see exchange.ScalesDiffer.
		num, den := rate.Price, exchange.PriceOne
		if asset != rate.Pair.Base {
			num, den = den, num
		}
		if amount, _, ok = money.MulDiv(amount, num, 0, den, money.Up); !ok {
			return units, false
		}
	}
	units, _, ok = money.MulDiv(amount, pow10(scale), 0, pow10(of.Scale), money.Up)
	return units, ok
}
