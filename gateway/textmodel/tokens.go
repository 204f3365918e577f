package textmodel

import (
	"unicode"
	"unicode/utf8"
)

// tokenLengthMax is the most letters of one token.
const tokenLengthMax = 8

// nextToken is the length of the first token of a text that is not empty: up to
// eight letters, three digits, or one rune of anything else, with the space
// before it. A token is never empty, so a text has at most as many as bytes.
func nextToken(text string) int {
	at := 0
	if text[0] == ' ' && len(text) > 1 && text[1] != ' ' {
		at = 1
	}
	first, size := utf8.DecodeRuneInString(text[at:])
	at += size
	most, same := 1, func(rune) bool { return false }
	switch {
	case unicode.IsLetter(first):
		most, same = tokenLengthMax, unicode.IsLetter
	case unicode.IsDigit(first):
		most, same = 3, unicode.IsDigit
	}
	for n := 1; n < most && at < len(text); n++ {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !same(r) {
			break
		}
		at += size
	}
	return at
}

// Count is the number of tokens of a text.
func Count(text string) (n int) {
	for ; len(text) > 0; n++ {
		text = text[nextToken(text):]
	}
	return n
}

// split cuts a text into its tokens.
func split(text string) (tokens []string) {
	for len(text) > 0 {
		n := nextToken(text)
		tokens, text = append(tokens, text[:n]), text[n:]
	}
	return tokens
}
