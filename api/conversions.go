package api

import (
	"context"
	"net/http"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// ExchangeBooks are what Books know of rates and conversions.
type ExchangeBooks interface {
	// Rates lists the rates of a pair, the newest first.
	Rates(ctx context.Context, of exchange.Pair, after string, limit int) (RateList, error)
	// Conversions lists a party's conversions, or with the zero party everybody's, the
	// newest first: those of calls and those that were asked for.
	Conversions(ctx context.Context, party ledger.ID, after string, limit int) (ConversionList, error)
}

// RateList is a page of rates. Next continues it; empty at its end.
type RateList struct {
	Rates []exchange.Rate
	Next  string
}

// ConversionList is a page of conversions. Next continues it; empty at its end.
type ConversionList struct {
	Conversions []Conversion
	Next        string
}

// Conversion is one that was made.
type Conversion struct {
	ID     ledger.ID
	At     int64 // Unix nanoseconds
	Party  ledger.ID
	OfCall bool // the id is that of the call that was paid with it
	Deal   exchange.Deal
	Rate   exchange.Rate
}

// ConversionAnswer is what was given in one asset for another one.
type ConversionAnswer struct {
	Give      string      `json:"give" about:"the asset"`
	Get       string      `json:"get" about:"the asset"`
	Paid      string      `json:"paid" about:"what was given, the spread in it"`
	Got       string      `json:"got"`
	Spread    string      `json:"spread" about:"the spread's part of what was given"`
	SpreadBPS uint32      `json:"spread_bps"`
	Price     string      `json:"price" about:"of one that was got, in what was given, the spread in it"`
	Rate      *RateAnswer `json:"rate,omitempty" about:"by which it was priced; missing when it is asked for again"`
}

// ConversionItem is a conversion in a list.
type ConversionItem struct {
	ID    string `json:"id" schema:"id"`
	Party string `json:"party" schema:"id"`
	Call  bool   `json:"call" about:"whether a call was paid with it; its id is then the call's"`
	Time  string `json:"timestamp" schema:"time"`
	ConversionAnswer
}

// ConversionPage is a page of conversions.
type ConversionPage struct {
	Items []*ConversionItem `json:"items"`
	Next  string            `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64            `json:"lag" about:"records of the log that the books do not hold yet"`
}

var (
	amountFields = []field{
		{name: "give", kind: fieldAsset, required: true, about: "the asset that is given"},
		{name: "get", kind: fieldAsset, required: true, about: "the asset that is got"},
		{name: "paid", kind: fieldAmount, about: "what is given, at most"},
		{name: "got", kind: fieldAmount, about: "what is got"},
	}
	conversionAskForm = form{name: "ConversionAsk", about: "What would be converted. One of paid and got says how much.", fields: amountFields}
	conversionForm    = form{name: "Conversion", about: "A conversion of what a party has. One of paid and got says how much.", fields: append([]field{
		{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
		{name: "party", kind: fieldID, required: true, about: "whose money it is"},
		{name: "rate", kind: fieldWhole, max: 1 << 53, about: "number of the rate that was quoted, by which it is made while the house stands by it; the present one when missing"},
		{name: "got_min", kind: fieldAmount, about: "with paid: less than that is refused with rate_moved"},
		{name: "paid_max", kind: fieldAmount, about: "with got: more than that is refused with rate_moved"},
	}, amountFields...)}
)

// conversionRoutes are those of conversions that are asked for.
func conversionRoutes() []route {
	asked := codesOf(exchange.PairUnknown, exchange.PairClosed, exchange.RateUnknown, exchange.RateStale, exchange.PositionNone,
		exchange.ExposureLong, exchange.ExposureShort, exchange.ConversionNone, exchange.ConversionLarge, exchange.ConversionsFull)
	ask := post("/conversions/quote", "quoteConversion", "Says what a conversion would come to now. Nothing is kept of it, and the house stands by the rate as long as its pair says.",
		&conversionAskForm, ConversionAnswer{}, quoteConversion).refusing(asked...)
	ask.access, ask.status = accessOwn, http.StatusOK
	convert := post("/conversions", "convert", "Converts what a party has in one asset to another one, at the present rate or at one that was quoted.",
		&conversionForm, ConversionAnswer{}, convert)
	convert.refusals = append(append(asked, codesOf(exchange.QuoteUnknown, exchange.QuoteOver, exchange.RateMoved)...),
		"conversion_account_none", "party_listed", "party_under_review", "onboarding_denied", ledger.DebitLimited.String(), ledger.IDReused.String(), ledger.IDTooOld.String())
	return []route{
		ask, convert,
		get("/conversions", "listConversions", "Lists conversions, of calls and of what was asked for, the newest first: a party's own, or to operators everybody's.", accessRead, ConversionPage{}, listConversions,
			append([]param{{name: "party", kind: fieldID, about: "only this party's"}}, pageParams...)...),
	}
}

// exchanged is what a form says is given for what.
type exchanged struct {
	give, get ledger.AssetID
	gives     bool // amount is what is given, at most
	amount    money.Amount
	paid, got money.Asset
}

func (q *request) bodyAmounts(o *object) (e exchanged) {
	e.give, e.paid = q.asset(o, "give")
	e.get, e.got = q.asset(o, "get")
	e.gives, e.amount = o.has("paid"), o.amount("got", e.got)
	if e.gives {
		e.amount = o.amount("paid", e.paid)
	}
	if o.has("paid") == o.has("got") {
		o.fault("paid", "conversion_amount", "either paid or got says how much is converted")
	}
	return e
}

func quoteConversion(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	e := q.bodyAmounts(o)
	if err := f.err(); err != nil {
		return nil, err
	}
	var deal exchange.Deal
	var refusal exchange.Refusal
	q.api.deps.Node.View(func(m *clearing.Machine) {
		deal, refusal = m.Exchange().Ask(q.time().UnixNano(), e.give, e.get, e.amount, e.gives)
	})
	if refusal == "" && (deal.Got.IsZero() || deal.Paid.IsZero()) {
		refusal = exchange.ConversionNone
	}
	if refusal != "" {
		return nil, refuse(string(refusal), "")
	}
	return q.conversionAnswer(&deal, nil), nil
}

func convert(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	party, _ := q.bodyParty(o, "party")
	e := q.bodyAmounts(o)
	c := clearing.Convert{ID: o.id("id"), Party: party.ID, Give: e.give, Get: e.get, Gives: e.gives, Amount: e.amount, Quote: o.whole("rate")}
	least, most := o.amount("got_min", e.got), o.amount("paid_max", e.paid)
	switch {
	case e.gives && o.has("paid_max"):
		o.fault("paid_max", "conversion_amount", "with paid, got_min bounds what is got")
	case !e.gives && o.has("got_min"):
		o.fault("got_min", "conversion_amount", "with got, paid_max bounds what is given")
	case e.gives:
		c.Bound = least
	default:
		c.Bound = most
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	c.ID = q.movementID(c.ID)
	answer, err := q.do(c)
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return q.conversionAnswer(answer.Deal, nil), nil
}

// conversionAnswer shows a deal with its rate, if that is known.
func (q *request) conversionAnswer(d *exchange.Deal, rate *exchange.Rate) *ConversionAnswer {
	give, get := q.assetOf(d.Quote.Give), q.assetOf(d.Quote.Get)
	a := &ConversionAnswer{
		Give: give.Code, Get: get.Code, Paid: d.Paid.Decimal(give.Scale), Got: d.Got.Decimal(get.Scale), Spread: d.Fee.Decimal(give.Scale),
		SpreadBPS: d.Quote.SpreadBPS, Price: printPrice(d.Quote.Price),
	}
	if rate == nil {
		q.api.deps.Node.View(func(m *clearing.Machine) {
			if r, ok := m.Exchange().RateBy(d.Quote.Number); ok {
				rate = &r
			}
		})
	}
	if rate != nil {
		a.Rate = q.rateAnswer(rate)
	}
	return a
}

func listConversions(q *request) (any, error) {
	party, err := q.queryParty()
	if err != nil {
		return nil, err
	}
	after, limit, err := q.bookPage()
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Conversions(q.Context(), party, after, limit)
	if err != nil {
		return nil, err
	}
	out := &ConversionPage{Items: []*ConversionItem{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Conversions {
		c := &list.Conversions[i]
		out.Items = append(out.Items, &ConversionItem{
			ID: c.ID.String(), Party: c.Party.String(), Call: c.OfCall, Time: printTime(c.At), ConversionAnswer: *q.conversionAnswer(&c.Deal, &c.Rate),
		})
	}
	return out, nil
}
