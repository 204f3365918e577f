package pack

import (
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/factfile"
)

// Archive is the book as a house installs it: the schema, the packs with their sources,
// their policies, and their facts. A fact's source is the pack's name and the source's
// with a slash between them. The same packs have the same bytes wherever they lie.
func (b *Book) Archive() *ruling.Archive {
	a := &ruling.Archive{Schema: b.shape}
	for _, p := range b.Packs {
		head := ruling.Pack{Name: p.Name, Title: p.Title, Version: p.Version, Jurisdiction: p.Jurisdiction, Disclaimer: p.Disclaimer}
		for _, name := range p.sourceNames() {
			head.Sources = append(head.Sources, ruling.Source{Name: name, Cite: p.Sources[name].Cite, URL: p.Sources[name].URL})
		}
		a.Packs, a.Texts = append(a.Packs, head), append(a.Texts, p.texts...)
		for _, e := range p.Facts {
			a.Facts = append(a.Facts, p.archived(e))
		}
	}
	facts.Sort(a.Facts)
	return a
}

// archived is a fact of the pack without the file that it was read from.
func (p *Pack) archived(e *facts.Entry) *facts.Entry {
	bare := *e
	bare.File, bare.Line = "", 0
	if e.Source != factfile.SourceInvented {
		bare.Source = p.Name + "/" + e.Source
	}
	return &bare
}
