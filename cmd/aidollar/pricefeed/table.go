package pricefeed

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"aidollar/config"
)

// columns are the places of what is looked for in a row, from zero.
type columns struct {
	price, time int // time is -1 for none
	match       []int
}

// inTable reads the price of the last row that has what is wanted, and its time. Where
// every column is given by its number, the first line is a row like any other.
func inTable(text []byte, s *config.PriceSource) (amount uint64, when string, err error) {
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	rows.Comma, rows.FieldsPerRecord, rows.TrimLeadingSpace, rows.ReuseRecord = s.Separator, -1, true, true
	var found []string
	var c columns
	for line := 0; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, "", fmt.Errorf("the text is no table: %w", err)
		}
		if line == 0 {
			named := false
			if c, named, err = places(row, s); err != nil {
				return 0, "", err
			}
			if named {
				continue
			}
		}
		if c.matches(row, s.Match) {
			found = slices.Clone(row)
		}
	}
	switch {
	case found == nil && s.Match != nil:
		return 0, "", errors.New("no row of the table has what is to be matched")
	case found == nil:
		return 0, "", errors.New("the table has no rows")
	case c.price >= len(found):
		return 0, "", fmt.Errorf("the row has %d columns and none called %s", len(found), s.Column)
	case c.time >= len(found):
		return 0, "", fmt.Errorf("the row has %d columns and none called %s", len(found), s.Time)
	}
	if amount, err = price(strings.TrimSpace(found[c.price]), "in column "+s.Column); err != nil {
		return 0, "", err
	}
	if c.time >= 0 {
		if when = strings.TrimSpace(found[c.time]); when == "" {
			return 0, "", fmt.Errorf("the row has no time in column %s", s.Time)
		}
	}
	return amount, when, nil
}

func (c *columns) matches(row []string, match []config.ColumnValue) bool {
	for i, at := range c.match {
		if at >= len(row) || strings.TrimSpace(row[at]) != match[i].Value {
			return false
		}
	}
	return true
}

// places finds the columns by their names in the first line, or by their numbers. named
// reports whether that line is one of names.
func places(first []string, s *config.PriceSource) (c columns, named bool, err error) {
	find := func(name string) int {
		if n, err := strconv.ParseUint(name, 10, 16); err == nil && n > 0 {
			return int(n) - 1
		}
		named = true
		i := slices.IndexFunc(first, func(head string) bool { return strings.TrimSpace(head) == name })
		if i < 0 && err == nil {
			err = fmt.Errorf("the first line names no column %s", name)
		}
		return i
	}
	c.price, c.time = find(s.Column), -1
	if s.Time != "" {
		c.time = find(s.Time)
	}
	for i := range s.Match {
		c.match = append(c.match, find(s.Match[i].Column))
	}
	return c, named, err
}
