package api

import (
	"time"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// PegAnswer is how a token stands to what it says it is worth.
type PegAnswer struct {
	Number  uint32        `json:"number"`
	Token   string        `json:"token"`
	Asset   string        `json:"asset" about:"that it says it is worth one of"`
	Taken   bool          `json:"taken" about:"whether payments and deposits in it are taken"`
	Trouble string        `json:"trouble,omitempty" about:"why not: peg_off, peg_stale or peg_jumped"`
	Reason  string        `json:"reason,omitempty" about:"the same in words"`
	Guard   *GuardAnswer  `json:"guard,omitempty" about:"missing when there is none, and the token is always taken"`
	Price   *PriceOfToken `json:"price,omitempty" about:"the newest that counts; missing before the first"`
	Held    *PriceOfToken `json:"held,omitempty" about:"one that jumped, and counts when it is confirmed"`
	Seq     uint64        `json:"seq,omitempty" about:"in a history: of its record in the log"`
	Time    string        `json:"timestamp,omitempty" schema:"time" about:"in a history: when it came to this"`
}

// GuardAnswer says when a token is no longer taken.
type GuardAnswer struct {
	CloseBPS uint32 `json:"close_bps" about:"so many basis points off par or more, and nothing is taken in it"`
	OpenBPS  uint32 `json:"open_bps" about:"so many at most, and it is taken again"`
	JumpBPS  uint32 `json:"jump_bps" about:"a price further than so many from the last one is held back; 0 holds back none"`
	Payouts  bool   `json:"payouts" about:"whether payouts in it stop, too"`
}

// PriceOfToken is what a source said that one token is worth.
type PriceOfToken struct {
	Price  string `json:"price" about:"of one token in its currency, a plain decimal"`
	OffBPS uint64 `json:"off_bps" about:"how far that is from par, in basis points, rounded up"`
	At     string `json:"at" about:"of the source"`
	Until  string `json:"until" about:"then it is stale, and nothing is taken by it"`
	Source string `json:"source"`
}

// PegPage is a page of a peg's history.
type PegPage struct {
	Items []*PegAnswer `json:"items"`
	Next  string       `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64       `json:"lag" about:"records of the log that the books do not hold yet"`
}

// The guard that a form leaves out.
const (
	openDefault = 5   // is this part of close_bps
	jumpDefault = 500 // basis points
)

var (
	guardForm = form{name: "Guard", about: "When a token is no longer taken for what it says it is worth.", fields: []field{
		{name: "close_bps", kind: fieldWhole, required: true, max: uint64(exchange.BPSWhole), about: "so many basis points off par or more, and nothing is taken in it; 0 takes the guard away"},
		{name: "open_bps", kind: fieldWhole, max: uint64(exchange.BPSWhole), about: "so many at most, and it is taken again; a fifth of close_bps when missing"},
		{name: "jump_bps", kind: fieldWhole, max: uint64(exchange.BPSWhole), about: "a price further than so many from the last one is held back; 0 holds back none, 500 when missing"},
		{name: "payouts", kind: fieldBool, about: "whether payouts in it stop, too"},
	}}
	pegPriceForm = form{name: "TokenPrice", about: "What a source says that one token is worth.", fields: []field{
		{name: "price", kind: fieldDigits, required: true, about: "of one token in its currency, at most twelve decimals"},
		{name: "at", kind: fieldTime, about: "of the source; now when missing"},
		{name: "valid_seconds", kind: fieldWhole, required: true, max: uint64(exchange.ValidMax / int64(time.Second)), about: "how long it is good for"},
		{name: "source", kind: fieldText, max: exchange.SourceMax, about: "its name; operator when missing"},
		{name: "confirmed", kind: fieldBool, about: "whether somebody has looked: it counts, however far it jumped"},
	}}
)

func priceOfToken(p *settlement.PegPrice) *PriceOfToken {
	if p.Price == 0 {
		return nil
	}
	return &PriceOfToken{Price: printPrice(p.Price), OffBPS: p.OffBPS(), At: printTime(p.At), Until: printTime(p.At + p.Valid), Source: p.Source}
}

func (t *chainToken) peg(p *settlement.Peg, trouble string) *PegAnswer {
	a := &PegAnswer{
		Number: t.Number, Token: t.name, Asset: t.asset.Code, Taken: trouble == "", Trouble: trouble,
		Price: priceOfToken(&p.Price), Held: priceOfToken(&p.Held),
	}
	if trouble != "" {
		a.Reason = clearing.Sentence(trouble)
	}
	if g := &p.Guard; g.Set() {
		a.Guard = &GuardAnswer{CloseBPS: g.CloseBPS, OpenBPS: g.OpenBPS, JumpBPS: g.JumpBPS, Payouts: g.Payouts}
	}
	return a
}

// pegTrouble is why nothing is taken in a token now. The machine's own time stands
// still while nothing is entered, so that it does not know that a price has become stale.
func (t *chainToken) pegTrouble() string { return string(t.Peg.Trouble(time.Now().UnixNano())) }

func getPeg(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	return t.peg(&t.Peg, t.pegTrouble()), nil
}

func setPeg(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	g := settlement.Guard{CloseBPS: uint32(o.whole("close_bps")), OpenBPS: uint32(o.whole("open_bps")), JumpBPS: uint32(o.whole("jump_bps")), Payouts: o.flag("payouts")}
	if g.Set() && !o.has("open_bps") {
		g.OpenBPS = g.CloseBPS / openDefault
	}
	if g.Set() && !o.has("jump_bps") {
		g.JumpBPS = jumpDefault
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.do(clearing.SetPeg{Token: t.Number, Guard: g})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return getPeg(q)
}

func enterPegPrice(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	p := settlement.PegPrice{At: o.time("at"), Valid: int64(o.whole("valid_seconds")) * int64(time.Second), Source: o.text("source")}
	price := o.amount("price", money.Asset{Scale: exchange.PriceScale})
	if price.Hi != 0 {
		o.fault("price", string(settlement.PegPriceInvalid), "%s", settlement.PegPriceInvalid.Sentence())
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if p.Price = price.Lo; p.At == 0 {
		p.At = time.Now().UnixNano()
	}
	if p.Source == "" {
		p.Source = "operator"
	}
	answer, err := q.do(clearing.PegPrice{Token: t.Number, Price: p, Confirmed: o.flag("confirmed")})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return getPeg(q)
}

func listPegs(q *request) (any, error) {
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	after, limit, err := q.bookPage()
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Pegs(q.Context(), t.Number, after, limit)
	if err != nil {
		return nil, err
	}
	out := &PegPage{Items: []*PegAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Pegs {
		p := &list.Pegs[i]
		a := t.peg(&p.Peg, p.Trouble)
		a.Seq, a.Time = p.Seq, printTime(p.At)
		out.Items = append(out.Items, a)
	}
	return out, nil
}
