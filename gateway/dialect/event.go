package dialect

import "bytes"

// eventData calls read with the data of an event's lines.
func eventData(event []byte, read func(data []byte)) {
	for line := range bytes.Lines(event) {
		if data, ok := bytes.CutPrefix(line, []byte("data:")); ok {
			read(bytes.TrimSpace(data))
		}
	}
}

// eventType is the member "type" of an event's object. Upstreams write it
// first; where one does not, the object is read for it.
func eventType(data []byte) string {
	if rest, ok := bytes.CutPrefix(data, []byte(`{"type"`)); ok {
		if rest, ok = afterColon(rest); ok && len(rest) > 0 && rest[0] == '"' {
			if i := bytes.IndexByte(rest[1:], '"'); i >= 0 {
				return string(rest[1 : 1+i])
			}
		}
	}
	s := scanner{b: data}
	return s.kind()
}

// isDone reports whether data is the mark that ends many streams.
func isDone(data []byte) bool { return string(data) == "[DONE]" }
