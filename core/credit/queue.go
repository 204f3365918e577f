package credit

// event of the queue: a line or a grant changes at a time by that alone. One that it
// does not know of any more is passed over when its time comes.
type event struct {
	at    int64
	grant bool
	place int
}

// Time implements agenda.Event.
func (e event) Time() int64 { return e.at }

// Before has lines come first.
func (e event) Before(other event) bool {
	if e.grant != other.grant {
		return other.grant
	}
	return e.place < other.place
}
