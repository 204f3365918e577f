package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"aidollar/rules/ivms101"

	"github.com/spf13/cobra"
)

// ivmsFileMax is far beyond what is read of a document, which says so then.
const ivmsFileMax = 1 << 20

func rulesIVMS101() *cobra.Command {
	var person bool
	c := &cobra.Command{
		Use: "ivms101 FILE...", Short: "Check travel-rule data", Args: cobra.MinimumNArgs(1),
		Long: "ivms101 holds JSON documents against IVMS " + ivms101.Version + ", the standard for what travels beside a transfer, and names every mistake by its JSON pointer. " +
			"A file holds a payload, or with --person one person, as what is kept of a party. Nothing of what is in the files is printed but what is wrong. A document with a mistake is refused as a whole; exit code 1.",
		RunE: func(cmd *cobra.Command, args []string) error {
			bad := 0
			for _, file := range args {
				if err := checkIVMS101(cmd.OutOrStdout(), file, person); err != nil {
					fmt.Fprintln(cmd.ErrOrStderr(), err)
					bad++
				}
			}
			if bad > 0 {
				return fmt.Errorf("%d of %d documents are not valid", bad, len(args))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&person, "person", false, "a file holds one person instead of a payload")
	return c
}

func checkIVMS101(w io.Writer, file string, person bool) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, ivmsFileMax))
	if err != nil {
		return err
	}
	today := today()
	if person {
		if _, err := ivms101.ReadPerson(text, today); err != nil {
			return inFile(file, err)
		}
		fmt.Fprintf(w, "%s: a person as IVMS %s has it\n", file, ivms101.Version)
		return nil
	}
	p, err := ivms101.Read(text, today)
	if err != nil {
		return inFile(file, err)
	}
	between := 0
	if p.TransferPath != nil {
		between = len(p.TransferPath.TransferPath)
	}
	fmt.Fprintf(w, "%s: a payload as IVMS %s has it, with %d originating and %d beneficiary persons, and %d providers between\n",
		file, ivms101.Version, len(p.Originator.OriginatorPerson), len(p.Beneficiary.BeneficiaryPerson), between)
	return nil
}

// inFile puts the file's name in front of each mistake.
func inFile(file string, err error) error {
	var found ivms101.Mistakes
	if !errors.As(err, &found) {
		return err
	}
	lines := make([]error, len(found))
	for i, m := range found {
		lines[i] = fmt.Errorf("%s: %w", file, m)
	}
	return errors.Join(lines...)
}
