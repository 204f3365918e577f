package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"aidollar/core/money"
	"aidollar/core/tariff"
)

// printLines prints the bill of a call: its lines, their sum, and what becomes
// of it in the ledger.
func (e *explanation) printLines(w io.Writer, lines []tariff.Line, due, credit tariff.Ticks) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		sign := ""
		if l.Credit {
			sign = "-"
		}
		tier := ""
		if l.Tier > 0 && l.Kind != tariff.LinePackage {
			tier = fmt.Sprintf(", tier %d", l.Tier)
		}
		fmt.Fprintf(t, "  %s%s\t%d %s\tat %s\t%s%s\n", meterNames(l.Meters), tier, l.Quantity, quantityOf(l), ticks(l.Price), sign, ticks(l.Exact))
	}
	fmt.Fprintf(t, "due\t\t\t%s\n", ticks(due))
	if !credit.IsZero() || !e.standing.IsZero() {
		fmt.Fprintf(t, "given back by volume tiers\t\t\t-%s\n", ticks(credit))
		fmt.Fprintf(t, "given back before\t\t\t-%s\n", ticks(e.standing))
	}
	amount, carry, standing, ok := tariff.Settle(due, credit, e.carry, e.standing)
	if !ok {
		return fmt.Errorf("%w: %s", errExplain, tariff.ChargeOverflow)
	}
	fmt.Fprintf(t, "carried in\t\t\t%s\n", ticks(money.Units(e.carry)))
	fmt.Fprintf(t, "charge\t%s units\t\t%s %s\n", amount, amount.Decimal(tariff.LedgerScale), e.card.Asset)
	fmt.Fprintf(t, "carried on\t\t\t%s\n", ticks(money.Units(carry)))
	if !standing.IsZero() {
		fmt.Fprintf(t, "left to be given back\t\t\t%s\n", ticks(standing))
	}
	return t.Flush()
}

func ticks(t tariff.Ticks) string { return t.Decimal(tariff.TickScale) }

// quantityOf names what a line counts.
func quantityOf(l tariff.Line) string {
	one, many := l.Meter.Unit(), l.Meter.Unit()+"s"
	switch l.Kind {
	case tariff.LineFee:
		return "fee"
	case tariff.LineMinimum:
		return "rest of the minimum"
	case tariff.LinePackage:
		one, many = "package", "packages"
	}
	if one == "search" {
		many = "searches"
	}
	if l.Quantity == 1 {
		many = one
	}
	if l.Kind == tariff.LineReprice {
		return many + " sold before"
	}
	return many
}
