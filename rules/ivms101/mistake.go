package ivms101

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// mistakesMax are told of one document.
const mistakesMax = 50

// A Mistake is one thing that is wrong in a document.
type Mistake struct {
	Pointer string // RFC 6901; empty: the whole
	Code    string // stable, for machines
	Text    string // what is wrong and what would be right
}

func (m Mistake) Error() string {
	at := m.Pointer
	if at == "" {
		at = "the document"
	}
	return fmt.Sprintf("%s: %s [%s]", at, m.Text, m.Code)
}

// Mistakes are all that is wrong, by their places. They are an error when there are any.
type Mistakes []Mistake

// Error prints one mistake a line.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i := range m {
		lines[i] = m[i].Error()
	}
	return strings.Join(lines, "\n")
}

// err gives the mistakes in order and no more than people read, or nil.
func (m Mistakes) err() error {
	if len(m) == 0 {
		return nil
	}
	slices.SortStableFunc(m, func(a, b Mistake) int { return cmp.Compare(a.Pointer, b.Pointer) })
	m = slices.Compact(m)
	if more := len(m) - mistakesMax; more > 0 {
		m = append(m[:mistakesMax:mistakesMax], Mistake{Code: "more", Text: fmt.Sprintf("and %d more mistakes", more)})
	}
	return m
}

func (m *Mistakes) add(pointer, code, format string, args ...any) {
	*m = append(*m, Mistake{pointer, code, fmt.Sprintf(format, args...)})
}

// clip shows what stands in a document, short enough to read.
func clip(text string) string {
	const longest = 40
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "..."
	}
	return fmt.Sprintf("%q", text)
}
