package facilitator

import (
	"context"
	"testing"
	"time"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/crypto"
)

// The yardstick is the bare recovery of the signature, which nobody can do
// without. It is measured in turns with the verification, so that both see the
// same machine: share is what a verification reaches of its rate, and
// share-of-header where the payment is read from its header and matched first.
func BenchmarkVerify(b *testing.B) {
	for _, c := range trials(b)[:4] {
		b.Run(c.name, func(b *testing.B) { c.bench(b) })
	}
}

func (c *trial) bench(b *testing.B) {
	header, err := c.payment.Header()
	if err != nil {
		b.Fatal(err)
	}
	digest := c.verify(b).Digest
	signature, err := evmsig.ParseSignature(c.payment.Payload.Signature)
	if err != nil {
		b.Fatal(err)
	}
	bare := append([]byte(nil), signature[:]...)
	bare[64] -= 27
	var recovery, judgement, reading time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		if _, err := crypto.Ecrecover(digest[:], bare); err != nil {
			b.Fatal(err)
		}
		recovered := time.Now()
		p, err := x402.ParsePaymentHeader(header)
		if err != nil || x402.Match(c.required.Accepts, p) != 0 {
			b.Fatal(err)
		}
		read := time.Now()
		if v, err := c.verifier.Verify(context.Background(), p, c.terms, c.now); err != nil || !v.Valid() {
			b.Fatal(v, err)
		}
		recovery += recovered.Sub(start)
		reading += read.Sub(recovered)
		judgement += time.Since(read)
	}
	rate := func(d time.Duration) float64 { return float64(b.N) / d.Seconds() }
	b.ReportMetric(rate(recovery), "recoveries/s")
	b.ReportMetric(rate(judgement), "verifications/s")
	b.ReportMetric(rate(reading+judgement), "headers/s")
	b.ReportMetric(rate(judgement)/rate(recovery), "share")
	b.ReportMetric(rate(reading+judgement)/rate(recovery), "share-of-header")
}
