package clearing_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
)

// h200 is a licence for shipments to one customer.
func h200() licence.Quota {
	return licence.Quota{
		Name: "us-bis-h200", Kind: licence.Licence, Unit: "chips", Window: licence.Total, UnitsMax: money.Units(1000),
		Authority: "US Department of Commerce, BIS", Holder: "Participant/exporter", Customers: []string{"Participant/cn-approved", "Participant/b"}, Goods: []string{"Chip/h200"},
		From: epoch - int64(time.Hour), Until: epoch + int64(30*24*time.Hour),
	}
}

func (h *house) shipment(units uint64, more ...licence.Line) clearing.DrawQuotas {
	lines := append([]licence.Line{{Quota: "us-bis-h200", Units: money.Units(units)}}, more...)
	return clearing.DrawQuotas{Draw: licence.Draw{ID: h.id(), Holder: "Participant/exporter", Customer: "Participant/cn-approved", Goods: "Chip/h200", Lines: lines}}
}

// quotaEvents keeps what an observer is told of quotas.
type quotaEvents struct {
	clearing.Ignore
	quotas []licence.Standing
	states []clearing.QuotaState
	draws  []clearing.QuotaDrawn
}

func (q *quotaEvents) QuotaChanged(_ int64, s *licence.Standing, state clearing.QuotaState) {
	q.quotas, q.states = append(q.quotas, *s), append(q.states, state)
}
func (q *quotaEvents) QuotaDrawn(_ int64, d *clearing.QuotaDrawn) { q.draws = append(q.draws, *d) }

func units(n uint64, quota string) licence.Line {
	return licence.Line{Quota: quota, Units: money.Units(n)}
}

func (h *house) used(name string) (used, held, left money.Amount) {
	s, _ := h.m.Quotas().Standing(name, h.now)
	return s.Used, s.Held, s.Room.Left
}

// TestShipmentsUseUpALicence and their share of what others got, in one command, and
// give back what was not shipped.
func TestShipmentsUseUpALicence(t *testing.T) {
	h := newHouse(t)
	seen := &quotaEvents{}
	h.m.Observe(seen)
	if a := h.do(clearing.SetQuota{Quota: h200()}); a.Quota == nil || a.Quota.Room.Left != money.Units(1000) || a.Detail != "" {
		t.Fatalf("a licence is answered %+v", a.Quota)
	}
	h.do(clearing.SetQuota{Quota: licence.Quota{Name: "us-volume", Kind: licence.Meter, Unit: "chips", Window: licence.Total}})
	h.do(clearing.SetQuota{Quota: licence.Quota{Name: "cn-share", Kind: licence.Share, Unit: "chips", Window: licence.Total, Base: "us-volume", PPM: 500_000}})

	first := h.shipment(200, units(200, "cn-share"))
	a := h.try(first)
	if a.Refusal != "quota_share" || a.Short == nil || a.Short.Quota != "cn-share" || !a.Short.Left.IsZero() {
		t.Fatalf("with nothing sold at home: %q %+v", a.Refusal, a.Short)
	}
	if _, held, _ := h.used("us-bis-h200"); !held.IsZero() {
		t.Error("a refused shipment holds units of the licence")
	}
	home := clearing.DrawQuotas{Draw: licence.Draw{ID: h.id(), Lines: []licence.Line{units(500, "us-volume")}}}
	h.do(home)
	h.do(clearing.CloseDraw{ID: home.Draw.ID})
	h.do(first)
	if again := h.try(first); !again.Exists {
		t.Errorf("the same again: %+v", again.Refusal)
	}
	h.do(clearing.CloseDraw{ID: first.Draw.ID, Used: []money.Amount{money.Units(150), money.Units(150)}})
	if used, held, left := h.used("us-bis-h200"); used != money.Units(150) || !held.IsZero() || left != money.Units(850) {
		t.Errorf("of the licence %s are used, %s held, %s left", used, held, left)
	}
	if a := h.try(first); a.Refusal != "draw_closed" {
		t.Errorf("the same when it is closed: %q", a.Refusal)
	}
	second := h.shipment(850, units(100, "cn-share"))
	h.do(second)
	h.do(clearing.CloseDraw{ID: second.Draw.ID, Return: true})
	if a := h.try(h.shipment(851)); a.Refusal != "quota_units" || a.Short.Left != money.Units(850) || a.Short.Until != h200().Until {
		t.Errorf("more than is left: %q %+v", a.Refusal, a.Short)
	}
	h.do(clearing.EndQuota{Name: "us-bis-h200"})
	if a := h.try(h.shipment(1)); a.Refusal != "quota_ended" {
		t.Errorf("of a licence that has ended: %q", a.Refusal)
	}
	// 200 of 250 are four fifths of the share, and the second shipment would have had all that is left of both.
	want := []clearing.QuotaState{
		clearing.QuotaDefined, clearing.QuotaDefined, clearing.QuotaDefined, clearing.QuotaNear, clearing.QuotaExhausted, clearing.QuotaExhausted, clearing.QuotaEnded,
	}
	if !slices.Equal(seen.states, want) || !seen.quotas[6].Ended || len(seen.draws) != 6 {
		t.Fatalf("an observer was told of %v and %d draws", seen.states, len(seen.draws))
	}
	if d := seen.draws[1]; d.State != clearing.DrawSettled || d.Used[0] != money.Units(500) || d.Draw.ID != home.Draw.ID {
		t.Errorf("a draw settled whole is told as %+v", d)
	}
	if d := seen.draws[5]; d.State != clearing.DrawReturned || d.Draw.ID != second.Draw.ID {
		t.Errorf("a draw that returned is told as %+v", d)
	}
	h.replayed()
}

// TestQuotasOutlastASnapshot: what is open is settled by the restored machine, and the
// id of what is closed is still burned, for a day.
func TestQuotasOutlastASnapshot(t *testing.T) {
	h := newHouse(t)
	h.do(clearing.SetQuota{Quota: h200()})
	open, closed := h.shipment(10), h.shipment(20)
	h.do(open)
	h.do(closed)
	h.do(clearing.CloseDraw{ID: closed.Draw.ID})
	h.replayed()
	restored, err := clearing.Restore(bytes.NewReader(h.bytes()), clearing.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	h.m = restored
	if a := h.try(closed); a.Refusal != "draw_closed" {
		t.Errorf("what is closed: %q", a.Refusal)
	}
	h.do(clearing.CloseDraw{ID: open.Draw.ID})
	if used, held, _ := h.used("us-bis-h200"); used != money.Units(30) || !held.IsZero() {
		t.Errorf("%s are used and %s held", used, held)
	}
	if breaches := h.m.Freeze().Check(); len(breaches) > 0 {
		t.Error(breaches)
	}
	h.now += int64(25 * time.Hour)
	if a := h.try(closed); a.Refusal != "draw_too_old" {
		t.Errorf("a day later: %q", a.Refusal)
	}
	h.replayed()
}

// TestRefusedCommandsOfQuotas have their codes, in words, too.
func TestRefusedCommandsOfQuotas(t *testing.T) {
	h := newHouse(t)
	h.do(clearing.SetQuota{Quota: h200()})
	nameless, renamed := h200(), h200()
	nameless.Holder, renamed.Unit = "", "racks"
	for _, c := range []struct {
		command clearing.Command
		want    string
	}{
		{clearing.SetQuota{Quota: nameless}, "quota_invalid"},
		{clearing.SetQuota{Quota: renamed}, "quota_differs"},
		{clearing.EndQuota{Name: "nowhere"}, "quota_unknown"},
		{clearing.CloseDraw{ID: ledger.ID{Lo: 1}}, "draw_unknown"},
		{clearing.DrawQuotas{Draw: licence.Draw{ID: h.id()}}, "draw_invalid"},
		{clearing.DrawQuotas{Draw: licence.Draw{ID: h.id(), Lines: make([]licence.Line, 300)}}, "draw_invalid"},
		{clearing.DrawQuotas{Draw: licence.Draw{ID: ledger.ID{Hi: 1, Lo: 1}, Lines: []licence.Line{units(1, "us-bis-h200")}}}, "draw_too_old"},
	} {
		a := h.try(c.command)
		if a.Refusal != c.want || clearing.Sentence(c.want) == "" {
			t.Errorf("%T: refused by %q, want %q (%s)", c.command, a.Refusal, c.want, clearing.Sentence(c.want))
		}
		if (a.Detail != "") != (c.want == "quota_invalid") {
			t.Errorf("%T: %q in words", c.command, a.Detail)
		}
	}
	if a := h.try(clearing.SetQuota{Quota: h200()}); !a.Exists || a.Quota == nil {
		t.Error("the same again is not known")
	}
}
