package books

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"math"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// CallOpen is the state of a call that is reserved and not closed.
const CallOpen clearing.CallState = 0

// Call is a call from its reservation on. What its end brings is zero while it
// is open.
type Call struct {
	Number       uint64 // counts the calls from one
	ID           ledger.ID
	Key          ledger.ID
	Buyer        ledger.ID // the party
	Seller       ledger.ID // the party
	BuyerAccount ledger.ID
	SaleAccount  ledger.ID
	Asset        ledger.AssetID
	Card         uint32 // the rate card's number
	Place        uint32 // the model's place in it
	Model        string
	Contract     uint32
	Reserved     money.Amount
	Deadline     int64 // Unix nanoseconds
	OpenedAt     int64 // Unix nanoseconds

	State    clearing.CallState
	ClosedAt int64 // Unix nanoseconds
	Charge   money.Amount
	CarryIn  uint64       // ticks that earlier calls left over
	CarryOut uint64       // ticks left over to the next
	Waived   money.Amount // ticks used beyond the reservation, not charged
	Usage    meter.Usage
	Policy   payment.Policy
	Upstream string
	Reason   string    // of a void
	Capture  ledger.ID // the posting that captured it

	Project     ledger.ID    // of the key at the time; zero is none
	RegionAsked string       // where it had to be served; empty: anywhere
	Service     string       // empty: the standard one
	Region      string       // where it was served; empty when not known
	Dialect     string       // that the usage was read from
	Cost        tariff.Ticks // what the upstream charges the seller; zero when not known

	Before              meter.Quantities // used in the period before it, where prices depend on that
	CreditIn, CreditOut tariff.Ticks     // the contract's standing credit, before and after it

	Channel       payment.ChannelID // that paid it; zero for none
	ChannelNumber uint32            // its number
	Voucher       money.Amount      // what that was signed for over all time, by the voucher that paid
}

const callColumns = `n, id, key, buyer, seller, buyer_account, sale_account, asset, card, place, model, contract, reserved, deadline, opened_at,
	state, closed_at, charge, carry_in, carry_out, waived, quantities, source, cut, policy, coalesce(upstream, ''), coalesce(reason, ''),
	project, coalesce(region_asked, ''), coalesce(service, ''), coalesce(region, ''), coalesce(dialect, ''), cost, before, credit_in, credit_out,
	channel, (SELECT c.id FROM channels c WHERE c.n = calls.channel), voucher`

func scanCall(rows *sql.Rows) (c Call, err error) {
	var id, key, buyer, seller, buyerAccount, saleAccount, reserved, charge, waived, quantities, project, cost, before, creditIn, creditOut, channel, voucher sql.RawBytes
	var number sql.NullInt64
	err = rows.Scan(&c.Number, &id, &key, &buyer, &seller, &buyerAccount, &saleAccount, &c.Asset, &c.Card, &c.Place, &c.Model, &c.Contract,
		&reserved, &c.Deadline, &c.OpenedAt, &c.State, &c.ClosedAt, &charge, &c.CarryIn, &c.CarryOut, &waived, &quantities,
		&c.Usage.Source, &c.Usage.Cut, &c.Policy, &c.Upstream, &c.Reason,
		&project, &c.RegionAsked, &c.Service, &c.Region, &c.Dialect, &cost, &before, &creditIn, &creditOut, &number, &channel, &voucher)
	if err != nil {
		return c, err
	}
	c.ID, c.Key, c.Buyer, c.Seller = idOf(id), idOf(key), idOf(buyer), idOf(seller)
	c.BuyerAccount, c.SaleAccount = idOf(buyerAccount), idOf(saleAccount)
	c.Reserved, c.Charge, c.Waived = amountOf(reserved), amountOf(charge), amountOf(waived)
	c.Project, c.Cost = idOf(project), amountOf(cost)
	c.CreditIn, c.CreditOut = amountOf(creditIn), amountOf(creditOut)
	c.Channel, c.ChannelNumber, c.Voucher = channelOf(channel), uint32(number.Int64), amountOf(voucher)
	if before != nil {
		if c.Before, _, err = meter.DecodeQuantities(before); err != nil {
			return c, fmt.Errorf("books: what was used before call %s: %w", c.ID, err)
		}
	}
	if c.State == clearing.CallCaptured {
		c.Capture = payment.CaptureID(c.ID)
	}
	if quantities != nil {
		if c.Usage.Quantities, _, err = meter.DecodeQuantities(quantities); err != nil {
			return c, fmt.Errorf("books: usage of call %s: %w", c.ID, err)
		}
	}
	return c, nil
}

func calls(ctx context.Context, q querier, text string, args ...any) (list []Call, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanCall(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// Call finds a call; ErrNotFound when there is none.
func (b *Books) Call(ctx context.Context, id ledger.ID) (Call, error) {
	return callOf(ctx, b.reader, id)
}

const callText = `SELECT ` + callColumns + ` FROM calls WHERE id = ?`

func callOf(ctx context.Context, q querier, id ledger.ID) (Call, error) {
	list, err := calls(ctx, q, callText, idBlob(id))
	if err != nil {
		return Call{}, err
	}
	if len(list) == 0 {
		return Call{}, ErrNotFound
	}
	return list[0], nil
}

// CallFilter says which calls are wanted; what is zero does not matter.
type CallFilter struct {
	Party   ledger.ID // as buyer or as seller
	Key     ledger.ID
	Project ledger.ID
	Channel uint32 // its number
	Model   string
	Region  string              // where it was served
	State   *clearing.CallState // CallOpen is a state too
	Span    Span                // of the reservation
}

func (f *CallFilter) query() uint32 {
	state := uint64(math.MaxUint64)
	if f.State != nil {
		state = uint64(*f.State)
	}
	texts := fnv.New64a()
	_, _ = texts.Write([]byte(f.Model + "\x00" + f.Region)) // a hash takes everything
	return query("calls", f.Party.Hi, f.Party.Lo, f.Key.Hi, f.Key.Lo, f.Project.Hi, f.Project.Lo, uint64(f.Channel), texts.Sum64(), state, uint64(f.Span.From), uint64(f.Span.To))
}

// CallPage is a part of a list of calls. Next continues it; empty at its end.
type CallPage struct {
	Calls []Call
	Next  string
}

// Calls gives calls, newest first.
func (b *Books) Calls(ctx context.Context, f CallFilter, cursor string, limit int) (page CallPage, err error) {
	limit = limited(limit)
	name := f.query()
	after, paged, err := placeOf(cursor, name)
	if err != nil {
		return page, err
	}
	if !paged {
		after.n = math.MaxInt64
	}
	err = b.view(ctx, func(tx querier) error {
		from, to, err := numbers(ctx, tx, f.Span, callSince)
		if err != nil {
			return err
		}
		page.Calls, err = f.list(ctx, tx, from, min(to, after.n), limit+1)
		return err
	})
	if err != nil {
		return CallPage{}, err
	}
	if len(page.Calls) > limit {
		page.Calls = page.Calls[:limit]
		page.Next = place{n: int64(page.Calls[limit-1].Number)}.cursor(name)
	}
	return page, nil
}

// list finds a party's calls through the index of its role.
func (f *CallFilter) list(ctx context.Context, q querier, from, to int64, limit int) ([]Call, error) {
	role := ""
	if !f.Party.IsZero() {
		p, err := party(ctx, q, f.Party)
		if err != nil {
			return nil, err
		}
		role = p.Role.String()
	}
	text, args := f.text(from, to, limit, role)
	return calls(ctx, q, text, args...)
}

// conditions are those of a filter, the one that the fewest calls meet first: a
// key's, a channel's, a project's, a buyer's, a model's, a region's. A seller has many.
func (f *CallFilter) conditions(role string) (list []condition) {
	add := func(wanted bool, column string, value any, index bool) {
		if wanted {
			list = append(list, condition{column, value, index})
		}
	}
	ended := f.State != nil && *f.State != clearing.CallCaptured
	add(!f.Key.IsZero(), "key", idBlob(f.Key), true)
	add(f.Channel != 0, "channel", int64(f.Channel), true)
	add(!f.Project.IsZero(), "project", idBlob(f.Project), true)
	add(role == clearing.RoleBuyer.String(), "buyer", idBlob(f.Party), true)
	add(f.Model != "", "model", f.Model, true)
	if ended {
		add(true, "state", int64(*f.State), true)
	}
	add(f.Region != "", "region", f.Region, true)
	add(role == clearing.RoleSeller.String(), "seller", idBlob(f.Party), true)
	if f.State != nil && !ended {
		add(true, "state", int64(*f.State), false)
	}
	return list
}

// text puts the query together.
func (f *CallFilter) text(from, to int64, limit int, role string) (string, []any) {
	return walkDown("calls", callColumns, f.conditions(role), from, to, limit)
}
