package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"aidollar/client"
	"aidollar/receipt"

	"github.com/spf13/cobra"
)

func auditorTable(list ...client.Auditor) *listing {
	t := table("AUDITOR", "KEY", "FOR", "FROM", "UNTIL", "DISTRUSTED", "REASON")
	for i := range list {
		a := &list[i]
		t.add(a.Name, a.KeyID, strings.Join(a.Kinds, ","), when(a.From), when(a.Until), when(a.Distrusted), a.Reason)
	}
	return t
}

func listAuditors() action {
	return action{
		use: "list", short: "List the keys of auditors, those that are trusted no more among them",
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Auditors(ctx)
			if err != nil {
				return nil, nil, err
			}
			return page, auditorTable(page.Items...), nil
		},
	}
}

func trustAuditor() action {
	var kinds []string
	var from, until string
	return action{
		use: "trust NAME FILE", short: "Believe what is signed with a key, from a file with its JWK", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringSliceVar(&kinds, "for", []string{"Participant", "DataCentre", "Delivery"}, "what his statements may be about")
			c.Flags().StringVar(&from, "from", "", "trusted from this time, such as 2026-01-01T00:00:00Z; always when left out")
			c.Flags().StringVar(&until, "until", "", "nothing new is taken from this time; no end when left out")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			text, err := os.ReadFile(args[1])
			if err != nil {
				return nil, nil, err
			}
			var key receipt.PublicKey
			if err := json.Unmarshal(text, &key); err != nil || key.Curve != "Ed25519" {
				return nil, nil, fmt.Errorf("%s is no JWK of an Ed25519 key, as aidollar rules attest key prints it", args[1])
			}
			a := client.NewAuditor{Name: args[0], Key: key.X, Kinds: kinds}
			if a.From, err = parseTime("--from", from); err != nil {
				return nil, nil, err
			}
			if a.Until, err = parseTime("--until", until); err != nil {
				return nil, nil, err
			}
			trusted, err := c.TrustAuditor(ctx, a)
			if err != nil {
				return nil, nil, err
			}
			return trusted, auditorTable(*trusted), nil
		},
	}
}

func distrustAuditor() action {
	var reason, from string
	return action{
		use: "distrust KEY --reason REASON", short: "Believe nothing any more that is signed with a key, for good", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&reason, "reason", "", "why")
			c.Flags().StringVar(&from, "from", "", "nothing counts from this time, such as 2026-01-01T00:00:00Z; now when left out")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			at, err := parseTime("--from", from)
			if err != nil {
				return nil, nil, err
			}
			a, err := c.DistrustAuditor(ctx, args[0], reason, at)
			if err != nil {
				return nil, nil, err
			}
			return a, auditorTable(*a), nil
		},
	}
}

func attestationTable(list ...client.Attestation) *listing {
	t := table("ID", "AUDITOR", "SUBJECT", "CLAIM", "FROM", "UNTIL", "REVOKED", "REASON")
	for i := range list {
		a := &list[i]
		claim := a.Claim
		if a.Units > 0 {
			claim = fmt.Sprintf("%s %d %s", claim, a.Units, a.Of)
		}
		t.add(a.ID.String(), a.Auditor, a.Subject, claim, when(a.From), when(a.Until), when(a.Revoked), a.Reason)
	}
	return t
}

// fromFile makes an action that brings what an auditor signed.
func fromFile(use, short string, bring func(ctx context.Context, c *client.Client, text string) (*client.Attestation, error)) action {
	return action{
		use: use, short: short, args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return nil, nil, err
			}
			a, err := bring(ctx, c, strings.TrimSpace(string(text)))
			if err != nil {
				return nil, nil, err
			}
			return a, attestationTable(*a), nil
		},
	}
}

func enterAttestation() action {
	return fromFile("enter FILE", "Bring what an auditor says under his signature", func(ctx context.Context, c *client.Client, text string) (*client.Attestation, error) {
		return c.EnterAttestation(ctx, text)
	})
}

func revokeAttestation() action {
	return fromFile("revoke FILE", "Bring an auditor's signed revocation of a statement of his", func(ctx context.Context, c *client.Client, text string) (*client.Attestation, error) {
		return c.RevokeAttestation(ctx, text)
	})
}

func strikeAttestation() action {
	var reason string
	return action{
		use: "strike ID --reason REASON", short: "Have a statement hold no more, by the house's own word", args: 1,
		flags: func(c *cobra.Command) { c.Flags().StringVar(&reason, "reason", "", "why") },
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("attestation", args[0])
			if err != nil {
				return nil, nil, err
			}
			a, err := c.StrikeAttestation(ctx, id, reason)
			if err != nil {
				return nil, nil, err
			}
			return a, attestationTable(*a), nil
		},
	}
}

func showAttestation() action {
	return action{
		use: "show ID", short: "Show a statement as it was signed", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("attestation", args[0])
			if err != nil {
				return nil, nil, err
			}
			a, err := c.Attestation(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			t := attestationTable(*a)
			for _, text := range []string{a.Statement, a.Revocation} {
				if text != "" {
					t.notes = append(t.notes, text)
				}
			}
			return a, t, nil
		},
	}
}

func listAttestations() action {
	var l client.Listing
	var subject, auditor string
	return action{
		use: "list", short: "List what auditors said, the newest first",
		flags: func(c *cobra.Command) {
			pageFlags(c, &l)
			c.Flags().StringVar(&subject, "subject", "", "only about this entity, as DataCentre/fra-1")
			c.Flags().StringVar(&auditor, "auditor", "", "only this auditor's")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Attestations(ctx, subject, auditor, l)
			if err != nil {
				return nil, nil, err
			}
			t := attestationTable(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}
