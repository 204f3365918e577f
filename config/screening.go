package config

import (
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"
)

// Screening says which lists parties are held against, and how.
type Screening struct {
	Lists     []string      // paths; none: nobody is screened
	Hit, Near float64       // scores from which on a match is a hit, or near; zero: the defaults
	Every     time.Duration // between looks at whether the files changed
}

// The bounds of screening.
const (
	listFilesMax          = 64
	screeningEveryMin     = time.Second
	screeningEveryMax     = 7 * 24 * time.Hour
	ScreeningEveryDefault = 24 * time.Hour
)

// screening reads which lists parties are held against.
func (r *serverReader) screening(v *yaml.Node) {
	s := &r.server.Screening
	s.Every = ScreeningEveryDefault
	r.mapping(v, "screening", []field{
		{"lists", true, func(v *yaml.Node) {
			for _, n := range r.filled(v, "lists", "file", listFilesMax) {
				var file string
				if r.path(n, "file", &file); file != "" {
					s.Lists = append(s.Lists, file)
				}
			}
		}},
		{"hit", false, func(v *yaml.Node) { r.score(v, "hit", &s.Hit) }},
		{"near", false, func(v *yaml.Node) { r.score(v, "near", &s.Near) }},
		{"every", false, func(v *yaml.Node) { keep(&s.Every)(r.duration(v, "every", screeningEveryMin, screeningEveryMax)) }},
	})
}

// score reads a number above 0 and at most 1.
func (r *serverReader) score(v *yaml.Node, what string, into *float64) {
	const bits = 64
	text, ok := r.decimal(v, what)
	if !ok {
		return
	}
	score, err := strconv.ParseFloat(text, bits)
	if err != nil || score <= 0 || score > 1 {
		r.Add(v, "score_invalid", "%s is %s; a score is above 0 and at most 1, such as 0.93", what, text)
		return
	}
	*into = score
}
