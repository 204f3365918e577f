package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"aidollar/config"
	"aidollar/console"
	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/licence"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/factfile"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

// ShippedPacks implements console.RuleDesk.
func (s *consoleSource) ShippedPacks(context.Context) (list []ruling.Pack, err error) {
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		return nil, err
	}
	for _, name := range library.Names() {
		p, err := library.Open(name)
		if err != nil {
			return nil, err
		}
		list = append(list, ruling.Pack{Name: p.Name, Title: p.Title, Version: p.Version, Jurisdiction: p.Jurisdiction, Disclaimer: p.Disclaimer})
	}
	return list, nil
}

// MustSign implements console.RuleDesk.
func (s *consoleSource) MustSign() bool { return s.signed }

// lawOfPacks puts shipped packs together.
func lawOfPacks(names []string) ([]byte, *ruling.Law, error) {
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		return nil, nil, err
	}
	known := library.Names()
	for _, name := range names {
		if !slices.Contains(known, name) { // never a path, whoever asks
			return nil, nil, &console.Refusal{Code: "pack_unknown", Sentence: "No pack of that name comes with the program"}
		}
	}
	book, err := library.Compile(names)
	if err != nil {
		return nil, nil, err
	}
	archive := book.Archive().Bytes()
	law, err := ruling.Compile(archive)
	return archive, law, err
}

// CompareRules implements console.RuleDesk.
func (s *consoleSource) CompareRules(_ context.Context, names []string, at int64) (d console.RulesDifference, err error) {
	_, law, err := lawOfPacks(names)
	if err != nil {
		return d, err
	}
	var before *ruling.Law
	s.node.View(func(m *clearing.Machine) {
		if in := m.Rules().InForce(at); in != nil {
			before, d.Set = in.Law(), in.Number
		}
	})
	found := pack.DiffLaws(before, law)
	d.Digest, d.Rules, d.Facts = hex.EncodeToString(law.Digest[:]), uint64(len(law.Set.Rules())), uint64(len(found.Facts))
	d.Added, d.Removed = namesOfRules(found.Added), namesOfRules(found.Removed)
	for _, p := range append(slices.Clip(found.Changed), found.Dated...) {
		name := console.RuleName{ID: p.After.ID, Title: p.After.Title}
		if !slices.Contains(d.Changed, name) {
			d.Changed = append(d.Changed, name)
		}
	}
	return d, nil
}

func namesOfRules(rules []*policy.Rule) (list []console.RuleName) {
	for _, r := range rules {
		list = append(list, console.RuleName{ID: r.ID, Title: r.Title})
	}
	return list
}

// InstallRules implements console.RuleDesk.
func (s *consoleSource) InstallRules(ctx context.Context, names []string, from int64, note string) error {
	if s.signed {
		return &console.Refusal{Code: "rules_unsigned", Sentence: "This house takes no set of rules that is not signed; install it by aidollar rules install --sign"}
	}
	archive, _, err := lawOfPacks(names)
	if err != nil {
		return err
	}
	return s.doInWords(ctx, clearing.InstallRules{Set: ruling.Installed{Archive: archive, From: from, Note: note}})
}

// doInWords carries out a command whose refusal says more than its code.
func (s *consoleSource) doInWords(ctx context.Context, c clearing.Command) error {
	a, err := s.node.Do(ctx, c)
	if err == nil && a.Refusal != "" {
		words := clearing.Sentence(a.Refusal)
		if a.Detail != "" {
			words += ": " + a.Detail
		}
		err = &console.Refusal{Code: a.Refusal, Sentence: words}
	}
	return err
}

// CancelRules implements console.RuleDesk.
func (s *consoleSource) CancelRules(ctx context.Context, number uint32) error {
	return s.doInWords(ctx, clearing.CancelRules{Number: number})
}

// Facts implements console.RuleDesk. A cursor is the name of the last entity.
func (s *consoleSource) Facts(_ context.Context, kind, cursor string, limit int) (page console.FactPage, err error) {
	s.node.View(func(m *clearing.Machine) {
		for _, e := range m.Rules().Registered() {
			name := facts.Name(e.UID)
			if last := len(page.Kinds) - 1; last < 0 || page.Kinds[last] != string(e.UID.Type) { // they are by type
				page.Kinds = append(page.Kinds, string(e.UID.Type))
			}
			if kind != "" && string(e.UID.Type) != kind || cursor != "" && !behindEntity(name, cursor) || page.Next != "" {
				continue
			}
			if last := len(page.Rows) - 1; last < 0 || page.Rows[last].Entity != name {
				if len(page.Rows) == limit {
					page.Next = page.Rows[last].Entity
					continue
				}
				row := console.EntityFacts{Entity: name}
				row.Party, _ = m.Party(ruling.PartyOf(ruling.Entity{Type: string(e.UID.Type), ID: string(e.UID.ID)}))
				page.Rows = append(page.Rows, row)
			}
			row := &page.Rows[len(page.Rows)-1]
			v := console.FactVersion{From: e.From, Until: e.Until, Source: e.Source, Attributes: string(facts.AppendJSON(nil, e.Attributes))}
			for _, p := range e.Parents {
				v.In = append(v.In, facts.Name(p))
			}
			row.Versions = append(row.Versions, v)
		}
	})
	return page, nil
}

// behindEntity reports whether an entity comes after another in the order of lists, which
// is by type and then by id.
func behindEntity(name, after string) bool {
	kind, id, _ := strings.Cut(name, "/")
	lastKind, lastID, _ := strings.Cut(after, "/")
	return kind > lastKind || kind == lastKind && id > lastID
}

// FactsText implements console.RuleDesk. JSON is YAML, too, so attributes stand as JSON.
func (s *consoleSource) FactsText(_ context.Context, entity string) (string, error) {
	var b strings.Builder
	s.node.View(func(m *clearing.Machine) {
		for _, e := range m.Rules().Registered() {
			if facts.Name(e.UID) != entity {
				continue
			}
			var in []string
			for _, p := range e.Parents {
				in = append(in, strconv.Quote(facts.Name(p)))
			}
			fmt.Fprintf(&b, "- entity: %s\n  in: [%s]\n  from: %s\n", strconv.Quote(entity), strings.Join(in, ", "), time.Unix(e.From, 0).UTC().Format(time.DateOnly))
			if e.Until != 0 {
				fmt.Fprintf(&b, "  until: %s\n", day(e.Until))
			}
			fmt.Fprintf(&b, "  source: %s\n  attributes: %s\n", strconv.Quote(e.Source), facts.AppendJSON(nil, e.Attributes))
		}
	})
	return b.String(), nil
}

// RegisterFacts implements console.RuleDesk.
func (s *consoleSource) RegisterFacts(ctx context.Context, text []byte) (entities int, mistakes []console.Mistake, err error) {
	var law *ruling.Law
	var registered []*facts.Entry
	s.node.View(func(m *clearing.Machine) {
		if in := m.Rules().InForce(time.Now().UnixNano()); in != nil {
			law = in.Law()
		}
		registered = m.Rules().Registered()
	})
	if law == nil {
		return 0, nil, &console.Refusal{Code: string(ruling.RulesNone), Sentence: "No rules are in force, whose schema says which facts there are; install rules first"}
	}
	entries, err := factfile.ReadRegistered("facts", law, registered, ruling.Entity{}, text)
	var wrong config.Mistakes
	switch {
	case errors.As(err, &wrong):
		for _, m := range wrong {
			mistakes = append(mistakes, console.Mistake{Line: m.Line, Column: m.Column, Code: m.Code, Text: m.Text})
		}
		return 0, mistakes, nil
	case err != nil:
		return 0, []console.Mistake{{Code: "unreadable", Text: err.Error()}}, nil
	}
	names := map[string]bool{}
	for _, e := range entries {
		names[facts.Name(e.UID)] = true
	}
	return len(names), nil, s.doInWords(ctx, clearing.RegisterFacts{Entries: entries})
}

// RemoveFacts implements console.RuleDesk.
func (s *consoleSource) RemoveFacts(ctx context.Context, entity string) error {
	kind, id, _ := strings.Cut(entity, "/")
	return s.doInWords(ctx, clearing.RegisterFacts{Gone: []ruling.Entity{{Type: kind, ID: id}}})
}

// SetQuota implements console.RuleDesk.
func (s *consoleSource) SetQuota(ctx context.Context, q licence.Quota) error {
	return s.doInWords(ctx, clearing.SetQuota{Quota: q})
}

// EndQuota implements console.RuleDesk.
func (s *consoleSource) EndQuota(ctx context.Context, name string) error {
	return s.doInWords(ctx, clearing.EndQuota{Name: name})
}

// TrustAuditor implements console.RuleDesk.
func (s *consoleSource) TrustAuditor(ctx context.Context, a attest.Auditor) error {
	return s.doInWords(ctx, clearing.TrustAuditor{Auditor: a})
}

// DistrustAuditor implements console.RuleDesk.
func (s *consoleSource) DistrustAuditor(ctx context.Context, key [32]byte, reason string) error {
	return s.doInWords(ctx, clearing.DistrustAuditor{Key: key, Reason: reason})
}
