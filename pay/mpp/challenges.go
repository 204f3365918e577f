package mpp

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	challengesMax      = 64       // of one answer
	challengeLengthMax = 64 << 10 // bytes of one value of WWW-Authenticate
)

// ParseChallenges finds the challenges of the scheme Payment in the values of
// WWW-Authenticate. One that is badly written, lacks a parameter or has one twice is
// left out, and so are those of other schemes: nobody pays what he cannot read.
func ParseChallenges(values []string) (challenges []Challenge) {
	for _, value := range values {
		if len(value) > challengeLengthMax {
			continue
		}
		r := challengeReader{text: value}
		for r.challenge() && len(challenges) < challengesMax {
			if c, ok := r.made(); ok {
				challenges = append(challenges, c)
			}
		}
	}
	return challenges
}

// challengeReader reads a list of challenges (RFC 9110, 11.6.1), whose commas stand
// between challenges and between their parameters alike.
type challengeReader struct {
	text  string
	at    int
	named bool   // name is of the next challenge, read already
	name  string // a scheme
	ours  bool   // whether the challenge is of the scheme Payment
	bad   bool
	texts map[string]string
}

// challenge reads the next challenge; false at the end.
func (r *challengeReader) challenge() bool {
	for !r.named {
		r.separators()
		r.name = r.token()
		if r.named = r.name != ""; !r.named && !r.skip() {
			return false
		}
	}
	r.named, r.bad, r.texts = false, false, map[string]string{}
	r.ours = strings.EqualFold(r.name, scheme)
	for {
		r.separators()
		name := r.token()
		if name == "" {
			if !r.skip() {
				return true
			}
			r.bad = true
			continue
		}
		before := r.at
		r.spaces()
		if r.at == len(r.text) || r.text[r.at] != '=' {
			r.at, r.named, r.name = before, true, name
			return true
		}
		r.at++
		r.spaces()
		value, ok := r.value()
		name = strings.ToLower(name)
		if _, twice := r.texts[name]; twice || !ok {
			r.bad = true
		}
		r.texts[name] = value
	}
}

// skip leaves out what has no place in a list; false at the end. What is quoted is left
// out as a whole, for it may read like a challenge.
func (r *challengeReader) skip() bool {
	switch {
	case r.at == len(r.text):
		return false
	case r.text[r.at] == '"':
		r.value()
	default:
		r.at++
	}
	return true
}

// made is the challenge that was read; ok is false for one that nobody can pay.
func (r *challengeReader) made() (c Challenge, ok bool) {
	for _, p := range c.parameters() {
		*p.text = r.texts[p.name]
	}
	ok = r.ours && !r.bad && c.ID != "" && c.Realm != "" && c.Intent != "" && c.Request != "" && isMethod(c.Method) &&
		(c.Field == "" || c.Field == HeaderCredentialBesides)
	return c, ok
}

// isMethod reports whether a method's name is written as it has to be.
func isMethod(name string) bool {
	return name != "" && name[0] >= 'a' && name[0] <= 'z' && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789:_-") == ""
}

func (r *challengeReader) spaces() {
	for r.at < len(r.text) && (r.text[r.at] == ' ' || r.text[r.at] == '\t') {
		r.at++
	}
}

func (r *challengeReader) separators() {
	for r.spaces(); r.at < len(r.text) && r.text[r.at] == ','; r.spaces() {
		r.at++
	}
}

// token reads letters of which names and bare values are made.
func (r *challengeReader) token() string {
	start := r.at
	for r.at < len(r.text) && isToken(r.text[r.at]) {
		r.at++
	}
	return r.text[start:r.at]
}

func isToken(letter byte) bool {
	return letter > ' ' && letter < 0x7f && !strings.ContainsRune(`"(),/:;<=>?@[\]{}`, rune(letter))
}

// value reads a parameter's value, quoted or bare.
func (r *challengeReader) value() (text string, ok bool) {
	if r.at == len(r.text) || r.text[r.at] != '"' {
		text = r.token()
		for r.at < len(r.text) && r.text[r.at] != ',' && r.text[r.at] != ' ' {
			r.at++ // another scheme's value may have letters that no token has
		}
		return text, text != ""
	}
	var b []byte
	for r.at++; r.at < len(r.text); r.at++ {
		switch letter := r.text[r.at]; letter {
		case '"':
			r.at++
			return latin(b), true
		case '\\':
			if r.at++; r.at == len(r.text) {
				return "", false
			}
			if wide, length := r.wide(); length > 0 {
				b, r.at = utf8.AppendRune(b, wide), r.at+length-1
				continue
			}
			b = append(b, r.text[r.at])
		default:
			b = append(b, letter)
		}
	}
	return "", false
}

// wide reads the stock library's \uXXXX, or two of them, behind its backslash.
func (r *challengeReader) wide() (letter rune, length int) {
	unit := func(from int) (rune, bool) {
		if from+5 > len(r.text) || r.text[from] != 'u' {
			return 0, false
		}
		n, err := strconv.ParseUint(r.text[from+1:from+5], 16, 16)
		return rune(n), err == nil
	}
	first, ok := unit(r.at)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(first) && r.at+5 < len(r.text) && r.text[r.at+5] == '\\' {
		if second, ok := unit(r.at + 6); ok {
			if both := utf16.DecodeRune(first, second); both != utf8.RuneError {
				return both, 11
			}
		}
	}
	return first, 5
}

// latin is a text from a header's bytes: in UTF-8, or else in Latin-1, which servers in
// JavaScript write.
func latin(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	letters := make([]rune, len(b))
	for i := range b {
		letters[i] = rune(b[i])
	}
	return string(letters)
}
