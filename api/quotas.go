package api

import (
	"net/http"

	"aidollar/core/clearing"
	"aidollar/core/licence"
	"aidollar/core/money"
)

// QuotaAnswer is a quota and how it stands.
type QuotaAnswer struct {
	Name      string   `json:"name"`
	Kind      string   `json:"kind" about:"meter, licence, cap or share"`
	Unit      string   `json:"unit" about:"what is counted"`
	Window    string   `json:"window" about:"total, day, month, quarter, year or average"`
	Title     string   `json:"title,omitempty"`
	UnitsMax  string   `json:"units_max,omitempty" about:"what a window lets through, a day of an average; missing without a bound"`
	CountMax  uint64   `json:"count_max,omitempty" about:"transactions that it lets through, a day of an average; missing without a bound"`
	Together  bool     `json:"together,omitempty" about:"only what is beyond both bounds is refused"`
	Authority string   `json:"authority,omitempty" about:"of a licence: who gave it"`
	Holder    string   `json:"holder,omitempty" about:"of a licence: who may use it, as Participant/acme"`
	Customers []string `json:"customers,omitempty" about:"of a licence: whom it may be used for; missing: all"`
	Goods     []string `json:"goods,omitempty" about:"of a licence: what it may be used for; missing: all"`
	From      string   `json:"from,omitempty" schema:"time" about:"of a licence"`
	Until     string   `json:"until,omitempty" schema:"time" about:"of a licence, exclusive; missing when it is open"`
	Base      string   `json:"base,omitempty" about:"of a share: the quota that it is a part of"`
	PPM       uint32   `json:"ppm,omitempty" about:"of a share: at most so many parts in a million of what was counted of the base"`
	Assets    []string `json:"assets,omitempty" about:"it counts payments in these"`
	Places    []string `json:"places,omitempty" about:"of payments: where what is paid for is supplied; missing: everywhere"`

	Ended   bool           `json:"ended" about:"nothing is drawn from it any more"`
	Used    string         `json:"used" about:"units in the present window that were settled"`
	Held    string         `json:"held" about:"units that are drawn by what is under way"`
	Draws   uint64         `json:"draws" about:"transactions that were settled"`
	Open    uint64         `json:"open" about:"transactions under way"`
	Left    string         `json:"left,omitempty" about:"units; missing without a bound"`
	Allowed string         `json:"allowed,omitempty" about:"units that the whole window lets through, of a share what its base makes of it; missing without a bound"`
	Count   *uint64        `json:"count_left,omitempty" about:"transactions that are left; missing without a bound"`
	Begin   string         `json:"begin,omitempty" schema:"time" about:"of the present window; missing of a total"`
	End     string         `json:"end,omitempty" schema:"time" about:"of the present window, exclusive; missing of a total"`
	Average *AverageAnswer `json:"average,omitempty" about:"of the window average"`
}

// AverageAnswer is what is counted a day, what is under way included.
type AverageAnswer struct {
	Units string `json:"units"`
	Draws uint64 `json:"draws"`
}

// QuotaPage is all quotas.
type QuotaPage struct {
	Items []*QuotaAnswer `json:"items" about:"in the order of entering"`
}

// The words of a quota, by their numbers from one on.
var (
	quotaKinds   = []string{"meter", "licence", "cap", "share"}
	quotaWindows = []string{"total", "day", "month", "quarter", "year", "average"}
)

// units are whole numbers of what a quota counts.
var units = money.Asset{}

const unitsAbout = "a whole number in a text"

var quotaForm = form{name: "QuotaRequest", about: "A licence, a cap, a share or a meter.", fields: []field{
	{name: "kind", kind: fieldWord, words: quotaKinds, required: true},
	{name: "unit", kind: fieldText, required: true, max: 64, about: "what is counted, as chips; of payments a currency, as eur-cents, eur-micros or eur"},
	{name: "window", kind: fieldWord, words: quotaWindows, about: "total when missing"},
	{name: "title", kind: fieldText, max: licence.TextMax},
	{name: "units_max", kind: fieldDigits, about: "what a window lets through, a day of an average: " + unitsAbout},
	{name: "count_max", kind: fieldWhole, max: weightMax, about: "transactions that it lets through"},
	{name: "together", kind: fieldBool, about: "of a cap with both: only what is beyond both is refused"},
	{name: "authority", kind: fieldText, max: licence.TextMax, about: "of a licence: who gave it"},
	{name: "holder", kind: fieldText, max: licence.EntityMax, about: "of a licence: who may use it, as Participant/acme"},
	{name: "customers", kind: fieldTexts, max: licence.CustomersMax, about: "of a licence: whom it may be used for; all when missing"},
	{name: "goods", kind: fieldTexts, max: licence.GoodsMax, about: "of a licence: what it may be used for; all when missing"},
	{name: "from", kind: fieldTime, about: "of a licence"},
	{name: "until", kind: fieldTime, about: "of a licence, exclusive; open when missing"},
	{name: "base", kind: fieldText, max: 64, about: "of a share: the quota that it is a part of"},
	{name: "ppm", kind: fieldWhole, max: licence.PPMMax, about: "of a share: at most so many parts in a million of what was counted of the base"},
	{name: "assets", kind: fieldTexts, max: licence.AssetsMax, about: "of a meter or a cap: it counts what is paid in these, as Asset/eip155:8453/erc20:0x8335..."},
	{name: "places", kind: fieldTexts, max: licence.PlacesMax, about: "of payments: for what is supplied there, as Group/EU; everywhere when missing"},
}}

var countForm = form{name: "CountRequest", about: "Something that happened outside of the house, and counts.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller, a UUIDv7 of the present day; else it follows from the Idempotency-Key, or is new"},
	{name: "units", kind: fieldDigits, required: true, about: unitsAbout},
	{name: "transactions", kind: fieldWhole, max: licence.TimesMax, about: "that it stands for; one when missing or 0"},
	{name: "holder", kind: fieldText, max: licence.EntityMax, about: "of a licence: who uses it"},
	{name: "customer", kind: fieldText, max: licence.EntityMax, about: "of a licence: whom it is used for"},
	{name: "goods", kind: fieldText, max: licence.EntityMax, about: "of a licence: what it is used for"},
}}

func quotaRoutes() []route {
	put := route{method: http.MethodPut, path: "/quotas/{name}", name: "putQuota", access: accessAdmin, form: &quotaForm, media: mediaJSON,
		about:  "Enters a quota or changes one. What was counted stays counted, and a quota keeps its kind, unit, window and base.",
		status: http.StatusOK, answers: []any{QuotaAnswer{}}, handle: putQuota}.refusing("quota_invalid", "quota_differs", "quota_base", "quotas_full")
	end := route{method: http.MethodDelete, path: "/quotas/{name}", name: "endQuota", access: accessAdmin, status: http.StatusNoContent,
		about: "Ends a quota: nothing is drawn from it any more. Its counts are kept, and entering it again goes on with them.", handle: endQuota}.refusing("quota_unknown", "quota_base")
	return []route{
		get("/quotas", "listQuotas", "Lists licences, caps, shares and meters, and how they stand now.", accessAdmin, QuotaPage{}, listQuotas),
		get("/quotas/{name}", "getQuota", "Shows a quota and how it stands now.", accessAdmin, QuotaAnswer{}, getQuota).refusing("quota_unknown"),
		put, end,
		post("/quotas/{name}/counts", "countOnQuota", "Counts on a quota what happened outside of the house: an investment, a shipment, what an issuer says of its token.", &countForm, QuotaAnswer{}, countOnQuota).
			refusing("quota_unknown", "quota_ended", "quota_units", "quota_count", "quota_share", "quota_full", "licence_not_yet", "licence_expired", "licence_holder", "licence_customer", "licence_goods",
				"draw_invalid", "draw_differs", "draw_too_old", "draw_ahead", "draws_full"),
		get("/authorities", "listAuthorities", "Lists what stands on the accounts of those to whom rules have levies paid.", accessAdmin, AuthorityPage{}, listAuthorities),
		get("/quotas/{name}/history", "getQuotaHistory", "Lists what became of a quota: when it was entered, bounded otherwise, nearly and wholly used up, and ended, and what was counted by then; the newest first, at most a thousand.", accessAdmin, QuotaHistory{}, getQuotaHistory).refusing("quota_unknown"),
		get("/quotas/{name}/draws", "listQuotaDraws", "Lists what was drawn from a quota by sales and by what was counted on it, the newest first. What calls draw is counted and not listed.", accessAdmin, QuotaDrawPage{}, listQuotaDraws, pageParams...).refusing("quota_unknown"),
		get("/sales", "listSales", "Lists what was sold by itself, such as shipments, the newest first.", accessRead, SalePage{}, listSales, append([]param{
			{name: "party", kind: fieldID, about: "only with this party as the buyer or the seller; the key's own when missing"},
			{name: "goods", kind: fieldText, about: "only of this, as Chip/h200"},
			{name: "from", kind: fieldTime, about: "at or after it"},
			{name: "until", kind: fieldTime, about: "before it"},
		}, pageParams...)...),
		get("/sales/{id}", "getSale", "Shows a sale with what the rules decided, the levies that were posted with it and what it used up of quotas.", accessRead, SaleAnswer{}, getSale).refusing("sale_unknown"),
		post("/sales", "createSale", "Sells something from a seller to a buyer in one step with all that the rules ask of it: the decision, levies, units of licences and matched investment.", &saleForm, SaleAnswer{}, createSale).
			refusing("party_listed", "party_under_review", "onboarding_denied", "buyer_unknown", "seller_unknown", "account_none", "amount_zero", "rule_denied", "rule_referred", "request_invalid", "context_contradicted", "units_missing", "levy_too_high", "id_reused", "authorities_full",
				"debit_limited", "quota_unknown", "quota_ended", "quota_units", "quota_count", "quota_share", "quota_full", "licence_not_yet", "licence_expired", "licence_holder", "licence_customer", "licence_goods"),
	}
}

func quotaAnswer(s *licence.Standing) *QuotaAnswer {
	q := &s.Quota
	a := &QuotaAnswer{
		Name: q.Name, Kind: quotaKinds[q.Kind-1], Unit: q.Unit, Window: quotaWindows[q.Window-1], Title: q.Title, CountMax: q.CountMax, Together: q.Together,
		Authority: q.Authority, Holder: q.Holder, Customers: q.Customers, Goods: q.Goods, From: timeOrNone(q.From), Until: timeOrNone(q.Until),
		Base: q.Base, PPM: q.PPM, Assets: q.Assets, Places: q.Places,
		Ended: s.Ended, Used: s.Used.String(), Held: s.Held.String(), Draws: s.Draws, Open: s.Open, Begin: timeOrNone(s.Begin), End: timeOrNone(s.End),
	}
	if !q.UnitsMax.IsZero() {
		a.UnitsMax = q.UnitsMax.String()
	}
	if s.Room.UnitsBound {
		a.Left, a.Allowed = s.Room.Left.String(), s.Room.UnitsMax.String()
	}
	if s.Room.DrawsBound {
		a.Count = &s.Room.Draws
	}
	if q.Window == licence.Average {
		a.Average = &AverageAnswer{Units: s.AverageUnits.String(), Draws: s.AverageDraws}
	}
	return a
}

func listQuotas(q *request) (any, error) {
	out, now := &QuotaPage{Items: []*QuotaAnswer{}}, q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Quotas().Standings(now, func(s licence.Standing) bool {
			out.Items = append(out.Items, quotaAnswer(&s))
			return true
		})
	})
	return out, nil
}

func getQuota(q *request) (any, error) {
	var s licence.Standing
	known, now := false, q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) { s, known = m.Quotas().Standing(q.PathValue("name"), now) })
	if !known {
		return nil, refuse(string(licence.QuotaUnknown), "there is no quota %q; GET %s/quotas lists them", clip(q.PathValue("name")), Prefix)
	}
	return quotaAnswer(&s), nil
}

func putQuota(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	quota := licence.Quota{
		Name: q.PathValue("name"), Kind: licence.Kind(o.word("kind") + 1), Unit: o.text("unit"), Window: licence.Window(o.word("window") + 1), Title: o.text("title"),
		CountMax: o.whole("count_max"), Together: o.flag("together"),
		Authority: o.text("authority"), Holder: o.text("holder"), Customers: o.texts("customers"), Goods: o.texts("goods"), From: o.time("from"), Until: o.time("until"),
		Base: o.text("base"), PPM: uint32(o.whole("ppm")), Assets: o.texts("assets"), Places: o.texts("places"),
	}
	if o.has("units_max") {
		quota.UnitsMax = o.amount("units_max", units)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.doInWords(clearing.SetQuota{Quota: quota})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return quotaAnswer(answer.Quota), nil
}

func endQuota(q *request) (any, error) {
	_, err := q.do(clearing.EndQuota{Name: q.PathValue("name")})
	return nil, err
}

func countOnQuota(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	name := q.PathValue("name")
	d := licence.Draw{
		ID: o.id("id"), Holder: o.text("holder"), Customer: o.text("customer"), Goods: o.text("goods"), Times: o.whole("transactions"),
		Lines: []licence.Line{{Quota: name, Units: o.amount("units", units)}},
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	d.ID = q.movementID(d.ID)
	// Both or neither: they are of one record.
	answers, err := q.api.submit(q.Context(), clearing.DrawQuotas{Draw: d}, clearing.CloseDraw{ID: d.ID})
	if err != nil {
		return nil, err
	}
	switch a := &answers[0]; {
	case a.Refusal == string(licence.DrawClosed):
		q.replay = true // it was counted by the same id
	case a.Refusal != "":
		return nil, q.short(a)
	}
	return getQuota(q)
}

// short says which quota refuses, and what is left of it.
func (q *request) short(a *clearing.Answer) error {
	if a.Short == nil || q.named && collisions[a.Refusal] {
		return q.refusal(a.Refusal)
	}
	left := ""
	switch licence.Refusal(a.Refusal) {
	case licence.QuotaUnits, licence.QuotaShare:
		left = "; left are " + a.Short.Left.String()
	}
	if a.Short.Until != 0 {
		left += "; that changes at " + printTime(a.Short.Until)
	}
	return refuse(a.Refusal, "quota %s: %s%s", a.Short.Quota, sentenceOf(a.Refusal), left)
}
