package main

import (
	"context"
	"sync"
	"time"

	"aidollar/core/payment"
)

// lines has those who want the same channel wait for their turn.
type lines struct {
	mu        sync.Mutex
	byChannel map[payment.ChannelID]*line
}

// line is one channel's.
type line struct {
	turn    chan struct{} // has one item while somebody has the turn
	members int           // who have the turn, wait for it, or go ahead
	lent    *time.Timer   // ends the turn of whoever was sent away with it; nil for nobody
	ticket  string        // that he comes back with
	ahead   int           // who go ahead at the moment
	idle    chan struct{} // is closed when nobody does any more; nil if nobody waits for that
}

// of finds a channel's line. It is called with the lock held.
func (l *lines) of(id payment.ChannelID) *line {
	if l.byChannel == nil {
		l.byChannel = map[payment.ChannelID]*line{}
	}
	of := l.byChannel[id]
	if of == nil {
		of = &line{turn: make(chan struct{}, 1)}
		l.byChannel[id] = of
	}
	of.members++
	return of
}

// gone is called with the lock held.
func (l *lines) gone(id payment.ChannelID, of *line) {
	if of.members--; of.members == 0 {
		delete(l.byChannel, id)
	}
}

// busy reports whether somebody has the turn of a channel, or waits for it.
func (l *lines) busy(id payment.ChannelID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.byChannel[id] != nil
}

// enter waits for the turn of a channel.
func (l *lines) enter(ctx context.Context, id payment.ChannelID) error {
	l.mu.Lock()
	of := l.of(id)
	l.mu.Unlock()
	select {
	case of.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		l.gone(id, of)
		return ctx.Err()
	}
}

// leave ends the turn that enter gave.
func (l *lines) leave(id payment.ChannelID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next(id, l.byChannel[id])
}

func (l *lines) next(id payment.ChannelID, of *line) {
	<-of.turn
	l.gone(id, of)
}

// lend leaves the turn with somebody who is sent away with a ticket and expected
// back soon: it ends with come, or after a time. When it returns nobody is ahead.
func (l *lines) lend(id payment.ChannelID, ticket string, most time.Duration) {
	l.mu.Lock()
	of := l.byChannel[id]
	var timer *time.Timer
	timer = time.AfterFunc(most, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if of.lent == timer {
			of.lent = nil
			l.next(id, of)
		}
	})
	of.lent, of.ticket = timer, ticket
	var idle chan struct{}
	if of.ahead > 0 {
		idle = make(chan struct{})
		of.idle = idle
	}
	l.mu.Unlock()
	if idle != nil {
		<-idle // each is a command of the machine, which has an end
	}
}

// come ends a turn that was lent; nothing happens where none was.
func (l *lines) come(id payment.ChannelID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if of := l.byChannel[id]; of != nil && of.lent != nil {
		of.lent.Stop()
		of.lent = nil
		l.next(id, of)
	}
}

// ahead lets a request go ahead of the line, until past: where nobody is expected
// back, or it is the one that is, who then ends his turn by come. shown reads its
// ticket, where that matters.
func (l *lines) ahead(id payment.ChannelID, shown func() string) (goes, lent bool) {
	l.mu.Lock()
	of := l.byChannel[id]
	expected := of != nil && of.lent != nil
	l.mu.Unlock()
	ticket := ""
	if expected {
		ticket = shown()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	of = l.of(id)
	if of.lent != nil && (!expected || ticket != of.ticket) {
		l.gone(id, of)
		return false, false
	}
	of.ahead++
	return true, of.lent != nil
}

// past ends what ahead began.
func (l *lines) past(id payment.ChannelID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.byChannel[id]
	if of.ahead--; of.ahead == 0 && of.idle != nil {
		close(of.idle)
		of.idle = nil
	}
	l.gone(id, of)
}
