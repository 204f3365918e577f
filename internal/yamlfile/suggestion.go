package yamlfile

import (
	"fmt"
	"strings"
)

// Suggestion says which of the known words was probably meant, and all of them
// when none is near.
func Suggestion(word string, known []string) string {
	best, distance := "", len(word)
	for _, k := range known {
		if n := editDistance(word, k); n < distance {
			best, distance = k, n
		}
	}
	if best != "" && distance <= max(1, len(word)/3) {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(known) == 0 {
		return "none is defined"
	}
	if len(known) > knownMax {
		return "known are " + strings.Join(known[:knownMax], ", ") + " and others"
	}
	return "known are " + strings.Join(known, ", ")
}

// knownMax bounds the words that are listed.
const knownMax = 24

// wordMax bounds the words that are compared: beyond it no known one is near.
const wordMax = 64

// editDistance counts the bytes to insert, drop, replace or swap with their
// neighbour to make b of a.
func editDistance(a, b string) int {
	if len(a) > wordMax || len(b) > wordMax {
		return max(len(a), len(b))
	}
	var rows [3][wordMax + 1]int // before last, last, this
	for j := range len(b) + 1 {
		rows[1][j] = j
	}
	for i := range len(a) {
		rows[2][0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			n := min(rows[1][j]+cost, rows[1][j+1]+1, rows[2][j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				n = min(n, rows[0][j-1]+1)
			}
			rows[2][j+1] = n
		}
		rows[0], rows[1] = rows[1], rows[2]
	}
	return rows[1][len(b)]
}
