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
// strings in members with these ends of names, each with its closing quote. It looks for the members by name instead of reading the JSON, because it runs
// on every event; text inside strings has its quotes escaped and cannot match.
func textBytes(members []string, event []byte) (length uint64) {
	for _, name := range members {
		for rest := event; ; {
			i := bytes.Index(rest, []byte(name))
			if i < 0 {
				break
			}
			var colon bool
			if rest, colon = afterColon(rest[i+len(name):]); colon && len(rest) > 0 && rest[0] == '"' {
				var n uint64
				n, rest = stringBytes(rest[1:])
				length += n
			}
		}
	}
	return length
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
