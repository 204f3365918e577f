package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/tariff"
)

const (
	// cardSizeMax bounds the text of a card in a form, in bytes.
	cardSizeMax = 1 << 20
	// previewDays is how far back a preview looks.
	previewDays = 30
	// perMany is what prices are shown for: single units have too many zeros.
	perMany = 1_000_000
)

// cardsPage lists rate cards, the newest of each seller first.
type cardsPage struct {
	Cards []CardInfo
	Now   int64
}

// Status is how a card stands: "in force", "to come", "over" or "replaced".
func (p cardsPage) Status(c CardInfo) string { return cardStatus(p.Cards, c, p.Now) }

func cardStatus(all []CardInfo, c CardInfo, now int64) string {
	switch {
	case c.Card.ValidFrom > now:
		return "to come"
	case !c.Card.ValidAt(now):
		return "over"
	}
	for _, other := range all {
		if other.Seller.ID == c.Seller.ID && other.Buyer.ID == c.Buyer.ID && other.Number > c.Number && other.Card.ValidAt(now) {
			return "replaced"
		}
	}
	return "in force"
}

// cardsFor are the cards that somebody may see: the house all, a seller its own,
// a buyer those for everybody and those for itself.
func (v *visit) cardsFor() ([]CardInfo, error) {
	all, err := v.console.source.Cards(v.Context())
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(slices.Clone(all), func(c CardInfo) bool {
		everybody := c.Buyer.ID.IsZero() && v.view.Party.Role == clearing.RoleBuyer
		return !everybody && !v.view.Covers(c.Seller.ID, c.Buyer.ID)
	})
	slices.SortFunc(list, func(a, b CardInfo) int {
		return cmp.Or(cmp.Compare(a.Seller.Name, b.Seller.Name), cmp.Compare(b.Number, a.Number))
	})
	return list, nil
}

func (c *Console) cards(v *visit) error {
	cards, err := v.cardsFor()
	if err != nil {
		return err
	}
	return v.show("cards.html", "Rate cards", "cards", cardsPage{Cards: cards, Now: v.now.UnixNano()})
}

// cardPage is a rate card, readable.
type cardPage struct {
	CardInfo
	Status string
	Models []cardModel
}

// cardModel is what a card says of a model.
type cardModel struct {
	Name                string
	InputMax, OutputMax uint64
	Period              string
	Variants            []cardVariant
}

// cardVariant is one set of prices of a model, and when it is in force.
type cardVariant struct {
	Name    string
	When    []string // conditions, all of which must hold; none for the rest
	Prices  []cardPrice
	Minimum string // the least charge of a call; empty for none
}

// cardPrice is a price as people read it.
type cardPrice struct {
	Meter string
	Price tariff.Ticks
	Unit  string // what it is for one of
	Tier  string // the units that it is for; empty for all
	Fee   tariff.Ticks
}

func (c *Console) card(v *visit) error {
	number, err := strconv.ParseUint(v.PathValue("number"), 10, 32)
	if err != nil {
		return ErrNotFound
	}
	cards, err := v.cardsFor()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(cards, func(c CardInfo) bool { return c.Number == uint32(number) })
	if at < 0 {
		return ErrNotFound
	}
	page := cardPage{CardInfo: cards[at], Status: cardStatus(cards, cards[at], v.now.UnixNano())}
	for i := range page.Card.Models {
		page.Models = append(page.Models, readableModel(&page.Card.Models[i]))
	}
	return v.show("card.html", "Rate card", "cards", page)
}

// per is how many units a price is shown for, and what they are called.
func per(m meter.Meter) (uint64, string) {
	if unit := m.Unit(); unit != "token" && unit != "byte" && unit != "character" {
		return 1, unit
	}
	return perMany, "million " + m.Unit() + "s"
}

// previewPage is the form for a card to try, and what came of it.
type previewPage struct {
	Form     string
	Sellers  []option
	Seller   string
	Text     string
	Mistakes []quoted
	Card     *tariff.Card
	Preview  *Preview
	Totals   []PreviewModel
	Days     int
	Error    string
}

// quoted is a mistake with the line that it is in.
type quoted struct {
	Mistake
	Before, At string // the line up to the place, and from there on
}

// Change is what the calls would cost more or less.
func (p PreviewModel) Change() signedTicks { return signedTicks{p.Would, p.Did} }

// signedTicks is the difference of two sums of ticks.
type signedTicks struct{ a, b tariff.Ticks }

// Negative reports whether it is below zero.
func (s signedTicks) Negative() bool { return s.a.Less(s.b) }

// Amount is how large it is.
func (s signedTicks) Amount() tariff.Ticks {
	if s.Negative() {
		return s.b.SubFloor(s.a)
	}
	return s.a.SubFloor(s.b)
}

// Percent is how large it is beside the old sum; empty where that was nothing.
func (s signedTicks) Percent() string {
	if s.b.IsZero() {
		return ""
	}
	whole, ok := s.Amount().Mul64(1000)
	if !ok {
		return ""
	}
	return strconv.FormatFloat(float64(ratio(whole, s.b))/10, 'f', 1, 64)
}

// sellers are whose cards the visitor may try.
func (v *visit) sellers() (list []option, err error) {
	if !v.view.House {
		if v.view.Party.Role != clearing.RoleSeller {
			return nil, ErrNotFound
		}
		return []option{{v.view.Party.ID.String(), v.view.Party.Name}}, nil
	}
	parties, err := v.console.source.Parties(v.Context(), "", choicesMax)
	for _, a := range parties.Accounts {
		if a.Owner.Role == clearing.RoleSeller {
			list = append(list, option{a.Owner.ID.String(), a.Owner.Name})
		}
	}
	return list, err
}

func (c *Console) previewForm(v *visit) error {
	sellers, err := v.sellers()
	if err != nil {
		return err
	}
	page := previewPage{Form: v.formToken(), Sellers: sellers, Days: previewDays}
	return v.show("preview.html", "Try a rate card", "cards", page)
}

func (c *Console) preview(v *visit) error {
	sellers, err := v.sellers()
	if err != nil {
		return err
	}
	page := previewPage{Form: v.formToken(), Sellers: sellers, Seller: v.PostForm.Get("seller"), Text: v.PostForm.Get("card"), Days: previewDays}
	seller, err := ledger.ParseID(page.Seller)
	if err != nil || !slices.ContainsFunc(sellers, func(o option) bool { return o.Value == page.Seller }) {
		page.Error = "Choose the seller whose calls are to be priced."
		return v.tried(http.StatusUnprocessableEntity, page)
	}
	card, mistakes := c.source.CheckCard([]byte(page.Text))
	lines := strings.Split(strings.ReplaceAll(page.Text, "\r\n", "\n"), "\n")
	for _, m := range mistakes {
		page.Mistakes = append(page.Mistakes, quote(lines, m))
	}
	if len(mistakes) > 0 || card == nil {
		return v.tried(http.StatusUnprocessableEntity, page)
	}
	to := StepHour.Floor(v.now).Add(time.Hour)
	preview, err := c.source.PreviewCard(v.Context(), seller, card, to.AddDate(0, 0, -previewDays).UnixNano(), to.UnixNano())
	if err != nil {
		return err
	}
	page.Card, page.Preview = card, &preview
	for _, m := range preview.Models {
		at := slices.IndexFunc(page.Totals, func(t PreviewModel) bool { return t.Asset == m.Asset })
		if at < 0 {
			at = len(page.Totals)
			page.Totals = append(page.Totals, PreviewModel{Asset: m.Asset})
		}
		t := &page.Totals[at]
		t.Calls += m.Calls
		t.Events += m.Events
		t.Unpriced += m.Unpriced
		t.Did, _ = t.Did.Add(m.Did)
		t.Would, _ = t.Would.Add(m.Would)
	}
	return v.tried(http.StatusOK, page)
}

func (v *visit) tried(status int, page previewPage) error {
	return v.console.render(v.writer, status, "preview.html", v.layout("Try a rate card", "cards", page))
}

// quote finds the line of a mistake, and cuts it where the mistake is.
func quote(lines []string, m Mistake) quoted {
	q := quoted{Mistake: m}
	if m.Line < 1 || m.Line > len(lines) {
		return q
	}
	line := []rune(lines[m.Line-1])
	at := min(max(m.Column-1, 0), len(line))
	q.Before, q.At = string(line[:at]), string(line[at:])
	return q
}
