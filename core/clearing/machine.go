package clearing

import (
	"errors"
	"fmt"
	"slices"

	"aidollar/core/attest"
	"aidollar/core/credit"
	"aidollar/core/duty"
	"aidollar/core/exchange"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/recourse"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

// Machine is the whole state of the clearing house.
type Machine struct {
	ledger      *ledger.Ledger
	exchange    *exchange.Book
	desk        *payment.Desk
	book        *settlement.Book
	credit      *credit.Book
	recourse    *recourse.Book
	rules       *ruling.Book
	quotas      *licence.Book
	review      *review.Book
	attest      *attest.Book
	duties      *duty.Book
	registry    registry
	links       links
	authorities authorities
	identities  *identities
	observer    Observer
	applied     uint64 // records applied since the beginning

	events    eventIDs
	windows   useWindows
	useSerial uint64 // postings made for pushed usage
	misplaced uint64 // calls served where rules do not let them be
}

// Config bounds the machine. It must be the same in every replay of a log.
type Config struct {
	Ledger    ledger.Config
	UseIDsMax int // events remembered at most; zero means UseIDsMax
}

// DefaultConfig is what a machine is given when nothing else is said.
func DefaultConfig() Config { return Config{Ledger: ledger.DefaultConfig()} }

// New makes a machine that knows nothing.
func New(config Config) *Machine {
	l := ledger.New(config.Ledger)
	x := exchange.NewBook(l, exchangeCodes)
	reviews, attested, persons := review.NewBook(), attest.NewBook(), newIdentities()
	return &Machine{ledger: l, exchange: x, desk: payment.NewDesk(l, x), book: settlement.NewBook(l, settlementCodes), credit: credit.NewBook(l, creditHouse), recourse: recourse.NewBook(l, recourseCodes), rules: ruling.NewBook(reviews, attested, persons), identities: persons, review: reviews, attest: attested, duties: duty.NewBook(), quotas: licence.NewBook(), registry: newRegistry(), links: newLinks(), authorities: newAuthorities(), events: newEventIDs(config.UseIDsMax), windows: newUseWindows()}
}

// Observe sets who is told of changes; nil for nobody.
func (m *Machine) Observe(o Observer) { m.observer = o }

// Ledger gives access to accounts and holds for reading.
func (m *Machine) Ledger() *ledger.Ledger { return m.ledger }

// Now is the time of the last record, in Unix nanoseconds.
func (m *Machine) Now() int64 { return m.ledger.Now() }

// Applied counts the records since the beginning.
func (m *Machine) Applied() uint64 { return m.applied }

// Calls calls f for each open call until it returns false.
func (m *Machine) Calls(f func(*payment.Call) bool) { m.desk.Calls(f) }

// Call finds an open call.
func (m *Machine) Call(id ledger.ID) (payment.Call, bool) { return m.desk.Find(id) }

// CallHolds are the holds that an open call has in the ledger: on grants that pay a part
// of it, on its buyer, and where he gives another asset on the house's position.
func (m *Machine) CallHolds(c *payment.Call) []ledger.Transfer {
	return m.desk.Holds(c, m.desk.PartsOf(c), TransferCall)
}

// OpenCalls counts the calls that are reserved and not closed.
func (m *Machine) OpenCalls() int { return m.desk.Open() }

// Standing tells how the contract of a buyer and a seller stands in an asset:
// what is carried, given back or owed. ok is false before their first dealing.
func (m *Machine) Standing(buyer, seller ledger.ID, asset ledger.AssetID) (payment.Standing, bool) {
	return m.desk.StandingOf(m.PartyAccountIn(buyer, AccountBuyer, asset), m.PartyAccountIn(seller, AccountSale, asset))
}

// Answer is the machine's answer to one command.
type Answer struct {
	Refusal  string           // stable code; empty when the command was accepted
	Exists   bool             // the same command was accepted before
	Number   uint32           // of DefineAsset: the asset's number; of PutCard: the card's; of DefineMeter: the meter's; of DefineToken: the token's
	Outcomes []ledger.Outcome // of Transfers: one each
	Call     payment.Answer   // of Reserve, Capture and Void
	Uses     []UseOutcome     // of Use: one for each event

	Payment  settlement.Payment // that was changed, or stands in the way; its Payload is not to be changed
	Payout   settlement.Payout  // of PayOut, SeePayout and ClosePayout
	Refusals []string           // of PayOut: one for each ask; empty for what was granted

	// Channel is the one that a command is about, as it is behind the command; nil
	// for none. Its bytes are not to be changed.
	Channel *payment.Channel
	SetOffs []SetOff        // of Net: of each pair that was looked at
	Exit    settlement.Exit // of ReleaseChannel and ReturnChannel

	Refund  *recourse.Refund  // of Refund and CloseRefund: as it is behind the command; nil when there is none
	Dispute *recourse.Dispute // of the commands that concern one: as it is behind the command; nil when there is none

	Rate *exchange.Rate // of SetRate: as it was taken; nil when it was refused
	Deal *exchange.Deal // of Convert; nil when it was refused

	// Where rules are in force: what was decided of a call, a deposit or a payment, and
	// in which of a call's Regions it may be served, a bit each by its place.
	Session  *ruling.Session
	Cited    []ruling.Cited // the rules that refuse it
	Allowed  uint64
	Decision *ruling.Decision  // of Decide; nil where no rules are in force
	Rules    *ruling.Installed // of InstallRules and CancelRules; nil when it was refused
	Detail   string            // of a refusal of rules, facts or a quota: what is wrong, in words

	Sold *Sold // of Sell: what was made; nil when it was refused or made before

	Quota *licence.Standing // of SetQuota and EndQuota: as it is behind the command; nil when there is none
	Short *licence.Refused  // the quota that refused, and what is left of it; nil for none

	Review      *review.Item    // of what concerns one, and of what a person has to decide first; nil for none
	Auditor     *attest.Auditor // of TrustAuditor and DistrustAuditor
	Attestation *attest.Entry   // of Attest and what revokes one; nil when it was refused
	Duty        *duty.Duty      // of FinishDuty: as it is behind the command; nil when it is no longer in the machine
}

// recordVersion is the first byte of a record. The rest is the time as Unix
// nanoseconds (8 bytes) and the commands: kind (1), length (4), body.
const recordVersion = 3

// RecordHeaderSize is the size of what stands before the commands.
const RecordHeaderSize = 9

// AppendHeader begins a record of the given time.
func AppendHeader(b []byte, now int64) []byte {
	a := wire.Appender{B: b}
	a.U8(recordVersion)
	a.I64(now)
	return a.B
}

// CommandSize is the number of bytes that AppendCommand adds.
func CommandSize(c Command) int {
	const head = 5
	switch c := c.(type) {
	case TransfersWire:
		return head + len(c)
	case Transfers:
		return head + len(c)*ledger.TransferSize
	}
	a := wire.Appender{B: make([]byte, 0, commandRoom)}
	c.append(&a)
	return head + len(a.B)
}

// commandRoom is more than nearly all commands take that are no transfers.
const commandRoom = 512

// AppendCommand adds a command to a record.
func AppendCommand(b []byte, c Command) []byte {
	a := wire.Appender{B: b}
	a.U8(uint8(c.kind()))
	a.U32(0)
	start := len(a.B)
	c.append(&a)
	n := uint32(len(a.B) - start)
	size := a.B[start-4 : start]
	size[0], size[1], size[2], size[3] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24)
	return a.B
}

var errRecord = errors.New("clearing: malformed record")

// Apply carries out a record and appends one answer for each of its commands.
// An error means that the record is no record of this machine, or that an
// invariant broke: the caller must stop, for the state may be part-way.
func (m *Machine) Apply(record []byte, answers []Answer) ([]Answer, error) {
	r := wire.Reader{B: record}
	if version := r.U8(); version != recordVersion {
		return answers, fmt.Errorf("%w: version %d, want %d", errRecord, version, recordVersion)
	}
	now := r.I64()
	if r.Short() {
		return answers, fmt.Errorf("%w: no time", errRecord)
	}
	if now < m.ledger.Now() {
		return answers, fmt.Errorf("%w: time %d is before the machine's %d", errRecord, now, m.ledger.Now())
	}
	m.ledger.Advance(now)
	m.credit.Advance() // before anything is posted: periods that ended, ended without it
	m.reportCredit(now)
	m.expire(now)
	m.events.expire(now)
	m.closeWindows(now)
	m.book.Forget()
	m.recourse.Advance()
	m.quotas.Advance(now)
	m.review.Advance(now)
	m.attest.Advance(now)
	m.recheck(now)
	m.report(now)
	m.reportReviews(now)
	m.reportDuties(now)
	m.settleWatchers(now)
	answers = slices.Grow(answers, commandsIn(r.B)) // an answer is large, and growing by doubling moves each twice
	for len(r.B) > 0 {
		kind := Kind(r.U8())
		body := r.Blob()
		if r.Short() {
			return answers, fmt.Errorf("%w: command %d ends early", errRecord, len(answers))
		}
		answer, err := m.command(now, kind, body)
		if err != nil {
			return answers, fmt.Errorf("%w: command %d of kind %d: %w", errRecord, len(answers), kind, err)
		}
		answers = append(answers, answer)
		m.report(now)
		m.reportReviews(now)
		m.reportDuties(now)
		m.settleWatchers(now)
	}
	m.applied++
	return answers, nil
}

// commandsIn counts the commands of a record's body as far as it is well-formed.
func commandsIn(b []byte) (n int) {
	for r := (wire.Reader{B: b}); len(r.B) > 0; n++ {
		r.U8()
		if r.Blob(); r.Short() {
			return n
		}
	}
	return n
}

// command carries out one command. Its body must be read to the end.
func (m *Machine) command(now int64, kind Kind, body []byte) (Answer, error) {
	if kind == KindTransfers {
		return m.transfers(now, body)
	}
	r := &wire.Reader{B: body}
	var answer Answer
	switch kind {
	case KindTick:
	case KindAsset, KindParty, KindProject, KindProjectChange, KindKey, KindKeyChange, KindKeyRevoke, KindCard, KindMeter, KindPartyAsset, KindIdentity:
		return m.register(now, kind, r)
	case KindAccount, KindAccountClose, KindAccountLimits, KindAccountBudget, KindBudget, KindBudgetChange, KindRule, KindSeal:
		return m.keepAccounts(now, kind, r)
	case KindReserve:
		return m.reserve(now, r)
	case KindCapture:
		return m.capture(now, r)
	case KindVoid:
		return m.void(now, r)
	case KindUse:
		return m.use(now, r)
	case KindTender:
		return m.tender(now, r)
	case KindToken, KindTokenLimits, KindHalt, KindPayee, KindPaymentFail, KindArrive, KindArrivalDrop, KindFinalize,
		KindPayout, KindPayoutSee, KindPayoutClose, KindChannel, KindChannelFund, KindChannelMark, KindChannelRelease, KindChannelReturn,
		KindChannelSign, KindChannelSweep, KindPeg, KindPegPrice:
		return m.settle(now, kind, r)
	case KindLink, KindNet:
		return m.netting(now, kind, r)
	case KindDraw:
		return m.draw(now, r)
	case KindRate, KindConversion, KindExposure, KindConvert, KindPosition:
		return m.convert(now, kind, r)
	case KindCreditLine, KindGrant, KindGrantEnd:
		return m.lend(now, kind, r)
	case KindRules, KindRulesCancel, KindFacts, KindDecide, KindSession:
		return m.rule(now, kind, r)
	case KindQuota, KindQuotaEnd, KindQuotaDraw, KindQuotaClose:
		return m.ration(now, kind, r)
	case KindReview, KindReviewDecide, KindReviewWithdraw, KindReviewTerms:
		return m.reviewing(now, kind, r)
	case KindAuditor, KindAuditorDistrust, KindAttest, KindAttestRevoke, KindAttestStrike:
		return m.attesting(now, kind, r)
	case KindSell:
		return m.sell(now, r)
	case KindDuty:
		return m.finish(now, r)
	case KindRefund, KindRefundClose, KindDispute, KindDisputeAnswer, KindDisputeDecide, KindDisputeWithdraw, KindRecourse:
		return m.returns(now, kind, r)
	default:
		return answer, errors.New("unknown kind")
	}
	return answer, r.Err()
}

func (m *Machine) transfers(now int64, body []byte) (Answer, error) {
	if len(body)%ledger.TransferSize != 0 || len(body) > TransfersMax*ledger.TransferSize {
		return Answer{}, fmt.Errorf("%d bytes of transfers; they are %d each, at most %d", len(body), ledger.TransferSize, TransfersMax)
	}
	outcomes := m.ledger.TransfersWire(body, make([]ledger.Outcome, 0, len(body)/ledger.TransferSize))
	m.watchTransfers(body, outcomes)
	if m.observer != nil {
		for i, outcome := range outcomes {
			if outcome.Result != ledger.OK {
				continue
			}
			p := ledger.Posting{Posted: outcome.Amount}
			p.Read(body[i*ledger.TransferSize:])
			m.observer.Posted(now, &p)
		}
	}
	return Answer{Outcomes: outcomes}, nil
}

// expire closes the calls whose holds ran out.
func (m *Machine) expire(now int64) {
	var expired []payment.Call
	var held []payment.Part
	for _, p := range m.ledger.Derived() {
		call, parts, ok := m.desk.Expire(p.Hold)
		if !ok {
			continue
		}
		if m.observer != nil {
			m.observer.CallClosed(now, &CallClosing{Call: call, State: CallExpired, Answer: payment.Answer{Reserved: call.Reserved, Parts: parts}})
		}
		expired, held = append(expired, call), append(held, parts...)
	}
	m.report(now)
	m.returned(now, held)
	for i := range expired {
		m.countPaid(&expired[i], money.Amount{})
		m.closePayment(now, &expired[i], &payment.Answer{}, false)
	}
}

// report tells the observer of the postings that followed from a command.
func (m *Machine) report(now int64) {
	derived := m.ledger.Derived()
	for i := range derived {
		if m.observer != nil {
			m.observer.Posted(now, &derived[i])
		}
		m.watch(&derived[i])
	}
	m.ledger.ClearDerived()
}
