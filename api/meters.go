package api

import (
	"aidollar/core/clearing"
	"aidollar/core/meter"
)

// MeterAnswer is a meter whose usage a seller pushes in.
type MeterAnswer struct {
	Number      uint32 `json:"number"`
	Seller      string `json:"seller" schema:"id"`
	Name        string `json:"name"`
	Aggregation string `json:"aggregation" about:"sum, count, max, unique or last"`
	Window      string `json:"window" about:"none, hour, day or month, of UTC"`
	Product     string `json:"product" about:"the model of the rate card that prices it"`
	Meter       string `json:"meter" about:"the card's meter that the quantity counts under"`
	Since       string `json:"since" schema:"time"`
}

// MeterPage is one page of meters.
type MeterPage struct {
	Items []*MeterAnswer `json:"items"`
	Next  string         `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// The words of a definition, in the order of their values.
var (
	aggregationWords = wordsOf(1, func(i int) string { return meter.Aggregation(i).String() })
	windowWords      = wordsOf(0, func(i int) string { return meter.Window(i).String() })
	meterWords       = wordsOf(0, func(i int) string { return meter.Meter(i).String() })
)

// wordsOf lists the names of a type's values from the first on.
func wordsOf(first int, name func(int) string) (words []string) {
	for i := first; name(i) != "unknown"; i++ {
		words = append(words, name(i))
	}
	return words
}

var meterForm = form{name: "MeterRequest", about: "A meter to define, whose usage the seller pushes in. It is safe to repeat.", fields: []field{
	{name: "seller", kind: fieldID, required: true, about: "who sells what it counts"},
	{name: "name", kind: fieldText, required: true, max: meter.DefinitionNameMax, about: "the seller's name for it"},
	{name: "aggregation", kind: fieldWord, required: true, words: aggregationWords, about: "how events become a quantity"},
	{name: "window", kind: fieldWord, words: windowWords, about: "over which time max, unique and last are taken; none when missing"},
	{name: "product", kind: fieldText, required: true, max: meter.DefinitionNameMax, about: "the model of the rate card that prices it"},
	{name: "meter", kind: fieldWord, required: true, words: meterWords, about: "the card's meter that the quantity counts under"},
}}

func createMeter(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	d := clearing.DefineMeter{Seller: o.id("seller"), Definition: meter.Definition{
		Name: o.text("name"), Aggregation: meter.Aggregation(o.word("aggregation") + 1), Window: meter.Window(o.word("window")),
		Product: o.text("product"), Meter: meter.Meter(o.word("meter")),
	}}
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.do(d)
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	var made clearing.SellerMeter
	q.api.deps.Node.View(func(m *clearing.Machine) { made, _ = m.Meter(answer.Number) })
	return meterAnswer(answer.Number, made), nil
}

func meterAnswer(number uint32, m clearing.SellerMeter) *MeterAnswer {
	d := &m.Definition
	return &MeterAnswer{
		Number: number, Seller: m.Seller.String(), Name: d.Name, Aggregation: d.Aggregation.String(), Window: d.Window.String(),
		Product: d.Product, Meter: d.Meter.String(), Since: printTime(m.Since),
	}
}

func listMeters(q *request) (any, error) {
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	seller, err := q.queryID("seller")
	if err != nil {
		return nil, err
	}
	out := &MeterPage{Items: []*MeterAnswer{}}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Meters(func(number uint32, s clearing.SellerMeter) bool {
			if uint64(number) <= page.after || (!seller.IsZero() && s.Seller != seller) {
				return true
			}
			if len(out.Items) == page.limit {
				out.Next = printCursor(uint64(number) - 1)
				return false
			}
			out.Items = append(out.Items, meterAnswer(number, s))
			return true
		})
	})
	return out, nil
}
