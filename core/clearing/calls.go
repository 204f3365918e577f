package clearing

import (
	"slices"
	"strings"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

func (m *Machine) reserve(now int64, r *wire.Reader) (Answer, error) {
	c := Reserve{Call: r.ID(), Key: r.ID(), Seller: r.ID(), Model: r.Text(), Deadline: r.I64()}
	limits := payment.ReadLimits(r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	order, refusal := m.order(now, &c, limits)
	if refusal != "" {
		return refused(refusal), nil
	}
	answer := m.desk.Reserve(order)
	if answer.Refusal == "" && !answer.Exists && m.observer != nil {
		call, _ := m.desk.Find(c.Call)
		m.observer.Posted(now, &ledger.Posting{Transfer: payment.Hold(&call, TransferCall), Posted: call.Reserved})
		m.observer.CallReserved(now, &call)
	}
	return callAnswer(answer), nil
}

// order checks who asks for what, and completes it with what the machine knows.
func (m *Machine) order(now int64, c *Reserve, limits payment.Limits) (o payment.Order, refusal string) {
	i, ok := m.registry.keysByID[c.Key]
	if !ok {
		return o, refusalKeyUnknown
	}
	key := m.registry.keys.At(i)
	if key.Revoked != 0 {
		return o, refusalKeyRevoked
	}
	if key.Scopes&ScopeCall == 0 {
		return o, refusalKeyScope
	}
	buyer, _ := m.Party(key.Party)
	seller, ok := m.Party(c.Seller)
	if !ok || seller.Role != RoleSeller {
		return o, refusalSellerUnknown
	}
	if buyer.Asset != seller.Asset {
		return o, ledger.AssetMismatch.String()
	}
	number, ok := m.registry.cardAt(c.Seller, now)
	if !ok {
		return o, refusalCardNone
	}
	card := m.registry.cards.At(number).Card
	place, ok := slices.BinarySearchFunc(card.Models, c.Model, func(m tariff.Model, name string) int {
		return strings.Compare(m.Name, name)
	})
	if !ok {
		return o, refusalModelUnknown
	}
	if c.Deadline <= now {
		return o, refusalDeadline
	}
	return payment.Order{
		Model: &card.Models[place],
		Code:  TransferCall,
		Call: payment.Call{
			ID: c.Call, Key: c.Key, Card: uint32(number), Model: uint32(place), Deadline: c.Deadline, Limits: limits,
			Terms: payment.Terms{
				Buyer: PartyAccount(buyer.ID, AccountBuyer),
				Sale:  PartyAccount(seller.ID, AccountSale),
				Rule:  SellerRule(seller.ID),
				Asset: buyer.Asset,
			},
		},
	}, ""
}

func (m *Machine) capture(now int64, r *wire.Reader) (Answer, error) {
	c := Capture{Call: r.ID(), Policy: payment.Policy(r.U8()), Upstream: r.Text()}
	var err error
	if c.Usage, r.B, err = meter.DecodeUsage(r.B); err != nil {
		return Answer{}, err
	}
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	if !c.Policy.Valid() {
		return refused(refusalPolicy), nil
	}
	var model *tariff.Model
	if open, ok := m.desk.Find(c.Call); ok {
		model = &m.registry.cards.At(int(open.Card)).Card.Models[open.Model]
	}
	answer, call := m.desk.Capture(c.Call, payment.Claim{Usage: &c.Usage, Policy: c.Policy, Model: model, CodeHold: TransferCall, CodeShare: TransferShare})
	if !call.ID.IsZero() && m.observer != nil {
		for _, t := range payment.Settlement(&call, answer.Charge, TransferCall, TransferShare) {
			m.observer.Posted(now, &ledger.Posting{Transfer: t, Posted: t.Amount})
		}
		m.observer.CallClosed(now, &CallClosing{
			Call: call, State: CallCaptured, Usage: c.Usage, Policy: c.Policy, Upstream: c.Upstream, Answer: answer,
		})
	}
	return callAnswer(answer), nil
}

func (m *Machine) void(now int64, r *wire.Reader) (Answer, error) {
	c := Void{Call: r.ID(), Reason: r.Text()}
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	answer, call := m.desk.Void(c.Call, TransferCall)
	if !call.ID.IsZero() && m.observer != nil {
		m.observer.Posted(now, &ledger.Posting{Transfer: payment.Release(&call, payment.VoidID(call.ID), TransferCall)})
		m.observer.CallClosed(now, &CallClosing{Call: call, State: CallVoided, Reason: c.Reason, Answer: answer})
	}
	return callAnswer(answer), nil
}

func callAnswer(a payment.Answer) Answer {
	return Answer{Refusal: string(a.Refusal), Exists: a.Exists, Call: a}
}
