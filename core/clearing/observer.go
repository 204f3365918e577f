package clearing

import (
	"aidollar/core/attest"
	"aidollar/core/credit"
	"aidollar/core/duty"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/recourse"
	"aidollar/core/review"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

// Observer is told what a record changed, in order, while it is applied. It
// must not keep what it is handed by pointer, nor call the machine. A replay
// tells the same again.
type Observer interface {
	AssetDefined(number ledger.AssetID, asset money.Asset)
	AccountOpened(at int64, account *ledger.Account)
	PartyAdded(party *Party)
	KeyChanged(key *Key)
	CardAdded(number uint32, card *SellerCard)
	Posted(at int64, posting *ledger.Posting)
	CallReserved(at int64, call *payment.Call)
	CallClosed(at int64, closing *CallClosing)
	CallMisplaced(at int64, misplaced *Misplaced) // captured where rules do not let it be served
	PartyAssetAdded(at int64, party ledger.ID, asset ledger.AssetID)
	ProjectChanged(at int64, project *Project)
	BudgetChanged(at int64, budget *ledger.Budget) // defined or changed, the house's own apart
	MeterDefined(number uint32, meter *SellerMeter)
	Used(at int64, record *UseRecord)
	TokenChanged(at int64, token *settlement.TokenState)
	PegChanged(at int64, token *settlement.TokenState) // its guard is another one, or a price was entered
	PayeeChanged(at int64, payee *settlement.Payee)
	PaymentChanged(at int64, payment *settlement.Payment)
	ArrivalChanged(at int64, arrival *settlement.Arrival, state ArrivalState)
	PayoutChanged(at int64, payout *settlement.Payout, state PayoutState)
	// ChannelChanged tells of a channel that was opened, or of which something is
	// known from the chain, or is on its way back or no longer. What its calls cost
	// is told by the calls.
	ChannelChanged(at int64, channel *ChannelState, step ChannelStep)
	LinkChanged(at int64, link *Link) // a link that is taken back has no seller
	Netted(at int64, s *SetOff)
	LineChanged(at int64, line *credit.Line)
	InvoiceChanged(at int64, invoice *credit.Invoice)
	RateTaken(at int64, rate *exchange.Rate)
	Converted(at int64, conversion *Conversion)
	GrantChanged(at int64, grant *credit.Grant) // given, ended, or a part of it lapsed
	RefundChanged(at int64, sale *recourse.Sale, refund *recourse.Refund)
	DisputeChanged(at int64, sale *recourse.Sale, dispute *recourse.Dispute)
	RecourseChanged(at int64, terms *recourse.SellerTerms)
	RulesChanged(at int64, set *ruling.Installed, state RulesState)
	FactsRegistered(at int64, entries []*facts.Entry, gone []ruling.Entity)
	QuotaChanged(at int64, quota *licence.Standing, state QuotaState)
	QuotaDrawn(at int64, drawn *QuotaDrawn)
	Sold(at int64, sold *Sold)                   // by Sell; its postings are told by themselves
	Decided(at int64, decision *ruling.Decision) // for good, whatever becomes of what it was asked for
	ReviewChanged(at int64, item *review.Item)
	AuditorChanged(at int64, auditor *attest.Auditor)
	// AttestationChanged tells of a statement that came in, with the signed text, or was
	// revoked, with the auditor's signed revocation or without where the operator did.
	AttestationChanged(at int64, entry *attest.Entry, text string)
	DutyChanged(at int64, duty *duty.Duty)
	RecordsKept(at int64, keeping duty.Keeping)   // longer than before, or for the first time
	IdentityChanged(at int64, identity *Identity) // one without a version is kept no longer
}

// ArrivalState is where a transfer of a token to the house is.
type ArrivalState uint8

// The states of an arrival.
const (
	ArrivalSeen    ArrivalState = iota + 1 // in a block that may still be undone
	ArrivalFinal                           // in a final block
	ArrivalDropped                         // its block was undone
)

// PayoutState is where a batch of payouts is.
type PayoutState uint8

// The states of a batch.
const (
	PayoutOpened PayoutState = iota + 1 // taken off the accounts
	PayoutSeen                          // in a block that may still be undone, or in none any more
	PayoutClosed                        // in a final block, or given up
)

// CallState is how a call ended.
type CallState uint8

// The ends of a call.
const (
	CallCaptured CallState = iota + 1
	CallVoided
	CallExpired
)

func (s CallState) String() string {
	switch s {
	case CallCaptured:
		return "captured"
	case CallVoided:
		return "voided"
	case CallExpired:
		return "expired"
	}
	return "unknown"
}

// CallClosing is all that is known of a call at its end.
type CallClosing struct {
	Call     payment.Call
	State    CallState
	Usage    meter.Usage // of a capture
	Policy   payment.Policy
	Upstream string
	Region   string       // where it was served; empty when not known
	Dialect  string       // that the usage was read from
	Cost     tariff.Ticks // what the upstream charges the seller; zero when unknown
	Reason   string       // of a void
	Answer   payment.Answer
}

// UseRecord is what one command changed between a buyer and a seller by pushed
// usage. Without lines it is the payment of what was owed. In ticks:
//
//	(charged + owed out - owed in) * TicksPerUnit + carry out - carry in
//	    - credit out + credit in = sum of (due - credit)
type UseRecord struct {
	Buyer               ledger.ID
	Seller              ledger.ID
	Asset               ledger.AssetID
	Lines               []UseLine
	Charged             money.Amount // posted now, in ledger units; zero when nothing could be
	Posting             ledger.ID    // buyer to sale; zero when nothing was posted
	Share               ledger.ID    // sale to the seller's shares
	CarryIn, CarryOut   uint64       // ticks below a unit
	CreditIn, CreditOut tariff.Ticks // given back by volume tiers and not used up
	OwedIn, OwedOut     money.Amount // ledger units that the balance could not pay yet
}

// UseLine is the part of a UseRecord that is of one meter, key, region, price
// and hour.
type UseLine struct {
	Definition uint32 // number of the seller's meter
	Product    string
	Meter      meter.Meter
	Key        ledger.ID // zero when none is known
	Region     string
	Card       uint32 // number of the card that priced it
	Model      uint32 // the product's place in the card
	Hour       int64  // when the hour of its events began, Unix nanoseconds, UTC
	Quantity   uint64 // what the events added, in the meter's units
	Due        tariff.Ticks
	Credit     tariff.Ticks
	Events     []ledger.ID // that were accepted, in their order
}
