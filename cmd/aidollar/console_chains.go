package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"aidollar/api"
	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// tokenNames finds tokens' words; it is used within one View of the machine.
type tokenNames struct {
	m     *clearing.Machine
	known map[uint32]console.TokenName
}

func namesOf(m *clearing.Machine) *tokenNames {
	return &tokenNames{m, map[uint32]console.TokenName{}}
}

func (n *tokenNames) of(number uint32) console.TokenName {
	name, ok := n.known[number]
	if !ok {
		t, _ := n.m.Settlement().Token(number)
		name = console.TokenName{Number: number, Chain: fmt.Sprint("eip155:", t.Token.ChainID), Contract: checksum(t.Token.Contract)}
		name.Asset, _ = n.m.Asset(t.Token.Asset)
		n.known[number] = name
	}
	return name
}

func hashText(h settlement.Hash) string {
	if h == (settlement.Hash{}) {
		return ""
	}
	return "0x" + hex.EncodeToString(h[:])
}

// Tokens implements console.Chains.
func (s *consoleSource) Tokens(context.Context) (list []console.Token, err error) {
	s.node.View(func(m *clearing.Machine) {
		names := namesOf(m)
		m.Settlement().Tokens(func(t settlement.TokenState) bool {
			r := api.Reconcile(m, &t)
			trouble := t.Peg.Trouble(time.Now().UnixNano()) // by the clock: the machine's time may stand still
			list = append(list, console.Token{
				TokenName: names.of(t.Number), House: checksum(t.Token.House), State: t, Custody: r.Custody, Arriving: r.Arriving, PayingOut: r.PayingOut,
				Unallocated: r.Unallocated, Loss: r.Loss, DayOut: r.DayOut, FinalBlock: r.FinalBlock, Trouble: trouble.Sentence(),
			})
			return true
		})
	})
	return list, nil
}

// Comparisons implements console.Chains.
func (s *consoleSource) Comparisons(ctx context.Context, token uint32, differing bool, cursor string, limit int) (console.ComparisonPage, error) {
	page, err := s.books.Comparisons(ctx, token, differing, cursor, limit)
	list := console.ComparisonPage{Next: page.Next}
	for _, c := range page.Comparisons {
		list.Comparisons = append(list.Comparisons, console.Comparison{Comparison: c.Comparison, Hash: hashText(c.Hash), Seq: c.Seq})
	}
	return list, consoleError(err)
}

func stateSteps(steps []books.Step, name func(uint8) string) (list []console.StateStep) {
	for _, s := range steps {
		list = append(list, console.StateStep{State: name(s.State), At: s.At, Record: s.Seq})
	}
	return list
}

func (n *tokenNames) payment(p *books.Payment, steps []books.Step) console.Payment {
	shown := console.Payment{
		ID: p.ID, Token: n.of(p.Token), Scheme: p.Scheme, State: p.State, Signed: p.Signed, Due: p.Due, Reason: p.Reason, Call: p.Call,
		At: p.At, Until: p.Until, ChangedAt: p.ChangedAt,
		Steps: stateSteps(steps, func(s uint8) string { return settlement.PaymentState(s).String() }),
	}
	shown.Wallet, _ = n.m.Party(p.Party)
	return shown
}

// Payments implements console.Chains.
func (s *consoleSource) Payments(ctx context.Context, q console.ChainQuery, cursor string, limit int) (list console.PaymentPage, err error) {
	page, err := s.books.Payments(ctx, books.PaymentFilter{Party: q.Party, State: settlement.PaymentState(q.State)}, cursor, limit)
	if err != nil {
		return list, consoleError(err)
	}
	list.Next = page.Next
	s.node.View(func(m *clearing.Machine) {
		names := namesOf(m)
		for i := range page.Payments {
			list.Payments = append(list.Payments, names.payment(&page.Payments[i], nil))
		}
	})
	return list, nil
}

// Payment implements console.Chains.
func (s *consoleSource) Payment(ctx context.Context, id ledger.ID) (shown console.Payment, err error) {
	p, steps, err := s.books.Payment(ctx, id)
	if err != nil {
		return shown, consoleError(err)
	}
	s.node.View(func(m *clearing.Machine) { shown = namesOf(m).payment(&p, steps) })
	return shown, nil
}

func (n *tokenNames) arrival(a *books.Arrival, steps []books.Step) console.Arrival {
	shown := console.Arrival{
		ID: a.ID, Token: n.of(a.Token), Tx: hashText(a.Tx), Block: a.Block, From: checksum(a.From), Amount: a.Amount, Payment: a.Payment,
		State: a.State, Has: a.Has, At: a.At,
		Steps: stateSteps(steps, func(s uint8) string { return console.Arrival{State: clearing.ArrivalState(s)}.Word() }),
	}
	shown.Party, _ = n.m.Party(a.Party)
	shown.For, _ = n.m.Party(a.For)
	return shown
}

// Arrivals implements console.Chains.
func (s *consoleSource) Arrivals(ctx context.Context, q console.ChainQuery, cursor string, limit int) (list console.ArrivalPage, err error) {
	filter := books.ArrivalFilter{Party: q.Party, State: clearing.ArrivalState(q.State), Unallocated: q.Unallocated}
	page, err := s.books.Arrivals(ctx, filter, cursor, limit)
	if err != nil {
		return list, consoleError(err)
	}
	list.Next = page.Next
	s.node.View(func(m *clearing.Machine) {
		names := namesOf(m)
		for i := range page.Arrivals {
			list.Arrivals = append(list.Arrivals, names.arrival(&page.Arrivals[i], nil))
		}
	})
	return list, nil
}

// Arrival implements console.Chains.
func (s *consoleSource) Arrival(ctx context.Context, id ledger.ID) (shown console.Arrival, err error) {
	a, steps, err := s.books.Arrival(ctx, id)
	if err != nil {
		return shown, consoleError(err)
	}
	s.node.View(func(m *clearing.Machine) { shown = namesOf(m).arrival(&a, steps) })
	return shown, nil
}

func (n *tokenNames) payout(p *books.Payout, steps []books.Step) console.Payout {
	shown := console.Payout{
		ID: p.ID, Token: n.of(p.Token), Total: p.Total, Returned: p.Returned, Count: p.Count, State: p.State, Tx: hashText(p.Tx), Block: p.Block,
		At: p.At, ChangedAt: p.ChangedAt,
		Steps: stateSteps(steps, func(s uint8) string { return console.Payout{State: clearing.PayoutState(s)}.Word() }),
	}
	for _, item := range p.Items {
		one := console.PayoutItem{Address: checksum(item.To), Amount: item.Amount, Returned: item.Returned}
		one.Party, _ = n.m.Party(item.Party)
		shown.Items = append(shown.Items, one)
	}
	return shown
}

// Payouts implements console.Chains.
func (s *consoleSource) Payouts(ctx context.Context, q console.ChainQuery, cursor string, limit int) (list console.PayoutPage, err error) {
	page, err := s.books.Payouts(ctx, books.PayoutFilter{Party: q.Party, State: clearing.PayoutState(q.State)}, cursor, limit)
	if err != nil {
		return list, consoleError(err)
	}
	list.Next = page.Next
	s.node.View(func(m *clearing.Machine) {
		names := namesOf(m)
		for i := range page.Payouts {
			list.Payouts = append(list.Payouts, names.payout(&page.Payouts[i], nil))
		}
	})
	return list, nil
}

// Payout implements console.Chains.
func (s *consoleSource) Payout(ctx context.Context, id ledger.ID) (shown console.Payout, err error) {
	p, steps, err := s.books.Payout(ctx, id)
	if err != nil {
		return shown, consoleError(err)
	}
	s.node.View(func(m *clearing.Machine) { shown = namesOf(m).payout(&p, steps) })
	return shown, nil
}

// walletPayments is how many of a wallet's last payments are shown.
const walletPayments = 3

// Wallets implements console.Chains. Its cursors are places in the order of parties.
func (s *consoleSource) Wallets(ctx context.Context, cursor string, limit int) (page console.WalletPage, err error) {
	after := uint64(0)
	if cursor != "" {
		if after, err = strconv.ParseUint(cursor, 10, 63); err != nil {
			return page, console.ErrCursor
		}
	}
	s.node.View(func(m *clearing.Machine) {
		place := uint64(0)
		m.Parties(func(p clearing.Party) bool {
			place++
			if place <= after || !isWallet(&p) {
				return true
			}
			if len(page.Wallets) == limit {
				page.Next = strconv.FormatUint(place-1, 10)
				return false
			}
			page.Wallets = append(page.Wallets, walletShown(m, p))
			return true
		})
	})
	for i := range page.Wallets {
		w := &page.Wallets[i]
		last, err := s.Payments(ctx, console.ChainQuery{Party: w.Party.ID}, "", walletPayments)
		if err != nil {
			return page, err
		}
		w.Last = last.Payments
	}
	return page, nil
}

// isWallet reports whether a party is a wallet: its name is its address.
func isWallet(p *clearing.Party) bool {
	const length = 42
	if p.Role != clearing.RoleBuyer || len(p.Name) != length || p.Name[:2] != "0x" {
		return false
	}
	_, err := hex.DecodeString(p.Name[2:])
	return err == nil
}

func walletShown(m *clearing.Machine, p clearing.Party) console.Wallet {
	account := clearing.PartyAccount(p.ID, clearing.AccountBuyer)
	w := console.Wallet{Party: p, Withdrawable: m.Settlement().Withdrawable(account)}
	w.Asset, _ = m.Asset(p.Asset)
	w.Balance, _ = m.Ledger().Spendable(account)
	standing := m.Settlement().StandingOf(account)
	w.Promised, w.Debt = standing.Promised, standing.Debt
	return w
}

// HaltPayouts implements console.Chains.
func (s *consoleSource) HaltPayouts(ctx context.Context, token uint32, reason string) error {
	_, err := s.do(ctx, clearing.HaltPayouts{Token: token, Reason: reason})
	return err
}

// chainHits looks a text up among payments, arrivals and payouts: an id, the hash
// of a transaction, or an address that parties are paid at.
func (s *consoleSource) chainHits(ctx context.Context, text string, known []console.Hit) (hits []console.Hit, err error) {
	list, err := s.books.Find(ctx, text)
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		hit := console.Hit{Kind: string(f.Kind), ID: f.ID, Of: []ledger.ID{f.Party}}
		switch f.Kind {
		case books.KindPayment, books.KindArrival:
		case books.KindPayout:
			p, _, err := s.books.Payout(ctx, f.ID)
			if err != nil {
				return nil, err
			}
			for _, item := range p.Items {
				hit.Of = append(hit.Of, item.Party)
			}
		case books.KindParty:
			p, ok := s.Party(f.ID)
			if !ok || slices.ContainsFunc(known, func(h console.Hit) bool { return h.ID == f.ID }) {
				continue
			}
			hit = partyHit(p)
		default:
			continue
		}
		hits = append(hits, hit)
	}
	return hits, nil
}

func (s *consoleSource) addChainHits(ctx context.Context, text string, hits *[]console.Hit, add func(console.Hit) bool) error {
	if h, ok := s.channelHit(text); ok && !add(h) {
		return nil
	}
	more, err := s.chainHits(ctx, text, *hits)
	for _, h := range more {
		if !add(h) {
			break
		}
	}
	return err
}
