package law

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
)

const reasonCommentedOut = "code that is commented out is never compiled and soon wrong: delete it, the history has it"

// CommentedOut finds Go code in comments. It looks for what prose never is: a
// line that declares a variable with := or opens a block, or several lines that
// are statements together. Indented lines are examples for the reader and stay.
func CommentedOut(files []File) []Violation {
	var found []Violation
	for _, file := range files {
		positions := token.NewFileSet()
		tree, err := parser.ParseFile(positions, file.Path, file.Text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue // others have refused it
		}
		for _, group := range tree.Comments {
			if line := codeIn(commentLines(group)); line != "" {
				found = append(found, Violation{place(positions, group), "has code in a comment: " + line, reasonCommentedOut})
			}
		}
	}
	return found
}

// commentLines is the text of a comment without its marks, directives and
// indented examples.
func commentLines(group *ast.CommentGroup) []string {
	var lines []string
	for _, comment := range group.List {
		text := comment.Text
		if inner, is := strings.CutPrefix(text, "/*"); is {
			lines = append(lines, strings.Split(strings.TrimSuffix(inner, "*/"), "\n")...)
			continue
		}
		text = strings.TrimPrefix(text, "//")
		indented := strings.HasPrefix(text, "\t") || strings.HasPrefix(text, " \t") || strings.HasPrefix(text, "   ")
		directive := text != "" && text[0] != ' ' && text[0] != '\t' && strings.Contains(text, ":") && !strings.Contains(text, ":=")
		if !indented && !directive {
			lines = append(lines, strings.TrimSpace(text))
		}
	}
	return lines
}

// codeIn is the first line that is code, or "".
func codeIn(lines []string) string {
	for _, line := range lines {
		opens := blockOpening.MatchString(line) && (parses(line+"\n}") || parsesAtTop(line+"\n}"))
		declares := strings.Contains(line, ":=") && parses(line)
		if opens || declares {
			return line
		}
	}
	whole := strings.TrimSpace(strings.Join(lines, "\n"))
	if strings.Contains(whole, "\n") && strings.ContainsAny(whole, "(=") && parses(whole) {
		first, _, _ := strings.Cut(whole, "\n")
		return first
	}
	return ""
}

// blockOpening is how a line begins and ends that opens a block of Go.
var blockOpening = regexp.MustCompile(`^(if|for|switch|select|func|defer|go|type)\b.*\{$`)

// parses reports whether text is a list of Go statements.
func parses(text string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {\n"+text+"\n}\n", parser.SkipObjectResolution)
	return err == nil
}

// parsesAtTop reports whether text is a list of Go declarations.
func parsesAtTop(text string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+text+"\n", parser.SkipObjectResolution)
	return err == nil
}
