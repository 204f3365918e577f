package gateway

import "strconv"

// upstreamNeeds is what must differ between the client's request and the
// upstream's.
type upstreamNeeds struct {
	model      string // the upstream's name of the model
	limitField string // the member that limits output, if the client gave none
	limit      uint64 // tokens of output for each choice; zero leaves it as it is
}

// appendUpstream writes the request as the upstream gets it. Each edit replaces
// one value, or adds a member in front of the first, and nothing else changes.
func (q *chatRequest) appendUpstream(out, body []byte, need upstreamNeeds) []byte {
	e := editor{out: out, body: body}
	e.upTo(q.firstAt)
	e.at = q.firstAt
	if q.stream && q.optionsAt.none() {
		e.add(`"stream_options":{"include_usage":true},`)
	}
	if need.limit != 0 && q.limitAt.none() {
		e.add(`"`)
		e.add(need.limitField)
		e.add(`":`)
		e.out = strconv.AppendUint(e.out, need.limit, 10)
		e.add(`,`)
	}

	// The values come in the client's order; there are three at most.
	edits := [...]struct {
		at  span
		put func(*editor)
	}{
		{q.modelAt, func(e *editor) { e.out = appendJSONString(e.out, need.model) }},
		{q.limitAt, func(e *editor) { e.out = strconv.AppendUint(e.out, need.limit, 10) }},
		{q.optionsAt, func(e *editor) { q.appendOptions(e) }},
	}
	if need.model == "" || need.model == q.model {
		edits[0].at = span{}
	}
	if need.limit == 0 || need.limit == q.limit {
		edits[1].at = span{}
	}
	if !q.stream || q.includeUsage {
		edits[2].at = span{}
	}
	for {
		next := -1
		for i := range edits {
			if !edits[i].at.none() && (next < 0 || edits[i].at.start < edits[next].at.start) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		e.upTo(edits[next].at.start)
		edits[next].put(&e)
		e.at = edits[next].at.end
		edits[next].at = span{}
	}
	e.upTo(len(body))
	return e.out
}

// appendOptions writes stream_options with include_usage set.
func (q *chatRequest) appendOptions(e *editor) {
	switch {
	case q.optionsNull:
		e.add(`{"include_usage":true}`)
		return
	case !q.includeUsageAt.none():
		e.at = q.optionsAt.start
		e.upTo(q.includeUsageAt.start)
		e.add("true")
		e.at = q.includeUsageAt.end
	default:
		e.add(`{"include_usage":true`)
		if !q.optionsEmpty {
			e.add(",")
		}
		e.at = q.optionsAt.start + 1
	}
	e.upTo(q.optionsAt.end)
}

// editor copies a body with changes.
type editor struct {
	out, body []byte
	at        int // how far the body is dealt with
}

func (e *editor) upTo(end int) {
	e.out = append(e.out, e.body[e.at:end]...)
	e.at = end
}

func (e *editor) add(text string) { e.out = append(e.out, text...) }
