package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"aidollar/config"
	"aidollar/core/meter"
	"aidollar/core/tariff"

	"github.com/spf13/cobra"
)

func priceCommand() *cobra.Command {
	c := &cobra.Command{Use: "price", Short: "Check rate cards, explain what a call costs, try a card on past calls, import prices"}
	c.AddCommand(priceCheck(), priceExplain(), pricePreview().command(), priceImport())
	return c
}

func priceCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check CARD.yaml...", Short: "Check rate cards", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			bad := 0
			for _, file := range args {
				card, err := config.LoadCard(file)
				if err != nil {
					fmt.Fprint(cmd.ErrOrStderr(), config.FormatError(err))
					bad++
					continue
				}
				variants := 0
				for i := range card.Models {
					variants += len(card.Models[i].Variants)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: card %s version %d in %s is valid; models: %d, sets of prices: %d\n",
					file, card.Name, card.Version, card.Asset, len(card.Models), variants)
			}
			if bad > 0 {
				return fmt.Errorf("%d of %d cards are not valid", bad, len(args))
			}
			return nil
		},
	}
}

// explainOptions say which call priceExplain prices.
type explainOptions struct {
	model, at, region, service string
	before                     []string
	carry, credit              string
}

func priceExplain() *cobra.Command {
	var o explainOptions
	c := &cobra.Command{
		Use:   "explain CARD.yaml METER=QUANTITY...",
		Short: "Price one call and say why it costs that",
		Long:  "explain prices one call: which variant of the model it comes under and why no other, each line and tier, the exact sum, and the charge in whole ledger units with what is carried on. A call counts one request unless request=N says otherwise.",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			card, err := config.LoadCard(args[0])
			if err != nil {
				fmt.Fprint(cmd.ErrOrStderr(), config.FormatError(err))
				return fmt.Errorf("%s is no valid rate card", args[0])
			}
			e, err := o.read(card, args[1:], time.Now())
			if err != nil {
				return err
			}
			return e.print(cmd.OutOrStdout())
		},
	}
	c.Flags().StringVar(&o.model, "model", "", "the model, as buyers ask for it; needed when the card has several")
	c.Flags().StringVar(&o.at, "at", "", "when the call is reserved, such as 2026-11-20T22:30:00+01:00; now without it")
	c.Flags().StringVar(&o.region, "region", "", "where it is served")
	c.Flags().StringVar(&o.service, "service", "", "class of service, such as batch")
	c.Flags().StringSliceVar(&o.before, "before", nil, "METER=QUANTITY used earlier in the period")
	c.Flags().StringVar(&o.carry, "carry", "0", "what earlier calls carried on, in the card's currency, below one ledger unit")
	c.Flags().StringVar(&o.credit, "credit", "0", "what volume tiers gave back before and no call has used up, in the card's currency")
	return c
}

// explanation is one call on one card.
type explanation struct {
	card     *tariff.Card
	model    *tariff.Model
	at       tariff.Circumstance
	q        meter.Quantities
	before   meter.Quantities
	carry    uint64
	standing tariff.Ticks
}

func (o *explainOptions) read(card *tariff.Card, quantities []string, now time.Time) (e *explanation, err error) {
	e = &explanation{card: card, at: tariff.Circumstance{At: now.UnixNano(), Region: o.region, Service: o.service, Zone: &card.Zone}}
	if e.model, err = modelOf(card, o.model); err != nil {
		return nil, err
	}
	if o.at != "" {
		at, err := time.Parse(time.RFC3339, o.at)
		if err != nil {
			return nil, &usageError{fmt.Errorf("--at is %q; it must be a time such as 2026-11-20T22:30:00+01:00", o.at)}
		}
		e.at.At = at.UnixNano()
	}
	if !card.ValidAt(e.at.At) {
		return nil, fmt.Errorf("the card %s is not valid at %s; say another time with --at", card.Name, e.clock())
	}
	if !e.model.Serves(o.service) {
		return nil, fmt.Errorf("model %s has no price for the service %q", e.model.Name, o.service)
	}
	e.q[meter.Request] = 1
	if err := readQuantities(&e.q, quantities); err != nil {
		return nil, err
	}
	if err := readQuantities(&e.before, o.before); err != nil {
		return nil, err
	}
	carry, err := tariff.ParsePrice(o.carry, 1)
	if err != nil || carry.Hi > 0 || carry.Lo >= tariff.TicksPerUnit {
		return nil, &usageError{fmt.Errorf("--carry is %q; it must be an amount below a ledger unit, 0.000000001", o.carry)}
	}
	e.carry = carry.Lo
	if e.standing, err = tariff.ParsePrice(o.credit, 1); err != nil {
		return nil, &usageError{fmt.Errorf("--credit: %w", err)}
	}
	return e, nil
}

func modelOf(card *tariff.Card, name string) (*tariff.Model, error) {
	if name == "" && len(card.Models) == 1 {
		return &card.Models[0], nil
	}
	if model, ok := card.Model(name); ok {
		return model, nil
	}
	names := make([]string, 0, len(card.Models))
	for i := range card.Models {
		names = append(names, card.Models[i].Name)
	}
	const shown = 20
	if len(names) > shown {
		names = append(names[:shown], "...")
	}
	return nil, &usageError{fmt.Errorf("there is no model %q on the card %s; --model is one of %s", name, card.Name, strings.Join(names, ", "))}
}

func readQuantities(q *meter.Quantities, args []string) error {
	for _, arg := range args {
		name, digits, found := strings.Cut(arg, "=")
		of, known := meter.MeterNamed(name)
		if !found || !known {
			names := make([]string, 0, meter.MeterCount)
			for i := range meter.MeterCount {
				names = append(names, meter.Meter(i).String())
			}
			return &usageError{fmt.Errorf("%q is no quantity; write METER=QUANTITY, such as input=1200, with one of the meters %s", arg, strings.Join(names, ", "))}
		}
		n, err := strconv.ParseUint(strings.ReplaceAll(digits, "_", ""), 10, 64)
		if err != nil {
			return &usageError{fmt.Errorf("the quantity of %s is %q; it must be a whole number", name, digits)}
		}
		q[of] = n
	}
	return nil
}

// clock prints the time of the call as the card's zone shows it.
func (e *explanation) clock() string {
	zone := e.card.Zone.Name
	if zone == "" {
		zone = "UTC"
	}
	local := time.Unix(0, e.at.At).In(time.FixedZone("", int(e.card.Zone.SecondsAt(e.at.At))))
	return local.Format("Monday 2006-01-02 15:04:05 -07:00") + ", " + zone
}

var errExplain = errors.New("the call cannot be priced")

func (e *explanation) print(w io.Writer) error {
	region, service := e.at.Region, e.at.Service
	if region == "" {
		region = "unknown"
	}
	if service == "" {
		service = tariff.ServiceStandard
	}
	fmt.Fprintf(w, "card %s version %d, model %s\n", e.card.Name, e.card.Version, e.model.Name)
	fmt.Fprintf(w, "%s; region %s; service %s\n", e.clock(), region, service)
	e.printVariants(w)
	lines, refusal := e.model.Lines(&e.at, &e.q, &e.before)
	if refusal != tariff.Accepted {
		return fmt.Errorf("%w: %s: %s", errExplain, refusal, meterNames(e.model.Unpriced(&e.q)))
	}
	due, credit, _ := e.model.Exact(&e.at, &e.q, &e.before)
	return e.printLines(w, lines, due, credit)
}

// printVariants says which prices hold and why those before them do not.
func (e *explanation) printVariants(w io.Writer) {
	chosen := e.model.Match(&e.at, &e.q)
	for i := range e.model.Variants {
		v := &e.model.Variants[i]
		name := "variant " + v.Name
		if v.When.IsEmpty() {
			name = "the model's own prices"
		}
		if v == chosen {
			fmt.Fprintf(w, "%s: these hold\n", name)
			return
		}
		reason := map[string]string{
			"time": "not at this time", "region": "not in this region", "service": "not for this service",
			"input": fmt.Sprintf("for prompts over %d tokens, and this one has %d", v.When.InputOver, tariff.PromptTokens(&e.q)),
		}[v.When.Mismatch(&e.at, &e.q)]
		fmt.Fprintf(w, "%s: %s\n", name, reason)
	}
}

func meterNames(s meter.Set) string {
	var names []string
	for s != 0 {
		var at meter.Meter
		at, s = s.Next()
		names = append(names, at.String())
	}
	return strings.Join(names, ", ")
}
