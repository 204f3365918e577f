package pack

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
	"aidollar/rules/factfile"
)

// Pack is what a directory holds.
type Pack struct {
	Name         string
	Title        string
	Version      string
	Jurisdiction string // of the rules; for people
	Disclaimer   string
	Sources      map[string]Source // by the short names that rules and facts use
	Cases        []*Case
	Facts        []*facts.Entry

	texts   []policy.Text
	readers []*factfile.Reader
	place   string // the directory, as messages call it
}

// Source is where a rule or a fact is written.
type Source struct {
	Cite string
	URL  string // may be empty
}

// The files of a pack.
const (
	fileHead  = "pack.yaml"
	extPolicy = ".cedar"
	extFacts  = ".yaml"
	extNotes  = ".md" // for people, not read
	dirFacts  = "facts"
	dirCases  = "cases"

	filesMax   = 500
	sourcesMax = 1000
)

// read reads a pack. The place is what messages call the directory. The error is
// yamlfile.Mistakes, and with it there may be a pack all the same.
func read(schema *facts.Schema, from fs.FS, place string) (*Pack, error) {
	r := &reader{schema: schema, from: from, pack: &Pack{Sources: map[string]Source{}, place: place}}
	data, ok := r.file(fileHead)
	if !ok {
		return nil, r.mistakes.Err()
	}
	r.head(data)
	for _, file := range r.files() {
		dir, ext := path.Dir(file), path.Ext(file)
		switch {
		case file == fileHead || ext == extNotes:
		case dir == "." && ext == extPolicy:
			if data, ok := r.file(file); ok {
				r.pack.texts = append(r.pack.texts, policy.Text{Name: r.pack.Name + "/" + file, Policies: data})
			}
		case dir == dirFacts && ext == extFacts:
			r.facts(file)
		case dir == dirCases && ext == extFacts:
			r.cases(file)
		default:
			r.add(file, "file_unknown", "is no part of a pack, which has "+fileHead+", *.cedar, facts/*.yaml and cases/*.yaml, and *.md for notes; move it or give it its name")
		}
	}
	return r.pack, r.mistakes.Err()
}

type reader struct {
	schema   *facts.Schema
	from     fs.FS
	pack     *Pack
	mistakes yamlfile.Mistakes
}

func (r *reader) add(file, code, text string) {
	r.mistakes = append(r.mistakes, yamlfile.Mistake{File: path.Join(r.pack.place, file), Code: code, Text: text})
}

// files are the pack's, in order.
func (r *reader) files() (all []string) {
	err := fs.WalkDir(r.from, ".", func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !e.IsDir():
			all = append(all, file)
		case strings.Count(file, "/") > 2 || len(all) > filesMax:
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		r.add("", "directory_unreadable", "cannot be read: "+cause(err))
	}
	if len(all) > filesMax {
		r.add("", "files_too_many", "there are too many files; a pack has at most 500")
		return nil
	}
	return all
}

func (r *reader) file(name string) ([]byte, bool) {
	f, err := r.from.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		r.add(name, "file_missing", "does not exist")
		return nil, false
	}
	if err == nil {
		defer f.Close() //nolint:errcheck // it was only read
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(f, yamlfile.SizeMax+1)); err == nil && len(data) <= yamlfile.SizeMax {
			return data, true
		}
	}
	if err == nil {
		err = errors.New("it is larger than 4 MiB")
	}
	r.add(name, "file_unreadable", "cannot be read: "+cause(err))
	return nil, false
}

// cause is an error without the path, which stands in front of it already.
func cause(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// document reads a file's YAML; what it says is wrong comes to the pack's mistakes.
func (r *reader) document(file string, data []byte, walk func(d *factfile.Reader, root *yaml.Node)) {
	d := &factfile.Reader{Document: yamlfile.Document{File: path.Join(r.pack.place, file)}, Schema: r.schema}
	if root := d.Parse(data); root != nil {
		walk(d, root)
	}
	r.mistakes = append(r.mistakes, d.Mistakes...)
}

func (r *reader) head(data []byte) {
	r.document(fileHead, data, func(d *factfile.Reader, root *yaml.Node) {
		text := func(key string, required bool, into *string) yamlfile.Field {
			return yamlfile.Field{Key: key, Required: required, Read: func(v *yaml.Node) { *into, _ = d.Text(v, key) }}
		}
		p := r.pack
		d.Mapping(root, "the pack", []yamlfile.Field{
			{Key: "name", Required: true, Read: func(v *yaml.Node) {
				if p.Name, _ = d.Text(v, "name"); p.Name != "" && !policy.IsName(p.Name) {
					d.Add(v, "name_invalid", "name is %q; small letters, digits, hyphens and dots are wanted", yamlfile.Shorten(p.Name))
				}
			}},
			text("title", true, &p.Title), text("version", true, &p.Version), text("jurisdiction", true, &p.Jurisdiction), text("disclaimer", true, &p.Disclaimer),
			{Key: "sources", Read: func(v *yaml.Node) { r.sources(d, v) }},
		})
	})
}

func (r *reader) sources(d *factfile.Reader, n *yaml.Node) {
	if !d.IsKind(n, yaml.MappingNode, "sources") {
		return
	}
	d.Pairs(n, "sources", func(key, value *yaml.Node) {
		var s Source
		d.Mapping(value, "the source "+key.Value, []yamlfile.Field{
			{Key: "cite", Required: true, Read: func(v *yaml.Node) { s.Cite, _ = d.Text(v, "cite") }},
			{Key: "url", Read: func(v *yaml.Node) {
				var ok bool
				if s.URL, ok = d.Text(v, "url"); ok && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
					d.Add(v, "url_invalid", "url is %q; it must begin with https:// or http://", yamlfile.Shorten(s.URL))
				}
			}},
		})
		if key.Value == factfile.SourceInvented || !policy.IsName(key.Value) {
			d.Add(key, "name_invalid", "a source is called %q; small letters, digits, hyphens and dots are wanted, and not %q", yamlfile.Shorten(key.Value), factfile.SourceInvented)
		}
		if len(r.pack.Sources) == sourcesMax {
			d.Add(key, "sources_too_many", "a pack has at most %d sources", sourcesMax)
		}
		r.pack.Sources[key.Value] = s
	})
}

// sourceNames are the short names, in order.
func (p *Pack) sourceNames() []string { return slices.Sorted(maps.Keys(p.Sources)) }

func (r *reader) facts(file string) {
	data, ok := r.file(file)
	if !ok {
		return
	}
	r.document(file, data, func(d *factfile.Reader, root *yaml.Node) {
		r.pack.Facts = append(r.pack.Facts, d.Entries(root, r.pack.sourceNames())...)
		r.pack.readers = append(r.pack.readers, d)
	})
}
