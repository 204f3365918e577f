package ruling

import "aidollar/core/policy"

// Cited is a rule in words.
type Cited struct {
	ID, Title, Remedy string
	Source            Source
}

// Routed are the models that a session's model stands for, the best first, by the first
// rule that says so; ok is false where none does.
func (b *Book) Routed(s *Session) (models []string, by Cited, ok bool) {
	law := b.law()
	if law == nil || s.Refusal() != "" {
		return nil, by, false
	}
	for _, id := range s.Rules {
		rule, known := law.Set.Rule(id)
		if !known {
			continue
		}
		for _, o := range rule.Obligations {
			if o.Kind == policy.Route {
				return o.Routes(), b.Cite([]string{id})[0], true
			}
		}
	}
	return nil, by, false
}

// Cite gives rules of the set in force in words, by their ids. Those that it has not any
// more are left out.
func (b *Book) Cite(ids []string) (all []Cited) {
	law := b.law()
	if law == nil {
		return nil
	}
	for _, id := range ids {
		rule, known := law.Set.Rule(id)
		if !known {
			continue
		}
		source, _ := law.Source(rule)
		all = append(all, Cited{id, rule.Title, rule.Remedy, source})
	}
	return all
}
