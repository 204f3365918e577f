// Package crash shows from outside that a house loses nothing: it kills one
// with SIGKILL under load, makes its disk fail, flips bits in its files, and
// has an auditor that shares nothing with the workload compare what is on disk
// with what was acknowledged.
//
//	go test ./test/crash -run Kill -crash.kills 300 -timeout 0
//
// kills three hundred times. The seed is printed; -crash.seed replays the
// choices, though not the moments at which a process dies.
package crash
