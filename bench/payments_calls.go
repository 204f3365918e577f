package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"aidollar/contracts"
	"aidollar/pay/x402"
	"aidollar/pay/x402/till"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/google/uuid"
)

// Two products at the same flat price, so that each call takes all of a payment.
const (
	callLater   = "bench-later"   // paid for on trust
	callUpfront = "bench-upfront" // paid for before it runs
	callUnits   = 1_000           // its price in the token's smallest units

	walletUnits   = 1_000_000_000 // that each wallet has
	signedRate    = 3_000         // payments signed beforehand for a second of load
	collectedWait = 2 * time.Second

	paidCard = `card: %[1]s
version: 1
currency: USD
models:
  - model: %[1]s
    output_max: 4096
    prices: {input: 0, output: 0, request: {price: 0.001, per: 1}}
`
	paidConfig = `listen: %s
data: data
cards: [later.yaml, upfront.yaml]
sellers:
  - {name: later, card: %[2]s, wallets: later, trust: 1000000, commission: 1.5, upstreams: [bench]}
  - {name: upfront, card: %[3]s, wallets: upfront, commission: 1.5, upstreams: [bench]}
upstreams: [{name: bench, url: %[4]s/v1, models: [%[2]s, %[3]s]}]
chains:
  - id: %[5]d
    rpc: %[6]s
    key: {keystore: house.json, passphrase_file: house.pass}
    payout: "%[7]s"
    interval: 200ms
    fees: {tip_max: 5, gas_max: 1000, day_max: 10}
    channels: {claim_at: 1000000, sessions: "%[12]s"}
    tokens: [{contract: "%[8]s", name: %[9]s, version: "%[10]s", decimals: %[11]d, day_max: 100000}]
log: {level: warn}
`
	housePassphrase = "only a test chain's"
)

// paid is what wallets buy from.
type paid struct {
	*PaymentsOptions
	*testnet
	house *child
	key   string
	asked map[string]*x402.Required // of each product
}

// way is how wallets pay, and what of.
type way struct {
	name, product string
	wallets       []*wallet.Wallet
	collected     bool // the money comes behind the calls
}

// paidCalls measures calls that wallets pay for, each way beside the same product
// paid for with a prepaid key.
func (o *PaymentsOptions) paidCalls(ctx context.Context, w io.Writer, n *testnet, owner, payer *sender) (err error) {
	upstream, err := o.start("bench", "upstream")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, upstream.stop()) }()
	p := &paid{PaymentsOptions: o, testnet: n}
	if err := p.open(ctx, upstream.url, owner); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.house.stop()) }()
	ways := []way{
		{name: "wallet, from its balance", product: callLater}, {name: "wallet, on trust", product: callLater, collected: true},
		{name: "wallet, in advance", product: callUpfront},
	}
	var funded []common.Hash
	for i := range ways {
		for k := range o.Connections {
			key, err := testKey("bench wallet %d of %s", k, ways[i].name)
			if err != nil {
				return err
			}
			one, err := newWallet(n.id, key)
			if err != nil {
				return err
			}
			tx, err := payer.transfer(ctx, one.Address(), walletUnits)
			if err != nil {
				return err
			}
			ways[i].wallets, funded = append(ways[i].wallets, one), append(funded, tx)
		}
	}
	if _, err := n.used(ctx, funded...); err != nil {
		return err
	}
	if err := p.deposit(ctx, ways[0].wallets); err != nil {
		return err
	}
	t := newTable(w, "JSON, $0.001 a call", "CPU a call", "x key", "calls", "x key", "p50", "p99")
	for i := range ways {
		if err := p.compare(ctx, t, &ways[i]); err != nil {
			return fmt.Errorf("%s: %w", ways[i].name, err)
		}
	}
	return t.flush()
}

// open starts the house and asks what each product is paid with.
func (p *paid) open(ctx context.Context, upstream string, owner *sender) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	key, err := keystore.EncryptKey(&keystore.Key{Id: uuid.New(), Address: owner.address, PrivateKey: owner.key}, housePassphrase, keystore.LightScryptN, keystore.LightScryptP)
	if err != nil {
		return err
	}
	p.house, p.key, err = p.serve(ctx, "http://"+address, map[string]string{
		"house.json": string(key), "house.pass": housePassphrase,
		"later.yaml": fmt.Sprintf(paidCard, callLater), "upfront.yaml": fmt.Sprintf(paidCard, callUpfront),
		"serve.yaml": fmt.Sprintf(paidConfig, address, callLater, callUpfront, upstream, p.id, p.rpc,
			contracts.PayoutAddress, contracts.TokenAddress, contracts.TokenName, contracts.TokenVersion, contracts.TokenDecimals, contracts.SessionEscrowAddress),
	})
	if err != nil {
		return err
	}
	p.asked = map[string]*x402.Required{}
	for _, product := range []string{callLater, callUpfront} {
		if p.asked[product], err = p.ask(ctx, product); err != nil {
			return errors.Join(err, p.house.stop())
		}
	}
	return nil
}

func bodyFor(product string) string {
	return strings.Replace(requestJSON, `"model":"bench"`, `"model":"`+product+`"`, 1)
}

// ask calls without a payment.
func (p *paid) ask(ctx context.Context, product string) (*x402.Required, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.house.url+"/v1/chat/completions", strings.NewReader(bodyFor(product)))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return x402.ReadRequired(response.Header.Get, nil)
}

// deposit gives wallets a balance at the house, where each has made a call before
// and is known.
func (p *paid) deposit(ctx context.Context, wallets []*wallet.Wallet) error {
	post, err := p.operator(ctx, p.house.url)
	if err != nil {
		return err
	}
	with, err := p.sign(ctx, &way{product: callLater, wallets: wallets}, 1)
	if err != nil {
		return err
	}
	l := newLoad(1, 0)
	for i, one := range wallets {
		name, value, _ := with(i)
		if err := l.call(ctx, p.house.url, bodyFor(callLater), name, value); err != nil {
			return err
		}
		if _, err := post("/deposits", fmt.Sprintf(`{"buyer":%q,"amount":"10000"}`, till.Wallet{Address: one.Address()}.Party())); err != nil {
			return err
		}
	}
	return nil
}

// sign has each wallet sign so many payments, which are used one by one.
func (p *paid) sign(ctx context.Context, by *way, each int) (pay, error) {
	ready := make([][]string, len(by.wallets))
	for i, one := range by.wallets {
		for range each {
			payment, _, err := one.Pay(ctx, p.asked[by.product], "", unixNow())
			if err != nil {
				return nil, err
			}
			header, err := payment.Header()
			if err != nil {
				return nil, err
			}
			ready[i] = append(ready[i], header)
		}
	}
	return func(connection int) (string, string, bool) {
		left := ready[connection]
		if len(left) == 0 {
			return "", "", false
		}
		ready[connection] = left[1:]
		return http.CanonicalHeaderKey(x402.HeaderPayment), left[0], true
	}, nil
}

// compare runs a way and the key in turns.
func (p *paid) compare(ctx context.Context, t *table, by *way) error {
	l, body := newLoad(p.Connections, p.Span), bodyFor(by.product)
	signed := int(signedRate*p.Span.Seconds())/p.Connections + 1
	var keyCPU, walletCPU, keyRate, walletRate series
	var keyTimes, walletTimes latencies
	for round := range p.Rounds + 1 {
		with, err := p.sign(ctx, by, signed)
		if err != nil {
			return err
		}
		k, err := l.run(ctx, p.house.url, p.key, body, p.house.command.Process.Pid)
		if err != nil {
			return err
		}
		b, err := p.run(ctx, l, by, body, with)
		if err != nil {
			return err
		}
		if round == 0 {
			continue // the wallets are entered, connections and caches are made
		}
		keyCPU, walletCPU = append(keyCPU, k.cpu.Seconds()), append(walletCPU, b.cpu.Seconds())
		keyRate = append(keyRate, float64(k.calls)/k.span.Seconds())
		walletRate = append(walletRate, float64(b.calls)/b.span.Seconds())
		keyTimes.merge(&k.times)
		walletTimes.merge(&b.times)
	}
	t.row("API key", micros(keyCPU.median()), "", perSecond(keyRate.median()), "", micros(keyTimes.p50()), micros(keyTimes.quantile(.99)))
	t.row(by.name, micros(walletCPU.median()), ratio(walletCPU, keyCPU), perSecond(walletRate.median()), ratio(walletRate, keyRate),
		micros(walletTimes.p50()), micros(walletTimes.quantile(.99)))
	return nil
}

// run loads the house with payments. What collecting them costs counts, though it
// comes behind the calls.
func (p *paid) run(ctx context.Context, l *load, by *way, body string, with pay) (*result, error) {
	pid := p.house.command.Process.Pid
	if !by.collected {
		return l.runPaid(ctx, p.house.url, body, pid, with)
	}
	had, err := p.balance(ctx, contracts.PayoutAddress)
	if err != nil {
		return nil, err
	}
	before, err := processorTime(pid)
	if err != nil {
		return nil, err
	}
	r, err := l.runPaid(ctx, p.house.url, body, pid, with)
	if err != nil {
		return nil, err
	}
	want := had + uint64(r.calls)*callUnits
	err = p.until(ctx, func() (bool, error) {
		has, err := p.balance(ctx, contracts.PayoutAddress)
		return has >= want, err
	})
	if err != nil {
		return nil, err
	}
	time.Sleep(collectedWait) // for the house to see its own transactions in their blocks
	after, err := processorTime(pid)
	r.cpu = (after - before) / time.Duration(r.calls)
	return r, err
}
