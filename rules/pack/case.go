package pack

import (
	"go.yaml.in/yaml/v4"

	"github.com/cedar-policy/cedar-go"

	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
	"aidollar/rules/factfile"
)

// Question is what a request in a file asks.
type Question struct {
	Packs     []string
	Day       string // as 2026-03-01
	At        int64  // its first second in UTC, in Unix seconds
	Principal cedar.EntityUID
	Action    string
	Resource  cedar.EntityUID
	Context   cedar.Record

	facts  []*facts.Entry // instead of those that the packs have of these entities
	reader *factfile.Reader
}

// Case is a question with the answer that is expected.
type Case struct {
	Question
	Name        string
	Why         string
	Outcome     policy.Outcome
	Rules       []string // that decide, in order
	Obligations []string // in order; nil where the case says nothing of them
	File        string
	Line        int
}

const casesMax = 5000

func (r *reader) cases(file string) {
	data, ok := r.file(file)
	if !ok {
		return
	}
	r.document(file, data, func(d *factfile.Reader, root *yaml.Node) {
		for _, n := range d.List(root, "the list of cases") {
			if len(r.pack.Cases) == casesMax {
				d.Add(n, "cases_too_many", "a pack has at most %d cases", casesMax)
				return
			}
			one := &factfile.Reader{Document: yamlfile.Document{File: d.File}, Schema: d.Schema}
			c := readCase(one, n, r.pack)
			for _, before := range r.pack.Cases {
				if before.Name == c.Name {
					one.Add(n, "case_duplicate", "the case %q is already in %s, line %d; names are unique in a pack", c.Name, before.File, before.Line)
				}
			}
			r.pack.Cases = append(r.pack.Cases, c)
			d.Mistakes = append(d.Mistakes, one.Mistakes...)
		}
	})
}

func readCase(d *factfile.Reader, n *yaml.Node, p *Pack) *Case {
	c := &Case{File: d.File, Line: n.Line}
	sources := p.sourceNames()
	c.Question = readQuestion(d, n, "a case", sources, []yamlfile.Field{
		{Key: "case", Required: true, Read: func(v *yaml.Node) {
			var ok bool
			if c.Name, ok = d.Text(v, "case"); ok && !policy.IsName(c.Name) {
				d.Add(v, "name_invalid", "case is %q; small letters, digits, hyphens and dots are wanted", yamlfile.Shorten(c.Name))
			}
		}},
		{Key: "why", Required: true, Read: func(v *yaml.Node) { c.Why, _ = d.Text(v, "why") }},
		{Key: "expect", Required: true, Read: func(v *yaml.Node) {
			all := []policy.Outcome{policy.Allowed, policy.Referred, policy.Denied}
			if i, ok := d.Choice(v, "expect", all[0].String(), all[1].String(), all[2].String()); ok {
				c.Outcome = all[i]
			}
		}},
		{Key: "rules", Required: true, Read: func(v *yaml.Node) { c.Rules = texts(d, v, "rules") }},
		{Key: "obligations", Read: func(v *yaml.Node) { c.Obligations = texts(d, v, "obligations") }},
	})
	return c
}

// readQuestion reads the members that say what is asked, and others.
func readQuestion(d *factfile.Reader, n *yaml.Node, what string, sources []string, others []yamlfile.Field) Question {
	q := Question{reader: d}
	var action, context *yaml.Node
	d.Mapping(n, what, append(others, []yamlfile.Field{
		{Key: "packs", Required: true, Read: func(v *yaml.Node) { q.Packs = texts(d, v, "packs") }},
		{Key: "date", Required: true, Read: func(v *yaml.Node) { q.Day = v.Value; q.At, _ = d.Day(v, "date") }},
		{Key: "principal", Required: true, Read: func(v *yaml.Node) { q.Principal, _ = d.Ref(v, "the principal") }},
		{Key: "action", Required: true, Read: func(v *yaml.Node) { action = v; q.Action, _ = d.Text(v, "action") }},
		{Key: "resource", Required: true, Read: func(v *yaml.Node) { q.Resource, _ = d.Ref(v, "the resource") }},
		{Key: "context", Read: func(v *yaml.Node) { context = v }},
		{Key: "facts", Read: func(v *yaml.Node) { q.facts = d.Entries(v, sources) }},
	}...))
	if q.Action == "" || q.Principal.Type == "" || q.Resource.Type == "" {
		return q
	}
	if err := factfile.Applies(d.Schema, q.Action, q.Principal.Type, q.Resource.Type); err != nil {
		d.Add(action, "action_wrong", "%v", err)
		return q
	}
	if context == nil {
		context = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column}
	}
	q.Context = d.Context(context, q.Action)
	return q
}

func texts(d *factfile.Reader, n *yaml.Node, what string) []string {
	all := []string{}
	for _, element := range d.List(n, what) {
		if text, ok := d.Text(element, "an element of "+what); ok {
			all = append(all, text)
		}
	}
	return all
}
