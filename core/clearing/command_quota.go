package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
)

// SetQuota enters a licence, a cap, a share or a meter, or changes one: see
// licence.Book.Set.
type SetQuota struct{ Quota licence.Quota }

func (SetQuota) kind() Kind                { return KindQuota }
func (c SetQuota) append(a *wire.Appender) { licence.AppendQuota(a, &c.Quota) }

// EndQuota closes a quota for new draws.
type EndQuota struct{ Name string }

func (EndQuota) kind() Kind                { return KindQuotaEnd }
func (c EndQuota) append(a *wire.Appender) { a.Text(c.Name) }

// DrawQuotas takes from quotas, all or nothing, for something that is no call and no
// payment of the house, as a shipment. The draw's id carries its time and is good once.
type DrawQuotas struct{ Draw licence.Draw } // its Keep is the machine's to set

func (DrawQuotas) kind() Kind { return KindQuotaDraw }
func (c DrawQuotas) append(a *wire.Appender) {
	a.ID(c.Draw.ID)
	a.Text(c.Draw.Holder)
	a.Text(c.Draw.Customer)
	a.Text(c.Draw.Goods)
	a.U64(c.Draw.Times)
	lines := c.Draw.Lines[:min(len(c.Draw.Lines), licence.LinesMax+1)]
	a.U8(uint8(len(lines)))
	for _, l := range lines {
		a.Text(l.Quota)
		a.Amount(l.Units)
	}
}

// CloseDraw ends a draw of DrawQuotas: at what was used of each of its lines, in their
// order, or with nothing at all.
type CloseDraw struct {
	ID     ledger.ID
	Return bool           // nothing came of it
	Used   []money.Amount // else; none is all that was drawn
}

func (CloseDraw) kind() Kind { return KindQuotaClose }
func (c CloseDraw) append(a *wire.Appender) {
	a.ID(c.ID)
	a.Flag(c.Return)
	used := c.Used[:min(len(c.Used), licence.LinesMax+1)]
	a.U8(uint8(len(used)))
	for _, u := range used {
		a.Amount(u)
	}
}

// quotaCommand reads a command that concerns quotas and gives what to do once it is read
// to its end.
func (m *Machine) quotaCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	switch kind {
	case KindQuota:
		q := licence.ReadQuota(r)
		return func() Answer { return m.quotaChanged(now, q.Name, m.quotas.Set(q), q.Fault()) }
	case KindQuotaEnd:
		name := r.Text()
		return func() Answer { return m.quotaChanged(now, name, m.quotas.End(name), "") }
	case KindQuotaDraw:
		d := licence.Draw{ID: r.ID(), Holder: r.Text(), Customer: r.Text(), Goods: r.Text(), Times: r.U64(), Keep: true}
		for range r.U8() {
			d.Lines = append(d.Lines, licence.Line{Quota: r.Text(), Units: r.Amount()})
		}
		return func() Answer { return m.drawQuotas(now, &d) }
	}
	c := CloseDraw{ID: r.ID(), Return: r.Flag()}
	for range r.U8() {
		c.Used = append(c.Used, r.Amount())
	}
	return func() Answer { return m.closeDraw(now, &c) }
}
