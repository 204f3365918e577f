package node_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/node"
)

// TestNoNumberOfCallersOverrunsAQuota lets many draw at once, settle at less and return,
// until a licence is used up, while somebody watches. What the callers were told was used
// is what the licence says, before and after a restart.
func TestNoNumberOfCallersOverrunsAQuota(t *testing.T) {
	const limit = 1500
	dir := t.TempDir()
	n := begin(t, dir, 1)
	for _, q := range []licence.Quota{
		{Name: "volume", Kind: licence.Meter, Unit: "chips", Window: licence.Total},
		{Name: "share", Kind: licence.Share, Unit: "chips", Window: licence.Total, Base: "volume", PPM: 500_000},
		{Name: "licence", Kind: licence.Licence, Unit: "chips", Window: licence.Total, UnitsMax: money.Units(limit), Authority: "BIS", Holder: "Participant/a"},
	} {
		if a, err := n.Do(t.Context(), clearing.SetQuota{Quota: q}); err != nil || a.Refusal != "" {
			t.Fatalf("%s: %q %v", q.Name, a.Refusal, err)
		}
	}
	over := make(chan struct{})
	var watched sync.WaitGroup
	watched.Go(func() { watchQuotas(t, n, limit, over) })
	c := quotaCallers{t: t, n: n}
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() { c.call(rand.New(rand.NewPCG(*seed, uint64(i)))) })
	}
	all.Wait()
	close(over)
	watched.Wait()
	t.Logf("%d used, %d draws refused, %d returned", c.used.Load(), c.refused.Load(), c.returned.Load())
	if c.refused.Load() < 20 || c.returned.Load() < 20 {
		t.Error("the test shows little")
	}
	before := state(t, n)
	closeNode(t, n)
	n = open(t, dir)
	defer closeNode(t, n)
	if !bytes.Equal(state(t, n), before) {
		t.Error("after the restart the state is another")
	}
	n.View(func(m *clearing.Machine) {
		s, _ := m.Quotas().Standing("licence", m.Now())
		if s.Used != money.Units(c.used.Load()) || !s.Held.IsZero() || s.Open != 0 {
			t.Errorf("%s are used and %s held, callers used %d", s.Used, s.Held, c.used.Load())
		}
		for _, b := range m.Freeze().Check() {
			t.Error(b)
		}
	})
}

// quotaCallers draw and close, and know what they were told.
type quotaCallers struct {
	t                       *testing.T
	n                       *node.Node
	used, refused, returned atomic.Uint64
}

func (c *quotaCallers) do(command clearing.Command) clearing.Answer {
	a, err := c.n.Do(context.Background(), command)
	if err != nil {
		c.t.Error(err)
	}
	return a
}

// call draws and closes forty times, from the share and the licence or from what the
// share rests on.
func (c *quotaCallers) call(rng *rand.Rand) {
	for range 40 {
		units := money.Units(uint64(rng.IntN(30) + 1))
		id := ledger.ID{Hi: uint64(time.Now().UnixMilli())<<16 | 0x7000, Lo: rng.Uint64()}
		d := licence.Draw{ID: id, Lines: []licence.Line{{Quota: "volume", Units: units}}}
		if rng.IntN(2) == 0 {
			d.Holder, d.Lines = "Participant/a", []licence.Line{{Quota: "share", Units: units}, {Quota: "licence", Units: units}}
		}
		if a := c.do(clearing.DrawQuotas{Draw: d}); a.Refusal != "" {
			c.refused.Add(1)
			continue
		}
		part := money.Units(rng.Uint64N(units.Lo + 1))
		end := clearing.CloseDraw{ID: d.ID, Return: rng.IntN(4) == 0}
		if len(d.Lines) == 2 {
			end.Used = []money.Amount{part, part}
		}
		if a := c.do(end); a.Refusal != "" {
			c.t.Errorf("closing: %q", a.Refusal)
		}
		if end.Return {
			c.returned.Add(1)
		} else if len(d.Lines) == 2 {
			c.used.Add(part.Lo)
		}
	}
}

// watchQuotas looks at every moment that it can until it is over.
func watchQuotas(t *testing.T, n interface{ View(func(*clearing.Machine)) }, limit uint64, over <-chan struct{}) {
	for {
		select {
		case <-over:
			return
		default:
		}
		n.View(func(m *clearing.Machine) {
			m.Quotas().Standings(m.Now(), func(s licence.Standing) bool {
				all, _ := s.Used.Add(s.Held)
				base, _ := m.Quotas().Standing("volume", m.Now())
				switch {
				case s.Quota.Name == "licence" && money.Units(limit).Less(all):
					t.Errorf("%s of %d are drawn", all, limit)
				case s.Quota.Name == "share" && money.Units(base.Used.Lo/2).Less(all):
					t.Errorf("%s are drawn, of %s that others had", all, base.Used)
				}
				return true
			})
		})
		time.Sleep(time.Millisecond)
	}
}
