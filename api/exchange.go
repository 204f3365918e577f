package api

import (
	"net/http"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// RateAnswer is what a source said of a pair of assets, as the house has taken it.
type RateAnswer struct {
	Number    uint64 `json:"number" about:"counts from one over all pairs"`
	Base      string `json:"base"`
	Quote     string `json:"quote"`
	Price     string `json:"price" about:"of one base in the quote, a plain decimal"`
	At        string `json:"at" about:"of the source"`
	Until     string `json:"until" about:"then it is stale, and nothing is converted by it"`
	Source    string `json:"source"`
	SpreadBPS uint32 `json:"spread_bps" about:"that the house earns, in basis points"`
	AskBase   string `json:"ask_base" about:"what the house asks for one base in the quote, the spread in it"`
	AskQuote  string `json:"ask_quote" about:"what the house asks for one quote in the base, the spread in it"`
}

// RatePage is a page of rates.
type RatePage struct {
	Items []*RateAnswer `json:"items"`
	Next  string        `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64        `json:"lag" about:"records of the log that the books do not hold yet"`
}

// PairAnswer is a pair of assets with its present rate and how it is converted.
type PairAnswer struct {
	Base          string      `json:"base"`
	Quote         string      `json:"quote"`
	Open          bool        `json:"open" about:"whether the house converts between them"`
	SpreadBPS     uint32      `json:"spread_bps"`
	SlipBPS       uint32      `json:"slip_bps" about:"that a rate may move against the house while an offer stands"`
	HonourSeconds uint64      `json:"honour_seconds" about:"that an offer stands after the next rate"`
	Rate          *RateAnswer `json:"rate,omitempty" about:"missing before the first"`
}

// PairPage lists the pairs.
type PairPage struct {
	Items []*PairAnswer `json:"items"`
}

// ExposureAnswer is the house's own position in an asset.
type ExposureAnswer struct {
	Asset    string `json:"asset"`
	Account  string `json:"account"`
	Long     string `json:"long" about:"that the house holds"`
	Short    string `json:"short" about:"that it has given out beyond what it held"`
	ToCome   string `json:"to_come" about:"that open calls may bring"`
	ToGo     string `json:"to_go" about:"that open calls may take"`
	LongMax  string `json:"long_max"`
	ShortMax string `json:"short_max"`
}

// ExposurePage lists the positions.
type ExposurePage struct {
	Items []*ExposureAnswer `json:"items"`
}

var (
	pairFields = []field{
		{name: "base", kind: fieldAsset, required: true, about: "the asset whose price it is"},
		{name: "quote", kind: fieldAsset, about: "the asset that the price is in"},
	}
	rateForm = form{name: "Rate", about: "What a source says of a pair of assets.", fields: append([]field{
		{name: "price", kind: fieldDigits, required: true, about: "of one base in the quote, at most twelve decimals"},
		{name: "at", kind: fieldTime, about: "of the source; now when missing"},
		{name: "valid_seconds", kind: fieldWhole, required: true, max: uint64(exchange.ValidMax / int64(time.Second)), about: "how long it is good for"},
		{name: "source", kind: fieldText, max: exchange.SourceMax, about: "its name; operator when missing"},
	}, pairFields...)}
	pairForm = form{name: "Pair", about: "How a pair of assets is converted.", fields: append([]field{
		{name: "open", kind: fieldBool, about: "whether the house converts between them"},
		{name: "spread_bps", kind: fieldWhole, max: uint64(exchange.SpreadMax), about: "that the house earns, in basis points"},
		{name: "slip_bps", kind: fieldWhole, max: uint64(exchange.BPSWhole), about: "that a rate may move against the house while an offer stands"},
		{name: "honour_seconds", kind: fieldWhole, max: uint64(exchange.HonourMax / int64(time.Second)), about: "that an offer stands after the next rate"},
	}, pairFields...)}
	positionForm = form{name: "Exposure", about: "Limits of the house's position in an asset, which they open.", fields: []field{
		{name: "asset", kind: fieldAsset, required: true, about: "its code"},
		{name: "long_max", kind: fieldAmount, required: true, about: "that the house may hold"},
		{name: "short_max", kind: fieldAmount, required: true, about: "that it may have given out beyond what it held"},
	}}
	fundingForm = form{name: "Funding", about: "Money of the operator's own, into a position or out of it.", fields: []field{
		{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
		{name: "asset", kind: fieldAsset, required: true, about: "its code"},
		{name: "account", kind: fieldID, required: true, about: "where it comes from, or goes to"},
		{name: "amount", kind: fieldAmount, required: true, about: "how much"},
		{name: "out", kind: fieldBool, about: "whether it goes out of the position"},
	}}
)

// exchangeRoutes are those of rates, positions and conversions.
func exchangeRoutes() []route {
	rate := post("/rates", "setRate", "Enters a rate of a pair of assets.", &rateForm, RateAnswer{}, setRate).refusing(codesOf(
		exchange.PairInvalid, exchange.PairReversed, exchange.PairsFull, exchange.ScalesDiffer, exchange.RateInvalid, exchange.RateAhead, exchange.RatePast, exchange.RateStale)...)
	pair := post("/pairs", "setPair", "Says how a pair of assets is converted.", &pairForm, PairAnswer{}, setPair).refusing(codesOf(
		exchange.PairInvalid, exchange.PairReversed, exchange.PairsFull, exchange.ScalesDiffer, exchange.TermsInvalid)...)
	position := post("/positions", "setPosition", "Bounds the house's position in an asset.", &positionForm, ExposureAnswer{}, setPosition).refusing(codesOf(
		exchange.PositionBeyond)...)
	funding := post("/positions/funding", "fundPosition", "Moves money of the operator's own into a position, or out of it.", &fundingForm, ExposureAnswer{}, fundPosition).refusing(append(codesOf(
		exchange.PositionNone, exchange.ExposureLong, exchange.ExposureShort), fundingRefusals...)...)
	for _, r := range []*route{&rate, &pair, &position, &funding} {
		r.status = http.StatusOK
	}
	return append([]route{
		rate, pair, position, funding,
		get("/rates", "listRates", "Lists the rates of a pair that were ever taken, the newest first.", accessOwn, RatePage{}, listRates, append([]param{
			{name: "base", kind: fieldAsset, about: "the asset whose price it is; needed"}, {name: "quote", kind: fieldAsset, about: "the asset that the price is in; USD when missing"},
		}, pageParams...)...),
		get("/pairs", "listPairs", "Lists pairs of assets with their present rates.", accessOwn, PairPage{}, listPairs),
		get("/positions", "listPositions", "Lists the house's positions.", accessAdmin, ExposurePage{}, listPositions),
	}, conversionRoutes()...)
}

// fundingRefusals are the ledger's own, of the account that gives or gets.
var fundingRefusals = []string{
	ledger.AmountZero.String(), ledger.AccountManaged.String(), ledger.DebitUnknown.String(), ledger.CreditUnknown.String(),
	ledger.AssetMismatch.String(), ledger.DebitLimited.String(), ledger.CreditLimited.String(), ledger.IDReused.String(), ledger.IDTooOld.String(),
}

func codesOf(refusals ...exchange.Refusal) (codes []string) {
	for _, r := range refusals {
		codes = append(codes, string(r))
	}
	return codes
}

func printPrice(price uint64) string { return money.Units(price).Decimal(exchange.PriceScale) }

func (q *request) rateAnswer(r *exchange.Rate) *RateAnswer {
	return &RateAnswer{
		Number: r.Number, Base: q.assetOf(r.Pair.Base).Code, Quote: q.assetOf(r.Pair.Quote).Code, Price: printPrice(r.Price), At: printTime(r.At),
		Until: printTime(r.At + r.Valid), Source: r.Source, SpreadBPS: r.SpreadBPS, AskBase: printPrice(r.AskBase), AskQuote: printPrice(r.AskQuote),
	}
}

func (q *request) pairAnswer(p *exchange.PairState) *PairAnswer {
	a := &PairAnswer{
		Base: q.assetOf(p.Base).Code, Quote: q.assetOf(p.Quote).Code, Open: p.Terms.Open, SpreadBPS: p.Terms.SpreadBPS, SlipBPS: p.Terms.SlipBPS,
		HonourSeconds: uint64(p.Terms.Honour / int64(time.Second)),
	}
	if p.Rate.Number != 0 {
		a.Rate = q.rateAnswer(&p.Rate)
	}
	return a
}

// bodyPair reads a pair of assets.
func (q *request) bodyPair(o *object) (p exchange.Pair) {
	p.Base, _ = q.asset(o, "base")
	p.Quote, _ = q.asset(o, "quote")
	return p
}

func setRate(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	w := exchange.Word{Pair: q.bodyPair(o), At: o.time("at"), Valid: int64(o.whole("valid_seconds")) * int64(time.Second), Source: o.text("source")}
	price := o.amount("price", money.Asset{Scale: exchange.PriceScale})
	if price.Hi != 0 {
		o.fault("price", "rate_invalid", "%s", exchange.RateInvalid.Sentence())
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if w.Price = price.Lo; w.At == 0 {
		w.At = time.Now().UnixNano()
	}
	if w.Source == "" {
		w.Source = "operator"
	}
	answer, err := q.do(clearing.SetRate{Word: w})
	if err != nil {
		return nil, err
	}
	return q.rateAnswer(answer.Rate), nil
}

func setPair(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	c := clearing.SetConversion{Pair: q.bodyPair(o), Terms: exchange.Terms{
		Open: o.flag("open"), SpreadBPS: uint32(o.whole("spread_bps")), SlipBPS: uint32(o.whole("slip_bps")), Honour: int64(o.whole("honour_seconds")) * int64(time.Second),
	}}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(c); err != nil {
		return nil, err
	}
	var state exchange.PairState
	q.api.deps.Node.View(func(m *clearing.Machine) { state, _ = m.Exchange().PairOf(c.Pair) })
	return q.pairAnswer(&state), nil
}

func listPairs(q *request) (any, error) {
	var all []exchange.PairState
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Exchange().Pairs(func(p exchange.PairState) bool { all = append(all, p); return true })
	})
	out := &PairPage{Items: []*PairAnswer{}}
	for i := range all {
		out.Items = append(out.Items, q.pairAnswer(&all[i]))
	}
	return out, nil
}

func (q *request) exposureAnswer(p *exchange.Position) *ExposureAnswer {
	asset := q.assetOf(p.Asset)
	show := func(a money.Amount) string { return a.Decimal(asset.Scale) }
	return &ExposureAnswer{
		Asset: asset.Code, Account: p.Accounts.Position.String(), Long: show(p.Long), Short: show(p.Short), ToCome: show(p.ToCome), ToGo: show(p.ToGo),
		LongMax: show(p.Limits.LongMax), ShortMax: show(p.Limits.ShortMax),
	}
}

func (q *request) positionIn(asset ledger.AssetID) (any, error) {
	var p exchange.Position
	q.api.deps.Node.View(func(m *clearing.Machine) { p, _ = m.Exchange().PositionIn(asset) })
	return q.exposureAnswer(&p), nil
}

func setPosition(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	number, asset := q.asset(o, "asset")
	c := clearing.SetExposure{Asset: number, Limits: exchange.Limits{LongMax: o.amount("long_max", asset), ShortMax: o.amount("short_max", asset)}}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(c); err != nil {
		return nil, err
	}
	return q.positionIn(number)
}

func fundPosition(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	number, asset := q.asset(o, "asset")
	m := exchange.Move{ID: o.id("id"), Asset: number, Account: o.id("account"), Amount: o.amount("amount", asset), Out: o.flag("out")}
	if err := f.err(); err != nil {
		return nil, err
	}
	m.ID = q.movementID(m.ID)
	if _, err := q.do(clearing.FundPosition{Move: m}); err != nil {
		return nil, err
	}
	return q.positionIn(number)
}

func listPositions(q *request) (any, error) {
	var all []exchange.Position
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Exchange().Positions(func(p exchange.Position) bool { all = append(all, p); return true })
	})
	out := &ExposurePage{Items: []*ExposureAnswer{}}
	for i := range all {
		out.Items = append(out.Items, q.exposureAnswer(&all[i]))
	}
	return out, nil
}

// queryPair reads a pair of assets.
func (q *request) queryPair() (p exchange.Pair, err error) {
	if !q.URL.Query().Has("base") {
		return p, badParam("base", "param_missing", "the asset whose price it is must be named")
	}
	if p.Base, _, err = q.queryAsset("base"); err != nil {
		return p, err
	}
	p.Quote, _, err = q.queryAsset("quote")
	return p, err
}

func listRates(q *request) (any, error) {
	pair, err := q.queryPair()
	if err != nil {
		return nil, err
	}
	after, limit, err := q.bookPage()
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Rates(q.Context(), pair, after, limit)
	if err != nil {
		return nil, err
	}
	out := &RatePage{Items: []*RateAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Rates {
		out.Items = append(out.Items, q.rateAnswer(&list.Rates[i]))
	}
	return out, nil
}
