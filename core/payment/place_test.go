package payment

import "testing"

func TestPlacesAllowWhatWasAllowed(t *testing.T) {
	for _, c := range []struct {
		regions []string
		allowed uint64
		in, out []string
	}{
		{[]string{"fra"}, 1, []string{"fra", ""}, []string{"fra2", "iad", "fr"}},
		{[]string{"iad", "fra", "sin"}, 0b110, []string{"fra", "sin", ""}, []string{"iad", "lhr", "fra sin"}},
		{[]string{""}, 1, []string{"fra", ""}, nil},
		{[]string{"", "iad", "fra"}, 0b101, []string{"fra", "lhr", ""}, []string{"iad"}},
		{[]string{"", "fra"}, 0b10, []string{"fra", ""}, []string{"lhr", "!"}},
	} {
		call := Call{Decision: 1, Places: Places(c.regions, c.allowed)}
		for _, region := range c.in {
			if !call.Allows(region) {
				t.Errorf("%q of %b refuse %q: %q", c.regions, c.allowed, region, call.Places)
			}
		}
		for _, region := range c.out {
			if call.Allows(region) {
				t.Errorf("%q of %b allow %q: %q", c.regions, c.allowed, region, call.Places)
			}
		}
		if call.Decision = 0; !call.Allows("mars") {
			t.Error("without rules a region is refused")
		}
	}
}
