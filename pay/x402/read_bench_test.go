package x402

import "testing"

func BenchmarkReadPayment(b *testing.B) {
	for _, s := range stock(b) {
		b.Run(s.Name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(s.Payment)))
			for b.Loop() {
				if _, err := ParsePaymentHeader(s.Payment); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
