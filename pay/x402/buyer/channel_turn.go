package buyer

import (
	"context"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// turn is one request on a channel, from its voucher to what came of it.
type turn struct {
	c       *Channels
	live    *live
	way     wallet.Way
	config  channel.Config
	id      common.Hash
	url     string
	bound   uint256.Int  // what the request costs at most
	base    *uint256.Int // what the seller says is charged so far, where it has corrected us
	more    uint64       // smallest units beyond it, where that very amount has been used
	spare   uint256.Int  // beyond that, if the channel has so much
	sent    uint64
	open    bool // it counts among those under way
	payload *x402.Channel
	again   bool         // the deposit was signed before, or sent before
	broke   *uint256.Int // what the voucher was for that was sent when a connection broke
	deposit *uint256.Int
}

func (c *Channels) turn(way wallet.Way, config channel.Config, url string) *turn {
	id := config.ID(way.Terms.ChainID)
	return &turn{c: c, live: c.of(id), way: way, config: config, id: id, url: url, bound: way.Terms.Amount}
}

// take waits until the request may be sent and signs what pays it. What was signed
// is on disk then. A *noChannel says that it cannot be paid so; nothing was signed.
func (t *turn) take(ctx context.Context, w *wallet.Wallet, required *x402.Required, p *x402.Payment, now uint64) error {
	l := t.live
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		wait := false
		err := t.c.Folder.Channel(t.id, func(r *ChannelRecord) (*ChannelRecord, error) {
			if r == nil {
				r = &ChannelRecord{Version: channelVersion, ID: t.id, ChainID: t.way.Terms.ChainID, Config: t.config}
			}
			value := t.value(r)
			needs := value.Gt(&r.Balance)
			if wait = needs && l.funding || r.OneByOne && l.count > 0; wait {
				return nil, nil
			}
			if err := t.fill(ctx, w, required, p, r, &value, now); err != nil {
				return nil, err
			}
			r.URL, r.Updated = t.url, time.Unix(int64(now), 0).UTC()
			return r, nil
		})
		if err != nil {
			return err
		}
		if !wait {
			break
		}
		if err := l.wait(ctx); err != nil {
			return err
		}
		t.base = nil // others have been told since
	}
	t.open = true
	l.used[t.payload.Voucher.Amount] = true
	l.count++
	l.sent++
	t.sent = l.sent
	l.reserved.Add(&l.reserved, &t.bound)
	l.funding = l.funding || t.deposit != nil
	return nil
}

// value is what the next voucher is for: all that was charged, or may be by requests
// that are under way, and this one.
func (t *turn) value(r *ChannelRecord) (value uint256.Int) {
	if t.base != nil {
		value = *t.base
	} else {
		value = r.Charged
		ahead := t.live.ahead()
		value.Add(&value, &ahead)
	}
	value.Add(&value, &t.bound)
	value.AddUint64(&value, t.more)
	var spared uint256.Int
	if spared.Add(&value, &t.spare); !spared.Gt(&r.Balance) {
		value = spared
	}
	for v := range t.live.used {
		if !v.Gt(&r.Charged) {
			delete(t.live.used, v)
		}
	}
	for !r.OneByOne && t.live.used[value] {
		value.AddUint64(&value, 1) // what was charged came to less than what was signed for
	}
	return value
}

// fill signs the voucher and, where the channel has too little, a deposit.
func (t *turn) fill(ctx context.Context, w *wallet.Wallet, required *x402.Required, p *x402.Payment, r *ChannelRecord, value *uint256.Int, now uint64) error {
	t.payload, t.deposit, t.again = &x402.Channel{Type: x402.TypeVoucher, Config: t.config}, nil, false
	if value.Gt(&r.Balance) {
		if err := t.fund(ctx, w, required, p, r, value, now); err != nil {
			return err
		}
	}
	voucher, err := w.Voucher(t.way.Terms.ChainID, t.id, value)
	if err != nil {
		return err
	}
	t.payload.Voucher = voucher
	if value.Gt(&r.Signed) {
		r.Signed, r.Signature = *value, voucher.Signature
	}
	return nil
}

// fund adds a deposit: one that was signed before and may still be made, if it is
// enough, or else a new one.
func (t *turn) fund(ctx context.Context, w *wallet.Wallet, required *x402.Required, p *x402.Payment, r *ChannelRecord, value *uint256.Int, now uint64) error {
	t.payload.Type = x402.TypeDeposit
	var need uint256.Int
	need.Sub(value, &r.Balance)
	if was := r.Pending; was != nil && was.Until > now+sendMargin && !need.Gt(&was.Amount) {
		t.payload.Deposit, t.again = was.deposit(), true
		t.deposit = &t.payload.Deposit.Amount
		return nil
	}
	amount, err := t.c.sum(t.way.Terms, &need)
	if err != nil {
		return &noChannel{err}
	}
	d, err := w.Deposit(ctx, required, t.way, p, &t.config, &amount, now)
	if err != nil {
		return &noChannel{err}
	}
	t.payload.Deposit, t.deposit = d, &d.Amount
	r.Pending = nil
	if d.Permit2 == nil {
		r.Pending = &PendingDeposit{Amount: d.Amount, Until: d.ValidBefore.Uint64(), Salt: d.Salt, Signature: d.Signature}
	}
	return nil
}

// leave ends the turn's part in what is under way.
func (t *turn) leave() {
	l := t.live
	l.mu.Lock()
	defer l.mu.Unlock()
	if !t.open {
		return
	}
	t.open = false
	l.count--
	l.reserved.Sub(&l.reserved, &t.bound)
	if t.deposit != nil {
		l.funding = false
	}
	l.change()
}

// lingers is leave for a stream whose cost is not known yet.
func (t *turn) lingers() {
	t.live.mu.Lock()
	if t.open {
		t.live.untold = append(t.live.untold, untold{t.live.sent, t.bound})
	}
	t.live.mu.Unlock()
	t.leave()
}
