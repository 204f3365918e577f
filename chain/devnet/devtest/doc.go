// Package devtest drives a development chain in tests: it signs and sends as the
// funded accounts, waits for receipts, and says why a call reverts in the words of
// the contracts. It is imported by tests alone.
package devtest
