package law

import (
	"go/parser"
	"go/token"
	"path"
	"sort"
	"strings"
)

// PackageDocs checks that each package is described once, in doc.go. A folder
// with tests alone needs no description.
func PackageDocs(files []File) []Violation {
	var found []Violation
	described := map[string]bool{}
	for _, file := range files {
		name := path.Base(file.Path)
		if !file.Test() && !described[file.Dir()] {
			described[file.Dir()] = false
		}
		positions := token.NewFileSet()
		tree, err := parser.ParseFile(positions, file.Path, file.Text, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			continue // others have refused it
		}
		text := ""
		if tree.Doc != nil {
			text = tree.Doc.Text()
		}
		switch {
		case name == "doc.go" && text != "":
			described[file.Dir()] = true
			if start := "Package " + tree.Name.Name + " "; tree.Name.Name != "main" && !strings.HasPrefix(text, start) {
				found = append(found, Violation{file.Path, "begins otherwise than with " + start, "go doc shows the first sentence by itself"})
			}
		case text != "":
			found = append(found, Violation{file.Path, "describes package " + tree.Name.Name,
				"a package is described once, in doc.go: leave a line free between a comment on the file and the package clause"})
		}
	}
	for folder, is := range described {
		if !is {
			found = append(found, Violation{folder, "has no doc.go that describes the package",
				"say what the package does and what its caller owes"})
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Place < found[j].Place })
	return found
}
