// Package credential finds the secrets that upstreams are called with: in an
// environment variable, in a file that may change while the program runs, or
// from a command that prints one.
//
// A secret is in memory and in the request to its upstream, and nowhere else:
// no error and no log line of this package holds one, nor what a command wrote
// beside it.
package credential
