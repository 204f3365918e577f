// Package ivms101 reads, checks and writes what the interVASP messaging standard
// (IVMS 101.2023, Issue 1) says of persons: who sends a transfer, who receives it, and
// which providers stand between, as the travel rule wants it told.
//
// The standard gives components, datatypes and the constraints C1 to C12, and no JSON.
// Here each entity and component is an object, each element a member under its own
// name, and what may occur more than once a list. Read and ReadPerson take nothing
// else: what is unknown, missing, twice there, too long or against a constraint is a
// Mistake that names its place as a JSON pointer (RFC 6901). What they give can be
// written with encoding/json and read again.
//
// Values of codes are read in any case, as the standard has it, and written as it
// lists them. One constraint is held in part: whether a registration authority is on
// GLEIF's list (C10) is not known here, only whether it has the form of one.
package ivms101
