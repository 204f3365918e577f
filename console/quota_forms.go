package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/licence"
	"aidollar/core/money"
)

// drawsMax is how many of the last draws the page of a quota shows.
const drawsMax = 50

// quotaPage is a quota with what became of it.
type quotaPage struct {
	quotaRow
	Steps []QuotaStep
	Taken []QuotaDraw
	Full  bool // there may be more draws
}

// The words for what became of quotas and draws, by their numbers.
var (
	stepWords = []string{"", "entered or changed", "ended", "nearly used up", "used up"}
	drawWords = []string{"", "open", "settled", "returned"}
)

// Word says what became of it.
func (s QuotaStep) Word() string { return wordAt(stepWords, uint8(s.State)) }

// Bound is what it let through from then on, in words.
func (s QuotaStep) Bound() string {
	var parts []string
	q := &s.Quota
	if !q.UnitsMax.IsZero() {
		parts = append(parts, q.UnitsMax.String()+" "+q.Unit)
	}
	if q.CountMax != 0 {
		parts = append(parts, uintText(q.CountMax)+" draws")
	}
	if q.PPM != 0 {
		parts = append(parts, money.Units(uint64(q.PPM)).Decimal(4)+" % of "+q.Base)
	}
	if len(parts) == 0 {
		return "no bound"
	}
	return strings.Join(parts, ", ")
}

// Word is the state of a draw.
func (d QuotaDraw) Word() string { return wordAt(drawWords, uint8(d.State)) }

// Open reports whether nothing has become of it yet.
func (d QuotaDraw) Open() bool { return d.State == clearing.DrawOpened }

// For is whom and what it was for, as far as anybody said.
func (d QuotaDraw) For() string {
	var parts []string
	for _, text := range [...]string{d.Goods, d.Customer} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " for ")
}

// quotaForm is the form for a quota.
type quotaForm struct {
	Form
	Token    string
	Changes  bool // the quota is there, and keeps its kind, unit, window and base
	Kinds    []option
	Windows  []option
	Together bool
	Error    string
}

// Fault is what is wrong with a field.
func (f quotaForm) Fault(name string) string { return f.Faults[name] }

const quotaTitle = "Enter a quota"

// windowNames are the windows as the form has them.
var windowNames = []string{"", "total", "day", "month", "quarter", "year", "average"}

func (v *visit) askQuota(status int, page quotaForm) error {
	page.Token = v.formToken()
	for _, w := range quotaWords[1:] {
		page.Kinds = append(page.Kinds, option{w, w})
	}
	for i, w := range windowNames[1:] {
		page.Windows = append(page.Windows, option{w, windowWords[i+1]})
	}
	page.Together = page.Value("together") != ""
	return v.console.render(v.writer, status, "newquota.html", v.layout(quotaTitle, "rules", page))
}

func (c *Console) askForQuota(v *visit) error {
	page := quotaForm{Form: Form{Values: url.Values{"kind": {"licence"}, "window": {"total"}}, Faults: faults{}}}
	if name := v.URL.Query().Get("name"); name != "" {
		s, err := c.source.Quota(v.Context(), name)
		if err != nil {
			return err
		}
		page.Values, page.Changes = quotaValues(&s.Quota), true
	}
	return v.askQuota(http.StatusOK, page)
}

// quotaValues are a quota as it stands in the form.
func quotaValues(q *licence.Quota) url.Values {
	values := url.Values{
		"name": {q.Name}, "kind": {quotaWords[q.Kind]}, "unit": {q.Unit}, "window": {windowNames[q.Window]}, "title": {q.Title}, "authority": {q.Authority}, "holder": {q.Holder},
		"customers": {strings.Join(q.Customers, "\n")}, "goods": {strings.Join(q.Goods, "\n")}, "base": {q.Base}, "assets": {strings.Join(q.Assets, "\n")}, "places": {strings.Join(q.Places, "\n")},
	}
	if !q.UnitsMax.IsZero() {
		values.Set("units", q.UnitsMax.String())
	}
	if q.CountMax != 0 {
		values.Set("draws", uintText(q.CountMax))
	}
	if q.PPM != 0 {
		values.Set("share", money.Units(uint64(q.PPM)).Decimal(4))
	}
	if q.Together {
		values.Set("together", "yes")
	}
	for name, at := range map[string]int64{"from": q.From, "until": q.Until} {
		if at != 0 {
			values.Set(name, time.Unix(0, at).UTC().Format(momentLayout))
		}
	}
	return values
}

// number reads a whole number of 64 bits; zero where there is none.
func (f faults) number(q url.Values, name string) uint64 {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		f[name] = fmt.Sprintf("%q is no whole number.", text)
	}
	return n
}

// wide reads a whole number of 128 bits; zero where there is none.
func (f faults) wide(q url.Values, name string) (n money.Amount) {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return n
	}
	n, err := money.Asset{}.Parse(text)
	if err != nil {
		f[name] = fmt.Sprintf("%q is no whole number.", text)
	}
	return n
}

// percent reads a share in percent as parts in a million; zero where there is none.
func (f faults) percent(q url.Values, name string) uint32 {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return 0
	}
	const scale = 4 // 0.0001 % is one part in a million
	ppm, err := money.Asset{Scale: scale}.Parse(text)
	if err != nil || ppm.Hi != 0 || ppm.Lo > licence.PPMMax {
		f[name] = fmt.Sprintf("%q is no part in percent, such as 50 or 33.3333.", text)
	}
	return uint32(ppm.Lo)
}

// listed are the words of a field, one to a line or with blanks between.
func listed(q url.Values, name string) []string { return strings.Fields(q.Get(name)) }

func (c *Console) setQuota(v *visit) error {
	page := quotaForm{Form: Form{Values: v.PostForm, Faults: faults{}}}
	name := strings.TrimSpace(page.Value("name"))
	_, err := c.source.Quota(v.Context(), name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	page.Changes = err == nil
	wrong := page.Faults
	q := licence.Quota{
		Name: name, Unit: strings.TrimSpace(page.Value("unit")), Title: strings.TrimSpace(page.Value("title")), UnitsMax: wrong.wide(v.PostForm, "units"), CountMax: wrong.number(v.PostForm, "draws"),
		Together: page.Value("together") != "", Authority: strings.TrimSpace(page.Value("authority")), Holder: strings.TrimSpace(page.Value("holder")),
		Customers: listed(v.PostForm, "customers"), Goods: listed(v.PostForm, "goods"), From: wrong.moment(v.PostForm, "from"), Until: wrong.moment(v.PostForm, "until"),
		Base: strings.TrimSpace(page.Value("base")), PPM: wrong.percent(v.PostForm, "share"), Assets: listed(v.PostForm, "assets"), Places: listed(v.PostForm, "places"),
	}
	kind, window := wrong.choice(v.PostForm, "kind", quotaWords[1:]...), wrong.choice(v.PostForm, "window", windowNames[1:]...)
	for i, w := range quotaWords {
		if i > 0 && w == kind {
			q.Kind = licence.Kind(i)
		}
	}
	for i, w := range windowNames {
		if i > 0 && w == window {
			q.Window = licence.Window(i)
		}
	}
	if fault := q.Fault(); fault != "" && len(wrong) == 0 {
		page.Error = sentence(fault) + "."
	}
	if len(wrong) > 0 || page.Error != "" {
		return v.askQuota(http.StatusUnprocessableEntity, page)
	}
	return v.carried(quotaTitle, "/console/quotas/"+url.PathEscape(q.Name), func() error { return c.source.SetQuota(v.Context(), q) }, func(words string) error {
		page.Error = words
		return v.askQuota(http.StatusConflict, page)
	})
}

func (v *visit) quotaToEnd() (page surePage, name string, err error) {
	s, err := v.console.source.Quota(v.Context(), v.PathValue("name"))
	if err != nil {
		return page, "", err
	}
	row := quotaRow{s, v.now.UnixNano()}
	return surePage{
		Section: "Quotas", Back: row.Path(), Heading: "End a quota", Title: "End " + row.Title() + "?", Of: "The " + row.Kind() + " " + s.Quota.Name + ".",
		Text:   "Nothing is drawn from it any more: a sale or a call of which the rules want units of it is refused. What is open is settled or returned. Its counts are kept, and entering it again goes on with them.",
		Action: row.Path() + "/end", Yes: "End it", No: "Keep it",
	}, s.Quota.Name, nil
}

func (c *Console) askToEnd(v *visit) error {
	page, _, err := v.quotaToEnd()
	if err != nil {
		return err
	}
	return v.sure(http.StatusOK, page)
}

func (c *Console) endQuota(v *visit) error {
	page, name, err := v.quotaToEnd()
	if err != nil {
		return err
	}
	return page.done(v, func(string) error { return c.source.EndQuota(v.Context(), name) })
}
