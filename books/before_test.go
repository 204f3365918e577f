package books_test

import (
	"errors"
	"testing"

	"aidollar/books"
)

// Before each item of the feed stands a cursor that leads to it.
func TestBeforeEachItem(t *testing.T) { onBoth(t, testBeforeEachItem) }

func testBeforeEachItem(t *testing.T) {
	w := newWorld(t, newRandom(t))
	w.run(80)
	w.addEuro(w.buyers[0], w.sellers[0])
	w.run(40)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	// From the end on, items have the ids that they have on the whole way.
	end, err := b.FeedEnd(ctx)
	if every := everyItem(ctx, t, b, 200); err != nil || end != every[len(every)-1].ID {
		t.Errorf("the end is %s, %v; the last item is %s", end, err, every[len(every)-1].ID)
	}
	changes, movements := 0, 0
	for _, item := range everyItem(ctx, t, b, 200) {
		cursor, err := b.FeedBefore(ctx, item.ID)
		if err != nil {
			t.Fatalf("%s: %v", item.ID, err)
		}
		list, err := b.Feed(ctx, cursor, 1)
		if err != nil || len(list) != 1 || list[0].ID != item.ID || mark(&list[0]) != mark(&item) {
			t.Fatalf("behind %s stands %+v, want %+v", cursor, list, item)
		}
		if item.Change != nil {
			changes++
		} else {
			movements++
		}
	}
	if changes < 5 || movements < 50 {
		t.Errorf("%d changes and %d movements show little", changes, movements)
	}
	for _, id := range []string{"", "0-0", "x", "999999-1", "1-999999"} {
		if cursor, err := b.FeedBefore(ctx, id); !errors.Is(err, books.ErrNotFound) {
			t.Errorf("before %q stands %q, %v", id, cursor, err)
		}
	}
}
