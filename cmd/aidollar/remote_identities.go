package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func identityCommands() []*cobra.Command {
	return []*cobra.Command{
		group("identities", "Who parties are, kept outside of the log", setIdentity(), showIdentity(), eraseIdentity(), identityReads()),
	}
}

func setIdentity() action {
	var evidence []string
	var keep string
	return action{
		use: "set PARTY FILE", short: "Enter who a party is, from a file with a person of IVMS 101.2023", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringSliceVar(&evidence, "evidence", nil, "file that proves it, of which the name and SHA-256 are entered; may be given several times")
			c.Flags().StringVar(&keep, "keep-until", "", "it is not erased before this day, such as 2031-12-31, or no for no such day; as before when left out")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			party, err := parseID("party", args[0])
			if err != nil {
				return nil, nil, err
			}
			i := client.NewIdentity{}
			if i.Person, err = os.ReadFile(args[1]); err != nil {
				return nil, nil, err
			}
			if !json.Valid(i.Person) {
				return nil, nil, fmt.Errorf("%s is no JSON; `aidollar rules ivms101 --person` says where", args[1])
			}
			if i.Keep, i.Free, err = keepUntil(keep); err != nil {
				return nil, nil, err
			}
			for _, file := range evidence {
				e, err := evidenceOf(file)
				if err != nil {
					return nil, nil, err
				}
				i.Evidence = append(i.Evidence, e)
			}
			v, err := c.PutIdentity(ctx, party, i)
			if err != nil {
				return nil, nil, err
			}
			t := versionTable(*v)
			if v.Again {
				t.notes = append(t.notes, "The current version said the same already.")
			}
			return v, t, nil
		},
	}
}

// keepUntil reads a day, whose end counts, or that there is none.
func keepUntil(text string) (end time.Time, none bool, err error) {
	if text == "" || text == "no" {
		return end, text == "no", nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return end, false, &usageError{fmt.Errorf("--keep-until %q: it is a day such as 2031-12-31, or no", text)}
	}
	return day.AddDate(0, 0, 1), false, nil
}

func evidenceOf(file string) (client.Evidence, error) {
	f, err := os.Open(file)
	if err != nil {
		return client.Evidence{}, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return client.Evidence{}, err
	}
	return client.Evidence{Name: filepath.Base(file), Digest: hex.EncodeToString(h.Sum(nil))}, nil
}

func versionTable(list ...client.IdentityVersion) *listing {
	t := table("VERSION", "SINCE", "BY", "KEPT UNTIL", "REPLACED", "CHECKED BY", "DIGEST")
	for _, v := range list {
		t.add(fmt.Sprint(v.Version), when(v.Since), v.By.String(), when(v.Keep), when(v.Replaced), shownID(v.Checked), v.Digest)
	}
	return t
}

func showIdentity() action {
	var version uint64
	return action{
		use: "show PARTY", short: "Show who a party is, which is written down", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().Uint64Var(&version, "version", 0, "an earlier version that is kept")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			party, err := parseID("party", args[0])
			if err != nil {
				return nil, nil, err
			}
			i, err := c.Identity(ctx, party, version)
			if err != nil {
				return nil, nil, err
			}
			t := versionTable(i.Versions...)
			var person bytes.Buffer
			if err := json.Indent(&person, i.Person, "", "  "); err != nil {
				return nil, nil, err
			}
			t.notes = append(t.notes, fmt.Sprintf("version %d: %s", i.Version, person.String()))
			for _, e := range i.Evidence {
				t.notes = append(t.notes, "evidence "+e.Name+" sha256 "+e.Digest)
			}
			if !i.Due.IsZero() {
				t.notes = append(t.notes, "It is to be erased, and has to be kept until "+when(i.Due)+".")
			}
			return i, t, nil
		},
	}
}

func eraseIdentity() action {
	return action{
		use: "erase PARTY", short: "Erase who a party is, at once or when it need not be kept any more", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			party, err := parseID("party", args[0])
			if err != nil {
				return nil, nil, err
			}
			e, err := c.EraseIdentity(ctx, party)
			if err != nil {
				return nil, nil, err
			}
			return e, table("PARTY", "ERASED", "THE REST").add(e.Party.String(), yesNo(e.Erased), when(e.Due)), nil
		},
	}
}

func identityReads() action {
	var l client.Listing
	return action{
		use: "reads PARTY", short: "List who was shown a party's identity", args: 1,
		flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			party, err := parseID("party", args[0])
			if err != nil {
				return nil, nil, err
			}
			page, err := c.IdentityReads(ctx, party, l)
			if err != nil {
				return nil, nil, err
			}
			t := table("TIME", "KEY", "WHY", "VERSION", "PAYLOAD OF")
			t.next = page.Next
			for _, r := range page.Items {
				version := ""
				if r.Cause.IsZero() {
					version = fmt.Sprint(r.Version)
				}
				t.add(when(r.At), shownID(r.By), r.Why, version, shownID(r.Cause))
			}
			return page, t, nil
		},
	}
}

func payoutTravel() action {
	var l client.Listing
	var party string
	return action{
		use: "travel ID", short: "Show what the travel rule wants told beside a batch's items", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "only the item of this party")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("batch", args[0])
			if err != nil {
				return nil, nil, err
			}
			of, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Travel(ctx, id, of, l)
			if err != nil {
				return nil, nil, err
			}
			t := table("PARTY", "ADDRESS", "AMOUNT", "WHOLE")
			t.next = page.Next
			for _, item := range page.Items {
				t.add(item.Party.String(), item.Address, item.Amount, yesNo(len(item.Missing) == 0))
				for _, f := range item.Missing {
					t.notes = append(t.notes, fmt.Sprintf("%s: %s %s [%s]", item.Party, f.Pointer, f.Detail, f.Code))
				}
				if len(item.Payload) > 0 {
					t.notes = append(t.notes, string(item.Payload))
				}
			}
			return page, t, nil
		},
	}
}
