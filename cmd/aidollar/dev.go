package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"aidollar/client"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/gateway"
	"aidollar/gateway/dialect"
	"aidollar/gateway/textmodel"

	"github.com/spf13/cobra"
)

//go:embed dev-card.yaml
var devCard []byte

// The demo's cast.
const (
	devModel   = textmodel.Name
	devSeller  = "demo seller"
	devBuyer   = "demo buyer"
	devKeyFile = "demo-buyer.key"
	devDollars = "5"
	devFee     = 15_000 // the house keeps 1.5 %
)

type devFlags struct {
	data, listen string
	json         bool
	partTokens   uint64
	chain        devChainFlags
}

func devCommand() *cobra.Command {
	var flags devFlags
	c := &cobra.Command{
		Use:   "dev",
		Short: "Start everything embedded, with a demo seller, buyer and model",
		Long: `Start a whole house on this machine: journal, ledger, books, gateway and API,
with a built-in text model to sell and a buyer who has paid in $5, and a test chain
on which wallets pay. A first call is made and its receipt shown. Nothing outside
this machine is contacted, unless you have events delivered there.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return dev(cmd.Context(), flags, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	c.Flags().StringVar(&flags.data, "data", "", "data directory to keep; without it everything is forgotten at the end")
	c.Flags().StringVar(&flags.listen, "listen", config.ListenDefault, "address to listen on; port 0 picks a free one")
	c.Flags().Uint64Var(&flags.partTokens, "part-tokens", config.PartTokensDefault, "tokens of output in a part of a stream that is paid for as it goes")
	flags.chain.flags(c)
	c.Flags().BoolVar(&flags.json, "json", false, "print one line of JSON once calls are answered, and nothing else")
	return c
}

func dev(ctx context.Context, flags devFlags, out, errOut io.Writer) (err error) {
	kept := flags.data
	if flags.data == "" {
		if flags.data, err = os.MkdirTemp("", "aidollar-dev-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(flags.data)) }()
	}
	c := config.Default(flags.data)
	c.Data, c.Listen = flags.data, flags.listen
	c.Limits.PartTokens = max(flags.partTokens, 1)
	c.Books = filepath.Join(flags.data, booksFile)
	c.Webhooks = devWebhooks()
	log := slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var test *devChain
	defer func() { err = errors.Join(err, test.close()) }()
	p, err := newProgramOn(c, log, func() (err error) {
		if test, err = flags.chain.open(ctx, kept, log); test != nil {
			c.Chains, c.Payouts, c.Proofs = []config.Chain{test.config()}, config.Payouts{}, devProofs
			c.Facilitator.Access = config.FacilitatorOpen // its gas is play money
		}
		return err
	})
	if err != nil {
		return err
	}
	demo, err := p.demo(ctx)
	if err != nil {
		return errors.Join(err, p.close())
	}
	demo.demoChain = test.show()
	serving := make(chan error, 1)
	go func() { serving <- p.serve(ctx) }()
	if err := p.awaitReady(ctx); err != nil {
		return errors.Join(err, <-serving)
	}
	if flags.json {
		err = json.NewEncoder(out).Encode(demo)
	} else {
		err = p.show(ctx, demo, out)
	}
	if err != nil {
		log.Error("the demo could not be shown", "error", err)
	}
	return <-serving
}

// devWebhooks delivers events to this machine, without TLS, too.
func devWebhooks() *config.Webhooks {
	w := config.WebhooksDefault()
	w.HTTP = true
	w.Networks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	return w
}

// demo is what a newcomer needs to make a call.
type demo struct {
	URL      string `json:"url"`
	Console  string `json:"console"`
	Key      string `json:"key"`
	Model    string `json:"model"`
	Operator string `json:"operator_key_file"`
	Data     string `json:"data"`
	PaidURL  string `json:"paid_url"` // a GET of it costs two cents
	demoChain
}

// demo enters the demo's cast, or finds it in a directory that was kept.
func (p *program) demo(ctx context.Context) (*demo, error) {
	card, err := config.ParseCard("dev-card.yaml", devCard)
	if err != nil {
		return nil, err
	}
	seller, err := p.party(ctx, clearing.RoleSeller, devSeller, devFee)
	if err != nil {
		return nil, err
	}
	if err := p.card(ctx, seller.ID, card); err != nil {
		return nil, err
	}
	upstream, err := gateway.NewUpstream(gateway.UpstreamConfig{
		Name: "built-in", URL: "http://built-in/v1", Kind: dialect.KindAny, RoundTripper: gateway.InProcess(&textmodel.Handler{}),
	})
	if err != nil {
		return nil, err
	}
	p.market.offers = append(p.market.offers, offer{
		Seller: seller.ID, Name: devSeller,
		Targets: map[string][]gateway.Target{devModel: {{Upstream: upstream}}}, Products: map[string]bool{devPaidProduct: true},
		Wallets:   walletTerms{sells: true, trust: config.TrustDefault},
		WalletsOf: map[string]walletTerms{devPaidProduct: {sells: true}},
	})
	if err := p.sellFact(); err != nil {
		return nil, err
	}
	operator, err := p.operator(ctx)
	if err != nil {
		return nil, err
	}
	secret, err := p.demoBuyer(ctx)
	if err != nil {
		return nil, err
	}
	return &demo{
		URL: p.url(), Console: p.url() + "/console", Key: secret, Model: devModel, Operator: operator, Data: p.config.Data, PaidURL: p.url() + devPaidPath,
	}, nil
}

// demoBuyer gives the demo buyer money and a key, once; a kept directory keeps
// the secret in a file, since the books have its hash only.
func (p *program) demoBuyer(ctx context.Context) (secret string, err error) {
	path := filepath.Join(p.config.Data, devKeyFile)
	if kept, err := os.ReadFile(path); err == nil {
		return strings.TrimSpace(string(kept)), nil
	}
	buyer, err := p.party(ctx, clearing.RoleBuyer, devBuyer, 0)
	if err != nil {
		return "", err
	}
	if err := p.deposit(ctx, buyer, devDollars); err != nil {
		return "", err
	}
	if secret, err = p.key(ctx, buyer.ID, "demo", clearing.ScopeCall|clearing.ScopeRead); err != nil {
		return "", err
	}
	return secret, writeSecret(path, secret)
}

// awaitReady returns when the program answers over its listener.
func (p *program) awaitReady(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url()+"/readyz", nil)
	if err != nil {
		return err
	}
	// The port is bound since newProgram, so the first request waits for Serve.
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the program answers %s to /readyz", response.Status)
	}
	return nil
}

// question is the first paid call.
const question = "What is a clearing house?"

// show makes a first paid call as a client would and prints what it cost and
// how the money moved.
func (p *program) show(ctx context.Context, d *demo, out io.Writer) error {
	answer, id, err := firstCall(ctx, d)
	if err != nil {
		return fmt.Errorf("the first call: %w", err)
	}
	c := client.New(d.URL, d.Key)
	receipt, err := c.Receipt(ctx, id)
	if err != nil {
		return fmt.Errorf("the first call's receipt: %w", err)
	}
	balance, err := c.Balance(ctx)
	if err != nil {
		return err
	}
	t := table("question", question).add("answer", answer)
	for _, l := range receipt.Lines {
		t.add(l.Meter, fmt.Sprintf("%d x $%s = $%s", l.Quantity, l.Price, l.Amount))
	}
	t.add("held", "$"+receipt.Reserved+" before it ran").add("charge", fmt.Sprintf("$%s, $%s left", receipt.Charge, balance.Spendable))
	names := p.accountNames()
	for _, m := range receipt.Postings {
		from, to := names[m.Debit.ID], names[m.Credit.ID]
		if to == "" {
			continue // the split itself; its shares follow
		}
		t.add("posting", fmt.Sprintf("%-7s -> %-7s  $%s  %s", from, to, m.Amount, strings.Join(m.Flags, ", ")))
	}
	t.add("receipt", d.URL+"/v1/receipts/"+id.String()).add("", "")
	t.add("address", d.URL).add("console", d.Console).add("key", d.Key).add("model", d.Model+" (a toy: it strings words together)").add("operator", d.Operator)
	if d.RPC != "" {
		t.add("", "").add("chain", fmt.Sprintf("%s, number %d, with test dollars at %s", d.RPC, d.ChainID, d.Token)).
			add("", fmt.Sprintf("test euros at %s, test dirhams at %s", d.Euro, d.Dirham)).
			add("payer key", d.PayerKey+" (a test key that everybody knows)").add("paid URL", d.PaidURL+" (two cents, by x402 or the key)")
	}
	if err := say(out, "aidollar is running on this machine, with everything inside. A first call was just paid:\n\n"); err != nil {
		return err
	}
	if err := t.print(out); err != nil {
		return err
	}
	return say(out, `
Try it:

  curl %s/v1/chat/completions -H "Authorization: Bearer %s" \
    -H "Content-Type: application/json" \
    -d '{"model":"%s","messages":[{"role":"user","content":"Hello"}]}'

Stop with Ctrl-C.
`, d.URL, d.Key, d.Model)
}

// accountNames names the accounts of all parties and the house.
func (p *program) accountNames() map[ledger.ID]string {
	names := map[ledger.ID]string{}
	p.node.View(func(m *clearing.Machine) {
		m.Parties(func(party clearing.Party) bool {
			for code, name := range map[uint16]string{
				clearing.AccountBuyer: "buyer", clearing.AccountSeller: "seller", clearing.AccountSale: "sale", clearing.AccountCarry: "carry",
			} {
				names[clearing.PartyAccount(party.ID, code)] = name
			}
			names[clearing.HouseAccount(clearing.AccountRevenue, party.Asset)] = "house"
			return true
		})
	})
	return names
}

// firstCall asks the question over HTTP and gives the answer's text and the
// call's id.
func firstCall(ctx context.Context, d *demo) (text string, id client.ID, err error) {
	body, err := json.Marshal(map[string]any{
		"model": d.Model, "max_tokens": 40, "messages": []map[string]string{{"role": "user", "content": question}},
	})
	if err != nil {
		return "", id, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL+"/v1/chat/completions", bytes.NewReader(body))
	if err != nil {
		return "", id, err
	}
	request.Header.Set("Authorization", "Bearer "+d.Key)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", id, err
	}
	defer response.Body.Close()
	if body, err = io.ReadAll(io.LimitReader(response.Body, 1<<20)); err != nil {
		return "", id, err
	}
	var answer struct {
		Choices []struct{ Message struct{ Content string } }
	}
	if err := json.Unmarshal(body, &answer); err != nil || response.StatusCode != http.StatusOK || len(answer.Choices) == 0 {
		return "", id, fmt.Errorf("it was answered %s: %s", response.Status, bytes.TrimSpace(body))
	}
	parsed, err := ledger.ParseID(response.Header.Get("X-Aidollar-Receipt"))
	return answer.Choices[0].Message.Content, client.ID{ID: parsed}, err
}
