package payment

import "strings"

// Places are the regions in which a call may be served, of those in which it was asked
// for. A region is a word without spaces. Where it was asked for in a region without a
// name, and may be served there, it may be served in all but those that were refused.
func Places(regions []string, allowed uint64) string {
	var may, not []string
	anywhere := false
	for i, region := range regions {
		switch is := allowed>>i&1 != 0; {
		case is && region == "":
			anywhere = true
		case is:
			may = append(may, region)
		default:
			not = append(not, region)
		}
	}
	if anywhere {
		return allBut + strings.Join(not, " ")
	}
	return strings.Join(may, " ")
}

// allBut stands before the regions in which a call must not be served, where it may be in
// all others; no region is called so.
const allBut = "!"

// Allows reports whether a call may have been served in a region; empty is one that nobody
// named, which contradicts nothing.
func (c *Call) Allows(region string) bool {
	if c.Decision == 0 || region == "" {
		return true
	}
	places, others := strings.CutPrefix(c.Places, allBut)
	for place := range strings.SplitSeq(places, " ") {
		if place == region {
			return !others
		}
	}
	return others
}
