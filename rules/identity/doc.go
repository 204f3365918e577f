// Package identity keeps who the parties of a house are, outside of its log: the log
// is never changed, and a person may ask to be forgotten.
//
// A party has versions, one current, each a person as IVMS 101 has it and digests of
// what proves it. All of that is sealed with a key in a file of its own, bound to the
// party and the version; who looks at a version is written down before it is shown.
// What others may keep for good is the version's digest, which is keyed with a salt
// that is sealed along: it commits to the version, and says nothing once that is erased.
//
// Beside them stand payloads, as they travelled beside payments and payouts: sealed in
// the same way, bound to the party and to what they travelled beside.
//
// A version stays as long as somebody is obliged to keep it, and a payload until its
// time. What is erased, or replaced and kept no longer, is taken out of the file and the
// file written anew, so that nothing of it is left in there, sealed or not. What copies
// of the file exist elsewhere the package does not know.
package identity
