package screen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"aidollar/rules/lists"
)

// pool is what names of one sort are put together of. Given names are common ones,
// family names are made of syllables: nobody is meant.
type pool struct {
	given   []string
	middle  []string
	begins  []string
	middles []string
	ends    []string
}

var pools = []pool{
	{
		given:  strings.Fields("Mohamed Ahmed Ali Hassan Hussein Khaled Ibrahim Yusuf Omar Mustafa Abdulrahman Abdullah Saeed Tariq Walid Nasser Faisal Jamal Rashid Salim Fatima Aisha Zaynab Mahmoud Karim"),
		middle: strings.Fields("Mohamed Ahmed Ali Hassan Khalil Ismail Yahya Qasim Salih Hamid"),
		begins: strings.Fields("al-Tar al-Qad al-Wahr al-Zub al-Khor al-Shamr al-Maj al-Ghur al-Bas al-Nuj al-Hal al-Fas al-Dul al-Jaw"), middles: strings.Fields("a i ou awi idi ashi ula ani"), ends: strings.Fields("ri qi wi mi shi fi ni bi lani dani"),
	}, {
		given:  strings.Fields("Dmitriy Sergey Aleksandr Vladimir Yevgeniy Mikhail Andrey Igor Oleg Yuriy Natalya Yekaterina Olga Tatyana Nikolay Pavel Viktor Konstantin Anatoliy Maksim"),
		middle: strings.Fields("Sergeyevich Aleksandrovich Ivanovich Vladimirovich Petrovich Nikolayevich Mikhaylovich Yuryevich"),
		begins: strings.Fields("Voln Zhurav Khor Tsvet Shchek Byel Gryaz Kram Lud Mikhn Ost Prokh Ryab Stud Terp Ushk Fyod Chern"), middles: strings.Fields("o ya e i ya u ogo evi osha"), ends: strings.Fields("rsky nov vich nenko lin chuk tsev shin gin dovsky"),
	}, {
		given:  strings.Fields("Wei Jian Xiaoming Zhenlin Guoqiang Lihua Yongsheng Haitao Jianguo Meiling Qiang Xiuying Zhiyuan Hongwei Dawei Chunhua"),
		middle: []string{""},
		begins: strings.Fields("Ou Zh X Qu L Sh W Ch T D"), middles: strings.Fields("ia uo ang ei ong ao en ing"), ends: []string{"", "", "", "ng"},
	}, {
		given:  strings.Fields("Jose Carlos Juan Luis Miguel Jorge Pedro Efrain Ramiro Hector Maria Rosa Carmen Alejandra Esteban Rodrigo Guillermo Ignacio"),
		middle: strings.Fields("Efrain Antonio Enrique Alberto Manuel Angel Eduardo Felipe"),
		begins: strings.Fields("Quint Vel Barr Montal Sald Espan Caball Urib Zamor Trej Olv Guti"), middles: strings.Fields("a e i o aba era ino"), ends: strings.Fields("ni coa les rra vez nda lta mbo"),
	}, {
		given:  strings.Fields("Gholamreza Mehdi Hossein Reza Soraya Parviz Bahram Farhad Shirin Kourosh Nasrin Javad Morteza Hamid Behrouz"),
		middle: strings.Fields("Ali Reza Mohammad Akbar"),
		begins: strings.Fields("Farrokh Haddad Karam Rost Shahr Bakht Mirz Jahan Golest Nour Tehr"), middles: strings.Fields("a i an ba"), ends: strings.Fields("par zadeh pour nia vand yan doust ian"),
	},
}

// otherPool is of names that no list here has anything like of.
var otherPool = pool{
	given:  strings.Fields("James Emma Oliver Charlotte William Sophie Lukas Hannah Pieter Astrid Magnus Chloe Thomas Ingrid Patrick Fiona Giulia Matteo Camille Antoine"),
	middle: strings.Fields("Edward Jane Louise Henry Grace Marie"),
	begins: strings.Fields("Ash Brad Cross Dun East Fair Green Hart Kings Lind Mell North Oak Penn Rose Stan Thorn Whit Berg Wester"), middles: []string{""}, ends: strings.Fields("ton ley field worth bury ham wood mann stein dahl gaard quist ford combe"),
}

func pick(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

// person makes a name as a list writes it, the family's before the comma.
func (p *pool) person(r *rand.Rand) string {
	family := p.family(r)
	given := pick(r, p.given)
	if m := pick(r, p.middle); m != "" && m != given && r.IntN(3) > 0 {
		given += " " + m
	}
	return strings.ToUpper(family) + ", " + given
}

// family makes a name of three or four parts; lists of real people have ten thousands.
func (p *pool) family(r *rand.Rand) string {
	name := pick(r, p.begins) + pick(r, p.middles)
	if r.IntN(2) == 0 {
		name += pick(r, consonants) + pick(r, p.middles)
	}
	return name + pick(r, p.ends)
}

var consonants = strings.Fields("b d f g k l m n r s t z")

var companyWords = strings.Fields("TRADING SHIPPING TECHNOLOGY HOLDING ENERGY LOGISTICS SYSTEMS INDUSTRIES INVESTMENT ELECTRONICS")

func (p *pool) company(r *rand.Rand) string {
	name := p.family(r) + " " + p.family(r)
	return strings.ToUpper(name) + " " + pick(r, companyWords) + " " + pick(r, []string{"LLC", "CO. LTD.", "GMBH", "FZE", "JSC"})
}

// listOf makes a list of n entries.
func listOf(r *rand.Rand, n int) *lists.List {
	l := &lists.List{}
	for i := range n {
		p := &pools[i%len(pools)]
		e := lists.Entry{List: "TEST", Number: fmt.Sprint(i), Kind: lists.Person, File: "made"}
		if i%5 == 4 {
			e.Kind = lists.Entity
			e.Names = []lists.Name{{Text: p.company(r), Quality: lists.Primary, Script: "Latn"}}
		} else {
			e.Names = []lists.Name{{Text: p.person(r), Quality: lists.Primary, Script: "Latn"}}
			e.Born = []lists.Span{{From: lists.Date{Year: 1940 + r.IntN(60)}}}
			e.Born[0].To = e.Born[0].From
		}
		l.Entries = append(l.Entries, e)
	}
	return l
}

// change makes another spelling of a name, or says that it does not apply.
type change struct {
	kind  string
	floor float64 // of what has to be found, near or better
	apply func(r *rand.Rand, name string) (string, bool)
}

// natural is a name as people write it: the family's at the end, without a comma.
func natural(name string) string {
	family, given, comma := strings.Cut(name, ", ")
	if !comma {
		return name
	}
	return given + " " + family
}

// respellings are ways in which the same name is written in Latin letters.
var respellings = [][2]string{
	{"mohamed", "muhammad"}, {"mohamed", "mohammed"}, {"mohammad", "mohamad"}, {"ahmed", "ahmad"}, {"hussein", "husain"}, {"hossein", "hussain"}, {"yusuf", "youssef"}, {"khaled", "khalid"},
	{"abdul", "abd al-"}, {"abdul", "abdel"}, {"saeed", "said"}, {"mahmoud", "mahmud"}, {"mustafa", "moustapha"}, {"q", "k"}, {"ou", "u"}, {"kh", "h"}, {"al-", "el "}, {"al-", ""}, {"iy", "y"}, {"yev", "ev"}, {"ye", "e"},
	{"sky", "skii"}, {"sky", "skiy"}, {"shch", "sch"}, {"zh", "j"}, {"ts", "c"}, {"ya", "ia"}, {"yu", "iu"}, {"ks", "x"}, {"w", "v"}, {"ee", "i"}, {"sh", "ch"}, {"gh", "g"}, {"ey", "ei"}, {"pour", "pur"},
	{"zadeh", "zade"}, {"ll", "l"}, {"rr", "r"}, {"ss", "s"}, {"i", "y"}, {"z", "s"}, {"aw", "au"}, {"j", "dj"},
}

func respelled(r *rand.Rand, name string) (string, bool) {
	name = strings.ToLower(natural(name))
	was := name
	for _, i := range r.Perm(len(respellings))[:len(respellings)/2] {
		if name != was && r.IntN(2) == 0 {
			break
		}
		name = strings.Replace(name, respellings[i][0], respellings[i][1], 1)
	}
	return name, name != was
}

// slip makes one mistake of typing in a word of at least four letters.
func slip(r *rand.Rand, name string) (string, bool) {
	all := strings.Fields(natural(name))
	var long []int
	for i, w := range all {
		if len(w) >= 4 && !strings.Contains(w, ".") {
			long = append(long, i)
		}
	}
	if len(long) == 0 {
		return "", false
	}
	i := long[r.IntN(len(long))]
	w := []byte(strings.ToLower(all[i]))
	at, letter := 1+r.IntN(len(w)-2), byte('a'+r.IntN(26))
	switch r.IntN(4) {
	case 0:
		w = slices.Insert(w, at, letter)
	case 1:
		w = slices.Delete(w, at, at+1)
	case 2:
		w[at] = letter
	default:
		w[at], w[at+1] = w[at+1], w[at]
	}
	was := strings.ToLower(all[i])
	all[i] = string(w)
	return strings.Join(all, " "), all[i] != was
}

// russian and arabicScript write Latin letters in other scripts, as one would who hears
// the name; they are no inverse of what the package reads.
var (
	russian = strings.NewReplacer("shch", "щ", "sh", "ш", "ch", "ч", "zh", "ж", "kh", "х", "ts", "ц", "yu", "ю", "ya", "я", "yo", "ё", "ye", "е", "iy", "ий", "ou", "у", "a", "а", "b", "б", "c", "к", "d", "д", "e", "е",
		"f", "ф", "g", "г", "h", "х", "i", "и", "j", "дж", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "кс", "y", "й", "z", "з")
	arabicScript = strings.NewReplacer("al-", "ال", "abdul", "عبد ال", "sh", "ش", "kh", "خ", "gh", "غ", "th", "ث", "dh", "ذ", "ch", "تش", "zh", "ج", "ou", "و", "ee", "ي", "aa", "ا", "q", "ق", "b", "ب", "t", "ت", "j", "ج", "d", "د",
		"r", "ر", "z", "ز", "s", "س", "f", "ف", "k", "ك", "l", "ل", "m", "م", "n", "ن", "h", "ه", "w", "و", "y", "ي", "i", "ي", "u", "و", "a", "", "e", "", "o", "و", "g", "غ", "p", "ب", "v", "ف", "c", "ك", "x", "كس")
)

var changes = []change{
	{"as listed", 1, func(_ *rand.Rand, name string) (string, bool) { return name, true }},
	{"tokens in another order", 1, func(r *rand.Rand, name string) (string, bool) {
		all := strings.Fields(strings.ReplaceAll(name, ",", ""))
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return strings.Join(all, " "), len(all) > 1
	}},
	{"another way of transliteration", 0.95, respelled},
	{"one slip of typing", 0.95, slip},
	{"two slips of typing", 0.85, func(r *rand.Rand, name string) (string, bool) {
		once, ok := slip(r, name)
		if !ok {
			return "", false
		}
		return slip(r, once)
	}},
	{"a middle name left out", 0.95, func(_ *rand.Rand, name string) (string, bool) {
		family, given, comma := strings.Cut(name, ", ")
		first, _, more := strings.Cut(given, " ")
		return first + " " + family, comma && more
	}},
	{"the first name as an initial", 0.90, func(_ *rand.Rand, name string) (string, bool) {
		family, given, comma := strings.Cut(name, ", ")
		if !comma {
			return "", false
		}
		_, rest, _ := strings.Cut(given, " ")
		return given[:1] + ". " + rest + " " + family, true
	}},
	{"two words written as one", 0.95, func(r *rand.Rand, name string) (string, bool) {
		all := strings.Fields(natural(name))
		if len(all) < 3 {
			return "", false
		}
		i := r.IntN(len(all) - 1)
		return strings.Join(slices.Concat(all[:i], []string{all[i] + all[i+1]}, all[i+2:]), " "), true
	}},
	{"all words written as one", 0.95, func(_ *rand.Rand, name string) (string, bool) {
		all := strings.Fields(natural(name))
		return strings.ReplaceAll(strings.Join(all, ""), "-", ""), len(all) <= 3 && strings.Contains(name, ",")
	}},
	{"in Cyrillic", 0.90, func(_ *rand.Rand, name string) (string, bool) {
		return russian.Replace(strings.ToLower(natural(name))), true
	}},
	{"in Arabic", 0.85, func(_ *rand.Rand, name string) (string, bool) {
		var all []string
		for word := range strings.FieldsSeq(strings.ToLower(natural(name))) {
			rest := strings.TrimLeft(word, "aeiou")
			if rest != word && !strings.HasPrefix(word, "al-") && !strings.HasPrefix(word, "abdul") {
				word = "ا" + rest
			}
			all = append(all, arabicScript.Replace(word))
		}
		return strings.Join(all, " "), strings.Contains(strings.ToLower(name), "al-")
	}},
	{"another legal form", 0.98, func(_ *rand.Rand, name string) (string, bool) {
		for _, form := range []string{"LLC", "CO. LTD.", "GMBH", "FZE", "JSC"} {
			if base, is := strings.CutSuffix(name, " "+form); is {
				return base + " S.A.R.L.", true
			}
		}
		return "", false
	}},
}
