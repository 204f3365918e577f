package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// LabelLengthMax bounds a region, a service or a dialect, in bytes.
const LabelLengthMax = 32

// Reserve sets aside the most that a call can cost.
type Reserve struct {
	Call     ledger.ID // chosen by the caller; carries its time
	Key      ledger.ID
	Seller   ledger.ID
	Model    string
	Region   string         // where the call must be served; empty: anywhere
	Service  string         // batch, flex, priority; empty: the standard one
	Limits   []tariff.Limit // the most that the call can use; at most payment.LimitsMax
	Deadline int64          // Unix nanoseconds; then the hold returns

	// What rules ask of the call beside that: see Answer.Allowed.
	Regions []string // where it can be served, the best first, at most RegionsMax; none: in Region alone
	Data    string   // class of the data that it sends; empty: what the facts say of its buyer
	EndUse  string   // what it serves; empty: what the facts say of its buyer

	// Pay is the asset that the buyer pays in; zero is the price's, or his first
	// where he has no account in that. Quote is the number of the rate that he was
	// offered for it; zero is the present one.
	Pay   ledger.AssetID
	Quote uint64

	// Token is the one of a payment that came first and is on the payer's balance now;
	// zero where the call is paid from what was there anyway. See counting.
	Token uint32
}

func (Reserve) kind() Kind { return KindReserve }
func (c Reserve) append(a *wire.Appender) {
	a.ID(c.Call)
	a.ID(c.Key)
	a.ID(c.Seller)
	a.Text(c.Model)
	a.Text(c.Region)
	a.Text(c.Service)
	a.I64(c.Deadline)
	a.U32(uint32(c.Pay))
	a.U64(c.Quote)
	a.U32(c.Token)
	appendList(a, c.Regions[:min(len(c.Regions), RegionsMax)])
	a.Text(c.Data)
	a.Text(c.EndUse)
	payment.AppendLimits(a, c.Limits)
}

// Capture closes a call at what it used.
type Capture struct {
	Call     ledger.ID
	Usage    meter.Usage
	Policy   payment.Policy
	Upstream string       // who served it, for the books
	Region   string       // where it was served; empty: not known
	Dialect  string       // the wire dialect that the usage was read from, for the books
	Cost     tariff.Ticks // what the upstream charges the seller, for the books; zero when unknown
}

func (Capture) kind() Kind { return KindCapture }
func (c Capture) append(a *wire.Appender) {
	a.ID(c.Call)
	a.U8(uint8(c.Policy))
	a.Text(c.Upstream)
	a.Text(c.Region)
	a.Text(c.Dialect)
	a.Amount(c.Cost)
	a.B = c.Usage.Append(a.B)
}

// Void closes a call that delivered nothing.
type Void struct {
	Call   ledger.ID
	Reason string
}

func (Void) kind() Kind { return KindVoid }
func (c Void) append(a *wire.Appender) {
	a.ID(c.Call)
	a.Text(c.Reason)
}

// places are the regions of which rules are asked.
func (c *Reserve) places() []string {
	if len(c.Regions) == 0 {
		return []string{c.Region}
	}
	return c.Regions
}

// labelsValid checks the regions.
func (c *Reserve) labelsValid() bool {
	for _, region := range c.Regions {
		if !labelValid(region) {
			return false
		}
	}
	return labelValid(c.Region) && len(c.Regions) <= RegionsMax
}

// labelValid: labels go into URLs, headers and statistics, so they are short
// and plain. An empty one says nothing.
func labelValid(s string) bool {
	for _, r := range []byte(s) {
		letter := r|0x20 >= 'a' && r|0x20 <= 'z'
		if !letter && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.' && r != ':' {
			return false
		}
	}
	return len(s) <= LabelLengthMax
}
