package main

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/proof"

	"github.com/spf13/cobra"
)

// verification is what a reader asks of statements and inclusions.
type verification struct {
	keys          []ed25519.PublicKey
	terms         proof.Terms
	party, amount string
	past          bool
	rpc, registry string

	series proof.Series
	files  []*verified
}

// verified is a file that was read: a statement, or an inclusion with its own.
type verified struct {
	name      string
	statement *proof.Statement
	kid       string
	inclusion *proof.Inclusion // nil for a statement
	signed    string           // the statement as it was signed
}

func verifyCommand() *cobra.Command {
	var key, house string
	var v verification
	c := &cobra.Command{
		Use:   "verify FILE… (--key PUB | --house URL)",
		Short: "Verify proofs of what a house owes: statements and inclusions",
		Long: `Verify signed statements and inclusions off-line: that the key's holder signed them as they are, that no more is owed than
is held, that each inclusion leads to its statement's root, and that the newest of them is not stale. With --party and --amount an
inclusion must be of this party and count this balance. Statements of one house are held against each other: give all that you were
shown, and what others were. Two of one period or number are refused, and one that the next does not name. With --rpc a node that you trust says
whether the root was put on its chain, whether a newer one was, and what the house had there. An inclusion must be of
the newest statement given, unless --past says that an old one is meant. The first thing that is wrong is named, and the exit code is 1.`,
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
			v.terms.Now = time.Now()
			return v.verify(cmd, args)
		},
	}
	f := c.Flags()
	f.StringVar(&key, "key", "", "the house's public key, or a file with it")
	f.StringVar(&house, "house", "", "address of the house")
	f.StringVar(&v.party, "party", "", "the party that inclusions must be of")
	f.StringVar(&v.amount, "amount", "", "the balance that inclusions must count")
	f.DurationVar(&v.terms.AgeMax, "age", 24*time.Hour, "how old the newest statement may be")
	f.BoolVar(&v.terms.Arriving, "arriving", false, "count what is arriving as held")
	f.BoolVar(&v.terms.Receivable, "receivable", false, "count what customers owe the house, such as on credit, as held")
	f.StringVar(&v.rpc, "rpc", "", "a node of the chain on which roots are put, to ask it for them and for the balances that are stated")
	f.StringVar(&v.registry, "registry", "", "the contract that roots are put into, if it is another than this program knows")
	f.BoolVar(&v.past, "past", false, "accept what is old: ask for no age, and take inclusions of other statements than the newest")
	return c
}

// verify reads all files before it judges any: what one says may show that another
// is a lie.
func (v *verification) verify(cmd *cobra.Command, names []string) error {
	for _, name := range names {
		text, err := readReceipt(cmd.InOrStdin(), name)
		if err != nil {
			return err
		}
		if err := v.read(name, text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, f := range v.files {
		good, err := v.judge(f)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if err := say(cmd.OutOrStdout(), "good: %s\n", good); err != nil {
			return err
		}
	}
	return v.askChain(cmd)
}

// askChain asks the reader's node about each statement, once.
func (v *verification) askChain(cmd *cobra.Command) error {
	if v.rpc == "" {
		return nil
	}
	asked := map[string]bool{}
	for _, f := range v.files {
		if asked[f.statement.Period] {
			continue
		}
		asked[f.statement.Period] = true
		found, err := v.onChain(cmd.Context(), f.statement, f.signed)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		for _, text := range found {
			if err := say(cmd.OutOrStdout(), "good: %s\n", text); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verification) read(name, text string) (err error) {
	f, signed := &verified{name: name}, text
	if trimmed := bytes.TrimSpace([]byte(text)); len(trimmed) > 0 && trimmed[0] == '{' {
		if f.inclusion, err = proof.ParseInclusion([]byte(text)); err != nil {
			return err
		}
		signed = f.inclusion.Statement
	}
	if f.statement, f.kid, err = proof.Verify(signed, v.keys); err != nil {
		return err
	}
	f.signed = signed
	v.files = append(v.files, f)
	return v.series.Add(signed, f.statement)
}

// judge says what a file proves.
func (v *verification) judge(f *verified) (string, error) {
	s := f.statement
	newest := v.series.Newest(s.Asset.Code)
	if s.Period == newest.Period && !v.past {
		if err := s.Fresh(v.terms); err != nil {
			return "", err
		}
	}
	if err := s.Check(v.terms); err != nil {
		return "", err
	}
	if f.inclusion == nil {
		return fmt.Sprintf("period %s, number %d: %s %s owed in %d leaves and covered, signed with key %s", s.Period, s.Number, s.Root.Sum, s.Asset.Code, s.Leaves, f.kid), nil
	}
	if s.Period != newest.Period && !v.past {
		return "", fmt.Errorf("the inclusion is of statement %d, and statement %d is newer: ask for that one's, or say --past [not_newest]", s.Number, newest.Number)
	}
	if err := f.inclusion.Check(s); err != nil {
		return "", err
	}
	if v.party != "" {
		if err := v.expects(f.inclusion, s); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s %s of party %s are counted in period %s", f.inclusion.Amount, s.Asset.Code, f.inclusion.Party, s.Period), nil
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
