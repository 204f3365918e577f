package wallet

import (
	"errors"
	"fmt"
	"strings"

	"aidollar/pay/x402"
)

// Codes of why a way to pay is not taken. They are stable.
const (
	CodeNotAllowed = "asset_not_allowed"
	CodePaymentMax = "payment_limit_exceeded"
	CodeTotalMax   = "total_limit_exceeded"
	CodeApproval   = "permit2_allowance_required"
	CodeNoWay      = "no_way_to_pay"
)

func refuse(code, format string, arguments ...any) *x402.Mistake {
	return &x402.Mistake{Code: code, Text: fmt.Sprintf(format, arguments...)}
}

// NoWay says for each way to pay of a 402 why it was not taken.
type NoWay struct {
	Ways []*x402.Mistake // in the order of accepts
}

func (n *NoWay) Error() string {
	var b strings.Builder
	b.WriteString("none of the ways to pay can be taken")
	for _, way := range n.Ways {
		b.WriteString("; " + way.Error())
	}
	return b.String()
}

// Code is the ways' common one, or CodeNoWay.
func (n *NoWay) Code() string {
	for _, way := range n.Ways {
		if way.Code != n.Ways[0].Code {
			return CodeNoWay
		}
	}
	return n.Ways[0].Code
}

// option is a way to pay that the wallet could take.
type option struct {
	way   int
	token int
	terms *x402.Terms
}

// options are the ways that the wallet could take in the seller's order, but
// those first by which it pays after the work, as stock clients prefer too.
func (w *Wallet) options(r *x402.Required) (first, later []option, ways []*x402.Mistake) {
	ways = make([]*x402.Mistake, len(r.Accepts))
	for i := range r.Accepts {
		o, err := w.option(r, i)
		switch {
		case err != nil:
			ways[i] = place(err, i)
		case o.terms.Flow == x402.FlowAuthorization:
			first = append(first, o)
		default:
			later = append(later, o)
		}
	}
	return first, later, ways
}

func (w *Wallet) option(r *x402.Required, way int) (option, error) {
	o, err := w.allowed(r, way)
	if err == nil && o.terms.Scheme == x402.SchemeBatch {
		err = refuse(x402.CodeScheme, "this is a way to pay from a channel, and single payments are wanted")
	}
	return o, err
}

// allowed tells whether the wallet pays in the token, and so much at a time.
func (w *Wallet) allowed(r *x402.Required, way int) (option, error) {
	terms, err := r.Accepts[way].Terms(r.Version)
	if err != nil {
		return option{}, err
	}
	for i := range w.tokens {
		token := &w.tokens[i]
		if token.ChainID != terms.ChainID || token.Asset != terms.Asset {
			continue
		}
		if terms.Amount.Gt(&token.PaymentMax) {
			return option{}, refuse(CodePaymentMax, "%s are asked for, at most %s are paid at a time", terms.Amount.Dec(), token.PaymentMax.Dec())
		}
		return option{way, i, terms}, nil
	}
	return option{}, refuse(CodeNotAllowed, "the token %s on chain %d is not one that this wallet pays in", terms.Asset, terms.ChainID)
}

// place says of which way to pay a mistake is.
func place(err error, way int) *x402.Mistake {
	var m *x402.Mistake
	if !errors.As(err, &m) {
		return &x402.Mistake{Code: CodeNoWay, Path: fmt.Sprintf("accepts[%d]", way), Text: err.Error()}
	}
	placed := *m
	placed.Path = strings.TrimSuffix(fmt.Sprintf("accepts[%d].%s", way, m.Path), ".")
	return &placed
}
