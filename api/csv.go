package api

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"strconv"
	"strings"
)

// MediaCSV is a table by RFC 4180, with a row of names.
const MediaCSV = "text/csv"

// csvRowsMax bounds a table whose asker does not say how many rows.
const csvRowsMax = 10_000

// wantsCSV reports whether the client asks for a table rather than for JSON: it
// names text/csv and does not weigh it with zero, and JSON not before it.
func (q *request) wantsCSV() bool {
	q.out.Header().Add("Vary", "Accept")
	for _, one := range strings.Split(strings.Join(q.Header.Values("Accept"), ","), ",") {
		media, rest, _ := strings.Cut(one, ";")
		weight := strings.ReplaceAll(rest, " ", "")
		if strings.HasPrefix(weight, "q=0") && strings.Trim(weight, "q=0.") == "" {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(media)) {
		case MediaCSV:
			return true
		case mediaJSON:
			return false
		}
	}
	return false
}

// table gathers the rows of a CSV.
type table struct {
	buffer bytes.Buffer
	writer *csv.Writer
	row    []string
}

func newTable(names ...string) *table {
	t := &table{}
	t.writer = csv.NewWriter(&t.buffer)
	t.writer.UseCRLF = true
	t.row = append(t.row, names...)
	t.end()
	return t
}

// figures adds cells that the server made: amounts, numbers, ids, times.
func (t *table) figures(cells ...string) { t.row = append(t.row, cells...) }

// texts adds cells that somebody chose, such as names. A spreadsheet would run
// one that begins like a formula: such a cell gets an apostrophe in front.
func (t *table) texts(cells ...string) {
	for _, text := range cells {
		if text != "" && strings.ContainsRune("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", []rune(text)[0]) {
			text = "'" + text
		}
		t.row = append(t.row, text)
	}
}

func (t *table) count(n uint64) { t.row = append(t.row, decimal(n)) }

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// end ends the row.
func (t *table) end() {
	_ = t.writer.Write(t.row) // into memory
	t.row = t.row[:0]
}

func (t *table) answer() plain {
	t.writer.Flush()
	return plain{MediaCSV + "; charset=utf-8; header=present", t.buffer.Bytes()}
}

// linkNext names the next page of a table, which has no place for it within (RFC
// 8288).
func (q *request) linkNext(cursor string) {
	if cursor == "" {
		return
	}
	query := q.URL.Query()
	query.Set("after", cursor)
	next := url.URL{Path: q.URL.Path, RawQuery: query.Encode()}
	q.out.Header()["Link"] = []string{"<" + next.String() + `>; rel="next"`}
}
