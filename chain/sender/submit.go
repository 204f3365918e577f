package sender

import (
	"context"
	"math/big"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

// submit gives nonces to what is queued, in the order of arrival, as far as
// fees, funds and the number under way allow. What would revert fails here and
// costs nothing.
func (s *Sender) submit(ctx context.Context, v *view) error {
	var coins *big.Int           // what the account has, asked for once a round
	var trouble error            // with single intents
	skipped := map[string]bool{} // those
	for {
		r := s.nextQueued(skipped)
		if r == nil || s.Paused() || ctx.Err() != nil {
			return trouble
		}
		if !r.Deadline.IsZero() && time.Now().After(r.Deadline) {
			if err := s.fail(r, CodeDeadline, "it had no nonce by its deadline"); err != nil {
				return err
			}
			continue
		}
		gas, err := s.gas(ctx, r)
		if code := chain.Code(err); code == chain.CodeReverts || code == CodeGas {
			if err := s.fail(r, code, message(err)); err != nil {
				return err
			}
			continue
		}
		if err != nil && chain.ClassOf(err) == chain.Refuse {
			// The node makes nothing of this one. Those behind it need not wait.
			trouble = s.wait(r, err)
			skipped[r.ID] = true
			continue
		}
		if err != nil {
			return s.wait(r, err)
		}
		if coins == nil {
			if coins, err = s.cfg.Client.Coins(ctx, s.cfg.Signer.Address()); err != nil {
				return s.wait(r, err)
			}
		}
		offer, err := s.affordable(ctx, v, r, gas, coins)
		if err != nil {
			return s.wait(r, err)
		}
		if err := s.first(ctx, v, r, gas, offer); err != nil {
			return s.wait(r, err)
		}
	}
}

func message(err error) string {
	if e, is := err.(*chain.Error); is { //nolint:errorlint // an Error of ours is asked for its own words, not its cause's
		return e.Message
	}
	return err.Error()
}

// nextQueued is the oldest intent without a nonce, if another may be under way.
func (s *Sender) nextQueued(skipped map[string]bool) *record {
	s.mu.Lock()
	defer s.mu.Unlock()
	flying := 0
	var oldest *record
	for _, r := range s.open {
		switch {
		case r.State == Sent:
			flying++
		case r.State == Queued && !skipped[r.ID] && (oldest == nil || r.Arrival < oldest.Arrival):
			oldest = r
		}
	}
	if flying >= s.cfg.InFlightMax {
		return nil
	}
	return oldest
}

// gas is the limit that a transaction gets: what it would use now, and a margin
// for what others change meanwhile.
func (s *Sender) gas(ctx context.Context, r *record) (uint64, error) {
	most := r.GasMax
	if most == 0 {
		most = s.cfg.GasMax
	}
	used, err := s.cfg.Client.Estimate(ctx, s.cfg.Signer.Address(), r.To, r.Data, (*big.Int)(r.Value))
	if err != nil {
		return 0, err
	}
	if used > most {
		return 0, chain.Errorf(chain.Refuse, CodeGas, "it would use %d gas, and may use %d", used, most)
	}
	return min(used+used/100*s.cfg.GasMargin+used%100*s.cfg.GasMargin/100, most), nil
}

// affordable is what a new transaction offers, if the bounds, the day's limit and
// the account's coins allow it.
func (s *Sender) affordable(ctx context.Context, v *view, r *record, gas uint64, coins *big.Int) (price, error) {
	now, err := s.price(ctx, v)
	if err != nil {
		return price{}, err
	}
	offer, ok := s.cfg.Fees.offer(now)
	if !ok {
		return price{}, chain.Errorf(chain.Retry, CodeFeeCapped, "the next block asks for %s a unit of gas, the limit is %s", now.Base, s.cfg.Fees.CapMax)
	}
	most := cost(gas, offer.cap)
	if err := s.withinDay(most); err != nil {
		return price{}, err
	}
	need := most
	s.mu.Lock()
	for _, o := range s.open {
		if o.State == Sent {
			need = new(big.Int).Add(need, o.worst())
			need.Add(need, valueOf(o))
		}
	}
	s.mu.Unlock()
	if need = new(big.Int).Add(need, valueOf(r)); need.Cmp(coins) > 0 {
		return price{}, chain.Errorf(chain.Retry, chain.CodeFunds, "%s has %s of the chain's coin, and may need %s", s.cfg.Signer.Address(), coins, need)
	}
	return offer, nil
}

func valueOf(r *record) *big.Int {
	i := r.intent()
	return i.value()
}

// withinDay reports by an error whether the day's fees allow for more.
func (s *Sender) withinDay(more *big.Int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum, err := s.outbox.spent(time.Now())
	if err != nil {
		return err
	}
	for _, r := range s.open {
		sum.Add(sum, r.worst())
	}
	if sum.Add(sum, more).Cmp(s.cfg.Fees.DayMax) > 0 {
		return chain.Errorf(chain.Retry, CodeFeeDay, "the day's fees may come to %s, the limit is %s", sum, s.cfg.Fees.DayMax)
	}
	return nil
}

// first signs an intent's first transaction under a new nonce. Signed bytes and
// nonce are on disk together before any node sees them: a crash before that
// leaves nothing behind, a crash after it leaves what is to be sent again.
func (s *Sender) first(ctx context.Context, v *view, r *record, gas uint64, offer price) error {
	nonce := *s.next // Run alone changes it
	signed, err := s.sign(ctx, r, nonce, gas, offer, v.head.Number)
	if err != nil {
		return err
	}
	s.fault("signed")
	s.mu.Lock()
	if s.taken(r) {
		s.mu.Unlock()
		return nil // while it was signed; nobody has the bytes
	}
	taken := *r
	taken.State, taken.Reason, taken.Message = Sent, "", ""
	taken.Nonce, taken.Gas = &nonce, gas
	taken.Attempts = []attempt{*signed}
	next := nonce + 1
	if s.paused {
		err = chain.Errorf(chain.Retry, CodePaused, "nothing is sent while the kill switch is on")
	} else {
		err = s.outbox.put(&taken, &next)
	}
	if err != nil {
		s.mu.Unlock()
		return err
	}
	*r = taken
	s.next = &next
	s.tell(r)
	s.mu.Unlock()
	s.fault("persisted")
	s.handOver(ctx, r)
	return nil
}

// sign makes a transaction of an intent.
func (s *Sender) sign(ctx context.Context, r *record, nonce, gas uint64, offer price, head uint64) (*attempt, error) {
	id := new(big.Int).SetUint64(s.cfg.Client.ID())
	tx := types.NewTx(&types.DynamicFeeTx{ChainID: id, Nonce: nonce, GasTipCap: offer.tip, GasFeeCap: offer.cap,
		Gas: gas, To: &r.To, Value: valueOf(r), Data: r.Data})
	signed, err := s.cfg.Signer.SignTx(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	raw, err := signed.MarshalBinary()
	if err != nil {
		return nil, chain.Errorf(chain.Stop, chain.CodeSignerWrong, "what was signed cannot be written: %v", err)
	}
	return &attempt{signed.Hash(), raw, (*hexutil.Big)(offer.tip), (*hexutil.Big)(offer.cap), time.Now(), head}, nil
}

// wait notes on an intent why it waits, and hands the error on.
func (s *Sender) wait(r *record, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code := chain.Code(err); code != r.Reason && !s.taken(r) {
		r.Reason, r.Message = code, message(err)
		s.tell(r)
	}
	return err
}

// fail ends an intent that has no nonce.
func (s *Sender) fail(r *record, reason, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken(r) {
		return nil
	}
	ended := *r
	ended.State, ended.Reason, ended.Message = Failed, reason, text
	return s.end(r, ended)
}

// end makes a record final. The caller holds mu.
func (s *Sender) end(r *record, ended record) error {
	ended.Ended = time.Now()
	if err := s.outbox.end(&ended); err != nil {
		return err
	}
	*r = ended
	delete(s.open, r.ID)
	s.tell(r)
	return nil
}
