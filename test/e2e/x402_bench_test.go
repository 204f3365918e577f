package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/service"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const (
	benchPayments = 2000 // a round
	benchRounds   = 5
)

// quick is a chain that answers at once: everybody is rich, nothing has happened.
type quick struct{ service.Settler }

func (quick) State(context.Context, facilitator.Question) (facilitator.State, error) {
	return facilitator.State{Balance: *uint256.NewInt(1 << 60), Allowance: *uint256.NewInt(1 << 60)}, nil
}

func (quick) ValidSignature(context.Context, common.Address, common.Hash, []byte) (bool, error) {
	return false, nil
}

func (quick) Simulate(context.Context, common.Address, []facilitator.Call) (string, error) {
	return "", nil
}

// workload402 is: the bodies that servers send, and for the yardstick the
// digests and signatures in them.
type workload402 struct {
	bodies     [][]byte
	digests    []common.Hash
	signatures [][]byte
}

var (
	benchToken  = common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e")
	benchSettle = common.HexToAddress("0x1111111254EEB25477B68fb85Ed929f73A960582")
)

func newWorkload402(b *testing.B) *workload402 {
	terms := x402.Terms{Scheme: x402.SchemeExact, ChainID: 84532, Amount: *uint256.NewInt(10000), Asset: benchToken, PayTo: benchSettle,
		TimeoutSeconds: 3600, Method: x402.MethodEIP3009, Name: "USDC", Version: "2", Flow: x402.FlowAuthorization}
	way, err := terms.Requirements()
	if err != nil {
		b.Fatal(err)
	}
	required := &x402.Required{Version: 2, Resource: x402.Resource{URL: "https://seller.example/answer"}, Accepts: []x402.Requirements{*way}}
	key, err := crypto.GenerateKey()
	if err != nil {
		b.Fatal(err)
	}
	most := *uint256.NewInt(1 << 50)
	w, err := wallet.New(wallet.NewKey(key), []wallet.Token{{ChainID: 84532, Asset: benchToken, PaymentMax: most, TotalMax: most}}, nil)
	if err != nil {
		b.Fatal(err)
	}
	v := &workload402{}
	for range benchPayments {
		p, signed, err := w.Pay(b.Context(), required, "", uint64(time.Now().Unix()))
		if err != nil {
			b.Fatal(err)
		}
		body, err := (&x402.Request{Version: 2, Payment: p, Requirements: *way}).JSON()
		if err != nil {
			b.Fatal(err)
		}
		signature, err := evmsig.ParseSignature(p.Payload.Signature)
		if err != nil {
			b.Fatal(err)
		}
		bare := bytes.Clone(signature[:])
		bare[64] -= 27
		v.bodies, v.digests, v.signatures = append(v.bodies, body), append(v.digests, p.Payload.Transfer.TransferDigest(signed.Separator)), append(v.signatures, bare)
	}
	return v
}

// dropped is an answer that nobody reads.
type dropped struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (d *dropped) Header() http.Header         { return d.header }
func (d *dropped) WriteHeader(status int)      { d.status = status }
func (d *dropped) Write(p []byte) (int, error) { return d.body.Write(p) }

// ours is the service's rate: a body in, an answer out, with the payment held.
func (v *workload402) ours(b *testing.B) float64 {
	s, err := service.New(service.Options{Settler: quick{}, Verifier: &facilitator.Verifier{Chains: map[uint64]*facilitator.Chain{84532: {
		Facts: quick{}, Assets: []facilitator.Asset{{Address: benchToken, Name: "USDC", Version: "2"}}, Settlers: []common.Address{benchSettle},
	}}}})
	if err != nil {
		b.Fatal(err)
	}
	begin := time.Now()
	for _, body := range v.bodies {
		r, err := http.NewRequest(http.MethodPost, "http://facilitator/verify", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		w := &dropped{header: http.Header{}}
		s.ServeHTTP(w, r)
		if w.status != http.StatusOK || !bytes.HasPrefix(w.body.Bytes(), []byte(`{"isValid":true`)) {
			b.Fatalf("%d %s", w.status, w.body.Bytes())
		}
	}
	return rate(begin)
}

// recovered is the rate of what nobody can do without.
func (v *workload402) recovered(b *testing.B) float64 {
	begin := time.Now()
	for i := range v.digests {
		if _, err := crypto.Ecrecover(v.digests[i][:], v.signatures[i]); err != nil {
			b.Fatal(err)
		}
	}
	return rate(begin)
}

func rate(begin time.Time) float64 { return benchPayments / time.Since(begin).Seconds() }

// stock is the rate of the stock facilitator on the same bodies.
func (v *workload402) stock(b *testing.B, file string) float64 {
	cmd := exec.CommandContext(b.Context(), "node", "x402_bench.mjs")
	cmd.Dir, cmd.Stderr = npmFolder, os.Stderr
	cmd.Env = append(os.Environ(), "X402_BODIES="+file, "X402_NETWORK=eip155:84532", "X402_SETTLER="+benchSettle.Hex())
	out, err := cmd.Output()
	var seen struct{ Rate float64 }
	if err == nil {
		err = json.Unmarshal(out, &seen)
	}
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return seen.Rate
}

// BenchmarkFacilitator measures verifications of the scheme exact by EIP-3009 in
// alternating rounds: the service, the bare recovery of a signature, and the stock
// facilitator, each on one thread, with a chain that answers at once.
func BenchmarkFacilitator(b *testing.B) {
	v := newWorkload402(b)
	file := filepath.Join(b.TempDir(), "bodies")
	if err := os.WriteFile(file, bytes.Join(v.bodies, []byte("\n")), 0o600); err != nil {
		b.Fatal(err)
	}
	var ours, bare, stock, toBare, toStock []float64
	for b.Loop() {
		for range benchRounds {
			ours, bare, stock = append(ours, v.ours(b)), append(bare, v.recovered(b)), append(stock, v.stock(b, file))
			last := len(ours) - 1
			toBare, toStock = append(toBare, ours[last]/bare[last]), append(toStock, ours[last]/stock[last])
		}
	}
	report(os.Stdout, len(ours), map[string][]float64{"service": ours, "recovery": bare, "stock": stock})
	b.ReportMetric(median(ours), "verifications/s")
	b.ReportMetric(median(toBare), "of-recovery")
	b.ReportMetric(median(toStock), "times-stock")
	b.ReportMetric(0, "ns/op") // a loop is all rounds
}

func report(w io.Writer, rounds int, rates map[string][]float64) {
	fmt.Fprintf(w, "\n%d CPUs, GOMAXPROCS %d, %s; %d rounds of %d payments, exact by EIP-3009, one thread each, the chain answers at once\n",
		runtime.NumCPU(), runtime.GOMAXPROCS(0), runtime.Version(), rounds, benchPayments)
	for _, name := range []string{"recovery", "service", "stock"} {
		fmt.Fprintf(w, "%-9s median %8.0f/s  best %8.0f/s\n", name, median(rates[name]), slices.Max(rates[name]))
	}
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
