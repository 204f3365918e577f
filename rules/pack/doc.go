// Package pack reads rule packs: directories with policies, facts and the cases by which
// both are tested.
//
// A Library finds packs by name and compiles several into a Book, which decides. Whatever
// is wrong in a pack is reported at once, each mistake with its file and line; a file that
// no reader looks at is a mistake too, for a rule in it would quietly not be there.
package pack
