package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"aidollar/core/attest"
	"aidollar/core/ledger"

	"github.com/spf13/cobra"
)

func rulesAttest() *cobra.Command {
	c := &cobra.Command{
		Use: "attest", Short: "Make, show and verify what auditors say under their signatures",
		Long: "An auditor says that a participant was identified, that a data centre is certified, or how much was delivered, and signs it with a key of his own. These commands need no house and send nothing anywhere; " +
			"what they make is a JSON Web Token, and any library for these makes and verifies the same.",
	}
	c.AddCommand(attestKey(), attestMake(), attestRevoke(), attestShow(), attestVerify())
	return c
}

func attestMake() *cobra.Command {
	var s attest.Statement
	var key, id, from, until, evidence string
	c := &cobra.Command{
		Use: "make --key FILE --as NAME --subject ENTITY --claim CLAIM --until TIME --evidence FILE", Short: "Sign a statement", Args: exactly(0),
		Long: "make signs a statement and prints it. ENTITY is Participant/x, DataCentre/x or Delivery/x, as the house's facts have it; CLAIM is the name of a certification such as bsi-c5-type2, of a participant also identified or sector:x, " +
			"and of a delivery delivered, with --units and --of. Times are days such as 2026-12-31, from their first moment by UTC, or RFC 3339.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			private, err := readAuditorKey(key)
			if err != nil {
				return err
			}
			now := time.Now().UTC()
			s.Issued, s.From, s.ID = now.Unix(), now.Unix(), newID()
			if id != "" {
				if s.ID, err = ledger.ParseID(id); err != nil {
					return &usageError{fmt.Errorf("--id: %w", err)}
				}
			}
			begin, err := parseTime("--from", from)
			if err != nil {
				return err
			}
			end, err := parseTime("--until", until)
			if err != nil {
				return err
			}
			if s.Until = end.Unix(); from != "" {
				s.From = begin.Unix()
			}
			if s.Evidence, err = fileDigest(evidence); err != nil {
				return err
			}
			text, err := s.Sign(private)
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), "%s\n", text)
		},
	}
	f := c.Flags()
	f.StringVar(&key, "key", "", "file with the auditor's private key; see attest key")
	f.StringVar(&s.Auditor, "as", "", "the auditor's name, as the operator of the house trusts it")
	f.StringVar(&s.Subject, "subject", "", "whom it is about, such as DataCentre/fra-1")
	f.StringVar(&s.Claim, "claim", "", "what is said, such as bsi-c5-type2")
	f.StringVar(&from, "from", "", "when it begins to hold; now, if nothing is said")
	f.StringVar(&until, "until", "", "from when on it holds no more, at most 1,830 days later")
	f.StringVar(&evidence, "evidence", "", "the report that it rests on, whose SHA-256 is signed")
	f.StringVar(&id, "id", "", "the statement's id, a UUID; a new one, if nothing is said")
	f.Uint64Var(&s.Units, "units", 0, "of a delivery: how many")
	f.StringVar(&s.Of, "of", "", "of a delivery: of what, such as Chip/h200")
	for _, name := range []string{"key", "as", "subject", "claim", "until", "evidence"} {
		_ = c.MarkFlagRequired(name) // it is one of them
	}
	return c
}

func attestRevoke() *cobra.Command {
	var v attest.Revocation
	var key, id string
	c := &cobra.Command{
		Use: "revoke --key FILE --as NAME --id UUID --reason TEXT", Short: "Sign that a statement holds no more", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			private, err := readAuditorKey(key)
			if err != nil {
				return err
			}
			if v.ID, err = ledger.ParseID(id); err != nil {
				return &usageError{fmt.Errorf("--id: %w", err)}
			}
			v.Issued = time.Now().Unix()
			text, err := v.Sign(private)
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), "%s\n", text)
		},
	}
	f := c.Flags()
	f.StringVar(&key, "key", "", "file with the auditor's private key")
	f.StringVar(&v.Auditor, "as", "", "the auditor's name")
	f.StringVar(&id, "id", "", "the statement's id")
	f.StringVar(&v.Reason, "reason", "", "why, in words")
	for _, name := range []string{"key", "as", "id", "reason"} {
		_ = c.MarkFlagRequired(name) // it is one of them
	}
	return c
}

func attestShow() *cobra.Command {
	return &cobra.Command{
		Use: "show FILE", Short: "Show what a statement or a revocation says, without looking at its signature", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readSigned(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			printSigned(cmd.OutOrStdout(), s)
			return say(cmd.OutOrStdout(), "  the signature was not looked at; attest verify does\n")
		},
	}
}

func attestVerify() *cobra.Command {
	var key, evidence string
	c := &cobra.Command{
		Use: "verify FILE --key PUB", Short: "Verify a statement or a revocation: who signed it, and whether it holds now",
		Long: "verify makes sure that the key's holder signed the text as it is, that the report is the one that it rests on where --evidence names one, and that its time has come and is not over. " +
			"Whether it was revoked, or its auditor is trusted, a house knows. The first thing that is wrong is named, and the exit code is 1. FILE - is the standard input. The key is 32 bytes in base64url, or a file with a JWK, a JWK set, or a public key in PEM.",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			keys, err := publicKeys(cmd.Context(), key, "")
			if err != nil {
				return err
			}
			s, err := readSigned(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			err = errors.New("the file with keys holds none")
			for i := range keys {
				var public [32]byte
				copy(public[:], keys[i])
				if err = s.Verify(public); err == nil || attest.KeyID(public) == s.KeyID {
					break
				}
			}
			if err == nil {
				err = checkStatement(s.Statement, evidence)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			printSigned(cmd.OutOrStdout(), s)
			return say(cmd.OutOrStdout(), "good: signed with key %s\n", s.KeyID)
		},
	}
	c.Flags().StringVar(&key, "key", "", "the auditor's public key, or a file with it")
	c.Flags().StringVar(&evidence, "evidence", "", "the report that it rests on")
	_ = c.MarkFlagRequired("key") // it is one of them
	return c
}

// checkStatement makes sure that a statement holds now and rests on a report; nil, of a
// revocation, holds for ever.
func checkStatement(s *attest.Statement, evidence string) error {
	if s == nil {
		if evidence != "" {
			return errors.New("a revocation rests on no report; leave --evidence out")
		}
		return nil
	}
	if evidence != "" {
		digest, err := fileDigest(evidence)
		if err != nil {
			return err
		}
		if digest != s.Evidence {
			return fmt.Errorf("it rests on a report with SHA-256 %x, and %s has %x", s.Evidence, evidence, digest)
		}
	}
	switch now := time.Now().Unix(); {
	case now < s.From:
		return fmt.Errorf("it holds only from %s on", unixTime(s.From))
	case now >= s.Until:
		return fmt.Errorf("its time was over at %s", unixTime(s.Until))
	}
	return nil
}

func readSigned(in io.Reader, name string) (*attest.Signed, error) {
	text, err := readReceipt(in, name)
	if err != nil {
		return nil, err
	}
	s, err := attest.Read(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

func unixTime(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(time.RFC3339) }

func printSigned(w io.Writer, s *attest.Signed) {
	if v := s.Revocation; v != nil {
		fmt.Fprintf(w, "%s revokes statement %s\n  because  %s\n  signed   %s\n", v.Auditor, v.ID, v.Reason, unixTime(v.Issued))
		return
	}
	t := s.Statement
	fmt.Fprintf(w, "%s says of %s: %s\n", t.Auditor, t.Subject, t.Claim)
	if t.Units > 0 {
		fmt.Fprintf(w, "  units    %d of %s\n", t.Units, t.Of)
	}
	fmt.Fprintf(w, "  id       %s\n  signed   %s\n  holds    from %s until %s\n  report   SHA-256 %x\n  key      %s\n", t.ID, unixTime(t.Issued), unixTime(t.From), unixTime(t.Until), t.Evidence, s.KeyID)
}

// fileDigest is the SHA-256 of a file.
func fileDigest(path string) (digest [32]byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return digest, err
	}
	defer f.Close()
	return hashed(f)
}
