package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
	"aidollar/rules/factfile"
)

// Common is the pack whose facts every decision has.
const Common = "common"

const fileSchema = "schema.cedarschema"

// Library finds packs by their names.
type Library struct {
	shipped fs.FS // a directory for each pack, and the schema
	shape   policy.Text
	schema  *facts.Schema
	packs   map[string]*Pack
	errs    map[string]error
	books   map[string]*Book // compiled already, by the packs' names
}

// NewLibrary begins with the packs of a file system, in which the schema is.
func NewLibrary(shipped fs.FS) (*Library, error) {
	data, err := fs.ReadFile(shipped, fileSchema)
	if err != nil {
		return nil, err
	}
	schema, err := facts.ReadSchema(fileSchema, data)
	if err != nil {
		return nil, err
	}
	return &Library{shipped, policy.Text{Name: fileSchema, Policies: data}, schema, map[string]*Pack{}, map[string]error{}, map[string]*Book{}}, nil
}

// Names are those of the packs that are shipped, in order.
func (l *Library) Names() (all []string) {
	entries, err := fs.ReadDir(l.shipped, ".")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if e.IsDir() {
			all = append(all, e.Name())
		}
	}
	return all
}

// Open gives a pack by its name, or reads it from a directory, whose path has a slash. A
// pack from a directory stands for the one of its name from then on, in cases of others
// too. The error is yamlfile.Mistakes for what is wrong in the pack.
func (l *Library) Open(name string) (*Pack, error) {
	if strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator) {
		p, err := read(l.schema, os.DirFS(name), filepath.Clean(name))
		if p != nil {
			l.packs[p.Name], l.errs[p.Name] = p, err
			clear(l.books)
		}
		return p, err
	}
	if l.packs[name] == nil && l.errs[name] == nil {
		if !slices.Contains(l.Names(), name) {
			return nil, fmt.Errorf("there is no pack %q; %s (a directory has a slash in it, as ./%s)", name, yamlfile.Suggestion(name, l.Names()), name)
		}
		from, err := fs.Sub(l.shipped, name)
		if err != nil {
			return nil, err
		}
		l.packs[name], l.errs[name] = read(l.schema, from, name)
		if p := l.packs[name]; p != nil && p.Name != name && l.errs[name] == nil {
			l.errs[name] = yamlfile.Mistakes{{File: path.Join(name, fileHead), Code: "name_wrong", Text: "the pack is called " + p.Name + ", and its directory " + name}}
		}
	}
	return l.packs[name], l.errs[name]
}

// Book is several packs together.
type Book struct {
	Packs []*Pack // by name
	Set   *policy.Set
	Facts *facts.Registry

	shape  policy.Text
	schema *facts.Schema
}

// Compile puts packs and the common one together. The error is yamlfile.Mistakes for
// what is wrong in them.
func (l *Library) Compile(names []string) (*Book, error) {
	b := &Book{shape: l.shape, schema: l.schema}
	names = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(names), Common))))
	key := strings.Join(names, "\n")
	if known := l.books[key]; known != nil {
		return known, nil
	}
	for _, name := range names {
		p, err := l.Open(name)
		if err != nil {
			return nil, err
		}
		b.Packs = append(b.Packs, p)
	}
	var texts []policy.Text
	var entries []*facts.Entry
	var readers []*factfile.Reader
	for _, p := range b.Packs {
		texts, entries, readers = append(texts, p.texts...), append(entries, p.Facts...), append(readers, p.readers...)
	}
	var found yamlfile.Mistakes
	set, faults := policy.Compile(l.shape, texts)
	for _, f := range faults {
		found = append(found, yamlfile.Mistake{File: b.file(f.File), Line: f.Line, Column: 1, Code: "rule", Text: f.Text})
	}
	if b.Set = set; set != nil {
		found = append(found, b.sources()...)
	}
	registry, err := factfile.NewRegistry(l.schema, entries, readers)
	var wrong yamlfile.Mistakes
	switch {
	case errors.As(err, &wrong):
		found = append(found, wrong...)
	case err != nil:
		return nil, err
	}
	b.Facts = registry
	if err := found.Err(); err != nil {
		return nil, err
	}
	l.books[key] = b
	return b, nil
}

// PackOf is the pack that a rule is in.
func (b *Book) PackOf(r *policy.Rule) *Pack {
	for _, p := range b.Packs {
		if strings.HasPrefix(r.File, p.Name+"/") {
			return p
		}
	}
	return &Pack{}
}

// file is a text's name as people know it.
func (b *Book) file(name string) string {
	for _, p := range b.Packs {
		if rest, is := strings.CutPrefix(name, p.Name+"/"); is {
			return path.Join(p.place, rest)
		}
	}
	return name
}

func (b *Book) sources() (found yamlfile.Mistakes) {
	for _, r := range b.Set.Rules() {
		p := b.PackOf(r)
		if _, known := p.Sources[r.Source]; !known {
			found = append(found, yamlfile.Mistake{File: b.file(r.File), Line: r.Line, Column: 1, Code: "source_unknown",
				Text: fmt.Sprintf("pack.yaml has no source %q, which the rule %s names; %s", r.Source, r.ID, yamlfile.Suggestion(r.Source, p.sourceNames()))})
		}
	}
	return found
}

// CheckCases finds the cases that can never pass: those that name packs or rules which
// there are not. The error is yamlfile.Mistakes.
func (l *Library) CheckCases(p *Pack) error {
	var found yamlfile.Mistakes
	for _, c := range p.Cases {
		add := func(code, text string) {
			found = append(found, yamlfile.Mistake{File: c.File, Line: c.Line, Column: 1, Code: code, Text: "the case " + c.Name + " " + text})
		}
		book, err := l.Compile(c.Packs)
		if err != nil {
			add("case_packs", "cannot be decided: "+strings.ReplaceAll(err.Error(), "\n", "; "))
			continue
		}
		ids := make([]string, len(book.Set.Rules()))
		for i, r := range book.Set.Rules() {
			ids[i] = r.ID
		}
		for _, id := range c.Rules {
			if !slices.Contains(ids, id) {
				add("rule_unknown", fmt.Sprintf("expects the rule %q, which none of its packs has; %s", id, yamlfile.Suggestion(id, ids)))
			}
		}
	}
	return found.Err()
}
