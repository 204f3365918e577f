// Package session is a client of MPP's intent session by the method evm: a transport
// of HTTP that pays from a channel. It opens the channel with a deposit that is bound
// to it, signs a voucher for each request and, within a stream that pauses, for what
// comes next, adds to the deposit when that is needed, and has the channel closed.
//
// The caller owes it a key, the name of the token (which challenges do not say) and a
// limit: nobody else keeps a server from asking for more. With a Folder what it signs is
// on disk before it leaves, so that a program that is started again goes on with its
// channels, and never signs for less than before; without one they are in memory alone.
package session
