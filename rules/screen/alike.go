package screen

import "strings"

// How alike two tokens are.
const (
	alikeMin     = 0.70 // below it they are different
	alikeInitial = 0.80 // J. and Jose
	alikeSound   = 0.97 // other letters for the same sound
	alikeBare    = 0.94 // the same consonants, where one has no vowels written
	alikeSpoken  = 0.91 // the same syllables of Chinese or Korean
	stepsWorth   = 1.00 // of the likeness that is lost when every letter is another
)

// likeness says how alike two tokens are, between 0 and 1, and why in a word.
func likeness(a, b *token) (float64, string) {
	switch {
	case a.text == b.text:
		return 1, ""
	case len(a.text) == 1 || len(b.text) == 1:
		if sameSyllables(a.readings, b.readings) {
			return alikeSpoken, sameSpoken
		}
		if a.text[0] == b.text[0] {
			return alikeInitial, "initial"
		}
		return 0, ""
	case a.bare || b.bare:
		if a.bones == b.bones {
			return alikeBare, "same consonants, vowels not written"
		}
		return near(a.bones, b.bones) * alikeBare, "consonants, vowels not written"
	case a.sound == b.sound:
		return alikeSound, "same sound"
	}
	best, why := near(a.text, b.text), "spelling"
	if s := near(a.sound, b.sound) * alikeSound; s > best {
		best, why = s, "sound"
	}
	if best < alikeSpoken && sameSyllables(a.readings, b.readings) {
		return alikeSpoken, sameSpoken
	}
	return best, why
}

const sameSpoken = "same syllables"

const wordBytesMax = 40 // of a token that is compared letter by letter

// What it costs to change one word into another, in tenths of a letter. Vowels cost less:
// they are what transliterations and hearing differ in.
const (
	costLetter   = 10
	costSoft     = 7 // a vowel more or less, or an h
	costVowel    = 4 // one vowel for another
	costKin      = 4 // one consonant for another that the same letter is written as elsewhere
	costExchange = 10
)

// soft says which letters come and go from one way of writing to another.
var soft = [256]bool{'a': true, 'e': true, 'i': true, 'o': true, 'u': true, 'y': true, 'h': true}

// vowel says which letters stand for one another.
var vowel = [256]bool{'a': true, 'e': true, 'i': true, 'o': true, 'u': true, 'y': true}

// kin are consonants that one letter becomes in different countries: Egypt's g is j
// elsewhere, its z and s are dh and th; q is k, g or gh; a German s is a Russian z.
var kin = kinOf("gj gk dz st sz")

func kinOf(pairs string) (is [256][256]bool) {
	for pair := range strings.FieldsSeq(pairs) {
		is[pair[0]][pair[1]], is[pair[1]][pair[0]] = true, true
	}
	return is
}

func costOf(c byte) int32 {
	if soft[c] {
		return costSoft
	}
	return costLetter
}

// near is 1 less the cost of changing a into b by letters put in, left out, replaced or
// exchanged with their neighbours (the optimal string alignment), by the longer's length;
// or 0 where that is below alikeMin.
func near(a, b string) float64 {
	a, b = a[:min(len(a), wordBytesMax)], b[:min(len(b), wordBytesMax)]
	longest := max(len(a), len(b))
	if longest == 0 {
		return 0
	}
	most := int32(float64(longest*costLetter) * (1 - alikeMin) / stepsWorth)
	if int32(longest-min(len(a), len(b)))*costSoft > most {
		return 0
	}
	var rows [3][wordBytesMax + 1]int32
	before, last, this := &rows[0], &rows[1], &rows[2]
	for j := range len(b) {
		last[j+1] = last[j] + costOf(b[j])
	}
	for i := range len(a) {
		this[0] = last[0] + costOf(a[i])
		least := this[0]
		for j := range len(b) {
			change := int32(costLetter)
			switch {
			case a[i] == b[j]:
				change = 0
			case vowel[a[i]] && vowel[b[j]]:
				change = costVowel
			case kin[a[i]][b[j]]:
				change = costKin
			}
			cost := min(last[j]+change, last[j+1]+costOf(a[i]), this[j]+costOf(b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cost = min(cost, before[j-1]+costExchange)
			}
			this[j+1] = cost
			least = min(least, cost)
		}
		if least > most {
			return 0
		}
		before, last, this = last, this, before
	}
	if last[len(b)] > most {
		return 0
	}
	return 1 - stepsWorth*float64(last[len(b)])/float64(longest*costLetter)
}
