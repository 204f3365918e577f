package lists

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	byteOrderMark = "\ufeff"
	endOfFile     = 0x1a  // Ctrl-Z, with which OFAC's CSV files end
	ofacNull      = "-0-" // OFAC's data specification
)

// ofacReader reads the files of one list in OFAC's CSV, which are joined by the number
// of the entry (OFAC, "SDN data specification").
type ofacReader struct {
	list      *List
	countries *Countries
	short     string
	source    string
	at        map[string]int // entries by their number
	file      string
	wrong     mistakes
	notes     notes
}

func readOFAC(l *List, countries *Countries) error {
	r := &ofacReader{list: l, countries: countries, at: make(map[string]int)}
	r.short, r.source = ofacList(l.Files[0])
	aliases := false
	for _, file := range l.Files {
		err := l.reading(file, func(from *bounded) error {
			columns, err := r.read(file, from)
			aliases = aliases || columns == columnsAlias
			return err
		})
		if err != nil {
			return err
		}
	}
	l.Aliasless = !aliases
	if !aliases {
		r.notes.add("the file with aliases (alt.csv) was not given: other names are missing", l.Files[0])
	}
	for i := range l.Entries {
		r.remarks(&l.Entries[i])
	}
	l.Unread = r.notes.kept
	return r.wrong.err()
}

// read reads one file and says how many columns it has.
func (r *ofacReader) read(file string, b *bounded) (columns int, err error) {
	r.file = file
	rows := csv.NewReader(b)
	rows.FieldsPerRecord = -1
	rows.ReuseRecord = true
	take := r.entry
	for ended := false; ; b.next() {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return columns, nil
		}
		if err != nil {
			return columns, r.csvError(err)
		}
		line, _ := rows.FieldPos(0)
		switch {
		case len(row) == 1 && row[0] == string(rune(endOfFile)):
			ended = true
			continue
		case ended:
			return columns, &Mistake{File: file, Line: line, What: "comes after the end-of-file mark", Want: "two files may have been put together: give them apart"}
		case columns == 0:
			columns = len(row)
			take = map[int]func(int, []string){columnsNames: r.entry, columnsAddress: r.address, columnsAlias: r.alias, columnsComments: r.comment}[columns]
			if take == nil {
				return columns, r.columnsWrong(line, columns, columnsNames)
			}
		case len(row) != columns:
			r.wrong.add(r.columnsWrong(line, len(row), columns))
			continue
		}
		for i := range row {
			row[i] = r.text(line, row[i])
		}
		take(line, row)
		if len(r.list.Entries) > entriesMax {
			return columns, &Mistake{File: file, Line: line, What: fmt.Sprintf("has more than %d entries", entriesMax), Want: "no public list has"}
		}
	}
}

func (r *ofacReader) columnsWrong(line, has, wants int) *Mistake {
	return &Mistake{File: r.file, Line: line, What: fmt.Sprintf("has %d columns", has), Want: fmt.Sprintf("a row of this file has %d", wants)}
}

func (r *ofacReader) csvError(err error) error {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return &Mistake{File: r.file, Line: at.Line, What: at.Err.Error(), Want: `a value with commas stands in quotation marks, and one in it is doubled`}
	}
	return &Mistake{File: r.file, What: err.Error()}
}

// text is a value without the mark of a null. OFAC writes ASCII; older copies have the
// odd letter in ISO 8859-1.
func (r *ofacReader) text(line int, value string) string {
	value = strings.Clone(strings.TrimSpace(value))
	if value == ofacNull {
		return ""
	}
	if utf8.ValidString(value) {
		return value
	}
	r.notes.add("values that are not UTF-8 were read as ISO 8859-1", fmt.Sprintf("%s:%d", r.file, line))
	letters := make([]rune, 0, len(value))
	for _, b := range []byte(value) {
		letters = append(letters, rune(b))
	}
	return string(letters)
}

// number is an entry's number in its one spelling.
func (r *ofacReader) number(line int, text string) (string, bool) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		r.wrong.add(&Mistake{File: r.file, Line: line, What: "column 1 is " + quoted(text), Want: "it is the entry's number, digits alone"})
		return "", false
	}
	return strconv.FormatUint(n, 10), true
}

var ofacKinds = map[string]Kind{"": Entity, "individual": Person, "vessel": Vessel, "aircraft": Aircraft}

// entry takes a row of sdn.csv: number, name, type, programs, title, call sign, type of
// vessel, tonnage, gross registered tonnage, flag, owner, remarks.
func (r *ofacReader) entry(line int, row []string) {
	number, ok := r.number(line, row[0])
	if !ok {
		return
	}
	if _, twice := r.at[number]; twice {
		r.wrong.add(&Mistake{File: r.file, Line: line, What: "entry " + number + " is there twice", Want: "a number is one entry's"})
		return
	}
	kind, ok := ofacKinds[strings.ToLower(row[2])]
	if !ok {
		r.wrong.add(&Mistake{File: r.file, Line: line, What: "column 3 is " + quoted(row[2]), Want: "it is individual, vessel, aircraft, or -0- for an entity"})
		return
	}
	if row[1] == "" {
		r.wrong.add(&Mistake{File: r.file, Line: line, What: "entry " + number + " has no name", Want: "column 2 is its name"})
		return
	}
	e := Entry{List: r.short, Number: number, Issuer: issuerOFAC, Kind: kind, Title: row[4], Remarks: row[11], Source: r.source, File: r.file}
	e.Names = []Name{named(row[1], Primary)}
	for tag := range strings.SplitSeq(strings.Trim(row[3], "[]"), "] [") {
		if tag = strings.TrimSpace(tag); tag != "" {
			e.Programs = append(e.Programs, tag)
		}
	}
	if row[5] != "" {
		e.Documents = append(e.Documents, Document{Type: "Call sign", Number: row[5]})
	}
	if row[9] != "" {
		r.country(&e, line, row[9])
	}
	for i, column := range []string{6: "type of vessel", 7: "tonnage", 8: "gross registered tonnage", 10: "owner of vessel"} {
		if column != "" && row[i] != "" {
			r.notes.add(column+" has no field", fmt.Sprintf("%s:%d", r.file, line))
		}
	}
	r.at[number] = len(r.list.Entries)
	r.list.Entries = append(r.list.Entries, e)
}

// country adds a nationality or flag.
func (r *ofacReader) country(e *Entry, line int, name string) {
	code, known := r.countries.Code(name)
	if !known {
		r.notes.add("names of countries without an ISO code", fmt.Sprintf("%s:%d %s", r.file, line, quoted(name)))
		return
	}
	e.addCountry(code)
}

// of finds the entry to which a row of another file belongs.
func (r *ofacReader) of(line int, text string) *Entry {
	number, ok := r.number(line, text)
	if !ok {
		return nil
	}
	i, known := r.at[number]
	if !known {
		r.wrong.add(&Mistake{File: r.file, Line: line, What: "belongs to entry " + number + ", which " + r.list.Files[0] + " does not have", Want: "take all files of one day"})
		return nil
	}
	return &r.list.Entries[i]
}

// alias takes a row of alt.csv: entry, number, type (aka, fka, nka), name, remarks.
func (r *ofacReader) alias(line int, row []string) {
	e := r.of(line, row[0])
	if e == nil {
		return
	}
	switch {
	case row[3] == "":
		r.wrong.add(&Mistake{File: r.file, Line: line, What: "has no name", Want: "column 4 is the other name"})
	case len(e.Names) == namesMax:
		r.wrong.add(&Mistake{File: r.file, Line: line, What: fmt.Sprintf("entry %s has more than %d names", e.Number, namesMax)})
	default:
		e.Names = append(e.Names, named(row[3], Strong))
	}
}

// address takes a row of add.csv: entry, number, street, city with province and code,
// country, remarks.
func (r *ofacReader) address(line int, row []string) {
	e := r.of(line, row[0])
	if e == nil {
		return
	}
	a := Address{Text: joined(", ", row[2], row[3])}
	if row[4] != "" {
		var known bool
		if a.Country, known = r.countries.Code(row[4]); !known {
			r.notes.add("names of countries without an ISO code", fmt.Sprintf("%s:%d %s", r.file, line, quoted(row[4])))
			a.Text = joined(", ", a.Text, row[4])
		}
	}
	if a.Text != "" || a.Country != "" {
		e.Addresses = append(e.Addresses, a)
	}
}

// comment takes a row of sdn_comments.csv, in which remarks go on that are too long for
// their column.
func (r *ofacReader) comment(line int, row []string) {
	if e := r.of(line, row[0]); e != nil {
		e.Remarks = joined(" ", e.Remarks, row[1])
	}
}

// joined puts together what is not empty.
func joined(between string, texts ...string) string {
	var full []string
	for _, text := range texts {
		if text != "" {
			full = append(full, text)
		}
	}
	return strings.Join(full, between)
}
