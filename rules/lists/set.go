package lists

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Format is the form of a list's files.
type Format string

// The forms that are read.
const (
	OFAC         Format = "OFAC CSV"
	OFACAdvanced Format = "OFAC advanced XML"
	CSL          Format = "Consolidated Screening List JSON"
	ISO3166      Format = "ISO 3166"
)

const formsKnown = "the forms that are read are OFAC's sdn.csv, alt.csv, add.csv, sdn_comments.csv and sdn_advanced.xml (and the same of its consolidated list), the Consolidated Screening List as JSON, and ISO 3166 as CSV or JSON"

// Set is the files that make one list.
type Set struct {
	Format Format
	Files  []string // of OFAC's CSV the one with the names first
}

// Columns by which the files of OFAC's CSV are told apart. None has a line of headers.
const (
	columnsNames    = 12 // sdn.csv
	columnsAddress  = 6  // add.csv
	columnsAlias    = 5  // alt.csv
	columnsComments = 2  // sdn_comments.csv
)

// Sets looks into files and says which lists they make. Files of OFAC's CSV with aliases,
// addresses and comments belong to the file with names before them.
func Sets(files []string) ([]Set, error) {
	var sets []Set
	for _, file := range files {
		format, columns, err := look(file)
		if err != nil {
			return nil, err
		}
		if format != OFAC || columns == columnsNames {
			sets = append(sets, Set{format, []string{file}})
			continue
		}
		if len(sets) == 0 || sets[len(sets)-1].Format != OFAC {
			return nil, &Mistake{File: file, What: "belongs to a file with names", Want: "name the sdn.csv of the same day right before it"}
		}
		last := &sets[len(sets)-1]
		last.Files = append(last.Files, file)
	}
	return sets, nil
}

// look tells the form of a file by its beginning.
func look(file string) (Format, int, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	const enough = 64 << 10
	head := make([]byte, enough)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", 0, err
	}
	return formOf(file, head[:n])
}

func formOf(file string, head []byte) (Format, int, error) {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte(byteOrderMark)))
	unknown := &Mistake{File: file, What: "is in no form that is known", Want: formsKnown}
	if len(head) == 0 || head[0] == endOfFile {
		unknown.What = "is empty"
		return "", 0, unknown
	}
	switch head[0] {
	case '<':
		return OFACAdvanced, 0, nil
	case '[':
		return ISO3166, 0, nil
	case '{':
		if bytes.Contains(head, []byte(`"alpha`)) {
			return ISO3166, 0, nil
		}
		return CSL, 0, nil
	}
	first, err := csv.NewReader(bytes.NewReader(head)).Read()
	if err != nil {
		return "", 0, unknown
	}
	if countryColumns(first)[fieldAlpha2] >= 0 {
		return ISO3166, 0, nil
	}
	_, err = strconv.ParseUint(strings.TrimSpace(first[0]), 10, 64)
	switch len(first) {
	case columnsNames, columnsAddress, columnsAlias, columnsComments:
		if err == nil {
			return OFAC, len(first), nil
		}
	}
	unknown.Line = 1
	unknown.What = fmt.Sprintf("begins with %s of %d columns, which is in no form that is known", quoted(first[0]), len(first))
	return "", 0, unknown
}

// Read reads the list that the files make. Countries are found by name.
func (s Set) Read(countries *Countries) (*List, error) {
	l := &List{Set: s}
	var err error
	switch s.Format {
	case OFAC:
		err = readOFAC(l, countries)
	case OFACAdvanced:
		err = l.readWith(countries, readAdvanced)
	case CSL:
		err = l.readWith(countries, readCSL)
	default:
		return nil, fmt.Errorf("%s is a table of countries and lists nobody", s.Files[0])
	}
	if err != nil {
		return nil, err
	}
	if len(l.Entries) == 0 {
		return nil, &Mistake{File: s.Files[0], What: "lists nobody", Want: "an empty list would clear everybody: take the publisher's file anew"}
	}
	return l, nil
}

// readWith opens the one file of a list.
func (l *List) readWith(countries *Countries, read func(l *List, file string, from *bounded, c *Countries) error) error {
	return l.reading(l.Files[0], func(from *bounded) error { return read(l, l.Files[0], from, countries) })
}

// reading opens a file and notes what it was: its digest is of the very bytes that were
// read, and of what stands behind them.
func (l *List) reading(file string, read func(from *bounded) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	about, err := f.Stat()
	if err != nil {
		return err
	}
	sum := sha256.New()
	from := &bounded{from: io.TeeReader(f, sum)}
	if err := read(from); err != nil {
		return err
	}
	if err := from.drain(); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	o := Origin{File: file, Digest: [sha256.Size]byte(sum.Sum(nil)), Bytes: from.total, Written: about.ModTime().UTC().Truncate(time.Second)}
	l.Origins = append(l.Origins, o)
	if o.Written.After(l.Changed) {
		l.Changed = o.Written
	}
	return nil
}

// ofacList is the short name of the list that a file of OFAC's is of: the files say the
// name nowhere.
func ofacList(file string) (short, source string) {
	if strings.HasPrefix(strings.ToLower(filepath.Base(file)), "cons") {
		return "OFAC-CONS", "Consolidated (non-SDN) List, OFAC"
	}
	return "OFAC-SDN", "Specially Designated Nationals List, OFAC"
}

// issuerOFAC numbers the parties of all its lists in one series.
const issuerOFAC = "OFAC"
