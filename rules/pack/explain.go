package pack

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"aidollar/core/policy"
	"aidollar/internal/yamlfile"
	"aidollar/rules/factfile"
)

// Question finds what is asked: a case, named by its pack and itself as us/h200, or a
// file that ends in .yaml and has the members of a case that say what is asked. The error
// is yamlfile.Mistakes for what is wrong in the file or the pack.
func (l *Library) Question(name string) (*Question, error) {
	if filepath.Ext(name) == extFacts {
		return l.file(name)
	}
	of, name, found := strings.Cut(name, "/")
	if !found {
		return nil, fmt.Errorf("%q is no request; name a file, as request.yaml, or a case with its pack, as baseline/nobody-in-particular", of)
	}
	p, err := l.Open(of)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range p.Cases {
		if c.Name == name {
			return &c.Question, nil
		}
		names = append(names, c.Name)
	}
	return nil, fmt.Errorf("the pack %s has no case %q; %s", of, name, yamlfile.Suggestion(name, names))
}

func (l *Library) file(name string) (*Question, error) {
	r := &reader{schema: l.schema, from: os.DirFS(filepath.Dir(name)), pack: &Pack{place: filepath.Dir(name)}}
	var q Question
	if data, ok := r.file(filepath.Base(name)); ok {
		r.document(filepath.Base(name), data, func(d *factfile.Reader, root *yaml.Node) {
			q = readQuestion(d, root, "the request", nil, nil)
		})
	}
	return &q, r.mistakes.Err()
}

// Explanation is a decision with what would change it.
type Explanation struct {
	Book     *Book
	Question *Question
	Decision policy.Decision
	Changes  []Change       // one for each rule that decided, and one for all if there are several
	Permits  []*policy.Rule // where nothing decided: what would permit it under other conditions
}

// Change is what would have been decided without some rules.
type Change struct {
	Without  []*policy.Rule
	Decision policy.Decision
}

// Explain decides a question by the packs that it names, and asks again without each of
// the rules that decided it.
func (l *Library) Explain(q *Question) (*Explanation, error) {
	book, err := l.Compile(q.Packs)
	if err != nil {
		return nil, err
	}
	r, err := book.request(q)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Book: book, Question: q, Decision: book.Set.Decide(r)}
	rules := e.Decision.Rules
	for i := range rules {
		e.Changes = append(e.Changes, Change{rules[i : i+1], book.Set.DecideWithout(r, rules[i:i+1])})
	}
	if len(rules) > 1 {
		e.Changes = append(e.Changes, Change{rules, book.Set.DecideWithout(r, rules)})
	}
	if len(rules) == 0 {
		e.Permits = book.Set.Permits(r)
	}
	return e, nil
}
