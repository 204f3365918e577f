package config

import (
	"slices"
	"strconv"
	"strings"

	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// condition reads when a variant holds. Times stand in it directly, or as a list
// of windows.
func (d *document) condition(n *yaml.Node, what string) (c tariff.Condition) {
	var t windowReader
	d.mapping(n, "when", append(t.fields(d), []field{
		{"windows", false, func(v *yaml.Node) { c.Windows = d.windows(v) }},
		{"regions", false, func(v *yaml.Node) { c.Regions = d.words(v, "regions", "region") }},
		{"services", false, func(v *yaml.Node) { c.Services = d.words(v, "services", "service") }},
		{"input_over", false, func(v *yaml.Node) { c.InputOver, _ = d.Whole(v, "input_over", 1, meter.TokensMax) }},
	}...))
	if t.at != nil {
		if len(c.Windows) > 0 {
			d.Add(t.at, "window_twice", "when has times beside a list of windows; put all of them into the list")
		}
		if w, ok := t.window(d); ok {
			c.Windows = append(c.Windows, w)
		}
	}
	if n.Kind == yaml.MappingNode && len(n.Content) == 0 {
		d.Add(n, "variant_unreachable", "when of %s is empty, so that it always holds; say days, from, to, regions, services or input_over", what)
	}
	return c
}

func (d *document) windows(n *yaml.Node) (windows []tariff.Window) {
	elements := d.List(n, "windows")
	if len(elements) > tariff.WindowsMax {
		d.Add(n, "condition_invalid", "there are %d windows; at most %d are allowed", len(elements), tariff.WindowsMax)
		return nil
	}
	for _, element := range elements {
		t := windowReader{at: element}
		d.mapping(element, "a window", t.fields(d))
		if w, ok := t.window(d); ok {
			windows = append(windows, w)
		}
	}
	return windows
}

// windowReader gathers the keys of a time of the week.
type windowReader struct {
	at       *yaml.Node // the first of its keys
	days     uint8
	from, to int
	fromSaid bool
	toSaid   bool
	bad      bool
}

func (t *windowReader) fields(d *document) []field {
	clock := func(into *int, said *bool, what string) func(v *yaml.Node) {
		return func(v *yaml.Node) {
			t.seen(v)
			minutes, ok := d.clock(v, what)
			*into, *said = minutes, true
			t.bad = t.bad || !ok
		}
	}
	return []field{
		{"days", false, func(v *yaml.Node) {
			t.seen(v)
			var ok bool
			t.days, ok = d.days(v)
			t.bad = t.bad || !ok
		}},
		{"from", false, clock(&t.from, &t.fromSaid, "from")},
		{"to", false, clock(&t.to, &t.toSaid, "to")},
	}
}

func (t *windowReader) seen(v *yaml.Node) {
	if t.at == nil {
		t.at = v
	}
}

// window is the time that was read: all days when none are said, and all of the
// day when no clock is.
func (t *windowReader) window(d *document) (w tariff.Window, ok bool) {
	const everyDay = 0x7f
	if t.bad {
		return w, false
	}
	if t.days == 0 {
		t.days = everyDay
	}
	if !t.toSaid {
		t.to = 1440
	}
	if t.from == t.to || t.from == 1440 || t.to == 0 {
		d.Add(t.at, "window_empty", "the time from %02d:%02d to %02d:%02d is no time of a day; midnight is 00:00 where a time begins and 24:00 where it ends", t.from/60, t.from%60, t.to/60, t.to%60)
		return w, false
	}
	return tariff.Window{Days: t.days, From: uint16(t.from), To: uint16(t.to)}, true
}

// clock reads a time of day such as 22:00, in minutes.
func (d *document) clock(n *yaml.Node, what string) (int, bool) {
	if !d.Scalar(n, what, `a time of day such as "22:00"`) {
		return 0, false
	}
	hours, minutes, found := strings.Cut(n.Value, ":")
	h, errHours := strconv.ParseUint(hours, 10, 8)
	m, errMinutes := strconv.ParseUint(minutes, 10, 8)
	total := int(h)*60 + int(m)
	if !found || errHours != nil || errMinutes != nil || len(hours) > 2 || len(minutes) != 2 || m > 59 || total > 1440 {
		d.Add(n, "clock_malformed", `%s is %s; it must be a time of day from "00:00" to "24:00", in quotes`, what, yamlfile.KindOf(n))
		return 0, false
	}
	return total, true
}

var dayNames = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// days reads a list of days and spans of them, such as [mon-fri, sun].
func (d *document) days(n *yaml.Node) (days uint8, ok bool) {
	elements, ok := d.List(n, "days"), true
	for _, element := range elements {
		text, readable := d.Text(element, "a day")
		if !readable {
			ok = false
			continue
		}
		first, last, span := strings.Cut(text, "-")
		if !span {
			last = first
		}
		from, to := slices.Index(dayNames, strings.TrimSpace(first)), slices.Index(dayNames, strings.TrimSpace(last))
		if from < 0 || to < 0 {
			d.Add(element, "day_unknown", "%q is no day of the week and no span of days; write mon, tue, wed, thu, fri, sat, sun or a span such as mon-fri", yamlfile.Shorten(text))
			ok = false
			continue
		}
		for day := from; ; day = (day + 1) % 7 {
			days |= 1 << day
			if day == to {
				break
			}
		}
	}
	if n.Kind == yaml.SequenceNode && len(elements) == 0 {
		d.Add(n, "list_empty", "days is empty; list the days, or leave the key out for all of them")
	}
	return days, ok && days != 0
}

// words reads a list of names, gives them ordered and reports those that come twice.
func (d *document) words(n *yaml.Node, what, one string) (words []string) {
	elements := d.List(n, what)
	if n.Kind == yaml.SequenceNode && (len(elements) == 0 || len(elements) > tariff.WordsMax) {
		d.Add(n, "list_empty", "%s has %d names; list from 1 to %d of them", what, len(elements), tariff.WordsMax)
		return nil
	}
	for _, element := range elements {
		word, ok := d.name(element, "a "+one, tariff.WordMax)
		if !ok {
			continue
		}
		if slices.Contains(words, word) {
			d.Add(element, "name_duplicate", "the %s %q is listed twice; keep one", one, word)
			continue
		}
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}
