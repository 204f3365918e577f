package facilitator

import (
	"context"
	"fmt"
	"strings"

	"aidollar/pay/x402"

	"github.com/holiman/uint256"
)

// VerifyToSettle judges a payment once more before its settlement. With upto the
// terms say the actual amount, which may be less than what was signed and even
// nothing; with exact it is Verify.
func (v *Verifier) VerifyToSettle(ctx context.Context, p *x402.Payment, terms *x402.Terms, now uint64) (*Verdict, error) {
	if terms.Scheme != x402.SchemeUpto || p.Payload.Permit2 == nil {
		return v.Verify(ctx, p, terms, now)
	}
	signed := *terms
	signed.Amount = p.Payload.Permit2.Amount
	if terms.Amount.Gt(&signed.Amount) {
		return &Verdict{Payer: p.Payload.Payer(), Reason: ReasonUptoExceeds,
			Message: fmt.Sprintf("the payer signed for at most %s, %s are to be settled", signed.Amount.Dec(), terms.Amount.Dec())}, nil
	}
	verdict, err := v.Verify(ctx, p, &signed, now)
	if err == nil && verdict.Valid() {
		verdict.Amount = terms.Amount
	}
	return verdict, err
}

// Calls is what has to be sent, in this order and by Sender, to move amount of a
// good payment. Nothing has to be sent for nothing. It fails for an amount that
// the payer did not agree to.
func (v *Verdict) Calls(p *x402.Payment, amount *uint256.Int) ([]Call, error) {
	upto := p.Payload.Permit2 != nil && p.Accepted.Scheme == x402.SchemeUpto
	var signed *uint256.Int
	switch {
	case !v.Valid():
		return nil, fmt.Errorf("the payment is not good: %s", v.Reason)
	case p.Payload.Channel != nil && p.Payload.Channel.Deposit == nil:
		return nil, fmt.Errorf("a %s moves no tokens that the payer signed for", p.Payload.Channel.Type)
	case p.Payload.Channel != nil:
		signed = &p.Payload.Channel.Deposit.Amount
	case p.Payload.Permit2 != nil:
		signed = &p.Payload.Permit2.Amount
	default:
		signed = &p.Payload.Transfer.Value
	}
	if amount.Gt(signed) || !upto && !amount.Eq(signed) {
		return nil, fmt.Errorf("the payer signed for %s; %s cannot be moved by the scheme %s", signed.Dec(), amount.Dec(), p.Accepted.Scheme)
	}
	if amount.IsZero() && upto {
		return nil, nil
	}
	var calls []Call
	if v.Deployment != nil {
		calls = append(calls, *v.Deployment)
	}
	switch {
	case p.Payload.Channel != nil:
		return append(calls, DepositCall(p.Payload.Channel, v.signature, v.Permit)), nil
	case upto:
		return append(calls, UptoCall(p.Payload.Permit2, amount, v.signature, v.Permit)), nil
	case p.Payload.Permit2 != nil:
		return append(calls, ExactCall(p.Payload.Permit2, v.signature, v.Permit)), nil
	}
	return append(calls, TransferCall(v.asset, p.Payload.Transfer, v.signature, v.byAccount)), nil
}

// reverts are what contracts say when they revert, in lower case, and the
// reasons they stand for. The first that is found counts.
var reverts = []struct {
	text             string
	transfer, permit string // "" where it cannot be what is meant
}{
	{"permit2612amountmismatch", "", ReasonPermitAmount},
	{"amountexceedspermitted", "", "upto_amount_exceeds_permitted"},
	{"unauthorizedfacilitator", "", "upto_unauthorized_facilitator"},
	{"invalidamount", "", "permit2_invalid_amount"},
	{"invaliddestination", "", "permit2_invalid_destination"},
	{"invalidowner", "", "permit2_invalid_owner"},
	{"paymenttooearly", "", "permit2_payment_too_early"},
	{"signatureexpired", "", ReasonPermit2Signature},
	{"invalidnonce", "", ReasonPermit2Nonce},
	{"authorization is expired", ReasonValidBefore, ""},
	{"authorizationexpired", ReasonValidBefore, ""},
	{"authorization is not yet valid", ReasonValidAfter, ""},
	{"authorizationnotyetvalid", ReasonValidAfter, ""},
	{"authorization is used", ReasonNonceUsed, ""},
	{"authorizationalreadyused", ReasonNonceUsed, ""},
	{"authorizationusedorcanceled", ReasonNonceUsed, ""},
	{"exceeds balance", ReasonBalance, ReasonPermit2Balance},
	{"insufficientbalance", ReasonBalance, ReasonPermit2Balance},
	{"insufficient balance", ReasonBalance, ReasonPermit2Balance},
	{"exceeds allowance", "", ReasonPermit2Allowance},
	{"insufficientallowance", "", ReasonPermit2Allowance},
	{"invalid signature", ReasonSignature, ReasonPermit2Signature},
	{"invalidsigner", ReasonSignature, ReasonPermit2Signature},
	{"invalidsignature", ReasonSignature, ReasonPermit2Signature},
	{"signermismatch", ReasonSignature, ReasonPermit2Signature},
}

// RevertReason is the code for what a contract said when it reverted, or
// otherwise, if it said nothing that is known.
func RevertReason(revert, method, otherwise string) string {
	revert = strings.ToLower(revert)
	for _, r := range reverts {
		reason := r.transfer
		if method == x402.MethodPermit2 {
			reason = r.permit
		}
		if reason != "" && strings.Contains(revert, r.text) {
			return reason
		}
	}
	return otherwise
}
