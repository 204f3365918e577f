package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/licence"
	"aidollar/core/money"
)

// Quotas gives access to licences, caps, shares and meters for reading.
func (m *Machine) Quotas() *licence.Book { return m.quotas }

// QuotaState says what became of a quota.
type QuotaState uint8

// The states. Near and exhausted are told once, and anew when it was calm in between or in
// the next window.
const (
	QuotaDefined QuotaState = iota + 1 // entered, or bounded otherwise
	QuotaEnded
	QuotaNear      // four fifths or more are used up
	QuotaExhausted // nothing is left
)

// QuotaDrawn is a draw that was opened, settled or returned.
type QuotaDrawn struct {
	Draw  licence.Draw // its lines are not to be changed
	State DrawState
	Used  []money.Amount // of a settled one: of each line
}

// DrawState is where a draw from quotas is.
type DrawState uint8

// The states of a draw.
const (
	DrawOpened DrawState = iota + 1
	DrawSettled
	DrawReturned
)

// ration carries out the commands that concern quotas.
func (m *Machine) ration(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.quotaCommand(now, kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	return act(), nil
}

// quotaChanged answers of a quota that was entered or ended, and tells the observer.
func (m *Machine) quotaChanged(now int64, name string, refusal licence.Refusal, words string) Answer {

	standing, known := m.quotas.Standing(name, now)
	a := quotaAnswer(licence.Refused{Refusal: refusal})
	if a.Detail = words; known {
		a.Quota = &standing
	}
	if refusal == "" && m.observer != nil {
		state := QuotaDefined
		if standing.Ended {
			state = QuotaEnded
		}
		m.observer.QuotaChanged(now, &standing, state)
	}
	if refusal == "" {
		m.raised(now, []licence.Line{{Quota: name}})
	}
	return a
}

// raised tells of quotas that are near their end or at it by a draw that is good.
func (m *Machine) raised(now int64, lines []licence.Line) {
	m.quotas.Raised(now, lines, func(s *licence.Standing, level licence.Level) {
		if m.observer == nil {
			return
		}
		state := QuotaNear
		if level == licence.LevelExhausted {
			state = QuotaExhausted
		}
		m.observer.QuotaChanged(now, s, state)
	})
}

func (m *Machine) drawQuotas(now int64, d *licence.Draw) Answer {
	refused := m.quotas.Draw(now, d)
	if refused.Refusal == "" && m.observer != nil {
		m.observer.QuotaDrawn(now, &QuotaDrawn{Draw: *d, State: DrawOpened})
	}
	if refused.Refusal == "" {
		m.raised(now, d.Lines)
	}
	return quotaAnswer(refused)
}

func (m *Machine) closeDraw(now int64, c *CloseDraw) Answer {
	d, open := m.quotas.Open(c.ID)
	if open && !d.Keep { // a call's, which closes it
		return quotaAnswer(licence.Refused{Refusal: licence.DrawUnknown})
	}
	closed := QuotaDrawn{Draw: d, State: DrawReturned}
	var refusal licence.Refusal
	if c.Return {
		refusal = m.quotas.Return(c.ID)
	} else {
		closed.State, closed.Used = DrawSettled, c.Used
		refusal = m.quotas.Settle(c.ID, c.Used)
	}
	if refusal == "" && m.observer != nil {
		if closed.State == DrawSettled && closed.Used == nil {
			for _, l := range d.Lines {
				closed.Used = append(closed.Used, l.Units)
			}
		}
		m.observer.QuotaDrawn(now, &closed)
	}
	return quotaAnswer(licence.Refused{Refusal: refusal})
}

func quotaAnswer(r licence.Refused) Answer {
	if r.Refusal == licence.Exists {
		return Answer{Exists: true}
	}
	a := Answer{Refusal: string(r.Refusal)}
	if r.Quota != "" {
		a.Short = &r
	}
	return a
}
