package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"aidollar/pay/x402"
	"aidollar/pay/x402/attest"
	"aidollar/pay/x402/buyer"

	"github.com/holiman/uint256"
	"github.com/spf13/cobra"
)

const (
	answerMax   = 64 << 20  // bytes of an answer that is printed whole, as JSON
	requiredMax = 256 << 10 // bytes of a 402
)

// paidFor is what was paid, for programs.
type paidFor struct {
	Dollars    string           `json:"dollars"`
	Amount     string           `json:"amount"`
	Token      string           `json:"token"`
	PayTo      string           `json:"pay_to"`
	Payer      string           `json:"payer"`
	Scheme     string           `json:"scheme"`
	ExpiresAt  time.Time        `json:"expires_at,omitzero"`
	ID         string           `json:"payment_id,omitempty"`
	Channel    string           `json:"channel,omitempty"`
	Deposited  string           `json:"deposited,omitempty"` // into the channel, dollars
	Settlement *x402.Settlement `json:"settlement,omitempty"`
	Receipts   string           `json:"receipts"`
}

func (p *purse) paidFor(paid *buyer.Payment, answer *buyer.Answer) *paidFor {
	if paid == nil {
		return nil
	}
	name := buyer.Token{ChainID: paid.Terms.ChainID, Asset: paid.Terms.Asset}.Name()
	token, _ := p.token(name)
	out := &paidFor{
		Dollars: token.Dollars(&paid.Terms.Amount).String(), Amount: paid.Terms.Amount.Dec(), Token: name, PayTo: paid.Terms.PayTo.Hex(),
		Payer: paid.Payer, Scheme: paid.Terms.Scheme, ID: paid.ID, Settlement: answer.Settlement, Receipts: p.dir,
	}
	if paid.Until > 0 {
		out.ExpiresAt = time.Unix(int64(paid.Until), 0).UTC()
	}
	if c := paid.Signed.Payload.Channel; c != nil {
		out.Channel = c.Voucher.Channel.Hex()
		if c.Deposit != nil {
			out.Deposited = token.Dollars(&c.Deposit.Amount).String()
		}
	}
	return out
}

// note tells a person what was paid, beside the answer.
func (p *purse) note(w io.Writer, response *http.Response) {
	paid := p.paidFor(buyer.Paid(response))
	if paid == nil {
		return
	}
	most := ""
	if paid.Scheme == x402.SchemeUpto || paid.Scheme == x402.SchemeBatch {
		most = "at most "
	}
	done := "paid"
	if settled := paid.Settlement != nil && paid.Settlement.Success; !settled && response.StatusCode >= http.StatusBadRequest {
		done = "signed, and it was not said to be taken:" // the seller may still have it carried out
	}
	fmt.Fprintf(w, "%s %s%s dollars to %s in %s", done, most, paid.Dollars, paid.PayTo, paid.Token)
	if paid.Scheme == x402.SchemeBatch {
		p.noteChannel(w, paid)
		return
	}
	if s := paid.Settlement; s != nil && s.Success {
		fmt.Fprintf(w, "; settled")
		if s.Amount != "" && s.Amount != paid.Amount {
			fmt.Fprintf(w, " to %s units", s.Amount)
		}
		if s.Transaction != "" {
			fmt.Fprintf(w, " by %s", s.Transaction)
		}
	}
	fmt.Fprintln(w, signedReceipt402(paid))
}

// noteChannel tells what was charged to a channel.
func (p *purse) noteChannel(w io.Writer, paid *paidFor) {
	fmt.Fprintf(w, " from channel %s", paid.Channel)
	if paid.Settlement != nil && paid.Settlement.Success {
		token, _ := p.token(paid.Token)
		if extra, err := x402.ParseChannelExtra(paid.Settlement.Extra); err == nil && extra.ChargedAmount != nil {
			fmt.Fprintf(w, "; charged %s dollars", token.Dollars(extra.ChargedAmount))
		}
		if paid.Settlement.Transaction != "" {
			fmt.Fprintf(w, "; %s dollars deposited by %s", paid.Deposited, paid.Settlement.Transaction)
		}
	}
	fmt.Fprintln(w, signedReceipt402(paid))
}

// signedReceipt402 tells who has signed a receipt for the payment, where the seller
// gives one. Whether that is the seller is for the buyer to know.
func signedReceipt402(paid *paidFor) string {
	if paid.Settlement == nil {
		return ""
	}
	signed, err := attest.ReadReceipt(paid.Settlement.Extensions)
	if errors.Is(err, attest.ErrNone) {
		return ""
	}
	var r attest.Receipt
	var by string
	if err == nil {
		r, by, err = signed.Receipt()
	}
	if err == nil && !strings.EqualFold(r.Payer, paid.Payer) {
		err = fmt.Errorf("it is made out to %s", r.Payer)
	}
	if err != nil {
		return fmt.Sprintf("; its signed receipt is no good: %v", err)
	}
	return "; receipt signed by " + by
}

// printJSON prints an answer whole.
func (p *purse) printJSON(w io.Writer, response *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(response.Body, answerMax+1))
	if err != nil {
		return err
	}
	if len(body) > answerMax {
		return fmt.Errorf("the answer is longer than %d bytes; without --json it is printed as it arrives", answerMax)
	}
	out := struct {
		Status int         `json:"status"`
		Header http.Header `json:"headers"`
		Body   string      `json:"body,omitempty"`
		Bytes  []byte      `json:"body_base64,omitempty"`
		Paid   *paidFor    `json:"paid,omitempty"`
	}{Status: response.StatusCode, Header: response.Header, Paid: p.paidFor(buyer.Paid(response))}
	if utf8.Valid(body) {
		out.Body = string(body)
	} else {
		out.Bytes = body
	}
	return json.NewEncoder(w).Encode(out)
}

// wayTried is one way to pay of a 402, and whether it would be taken.
type wayTried struct {
	Scheme  string `json:"scheme"`
	Network string `json:"network"`
	Token   string `json:"token"`
	Amount  string `json:"amount"`
	Dollars string `json:"dollars,omitempty"` // where the token is known
	PayTo   string `json:"pay_to"`
	Take    bool   `json:"take"`
	Deposit string `json:"deposit,omitempty"` // dollars that would go into a channel first
	Why     string `json:"why,omitempty"`     // not
}

// try makes the request without a payment, and shows what would be paid.
func (p *errand) try(cmd *cobra.Command, r *http.Request, w *purse) error {
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusPaymentRequired {
		return say(cmd.OutOrStdout(), "nothing: the server answers %s\n", response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, requiredMax))
	if err != nil {
		return err
	}
	required, err := x402.ReadRequired(response.Header.Get, body)
	if err != nil {
		return &exitError{exitUnpaid, fmt.Errorf("the 402 is none of x402: %w", err)}
	}
	ways, err := w.ways(r, required)
	if err != nil {
		return err
	}
	if p.json {
		err = json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"resource": required.Resource, "ways": ways})
	} else {
		t := table("SCHEME", "TOKEN", "AMOUNT", "DOLLARS", "PAY TO", "VERDICT")
		for i := range ways {
			verdict := ways[i].Why
			if ways[i].Take {
				verdict = "would be paid"
				if ways[i].Deposit != "" {
					verdict += ", out of a deposit of " + ways[i].Deposit + " dollars"
				}
			}
			t.add(ways[i].Scheme, ways[i].Token, ways[i].Amount, ways[i].Dollars, ways[i].PayTo, verdict)
		}
		err = t.print(cmd.OutOrStdout())
	}
	for i := range ways {
		if ways[i].Take || err != nil {
			return err
		}
	}
	return &exitError{exitUnpaid, errors.New("none of the ways to pay would be taken")}
}

// ways tries each way to pay by itself, with a key that nobody has.
func (p *purse) ways(r *http.Request, required *x402.Required) ([]wayTried, error) {
	var spent buyer.Dollars
	if p.folder != nil {
		var err error
		if spent, err = p.folder.Spent(); err != nil {
			return nil, err
		}
	}
	id := ""
	if offered, _, err := x402.IdentifierOffered(required.Extensions); err == nil && offered {
		id = "pay_of_a_trial_run"
	}
	ways, preferred := make([]wayTried, len(required.Accepts)), p.tried(r, required, id)
	if p.channels != nil {
		if way, deposit, err := p.channels.Would(p.Wallet, required); err == nil {
			preferred = trial{way.Terms, &deposit, nil}
		}
	}
	for i := range required.Accepts {
		one, way := *required, &required.Accepts[i]
		one.Accepts = required.Accepts[i : i+1]
		v := &ways[i]
		*v = wayTried{Scheme: way.Scheme, Network: string(way.Network), Token: way.Asset, Amount: way.Amount, PayTo: way.PayTo}
		terms, err := way.Terms(required.Version)
		if err != nil {
			v.Why = err.Error()
			continue
		}
		token := buyer.Token{ChainID: terms.ChainID, Asset: terms.Asset}
		v.Token = token.Name()
		if known, ok := p.token(v.Token); ok {
			token = known
			v.Dollars = token.Dollars(&terms.Amount).String()
		}
		alone := p.tried(r, &one, id)
		counts := alone.counts
		if counts == nil {
			counts = &terms.Amount
		}
		switch {
		case alone.err != nil:
			v.Why = alone.err.Error()
		case spent.Add(token.Dollars(counts)).Cmp(p.total) > 0:
			v.Why = fmt.Sprintf("%s dollars are spent already, of %s in all", spent, p.total)
		case preferred.terms == nil || *preferred.terms != *terms:
			v.Why = "could be paid; another is preferred"
		default:
			v.Take = true
			if alone.counts != nil && !alone.counts.IsZero() {
				v.Deposit = token.Dollars(alone.counts).String()
			}
		}
	}
	return ways, nil
}

// trial is what a wallet would do.
type trial struct {
	terms  *x402.Terms
	counts *uint256.Int // from a channel: what would be deposited
	err    error
}

// tried has the wallet sign, and count nothing for it.
func (p *purse) tried(r *http.Request, required *x402.Required, id string) trial {
	if len(required.Accepts) == 1 && required.Accepts[0].Scheme == x402.SchemeBatch {
		if p.channels == nil {
			return trial{err: errors.New("it is paid from a payment channel: allow that by --deposit DOLLARS")}
		}
		way, deposit, err := p.channels.Would(p.Wallet, required)
		return trial{way.Terms, &deposit, err}
	}
	signed, terms, err := p.Pay(r.Context(), required, id, uint64(time.Now().Unix()))
	if err != nil {
		return trial{err: err}
	}
	return trial{terms, nil, p.Release(signed.Payload.Nonce(), nil)}
}
