package main

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// Reserve implements gateway.Clearing.
func (m *market) Reserve(ctx context.Context, r gateway.Reservation) (gateway.Reserved, error) {
	if m.find(r.Route) == nil {
		return gateway.Reserved{}, &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: "model_unknown", Detail: "the model was just taken off the rate card"}
	}
	answer, err := m.node.Do(ctx, clearing.Reserve{
		Call: r.Call, Key: r.Key.ID, Seller: r.Route.Seller, Model: r.Route.Model,
		Region: r.Region, Service: r.Service, Limits: r.Limits, Deadline: r.Deadline.UnixNano(),
	})
	if err != nil {
		return gateway.Reserved{}, err
	}
	if answer.Refusal != "" {
		return gateway.Reserved{}, refusal(answer)
	}
	return gateway.Reserved{Amount: answer.Call.Reserved}, nil
}

// refusal tells the gateway what a refused reservation means to the client.
func refusal(a clearing.Answer) *gateway.Refusal {
	r := &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: a.Refusal, Detail: clearing.Sentence(a.Refusal)}
	switch payment.Refusal(a.Refusal) {
	case payment.InsufficientFunds:
		r.Kind, r.Needed, r.Available = gateway.RefusalFunds, a.Call.Reserved, a.Call.Available
	case payment.CallsFull, payment.ContractsFull:
		r.Kind = gateway.RefusalLimit
	}
	switch a.Refusal {
	case ledger.BudgetSpent.String():
		r.Kind = gateway.RefusalLimit
	case string(credit.CreditOverdue):
		r.Kind = gateway.RefusalOverdue
	}
	return r
}

// Capture implements gateway.Clearing.
func (m *market) Capture(ctx context.Context, c gateway.Capture) (gateway.Captured, error) {
	answer, err := m.node.Do(ctx, clearing.Capture{Call: c.Call, Usage: c.Usage, Policy: c.Policy, Upstream: c.Upstream,
		Region: c.Region, Dialect: c.Dialect, Cost: c.Cost})
	if err != nil {
		return gateway.Captured{}, err
	}
	if answer.Payment.State == settlement.PaymentDue && m.due != nil {
		m.due()
	}
	switch payment.Refusal(answer.Refusal) {
	case payment.CallCaptured:
		// An attempt whose answer was lost did it; the balance is the present one.
		m.node.View(func(machine *clearing.Machine) {
			answer.Call.Available, _ = machine.Ledger().Spendable(clearing.PartyAccount(c.Key.Party, clearing.AccountBuyer))
		})
		fallthrough
	case "":
		captured := gateway.Captured{Charge: answer.Call.Charge, Available: answer.Call.Available}
		if answer.Channel != nil {
			captured.Total = answer.Channel.Charged
		}
		if answer.Call.Deal != nil {
			m.node.View(func(machine *clearing.Machine) { captured.Conversion = conversion(machine, answer.Call.Deal) })
		}
		return captured, nil
	case payment.Refusal(tariff.MeterUnpriced.Code()):
		// The upstream counted something that the card has no price for. The
		// buyer agreed to the reservation and to nothing else.
		c.Policy = payment.Reservation
		return m.Capture(ctx, c)
	}
	return gateway.Captured{}, refusal(answer)
}

// Void implements gateway.Clearing.
func (m *market) Void(ctx context.Context, call ledger.ID, reason string) error {
	answer, err := m.node.Do(ctx, clearing.Void{Call: call, Reason: reason})
	if err != nil {
		return err
	}
	switch payment.Refusal(answer.Refusal) {
	case "", payment.CallClosed, payment.CallUnknown:
		return nil
	}
	return refusal(answer)
}
