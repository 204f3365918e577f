package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/factfile"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

// openRules brings the packs of the configuration into force where they are others than
// those that are, and registers its facts: the configuration has the last word at each
// start.
func (p *program) openRules(ctx context.Context) error {
	c := &p.config.Rules
	if (len(c.Packs) == 0 && len(c.Facts) == 0) || !p.node.Leads() {
		return nil // whoever leads has a configuration, too
	}
	if err := p.openPacks(ctx, c.Packs); err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	for _, file := range c.Facts {
		if err := p.openFacts(ctx, file); err != nil {
			return fmt.Errorf("rules: %w", err)
		}
	}
	return nil
}

func (p *program) openPacks(ctx context.Context, names []string) error {
	if len(names) == 0 {
		return nil
	}
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		return err
	}
	named := make([]string, 0, len(names))
	for _, name := range names {
		opened, err := library.Open(name)
		if err != nil {
			return err
		}
		named = append(named, opened.Name)
	}
	book, err := library.Compile(named)
	if err != nil {
		return err
	}
	archive := book.Archive().Bytes()
	law, err := ruling.Compile(archive)
	if err != nil {
		return err
	}
	if in, _ := p.inForce(); in != nil && in.Digest == law.Digest {
		return nil
	}
	answer, err := p.ruled(ctx, clearing.InstallRules{Set: ruling.Installed{Archive: archive, Note: "by the configuration"}})
	if err != nil {
		return err
	}
	p.log.Info("the rules of the configuration were installed", "set", answer.Rules.Number, "packs", named, "rules", len(law.Set.Rules()), "digest", fmt.Sprintf("%x", law.Digest))
	return nil
}

// inForce is the set that rules now, nil for none, and the facts that are registered.
func (p *program) inForce() (in *ruling.Installed, registered []*facts.Entry) {
	now := time.Now().UnixNano()
	p.node.View(func(m *clearing.Machine) { in, registered = m.Rules().InForce(now), m.Rules().Registered() })
	return in, registered
}

// ruled is do for commands of rules, which say in words what is wrong.
func (p *program) ruled(ctx context.Context, c clearing.Command) (clearing.Answer, error) {
	answer, err := p.node.Do(ctx, c)
	if err == nil && answer.Refusal != "" {
		err = fmt.Errorf("%s: %s: %s", answer.Refusal, clearing.Sentence(answer.Refusal), answer.Detail)
	}
	return answer, err
}

func (p *program) openFacts(ctx context.Context, file string) error {
	in, registered := p.inForce()
	if in == nil || in.Law() == nil {
		return fmt.Errorf("%s: %s", file, ruling.RulesNone.Sentence())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	entries, err := factfile.ReadRegistered(file, in.Law(), registered, ruling.Entity{}, text)
	if err != nil {
		return err
	}
	answer, err := p.ruled(ctx, clearing.RegisterFacts{Entries: entries})
	if err == nil && !answer.Exists {
		p.log.Info("facts of the configuration were registered", "file", file, "versions", len(entries))
	}
	return err
}
