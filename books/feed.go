package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
)

// ChangeKind says what a change of the directory is of.
type ChangeKind uint8

// The kinds. Their numbers are part of the schema.
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
	ChangeGrant   // given, or ended: its states
	ChangeChannel // opened
	ChangeChannelEnding
	ChangeChannelResumed  // its payer does not leave any more
	ChangeChannelClaimed  // something was claimed, or its block undone
	ChangeChannelReleased // something is on its way back to its payer
	ChangeChannelReturned // which could not be given back
	ChangeChannelEmptied  // nothing is left of it
	ChangeRefund          // its states
	ChangeDispute         // its states, or more is held or returned
	ChangeRecourse        // the terms of disputes: a seller's, or the house's
	ChangeTokenOff        // it is no longer taken: it left its peg, or its guard was set
	ChangeTokenOn         // it is taken again
	ChangeRules           // a set of rules was installed
	ChangeRulesCancelled  // or taken back
	ChangeFacts           // were registered, or taken away
	ChangeDecision        // that does not allow: its id is its number, its state the outcome
	ChangeReview          // its states
	ChangeAuditor         // trusted or not
	ChangeAttestation     // entered, or revoked
	ChangeQuota           // entered, or bounded otherwise
	ChangeQuotaEnded
	ChangeSale      // made
	ChangeMisplaced // a call was served where rules do not let it be
	ChangeDuty      // its states: its id is its number
	ChangeRecords   // what is known of a party is kept longer
	ChangeIdentity  // of who a party is another version is kept; the number is its, or zero
	ChangeQuotaNear
	ChangeQuotaExhausted
)

// String names what the change is of.
func (k ChangeKind) String() string {
	switch k {
	case ChangeParty:
		return "party"
	case ChangeKey:
		return "key"
	case ChangeCard:
		return "card"
	case ChangeProject:
		return "project"
	case ChangeMeter:
		return "meter"
	case ChangePayment:
		return "payment"
	case ChangeArrival:
		return "arrival"
	case ChangePayout:
		return "payout"
	case ChangePayee:
		return "payee"
	case ChangeCreditLine:
		return "credit line"
	case ChangeInvoice:
		return "invoice"
	case ChangeGrant:
		return "grant"
	case ChangeRefund:
		return "refund"
	case ChangeDispute:
		return "dispute"
	case ChangeRecourse:
		return "terms of disputes"
	case ChangeToken, ChangeTokenHalted, ChangeTokenResumed, ChangeTokenDiffers, ChangeTokenOff, ChangeTokenOn:
		return "token"
	case ChangeChannel, ChangeChannelEnding, ChangeChannelResumed, ChangeChannelClaimed, ChangeChannelReleased, ChangeChannelReturned, ChangeChannelEmptied:
		return "channel"
	case ChangeRules, ChangeRulesCancelled:
		return "set of rules"
	case ChangeFacts:
		return "facts"
	case ChangeDecision:
		return "decision"
	case ChangeReview:
		return "review"
	case ChangeAuditor:
		return "auditor"
	case ChangeAttestation:
		return "attestation"
	case ChangeQuota, ChangeQuotaEnded, ChangeQuotaNear, ChangeQuotaExhausted:
		return "quota"
	case ChangeSale:
		return "sale"
	case ChangeMisplaced:
		return "misplaced call"
	case ChangeDuty:
		return "duty"
	case ChangeRecords:
		return "records of a party"
	case ChangeIdentity:
		return "identity"
	}
	return "unknown"
}

// Change says that something of the directory is new or different. What it is
// now, the machine knows.
type Change struct {
	Number uint64
	Seq    uint64 // of its record in the log
	At     int64  // Unix nanoseconds
	Kind   ChangeKind
	ID     ledger.ID // of the thing; zero for what has a number
	Of     uint32    // number of a card, a meter, a credit line, a channel, a set of rules or a token, a payee's too; the state of a payment, an arrival, a payout, an invoice, a grant, a refund, a dispute, a review, an attestation or a duty
	Party  ledger.ID // whose it is; zero: the house's

	Entities []string   // of facts: of whom, in a feed, the first hundred by name
	Quota    string     // of a quota: its name, in a feed
	Duty     *duty.Duty // that is owed or done, in a feed, as it is by now
}

func (w *writer) changed(ctx context.Context, r *record, kind ChangeKind, id ledger.ID, number uint32, party ledger.ID) error {
	w.state.change++
	_, err := w.change.int(w.state.change).uint(r.seq).int(r.at).int(int64(kind)).idOrNull(id).uint(uint64(number)).idOrNull(party).run(ctx)
	if err != nil {
		return fmt.Errorf("change %d: %w", w.state.change, err)
	}
	return nil
}

// changes writes what of the directory is new or different.
func (w *writer) changes(ctx context.Context, r *record) (err error) {
	note := func(kind ChangeKind, id ledger.ID, number uint32, party ledger.ID) {
		if err == nil {
			err = w.changed(ctx, r, kind, id, number, party)
		}
	}
	for i := range r.parties {
		note(ChangeParty, r.parties[i].ID, 0, r.parties[i].ID)
	}
	for i := range r.projects {
		note(ChangeProject, r.projects[i].ID, 0, r.projects[i].Party)
	}
	for i := range r.keys {
		note(ChangeKey, r.keys[i].ID, 0, r.keys[i].Party)
	}
	for i := range r.cards {
		note(ChangeCard, ledger.ID{}, r.cards[i].number, r.cards[i].seller)
	}
	for i := range r.meters {
		note(ChangeMeter, ledger.ID{}, r.meters[i].number, r.meters[i].meter.Seller)
	}
	return err
}

// FeedItem is one thing that happened: a posting or a change. A posting that
// closes a call comes with the call, any other with the parties of its accounts.
type FeedItem struct {
	ID      string // a cursor: what follows it is what Feed gives after it
	Seq     uint64
	At      int64 // Unix nanoseconds
	Posting *Posting
	Call    *Call
	Parties []ledger.ID
	Change  *Change
}

// FeedMax bounds how much Feed looks at in one go.
const FeedMax = 500

const (
	feedPostings = `SELECT ` + postingColumns + ` FROM postings WHERE n > ? AND (call IS NULL OR part = 0) ORDER BY n LIMIT ?`
	feedChanges  = `SELECT ` + changeRow + ` FROM changes WHERE n > ? ORDER BY n LIMIT ?`
	feedEnd      = `SELECT coalesce((SELECT n FROM postings WHERE n > 0 AND (call IS NULL OR part = 0) ORDER BY n DESC LIMIT 1), 0), coalesce((SELECT n FROM changes WHERE n > 0 ORDER BY n DESC LIMIT 1), 0)`
	feedOwner    = `SELECT party FROM accounts WHERE id IN (?1, ?2) AND party IS NOT NULL`
)

// Feed gives what happened after a cursor, in the order of the log: captures and
// releases of calls, other movements, and changes of the directory. The empty
// cursor stands before everything. The numbers behind a cursor follow from the
// log, so a cursor outlives the books.
func (b *Books) Feed(ctx context.Context, after string, limit int) (list []FeedItem, err error) {
	posting, change, err := readFeedCursor(after)
	if err != nil {
		return nil, err
	}
	limit = min(max(limit, 1), FeedMax)
	err = b.view(ctx, func(q querier) error {
		moved, err := postings(ctx, q, feedPostings, posting, limit)
		if err != nil {
			return err
		}
		changed, err := changes(ctx, q, feedChanges, change, limit)
		if err != nil {
			return err
		}
		for len(list) < limit && len(moved)+len(changed) > 0 {
			item := FeedItem{}
			if len(moved) == 0 || (len(changed) > 0 && changed[0].Seq <= moved[0].Seq) {
				c := changed[0]
				changed, change = changed[1:], int64(c.Number)
				item = FeedItem{Seq: c.Seq, At: c.At, Change: &c}
				if err := item.owners(ctx, q); err != nil {
					return err
				}
			} else {
				p := moved[0]
				moved, posting = moved[1:], int64(p.Number)
				item = FeedItem{Seq: p.Seq, At: p.At, Posting: &p}
				if err := item.complete(ctx, q); err != nil {
					return err
				}
			}
			item.ID = feedCursor(posting, change)
			list = append(list, item)
		}
		return nil
	})
	return list, err
}

// FeedEnd is the cursor behind everything that is in now. It stands behind the
// last item and not behind the last row: from there on items have the ids that
// they have for those who came the whole way.
func (b *Books) FeedEnd(ctx context.Context) (string, error) {
	var posting, change int64
	err := b.reader.QueryRowContext(ctx, feedEnd).Scan(&posting, &change)
	return feedCursor(posting, change), err
}

// Later returns when queries see more than the records up to seq, which is a
// Position that was read before; or with the context's error, or that of the
// books.
func (b *Books) Later(ctx context.Context, seq uint64) error { return b.queue.later(ctx, seq) }

func feedCursor(posting, change int64) string {
	return strconv.FormatInt(posting, 10) + "-" + strconv.FormatInt(change, 10)
}

func readFeedCursor(text string) (posting, change int64, err error) {
	if text == "" {
		return 0, 0, nil
	}
	left, right, ok := strings.Cut(text, "-")
	if posting, err = strconv.ParseInt(left, 10, 63); err == nil {
		change, err = strconv.ParseInt(right, 10, 63)
	}
	if !ok || err != nil || posting < 0 || change < 0 || feedCursor(posting, change) != text {
		return 0, 0, ErrCursor
	}
	return posting, change, nil
}

// feedFacts are those of whom facts were registered or taken away by a change.
const feedFacts = `SELECT type, id FROM facts WHERE made = ?1 UNION SELECT type, id FROM facts WHERE gone = ?1 ORDER BY 1, 2 LIMIT 100`

func scanEntity(rows *sql.Rows) (string, error) {
	var kind, id string
	err := rows.Scan(&kind, &id)
	return kind + "/" + id, err
}

// feedQuota is the name of the quota that a change was of.
const feedQuota = `SELECT name FROM quota_steps WHERE n = ?`

// feedPairs ask for the buyer and the seller of what a change is of.
var feedPairs = map[ChangeKind]string{ChangeRefund: feedRefunded, ChangeDispute: feedDisputed, ChangeSale: feedSold}

const feedPayees = `SELECT party FROM payout_items WHERE payout = ?`

// owners are those whose business a change is: of a batch, all that it pays.
func (i *FeedItem) owners(ctx context.Context, q querier) error {
	switch c := i.Change; {
	case !c.Party.IsZero():
		i.Parties = []ledger.ID{c.Party}
	case c.Kind == ChangePayout:
		list, err := collect(ctx, q, scanID, feedPayees, idBlob(c.ID))
		i.Parties = list
		return err
	case c.Kind == ChangeFacts:
		list, err := collect(ctx, q, scanEntity, feedFacts, int64(c.Number))
		c.Entities = list
		return err
	case c.Kind == ChangeDuty:
		d, err := one(ctx, q, scanDuty, dutyText, int64(c.ID.Lo))
		c.Duty = &d
		return err
	case c.Kind == ChangeQuota || c.Kind == ChangeQuotaEnded || c.Kind == ChangeQuotaNear || c.Kind == ChangeQuotaExhausted:
		return q.QueryRowContext(ctx, feedQuota, int64(c.Number)).Scan(&c.Quota)
	case feedPairs[c.Kind] != "":
		list, err := collect(ctx, q, scanID, feedPairs[c.Kind], idBlob(c.ID))
		i.Parties = list
		return err
	}
	return nil
}

func scanID(rows *sql.Rows) (ledger.ID, error) {
	var id sql.RawBytes
	err := rows.Scan(&id)
	return idOf(id), err
}

// complete finds the call that the posting closes, or whose accounts it moved.
func (i *FeedItem) complete(ctx context.Context, q querier) error {
	p := i.Posting
	if !p.Hold.IsZero() && p.Code == clearing.TransferCall {
		call, err := callOf(ctx, q, p.Hold)
		if err == nil {
			i.Call, i.Parties = &call, []ledger.ID{call.Buyer, call.Seller}
			return nil
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	rows, err := q.QueryContext(ctx, feedOwner, idBlob(p.Debit), idBlob(p.Credit))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var party sql.RawBytes
		if err := rows.Scan(&party); err != nil {
			return err
		}
		if id := idOf(party); !slices.Contains(i.Parties, id) {
			i.Parties = append(i.Parties, id)
		}
	}
	return rows.Err()
}

func changes(ctx context.Context, q querier, text string, args ...any) (list []Change, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Change
		var id, party sql.RawBytes
		if err := rows.Scan(&c.Number, &c.Seq, &c.At, &c.Kind, &id, &c.Of, &party); err != nil {
			return nil, err
		}
		c.ID, c.Party = idOf(id), idOf(party)
		list = append(list, c)
	}
	return list, rows.Err()
}
