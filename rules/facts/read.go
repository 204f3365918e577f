package facts

import (
	"slices"
	"time"

	"github.com/cedar-policy/cedar-go"
	"go.yaml.in/yaml/v4"

	"aidollar/internal/yamlfile"
)

// SourceInvented is the source of what exists in test cases alone.
const SourceInvented = "invented"

// entriesMax is how many facts a file may hold.
const entriesMax = 10_000

// Entry is an entity as it was between two times, and who says so.
type Entry struct {
	UID         cedar.EntityUID
	Parents     []cedar.EntityUID
	Attributes  cedar.Record
	From, Until int64  // Unix seconds; Until is exclusive, and zero for open
	Source      string // a short name of the pack's, or SourceInvented
	File        string
	Line        int
}

// holds reports whether it was so at a time in Unix seconds.
func (e *Entry) holds(at int64) bool { return e.From <= at && (e.Until == 0 || at < e.Until) }

// Entries reads a list of facts. Sources are the short names that they may have.
func (r *Reader) Entries(n *yaml.Node, sources []string) []*Entry {
	list := r.List(n, "the list of facts")
	if len(list) > entriesMax {
		r.Add(n, "facts_too_many", "there are %d facts; a file holds at most %d", len(list), entriesMax)
		return nil
	}
	var all []*Entry
	for _, element := range list {
		before := len(r.Mistakes)
		if e := r.entry(element, sources); len(r.Mistakes) == before {
			all = append(all, e)
		}
	}
	return all
}

func (r *Reader) entry(n *yaml.Node, sources []string) *Entry {
	e := &Entry{File: r.File, Line: n.Line}
	what, known, parents, attributes := "a fact", false, (*yaml.Node)(nil), (*yaml.Node)(nil)
	r.Mapping(n, what, []yamlfile.Field{
		{Key: "entity", Required: true, Read: func(v *yaml.Node) {
			if e.UID, known = r.uid(v, "the entity"); known {
				what = Name(e.UID)
			}
		}},
		{Key: "in", Read: func(v *yaml.Node) { parents = v }},
		{Key: "from", Required: true, Read: func(v *yaml.Node) { e.From, _ = r.Day(v, "from") }},
		{Key: "until", Read: func(v *yaml.Node) { e.Until, _ = r.Day(v, "until") }},
		{Key: "source", Required: true, Read: func(v *yaml.Node) {
			text, ok := r.Text(v, "the source")
			if e.Source = text; ok && text != SourceInvented && !slices.Contains(sources, text) {
				r.Add(v, "source_unknown", "pack.yaml has no source %q; %s", yamlfile.Shorten(text), yamlfile.Suggestion(text, append(sources, SourceInvented)))
			}
		}},
		{Key: "attributes", Read: func(v *yaml.Node) { attributes = v }},
	})
	if e.Until != 0 && e.Until <= e.From {
		r.Add(n, "dates_reversed", "%s holds until a day that is not after from", what)
	}
	if !known {
		return nil
	}
	shape, _ := r.Schema.entity(e.UID.Type)
	if parents != nil {
		for _, p := range r.List(parents, "in of "+what) {
			uid, ok := r.Ref(p, "an element of in of "+what)
			if ok && !slices.Contains(shape.ParentTypes, uid.Type) {
				r.Add(p, "parent_wrong", "%s is in a %s; the schema lets a %s be in a %s alone", what, uid.Type, e.UID.Type, joined(shape.ParentTypes))
			}
			e.Parents = append(e.Parents, uid)
		}
	}
	if attributes == nil {
		attributes = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	}
	e.Attributes = r.record(attributes, what, shape.Shape, computed(e.UID.Type))
	if e.UID.Type == participant && seat(e) == (cedar.EntityUID{}) {
		r.Add(n, "seat_missing", "%s is in no jurisdiction; name one under in, as [Jurisdiction/US]", what)
	}
	if ownedPPM(e, nil) > wholePPM {
		r.Add(attributes, "owners_too_many", "the owners of %s have more than the whole, %d parts per million", what, wholePPM)
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
