package pack

import (
	"errors"
	"testing"
	"testing/fstest"

	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
)

// Whatever a pack's files hold, reading, compiling and testing it ends, and what is wrong
// has a file.
func FuzzPack(f *testing.F) {
	f.Add([]byte(testHead), []byte(testRules), []byte(testFacts), []byte(testCases))
	f.Add([]byte(testHead), []byte(twoReasons), []byte(testFacts), []byte(testCases+testCases))
	schema, err := facts.ReadSchema("schema", []byte(testSchema))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, head, rules, entities, cases []byte) {
		files := fstest.MapFS{
			"pack.yaml": {Data: head}, "a.cedar": {Data: rules}, "facts/a.yaml": {Data: entities}, "cases/a.yaml": {Data: cases},
		}
		p, err := read(schema, files, "small")
		var wrong yamlfile.Mistakes
		if err != nil && (!errors.As(err, &wrong) || len(wrong) == 0 || wrong[0].File == "") {
			t.Fatalf("%v", err)
		}
		if err != nil {
			return
		}
		l := small(t, nil)
		l.packs[p.Name] = p
		for _, r := range l.Test(p) {
			if r.Book == nil && len(r.Failures) == 0 {
				t.Fatal("a case was not decided and passed")
			}
		}
	})
}
