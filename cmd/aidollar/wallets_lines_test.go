package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"aidollar/core/payment"
)

// TestALentTurnIsForOne: while somebody is expected back, others who come wait, and
// the one with the ticket goes ahead.
func TestALentTurnIsForOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lines
		id, other := payment.ChannelID{1}, payment.ChannelID{2}
		goes := func(id payment.ChannelID, ticket string) bool {
			ok, lent := l.ahead(id, func() string { return ticket })
			if lent != (ok && ticket == "b") {
				t.Errorf("%s: lent %v", ticket, lent)
			}
			return ok
		}
		if !goes(id, "a") {
			t.Fatal("nobody is expected, and a request does not go ahead")
		}
		if err := l.enter(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		lent := make(chan struct{})
		go func() {
			l.lend(id, "b", time.Second)
			close(lent)
		}()
		synctest.Wait()
		select {
		case <-lent:
			t.Error("somebody is ahead, and the turn was lent over his head")
		default:
		}
		l.past(id)
		<-lent
		if goes(id, "a") || !goes(other, "a") || !goes(id, "b") {
			t.Error("a lent turn is not for the one with the ticket alone")
		}
		l.past(other)
		l.past(id)
		l.come(id)
		l.come(id)
		if !goes(id, "a") {
			t.Error("the turn did not end")
		}
		l.past(id)

		// Who does not come back holds the others up for a while.
		if err := l.enter(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		l.lend(id, "c", time.Second)
		begin := time.Now()
		short, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if l.enter(short, id) == nil {
			t.Error("two have the turn")
		}
		if err := l.enter(t.Context(), id); err != nil || time.Since(begin) != time.Second {
			t.Errorf("%v behind %s", err, time.Since(begin))
		}
		l.leave(id)
		if len(l.byChannel) != 0 {
			t.Errorf("%d lines are left over", len(l.byChannel))
		}
	})
}

// TestALineIsBusyWhileSomebodyIsInIt: whoever only looks at a channel learns that
// somebody is at work on it, and is not counted himself.
func TestALineIsBusyWhileSomebodyIsInIt(t *testing.T) {
	var l lines
	id := payment.ChannelID{1}
	if l.busy(id) {
		t.Error("an empty line is busy")
	}
	if err := l.enter(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if !l.busy(id) || l.busy(payment.ChannelID{2}) {
		t.Error("a turn that somebody has makes its channel busy, and no other")
	}
	l.leave(id)
	if l.busy(id) {
		t.Error("a line that everybody left is busy")
	}
}
