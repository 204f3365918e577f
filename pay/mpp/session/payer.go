package session

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Payer pays from channels, one for each payee, token and escrow. It is an
// http.RoundTripper. Amounts are the token's smallest units.
type Payer struct {
	Address common.Address
	// Sign signs a digest by the key of Address: r, s, and v as 27 or 28.
	Sign func(digest common.Hash) ([]byte, error)
	// Token is a token's EIP-712 domain; ok is false for one that is not paid in.
	Token func(chainID uint64, token common.Address) (name, version string, ok bool)
	// DepositMax is what is deposited in one channel at most, over all time.
	DepositMax uint256.Int
	// Deposit is what a channel is opened with and topped up by, unless its payee
	// suggests more; never less than what is asked for.
	Deposit uint256.Int
	// Deposited is told of a deposit before it is signed, and may refuse it; nil for nobody.
	Deposited func(chainID uint64, token common.Address, amount *uint256.Int) error
	// Folder keeps channels for when the program is started again; nil for memory alone.
	Folder *Folder
	Base   http.RoundTripper // nil is http.DefaultTransport
	Now    func() time.Time  // nil is time.Now

	mu       sync.Mutex
	channels map[place]*channel
}

// place is where channels are told apart: whoever shares it shares a channel.
type place struct {
	chainID              uint64
	escrow, token, payee common.Address
}

// channel is one that is paid from. Its vouchers only ever say more.
type channel struct {
	Record
	restored bool // from the folder: an earlier program has paid from it
}

// Errors of what a payer does not do.
var (
	ErrLimit = errors.New("more is asked for than may be deposited in a channel")
	ErrToken = errors.New("the token is not one that is paid in")
)

const (
	depositTime = 10 * time.Minute // that a signed deposit can be sent
	// So long before a deposit runs out it is not sent any more, and so long behind it the
	// chain's clock is taken to be past it.
	depositMargin = time.Minute
)

// errSoon says that nobody knows yet whether a deposit that was signed is made.
var errSoon = errors.New("a deposit that was signed before runs out now, and whether it was made is known in some minutes")

// State is how a channel stands, as its payer knows.
type State struct {
	Channel                common.Hash
	Deposit, Signed, Spent uint256.Int
}

// States are those of the channels that are open.
func (p *Payer) States() (states []State) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.channels {
		if c.State == StateOpen {
			states = append(states, State{c.ID, c.Deposit, c.Signed, c.Spent})
		}
	}
	slices.SortFunc(states, func(a, b State) int { return a.Channel.Cmp(b.Channel) })
	return states
}

func (p *Payer) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

func (p *Payer) base() http.RoundTripper {
	if p.Base == nil {
		return http.DefaultTransport
	}
	return p.Base
}

// channelFor is the channel that a challenge is paid from: the one of this program, one
// of an earlier program that is kept, or a new one. It is called with the lock held.
func (p *Payer) channelFor(s *mpp.Session) (*channel, error) {
	at := place{s.ChainID, s.Escrow, s.Currency, s.Recipient}
	if p.channels == nil {
		p.channels = map[place]*channel{}
	}
	if p.channels[at] != nil {
		return p.channels[at], nil
	}
	c := &channel{Record: Record{Version: recordVersion, State: StateOpening, ChainID: at.chainID, Escrow: at.escrow, Token: at.token, Payee: at.payee, Payer: p.Address}}
	if p.Folder != nil {
		kept, err := p.Folder.Take(func(r *Record) bool {
			return r.Payer == p.Address && r.place() == at && (r.State == StateOpening || r.State == StateOpen)
		})
		if err != nil {
			return nil, err
		}
		if kept != nil {
			c.Record, c.restored = *kept, true
		}
	}
	p.channels[at] = c
	return c, nil
}

// keep has what is known of a channel outlast the program.
func (p *Payer) keep(c *channel) error {
	if p.Folder == nil || c.ID == (common.Hash{}) {
		return nil
	}
	return p.Folder.Keep(&c.Record)
}

// ask is what a request is to be paid for, and where.
type ask struct {
	challenge *mpp.Challenge
	session   *mpp.Session
	url       string
}

// pay makes the act with which a request is paid for: a voucher for need beyond what
// was spent, or for floor if that is more, with what it takes to cover it. What it signs
// is kept before it returns.
func (p *Payer) pay(ctx context.Context, c *channel, a *ask, need, floor *uint256.Int) (*mpp.Act, error) {
	if err := p.ranOut(ctx, c, a); err != nil {
		return nil, err
	}
	var value uint256.Int
	if _, over := value.AddOverflow(&c.Spent, need); over || value.BitLen() > 128 {
		return nil, ErrLimit
	}
	least := new(uint256.Int).Add(&c.Signed, &a.session.Step)
	if a.session.Step.IsZero() && !c.Signed.IsZero() {
		least.AddUint64(least, 1) // a value pays once
	}
	for _, other := range []*uint256.Int{least, floor} {
		if value.Lt(other) {
			value = *other
		}
	}
	if value.Gt(&p.DepositMax) {
		return nil, fmt.Errorf("%w: a voucher for %s and a limit of %s", ErrLimit, value.Dec(), p.DepositMax.Dec())
	}
	var deposit *mpp.Deposit
	if value.Gt(&c.Deposit) {
		if err := p.cover(ctx, c, a, &value); err != nil {
			return nil, err
		}
		deposit = c.deposit()
	}
	act := &mpp.Act{Name: mpp.ActVoucher, Channel: c.ID, Deposit: deposit}
	if c.State == StateOpening {
		act.Name = mpp.ActOpen
	}
	var err error
	act.Voucher, err = p.voucher(c, &value)
	return act, err
}

// cover sees to a pending deposit that makes the channel hold a value. One that is there
// and does not suffice is brought in first: two of them the payee could both send.
func (p *Payer) cover(ctx context.Context, c *channel, a *ask, value *uint256.Int) error {
	lack := new(uint256.Int).Sub(value, &c.Deposit)
	if c.Pending != nil && c.Pending.Amount.Lt(lack) {
		act := &mpp.Act{Name: mpp.ActTopUp, Channel: c.ID, Deposit: c.deposit()}
		if c.State == StateOpening {
			act.Name = mpp.ActOpen
			var err error
			if act.Voucher, err = p.voucher(c, &c.Pending.Amount); err != nil {
				return err
			}
		}
		receipt, err := p.manage(ctx, a.url, a.challenge, act)
		if err != nil {
			return err
		}
		c.took(act)
		c.told(receipt)
		lack.Sub(value, &c.Deposit)
	}
	if c.Pending != nil {
		return nil
	}
	return p.bring(c, a.session, lack)
}

// ranOut sees to a pending deposit that cannot be sent any more. Whether the channel that
// it opens is there its payee is asked.
func (p *Payer) ranOut(ctx context.Context, c *channel, a *ask) error {
	if c.Pending == nil {
		return nil
	}
	now, until := p.now(), time.Unix(int64(c.Pending.Until), 0)
	switch {
	case now.Before(until.Add(-depositMargin)):
		return nil
	case now.Before(until.Add(depositMargin)):
		return errSoon
	case c.State == StateOpen:
		c.expired()
		return p.keep(c)
	}
	return p.opened(ctx, c, a)
}

// opened asks the payee whether a channel is there whose opening was not answered.
func (p *Payer) opened(ctx context.Context, c *channel, a *ask) error {
	v, err := p.voucher(c, &c.Signed)
	if err != nil {
		return err
	}
	receipt, err := p.manage(ctx, a.url, a.challenge, &mpp.Act{Name: mpp.ActVoucher, Channel: c.ID, Voucher: v})
	var refused *refusedError
	if errors.As(err, &refused) && refused.need != nil {
		err = nil // it knows the channel
	}
	if err != nil {
		return err
	}
	c.State, c.Deposit, c.Pending = StateOpen, c.Pending.Amount, nil
	c.told(receipt)
	return p.keep(c)
}

// voucher signs for an amount. What is more than ever before is kept before it leaves.
func (p *Payer) voucher(c *channel, value *uint256.Int) (*mpp.Voucher, error) {
	signature, err := p.Sign(evmsig.SessionVoucherDigest(evmsig.SessionSeparator(c.ChainID, c.Escrow), c.ID, value))
	if err != nil {
		return nil, err
	}
	if c.Signed.Lt(value) {
		c.Signed, c.Signature = *value, signature
		err = p.keep(c)
	}
	return &mpp.Voucher{Amount: *value, Signature: signature}, err
}

// bring signs a deposit of at least so much. Its nonce is made from the channel, so
// that it comes to no other one, whoever sends it.
func (p *Payer) bring(c *channel, s *mpp.Session, least *uint256.Int) error {
	if !s.FeePayer || !s.Takes(mpp.DepositAuthorization) {
		return errors.New("the payee takes no deposits that it sends itself; a transaction by the payer is wanted, which this client does not send")
	}
	name, version, ok := p.Token(c.ChainID, c.Token)
	if !ok {
		return fmt.Errorf("%w: %s on the chain %d", ErrToken, c.Token, c.ChainID)
	}
	amount := *least
	for _, other := range []*uint256.Int{&p.Deposit, &s.Suggested} {
		if amount.Lt(other) {
			amount = *other
		}
	}
	room := new(uint256.Int).Sub(&p.DepositMax, &c.Deposit) // the voucher is within the limit
	if room.Lt(&c.Doubt) || room.Sub(room, &c.Doubt).Lt(least) {
		return fmt.Errorf("%w: %s more are wanted, and of %s that were signed to be deposited nobody has said whether they were", ErrLimit, least.Dec(), c.Doubt.Dec())
	}
	if amount.Gt(room) {
		amount = *room
	}
	if p.Deposited != nil {
		if err := p.Deposited(c.ChainID, c.Token, &amount); err != nil {
			return err
		}
	}
	next := &Pending{Amount: amount, Until: uint64(p.now().Add(depositTime).Unix())}
	if _, err := rand.Read(next.Salt[:]); err != nil {
		return err
	}
	if c.State == StateOpening {
		c.Salt = next.Salt
		c.ID, next.Nonce = c.made().ID(c.ChainID, c.Escrow), c.made().OpenNonce()
	} else {
		next.Nonce = evmsig.SessionTopUpNonce(c.ID, &amount, p.Address, next.Salt)
	}
	c.Pending = next
	separator := evmsig.Domain{Name: name, Version: version, ChainID: c.ChainID, Contract: c.Token}.Separator()
	signature, err := p.Sign(c.deposit().Transfer.ReceiveDigest(separator))
	if err != nil {
		c.Pending = nil
		return err
	}
	next.Signature = signature
	return p.keep(c)
}
