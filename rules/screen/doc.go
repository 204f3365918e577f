// Package screen holds names against lists of sanctioned and restricted parties.
//
// A name is folded: written in Latin letters, cut into tokens, and rid of what tells
// nobody apart (legal forms, titles, particles count little). Tokens of the name and of a
// listed name are paired in the best way whatever their order, by how alike they are
// spelled or sound. What is left over on either side lowers the score, and so do a weak
// alias, a date of birth and a country that contradict.
//
// An Index finds the listed names that share a token's consonants, all but one of them,
// instead of comparing all. What it finds is scored just as a comparison with all would
// be. The same lists and the same name lead to the same matches in the same order.
package screen
