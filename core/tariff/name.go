package tariff

import (
	"errors"
	"fmt"
)

// nameMarks are the marks allowed in names beside letters and digits: those
// that model names in use have.
const nameMarks = "._:/@+-"

// NameError says what is wrong with the name of a card, seller, upstream or
// model, as a sentence part, or nil. Names go into URLs, logs and metrics, so
// they are printable ASCII without spaces and quotes.
func NameError(name string, longest int) error {
	if name == "" {
		return errors.New("is empty; give it a name")
	}
	if len(name) > longest {
		return fmt.Errorf("has %d characters; at most %d are allowed", len(name), longest)
	}
	for _, r := range name {
		letter := r|0x20 >= 'a' && r|0x20 <= 'z'
		if letter || (r >= '0' && r <= '9') {
			continue
		}
		mark := false
		for _, allowed := range nameMarks {
			mark = mark || r == allowed
		}
		if !mark {
			return fmt.Errorf("has the character %q; letters, digits and %s are allowed", r, nameMarks)
		}
	}
	return nil
}
