package credit

import (
	"aidollar/core/internal/civil"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// The bounds of a line's terms.
const (
	DaysMax       = 366 // until an invoice is due, and of grace behind that
	FeeWhole      = 10_000
	nanosecondDay = civil.NanosPerDay
)

// Terms are what an operator grants a buyer.
type Terms struct {
	Amount    money.Amount  // the most that may be drawn, holds included; zero ends the line
	Period    ledger.Period // at whose end an invoice is written, by UTC: hour, day or month
	DueDays   uint16        // from the period's end until the invoice is due
	GraceDays uint16        // from there until new calls are refused
	LateFee   uint16        // of what is overdue, once for each invoice, in 10^-4; zero is none
	From      int64         // Unix nanoseconds; zero: at once
	Until     int64         // Unix nanoseconds; from then on nothing more is drawn; zero: open-ended
}

func (t *Terms) refusal() Refusal {
	switch t.Period {
	case ledger.PeriodHour, ledger.PeriodDay, ledger.PeriodMonth:
	default:
		return LineInvalid
	}
	if t.DueDays > DaysMax || t.GraceDays > DaysMax || t.LateFee > FeeWhole || t.From < 0 || t.Until < 0 || (t.Until != 0 && t.Until <= t.From) {
		return LineInvalid
	}
	return ""
}

// allows reports whether anything may be drawn at a time by the dates alone.
func (t *Terms) allows(now int64) bool { return t.From <= now && (t.Until == 0 || now < t.Until) }

// PeriodEnd is when the period ends that a time lies in: the first moment of the
// next one.
func PeriodEnd(p ledger.Period, at int64) int64 {
	switch p {
	case ledger.PeriodHour:
		return (civil.FloorDiv(at, civil.NanosPerHour) + 1) * civil.NanosPerHour
	case ledger.PeriodDay:
		return (civil.FloorDiv(at, civil.NanosPerDay) + 1) * civil.NanosPerDay
	}
	month := civil.Month(civil.FloorDiv(at, civil.NanosPerDay))
	return civil.MonthStart(month+1) * civil.NanosPerDay
}

// Append writes the terms.
func (t *Terms) Append(a *wire.Appender) {
	a.Amount(t.Amount)
	a.U8(uint8(t.Period))
	a.U16(t.DueDays)
	a.U16(t.GraceDays)
	a.U16(t.LateFee)
	a.I64(t.From)
	a.I64(t.Until)
}

// ReadTerms reads what Terms.Append wrote.
func ReadTerms(r *wire.Reader) Terms {
	return Terms{
		Amount: r.Amount(), Period: ledger.Period(r.U8()), DueDays: r.U16(), GraceDays: r.U16(), LateFee: r.U16(),
		From: r.I64(), Until: r.I64(),
	}
}
