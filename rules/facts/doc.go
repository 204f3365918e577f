// Package facts keeps what rules decide by: entities with their attributes, each with a
// source and the days between which it was so.
//
// Read takes them from YAML against a schema of Cedar's, with the line of each mistake.
// A Registry holds all versions, and a snapshot of it has the entities as they were at one
// time, with what is computed because Cedar cannot: where a participant's last parent is
// run from, and whether blocked or restricted persons own half of it.
package facts
