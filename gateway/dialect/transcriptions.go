package dialect

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"aidollar/core/meter"
)

// The two ways to write a recording down with OpenAI's audio.
var (
	transcriptions = Dialect{Name: "openai.audio.transcriptions", Kind: KindOpenAI, Path: "/audio/transcriptions", Upload: true, read: readTranscription}
	translations   = Dialect{Name: "openai.audio.translations", Kind: KindOpenAI, Path: "/audio/translations", Upload: true, read: readTranscription}
)

// Bounds and estimates of a recording whose length is only known by its bytes.
const (
	// recordingRateMin is below the bytes a second that any speech codec of the
	// formats that are taken reaches. A recording of silence may be smaller still;
	// then the charge stops at the bound.
	recordingRateMin = 250
	// recordingRate is usual: 128 kbit/s.
	recordingRate = 16_000
	// recordingTokens is above the tokens that a second of sound takes.
	recordingTokens = 50
)

// heardTokens are the meters that a recording billed by tokens needs, and
// heardTokensAll those that its usage can have.
const (
	heardTokens    = meter.Set(1)<<meter.InputAudio | 1<<meter.Output
	heardTokensAll = meter.AudioInput | meter.TextInput | meter.TextOutput
)

type transcriptionRequest struct {
	formRequest
	dropped meter.Set
}

func readTranscription(source *Source) (Request, *Fault) {
	q := &transcriptionRequest{}
	f := q.read(source, []string{"model", "stream", "response_format"}, func(string, string) *Fault { return nil })
	if f != nil {
		return nil, f
	}
	return q, nil
}

// Bound implements Request.
func (q *transcriptionRequest) Bound(t Terms) (b Bound, f *Fault) {
	q.terms = t
	b.add(meter.SetOf(meter.Request), 1)
	byTokens, byUnit, dropped, f := t.measures(heardTokens, heardTokensAll, meter.Second)
	if f != nil {
		return Bound{}, f
	}
	q.dropped = dropped
	seconds := q.fileBytes/recordingRateMin + 1
	if byUnit {
		b.add(meter.SetOf(meter.Second), seconds)
	}
	if byTokens {
		heard := seconds * recordingTokens
		if t.InputMax > 0 {
			heard = min(heard, t.InputMax)
		}
		b.add(t.priced(meter.AudioInput), heard)
		b.add(t.priced(meter.TextInput), q.textBytes+callTokensMax)
		b.add(t.priced(meter.TextOutput), t.OutputMax)
	}
	q.bound = b
	return b, nil
}

// Estimate implements Request.
func (q *transcriptionRequest) Estimate(delivered uint64) (e meter.Quantities) {
	e[meter.Request] = 1
	seconds := max(q.fileBytes/recordingRate, 1)
	e[meter.Second] = min(seconds, q.bound.most(meter.Second))
	e[meter.InputAudio] = min(seconds*recordingTokens/5, q.bound.most(meter.InputAudio))
	e[meter.Output] = min(tokensOf(delivered), q.bound.most(meter.Output))
	drop(&e, q.dropped)
	return e
}

// NewReader implements Request.
func (q *transcriptionRequest) NewReader() Reader { return &transcriptionReader{dropped: q.dropped} }

type transcriptionReader struct {
	facts   Facts
	dropped meter.Set
}

// Facts implements Reader.
func (r *transcriptionReader) Facts() *Facts { return &r.facts }

// Answer implements Reader. Subtitles and plain text have neither usage nor a
// form that is checked here.
func (r *transcriptionReader) Answer(header http.Header, body []byte) error {
	if !strings.HasPrefix(header.Get("Content-Type"), "application/json") {
		r.facts.Text = uint64(len(body))
		return nil
	}
	failed, malformed := readEnvelope(body)
	if malformed != nil {
		return malformed
	}
	r.facts.Failed = failed
	r.facts.Text = textBytes(completionsText, body)
	r.report(body)
	return nil
}

// Event implements Reader.
func (r *transcriptionReader) Event(event []byte) (step Step) {
	eventData(event, func(data []byte) {
		switch kind := eventType(data); {
		case isDone(data):
			step.Done = true
		case kind == "transcript.text.done":
			step.Done = true
			r.report(data)
		case strings.HasSuffix(kind, ".delta"):
			step.Text += textBytes(responsesDelta, data)
		case kind == "error" || hasObject(data, `"error"`):
			step.Failed = true
		}
	})
	return step
}

// report takes tokens or seconds, whichever the card asks for and the upstream
// says.
func (r *transcriptionReader) report(text []byte) {
	usage, counted, trouble := readAudioUsage(text)
	if trouble != "" {
		r.facts.Trouble = trouble
		return
	}
	byUnit, byTokens := !r.dropped.Has(meter.Second), r.dropped&heardTokens == 0
	known := (byUnit && usage.Seconds > 0) || (byTokens && counted && usage.Input+usage.Output > 0)
	if !known {
		return
	}
	r.facts.take(usage.Quantities())
	drop(&r.facts.Usage, r.dropped)
}

// seconds reads a length of time, which may have a fraction and be written as a
// string; a begun second counts.
func (s *scanner) seconds(n *int64, bad *bool) bool {
	s.space()
	start := s.i
	if s.skip(); s.err != nil {
		return false
	}
	text := strings.Trim(string(s.b[start:s.i]), `"`)
	if text == "null" {
		return false
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || !(value >= 0 && value <= meter.TokensMax) {
		*bad = true
		return false
	}
	*n = int64(math.Ceil(value))
	return true
}
