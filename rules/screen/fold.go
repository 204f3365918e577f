package screen

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// What a name may have at most. A name that is asked about and has more is refused; of a
// listed name the rest is left out, and counted.
const (
	nameBytesMax = 1_000
	tokensMax    = 24
)

// token is one word of a name.
type token struct {
	text   string // in small Latin letters
	sound  string // its spelling made alike: see sounds
	bones  string // the consonants of its sound, and what it begins with
	bare   bool   // written without vowels, as Arabic is
	weight float64

	readings []reading // by syllables, where the whole name has such
}

// arabic gives Arabic and Persian letters in Latin. Short vowels are not written, so that
// a token of them is compared by its consonants alone; w and y may be long vowels.
var arabic = map[rune]string{
	'ا': "a", 'أ': "a", 'إ': "i", 'آ': "a", 'ٱ': "a", 'ب': "b", 'ت': "t", 'ث': "th", 'ج': "j", 'ح': "h", 'خ': "kh", 'د': "d", 'ذ': "dh",
	'ر': "r", 'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z", 'ع': "a", 'غ': "gh", 'ف': "f", 'ق': "q", 'ك': "k",
	'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'و': "w", 'ي': "y", 'ى': "a", 'ة': "a", 'ء': "", 'ئ': "y", 'ؤ': "w",
	'پ': "p", 'چ': "ch", 'ژ': "zh", 'گ': "g", 'ک': "k", 'ی': "y", 'ہ': "h", 'ے': "y",
}

// cyrillic gives the letters whose spelling in most lists is another than unidecode's.
var cyrillic = map[rune]string{
	'ю': "yu", 'я': "ya", 'ё': "yo", 'й': "y", 'є': "ye", 'ї': "yi", 'ў': "u", 'ь': "", 'ъ': "", 'ђ': "dj", 'ћ': "c", 'џ': "dz", 'љ': "lj", 'њ': "nj", 'ј': "j",
}

const (
	arabicArticle = "ال"
	tatweel       = 'ـ'
)

// latin writes a word in small Latin letters.
func latin(word string) (text string, bare bool) {
	var b strings.Builder
	for _, r := range word {
		if spelled, is := arabic[r]; is {
			bare = true
			b.WriteString(spelled)
			continue
		}
		if spelled, is := cyrillic[r]; is {
			b.WriteString(spelled)
			continue
		}
		if unicode.Is(unicode.Mn, r) || r == tatweel {
			continue
		}
		b.WriteString(unidecode.Unidecode(string(r)))
	}
	return strings.ToLower(b.String()), bare
}

// apart says what separates words: all but letters, digits, marks on letters, and the
// signs that stand within a name (O'Hara, Mar'i).
func apart(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune("'’‘`ʼʹʻ", r)
}

// successors is what the Entity List writes behind the names of some companies. It is the
// same behind all of them, and nobody says it of himself.
const successors = "and any successor, sub-unit, or subsidiary thereof"

// fold cuts a name into tokens. In the name of a person, family is what stands before a
// comma, as lists write it.
func fold(name string, person bool) []token {
	name = norm.NFKC.String(strings.ToLower(name))
	name = strings.ReplaceAll(name, successors, "")
	family := 0
	if before, _, has := strings.Cut(name, ","); has && person {
		family = len(words(before))
	}
	var tokens []token
	for i, w := range words(name) {
		t := w
		if i < family && t.weight == 1 {
			t.weight = weightFamily
		}
		tokens = append(tokens, t)
		if len(tokens) == tokensMax {
			break
		}
	}
	syllabic(tokens)
	return tokens
}

// words are the tokens of a text, with what belongs together put together.
func words(text string) []token {
	type word struct {
		text string
		bare bool
	}
	var all []word
	for _, field := range strings.FieldsFunc(text, apart) {
		if rest, is := strings.CutPrefix(field, arabicArticle); is && len([]rune(rest)) > 1 {
			all = append(all, word{"al", false})
			field = rest
		}
		spelled, bare := latin(field)
		// A script without spaces comes with them: each Chinese sign is a syllable.
		for part := range strings.FieldsFuncSeq(spelled, func(r rune) bool { return r == ' ' || r == '-' }) {
			part = strings.Map(onlyASCII, part)
			if part != "" {
				all = append(all, word{part, bare})
			}
		}
	}
	var tokens []token
	for i := 0; i < len(all); i++ {
		w := all[i]
		// Letters with points between them, such as S.A.R.L., are a legal form or initials.
		joined, j := "", i
		for ; j < len(all) && len(all[j].text) == 1; j++ {
			joined += all[j].text
		}
		if j-i > 1 && legalForms[joined] {
			w, i = word{joined, false}, j-1
		}
		// The servant of: Abd al-Rahman, Abdul Rahman and Abdurrahman are one name.
		if servant[w.text] && i+1 < len(all) {
			next := i + 1
			if particles[all[next].text] && next+1 < len(all) {
				next++
			}
			w, i = word{"abd" + all[next].text, w.bare || all[next].bare}, next
		} else if rest := servantOf(w.text); rest != "" {
			w.text = "abd" + rest
		}
		tokens = append(tokens, made(w.text, w.bare))
	}
	return tokens
}

func onlyASCII(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return -1
}

var servant = map[string]bool{"abd": true, "abdul": true, "abdel": true, "abdal": true, "abdol": true, "abdur": true, "abdoul": true}

// servantOf is what follows in a name that has Abd before it, or nothing.
func servantOf(text string) string {
	for _, prefix := range []string{"abdoul", "abdul", "abdel", "abdal", "abdol", "abdur", "abder"} {
		if rest, is := strings.CutPrefix(text, prefix); is && len(rest) >= 3 {
			return rest
		}
	}
	return ""
}

func made(text string, bare bool) token {
	t := token{text: text, sound: sounds(text), bare: bare, weight: weightOf(text)}
	t.bones = bones(t.sound)
	return t
}

// sameSounds are spellings of one sound, in the order in which they are replaced. They
// go across the ways in which Arabic, Persian, Russian, Chinese and Korean are written in
// Latin letters, and lose what those ways differ in.
var sameSounds = strings.NewReplacer(
	"shch", "sh", "sch", "sh", "tch", "ch", "tsch", "ch", "dzh", "j", "dj", "j", "zh", "j", "kh", "k", "gh", "g", "dh", "d", "th", "t", "ph", "f",
	"ck", "k", "cz", "ch", "ts", "c", "tz", "c", "qu", "k", "q", "k", "x", "ks", "ou", "u", "oo", "u", "ee", "i", "iya", "a", "iia", "a",
	"iy", "i", "yi", "i", "ij", "i", "ya", "a", "ia", "a", "yu", "u", "iu", "u", "ye", "e", "ie", "e", "yo", "o", "io", "o", "w", "v", "y", "i",
)

// sounds makes the spellings of one name alike.
func sounds(text string) string {
	first := text
	if len(text) > 1 && text[0] == 'y' && !strings.HasPrefix(text, "ye") { // a consonant: Yusuf is no Usuf
		first = "j" + text[1:]
	}
	spelled := sameSounds.Replace(first)
	out := make([]byte, 0, len(spelled))
	for i := range len(spelled) {
		c := spelled[i]
		switch {
		case i > 0 && c == spelled[i-1]: // doubled
		case c == 'c' && i+1 < len(spelled) && spelled[i+1] == 'h':
			out = append(out, 'c')
		case c == 'c' && (i+1 == len(spelled) || !strings.ContainsRune("eiy", rune(spelled[i+1]))):
			out = append(out, 'k')
		case c == 'c':
			out = append(out, 's')
		case c == 'h' && i+1 == len(spelled) && i > 0: // Fatimah
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// bones are the consonants, behind what the sound begins with.
func bones(sound string) string {
	out := make([]byte, 0, len(sound))
	for i := range len(sound) {
		c := sound[i]
		switch {
		case strings.IndexByte("aeiou", c) >= 0:
			if i == 0 {
				out = append(out, 'a')
			}
		case c == 'v' && i > 0 && i+1 < len(sound) && strings.IndexByte("aeiou", sound[i+1]) < 0: // a long vowel, in Arabic
		default:
			out = append(out, c)
		}
	}
	return string(out)
}
