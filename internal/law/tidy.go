package law

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

const (
	fileLinesMax     = 600 // a file is about one thing
	functionLinesMax = 70  // a function fits on a screen
)

// long is a function that may be longer than functionLinesMax. Its length is
// stated to the line and only ever goes down.
type long struct {
	file, function string // a method is Type.Method
	lines          int
	reason         string
}

// longFunctions is the ratchet. Keep it empty if you can.
var longFunctions = []long{}

// Lengths checks how long files and functions are, against the ratchet.
func Lengths(files []File, allowed []long) []Violation {
	var found []Violation
	used := make([]bool, len(allowed))
	for _, file := range files {
		positions := token.NewFileSet()
		tree, err := parser.ParseFile(positions, file.Path, file.Text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			found = append(found, Violation{file.Path, err.Error(), "a file that does not parse cannot be judged"})
			continue
		}
		if ast.IsGenerated(tree) {
			continue
		}
		if lines := bytes.Count(file.Text, []byte("\n")); lines > fileLinesMax {
			found = append(found, Violation{file.Path, fmt.Sprintf("has %d lines", lines),
				fmt.Sprintf("a file is about one thing and has at most %d lines: find the second thing in it", fileLinesMax)})
		}
		for _, declaration := range tree.Decls {
			if f, is := declaration.(*ast.FuncDecl); is {
				found = append(found, functionLength(positions, file.Path, f, allowed, used)...)
			}
		}
	}
	for i, exception := range allowed {
		if !used[i] {
			found = append(found, Violation{exception.file, exception.function + " is not a long function any more",
				"take its exception out of longFunctions"})
		}
	}
	return found
}

func functionLength(positions *token.FileSet, file string, f *ast.FuncDecl, allowed []long, used []bool) []Violation {
	lines := positions.Position(f.End()).Line - positions.Position(f.Pos()).Line + 1
	if lines <= functionLinesMax {
		return nil
	}
	name := functionName(f)
	most, advice := functionLinesMax, "split it where its stanzas are"
	i := slices.IndexFunc(allowed, func(l long) bool { return l.file == file && l.function == name })
	if i >= 0 {
		used[i] = true
		most, advice = allowed[i].lines, "the exception for it says so: "+allowed[i].reason
		if lines < most {
			return []Violation{{place(positions, f), fmt.Sprintf("%s has come down to %d lines", name, lines),
				"lower its exception in longFunctions to that"}}
		}
	}
	if lines <= most {
		return nil
	}
	return []Violation{{place(positions, f), fmt.Sprintf("%s has %d lines", name, lines), fmt.Sprintf("at most %d; %s", most, advice)}}
}

// functionName is Name, or Type.Name for a method.
func functionName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	for {
		switch r := receiver.(type) {
		case *ast.StarExpr:
			receiver = r.X
		case *ast.IndexExpr:
			receiver = r.X
		case *ast.IndexListExpr:
			receiver = r.X
		case *ast.Ident:
			return r.Name + "." + f.Name.Name
		default:
			return f.Name.Name
		}
	}
}

// Formatted checks that Go files are as gofmt writes them.
func Formatted(files []File) []Violation {
	var found []Violation
	for _, file := range files {
		want, err := format.Source(file.Text)
		if err != nil {
			found = append(found, Violation{file.Path, err.Error(), "a file that does not parse cannot be judged"})
		} else if !bytes.Equal(want, file.Text) {
			found = append(found, Violation{file.Path, "is not formatted", "run gofmt -w on it"})
		}
	}
	return found
}

// wordsPutOff are the marks of work that somebody meant to do later. XXX alone
// is also ISO 4217's code for no currency.
var wordsPutOff = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b|\bX` + `XX[:(]`)

// written lists what people write, by the ending of the name.
var written = []string{
	".go", ".md", ".yml", ".yaml", ".sh", ".js", ".mjs", ".ts", ".tsx", ".css", ".html", ".sol", ".sql",
}

// prose wants every file that people write: by its ending, or a script without one.
func prose(name string) bool {
	return slices.Contains(written, path.Ext(name)) || strings.HasPrefix(name, "scripts/") || strings.HasPrefix(name, ".ci/")
}

// PutOff checks that nothing is left for later in the text.
func PutOff(files []File) []Violation {
	var found []Violation
	for _, file := range files {
		for number, line := range strings.Split(string(file.Text), "\n") {
			if word := wordsPutOff.FindString(line); word != "" {
				found = append(found, Violation{fmt.Sprintf("%s:%d", file.Path, number+1), "says " + word,
					"do it, or file an issue: nobody reads a source file to find work"})
			}
		}
	}
	return found
}

// Spaces checks the white space of documents, which no formatter sees to.
func Spaces(files []File) []Violation {
	var found []Violation
	for _, file := range files {
		fenced := false
		for number, line := range strings.Split(string(file.Text), "\n") {
			at := fmt.Sprintf("%s:%d", file.Path, number+1)
			if strings.HasPrefix(strings.TrimLeft(line, " "), "```") {
				fenced = !fenced
			}
			if strings.TrimRight(line, " \t\r") != line {
				found = append(found, Violation{at, "ends in white space", "a break that cannot be seen is one that the next editor removes"})
			}
			if !fenced && strings.Contains(line, "\t") {
				found = append(found, Violation{at, "has a tab", "how wide a tab is depends on the reader: use spaces"})
			}
		}
		if fenced {
			found = append(found, Violation{file.Path, "leaves a code block open", "the rest of the page is shown as code"})
		}
		if len(file.Text) > 0 && !bytes.HasSuffix(file.Text, []byte("\n")) {
			found = append(found, Violation{file.Path, "does not end in a newline", "the next line added would change this one too"})
		}
	}
	return found
}
