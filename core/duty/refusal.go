package duty

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that it was done before.
const (
	Exists       Refusal = "exists"
	Full         Refusal = "duties_full"
	QuestionLong Refusal = "duty_question_long"
	Unknown      Refusal = "duty_unknown"
	NoteMissing  Refusal = "duty_note"
	DigestNone   Refusal = "duty_digest"
)

// Sentence tells people what r means; empty for a code that is not duty's own.
func (r Refusal) Sentence() string {
	switch r {
	case Full:
		return "the rules ask for more to be done than the house has room to note, and what is not noted would not be done; the open duties have to be done first"
	case QuestionLong:
		return "the rules want this to be asked again later, and it is longer than the 8,192 bytes that are kept of a question"
	case Unknown:
		return "there is no duty with that number"
	case NoteMissing:
		return "a duty that a person ends has a note in words, of 1 to 1,000 bytes of UTF-8"
	case DigestNone:
		return "the house's own program ends the duty to hand data on, and nothing else, and names the digest of what it kept"
	}
	return ""
}
