package buyer

import (
	"context"
	"net/http"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// next is what is done after an answer.
type next uint8

const (
	nextNothing next = iota // the answer is the caller's
	nextAgain               // sign anew and ask again
	nextLater               // the same, when some time has passed
)

// answered learns from an answer with a status other than 402, and ends the turn
// unless its cost is yet to be told: then done has to be called at the end of the
// answer's body.
func (t *turn) answered(a *Answer) (done func(), err error) {
	if a.Settlement == nil || !a.Settlement.Success {
		// Whether it was charged shows at the next request.
		t.unused()
		t.leave()
		return nil, nil
	}
	extra, err := x402.ParseChannelExtra(a.Settlement.Extra)
	if err != nil {
		t.leave()
		return nil, nil //nolint:nilerr // a seller that writes nonsense has served all the same
	}
	told := false
	err = t.c.Folder.Channel(t.id, func(r *ChannelRecord) (*ChannelRecord, error) {
		if r == nil {
			return nil, nil
		}
		told = t.charged(r, extra)
		if t.deposit != nil {
			t.deposited(r, extra, a.Settlement)
		}
		return r, nil
	})
	if extra.State != nil && extra.State.Charged != nil {
		t.live.mu.Lock()
		t.live.told(t.sent)
		t.live.mu.Unlock()
	}
	if !told && a.Status < http.StatusBadRequest {
		return t.lingers, err
	}
	t.leave()
	return nil, err
}

// unused gives a voucher's amount free: nothing was paid with it.
func (t *turn) unused() {
	t.live.mu.Lock()
	defer t.live.mu.Unlock()
	delete(t.live.used, t.payload.Voucher.Amount)
}

// charged takes over what the seller says was charged, as far as it can be true. It
// tells whether this request's cost is known.
func (t *turn) charged(r *ChannelRecord, extra *x402.ChannelExtra) bool {
	cost := extra.ChargedAmount
	var total *uint256.Int
	if extra.State != nil {
		total = extra.State.Charged
	}
	switch {
	case cost != nil && cost.Gt(&t.bound):
		return true // no more than was agreed on; the next voucher is for no more either
	case total != nil && !total.Gt(&r.Signed):
		if total.Gt(&r.Charged) {
			r.Charged = *total
		}
	case cost != nil:
		r.Charged.Add(&r.Charged, cost)
	}
	return cost != nil
}

// deposited takes over what became of the deposit.
func (t *turn) deposited(r *ChannelRecord, extra *x402.ChannelExtra, s *x402.Settlement) {
	made := s.Transaction != ""
	switch {
	case extra.State != nil && !extra.State.Balance.IsZero():
		r.Balance = extra.State.Balance
	case made:
		r.Balance.Add(&r.Balance, t.deposit)
	}
	if made {
		r.Pending = nil
	}
}

// refused learns from a 402, and ends the turn.
func (t *turn) refused(ctx context.Context, required *x402.Required) (next, error) {
	t.unused()
	defer t.leave()
	switch required.Error {
	case channel.ReasonAmount, channel.ReasonBelowClaimed:
		return t.corrected(ctx, required)
	case channel.ReasonChannelBusy:
		return nextLater, t.c.Folder.Channel(t.id, func(r *ChannelRecord) (*ChannelRecord, error) {
			if r == nil || r.OneByOne {
				return nil, nil
			}
			r.OneByOne = true
			return r, nil
		})
	case channel.ReasonChannelMissing, channel.ReasonExceedsBalance:
		if t.deposit != nil && !t.again {
			return nextNothing, nil
		}
		return nextAgain, t.c.Folder.Channel(t.id, func(r *ChannelRecord) (*ChannelRecord, error) {
			if r == nil {
				return nil, nil
			}
			// What is there is not enough; a deposit that was to be there is not.
			r.Balance.Sub(&t.payload.Voucher.Amount, &t.bound)
			if required.Error == channel.ReasonChannelMissing {
				r.Balance.Clear()
			}
			if t.again {
				r.Pending = nil
			}
			return r, nil
		})
	case channel.ReasonDepositSimulation:
		if !t.again {
			return nextNothing, nil
		}
		// It was made when it was sent before. If not, the voucher will be refused.
		return nextAgain, t.c.Folder.Channel(t.id, func(r *ChannelRecord) (*ChannelRecord, error) {
			if r == nil || r.Pending == nil {
				return nil, nil
			}
			r.Balance.Add(&r.Balance, &r.Pending.Amount)
			r.Pending = nil
			return r, nil
		})
	}
	return nextNothing, nil
}

// corrected takes over how the channel stands, if what the seller says was charged
// is no more than we have signed for: by our own record, or by our own signature,
// which the seller then shows.
func (t *turn) corrected(ctx context.Context, required *x402.Required) (next, error) {
	state, voucher := t.told(required)
	chain, err := t.asked(ctx)
	if err != nil {
		return nextNothing, err
	}
	if state == nil || state.Charged == nil {
		if chain == nil {
			return nextNothing, nil
		}
		state = &x402.ChannelState{State: *chain, Charged: &chain.Claimed}
	}
	if chain != nil {
		state.Balance = chain.Balance
		if state.Charged.Lt(&chain.Claimed) {
			return nextNothing, nil
		}
	}
	t.live.mu.Lock()
	alone := t.live.count <= 1
	t.live.mu.Unlock()
	does, before := nextNothing, t.base
	err = t.c.Folder.Channel(t.id, func(r *ChannelRecord) (*ChannelRecord, error) {
		if r == nil {
			return nil, nil
		}
		if voucher != nil && voucher.Signed.Gt(&r.Signed) {
			proof := channel.Voucher{Channel: t.id, Amount: voucher.Signed, Signature: voucher.Signature}
			if proof.Check(t.way.Terms.ChainID, &t.config) == nil {
				r.Signed, r.Signature = voucher.Signed, voucher.Signature
			}
		}
		if state.Charged.Gt(&r.Signed) && (chain == nil || state.Charged.Gt(&chain.Claimed)) {
			return nil, nil // it is not true
		}
		does, t.base = nextAgain, state.Charged
		same := new(uint256.Int).Add(state.Charged, &t.bound)
		if same.AddUint64(same, t.more).Eq(&t.payload.Voucher.Amount) {
			t.more++ // it is the right one, and has been used
		}
		switch {
		case alone:
			r.Charged = *state.Charged
		case before != nil:
			// What was said the last time no longer holds: other requests have come in
			// between, with a seller that counts none that is under way.
			r.OneByOne = true
		}
		// Of others under way it may be said what they cost at most. Then it is good for
		// this request's voucher and not for the record.
		if !state.Balance.IsZero() {
			r.Balance = state.Balance
		}
		return r, nil
	})
	return does, err
}

// told is what a 402 says of this turn's channel.
func (t *turn) told(required *x402.Required) (*x402.ChannelState, *x402.VoucherState) {
	for i := range required.Accepts {
		way := &required.Accepts[i]
		if way.Scheme != x402.SchemeBatch || way.Network != t.way.Terms.Network {
			continue
		}
		extra, err := x402.ParseChannelExtra(way.Extra)
		if err == nil && extra.State != nil && (extra.State.Channel == t.id || extra.State.Channel == common.Hash{}) {
			return extra.State, extra.Voucher
		}
	}
	return nil, nil
}

// asked is what the chain says of the channel, or nil where nobody is asked.
func (t *turn) asked(ctx context.Context) (*channel.State, error) {
	if t.c.State == nil {
		return nil, nil
	}
	return t.c.State(ctx, t.way.Terms.ChainID, t.id)
}
