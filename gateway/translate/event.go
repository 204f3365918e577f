package translate

import "bytes"

// Stream translates a stream event by event. It is for one answer, and for one
// goroutine.
type Stream interface {
	// Event translates one event with its blank line. What comes back may be no
	// event or several. A *Refusal ends the stream.
	Event(event []byte) ([]byte, *Refusal)
	// End is what a stream still lacks whose upstream ended it without saying so.
	End() []byte
}

// parseEvent reads the lines of an event (WHATWG HTML, 9.2.6): its name and its
// data, whose lines are joined.
func parseEvent(event []byte) (name string, data []byte) {
	lines := 0
	var joined []byte
	for line := range bytes.Lines(event) {
		line = bytes.TrimRight(line, "\r\n")
		field, rest, _ := bytes.Cut(line, []byte(":"))
		rest = bytes.TrimPrefix(rest, []byte(" "))
		switch string(field) {
		case "event":
			name = string(rest)
		case "data":
			if lines++; lines == 1 {
				data = rest
				continue
			}
			if lines == 2 {
				joined = append(joined, data...)
			}
			joined = append(append(joined, '\n'), rest...)
			data = joined
		}
	}
	return name, data
}

// appendEvent writes an event; without a name it is one of OpenAI's.
func appendEvent(out []byte, name string, data []byte) []byte {
	if name != "" {
		out = append(append(append(out, "event: "...), name...), '\n')
	}
	out = append(append(out, "data: "...), data...)
	return append(out, "\n\n"...)
}

const doneMark = "[DONE]"
