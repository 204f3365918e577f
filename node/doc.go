// Package node is the single writer: it gathers commands into a record while
// the previous one is on its way to the disk, appends it to the journal, lets
// the machine apply it and answers each caller. Nothing is answered before it
// is durable.
//
// Any goroutine may submit. Who reads the machine does so inside View, which
// waits for at most one record to be applied.
package node
