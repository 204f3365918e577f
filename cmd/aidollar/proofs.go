package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"aidollar/client"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/proof"

	"github.com/spf13/cobra"
)

func proofCommands() []*cobra.Command {
	c := group("proofs", "Proofs of what the house owes and holds", makeProof(), listProofs())
	c.Aliases = []string{"proof"}
	c.AddCommand(showProof(), proofInclusion())
	return []*cobra.Command{c}
}

func proofTable(list ...client.Proof) *listing {
	t := table("PERIOD", "TIME", "OWED", "ASSET", "LEAVES")
	for i := range list {
		p := &list[i]
		t.add(p.Period.String(), when(p.Time), p.Owed, p.Asset, fmt.Sprint(p.Leaves))
	}
	return t
}

func makeProof() action {
	var asset string
	return action{
		use: "make", short: "Sign what the house owes now, and what it holds",
		flags: func(c *cobra.Command) { c.Flags().StringVar(&asset, "asset", "", "the asset; USD when missing") },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			p, err := c.MakeProof(ctx, asset)
			if err != nil {
				return nil, nil, err
			}
			return p, proofTable(*p), nil
		},
	}
}

func listProofs() action {
	var l client.Listing
	return action{
		use: "list", short: "List the statements, the newest first", flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Proofs(ctx, l)
			if err != nil {
				return nil, nil, err
			}
			return page, proofTable(page.Items...), nil
		},
	}
}

// proofText is a command that prints a text of a period, to be kept in a file.
func proofText(use, short string, flags func(*cobra.Command), text func(context.Context, *client.Client, client.ID) (string, error)) *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use: use, Short: short, Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			period, err := parseID("period", args[0])
			if err != nil {
				return err
			}
			out, err := text(cmd.Context(), c, period)
			if err != nil {
				return explain(err)
			}
			return say(cmd.OutOrStdout(), "%s\n", out)
		},
	}
	r.flags(c)
	if flags != nil {
		flags(c)
	}
	return c
}

func showProof() *cobra.Command {
	return proofText("show PERIOD", "Print the signed statement of a period", nil,
		func(ctx context.Context, c *client.Client, period client.ID) (string, error) {
			p, err := c.Proof(ctx, period)
			if err != nil {
				return "", err
			}
			return p.Statement, nil
		})
}

func proofInclusion() *cobra.Command {
	var party string
	return proofText("inclusion PERIOD", "Print the proof that what a party is owed is counted in a period's statement",
		func(c *cobra.Command) { c.Flags().StringVar(&party, "party", "", "whose; the key's own when missing") },
		func(ctx context.Context, c *client.Client, period client.ID) (string, error) {
			var id client.ID
			if party != "" {
				var err error
				if id, err = parseID("party", party); err != nil {
					return "", err
				}
			}
			text, err := c.ProofInclusion(ctx, period, id)
			return string(bytes.TrimSpace(text)), err
		})
}

// verification is what a reader asks of statements and inclusions.
type verification struct {
	keys          []ed25519.PublicKey
	terms         proof.Terms
	party, amount string

	statements map[string]string // seen, by period
}

func verifyCommand() *cobra.Command {
	var key, house string
	var v verification
	c := &cobra.Command{
		Use:   "verify FILE… (--key PUB | --house URL)",
		Short: "Verify proofs of what a house owes: statements and inclusions",
		Long: `Verify signed statements and inclusions off-line: that the key's holder signed them as they are, that no more is owed than
is held, that neither the statement nor a comparison with a chain is stale, and that each inclusion leads to its statement's root.
With --party and --amount an inclusion must be of this party and count this balance. Two different statements of one period
are refused: give all that you were shown, and what others were. The first thing that is wrong is named, and the exit code is 1.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{fmt.Errorf("no files; the command is: %s", cmd.UseLine())}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if (key == "") == (house == "") {
				return &usageError{errors.New("say which key: --key with the house's public key, or --house URL to ask for it")}
			}
			if (v.party == "") != (v.amount == "") {
				return &usageError{errors.New("--party and --amount go together: whose balance, and how much it was")}
			}
			if v.keys, err = publicKeys(cmd.Context(), key, house); err != nil {
				return err
			}
			v.terms.Now, v.statements = time.Now(), map[string]string{}
			for _, name := range args {
				text, err := readReceipt(cmd.InOrStdin(), name)
				if err != nil {
					return err
				}
				good, err := v.file(text)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				if err := say(cmd.OutOrStdout(), "good: %s\n", good); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&key, "key", "", "the house's public key, or a file with it")
	f.StringVar(&house, "house", "", "address of the house")
	f.StringVar(&v.party, "party", "", "the party that inclusions must be of")
	f.StringVar(&v.amount, "amount", "", "the balance that inclusions must count")
	f.DurationVar(&v.terms.AgeMax, "age", 24*time.Hour, "how old statements and comparisons may be")
	f.BoolVar(&v.terms.Arriving, "arriving", false, "count what is arriving as held")
	return c
}

// file verifies one file and says what it proves.
func (v *verification) file(text string) (string, error) {
	if trimmed := bytes.TrimSpace([]byte(text)); len(trimmed) == 0 || trimmed[0] != '{' {
		s, kid, err := v.statement(text)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("period %s, %s %s owed in %d leaves and covered, signed with key %s", s.Period, s.Root.Sum, s.Asset.Code, s.Leaves, kid), nil
	}
	i, err := proof.ParseInclusion([]byte(text))
	if err != nil {
		return "", err
	}
	s, _, err := v.statement(i.Statement)
	if err != nil {
		return "", err
	}
	if err := i.Check(s); err != nil {
		return "", err
	}
	if v.party != "" {
		if err := v.expects(i, s); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s %s of party %s are counted in period %s", i.Amount, s.Asset.Code, i.Party, i.Period), nil
}

func (v *verification) expects(i *proof.Inclusion, s *proof.Statement) error {
	party, err := ledger.ParseID(v.party)
	if err != nil {
		return &usageError{fmt.Errorf("party %q: %w", v.party, err)}
	}
	amount, err := money.ParseDecimal(v.amount, s.Asset.Scale)
	if err != nil {
		return &usageError{err}
	}
	return i.Expects(s, party.String(), amount)
}

// statement verifies one, and that it is the only one of its period. A house
// that shows two customers two statements owes to each what it hides from the
// other.
func (v *verification) statement(text string) (*proof.Statement, string, error) {
	s, kid, err := proof.Verify(text, v.keys)
	if err != nil {
		return nil, kid, err
	}
	if err := s.Check(v.terms); err != nil {
		return nil, kid, err
	}
	body := string(bytes.TrimSpace([]byte(text)))
	if seen, ok := v.statements[s.Period]; ok && seen != body {
		return nil, kid, fmt.Errorf("the house signed two different statements of period %s [statement_twice]", s.Period)
	}
	v.statements[s.Period] = body
	return s, kid, nil
}
