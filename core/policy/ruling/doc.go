// Package ruling holds the rules and facts that a house has, from when on each set is in
// force, and decides by them. What was decided of a session holds for its like for a
// while, until rules or facts are others: then the next request is decided anew, in the
// same step that makes use of it, so that there is never a moment between two sets.
package ruling
