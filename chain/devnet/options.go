package devnet

import (
	"log/slog"
	"time"

	"aidollar/chain/devaccount"

	"github.com/ethereum/go-ethereum/common"
)

// What Options leave open.
const (
	chainIDDefault   = 31337 // of development chains, as wallets know it
	heartbeatDefault = 12 * time.Second
	safeDepth        = 1
	finalDepth       = 2
)

// Options say what chain is wanted. The zero value is a chain in memory that is
// gone when the program ends.
type Options struct {
	Dir     string // "" for memory
	ChainID uint64 // 31337 if 0
	Port    int    // of HTTP and WebSocket on 127.0.0.1; any free one if 0

	// Owner may pay out of Payout and owns the token, the first account if unset.
	// Custody is where deposits go, Payout if unset.
	Owner, Custody common.Address

	// SafeDepth and FinalDepth are how many blocks safe and finalized lie behind
	// the newest one: 1 and 2 if 0.
	SafeDepth, FinalDepth uint64

	Heartbeat time.Duration // between blocks of an idle chain, 12 s if 0
	Instant   bool          // a block for each transaction, even if its time lies in the future
	Paused    bool          // no blocks but by Mine, until Resume

	Log *slog.Logger // what goes wrong while blocks are made; slog.Default if nil
}

func (o *Options) complete() {
	if o.ChainID == 0 {
		o.ChainID = chainIDDefault
	}
	if o.Owner == (common.Address{}) {
		o.Owner = devaccount.All()[0].Address
	}
	if o.SafeDepth == 0 {
		o.SafeDepth = safeDepth
	}
	if o.FinalDepth == 0 {
		o.FinalDepth = finalDepth
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = heartbeatDefault
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
}
