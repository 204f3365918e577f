package books_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"aidollar/books"
	"aidollar/core/ledger"
)

// everyItem reads the feed from its beginning.
func everyItem(ctx context.Context, t *testing.T, b *books.Books, limit int) (list []books.FeedItem) {
	t.Helper()
	for after := ""; ; after = list[len(list)-1].ID {
		page, err := b.Feed(ctx, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		if list = append(list, page...); len(page) == 0 {
			return list
		}
	}
}

// mark names what an item is of.
func mark(i *books.FeedItem) string {
	if i.Change != nil {
		return i.Change.Kind.String() + i.Change.ID.String()
	}
	return i.Posting.ID.String()
}

// What is recent is the feed from its end, in pages of any size; of a party what
// moved on its accounts, and its changes.
func TestRecentIsTheFeedFromItsEnd(t *testing.T) { onBoth(t, testRecentIsTheFeedFromItsEnd) }

func testRecentIsTheFeedFromItsEnd(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(150)
	w.addEuro(w.buyers[0], w.sellers[0])
	w.run(50)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	every := everyItem(ctx, t, b, 200)
	for _, of := range []ledger.ID{{}, w.buyers[0], w.buyers[3], w.sellers[0], w.sellers[2]} {
		var want []string
		changes := 0
		for i := len(every) - 1; i >= 0; i-- {
			item := &every[i]
			still := item.Posting != nil && item.Posting.Flags&(ledger.Pending|ledger.Void|ledger.Split) != 0
			if !of.IsZero() && (still || !slices.Contains(item.Parties, of)) {
				continue
			}
			if item.Change != nil {
				changes++
			}
			want = append(want, mark(item))
		}
		var got []string
		for before := ""; ; {
			page, err := b.Recent(ctx, of, before, 1+r.Intn(60))
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for i := range page {
				item := &page[i]
				if !of.IsZero() && !slices.Contains(item.Parties, of) {
					t.Errorf("%s is shown what belongs to %v", of, item.Parties)
				}
				got = append(got, mark(item))
			}
			before = page[len(page)-1].ID
		}
		if !slices.Equal(got, want) {
			t.Errorf("of %s: %d items, want %d", of, len(got), len(want))
		}
		if len(want) < 30 || changes == 0 {
			t.Errorf("of %s: %d items, %d changes; the test shows little", of, len(want), changes)
		}
	}
	if list, err := b.Recent(ctx, w.id(), "", 10); err != nil || len(list) != 0 {
		t.Errorf("of nobody: %v %v", list, err)
	}
	if _, err := b.Recent(ctx, ledger.ID{}, "5", 10); !errors.Is(err, books.ErrCursor) {
		t.Errorf("a cursor of nothing: %v", err)
	}
}
