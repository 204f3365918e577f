package screen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"aidollar/rules/lists"
)

// What the held-out figures are made of. It shares no code and no table with the generator
// by which weights and thresholds were tuned: names are kept as their own language writes
// or speaks them, and each way of writing them in Latin letters is a table of its own.
// Nothing in this package may be changed because of what these figures say; a finding that
// is worth a change needs a new held-out set.

// origin is a language with its names and the ways to write them.
type origin struct {
	given, middle []string
	family        func(*rand.Rand) string
	listed        scheme   // as lists and the press write
	others        []scheme // as passports, catalogues and other countries write
}

// scheme is a way of writing names in Latin letters.
type scheme struct {
	name  string
	write func(source string) string
}

// bearer is somebody in the letters of the source.
type bearer struct {
	of                    *origin
	given, middle, family string
}

func (o *origin) bearer(r *rand.Rand) bearer {
	b := bearer{of: o, given: o.given[r.IntN(len(o.given))], family: o.family(r)}
	if len(o.middle) > 0 && r.IntN(3) > 0 {
		b.middle = o.middle[r.IntN(len(o.middle))]
	}
	return b
}

// parts are given, middle and family as a scheme writes them, without what is empty.
func (b *bearer) parts(s *scheme) (all []string) {
	for _, p := range []string{b.given, b.middle, b.family} {
		if p != "" {
			all = append(all, capital(s.write(p)))
		}
	}
	return all
}

func capital(s string) string {
	letters := []rune(s)
	for i, c := range letters {
		if i == 0 || letters[i-1] == '-' || letters[i-1] == ' ' {
			letters[i] = unicode.ToUpper(c)
		}
	}
	return string(letters)
}

func (b *bearer) onList() string {
	all := b.parts(&b.of.listed)
	return strings.ToUpper(all[len(all)-1]) + ", " + strings.Join(all[:len(all)-1], " ")
}

// table makes a scheme of what stands for what; longer letters come first.
func table(name string, pairs ...string) scheme {
	replace := strings.NewReplacer(pairs...)
	return scheme{name, replace.Replace}
}

func oneOfWords(words string) func(*rand.Rand) string {
	all := strings.Fields(words)
	return func(r *rand.Rand) string { return all[r.IntN(len(all))] }
}

// Russian, in Cyrillic.
var (
	russianRoot = oneOfWords("берез глух звон кузьм лагут медвед нестер овчар плотн репь сафрон тарас филат хвост цапл чугун шабал щербат юрлов ястреб жилин ёлк гагар дроздов ерём зайч ильюш коноп лапт мельн")
	russianEnd  = oneOfWords("ов ев ин ский енков ицын ушкин аев унов ихин")
	russianOf   = origin{
		given:  strings.Fields("аркадий валерий геннадий денис егор захар илья кирилл леонид матвей никита роман степан тимофей фёдор юлий яков алёна галина жанна зинаида ксения людмила надежда раиса юлия"),
		middle: strings.Fields("аркадьевич васильевич григорьевич данилович ефимович захарович ильич кириллович леонидович матвеевич никитич олегович романович степанович фёдорович юрьевич яковлевич"),
		family: func(r *rand.Rand) string { return russianRoot(r) + russianEnd(r) },
		listed: table("press", "ский", "sky", "ий", "iy", "ье", "ye", "ия", "iya", "ё", "yo", "ж", "zh", "й", "y", "х", "kh", "ц", "ts", "ч", "ch", "ш", "sh", "щ", "shch", "ы", "y", "ь", "", "ъ", "", "э", "e", "ю", "yu", "я", "ya",
			"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "з", "z", "и", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f"),
		others: []scheme{
			table("ICAO 9303", "ё", "e", "ж", "zh", "й", "i", "х", "kh", "ц", "ts", "ч", "ch", "ш", "sh", "щ", "shch", "ы", "y", "ь", "", "ъ", "ie", "э", "e", "ю", "iu", "я", "ia",
				"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "з", "z", "и", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f"),
			table("ISO 9", "ё", "ë", "ж", "ž", "й", "j", "х", "h", "ц", "c", "ч", "č", "ш", "š", "щ", "ŝ", "ы", "y", "ь", "ʹ", "ъ", "ʺ", "э", "è", "ю", "û", "я", "â",
				"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "з", "z", "и", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f"),
			frenchRussian(table("French", "ий", "i", "ё", "io", "ж", "j", "й", "ï", "х", "kh", "ц", "ts", "ч", "tch", "ш", "ch", "щ", "chtch", "ы", "y", "ь", "", "ъ", "", "э", "e", "ю", "iou", "я", "ia", "у", "ou",
				"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "з", "z", "и", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "ф", "f")),
			table("German", "ий", "ij", "ё", "jo", "ж", "sch", "й", "j", "х", "ch", "ц", "z", "ч", "tsch", "ш", "sch", "щ", "schtsch", "ы", "y", "ь", "", "ъ", "", "э", "e", "ю", "ju", "я", "ja", "в", "w", "з", "s",
				"а", "a", "б", "b", "г", "g", "д", "d", "е", "e", "и", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f"),
			{"Cyrillic", func(s string) string { return s }},
		},
	}
)

// frenchRussian writes the n at the end so that it is heard.
func frenchRussian(s scheme) scheme {
	return scheme{s.name, func(source string) string {
		if strings.HasSuffix(source, "ин") {
			return s.write(source) + "e"
		}
		return s.write(source)
	}}
}

// unvocalized is a scheme of Arabic letters, which has no short vowels but a sign for those
// that begin a word, and for the a that ends one: ā and ẗ in the source.
func unvocalized(s scheme) scheme {
	return scheme{s.name, func(source string) string {
		for _, vowel := range []string{"a", "i", "u"} {
			if rest, is := strings.CutPrefix(source, vowel); is && !strings.HasPrefix(source, "al-") {
				source = "ā" + rest
				break
			}
		}
		if rest, is := strings.CutSuffix(source, "a"); is {
			source = rest + "ẗ"
		}
		return s.write(source)
	}}
}

// Arabic, as it is spoken, in the letters of DIN 31635. Family names are made of roots of
// three consonants.
var (
	arabicRoot = oneOfWords("b t ṯ ǧ ḥ ḫ d ḏ r z s š ṣ ḍ ṭ ẓ ʿ ġ f q k l m n h w")
	arabicOf   = origin{
		given:  strings.Fields("muḥammad aḥmad ʿalī ḥasan ḥusayn ḫālid yūsuf ʿumar muṣṭafā maḥmūd ṭāriq walīd nāṣir fayṣal ǧamāl rašīd ʿuṯmān zakariyyā ǧābir munḏir ġassān bilāl ḥamza ayman marwān suhayl ṣalāḥ riyāḍ fāṭima ḫadīǧa ruqayya ʿāʾiša"),
		middle: strings.Fields("ibrāhīm ismāʿīl sulaymān dāwūd qāsim ṣāliḥ ḥāmid ʿīsā mūsā ǧaʿfar luṭfī šākir"),
		family: func(r *rand.Rand) string {
			a, b, c := arabicRoot(r), arabicRoot(r), arabicRoot(r)
			return "al-" + [...]string{a + "ā" + b + "i" + c, a + "a" + b + "ī" + c, "ma" + a + b + "ū" + c, a + "a" + b + b + "ā" + c, a + "u" + b + "ay" + c}[r.IntN(5)] + "ī"
		},
		listed: table("press", "ʿ", "", "ʾ", "", "ḥ", "h", "ḫ", "kh", "ǧ", "j", "ḏ", "dh", "ṯ", "th", "š", "sh", "ṣ", "s", "ḍ", "d", "ṭ", "t", "ẓ", "z", "ġ", "gh", "ā", "a", "ī", "i", "ū", "u"),
		others: []scheme{
			{"ISO 233", func(s string) string { return s }}, // the two differ in what folding takes away
			table("Maghreb", "al-", "el ", "ʿ", "", "ʾ", "", "ḥ", "h", "ḫ", "kh", "ǧ", "dj", "ḏ", "d", "ṯ", "t", "š", "ch", "ṣ", "s", "ḍ", "d", "ṭ", "t", "ẓ", "d", "ġ", "gh", "ā", "a", "ī", "i", "ū", "ou", "u", "ou", "w", "ou", "q", "k", "ay", "ei"),
			table("Egypt", "al-", "el-", "ʿ", "", "ʾ", "", "ḥ", "h", "ḫ", "kh", "ǧ", "g", "ḏ", "z", "ṯ", "s", "š", "sh", "ṣ", "s", "ḍ", "d", "ṭ", "t", "ẓ", "z", "ġ", "gh", "ā", "a", "ī", "y", "ū", "ou", "u", "o", "i", "e", "ay", "e"),
			table("Gulf", "al-", "al ", "ʿ", "", "ʾ", "", "ḥ", "h", "ḫ", "kh", "ǧ", "j", "ḏ", "th", "ṯ", "th", "š", "sh", "ṣ", "s", "ḍ", "dh", "ṭ", "t", "ẓ", "dh", "ġ", "gh", "ā", "aa", "ī", "ee", "ū", "oo", "ay", "ai", "q", "g"),
			unvocalized(table("ICAO 9303 without vowels", "ẗ", "xah", "al-", "al", "ʿ", "e", "ʾ", "xe", "ḥ", "xh", "ḫ", "xkh", "ǧ", "j", "ḏ", "xdh", "ṯ", "xth", "š", "xsh", "ṣ", "xss", "ḍ", "xdz", "ṭ", "xtt", "ẓ", "xzz", "ġ", "g", "ā", "a", "ī", "y", "ū", "w", "a", "", "i", "", "u", "")),
			unvocalized(table("Arabic letters", "ẗ", "ة", "al-", "ال", "ʿ", "ع", "ʾ", "ئ", "ḥ", "ح", "ḫ", "خ", "ǧ", "ج", "ḏ", "ذ", "ṯ", "ث", "š", "ش", "ṣ", "ص", "ḍ", "ض", "ṭ", "ط", "ẓ", "ظ", "ġ", "غ", "ā", "ا", "ī", "ي", "ū", "و", "a", "", "i", "", "u", "",
				"bb", "ب", "tt", "ت", "dd", "د", "rr", "ر", "zz", "ز", "ss", "س", "ff", "ف", "qq", "ق", "kk", "ك", "ll", "ل", "mm", "م", "nn", "ن", "hh", "ه", "ww", "و", "yy", "ي",
				"b", "ب", "t", "ت", "d", "د", "r", "ر", "z", "ز", "s", "س", "f", "ف", "q", "ق", "k", "ك", "l", "ل", "m", "م", "n", "ن", "h", "ه", "w", "و", "y", "ي")),
		},
	}
)

// Persian, as it is spoken, in the letters of catalogues.
var (
	persianRoot = oneOfWords("āzar bāqer čerāġ dehqān esfand fooruz ǧahān kāšān lāle mahdav nowruz parvān qolī rāmīn sepehr šīrāz tavakkol ūstād vaḥīd yazd zamān ḫorram žāle")
	persianEnd  = oneOfWords("ī zāde pūr nežād fard manš yān doḫt parast sāz")
	persianOf   = origin{
		given:  strings.Fields("abūlfażl amīr arāš bābak dāryūš ebrāhīm fereydūn ǧavād hūšang īraǧ kāmrān manūčehr nāder puyān qāsem ramażān saʿīd šahrām ṭāher yaʿqūb zahrā leylā maryam nasīm"),
		middle: strings.Fields("ʿalī ḥosayn reżā mehdī moḥammad akbar"),
		family: func(r *rand.Rand) string { return persianRoot(r) + persianEnd(r) },
		listed: table("press", "ʿ", "", "ḥ", "h", "ḫ", "kh", "ǧ", "j", "č", "ch", "š", "sh", "ž", "zh", "ż", "z", "ṭ", "t", "ġ", "gh", "q", "gh", "ā", "a", "ī", "i", "ū", "u"),
		others: []scheme{
			table("UN 2012", "ʿ", "'", "ḥ", "h", "ḫ", "x", "ǧ", "j", "ż", "z", "ṭ", "t", "ġ", "q", "ī", "i", "ū", "u"),
			table("French", "ʿ", "", "ḥ", "h", "ḫ", "kh", "ǧ", "dj", "č", "tch", "š", "ch", "ž", "j", "ż", "z", "ṭ", "t", "ġ", "gh", "ā", "a", "ī", "i", "ū", "ou", "u", "ou"),
			table("popular", "ʿ", "", "ḥ", "h", "ḫ", "kh", "ǧ", "j", "č", "ch", "š", "sh", "ž", "zh", "ż", "z", "ṭ", "t", "ġ", "gh", "ā", "aa", "ī", "ee", "ū", "oo", "zāde", "zadeh", "pūr", "pour"),
		},
	}
)

// Chinese, in pinyin, a syllable a word.
var (
	wadeGiles = func(s string) string {
		var all []string
		for _, syllable := range strings.Fields(s) {
			for _, c := range [][2]string{{"zh", "ch"}, {"ch", "ch'"}, {"sh", "sh"}, {"b", "p"}, {"p", "p'"}, {"d", "t"}, {"t", "t'"}, {"g", "k"}, {"k", "k'"}, {"j", "ch"}, {"q", "ch'"}, {"x", "hs"}, {"z", "ts"}, {"c", "ts'"}, {"r", "j"}} {
				if rest, is := strings.CutPrefix(syllable, c[0]); is {
					syllable = c[1] + rest
					break
				}
			}
			for _, c := range [][2]string{{"ian", "ien"}, {"yan", "yen"}, {"ie", "ieh"}, {"ong", "ung"}, {"uo", "o"}} {
				if rest, is := strings.CutSuffix(syllable, c[0]); is {
					syllable = rest + c[1]
					break
				}
			}
			all = append(all, syllable)
		}
		return strings.Join(all, "-")
	}
	chineseSyllable = oneOfWords("bao bo chang chao chen cheng da dong feng gang guang hai hao hong hua hui jia jian jie jing jun kai lan lei liang lin long mei min ming ning peng ping qi qing rong rui shan sheng shu tao tian ting wen xia xiang xin xiong yan yang yi ying yong yu yun zhen zhi zhong zhu")
	chineseOf       = origin{
		given: func() (all []string) {
			r := rand.New(rand.NewPCG(heldOutSeed, 7))
			for range 900 {
				all = append(all, chineseSyllable(r)+" "+chineseSyllable(r))
			}
			return all
		}(),
		family: oneOfWords("bai cai cao cui deng dong du duan fang feng gao geng gong guo han he hou hu huang jia jiang jin kong lai lei liang liao liu luo lü ma mao meng mo pan peng qian qin qiu ren shao shen shi song su sun tan tang tao tian wan wang wei wu xia xiang xiao xie xiong xu xue yan yang yao ye yin yu yuan zeng zhang zhao zheng zhong zhou zhu zou"),
		listed: scheme{"pinyin", func(s string) string { return strings.ReplaceAll(s, " ", "") }},
		others: []scheme{
			{"pinyin, syllables apart", func(s string) string { return s }},
			{"Wade-Giles", wadeGiles},
		},
	}
)

// Korean, in the Revised Romanization, a syllable a word.
var (
	koreanSyllable = oneOfWords("byeong cheol chang dae dong geon gi gwang gyeong hak hui hyeok hyeon il in jae jeong jin jong ju jun kwang min mun myeong nam sang seok seon seong seung su tae u ung yeon yeong yong")
	koreanOf       = origin{
		given: func() (all []string) {
			r := rand.New(rand.NewPCG(heldOutSeed, 8))
			for range 700 {
				all = append(all, koreanSyllable(r)+"-"+koreanSyllable(r))
			}
			return all
		}(),
		family: oneOfWords("bae baek bak choe gang gim go gwak han heo hong hwang i im jang jeon jeong jo ju kim mun no oh park seo shin song yang yi yu yun"),
		listed: table("McCune-Reischauer", "eo", "o", "eu", "u", "b", "p", "gw", "kw", "gy", "ky", "ge", "ke", "ga", "ka", "gi", "ki", "go", "ko", "d", "t", "j", "ch", "hui", "hui", "oe", "oe"),
		others: []scheme{
			{"Revised Romanization", func(s string) string { return s }},
			table("common", "eo", "u", "seo", "suh", "eong", "ung", "gim", "kim", "bak", "park", "choe", "choi", "gang", "kang", "baek", "paik", "yeo", "you", "u", "oo"),
		},
	}
)

var origins = []*origin{&russianOf, &arabicOf, &persianOf, &chineseOf, &koreanOf}

// heldOutList makes entries; the bearers are by their place, nil for a company.
func heldOutList(r *rand.Rand, n int) (*lists.List, []*bearer) {
	l, bearers := &lists.List{}, make([]*bearer, n)
	for i := range n {
		o := origins[i%len(origins)]
		e := lists.Entry{List: "HELD", Number: fmt.Sprint(i), Kind: lists.Person, File: "made"}
		if i%11 == 10 {
			e.Kind = lists.Entity
			words := []string{"International", "Company", "Corporation", "Industries", "Manufacturing", "Engineering", "Transport", "Technologies"}
			name := capital(o.listed.write(o.family(r))) + " and " + capital(o.listed.write(o.family(r)))
			e.Names = []lists.Name{{Text: name + " " + words[3+r.IntN(5)] + " " + words[r.IntN(3)]}}
		} else {
			b := o.bearer(r)
			bearers[i] = &b
			e.Names = []lists.Name{{Text: b.onList()}}
			year := lists.Date{Year: 1935 + r.IntN(65)}
			e.Born = []lists.Span{{From: year, To: year}}
		}
		l.Entries = append(l.Entries, e)
	}
	return l, bearers
}

// Names of people with whom no list here has to do.
func bystander(r *rand.Rand) string {
	given := strings.Fields("Agnieszka Aino Bartosz Bjarne Branwen Cormac Dagny Eluned Fergus Gwenllian Ilse Jorunn Kasper Liselotte Maeve Niamh Ottilie Przemek Rhys Saoirse Torben Urszula Wiebke Zbigniew")
	begin := strings.Fields("Aas Blom Brze Cadwal Dahl Eke Fitz Grabow Hav Jansz Kjeld Lauter Macken Nowa Ols Pry Quist Rhyd Sigur Tuom Vand Wester Zie")
	end := strings.Fields("berg czak derson dottir gaard holt ieski inen kamp lund man mark quist ra sen stra thorpe vik wick winski")
	return given[r.IntN(len(given))] + " " + begin[r.IntN(len(begin))] + end[r.IntN(len(end))]
}

// swapped puts one of some letters in the place of others, at a place that chance takes.
func swapped(r *rand.Rand, name string, of [][2]string) (string, bool) {
	for _, i := range r.Perm(len(of)) {
		var places []int
		for at := range name {
			if at > 0 && strings.HasPrefix(name[at:], of[i][0]) {
				places = append(places, at)
			}
		}
		if len(places) > 0 {
			at := places[r.IntN(len(places))]
			return name[:at] + of[i][1] + name[at+len(of[i][0]):], true
		}
	}
	return name, false
}

// neighbours are the keys beside a key of a QWERTY keyboard.
var neighbours = func() (all [][2]string) {
	rows := []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}
	for y, row := range rows {
		for x := range row {
			for _, beside := range [][2]int{{y, x - 1}, {y, x + 1}, {y - 1, x}, {y - 1, x + 1}, {y + 1, x}, {y + 1, x - 1}} {
				if beside[0] >= 0 && beside[0] < len(rows) && beside[1] >= 0 && beside[1] < len(rows[beside[0]]) {
					all = append(all, [2]string{row[x : x+1], rows[beside[0]][beside[1] : beside[1]+1]})
				}
			}
		}
	}
	return all
}()

// misread are letters that a scanner takes for others.
var misread = [][2]string{{"rn", "m"}, {"m", "rn"}, {"cl", "d"}, {"d", "cl"}, {"l", "1"}, {"i", "l"}, {"o", "0"}, {"s", "5"}, {"b", "6"}, {"vv", "w"}, {"h", "b"}, {"e", "c"}, {"n", "ri"}, {"u", "ii"}, {"g", "q"}, {"z", "2"}}

var honorifics = []string{"Dr. ", "Sheikh ", "Haji ", "Gen. ", "Eng. ", "Prof. ", "Mr. ", "Mullah ", "Col. ", "H.E. "}

func sortedBy(names []string, last string) []string {
	rest := slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == last })
	return append([]string{last}, rest...)
}
