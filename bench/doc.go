// Package bench measures what the documentation claims. Each benchmark prints
// what it ran and on what, measures its yardsticks in the same run, in
// alternating rounds, and gives medians of the rounds' ratios.
package bench
