package gateway

import (
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// Observer is told about each call once, after it ended, refused ones
// too. It is called from many goroutines, on the call's own.
type Observer interface {
	Call(c *CallObservation)
}

// CallObservation is what there is to know of one call. It is valid during the
// Observer's call only. The outcome is a stable code: "served",
// "cut_by_client", "cut_by_upstream", "capture_failed", or the code of the
// problem the client was given.
type CallObservation struct {
	Call     ledger.ID // zero when nothing was reserved
	Key      ledger.ID
	Model    string // empty unless there is a route for it, so that metrics stay few
	Upstream string // the last one tried
	Dialect  string // "openai.chat"
	Outcome  string
	Stream   bool
	Attempts int
	Hedged   bool         // two upstreams were asked at once
	Cache    string       // "hit", "miss", "refresh", or empty without a cache
	Cost     tariff.Ticks // when Captured: what the seller pays, as far as it is known

	Reserved money.Amount
	Captured bool
	Charge   money.Amount
	Usage    meter.Usage // when Captured

	Total     time.Duration // from the request's header to the end of the answer
	Reserve   time.Duration // in Clearing.Reserve
	Capture   time.Duration // in Clearing.Capture
	FirstByte time.Duration // from the request's header to the upstream's
}

type noObserver struct{}

func (noObserver) Call(*CallObservation) {}
