package lists

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// What a file may hold at most. The largest of the public ones, OFAC's advanced form, has
// over 100 MB, 20,000 entries, and up to some hundred names in one.
const (
	fileBytesMax   = 1 << 30
	recordBytesMax = 4 << 20 // one entry with all that belongs to it
	entriesMax     = 500_000
	namesMax       = 2_000 // of one entry
	mistakesMax    = 20    // told of one file
)

var (
	errFileBytes   = fmt.Errorf("has more than %d bytes, which no public list has", fileBytesMax)
	errRecordBytes = fmt.Errorf("has an entry of more than %d bytes, which no public list has: look for a quotation mark or an end tag that is missing", recordBytesMax)
)

// bounded stops readers that would keep a whole file in memory for one entry.
type bounded struct {
	from        io.Reader
	total, last int64 // bytes read; of them since the record began
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.last > recordBytesMax {
		return 0, errRecordBytes
	}
	if b.total > fileBytesMax {
		return 0, errFileBytes
	}
	n, err := b.from.Read(p)
	b.total += int64(n)
	b.last += int64(n)
	return n, err
}

// next tells that a record begins.
func (b *bounded) next() { b.last = 0 }

// drain reads to the end of the file.
func (b *bounded) drain() error {
	for room := make([]byte, 32<<10); ; b.next() {
		if _, err := b.Read(room); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// Mistake is what is wrong in a file, where, and what would be right.
type Mistake struct {
	File    string
	Line    int    // counted from 1, or 0 where the form has no lines
	Offset  int64  // bytes before it, where Line is 0
	Element string // of an XML or JSON file
	What    string
	Want    string
}

func (m *Mistake) Error() string {
	var b strings.Builder
	b.WriteString(m.File)
	switch {
	case m.Line > 0:
		fmt.Fprintf(&b, ":%d", m.Line)
	case m.Offset > 0:
		fmt.Fprintf(&b, " at byte %d", m.Offset)
	}
	b.WriteString(": ")
	if m.Element != "" {
		b.WriteString(m.Element + ": ")
	}
	b.WriteString(m.What)
	if m.Want != "" {
		b.WriteString("; " + m.Want)
	}
	return b.String()
}

// mistakes gathers what is wrong in a set of files.
type mistakes struct {
	kept []error
	more int
}

func (m *mistakes) add(err *Mistake) {
	if len(m.kept) == mistakesMax {
		m.more++
		return
	}
	m.kept = append(m.kept, err)
}

func (m *mistakes) err() error {
	if m.more > 0 {
		return errors.Join(append(m.kept, fmt.Errorf("and %d more mistakes", m.more))...)
	}
	return errors.Join(m.kept...)
}

// quoted shows a text of a file in a message, short enough to read.
func quoted(text string) string {
	const shown = 60
	if len(text) > shown {
		return fmt.Sprintf("%q...", text[:shown])
	}
	return fmt.Sprintf("%q", text)
}
