package dialect

import (
	"strconv"
	"unicode/utf8"
)

// span is a part of the request's body, end excluded.
type span struct{ start, end int }

func (s span) none() bool { return s.end == 0 }

// edit replaces a part of the body; an empty part is an insertion.
type edit struct {
	at   span
	text string
}

// rewrite copies a body with a few changes. Edits do not overlap; insertions at
// the same place stay in order. Nothing else of the body changes.
func rewrite(out, body []byte, edits []edit) []byte {
	for i := 1; i < len(edits); i++ {
		for k := i; k > 0 && edits[k].at.start < edits[k-1].at.start; k-- {
			edits[k], edits[k-1] = edits[k-1], edits[k]
		}
	}
	at := 0
	for _, e := range edits {
		out = append(out, body[at:e.at.start]...)
		out = append(out, e.text...)
		at = e.at.end
	}
	return append(out, body[at:]...)
}

// AppendString writes text, which may come from a client, as a JSON string.
func AppendString(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range text { // invalid UTF-8 turns into U+FFFD here
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ' || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// jsonRequest is what requests in JSON have in common.
type jsonRequest struct {
	head    Head
	modelAt span
	firstAt int // where the first member starts
	length  int // of the body

	limit       uint64 // the output limit; zero when the client gave none
	limitAt     span   // of its value, or of a null in its place
	limitMember string // the member to add when there is none

	contentBytes uint64 // bytes of text in the prompt
	terms        Terms
	bound        Bound
}

// Head implements Request.
func (q *jsonRequest) Head() *Head { return &q.head }

// edits are those that every dialect needs: the model's name and the output limit.
func (q *jsonRequest) edits(e []edit, need Needs) []edit {
	first := span{q.firstAt, q.firstAt}
	if limit := q.bound.OutputLimit; limit != 0 && limit != q.limit {
		if text := strconv.FormatUint(limit, 10); q.limitAt.none() {
			e = append(e, edit{first, `"` + q.limitMember + `":` + text + `,`})
		} else {
			e = append(e, edit{q.limitAt, text})
		}
	}
	if need.Model != "" && need.Model != q.head.Model {
		name := string(AppendString(nil, need.Model))
		if q.modelAt.none() {
			e = append(e, edit{first, `"model":` + name + `,`})
		} else {
			e = append(e, edit{q.modelAt, name})
		}
	}
	return e
}

// Append implements Request.
func (q *jsonRequest) Append(out, body []byte, need Needs) []byte {
	return rewrite(out, body, q.edits(make([]edit, 0, 4), need))
}
