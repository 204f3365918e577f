package crash_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/node"
)

const (
	usd      = ledger.AssetID(1)
	accounts = 24 // of plain transfers; the first may be overdrawn
	buyers   = 4
	model    = "small"
)

// The cast of a house is the same in every process, so that its founding can be
// asked for again.
func account(i int) ledger.ID { return ledger.ID{Hi: 1, Lo: uint64(i) + 1} }
func buyer(i int) ledger.ID   { return ledger.ID{Hi: 2, Lo: uint64(i) + 1} }
func key(i int) ledger.ID     { return ledger.ID{Hi: 3, Lo: uint64(i) + 1} }

var seller = ledger.ID{Hi: 4, Lo: 1}

// site submits to a node and has everything recorded.
type site struct {
	node     *node.Node
	recorder recorder
}

func (s *site) do(commands ...clearing.Command) ([]clearing.Answer, error) {
	id, err := s.recorder.attempt(commands)
	if err != nil {
		return nil, err
	}
	answers, err := s.node.Submit(context.Background(), commands...)
	if err != nil {
		return nil, err
	}
	return answers, s.recorder.acknowledge(id, text(answers))
}

// found enters the cast, or finds it.
func (s *site) found() error {
	card, err := rateCard()
	if err != nil {
		return err
	}
	commands := []clearing.Command{
		clearing.DefineAsset{Asset: money.USD()},
		clearing.AddParty{Party: clearing.Party{ID: seller, Role: clearing.RoleSeller, Name: "seller", Asset: usd, CommissionPPM: 33_333}},
		clearing.PutCard{Seller: seller, Card: card},
	}
	for i := range buyers {
		k := clearing.Key{ID: key(i), Party: buyer(i), Name: "key", Scopes: clearing.ScopeCall}
		binary.LittleEndian.PutUint64(k.Hash[:], k.ID.Lo)
		commands = append(commands,
			clearing.AddParty{Party: clearing.Party{ID: buyer(i), Role: clearing.RoleBuyer, Name: fmt.Sprint("buyer ", i), Asset: usd}},
			clearing.AddKey{Key: k})
	}
	for i := range accounts {
		a := ledger.Account{ID: account(i), Asset: usd, Code: 1}
		if i > 0 {
			a.Flags = ledger.LimitDebit
		}
		commands = append(commands, clearing.OpenAccount{Account: a})
	}
	answers, err := s.do(commands...)
	for i, a := range answers {
		if a.Refusal != "" {
			return fmt.Errorf("founding command %d was refused: %s", i, a.Refusal)
		}
	}
	return err
}

func rateCard() ([]byte, error) {
	m := tariff.Model{Name: model, OutputMax: 10_000}
	m.SetPrice(meter.Input, money.Units(150_000_000_001))
	m.SetPrice(meter.Output, money.Units(600_000_000_013))
	m.SetPrice(meter.Request, money.Units(17))
	m.Default()
	card := tariff.Card{Name: "card", Version: 1, Asset: "USD", Models: []tariff.Model{m}}
	return card.AppendBinary(nil)
}

// worker is one caller among many: it waits for each answer.
type worker struct {
	*site
	r     *rand.Rand
	holds []ledger.ID // made directly and not closed
	calls []ledger.ID // reserved and not closed
	last  []clearing.Command
}

// run submits until an error, or until stop.
func (w *worker) run(stop <-chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		commands := w.next()
		w.last = commands
		if _, err := w.do(commands...); err != nil {
			return err
		}
	}
}

// next is a request; parts of it may well be refused.
func (w *worker) next() []clearing.Command {
	switch w.r.IntN(10) {
	case 0, 1:
		return []clearing.Command{w.batch(logUniform(w.r, 400))}
	case 2:
		return []clearing.Command{w.chain(), w.chain()}
	case 3:
		return []clearing.Command{w.twoPhase()}
	case 4, 5:
		return []clearing.Command{w.reserve()}
	case 6, 7:
		return []clearing.Command{w.closing()}
	case 8:
		if w.last != nil {
			return w.last // a caller that asks again with the same ids
		}
	}
	return []clearing.Command{w.deposit(), w.batch(2), w.reserve(), w.closing(), w.twoPhase()}
}

// id makes a fresh id of the present time.
func (w *worker) id() ledger.ID {
	return ledger.ID{Hi: uint64(time.Now().UnixMilli())<<16 | 0x7000, Lo: w.r.Uint64() | 1<<63}
}

func (w *worker) transfer() ledger.Transfer {
	debit := w.r.IntN(accounts)
	return ledger.Transfer{
		ID: w.id(), Debit: account(debit), Credit: account((debit + 1 + w.r.IntN(accounts-1)) % accounts),
		Amount: money.Units(1 + w.r.Uint64N(1000)), Asset: usd, Code: 7,
	}
}

func (w *worker) batch(n int) clearing.Transfers {
	list := make(clearing.Transfers, n)
	for i := range list {
		list[i] = w.transfer()
		if w.r.IntN(3) == 0 {
			list[i].Debit, list[i].Credit = account(0), account(1+w.r.IntN(accounts-1))
		}
	}
	return list
}

// chain is some linked transfers, of which one is sometimes impossible.
func (w *worker) chain() clearing.Transfers {
	list := w.batch(2 + w.r.IntN(6))
	for i := range list[:len(list)-1] {
		list[i].Flags |= ledger.Linked
	}
	if w.r.IntN(3) == 0 {
		list[w.r.IntN(len(list))].Credit = ledger.ID{Hi: 9, Lo: 9}
	}
	return list
}

// twoPhase makes a hold or closes one.
func (w *worker) twoPhase() clearing.Transfers {
	if n := len(w.holds); n > 0 && w.r.IntN(2) == 0 {
		t := ledger.Transfer{ID: w.id(), Hold: w.holds[n-1], Flags: ledger.Void}
		w.holds = w.holds[:n-1]
		if w.r.IntN(3) > 0 {
			t.Flags, t.Amount = ledger.Post, money.Units(1+w.r.Uint64N(400))
		}
		return clearing.Transfers{t}
	}
	t := w.transfer()
	t.Debit, t.Credit = account(0), account(1+w.r.IntN(accounts-1))
	t.Amount = money.Units(400 + w.r.Uint64N(1000))
	t.Flags = ledger.Pending
	// Some run out, also while the house is down.
	t.Deadline = time.Now().Add(time.Duration(1+w.r.IntN(4000)) * time.Millisecond).UnixNano()
	w.holds = append(w.holds, t.ID)
	return clearing.Transfers{t}
}

func (w *worker) deposit() clearing.Transfers {
	return clearing.Transfers{{
		ID: w.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd),
		Credit: clearing.PartyAccount(buyer(w.r.IntN(buyers)), clearing.AccountBuyer),
		Amount: money.Units(1 + w.r.Uint64N(10_000_000)), Asset: usd, Code: clearing.TransferDeposit,
	}}
}

func (w *worker) reserve() clearing.Command {
	call := w.id()
	w.calls = append(w.calls, call)
	return clearing.Reserve{
		Call: call, Key: key(w.r.IntN(buyers)), Seller: seller, Model: model,
		Deadline: time.Now().Add(time.Duration(1+w.r.IntN(4000)) * time.Millisecond).UnixNano(),
		Limits: []tariff.Limit{
			{Meters: meter.SetOf(meter.Input), Max: uint64(1 + w.r.IntN(2000))},
			{Meters: meter.SetOf(meter.Output), Max: uint64(1 + w.r.IntN(2000))},
		},
	}
}

// closing ends a call, or one that never was.
func (w *worker) closing() clearing.Command {
	call := w.id()
	if n := len(w.calls); n > 0 {
		i := w.r.IntN(n)
		call = w.calls[i]
		w.calls[i] = w.calls[n-1]
		w.calls = w.calls[:n-1]
	}
	if w.r.IntN(4) == 0 {
		return clearing.Void{Call: call, Reason: "upstream_failed"}
	}
	c := clearing.Capture{Call: call, Upstream: "up", Policy: payment.Policy(w.r.IntN(20) / 18)}
	c.Usage.Quantities[meter.Input] = uint64(w.r.IntN(2200))
	c.Usage.Quantities[meter.Output] = uint64(w.r.IntN(2200))
	return c
}
