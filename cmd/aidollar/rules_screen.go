package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"aidollar/rules/lists"
	"aidollar/rules/screen"

	"github.com/spf13/cobra"
)

// Exit codes of rules screen beside 0, clear.
const (
	exitNear = 3
	exitHit  = 4
)

// screenOptions say whom rules screen holds against which lists.
type screenOptions struct {
	born, country string
	files         []string
	thresholds    screen.Thresholds
	limit         int
	json          bool
}

func rulesScreen() *cobra.Command {
	o := screenOptions{thresholds: screen.DefaultThresholds}
	c := &cobra.Command{
		Use: "screen NAME --list FILE...", Short: "Hold a name against lists", Args: cobra.ExactArgs(1),
		Long: "screen finds the listed parties that a name may be, in any script and order of words, with a score between 0 and 1, the reasons for it, and where the entry stands. A date of birth and a country that contradict lower a score. " +
			fmt.Sprintf("From --hit on a match is a hit, from --near on somebody has to look. Exit code 0: clear; %d: near; %d: a hit; 1: a list cannot be read, and nothing is cleared. ", exitNear, exitHit) + listFormsHelp,
		Example: "  aidollar rules screen \"Muhammad Yousuf\" --born 1971-03-14 --country IQ --list sdn.csv,alt.csv,add.csv --list csl.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd, args[0])
		},
	}
	f := c.Flags()
	f.StringVar(&o.born, "born", "", "date of birth, such as 1971-03-14, or a month or year of it")
	f.StringVar(&o.country, "country", "", "country by its ISO code or English name")
	f.StringSliceVar(&o.files, "list", nil, "files of a list, with commas between them; may be given again")
	f.Float64Var(&o.thresholds.Hit, "hit", o.thresholds.Hit, "score from which on a match is a hit")
	f.Float64Var(&o.thresholds.Near, "near", o.thresholds.Near, "score from which on a match has to be looked at")
	f.IntVar(&o.limit, "limit", 20, "most matches that are shown")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return c
}

func (o *screenOptions) run(cmd *cobra.Command, name string) error {
	if len(o.files) == 0 {
		return &usageError{errors.New("name the lists with --list; without one everybody would be clear")}
	}
	if err := o.thresholds.Check(); err != nil {
		return &usageError{err}
	}
	if o.limit < 1 {
		return &usageError{fmt.Errorf("--limit is %d, and at least 1", o.limit)}
	}
	s := screen.Subject{Name: name}
	var ok bool
	if s.Born, ok = lists.ParseDate(o.born); !ok && o.born != "" {
		return &usageError{fmt.Errorf("--born is %q; it is a date such as %s", o.born, lists.DateForms)}
	}
	x, err := screen.Load(o.files)
	switch {
	case errors.Is(err, screen.ErrNoList):
		return &usageError{fmt.Errorf("--list: %w", err)}
	case err != nil:
		return err
	}
	for _, list := range x.Lists {
		if list.Aliasless {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: its alt.csv was not given, so other names are missing\n", list.Files[0])
		}
	}
	if s.Country, ok = x.Countries.Code(o.country); !ok && o.country != "" {
		return &usageError{fmt.Errorf("--country is %q; it is an ISO code such as IQ, or an English name", o.country)}
	}
	if n := x.Unreadable(); n > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%d listed names have no letter that can be written in Latin ones, and are not compared\n", n)
	}
	if n := x.Shortened(); n > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%d listed names are so long that only their first words are compared\n", n)
	}
	matches, err := x.Screen(s, o.thresholds)
	if err != nil {
		return &usageError{err}
	}
	return o.tell(cmd.OutOrStdout(), x, matches)
}

// matchLine is one match, as JSON has it.
type matchLine struct {
	Verdict   screen.Verdict `json:"verdict"`
	Score     float64        `json:"score"`
	Entry     string         `json:"entry"`
	Kind      string         `json:"kind"`
	Name      string         `json:"name"`
	Quality   string         `json:"quality"`
	Reasons   []string       `json:"reasons"`
	Primary   string         `json:"primary_name"`
	Programs  []string       `json:"programs"`
	Born      []string       `json:"born"`
	Countries []string       `json:"countries"`
	Listed    string         `json:"listed,omitempty"`
	Source    string         `json:"source"`
	File      string         `json:"file"`
	Also      []alsoLine     `json:"also"` // the same party on other lists
}

type alsoLine struct {
	Entry  string `json:"entry"`
	Source string `json:"source"`
	File   string `json:"file"`
}

func lineOf(m *screen.Match) matchLine {
	e := m.Entry
	line := matchLine{
		Verdict: m.Verdict, Score: m.Score, Entry: e.ID(), Kind: e.Kind.String(), Name: m.Name.Text, Quality: m.Name.Quality.String(), Reasons: m.Reasons,
		Primary: e.Names[0].Text, Programs: append([]string{}, e.Programs...), Born: []string{}, Countries: append([]string{}, e.Places()...),
		Listed: e.Listed.String(), Source: e.Source, File: e.File, Also: []alsoLine{},
	}
	for _, other := range m.Also {
		line.Also = append(line.Also, alsoLine{other.ID(), other.Source, other.File})
	}
	for _, born := range e.Born {
		line.Born = append(line.Born, born.String())
	}
	return line
}

// tell prints the matches and gives the exit code of the first.
func (o *screenOptions) tell(w io.Writer, x *screen.Set, matches []screen.Match) error {
	verdict := screen.Clear
	if len(matches) > 0 {
		verdict = matches[0].Verdict
	}
	lines := make([]matchLine, 0, min(len(matches), o.limit))
	for i := range matches[:min(len(matches), o.limit)] {
		lines = append(lines, lineOf(&matches[i]))
	}
	var err error
	if o.json {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		err = out.Encode(struct {
			Verdict screen.Verdict `json:"verdict"`
			Matches []matchLine    `json:"matches"`
			More    int            `json:"more"`
			Digest  string         `json:"digest"` // of all files
			Files   []originLine   `json:"files"`
		}{verdict, lines, len(matches) - len(lines), fmt.Sprintf("%x", x.Digest()), originsOf(x.Lists...)})
	} else {
		err = printMatches(w, lines, len(matches)-len(lines))
	}
	switch {
	case err != nil:
		return err
	case verdict == screen.Hit:
		return &exitError{exitHit, errors.New("a hit: the score says that this is the listed party")}
	case verdict == screen.Near:
		return &exitError{exitNear, errors.New("near: somebody has to look")}
	}
	return nil
}

func printMatches(w io.Writer, lines []matchLine, more int) error {
	if len(lines) == 0 {
		_, err := fmt.Fprintln(w, "clear: no listed name is near")
		return err
	}
	for i := range lines {
		l := &lines[i]
		text := fmt.Sprintf("%-4s  %.3f  %s  %s (%s, %s name)\n", l.Verdict, l.Score, l.Entry, l.Name, l.Kind, l.Quality)
		if l.Name != l.Primary {
			text += "  primary name: " + l.Primary + "\n"
		}
		for _, fact := range []struct {
			what   string
			values []string
		}{{"born", l.Born}, {"countries", l.Countries}, {"programs", l.Programs}, {"source", slices.DeleteFunc([]string{l.Source, l.File}, func(s string) bool { return s == "" })}} {
			if len(fact.values) > 0 {
				text += "  " + fact.what + ": " + strings.Join(fact.values, ", ") + "\n"
			}
		}
		for _, also := range l.Also {
			text += fmt.Sprintf("  also: %s, %s, %s\n", also.Entry, also.Source, also.File)
		}
		for _, reason := range l.Reasons {
			text += "  - " + reason + "\n"
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	if more > 0 {
		_, err := fmt.Fprintf(w, "and %d more; --limit shows them\n", more)
		return err
	}
	return nil
}
