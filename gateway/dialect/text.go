package dialect

import "bytes"

// estimateBytesPerToken is how many bytes of text the estimate takes for one
// token. Measured tokenizers give 3 to 4.5 bytes a token for English and code
// and fewer for other scripts, so four, rounded down, leans towards the buyer.
const estimateBytesPerToken = 4

func tokensOf(length uint64) uint64 {
	if length == 0 {
		return 0
	}
	return max(length/estimateBytesPerToken, 1)
}

// chatText are the ends of the names of members that carry what a model said:
// "content", "reasoning_content", "arguments", "reasoning", "refusal".
var chatText = []string{`content"`, `arguments"`, `reasoning"`, `refusal"`}

// textBytes is the length of what a model said in an event or an answer: of the
// strings in members with these ends of names, each with its closing quote, of
// which no name may have two. It goes from colon to colon instead of reading the
// JSON, because it runs on every event; text inside strings has its quotes escaped
// and cannot match.
func textBytes(members []string, event []byte) (length uint64) {
	for rest := event; ; {
		i := bytes.IndexByte(rest, ':')
		if i < 0 {
			return length
		}
		name := rest[:i]
		rest = rest[i+1:]
		if !endsIn(name, members) {
			continue
		}
		value := rest
		for len(value) > 0 && (value[0] == ' ' || value[0] == '\t') {
			value = value[1:]
		}
		if len(value) > 0 && value[0] == '"' {
			var n uint64
			n, rest = stringBytes(value[1:])
			length += n
		}
	}
}

// endsIn reports whether what stands before a colon ends in one of the members.
func endsIn(b []byte, members []string) bool {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	if len(b) == 0 || b[len(b)-1] != '"' {
		return false
	}
	for _, member := range members {
		if len(b) >= len(member) && string(b[len(b)-len(member):]) == member {
			return true
		}
	}
	return false
}

// stringBytes is the decoded length of a JSON string whose opening quote was
// passed, in bytes of UTF-8, and what follows the string.
func stringBytes(b []byte) (length uint64, rest []byte) {
	for i := 0; i < len(b); length++ {
		switch {
		case b[i] == '"':
			return length, b[i+1:]
		case b[i] != '\\':
			i++
		case i+1 < len(b) && b[i+1] == 'u':
			r, _ := hex4(b[min(i+2, len(b)):])
			switch {
			case 0xd800 <= r && r < 0xe000: // half of a pair that makes four bytes
				length++
			case r >= 0x800:
				length += 2
			case r >= 0x80:
				length++
			}
			i += 6
		default:
			i += 2
		}
	}
	return length, nil
}
