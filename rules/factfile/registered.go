package factfile

import (
	"github.com/cedar-policy/cedar-go/types"
	"go.yaml.in/yaml/v4"

	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/internal/yamlfile"
)

const keyEntity = "entity"

// ReadRegistered reads facts that a house is to have beside those of its rules: a list in
// YAML, or in JSON, which is YAML too. Where only names an entity, all are of it, need not
// say so, and may be one mapping. Sources are free. What they name must be known from the
// rules, from what is registered, or from the list. The error is yamlfile.Mistakes.
func ReadRegistered(file string, law *ruling.Law, registered []*facts.Entry, only ruling.Entity, text []byte) ([]*facts.Entry, error) {
	r := &Reader{Document: yamlfile.Document{File: file}, Schema: law.Schema(), AnySource: true}
	root := r.Parse(text)
	if root == nil {
		return nil, r.Mistakes.Err()
	}
	if only != (ruling.Entity{}) {
		root = of(only, root)
	}
	entries := r.Entries(root, nil)
	replaced := make(map[ruling.Entity]bool, len(entries))
	for _, e := range entries {
		name := ruling.Entity{Type: string(e.UID.Type), ID: string(e.UID.ID)}
		if replaced[name] = true; only != (ruling.Entity{}) && name != only {
			r.Add(&yaml.Node{Line: e.Line, Column: 1}, "entity_other", "these are facts of %s; only those of %s are taken here", name, only)
		}
	}
	if len(r.Mistakes) > 0 {
		return nil, r.Mistakes.Err()
	}
	together := append([]*facts.Entry(nil), entries...)
	for _, e := range registered {
		if !replaced[ruling.Entity{Type: string(e.UID.Type), ID: string(e.UID.ID)}] {
			together = append(together, e)
		}
	}
	registry, faults := law.With(together)
	found := mistakes(faults)
	if registry != nil {
		found = append(found, r.Missing(registry)...)
	}
	return entries, found.Err()
}

// of makes a list of facts of one entity.
func of(e ruling.Entity, root *yaml.Node) *yaml.Node {
	if root.Kind == yaml.MappingNode {
		root = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: root.Line, Column: root.Column, Content: []*yaml.Node{root}}
	}
	if root.Kind != yaml.SequenceNode {
		return root
	}
	for _, n := range root.Content {
		if n.Kind != yaml.MappingNode || hasKey(n, keyEntity) {
			continue
		}
		scalar := func(text string) *yaml.Node {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: n.Line, Column: n.Column}
		}
		n.Content = append([]*yaml.Node{scalar(keyEntity), scalar(e.String())}, n.Content...)
	}
	return root
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

// ReadAsk reads what a house is asked: the members of a case that say so, principal,
// action, resource and context, and, for what it is asked, a cause. The error is
// yamlfile.Mistakes.
func ReadAsk(file string, law *ruling.Law, text []byte) (*ruling.Ask, error) {
	r := &Reader{Document: yamlfile.Document{File: file}, Schema: law.Schema()}
	root := r.Parse(text)
	if root == nil {
		return nil, r.Mistakes.Err()
	}
	q := &ruling.Ask{}
	var action, context *yaml.Node
	entity := func(key string, into *ruling.Entity) yamlfile.Field {
		return yamlfile.Field{Key: key, Required: true, Read: func(v *yaml.Node) {
			uid, _ := r.Ref(v, "the "+key)
			*into = ruling.Entity{Type: string(uid.Type), ID: string(uid.ID)}
		}}
	}
	r.Mapping(root, "the request", []yamlfile.Field{
		entity("principal", &q.Principal), entity("resource", &q.Resource),
		{Key: "action", Required: true, Read: func(v *yaml.Node) { action = v; q.Action, _ = r.Text(v, "action") }},
		{Key: "context", Read: func(v *yaml.Node) { context = v }},
		{Key: "cause", Read: func(v *yaml.Node) {
			text, _ := r.Text(v, "cause")
			id, err := ledger.ParseID(text)
			if q.Cause = id; err != nil {
				r.Add(v, "id_invalid", "cause is %q, which is no id: %v", yamlfile.Shorten(text), err)
			}
		}},
	})
	if q.Action == "" || q.Principal.Type == "" || q.Resource.Type == "" {
		return nil, r.Mistakes.Err()
	}
	if err := Applies(r.Schema, q.Action, types.EntityType(q.Principal.Type), types.EntityType(q.Resource.Type)); err != nil {
		r.Add(action, "action_wrong", "%v", err)
		return nil, r.Mistakes.Err()
	}
	if context == nil {
		context = &yaml.Node{Kind: yaml.MappingNode, Line: root.Line, Column: root.Column}
	}
	q.Context = facts.EncodeRecord(r.Context(context, q.Action))
	return q, r.Mistakes.Err()
}
