package onchain

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"aidollar/chain"
	"aidollar/chain/sender"
	"aidollar/pay/x402/service"

	"github.com/ethereum/go-ethereum/common"
)

const (
	// inclusionSeconds is what a transaction is given to get into a block: one that
	// has no nonce so long before its order's deadline is not sent.
	inclusionSeconds = 3
	lookDefault      = 2 * time.Second // between looks at a chain that says no other
)

// SettlerOptions are what settles other people's payments.
type SettlerOptions struct {
	File   string // of the orders
	Chains []*Chain
	// Confirmations are the blocks on top of the one that has a settlement, before
	// it counts. With none it counts as soon as it is in a block, as it does for the
	// stock facilitator.
	Confirmations uint64
	Now           func() time.Time // time.Now
	Report        func(error)      // is told of errors after which everything goes on
}

// Settler is the facilitator's: it sends orders as the house's accounts do, each
// order's calls as intents of their own.
type Settler struct {
	o      SettlerOptions
	chains map[uint64]*Chain
	orders *orders
	fault  func(step string) // tests crash here

	ctx     context.Context // of what runs; ends with Close
	stop    context.CancelFunc
	running sync.WaitGroup

	mu   sync.Mutex
	runs map[common.Hash]*run // by key
}

var (
	_ service.Settler = (*Settler)(nil)
	_ service.Witness = (*Settler)(nil)
)

// OpenSettler opens the file, and goes on with what an earlier life of the program
// has begun to send. The chains must outlive it.
func OpenSettler(o SettlerOptions) (*Settler, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Report == nil {
		o.Report = func(error) {}
	}
	s := &Settler{o: o, chains: map[uint64]*Chain{}, runs: map[common.Hash]*run{}, fault: func(string) {}}
	for _, c := range o.Chains {
		s.chains[c.ID()] = c
	}
	var err error
	if s.orders, err = openOrders(o.File, o.Now); err != nil {
		return nil, err
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if err := s.inherit(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// inherit takes up the orders of which something may have left. Those that were
// accepted and not begun wait until somebody asks for them: whoever was to be paid
// has had no answer.
func (s *Settler) inherit() error {
	left, err := s.orders.unfinished()
	if err != nil {
		return err
	}
	for key, o := range left {
		c := s.chains[o.ChainID]
		if c == nil {
			continue // the chain was taken out of the configuration
		}
		_, begun, err := c.sender.Status(o.intent(0))
		if err != nil {
			return err
		}
		if begun {
			s.join(key, c, o)
		}
	}
	return nil
}

// Close ends what runs, and takes back what is not signed yet.
func (s *Settler) Close() error {
	s.mu.Lock() // nobody joins behind the wait
	s.stop()
	s.mu.Unlock()
	s.running.Wait()
	return s.orders.db.Close()
}

var errSettlerClosed = errors.New("the house goes down; nothing is settled any more")

// Resume implements service.Settler.
func (s *Settler) Resume(ctx context.Context, key, id common.Hash) (service.Outcome, error) {
	o, known, err := s.orders.find(key)
	switch {
	case err != nil:
		return service.Outcome{}, err
	case !known:
		return service.Outcome{Status: service.Unknown}, nil
	case o.ID != id:
		return service.Outcome{Status: service.Taken}, nil
	}
	return s.await(ctx, key, o)
}

// Settle implements service.Settler.
func (s *Settler) Settle(ctx context.Context, asked *service.Order) (service.Outcome, error) {
	if len(asked.Calls) > 0 {
		if err := s.able(asked); err != nil {
			return service.Outcome{}, err
		}
	}
	o, err := s.orders.accept(asked.Key, orderOf(asked))
	switch {
	case err != nil:
		return service.Outcome{}, err
	case o.ID != asked.ID:
		return service.Outcome{Status: service.Taken}, nil
	}
	s.fault("accepted")
	return s.await(ctx, asked.Key, o)
}

// able is why an order cannot be sent now, before anything is promised.
func (s *Settler) able(o *service.Order) error {
	c := s.chains[o.ChainID]
	switch {
	case c == nil:
		return fmt.Errorf("nothing is sent on chain %d here", o.ChainID)
	case o.Sender != (common.Address{}) && o.Sender != c.o.Signer.Address():
		return fmt.Errorf("the settlement is to be sent by %s; %s sends on chain %d", o.Sender, c.o.Signer.Address(), o.ChainID)
	}
	return c.Broken()
}

// await waits for an order that was accepted.
func (s *Settler) await(ctx context.Context, key common.Hash, o order) (service.Outcome, error) {
	switch {
	case len(o.Calls) == 0:
		return service.Outcome{Status: service.Settled}, nil
	case o.Failed:
		return service.Outcome{Status: service.Failed, Transaction: o.Tx, Revert: o.Revert}, nil
	}
	c := s.chains[o.ChainID]
	if c == nil {
		return service.Outcome{}, fmt.Errorf("nothing is sent on chain %d any more", o.ChainID)
	}
	for {
		r := s.join(key, c, o)
		if r == nil {
			return service.Outcome{}, errSettlerClosed
		}
		select {
		case <-r.done:
			if r.order.Try != o.Try {
				continue // it was that of an order that is taken back, on its way out
			}
			return r.outcome, r.err
		case <-ctx.Done():
			return r.leave()
		}
	}
}

// join finds the run of an order or starts it; nil once the settler is closed.
func (s *Settler) join(key common.Hash, c *Chain, o order) *run {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return nil
	}
	if r := s.runs[key]; r != nil {
		return r
	}
	r := &run{s: s, c: c, key: key, order: o, done: make(chan struct{})}
	s.runs[key] = r
	s.running.Go(func() {
		r.outcome, r.err = r.settle(s.ctx)
		s.mu.Lock()
		delete(s.runs, key)
		s.mu.Unlock()
		close(r.done)
	})
	return r
}

// run takes one order as far as it goes, whoever still waits for it.
type run struct {
	s     *Settler
	c     *Chain
	key   common.Hash
	order order

	done    chan struct{}
	outcome service.Outcome // after done
	err     error

	mu   sync.Mutex // held while an intent is sent, or the order is taken back
	over bool       // it was taken back
}

var errTakenBack = errors.New("the chain did not take the settlement in time, and it was taken back before it was signed")

// settle sends the calls one behind the other and waits for the last.
func (r *run) settle(ctx context.Context) (service.Outcome, error) {
	last := len(r.order.Calls) - 1
	if r.order.Tx != (common.Hash{}) {
		if _, known, err := r.c.sender.Status(r.order.intent(last)); err == nil && !known {
			return r.remembered(ctx)
		}
	}
	for i := range last {
		if err := r.send(ctx, i); err != nil {
			return r.broken(err)
		}
		// If this one fails, as because somebody else has done what it does, the next
		// one says whether that matters.
		if _, err := r.c.sender.Await(ctx, r.order.intent(i), sender.Included); err != nil {
			return r.broken(err)
		}
	}
	if err := r.send(ctx, last); err != nil {
		return r.broken(err)
	}
	r.s.fault("sent")
	for {
		status, err := r.c.sender.Await(ctx, r.order.intent(last), sender.Included)
		if err != nil {
			return r.broken(err)
		}
		if outcome, certain, err := r.look(ctx, &status); certain {
			return outcome, err
		}
		if !r.pause(ctx) {
			return r.broken(ctx.Err())
		}
	}
}

// send hands a call to the sender. A later call than the first is tried again
// while the sender is full: something has left already.
func (r *run) send(ctx context.Context, call int) error {
	for {
		r.mu.Lock()
		err := errTakenBack
		if !r.over {
			c := &r.order.Calls[call]
			_, err = r.c.sender.Send(ctx, sender.Intent{
				ID: r.order.intent(call), To: c.To, Data: c.Data,
				Deadline: time.Unix(int64(r.order.Deadline), 0).Add(-inclusionSeconds * time.Second),
			})
		}
		r.mu.Unlock()
		if err == nil || call == 0 || chain.ClassOf(err) != chain.Retry || !r.pause(ctx) {
			return err
		}
	}
}

func (r *run) pause(ctx context.Context) bool {
	pause := r.c.o.Interval
	if pause <= 0 {
		pause = lookDefault
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// broken ends a run that cannot go on, as because the house goes down.
func (r *run) broken(err error) (service.Outcome, error) {
	outcome, left := r.leave()
	if outcome.Status == service.Unknown && errors.Is(left, errTakenBack) {
		return outcome, err
	}
	return outcome, left
}

// leave is the answer for somebody who waits no longer: pending once something is
// signed, else the order is taken back, for all who wait for it.
func (r *run) leave() (service.Outcome, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	sends, last := r.c.sender, len(r.order.Calls)-1
	for i := last; i >= 0; i-- {
		status, _, err := sends.Status(r.order.intent(i))
		if err == nil && status.State == sender.Queued {
			status, err = sends.Cancel(status.ID)
		}
		switch {
		case err != nil:
			return service.Outcome{}, err
		case len(status.Hashes) > 0:
			return service.Outcome{Status: service.Pending, Transaction: newest(&status)}, nil
		case i == last && status.State == sender.Failed && status.Reason != sender.CodeCanceled:
			return r.failed(&status), nil
		}
	}
	r.over = true
	if err := r.s.orders.change(r.key, &r.order, func(o *order) { o.Taken = true }); err != nil {
		return service.Outcome{}, err
	}
	return service.Outcome{}, errTakenBack
}

// newest is the transaction that is in a block, or the one that was signed last.
func newest(s *sender.Status) common.Hash {
	if s.Tx != (common.Hash{}) {
		return s.Tx
	}
	return s.Hashes[len(s.Hashes)-1]
}

// look finds out whether what is included, or has failed, counts by now. It is not
// certain while a block is young or a node does not answer.
func (r *run) look(ctx context.Context, status *sender.Status) (outcome service.Outcome, certain bool, err error) {
	if status.Reason == sender.CodeCanceled {
		return outcome, true, errTakenBack
	}
	if status.State == sender.Failed {
		outcome = r.failed(status)
		if outcome.Transaction != (common.Hash{}) {
			outcome.Revert = r.why(ctx, outcome.Revert)
		}
		r.note(func(o *order) { o.Failed, o.Tx, o.Revert = true, outcome.Transaction, outcome.Revert })
		return outcome, true, nil
	}
	receipt, err := r.s.deep(ctx, r.c, status.Tx)
	if err != nil || receipt == nil {
		return outcome, false, nil //nolint:nilerr // the node is asked again
	}
	outcome = service.Outcome{Status: service.Settled, Transaction: receipt.Tx, Logs: logsOf(receipt)}
	if !receipt.Success {
		// It is noted as failed once its block is final, and not before.
		return service.Outcome{Status: service.Failed, Transaction: receipt.Tx, Revert: r.why(ctx, status.Message)}, true, nil
	}
	if r.order.Tx != receipt.Tx {
		r.note(func(o *order) { o.Tx = receipt.Tx })
	}
	return outcome, true, nil
}

// failed is what an intent says that will not be carried out, or was in vain.
func (r *run) failed(s *sender.Status) service.Outcome {
	return service.Outcome{Status: service.Failed, Transaction: s.Tx, Revert: s.Message}
}

// why is what the contract says now to a call that has reverted; a receipt does not
// tell.
func (r *run) why(ctx context.Context, otherwise string) string {
	calls := r.order.facilitated()
	said, err := Facts{r.c.o.Client}.Simulate(ctx, r.c.o.Signer.Address(), calls[len(calls)-1:])
	if err != nil || said == "" {
		return otherwise
	}
	return said
}

// note keeps what became of the order. If that goes wrong, it is found out again.
func (r *run) note(what func(*order)) {
	if err := r.s.orders.change(r.key, &r.order, what); err != nil {
		r.s.o.Report(fmt.Errorf("what became of a settlement cannot be kept: %w", err))
	}
}

// remembered is an order that was settled so long ago that the sender has
// forgotten it.
func (r *run) remembered(ctx context.Context) (service.Outcome, error) {
	for {
		receipt, err := r.s.deep(ctx, r.c, r.order.Tx)
		if err == nil && receipt != nil {
			return service.Outcome{Status: service.Settled, Transaction: receipt.Tx, Logs: logsOf(receipt)}, nil
		}
		if !r.pause(ctx) {
			return service.Outcome{Status: service.Pending, Transaction: r.order.Tx}, nil
		}
	}
}
