// Package books is the read side: it follows the machine and keeps what it did
// in SQLite, for statements, receipts and history.
//
// Books is told of each record in order, on one goroutine, and writes behind a
// bounded queue; when the queue is full, Applied blocks, which slows the machine
// down to what the disk takes. Queries may come from any goroutine at any time.
// They see whole records only, as of Position; Visible waits for a record.
//
// The books can be dropped and rebuilt from the log. They never go on with a
// gap or after an error of the disk: they stop, Failed and Err tell, and Await
// keeps the journal from forgetting what the books do not have.
package books
