package settlement

import (
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
)

// ClosedMax is how many batches that ended are remembered. Beyond them the payout
// contract itself still pays no batch twice.
const ClosedMax = 1 << 20

// closed remembers the batches that ended last, so that a late repetition does not
// take money off accounts again.
type closed struct {
	ids  paged.Slice[ledger.ID]
	next int // place of the oldest, once there are ClosedMax
	byID map[ledger.ID]bool
}

func newClosed() closed { return closed{byID: map[ledger.ID]bool{}} }

func (c *closed) has(id ledger.ID) bool { return c.byID[id] }

func (c *closed) add(id ledger.ID) {
	c.byID[id] = true
	if c.ids.Len() < ClosedMax {
		c.ids.Append(id)
		return
	}
	oldest := c.ids.Change(c.next)
	delete(c.byID, *oldest)
	*oldest = id
	c.next = (c.next + 1) % ClosedMax
}
