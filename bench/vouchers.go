package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// VouchersOptions say what Vouchers measures.
type VouchersOptions struct {
	PaymentsOptions
	// Clients is the folder with the stock server's packages; empty leaves the stock
	// server out.
	Clients string
}

// Vouchers measures calls that wallets pay from channels of x402 and sessions of MPP, each beside the same
// product paid for with a prepaid key: through the gateway, over the bare core, and
// beside the stock server of x402.
func Vouchers(ctx context.Context, w io.Writer, o VouchersOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "vouchers: %d rounds; %d connections, each with a channel of its own; %s a measurement, journal on %s\n\n", o.Rounds, o.Connections, o.Span, o.Dir)
	node, err := o.start("bench", "chain")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, node.stop()) }()
	n, err := dialTestnet(ctx, node.url)
	if err != nil {
		return err
	}
	defer n.client.Close()
	owner, err := n.account(ctx, o.Owner)
	if err != nil {
		return err
	}
	payer, err := n.account(ctx, o.Payer)
	if err != nil {
		return err
	}
	if err := vouchersBare(w, n.id, o.Rounds); err != nil {
		return err
	}
	return o.vouchers(ctx, w, n, owner, payer)
}

func (o *VouchersOptions) vouchers(ctx context.Context, w io.Writer, n *testnet, owner, payer *sender) (err error) {
	upstream, err := o.start("bench", "upstream")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, upstream.stop()) }()
	p := &paid{PaymentsOptions: &o.PaymentsOptions, testnet: n}
	if err := p.open(ctx, upstream.url, owner); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.house.stop()) }()
	drawn, err := p.drawers(ctx, payer)
	if err != nil {
		return err
	}
	sessions, err := p.sessionPayers(ctx, payer)
	if err != nil {
		return err
	}
	keys, err := p.keys(ctx)
	if err != nil {
		return err
	}
	house := func(name string, with func() pay) *contender {
		return &contender{name: name, server: p.house, pay: with}
	}
	key := house("API key", func() pay { return withKeys(keys) })
	voucher := house("voucher", func() pay { return drawn.pay(byHouse, p.Span) })
	all := []*contender{key, voucher, house("voucher of an MPP session", func() pay { return sessions.pay(p.Span) })}
	houses := len(all)
	for i, s := range []struct{ name, upstream string }{{"stock server without an upstream", ""}, {"stock server with the same upstream", upstream.url}} {
		if o.Clients == "" {
			break
		}
		var server *child
		if server, err = o.stock(drawn, byHouse+1+i, s.upstream); err != nil {
			return fmt.Errorf("the %s: %w", s.name, err)
		}
		defer func() { err = errors.Join(err, server.end()) }()
		all = append(all, &contender{name: "voucher, " + s.name, server: server, pay: func() pay { return drawn.pay(byHouse+1+i, p.Span) }})
	}
	if err := p.contend(ctx, all); err != nil {
		return err
	}
	t := newTable(w, "JSON, $0.001 a call, through the gateway", "CPU a call", "calls a core-second, x key", "calls", "x key", "p50", "p99")
	for _, c := range all {
		c.row(t, key)
	}
	if err := t.flush(); err != nil {
		return err
	}
	for _, c := range all[houses:] {
		if _, err := fmt.Fprintf(w, "%s: %s times the processor time of the gateway's with its ledger, log, books and upstream\n", c.name, ratio(c.cpu, voucher.cpu)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(w)
	return err
}

// keys are of as many buyers as there are connections, as there are as many payers of
// channels: one buyer's rows and counters stay in the processor's caches.
func (p *paid) keys(ctx context.Context) (keys []string, err error) {
	for range p.Connections {
		key, err := p.buyer(ctx, p.house.url)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// contender is a way to pay for the same call, and what rounds of it came to.
type contender struct {
	name      string
	server    *child
	pay       func() pay
	cpu, rate series
	times     latencies
}

// contend has all pay in turns.
func (p *paid) contend(ctx context.Context, all []*contender) error {
	l, body := newLoad(p.Connections, p.Span), bodyFor(callLater)
	for round := range p.Rounds + 1 {
		for _, c := range all {
			r, err := l.runPaid(ctx, c.server.url, body, c.server.command.Process.Pid, c.pay())
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if round > 0 { // before, connections and caches are made, and the stock servers' code compiled
				c.add(r)
			}
		}
	}
	return nil
}

func (c *contender) add(r *result) {
	c.cpu, c.rate = append(c.cpu, r.cpu.Seconds()), append(c.rate, float64(r.calls)/r.span.Seconds())
	c.times.merge(&r.times)
}

// row writes a line, beside what calls by key came to.
func (c *contender) row(t *table, key *contender) {
	t.row(c.name, micros(c.cpu.median()), ratio(key.cpu, c.cpu), perSecond(c.rate.median()), ratio(c.rate, key.rate), micros(c.times.p50()), micros(c.times.quantile(.99)))
}

// drawers are wallets that pay from channels, one for each connection.
type drawers struct {
	chainID uint64
	asked   *x402.Required
	way     x402.Requirements
	stock   [servers]x402.Requirements // as the stock servers ask
	each    []drawer
}

type drawer struct {
	wallet *wallet.Wallet
	key    string
	config channel.Config
	next   [servers]uint64 // vouchers signed for each server
	ready  [servers][]string
}

// The servers that take vouchers: the house, and two stock servers behind it.
const (
	byHouse = 0
	servers = 3
)

// drawers funds a channel for each connection. Each deposit is sent by the payer
// himself, so that the house learns of it from the chain.
func (p *paid) drawers(ctx context.Context, payer *sender) (*drawers, error) {
	d := &drawers{chainID: p.id, asked: p.asked[callLater], each: make([]drawer, p.Connections)}
	place := -1
	for i := range d.asked.Accepts {
		if d.asked.Accepts[i].Scheme == x402.SchemeBatch {
			place = i
		}
	}
	if place < 0 {
		return nil, errors.New("the house does not offer channels")
	}
	d.way = d.asked.Accepts[place]
	terms, err := d.way.Terms(2)
	if err != nil {
		return nil, err
	}
	var funded []common.Hash
	for i := range d.each {
		one := &d.each[i]
		one.key = fmt.Sprintf("bench channel %d", i)
		key, err := testKey("%s", one.key)
		if err != nil {
			return nil, err
		}
		if one.wallet, err = newWallet(p.id, key); err != nil {
			return nil, err
		}
		one.config = channel.Config{
			Payer: one.wallet.Address(), PayerAuthorizer: one.wallet.Address(), Receiver: terms.PayTo, ReceiverAuthorizer: terms.ReceiverAuthorizer,
			Token: terms.Asset, WithdrawDelay: terms.WithdrawDelay,
		}
		sent, err := payer.transfer(ctx, one.config.Payer, walletUnits)
		if err != nil {
			return nil, err
		}
		deposit := channel.Deposit{Amount: *uint256.NewInt(walletUnits), Salt: common.Hash{31: 1}}
		deposit.ValidBefore.SetUint64(unixNow() + 3600)
		domain := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: p.id, Contract: contracts.TokenAddress}.Separator()
		signature, err := evmsig.Sign(deposit.Digest(domain, one.config.ID(p.id), one.config.Payer), key)
		if err != nil {
			return nil, err
		}
		deposit.Signature = signature[:]
		made, err := payer.send(ctx, evmsig.Escrow, deposit.Call(&one.config, nil))
		if err != nil {
			return nil, err
		}
		funded = append(funded, sent, made)
	}
	if _, err := p.used(ctx, funded...); err != nil {
		return nil, err
	}
	return d, d.awaited(ctx, p)
}

// awaited waits until the house knows all channels: each pays a call.
func (d *drawers) awaited(ctx context.Context, p *paid) error {
	l := newLoad(1, 0)
	for i := range d.each {
		err := p.until(ctx, func() (bool, error) {
			header, err := d.sign(i, byHouse)
			if err != nil {
				return false, err
			}
			return l.call(ctx, p.house.url, bodyFor(callLater), http.CanonicalHeaderKey(x402.HeaderPayment), header) == nil, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sign makes the next voucher of a connection for a server.
func (d *drawers) sign(connection, server int) (string, error) {
	one := &d.each[connection]
	one.next[server]++
	v := channel.Voucher{Channel: one.config.ID(d.chainID), Amount: *uint256.NewInt(one.next[server] * callUnits)}
	key, err := testKey("%s", one.key)
	if err != nil {
		return "", err
	}
	signature, err := evmsig.Sign(v.Digest(d.chainID), key)
	if err != nil {
		return "", err
	}
	v.Signature = signature[:]
	accepted, resource := d.way, d.asked.Resource
	if server != byHouse {
		accepted, resource = d.stock[server], x402.Resource{URL: d.asked.Resource.URL}
	}
	payment := x402.Payment{Version: 2, Accepted: accepted, Payload: x402.Payload{Channel: &x402.Channel{Type: x402.TypeVoucher, Config: one.config, Voucher: v}}}
	if server == byHouse {
		payment.Resource = &resource
	}
	return payment.Header()
}

// pay hands vouchers for a server out, signed beforehand.
func (d *drawers) pay(server int, span time.Duration) pay {
	each := int(signedRate*span.Seconds())/len(d.each) + 1
	for i := range d.each {
		for len(d.each[i].ready[server]) < each {
			header, err := d.sign(i, server)
			if err != nil {
				break // the load finds nothing to pay with
			}
			d.each[i].ready[server] = append(d.each[i].ready[server], header)
		}
	}
	return func(connection int) (string, string, bool) {
		left := d.each[connection].ready[server]
		if len(left) == 0 {
			return "", "", false
		}
		d.each[connection].ready[server] = left[1:]
		return http.CanonicalHeaderKey(x402.HeaderPayment), left[0], true
	}
}

// stock starts a stock server with the same channels, before an upstream or none.
func (o *VouchersOptions) stock(d *drawers, place int, upstream string) (*child, error) {
	type known struct {
		ID     common.Hash    `json:"id"`
		Config map[string]any `json:"config"`
	}
	var all []known
	for i := range d.each {
		c := &d.each[i].config
		all = append(all, known{c.ID(d.chainID), map[string]any{
			"payer": c.Payer.Hex(), "payerAuthorizer": c.PayerAuthorizer.Hex(), "receiver": c.Receiver.Hex(), "receiverAuthorizer": c.ReceiverAuthorizer.Hex(),
			"token": c.Token.Hex(), "withdrawDelay": c.WithdrawDelay, "salt": c.Salt.Hex(),
		}})
	}
	written, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(o.Dir, "channels.json")
	if err := os.WriteFile(file, written, 0o600); err != nil {
		return nil, err
	}
	c := &d.each[0].config
	command := exec.Command("node", "x402_bench_channel.mjs")
	command.Dir = o.Clients
	command.Env = append(os.Environ(), "X402_CHANNELS="+file, fmt.Sprintf("X402_NETWORK=eip155:%d", d.chainID), "X402_ASSET="+c.Token.Hex(),
		"X402_PAY_TO="+c.Receiver.Hex(), "X402_AUTHORIZER="+c.ReceiverAuthorizer.Hex(), fmt.Sprintf("X402_AMOUNT=%d", callUnits), fmt.Sprintf("X402_DELAY=%d", c.WithdrawDelay),
		"X402_UPSTREAM="+upstream)
	server, err := startChild(command)
	if err != nil {
		return nil, err
	}
	var line struct{ URL string }
	if err := json.Unmarshal([]byte(server.url), &line); err != nil {
		return nil, errors.Join(err, server.end())
	}
	server.url = line.URL
	response, err := http.Post(server.url+"/v1/chat/completions", "application/json", nil)
	if err != nil {
		return nil, errors.Join(err, server.end())
	}
	defer response.Body.Close()
	required, err := x402.ReadRequired(response.Header.Get, nil)
	if err != nil || len(required.Accepts) != 1 {
		return nil, errors.Join(fmt.Errorf("the stock server asks for %v: %w", required, err), server.end())
	}
	d.stock[place] = required.Accepts[0]
	return server, nil
}

// end stops a child that dies of the signal.
func (c *child) end() error {
	var died *exec.ExitError
	if err := c.stop(); err != nil && !errors.As(err, &died) {
		return err
	}
	return nil
}
