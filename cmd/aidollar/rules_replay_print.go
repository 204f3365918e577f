package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"aidollar/rules/replay"
)

// print shows what would have been otherwise, in lines.
func (t *tried) print(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	line("log\t%s, %d records", t.Directory, t.Records)
	line("rules\t%s, digest %s", strings.Join(t.Packs, ", "), t.Digest)
	if t.Decisions == 0 {
		line("decisions\tnone; nothing was asked")
		return out.Flush()
	}
	line("decisions\t%d, from %s to %s", t.Decisions, t.First.Format(time.DateTime), t.Last.Format(time.DateTime))
	if t.Unruled > 0 {
		line("\tof them %d while the house had no rules", t.Unruled)
	}
	line("different\t%d", t.Different)
	if t.Otherwise > 0 {
		line("\tand %d permitted as before, by other rules", t.Otherwise)
	}
	for _, o := range t.Outcomes {
		line("  %s -> %s\t%d", cmpText(o.Before, "none", "no rules"), cmpText(o.After, "none", "cannot be asked"), o.Count)
	}
	t.printRules(line)
	t.printSales(line)
	t.printOwed(line)
	t.printReasons(line)
	for _, e := range t.Examples {
		number := ""
		if e.Number > 0 {
			number = fmt.Sprintf(" %d", e.Number)
		}
		line("example%s\t%s  %s of %s by %s%s", number, e.At.Format(time.DateTime), e.Action, e.Resource, e.Principal, lead(e.With))
		line("  then\t%s", e.Before)
		line("  now\t%s", e.After)
	}
	return out.Flush()
}

// cmpText is a text, or another in the place of one.
func cmpText(text, one, other string) string {
	if text == one {
		return other
	}
	return text
}

func lead(text string) string {
	if text == "" {
		return ""
	}
	return " " + text
}

// partiesShown bounds the parties in the lines; JSON has them all.
const partiesShown = 20

func (t *tried) printRules(line func(string, ...any)) {
	for _, r := range t.Rules {
		var parts []string
		if r.Refuses > 0 {
			parts = append(parts, fmt.Sprintf("refuses %d more", r.Refuses))
		}
		if r.Spares > 0 {
			parts = append(parts, fmt.Sprintf("no longer refuses %d", r.Spares))
		}
		if r.Calls > 0 {
			parts = append(parts, fmt.Sprintf("%d sales lost, %s", r.Calls, amounts(r.Lost)))
		}
		title := ""
		if rule, known := t.law.Set.Rule(r.ID); known {
			title = " (" + rule.Title + ")"
		}
		line("rule\t%s: %s%s", r.ID, strings.Join(parts, ", "), title)
	}
	shown := 0
	for _, p := range t.Parties {
		if p.Different == 0 && p.Calls == 0 {
			continue
		}
		if shown++; shown > partiesShown {
			line("party\t... --json has them all")
			return
		}
		lost := ""
		if p.Calls > 0 {
			lost = fmt.Sprintf("; %d sales lost, %s", p.Calls, amounts(p.Lost))
		}
		line("party\t%s%s: %d of %d different, %d refused, %d admitted%s", p.ID, lead(p.Name), p.Different, p.Decisions, p.Refused, p.Admitted, lost)
	}
}

func (t *tried) printSales(line func(string, ...any)) {
	for _, s := range []struct {
		name string
		of   replay.Sales
	}{{"calls", t.Calls}, {"sales", t.Sales}} {
		if s.of.Made > 0 {
			line("%s\t%d were made, for %s", s.name, s.of.Made, amounts(s.of.Charged))
		}
		if s.of.Refused > 0 {
			line("\t%d would not have been: %s", s.of.Refused, amounts(s.of.Lost))
		}
		if s.of.Elsewhere > 0 {
			line("\t%d would have been served in another region: %s", s.of.Elsewhere, amounts(s.of.Moved))
		}
		if s.of.Admitted > 0 {
			line("%s\t%d that were refused would have been let through", s.name, s.of.Admitted)
		}
	}
	for _, p := range t.Payments {
		line("%s\t%d were asked for", p.Action, p.Asked)
		if p.Refused > 0 {
			unpriced := ""
			if p.Unpriced > 0 {
				unpriced = fmt.Sprintf(", and %d without a rate to the dollar", p.Unpriced)
			}
			line("\t%d that were allowed would not have been: %s USD%s", p.Refused, p.Worth, unpriced)
		}
		if p.Admitted > 0 {
			line("\t%d that were refused would have been allowed", p.Admitted)
		}
	}
}

func (t *tried) printOwed(line func(string, ...any)) {
	for _, l := range t.Levies {
		line("levy\t%s: %s %s in the place of %s", l.To, l.After, l.Asset, l.Before)
	}
	for _, l := range t.Licences {
		line("licence\t%s: %s units in the place of %s", l.Name, l.After, l.Before)
	}
	for _, o := range t.Obligations {
		line("owed\t%s: by %d decisions in the place of %d", o.Text, o.After, o.Before)
	}
}

// reasonsShown bounds the reasons of a kind in the lines; JSON has them all.
const reasonsShown = 10

func (t *tried) printReasons(line func(string, ...any)) {
	for _, k := range []struct {
		name string
		all  []replay.Reason
	}{{"missing", t.Missing}, {"cannot ask", t.Unknown}} {
		for i, r := range k.all {
			if i == reasonsShown {
				line("%s\t... %d more; --json has them all", k.name, len(k.all)-i)
				break
			}
			line("%s\t%s: %d decisions, the first %s", k.name, r.Text, r.Count, r.First.Format(time.DateTime))
		}
	}
	for i, u := range t.Unfitting {
		if i == reasonsShown {
			line("no room for\t... %d more; --json has them all", len(t.Unfitting)-i)
			break
		}
		line("no room for\t%s, left out of %d decisions: %s", u.Entity, u.Count, u.Text)
	}
}

func amounts(all []replay.Sum) string {
	if len(all) == 0 {
		return "nothing"
	}
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.Amount + " " + s.Asset
	}
	return strings.Join(texts, ", ")
}
