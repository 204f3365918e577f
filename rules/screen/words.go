package screen

import (
	"cmp"
	"slices"
)

// spellings find the names of an index by the consonants of what is in them: of single words,
// and of words put together, for people write two names as one.
type spellings struct {
	all     []token   // each spelling once
	holders [][]int32 // names by word
	joints  []joint
	keys    []boneKey // by hash
	places  map[string]int32
}

// joint is words of a name put together. It is made again when it is looked at: there are
// three times as many as words, and none is in two names.
type joint struct {
	name  int32
	first int16
	whole bool // all words, from the first on around; or else the first and the next
}

// boneKey leads to a word, or to the joint ^of. Different consonants may have one hash;
// what is found is compared anyway.
type boneKey struct {
	hash uint32
	of   int32
}

// hashOf is FNV-1a.
func hashOf(bones string) uint32 {
	h := uint32(2166136261)
	for i := range len(bones) {
		h = (h ^ uint32(bones[i])) * 16777619
	}
	return h
}

// take notes the words of a name. It gives the tokens the letters that are kept anyway.
func (w *spellings) take(tokens []token, name int32) {
	for j := range tokens {
		t := &tokens[j]
		n := w.word(t)
		t.text, t.sound, t.bones, t.readings = w.all[n].text, w.all[n].sound, w.all[n].bones, w.all[n].readings
		if h := w.holders[n]; len(h) == 0 || h[len(h)-1] != name {
			w.holders[n] = append(h, name)
		}
		if len(tokens) > 1 {
			w.join(tokens, joint{name: name, first: int16(j)})
		}
		if len(tokens) > 2 && len(tokens) <= roundsMax {
			w.join(tokens, joint{name: name, first: int16(j), whole: true})
		}
	}
}

func (w *spellings) word(t *token) int32 {
	key := t.text
	if t.bare {
		key += "*"
	}
	if len(t.readings) > 0 {
		key += "~"
	}
	n, known := w.places[key]
	if !known {
		n = int32(len(w.all))
		w.places[key] = n
		w.all = append(w.all, *t)
		w.holders = append(w.holders, nil)
		for _, k := range t.keys() {
			w.keys = append(w.keys, boneKey{hashOf(k), n})
		}
	}
	return n
}

// join notes a joint by all its consonants. That one of them is wrong is seen from the
// other side alone: who asks for less than is listed is found by the single words.
func (w *spellings) join(tokens []token, j joint) {
	t := j.of(tokens)
	w.keys = append(w.keys, boneKey{hashOf(t.bones), ^int32(len(w.joints))})
	for i := range t.readings {
		w.keys = append(w.keys, boneKey{hashOf(t.readings[i].key), ^int32(len(w.joints))})
	}
	w.joints = append(w.joints, j)
}

func (j joint) of(tokens []token) token {
	if j.whole {
		return round(tokens, int(j.first))
	}
	return joinedOf(&tokens[j.first], &tokens[(int(j.first)+1)%len(tokens)])
}

// sort ends the taking of names.
func (w *spellings) sort() {
	w.places = nil
	slices.SortFunc(w.keys, func(a, b boneKey) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.of, b.of)) })
	w.keys = slices.Clip(w.keys)
	w.joints = slices.Clip(w.joints)
}

// with are the words and joints that have a key.
func (w *spellings) with(bones string) []boneKey {
	hash := hashOf(bones)
	from, _ := slices.BinarySearchFunc(w.keys, hash, func(k boneKey, hash uint32) int { return cmp.Compare(k.hash, hash) })
	to := from
	for to < len(w.keys) && w.keys[to].hash == hash {
		to++
	}
	return w.keys[from:to]
}

// alike adds the weight of a token to the names that have a word like it.
func (x *Index) alike(t *token, found map[int32]float64) {
	seen := make(map[int32]bool)
	for _, key := range t.keys() {
		for _, k := range x.words.with(key) {
			if seen[k.of] {
				continue
			}
			seen[k.of] = true
			if k.of < 0 {
				j := x.words.joints[^k.of]
				whole := j.of(x.names[j.name].tokens)
				if s, _ := likeness(t, &whole); s > 0 {
					found[j.name] += t.weight * s
				}
				continue
			}
			if s, _ := likeness(t, &x.words.all[k.of]); s > 0 {
				for _, n := range x.words.holders[k.of] {
					found[n] += t.weight * s
				}
			}
		}
	}
}

// keys are what a word is found by: its consonants, and its syllables.
func (t *token) keys() []string {
	keys := boneKeys(t.bones)
	for i := range t.readings {
		keys = append(keys, t.readings[i].key)
	}
	return keys
}

// boneKeys are the consonants whole, and without any one of them: two words that differ
// in one consonant, by a slip, have a key in common.
func boneKeys(bones string) []string {
	keys := []string{bones}
	if len(bones) < 3 || len(bones) > wordBytesMax {
		return keys
	}
	for i := range bones {
		key := bones[:i] + bones[i+1:]
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// roundsMax is of how many tokens a name is looked for that is written without spaces.
const roundsMax = 5

// rounds are all tokens put together, beginning with each of them: lists begin with the
// family's name, and people end with it.
func rounds(tokens []token) []token {
	if len(tokens) > roundsMax {
		return nil
	}
	out := make([]token, len(tokens))
	for first := range tokens {
		out[first] = round(tokens, first)
	}
	return out
}

func round(tokens []token, first int) (whole token) {
	for i := range tokens {
		t := &tokens[(first+i)%len(tokens)]
		whole.text += t.text
		whole.bare = whole.bare || t.bare
		whole.weight += t.weight
	}
	whole.sound = sounds(whole.text)
	whole.bones = bones(whole.sound)
	return whole
}
