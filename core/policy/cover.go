package policy

import (
	"slices"

	"github.com/cedar-policy/cedar-go/types"
)

// keysMax is at how many places a rule is entered at most. One that would need more is
// found by its action alone.
const keysMax = 64

// sign is what is to be seen of a slot in a request.
type sign uint8

const (
	within       sign = iota // an entity that is another, or in it
	itself                   // an entity that is another
	reads                    // a text
	signTrue                 // true
	signThere                // anything
	signAbsent               // nothing
	signFailed               // not even whether it is there
	signNoTruth              // something that is neither true nor false, or failed
	signNoEntity             // something that is no entity, or failed
	signs
)

// weights are how often the signs are seen, roughly, and so how bad they are to be found by.
var weights = [signs]int{within: 40, itself: 20, reads: 80, signTrue: 90, signThere: 150, signAbsent: 10, signFailed: 1, signNoTruth: 1, signNoEntity: 1}

// key is a place at which a rule is entered: a request in which the sign is seen finds it.
type key struct {
	slot   int32
	sign   sign
	entity int32
	text   types.String
}

// keys are the places of a rule: a request that sees none of their signs has a certain
// answer. There are none to be had where ok is false.
type keys struct {
	of []key
	ok bool
}

func keysOf(of ...key) keys { return keys{of, true} }

func (k keys) weight() (sum int) {
	for _, one := range k.of {
		sum += weights[one.sign]
	}
	return sum
}

// and are the places of both.
func (k keys) and(more keys) keys {
	if !k.ok || !more.ok {
		return keys{}
	}
	joined := slices.Clip(k.of)
	for _, one := range more.of {
		if !slices.Contains(joined, one) {
			joined = append(joined, one)
		}
	}
	return keys{joined, len(joined) <= keysMax}
}

// or are those of either that are seen less.
func (k keys) or(instead keys) keys {
	if !k.ok || (instead.ok && instead.weight() < k.weight()) {
		return instead
	}
	return k
}

// given are the slots that are known to be there when a condition is evaluated, because
// conditions before it said so.
type given []int32

func (g given) with(c *condition) given {
	if c.kind == has {
		return append(slices.Clip(g), c.slot)
	}
	return g
}

// cover finds the places for a condition that is wanted: where none of the signs is seen,
// it does certainly not hold, and does not fail.
func (n *names) cover(c *condition, g given) keys {
	at := key{slot: c.slot}
	one := func(s sign) keys { at.sign = s; return keysOf(at) }
	switch c.kind {
	case never:
		return keysOf()
	case isTrue:
		return one(signTrue).and(n.fails(c, g))
	case has:
		return one(signThere).and(n.fails(c, g))
	case in:
		found := n.fails(c, g)
		for _, e := range c.entities {
			found = found.and(keysOf(key{slot: c.slot, sign: within, entity: e}))
		}
		return found
	case equals, oneOf:
		return n.values(c, g)
	case some:
		found := keysOf()
		for i := range c.parts {
			found = found.and(n.cover(&c.parts[i], g))
		}
		return found
	case all:
		found, _ := n.chain(c, g)
		return found
	}
	return keys{}
}

// values are the places for a slot that is wanted to be one of some values.
func (n *names) values(c *condition, g given) keys {
	found := n.fails(c, g)
	for i, v := range c.values {
		k := key{slot: c.slot}
		switch v := v.(type) {
		case types.EntityUID:
			k.sign, k.entity = itself, c.entities[i]
		case types.String:
			k.sign, k.text = reads, v
		default:
			return keys{}
		}
		found = found.and(keysOf(k))
	}
	return found
}

// fails finds the places for a condition that may fail: where none of the signs is seen,
// it does certainly not.
func (n *names) fails(c *condition, g given) keys {
	var found keys
	switch c.kind {
	case always, never:
		return keysOf()
	case has:
		return keysOf(key{slot: c.slot, sign: signFailed})
	case isTrue:
		found = keysOf(key{slot: c.slot, sign: signNoTruth})
	case in, is:
		found = keysOf(key{slot: c.slot, sign: signNoEntity})
	case equals, oneOf:
		found = keysOf(key{slot: c.slot, sign: signFailed})
	case not:
		return n.fails(&c.parts[0], g)
	case some:
		found = keysOf()
		for i := range c.parts {
			found = found.and(n.fails(&c.parts[i], g))
		}
		return found
	case all:
		_, found = n.chain(c, g)
		return found
	default:
		return keys{}
	}
	switch {
	case n.slots[c.slot].parent == noParent && n.slots[c.slot].name != variableContext:
		return keysOf() // it is there, and an entity
	case !slices.Contains(g, c.slot):
		found = found.and(keysOf(key{slot: c.slot, sign: signAbsent}))
	}
	return found
}

// chain finds both for conditions of which each is evaluated if those before it hold: a
// rule is found by the one of them that is seen least, together with what may fail before
// it. Where one does certainly not hold, none behind it fails.
func (n *names) chain(c *condition, g given) (wanted, failing keys) {
	before := keysOf()
	for i := range c.parts {
		part := &c.parts[i]
		wanted = wanted.or(before.and(n.cover(part, g)))
		before = before.and(n.fails(part, g))
		g = g.with(part)
	}
	return wanted, before.or(wanted)
}
