// Package console is the web console, mounted at /console: what a house or one
// of its parties sees of its calls, receipts and accounts.
//
// Pages are rendered on the server and need no JavaScript; nothing comes from
// another origin and nothing is inline, so that the content security policy can
// forbid both. Whoever signs in does so with an API key: one with admin scope
// sees the whole house, one with read scope its own party. A session lives in
// memory, knows the hash of its key alone, and ends with the key.
//
// The console only reads. Where it reads from is a Source, which the program
// joins to the machine and the books.
package console
