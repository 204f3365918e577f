package service

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

func (s *Service) serveSettle(w http.ResponseWriter, r *http.Request) {
	e, tell := s.observed("settle")
	defer tell()
	answer := func(v *x402.Settlement) {
		e.Reason = v.ErrorReason
		respond(w, e, v)
	}
	q := read(w, r, func(m *x402.Mistake) {
		e.Status = http.StatusBadRequest
		answer(&x402.Settlement{ErrorReason: m.Reason(), ErrorMessage: m.Error()})
	})
	if q == nil {
		return
	}
	e.about(q)
	f := s.fly(r.Context(), q)
	if f == nil {
		e.Status, e.Reason = http.StatusServiceUnavailable, "too_many_payments"
		fail(w, e.Status, e.Reason, "too many payments are being settled; ask again")
		return
	}
	select {
	case <-f.done:
	case <-r.Context().Done():
		e.Status, e.Reason = http.StatusServiceUnavailable, "client_gone"
		return // the settlement goes on without whoever asked
	}
	if f.err != nil {
		e.Status, e.Reason = http.StatusServiceUnavailable, "unavailable"
		fail(w, e.Status, e.Reason, "the payment could not be settled now and nothing was sent; ask again")
		return
	}
	told := f.answer // which others are told, too
	if !q.Payment.Payload.Chore() {
		told = s.once(q, told)
	}
	answer(told)
}

// flight is a settlement that runs, for all who ask for it meanwhile.
type flight struct {
	done   chan struct{}
	answer *x402.Settlement // after done
	err    error
}

// fly joins the settlement of an order, or starts it; it is nil if too many run.
// A settlement does not end with the request that started it, since what was sent
// cannot be called back.
func (s *Service) fly(ctx context.Context, q *question) *flight {
	id := q.order()
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.flights[id]
	if f != nil || len(s.flights) >= s.o.HoldsMax {
		return f
	}
	f = &flight{done: make(chan struct{}), err: errors.New("the settlement ended without an answer")}
	s.flights[id] = f
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.VerifyTimeout+s.o.SettleWait)
	go func() {
		defer func() {
			cancel()
			s.mu.Lock()
			delete(s.flights, id)
			s.mu.Unlock()
			close(f.done)
		}()
		if q.Payment.Payload.Chore() {
			f.answer, f.err = s.chore(ctx, q)
		} else {
			f.answer, f.err = s.settle(ctx, q, id)
		}
	}()
	return f
}

// order is the identity of one payment to one payee at one amount.
func (q *question) order() common.Hash {
	amount := q.terms.Amount.Bytes32()
	return crypto.Keccak256Hash(q.key[:], q.print[:], amount[:], q.terms.PayTo[:], q.terms.Asset[:])
}

// settle finds out how far an order has come and takes it as far as it goes.
func (s *Service) settle(ctx context.Context, q *question, id common.Hash) (*x402.Settlement, error) {
	if q.Payment.Payload.Vouches() {
		return q.refused(channel.ReasonPayloadType, "a "+q.Payment.Payload.Channel.Type+" by itself settles nothing: claim vouchers, or add to a refund what the channel's authorizer signs"), nil
	}
	answer, verified := s.known(q, id)
	if answer != nil {
		return answer, nil
	}
	waiting, cancel := context.WithTimeout(ctx, s.o.SettleWait)
	defer cancel()
	outcome, err := s.o.Settler.Resume(waiting, q.key, id)
	if err != nil {
		return nil, err
	}
	if outcome.Status == Unknown {
		var refused *x402.Settlement
		if outcome, refused, err = s.send(ctx, q, id, verified); err != nil || refused != nil {
			return refused, err
		}
	} else {
		s.recall(q, id, outcome.Status == Settled)
	}
	answer, err = s.concluded(ctx, q, &outcome)
	if err == nil && answer.ErrorReason != x402.ReasonPending {
		s.holds.with(q.key, s.now(), func(h *hold) {
			if h != nil && h.print == q.print {
				h.answer = answer
			}
		})
	}
	return answer, err
}

// known is what this process knows of an order: its answer, if it has one that
// will not change, and whether a verification has let it pass.
func (s *Service) known(q *question, id common.Hash) (answer *x402.Settlement, verified bool) {
	s.holds.with(q.key, s.now(), func(h *hold) {
		switch {
		case h == nil:
		case h.print != q.print:
			answer = q.used("another payment with the same nonce is being settled, or was")
		case h.order != (common.Hash{}) && h.order != id:
			answer = q.used("this payment is being settled to another amount, or was")
		default:
			answer, verified = h.answer, h.verified
		}
	})
	return answer, verified
}

// recall notes an order that the settler has kept from before. Whether its success
// was told to a server already nobody knows any more, so it counts as told.
func (s *Service) recall(q *question, id common.Hash, told bool) {
	now := s.now()
	s.holds.recall(&hold{key: q.key, print: q.print, of: q.account(), order: id, until: now + rememberSeconds, told: told}, now)
}

// send judges the payment once more, claims its key, and has it sent. A payment
// that is refused is not remembered: whoever does not hold a good one must not be
// able to spoil it for who does.
func (s *Service) send(ctx context.Context, q *question, id common.Hash, verified bool) (o Outcome, refused *x402.Settlement, err error) {
	judging, cancel := context.WithTimeout(ctx, s.o.VerifyTimeout)
	defer cancel()
	verdict, balance, err := s.judge(judging, q, s.verifier.VerifyToSettle)
	if err != nil {
		return o, nil, err
	}
	if !verdict.Valid() {
		if verified && verdict.Reason == facilitator.ReasonUsed(q.terms) {
			// It was unused when it was verified here: somebody was faster.
			proven, err := s.submittedByAnother(ctx, q)
			if err != nil || proven != nil {
				return o, proven, err
			}
		}
		return o, q.refused(verdict.Reason, verdict.Message), nil
	}
	calls, err := verdict.Calls(q.Payment, &q.terms.Amount)
	if err != nil {
		return o, nil, err
	}
	now := s.now()
	h := &hold{key: q.key, print: q.print, of: q.account(), amount: verdict.Amount, order: id, until: now + rememberSeconds}
	switch s.holds.claim(h, &balance, now) {
	case heldInUse:
		return o, q.used("another settlement of this payment's nonce has begun"), nil
	case heldPoor:
		v := s.poor(q)
		return o, q.refused(v.InvalidReason, v.InvalidMessage), nil
	case heldFull:
		return o, nil, errors.New("too many payments are held")
	}
	waiting, stop := context.WithTimeout(ctx, s.o.SettleWait)
	defer stop()
	o, err = s.o.Settler.Settle(waiting, &Order{
		ID: id, Key: q.key, ChainID: q.terms.ChainID, Sender: verdict.Sender, Calls: calls, Deadline: verdict.Deadline, Payment: q.transfer(),
	})
	return o, nil, err
}

func (q *question) transfer() Transfer {
	t := q.terms
	return Transfer{Asset: t.Asset, From: q.Payment.Payload.Payer(), To: t.PayTo, Amount: t.Amount, Nonce: q.Payment.Payload.Nonce(), Method: t.Method}
}

// concluded is the answer for what became of an order.
func (s *Service) concluded(ctx context.Context, q *question, o *Outcome) (*x402.Settlement, error) {
	switch o.Status {
	case Settled:
		if q.sendsNothing() {
			return q.settled(common.Hash{}), nil
		}
		if q.shownBy(o.Logs) {
			return s.succeeded(ctx, q, o.Transaction, o.Logs), nil
		}
		v := q.refused(facilitator.ReasonTransferEvent, "the transaction is included, and does not show this payment")
		v.Transaction = o.Transaction.Hex()
		return v, nil
	case Pending:
		return q.pending(o.Transaction), nil
	case Failed:
		if proven, err := s.submittedByAnother(ctx, q); err != nil || proven != nil {
			return proven, err
		}
		v := q.refused(q.failure(o.Revert), "the settlement failed: "+o.Revert)
		if o.Transaction != (common.Hash{}) {
			v.Transaction = o.Transaction.Hex()
		}
		return v, nil
	case Taken:
		return q.used("another payment with the same nonce was settled, or this one to another amount"), nil
	}
	return nil, fmt.Errorf("the settler answers with the status %d, which says nothing", o.Status)
}

// failure is the word for a settlement that came to nothing.
func (q *question) failure(revert string) string {
	reason := facilitator.ReasonTransaction
	switch q.terms.Scheme {
	case x402.SchemeBatch:
		return channel.ReasonDepositTransaction
	case x402.SchemeUpto:
		reason = facilitator.ReasonUptoTransaction
	}
	return facilitator.RevertReason(revert, q.terms.Method, reason)
}

// submittedByAnother is the success of a payment whose authorization somebody
// else has submitted, or nil.
func (s *Service) submittedByAnother(ctx context.Context, q *question) (*x402.Settlement, error) {
	if s.o.Witness == nil || q.terms.Method != x402.MethodEIP3009 {
		return nil, nil
	}
	payment := q.transfer()
	transaction, logs, found, err := s.o.Witness.AuthorizationUsed(ctx, q.terms.ChainID, payment.Asset, payment.From, payment.Nonce)
	if err != nil || !found || !q.shownBy(logs) {
		return nil, err
	}
	return s.succeeded(ctx, q, transaction, logs), nil
}

// once tells a success as often as it may be told: to everybody if one request
// was let pass by /verify, which has refused all others, else to the first.
func (s *Service) once(q *question, answer *x402.Settlement) *x402.Settlement {
	if !answer.Success {
		return answer
	}
	told := answer
	s.holds.with(q.key, s.now(), func(h *hold) {
		switch {
		case h != nil && h.verified:
		case h == nil || h.told:
			told = q.used("this payment was settled before, and its success told")
			told.Transaction = answer.Transaction
		default:
			h.told = true
		}
	})
	return told
}

// sendsNothing tells of a settlement of nothing, which upto allows.
func (q *question) sendsNothing() bool {
	return q.terms.Scheme == x402.SchemeUpto && q.terms.Amount.IsZero()
}

func (q *question) settled(transaction common.Hash) *x402.Settlement {
	v := q.refused("", "")
	v.Success = true
	if !q.sendsNothing() {
		v.Transaction = transaction.Hex()
	}
	if q.Version == 2 {
		v.Amount = q.terms.Amount.Dec()
	}
	return v
}

// pending is the answer while a transaction is on its way.
func (q *question) pending(transaction common.Hash) *x402.Settlement {
	v := q.refused(x402.ReasonPending, "the transaction is on its way; ask again with the same payment")
	v.Transaction = transaction.Hex()
	return v
}

func (q *question) refused(reason, message string) *x402.Settlement {
	v := &x402.Settlement{ErrorReason: reason, ErrorMessage: message, Network: q.Requirements.Network}
	if payer := q.Payment.Payload.Payer(); payer != (common.Address{}) {
		v.Payer = payer.Hex()
	}
	return v
}

// used refuses a payment whose nonce is not free.
func (q *question) used(message string) *x402.Settlement {
	return q.refused(facilitator.ReasonUsed(q.terms), message)
}
