package dialect

import (
	"bytes"
	"net/http"

	"aidollar/core/meter"
)

// chatFacts is what there is to look for in an answer or in one event of a
// stream.
type chatFacts struct {
	usage     meter.ChatUsage
	hasUsage  bool // a usage object with token counts that can be read
	badUsage  bool // a usage object that cannot
	choices   int
	usageOnly bool // usage without any choice: the chunk include_usage adds
	failed    bool // an error object instead of choices
}

// chatReader follows the answers of chat completions and of the completions
// before them, which report alike.
type chatReader struct {
	facts        Facts
	text         []string // ends of the names of members with text
	includeUsage bool     // the client asked for the usage event
	searches     uint64   // that the call makes and the usage does not count
}

// Facts implements Reader.
func (r *chatReader) Facts() *Facts { return &r.facts }

// Answer implements Reader.
func (r *chatReader) Answer(_ http.Header, body []byte) error {
	f, malformed := readChatAnswer(body)
	if malformed != nil {
		return malformed
	}
	r.facts.Failed = f.failed
	r.report(&f)
	if r.facts.Report == ReportNone {
		r.facts.Text = textBytes(r.text, body)
	}
	return nil
}

// Event implements Reader. Few events are read as JSON: those that may hold
// usage, or an error.
func (r *chatReader) Event(event []byte) (step Step) {
	for line := range bytes.Lines(event) {
		data, ok := bytes.CutPrefix(line, []byte("data:"))
		if !ok {
			continue
		}
		data = bytes.TrimSpace(data)
		if string(data) == "[DONE]" {
			step.Done = true
			return step
		}
		step.Text += textBytes(r.text, data)
		if !hasObject(data, `"usage"`) && !bytes.HasPrefix(data, []byte(`{"error"`)) {
			continue
		}
		f, malformed := readChatAnswer(data)
		if malformed != nil {
			r.facts.Trouble = "an event is no JSON: " + malformed.Error()
			continue
		}
		r.report(&f)
		step.Failed = step.Failed || f.failed
		step.Hide = f.usageOnly && !r.includeUsage
	}
	return step
}

// report takes what an upstream says was used, unless it cannot be.
func (r *chatReader) report(f *chatFacts) {
	if f.badUsage {
		r.facts.Trouble = usageUnreadable
	}
	if f.hasUsage {
		r.facts.take(f.usage.Quantities())
		r.facts.Usage[meter.WebSearch] = r.searches
	}
}

const usageUnreadable = "the usage cannot be read"

// take is the report of everything that was used.
func (f *Facts) take(quantities meter.Quantities, fault meter.Fault) {
	if fault != meter.FaultNone {
		f.Trouble = "the usage is impossible: " + fault.Code()
		return
	}
	f.Usage, f.Report = quantities, ReportFull
}

// readChatAnswer checks the JSON of an answer and picks out its usage.
func readChatAnswer(text []byte) (f chatFacts, err *syntaxError) {
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

func (f *chatFacts) readChoices(s *scanner) {
	if s.peek() != '[' {
		s.skip()
		return
	}
	s.enter('[')
	for f.choices = 0; s.more(']', f.choices); f.choices++ {
		s.skip()
	}
}

func (f *chatFacts) readUsage(s *scanner) {
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
			counted = s.tokens(&f.usage.Prompt, &f.badUsage) || counted
		case "completion_tokens":
			counted = s.tokens(&f.usage.Completion, &f.badUsage) || counted
		case "total_tokens":
			s.tokens(&f.usage.Total, &f.badUsage)
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

func (f *chatFacts) readPromptDetails(s *scanner) {
	if s.peek() != '{' {
		s.skip()
		return
	}
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		switch string(s.key()) {
		case "cached_tokens":
			s.tokens(&f.usage.PromptCached, &f.badUsage)
		case "cache_write_tokens":
			s.tokens(&f.usage.PromptCacheWrite, &f.badUsage)
		case "audio_tokens":
			s.tokens(&f.usage.PromptAudio, &f.badUsage)
		case "image_tokens":
			s.tokens(&f.usage.PromptImage, &f.badUsage)
		default:
			s.skip()
		}
	}
}

func (f *chatFacts) readCompletionDetails(s *scanner) {
	if s.peek() != '{' {
		s.skip()
		return
	}
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		switch string(s.key()) {
		case "reasoning_tokens":
			s.tokens(&f.usage.Reasoning, &f.badUsage)
		case "audio_tokens":
			s.tokens(&f.usage.CompletionAudio, &f.badUsage)
		case "image_tokens":
			s.tokens(&f.usage.CompletionImage, &f.badUsage)
		default:
			s.skip()
		}
	}
}
