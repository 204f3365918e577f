package session

import (
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
	Base      http.RoundTripper // nil is http.DefaultTransport
	Now       func() time.Time  // nil is time.Now

	mu       sync.Mutex
	channels map[place]*channel
}

// place is where channels are told apart: whoever shares it shares a channel.
type place struct {
	chainID              uint64
	escrow, token, payee common.Address
}

// channel is one that is open. Its vouchers only ever say more.
type channel struct {
	place
	id        common.Hash
	opened    bool
	deposit   uint256.Int
	signed    uint256.Int // by the highest voucher
	spent     uint256.Int // as the payee said last
	url       string      // that was paid for last, and may be asked to close it
	challenge mpp.Challenge
	// pending was signed and not taken yet, as far as is known. It is sent again: with
	// another one beside it the payee could send both.
	pending *mpp.Deposit
}

// Errors of what a payer does not do.
var (
	ErrLimit = errors.New("more is asked for than may be deposited in a channel")
	ErrToken = errors.New("the token is not one that is paid in")
)

const depositTime = 10 * time.Minute // that a signed deposit can be sent

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
		if c.opened {
			states = append(states, State{c.id, c.deposit, c.signed, c.spent})
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

// channelFor is the channel that a challenge is paid from, made if there is none.
// It is called with the lock held.
func (p *Payer) channelFor(s *mpp.Session) *channel {
	at := place{s.ChainID, s.Escrow, s.Currency, s.Recipient}
	if p.channels == nil {
		p.channels = map[place]*channel{}
	}
	if p.channels[at] == nil {
		p.channels[at] = &channel{place: at}
	}
	return p.channels[at]
}

// pay makes the act with which a request is paid for: a voucher for need beyond what
// was spent, or for floor if that is more, with what it takes to cover it.
func (p *Payer) pay(c *channel, s *mpp.Session, need, floor *uint256.Int) (*mpp.Act, error) {
	var value uint256.Int
	if _, over := value.AddOverflow(&c.spent, need); over || value.BitLen() > 128 {
		return nil, ErrLimit
	}
	least := new(uint256.Int).Add(&c.signed, &s.Step)
	if s.Step.IsZero() && c.opened {
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
	act := &mpp.Act{Name: mpp.ActVoucher}
	if !c.opened {
		act.Name = mpp.ActOpen
	}
	if value.Gt(&c.deposit) {
		deposit, err := p.bring(c, s, new(uint256.Int).Sub(&value, &c.deposit))
		if err != nil {
			return nil, err
		}
		act.Deposit = deposit
	}
	act.Channel = c.id
	signature, err := p.voucher(c, &value)
	if err != nil {
		return nil, err
	}
	act.Voucher = &mpp.Voucher{Amount: value, Signature: signature}
	return act, nil
}

func (p *Payer) voucher(c *channel, value *uint256.Int) ([]byte, error) {
	return p.Sign(evmsig.SessionVoucherDigest(evmsig.SessionSeparator(c.chainID, c.escrow), c.id, value))
}

// bring signs a deposit of at least so much. Its nonce is made from the channel, so
// that it comes to no other one, whoever sends it.
func (p *Payer) bring(c *channel, s *mpp.Session, least *uint256.Int) (*mpp.Deposit, error) {
	if !s.FeePayer || !s.Takes(mpp.DepositAuthorization) {
		return nil, errors.New("the payee takes no deposits that it sends itself; a transaction by the payer is wanted, which this client does not send")
	}
	name, version, ok := p.Token(c.chainID, c.token)
	if !ok {
		return nil, fmt.Errorf("%w: %s on the chain %d", ErrToken, c.token, c.chainID)
	}
	if d := c.pending; d != nil && !d.Amount.Lt(least) && d.Transfer.ValidBefore.Uint64() > uint64(p.now().Add(depositTime/2).Unix()) {
		return d, nil
	}
	d := &mpp.Deposit{Opens: !c.opened, Kind: mpp.DepositAuthorization, Amount: *least}
	for _, other := range []*uint256.Int{&p.Deposit, &s.Suggested} {
		if d.Amount.Lt(other) {
			d.Amount = *other
		}
	}
	if room := new(uint256.Int).Sub(&p.DepositMax, &c.deposit); d.Amount.Gt(room) {
		d.Amount = *room // which is no less than least: the voucher is within the limit
	}
	if p.Deposited != nil {
		if err := p.Deposited(c.chainID, c.token, &d.Amount); err != nil {
			return nil, err
		}
	}
	if _, err := rand.Read(d.Salt[:]); err != nil {
		return nil, err
	}
	d.Transfer = evmsig.Authorization{From: p.Address, To: c.escrow, Value: d.Amount, ValidBefore: *uint256.NewInt(uint64(p.now().Add(depositTime).Unix()))}
	if d.Opens {
		made := evmsig.Session{Payer: p.Address, Payee: c.payee, Token: c.token, Salt: d.Salt}
		c.id, d.Transfer.Nonce = made.ID(c.chainID, c.escrow), made.OpenNonce()
	} else {
		d.Transfer.Nonce = evmsig.SessionTopUpNonce(c.id, &d.Amount, p.Address, d.Salt)
	}
	separator := evmsig.Domain{Name: name, Version: version, ChainID: c.chainID, Contract: c.token}.Separator()
	signature, err := p.Sign(d.Transfer.ReceiveDigest(separator))
	if err != nil {
		return nil, err
	}
	d.Signature, c.pending = signature, d
	return d, nil
}

// took notes an act that was taken.
func (c *channel) took(a *mpp.Act) {
	if a.Deposit != nil {
		c.opened, c.pending = true, nil
		c.deposit.Add(&c.deposit, &a.Deposit.Amount)
	}
	if a.Voucher != nil && c.signed.Lt(&a.Voucher.Amount) {
		c.signed = a.Voucher.Amount
	}
}

// told notes what a payee says of the channel. It cannot have spent more than was
// signed for.
func (c *channel) told(r *mpp.SessionReceipt) {
	if r != nil && r.Channel == c.id && c.spent.Lt(&r.Spent) && !r.Spent.Gt(&c.signed) {
		c.spent = r.Spent
	}
}
