package books

import (
	"aidollar/core/clearing"
	"aidollar/core/licence"
)

// Quotas are in the log; the books have no rows of them yet.

// QuotaChanged implements clearing.Observer.
func (*Books) QuotaChanged(int64, *licence.Standing) {}

// QuotaDrawn implements clearing.Observer.
func (*Books) QuotaDrawn(int64, *clearing.QuotaDrawn) {}

// Sold implements clearing.Observer.
func (*Books) Sold(int64, *clearing.Sold) {}
