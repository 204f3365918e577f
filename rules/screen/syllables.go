package screen

import "strings"

// Chinese and Korean names are written in Latin letters in ways that have few letters in
// common: Xiaoping and Hsiao-p'ing, Jeong and Chung. What they have in common are the
// syllables. So a name of nothing but such syllables is compared by them, too.

// syllable is what one may stand for, whichever way it is written: the bits of the sounds
// that it may begin and go on with.
type syllable struct{ head, tail uint32 }

// reading is one way to cut a word into syllables of a language.
type reading struct {
	key       string // the same for all words that may have a reading in common
	syllables []syllable
}

const (
	readingsMax  = 4 // of a word
	syllablesMax = 4 // of a name: a family's and a given one of two each
	syllablesMin = 2
)

// language has the spellings of its syllables' parts.
type language struct {
	name         string            // begins the keys of its readings
	same         *strings.Replacer // of syllables that are no head and tail
	heads, tails spellingsOf
	fits         func(head, tail string) bool
}

// spellingsOf are the parts of syllables by how they are written.
type spellingsOf struct {
	parts   map[string]spelled
	longest int
}

// spelled is a part of a syllable: how it may sound, and by which letter
// words with any of these sounds are found.
type spelled struct {
	sounds uint32
	key    string
}

// readings are the ways to cut a word, at most readingsMax.
func (l *language) readings(word string) (all []reading) {
	l.cut(l.same.Replace(word), reading{key: l.name}, &all)
	return all
}

func (l *language) cut(rest string, so reading, all *[]reading) {
	if rest == "" {
		*all = append(*all, so)
		return
	}
	if len(so.syllables) == syllablesMax {
		return
	}
	for h := min(l.heads.longest, len(rest)); h >= 0; h-- {
		head, is := l.heads.parts[rest[:h]]
		if !is {
			continue
		}
		behind := rest[h:]
		for t := min(l.tails.longest, len(behind)); t > 0; t-- {
			tail, is := l.tails.parts[behind[:t]]
			if !is || !l.fits(rest[:h], behind[:t]) {
				continue
			}
			if len(*all) == readingsMax {
				return
			}
			longer := append(so.syllables[:len(so.syllables):len(so.syllables)], syllable{head.sounds, tail.sounds})
			l.cut(behind[t:], reading{so.key + head.key + tail.key, longer}, all)
		}
	}
}

// syllabic gives tokens their readings where the whole name is of one language's syllables,
// as many as a name there has, titles apart. In any other name such words are chance: Tom
// and Dan.
func syllabic(tokens []token) {
	for _, l := range []*language{&chinese, &korean} {
		of := make([][]reading, len(tokens))
		all, titled := 0, 0 // syllables, and how many of them are of words that may be titles
		for i := range tokens {
			t := &tokens[i]
			if !titles[t.text] {
				of[i] = l.readings(t.text)
			}
			if len(of[i]) == 0 {
				if t.weight > weightParticle {
					all = 0
					break
				}
				continue
			}
			n := shortest(of[i])
			if all += n; t.weight <= weightParticle {
				titled += n
			}
		}
		switch {
		case all >= syllablesMin && all <= syllablesMax:
			titled = 0 // Du and Pao are names here
		case all-titled < syllablesMin || all-titled > syllablesMax:
			continue
		}
		for i := range tokens {
			if t := &tokens[i]; t.weight > weightParticle || titled == 0 && len(of[i]) > 0 {
				if len(t.text) > 1 {
					t.weight = max(t.weight, 1)
				}
				t.readings = append(t.readings, of[i]...)
			}
		}
	}
}

func shortest(all []reading) int {
	n := syllablesMax
	for i := range all {
		n = min(n, len(all[i].syllables))
	}
	return n
}

// joinedReadings are those of two words that are written as one.
func joinedReadings(a, b []reading) (all []reading) {
	for i := range a {
		for j := range b {
			first, second := &a[i], &b[j]
			if first.key[0] == second.key[0] && len(all) < 2*readingsMax {
				all = append(all, reading{first.key + second.key[1:], append(first.syllables[:len(first.syllables):len(first.syllables)], second.syllables...)})
			}
		}
	}
	return all
}

// sameSyllables reports whether two words may be the same, syllable by syllable.
func sameSyllables(a, b []reading) bool {
	for i := range a {
		for j := range b {
			if a[i].key == b[j].key && fit(a[i].syllables, b[j].syllables) {
				return true
			}
		}
	}
	return false
}

func fit(a, b []syllable) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].head&b[i].head == 0 || a[i].tail&b[i].tail == 0 {
			return false
		}
	}
	return true
}
