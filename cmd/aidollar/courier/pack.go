package courier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
	"aidollar/pay/x402/till"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// form is the only one that is composed.
const form = "ivms101"

// whyTravel is written down of why identities were used.
const whyTravel = "travel"

// pack composes what travels beside movements of money and keeps it, and gives what tells
// the log. What was kept before a crash counts, though the parties may be known otherwise
// by now.
func (c *Courier) pack(ctx context.Context, owed []duty.Duty) (ended []clearing.Command, err error) {
	know := people{}
	var parcels []identity.Parcel
	var numbers []uint64
	for i := range owed {
		d := &owed[i]
		kept, ok, err := c.o.Store.PayloadKept(d.Party, d.Cause)
		if err != nil {
			return nil, err
		}
		if ok {
			c.note(d.Number, nil)
			ended = append(ended, clearing.FinishDuty{Number: d.Number, Digest: kept.Digest})
			continue
		}
		payload, missing, err := c.compose(ctx, d, know)
		if err != nil {
			return nil, fmt.Errorf("duty %d: %w", d.Number, err)
		}
		if c.note(d.Number, missing); len(missing) == 0 {
			parcels, numbers = append(parcels, identity.Parcel{Party: d.Party, Cause: d.Cause, Payload: payload, Until: c.until(d)}), append(numbers, d.Number)
		}
	}
	if len(parcels) == 0 {
		return ended, nil
	}
	kept, err := c.o.Store.KeepPayloads(parcels)
	if err != nil {
		return nil, err
	}
	for i, k := range kept {
		if k.Refused != nil {
			c.note(numbers[i], []api.Fault{{Code: "payload_not_kept", Detail: k.Refused.Error()}})
			continue
		}
		ended = append(ended, clearing.FinishDuty{Number: numbers[i], Digest: k.Digest})
	}
	return ended, nil
}

// people are those who were looked up for the duties that are packed together.
type people map[ledger.ID]*ivms101.Person

func (c *Courier) who(party ledger.ID, know people) (*ivms101.Person, error) {
	if person, looked := know[party]; looked {
		return person, nil
	}
	person, err := c.o.Person(party, ledger.ID{})
	know[party] = person
	return person, err
}

// until is when a payload may be erased: when nothing of its parties is kept any more, by
// what rules say now.
func (c *Courier) until(d *duty.Duty) int64 {
	now := c.o.Now().UnixNano()
	until := max(c.keptUntil(d.Party), c.keptUntil(d.Payee))
	if until <= now {
		until = now + keepDays*int64(24*time.Hour)
	}
	return until
}

// compose makes the payload, or says what is missing for it.
func (c *Courier) compose(ctx context.Context, d *duty.Duty, know people) (*ivms101.Payload, []api.Fault, error) {
	if d.To != form {
		return nil, []api.Fault{{Code: "form_unknown", Detail: "the program composes " + form + " and not " + d.To + "; hand it on by other means and say so"}}, nil
	}
	t, found, err := c.transfer(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	if !found {
		return nil, []api.Fault{{Code: "cause_unknown", Detail: "nothing is known of what it is owed for"}}, nil
	}
	if t.Originator, err = c.who(d.Party, know); err != nil {
		return nil, nil, err
	}
	if t.Beneficiary = t.Originator; !d.Payee.IsZero() {
		if t.Beneficiary, err = c.who(d.Payee, know); err != nil {
			return nil, nil, err
		}
	}
	payload, mistakes := ivms101.Compose(&t, c.o.Now().UTC().Format(time.DateOnly))
	var missing []api.Fault
	for _, m := range mistakes {
		missing = append(missing, api.Fault{Pointer: m.Pointer, Code: m.Code, Detail: m.Text})
	}
	return payload, missing, nil
}

// transfer is a movement of money as the standard tells it, without who the parties are.
// A payout goes from a party's account here to an address of its own; what comes in goes
// from a wallet to the account of whoever it is for.
func (c *Courier) transfer(ctx context.Context, d *duty.Duty) (t ivms101.Transfer, found bool, err error) {
	item, token, paysOut, err := c.payout(ctx, d)
	if err != nil {
		return t, false, err
	}
	if paysOut {
		return ivms101.Transfer{
			OriginatorID: d.Party.String(), OriginatorAccount: c.account(d.Party, token).String(), BeneficiaryAccount: c.o.Checksum(item.To), OriginatingVASP: c.o.House,
		}, true, nil
	}
	from, token, found, err := c.incoming(ctx, d)
	payee := d.Payee
	if payee.IsZero() {
		payee = d.Party
	}
	return ivms101.Transfer{
		OriginatorID: d.Party.String(), OriginatorAccount: from, BeneficiaryAccount: c.account(payee, token).String(), BeneficiaryVASP: c.o.House, Incoming: true,
	}, found, err
}

// account is where money of a party in a token stands.
func (c *Courier) account(party ledger.ID, token uint32) (account ledger.ID) {
	c.o.Node.View(func(m *clearing.Machine) {
		p, _ := m.Party(party)
		code := clearing.AccountBuyer
		if p.Role == clearing.RoleSeller {
			code = clearing.AccountSeller
		}
		if t, ok := m.Settlement().Token(token); ok {
			account = m.PartyAccountIn(party, code, t.Token.Asset)
		}
	})
	return account
}

// payout finds the item of a batch that a duty is owed for.
func (c *Courier) payout(ctx context.Context, d *duty.Duty) (item settlement.Item, token uint32, ok bool, err error) {
	var items []settlement.Item
	c.o.Node.View(func(m *clearing.Machine) {
		p, open := m.Settlement().Payout(d.Cause)
		items, token, ok = p.Items, p.Token, open
	})
	if !ok {
		p, _, known, err := c.o.Books.Payout(ctx, d.Cause)
		if err != nil || !known {
			return item, 0, false, err
		}
		items, token = p.Items, p.Token
	}
	for i := range items {
		if items[i].Party == d.Party {
			return items[i], token, true, nil
		}
	}
	return item, token, false, nil
}

// incoming finds from which address a payment or a deposit comes; empty where that is not
// known.
func (c *Courier) incoming(ctx context.Context, d *duty.Duty) (from string, token uint32, ok bool, err error) {
	var arrival settlement.Arrival
	arrived := false
	c.o.Node.View(func(m *clearing.Machine) {
		p, _ := m.Party(d.Party)
		if wallet, is := till.WalletNamed(p.Name); is {
			from = c.o.Checksum(wallet.Address)
		}
		if p, known := m.Settlement().Payment(d.Cause); known {
			token, ok = p.Token, true
		}
		arrival, arrived = m.Settlement().Arrival(d.Cause)
	})
	if !ok && !arrived {
		p, _, paid, err := c.o.Books.Payment(ctx, d.Cause)
		if err != nil {
			return "", 0, false, err
		}
		a, _, came, err := c.o.Books.Arrival(ctx, d.Cause)
		if err != nil {
			return "", 0, false, err
		}
		token, ok, arrival, arrived = p.Token, paid, a.Arrival, came
	}
	if arrived {
		from, token, ok = c.o.Checksum(arrival.From), arrival.Token, true
	}
	return from, token, ok, nil
}

// Payload shows to a key what travelled; it is not ok where nothing is kept.
func (c *Courier) Payload(party, cause, by ledger.ID) (p api.KeptPayload, ok bool, err error) {
	kept, text, err := c.o.Store.Payload(party, cause, by, whyTravel)
	if errors.Is(err, identity.ErrPayloadUnknown) {
		return p, false, nil
	}
	return api.KeptPayload{At: kept.At, Until: kept.Until, Digest: kept.Digest, Payload: json.RawMessage(text)}, err == nil, err
}
