package books

import (
	"context"

	"aidollar/core/ledger"
)

// Queries for postings that have rows, and for those that are parts of calls.
const (
	// postingText finds ?1, which may be the id of a hold, and the capture of
	// call ?2 and the split of call ?3, whose id that may be.
	postingText = `SELECT ` + postingColumns + ` FROM postings WHERE id = ?1
UNION ALL SELECT ` + holdColumns + ` FROM calls WHERE id = ?1 AND hold IS NOT NULL
UNION ALL SELECT ` + postingColumns + ` FROM postings WHERE n = (SELECT first FROM calls WHERE id = ?2 AND parts > 0)
UNION ALL SELECT ` + splitColumns + ` FROM calls WHERE id = ?3 AND parts > 1 ORDER BY n LIMIT 1`

	// shareText finds the share ?2, counted from zero, of call ?1.
	shareText = `SELECT ` + postingColumns + ` FROM postings WHERE n = (SELECT first + 2 + ?2 FROM calls WHERE id = ?1 AND parts > 2 + ?2)`
	// callsBetween tells whether an id between two is a call's.
	callsBetween = `SELECT EXISTS (SELECT 1 FROM calls WHERE id >= ? AND id <= ?)`

	// causeText finds what ?1 caused behind the number ?2: as anything's id, as
	// a key's from the call ?4 on, as a call's, and as the split's of call ?5.
	causeText = `SELECT * FROM (SELECT ` + postingColumns + ` FROM postings WHERE cause = ?1 AND n > ?2 ORDER BY n LIMIT ?3) AS rows
UNION ALL SELECT * FROM (SELECT ` + holdColumns + ` FROM calls
	WHERE [key = ?1 AND n >= ?4]{(key, n) >= (?1, ?4) AND (key, n) < (?1, 9223372036854775807)} AND hold IS NOT NULL ORDER BY {key, }calls.n LIMIT ?3) AS holds
UNION ALL SELECT ` + postingColumns + ` FROM postings WHERE n = (SELECT first FROM calls WHERE id = ?1 AND parts > 0) AND n > ?2
UNION ALL SELECT ` + splitColumns + ` FROM calls WHERE id = ?1 AND parts > 1 AND first + 1 > ?2
UNION ALL SELECT ` + postingColumns + ` FROM postings WHERE n > ?2
	AND n >= (SELECT first + 2 FROM calls WHERE id = ?5) AND n < (SELECT first + parts FROM calls WHERE id = ?5)
ORDER BY n LIMIT ?3`

	// receiptPostings finds all that is of call ?1, whose split is ?2.
	receiptPostings = `SELECT ` + postingColumns + ` FROM postings WHERE id = ?1 AND flags & 2 <> 0
UNION SELECT ` + holdColumns + ` FROM calls WHERE id = ?1 AND hold IS NOT NULL
UNION SELECT ` + postingColumns + ` FROM postings WHERE cause = ?1
UNION SELECT ` + postingColumns + ` FROM postings WHERE cause = ?2
UNION SELECT ` + splitColumns + ` FROM calls WHERE id = ?1 AND parts > 1
UNION SELECT ` + postingColumns + ` FROM postings
	WHERE n >= (SELECT first FROM calls WHERE id = ?1 AND parts > 0) AND n < (SELECT first + parts FROM calls WHERE id = ?1)
ORDER BY n LIMIT ?3`
)

// holdSince gives the first call whose hold has a number or a later one.
var holdSince = halving("(SELECT n, hold FROM calls WHERE hold IS NOT NULL) AS holds", "hold")

// Posting finds a posting by the id of its transfer, the first one should the
// ledger have derived the same id for a share. ErrNotFound when there is none.
func (b *Books) Posting(ctx context.Context, id ledger.ID) (Posting, error) {
	p, err := postingOf(ctx, b.reader, id)
	return p.Posting, err
}

// callPosting is a posting and the call it is a part of, if any.
type callPosting struct {
	Posting
	call ledger.ID
}

func postingOf(ctx context.Context, q querier, id ledger.ID) (p callPosting, err error) {
	captured, shared := underived(id, captureOrdinal), underived(id, splitOrdinal)
	list, err := postings(ctx, q, postingText, idBlob(id), idBlob(captured), idBlob(shared))
	if err == nil && len(list) == 0 {
		list, p.call, err = share(ctx, q, id)
	}
	if err != nil {
		return p, err
	}
	if len(list) == 0 {
		return p, ErrNotFound
	}
	p.Posting = list[0]
	switch {
	case p.Hold == captured:
		p.call = captured
	case p.Cause == shared && p.Flags&ledger.Split != 0:
		p.call = shared
	}
	return p, nil
}

// share finds a share of a call by its id. Ids keep their high half when others
// are derived from them, which tells of most that they are none.
func share(ctx context.Context, q querier, id ledger.ID) ([]Posting, ledger.ID, error) {
	var near bool
	err := q.QueryRowContext(ctx, callsBetween, wideBlob(id.Hi, 0), wideBlob(id.Hi, 1<<64-1)).Scan(&near)
	if err != nil || !near {
		return nil, ledger.ID{}, err
	}
	for n := range uint64(sharesMax) {
		call := underived(underived(id, n), splitOrdinal)
		list, err := postings(ctx, q, shareText, idBlob(call), int64(n))
		if err != nil || len(list) > 0 {
			return list, call, err
		}
	}
	return nil, ledger.ID{}, nil
}

// PostingsByCause gives the postings that name a cause, oldest first.
func (b *Books) PostingsByCause(ctx context.Context, cause ledger.ID, cursor string, limit int) (page PostingPage, err error) {
	limit = limited(limit)
	name := query("cause", cause.Hi, cause.Lo)
	after, _, err := placeOf(cursor, name)
	if err != nil {
		return page, err
	}
	call := int64(1)
	if after.n > 0 {
		if call, err = firstSince(ctx, b.reader, holdSince, after.n+1); err != nil {
			return page, err
		}
	}
	page.Postings, err = postings(ctx, b.reader, causeText, idBlob(cause), after.n, limit+1, call, idBlob(underived(cause, splitOrdinal)))
	if err != nil {
		return PostingPage{}, err
	}
	if len(page.Postings) > limit {
		page.Postings = page.Postings[:limit]
		page.Next = place{n: int64(page.Postings[limit-1].Number)}.cursor(name)
	}
	return page, nil
}
