package x402

import (
	"bytes"
	"strconv"
	"strings"
)

// contains reports whether the value at b of the document in has everything of
// the value at a: an object may have more members, anything else must be equal.
// It is how the stock servers hold a client's echo against what they said.
func (d *document) contains(a int32, in *document, b int32) bool {
	if d.nodes[a].kind != '{' || in.nodes[b].kind != '{' {
		return d.equal(a, in, b)
	}
	theirs := object{in, b}
	for i, end := a+1, d.nodes[a].next; i < end; i = d.nodes[i+1].next {
		at := theirs.any(d.bytes(i))
		if at < 0 || !d.contains(i+1, in, at) {
			return false
		}
	}
	return true
}

// any is find that tells null from absent.
func (o object) any(name []byte) int32 {
	for i, end := o.at+1, o.nodes[o.at].next; i < end; i = o.nodes[i+1].next {
		if bytes.Equal(o.bytes(i), name) {
			return i + 1
		}
	}
	return -1
}

// equal reports whether two values mean the same, in whatever order and spelling.
func (d *document) equal(a int32, in *document, b int32) bool {
	mine, theirs := &d.nodes[a], &in.nodes[b]
	if mine.kind != theirs.kind {
		return false
	}
	switch mine.kind {
	case '"':
		return bytes.Equal(d.bytes(a), in.bytes(b))
	case '{':
		return d.members(a) == in.members(b) && d.sameMembers(a, in, b)
	case '[':
		x, y := a+1, b+1
		for x < mine.next && y < theirs.next {
			if !d.equal(x, in, y) {
				return false
			}
			x, y = d.nodes[x].next, in.nodes[y].next
		}
		return x == mine.next && y == theirs.next
	case 0:
		return sameNumber(string(d.raw(a)), string(in.raw(b)))
	}
	return true // true, false and null are their kinds
}

func (d *document) members(a int32) (n int) {
	for i, end := a+1, d.nodes[a].next; i < end; i = d.nodes[i+1].next {
		n++
	}
	return n
}

func (d *document) sameMembers(a int32, in *document, b int32) bool {
	for i, end := a+1, d.nodes[a].next; i < end; i = d.nodes[i+1].next {
		at := (object{in, b}).any(d.bytes(i))
		if at < 0 || !d.equal(i+1, in, at) {
			return false
		}
	}
	return true
}

// sameNumber compares as the stock libraries do, to which all numbers of JSON
// are floats: 1.0 comes back as 1. No amount is ever written as a number.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

// Match finds the way to pay, among those that a server offers, which a payment
// has chosen; it returns -1 if there is none. The server then goes by its own
// copy. As with the stock servers, a client may add to extra and change nothing;
// version 1 chooses by scheme and network alone, the first that fits. What is
// offered must be of the payment's version, for its networks are written otherwise.
// A way whose extra the client has repeated without an addition goes before one
// that it would have added to, since a method is named in extra.
func Match(offered []Requirements, p *Payment) int {
	first := -1
	for i := range offered {
		r, chosen := &offered[i], &p.Accepted
		if r.Scheme != chosen.Scheme || r.Network != chosen.Network {
			continue
		}
		if p.Version != 1 && !r.sameTerms(chosen) {
			continue
		}
		if p.Version == 1 || len(chosen.Extra) == 0 || containsJSON(chosen.Extra, r.Extra) {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return first
}

func (r *Requirements) sameTerms(chosen *Requirements) bool {
	return r.Amount == chosen.Amount && r.MaxTimeoutSeconds == chosen.MaxTimeoutSeconds &&
		strings.EqualFold(r.Asset, chosen.Asset) && strings.EqualFold(r.PayTo, chosen.PayTo) &&
		(len(r.Extra) == 0 || containsJSON(r.Extra, chosen.Extra))
}

// containsJSON is contains over texts, of which the same text needs no reading:
// what a payment has was read with it.
func containsJSON(expected, actual []byte) bool {
	if bytes.Equal(expected, actual) {
		return true
	}
	want, err := scan(expected, openLengthMax)
	defer want.done()
	if err != nil || len(actual) == 0 {
		return err == nil && want.nodes[0].kind == '{' && want.nodes[0].next == 1
	}
	got, err := scan(actual, openLengthMax)
	defer got.done()
	return err == nil && want.contains(0, got, 0)
}
