package ruling

// Cited is a rule in words.
type Cited struct {
	ID, Title, Remedy string
	Source            Source
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
