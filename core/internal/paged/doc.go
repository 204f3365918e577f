// Package paged holds sequences that can be frozen in constant time: the
// writer goes on and copies a page before it first changes it, so that a
// snapshot can be written by another goroutine without stopping the machine.
package paged
