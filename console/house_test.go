package console

import (
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"sync"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
	"aidollar/core/review"
	"aidollar/core/tariff"
)

// The secrets of the test house's keys.
const (
	secretAdmin  = "sk-aid-admin"
	secretBuyer  = "sk-aid-buyer"
	secretSeller = "sk-aid-seller"
	secretReader = "sk-aid-seller-who-reads"
	secretOther  = "sk-aid-other"
	secretCall   = "sk-aid-call-only"
	secretOld    = "sk-aid-revoked"
	secretLoose  = "sk-aid-read-of-nobody"
)

const hostile = `<script>alert("x")</script>`

// noon is the time of the test house: 2026-03-01 12:00:00 UTC.
const noon = int64(1772366400) * 1e9

func testID(n uint64) ledger.ID {
	return ledger.ID{Hi: 0x019ca_000_0000_7000, Lo: 0x8000_0000_0000_0000 | n}
}

var (
	partyBuyer  = clearing.Party{ID: testID(1), Role: clearing.RoleBuyer, Name: hostile, Asset: 1}
	partySeller = clearing.Party{ID: testID(2), Role: clearing.RoleSeller, Name: "Northern Lights Inference", Asset: 1, CommissionPPM: 15_000}
	partyOther  = clearing.Party{ID: testID(3), Role: clearing.RoleBuyer, Name: "a buyer with a name that is much longer than any column of any table would like it to be", Asset: 1}
)

// house is a source with everything in memory.
type house struct {
	mu       sync.Mutex
	order    []ledger.ID // keys in the order of entry
	keys     map[[sha256.Size]byte]clearing.Key
	calls    []Call // newest first
	receipts map[ledger.ID]Receipt
	position Position
	halted   string               // payouts in the first token, and why
	decided  map[ledger.ID]string // disputes, and why; or what the seller says
	crowd    bool                 // there are more parties than a list shows
	refunded map[ledger.ID]recourse.Refund
	ended    map[ledger.ID]bool // grants
	lines    []credit.Terms     // that were set
	given    []credit.Grant
	reviewed *review.Book // made when it is asked for
	released map[int]bool // channels that something goes back from
	done     []string     // at the desk of rules
	signed   bool         // sets of rules need a signature
	err      error
}

func newHouse(calls int) *house {
	h := &house{keys: map[[sha256.Size]byte]clearing.Key{}, receipts: map[ledger.ID]Receipt{}, released: map[int]bool{}, decided: map[ledger.ID]string{}, refunded: map[ledger.ID]recourse.Refund{}, ended: map[ledger.ID]bool{}, position: Position{Log: 12_345, Books: 12_345}}
	key := func(n uint64, secret string, party ledger.ID, scopes clearing.Scopes) {
		hash := sha256.Sum256([]byte(secret))
		h.keys[hash] = clearing.Key{ID: testID(n), Hash: hash, Party: party, Name: hostile, Scopes: scopes, Since: noon}
		h.order = append(h.order, testID(n))
	}
	key(101, secretAdmin, ledger.ID{}, clearing.ScopeAdmin)
	key(102, secretBuyer, partyBuyer.ID, clearing.ScopeCall|clearing.ScopeRead)
	key(103, secretSeller, partySeller.ID, clearing.ScopeRead|clearing.ScopeRecourse)
	key(107, secretReader, partySeller.ID, clearing.ScopeRead)
	key(104, secretOther, partyOther.ID, clearing.ScopeRead)
	key(105, secretCall, partyBuyer.ID, clearing.ScopeCall)
	key(106, secretLoose, ledger.ID{}, clearing.ScopeRead)
	for i := range calls {
		h.add(uint64(calls - i))
	}
	return h
}

// testModel has prices at both ends of what is usual.
func testModel() *tariff.Model {
	m := &tariff.Model{Name: "aurora-large", OutputMax: 4096}
	for of, price := range map[meter.Meter]string{meter.Request: "250", meter.Input: "0.15", meter.InputCached: "0.0375", meter.Output: "0.6", meter.OutputReasoning: "12"} {
		ticks, err := tariff.ParsePrice(price, 1_000_000)
		if err != nil {
			panic(err)
		}
		m.SetPrice(of, ticks)
	}
	return m
}

// add enters the n-th call: of the two buyers in turn, in all states.
func (h *house) add(n uint64) {
	buyer := partyBuyer
	if n%3 == 0 {
		buyer = partyOther
	}
	c := Call{ID: testID(1000 + n), Buyer: buyer, Seller: partySeller, Model: "aurora-large", Asset: money.USD(), OpenedAt: noon - int64(500-n)*127_123_456_789, Reserved: money.Units(10_000_000)}
	r := Receipt{KeyName: hostile, Card: "standard", Version: 3, Upstream: "north-1", CarryIn: n * 1_000_003 % tariff.TicksPerUnit}
	hold := posting(c, c.ID, clearing.TransferCall, ledger.Pending, c.Reserved, account(clearing.AccountBuyer, buyer), account(clearing.AccountSale, partySeller))
	r.Postings = []Posting{hold}
	switch n % 7 {
	case 1: // open
	case 2:
		c.State, r.Reason = clearing.CallVoided, "upstream_unavailable"
	case 3:
		c.State = clearing.CallExpired
	default:
		c.State = clearing.CallCaptured
		c.Usage.Quantities = meter.Quantities{meter.Request: 1, meter.Input: 1200 + n, meter.InputCached: 317 * n, meter.Output: 40 * n, meter.OutputReasoning: 7}
		lines, _ := testModel().Lines(&tariff.Circumstance{}, &c.Usage.Quantities, nil)
		for _, l := range lines {
			r.Lines = append(r.Lines, ReceiptLine{Line: l, From: []string{"usage.prompt_tokens"}})
		}
		r.Dialect, r.Region, r.Service, r.Project, r.Cost = "chat", "eu-north", "priority", testProject.Name, tariff.Ticks{Lo: 1_234_567_890_123}
		r.Exact, _, _ = testModel().Exact(&tariff.Circumstance{}, &c.Usage.Quantities, nil)
		c.Charge, r.CarryOut = tariff.Charge(r.Exact, r.CarryIn)
		share, _, _ := money.Rate{Num: 985, Den: 1000}.Of(c.Charge, money.Down)
		rest, _ := c.Charge.Sub(share)
		r.Postings = append(r.Postings,
			posting(c, payment.CaptureID(c.ID), clearing.TransferCall, ledger.Post, c.Charge, account(clearing.AccountBuyer, buyer), account(clearing.AccountSale, partySeller)),
			posting(c, payment.ShareID(c.ID), clearing.TransferShare, 0, share, account(clearing.AccountSale, partySeller), account(clearing.AccountSeller, partySeller)),
			posting(c, payment.ShareID(c.ID).Derive(1), clearing.TransferShare, 0, rest, account(clearing.AccountSale, partySeller), Side{ID: clearing.HouseAccount(clearing.AccountRevenue, 1), Code: clearing.AccountRevenue}))
	}
	if c.State != 0 {
		r.ClosedAt = c.OpenedAt + 2_345_678_901
	}
	r.Call = c
	h.calls = append(h.calls, c)
	h.receipts[c.ID] = r
}

func account(code uint16, of clearing.Party) Side {
	return Side{ID: clearing.PartyAccount(of.ID, code), Code: code, Owner: of}
}

func posting(c Call, id ledger.ID, code uint16, flags ledger.TransferFlags, amount money.Amount, debit, credit Side) Posting {
	return Posting{
		Posting: ledger.Posting{Transfer: ledger.Transfer{ID: id, Debit: debit.ID, Credit: credit.ID, Amount: amount, Code: code, Flags: flags}, Posted: amount},
		At:      c.OpenedAt, Asset: c.Asset, CallID: c.ID, Debit: debit, Credit: credit,
	}
}

func (h *house) Key(hash [sha256.Size]byte) (clearing.Key, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key, ok := h.keys[hash]
	return key, ok && key.Revoked == 0
}

// happen has some more calls come in, and the books follow.
func (h *house) happen(calls int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for range calls {
		older := h.calls
		h.calls = nil
		h.add(uint64(len(older) + 1))
		h.calls = append(h.calls, older...)
		h.position.Log++
		h.position.Books++
	}
}

func (h *house) revoke(secret string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.keys, sha256.Sum256([]byte(secret)))
}

func (h *house) Party(id ledger.ID) (clearing.Party, bool) {
	for _, p := range []clearing.Party{partyBuyer, partySeller, partyOther} {
		if p.ID == id {
			return p, true
		}
	}
	return clearing.Party{}, false
}

func (h *house) Position() Position {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.position
}

// happened are the calls so far, newest first.
func (h *house) happened() []Call {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.calls
}

func (h *house) House(context.Context, int64) (House, error) {
	revenue, _ := money.ParseDecimal("1234567.00000125", 9)
	return House{Revenue: []Sum{{money.USD(), revenue}}, Holds: 2, Held: []Sum{{money.USD(), money.Units(7_500_000)}}}, h.err
}

// Usage adds up the calls one by one: what the books do, without any index.
func (h *house) Usage(_ context.Context, q UsageQuery) (u Usage, err error) {
	type key struct {
		at    int64
		group string
	}
	rows := map[key]*UsageRow{}
	var keys []key
	for _, c := range slices.Backward(h.happened()) {
		if c.State == 0 || !q.View.Covers(c.Buyer.ID, c.Seller.ID) || c.OpenedAt < q.From || c.OpenedAt >= q.To || q.Model != "" && q.Model != c.Model {
			continue
		}
		k := key{at: q.Step.Floor(time.Unix(0, c.OpenedAt)).UnixNano()}
		var of Group
		switch q.By {
		case ByModel:
			of.Name = c.Model
		case ByBuyer:
			of = Group{c.Buyer.ID, c.Buyer.Name}
		case BySeller:
			of = Group{c.Seller.ID, c.Seller.Name}
		}
		k.group = of.Name
		if q.Step == StepAll {
			k.at = q.From
		}
		if rows[k] == nil {
			rows[k] = &UsageRow{At: k.at, Group: of, Asset: c.Asset}
			keys = append(keys, k)
		}
		r := rows[k]
		if c.State != clearing.CallCaptured {
			r.Failed++
			continue
		}
		r.Calls++
		r.Charge, _ = r.Charge.Add(c.Charge)
		cost, _ := c.Charge.Mul64(700_000_000)
		r.Cost, _ = r.Cost.Add(cost)
		for m, n := range c.Usage.Quantities {
			r.Quantities[m] += n
		}
	}
	for _, k := range keys {
		u.Rows = append(u.Rows, *rows[k])
	}
	return u, h.err
}

func (h *house) Latency() (hour Latency, minutes []Latency) {
	for i := range 40 {
		wave := time.Duration(i%7) * 11 * time.Millisecond
		minutes = append(minutes, Latency{
			At: noon - int64(40-i)*int64(time.Minute), Calls: uint64(i), Half: 80*time.Millisecond + wave, Slow: 220*time.Millisecond + 3*wave, FirstHalf: 31 * time.Millisecond,
		})
	}
	return Latency{At: noon - int64(time.Hour), Calls: 780, Half: 93 * time.Millisecond, Slow: 401 * time.Millisecond}, minutes
}

func (h *house) Chart(context.Context) (Chart, error) {
	line := func(code uint16, n, debits, credits uint64) ChartLine {
		l := ChartLine{Asset: money.USD(), Code: code, Accounts: n, Debits: money.Units(debits), Credits: money.Units(credits)}
		if code == clearing.AccountCustody || code == clearing.AccountRevenue {
			l.Sole = clearing.HouseAccount(code, 1)
		}
		return l
	}
	return Chart{Lines: []ChartLine{
		line(clearing.AccountCustody, 1, 9_005_000_000_000, 4_000_000_000_000),
		line(clearing.AccountBuyer, 2, 12_345_678_901, 5_005_000_000_000),
		line(clearing.AccountSeller, 1, 0, 12_160_493_717),
		line(clearing.AccountSale, 1, 12_345_678_901, 12_345_678_901),
		line(clearing.AccountCarry, 1, 0, 1),
		line(clearing.AccountRevenue, 1, 0, 185_185_183),
	}}, h.err
}

func (h *house) standing(code uint16, of clearing.Party) Account {
	return Account{
		Account: ledger.Account{ID: clearing.PartyAccount(of.ID, code), Asset: 1, Code: code, DebitsPosted: money.Units(12_345), DebitsPending: money.Units(10_000_000), CreditsPosted: money.Units(5_000_000_000)},
		Asset:   money.USD(), Owner: of, Spendable: money.Units(4_996_237_655),
	}
}

func (h *house) Parties(_ context.Context, cursor string, limit int) (page AccountPage, err error) {
	all := []Account{h.standing(clearing.AccountBuyer, partyBuyer), h.standing(clearing.AccountSeller, partySeller), h.standing(clearing.AccountBuyer, partyOther)}
	from, _ := strconv.Atoi(cursor)
	page.Accounts = all[from:min(from+limit, len(all))]
	if h.crowd {
		page.Accounts, page.Next = all[:1], "1"
	}
	return page, h.err
}

func (h *house) Accounts(_ context.Context, party ledger.ID) ([]Account, error) {
	p, _ := h.Party(party)
	if p.Role == clearing.RoleSeller {
		return []Account{h.standing(clearing.AccountSeller, p), h.standing(clearing.AccountSale, p), h.standing(clearing.AccountCarry, p)}, h.err
	}
	return []Account{h.standing(clearing.AccountBuyer, p)}, h.err
}

func (h *house) Account(_ context.Context, id ledger.ID) (Account, error) {
	for _, p := range []clearing.Party{partyBuyer, partySeller, partyOther} {
		for _, code := range []uint16{clearing.AccountBuyer, clearing.AccountSeller, clearing.AccountSale, clearing.AccountCarry} {
			if clearing.PartyAccount(p.ID, code) == id {
				return h.standing(code, p), h.err
			}
		}
	}
	if id == clearing.HouseAccount(clearing.AccountRevenue, 1) {
		revenue := h.standing(clearing.AccountRevenue, clearing.Party{})
		revenue.Account.ID = id
		return revenue, h.err
	}
	return Account{}, ErrNotFound
}

func (h *house) History(_ context.Context, q HistoryQuery, cursor string, limit int) (page PostingPage, err error) {
	id := q.Account
	var all []Posting
	for _, c := range h.happened() {
		for _, p := range h.receipts[c.ID].Postings {
			inside := (q.From == 0 || p.At >= q.From) && (q.To == 0 || p.At < q.To)
			if inside && (p.Debit.ID == id || p.Credit.ID == id) {
				all = append(all, p)
			}
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return PostingPage{Postings: all[from:end], Next: next}, h.err
}

func (h *house) Calls(_ context.Context, q CallQuery, cursor string, limit int) (page CallPage, err error) {
	var all []Call
	for _, c := range h.happened() {
		of := View{Party: clearing.Party{ID: q.Party}}
		if q.View.Covers(c.Buyer.ID, c.Seller.ID) && (q.Party.IsZero() || of.Covers(c.Buyer.ID, c.Seller.ID)) &&
			(q.Model == "" || q.Model == c.Model) && (q.State == nil || *q.State == c.State) && c.OpenedAt >= q.From && (q.To == 0 || c.OpenedAt < q.To) {
			all = append(all, c)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return CallPage{Calls: all[from:end], Next: next}, h.err
}

// cut takes a page out of a list; its cursors are offsets.
func cut(cursor string, limit, length int) (from, end int, next string, err error) {
	if cursor != "" {
		if from, err = strconv.Atoi(cursor); err != nil || from < 0 || from > length {
			return 0, 0, "", ErrCursor
		}
	}
	end = min(from+limit, length)
	if end < length {
		next = strconv.Itoa(end)
	}
	return from, end, next, nil
}

func (h *house) SignedReceipt(_ context.Context, id ledger.ID) (string, error) {
	if r, ok := h.receipts[id]; !ok || r.ClosedAt == 0 {
		return "", ErrNotFound
	}
	return "signed." + id.String(), h.err
}

func (h *house) Receipt(_ context.Context, id ledger.ID) (Receipt, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r, ok := h.receipts[id]
	if !ok {
		return r, ErrNotFound
	}
	return r, h.err
}
