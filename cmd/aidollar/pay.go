package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/buyer"

	"github.com/spf13/cobra"
)

// Exit codes of pay beside the usual ones.
const (
	exitUnpaid  = 3 // nothing was signed, or nothing that left
	exitRefused = 4 // the seller does not take the payment
	exitStatus  = 5 // the answer is an error of HTTP
	exitLost    = 6 // paid, and the answer did not come, or not whole
)

// errand is what the command line says about one call.
type errand struct {
	method, data string
	headers      []string
	wallet       walletFlags
	dry, json    bool
	session      string // dollars that may go into a session of MPP; empty for none
	timeout      time.Duration
}

func payCommand() *cobra.Command {
	var p errand
	c := &cobra.Command{
		Use:   "pay URL",
		Short: "Make an HTTP request, and pay for it where x402 asks for it",
		Long: `Make an HTTP request. If the answer is a 402 of x402, of version 2 or 1, sign a payment
within the limits and make the request with it; print the answer as it arrives.

The key comes from a file or from $` + envPayKey + `, never from an argument. A key file is
Web3 Secret Storage (version 3) with --passphrase-file, or the key in hexadecimal.

What was signed counts against --total, also in later runs with the same --receipts, and
whatever became of it. Each payment leaves a receipt there. One call is paid once: after a
broken connection the same payment is sent again, and the chain carries it out once.

With --deposit, a seller who offers payment channels is paid from one: a deposit goes in
first, each request is paid by a voucher that needs no transaction, and what is left comes
back by aidollar pay channel. A deposit counts against --total, the vouchers do not.

With --session, a seller who offers MPP's sessions is paid from one instead: a channel is
opened, requests and streams are paid as they go, more is deposited when a stream asks for
it, and at the end the channel is closed and the rest comes back. Deposits count. What is
signed is kept beside the receipts: a run behind one that broke off goes on with its channel,
and aidollar pay session shows it, closes it, or leaves it on chain.

Exit codes: 0 an answer, 1 none, 2 asked wrongly, 3 not paid (limits, tokens), 4 the seller
refuses the payment, 5 the answer is an error of HTTP, 6 paid and the answer was lost.`,
		Example: `  aidollar pay https://api.example.com/answer --key-file wallet.json --passphrase-file pass --max 0.01
  aidollar pay https://api.example.com/v1/chat/completions -d @request.json -H 'Content-Type: application/json'
  aidollar pay https://api.example.com/v1/chat/completions -d @stream.json --session 0.50
  aidollar pay https://api.example.com/answer --dry-run`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.run(cmd, args[0]) },
	}
	f := c.Flags()
	f.StringVarP(&p.method, "request", "X", "", "method; GET, or POST where there is a body")
	f.StringArrayVarP(&p.headers, "header", "H", nil, "header, such as 'Content-Type: application/json'; may be given again")
	f.StringVarP(&p.data, "data", "d", "", "body: the text itself, @FILE, or @- for the standard input")
	f.BoolVar(&p.dry, "dry-run", false, "make the request without a payment, and show what would be paid")
	f.BoolVar(&p.json, "json", false, "print status, headers, body and payment as JSON when all is there")
	f.StringVar(&p.session, "session", "", "pay from a session of MPP, and put at most so many dollars into it in all")
	f.DurationVar(&p.timeout, "timeout", 0, "for the whole call; 0 waits for as long as it takes")
	p.wallet.flags(c)
	p.wallet.channelFlags(c)
	c.AddCommand(payChannelCommand(), paySessionCommand())
	return c
}

func (p *errand) run(cmd *cobra.Command, address string) error {
	ctx := cmd.Context()
	if p.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.timeout)
		defer cancel()
	}
	r, err := p.request(ctx, cmd, address)
	if err != nil {
		return err
	}
	w, err := p.wallet.open(ctx, p.dry)
	if err != nil {
		return err
	}
	switch {
	case p.session != "" && (p.dry || p.json || w.channels != nil):
		return &usageError{errors.New("--session goes with none of --dry-run, --json and --deposit")}
	case p.session != "":
		return p.bySession(cmd, r, w)
	case p.dry:
		return p.try(cmd, r, w)
	}
	transport := &buyer.Transport{Wallet: w.Wallet, Book: w.folder, Channels: w.channels}
	client := &http.Client{Transport: transport, CheckRedirect: onlyUnpaid}
	response, err := client.Do(r)
	if err != nil {
		return explainPayment(err)
	}
	defer response.Body.Close()
	if p.json {
		err = w.printJSON(cmd.OutOrStdout(), response)
	} else {
		w.note(cmd.ErrOrStderr(), response)
		_, err = io.Copy(cmd.OutOrStdout(), response.Body)
	}
	return concluded(response, err)
}

// onlyUnpaid follows redirects until something was paid: a seller who has the
// money must not send the buyer on to pay once more.
func onlyUnpaid(r *http.Request, via []*http.Request) error {
	if paid, _ := buyer.Paid(r.Response); paid != nil {
		return http.ErrUseLastResponse
	}
	if len(via) >= 10 {
		return errors.New("the server redirects in circles")
	}
	return nil
}

func (p *errand) request(ctx context.Context, cmd *cobra.Command, address string) (*http.Request, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, &usageError{fmt.Errorf("%q is no address of the web: http:// or https:// and a host are wanted", address)}
	}
	body, err := p.body(cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	method := p.method
	if method == "" {
		method = http.MethodGet
		if body != "" {
			method = http.MethodPost
		}
	}
	// A reader of a string can be had once more, for the paid request.
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return nil, &usageError{err}
	}
	r.Header.Set("User-Agent", "aidollar-pay")
	for _, h := range p.headers {
		name, value, ok := strings.Cut(h, ":")
		if !ok || strings.TrimSpace(name) == "" {
			return nil, &usageError{fmt.Errorf("--header %q: a name, a colon and a value are wanted", h)}
		}
		if name, value = strings.TrimSpace(name), strings.TrimSpace(value); strings.EqualFold(name, "Host") {
			r.Host = value
		} else {
			r.Header.Add(name, value)
		}
	}
	return r, nil
}

func (p *errand) body(in io.Reader) (string, error) {
	name, isFile := strings.CutPrefix(p.data, "@")
	if !isFile {
		return p.data, nil
	}
	if name == "-" {
		text, err := io.ReadAll(in)
		return string(text), err
	}
	text, err := os.ReadFile(name)
	return string(text), err
}

// explainPayment gives what went wrong its exit code.
func explainPayment(err error) error {
	var refusal *buyer.Refusal
	var lost *buyer.Lost
	switch {
	case errors.As(err, &lost):
		return &exitError{exitLost, err}
	case errors.As(err, &refusal):
		return &exitError{exitUnpaid, refusal}
	}
	return err
}

// concluded is the error of an answer that has been printed, or was until err.
func concluded(response *http.Response, err error) error {
	paid, answer := buyer.Paid(response)
	switch {
	case err != nil && paid != nil:
		return &exitError{exitLost, fmt.Errorf("paid, and the answer broke off: %w", err)}
	case err != nil:
		return err
	case response.StatusCode == http.StatusPaymentRequired && paid != nil:
		return &exitError{exitRefused, fmt.Errorf("the seller does not take the payment%s; it can be settled until it expires, so it counts", why(response, answer))}
	case response.StatusCode == http.StatusPaymentRequired:
		return &exitError{exitUnpaid, errors.New("the seller wants to be paid otherwise than by x402")}
	case response.StatusCode >= http.StatusBadRequest:
		return &exitError{exitStatus, fmt.Errorf("the server answers %s", response.Status)}
	}
	return nil
}

// why is the seller's reason, where he says one.
func why(response *http.Response, answer *buyer.Answer) string {
	if answer.Settlement != nil && answer.Settlement.ErrorReason != "" {
		return ": " + answer.Settlement.ErrorReason
	}
	if header := response.Header.Get(x402.HeaderRequired); header != "" {
		if required, err := x402.ParseRequiredHeader(header); err == nil && required.Error != "" {
			return ": " + required.Error
		}
	}
	return ""
}
