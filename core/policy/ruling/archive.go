package ruling

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"aidollar/core/internal/wire"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
)

// Archive is all that a set of rules needs: the policies of its packs, the schema that
// they keep to, and the facts that come with them. Its bytes are what is signed and
// installed, and their SHA-256 is its name.
type Archive struct {
	Schema policy.Text
	Packs  []Pack // by name
	Texts  []policy.Text
	Facts  []*facts.Entry
}

// Pack says where rules come from. Rules name their pack by the first part of their file.
type Pack struct {
	Name, Title, Version, Jurisdiction, Disclaimer string
	Sources                                        []Source // by name
}

// Source is where a rule is written.
type Source struct{ Name, Cite, URL string }

// ArchiveMax bounds an archive's bytes, so that it fits into a record.
const ArchiveMax = 3 << 20

const archiveMagic = "aidollar rules 1\n"

// Bytes are the archive in its one form.
func (c *Archive) Bytes() []byte {
	a := wire.Appender{B: []byte(archiveMagic)}
	appendText(&a, &c.Schema)
	a.U16(uint16(len(c.Packs)))
	for i := range c.Packs {
		p := &c.Packs[i]
		for _, text := range [...]string{p.Name, p.Title, p.Version, p.Jurisdiction, p.Disclaimer} {
			a.Text(text)
		}
		a.U16(uint16(len(p.Sources)))
		for _, s := range p.Sources {
			a.Text(s.Name)
			a.Text(s.Cite)
			a.Text(s.URL)
		}
	}
	a.U16(uint16(len(c.Texts)))
	for i := range c.Texts {
		appendText(&a, &c.Texts[i])
	}
	AppendEntries(&a, c.Facts)
	return a.B
}

func appendText(a *wire.Appender, t *policy.Text) {
	a.Text(t.Name)
	a.Blob(t.Policies)
}

func readText(r *wire.Reader) policy.Text { return policy.Text{Name: r.Text(), Policies: r.Blob()} }

// AppendEntries writes facts behind their count.
func AppendEntries(a *wire.Appender, entries []*facts.Entry) {
	a.U32(uint32(len(entries)))
	for _, e := range entries {
		e.Append(a)
	}
}

// ReadEntries reads what AppendEntries wrote. It is not ok where that is none.
func ReadEntries(r *wire.Reader) (entries []*facts.Entry, ok bool) {
	for range r.U32() {
		e, ok := facts.ReadEntry(r)
		if !ok {
			return nil, false
		}
		entries = append(entries, e)
	}
	return entries, !r.Short()
}

var errArchive = errors.New("these bytes are no set of rules of this program")

// ReadArchive reads what Bytes wrote.
func ReadArchive(b []byte) (*Archive, error) {
	rest, ok := strings.CutPrefix(string(b), archiveMagic)
	if !ok || len(b) > ArchiveMax {
		return nil, errArchive
	}
	r := wire.Reader{B: []byte(rest)}
	c := &Archive{Schema: readText(&r)}
	for range r.U16() {
		p := Pack{Name: r.Text(), Title: r.Text(), Version: r.Text(), Jurisdiction: r.Text(), Disclaimer: r.Text()}
		for range r.U16() {
			if r.Short() {
				return nil, errArchive
			}
			p.Sources = append(p.Sources, Source{r.Text(), r.Text(), r.Text()})
		}
		c.Packs = append(c.Packs, p)
	}
	for range r.U16() {
		if r.Short() {
			return nil, errArchive
		}
		c.Texts = append(c.Texts, readText(&r))
	}
	if c.Facts, ok = ReadEntries(&r); !ok || r.Err() != nil {
		return nil, errArchive
	}
	return c, nil
}

// Law is a compiled archive.
type Law struct {
	Archive *Archive
	Digest  [sha256.Size]byte // of the archive's bytes
	Set     *policy.Set

	schema *facts.Schema
	facts  *facts.Registry // those of the archive alone
}

// Compile checks an archive and makes it ready to decide by. The error names the first
// mistakes.
func Compile(b []byte) (*Law, error) {
	c, err := ReadArchive(b)
	if err != nil {
		return nil, err
	}
	l := &Law{Archive: c, Digest: sha256.Sum256(b)}
	var faults []policy.Fault
	if l.Set, faults = policy.Compile(c.Schema, c.Texts); len(faults) > 0 {
		return nil, fmt.Errorf("%d mistakes in the rules; the first: %s", len(faults), faults[0])
	}
	if l.schema, err = facts.ReadSchema(c.Schema.Name, c.Schema.Policies); err != nil {
		return nil, err
	}
	for _, rule := range l.Set.Rules() {
		if _, known := l.Source(rule); !known {
			return nil, fmt.Errorf("the rule %s names the source %q, which its pack has not", rule.ID, rule.Source)
		}
	}
	var wrong []facts.Fault
	if l.facts, wrong = facts.NewRegistry(l.schema, c.Facts); len(wrong) > 0 {
		return nil, fmt.Errorf("%d mistakes in the facts; the first: %s", len(wrong), wrong[0].Text)
	}
	return l, nil
}

// Pack is the one that a rule is from.
func (l *Law) Pack(rule *policy.Rule) (p *Pack, known bool) {
	name, _, _ := strings.Cut(rule.File, "/")
	for i := range l.Archive.Packs {
		if p = &l.Archive.Packs[i]; p.Name == name {
			return p, true
		}
	}
	return nil, false
}

// Source is where a rule is written.
func (l *Law) Source(rule *policy.Rule) (s Source, known bool) {
	p, known := l.Pack(rule)
	if !known {
		return s, false
	}
	for _, s := range p.Sources {
		if s.Name == rule.Source {
			return s, true
		}
	}
	return s, false
}

// decide answers a request, as if some rules were not there.
func (l *Law) decide(r *policy.Request, without []string) policy.Decision {
	if len(without) == 0 {
		return l.Set.Decide(r)
	}
	var rules []*policy.Rule
	for _, id := range without {
		if rule, known := l.Set.Rule(id); known {
			rules = append(rules, rule)
		}
	}
	return l.Set.DecideWithout(r, rules)
}
