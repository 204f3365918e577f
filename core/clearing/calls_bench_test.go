package clearing_test

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// BenchmarkCapture captures calls that are open: each a command of a record of 64, with
// its posting, the release of the rest and two shares.
func BenchmarkCapture(b *testing.B) {
	s := newShop(b, 15_000)
	s.deposit(money.Units(1 << 60))
	const open = 64
	var calls [open]ledger.ID
	apply := func(make func(i int) clearing.Command) {
		s.now += int64(time.Millisecond)
		record := clearing.AppendHeader(nil, s.now)
		for i := range calls {
			record = clearing.AppendCommand(record, make(i))
		}
		answers, err := s.m.Apply(record, nil)
		if err != nil || answers[0].Refusal != "" || answers[open-1].Refusal != "" {
			b.Fatalf("%v %+v", err, answers)
		}
	}
	b.ReportAllocs()
	for n := 0; n < b.N; n += open {
		b.StopTimer()
		apply(func(i int) clearing.Command {
			r := s.reservation(1_000, 500)
			calls[i] = r.Call
			return r
		})
		b.StartTimer()
		apply(func(i int) clearing.Command {
			return clearing.Capture{Call: calls[i], Usage: used(700, 301), Policy: payment.Measured}
		})
	}
}
