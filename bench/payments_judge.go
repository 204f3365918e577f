package bench

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"time"

	"aidollar/contracts"
	"aidollar/core/money"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// chainShare is of the payments, that are judged by what a chain says.
const chainShare = 10

// everybodyRich is a chain that answers from memory: all have funds, and nothing
// has happened.
type everybodyRich struct{}

func (everybodyRich) State(context.Context, facilitator.Question) (facilitator.State, error) {
	return facilitator.State{Balance: *uint256.NewInt(1 << 60), Allowance: *uint256.NewInt(1 << 60)}, nil
}

func (everybodyRich) ValidSignature(context.Context, common.Address, common.Hash, []byte) (bool, error) {
	return false, nil
}

func (everybodyRich) Simulate(context.Context, common.Address, []facilitator.Call) (string, error) {
	return "", nil
}

// judged are payments, each another one, and what the yardstick needs of them.
type judged struct {
	chainID uint64
	payer   *ecdsa.PrivateKey
	facts   facilitator.Facts // of a chain; nil leaves it out
	pid     int               // of the process that the chain is in

	price      till.Price
	asked      *x402.Required
	headers    []string
	payments   []*x402.Payment
	digests    []common.Hash
	signatures []evmsig.Signature // with v from 0, as the library counts it
	times      latencies          // of judgements by the chain
}

func (j *judged) till(facts facilitator.Facts) (*till.Till, error) {
	settler := crypto.PubkeyToAddress(j.payer.PublicKey)
	return till.New(
		[]till.Token{{Number: 1, ChainID: j.chainID, Asset: contracts.TokenAddress, House: contracts.PayoutAddress, Settler: settler,
			Name: contracts.TokenName, Version: contracts.TokenVersion, Unit: 1000}},
		&facilitator.Verifier{Chains: map[uint64]*facilitator.Chain{j.chainID: {
			Facts: facts, Settlers: []common.Address{settler},
			Assets: []facilitator.Asset{{Address: contracts.TokenAddress, Name: contracts.TokenName, Version: contracts.TokenVersion}},
		}}},
	)
}

// sign makes the payments.
func (j *judged) sign(ctx context.Context, by *till.Till, n int) (err error) {
	j.price = till.Price{Resource: x402.Resource{URL: "https://seller.example/v1/chat/completions", Description: "bench", MimeType: "application/json"},
		Amount: money.Units(10_000_000), Metered: true, Timeout: 3600}
	if j.asked, err = by.Ask(&j.price); err != nil {
		return err
	}
	w, err := newWallet(j.chainID, j.payer)
	if err != nil {
		return err
	}
	for range n {
		p, terms, err := w.Pay(ctx, j.asked, "", unixNow())
		if err != nil {
			return err
		}
		header, err := p.Header()
		if err != nil {
			return err
		}
		if p, err = x402.ParsePaymentHeader(header); err != nil {
			return err
		}
		signature, err := evmsig.ParseSignature(p.Payload.Signature)
		if err != nil {
			return err
		}
		signature[len(signature)-1] -= 27
		j.headers, j.payments = append(j.headers, header), append(j.payments, p)
		j.digests, j.signatures = append(j.digests, p.Payload.Transfer.TransferDigest(terms.Separator)), append(j.signatures, signature)
	}
	return nil
}

func unixNow() uint64 { return uint64(time.Now().Unix()) }

// perCore is how many a second of this process's own processor time are done.
func perCore(n int, do func(i int) error) (float64, error) {
	begin := ownTime()
	for i := range n {
		if err := do(i); err != nil {
			return 0, err
		}
	}
	return float64(n) / (ownTime() - begin).Seconds(), nil
}

func (j *judged) recover() (float64, error) {
	return perCore(len(j.digests), func(i int) error {
		_, err := crypto.Ecrecover(j.digests[i][:], j.signatures[i][:])
		return err
	})
}

func (j *judged) judge(ctx context.Context, by *till.Till, n int) (float64, error) {
	return perCore(n, func(i int) error {
		_, err := by.Judge(ctx, j.payments[i], j.asked, unixNow())
		return err
	})
}

// read is all that a request has done with its payment: what is asked for is
// written, the header read, its name looked for, and then it is judged.
func (j *judged) read(ctx context.Context, by *till.Till) (float64, error) {
	return perCore(len(j.headers), func(i int) error {
		asked, err := by.Ask(&j.price)
		if err != nil {
			return err
		}
		p, err := x402.ParsePaymentHeader(j.headers[i])
		if err != nil {
			return err
		}
		if _, err = p.Identifier(); err == nil {
			_, err = by.Judge(ctx, p, asked, unixNow())
		}
		return err
	})
}

func (j *judged) onChain(ctx context.Context, by *till.Till) (float64, error) {
	return perCore(max(len(j.payments)/chainShare, 1), func(i int) error {
		begin := time.Now()
		_, err := by.Judge(ctx, j.payments[i], j.asked, unixNow())
		j.times.add(time.Since(begin))
		return err
	})
}

// judge measures the till beside the bare recovery of the same signatures, which
// nobody can do without, in turns and by this process's own processor time.
func (o *PaymentsOptions) judge(ctx context.Context, w io.Writer, j *judged) error {
	fromMemory, err := j.till(everybodyRich{})
	if err != nil {
		return err
	}
	byChain, err := j.till(j.facts)
	if err != nil {
		return err
	}
	if err := j.sign(ctx, fromMemory, o.Payments); err != nil {
		return err
	}
	var bare, judged, read, chain series
	steps := []step{
		{&bare, func(uint64) (float64, error) { return j.recover() }},
		{&judged, func(uint64) (float64, error) { return j.judge(ctx, fromMemory, len(j.payments)) }},
		{&read, func(uint64) (float64, error) { return j.read(ctx, fromMemory) }},
	}
	var before, after time.Duration
	if j.facts != nil {
		steps = append(steps, step{&chain, func(uint64) (float64, error) { return j.onChain(ctx, byChain) }})
		before, err = processorTime(j.pid)
	}
	err = errors.Join(err, alternate(o.Rounds, 0, steps))
	if j.facts != nil && err == nil {
		after, err = processorTime(j.pid)
	}
	if err != nil {
		return err
	}
	t := newTable(w, "verified, exact by EIP-3009, a second of one core", "median", "best", "against", "median ratio")
	t.row("bare recovery of the signature", perSecond(bare.median()), perSecond(bare.best()), "", "")
	t.row("till, the chain answers from memory", perSecond(judged.median()), perSecond(judged.best()), "recovery", ratio(judged, bare))
	t.row("the same with asking and reading the header", perSecond(read.median()), perSecond(read.best()), "recovery", ratio(read, bare))
	if j.facts != nil {
		t.row("till, a chain over JSON-RPC", perSecond(chain.median()), perSecond(chain.best()), "recovery", ratio(chain, bare))
	}
	if err := t.flush(); err != nil || j.facts == nil {
		return err
	}
	_, err = fmt.Fprintf(w, "over JSON-RPC one after the other: p50 %s, p99 %s; the chain computes %s for each, which counts in no row\n\n",
		micros(j.times.p50()), micros(j.times.quantile(.99)), micros((after-before).Seconds()/float64(len(j.times.all))))
	return err
}
