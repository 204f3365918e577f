package treasury_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/chain/keys"
	"aidollar/chain/sender"
	"aidollar/cmd/aidollar/onchain"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
	"aidollar/journal"
	"aidollar/node"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/uuid"
	"github.com/holiman/uint256"
)

const (
	usd      = ledger.AssetID(1)
	patience = 40 * time.Second
	fact     = "fact" // what is sold, for two cents
	unit     = 1000   // ledger units in the token's smallest
)

var dollarToken = contracts.NewTestDollar()

// cents are an amount of the ledger's.
func cents(n uint64) money.Amount { return money.Units(n * 10_000_000) }

// raw are cents in the token's smallest units.
func raw(n uint64) *big.Int { return new(big.Int).SetUint64(n * 10_000) }

// house is a node with its journal on disk, a treasury, and a chain.
type house struct {
	dir      string
	rpc      string
	chainID  uint64
	payout   common.Address // what the configuration calls the house
	trust    money.Amount
	payouts  treasury.Schedule
	nets     func(context.Context) error
	node     *node.Node
	client   *chain.Client
	joined   *onchain.Chain
	treasury *treasury.Treasury
	stop     context.CancelFunc
	running  sync.WaitGroup
	log      *slog.Logger
	more     []*onchain.Chain // further chains, with the same contracts
	outboxes int              // that were set aside
	hold     time.Duration    // of a call; an hour if zero
	channels bool             // takes payment from channels
	// claimWithin is how long what channels were charged waits; half a second if zero.
	claimWithin time.Duration

	seller, buyer ledger.ID
}

func newID() ledger.ID {
	id, err := ledger.ParseID(uuid.Must(uuid.NewV7()).String())
	if err != nil {
		panic(err)
	}
	return id
}

// partyID is the id of a party that every life of a house knows by its name.
func partyID(n uint64) ledger.ID { return ledger.ID{Hi: 0x0190_0000_0000_7000, Lo: 1<<63 | n} }

func newHouse(dir, rpc string, chainID uint64) *house {
	return &house{dir: dir, rpc: rpc, chainID: chainID, payout: contracts.PayoutAddress, trust: cents(10_000), seller: partyID(1), buyer: partyID(2),
		log: slog.New(slog.DiscardHandler)}
}

// open opens everything, and enters who deals here.
func (h *house) open() (err error) {
	h.node, err = node.Open(node.Options{Journal: journal.Options{Dir: filepath.Join(h.dir, "journal")}, Machine: clearing.DefaultConfig()})
	if err != nil {
		return err
	}
	if err := h.found(); err != nil {
		return err
	}
	ctx := context.Background()
	if h.client, err = chain.Open(ctx, chain.Config{ID: h.chainID, URLs: []string{h.rpc}}); err != nil {
		return err
	}
	h.joined, err = h.join(h.client, fmt.Sprintf("outbox-%d.db", h.outboxes))
	if err != nil {
		return err
	}
	h.treasury, err = treasury.New(ctx, h.node, h.options())
	if err != nil {
		return err
	}
	working, stop := context.WithCancel(ctx)
	h.stop = stop
	h.running.Go(func() { h.joined.Run(working) })
	for _, c := range h.more {
		h.running.Go(func() { c.Run(working) })
	}
	h.running.Go(func() { h.treasury.Run(working) })
	return nil
}

func (h *house) join(client *chain.Client, outbox string) (*onchain.Chain, error) {
	o := onchain.Options{
		Client: client, Signer: keys.InMemory(devaccount.All()[0].Key), Outbox: filepath.Join(h.dir, outbox),
		Finality: chain.Finality{Tag: "finalized"}, House: h.payout, Memo: contracts.DepositMemoAddress,
		Fees:   sender.Fees{TipMax: big.NewInt(5e9), CapMax: big.NewInt(1e12), DayMax: new(big.Int).Mul(big.NewInt(1e18), big.NewInt(100))},
		Tokens: []common.Address{contracts.TokenAddress}, Interval: 100 * time.Millisecond,
		Report: func(err error) { h.log.Info("the chain says", "error", err) },
	}
	if h.channels {
		o.Escrow, o.Sessions = evmsig.Escrow, contracts.SessionEscrowAddress
	}
	return onchain.Open(o)
}

func (h *house) options() treasury.Options {
	o := treasury.Options{
		Chains: []treasury.ChainOptions{{
			Chain: h.joined, Name: "devnet", House: settlement.Address(h.payout), Memo: settlement.Address(contracts.DepositMemoAddress), From: 1,
			Tokens: []treasury.Token{{
				Contract: settlement.Address(contracts.TokenAddress), Decimals: 6, Asset: "USD", DayMax: cents(10_000_000), BatchTo: 100, TrustBelow: h.trust,
			}},
		}},
		Calls: callsOf, NewID: newID, Payouts: h.payouts, Net: h.nets, SettleWithin: 300 * time.Millisecond, Log: h.log,
		PaymentID: func(chainID uint64, token, payer settlement.Address, nonce settlement.Hash) ledger.ID {
			return till.PaymentID(chainID, common.Address(token), common.Address(payer), common.Hash(nonce))
		},
		PartiesOf: func(_ uint64, wallet settlement.Address) []ledger.ID {
			return []ledger.ID{till.Wallet{Address: common.Address(wallet)}.Party()}
		},
	}
	for i, c := range h.more {
		further := o.Chains[0]
		further.Chain, further.Name = c, fmt.Sprintf("devnet %d", i+2)
		o.Chains = append(o.Chains, further)
	}
	if h.channels {
		h.channelOptions(&o)
	}
	return o
}

func (h *house) close() error {
	if h.stop != nil {
		h.stop()
	}
	h.running.Wait()
	var err error
	if h.joined != nil {
		err = h.joined.Close()
	}
	if h.client != nil {
		h.client.Close()
	}
	if h.node != nil {
		err = errors.Join(err, h.node.Close())
	}
	h.stop, h.joined, h.client, h.node = nil, nil, nil, nil
	return err
}

func (h *house) submit(commands ...clearing.Command) ([]clearing.Answer, error) {
	answers, err := h.node.Submit(context.Background(), commands...)
	for i := range answers {
		if r := answers[i].Refusal; r != "" && err == nil {
			err = fmt.Errorf("%T: %s: %s", commands[i], r, clearing.Sentence(r))
		}
	}
	return answers, err
}

// found enters the dollar, a seller with a card, and a buyer.
func (h *house) found() error {
	price, err := tariff.ParsePrice("0.02", 1)
	if err != nil {
		return err
	}
	m := tariff.Model{Name: fact, OutputMax: 1}
	m.SetPrice(meter.Request, price)
	m.Default()
	card, err := (&tariff.Card{Name: "facts", Version: 1, Asset: "USD", Models: []tariff.Model{m}}).AppendBinary(nil)
	if err != nil {
		return err
	}
	_, err = h.submit(
		clearing.DefineAsset{Asset: money.USD()},
		clearing.AddParty{Party: clearing.Party{ID: h.seller, Role: clearing.RoleSeller, Name: "seller", Asset: usd}},
		clearing.AddParty{Party: clearing.Party{ID: h.buyer, Role: clearing.RoleBuyer, Name: "buyer", Asset: usd}},
		clearing.PutCard{Seller: h.seller, Card: card},
	)
	if err != nil {
		return err
	}
	for _, a := range devaccount.All()[1:6] {
		_, err := h.submit(
			clearing.AddParty{Party: clearing.Party{ID: till.Wallet{Address: a.Address}.Party(), Role: clearing.RoleBuyer, Name: a.Address.Hex(), Asset: usd}},
			clearing.AddKey{Key: clearing.Key{ID: till.Wallet{Address: a.Address}.Key(), Hash: till.Wallet{Address: a.Address}.KeyHash(), Party: till.Wallet{Address: a.Address}.Party(), Name: "wallet", Scopes: clearing.ScopeCall}},
		)
		if err != nil {
			return err
		}
	}
	return nil
}

// signed is a payment that a wallet has signed, as the tests keep it.
type signed struct {
	id    ledger.ID
	call  ledger.ID
	auth  evmsig.Authorization
	calls []treasury.Call
}

const (
	kindShared = iota // anybody may send it
	kindUpto          // the amount is put in, and the sender is the facilitator
)

// payloadOf writes what collects a payment, for callsOf.
func payloadOf(kind byte, calls []treasury.Call) []byte {
	b := []byte{kind}
	for _, c := range calls {
		b = append(b, c.To[:]...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(c.Data)))
		b = append(b, c.Data...)
	}
	return b
}

func callsOf(p *settlement.Payment) (calls []treasury.Call, alone bool, err error) {
	b := p.Payload
	if len(b) == 0 {
		return nil, false, errors.New("no payload")
	}
	kind := b[0]
	for b = b[1:]; len(b) > 0; {
		n := binary.BigEndian.Uint32(b[20:])
		calls = append(calls, treasury.Call{To: settlement.Address(b[:20]), Data: slices.Clone(b[24 : 24+n])})
		b = b[24+n:]
	}
	if kind == kindUpto {
		units, _ := p.Due.DivMod64(unit)
		uint256.NewInt(units.Lo).PutUint256(calls[0].Data[4+4*32:])
	}
	return calls, kind == kindUpto, nil
}

func nonce() (h common.Hash) {
	_, _ = rand.Read(h[:])
	return h
}

func (h *house) domain() common.Hash {
	return evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: h.chainID, Contract: contracts.TokenAddress}.Separator()
}

// sign has a wallet sign an EIP-3009 transfer to the house.
func (h *house) sign(from devaccount.Account, amount uint64, until time.Time) (signed, error) {
	s := signed{auth: evmsig.Authorization{From: from.Address, To: h.payout, Nonce: nonce()}}
	s.auth.Value.SetFromBig(raw(amount))
	s.auth.ValidBefore.SetUint64(uint64(until.Unix()))
	signature, err := evmsig.Sign(s.auth.TransferDigest(h.domain()), from.Key)
	if err != nil {
		return s, err
	}
	call := facilitator.TransferCall(contracts.TokenAddress, &s.auth, signature[:], false)
	s.calls = []treasury.Call{{To: settlement.Address(call.To), Data: call.Data}}
	s.id = till.PaymentID(h.chainID, contracts.TokenAddress, from.Address, s.auth.Nonce)
	s.call = newID()
	return s, nil
}

func (h *house) tokenNumber() (n uint32) {
	h.node.View(func(m *clearing.Machine) {
		state, _ := m.Settlement().TokenAt(h.chainID, settlement.Address(contracts.TokenAddress))
		n = state.Number
	})
	return n
}

// order is a call for one fact.
func (h *house) order(from common.Address, call ledger.ID) clearing.Reserve {
	hold := h.hold
	if hold == 0 {
		hold = time.Hour
	}
	return clearing.Reserve{
		Call: call, Key: till.Wallet{Address: from}.Key(), Seller: h.seller, Model: fact, Deadline: time.Now().Add(hold).UnixNano(),
		Limits: []tariff.Limit{{Meters: meter.SetOf(meter.Request), Max: 1}},
	}
}

// tender offers a payment for a fact; with trust it runs at once.
func (h *house) tender(from common.Address, s *signed, kind byte, scheme settlement.Scheme, amount uint64, trust money.Amount, until time.Time) (clearing.Answer, error) {
	answers, err := h.submit(clearing.Tender{
		Payment: s.id, Token: h.tokenNumber(), Scheme: scheme, Signed: cents(amount), Until: until.UnixNano(),
		Payload: payloadOf(kind, s.calls), Trust: settlement.Trust{Max: trust, Funds: cents(100_000)}, Call: h.order(from, s.call),
	})
	if err != nil {
		return clearing.Answer{}, err
	}
	h.treasury.Nudge()
	return answers[0], nil
}

// capture ends a call that delivered its fact.
func (h *house) capture(call ledger.ID) error {
	_, err := h.submit(clearing.Capture{Call: call, Usage: meter.Usage{Quantities: meter.Quantities{meter.Request: 1}}})
	h.treasury.Nudge()
	return err
}

func (h *house) payment(id ledger.ID) (p settlement.Payment) {
	h.node.View(func(m *clearing.Machine) { p, _ = m.Settlement().Payment(id) })
	return p
}

// balance is an account's, credits less debits, in units of the ledger.
func (h *house) balance(id ledger.ID) (n int64) {
	h.node.View(func(m *clearing.Machine) {
		a, _ := m.Ledger().Account(id)
		n = int64(a.CreditsPosted.Lo) - int64(a.DebitsPosted.Lo)
	})
	return n
}

func (h *house) of(code uint16) int64 { return h.balance(clearing.TokenAccount(code, h.tokenNumber())) }

func (h *house) wallet(a common.Address) int64 {
	return h.balance(clearing.PartyAccount(till.Wallet{Address: a}.Party(), clearing.AccountBuyer))
}

func (h *house) token() (state settlement.TokenState) {
	h.node.View(func(m *clearing.Machine) {
		state, _ = m.Settlement().TokenAt(h.chainID, settlement.Address(contracts.TokenAddress))
	})
	return state
}

// inCents makes balances readable.
func inCents(units int64) float64 { return float64(units) / 10_000_000 }

// rig is a house with a chain of its own in the test's process.
type rig struct {
	*house
	t     *testing.T
	chain *devtest.Chain
}

func newRig(t *testing.T, options devnet.Options) *rig {
	t.Parallel()
	if options.Heartbeat == 0 {
		options.Heartbeat = time.Second // what ends is told by the next final block
	}
	c := devtest.Start(t, options)
	r := &rig{newHouse(t.TempDir(), c.RPC(), c.ChainID()), t, c}
	if os.Getenv("TREASURY_LOG") != "" {
		r.log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	return r
}

// start opens the house, until the test ends.
func (r *rig) start() *rig {
	r.t.Helper()
	if err := r.open(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if err := r.close(); err != nil {
			r.t.Error(err)
		}
	})
	return r
}

// restart opens the house anew on what it has on disk.
func (r *rig) restart() {
	r.t.Helper()
	r.must(r.close())
	r.must(r.open())
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// until waits for something, and fails with what is the case instead.
func (r *rig) until(what string, f func() bool) {
	r.t.Helper()
	r.untilWithin(patience, what, f)
}

func (r *rig) untilWithin(patience time.Duration, what string, f func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(patience); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s := r.treasury.Status()[0]
			r.t.Fatalf("not within %s: %s\nhead %d, final %d, due %d, under way %d, payouts %d, arriving %d, trouble %q, halted %q\nchain %.2f, arriving %.2f, loss %.2f, payout %.2f, unallocated %.2f cents",
				patience, what, s.Head.Number, s.Final.Number, s.Due, s.UnderWay, s.Payouts, s.Arriving, s.Trouble, s.Tokens[0].Halted,
				inCents(r.of(clearing.AccountChain)), inCents(r.of(clearing.AccountArriving)), inCents(r.of(clearing.AccountLoss)),
				inCents(r.of(clearing.AccountPayout)), inCents(r.of(clearing.AccountUnallocated)))
		}
	}
}

func (r *rig) untilState(id ledger.ID, want settlement.PaymentState) {
	r.t.Helper()
	r.until("the payment is "+want.String(), func() bool { return r.payment(id).State == want })
}

// settled waits until nothing is on its way, and holds the ledger against the chain.
func (r *rig) settled() {
	r.t.Helper()
	r.until("nothing is on its way and the ledger is what the chain has", func() bool {
		s := r.treasury.Status()[0]
		there := int64(r.chain.Balance(r.payout)) * unit
		return s.Arriving == 0 && s.Payouts == 0 && -r.of(clearing.AccountChain) == there && r.of(clearing.AccountArriving) == 0
	})
	if state := r.token(); !state.Compared.Agrees() {
		r.t.Errorf("ledger and chain differ at block %d: %s on chain, %s in the ledger", state.Compared.Block, state.Compared.OnChain, state.Compared.Ledger)
	}
}

// pays has a wallet pay for a fact in advance.
func (r *rig) pays(from devaccount.Account, amount uint64, validFor time.Duration) *signed {
	r.t.Helper()
	until := time.Now().Add(validFor).Truncate(time.Second)
	s, err := r.sign(from, amount, until)
	r.must(err)
	a, err := r.tender(from.Address, &s, kindShared, settlement.Exact, amount, money.Amount{}, until)
	r.must(err)
	if a.Payment.State != settlement.PaymentDue {
		r.t.Fatalf("a payment in advance is %s", a.Payment.State)
	}
	return &s
}

// collected waits for a payment as the gateway does.
func (r *rig) collected(id ledger.ID) (settlement.Payment, common.Hash, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p, tx, err := r.treasury.Collected(ctx, id)
	return p, common.Hash(tx), err
}

func (r *rig) accounts() []devaccount.Account { return devaccount.All() }

func (r *rig) mine(n int) { r.t.Helper(); r.must(r.chain.Mine(r.chain.Context(), n)) }
