package main

import (
	"strconv"
	"strings"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
	"aidollar/receipt"
)

// notary signs the receipts of the books for the API.
type notary struct{ ring *receipt.Keyring }

var _ api.Receipts = notary{}

// Sign implements api.Receipts.
func (n notary) Sign(r *api.Receipt) (string, error) { return n.ring.Sign(receiptOf(r)) }

// Rotate implements api.Receipts.
func (n notary) Rotate() error { return n.ring.Rotate() }

// Keys implements api.Receipts.
func (n notary) Keys() []api.ReceiptKey {
	set := n.ring.Public()
	keys := make([]api.ReceiptKey, len(set.Keys))
	for i, k := range set.Keys {
		keys[i] = api.ReceiptKey(k)
	}
	return keys
}

// receiptOf writes a receipt of the books in the form that is signed.
func receiptOf(r *api.Receipt) *receipt.Receipt {
	c := &r.Call
	scale := r.Asset.Scale
	ticks := scale + tariff.TickScale - tariff.LedgerScale
	out := &receipt.Receipt{
		Postings: []receipt.Posting{},
		Form:     receipt.Form, Call: c.ID.String(), State: c.State.String(), Opened: stamp(c.OpenedAt), Closed: stamp(c.ClosedAt),
		Buyer: c.Buyer.String(), Seller: c.Seller.String(), Key: c.Key.String(), Model: c.Model, Region: c.Region, Service: c.Service,
		Asset:  receipt.Asset{Code: r.Asset.Code, Scale: scale},
		Card:   receipt.Card{Number: c.Card, Name: r.Card.Name, Version: r.Card.Version, Variant: receiptVariant(r)},
		Usage:  usageOf(c),
		Policy: policyName(c.Policy),
		Lines:  linesOf(r.Lines),
		Exact:  exactOf(r.Lines), CarryIn: money.Units(c.CarryIn).Decimal(ticks), CarryOut: money.Units(c.CarryOut).Decimal(ticks),
		Waived: c.Waived.Decimal(ticks), Reserved: c.Reserved.Decimal(scale), Charge: c.Charge.Decimal(scale),
	}
	if !c.CreditIn.IsZero() || !c.CreditOut.IsZero() {
		out.CreditIn, out.CreditOut = c.CreditIn.Decimal(ticks), c.CreditOut.Decimal(ticks)
	}
	if c.ChannelNumber != 0 {
		out.Channel = &receipt.Channel{ID: hashText(settlement.Hash(c.Channel)), Voucher: c.Voucher.Decimal(scale)}
	}
	if !r.Returned.IsZero() {
		out.Returned = r.Returned.Decimal(scale)
	}
	for _, g := range r.Grants {
		out.Grants = append(out.Grants, receipt.Grant{Grant: g.Grant.String(), Account: g.Account.String(), Amount: g.Amount.Decimal(scale)})
	}
	for i := range r.Postings {
		p := &r.Postings[i]
		if p.Asset != c.Asset {
			continue // of what the payer gave for it: the charge is in the price's asset
		}
		out.Postings = append(out.Postings, receipt.Posting{
			ID: p.ID.String(), Kind: postingKind(p.Flags), Debit: p.Debit.String(), Credit: p.Credit.String(),
			Amount: p.Posted.Decimal(scale), At: stamp(p.At),
		})
	}
	return out
}

// receiptVariant names the part of the model's prices that the call was priced by;
// empty where it has only one.
func receiptVariant(r *api.Receipt) string {
	c := &r.Call
	if int(c.Place) >= len(r.Card.Models) || c.State != clearing.CallCaptured {
		return ""
	}
	at := tariff.Circumstance{At: c.OpenedAt, Region: c.RegionAsked, Service: c.Service, Zone: &r.Card.Zone}
	if at.Region == "" {
		at.Region = c.Region
	}
	if v := r.Card.Models[c.Place].Match(&at, &c.Usage.Quantities); v != nil {
		return v.Name
	}
	return ""
}

// exactOf sums up lines. Lower tiers may give back more than the call costs.
func exactOf(list []tariff.Line) string {
	var due, credit tariff.Ticks
	for i := range list {
		sum := &due
		if list[i].Credit {
			sum = &credit
		}
		// It fits: the machine charged by the same sum.
		*sum, _ = sum.Add(list[i].Exact)
	}
	if back := credit.SubFloor(due); !back.IsZero() {
		return "-" + back.Decimal(tariff.TickScale)
	}
	return due.SubFloor(credit).Decimal(tariff.TickScale)
}

func linesOf(list []tariff.Line) []receipt.Line {
	out := make([]receipt.Line, len(list))
	for i, l := range list {
		out[i] = receipt.Line{
			Meter: metersName(l.Meters), Tier: l.Tier, Quantity: strconv.FormatUint(l.Quantity, 10),
			Price: l.Price.Decimal(tariff.TickScale), Credit: l.Credit, Amount: l.Exact.Decimal(tariff.TickScale),
		}
		if l.Kind != tariff.LineUnits {
			out[i].Kind = l.Kind.String()
		}
	}
	return out
}

// metersName names the meters that a price counts together.
func metersName(set meter.Set) string {
	var names []string
	for set != 0 {
		var at meter.Meter
		at, set = set.Next()
		names = append(names, at.String())
	}
	return strings.Join(names, "+")
}

// usageOf says what was counted. Only what the upstream reported was read from
// members of its answer.
func usageOf(c *api.Call) receipt.Usage {
	u := receipt.Usage{Dialect: c.Dialect, Source: c.Usage.Source.String(), Cut: c.Usage.Cut, Meters: []receipt.Meter{}}
	for i, n := range c.Usage.Quantities {
		if n == 0 {
			continue
		}
		m := meter.Meter(i)
		counted := receipt.Meter{Meter: m.String(), Unit: m.Unit(), Quantity: strconv.FormatUint(n, 10)}
		if c.Usage.Source == meter.Reported {
			counted.From = receipt.FieldsOf(u.Dialect, m.String())
		}
		u.Meters = append(u.Meters, counted)
	}
	return u
}

func policyName(p payment.Policy) string {
	switch p {
	case payment.Reservation:
		return receipt.Reservation
	case payment.Waive:
		return receipt.Waive
	}
	return receipt.Measured
}

func postingKind(f ledger.TransferFlags) string {
	switch {
	case f&ledger.Pending != 0:
		return receipt.Hold
	case f&ledger.Post != 0:
		return receipt.Capture
	case f&ledger.Void != 0:
		return receipt.Release
	case f&ledger.Split != 0:
		return receipt.Split
	}
	return receipt.Share
}

// stamp prints Unix nanoseconds; every closed call has its times.
func stamp(nanos int64) string { return time.Unix(0, nanos).UTC().Format(time.RFC3339Nano) }
