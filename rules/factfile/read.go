package factfile

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
)

// SourceInvented is the source of what exists in test cases alone.
const SourceInvented = "invented"

// entriesMax is how many facts a file may hold.
const entriesMax = 10_000

// Entries reads a list of facts. Sources are the short names that they may have.
func (r *Reader) Entries(n *yaml.Node, sources []string) []*facts.Entry {
	list := r.List(n, "the list of facts")
	if len(list) > entriesMax {
		r.Add(n, "facts_too_many", "there are %d facts; a file holds at most %d", len(list), entriesMax)
		return nil
	}
	var all []*facts.Entry
	for _, element := range list {
		before := len(r.Mistakes)
		if e := r.entry(element, sources); len(r.Mistakes) == before {
			all = append(all, e)
		}
	}
	return all
}

func (r *Reader) entry(n *yaml.Node, sources []string) *facts.Entry {
	e := &facts.Entry{File: r.File, Line: n.Line}
	what, known, parents, attributes := "a fact", false, (*yaml.Node)(nil), (*yaml.Node)(nil)
	r.Mapping(n, what, []yamlfile.Field{
		{Key: "entity", Required: true, Read: func(v *yaml.Node) {
			if e.UID, known = r.uid(v, "the entity"); known {
				what = facts.Name(e.UID)
			}
		}},
		{Key: "in", Read: func(v *yaml.Node) { parents = v }},
		{Key: "from", Required: true, Read: func(v *yaml.Node) { e.From, _ = r.Day(v, "from") }},
		{Key: "until", Read: func(v *yaml.Node) { e.Until, _ = r.Day(v, "until") }},
		{Key: "source", Required: true, Read: func(v *yaml.Node) {
			text, ok := r.Text(v, "the source")
			if e.Source = text; ok && !r.AnySource && text != SourceInvented && !slices.Contains(sources, text) {
				r.Add(v, "source_unknown", "pack.yaml has no source %q; %s", yamlfile.Shorten(text), yamlfile.Suggestion(text, append(sources, SourceInvented)))
			}
		}},
		{Key: "attributes", Read: func(v *yaml.Node) { attributes = v }},
	})
	if !known {
		return nil
	}
	before := len(r.Mistakes)
	shape, _ := r.Schema.Entity(e.UID.Type)
	if parents != nil {
		for _, p := range r.List(parents, "in of "+what) {
			uid, _ := r.Ref(p, "an element of in of "+what)
			e.Parents = append(e.Parents, uid)
		}
	}
	if attributes == nil {
		attributes = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	}
	e.Attributes = r.record(attributes, what, shape.Shape, facts.Computed(e.UID.Type))
	if len(r.Mistakes) == before {
		for _, f := range r.Schema.Check(e) {
			r.Add(n, f.Code, "%s", f.Text)
		}
	}
	return e
}

// Day reads a day as 2026-01-15, and gives its first second in UTC.
func (r *Reader) Day(n *yaml.Node, what string) (seconds int64, ok bool) {
	const wanted = "a day, as 2026-01-15"
	if !r.Scalar(n, what, wanted) {
		return 0, false
	}
	day, err := time.Parse(time.DateOnly, n.Value)
	if err != nil || day.Year() <= 1970 || day.Year() > 2200 {
		r.Add(n, "day_malformed", "%s is %s; it must be %s, between the years 1971 and 2200", what, yamlfile.KindOf(n), wanted)
		return 0, false
	}
	return day.Unix(), true
}
