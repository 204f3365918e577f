package screen

import (
	"strings"

	"aidollar/rules/lists"
)

// currencyAddress begins the type of a document that is an address on a chain, as OFAC
// writes it; the currency follows.
const currencyAddress = "Digital Currency Address"

// addresses finds the entries by their addresses on chains.
func addresses(all []*lists.List) map[string][]*lists.Entry {
	found := make(map[string][]*lists.Entry)
	for _, l := range all {
		for i := range l.Entries {
			e := &l.Entries[i]
			for _, d := range e.Documents {
				if strings.HasPrefix(d.Type, currencyAddress) {
					at := plain(d.Number)
					found[at] = append(found[at], e)
				}
			}
		}
	}
	return found
}

// plain is an address as it is compared. Hexadecimal digits are the same in either case;
// those of other forms are not.
func plain(address string) string {
	address = strings.TrimSpace(address)
	if small := strings.ToLower(address); strings.HasPrefix(small, "0x") {
		return small
	}
	return address
}

// Address finds the listed parties that an address on a chain is said to be of, whatever
// the currency: who holds a key holds its address on every chain of that form.
func (s *Set) Address(address string) []*lists.Entry { return s.addresses[plain(address)] }
