package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// watch looks at a source again and again, and tells of its troubles.
type watch struct {
	what    string // in the plural, for the log
	of      []any  // attributes that name the source
	log     *slog.Logger
	trouble atomic.Pointer[string] // nil while the source is good
}

// run looks at once, and then at each interval until ctx ends.
func (w *watch) run(ctx context.Context, every time.Duration, look func(context.Context) error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		err := look(ctx)
		if ctx.Err() != nil {
			return // that the house stops is no trouble of the source
		}
		w.report(err)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// report logs a trouble when it begins or changes, and its end.
func (w *watch) report(err error) {
	was := w.trouble.Load()
	switch {
	case err != nil && (was == nil || *was != err.Error()):
		text := err.Error()
		w.trouble.Store(&text)
		w.log.Warn("a source of "+w.what+" is in trouble", append([]any{"error", err}, w.of...)...)
	case err == nil && was != nil:
		w.trouble.Store(nil)
		w.log.Info("a source of "+w.what+" is good again", w.of...)
	}
}

// troubled is 1 while the source is in trouble.
func (w *watch) troubled() float64 { return one(w.trouble.Load() != nil) }
