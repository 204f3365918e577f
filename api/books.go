package api

import (
	"context"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/review"
	"aidollar/core/tariff"
)

// Books are the read side as this package needs it: what happened, long after
// the machine forgot it. They may lag behind the machine. An unknown id is ok
// false and no error; a cursor that no page gave is ErrCursor. What is returned
// belongs to the caller.
type Books interface {
	UsageBooks
	ChargeBooks
	SearchBooks
	ChainBooks
	CreditBooks
	RecourseBooks
	NettingBooks
	ExchangeBooks
	RulesBooks
	ReviewBooks
	SaleBooks
	DutyBooks
	// Posting finds a movement by its transfer's id.
	Posting(ctx context.Context, id ledger.ID) (p Posting, ok bool, err error)
	// PostingsByCause lists the movements of a cause, the oldest first, at most
	// about a thousand.
	PostingsByCause(ctx context.Context, cause ledger.ID) ([]Posting, error)
	// History lists the movements of an account, the newest first.
	History(ctx context.Context, query HistoryQuery) (PostingList, error)
	// BalanceAt sums what was posted to an account at or before a moment, or,
	// by effective time, what counts at or before it.
	BalanceAt(ctx context.Context, account ledger.ID, at int64, byEffective bool) (Balance, error)
	// Calls lists calls, the newest first.
	Calls(ctx context.Context, query CallQuery) (CallList, error)
	// Receipt finds a call with everything about it.
	Receipt(ctx context.Context, id ledger.ID) (r Receipt, ok bool, err error)
	// Feed gives what happened after a cursor, in the order of the log, and looks
	// at most at limit things; FeedEnd is the cursor behind everything.
	Feed(ctx context.Context, after string, limit int) ([]FeedItem, error)
	FeedEnd(ctx context.Context) (string, error)
	// Later returns when queries see more than the records up to seq, or with
	// the context's error.
	Later(ctx context.Context, seq uint64) error
	// Position is the last record that queries see.
	Position() uint64
	// Visible returns when queries see the record, or with the context's error.
	Visible(ctx context.Context, seq uint64) error
}

// ErrCursor is Books' error for a cursor that no page of the same query gave.
var ErrCursor = refuseFaults([]Fault{{Param: "after", Code: "cursor_invalid", Detail: "the cursor is none that a page of this query gave as next"}})

// Posting is a movement, a hold, or the release of one.
type Posting struct {
	ledger.Posting
	Number uint64 // counts the postings from one
	Seq    uint64 // of its record in the log
	At     int64  // when it was posted, Unix nanoseconds
}

// HistoryQuery says what of an account's history is wanted.
type HistoryQuery struct {
	Account     ledger.ID
	From, Until int64 // Unix nanoseconds, inclusive and exclusive; zero is open
	ByEffective bool  // times and order are those of statements
	After       string
	Limit       int
}

// PostingList is a page of movements. Next continues it; empty at its end.
type PostingList struct {
	Postings []Posting
	Next     string
}

// Balance is what an account's movements sum to.
type Balance struct{ Debits, Credits money.Amount }

// CallQuery says which calls are wanted; zero fields do not matter.
type CallQuery struct {
	Party       ledger.ID // the buyer or the seller
	Key         ledger.ID
	Channel     uint32 // its number
	Model       string
	From, Until int64 // Unix nanoseconds of the reservation, inclusive and exclusive
	After       string
	Limit       int
}

// CallList is a page of calls. Next continues it; empty at its end.
type CallList struct {
	Calls []Call
	Next  string
}

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

	State    clearing.CallState // zero while it is open
	ClosedAt int64              // Unix nanoseconds
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

// Receipt is everything about a call: what was used, at which prices, and where
// the money went.
type Receipt struct {
	Call     Call
	Asset    money.Asset
	Card     *tariff.Card
	Lines    []tariff.Line // of a captured call
	Exact    tariff.Ticks  // the sum of the lines
	Grants   []GrantPart   // what grants paid of it, in their order
	Returned money.Amount  // of its charge, by refunds and disputes
	Postings []Posting     // the hold, its end, and the shares, in order

	// Deal and Rate are those of a captured call that was paid in another asset; nil
	// for none.
	Deal *exchange.Deal
	Rate *exchange.Rate
}

// GrantPart is what a grant paid of a call.
type GrantPart struct {
	Grant   ledger.ID
	Name    string
	Account ledger.ID
	Amount  money.Amount
}

// noBooks answers for a server without books.
type noBooks struct{}

func (noBooks) Posting(context.Context, ledger.ID) (Posting, bool, error) {
	return Posting{}, false, errBooksAbsent
}

func (noBooks) PostingsByCause(context.Context, ledger.ID) ([]Posting, error) {
	return nil, errBooksAbsent
}

func (noBooks) History(context.Context, HistoryQuery) (PostingList, error) {
	return PostingList{}, errBooksAbsent
}

func (noBooks) BalanceAt(context.Context, ledger.ID, int64, bool) (Balance, error) {
	return Balance{}, errBooksAbsent
}

func (noBooks) Calls(context.Context, CallQuery) (CallList, error) {
	return CallList{}, errBooksAbsent
}

func (noBooks) Receipt(context.Context, ledger.ID) (Receipt, bool, error) {
	return Receipt{}, false, errBooksAbsent
}

func (noBooks) Feed(context.Context, string, int) ([]FeedItem, error) { return nil, errBooksAbsent }
func (noBooks) FeedEnd(context.Context) (string, error)               { return "", errBooksAbsent }

func (noBooks) Later(context.Context, uint64) error { return errBooksAbsent }

func (noBooks) Usage(context.Context, UsageQuery) (UsageList, error) {
	return UsageList{}, errBooksAbsent
}

func (noBooks) Statements(context.Context, ledger.ID, int64, int64) ([]Statement, error) {
	return nil, errBooksAbsent
}

func (noBooks) Find(context.Context, string) ([]Found, error) { return nil, errBooksAbsent }

func (noBooks) Payments(context.Context, PaymentQuery) (PaymentList, error) {
	return PaymentList{}, errBooksAbsent
}

func (noBooks) Payment(context.Context, ledger.ID) (Payment, []Step, bool, error) {
	return Payment{}, nil, false, errBooksAbsent
}

func (noBooks) Arrivals(context.Context, ArrivalQuery) (ArrivalList, error) {
	return ArrivalList{}, errBooksAbsent
}

func (noBooks) Arrival(context.Context, ledger.ID) (Arrival, []Step, bool, error) {
	return Arrival{}, nil, false, errBooksAbsent
}

func (noBooks) Payouts(context.Context, PayoutQuery) (PayoutList, error) {
	return PayoutList{}, errBooksAbsent
}

func (noBooks) Payout(context.Context, ledger.ID) (Payout, []Step, bool, error) {
	return Payout{}, nil, false, errBooksAbsent
}

func (noBooks) Payees(context.Context, ledger.ID, string, int) (PayeeList, error) {
	return PayeeList{}, errBooksAbsent
}

func (noBooks) Pegs(context.Context, uint32, string, int) (PegList, error) {
	return PegList{}, errBooksAbsent
}

func (noBooks) Comparisons(context.Context, uint32, bool, string, int) (ComparisonList, error) {
	return ComparisonList{}, errBooksAbsent
}

func (noBooks) Channels(context.Context, ChannelQuery) (ChannelList, error) {
	return ChannelList{}, errBooksAbsent
}

func (noBooks) ChannelSteps(context.Context, payment.ChannelID) ([]ChannelStep, bool, error) {
	return nil, false, errBooksAbsent
}

func (noBooks) CreditLines(context.Context, CreditLineQuery) (CreditLineList, error) {
	return CreditLineList{}, errBooksAbsent
}

func (noBooks) Invoices(context.Context, InvoiceQuery) (InvoiceList, error) {
	return InvoiceList{}, errBooksAbsent
}

func (noBooks) Invoice(context.Context, ledger.ID) (credit.Invoice, []Step, bool, error) {
	return credit.Invoice{}, nil, false, errBooksAbsent
}

func (noBooks) SetOffs(context.Context, SetOffQuery) (SetOffList, error) {
	return SetOffList{}, errBooksAbsent
}

func (noBooks) Grants(context.Context, GrantQuery) (GrantList, error) {
	return GrantList{}, errBooksAbsent
}

func (noBooks) Refunds(context.Context, RecourseQuery) (RefundList, error) {
	return RefundList{}, errBooksAbsent
}

func (noBooks) Refund(context.Context, ledger.ID) (Refund, []Step, bool, error) {
	return Refund{}, nil, false, errBooksAbsent
}

func (noBooks) Disputes(context.Context, RecourseQuery) (DisputeList, error) {
	return DisputeList{}, errBooksAbsent
}

func (noBooks) Dispute(context.Context, ledger.ID) (Dispute, []Step, bool, error) {
	return Dispute{}, nil, false, errBooksAbsent
}

func (noBooks) Charges(context.Context, ledger.ID, string, int) (ChargeList, error) {
	return ChargeList{}, errBooksAbsent
}

func (noBooks) Charge(context.Context, ledger.ID) (Charge, bool, error) {
	return Charge{}, false, errBooksAbsent
}

func (noBooks) GrantSteps(context.Context, ledger.ID) ([]Step, error) { return nil, errBooksAbsent }

func (noBooks) Rates(context.Context, exchange.Pair, string, int) (RateList, error) {
	return RateList{}, errBooksAbsent
}

func (noBooks) Conversions(context.Context, ledger.ID, string, int) (ConversionList, error) {
	return ConversionList{}, errBooksAbsent
}

func (noBooks) Position() uint64                      { return 0 }
func (noBooks) Visible(context.Context, uint64) error { return errBooksAbsent }

// booksPatience is how long an answer waits for the books to hold what the
// machine has done already.
const booksPatience = 2 * time.Second

// caughtUp waits for the books to hold everything that is durable now, so that
// whoever was answered may read what it did. Listings go on without it and say
// how far the books are behind; a look-up must not say that there is nothing.
func (q *request) caughtUp() (behind bool, err error) {
	ctx, cancel := context.WithTimeout(q.Context(), booksPatience)
	defer cancel()
	seq, _ := q.api.deps.Node.Position()
	if err = q.api.deps.Books.Visible(ctx, seq); err != nil && ctx.Err() != nil {
		return true, nil
	}
	return false, err
}

// booksBehind refuses a look-up that the books cannot answer yet.
func (q *request) booksBehind() error {
	seq, _ := q.api.deps.Node.Position()
	return refuse("books_behind", "the books are at record %d of %d and do not have it; try again later", q.api.deps.Books.Position(), seq)
}

func (noBooks) Reviews(context.Context, ReviewQuery) (ReviewList, error) {
	return ReviewList{}, errBooksAbsent
}

func (noBooks) Review(context.Context, ledger.ID) (review.Item, []ReviewStep, bool, error) {
	return review.Item{}, nil, false, errBooksAbsent
}

func (noBooks) Attestations(context.Context, AttestationQuery) (AttestationList, error) {
	return AttestationList{}, errBooksAbsent
}

func (noBooks) Attestation(context.Context, ledger.ID) (Attestation, bool, error) {
	return Attestation{}, false, errBooksAbsent
}
