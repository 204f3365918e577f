package crash_test

import (
	"context"
	"sync"
	"time"
)

// running is load on a house in this process.
type running struct {
	ctx  context.Context
	stop chan struct{}
	all  sync.WaitGroup
	errs [workers]error
	gone chan struct{} // closed when all workers are
}

func startLoad(h *house, done *history, seed uint64) *running {
	l := &running{ctx: context.Background(), stop: make(chan struct{}), gone: make(chan struct{})}
	for i := range workers {
		w := &worker{site: &site{node: h.node, recorder: done}, r: newRandom(seed, uint64(i))}
		l.all.Go(func() { l.errs[i] = w.run(l.stop) })
	}
	go func() {
		l.all.Wait()
		close(l.gone)
	}()
	return l
}

// await returns when so many requests are acknowledged; false when the workers
// have ended before.
func (l *running) await(done *history, count int) bool {
	for done.acknowledged() < count {
		select {
		case <-l.gone:
			return false
		case <-time.After(time.Millisecond):
		}
	}
	return true
}

// end stops the workers and gives the error each ended with.
func (l *running) end() []error {
	close(l.stop)
	<-l.gone
	return l.errs[:]
}
