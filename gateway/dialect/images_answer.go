package dialect

import (
	"net/http"
	"strings"

	"aidollar/core/meter"
)

// imagesReader follows the answers of images: pictures are counted here, tokens
// are the upstream's.
type imagesReader struct {
	facts    Facts
	pictures *pictures
	sum      meter.ImagesUsage // of a stream's pictures
}

// Facts implements Reader.
func (r *imagesReader) Facts() *Facts { return &r.facts }

// Answer implements Reader.
func (r *imagesReader) Answer(_ http.Header, body []byte) error {
	usage, counted, malformed := r.read(body)
	if malformed != nil {
		return malformed
	}
	r.report(&usage, counted)
	return nil
}

// Event implements Reader. A picture that is complete comes with its usage; a
// preview counts as something delivered.
func (r *imagesReader) Event(event []byte) (step Step) {
	eventData(event, func(data []byte) {
		if isDone(data) {
			step.Done = true
			return
		}
		switch kind := eventType(data); {
		case strings.HasSuffix(kind, ".partial_image"):
			step.Text++
		case strings.HasSuffix(kind, ".completed"):
			usage, counted, malformed := r.read(data)
			if malformed != nil {
				r.facts.Trouble = "an event is no JSON: " + malformed.Error()
				return
			}
			step.Text++
			s := &r.sum
			s.Images++
			s.Input += usage.Input
			s.InputImage += usage.InputImage
			s.InputCached += usage.InputCached
			s.Output += usage.Output
			s.OutputText += usage.OutputText
			r.report(s, counted)
		case kind == "error" || hasObject(data, `"error"`):
			step.Failed = true
		}
	})
	return step
}

func (r *imagesReader) read(text []byte) (u meter.ImagesUsage, counted bool, malformed error) {
	s := scanner{b: text}
	if s.peek() != '{' {
		s.fail("expected '{', found %s", s.found())
	}
	bad := false
	s.object(func(name string) {
		switch {
		case name == "data" && s.peek() == '[':
			s.enter('[')
			n := 0
			for ; s.more(']', n); n++ {
				s.skip()
			}
			u.Images = int64(n)
		case name == "error":
			r.facts.Failed = s.peek() != 'n'
			s.skip()
		case name == "usage":
			is := s.object(func(name string) {
				switch name {
				case "input_tokens":
					counted = s.tokens(&u.Input, &bad) || counted
				case "output_tokens":
					counted = s.tokens(&u.Output, &bad) || counted
				case "input_tokens_details":
					s.pick(&bad, "image_tokens", &u.InputImage, "cached_tokens", &u.InputCached)
				case "output_tokens_details":
					s.pick(&bad, "text_tokens", &u.OutputText, "", nil)
				default:
					s.skip()
				}
			})
			bad = bad || (is && !counted)
		default:
			s.skip()
		}
	})
	if s.end(); s.err != nil {
		return u, false, s.err
	}
	if bad {
		r.facts.Trouble = usageUnreadable
	}
	return u, counted && !bad, nil
}

// report believes tokens of the upstream, and the count of pictures where the
// card asks for nothing else.
func (r *imagesReader) report(u *meter.ImagesUsage, counted bool) {
	byTokens := r.pictures.dropped&imageTokens == 0
	if byTokens && !counted {
		return // the policy for missing usage decides
	}
	r.facts.take(u.Quantities())
	if !counted && r.facts.Report == ReportFull {
		r.facts.Report = ReportCounted
	}
	drop(&r.facts.Usage, r.pictures.dropped)
}

// pick reads up to two counts of an object.
func (s *scanner) pick(bad *bool, first string, one *int64, second string, two *int64) {
	s.object(func(name string) {
		switch {
		case name == first:
			s.tokens(one, bad)
		case two != nil && name == second:
			s.tokens(two, bad)
		default:
			s.skip()
		}
	})
}
