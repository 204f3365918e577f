package main

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// Reserve implements gateway.Clearing.
func (m *market) Reserve(ctx context.Context, r gateway.Reservation) (gateway.Reserved, error) {
	if m.find(r.Route) == nil {
		return gateway.Reserved{}, &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: "model_unknown", Detail: "the model was just taken off the rate card"}
	}
	answer, err := m.node.Do(ctx, reserveOf(&r, r.Key.ID))
	if err != nil {
		return gateway.Reserved{}, err
	}
	if answer.Refusal != "" {
		return gateway.Reserved{}, refusal(answer)
	}
	return reserved(&answer), nil
}

// reserveOf is a gateway's reservation as the machine knows it, for a key.
func reserveOf(r *gateway.Reservation, key ledger.ID) clearing.Reserve {
	return clearing.Reserve{
		Call: r.Call, Key: key, Seller: r.Route.Seller, Model: r.Route.Model, Region: r.Region, Service: r.Service,
		Regions: r.Regions, Data: r.Data, EndUse: r.EndUse, Limits: r.Limits, Deadline: r.Deadline.UnixNano(),
	}
}

func reserved(a *clearing.Answer) gateway.Reserved {
	return gateway.Reserved{Amount: a.Call.Reserved, Allowed: a.Allowed}
}

// May implements gateway.Clearing. What was decided of the like is looked up; else it is
// decided for good.
func (m *market) May(ctx context.Context, r gateway.Reservation) (allowed uint64, err error) {
	regions := r.Regions
	if len(regions) == 0 {
		regions = []string{r.Region}
	}
	var no *gateway.Refusal
	for place, region := range regions {
		c := ruling.Compute{Party: r.Key.Party, Model: r.Route.Model, Region: region, Data: r.Data, EndUse: r.EndUse}
		var s *ruling.Session
		var active bool
		m.node.View(func(machine *clearing.Machine) {
			now := m.now().UnixNano()
			if s, active = machine.Rules().Live(now, c); s != nil {
				if refusal, _ := machine.Barred(now)(c.Party); refusal != "" {
					s = nil
				}
			}
		})
		if !active {
			return 0, nil
		}
		answer := clearing.Answer{Session: s}
		if s == nil || s.Refusal() != "" { // with the rules in words
			if answer, err = m.node.Do(ctx, clearing.OpenSession{Compute: c}); err != nil {
				return 0, err
			}
		}
		switch {
		case answer.Refusal == "":
			allowed |= 1 << place
		case no == nil:
			no = refusal(answer)
		}
	}
	if allowed == 0 && no != nil {
		return 0, no
	}
	return allowed, nil
}

// Default implements gateway.Clearing. Without a region the first one counts, in the order
// of their names, in which a rule says what is taken.
func (m *market) Default(ctx context.Context, key gateway.Key, purpose gateway.Purpose) (*gateway.Default, error) {
	regions := []string{purpose.Region}
	if purpose.Region == "" {
		regions = m.routes().regions
	}
	var no error
	for _, region := range regions {
		c := ruling.Compute{Party: key.Party, Model: defaultModel, Region: region, Data: purpose.Data, EndUse: purpose.EndUse}
		var active bool
		m.node.View(func(machine *clearing.Machine) { _, active = machine.Rules().Live(m.now().UnixNano(), c) })
		if !active {
			return nil, nil
		}
		answer, err := m.node.Do(ctx, clearing.OpenSession{Compute: c})
		switch {
		case err != nil:
			return nil, err
		case answer.Refusal != "" && no == nil:
			no = refusal(answer)
		}
		if answer.Refusal != "" || answer.Session == nil {
			continue
		}
		var models []string
		var by ruling.Cited
		var ok bool
		m.node.View(func(machine *clearing.Machine) { models, by, ok = machine.Rules().Routed(answer.Session) })
		if ok {
			return &gateway.Default{Models: models, Rule: gatewayRule(&by)}, nil
		}
	}
	return nil, no
}

// defaultModel is the entity that rules name by their @route.
const defaultModel = "default"

func gatewayRule(c *ruling.Cited) gateway.Rule {
	return gateway.Rule{ID: c.ID, Title: c.Title, Source: c.Source.Cite, URL: c.Source.URL, Remedy: c.Remedy}
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
	case string(ruling.RuleDenied), string(ruling.RuleReferred), clearing.ReviewRefused, clearing.OnboardingDenied:
		ruleRefusal(r, &a)
	case ledger.BudgetSpent.String():
		r.Kind = gateway.RefusalLimit
	case string(credit.CreditOverdue):
		r.Kind = gateway.RefusalOverdue
	}
	return r
}

// ruleRefusal says which rules stand in the way, and what would change it.
func ruleRefusal(r *gateway.Refusal, a *clearing.Answer) {
	switch denied := a.Refusal == string(ruling.RuleDenied); {
	case a.Session != nil && a.Session.Missing != "":
		r.Detail = "the rules cannot decide this: " + a.Session.Missing + "; whoever runs this house has to enter them"
	case denied && len(a.Cited) > 0:
		r.Detail = "a rule forbids this"
	case denied:
		r.Detail = "no rule permits this"
	}
	switch {
	case a.Review != nil:
		r.Detail += "; ask whoever runs this house about item " + a.Review.ID.String()
	case a.Detail != "":
		r.Detail += "; " + a.Detail
	}
	for _, c := range a.Cited {
		r.Rules = append(r.Rules, gatewayRule(&c))
	}
	if len(r.Rules) == 0 {
		return
	}
	first := r.Rules[0]
	r.Detail += ": " + first.Title + " (" + first.Source + ")"
	if first.Remedy != "" {
		r.Detail += "; what would change it: " + first.Remedy
	}
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
