package books

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"aidollar/core/ledger"
)

// recentStart is above every number, and one that a cursor can have.
const recentStart = 1<<62 - 1

var (
	recentPostings = `SELECT ` + postingColumns + ` FROM postings WHERE n < ? AND (call IS NULL OR part = 0) ORDER BY n DESC LIMIT ?`
	// recentMoves is of account ?1, before ?2.
	recentMoves = `SELECT * FROM (SELECT * FROM (SELECT ` + postingColumns + ` FROM postings
	WHERE ` + along("debit", "?1", "1", "?2") + ` AND ` + moves + ` AND (call IS NULL OR part = 0)` + down("debit") + ` LIMIT ?3) AS debits
UNION ALL SELECT * FROM (SELECT ` + postingColumns + ` FROM postings
	WHERE ` + along("credit", "?1", "1", "?2") + ` AND ` + moves + ` AND (call IS NULL OR part = 0)` + down("credit") + ` LIMIT ?3) AS credits) AS rows ORDER BY n DESC LIMIT ?3`
	recentChanges   = `SELECT ` + changeRow + ` FROM changes WHERE n < ? ORDER BY n DESC LIMIT ?`
	recentChangesOf = `SELECT ` + changeRow + ` FROM changes INDEXED BY changes_party
	WHERE ` + along("party", "?3", "1", "?1") + ` AND party IS NOT NULL` + down("party") + ` LIMIT ?2`
)

// Recent gives what Feed does, newest first: what happened before a cursor that an
// item of an earlier page has, or with the empty one last of all. Of a party it
// is what moved on its accounts and what changed of what it has, batches of
// payouts apart, which are the house's; with the zero id of everybody. A party that nobody knows has nothing.
func (b *Books) Recent(ctx context.Context, of ledger.ID, before string, limit int) (list []FeedItem, err error) {
	posting, change := int64(recentStart), int64(recentStart)
	if before != "" {
		if posting, change, err = readFeedCursor(before); err != nil {
			return nil, err
		}
	}
	limit = min(max(limit, 1), FeedMax)
	err = b.view(ctx, func(q querier) error {
		moved, changed, err := recent(ctx, q, of, posting, change, limit)
		if err != nil {
			return err
		}
		for len(list) < limit && len(moved)+len(changed) > 0 {
			item := FeedItem{}
			// What happened last is first, so of one record the movements: Feed has
			// its changes before.
			if len(changed) == 0 || (len(moved) > 0 && moved[0].Seq >= changed[0].Seq) {
				p := moved[0]
				moved, posting = moved[1:], int64(p.Number)
				item = FeedItem{Seq: p.Seq, At: p.At, Posting: &p}
				if err := item.complete(ctx, q); err != nil {
					return err
				}
			} else {
				c := changed[0]
				changed, change = changed[1:], int64(c.Number)
				item = FeedItem{Seq: c.Seq, At: c.At, Change: &c}
				if err := item.owners(ctx, q); err != nil {
					return err
				}
			}
			item.ID = feedCursor(posting, change)
			list = append(list, item)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// recent finds the last movements and changes before two numbers, of each as many
// as the limit.
func recent(ctx context.Context, q querier, of ledger.ID, posting, change int64, limit int) (moved []Posting, changed []Change, err error) {
	if of.IsZero() {
		if moved, err = postings(ctx, q, recentPostings, posting, limit); err != nil {
			return nil, nil, err
		}
		changed, err = changes(ctx, q, recentChanges, change, limit)
		return moved, changed, err
	}
	if _, err := party(ctx, q, of); err != nil {
		if errors.Is(err, ErrNotFound) {
			err = nil
		}
		return nil, nil, err
	}
	own, err := accounts(ctx, q, accountsOf, idBlob(of))
	if err != nil {
		return nil, nil, err
	}
	for _, a := range own {
		list, err := postings(ctx, q, recentMoves, idBlob(a.ID), posting, limit)
		if err != nil {
			return nil, nil, err
		}
		moved = append(moved, list...)
	}
	// A movement between two of the party's accounts is one.
	slices.SortFunc(moved, func(a, b Posting) int { return cmp.Compare(b.Number, a.Number) })
	moved = slices.CompactFunc(moved, func(a, b Posting) bool { return a.Number == b.Number })
	changed, err = changes(ctx, q, recentChangesOf, change, limit, idBlob(of))
	return moved[:min(len(moved), limit)], changed, err
}
