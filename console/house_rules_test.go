package console

import (
	"cmp"
	"context"
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
)

// Rules of the test house: a set in force, one to come, and from a later time on none.

const testRules = `// Whom nothing forbids, all is open.
@id("open") @title("What nothing forbids may be done") @source("law") @from("2020-01-01")
permit(principal, action, resource);

@id("ship")
@title("Chips go abroad under a licence <of the authority>")
@source("act")
@from("2026-01-15")
@levy("25% us-customs")
@licence("chips-abroad")
@record("1825 days")
permit(principal, action in [Action::"chip.ship", Action::"remote.access"], resource);

// What is over.
@id("denied") @title("Chips stay at home") @source("act") @from("2023-11-17") @until("2026-01-15") @remedy("Wait until 2026.")
forbid(principal, action == Action::"chip.ship", resource);
`

const testRulesElsewhere = `
@id("looked-at") @title("Health data are looked at by a person") @source("note") @from("2026-06-01") @effect("refer")
forbid(principal, action == Action::"session.open", resource) when { context has data && context.data.special };
`

// testSets are made by the very book that a house has.
func testSets() (sets []*ruling.Installed) {
	schema, err := os.ReadFile("../rules/packs/schema.cedarschema")
	if err != nil {
		panic(err)
	}
	archive := ruling.Archive{
		Schema: policy.Text{Name: "schema.cedarschema", Policies: schema},
		Packs: []ruling.Pack{
			{Name: "away", Title: "Elsewhere", Version: "2", Jurisdiction: "DE", Disclaimer: "This is no legal advice.", Sources: []ruling.Source{{Name: "note", Cite: "a circular", URL: "javascript:alert(1)"}}},
			{Name: "common", Title: "Places and chips", Version: "2026-07-01"},
			{Name: "home", Title: "Home & abroad", Version: "2026-07-01", Jurisdiction: "US", Disclaimer: "This is no legal advice. " + hostile, Sources: []ruling.Source{
				{Name: "act", Cite: "91 FR 1684 (15 Jan 2026)", URL: "https://www.govinfo.gov/content/pkg/FR-2026-01-15"}, {Name: "law", Cite: "an act of 2020"},
			}},
		},
		Texts: []policy.Text{{Name: "away/data.cedar", Policies: []byte(testRulesElsewhere)}, {Name: "home/chips.cedar", Policies: []byte(testRules)}},
	}
	book := ruling.NewBook(nil, nil, nil)
	install := func(i ruling.Installed) {
		if _, words, refusal := book.Install(noon-3600e9, i); refusal != "" {
			panic(string(refusal) + words)
		}
	}
	install(ruling.Installed{Number: 1, Archive: archive.Bytes(), Note: "as the board decided <2026-02>", Signer: [32]byte{0xab, 31: 0xcd}})
	archive.Texts = archive.Texts[1:]
	install(ruling.Installed{Archive: archive.Bytes(), From: noon + 86_400e9})
	install(ruling.Installed{From: noon + 2*86_400e9})
	book.Sets(func(i *ruling.Installed) bool {
		sets = append(sets, i)
		return true
	})
	return sets
}

// RuleSets implements Rules.
func (h *house) RuleSets(context.Context) ([]*ruling.Installed, error) {
	if len(h.receipts) == 0 {
		return nil, h.err
	}
	return testSets(), h.err
}

// testQuotas are in all states, made by the very book that a house has.
func testQuotas() *licence.Book {
	b := licence.NewBook()
	set := func(q licence.Quota) {
		if refusal := b.Set(q); refusal != "" {
			panic(q.Name + " " + string(refusal))
		}
	}
	id := uint64(20_000)
	draw := func(quota string, units uint64, settle bool) {
		id++
		d := licence.Draw{ID: testID(id), Holder: "Participant/us-exporter", Customer: "Participant/" + partyOther.ID.String(), Goods: "Chip/h200", Lines: []licence.Line{{Quota: quota, Units: money.Units(units)}}}
		if refused := b.Draw(noon, &d); refused.Refusal != "" {
			panic(quota + " " + string(refused.Refusal))
		}
		if !settle {
			return
		}
		if refusal := b.Settle(d.ID, nil); refusal != "" {
			panic(quota + " " + string(refusal))
		}
	}
	grant := licence.Quota{Kind: licence.Licence, Unit: "chips", Window: licence.Total, Authority: "BIS <licensing>", Holder: "Participant/us-exporter", UnitsMax: money.Units(35_000), From: noon - 86_400e9, Until: noon + 365*86_400e9}
	with := func(q licence.Quota, name, title string) licence.Quota {
		q.Name, q.Title = name, title
		return q
	}
	abroad := with(grant, "chips-abroad", "Chips of the H200's class for one "+hostile)
	abroad.Customers, abroad.Goods = []string{"Participant/" + partyBuyer.ID.String(), "Participant/" + partyOther.ID.String()}, []string{"Chip/h200", "Chip/mi325x"}
	set(abroad)
	draw("chips-abroad", 12_000, true)
	draw("chips-abroad", 3_500, false)
	later, over := with(grant, "later", ""), with(grant, "over", "A licence of last year")
	later.From, over.From, over.Until = noon+86_400e9, noon-400*86_400e9, noon-86_400e9
	set(later)
	set(over)
	set(licence.Quota{Name: "asset-usd", Title: "Means of exchange: transactions and value on the average of a day", Kind: licence.Cap, Unit: "eur-cents", Window: licence.Average, UnitsMax: money.Units(20_000_000_000), CountMax: 1_000_000, Together: true})
	draw("asset-usd", 1_234_567_890, true)
	set(licence.Quota{Name: "a-day", Title: "Shipments of a day", Kind: licence.Cap, Unit: "chips", Window: licence.Day, UnitsMax: money.Units(100), CountMax: 20})
	draw("a-day", 60, true)
	draw("a-day", 34, false)
	set(licence.Quota{Name: "us-volume", Title: "Sold in the United States", Kind: licence.Meter, Unit: "chips", Window: licence.Total})
	draw("us-volume", 4_000, true)
	set(licence.Quota{Name: "cn-share", Title: "At most half of what the United States had", Kind: licence.Share, Unit: "chips", Window: licence.Total, Base: "us-volume", PPM: 500_000})
	draw("cn-share", 2_000, true)
	set(licence.Quota{Name: "closed", Title: "Nobody uses this any more", Kind: licence.Cap, Unit: "calls", Window: licence.Quarter, CountMax: 5})
	b.End("closed")
	return b
}

// Quotas implements Rules.
func (h *house) Quotas(context.Context) (list []licence.Standing, err error) {
	if len(h.receipts) == 0 {
		return nil, h.err
	}
	testQuotas().Standings(noon, func(s licence.Standing) bool {
		list = append(list, s)
		return true
	})
	return list, h.err
}

// Quota implements Rules.
func (h *house) Quota(ctx context.Context, name string) (q licence.Standing, err error) {
	list, err := h.Quotas(ctx)
	at := slices.IndexFunc(list, func(s licence.Standing) bool { return s.Quota.Name == name })
	if err != nil || at < 0 {
		return q, cmp.Or(err, ErrNotFound)
	}
	return list[at], nil
}

// rulePaths are the pages of rules, which are for the house alone.
var rulePaths = []string{"/console/rules", "/console/rules?set=2", "/console/rules/ship", "/console/packs", "/console/quotas", "/console/quotas/chips-abroad"}

// TestRulesAreForTheHouse keeps everybody else out.
func TestRulesAreForTheHouse(t *testing.T) {
	h := newHouse(120)
	for _, secret := range []string{secretBuyer, secretSeller} {
		v := newVisitor(t, h).signIn(secret)
		for _, path := range rulePaths {
			v.status(path, 404)
		}
		wants(t, secret, v.get("/console"), nil, []string{"/console/rules"})
	}
	v := newVisitor(t, newHouse(0)).signIn(secretAdmin)
	for _, path := range []string{"/console/rules", "/console/packs"} {
		wants(t, path, v.get(path), []string{"No rules are in force"}, nil)
	}
	wants(t, "quotas", v.get("/console/quotas"), []string{"No quotas"}, nil)
	v.status("/console/rules/ship", 404)
	v.status("/console/quotas/chips-abroad", 404)
}

// TestTheRuleBrowser narrows rules down, by each field alone and by several.
func TestTheRuleBrowser(t *testing.T) {
	v := newVisitor(t, newHouse(120)).signIn(secretAdmin)
	for query, want := range map[string]string{
		"": "looked-at,denied,open,ship", "pack=home": "denied,open,ship", "jurisdiction=DE": "looked-at", "action=session.open": "looked-at,open", "action=remote.access": "open,ship",
		"effect=permits": "open,ship", "effect=refers": "looked-at", "on=2026-01-14": "denied,open", "on=2026-01-15": "open,ship", "on=2026-06-01": "looked-at,open,ship",
		"pack=home&effect=permits&on=2025-01-01": "open", "pack=nothing": "", "set=2": "denied,open,ship", "set=3": "", "on=someday": "looked-at,denied,open,ship",
	} {
		page := v.get("/console/rules?" + query)
		got := texts(t, page, "code", "")
		if strings.Join(got, ",") != want {
			t.Errorf("%q shows %q, want %q", query, got, want)
		}
	}
	wants(t, "the rules", v.get("/console/rules"), []string{"none of this is legal advice", "4</span> rules in set 1", "in force since", "Chips go abroad under a licence &lt;of the authority&gt;", "91 FR 1684", "set 2, to come"}, []string{"<of the"})
	wants(t, "a day that is none", v.get("/console/rules?on=someday"), []string{"is no day"}, nil)
	wants(t, "an effect that is none", v.get("/console/rules?effect=maybe"), []string{"none of the choices"}, nil)
	wants(t, "nothing", v.get("/console/rules?pack=nothing"), []string{"No such rules"}, nil)
	wants(t, "a set without rules", v.get("/console/rules?set=3"), []string{"while it rules, none are asked"}, nil)
	v.status("/console/rules?set=9", 404)
}

// TestARule shows all of it, and no link that does anything else than lead to its source.
func TestARule(t *testing.T) {
	v := newVisitor(t, newHouse(120)).signIn(secretAdmin)
	page := v.get("/console/rules/ship")
	wants(t, "the rule", page, []string{
		"permits", `href="https://www.govinfo.gov/content/pkg/FR-2026-01-15"`, "chip.ship", "remote.access", "from 2026-01-15 on, without an end", "25% of the sale goes to us-customs",
		"units are used up of chips-abroad", `href="/console/quotas/chips-abroad"`, "kept for 1825 days", "Home &amp; abroad", "home/chips.cedar:5", "No legal advice.", "&lt;script&gt;",
	}, []string{hostile, "nobody has entered"})
	text := texts(t, page, "pre", "")
	if len(text) != 1 || !strings.HasPrefix(text[0], `@id("ship") @title(`) || !strings.HasSuffix(text[0], "resource);") {
		t.Errorf("as it is written: %q", text)
	}
	wants(t, "what is over", v.get("/console/rules/denied"), []string{"to the end of 2026-01-14", "over", "Wait until 2026.", `href="/console/rules?set=1"`}, nil)
	wants(t, "a strange address", v.get("/console/rules/looked-at"), []string{"a circular", "to come", "refers"}, []string{"javascript:"})
	v.status("/console/rules/looked-at?set=2", 404)
	v.status("/console/rules/nothing", 404)
}

// TestPacks shows the sets with what is in them.
func TestPacks(t *testing.T) {
	page := newVisitor(t, newHouse(120)).signIn(secretAdmin).get("/console/packs")
	wants(t, "packs", page, []string{
		"Set 1", "as the board decided &lt;2026-02&gt;", "ab00000000000000000000000000000000000000000000000000000000000000cd"[:10], "Set 2", "2026-03-02 12:00:00", "Set 3", "none: from then on none are asked",
		"facts alone", "Signed by", "nobody", "(away): <bdi>This is no legal advice.", "(home)",
	}, []string{hostile})
	digests := 0
	for _, s := range testSets() {
		if s.Law() != nil && strings.Contains(page, hex.EncodeToString(s.Digest[:])) {
			digests++
		}
	}
	if words := texts(t, page, "span", "state"); digests != 2 || strings.Join(words, ",") != "in force,to come,to come" {
		t.Errorf("%d digests, the states are %q", digests, words)
	}
}

// TestQuotaPages shows each quota with what is used, held and left, in words as well as in
// colour.
func TestQuotaPages(t *testing.T) {
	v := newVisitor(t, newHouse(120)).signIn(secretAdmin)
	page := v.get("/console/quotas")
	if words := strings.Join(texts(t, page, "span", "state"), ","); words != "enough,not yet,ended,enough,low,counts,used up,ended" {
		t.Errorf("the states are %q", words)
	}
	bars := texts(t, page, "span", "bartext")
	want := []string{
		"12000 used 3500 held 19500 left of 35000 chips", "0 used 0 held 35000 left of 35000 chips", "0 used 0 held 35000 left of 35000 chips",
		"1234567890 used 0 held 1798765432110 left of 1800000000000 eur-cents", "1 used 0 held 89999999 left of 90000000 draws",
		"60 used 34 held 6 left of 100 chips", "1 used 1 held 18 left of 20 draws", "4000 chips used 0 held no bound", "2000 used 0 held 0 left of 2000 chips", "0 used 0 held 5 left of 5 draws",
	}
	if !slices.Equal(bars, want) {
		t.Errorf("the bars are %q", bars)
	}
	wants(t, "quotas", page, []string{`class="used" width="342"`, `x="342" y="3" width="100"`, `class="quotabar full"`, `class="quotabar low"`, "50 % of <code>us-volume", "to <time", "refuses beyond both"}, []string{hostile})
	only := v.get("/console/quotas?kind=share")
	wants(t, "shares", only, []string{"cn-share"}, []string{"asset-usd"})
	wants(t, "a licence", v.get("/console/quotas/chips-abroad"), []string{"BIS &lt;licensing&gt;", "Participant/us-exporter", "Chip/mi325x", partyBuyer.ID.String(), "2027-03-01 12:00:00", "1</span> settled"}, []string{hostile})
	wants(t, "an average", v.get("/console/quotas/asset-usd"), []string{"Average of a day", "on the average of a day"}, nil)
	v.status("/console/quotas/nothing", 404)
}

// TestQuotaParts draws a bar of any size within its frame, and shows what is there.
func TestQuotaParts(t *testing.T) {
	huge := money.Amount{Hi: 1 << 62}
	for _, c := range []struct {
		b                quotaBar
		used, held, left uint64
	}{
		{quotaBar{Max: money.Units(1000)}, 0, 0, 0},
		{quotaBar{Used: money.Units(1), Held: money.Units(1), Left: money.Units(999_998), Max: money.Units(1_000_000)}, 1, 1, 999},
		{quotaBar{Used: money.Units(30), Held: money.Units(5), Max: money.Units(20)}, 1000, 0, 0},
		{quotaBar{Used: huge, Held: huge, Left: huge, Max: money.Amount{Hi: 1 << 63}}, 499, 499, 499},
		{quotaBar{Used: money.Units(1)}, 1000, 0, 0},
	} {
		if u, h, l := c.b.UsedPermille(), c.b.HeldPermille(), c.b.LeftPermille(); u != c.used || h != c.held || l != c.left {
			t.Errorf("%+v: %d, %d, %d", c, u, h, l)
		}
	}
}
