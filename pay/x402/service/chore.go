package service

import (
	"context"
	"fmt"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const (
	choreSeconds  = 600 // until a chore's transaction is not tried any more
	choreTriesMax = 16  // of the same chore, each after one that failed
)

// receipts are what one receiver has of one token to come.
type receipts struct {
	chainID         uint64
	receiver, token common.Address
}

var transactionOf = map[string]string{
	x402.TypeClaim: channel.ReasonClaimTransaction, x402.TypeSettle: channel.ReasonSettleTransaction, x402.TypeRefund: channel.ReasonRefundTransaction,
}

// chore does what a server wants with its channels. It is an order like any other,
// so that the same chore is sent once, however often it is asked for; one that has
// failed is sent anew.
func (s *Service) chore(ctx context.Context, q *question) (*x402.Settlement, error) {
	c := q.Payment.Payload.Channel
	judging, cancel := context.WithTimeout(ctx, s.o.VerifyTimeout)
	defer cancel()
	done, err := s.turn(judging)
	if err != nil {
		return nil, err
	}
	chore, err := s.verifier.Chore(judging, q.Payment, q.terms)
	done()
	if err != nil {
		return nil, err
	}
	if chore.Reason == channel.ReasonSettleNothing {
		return s.owed(ctx, q, chore)
	}
	if !chore.Valid() {
		return q.refused(chore.Reason, chore.Message), nil
	}
	for try := range choreTriesMax {
		key := crypto.Keccak256Hash(chore.Key[:], []byte{byte(try)})
		outcome, err := s.resume(ctx, key)
		if err != nil {
			return nil, err
		}
		if outcome.Status == Failed {
			continue
		}
		if outcome.Status == Unknown {
			var tried *facilitator.Chore
			if tried, err = s.verifier.TryChore(judging, chore, q.Payment, q.terms); err != nil {
				return nil, err
			}
			if !tried.Valid() {
				return q.refused(tried.Reason, tried.Message), nil
			}
			waiting, stop := context.WithTimeout(ctx, s.o.SettleWait)
			defer stop()
			outcome, err = s.o.Settler.Settle(waiting, &Order{
				ID: key, Key: key, ChainID: q.terms.ChainID, Sender: chore.Sender, Calls: chore.Calls, Deadline: s.now() + choreSeconds,
			})
			if err != nil {
				return nil, err
			}
		}
		return s.choreEnded(ctx, q, key, &outcome)
	}
	return q.refused(transactionOf[c.Type], fmt.Sprintf("the same call has failed %d times", choreTriesMax)), nil
}

func (s *Service) resume(ctx context.Context, key common.Hash) (Outcome, error) {
	waiting, cancel := context.WithTimeout(ctx, s.o.SettleWait)
	defer cancel()
	return s.o.Settler.Resume(waiting, key, key)
}

// owed answers that there is nothing to send to a receiver, unless it is because
// what this server has asked for has arrived since it was told to ask again.
func (s *Service) owed(ctx context.Context, q *question, nothing *facilitator.Chore) (*x402.Settlement, error) {
	s.mu.Lock()
	key, left := s.owing[q.receipts()]
	s.mu.Unlock()
	if left {
		outcome, err := s.resume(ctx, key)
		if err != nil {
			return nil, err
		}
		if outcome.Status == Settled || outcome.Status == Pending {
			return s.choreEnded(ctx, q, key, &outcome)
		}
	}
	return q.refused(nothing.Reason, nothing.Message), nil
}

func (q *question) receipts() receipts {
	c := q.Payment.Payload.Channel
	return receipts{q.terms.ChainID, c.Receiver, c.Token}
}

// choreEnded is the answer for what became of a chore.
func (s *Service) choreEnded(ctx context.Context, q *question, key common.Hash, o *Outcome) (*x402.Settlement, error) {
	kind := q.Payment.Payload.Channel.Type
	if kind == x402.TypeSettle {
		s.mu.Lock()
		delete(s.owing, q.receipts())
		if o.Status == Pending && len(s.owing) < s.o.HoldsMax {
			s.owing[q.receipts()] = key
		}
		s.mu.Unlock()
	}
	switch o.Status {
	case Settled:
		return s.choreDone(ctx, q, o), nil
	case Pending:
		return q.pending(o.Transaction), nil
	case Failed:
		v := q.refused(transactionOf[kind], "the transaction failed: "+o.Revert)
		if o.Transaction != (common.Hash{}) {
			v.Transaction = o.Transaction.Hex()
		}
		return v, nil
	}
	return nil, fmt.Errorf("the settler answers with the status %d, which says nothing", o.Status)
}

// choreDone is the answer for a chore that was carried out: of a settlement the
// amount, and of a refund the amount and the channel as it is since.
func (s *Service) choreDone(ctx context.Context, q *question, o *Outcome) *x402.Settlement {
	c, answer := q.Payment.Payload.Channel, q.refused("", "")
	answer.Success, answer.Transaction = true, o.Transaction.Hex()
	var amount uint256.Int
	for _, e := range events(o.Logs) {
		if e.Kind == channel.EventSettled && c.Type == x402.TypeSettle && e.Receiver == c.Receiver && e.Token == c.Token ||
			e.Kind == channel.EventRefunded && c.Type == x402.TypeRefund && e.Channel == c.Voucher.Channel {
			amount = e.Amount
		}
	}
	if c.Type == x402.TypeClaim {
		return answer
	}
	answer.Amount = amount.Dec()
	if c.Type == x402.TypeSettle {
		return answer
	}
	state, err := s.channelState(ctx, q, func(state *channel.State) bool { return state.RefundNonce.Gt(c.Refund.Nonce) })
	if err != nil || !state.RefundNonce.Gt(c.Refund.Nonce) {
		return q.pending(o.Transaction) // the node is behind: the server keeps what it is told
	}
	extra := x402.ChannelExtra{State: &x402.ChannelState{Channel: c.Voucher.Channel, State: *state}}
	answer.Extra = extra.JSON()
	return answer
}
