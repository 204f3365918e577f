package textmodel

import (
	_ "embed" // the prose
	"math/rand/v2"
	"strings"
	"sync"
)

//go:embed prose.txt
var prose string

// label opens every answer, so that nobody takes the text for a model's.
const label = "[demo-text: a toy that strings words together, not a language model]"

// An answer ends at the first end of a sentence after lengthMin words, or a
// random number of words more.
const (
	lengthMin   = 30
	lengthRange = 60
)

// chain knows, for each pair of words in a row, what followed in the prose.
type chain struct {
	follow map[[2]string][]string
	starts [][2]string // the first two words of each sentence
}

var theChain = sync.OnceValue(func() *chain {
	c := &chain{follow: map[[2]string][]string{}}
	words := strings.Fields(prose)
	for i := 0; i+2 < len(words); i++ {
		pair := [2]string{words[i], words[i+1]}
		c.follow[pair] = append(c.follow[pair], words[i+2])
		if i == 0 || endsSentence(words[i-1]) {
			c.starts = append(c.starts, pair)
		}
	}
	return c
})

func endsSentence(word string) bool { return strings.HasSuffix(word, ".") }

// write makes the answer for a seed.
func (c *chain) write(seed [32]byte) string {
	random := rand.New(rand.NewChaCha8(seed)) //nolint:gosec // the same request is to get the same text
	length := lengthMin + random.IntN(lengthRange)
	var b strings.Builder
	b.WriteString(label)
	for n := 0; n < length; {
		pair := c.starts[random.IntN(len(c.starts))]
		b.WriteString(" " + pair[0] + " " + pair[1])
		for n += 2; !endsSentence(pair[1]); n++ {
			next := c.follow[pair]
			if len(next) == 0 {
				break // the last two words of the prose
			}
			pair = [2]string{pair[1], next[random.IntN(len(next))]}
			b.WriteString(" " + pair[1])
		}
	}
	return b.String()
}
