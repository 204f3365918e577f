package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"aidollar/client"
	"aidollar/core/policy/ruling"

	"github.com/spf13/cobra"
)

// rulesRemote are the commands about the rules of a running house.
func rulesRemote() []*cobra.Command {
	return []*cobra.Command{
		installRules().command(), cancelRules().command(), listRuleSets().command(), showRuleSet().command(), rulesKeygen(),
		group("facts", "What is known of parties, places, chips and assets beside what comes with the rules", listFacts(), setFacts(), showFacts(), removeFacts()),
		listDecisions().command(), showDecision().command(), askRules().command(),
	}
}

func installRules() action {
	var from, key, note string
	var none bool
	return action{
		use: "install PACK...", short: "Bring packs into force in a running house, at once or from a day on", args: anyArgs,
		flags: func(c *cobra.Command) {
			c.Long = "install puts packs together, with the facts that come with them, and has the house decide by them instead of those that were in force. " + packsHelp
			c.Flags().StringVar(&from, "from", "", "when they come into force: a day, from its first second in UTC, or a time such as 2026-12-01T08:00:00Z; at once when left out")
			c.Flags().StringVar(&key, "sign", "", "file with the key that signs, as `aidollar rules keygen` makes it; the signature is good for this installation alone")
			c.Flags().StringVar(&note, "note", "", "by whom and why")
			c.Flags().BoolVar(&none, "none", false, "instead of packs: no rules are asked any more")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			n := client.NewRuleSet{Note: note, None: none}
			if (len(args) == 0) != none {
				return nil, nil, &usageError{errors.New("name packs, such as baseline us, or give --none, and not both")}
			}
			if from != "" {
				at, err := readTime("from", from)
				if err != nil {
					return nil, nil, err
				}
				// Today has begun, and is meant; a day long gone is a slip of the year.
				if time.Since(at) > 48*time.Hour {
					return nil, nil, &usageError{fmt.Errorf("--from %s is past; no rules come into force in the past, leave it out to have them do so at once", from)}
				}
				n.From = &at
			}
			if !none {
				o, err := openPacks(args, os.Stderr)
				if err != nil {
					return nil, nil, err
				}
				book, err := o.compile(os.Stderr)
				if err != nil {
					return nil, nil, err
				}
				n.Archive = book.Archive().Bytes()
			}
			if key != "" {
				if err := signRules(ctx, c, &n, key); err != nil {
					return nil, nil, err
				}
			}
			set, err := c.InstallRules(ctx, n)
			if err != nil {
				return nil, nil, err
			}
			return set, ruleSets().addSet(set), nil
		},
	}
}

// signRules signs a set for the number that the house gives next, and no other.
func signRules(ctx context.Context, c *client.Client, n *client.NewRuleSet, file string) error {
	private, err := readAuditorKey(file)
	if err != nil {
		return err
	}
	page, err := c.RuleSets(ctx, false, client.Listing{})
	if err != nil {
		return err
	}
	public := publicOf(private)
	set := ruling.Installed{Number: page.Newest + 1}
	if !n.None { // else its digest is zeros
		set.Digest = sha256.Sum256(n.Archive)
	}
	if n.From != nil {
		set.Start = ruling.StartOf(n.From.UnixNano())
	}
	n.Number, n.Signer = set.Number, hex.EncodeToString(public[:])
	n.Signature = hex.EncodeToString(ed25519.Sign(private, set.SigningBytes()))
	return nil
}

func rulesKeygen() *cobra.Command {
	return &cobra.Command{
		Use: "keygen FILE", Short: "Print the public key of a private key that signs rules; make the private key if there is none", Args: exactly(1),
		Long: "keygen makes an Ed25519 key, writes it to FILE as PKCS #8 in PEM for its owner alone, and prints the public key. With that under rules.signers of its configuration a house takes no set of rules from anybody who has not signed it with the key. Where FILE is there already, its key is printed and nothing is written.",
		RunE: func(cmd *cobra.Command, args []string) error {
			private, err := signingKey(args[0])
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), "%x\n", publicOf(private))
		},
	}
}

func parseSet(text string) (uint32, error) {
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, &usageError{fmt.Errorf("%q is no number of a set of rules; `aidollar rules sets` lists them", text)}
	}
	return uint32(number), nil
}

func cancelRules() action {
	return action{use: "cancel SET", short: "Take a set of rules back that is not in force yet", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseSet(args[0])
			if err != nil {
				return nil, nil, err
			}
			return struct{}{}, table("cancelled"), c.CancelRules(ctx, number)
		}}
}

// ruleSetTable is a table of sets.
type ruleSetTable struct{ *listing }

func ruleSets() ruleSetTable {
	return ruleSetTable{table("SET", "STATE", "FROM", "RULES", "PACKS", "SIGNER", "DIGEST", "NOTE")}
}

func (t ruleSetTable) addSet(s *client.RuleSet) *listing {
	var names []string
	for _, p := range s.Packs {
		names = append(names, p.Name)
	}
	return t.add(strconv.FormatUint(uint64(s.Number), 10), s.State, when(s.From), strconv.Itoa(s.RuleCount), strings.Join(names, ","), orDash(s.Signer), s.Digest, s.Note)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func listRuleSets() action {
	var all bool
	var l client.Listing
	return action{use: "sets", short: "List the set of rules in force and those to come",
		flags: func(c *cobra.Command) {
			c.Flags().BoolVar(&all, "all", false, "past and cancelled ones, too")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.RuleSets(ctx, all, l)
			if err != nil {
				return nil, nil, err
			}
			t := ruleSets()
			for i := range page.Items {
				t.addSet(&page.Items[i])
			}
			t.next = page.Next
			return page, t.listing, nil
		}}
}

func showRuleSet() action {
	return action{use: "show SET", short: "Show a set of rules with all its rules and their sources", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseSet(args[0])
			if err != nil {
				return nil, nil, err
			}
			set, err := c.RuleSet(ctx, number)
			if err != nil {
				return nil, nil, err
			}
			t := table("RULE", "EFFECT", "FROM", "UNTIL", "TITLE", "SOURCE")
			for i := range set.Rules {
				r := &set.Rules[i]
				t.add(r.ID, r.Effect, r.From.Format(time.DateOnly), dayOrDash(r.Until), r.Title, r.Cite)
			}
			if set.Signer != "" {
				at := "at once"
				if !set.Start.IsZero() {
					at = "from " + when(set.Start)
				}
				t.notes = append(t.notes, fmt.Sprintf("signed by %s, as set %d, to hold %s", set.Signer, set.Number, at))
			}
			for _, p := range set.Packs {
				t.notes = append(t.notes, fmt.Sprintf("%s, version %s: %s. %s", p.Name, p.Version, p.Title, strings.TrimSpace(p.Disclaimer)))
			}
			return set, t, nil
		}}
}

func dayOrDash(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.DateOnly)
}

// readFileOrInput reads a file, or what comes in where it is called -.
func readFileOrInput(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}
