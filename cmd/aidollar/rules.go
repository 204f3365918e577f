package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"aidollar/rules/lists"

	"github.com/spf13/cobra"
)

func rulesCommand() *cobra.Command {
	c := &cobra.Command{Use: "rules", Short: "Install rule packs in a house, enter facts and read decisions; check, test, explain and compare rule packs, and try them against past decisions; read lists of sanctioned and restricted parties, and hold names against them; check travel-rule data"}
	c.AddCommand(rulesCheck(), rulesTest(), rulesExplain(), rulesDiff(), rulesReplay(), rulesLists(), rulesScreen(), rulesIVMS101(), rulesAttest())
	c.AddCommand(rulesRemote()...)
	return c
}

// listFormsHelp says in helps which files can be named.
const listFormsHelp = "Files are those that the publishers give out: OFAC's sdn.csv with alt.csv, add.csv and sdn_comments.csv named right behind it, sdn_advanced.xml, the Consolidated Screening List as JSON, and tables of countries by ISO 3166. Nothing is fetched, and no list is part of the program."

func rulesLists() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "lists LISTFILE...", Short: "Check list files and show what is in them", Args: cobra.MinimumNArgs(1),
		Long: "lists reads files of listed parties and shows how many entries of which kind they hold, of which day they are, and what of them could not be read. " + listFormsHelp + " A file with a mistake in it is refused as a whole; exit code 1.",
		RunE: func(cmd *cobra.Command, args []string) error {
			sets, err := lists.Sets(args)
			if err != nil {
				return err
			}
			countries, bad := countriesOf(cmd, sets)
			var read []listSummary
			for _, set := range sets {
				if set.Format == lists.ISO3166 {
					continue
				}
				list, err := set.Read(countries)
				if err != nil {
					fmt.Fprintln(cmd.ErrOrStderr(), err)
					bad++
					continue
				}
				read = append(read, summaryOf(list))
			}
			if err := printLists(cmd.OutOrStdout(), read, asJSON); err != nil {
				return err
			}
			if bad > 0 {
				return fmt.Errorf("%d of %d lists are not valid", bad, len(sets))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// countriesOf reads the tables of countries among the sets, and counts those that cannot
// be read.
func countriesOf(cmd *cobra.Command, sets []lists.Set) (countries *lists.Countries, bad int) {
	countries = lists.NewCountries()
	for _, set := range sets {
		if set.Format != lists.ISO3166 {
			continue
		}
		n, err := countries.ReadISO3166(set.Files[0])
		if err != nil {
			fmt.Fprintln(cmd.ErrOrStderr(), err)
			bad++
			continue
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %d countries\n", set.Files[0], n)
	}
	return countries, bad
}

// listSummary is what is in one list.
type listSummary struct {
	Format     lists.Format   `json:"format"`
	Files      []string       `json:"files"`
	Published  string         `json:"published,omitempty"`
	Changed    time.Time      `json:"changed"` // when the newest file was written
	Entries    int            `json:"entries"`
	Lists      map[string]int `json:"lists"` // entries by the list's short name
	Kinds      map[string]int `json:"kinds"`
	Names      map[string]int `json:"names"` // by quality
	Scripts    map[string]int `json:"scripts"`
	Born       int            `json:"with_birth_date"`
	Located    int            `json:"with_country"`
	Documents  int            `json:"documents"`
	Unread     []unreadLine   `json:"unread"`
	Read       []originLine   `json:"read"` // the files, as they were
	shortNames []string       // in the list's order
}

type unreadLine struct {
	What  string `json:"what"`
	Count int    `json:"count"`
	First string `json:"first"`
}

// originLine is a file that was read.
type originLine struct {
	File    string    `json:"file"`
	SHA256  string    `json:"sha256"`
	Bytes   int64     `json:"bytes"`
	Written time.Time `json:"written"`
}

func originsOf(all ...*lists.List) (lines []originLine) {
	for _, l := range all {
		for _, o := range l.Origins {
			lines = append(lines, originLine{o.File, fmt.Sprintf("%x", o.Digest), o.Bytes, o.Written})
		}
	}
	return lines
}

func summaryOf(l *lists.List) listSummary {
	s := listSummary{
		Format: l.Format, Files: l.Files, Published: l.Published.String(), Changed: l.Changed, Entries: len(l.Entries),
		Lists: make(map[string]int), Kinds: make(map[string]int), Names: make(map[string]int), Scripts: make(map[string]int), Unread: []unreadLine{}, Read: originsOf(l),
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		if s.Lists[e.List] == 0 {
			s.shortNames = append(s.shortNames, e.List)
		}
		s.Lists[e.List]++
		s.Kinds[e.Kind.String()]++
		for _, name := range e.Names {
			s.Names[name.Quality.String()]++
			s.Scripts[name.Script]++
		}
		if len(e.Born) > 0 {
			s.Born++
		}
		if len(e.Places()) > 0 {
			s.Located++
		}
		s.Documents += len(e.Documents)
	}
	for _, u := range l.Unread {
		s.Unread = append(s.Unread, unreadLine(u))
	}
	return s
}

func printLists(w io.Writer, all []listSummary, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		if all == nil {
			all = []listSummary{}
		}
		return out.Encode(all)
	}
	for i := range all {
		if err := all[i].print(w); err != nil {
			return err
		}
	}
	return nil
}

func (s *listSummary) print(w io.Writer) error {
	published := s.Published
	if published == "" {
		published = "the files do not say; the newest was written at " + s.Changed.Format("2006-01-02 15:04:05") + " UTC"
	}
	var names []string
	for _, short := range s.shortNames {
		names = append(names, fmt.Sprintf("%s %d", short, s.Lists[short]))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s\t%s\n", strings.Join(s.Files, ", "), s.Format)
	for _, o := range s.Read {
		fmt.Fprintf(t, "  read\t%s, %d bytes, SHA-256 %s\n", o.File, o.Bytes, o.SHA256)
	}
	fmt.Fprintf(t, "  published\t%s\n", published)
	fmt.Fprintf(t, "  entries\t%d (%s)\n", s.Entries, strings.Join(names, ", "))
	fmt.Fprintf(t, "  kinds\t%s\n", counts(s.Kinds, "person", "entity", "vessel", "aircraft", "unknown"))
	fmt.Fprintf(t, "  names\t%s\n", counts(s.Names, "primary", "strong", "weak"))
	fmt.Fprintf(t, "  facts\t%d with a date of birth, %d with a country, %d numbers of documents\n", s.Born, s.Located, s.Documents)
	for _, u := range s.Unread {
		fmt.Fprintf(t, "  unread\t%d x %s; first: %s\n", u.Count, u.What, u.First)
	}
	return t.Flush()
}

// counts says how many there are of each of some words, without those of which there is
// none.
func counts(of map[string]int, words ...string) string {
	var all []string
	for _, word := range words {
		if of[word] > 0 {
			all = append(all, fmt.Sprintf("%s %d", word, of[word]))
		}
	}
	return strings.Join(all, ", ")
}
