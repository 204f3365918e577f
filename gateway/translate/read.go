package translate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// A Refusal is why something cannot be translated.
type Refusal struct {
	Code   string // stable machine code
	Param  string // the parameter's path: messages[2].content[0]
	Detail string // what was wrong, where, and what would be right
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }

// reader keeps the first refusal. After it, steps still run and mean nothing.
type reader struct{ refusal *Refusal }

func (r *reader) refuse(code, param, format string, args ...any) {
	if r.refusal == nil {
		r.refusal = &Refusal{Code: code, Param: param, Detail: fmt.Sprintf(format, args...)}
	}
}

func (r *reader) malformed(param, want string) {
	r.refuse("member_malformed", param, "%s is not %s", param, want)
}

// value is a part of a text with its path.
type value struct {
	r    *reader
	raw  json.RawMessage
	path string
}

// object is a JSON object whose members are taken one by one, so that what
// nobody took can be refused.
type object struct {
	r       *reader
	path    string
	members []member
}

type member struct {
	name string
	raw  json.RawMessage
	used bool
}

// open reads the outermost object.
func (r *reader) open(body []byte) *object {
	if !utf8.Valid(body) {
		r.refuse("invalid_utf8", "", "the text is not valid UTF-8, which JSON has to be")
		return &object{r: r}
	}
	var raw json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		r.refuse("invalid_json", "", "the text is not the JSON object it has to be: %v", err)
		return &object{r: r}
	}
	return value{r, raw, ""}.object()
}

func (v value) kind() byte {
	if raw := bytes.TrimLeft(v.raw, " \t\r\n"); len(raw) > 0 {
		return raw[0]
	}
	return 0
}

// null says that there is no value.
func (v value) null() bool { k := v.kind(); return k == 0 || k == 'n' }

// object reads the members. A name that comes twice is refused: servers differ
// in which one they take.
func (v value) object() *object {
	o := &object{r: v.r, path: v.path}
	if v.kind() != '{' {
		v.r.malformed(v.path, "an object")
		return o
	}
	d := json.NewDecoder(bytes.NewReader(v.raw))
	_, _ = d.Token() // the brace that kind saw
	seen := map[string]bool{}
	for d.More() {
		name, _ := d.Token()
		m := member{}
		m.name, _ = name.(string)
		if err := d.Decode(&m.raw); err != nil {
			v.r.malformed(v.path, "well-formed: "+err.Error())
			return o
		}
		if seen[m.name] {
			v.r.refuse("member_twice", o.at(m.name), "%s is given twice; once is enough", o.at(m.name))
		}
		seen[m.name] = true
		o.members = append(o.members, m)
	}
	return o
}

func (v value) array() (elements []value) {
	if v.null() {
		return nil
	}
	var raws []json.RawMessage
	if v.kind() != '[' || json.Unmarshal(v.raw, &raws) != nil {
		v.r.malformed(v.path, "an array")
		return nil
	}
	elements = make([]value, len(raws))
	for i, raw := range raws {
		elements[i] = value{v.r, raw, v.path + "[" + strconv.Itoa(i) + "]"}
	}
	return elements
}

func (v value) text() (s string) {
	if v.null() {
		return ""
	}
	if v.kind() != '"' || json.Unmarshal(v.raw, &s) != nil {
		v.r.malformed(v.path, "a string")
	}
	return s
}

func (v value) flag() bool {
	switch v.kind() {
	case 't':
		return true
	case 'f', 'n', 0:
	default:
		v.r.malformed(v.path, "true or false")
	}
	return false
}

// opaque is an object that goes on as it is; nil when there is none.
func (v value) opaque() json.RawMessage {
	if v.null() {
		return nil
	}
	if v.kind() != '{' {
		v.r.malformed(v.path, "an object")
		return nil
	}
	return v.raw
}

// number is the number as it was written; empty when there is none.
func (v value) number() json.Number {
	switch k := v.kind(); {
	case k == 0 || k == 'n':
	case k == '-' || ('0' <= k && k <= '9'):
		return json.Number(bytes.TrimSpace(v.raw))
	default:
		v.r.malformed(v.path, "a number")
	}
	return ""
}

func (o *object) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// take returns a member; it is null when there is none.
func (o *object) take(name string) value {
	for i := range o.members {
		if o.members[i].name == name {
			o.members[i].used = true
			return value{o.r, o.members[i].raw, o.at(name)}
		}
	}
	return value{o.r, nil, o.at(name)}
}

// need takes a string that has to be there.
func (o *object) need(name string) string {
	v := o.take(name)
	s := v.text()
	if s == "" {
		o.r.refuse("member_missing", v.path, "%s is missing or empty; it has to be a string", v.path)
	}
	return s
}

// drop takes members that make no difference.
func (o *object) drop(names ...string) {
	for _, name := range names {
		o.take(name)
	}
}

// end refuses what nobody took. Null is as good as nothing.
func (o *object) end() {
	for _, m := range o.members {
		if !m.used && !(value{raw: m.raw}).null() {
			o.r.refuse("member_unsupported", o.at(m.name),
				"%s cannot be translated for the upstream of this model; leave it out", o.at(m.name))
			return
		}
	}
}

// encode writes JSON without escaping what only HTML minds.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// finish writes what was read, unless it was refused.
func (r *reader) finish(v any) ([]byte, *Refusal) {
	if r.refusal != nil {
		return nil, r.refusal
	}
	b, err := encode(v)
	if err != nil {
		return nil, &Refusal{Code: "untranslatable", Detail: "the translation cannot be written: " + err.Error()}
	}
	return b, nil
}
