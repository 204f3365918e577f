package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/client"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// previewCard is the card of the month house with other prices, if wanted.
func previewCard(t *testing.T, text string) *tariff.Card {
	t.Helper()
	card, err := config.ParseCard("card.yaml", []byte(text))
	if err != nil {
		t.Fatal(config.FormatError(err))
	}
	return card
}

// sold makes calls up to a time and waits for the books.
func (h *monthHouse) sold(until time.Time) {
	h.t.Helper()
	for h.now.Load() < until.UnixNano() {
		h.now.Add(int64(40+h.random.IntN(90)) * int64(time.Minute))
		h.call()
	}
	seq, _ := h.node.Position()
	if err := h.books.Visible(h.t.Context(), seq); err != nil {
		h.t.Fatal(err)
	}
}

func (h *monthHouse) preview(p previewer, q previewQuery) preview {
	h.t.Helper()
	p.node, p.books, q.seller = h.node, h.books, h.seller
	out, err := p.run(h.t.Context(), q)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

// The card that calls were priced by prices them again to the same ticks, from
// the middle of a month as well, in which free units were used up before.
func TestPreviewOfTheSameCard(t *testing.T) {
	h := newMonthHouse(t)
	defer h.replay()
	from, until := time.Date(2026, 3, 5, 7, 0, 0, 0, h.zone), time.Date(2026, 3, 14, 0, 0, 0, 0, h.zone)
	h.sold(until)
	v1 := previewCard(t, fmt.Sprintf(monthCard, 1, "", "0.500001", "1.5", "650"))
	var exact tariff.Ticks
	var charged money.Amount
	var opened []int64
	for _, id := range h.calls {
		r, err := h.books.Receipt(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if r.Call.OpenedAt < from.UnixNano() || r.Call.OpenedAt >= until.UnixNano() {
			continue
		}
		opened = append(opened, r.Call.OpenedAt)
		exact, _ = exact.Add(r.Exact)
		charged, _ = charged.Add(r.Call.Charge)
	}
	did, _ := charged.Mul64(tariff.TicksPerUnit)
	span := previewQuery{card: v1, from: from.UnixNano(), to: until.UnixNano()}
	p := h.preview(previewer{}, span)
	if p.calls != uint64(len(opened)) || p.more || len(p.aside) > 0 || len(p.models) != 1 {
		t.Fatalf("%d of %d calls, %+v", p.calls, len(opened), p)
	}
	line := p.models[0]
	if line.would != exact || line.did != did || line.calls != p.calls || line.unpriced != 0 || exact.IsZero() {
		t.Errorf("would %s, the receipts have %s; did %s, the ledger %s", ticks(line.would), ticks(exact), ticks(line.did), ticks(did))
	}

	// The newest alone, when there are too many.
	const most = 11
	p = h.preview(previewer{most: most}, span)
	if p.calls != most || !p.more || p.since != opened[len(opened)-most] {
		t.Errorf("%d calls, more %v, since %d; want %d since %d", p.calls, p.more, p.since, most, opened[len(opened)-most])
	}

	// What has no price is in neither sum.
	for text, reason := range map[string]string{
		"models: [{model: other, output_max: 1, prices: {input: 1, output: 1}}]": modelUnknown,
		"models: [{model: text, output_max: 10, prices: {input: 1}}]":            "meter_unpriced",
	} {
		span.card = previewCard(t, priceHead+text)
		line := h.preview(previewer{}, span).models[0]
		if line.reasons[reason] == 0 || line.unpriced != line.reasons[reason] {
			t.Errorf("%s: %+v", reason, line)
		}
		if sum, _ := line.did.Add(line.lost); sum != did {
			t.Errorf("%s: %s was charged, %s of it for what has no price; the ledger has %s", reason, ticks(line.did), ticks(line.lost), ticks(did))
		}
	}
}

// A buyer's own card goes before a general one, so each is tried on its own calls.
func TestPreviewOfBuyersOwnCards(t *testing.T) {
	h := newMonthHouse(t)
	defer h.replay()
	h.sold(time.Date(2026, 2, 28, 0, 0, 0, 0, h.zone))
	general := uint64(len(h.calls))
	own := previewCard(t, priceHead+"models: [{model: text, output_max: 10000, input_max: 100000, prices: {input: 1, output: 2}}]")
	encoded, err := own.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.do(clearing.PutCard{Seller: h.seller, Buyer: h.buyer, Card: encoded})
	h.sold(time.Date(2026, 3, 1, 12, 0, 0, 0, h.zone))
	all := uint64(len(h.calls))
	if general == 0 || all == general {
		t.Fatalf("%d calls, %d under the own card", all, all-general)
	}
	span := previewQuery{card: own, to: h.now.Load() + 1}
	if p := h.preview(previewer{}, span); p.calls != all || p.aside[asideOwnCard] != all-general || p.models[0].calls != general {
		t.Errorf("a general card: %+v", p)
	}
	span.buyer = h.buyer
	if p := h.preview(previewer{}, span); p.calls != all || len(p.aside) > 0 || p.models[0].calls != all {
		t.Errorf("an own card: %+v", p)
	}
	span.card = previewCard(t, priceHead+"models: [{model: other, output_max: 10, prices: {input: 1, output: 2}}]")
	if p := h.preview(previewer{}, span); p.aside[asideGeneralCard] != all || len(p.models) > 0 {
		t.Errorf("an own card of another model: %+v", p)
	}
	span.card = previewCard(t, strings.Replace(priceHead, "USD", "EUR", 1)+"models: [{model: text, output_max: 10, prices: {input: 1, output: 2}}]")
	if p := h.preview(previewer{}, span); p.aside[asideAsset] != all || len(p.models) > 0 {
		t.Errorf("a card in another currency: %+v", p)
	}
}

// Calls that a policy charged, and services without a price.
func TestPreviewOfWhatPricesDoNotDecide(t *testing.T) {
	card := previewCard(t, priceHead+"models: [{model: text, output_max: 10, prices: {input: 1, output: 2}}]")
	out := preview{aside: map[string]uint64{}}
	r := repricing{previewQuery: previewQuery{card: card}, out: &out, used: map[periodUse]*meter.Quantities{}, lines: map[modelAsset]*previewModel{}}
	call := &books.Call{Model: "text", Service: "batch", Policy: payment.Reservation}
	if r.call(call, true); out.aside[asidePolicy] != 1 || len(r.lines) > 0 {
		t.Errorf("a call charged by policy: %+v", out)
	}
	call.Policy = payment.Measured
	r.call(call, true)
	call.Service = tariff.ServiceStandard
	r.call(call, true)
	if line := r.lines[modelAsset{model: "text"}]; line == nil || line.calls != 2 || line.unpriced != 1 || line.reasons[serviceUnpriced] != 1 {
		t.Errorf("a service that the card does not have, and the standard one: %+v", line)
	}
}

// The command prices a house's own calls, for operators and for the seller.
func TestPricePreview(t *testing.T) {
	p, house, buyer := receiptHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	var seller ledger.ID
	p.node.View(func(m *clearing.Machine) {
		m.Parties(func(party clearing.Party) bool {
			seller = party.ID
			return party.Role != clearing.RoleSeller
		})
	})
	operator := filepath.Join(p.config.Data, operatorFile)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	double := write("double.yaml", strings.NewReplacer("version: 1", "version: 2\nmarkup: 100%").Replace(string(devCard)))
	line := []string{"price", "preview", double, "--url", house, "--key-file", operator, "--seller", seller.String()}
	code, out, complaint := runLine(t, line...)
	for _, want := range []string{devModel + "  3", "+100.0%", "demo version 2", "calls 3, pushed events 0"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("the table lacks %q: %s%s", want, out, complaint)
		}
	}
	_, out, _ = runLine(t, append(line, "--json")...)
	var got client.Preview
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err, out)
	}
	var sum money.Amount
	for _, c := range calls.Items {
		charge, err := money.USD().Parse(c.Charge)
		if err != nil {
			t.Fatal(err)
		}
		sum, _ = sum.Add(charge)
	}
	if len(got.Totals) != 1 || !strings.HasPrefix(got.Totals[0].Charged, sum.Decimal(9)) || got.Totals[0].Calls != 3 || got.Partial {
		t.Errorf("the preview is %+v, the calls were charged %s", got, sum.Decimal(9))
	}
	broken := write("broken.yaml", "card: x\nversion: nought\n")
	line[2] = broken
	if code, _, complaint := runLine(t, line...); code != 1 || !strings.Contains(complaint, "line 2, column 10") {
		t.Errorf("a broken card: exit code %d: %s", code, complaint)
	}
	line[2] = double
	if code, _, complaint := runLine(t, line[:len(line)-2]...); code != 1 || !strings.Contains(complaint, "param_missing") {
		t.Errorf("without a seller: exit code %d: %s", code, complaint)
	}
	if code, _, complaint := runLine(t, append(line, "--from", "March")...); code != 2 || !strings.Contains(complaint, "2026-03-01") {
		t.Errorf("a time that is none: exit code %d: %s", code, complaint)
	}
	if _, err := buyer.Preview(t.Context(), devCard, client.PreviewQuery{Seller: client.ID{ID: seller}}); !client.IsCode(err, "key_scope") {
		t.Errorf("a buyer tries a card: %v", err)
	}
}

// Pushed usage, late and doubled, is priced again to the same ticks, and what
// only each event's price can tell is left out.
func TestPreviewOfPushedUsage(t *testing.T) {
	h := newMonthHouse(t)
	defer h.replay()
	month, until := time.Date(2026, 3, 1, 0, 0, 0, 0, h.zone), time.Date(2026, 3, 13, 0, 0, 0, 0, h.zone)
	for h.now.Load() < until.UnixNano() {
		h.now.Add(int64(2*time.Hour) + int64(h.random.IntN(3600)))
		h.push()
	}
	seq, _ := h.node.Position()
	if err := h.books.Visible(t.Context(), seq); err != nil {
		t.Fatal(err)
	}
	var events uint64
	want := tariff.Ticks{}
	var credit tariff.Ticks
	page, err := h.books.Pushed(t.Context(), h.seller, "", books.LimitMax)
	if err != nil || page.Next != "" {
		t.Fatal(err, page.Next)
	}
	for _, u := range page.Pushed {
		for i, l := range u.Lines {
			if l.Hour < month.UnixNano() {
				continue
			}
			events += uint64(u.Events[i])
			want, _ = want.Add(l.Due)
			credit, _ = credit.Add(l.Credit)
		}
	}
	if want, _ = want.Sub(credit); credit.IsZero() || events < 100 {
		t.Fatalf("%d events, credit %s: the test sees nothing", events, ticks(credit))
	}
	try := func(p previewer, prices string) preview {
		text := fmt.Sprintf("card: x\nversion: 1\ncurrency: USD\ntimezone: Europe/Berlin\nmodels: [{model: h100, output_max: 1, %s}]", prices)
		return h.preview(p, previewQuery{card: previewCard(t, text), from: month.UnixNano(), to: h.now.Load() + 1})
	}
	same := "period: month, prices: {gpu_second: {volume: [{up_to: 200000, price: 700.001}, {price: 650}], per: 1000000, every: month}}"
	p := try(previewer{}, same)
	if p.events != events || p.calls != 0 || p.more || len(p.models) != 1 || p.models[0].would != want || p.models[0].did != want || p.models[0].events != events {
		t.Errorf("%d of %d events, would %s, want %s: %+v", p.events, events, ticks(p.models[0].would), ticks(want), p)
	}
	if p = try(previewer{most: 10}, same); !p.more || p.events == 0 || p.events >= events || p.since < month.UnixNano() {
		t.Errorf("the newest alone: %+v", p)
	}
	own := previewCard(t, priceHead+"models: [{model: h100, output_max: 1, prices: {gpu_second: {price: 1, per: 1}}}]")
	for buyer, want := range map[ledger.ID]uint64{h.buyer: events, {Lo: 1}: 0} {
		p := h.preview(previewer{}, previewQuery{buyer: buyer, card: own, from: month.UnixNano(), to: h.now.Load() + 1})
		if p.events != want {
			t.Errorf("of the buyer %s %d events are priced, want %d", buyer, p.events, want)
		}
	}
	for prices, most := range map[string]uint64{
		"prices: {gpu_second: {graduated: [{up_to: 10, price: 1}, {price: 2}], per: 1, every: call}}":                                                       events,
		"prices: {gpu_second: {price: 1, per: 1}}, variants: [{name: night, when: {from: '22:30', to: '06:00'}, prices: {gpu_second: {price: 2, per: 1}}}]": events / 4,
		"prices: {gpu_second: {price: 1, per: 1}}, variants: [{name: night, when: {from: '22:00', to: '06:00'}, prices: {gpu_second: {price: 2, per: 1}}}]": 0,
	} {
		p := try(previewer{}, prices)
		var priced uint64
		for _, m := range p.models {
			priced += m.events
		}
		aside := p.aside[asideByEvent]
		if aside > most || (aside == 0) != (most == 0) || aside+priced != events {
			t.Errorf("%s: %d of %d events are left out, %d priced", prices, aside, events, priced)
		}
	}
}
