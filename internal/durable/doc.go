// Package durable writes small files so that they outlast a crash: whole or not
// at all, and on the disk when the call returns.
package durable
