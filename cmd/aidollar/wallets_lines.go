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
	members int           // who have the turn or wait for it
	lent    *time.Timer   // ends the turn of whoever was sent away with it; nil for nobody
}

// enter waits for the turn of a channel.
func (l *lines) enter(ctx context.Context, id payment.ChannelID) error {
	l.mu.Lock()
	if l.byChannel == nil {
		l.byChannel = map[payment.ChannelID]*line{}
	}
	of := l.byChannel[id]
	if of == nil {
		of = &line{turn: make(chan struct{}, 1)}
		l.byChannel[id] = of
	}
	of.members++
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

// gone is called with the lock held.
func (l *lines) gone(id payment.ChannelID, of *line) {
	if of.members--; of.members == 0 {
		delete(l.byChannel, id)
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

// lend leaves the turn with somebody who is sent away and expected back soon: it
// ends with come, or after a time.
func (l *lines) lend(id payment.ChannelID, most time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
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
	of.lent = timer
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
