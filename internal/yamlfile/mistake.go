package yamlfile

import (
	"fmt"
	"slices"
	"strings"
)

// A Mistake is one thing that is wrong in a file.
type Mistake struct {
	File   string // as the caller named it
	Line   int    // from 1 up; 0 when the whole file is meant
	Column int    // from 1 up; 0 when the whole file is meant
	Code   string // stable machine code
	Text   string // what is wrong and what would be right
}

// Error prints the mistake as compilers do: "rates.yaml:12:9: text [code]".
func (m Mistake) Error() string {
	if m.Line == 0 {
		return fmt.Sprintf("%s: %s [%s]", m.File, m.Text, m.Code)
	}
	return fmt.Sprintf("%s:%d:%d: %s [%s]", m.File, m.Line, m.Column, m.Text, m.Code)
}

// Mistakes are all that is wrong, in the order of the file. They are an error
// when there are any.
type Mistakes []Mistake

// codeTooMany is of the mistake that stands for all that are not told.
const codeTooMany = "mistakes_too_many"

// Error prints one mistake per line.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i := range m {
		lines[i] = m[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Err gives the mistakes in order, or nil when there are none.
func (m Mistakes) Err() error {
	if len(m) == 0 {
		return nil
	}
	more := false
	m = slices.DeleteFunc(m, func(one Mistake) bool {
		again := more && one.Code == codeTooMany
		more = more || one.Code == codeTooMany
		return again
	})
	slices.SortStableFunc(m, func(a, b Mistake) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return m
}
