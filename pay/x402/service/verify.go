package service

import (
	"context"
	"net/http"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"

	"github.com/holiman/uint256"
)

func (s *Service) serveVerify(w http.ResponseWriter, r *http.Request) {
	e, tell := s.observed("verify")
	defer tell()
	answer := func(v *x402.Verification) {
		e.Reason = v.InvalidReason
		respond(w, e, v)
	}
	q := read(w, r, func(m *x402.Mistake) {
		e.Status = http.StatusBadRequest
		answer(&x402.Verification{InvalidReason: m.Reason(), InvalidMessage: m.Error()})
	})
	if q == nil {
		return
	}
	e.about(q)
	ctx, cancel := context.WithTimeout(r.Context(), s.o.VerifyTimeout)
	defer cancel()
	v, full, err := s.verify(ctx, q)
	if err != nil || full {
		// Nothing is known about the payment, so neither yes nor no is said.
		e.Status, e.Reason = http.StatusServiceUnavailable, "unavailable"
		if full {
			e.Reason = "too_many_payments"
		}
		fail(w, e.Status, e.Reason, "the payment could not be judged now; ask again")
		return
	}
	answer(v)
}

// verify judges a payment and holds it for the request.
func (s *Service) verify(ctx context.Context, q *question) (v *x402.Verification, full bool, err error) {
	payload := &q.Payment.Payload
	if payload.Chore() {
		return &x402.Verification{InvalidReason: channel.ReasonPayloadType, InvalidMessage: "nobody pays by a " + payload.Channel.Type + ": it can be settled, not verified"}, false, nil
	}
	if s.o.HoldLongest > 0 && s.busy(q) {
		return s.inUse(q), false, nil
	}
	verdict, balance, err := s.judge(ctx, q, s.verifier.Verify)
	if err != nil {
		return nil, false, err
	}
	wire := verdict.Wire()
	if !verdict.Valid() || s.o.HoldLongest < 0 || payload.Vouches() {
		return &wire, false, nil
	}
	now := s.now()
	longest := min(uint64(s.o.HoldLongest.Seconds()), uint64(q.terms.TimeoutSeconds))
	h := &hold{key: q.key, print: q.print, of: q.account(), amount: verdict.Amount, verified: true, until: min(verdict.Deadline, now+longest)}
	switch s.holds.take(h, &balance, now) {
	case heldInUse:
		return s.inUse(q), false, nil
	case heldPoor:
		return s.poor(q), false, nil
	case heldFull:
		return nil, true, nil
	}
	return &wire, false, nil
}

// busy tells whether a payment is another request's, before the chain is asked.
func (s *Service) busy(q *question) (is bool) {
	s.holds.with(q.key, s.now(), func(h *hold) { is = h != nil && h.answer == nil })
	return is
}

type judgement func(ctx context.Context, p *x402.Payment, terms *x402.Terms, now uint64) (*facilitator.Verdict, error)

// judge has the verifier judge when its turn comes, and tells the payer's balance.
func (s *Service) judge(ctx context.Context, q *question, by judgement) (*facilitator.Verdict, uint256.Int, error) {
	var balance uint256.Int
	done, err := s.turn(ctx)
	if err != nil {
		return nil, balance, err
	}
	defer done()
	verdict, err := by(context.WithValue(ctx, balanceSeen{}, &balance), q.Payment, q.terms, s.now())
	return verdict, balance, err
}

func (s *Service) inUse(q *question) *x402.Verification {
	return &x402.Verification{InvalidReason: ReasonInUse, Payer: q.Payment.Payload.Payer().Hex(),
		InvalidMessage: "another request is being served for this payment; it can be used once"}
}

func (s *Service) poor(q *question) *x402.Verification {
	return &x402.Verification{InvalidReason: facilitator.ReasonPoor(q.terms), Payer: q.Payment.Payload.Payer().Hex(),
		InvalidMessage: "the payer has the funds for this payment, but they are promised to others that are being served"}
}
