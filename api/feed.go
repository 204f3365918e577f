package api

import (
	"context"
	"encoding/json"

	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy"
)

// ChangeKind says what a change of the directory is of.
type ChangeKind uint8

// The kinds of changes, as the books number them.
const (
	ChangeParty ChangeKind = iota + 1
	ChangeKey
	ChangeCard
	ChangeProject
	ChangeMeter
	ChangePayment
	ChangeArrival
	ChangePayout
	ChangePayee
	ChangeToken        // defined, or its limits
	ChangeTokenHalted  // payouts in it stopped
	ChangeTokenResumed // they go on
	ChangeTokenDiffers // its ledger and chain differ
	ChangeCreditLine
	ChangeInvoice
	ChangeGrant
	ChangeChannel // opened
	ChangeChannelEnding
	ChangeChannelResumed  // its payer does not leave any more
	ChangeChannelClaimed  // something was claimed, or its block undone
	ChangeChannelReleased // something is on its way back to its payer
	ChangeChannelReturned // which could not be given back
	ChangeChannelEmptied  // nothing is left of it
	ChangeRefund
	ChangeDispute
	ChangeRecourse // the terms of disputes
	ChangeTokenOff // it is no longer taken: it left its peg, or its guard was set
	ChangeTokenOn  // it is taken again
	ChangeRules
	ChangeRulesCancelled
	ChangeFacts
	ChangeDecision // that does not allow: its id is its number, its state the outcome
	ChangeReview
	ChangeAuditor
	ChangeAttestation
	ChangeQuota // entered, or bounded otherwise
	ChangeQuotaEnded
	ChangeSale      // made
	ChangeMisplaced // a call was served where rules do not let it be
	ChangeDuty      // its id is its number, its state where it is
	ChangeRecords   // what is known of a party is kept longer
	ChangeIdentity  // of who a party is another version is kept, or none
	ChangeQuotaNear
	ChangeQuotaExhausted
)

// Change says that something of the directory is new or different.
type Change struct {
	Number uint64
	Seq    uint64 // of its record in the log
	At     int64  // Unix nanoseconds
	Kind   ChangeKind
	ID     ledger.ID // of the thing; zero for what has a number
	Of     uint32    // number of a card, a meter, a credit line, a channel or a token, a payee's too; the state of a payment, an arrival, a payout, an invoice, a grant, a refund, a dispute, a review, an attestation or a duty
	Party  ledger.ID // whose it is; zero: the house's

	Entities []string   // of facts: of whom, the first hundred by name
	Quota    string     // of a quota: its name
	Duty     *duty.Duty // that is owed or done, as it is by now
}

// FeedItem is one thing that happened, as the books tell it: a posting or a
// change. A posting that closes a call comes with the call, any other with the
// parties of its accounts.
type FeedItem struct {
	ID      string // a cursor: what follows it is what Feed gives after it
	Seq     uint64
	At      int64 // Unix nanoseconds
	Posting *Posting
	Call    *Call
	Parties []ledger.ID
	Change  *Change
}

// Event is something that happened, for those who follow it.
type Event struct {
	ID   string          `json:"id" about:"stands for the place in the order of events; send it as Last-Event-ID or after"`
	Type string          `json:"type" about:"such as call.captured"`
	Time string          `json:"timestamp" schema:"time"`
	Data json.RawMessage `json:"data" about:"an object; what is in it depends on the type"`
	// Parties are those whose business it is; none: the operator's alone.
	Parties []ledger.ID `json:"-"`
}

// EventTypes are all types of events, in order.
var EventTypes = []string{
	"arrival.changed", "attestation.changed", "auditor.changed", "call.captured", "call.expired", "call.misplaced", "call.voided", "card.added",
	"channel.claimed", "channel.emptied", "channel.ending", "channel.opened", "channel.released", "channel.resumed", "channel.returned",
	"credit_line.changed", "decision.denied", "decision.referred", "deposit.posted", "dispute.changed", "duty.done", "duty.failed", "duty.owed", "duty.void", "facts.registered", "grant.changed", "identity.changed", "invoice.changed", "key.changed", "meter.defined",
	"party.added", "payee.changed", "payment.changed", "payout.changed", "project.changed",
	"quota.defined", "quota.ended", "quota.exhausted", "quota.near", "records.extended", "recourse.changed", "refund.changed", "review.changed", "rules.cancelled", "rules.installed", "sale.made",
	"token.changed", "token.compared", "token.halted", "token.off_peg", "token.on_peg", "token.resumed", "transfer.posted", "withdrawal.posted",
}

// Feed tells what happened, from the books.
type Feed struct {
	books Books
	view  func(func(*clearing.Machine))
}

// NewFeed makes a feed of the books and the machine.
func NewFeed(books Books, node Node) *Feed { return &Feed{books: books, view: node.View} }

// Next gives the events after a cursor, at most limit, and the cursor behind all
// that was looked at. Not everything that is looked at is an event.
func (f *Feed) Next(ctx context.Context, after string, limit int) (list []Event, next string, err error) {
	items, err := f.books.Feed(ctx, after, limit)
	next = after
	for i := range items {
		next = items[i].ID
		if kind, data := f.event(&items[i]); kind != "" {
			raw, err := json.Marshal(data)
			if err != nil {
				return nil, after, err
			}
			list = append(list, Event{ID: next, Type: kind, Time: printTime(items[i].At), Data: raw, Parties: items[i].Parties})
		}
	}
	return list, next, err
}

// event names an item and says what there is to know of it; empty for what is
// nobody's news, such as a hold.
func (f *Feed) event(i *FeedItem) (kind string, data any) {
	switch {
	case i.Change != nil:
		return f.change(i.Change)
	case i.Call != nil:
		return f.call(i)
	case i.Posting.Flags&(ledger.Pending|ledger.Void) != 0:
		return "", nil
	}
	switch i.Posting.Code {
	case clearing.TransferDeposit:
		return "deposit.posted", f.movement(i)
	case clearing.TransferWithdrawal:
		return "withdrawal.posted", f.movement(i)
	case clearing.TransferShare, clearing.TransferCall:
		return "", nil // told with its call
	}
	return "transfer.posted", f.movement(i)
}

// callNews is what an event says of a call.
type callNews struct {
	Call     string `json:"call"`
	Buyer    string `json:"buyer"`
	Seller   string `json:"seller"`
	Key      string `json:"key"`
	Model    string `json:"model"`
	Asset    string `json:"asset"`
	Reserved string `json:"reserved"`
	Charge   string `json:"charge"`
	Closed   string `json:"closed_at"`
	Reason   string `json:"reason,omitempty"`
}

func (f *Feed) call(i *FeedItem) (string, any) {
	c := i.Call
	asset := f.asset(c.Asset)
	kind := "call.expired"
	switch i.Posting.ID {
	case payment.CaptureID(c.ID):
		kind = "call.captured"
	case payment.VoidID(c.ID):
		kind = "call.voided"
	}
	return kind, callNews{
		Call: c.ID.String(), Buyer: c.Buyer.String(), Seller: c.Seller.String(), Key: c.Key.String(), Model: c.Model, Asset: asset.Code,
		Reserved: c.Reserved.Decimal(asset.Scale), Charge: c.Charge.Decimal(asset.Scale), Closed: printTime(i.At), Reason: c.Reason,
	}
}

// movementNews is what an event says of a movement.
type movementNews struct {
	Transfer string   `json:"transfer"`
	Debit    string   `json:"debit"`
	Credit   string   `json:"credit"`
	Amount   string   `json:"amount"`
	Asset    string   `json:"asset"`
	Code     uint16   `json:"code"`
	Cause    string   `json:"cause,omitempty"`
	Parties  []string `json:"parties"`
}

func (f *Feed) movement(i *FeedItem) any {
	p := i.Posting
	asset := f.asset(p.Asset)
	out := movementNews{
		Transfer: p.ID.String(), Debit: p.Debit.String(), Credit: p.Credit.String(), Amount: p.Posted.Decimal(asset.Scale),
		Asset: asset.Code, Code: p.Code, Cause: idOrNone(p.Cause), Parties: []string{},
	}
	for _, id := range i.Parties {
		out.Parties = append(out.Parties, id.String())
	}
	return out
}

// changeNews is what an event says of the directory: what changed, not how it is
// now, which whoever may read it can ask for.
type changeNews struct {
	ID     string `json:"id,omitempty"`
	Number uint64 `json:"number,omitempty"` // of a card, a meter, a credit line, a channel, a token, a set of rules or a decision
	State  string `json:"state,omitempty"`  // that a payment, an arrival, a batch, an invoice, a grant, a refund, a dispute, a review, an attestation or a duty came to
	Party  string `json:"party,omitempty"`

	Entities []string `json:"entities,omitempty"` // of whom facts are others
	Quota    string   `json:"quota,omitempty"`    // its name

	Kind     string `json:"kind,omitempty"`     // of a duty
	To       string `json:"to,omitempty"`       // who is to be told
	Decision uint64 `json:"decision,omitempty"` // that brought it
	Cause    string `json:"cause,omitempty"`    // what it is owed for
}

// changeTypes are the types of events by what changed. A comparison is an event
// when it found a difference.
var changeTypes = map[ChangeKind]string{
	ChangeParty: "party.added", ChangeKey: "key.changed", ChangeCard: "card.added", ChangeProject: "project.changed", ChangeMeter: "meter.defined",
	ChangePayment: "payment.changed", ChangeArrival: "arrival.changed", ChangePayout: "payout.changed", ChangeCreditLine: "credit_line.changed", ChangeInvoice: "invoice.changed", ChangeGrant: "grant.changed", ChangePayee: "payee.changed",
	ChangeToken: "token.changed", ChangeTokenHalted: "token.halted", ChangeTokenResumed: "token.resumed", ChangeTokenDiffers: "token.compared", ChangeTokenOff: "token.off_peg", ChangeTokenOn: "token.on_peg",
	ChangeChannel: "channel.opened", ChangeChannelEnding: "channel.ending", ChangeChannelResumed: "channel.resumed", ChangeChannelClaimed: "channel.claimed",
	ChangeChannelReleased: "channel.released", ChangeChannelReturned: "channel.returned", ChangeChannelEmptied: "channel.emptied",
	ChangeRefund: "refund.changed", ChangeDispute: "dispute.changed", ChangeRecourse: "recourse.changed",
	ChangeRules: "rules.installed", ChangeRulesCancelled: "rules.cancelled", ChangeFacts: "facts.registered", ChangeDecision: "decision.denied",
	ChangeReview: "review.changed", ChangeAuditor: "auditor.changed", ChangeAttestation: "attestation.changed", ChangeRecords: "records.extended",
	ChangeQuota: "quota.defined", ChangeQuotaEnded: "quota.ended", ChangeSale: "sale.made",
	ChangeMisplaced: "call.misplaced",
	ChangeIdentity:  "identity.changed",
	ChangeQuotaNear: "quota.near", ChangeQuotaExhausted: "quota.exhausted",
}

func (f *Feed) change(c *Change) (string, any) {
	news := changeNews{ID: idOrNone(c.ID), Party: idOrNone(c.Party), Entities: c.Entities, Quota: c.Quota}
	if words := map[ChangeKind][]string{ChangePayment: paymentStates, ChangeArrival: arrivalStates, ChangePayout: payoutStates, ChangeInvoice: invoiceStates, ChangeGrant: grantStates, ChangeRefund: refundStates, ChangeDispute: disputeStates, ChangeReview: reviewStates, ChangeAttestation: attestationStates}[c.Kind]; words != nil {
		news.State = wordOf(words)(uint8(c.Of))
	} else {
		news.Number = uint64(c.Of)
	}
	if c.Kind >= ChangeChannel && c.Kind <= ChangeChannelEmptied {
		f.view(func(m *clearing.Machine) {
			if channel, ok := m.ChannelNumbered(c.Of); ok {
				news.ID = printChannel(channel.ID)
			}
		})
	}
	if c.Kind == ChangeDecision {
		news.ID, news.Number = "", c.ID.Lo
		if policy.Outcome(c.Of) == policy.Referred {
			return "decision.referred", news
		}
	}
	if d := c.Duty; c.Kind == ChangeDuty && d != nil {
		news.ID, news.Number, news.State = "", d.Number, dutyStates[c.Of]
		news.Kind, news.To, news.Decision, news.Cause, news.Party = d.Kind.String(), d.To, d.Decision, idOrNone(d.Cause), idOrNone(d.Party)
		return "duty." + news.State, news
	}
	return changeTypes[c.Kind], news
}

func (f *Feed) asset(number ledger.AssetID) (asset money.Asset) {
	f.view(func(m *clearing.Machine) { asset, _ = m.Asset(number) })
	return asset
}
