package dialect

import (
	"aidollar/core/meter"
)

// chat is OpenAI's chat completions.
var chat = Dialect{Name: "openai.chat", Kind: KindOpenAI, Path: "/chat/completions", read: readChat}

var chatWords = words{
	known: []string{
		"model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n", "messages", "prediction",
		"modalities", "audio", "web_search_options", "service_tier", "include_usage", "content", "type", "tools",
		"prompt_cache_key", "user",
	},
	refused: append([]string{"best_of"}, escapes...),
}

// choicesMax is the most choices that one call may ask for; OpenAI's bound.
const choicesMax = 128

// chatRequest is what the gateway knows of a chat completion request.
type chatRequest struct {
	jsonRequest
	options         options
	choices         uint64 // n
	messages        uint64
	predictionBytes uint64 // predictions that are rejected are billed as output
	media           parts  // the parts of the messages that are not text
	audioBytes      uint64 // of sound in the messages
	speaks          bool   // the answer may have sound in it
	searches        bool   // the upstream searches the web, once
}

// readChat reads a chat completion request and checks all of its JSON.
func readChat(source *Source) (Request, *Fault) {
	q := &chatRequest{choices: 1}
	q.head.LimitName, q.limitMember = "max_tokens", "max_completion_tokens"
	if f := q.readBody(source, q.read); f != nil {
		return nil, f
	}
	if q.messages == 0 {
		return nil, invalid("messages_missing", "messages", "the request has no messages; at least one is needed")
	}
	return q, nil
}

// read walks the members. What is well-formed but cannot be served is returned,
// the first of it, after the whole text was checked.
func (q *chatRequest) read(s *scanner) (first *Fault) {
	return q.members(s, &chatWords, func(name string) *Fault {
		start := s.i
		switch name {
		case "stream_options":
			return q.options.read(s, &chatWords)
		case "max_tokens", "max_completion_tokens":
			return q.readLimit(s, name)
		case "n":
			return s.count(&q.choices, name, choicesMax)
		case "messages":
			return q.readMessages(s)
		case "prediction":
			s.skip()
			q.predictionBytes = uint64(s.i - start)
			return nil
		case "modalities":
			return q.readModalities(s)
		case "audio":
			q.speaks = q.speaks || s.peek() != 'n'
		case "web_search_options":
			q.searches = s.peek() != 'n'
		case "service_tier":
			return q.readTier(s)
		case "tools":
			return q.readTools(s)
		}
		s.skip()
		return nil
	})
}

// Bound implements Request. A token stands for at least one byte of the
// request, whatever the tokenizer, so the request's length bounds its tokens
// without counting them.
func (q *chatRequest) Bound(t Terms) (Bound, *Fault) {
	b := q.begin(t)
	var search hosted
	if q.searches {
		search = hosted{searches: true, most: 1, first: "web_search_options"}
	}
	if f := q.addHosted(&b, &search); f != nil {
		return Bound{}, f
	}
	if f := q.addInput(&b, uint64(q.length)-q.audioBytes+q.messages*messageTokensMax+callTokensMax, &q.media, &search); f != nil {
		return Bound{}, f
	}
	b.OutputLimit = q.outputLimit()
	output := meter.TextOutput
	if q.speaks {
		output |= 1 << meter.OutputAudio
	}
	b.add(t.priced(output), (min(b.OutputLimit, limitMax)+q.predictionBytes)*q.choices)
	switch {
	case q.speaks && !t.Priced.Has(meter.OutputAudio):
		return Bound{}, invalid("modality_unsupported", "modalities", "the model's rate card has no price for tokens of sound, output_audio; only the modality \"text\" can be asked for")
	case q.audioBytes > 0 && !t.Priced.Has(meter.InputAudio):
		return Bound{}, invalid("content_part_unsupported", "messages", "the model's rate card has no price for tokens of sound, input_audio; send a transcript as text")
	}
	b.add(t.priced(meter.AudioInput), q.audioBytes)
	q.bound = b
	return b, nil
}

// Append implements Request.
func (q *chatRequest) Append(out, body []byte, need Needs) []byte {
	if need.LimitField != "" {
		q.limitMember = need.LimitField
	}
	e := q.edits(make([]edit, 0, 4), need)
	if q.head.Stream {
		e = q.options.edits(e, q.firstAt)
	}
	return rewrite(out, body, e)
}

// NewReader implements Request.
func (q *chatRequest) NewReader() Reader {
	r := &chatReader{text: chatText, includeUsage: q.options.includeUsage}
	if q.searches {
		r.searches = 1
	}
	return r
}

// options are stream_options: what they say, and where.
type options struct {
	at             span // an object or null
	null, empty    bool
	includeUsage   bool // the client itself asked for the usage chunk
	includeUsageAt span
}

func (o *options) read(s *scanner, w *words) *Fault {
	start := s.i
	switch s.peek() {
	case 'n':
		s.skip()
		o.at, o.null = span{start, s.i}, true
		return nil
	case '{':
	default:
		s.skip()
		return invalid("stream_options_malformed", "stream_options", "stream_options is not an object")
	}
	var met seen
	var f *Fault
	s.enter('{')
	n := 0
	for ; s.more('}', n); n++ {
		s.space()
		if name, _ := s.member(w, &met); name != "include_usage" {
			s.skip()
			continue
		}
		s.space()
		at := s.i
		switch s.peek() {
		case 't':
			o.includeUsage = true
		case 'f', 'n':
		default:
			f = invalid("include_usage_malformed", "stream_options.include_usage", "include_usage is neither true nor false")
		}
		s.skip()
		o.includeUsageAt = span{at, s.i}
	}
	o.at, o.empty = span{start, s.i}, n == 0
	return f
}

// edits make the upstream report usage at the end of the stream.
func (o *options) edits(e []edit, firstAt int) []edit {
	const on = `"include_usage":true`
	switch {
	case o.includeUsage:
	case o.at.none():
		e = append(e, edit{span{firstAt, firstAt}, `"stream_options":{` + on + `},`})
	case o.null:
		e = append(e, edit{o.at, `{` + on + `}`})
	case !o.includeUsageAt.none():
		e = append(e, edit{o.includeUsageAt, "true"})
	default:
		text := on + ","
		if o.empty {
			text = on
		}
		e = append(e, edit{span{o.at.start + 1, o.at.start + 1}, text})
	}
	return e
}
