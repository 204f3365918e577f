package recourse

// Reason says why money is returned, or asked back.
type Reason uint8

// The reasons.
const (
	NotDelivered Reason = iota + 1
	Duplicate           // the same was charged before
	WrongPrice
	Quality
	Unauthorized // the buyer did not ask for it
	Goodwill
	Other
	reasonEnd
)

var reasons = [...]string{"", "not_delivered", "duplicate", "wrong_price", "quality", "unauthorized", "goodwill", "other"}

// Reasons are the words for reasons, by their numbers; the first is none.
func Reasons() []string { return reasons[:] }

func (r Reason) valid() bool { return r > 0 && r < reasonEnd }

func (r Reason) String() string {
	if r < reasonEnd {
		return reasons[r]
	}
	return "unknown"
}
