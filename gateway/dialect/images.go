package dialect

import (
	"fmt"
	"strconv"

	"aidollar/core/meter"
)

// The three ways to make pictures with OpenAI's images.
var (
	imagesGenerations = Dialect{Name: "openai.images.generations", Kind: KindOpenAI, Path: "/images/generations", Bulky: true, read: readImages}
	imagesEdits       = Dialect{Name: "openai.images.edits", Kind: KindOpenAI, Path: "/images/edits", Bulky: true, Upload: true, read: readImagesForm}
	imagesVariations  = Dialect{Name: "openai.images.variations", Kind: KindOpenAI, Path: "/images/variations", Bulky: true, Upload: true, read: readImagesForm}
)

const (
	imagesMax        = 10  // pictures of one call; OpenAI's bound
	partialImagesMax = 3   // previews of each in a stream; likewise
	partialTokens    = 100 // that each preview costs, by the provider's documentation
)

// imageTokens are the meters that a picture billed by tokens needs, and
// imageTokensAll those that its usage can have.
const (
	imageTokens    = meter.Set(1)<<meter.Input | 1<<meter.OutputImage
	imageTokensAll = meter.ImageInput | meter.TextOutput | 1<<meter.OutputImage
)

// pictures is what a request for pictures asks for.
type pictures struct {
	n, previews uint64
	dropped     meter.Set
}

// bound adds the pictures by whichever way the card counts them.
func (p *pictures) add(b *Bound, t *Terms, input uint64, group meter.Set) *Fault {
	byTokens, byUnit, dropped, f := t.measures(imageTokens, imageTokensAll, meter.Image)
	if f != nil {
		return f
	}
	p.dropped = dropped
	if byUnit {
		b.add(meter.SetOf(meter.Image), p.n)
	}
	if byTokens {
		b.add(t.priced(group), input)
		b.add(t.priced(meter.TextOutput|1<<meter.OutputImage), p.n*(t.OutputMax+p.previews*partialTokens))
	}
	return nil
}

// estimate takes each preview that was delivered for what it costs by tokens,
// and the call for one picture.
func (p *pictures) estimate(delivered, prompt uint64, b *Bound) (e meter.Quantities) {
	e[meter.Request] = 1
	e[meter.Image] = min(1, b.most(meter.Image))
	e[meter.Input] = min(tokensOf(prompt), b.most(meter.Input))
	e[meter.OutputImage] = min(delivered*partialTokens, b.most(meter.OutputImage))
	drop(&e, p.dropped)
	return e
}

var imagesWords = words{known: []string{"model", "stream", "prompt", "n", "partial_images"}, refused: escapes}

type imagesRequest struct {
	jsonRequest
	pictures
}

func readImages(source *Source) (Request, *Fault) {
	q := &imagesRequest{pictures: pictures{n: 1}}
	if f := q.readBody(source, q.read); f != nil {
		return nil, f
	}
	return q, nil
}

func (q *imagesRequest) read(s *scanner) *Fault {
	return q.members(s, &imagesWords, func(name string) *Fault {
		switch name {
		case "n":
			return s.count(&q.n, name, imagesMax)
		case "partial_images":
			if s.peek() == '0' {
				s.skip()
				return nil
			}
			return s.count(&q.previews, name, partialImagesMax)
		case "prompt":
			if s.peek() == '"' {
				q.contentBytes = uint64(len(s.text()))
				return nil
			}
		}
		s.skip()
		return nil
	})
}

// Bound implements Request.
func (q *imagesRequest) Bound(t Terms) (Bound, *Fault) {
	b := q.begin(t)
	if f := q.add(&b, &q.terms, q.inputMost(uint64(q.length)+callTokensMax), meter.TextInput); f != nil {
		return Bound{}, f
	}
	q.bound = b
	return b, nil
}

// Estimate implements Request.
func (q *imagesRequest) Estimate(delivered uint64) meter.Quantities {
	return q.estimate(delivered, q.contentBytes, &q.bound)
}

// NewReader implements Request.
func (q *imagesRequest) NewReader() Reader { return &imagesReader{pictures: &q.pictures} }

// imagesForm is a request that uploads pictures to work on.
type imagesForm struct {
	formRequest
	pictures
}

func readImagesForm(source *Source) (Request, *Fault) {
	q := &imagesForm{pictures: pictures{n: 1}}
	if f := q.read(source, []string{"model", "stream", "n", "partial_images"}, q.field); f != nil {
		return nil, f
	}
	return q, nil
}

func (q *imagesForm) field(name, value string) *Fault {
	into, most := &q.n, uint64(imagesMax)
	switch name {
	case "n":
	case "partial_images":
		into, most = &q.previews, partialImagesMax
	default:
		return nil
	}
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil || n > most || (n == 0 && name == "n") {
		return invalid(name+"_malformed", name, fmt.Sprintf("%s is no whole number up to %d", name, most))
	}
	*into = n
	return nil
}

// Bound implements Request. What a picture costs to look at cannot be told from
// its bytes, so tokens are bounded by the model's own limit.
func (q *imagesForm) Bound(t Terms) (b Bound, f *Fault) {
	q.terms = t
	b.add(meter.SetOf(meter.Request), 1)
	if t.InputMax == 0 && !t.Priced.Has(meter.Image) {
		return Bound{}, wideFault("file", "image")
	}
	if f := q.add(&b, &q.terms, t.InputMax, meter.ImageInput); f != nil {
		return Bound{}, f
	}
	q.bound = b
	return b, nil
}

// Estimate implements Request.
func (q *imagesForm) Estimate(delivered uint64) meter.Quantities {
	return q.estimate(delivered, q.textBytes, &q.bound)
}

// NewReader implements Request.
func (q *imagesForm) NewReader() Reader { return &imagesReader{pictures: &q.pictures} }
