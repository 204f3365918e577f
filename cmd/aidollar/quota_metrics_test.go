package main

import (
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
)

// What is left of quotas is in the metrics, of those that have a bound and have not ended.
func TestQuotaMetrics(t *testing.T) {
	p, house, _ := receiptHouse(t)
	do := func(commands ...clearing.Command) {
		t.Helper()
		for _, c := range commands {
			if a, err := p.node.Do(t.Context(), c); err != nil || a.Refusal != "" {
				t.Fatal(err, a.Refusal)
			}
		}
	}
	draw := ledger.ID{Hi: uint64(p.market.now().UnixMilli())<<16 | 0x7000, Lo: 1 << 63}
	do(
		clearing.SetQuota{Quota: licence.Quota{Name: "bis", Kind: licence.Licence, Unit: "chips", Window: licence.Total, UnitsMax: money.Units(100), Authority: "BIS", Holder: "Participant/a"}},
		clearing.SetQuota{Quota: licence.Quota{Name: "day", Kind: licence.Cap, Unit: "eur", Window: licence.Day, CountMax: 7}},
		clearing.SetQuota{Quota: licence.Quota{Name: "gone", Kind: licence.Cap, Unit: "eur", Window: licence.Day, CountMax: 7}},
		clearing.SetQuota{Quota: licence.Quota{Name: "meter", Kind: licence.Meter, Unit: "eur", Window: licence.Day}},
		clearing.EndQuota{Name: "gone"},
		clearing.DrawQuotas{Draw: licence.Draw{ID: draw, Holder: "Participant/a", Lines: []licence.Line{{Quota: "bis", Units: money.Units(40)}, {Quota: "day", Units: money.Units(1)}}}},
	)
	text := metricsOf(t, p, house)
	for _, want := range []string{
		"\naidollar_quotas 4\n", `aidollar_quota_left{of="units",quota="bis"} 60`, `aidollar_quota_limit{of="units",quota="bis"} 100`,
		`aidollar_quota_left{of="transactions",quota="day"} 6`, `aidollar_quota_limit{of="transactions",quota="day"} 7`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %q", want)
		}
	}
	for _, other := range []string{`quota="gone"`, `quota="meter"`, `of="transactions",quota="bis"`, `of="units",quota="day"`} {
		if strings.Contains(text, other) {
			t.Errorf("the metrics have %q", other)
		}
	}
}
