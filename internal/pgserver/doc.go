// Package pgserver runs a PostgreSQL server of its own for a test or a benchmark,
// in a directory that goes with it. The server is the one that Debian's package
// postgresql installs. It listens on a socket in that directory alone.
package pgserver
