package api

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"aidollar/core/ledger"
)

// param is one query parameter of a route.
type param struct {
	name  string
	about string
	kind  fieldType
	words []string // of fieldWord
}

// The bounds of a page.
const (
	pageDefault = 100
	pageMax     = 1000
)

var pageParams = []param{
	{name: "limit", kind: fieldWhole, about: "elements on a page, 1 to 1000; 100 when missing"},
	{name: "after", kind: fieldText, about: "cursor that the page before gave as next"},
}

// checkParams refuses query parameters that the route does not know: a filter
// with a slip in its name must not answer with everything.
func (q *request) checkParams() error {
	if q.URL.RawQuery == "" {
		return nil
	}
	var f faults
	for name, values := range q.URL.Query() {
		place := slices.IndexFunc(q.route.params, func(p param) bool { return p.name == name })
		switch {
		case place < 0:
			f.list = append(f.list, Fault{Param: clip(name), Code: "param_unknown", Detail: "there is no query parameter " + strconv.Quote(clip(name)) + " here"})
		case len(values) > 1:
			f.list = append(f.list, Fault{Param: name, Code: "param_twice", Detail: "the query parameter " + name + " is given twice"})
		case !q.route.params[place].takes(values[0]):
			f.list = append(f.list, Fault{Param: name, Code: "word_unknown", Detail: strconv.Quote(clip(values[0])) + " is none of " + strings.Join(q.route.params[place].words, ", ")})
		}
	}
	slices.SortFunc(f.list, func(a, b Fault) int { return strings.Compare(a.Param, b.Param) })
	return f.err()
}

// takes reports whether a value is one of the parameter's words, if it has some.
func (p *param) takes(text string) bool { return p.words == nil || slices.Contains(p.words, text) }

func badParam(name, code, detail string) error {
	return refuseFaults([]Fault{{Param: name, Code: code, Detail: detail}})
}

// page is where a listing goes on, and how far.
type page struct {
	after uint64
	limit int
}

func (q *request) page() (p page, err error) {
	query := q.URL.Query()
	if p.limit, err = q.limit(); err != nil {
		return p, err
	}
	if text := query.Get("after"); query.Has("after") {
		raw, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil || len(raw) != 8 {
			return p, badParam("after", "cursor_invalid", "the cursor is none that a page gave as next")
		}
		p.after = binary.BigEndian.Uint64(raw)
	}
	return p, nil
}

func (q *request) limit() (int, error) {
	if !q.URL.Query().Has("limit") {
		return pageDefault, nil
	}
	text := q.URL.Query().Get("limit")
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 || n > pageMax {
		return 0, badParam("limit", "limit_invalid", "the limit "+strconv.Quote(clip(text))+" is not a whole number from 1 to 1000")
	}
	return int(n), nil
}

// pageAsked reads which page of the books is wanted. Their cursors are their own.
func (q *request) pageAsked() (after string, limit int, err error) {
	limit, err = q.limit()
	return q.URL.Query().Get("after"), limit, err
}

// bookPage is pageAsked for who goes to the books with it: they know then what the log
// had when the question came.
func (q *request) bookPage() (after string, limit int, err error) {
	if after, limit, err = q.pageAsked(); err == nil {
		_, err = q.caughtUp()
	}
	return after, limit, err
}

// span reads the parameters from and until.
func (q *request) span() (from, until int64, err error) {
	if from, err = q.queryTime("from"); err != nil {
		return 0, 0, err
	}
	until, err = q.queryTime("until")
	return from, until, err
}

// printCursor makes a cursor. Its inside is nobody's business.
func printCursor(n uint64) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, n))
}

func (q *request) pathID(name string) (ledger.ID, error) {
	id, err := ledger.ParseID(q.PathValue(name))
	if err != nil {
		return id, badParam(name, "id_invalid", strconv.Quote(clip(q.PathValue(name)))+" is no id: "+err.Error())
	}
	return id, nil
}

func (q *request) queryID(name string) (ledger.ID, error) {
	if !q.URL.Query().Has(name) {
		return ledger.ID{}, nil
	}
	text := q.URL.Query().Get(name)
	id, err := ledger.ParseID(text)
	if err != nil {
		return id, badParam(name, "id_invalid", strconv.Quote(clip(text))+" is no id: "+err.Error())
	}
	return id, nil
}

// queryTime reads a time in Unix nanoseconds; zero when it is missing.
func (q *request) queryTime(name string) (int64, error) {
	if !q.URL.Query().Has(name) {
		return 0, nil
	}
	nanos, err := parseTime(q.URL.Query().Get(name))
	if err != nil {
		return 0, badParam(name, "time_invalid", err.Error())
	}
	return nanos, nil
}
