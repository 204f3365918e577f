package books

import (
	"aidollar/core/attest"
	"aidollar/core/review"
)

// Reviews and attestations are in the log; the books have no rows of them yet.

// ReviewChanged implements clearing.Observer.
func (*Books) ReviewChanged(int64, *review.Item) {}

// AuditorChanged implements clearing.Observer.
func (*Books) AuditorChanged(int64, *attest.Auditor) {}

// AttestationChanged implements clearing.Observer.
func (*Books) AttestationChanged(int64, *attest.Entry, string) {}
