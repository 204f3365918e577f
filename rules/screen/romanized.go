package screen

import "strings"

// Mandarin, in pinyin (ISO 7098) and in the system of Wade and Giles as it is found in
// print: without its apostrophes and diaereses, so that chang is zhang or chang, and yu is
// you or yu. What the systems merge in different places is merged: ho is he or huo.
var chinese = language{
	name: "c",
	same: strings.NewReplacer("tzu", "zi", "ssu", "si", "szu", "si", "yen", "yan", "you", "yu"),
	heads: partsOf(map[string]string{"r": "j"},
		"b,p:p m:m f:f d,t:t n:n l:l g,k:k h:h zh,ch,q:j j:j,r r:r x,hs:x sh:sh z,c,ts,tz:z s,ss,sz:s y:y w:w -:-"),
	tails: partsOf(nil, `a:a o,e,eh,uo:e ai:ai ei:ei ao:ao ou:ou an:an en:en ang:ang eng:eng ong,ung:ung er,erh:er
		i,ih:i ia:ia ie,ieh:ie iao:iao iu,iou:iu ian,ien:ian in:in iang:iang ing:ing iong,iung:iung
		u,v:u ua:ua uai:uai ui,uei:ui uan:uan un,uen:un uang:uang ue,ueh,ve:ue`),
	fits: func(head, tail string) bool {
		switch head {
		case "":
			return strings.IndexByte("aeo", tail[0]) >= 0 && tail != "ong"
		case "y", "w":
			return tail[0] != 'i' || tail == "i" || tail == "in" || tail == "ing"
		}
		return true
	},
}

// Korean, in the Revised Romanization of 2000, in that of McCune and Reischauer without its
// breves, and as families write themselves: Jeong, Chong, Jung and Chung. A name that
// begins with r or l is also written with n, or with neither: Ryu and Yu, Roh and No.
var korean = language{
	name:  "k",
	same:  strings.NewReplacer(),
	heads: partsOf(map[string]string{"n": "-", "r": "-"}, "g,k,kk:k n:n d,t,tt:t r,l:r,n,- m:m b,p,pp:p s,ss,sh:s j,ch,jj,tch:c h:h -:-"),
	tails: closed(partsOf(
		map[string]string{
			"eo": "o", "u": "o", "eu": "o", "yeo": "yo", "yu": "yo", "ui": "i", "wi": "i",
			"ae": "e", "oe": "e", "wae": "e", "we": "e", "yae": "ye",
		},
		`a,ah:a ae,ai,ay:ae ya:ya yae:yae eo,uh:eo e,eh:e,ae yeo,yuh:yeo ye:ye,yae o:o,eo oh:o wa:wa wae:wae,oe oe,oi,oy:oe yo:yo,yeo
		u:u,eo,eu oo,woo:u ou:eo,u wo,weo:wo we:we,oe,wae wi:wi ui:ui,wi yu:yu,yeo yoo:yu you:yeo,yu eu:eu eui:ui i,yi:i,ui ee:i,ui`)),
	fits: func(string, string) bool { return true },
}

// partsOf reads spellings, and behind a colon the sounds that they may be; a hyphen is
// nothing. Keys are for sounds that share a spelling, so that each finds the other.
func partsOf(keys map[string]string, text string) spellingsOf {
	all := spellingsOf{parts: make(map[string]spelled)}
	bits := make(map[string]uint32)
	for field := range strings.FieldsSeq(text) {
		spellings, sounds, _ := strings.Cut(field, ":")
		var s spelled
		for sound := range strings.SplitSeq(sounds, ",") {
			if _, known := bits[sound]; !known {
				bits[sound] = 1 << len(bits)
			}
			s.sounds |= bits[sound]
			if s.key = sound; keys[sound] != "" {
				s.key = keys[sound]
			}
		}
		for spelling := range strings.SplitSeq(spellings, ",") {
			all.take(strings.Trim(spelling, "-"), s)
		}
	}
	return all
}

func (all *spellingsOf) take(text string, s spelled) {
	all.parts[text] = s
	all.longest = max(all.longest, len(text))
}

// closed puts behind each vowel what a Korean syllable may end with.
func closed(vowels spellingsOf) spellingsOf {
	ends := map[string]string{
		"": ".", "g": "k", "k": "k", "ck": "k", "n": "n", "l": "l", "r": "l", "m": "m", "b": "p", "p": "p", "ng": "ng", "t": "t", "d": "t", "s": "t",
	}
	all := spellingsOf{parts: make(map[string]spelled, len(vowels.parts)*len(ends))}
	for vowel, v := range vowels.parts {
		for end, key := range ends {
			all.take(vowel+end, spelled{v.sounds, v.key + key})
		}
	}
	a := vowels.parts["a"]
	all.take("ark", spelled{a.sounds, a.key + "k"}) // Park
	return all
}
