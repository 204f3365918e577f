// Package watch follows the logs of a chain to finality.
//
// A Watcher hands three things to its handler, in order: Seen, the logs of a
// block that may still go; Dropped, that a block which was seen has gone; and
// Finalized, a range of blocks that are final, with all their logs and what given
// accounts held at its end. Ranges follow each other without a gap from the position
// that the handler's owner kept. When Finalized returns nil, the owner has made
// the range his own, position and all, and is never given it again by that Run.
//
// Seen is told at least once: after a restart what is not final is seen again, and
// the same log is told by block hash and index. What was final before it was first
// met is told by Finalized alone. Whoever credits money does so at Finalized;
// whoever wants to be quick counts what he has Seen as long as it is not Dropped.
//
// Logs are asked for twice in two ways, by the hash of each block while it is new
// and by range once it is final, and both answers must be the same. A final block
// that changes stops the watcher: no program can know what to believe then.
package watch
