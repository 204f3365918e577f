package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/gateway"
	"aidollar/pay/x402"
	"aidollar/pay/x402/service"
)

// shop lists what this house sells to wallets, as the facilitator's catalogue:
// each model at its chat endpoint, and each route.
type shop struct{ p *program }

// shopURL is the key of the context under which the house's address comes along.
type shopURL struct{}

const chatPath = "/v1/chat/completions"

// representativeTokens is the call that a model is listed with, of so many tokens
// in and as many out. What a call is asked for is its own most.
const representativeTokens = 1000

var (
	inputTokens  = meter.SetOf(meter.Input, meter.InputCached, meter.InputCacheWrite, meter.InputCacheWriteHour)
	outputTokens = meter.SetOf(meter.Output, meter.OutputReasoning)
)

// List implements service.Catalogue.
func (s shop) List(ctx context.Context, wanted service.Wanted) ([]x402.Item, int64, error) {
	base, _ := ctx.Value(shopURL{}).(string)
	table := s.p.market.routes()
	var shelf service.Shelf
	for _, model := range table.models {
		item, err := s.model(base, table.routes[model.ID], &model)
		if err != nil {
			return nil, 0, err
		}
		if item != nil {
			shelf = append(shelf, *item)
		}
	}
	for _, passage := range s.p.passages {
		item, err := s.passage(base, table.routes[passage.Product], passage)
		if err != nil {
			return nil, 0, err
		}
		if item != nil {
			shelf = append(shelf, *item)
		}
	}
	return shelf.List(ctx, wanted)
}

// model is a model as it is listed; nil for one that wallets cannot buy a chat of.
func (s shop) model(base string, r *route, m *gateway.Model) (*x402.Item, error) {
	if r == nil || !r.wallets.sells || r.Priced&inputTokens == 0 || r.Priced&outputTokens == 0 {
		return nil, nil //nolint:nilnil // it is not listed
	}
	in, out := min(representativeTokens, r.InputMax), min(representativeTokens, r.OutputMax)
	if r.InputMax == 0 {
		in = representativeTokens // it says no bound
	}
	limits := []tariff.Limit{
		{Meters: meter.SetOf(meter.Request) & r.Priced, Max: 1}, {Meters: inputTokens & r.Priced, Max: in}, {Meters: outputTokens & r.Priced, Max: out},
	}
	limits = slices.DeleteFunc(limits, func(l tariff.Limit) bool { return l.Meters == 0 })
	item := &x402.Item{
		Resource: base + chatPath, LastUpdated: time.Unix(m.Created, 0).UTC().Format(time.RFC3339), ServiceName: m.OwnedBy, Tags: []string{"model", m.ID},
		Description: fmt.Sprintf("%s: a chat completion. The amount is the most that %d tokens in and %d out can cost; a call is asked for the most that it can cost itself.", m.ID, in, out),
		Extensions: bazaar(map[string]any{
			"type": "http", "method": "POST", "bodyType": "json",
			"body": map[string]any{"model": m.ID, "max_tokens": out, "messages": []map[string]string{{"role": "user", "content": "Hello"}}},
		}),
	}
	return s.priced(item, r, &gateway.Reservation{Route: &r.Route, Limits: limits})
}

// passage is a route as it is listed; nil for one that wallets cannot buy.
func (s shop) passage(base string, r *route, p *gateway.Passage) (*x402.Item, error) {
	if r == nil || !r.Passage || !r.wallets.sells {
		return nil, nil //nolint:nilnil // it is not listed
	}
	text := r.Model + ": the amount is its price."
	if r.Priced&^meterRequest != 0 {
		text = r.Model + ": the amount is the most that an answer can cost."
	}
	input := map[string]any{"type": "http", "method": p.Methods[0]}
	if slices.Contains([]string{"POST", "PUT", "PATCH"}, p.Methods[0]) {
		input["bodyType"], input["body"] = "json", map[string]any{}
	}
	item := &x402.Item{
		Resource: base + p.Path, LastUpdated: time.Unix(r.since, 0).UTC().Format(time.RFC3339), ServiceName: s.seller(r.Seller),
		Tags: []string{"route", r.Model}, Description: text, Extensions: bazaar(input),
	}
	return s.priced(item, r, &gateway.Reservation{Route: &r.Route, Region: p.Region, Limits: p.Limits(r.Priced)})
}

func (s shop) seller(id ledger.ID) string {
	for i := range s.p.market.offers {
		if o := &s.p.market.offers[i]; o.Seller == id {
			return o.Name
		}
	}
	return ""
}

// priced adds how a thing can be paid. One whose most is no amount, as when a
// price is missing, is refused to buyers and not listed.
func (s shop) priced(item *x402.Item, r *route, of *gateway.Reservation) (*x402.Item, error) {
	w := s.p.wallets
	p, refusal := w.priceOf(r, of, nil)
	if refusal != nil {
		return nil, nil //nolint:nilnil // it is not listed
	}
	item.Type, item.Version, item.MimeType = "http", 2, "application/json"
	required, err := w.ways(r, &p, x402.Resource{URL: item.Resource}, "", "")
	if err != nil {
		return nil, err
	}
	item.Accepts = required.Accepts
	return item, nil
}

// bazaar says how a thing is asked for, in x402's extension of that name.
func bazaar(input map[string]any) json.RawMessage {
	raw, err := json.Marshal(map[string]any{"bazaar": map[string]any{
		"info":   map[string]any{"input": input},
		"schema": map[string]any{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
	}})
	if err != nil {
		panic(err) // strings, numbers and maps of them: there is nothing that can fail
	}
	return raw
}
