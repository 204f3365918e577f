package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"aidollar/api"
	"aidollar/chain"
	keyfile "aidollar/chain/keys"
	"aidollar/chain/sender"
	"aidollar/cmd/aidollar/onchain"
	"aidollar/config"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/gateway"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// outboxFolder has the file of what was sent, one for each chain and key.
const outboxFolder = "outbox"

// chains are the treasury and the chains it works with.
type chains struct {
	treasury  *treasury.Treasury
	open      []*openChain
	known     []chainToken
	usd       ledger.AssetID
	screening *screening // nil without lists
	stop      context.CancelFunc
	running   sync.WaitGroup
}

// openChain is one chain of the configuration.
type openChain struct {
	config *config.Chain
	client *chain.Client
	joined *onchain.Chain
	signer keyfile.Signer
}

// chainToken is a token as sellers ask for it.
type chainToken struct {
	Number        uint32 // in the ledger
	Currency      ledger.AssetID
	ChainID       uint64
	Contract      common.Address
	House         common.Address // who is paid
	Settler       common.Address // who collects
	Name, Version string         // of the token's EIP-712 domain
	Decimals      uint8
	Unit          uint64 // ledger units in the token's smallest unit

	Channels config.ChainChannels
}

// openChains opens the chains of the configuration and starts the treasury. A
// chain that cannot be reached is no error: it is asked again until it answers.
func (p *program) openChains(ctx context.Context) (err error) {
	if len(p.config.Chains) == 0 {
		return nil
	}
	c := &chains{stop: func() {}, usd: dollarNumber(p.node), screening: p.screening}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	options := treasury.Options{
		Calls: c.callsOf, PaymentID: paymentIDOf, NewID: newID, Log: p.log,
		PartiesOf: partiesOf, Net: netter(p.node), OpenChannel: c.openChannel, Claim: onchain.ClaimCall, GiveBack: onchain.GiveBackCall,
		Payouts: treasury.Schedule{Every: p.config.Payouts.Every, At: p.config.Payouts.At, Min: p.config.Payouts.Min},
	}
	for i := range p.config.Chains {
		opened, err := openOne(ctx, &p.config.Chains[i], p.config.Data, p.log)
		if err != nil {
			return fmt.Errorf("chain %q: %w", p.config.Chains[i].Name, err)
		}
		c.open = append(c.open, opened)
		options.Chains = append(options.Chains, opened.options())
	}
	if c.treasury, err = treasury.New(ctx, p.node, options); err != nil {
		return err
	}
	c.list()
	working, stop := context.WithCancel(context.Background())
	c.stop = stop
	for _, o := range c.open {
		c.running.Go(func() { o.joined.Run(working) })
	}
	c.running.Go(func() { c.treasury.Run(working) })
	p.chains = c
	p.payments.to.Store(c.treasury)
	return nil
}

func openOne(ctx context.Context, c *config.Chain, data string, log *slog.Logger) (*openChain, error) {
	o := &openChain{config: c}
	var err error
	if o.signer, err = signerOf(&c.Key); err != nil {
		return nil, err
	}
	report := func(err error) { log.Warn("a chain is in trouble", "chain", c.Name, "error", err) }
	urls, err := endpointsOf(c.RPC)
	if err != nil {
		return nil, err
	}
	o.client, err = chain.Open(ctx, chain.Config{
		ID: c.ID, URLs: urls, SenderFree: []common.Address{evmsig.ExactProxy}, Errors: slices.Concat(channel.Errors(), registryErrors, onchain.SessionErrors),
		Report: func(r chain.Report) {
			if r.Err != nil {
				report(fmt.Errorf("%s: %w", r.Endpoint, r.Err))
			}
		},
	})
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(data, outboxFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, errors.Join(fmt.Errorf("the folder of what was sent cannot be made: %w", err), o.close())
	}
	address := o.signer.Address()
	var tokens []common.Address
	for i := range c.Tokens {
		tokens = append(tokens, common.Address(c.Tokens[i].Contract))
	}
	o.joined, err = onchain.Open(onchain.Options{
		Client: o.client, Signer: o.signer, Outbox: filepath.Join(folder, fmt.Sprintf("%d-%x.db", c.ID, address[:])),
		Finality: chain.Finality{Tag: c.Finality.Tag, Confirmations: c.Finality.Confirmations},
		Fees:     sender.Fees{TipMax: wei(c.Fees.TipMax), CapMax: wei(c.Fees.GasMax), DayMax: wei(c.Fees.DayMax)},
		House:    common.Address(c.Payout), Memo: common.Address(c.Memo), Multicall: common.Address(c.Multicall),
		Escrow: common.Address(c.Channels.Escrow), Sessions: common.Address(c.Channels.Sessions), Tokens: tokens, Interval: c.Interval, Report: report,
	})
	if err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

// endpointsOf puts in what stands in the environment, where providers' keys are
// safer than in a file that is copied.
func endpointsOf(written []string) (urls []string, err error) {
	for _, text := range written {
		if name, is := strings.CutPrefix(text, "$"); is {
			if text = os.Getenv(name); text == "" {
				return nil, fmt.Errorf("the environment variable %s, which holds the address of a node, is not set", name)
			}
		}
		urls = append(urls, text)
	}
	return urls, nil
}

func wei(a money.Amount) *big.Int {
	v := new(big.Int).SetUint64(a.Hi)
	return v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(a.Lo))
}

// signerOf opens the key that sends transactions.
func signerOf(k *config.ChainKey) (keyfile.Signer, error) {
	switch {
	case k.Private != "":
		private, err := crypto.HexToECDSA(k.Private)
		if err != nil {
			return nil, errors.New("the test chain's key is none")
		}
		return keyfile.InMemory(private), nil
	case k.Signer != "":
		return keyfile.Remote(k.Signer, common.Address(k.Address), 0)
	}
	return keyfile.Load(k.Keystore, k.Passphrase)
}

func (o *openChain) close() error {
	var err error
	if o.joined != nil {
		err = o.joined.Close()
	}
	o.client.Close()
	return err
}

// options are the chain's for the treasury.
func (o *openChain) options() treasury.ChainOptions {
	c := o.config
	options := treasury.ChainOptions{Chain: o.joined, Name: c.Name, House: c.Payout, Memo: c.Memo, From: c.From}
	if c.Channels.Escrow != (settlement.Address{}) {
		options.Escrows = []treasury.Escrow{{Kind: payment.EscrowBatch, Address: c.Channels.Escrow}}
		options.Claims = treasury.Claims{At: c.Channels.ClaimAt, Within: c.Channels.ClaimWithin}
	}
	if c.Channels.Sessions != (settlement.Address{}) {
		options.Escrows = append(options.Escrows, treasury.Escrow{Kind: payment.EscrowSession, Address: c.Channels.Sessions})
	}
	for i := range c.Tokens {
		t := &c.Tokens[i]
		token := treasury.Token{
			Contract: t.Contract, Decimals: t.Decimals, Asset: t.Asset, DayMax: t.DayMax, BatchTo: t.BatchTo, TrustBelow: t.TrustBelow,
		}
		if t.Peg != nil {
			token.Guard = &t.Peg.Guard
		}
		options.Tokens = append(options.Tokens, token)
	}
	return options
}

// list notes the tokens as the ledger numbers them.
func (c *chains) list() {
	for i, status := range c.treasury.Status() {
		o := c.open[i]
		for k, state := range status.Tokens {
			t := &o.config.Tokens[k]
			c.known = append(c.known, chainToken{
				Number: state.Number, Currency: state.Token.Asset, ChainID: o.config.ID, Contract: common.Address(t.Contract), House: common.Address(o.config.Payout),
				Settler: o.signer.Address(), Name: t.Name, Version: t.Version, Decimals: t.Decimals, Unit: state.Unit,
				Channels: o.config.Channels,
			})
		}
	}
}

// close stops what runs and lets go of the outboxes. The node must still run.
func (c *chains) close() error {
	c.stop()
	c.running.Wait()
	var err error
	for _, o := range c.open {
		err = errors.Join(err, o.close())
	}
	c.open = nil
	return err
}

// tokens are the tokens that can be paid in.
func (c *chains) tokens() []chainToken { return c.known }

// verifier judges payments in the tokens.
func (c *chains) verifier() *facilitator.Verifier {
	v := &facilitator.Verifier{Chains: map[uint64]*facilitator.Chain{}}
	for _, o := range c.open {
		on := &facilitator.Chain{Facts: onchain.Facts{Client: o.client}, Settlers: []common.Address{o.signer.Address()}}
		on.Channels = common.Address(o.config.Channels.Escrow) == evmsig.Escrow // where the payers' signatures bind them
		for _, factory := range o.config.Factories {
			on.Factories = append(on.Factories, common.Address(factory))
		}
		for i := range o.config.Tokens {
			t := &o.config.Tokens[i]
			on.Assets = append(on.Assets, facilitator.Asset{Address: common.Address(t.Contract), Name: t.Name, Version: t.Version})
		}
		v.Chains[o.config.ID] = on
	}
	return v
}

// stranger judges payments to other people. What goes to the house is not for
// them: a wallet that pays the house by upto could have less than its price settled.
func (c *chains) stranger() *facilitator.Verifier {
	v := c.verifier()
	for _, o := range c.open {
		v.Chains[o.config.ID].Closed = []common.Address{common.Address(o.config.Payout), common.Address(o.config.Memo)}
	}
	return v
}

// collected waits until a payment is in a block, or can never be; it gives the
// transaction's hash.
func (c *chains) collected(ctx context.Context, id ledger.ID) (settlement.Payment, string, error) {
	p, tx, err := c.treasury.Collected(ctx, id)
	var hindered *treasury.HinderedError
	if errors.As(err, &hindered) {
		return p, "", &gateway.Refusal{
			Kind: gateway.RefusalPayment, Code: hindered.Reason,
			Detail: "the payment was signed well and the chain does not carry it out: " + hindered.Reason,
		}
	}
	if err != nil || tx == (settlement.Hash{}) {
		return p, "", err
	}
	return p, common.Hash(tx).Hex(), nil
}

// released waits until what goes back from a channel is in a block.
func (c *chains) released(ctx context.Context, channel payment.ChannelID) (string, error) {
	tx, err := c.treasury.Released(ctx, channel)
	return common.Hash(tx).Hex(), err
}

// nudge says that payments have become due.
func (c *chains) nudge() { c.treasury.Nudge() }

var errToken = errors.New("the payment is in a token that is not configured")

// callsOf is what collects a payment.
func (c *chains) callsOf(p *settlement.Payment) (calls []treasury.Call, alone bool, err error) {
	for _, t := range c.known {
		if t.Number != p.Token {
			continue
		}
		units, _ := p.Due.DivMod64(t.Unit) // whole, says the machine
		kept, err := till.Collect(p.Payload, &uint256.Int{units.Lo, units.Hi, 0, 0})
		if err != nil {
			return nil, false, err
		}
		for _, call := range kept.Calls {
			calls = append(calls, treasury.Call{To: settlement.Address(call.To), Data: call.Data})
		}
		return calls, kept.Sender != (common.Address{}), nil
	}
	return nil, false, errToken
}

// partiesOf are the wallets that an address may be: by its key, or by its code.
func partiesOf(chainID uint64, wallet settlement.Address) []ledger.ID {
	address := common.Address(wallet)
	return []ledger.ID{till.Wallet{Address: address}.Party(), till.Wallet{Address: address, ChainID: chainID}.Party()}
}

func paymentIDOf(chainID uint64, token, payer settlement.Address, nonce settlement.Hash) ledger.ID {
	return till.PaymentID(chainID, common.Address(token), common.Address(payer), common.Hash(nonce))
}

// paymentRelay tells the treasury of payments that change, once there is one.
type paymentRelay struct {
	to atomic.Pointer[treasury.Treasury]
}

func (r *paymentRelay) changed(p *settlement.Payment) {
	if t := r.to.Load(); t != nil {
		t.PaymentChanged(p)
	}
}

// cancelPayout gives batches back for operators; nil without chains.
func (p *program) cancelPayout() func(context.Context, ledger.ID) error {
	if p.chains == nil {
		return nil
	}
	return func(ctx context.Context, id ledger.ID) error {
		err := p.chains.treasury.CancelPayout(ctx, id)
		if errors.Is(err, treasury.ErrUnderWay) {
			return api.ErrPayoutUnderWay
		}
		return err
	}
}

// openTime bounds what a start asks of a chain: a house must be able to start
// without.
const openTime = 15 * time.Second

func (p *program) openChainsSoon() error {
	soon, cancel := context.WithTimeout(context.Background(), openTime)
	defer cancel()
	return p.openChains(soon)
}
