package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"math"
	"strconv"
	"sync"
	"time"

	"aidollar/api"
	"aidollar/books"
	"aidollar/cmd/aidollar/bookkeeper"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/tariff"
	"aidollar/node"
	"aidollar/receipt"
)

// consoleSource shows the console what stands in the machine and what happened
// according to the books.
type consoleSource struct {
	node      *node.Node
	books     *books.Books
	latencies *latencies
	ring      *receipt.Keyring
	proofs    *vault
	rates     *rateFeeds
	owners    owners
	laws      laws
	signed    bool // sets of rules need a signature
	travels   api.Travels
}

var _ console.Source = (*consoleSource)(nil)

func newConsoleSource(n *node.Node, b *books.Books, l *latencies, ring *receipt.Keyring, proofs *vault, rates *rateFeeds) *consoleSource {
	return &consoleSource{node: n, books: b, latencies: l, ring: ring, proofs: proofs, rates: rates, owners: owners{byAccount: map[ledger.ID]clearing.Party{}}, laws: laws{byPast: map[uint32]*ruling.Law{}}}
}

// owners finds the party that an account belongs to. Ids of accounts are derived
// from the party's and do not lead back.
type owners struct {
	mu        sync.Mutex
	byAccount map[ledger.ID]clearing.Party
	known     int    // parties, in the order of entry, which never changes
	revision  uint64 // of the registry, as far as it is known
	channels  uint32 // known, in the order of opening
}

// partyCodes are the accounts of a party by its role, its money's first.
func partyCodes(role clearing.Role) []uint16 {
	if role == clearing.RoleSeller {
		return []uint16{clearing.AccountSeller, clearing.AccountSale, clearing.AccountCarry}
	}
	return []uint16{clearing.AccountBuyer}
}

// assetsOf are the numbers of all assets.
func assetsOf(m *clearing.Machine) (list []ledger.AssetID) {
	m.Assets(func(number ledger.AssetID, _ money.Asset) bool {
		list = append(list, number)
		return true
	})
	return list
}

// find gives the owner; the zero party for an account of the house.
func (o *owners) find(m *clearing.Machine, account ledger.ID) clearing.Party {
	o.mu.Lock()
	defer o.mu.Unlock()
	if owner, ok := o.byAccount[account]; ok {
		return owner
	}
	if owner, ok := o.findApart(m, account); ok {
		return owner
	}
	if o.revision == m.Revision() {
		return clearing.Party{}
	}
	i := 0
	assets := assetsOf(m)
	m.Parties(func(p clearing.Party) bool {
		for _, asset := range assets {
			// What a party knows of its first asset never changes; others come later.
			if asset == p.Asset && i < o.known || !m.HasAsset(p.ID, asset) {
				continue
			}
			for _, code := range partyCodes(p.Role) {
				o.byAccount[m.PartyAccountIn(p.ID, code, asset)] = p
			}
		}
		i++
		return true
	})
	o.known, o.revision = i, m.Revision()
	return o.byAccount[account]
}

// findApart gives the owner of an account that is kept apart from its party's money:
// a channel's or a grant's.
func (o *owners) findApart(m *clearing.Machine, account ledger.ID) (owner clearing.Party, ok bool) {
	if g, is := m.Credit().GrantAt(account); is {
		return m.Party(g.Party)
	}
	for {
		c, more := m.ChannelNumbered(o.channels + 1)
		if !more {
			owner, ok = o.byAccount[account]
			return owner, ok
		}
		o.byAccount[c.Account], _ = m.Party(c.Party)
		o.channels++
	}
}

// consoleError turns the books' errors into the console's.
func consoleError(err error) error {
	switch {
	case errors.Is(err, books.ErrNotFound):
		return console.ErrNotFound
	case errors.Is(err, books.ErrCursor):
		return console.ErrCursor
	}
	return err
}

// Key implements console.Source.
func (s *consoleSource) Key(hash [sha256.Size]byte) (key clearing.Key, ok bool) {
	s.node.View(func(m *clearing.Machine) { key, ok = m.KeyByHash(hash) })
	return key, ok && key.Live(time.Now().UnixNano())
}

// Party implements console.Source.
func (s *consoleSource) Party(id ledger.ID) (p clearing.Party, ok bool) {
	s.node.View(func(m *clearing.Machine) { p, ok = m.Party(id) })
	return p, ok
}

// Position implements console.Source.
func (s *consoleSource) Position() console.Position {
	// The books first: the log then is no earlier, and the lag no less than it was.
	inBooks := s.books.Position()
	seq, _ := s.node.Position()
	return console.Position{Log: seq, Books: inBooks}
}

// House implements console.Source.
func (s *consoleSource) House(ctx context.Context, since int64) (h console.House, err error) {
	var assets []money.Asset
	s.node.View(func(m *clearing.Machine) {
		m.Assets(func(_ ledger.AssetID, a money.Asset) bool {
			assets = append(assets, a)
			return true
		})
		h.Holds, h.Held = m.Ledger().Stats().Holds, openCalls(m, assets)
	})
	for i, a := range assets {
		account := clearing.HouseAccount(clearing.AccountRevenue, ledger.AssetID(i+1))
		before, err := s.books.BalanceAt(ctx, account, since-1, false)
		if err != nil {
			return h, err
		}
		now, err := s.books.BalanceAt(ctx, account, math.MaxInt64, false)
		if err != nil {
			return h, err
		}
		h.Revenue = append(h.Revenue, console.Sum{Asset: a, Amount: now.Credits.SubFloor(before.Credits)})
	}
	return h, nil
}

// openCalls sums up what open calls set aside, by asset.
func openCalls(m *clearing.Machine, assets []money.Asset) (held []console.Sum) {
	sums := make([]money.Amount, len(assets)+1)
	m.Calls(func(c *payment.Call) bool {
		// What is set aside is part of balances, whose sum the ledger keeps in range.
		sums[c.Terms.Asset], _ = sums[c.Terms.Asset].Add(c.Reserved)
		return true
	})
	for i, a := range assets {
		if !sums[i+1].IsZero() {
			held = append(held, console.Sum{Asset: a, Amount: sums[i+1]})
		}
	}
	return held
}

// Calls implements console.Source.
func (s *consoleSource) Calls(ctx context.Context, q console.CallQuery, cursor string, limit int) (out console.CallPage, err error) {
	party, ok := viewed(q.View, q.Party)
	if !ok {
		return out, nil
	}
	page, err := s.books.Calls(ctx, books.CallFilter{
		Party: party, Key: q.Key, Project: q.Project, Model: q.Model, Region: q.Region, State: q.State, Span: books.Span{From: q.From, To: q.To},
	}, cursor, limit)
	if errors.Is(err, books.ErrNotFound) {
		return out, nil // the party is newer than the books
	}
	if err != nil {
		return out, consoleError(err)
	}
	out.Next = page.Next
	s.node.View(func(m *clearing.Machine) {
		for i := range page.Calls {
			out.Calls = append(out.Calls, consoleCall(m, &page.Calls[i]))
		}
	})
	return out, nil
}

// viewed is the party whose calls are wanted, zero for everybody's; ok is false
// when the view does not cover them.
func viewed(view console.View, asked ledger.ID) (party ledger.ID, ok bool) {
	if view.House {
		return asked, true
	}
	own := view.Party.ID
	return own, !own.IsZero() && (asked.IsZero() || asked == own)
}

func consoleCall(m *clearing.Machine, c *books.Call) console.Call {
	out := console.Call{
		ID: c.ID, Model: c.Model, OpenedAt: c.OpenedAt, State: c.State, Reserved: c.Reserved, Charge: c.Charge, Usage: c.Usage,
	}
	out.Asset, _ = m.Asset(c.Asset)
	out.Buyer, _ = m.Party(c.Buyer)
	out.Seller, _ = m.Party(c.Seller)
	return out
}

// Receipt implements console.Source.
func (s *consoleSource) Receipt(ctx context.Context, call ledger.ID) (out console.Receipt, err error) {
	r, err := s.books.Receipt(ctx, call)
	if err != nil {
		return out, consoleError(err)
	}
	c := &r.Call
	paid, err := s.books.Payments(ctx, books.PaymentFilter{Call: call}, "", 1)
	if err != nil {
		return out, err
	}
	out = console.Receipt{
		ClosedAt: c.ClosedAt, KeyName: r.KeyName, Card: r.Card.Card.Name, Version: r.Card.Card.Version,
		Upstream: c.Upstream, Reason: c.Reason, Policy: c.Policy, Exact: r.Exact,
		Cost: c.Cost, Dialect: c.Dialect, Region: c.Region, Service: c.Service, Variant: variantOf(&r),
		CarryIn: c.CarryIn, CarryOut: c.CarryOut, Waived: c.Waived,
	}
	if len(paid.Payments) > 0 {
		out.Payment = paid.Payments[0].ID
	}
	for _, l := range r.Lines {
		line := console.ReceiptLine{Line: l}
		if c.Usage.Source == meter.Reported {
			line.From = receipt.FieldsOf(c.Dialect, l.Meter.String())
		}
		out.Lines = append(out.Lines, line)
	}
	s.node.View(func(m *clearing.Machine) {
		project, _ := m.Project(c.Project)
		out.Project = project.Name
		out.Call = consoleCall(m, c)
		for i := range r.Postings {
			out.Postings = append(out.Postings, s.posting(m, &r.Postings[i], c.ID))
		}
	})
	return out, nil
}

// variantOf names the card's prices that a call was charged by.
func variantOf(r *books.Receipt) string {
	if r.Call.State != clearing.CallCaptured || int(r.Call.Place) >= len(r.Card.Card.Models) {
		return ""
	}
	model := &r.Card.Card.Models[r.Call.Place]
	circumstance := tariff.Circumstance{At: r.Call.OpenedAt, Region: r.Call.Region, Service: r.Call.Service, Zone: &r.Card.Card.Zone}
	variant := model.Match(&circumstance, &r.Call.Usage.Quantities)
	if variant == nil || len(model.Variants) == 1 {
		return ""
	}
	if variant.Name == "" {
		return "otherwise"
	}
	return variant.Name
}

// SignedReceipt implements console.Source.
func (s *consoleSource) SignedReceipt(ctx context.Context, call ledger.ID) (text string, err error) {
	r, ok, err := bookkeeper.Books{Books: s.books}.Receipt(ctx, call)
	if err != nil {
		return "", err
	}
	if !ok || r.Call.ClosedAt == 0 {
		return "", console.ErrNotFound
	}
	return notary{s.ring}.Sign(&r)
}

func (s *consoleSource) posting(m *clearing.Machine, p *books.Posting, call ledger.ID) console.Posting {
	out := console.Posting{Posting: p.Posting, At: p.At, CallID: call, Debit: s.side(m, p.Debit), Credit: s.side(m, p.Credit)}
	out.Asset, _ = m.Asset(p.Asset)
	return out
}

func (s *consoleSource) side(m *clearing.Machine, id ledger.ID) console.Side {
	a, ok := m.Ledger().Account(id)
	if !ok {
		return console.Side{ID: id}
	}
	return console.Side{ID: id, Code: a.Code, Owner: s.owners.find(m, id)}
}

// History implements console.Source.
func (s *consoleSource) History(ctx context.Context, q console.HistoryQuery, cursor string, limit int) (out console.PostingPage, err error) {
	page, err := s.books.History(ctx, q.Account, books.HistoryFilter{Span: books.Span{From: q.From, To: q.To}}, cursor, limit)
	if err != nil {
		return out, consoleError(err)
	}
	calls := make([]ledger.ID, len(page.Postings))
	for i := range page.Postings {
		if calls[i], err = s.callOf(ctx, &page.Postings[i]); err != nil {
			return out, err
		}
	}
	s.node.View(func(m *clearing.Machine) {
		for i := range page.Postings {
			out.Postings = append(out.Postings, s.posting(m, &page.Postings[i], calls[i]))
		}
	})
	out.Next = page.Next
	return out, nil
}

// callOf is the call that a posting belongs to; zero for none.
func (s *consoleSource) callOf(ctx context.Context, p *books.Posting) (ledger.ID, error) {
	switch {
	case p.Code == clearing.TransferCall && p.Flags&ledger.Pending != 0:
		return p.ID, nil
	case p.Code == clearing.TransferCall:
		return p.Hold, nil
	case p.Code == clearing.TransferShare && p.Flags&ledger.Split != 0:
		return s.callNamed(ctx, p.Cause)
	case p.Code == clearing.TransferShare:
		// A share names its split, which names the call.
		split, err := s.books.Posting(ctx, p.Cause)
		if errors.Is(err, books.ErrNotFound) {
			return ledger.ID{}, nil
		}
		if err != nil {
			return ledger.ID{}, err
		}
		return s.callNamed(ctx, split.Cause)
	}
	return ledger.ID{}, nil
}

// callNamed is the call of an id; zero when it is something else's, for pushed
// usage is shared like calls.
func (s *consoleSource) callNamed(ctx context.Context, id ledger.ID) (ledger.ID, error) {
	call, err := s.books.Call(ctx, id)
	if errors.Is(err, books.ErrNotFound) {
		return ledger.ID{}, nil
	}
	return call.ID, err
}

// Account implements console.Source.
func (s *consoleSource) Account(_ context.Context, id ledger.ID) (out console.Account, err error) {
	err = console.ErrNotFound
	s.node.View(func(m *clearing.Machine) {
		if a, ok := m.Ledger().Account(id); ok {
			out, err = consoleAccount(m, a, s.owners.find(m, id)), nil
		}
	})
	return out, err
}

func consoleAccount(m *clearing.Machine, a ledger.Account, owner clearing.Party) console.Account {
	out := console.Account{Account: a, Owner: owner}
	out.Asset, _ = m.Asset(a.Asset)
	out.Spendable, _ = m.Ledger().Spendable(a.ID)
	return out
}

// Accounts implements console.Source.
func (s *consoleSource) Accounts(_ context.Context, party ledger.ID) (list []console.Account, err error) {
	s.node.View(func(m *clearing.Machine) {
		p, _ := m.Party(party)
		for _, asset := range assetsOf(m) {
			for _, code := range partyCodes(p.Role) {
				if a, ok := m.Ledger().Account(m.PartyAccountIn(party, code, asset)); ok {
					list = append(list, consoleAccount(m, a, p))
				}
			}
		}
	})
	return list, nil
}

// Parties implements console.Source. Its cursors are places in the order of entry.
func (s *consoleSource) Parties(_ context.Context, cursor string, limit int) (page console.AccountPage, err error) {
	from, err := placeOf(cursor)
	if err != nil {
		return page, err
	}
	place := uint64(0)
	s.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			place++
			if place <= from {
				return true
			}
			if len(page.Accounts) == limit {
				page.Next = strconv.FormatUint(place-1, 10)
				return false
			}
			a, _ := m.Ledger().Account(clearing.PartyAccount(p.ID, partyCodes(p.Role)[0]))
			page.Accounts = append(page.Accounts, consoleAccount(m, a, p))
			return true
		})
	})
	return page, nil
}
