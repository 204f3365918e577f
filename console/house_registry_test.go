package console

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// The registry of the test house. Its third key has terms of every kind.

var testProject = clearing.Project{ID: testID(201), Party: partyBuyer.ID, Name: "research & development", Since: noon - 1e15}

func (h *house) info(k clearing.Key) KeyInfo {
	owner, _ := h.Party(k.Party)
	info := KeyInfo{Key: k, Owner: owner, Asset: money.USD()}
	if k.ID == testID(102) {
		info.Project = testProject.Name
		info.Key.Terms.Models = []string{"aurora-large", "aurora-small-*"}
		info.Key.Terms.Networks = []string{"192.0.2.0/24"}
		info.Key.Terms.RequestsPerMinute = 600
	}
	if k.ID == testID(102) || k.Terms.Limits.Limited() {
		info.Budgets = []Budget{
			{Period: "day", Max: money.Units(25_000_000_000), Spent: money.Units(23_400_000_001)},
			{Period: "month", Max: money.Units(500_000_000_000), Spent: money.Units(100_250_000_000)},
		}
	}
	return info
}

func (h *house) Keys(_ context.Context, party ledger.ID, cursor string, limit int) (page KeyPage, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []KeyInfo
	for _, id := range h.order {
		for _, k := range h.keys {
			if k.ID == id && (party.IsZero() || k.Party == party) {
				all = append(all, h.info(k))
			}
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return KeyPage{Keys: all[from:end], Next: next}, h.err
}

func (h *house) KeyByID(_ context.Context, id ledger.ID) (KeyInfo, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, k := range h.keys {
		if k.ID == id {
			return h.info(k), h.err
		}
	}
	return KeyInfo{}, ErrNotFound
}

func (h *house) Projects(_ context.Context, party ledger.ID) ([]ProjectInfo, error) {
	if !party.IsZero() && party != partyBuyer.ID {
		return nil, h.err
	}
	return []ProjectInfo{{Project: testProject, Owner: partyBuyer, Asset: money.USD(), Budgets: []Budget{
		{Period: "month", Max: money.Units(1_000_000_000_000), Spent: money.Units(620_000_000_000)},
	}}}, h.err
}

func (h *house) CreateKey(_ context.Context, key clearing.Key) (secret string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, k := range h.keys {
		if k.ID == key.ID {
			return "", &Refusal{"key_exists", "There is a key of that id."}
		}
	}
	if key.Name == "refuse" {
		return "", &Refusal{"name_refused", "The house refuses that name."}
	}
	secret = fmt.Sprintf("sk-aid-fresh-%d", len(h.order))
	key.Hash, key.Since, key.Revoked = sha256.Sum256([]byte(secret)), noon, 0
	h.keys[key.Hash] = key
	h.order = append(h.order, key.ID)
	return secret, h.err
}

func (h *house) RevokeKey(_ context.Context, id ledger.ID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for hash, k := range h.keys {
		if k.ID == id {
			k.Revoked = noon
			h.keys[hash] = k
			return h.err
		}
	}
	return ErrNotFound
}

func (h *house) Cards(context.Context) ([]CardInfo, error) {
	card := func(n, version uint32, seller, buyer clearing.Party) CardInfo {
		return CardInfo{Number: n, Card: &tariff.Card{Name: "standard", Version: version, Asset: "USD", Models: []tariff.Model{*testModel()}}, Seller: seller, Buyer: buyer, Asset: money.USD(), Since: noon - int64(10-n)*1e14}
	}
	return []CardInfo{card(1, 1, partySeller, clearing.Party{}), card(2, 2, partySeller, clearing.Party{}), card(3, 1, partySeller, partyOther)}, h.err
}

// CheckCard takes the word "right" for a card without mistakes.
func (h *house) CheckCard(text []byte) (*tariff.Card, []Mistake) {
	if strings.HasPrefix(string(text), "right") {
		return &tariff.Card{Name: "right", Version: 4, Asset: "USD", Models: []tariff.Model{*testModel()}}, nil
	}
	return nil, []Mistake{{Line: 2, Column: 10, Code: "version_invalid", Text: "the version is no number from 1 up; write a number"}, {Code: "models_missing", Text: "the card has no models"}}
}

func (h *house) PreviewCard(_ context.Context, _ ledger.ID, _ *tariff.Card, from, to int64) (Preview, error) {
	ticks := func(n uint64) tariff.Ticks {
		t, _ := money.Units(n).Mul64(tariff.TicksPerUnit)
		return t
	}
	return Preview{From: from, To: to, Models: []PreviewModel{
		{Model: "aurora-large", Asset: money.USD(), Calls: 1200, Did: ticks(4_000_000_000), Would: ticks(5_000_000_000)},
		{Model: "aurora-small", Asset: money.USD(), Calls: 30, Did: ticks(300_000_000), Would: ticks(150_000_000), Unpriced: 2, Reason: "meter_unpriced"},
	}}, h.err
}

func (h *house) Statement(_ context.Context, id ledger.ID, from, to int64) (s Statement, err error) {
	page, err := h.History(context.Background(), HistoryQuery{Account: id, From: from, To: to}, "", 1_000_000)
	if err != nil {
		return s, err
	}
	s.Opening = Balance{Amount: money.Units(5_000_000_000)}
	s.Closing = s.Opening
	for _, p := range page.Postings {
		if p.Still() {
			continue
		}
		if len(s.Sums) == 0 {
			s.Sums = []StatementSum{{Code: p.Code}}
		}
		s.Sums[0].Movements++
		s.Sums[0].Debits, _ = s.Sums[0].Debits.Add(p.Posted)
		s.Debits, s.Closing.Amount = s.Sums[0].Debits, s.Closing.Amount.SubFloor(p.Posted)
	}
	usage, err := h.Usage(context.Background(), UsageQuery{View: View{Party: partyBuyer}, From: from, To: to, By: ByModel})
	s.Lines = usage.Rows
	return s, err
}

// Events are the captures of calls, and a change in front of them.
func (h *house) Events(ctx context.Context, view View, cursor string, limit int) (page EventPage, err error) {
	calls, err := h.Calls(ctx, CallQuery{View: view}, cursor, limit)
	if err != nil {
		return page, err
	}
	if cursor == "" && len(calls.Calls) > 0 {
		key, meter := clearing.Party{}, partySeller
		if !view.House {
			key, meter = view.Party, view.Party
		}
		page.Events = append(page.Events,
			Event{At: noon, Record: 12_345, Change: &Hit{Kind: "key", ID: testID(102), Name: hostile}},
			Event{At: noon, Record: 12_344, Change: &Hit{Kind: "meter", Number: 1, Name: "gpu hours of the north"}, Parties: []clearing.Party{meter}})
		if !view.House {
			page.Events[0].Parties = []clearing.Party{key}
		}
	}
	for i, c := range calls.Calls {
		p := posting(c, c.ID, clearing.TransferCall, ledger.Post, c.Charge, account(clearing.AccountBuyer, c.Buyer), account(clearing.AccountSale, c.Seller))
		if c.State != clearing.CallCaptured {
			p.Flags, p.Posted = ledger.Void, money.Amount{}
		}
		page.Events = append(page.Events, Event{At: c.OpenedAt, Record: 12_000 - uint64(i), Posting: &p, Model: c.Model, Parties: []clearing.Party{c.Buyer, c.Seller}})
	}
	page.Next = calls.Next
	return page, h.err
}

var testMeters = []MeterInfo{
	{Number: 1, Seller: partySeller, Meter: clearing.SellerMeter{Seller: partySeller.ID, Since: noon - 1e15, Definition: meter.Definition{
		Name: "gpu hours of the north", Aggregation: meter.Sum, Product: "h100-sxm-80gb", Meter: meter.GPUSecond}}},
	{Number: 2, Seller: partySeller, Meter: clearing.SellerMeter{Seller: partySeller.ID, Since: noon - 1e14, Definition: meter.Definition{
		Name: hostile, Aggregation: meter.Unique, Window: meter.WindowMonth, Product: "seats", Meter: meter.Unit}}},
}

func (h *house) Meters(_ context.Context, seller ledger.ID) ([]MeterInfo, error) {
	if len(h.happened()) == 0 || !seller.IsZero() && seller != partySeller.ID {
		return nil, h.err
	}
	return testMeters, h.err
}

func (h *house) Pushed(_ context.Context, party ledger.ID, _ int) ([]Pushed, error) {
	if len(h.happened()) == 0 || party == partyOther.ID {
		return nil, h.err
	}
	return []Pushed{
		{At: noon - 1e9, Buyer: partyBuyer, Seller: partySeller, Asset: money.USD(), Charged: money.Units(277_777_001), Owed: money.Units(5_000_000_000), Events: 1200, Lines: []PushedLine{
			{Product: "h100-sxm-80gb", Meter: meter.GPUSecond, Quantity: 3_600_000}, {Product: "seats", Meter: meter.Unit, Quantity: 1},
		}},
		{At: noon - 1e12, Buyer: partyBuyer, Seller: partySeller, Asset: money.USD(), Charged: money.Units(1_000_000_000)},
	}, h.err
}

func (h *house) Find(_ context.Context, _ View, text string, _ int) (hits []Hit, err error) {
	for _, c := range h.happened() {
		if c.ID.String() == text || payment.CaptureID(c.ID).String() == text {
			hits = append(hits, Hit{Kind: "call", ID: c.ID, Name: c.Model, Of: []ledger.ID{c.Buyer.ID, c.Seller.ID}})
		}
	}
	for _, p := range []clearing.Party{partyBuyer, partySeller, partyOther} {
		if strings.Contains(strings.ToLower(p.Name), strings.ToLower(text)) {
			hits = append(hits, Hit{Kind: "party", ID: p.ID, At: mainAccount(p), Name: p.Name, About: p.Role.String(), Of: []ledger.ID{p.ID}})
		}
	}
	return hits, h.err
}
