package x402

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	wordTextMax   = 128   // bytes: scheme, network, address, amount
	proseMax      = 2048  // bytes: URLs, descriptions, error messages
	decimalMax    = 78    // digits of the largest number of 256 bits
	openLengthMax = 32768 // bytes: extra, extensions, outputSchema
)

// object reads the members of one object of a document. An absent one, and any
// after the document's first mistake, reads as nothing.
type object struct {
	*document
	at int32 // its node, or -1
}

func (d *document) root() object { return d.objectAt(0) }

func (d *document) objectAt(i int32) object {
	if i >= 0 && d.bad == nil && d.nodes[i].kind != '{' {
		d.wrong(i, CodeType, "an object is wanted")
	}
	if i < 0 || d.bad != nil {
		return object{d, -1}
	}
	return object{d, i}
}

func (o object) present() bool { return o.at >= 0 }

// find is the node of a member's value, or -1. An explicit null counts as
// absent: some implementations write one for what they leave out.
func (o object) find(name string) int32 {
	if o.at < 0 || o.bad != nil {
		return -1
	}
	for i, end := o.at+1, o.nodes[o.at].next; i < end; i = o.nodes[i+1].next {
		if string(o.bytes(i)) == name {
			if o.nodes[i+1].kind == 'n' {
				return -1
			}
			return i + 1
		}
	}
	return -1
}

// need is find for a member that must be there.
func (o object) need(name string) int32 {
	i := o.find(name)
	if i < 0 && o.at >= 0 && o.bad == nil {
		o.wrong(o.at, CodeMissing, "the member %q is missing", name)
	}
	return i
}

// wrong keeps the document's first mistake, with the way to the node.
func (d *document) wrong(i int32, code, format string, arguments ...any) {
	if d.bad == nil {
		d.bad = mistake(code, d.path(i), format, arguments...)
	}
}

// path is the way to a node, found by going down from the root.
func (d *document) path(target int32) string {
	var way strings.Builder
	for at := int32(0); at != target; {
		isObject := d.nodes[at].kind == '{'
		child := at + 1
		for index := 0; ; index++ {
			value := child
			if isObject {
				value++
			}
			if target < d.nodes[value].next {
				if isObject {
					if way.Len() > 0 {
						way.WriteByte('.')
					}
					way.Write(d.bytes(child))
				} else {
					way.WriteString("[" + strconv.Itoa(index) + "]")
				}
				at = value
				break
			}
			child = d.nodes[value].next
		}
	}
	return way.String()
}

// textAt is a string node's text.
func (d *document) textAt(i int32, max int) string {
	if i < 0 || d.bad != nil {
		return ""
	}
	if d.nodes[i].kind != '"' {
		d.wrong(i, CodeType, "a string is wanted")
		return ""
	}
	n := &d.nodes[i]
	s := d.text[n.start+1 : n.end-1]
	if n.escaped {
		s = string(d.bytes(i))
	}
	if len(s) > max {
		d.wrong(i, CodeLength, "the text has %d bytes; at most %d are taken", len(s), max)
		return ""
	}
	return s
}

// word is a string that must be there and not be empty.
func (o object) word(name string, max int) string {
	i := o.need(name)
	s := o.textAt(i, max)
	if s == "" && i >= 0 {
		o.wrong(i, CodeValue, "the text must not be empty")
	}
	return s
}

func (o object) textOptional(name string, max int) string { return o.textAt(o.find(name), max) }

func (o object) object(name string) object { return o.objectAt(o.need(name)) }

func (o object) objectOptional(name string) object { return o.objectAt(o.find(name)) }

// open is an object that is kept as it came, or nil.
func (o object) open(name string) json.RawMessage {
	member := o.objectOptional(name)
	if !member.present() {
		return nil
	}
	raw := o.raw(member.at)
	if len(raw) > openLengthMax {
		o.wrong(member.at, CodeLength, "the object has %d bytes; at most %d are taken", len(raw), openLengthMax)
		return nil
	}
	return raw
}

// raw is a node as it was written.
func (d *document) raw(i int32) json.RawMessage {
	n := &d.nodes[i]
	return json.RawMessage(d.src[n.start:n.end:n.end])
}

// list is the nodes of an array's items.
func (o object) list(name string, max int) []int32 {
	i := o.need(name)
	if i < 0 {
		return nil
	}
	if o.nodes[i].kind != '[' {
		o.wrong(i, CodeType, "an array is wanted")
		return nil
	}
	var items []int32
	for at, end := i+1, o.nodes[i].next; at < end; at = o.nodes[at].next {
		if len(items) == max {
			o.wrong(i, CodeTooMany, "the array has more than %d items", max)
			return nil
		}
		items = append(items, at)
	}
	return items
}

// whole is a whole number that JSON writes as such, from 0 on.
func (o object) whole(name string) int64 {
	i := o.need(name)
	if i < 0 {
		return 0
	}
	n, err := strconv.ParseInt(string(o.raw(i)), 10, 64)
	if o.nodes[i].kind != 0 || err != nil || n < 0 {
		o.wrong(i, CodeType, "a whole number from 0 on is wanted")
	}
	return n
}

// truth is a boolean that must be there.
func (o object) truth(name string) bool {
	i := o.need(name)
	if i < 0 {
		return false
	}
	kind := o.nodes[i].kind
	if kind != 't' && kind != 'f' {
		o.wrong(i, CodeType, "true or false is wanted")
	}
	return kind == 't'
}

// number is decimal text of at most 256 bits.
func (o object) number(name string) uint256.Int {
	i := o.need(name)
	s := o.textAt(i, wordTextMax)
	if i < 0 || o.bad != nil {
		return uint256.Int{}
	}
	n, ok := parseDecimal(s)
	if !ok {
		o.wrong(i, CodeAmount, "%q is no whole number: digits without leading zeros are wanted, and at most 256 bits", s)
	}
	return n
}

// parseDecimal reads digits alone: no sign, point, space or leading zero.
func parseDecimal(s string) (n uint256.Int, ok bool) {
	if s == "" || len(s) > decimalMax || s[0] == '0' && s != "0" {
		return n, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return n, false
		}
	}
	err := n.SetFromDecimal(s)
	return n, err == nil
}

func (o object) address(name string) (a common.Address) {
	o.fixed(name, a[:], CodeAddress)
	return a
}

func (o object) hash(name string) (h common.Hash) {
	o.fixed(name, h[:], CodeHex)
	return h
}

// fixed reads hexadecimal text that fills into.
func (o object) fixed(name string, into []byte, code string) {
	i := o.need(name)
	s := o.textAt(i, wordTextMax)
	if i < 0 || o.bad != nil {
		return
	}
	if !fillHex(into, s) {
		o.wrong(i, code, "%q are not %d bytes: 0x and %d hexadecimal digits are wanted", s, len(into), 2*len(into))
	}
}

const noDigit = 0xff

// hexDigits is the worth of each byte as a hexadecimal digit, or noDigit.
var hexDigits = func() (worth [256]byte) {
	for c := range worth {
		worth[c] = noDigit
	}
	for i := range byte(16) {
		worth["0123456789abcdef"[i]], worth["0123456789ABCDEF"[i]] = i, i
	}
	return worth
}()

// fillHex decodes 0x and exactly as many digits as fill into.
func fillHex(into []byte, s string) bool {
	digits, prefixed := strings.CutPrefix(s, "0x")
	if !prefixed || len(digits) != 2*len(into) {
		return false
	}
	for i := range into {
		high, low := hexDigits[digits[2*i]], hexDigits[digits[2*i+1]]
		if high|low == noDigit {
			return false
		}
		into[i] = high<<4 | low
	}
	return true
}

// hex is any number of bytes.
func (o object) hex(name string, most int) []byte {
	i := o.need(name)
	s := o.textAt(i, 2+2*most)
	if i < 0 || o.bad != nil {
		return nil
	}
	b := make([]byte, max(len(s)-2, 0)/2)
	if !fillHex(b, s) {
		o.wrong(i, CodeHex, "this is no text of bytes: 0x and an even number of hexadecimal digits are wanted")
		return nil
	}
	return b
}
