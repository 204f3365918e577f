// Package packs holds the rule packs that come with the program, and the schema of all
// packs. They are data: rules/pack reads them, and an operator edits copies of them.
package packs
