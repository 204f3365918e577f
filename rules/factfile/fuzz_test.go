package factfile

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v4"

	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
)

// What is read without a mistake can be looked at on every day of a change.
func FuzzEntries(f *testing.F) {
	shape, err := os.ReadFile("../packs/schema.cedarschema")
	if err != nil {
		f.Fatal(err)
	}
	schema, err := facts.ReadSchema("schema", shape)
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range []string{"participants", "chips", "assets", "groups", "licences", "places"} {
		text, err := os.ReadFile("../packs/common/facts/" + file + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("- {entity: Participant/a, in: [Jurisdiction/US], from: 2020-01-01, source: invented, attributes: {name: A, parent: {ref: Participant/a}}}\n- {entity: Jurisdiction/US, from: 2020-01-01, source: invented, attributes: {name: B}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := &Reader{Document: yamlfile.Document{File: "f"}, Schema: schema}
		root := r.Parse(text)
		if root == nil {
			if len(r.Mistakes) == 0 {
				t.Fatal("nothing was read and nothing is wrong")
			}
			return
		}
		entries := r.Entries(root, []string{"law"})
		for _, m := range r.Mistakes {
			if m.Line == 0 && root.Kind != yaml.DocumentNode {
				t.Fatalf("a mistake without a line: %v", m)
			}
		}
		if len(r.Mistakes) > 0 {
			return
		}
		registry, err := NewRegistry(schema, entries, []*Reader{r})
		if err != nil {
			return
		}
		for _, e := range entries {
			if registry.Snapshot(e.From)[e.UID].UID != e.UID {
				t.Fatalf("%s is not there on its first day", facts.Name(e.UID))
			}
		}
	})
}
