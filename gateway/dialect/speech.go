package dialect

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"aidollar/core/meter"
)

// speech is OpenAI's reading aloud. The answer is sound, or a stream of events
// that hold sound.
var speech = Dialect{Name: "openai.audio.speech", Kind: KindOpenAI, Path: "/audio/speech", Bulky: true, Sound: true, read: readSpeech}

var speechWords = words{known: []string{"model", "input", "instructions", "stream_format"}, refused: escapes}

// spokenTokens are the meters that speech billed by tokens needs, and
// spokenTokensAll those that its usage can have.
const (
	spokenTokens    = meter.Set(1)<<meter.Input | 1<<meter.OutputAudio
	spokenTokensAll = meter.TextInput | meter.TextOutput | 1<<meter.OutputAudio
)

type speechRequest struct {
	jsonRequest
	characters uint64
	dropped    meter.Set
}

func readSpeech(source *Source) (Request, *Fault) {
	q := &speechRequest{}
	if f := q.readBody(source, q.read); f != nil {
		return nil, f
	}
	if q.characters == 0 {
		return nil, invalid("input_missing", "input", "the request has no input; a text to read aloud is needed")
	}
	return q, nil
}

func (q *speechRequest) read(s *scanner) *Fault {
	return q.members(s, &speechWords, func(name string) *Fault {
		switch {
		case s.peek() != '"':
		case name == "input":
			text := unescaped(s.text())
			q.characters, q.contentBytes = uint64(utf8.RuneCount(text)), uint64(len(text))
			return nil
		case name == "stream_format":
			q.head.Stream = string(unescaped(s.text())) == "sse"
			return nil
		}
		s.skip()
		return nil
	})
}

// Bound implements Request.
func (q *speechRequest) Bound(t Terms) (Bound, *Fault) {
	b := q.begin(t)
	byTokens, byUnit, dropped, f := t.measures(spokenTokens, spokenTokensAll, meter.Character)
	if f != nil {
		return Bound{}, f
	}
	q.dropped = dropped
	if byUnit {
		b.add(meter.SetOf(meter.Character), q.characters)
	}
	if byTokens {
		b.add(t.priced(meter.TextInput), q.inputMost(uint64(q.length)+callTokensMax))
		b.add(t.priced(meter.TextOutput|1<<meter.OutputAudio), t.OutputMax)
	}
	q.bound = b
	return b, nil
}

// Estimate implements Request. A character of speech takes more than one token
// of sound, so one leans towards the buyer.
func (q *speechRequest) Estimate(uint64) meter.Quantities {
	e := q.jsonRequest.Estimate(0)
	e[meter.Output] = 0
	e[meter.Character] = min(q.characters, q.bound.most(meter.Character))
	e[meter.OutputAudio] = min(q.characters, q.bound.most(meter.OutputAudio))
	drop(&e, q.dropped)
	return e
}

// NewReader implements Request.
func (q *speechRequest) NewReader() Reader {
	r := &speechReader{request: q}
	if q.dropped&spokenTokens != 0 { // characters alone, which are known from the start
		r.facts.Usage, r.facts.Report = q.Estimate(0), ReportCounted
	}
	return r
}

type speechReader struct {
	facts   Facts
	request *speechRequest
}

// Facts implements Reader.
func (r *speechReader) Facts() *Facts { return &r.facts }

// Answer implements Reader. Sound has no form that is checked here.
func (r *speechReader) Answer(header http.Header, body []byte) error {
	r.facts.Text = uint64(len(body))
	if !strings.HasPrefix(header.Get("Content-Type"), "application/json") {
		return nil
	}
	failed, malformed := readEnvelope(body)
	r.facts.Failed = failed
	if malformed != nil {
		return malformed
	}
	return nil
}

// Event implements Reader.
func (r *speechReader) Event(event []byte) (step Step) {
	eventData(event, func(data []byte) {
		switch kind := eventType(data); {
		case isDone(data):
			step.Done = true
		case kind == "speech.audio.delta":
			step.Text += uint64(len(data))
		case kind == "speech.audio.done":
			step.Done = true
			usage, counted, trouble := readAudioUsage(data)
			if trouble != "" {
				r.facts.Trouble = trouble
			}
			if !counted || r.request.dropped&spokenTokens != 0 {
				return
			}
			usage.OutputAudio, usage.Characters = usage.Output, int64(r.request.characters)
			r.facts.take(usage.Quantities())
			drop(&r.facts.Usage, r.request.dropped)
		case kind == "error" || hasObject(data, `"error"`):
			step.Failed = true
		}
	})
	return step
}

// readAudioUsage reads the usage object of a text's or a recording's answer.
func readAudioUsage(text []byte) (u meter.AudioUsage, counted bool, trouble string) {
	s := scanner{b: text}
	bad := false
	s.object(func(name string) {
		switch name {
		case "usage":
			is := s.object(func(name string) {
				switch name {
				case "input_tokens":
					counted = s.tokens(&u.Input, &bad) || counted
				case "output_tokens":
					counted = s.tokens(&u.Output, &bad) || counted
				case "input_token_details":
					s.pick(&bad, "audio_tokens", &u.InputAudio, "", nil)
				case "seconds":
					counted = s.seconds(&u.Seconds, &bad) || counted
				default:
					s.skip()
				}
			})
			bad = bad || (is && !counted)
		case "duration":
			s.seconds(&u.Seconds, &bad)
		default:
			s.skip()
		}
	})
	switch s.end(); {
	case s.err != nil:
		return u, false, "an event is no JSON: " + s.err.Error()
	case bad:
		return u, false, usageUnreadable
	}
	return u, counted, ""
}
