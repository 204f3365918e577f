package pack

import (
	"testing"

	"aidollar/rules/packs"
)

// What comes with the program is valid, together too, and its cases pass.
func TestThePacksThatAreShipped(t *testing.T) {
	l, err := NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	names := l.Names()
	if book, err := l.Compile(names); err != nil {
		t.Fatal(err)
	} else if len(book.Set.Rules()) == 0 {
		t.Fatal("there are no rules")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			p, err := l.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			if name != Common && len(p.Cases) == 0 {
				t.Error("there are no cases")
			}
			if err := l.CheckCases(p); err != nil {
				t.Error(err)
			}
			for _, r := range l.Test(p) {
				for _, failure := range r.Failures {
					t.Errorf("%s:%d: %s: %s", r.Case.File, r.Case.Line, r.Case.Name, failure)
				}
			}
		})
	}
}
