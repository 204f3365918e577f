package clearing

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestEveryAccountCodeHasASide reads the codes from the source, so that a new one
// cannot be forgotten: what is owed on its accounts would be in no proof.
func TestEveryAccountCodeHasASide(t *testing.T) {
	why := map[uint16]string{}
	for _, s := range sides {
		if _, twice := why[s.code]; twice || s.why == "" || s.side == SideNone {
			t.Errorf("code %d is there twice, or has no side or no reason", s.code)
		}
		why[s.code] = s.why
	}
	codes := accountCodes(t)
	if len(codes) < 13 {
		t.Fatalf("found %d codes in the source, which has 13 and more", len(codes))
	}
	for name, code := range codes {
		if why[code] == "" {
			t.Errorf("%s (%d) has no side: say in sides whether what stands there is owed, and why", name, code)
		}
		delete(why, code)
	}
	for code := range why {
		t.Errorf("code %d has a side and is no constant", code)
	}
	if SideOf(AccountChannel) != SideOwed || SideOf(AccountRevenue) != SideOwn || SideOf(65535) != SideNone {
		t.Error("SideOf does not read the table")
	}
}

// accountCodes are the constants of this package that are called Account… and are
// of type uint16, by name.
func accountCodes(t *testing.T) map[string]uint16 {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]uint16{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if group, is := d.(*ast.GenDecl); is && group.Tok == token.CONST {
				for _, s := range group.Specs {
					codeIn(t, s.(*ast.ValueSpec), codes)
				}
			}
		}
	}
	return codes
}

func codeIn(t *testing.T, s *ast.ValueSpec, codes map[string]uint16) {
	t.Helper()
	if kind, is := s.Type.(*ast.Ident); !is || kind.Name != "uint16" || !strings.HasPrefix(s.Names[0].Name, "Account") {
		return
	}
	value, is := s.Values[0].(*ast.BasicLit)
	if !is {
		t.Fatalf("%s is no plain number", s.Names[0].Name)
	}
	n, err := strconv.ParseUint(value.Value, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	codes[s.Names[0].Name] = uint16(n)
}
