// Package courier carries out what decisions oblige the house to beside its log: it
// composes what travels beside money from who the parties are, keeps it sealed, and tells
// the log the digest; and it has what is known of a party kept as long as the log says.
//
// What is owed is in the log, so that a courier that was stopped goes on where it was.
// What cannot be composed stays owed, and the courier says what is missing.
package courier
