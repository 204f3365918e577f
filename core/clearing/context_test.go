package clearing_test

import (
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

const counted = shipping + `
@id("sixty") @title("No more than sixty under one licence") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"chip.ship", resource) when { context has licence } unless { context has licenceUsed && context.licenceUsed + context.units <= 60 };
@id("half") @title("At most half of what was sold at home") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"chip.ship", resource) when { context has licence } unless { context has sharePPM && context.sharePPM <= 500000 };
`

// shipUnder is a shipment that names its licence, and what is said of it.
func (e *exporter) shipUnder(units int, more ...any) clearing.Sell {
	c := e.ship(units, cents(100), "civil")
	c.Context = facts.Encode(append([]any{
		"units", units, "origin", facts.Ref("Jurisdiction/US"), "destination", facts.Ref("Jurisdiction/DE"), "endUse", "civil", "licence", facts.Ref("Licence/bis-h200"),
	}, more...)...)
	return c
}

// home enters what was sold at home.
func (e *exporter) home(units uint64) {
	id := e.id()
	e.do(clearing.DrawQuotas{Draw: licence.Draw{ID: id, Lines: []licence.Line{{Quota: "home", Units: money.Units(units)}}}})
	e.do(clearing.CloseDraw{ID: id})
}

func newCounted(t *testing.T) *exporter {
	e := newExporter(t, counted)
	e.invest(1_000_000)
	e.do(clearing.RegisterFacts{Entries: []*facts.Entry{facts.New("Licence/bis-h200", nil, "authority", "BIS", "holder", facts.Ref(ruling.Participant(e.seller).String()), "customers", []string{}, "chips", []string{}, "units", 100)}})
	e.do(clearing.SetQuota{Quota: licence.Quota{Name: "home", Kind: licence.Meter, Unit: "chips", Window: licence.Total}})
	e.do(clearing.SetQuota{Quota: licence.Quota{Name: "bis-h200-share", Kind: licence.Share, Unit: "chips", Window: licence.Total, Base: "home", PPM: 900_000}})
	return e
}

// TestRulesAreToldWhatWasCounted: of the licence that a shipment names, and of the share
// that goes with it; and each sale counts for the next.
func TestRulesAreToldWhatWasCounted(t *testing.T) {
	e := newCounted(t)
	if a := e.try(e.shipUnder(1)); a.Refusal != "rule_denied" || a.Decision.Rules[0] != "half" {
		t.Fatalf("of nothing that was sold at home: %q %+v", a.Refusal, a.Decision)
	}
	e.home(120)
	tell := func(a clearing.Answer, used, share uint64) {
		t.Helper()
		gotUsed, _ := ruling.Whole(a.Decision.Context, "licenceUsed")
		gotShare, _ := ruling.Whole(a.Decision.Context, "sharePPM")
		if gotUsed != used || gotShare != share {
			t.Fatalf("the rules were told %d used and a share of %d, want %d and %d", gotUsed, gotShare, used, share)
		}
	}
	tell(e.do(e.shipUnder(40)), 0, 333_334)
	tell(e.do(e.shipUnder(10)), 40, 416_667)
	denied := e.try(e.shipUnder(11))
	if tell(denied, 50, 508_334); denied.Refusal != "rule_denied" || len(denied.Decision.Rules) != 2 {
		t.Fatalf("%q by %v", denied.Refusal, denied.Decision.Rules)
	}
	ask := ruling.Ask{Action: "chip.ship", Principal: ruling.Participant(e.buyer), Resource: e.chip, Context: e.shipUnder(10).Context}
	tell(e.do(clearing.Decide{Ask: ask}), 50, 500_000)
	tell(e.do(clearing.Decide{Ask: ask}), 50, 500_000) // to ask uses nothing up
	if s, _ := e.m.Quotas().Standing("bis-h200-share", e.now); s.Used.Lo != 50 || e.left() != 50 {
		t.Errorf("counted are %s of the share, and %d are left", s.Used, e.left())
	}
	full, _, _ := e.m.Complete(e.now, &ask)
	if d, _ := e.m.Rules().Try(e.now, &full); d == nil || d.Refusal() != "" {
		t.Errorf("a look at it: %+v", d)
	}
	e.sound()
	e.sameAfterAll()
}

// TestNobodySaysLessThanWasCounted, and whoever knows of more may say so.
func TestNobodySaysLessThanWasCounted(t *testing.T) {
	e := newCounted(t)
	e.home(200)
	e.do(e.shipUnder(20))
	for _, c := range []struct {
		more []any
		want string
	}{
		{[]any{"licenceUsed", 19}, "licenceUsed is 19, and by the quota bis-h200 it is 20"},
		{[]any{"sharePPM", 1}, "sharePPM is 1, and by the quota bis-h200-share it is 105000"},
	} {
		for _, command := range []clearing.Command{
			e.shipUnder(1, c.more...), clearing.Decide{Ask: ruling.Ask{Action: "chip.ship", Principal: ruling.Participant(e.buyer), Resource: e.chip, Context: e.shipUnder(1, c.more...).Context}},
		} {
			if a := e.try(command); a.Refusal != "context_contradicted" || a.Detail != c.want || clearing.Sentence(a.Refusal) == "" || a.Decision != nil {
				t.Errorf("%T: %q %q, want %q", command, a.Refusal, a.Detail, c.want)
			}
		}
	}
	e.do(e.shipUnder(1, "licenceUsed", 30, "sharePPM", 400_000))
	if a := e.try(e.shipUnder(1, "licenceUsed", 60)); a.Refusal != "rule_denied" || !strings.Contains(strings.Join(a.Decision.Rules, " "), "sixty") {
		t.Errorf("sold elsewhere: %q", a.Refusal)
	}
	// Without a quota of the name, and of what names no licence, who asks has the word.
	e.do(clearing.EndQuota{Name: "bis-h200-share"})
	other := e.shipUnder(1)
	other.Context = facts.Encode("units", 1, "origin", facts.Ref("Jurisdiction/US"), "destination", facts.Ref("Jurisdiction/DE"), "endUse", "civil", "sharePPM", 5)
	e.do(other)
	e.sound()
}
