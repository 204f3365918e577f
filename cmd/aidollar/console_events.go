package main

import (
	"context"
	"strings"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// Events implements console.Source. Its cursors are those of the books.
func (s *consoleSource) Events(ctx context.Context, view console.View, cursor string, limit int) (page console.EventPage, err error) {
	if !view.House && view.Party.ID.IsZero() {
		return page, nil
	}
	list, err := s.books.Recent(ctx, view.Party.ID, cursor, limit+1)
	if err != nil {
		return page, consoleError(err)
	}
	if len(list) > limit {
		list = list[:limit]
		page.Next = list[limit-1].ID
	}
	s.node.View(func(m *clearing.Machine) {
		for i := range list {
			page.Events = append(page.Events, s.event(m, &list[i]))
		}
	})
	return page, nil
}

func (s *consoleSource) event(m *clearing.Machine, item *books.FeedItem) console.Event {
	e := console.Event{At: item.At, Record: item.Seq}
	for _, id := range item.Parties {
		if p, ok := m.Party(id); ok {
			e.Parties = append(e.Parties, p)
		}
	}
	if item.Posting != nil {
		var call ledger.ID
		if item.Call != nil {
			call, e.Model = item.Call.ID, item.Call.Model
		}
		shown := s.posting(m, item.Posting, call)
		e.Posting = &shown
		return e
	}
	e.Change = changeHit(m, item.Change)
	return e
}

// changeHit finds what of the registry a change is of.
func changeHit(m *clearing.Machine, c *books.Change) *console.Hit {
	hit := &console.Hit{Kind: c.Kind.String(), ID: c.ID, Number: c.Of}
	switch c.Kind {
	case books.ChangeParty:
		if p, ok := m.Party(c.ID); ok {
			*hit = partyHit(p)
		}
	case books.ChangeKey:
		key, _ := m.Key(c.ID)
		hit.Name = key.Name
	case books.ChangeProject:
		project, _ := m.Project(c.ID)
		hit.Name = project.Name
	case books.ChangeCard:
		card, _ := m.Card(c.Of)
		hit.Name = card.Card.Name
	case books.ChangeMeter:
		meter, _ := m.Meter(c.Of)
		hit.Name = meter.Definition.Name
	case books.ChangePayment:
		hit.State = settlement.PaymentState(c.Of).String()
	case books.ChangeArrival:
		hit.State = console.Arrival{State: clearing.ArrivalState(c.Of)}.Word()
	case books.ChangePayout:
		hit.State = console.Payout{State: clearing.PayoutState(c.Of)}.Word()
	case books.ChangeInvoice:
		hit.State = credit.InvoiceState(c.Of).String()
	case books.ChangeGrant:
		g, _ := m.Credit().Grant(c.ID)
		hit.Name = g.Name
	case books.ChangeChannel, books.ChangeChannelEnding, books.ChangeChannelResumed, books.ChangeChannelClaimed, books.ChangeChannelReleased,
		books.ChangeChannelReturned, books.ChangeChannelEmptied:
		channel, _ := m.ChannelNumbered(c.Of)
		*hit = channelHit(m, &channel)
		hit.State = strings.ToLower(channelSteps[c.Kind])
	case books.ChangeQuota, books.ChangeQuotaEnded, books.ChangeQuotaNear, books.ChangeQuotaExhausted:
		hit.Name = c.Quota
		hit.State = map[books.ChangeKind]string{books.ChangeQuotaEnded: "ended", books.ChangeQuotaNear: "nearly used up", books.ChangeQuotaExhausted: "used up"}[c.Kind]
	case books.ChangeSale:
		hit.State = "made"
	case books.ChangeTokenHalted, books.ChangeTokenResumed, books.ChangeTokenDiffers, books.ChangeTokenOff, books.ChangeTokenOn:
		hit.Name = namesOf(m).of(c.Of).Chain
		hit.State = map[books.ChangeKind]string{
			books.ChangeTokenHalted: "payouts stopped", books.ChangeTokenResumed: "payouts go on", books.ChangeTokenDiffers: "differs from the chain",
			books.ChangeTokenOff: "not taken: off its peg", books.ChangeTokenOn: "taken again",
		}[c.Kind]
	}
	return hit
}

// Meters implements console.Source.
func (s *consoleSource) Meters(_ context.Context, seller ledger.ID) (list []console.MeterInfo, err error) {
	s.node.View(func(m *clearing.Machine) {
		m.Meters(func(number uint32, meter clearing.SellerMeter) bool {
			if seller.IsZero() || meter.Seller == seller {
				info := console.MeterInfo{Number: number, Meter: meter}
				info.Seller, _ = m.Party(meter.Seller)
				list = append(list, info)
			}
			return true
		})
	})
	return list, nil
}

// Pushed implements console.Source.
func (s *consoleSource) Pushed(ctx context.Context, party ledger.ID, limit int) (list []console.Pushed, err error) {
	page, err := s.books.Pushed(ctx, party, "", limit)
	if err != nil {
		return nil, err
	}
	s.node.View(func(m *clearing.Machine) {
		for i := range page.Pushed {
			u := &page.Pushed[i]
			shown := console.Pushed{ID: u.Posting, At: u.At, Charged: u.Charged, Owed: u.OwedOut}
			shown.Buyer, _ = m.Party(u.Buyer)
			shown.Seller, _ = m.Party(u.Seller)
			shown.Asset, _ = m.Asset(u.Asset)
			for j, l := range u.Lines {
				shown.Lines = append(shown.Lines, console.PushedLine{Product: l.Product, Meter: l.Meter, Quantity: l.Quantity})
				shown.Events += uint64(u.Events[j])
			}
			list = append(list, shown)
		}
	})
	return list, nil
}
