package buyer

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	// depositFactor is how many times a request's price goes into a channel where the
	// seller says no sum, as by the stock client.
	depositFactor = 5
	// delayMaxDefault is the longest that a channel may take to get out of.
	delayMaxDefault = 7 * 24 * 3600 // seconds
	// sendMargin is how long a deposit that was signed before must still be good for,
	// to be sent once more.
	sendMargin = 15 // seconds
)

// Channels pays by batch-settlement: a deposit goes into a channel with the seller,
// and each request is paid by a voucher that is signed and not sent to any chain.
// Many requests may be under way on one channel. Any number of goroutines may share
// it, and any number of programs its folder.
type Channels struct {
	Folder     *Folder // where the channels are kept; must be there
	DepositMax Dollars // that go into a channel at a time, but for what one request needs
	DelayMax   uint64  // seconds that the seller may keep a payer waiting who leaves; 7 days if zero
	// State asks a chain for a channel. It may be nil, and its answer too, where
	// nobody can be asked: then the seller's word is taken for what is in a channel,
	// who can have it no cheaper than by serving.
	State func(ctx context.Context, chainID uint64, id common.Hash) (*channel.State, error)

	mu   sync.Mutex
	live map[common.Hash]*live
}

// noChannel says why a request is not paid from a channel. Nothing was signed.
type noChannel struct{ why error }

func (n *noChannel) Error() string { return "not paid from a channel: " + n.why.Error() }

// beside adds to why a request was not paid at all.
func (n *noChannel) beside(err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) && n.why != nil {
		refusal.Err = errors.Join(refusal.Err, n)
	}
	return err
}

var errNoChannelOffered = errors.New("no way to pay from one is offered in a token that is allowed")

// live is what one program knows of a channel while its requests are under way.
type live struct {
	mu       sync.Mutex
	changed  chan struct{} // closed when something below has changed
	count    int           // requests under way
	reserved uint256.Int   // what they may cost at most
	funding  bool          // one of them brings a deposit
	// Streams that are over cost something that their answer could not say. Each
	// counts in full until an answer to a later request says what was charged in all.
	untold []untold
	sent   uint64 // requests, for the order
	// used are the amounts of vouchers that have paid something, beyond what is
	// charged: a house takes each once.
	used map[uint256.Int]bool
}

type untold struct {
	sent   uint64
	amount uint256.Int
}

func (c *Channels) of(id common.Hash) *live {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.live == nil {
		c.live = map[common.Hash]*live{}
	}
	if c.live[id] == nil {
		c.live[id] = &live{changed: make(chan struct{}), used: map[uint256.Int]bool{}}
	}
	return c.live[id]
}

// change lets those look again who wait. It is called with the lock held.
func (l *live) change() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// wait gives the lock up until something has changed.
func (l *live) wait(ctx context.Context) error {
	changed := l.changed
	l.mu.Unlock()
	defer l.mu.Lock()
	select {
	case <-changed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ahead is what counts as charged beside what is known to be.
func (l *live) ahead() uint256.Int {
	sum := l.reserved
	for i := range l.untold {
		sum.Add(&sum, &l.untold[i].amount)
	}
	return sum
}

// told forgets the streams that were over before a request was sent, whose answer
// says what was charged in all.
func (l *live) told(sent uint64) {
	rest := l.untold[:0]
	for _, u := range l.untold {
		if u.sent >= sent {
			rest = append(rest, u)
		}
	}
	l.untold = rest
}

// choose finds the way to pay from a channel that is taken, and the channel.
func (c *Channels) choose(w *wallet.Wallet, required *x402.Required) (wallet.Way, channel.Config, error) {
	why := errNoChannelOffered
	longest := c.DelayMax
	if longest == 0 {
		longest = delayMaxDefault
	}
	for _, way := range w.ChannelWays(required) {
		config := w.ChannelTo(way.Terms, common.Hash{})
		if config.WithdrawDelay > longest {
			why = fmt.Errorf("whoever leaves a channel with %s waits for %d seconds, and at most %d are taken", config.Receiver, config.WithdrawDelay, longest)
			continue
		}
		config, err := c.current(config, way.Terms.ChainID)
		if err != nil {
			return wallet.Way{}, config, err
		}
		return way, config, nil
	}
	return wallet.Way{}, channel.Config{}, &noChannel{why}
}

// current is the channel of these ends that is in use: the first by its salt, which
// counts up, that the payer is not about to leave. One whose folder was lost is so
// found again.
func (c *Channels) current(config channel.Config, chainID uint64) (channel.Config, error) {
	for n := uint64(0); ; n++ {
		config.Salt = uint256.NewInt(n).Bytes32()
		left := false
		err := c.Folder.Channel(config.ID(chainID), func(r *ChannelRecord) (*ChannelRecord, error) {
			left = r != nil && r.Leaving != 0
			return nil, nil
		})
		if err != nil || !left {
			return config, err
		}
	}
}

// depositMax is the limit in smallest units of a token.
func (c *Channels) depositMax(terms *x402.Terms) (uint256.Int, error) {
	token, known := c.Folder.token(terms)
	if !known {
		return uint256.Int{}, fmt.Errorf("%s is none of the tokens that the folder counts", token.Name())
	}
	return token.Units(c.DepositMax), nil
}

// sum is how much is deposited where need is missing: what the seller wants, or some
// times the price, within the limit.
func (c *Channels) sum(terms *x402.Terms, need *uint256.Int) (uint256.Int, error) {
	most, err := c.depositMax(terms)
	if err != nil {
		return most, err
	}
	if need.Gt(&most) {
		return most, fmt.Errorf("%s more are needed in the channel, and at most %s may be deposited at a time", need.Dec(), most.Dec())
	}
	target := terms.DepositMin
	if target.Lt(&terms.Amount) {
		target.Mul(&terms.Amount, uint256.NewInt(depositFactor))
	}
	if target.Lt(need) {
		target = *need
	}
	if target.Gt(&most) {
		target = most
	}
	return target, nil
}

// Would tells by which way of a 402 a request would be paid from a channel, and what
// would be deposited first. A *noChannel says why it would not.
func (c *Channels) Would(w *wallet.Wallet, required *x402.Required) (way wallet.Way, deposit uint256.Int, err error) {
	way, config, err := c.choose(w, required)
	if err != nil {
		return way, deposit, err
	}
	turn := c.turn(way, config, "")
	turn.live.mu.Lock()
	defer turn.live.mu.Unlock()
	err = c.Folder.Channel(turn.id, func(r *ChannelRecord) (*ChannelRecord, error) {
		if r == nil {
			r = &ChannelRecord{}
		}
		need := turn.value(r)
		if !need.Gt(&r.Balance) {
			return nil, nil
		}
		need.Sub(&need, &r.Balance)
		if deposit, err = c.sum(way.Terms, &need); err != nil {
			err = &noChannel{err}
		}
		return nil, err
	})
	return way, deposit, err
}
