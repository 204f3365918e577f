package clearing_test

import (
	"bytes"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// house is a machine with a clock, for tests.
type house struct {
	t      testing.TB
	m      *clearing.Machine
	now    int64
	serial uint64
	log    [][]byte // the records so far
}

var epoch = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC).UnixNano()

func newHouse(t testing.TB) *house {
	return &house{t: t, m: clearing.New(clearing.DefaultConfig()), now: epoch}
}

// id makes the next id of the present time.
func (h *house) id() ledger.ID {
	h.serial++
	return ledger.ID{Hi: uint64(h.now/1e6)<<16 | 0x7000, Lo: 1<<63 | h.serial}
}

func (h *house) try(c clearing.Command) clearing.Answer {
	h.t.Helper()
	h.now += int64(time.Millisecond)
	record := clearing.AppendCommand(clearing.AppendHeader(nil, h.now), c)
	h.log = append(h.log, record)
	answers, err := h.m.Apply(record, nil)
	if err != nil {
		h.t.Fatalf("apply %T: %v", c, err)
	}
	if len(answers) != 1 {
		h.t.Fatalf("%T has %d answers", c, len(answers))
	}
	return answers[0]
}

func (h *house) do(c clearing.Command) clearing.Answer {
	h.t.Helper()
	a := h.try(c)
	if a.Refusal != "" {
		h.t.Fatalf("%T refused: %s", c, a.Refusal)
	}
	for i, o := range a.Outcomes {
		if o.Result != ledger.OK {
			h.t.Fatalf("transfer %d refused: %s", i, o.Result)
		}
	}
	return a
}

// shop is a house with a seller, a buyer with a dollar, and a key.
type shop struct {
	*house
	seller, buyer, key ledger.ID
}

const usd = ledger.AssetID(1)

func newShop(t testing.TB, commissionPPM uint32) *shop {
	s := &shop{house: newHouse(t)}
	s.do(clearing.DefineAsset{Asset: money.USD()})
	s.seller, s.buyer, s.key = s.id(), s.id(), s.id()
	s.do(clearing.AddParty{Party: clearing.Party{ID: s.seller, Role: clearing.RoleSeller, Name: "seller", Asset: usd, CommissionPPM: commissionPPM}})
	s.do(clearing.AddParty{Party: clearing.Party{ID: s.buyer, Role: clearing.RoleBuyer, Name: "buyer", Asset: usd}})
	s.do(clearing.AddKey{Key: clearing.Key{ID: s.key, Hash: [32]byte{1}, Party: s.buyer, Name: "key", Scopes: clearing.ScopeCall}})
	s.putCard(1, "0.15", "0.60")
	return s
}

func (s *shop) putCard(version uint32, input, output string) {
	s.t.Helper()
	m := tariff.Model{Name: "demo-text", InputMax: 128_000, OutputMax: 4_096}
	for of, text := range map[meter.Meter]string{meter.Input: input, meter.Output: output, meter.Request: "0"} {
		price, err := tariff.ParsePrice(text, 1_000_000)
		if err != nil {
			s.t.Fatal(err)
		}
		m.SetPrice(of, price)
	}
	m.Default()
	card := tariff.Card{Name: "demo", Version: version, Asset: "USD", Models: []tariff.Model{m}}
	b, err := card.AppendBinary(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.do(clearing.PutCard{Seller: s.seller, Card: b})
}

// card encodes a card that asks the same of input and output tokens, per million.
func (s *shop) card(name string, version uint32, prices map[string]string) []byte {
	s.t.Helper()
	card := tariff.Card{Name: name, Version: version, Asset: "USD"}
	for model, text := range prices {
		m := tariff.Model{Name: model, OutputMax: 4_096}
		price, err := tariff.ParsePrice(text, 1_000_000)
		if err != nil {
			s.t.Fatal(err)
		}
		m.SetPrice(meter.Input, price)
		m.SetPrice(meter.Output, price)
		m.Default()
		card.Models = append(card.Models, m)
	}
	card.Sort()
	b, err := card.AppendBinary(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shop) deposit(amount money.Amount) {
	s.t.Helper()
	s.do(clearing.Transfers{{
		ID: s.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: s.buyerAccount(),
		Amount: amount, Asset: usd, Code: clearing.TransferDeposit,
	}})
}

func (s *shop) buyerAccount() ledger.ID {
	return clearing.PartyAccount(s.buyer, clearing.AccountBuyer)
}

func (s *shop) reservation(input, output uint64) clearing.Reserve {
	return clearing.Reserve{
		Call: s.id(), Key: s.key, Seller: s.seller, Model: "demo-text", Deadline: s.now + int64(time.Minute),
		Limits: []tariff.Limit{
			{Meters: meter.SetOf(meter.Request), Max: 1},
			{Meters: meter.SetOf(meter.Input, meter.InputCached), Max: input},
			{Meters: meter.TextOutput, Max: output},
		},
	}
}

func used(input, output uint64) meter.Usage {
	return meter.Usage{Quantities: meter.Quantities{meter.Request: 1, meter.Input: input, meter.Output: output}}
}

func (h *house) account(id ledger.ID) ledger.Account {
	h.t.Helper()
	a, ok := h.m.Ledger().Account(id)
	if !ok {
		h.t.Fatalf("no account %s", id)
	}
	return a
}

// bytes is the canonical form of the machine's state.
func (h *house) bytes() []byte {
	h.t.Helper()
	return snapshot(h.t, h.m)
}

func snapshot(t testing.TB, m *clearing.Machine) []byte {
	t.Helper()
	var b bytes.Buffer
	v := m.Freeze()
	if _, err := v.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
