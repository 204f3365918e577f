package books

import "context"

// FeedBefore is the cursor behind which Feed gives the item with an id first, or
// ErrNotFound when Feed gives no such item.
func (b *Books) FeedBefore(ctx context.Context, id string) (string, error) {
	posting, change, err := readFeedCursor(id)
	if err != nil {
		return "", ErrNotFound
	}
	// The id says which posting and which change it stands behind, and not which
	// of the two it is of: the one that comes later in the log.
	step := func(posting, change int64) (cursor string, seq uint64, ok bool, err error) {
		if posting < 0 || change < 0 {
			return "", 0, false, nil
		}
		cursor = feedCursor(posting, change)
		list, err := b.Feed(ctx, cursor, 1)
		if err != nil || len(list) == 0 || list[0].ID != id {
			return "", 0, false, err
		}
		return cursor, list[0].Seq, true, nil
	}
	moved, movedSeq, isMoved, err := step(posting-1, change)
	if err != nil {
		return "", err
	}
	changed, changedSeq, isChanged, err := step(posting, change-1)
	switch {
	case err != nil:
		return "", err
	case (posting > 0) != isMoved || (change > 0) != isChanged:
		return "", ErrNotFound // the two are there, perhaps, but never stood beside each other
	case isMoved && (!isChanged || changedSeq <= movedSeq): // in one record changes come first
		return moved, nil
	case isChanged:
		return changed, nil
	}
	return "", ErrNotFound
}
