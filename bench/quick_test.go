package bench

import "testing"

func TestQuick(t *testing.T) {
	if !*coreFull {
		t.Skip()
	}
	o := DefaultCoreOptions()
	o.Transfers = 500_000
	b := newCoreBench(o)
	b.goMap = newMapLedger(1)
	var flat, plain, flatHolds, holds series
	for i := range 12 {
		f, p, _, _ := b.round(false)
		fh, ph, _, _ := b.round(true)
		if i < 2 {
			continue
		}
		flat, plain, flatHolds, holds = append(flat, f), append(plain, p), append(flatHolds, fh), append(holds, ph)
	}
	t.Logf("flat %s %s plain %s %s ratio %s | flat %s holds %s ratio %s", perSecond(flat.median()), perSecond(flat.best()), perSecond(plain.median()), perSecond(plain.best()), ratio(plain, flat), perSecond(flatHolds.median()), perSecond(holds.median()), ratio(holds, flatHolds))
}
