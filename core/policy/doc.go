// Package policy decides by written rules whether something may be done, with what
// obligations, or whether a person must look at it first.
//
// Rules are policies of Cedar with annotations for what Cedar does not know: a title,
// the source, the dates between which a rule holds, what is owed where it permits, and
// what would change its mind. Compile checks all of that against a schema and refuses
// the whole text for one fault, so that no broken rule is quietly left out. Facts are
// entities and a context; what cannot be said in Cedar is computed into them before.
//
// Rules are found by what they certainly want of a request, so that most are not looked
// at, and simple conditions are evaluated once for all rules. Whatever the index is not
// sure of, and all that fails, is Cedar's to say.
//
// The time of a decision is an argument, reasons come in a fixed order, and a rule that
// fails on the facts denies: cedar-go skips it, and a broken forbid would not forbid.
package policy
