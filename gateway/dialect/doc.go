// Package dialect reads the wire formats that clients of model APIs speak: what
// a request asks for and the most it can use, and what an answer says was used.
// It does no I/O and knows neither money nor upstreams.
//
// A Dialect is one operation of one provider's API. It reads a request into a
// Request, which bounds its use by groups of meters and writes itself for an
// upstream, changing only the values that must differ: everything else passes
// byte for byte. The Request makes a Reader for each attempt, which follows the
// answer, whole or event by event. A dialect is one file with its entry in the
// table of table.go.
//
// A caller reads with Read, asks for the Bound before anything else, and uses
// one Reader for one answer. Nothing here is safe for use from several
// goroutines at once.
package dialect
