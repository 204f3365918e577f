package lists

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Fields of a table of countries.
const (
	fieldAlpha2 = iota
	fieldAlpha3
	fieldNumeric
	fieldName
	fieldNameOther
	fieldNameOfficial
	fieldsCountry
)

// countryFields are the names that the tables in use give their columns, without case
// and punctuation.
var countryFields = [fieldsCountry][]string{
	fieldAlpha2:       {"alpha2", "alpha2code", "iso31661alpha2", "cca2", "iso2"},
	fieldAlpha3:       {"alpha3", "alpha3code", "iso31661alpha3", "cca3", "iso3"},
	fieldNumeric:      {"numeric", "numericcode", "countrycode", "iso31661numeric", "ccn3"},
	fieldName:         {"name", "englishshortname", "englishshortnamelowercase", "country", "countryname"},
	fieldNameOther:    {"commonname"},
	fieldNameOfficial: {"officialname", "officialnameen"},
}

var (
	notInFieldName = regexp.MustCompile(`[^a-z0-9]`)
	alpha2Form     = regexp.MustCompile(`^[A-Z]{2}$`)
	alpha3Form     = regexp.MustCompile(`^[A-Z]{3}$`)
	numericForm    = regexp.MustCompile(`^[0-9]{1,3}$`)
)

// countryField says which field a column is, or -1.
func countryField(column string) int {
	column = notInFieldName.ReplaceAllString(strings.ToLower(column), "")
	return slices.IndexFunc(countryFields[:], func(names []string) bool { return slices.Contains(names, column) })
}

// countryColumns says where each field stands in a line of headers, or -1.
func countryColumns(headers []string) [fieldsCountry]int {
	columns := [fieldsCountry]int{-1, -1, -1, -1, -1, -1}
	for i, header := range headers {
		if f := countryField(header); f >= 0 && columns[f] < 0 {
			columns[f] = i
		}
	}
	return columns
}

// ReadISO3166 adds the names and codes of a table of countries, as CSV with a line of
// headers or as JSON, and says how many countries it has.
func (c *Countries) ReadISO3166(file string) (int, error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return c.readISO3166(file, f)
}

// countriesBytesMax is far beyond what 250 countries take.
const countriesBytesMax = 8 << 20

func (c *Countries) readISO3166(file string, from io.Reader) (int, error) {
	text, err := io.ReadAll(io.LimitReader(from, countriesBytesMax+1))
	if err != nil {
		return 0, err
	}
	if len(text) > countriesBytesMax {
		return 0, &Mistake{File: file, What: fmt.Sprintf("has more than %d bytes", countriesBytesMax), Want: "a table of countries has some ten thousand"}
	}
	body := strings.TrimSpace(strings.TrimPrefix(string(text), byteOrderMark))
	if strings.HasPrefix(body, "[") || strings.HasPrefix(body, "{") {
		return c.countriesJSON(file, body)
	}
	return c.countriesCSV(file, body)
}

func (c *Countries) countriesCSV(file, body string) (int, error) {
	rows := csv.NewReader(strings.NewReader(body))
	headers, err := rows.Read()
	if err != nil {
		return 0, &Mistake{File: file, Line: 1, What: err.Error(), Want: "the first line names the columns"}
	}
	columns := countryColumns(headers)
	if columns[fieldAlpha2] < 0 || columns[fieldName] < 0 {
		return 0, &Mistake{File: file, Line: 1, What: "names no column alpha-2, or no column name", Want: "such as name,alpha-2,alpha-3,country-code"}
	}
	var wrong mistakes
	n := 0
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return n, wrong.err()
		}
		var at *csv.ParseError
		if errors.As(err, &at) {
			return n, &Mistake{File: file, Line: at.Line, What: at.Err.Error(), Want: fmt.Sprintf("a row of this file has %d columns", len(headers))}
		}
		if err != nil {
			return n, err
		}
		line, _ := rows.FieldPos(0)
		var values [fieldsCountry]string
		for f, i := range columns {
			if i >= 0 {
				values[f] = strings.TrimSpace(row[i])
			}
		}
		c.add(values, func(what, want string) { wrong.add(&Mistake{File: file, Line: line, What: what, Want: want}) })
		n++
	}
}

func (c *Countries) countriesJSON(file, body string) (int, error) {
	var rows []map[string]any
	err := json.Unmarshal([]byte(body), &rows)
	if strings.HasPrefix(body, "{") { // as the iso-codes project publishes it
		var named map[string]json.RawMessage
		if err = json.Unmarshal([]byte(body), &named); err == nil {
			err = json.Unmarshal(named["3166-1"], &rows)
		}
	}
	if err != nil {
		var at *json.SyntaxError
		m := &Mistake{File: file, What: err.Error(), Want: `a list of objects, such as {"name": "Ruritania", "alpha-2": "XR"}, alone or as "3166-1" in an object`}
		if errors.As(err, &at) {
			m.Offset = at.Offset
		}
		return 0, m
	}
	var wrong mistakes
	for i, row := range rows {
		var values [fieldsCountry]string
		for key, value := range row { // each field is taken once, so that the order does not matter
			f := countryField(key)
			if text, is := value.(string); is && f >= 0 && text > values[f] {
				values[f] = strings.TrimSpace(text)
			}
		}
		c.add(values, func(what, want string) {
			wrong.add(&Mistake{File: file, Element: fmt.Sprintf("[%d]", i), What: what, Want: want})
		})
	}
	return len(rows), wrong.err()
}

// add takes one country, or says what is wrong with it.
func (c *Countries) add(values [fieldsCountry]string, wrong func(what, want string)) {
	switch {
	case !alpha2Form.MatchString(values[fieldAlpha2]):
		wrong("alpha-2 is "+quoted(values[fieldAlpha2]), "it is two capital letters")
		return
	case values[fieldAlpha3] != "" && !alpha3Form.MatchString(values[fieldAlpha3]):
		wrong("alpha-3 is "+quoted(values[fieldAlpha3]), "it is three capital letters")
		return
	case values[fieldNumeric] != "" && !numericForm.MatchString(values[fieldNumeric]):
		wrong("the number is "+quoted(values[fieldNumeric]), "it is three digits")
		return
	case values[fieldName] == "":
		wrong("the country has no name", "each has one")
		return
	}
	for _, value := range values {
		if key := countryKey(value); key != "" {
			c.codes[key] = values[fieldAlpha2]
		}
	}
}
