package books_test

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"aidollar/books"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// Channels in the books are what a twin noted; their calls and what moved in them
// are found by them.
func TestChannelsAreKept(t *testing.T) { onBoth(t, testChannelsAreKept) }

func testChannelsAreKept(t *testing.T) {
	r := newRandom(t)
	w := newChainWorld(t, r)
	for range 1500 {
		w.step()
	}
	b := open(t, bookPath(t))
	twin := follow(t, b, w.log)
	ctx := visible(t, b, len(w.log))
	kinds := map[books.ChangeKind]int{}
	for id, want := range twin.channels {
		c, steps, err := b.Channel(ctx, id)
		if err != nil || c.Number != want.Number || c.ID != id || c.Party != w.wallet || c.Account != want.Account || c.State != want.state ||
			c.Claimed != want.Claimed || c.Ends != want.Ends || c.Leaving != want.Leaving || c.Token != want.Token || c.Escrow != want.Escrow || c.Delay != want.Delay || c.At != want.At {
			t.Errorf("channel %+v, want %+v; %v", c, want, err)
		}
		var got []books.ChangeKind
		for i := range steps {
			got = append(got, steps[i].Kind)
			kinds[steps[i].Kind]++
		}
		slices.Reverse(got)
		if !slices.Equal(got, want.steps) {
			t.Errorf("channel %d took the steps %v, want %v", c.Number, got, want.steps)
		}
		for i := range steps {
			if steps[i].Kind == books.ChangeChannelClaimed && (steps[i].Amount != want.Claimed || want.Claimed.IsZero()) {
				t.Errorf("claimed last in the steps: %s, want %s", steps[i].Amount, want.Claimed)
			}
			if steps[i].Kind == books.ChangeChannelClaimed {
				break // the newest
			}
		}
		movedIn(ctx, t, b, twin, id)
		paidFrom(ctx, t, b, twin, id)
		list, err := b.Find(ctx, "0x"+hex.EncodeToString(id[:]))
		if err != nil || len(list) != 1 || list[0].Kind != books.KindChannel || list[0].Number != c.Number || list[0].Party != w.wallet {
			t.Errorf("a channel's id finds %+v; %v", list, err)
		}
	}
	if len(twin.channels) != 5 || len(kinds) != 7 || len(twin.calls) < 20 {
		t.Errorf("%d channels with the steps %v and %d calls; the test shows little", len(twin.channels), kinds, len(twin.calls))
	}
	channelsListed(ctx, t, b, twin, w)
	if _, _, err := b.Channel(ctx, payment.ChannelID{1}); !errors.Is(err, books.ErrNotFound) {
		t.Errorf("a channel that is none: %v", err)
	}
	news := map[books.ChangeKind]int{}
	for _, item := range everyItem(ctx, t, b, 200) {
		if c := item.Change; c != nil && c.Kind.String() == "channel" {
			news[c.Kind]++
			if twin.channelNumbered(c.Of) == nil || c.Party != w.wallet || len(item.Parties) != 1 {
				t.Errorf("the news %+v of %v are of no channel", c, item.Parties)
			}
		}
	}
	for kind, n := range kinds {
		if news[kind] != n {
			t.Errorf("%d times %d in the news, %d of the channels' steps", news[kind], kind, n)
		}
	}
}

func movedIn(ctx context.Context, t *testing.T, b *books.Books, twin *witness, id payment.ChannelID) {
	t.Helper()
	want := 0
	for _, a := range twin.arrivals {
		if a.Channel == id {
			want++
		}
	}
	list := pages(t, func(cursor string, limit int) ([]books.Arrival, string, error) {
		page, err := b.Arrivals(ctx, books.ArrivalFilter{Channel: id}, cursor, limit)
		return page.Arrivals, page.Next, err
	})
	if len(list) != want || want == 0 {
		t.Errorf("%d movements of the channel, want %d", len(list), want)
	}
	for _, a := range list {
		if a.Channel != id || a.Kind != settlement.Deposited && a.Kind != settlement.Left || a.Kind == settlement.Left && a.Has {
			t.Errorf("movement %+v, has %t", a.Arrival, a.Has)
		}
	}
}

func paidFrom(ctx context.Context, t *testing.T, b *books.Books, twin *witness, id payment.ChannelID) {
	t.Helper()
	number := twin.channels[id].Number
	want := twin.paidBy(number)
	list := pages(t, func(cursor string, limit int) ([]books.Call, string, error) {
		page, err := b.Calls(ctx, books.CallFilter{Channel: number}, cursor, limit)
		return page.Calls, page.Next, err
	})
	if len(list) != len(want) {
		t.Errorf("channel %d paid %d calls, want %d", number, len(list), len(want))
	}
	for _, c := range list {
		if c.Channel != id || c.ChannelNumber != number || c.Voucher != twin.calls[c.ID].Voucher || c.BuyerAccount != twin.channels[id].Account {
			t.Errorf("call %s was paid by %x with %s", c.ID, c.Channel, c.Voucher)
		}
	}
}

func channelsListed(ctx context.Context, t *testing.T, b *books.Books, twin *witness, w *chainWorld) {
	t.Helper()
	for _, f := range []books.ChannelFilter{{}, {Party: w.wallet}, {Party: w.buyers[0]}, {Token: 1}, {State: books.ChannelOpen}, {State: books.ChannelEnding}, {State: books.ChannelEmpty, Token: 2, Party: w.wallet}} {
		want := 0
		for _, c := range twin.channels {
			if (f.Party.IsZero() || f.Party == c.Party) && (f.Token == 0 || f.Token == c.Token) && (f.State == 0 || f.State == c.state) {
				want++
			}
		}
		list := pages(t, func(cursor string, limit int) ([]books.Channel, string, error) {
			page, err := b.Channels(ctx, f, cursor, limit)
			return page.Channels, page.Next, err
		})
		if len(list) != want {
			t.Errorf("%+v: %d channels, want %d", f, len(list), want)
		}
		if !slices.IsSortedFunc(list, func(x, y books.Channel) int { return int(y.Number) - int(x.Number) }) {
			t.Errorf("%+v: the last opened is not the first", f)
		}
	}
}
