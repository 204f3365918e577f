package clearing_test

import (
	"fmt"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// BenchmarkUse applies batches of 10,000 events with different ids, of eight
// contracts and two meters. Its figure is the core's alone: no log, no observer.
func BenchmarkUse(b *testing.B) {
	const batch = 10_000
	s := newShop(b, 15_000)
	m := tariff.Model{Name: "gpu", OutputMax: 1}
	m.SetPrice(meter.Second, money.Units(277_777_777))
	m.SetPrice(meter.Input, money.Units(1_000_000_001))
	m.Default()
	s.putModel(m)
	var numbers []uint32
	for i, of := range []meter.Meter{meter.Second, meter.Input} {
		d := meter.Definition{Name: fmt.Sprint("meter ", i), Aggregation: meter.Sum, Product: "gpu", Meter: of}
		numbers = append(numbers, s.do(clearing.DefineMeter{Seller: s.seller, Definition: d}).Number)
	}
	var buyers []ledger.ID
	for i := range 8 {
		buyer, _ := s.addBuyer(fmt.Sprint(i), byte(100+i), clearing.KeyTerms{})
		buyers = append(buyers, buyer)
	}
	records := make([][]byte, 0, b.N)
	serial := uint64(0)
	for range b.N {
		entries := make([]clearing.UseEntry, batch)
		s.now += 10_000_000
		for i := range entries {
			serial++
			entries[i] = clearing.UseEntry{
				Event: ledger.ID{Hi: serial * 0x9e3779b97f4a7c15, Lo: serial * 0xd6e8feb86659fd93}, Buyer: buyers[i/100%8], Seller: s.seller,
				Definition: numbers[i%2], Value: 3, At: s.now - int64(i)*1_000_000,
			}
		}
		records = append(records, clearing.AppendCommand(clearing.AppendHeader(nil, s.now), clearing.Use{Entries: entries}))
	}
	b.SetBytes(int64(len(records[0])))
	b.ResetTimer()
	for _, record := range records {
		answers, err := s.m.Apply(record, nil)
		if err != nil || answers[0].Uses[batch-1] != clearing.UseAccepted {
			b.Fatal(err, answers)
		}
	}
	b.ReportMetric(float64(b.N)*batch/b.Elapsed().Seconds(), "events/s")
	ids, _ := s.m.UseMemory()
	b.ReportMetric(float64(ids), "ids")
}
