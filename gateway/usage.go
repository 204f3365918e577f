package gateway

import (
	"bytes"
	"strconv"

	"aidollar/core/meter"
)

// answerFacts is what the gateway looks for in an answer or in one event of a
// stream.
type answerFacts struct {
	usage     meter.ChatUsage
	hasUsage  bool // a usage object with token counts that can be read
	badUsage  bool // a usage object that cannot
	choices   int
	usageOnly bool // usage without any choice: the chunk include_usage adds
	failed    bool // an error object instead of choices
}

// readAnswer checks the JSON of an answer and picks out its usage.
func readAnswer(text []byte) (f answerFacts, err *syntaxError) {
	s := scanner{b: text}
	failure := false
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		switch string(s.key()) {
		case "usage":
			f.readUsage(&s)
		case "choices":
			f.readChoices(&s)
		case "error":
			failure = s.peek() != 'n'
			s.skip()
		default:
			s.skip()
		}
	}
	s.end()
	f.usageOnly = f.hasUsage && f.choices == 0
	f.failed = failure && f.choices == 0
	return f, s.err
}

func (f *answerFacts) readChoices(s *scanner) {
	if s.peek() != '[' {
		s.skip()
		return
	}
	s.enter('[')
	for f.choices = 0; s.more(']', f.choices); f.choices++ {
		s.skip()
	}
}

func (f *answerFacts) readUsage(s *scanner) {
	if s.peek() != '{' {
		f.badUsage = s.peek() != 'n'
		s.skip()
		return
	}
	f.usage, f.badUsage = meter.ChatUsage{}, false
	counted := false
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		switch string(s.key()) {
		case "prompt_tokens":
			counted = f.count(s, &f.usage.Prompt) || counted
		case "completion_tokens":
			counted = f.count(s, &f.usage.Completion) || counted
		case "total_tokens":
			f.count(s, &f.usage.Total)
		case "prompt_tokens_details":
			f.readPromptDetails(s)
		case "completion_tokens_details":
			f.readCompletionDetails(s)
		default:
			s.skip()
		}
	}
	f.badUsage = f.badUsage || !counted
	f.hasUsage = !f.badUsage
}

func (f *answerFacts) readPromptDetails(s *scanner) {
	if s.peek() != '{' {
		s.skip()
		return
	}
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		switch string(s.key()) {
		case "cached_tokens":
			f.count(s, &f.usage.PromptCached)
		case "cache_write_tokens":
			f.count(s, &f.usage.PromptCacheWrite)
		case "audio_tokens":
			f.count(s, &f.usage.PromptAudio)
		case "image_tokens":
			f.count(s, &f.usage.PromptImage)
		default:
			s.skip()
		}
	}
}

func (f *answerFacts) readCompletionDetails(s *scanner) {
	if s.peek() != '{' {
		s.skip()
		return
	}
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		switch string(s.key()) {
		case "reasoning_tokens":
			f.count(s, &f.usage.Reasoning)
		case "audio_tokens":
			f.count(s, &f.usage.CompletionAudio)
		case "image_tokens":
			f.count(s, &f.usage.CompletionImage)
		default:
			s.skip()
		}
	}
}

// count reads a token count and reports whether there was one. Null is nothing;
// a number with a fraction, or no number at all, makes the usage unreadable.
func (f *answerFacts) count(s *scanner, n *int64) bool {
	s.space()
	start := s.i
	if s.skip(); s.err != nil {
		return false
	}
	text := s.b[start:s.i]
	if string(text) == "null" {
		return false
	}
	value, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		f.badUsage = true
		return false
	}
	*n = value
	return true
}

// hasUsageObject reports whether a usage object may be in an event, at a small
// part of the cost of reading it. Inside a JSON string the quotes would be
// escaped, so a text that speaks of "usage" does not match.
func hasUsageObject(event []byte) bool {
	const name = `"usage"`
	for {
		i := bytes.Index(event, []byte(name))
		if i < 0 {
			return false
		}
		event = event[i+len(name):]
		if rest, ok := afterColon(event); ok && len(rest) > 0 && rest[0] == '{' {
			return true
		}
	}
}

// afterColon steps over a colon and the spaces around it.
func afterColon(b []byte) (rest []byte, ok bool) {
	for ; len(b) > 0; b = b[1:] {
		switch {
		case b[0] == ' ' || b[0] == '\t':
		case b[0] == ':' && !ok:
			ok = true
		default:
			return b, ok
		}
	}
	return nil, ok
}
