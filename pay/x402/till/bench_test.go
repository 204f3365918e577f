package till

import (
	"context"
	"testing"
	"time"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/crypto"
)

// BenchmarkJudge measures the till in turns with the bare recovery of the same
// signature: share is what a judgement reaches of its rate, and share-of-header
// where the way to pay is made and the payment read from its header, as a request
// has it done.
func BenchmarkJudge(b *testing.B) {
	for way, name := range []string{"eip3009", "upto", "permit2"} {
		b.Run(name, func(b *testing.B) { benchJudge(b, way) })
	}
}

func benchJudge(b *testing.B, way int) {
	till, ctx := newTill(b, &facts{funds: 1 << 30}), context.Background()
	asked, err := till.Ask(price(20_000_000))
	if err != nil {
		b.Fatal(err)
	}
	payment := pay(b, newWallet(b), asked, way)
	header, err := payment.Header()
	if err != nil {
		b.Fatal(err)
	}
	terms, err := asked.Accepts[way].Terms(2)
	if err != nil {
		b.Fatal(err)
	}
	verdict, err := till.verifier.Verify(ctx, payment, terms, now)
	if err != nil {
		b.Fatal(err)
	}
	signature := evmsig.Signature(payment.Payload.Signature)
	signature[64] -= 27
	var recovery, reading, judgement time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		if _, err := crypto.Ecrecover(verdict.Digest[:], signature[:]); err != nil {
			b.Fatal(err)
		}
		recovered := time.Now()
		asked, err := till.Ask(price(20_000_000))
		if err != nil {
			b.Fatal(err)
		}
		p, err := x402.ParsePaymentHeader(header)
		if err != nil {
			b.Fatal(err)
		}
		read := time.Now()
		if _, err := till.Judge(ctx, p, asked, now); err != nil {
			b.Fatal(err)
		}
		recovery += recovered.Sub(start)
		reading += read.Sub(recovered)
		judgement += time.Since(read)
	}
	b.ReportMetric(float64(b.N)/judgement.Seconds(), "judgements/s")
	b.ReportMetric(recovery.Seconds()/judgement.Seconds(), "share")
	b.ReportMetric(recovery.Seconds()/(reading+judgement).Seconds(), "share-of-header")
}
