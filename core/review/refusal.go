package review

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same was asked or decided before, and holds.
const (
	Exists        Refusal = "exists"
	ItemInvalid   Refusal = "review_invalid"
	ItemDiffers   Refusal = "review_differs"
	ItemUnknown   Refusal = "review_unknown"
	ItemDecided   Refusal = "review_decided"
	ItemEnded     Refusal = "review_ended"
	ItemOpen      Refusal = "review_open"
	ItemFinal     Refusal = "review_final"
	RulingInvalid Refusal = "review_ruling_invalid"
	ReasonMissing Refusal = "review_reason"
	UntilInvalid  Refusal = "review_until"
	SecondPerson  Refusal = "review_second_person"
	QueueFull     Refusal = "review_queue_full"
	SubjectFull   Refusal = "review_subject_full"
	ItemsFull     Refusal = "review_items_full"
)

var sentences = map[Refusal]string{
	ItemInvalid:   "an item names its subject; a screening the name and 1 to 32 matches with entry, name, list and a score of at most 1,000; any other the action, the resource and the request's digest, and an arrival which money it is",
	ItemDiffers:   "the id is taken by another item; choose another id",
	ItemUnknown:   "there is no item with that id, or it ended too long ago to be remembered",
	ItemDecided:   "the item was decided already; withdraw that decision first",
	ItemEnded:     "the answer has ended: its time has passed, or it was withdrawn; the request is referred anew when it is made again",
	ItemOpen:      "the item is open, so that there is no decision to withdraw",
	ItemFinal:     "what was decided of money that came, or of a call that is past, is final; if it was wrong, move the money by a transfer",
	RulingInvalid: "a decision approves or refuses, and names the key of who decides",
	ReasonMissing: "a decision has a reason in words, of 1 to 1,000 bytes of UTF-8",
	UntilInvalid:  "an approval of a request ends at a time to come, at most 366 days away, and a refusal of one may; a clearing may be looked at again at a time to come, at most 1,830 days away; a confirmed match and what is decided of money or of a call that is past have no end",
	SecondPerson:  "two persons have to approve this, and whoever approves it again has approved it before; another one has to",
	QueueFull:     "as many items are open as the queue has room for; decide some of them",
	SubjectFull:   "as many items of this subject are open as one subject may have; decide some of them",
	ItemsFull:     "as many items are kept as the house has room for; withdraw answers that are not needed",
}

// Sentence tells people what r means; empty for a code that is not review's own.
func (r Refusal) Sentence() string { return sentences[r] }
