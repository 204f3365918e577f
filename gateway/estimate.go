package gateway

import (
	"bytes"

	"aidollar/core/meter"
)

// Constants of bounds and estimates, in tokens.
const (
	// messageTokensMax is what a chat template may wrap around each message, and
	// callTokensMax what it may add once: a system header, dates, the tools' frame.
	messageTokensMax = 16
	callTokensMax    = 256

	// estimateBytesPerToken is how many bytes of text the estimate takes for one
	// token. Measured tokenizers give 3 to 4.5 bytes a token for English and code
	// and fewer for other scripts, so four, rounded down, leans towards the buyer.
	estimateBytesPerToken = 4
)

// bound is the most that the call can use. A token stands for at least one byte
// of the request, whatever the tokenizer, so the request's length bounds its
// tokens without counting them.
func (q *chatRequest) bound(length int, route *Route) (b meter.Quantities, outputLimit uint64) {
	b[meter.Request] = 1
	b[meter.Input] = uint64(length) + q.messages*messageTokensMax + callTokensMax
	if route.InputMax > 0 {
		b[meter.Input] = min(b[meter.Input], route.InputMax)
	}
	outputLimit = route.OutputMax
	if q.limit > 0 {
		outputLimit = min(q.limit, route.OutputMax)
	}
	b[meter.Output] = q.outputBound(outputLimit)
	return b, outputLimit
}

func (q *chatRequest) outputBound(limit uint64) uint64 {
	return (min(limit, limitMax) + q.predictionBytes) * q.choices
}

// estimate is what a call used of which only bytes are known: the text of the
// messages, and the text that was delivered. It never exceeds the bound.
func (q *chatRequest) estimate(delivered uint64, bound *meter.Quantities) (e meter.Quantities) {
	e[meter.Request] = 1
	e[meter.Input] = min(tokensOf(q.contentBytes), bound[meter.Input])
	e[meter.Output] = min(tokensOf(delivered), bound[meter.Output])
	return e
}

func tokensOf(length uint64) uint64 {
	if length == 0 {
		return 0
	}
	return max(length/estimateBytesPerToken, 1)
}

// The ends of the names of members that carry what a model said:
// "content", "reasoning_content", "arguments", "reasoning", "refusal".
var textMembers = [...]string{`content"`, `arguments"`, `reasoning"`, `refusal"`}

// textBytes is the length of what a model said in an event or an answer. It
// looks for the members by name instead of reading the JSON, because it runs
// on every event; text inside strings has its quotes escaped and cannot match.
func textBytes(event []byte) (length uint64) {
	for _, name := range textMembers {
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
