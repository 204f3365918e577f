package bench

import (
	"fmt"
	"io"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// bareCalls is how many calls a round makes over the bare core.
const bareCalls = 20_000

// bareHouse is a machine with a seller, a prepaid buyer, and a wallet with a channel.
type bareHouse struct {
	machine *clearing.Machine
	now     int64
	serial  uint64
	answers []clearing.Answer
	record  []byte

	seller, key, walletKey ledger.ID
	chainID                uint64
	config                 channel.Config
	id                     payment.ChannelID
	signed                 uint64
}

func (h *bareHouse) nextID() ledger.ID {
	h.serial++
	return ledger.ID{Hi: uint64(h.now/1e6)<<16 | 0x7000, Lo: 1<<63 | h.serial}
}

// do carries out commands in one record.
func (h *bareHouse) do(commands ...clearing.Command) error {
	h.now += int64(100 * time.Microsecond)
	h.record = clearing.AppendHeader(h.record[:0], h.now)
	for _, c := range commands {
		h.record = clearing.AppendCommand(h.record, c)
	}
	var err error
	h.answers, err = h.machine.Apply(h.record, h.answers[:0])
	if err != nil {
		return err
	}
	for i := range h.answers {
		if r := h.answers[i].Refusal; r != "" {
			return fmt.Errorf("%T was refused: %s", commands[i], r)
		}
	}
	return nil
}

func newBareHouse(chainID uint64) (*bareHouse, error) {
	h := &bareHouse{machine: clearing.New(clearing.DefaultConfig()), now: coreStart * 1_000_000, chainID: chainID}
	payer, err := testKey("bench bare payer")
	if err != nil {
		return nil, err
	}
	h.config = channel.Config{
		Payer: crypto.PubkeyToAddress(payer.PublicKey), PayerAuthorizer: crypto.PubkeyToAddress(payer.PublicKey), Receiver: testAddress("bench house"), ReceiverAuthorizer: testAddress("bench settler"),
		Token: testAddress("bench token"), WithdrawDelay: channel.WithdrawDelayMin,
	}
	h.id = payment.ChannelID(h.config.ID(chainID))
	price, err := tariff.ParsePrice("0.001", 1)
	if err != nil {
		return nil, err
	}
	m := tariff.Model{Name: callLater, OutputMax: 1}
	m.SetPrice(meter.Request, price)
	m.Default()
	card, err := (&tariff.Card{Name: "bench", Version: 1, Asset: "USD", Models: []tariff.Model{m}}).AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	h.seller, h.key, h.walletKey = h.nextID(), h.nextID(), h.nextID()
	buyer, wallet, much := h.nextID(), h.nextID(), money.Units(1<<60)
	return h, h.do(
		clearing.DefineAsset{Asset: money.USD()},
		clearing.AddParty{Party: clearing.Party{ID: h.seller, Role: clearing.RoleSeller, Name: "seller", Asset: usd, CommissionPPM: 15_000}},
		clearing.AddParty{Party: clearing.Party{ID: buyer, Role: clearing.RoleBuyer, Name: "buyer", Asset: usd}},
		clearing.AddParty{Party: clearing.Party{ID: wallet, Role: clearing.RoleBuyer, Name: "wallet", Asset: usd}},
		clearing.AddKey{Key: clearing.Key{ID: h.key, Hash: [32]byte{1}, Party: buyer, Name: "key", Scopes: clearing.ScopeCall}},
		clearing.AddKey{Key: clearing.Key{ID: h.walletKey, Hash: [32]byte{2}, Party: wallet, Name: "wallet", Scopes: clearing.ScopeCall}},
		clearing.PutCard{Seller: h.seller, Card: card},
		clearing.Transfers{{
			ID: h.nextID(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: clearing.PartyAccount(buyer, clearing.AccountBuyer),
			Amount: much, Asset: usd, Code: clearing.TransferDeposit,
		}},
		clearing.DefineToken{ChainID: chainID, Contract: settlement.Address{1}, House: settlement.Address{2}, Decimals: 6, Asset: usd},
		clearing.OpenChannel{ID: h.id, Escrow: payment.EscrowBatch, Token: 1, Party: wallet},
		clearing.Arrive{Arrival: settlement.Arrival{
			ID: h.nextID(), Token: 1, Block: 1, Amount: money.Units(1 << 50 / 1000 * 1000), Kind: settlement.Deposited, Channel: h.id,
		}},
	)
}

func (h *bareHouse) order(key ledger.ID) clearing.Reserve {
	return clearing.Reserve{
		Call: h.nextID(), Key: key, Seller: h.seller, Model: callLater, Deadline: h.now + int64(time.Minute),
		Limits: []tariff.Limit{{Meters: meter.SetOf(meter.Request), Max: 1}},
	}
}

func capture(call ledger.ID) clearing.Capture {
	return clearing.Capture{Call: call, Usage: meter.Usage{Quantities: meter.Quantities{meter.Request: 1}}}
}

// prepaid is a call from a key's balance.
func (h *bareHouse) prepaid(int) error {
	c := h.order(h.key)
	if err := h.do(c); err != nil {
		return err
	}
	return h.do(capture(c.Call))
}

// vouchers are signed beforehand, as their payers do.
func (h *bareHouse) vouchers(n int) ([]channel.Voucher, error) {
	key, err := testKey("bench bare payer")
	if err != nil {
		return nil, err
	}
	all := make([]channel.Voucher, n)
	for i := range all {
		h.signed++
		all[i] = channel.Voucher{Channel: common.Hash(h.id), Amount: *uint256.NewInt(h.signed * callUnits)}
		signature, err := evmsig.Sign(all[i].Digest(h.chainID), key)
		if err != nil {
			return nil, err
		}
		all[i].Signature = signature[:]
	}
	return all, nil
}

// drawn is a call from the channel; its signature is checked if checked is set.
func (h *bareHouse) drawn(v *channel.Voucher, checked bool) error {
	if checked {
		if err := v.Check(h.chainID, &h.config); err != nil {
			return err
		}
	}
	value, _ := money.Units(v.Amount.Uint64()).Mul64(1000)
	c := clearing.Draw{Voucher: payment.Voucher{Channel: h.id, Value: value, Signature: v.Signature}, Call: h.order(h.walletKey)}
	if err := h.do(c); err != nil {
		return err
	}
	return h.do(capture(c.Call.Call))
}

// vouchersBare measures calls over the machine alone, on one thread and without a
// log, each reserved and captured by records of their own.
func vouchersBare(w io.Writer, chainID uint64, rounds int) error {
	h, err := newBareHouse(chainID)
	if err != nil {
		return err
	}
	var keyed, unchecked, checked, signatures series
	with := func(do func(v *channel.Voucher) error) func(uint64) (float64, error) {
		return func(uint64) (float64, error) {
			all, err := h.vouchers(bareCalls)
			if err != nil {
				return 0, err
			}
			return perCore(bareCalls, func(i int) error { return do(&all[i]) })
		}
	}
	err = alternate(rounds+1, 0, []step{
		{&keyed, func(uint64) (float64, error) { return perCore(bareCalls, h.prepaid) }},
		{&unchecked, with(func(v *channel.Voucher) error { return h.drawn(v, false) })},
		{&checked, with(func(v *channel.Voucher) error { return h.drawn(v, true) })},
		{&signatures, with(func(v *channel.Voucher) error { return v.Check(chainID, &h.config) })},
	})
	if err != nil {
		return err
	}
	t := newTable(w, "calls over the bare core, a second of one core", "median", "best", "against", "median ratio")
	t.row("prepaid key", perSecond(keyed.median()), perSecond(keyed.best()), "", "")
	t.row("voucher, its signature taken as checked", perSecond(unchecked.median()), perSecond(unchecked.best()), "prepaid key", ratio(unchecked, keyed))
	t.row("voucher", perSecond(checked.median()), perSecond(checked.best()), "prepaid key", ratio(checked, keyed))
	t.row("the check of the signature alone", perSecond(signatures.median()), perSecond(signatures.best()), "", "")
	return t.flush()
}
