// Package review keeps what a person must decide: a name that is near one on a list, or
// hits it; a request that a rule refers; money that came and may not be counted; a call
// that was served where it must not be.
//
// Each is an item in a queue that is bounded and drops nothing: when it is full, or one
// subject has its share of it, opening one more is refused by name. What is asked a second
// time while the first answer holds is the same item, so that a screening that runs each
// day, or a request that is repeated, asks nobody twice.
//
// An answer has a name, a reason and, where it lets somebody pass, an end. An approval
// holds for exactly the request that was referred, whose digest the caller makes of what
// is asked and not of the facts. When it ends the request is referred anew. A clearing
// whose re-check date comes is open again, and so is a screening whose decision is taken
// back: somebody who was once near a list is never cleared by time. What is decided of
// money that came, or of a call that was served, is decided once and for good. What an open item means for its subject is for the caller to say; Standing tells
// how it stands.
//
// Where the operator wants four eyes, it takes two persons to let something pass and one
// to stop it. Persons are told apart by their keys: two keys of one person are two.
package review
