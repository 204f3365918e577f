// Package duty keeps what decisions oblige the house to beyond the command that they were
// made in: to tell somebody, to ask a question again by a day, to hand on who pays whom,
// and to keep what it has of a party.
//
// The first three are duties: each has a number, the decision that brought it, and is owed
// until it is done. The book has no more than it has room for and drops none, so that a
// caller asks for room before a deed that brings some. What is done is forgotten here: the
// read side has it for good. The last one is a day for each party, which only grows.
//
// A decision that holds for its like brings its duties once, at the first deed that it
// allows: until then it is pending.
package duty
