package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"sort"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Statement is what happened on an account in a span of time, by the time of
// posting. Opening and the turnovers make Closing, to the unit.
type Statement struct {
	Account   ledger.ID
	Asset     money.Asset
	Code      uint16 // of the account
	Span      Span
	Opening   Balance
	Closing   Balance
	Turnovers []Turnover // in the order of codes: deposits, withdrawals, charges, shares

	// Party is the account's owner; the zero party for an account of the house.
	Party clearing.Party
	// Lines say for what a party was charged, or sold to others, by model. They are
	// there for the accounts that hold its money.
	Lines []UsageRow
	// Charged is the sum of what the ledger has for calls and pushed usage, and Lines' charges and
	// Rest make exactly that. Rest is of usage that counts in another span than it
	// was posted in; Less says that it is below zero.
	Charged money.Amount
	Rest    money.Amount
	Less    bool
}

// Month is a calendar month of a zone.
func Month(year int, month time.Month, zone *time.Location) Span {
	from := time.Date(year, month, 1, 0, 0, 0, 0, zone)
	return Span{from.UnixNano(), from.AddDate(0, 1, 0).UnixNano()}
}

// ErrOpen: a statement needs both ends.
var ErrOpen = errors.New("books: a statement is of a span with a beginning and an end")

// Statement makes an account's statement; ErrNotFound when there is no such
// account.
func (b *Books) Statement(ctx context.Context, account ledger.ID, span Span) (s Statement, err error) {
	if span.From == 0 || span.To == 0 || span.To < span.From {
		return s, ErrOpen
	}
	err = b.view(ctx, func(tx querier) error {
		if err := s.account(ctx, tx, account); err != nil {
			return err
		}
		s.Span = span
		if err := s.balances(ctx, tx); err != nil {
			return err
		}
		return s.lines(ctx, tx, b)
	})
	if err != nil {
		return Statement{}, err
	}
	return s, nil
}

// Statements makes those of all accounts of a party that hold its money, one
// for each asset.
func (b *Books) Statements(ctx context.Context, id ledger.ID, span Span) (list []Statement, err error) {
	accounts, err := b.PartyAccounts(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Code != clearing.AccountBuyer && a.Code != clearing.AccountSeller {
			continue
		}
		s, err := b.Statement(ctx, a.ID, span)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

func (s *Statement) account(ctx context.Context, q querier, id ledger.ID) error {
	const text = `SELECT a.code, a.party, s.code, s.scale, s.chain_scale FROM accounts a, assets s WHERE a.id = ? AND s.number = a.asset`
	var owner []byte
	s.Account = id
	err := q.QueryRowContext(ctx, text, idBlob(id)).Scan(&s.Code, &owner, &s.Asset.Code, &s.Asset.Scale, &s.Asset.ChainScale)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil || owner == nil {
		return err
	}
	s.Party, err = party(ctx, q, idOf(owner))
	return err
}

// balances takes the sums at both ends and what lies between them.
func (s *Statement) balances(ctx context.Context, q querier) error {
	from, to, err := numbers(ctx, q, s.Span, postingSince)
	if err != nil {
		return err
	}
	before, _, err := sumUntil(ctx, q, s.Account, from)
	if err != nil {
		return err
	}
	after, _, err := sumUntil(ctx, q, s.Account, to)
	if err != nil {
		return err
	}
	var ok1, ok2 bool
	s.Opening, ok1 = before.balance()
	s.Closing, ok2 = after.balance()
	if !ok1 || !ok2 {
		return fmt.Errorf("%w: account %s", errSum, s.Account)
	}
	known := map[uint16]Turnover{}
	for _, t := range before.codes {
		known[t.Code] = t
	}
	for _, t := range after.codes {
		b := known[t.Code]
		t.Debits, t.Credits, t.Count = t.Debits.SubFloor(b.Debits), t.Credits.SubFloor(b.Credits), t.Count-b.Count
		if t.Count > 0 {
			s.Turnovers = append(s.Turnovers, t)
		}
	}
	return nil
}

// lines says what the charges were for.
func (s *Statement) lines(ctx context.Context, q querier, b *Books) error {
	use := UsageQuery{By: ByModel | ByService, Zone: time.UTC}
	sale := s.Account // where the charges of calls stand
	switch {
	case s.Party.ID.IsZero():
		return nil
	case s.Code == clearing.AccountBuyer:
		use.Buyer = s.Party.ID
	case s.Code == clearing.AccountSeller:
		use.Seller = s.Party.ID
	default:
		return nil
	}
	var err error
	if use.Asset, err = assetOf(ctx, q, s.Account); err != nil {
		return err
	}
	if s.Code == clearing.AccountSeller {
		if sale, err = saleAccount(ctx, q, s.Party.ID, use.Asset); err != nil {
			return err
		}
	}
	if err := s.charged(ctx, q, sale); err != nil {
		return err
	}
	rows, err := b.linesOf(ctx, q, use, s.Span, sale)
	if err != nil {
		return err
	}
	var sum money.Amount
	for _, row := range rows {
		sum = total(sum, row.Charge)
		s.Lines = append(s.Lines, row)
	}
	if s.Less = sum.Cmp(s.Charged) > 0; s.Less {
		s.Rest = sum.SubFloor(s.Charged)
	} else {
		s.Rest = s.Charged.SubFloor(sum)
	}
	return nil
}

// charged adds up what the ledger has for calls and pushed usage on a buyer's or a sale's account.
func (s *Statement) charged(ctx context.Context, q querier, account ledger.ID) error {
	turnovers := s.Turnovers
	if account != s.Account {
		other := Statement{Account: account, Span: s.Span}
		if err := other.balances(ctx, q); err != nil {
			return err
		}
		turnovers = other.Turnovers
	}
	for _, t := range turnovers {
		if t.Code != clearing.TransferCall && t.Code != clearing.TransferUse {
			continue
		}
		if account == s.Account {
			s.Charged = total(s.Charged, t.Debits)
		} else {
			s.Charged = total(s.Charged, t.Credits)
		}
	}
	return nil
}

// linesOf adds up whole hours from the rows of usage, and what lies outside of
// them from the calls that were charged there.
func (b *Books) linesOf(ctx context.Context, q querier, use UsageQuery, span Span, account ledger.ID) ([]UsageRow, error) {
	sum := newUsageSum(&use, b)
	first, end := hourOf(span.From+hourNanos-1)*hourNanos, hourOf(span.To)*hourNanos
	parts := []Span{{span.From, min(first, span.To)}}
	if first <= end {
		use.Span = Span{first, end}
		if first < end {
			if err := sum.read(ctx, q); err != nil {
				return nil, err
			}
		}
		parts = append(parts, Span{end, span.To})
	}
	for _, part := range parts {
		if part.From < part.To {
			if err := sum.calls(ctx, q, part, account); err != nil {
				return nil, err
			}
		}
	}
	rows := make([]UsageRow, 0, len(sum.groups))
	for _, row := range sum.groups {
		rows = append(rows, *row)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].key() < rows[j].key() })
	return rows, nil
}

// callsCharged finds the calls of account ?1 whose captures have numbers from ?2
// to ?3, the end exclusive.
const callsCharged = `SELECT ` + callColumns + ` FROM calls WHERE n IN (
	SELECT call FROM postings WHERE debit = ?1 AND n >= ?2 AND n < ?3 AND part = 0 AND ` + moves + `
	UNION ALL SELECT call FROM postings WHERE credit = ?1 AND n >= ?2 AND n < ?3 AND part = 0 AND ` + moves + `)`

func (s *usageSum) calls(ctx context.Context, q querier, span Span, account ledger.ID) error {
	from, to, err := numbers(ctx, q, span, postingSince)
	if err != nil {
		return err
	}
	list, err := calls(ctx, q, callsCharged, idBlob(account), from, to)
	if err != nil {
		return err
	}
	for i := range list {
		c := &list[i]
		f := facet{
			buyer: c.Buyer, seller: c.Seller, key: c.Key, project: c.Project, asset: c.Asset,
			model: c.Model, region: c.Region, upstream: c.Upstream, service: c.Service,
		}
		u := Used{Calls: 1, Quantities: c.Usage.Quantities, Charge: c.Charge, Waived: c.Waived, Cost: c.Cost}
		s.add(usageGroup{0, s.group(&f)}, &u)
	}
	return nil
}

func assetOf(ctx context.Context, q querier, account ledger.ID) (number ledger.AssetID, err error) {
	err = q.QueryRowContext(ctx, `SELECT asset FROM accounts WHERE id = ?`, idBlob(account)).Scan(&number)
	return number, err
}

// saleAccount is where a seller's charges come in.
func saleAccount(ctx context.Context, q querier, seller ledger.ID, asset ledger.AssetID) (ledger.ID, error) {
	var id []byte
	err := q.QueryRowContext(ctx, `SELECT id FROM accounts WHERE party = ? AND code = ? AND asset = ?`, idBlob(seller), int64(clearing.AccountSale), int64(asset)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return ledger.ID{}, ErrNotFound
	}
	return idOf(id), err
}

// Account is an account with what stands on it.
type Account struct {
	ID       ledger.ID
	Asset    ledger.AssetID
	Code     uint16
	Party    ledger.ID // zero for one of the house
	OpenedAt int64     // Unix nanoseconds
	Balance  Balance
}

const accountsOf = `SELECT id, asset, code, party, opened_at FROM accounts WHERE party = ? ORDER BY code, asset`

// PartyAccounts gives a party's accounts with their balances.
func (b *Books) PartyAccounts(ctx context.Context, id ledger.ID) (list []Account, err error) {
	err = b.view(ctx, func(tx querier) error {
		list, err = accounts(ctx, tx, accountsOf, idBlob(id))
		if err != nil {
			return err
		}
		for i := range list {
			s, _, err := sumUntil(ctx, tx, list[i].ID, math.MaxInt64)
			if err != nil {
				return err
			}
			var ok bool
			if list[i].Balance, ok = s.balance(); !ok {
				return fmt.Errorf("%w: account %s", errSum, list[i].ID)
			}
		}
		return nil
	})
	return list, err
}

func accounts(ctx context.Context, q querier, text string, args ...any) (list []Account, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a Account
		var id, owner sql.RawBytes
		if err := rows.Scan(&id, &a.Asset, &a.Code, &owner, &a.OpenedAt); err != nil {
			return nil, err
		}
		a.ID, a.Party = idOf(id), idOf(owner)
		list = append(list, a)
	}
	return list, rows.Err()
}
