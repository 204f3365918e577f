package watch

import (
	"context"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"
)

const (
	intervalDefault = 2 * time.Second
	rangeDefault    = 1000
	windowDefault   = 4096
	filtersMax      = 16
	holdingsMax     = 100
)

// Config is what is followed. What is zero and has a default gets it.
type Config struct {
	Client   *chain.Client
	Finality chain.Finality
	// Filters choose logs; one that several choose is told once.
	Filters []chain.Filter
	// Siblings are first topics of logs that are told as well if they are of the
	// same transaction and contract as a chosen one: an authorization that is not
	// ours by any topic of its own belongs to the transfer that is.
	Siblings []common.Hash
	// Balances are asked for at the end of the newest final range.
	Balances []chain.Holding

	Interval  time.Duration // between looks at the chain: 2 s
	RangeMax  uint64        // blocks of a final range: 1000
	WindowMax int           // blocks that are seen and not final: 4096

	// Report is told of errors after which Run goes on. It must not block.
	Report func(error)
}

func (c *Config) complete() error {
	if c.Client == nil || len(c.Filters) == 0 || len(c.Filters) > filtersMax || len(c.Balances) > holdingsMax {
		return chain.Errorf(chain.Stop, chain.CodeConfig, "a watcher has a client, 1 to %d filters and at most %d balances", filtersMax, holdingsMax)
	}
	for i := range c.Filters {
		if err := c.Filters[i].Check(); err != nil {
			return err
		}
	}
	if c.Interval <= 0 {
		c.Interval = intervalDefault
	}
	if c.RangeMax == 0 {
		c.RangeMax = rangeDefault
	}
	if c.WindowMax <= 0 {
		c.WindowMax = windowDefault
	}
	if c.Report == nil {
		c.Report = func(error) {}
	}
	return c.Finality.Check()
}

// Ref is a block by number and hash.
type Ref struct {
	Number uint64
	Hash   common.Hash
}

// Start is where a Run begins.
type Start struct {
	// After is the last block whose range the owner has made his own. At the very
	// first start he chooses a number and leaves the hash zero: the hash is then
	// what the chain says.
	After Ref
	// Seen are blocks that the owner was told as Seen and has heard no more of,
	// as when he was down. Those that have gone are Dropped before anything else.
	Seen []Ref
}

// Handler is who follows. Its methods are called one at a time. An error ends
// Run, which returns it; what it was about is told again by the next.
type Handler interface {
	Seen(ctx context.Context, seen Seen) error
	Dropped(ctx context.Context, block Ref) error
	Finalized(ctx context.Context, final Final) error
}

// Seen is a block that may still go, with at least one log.
type Seen struct {
	Block chain.Block
	Logs  []types.Log // with block number, hash and time, in the chain's order
}

// Final is a range of blocks that are final.
type Final struct {
	From uint64
	To   Ref    // the position to keep
	Time uint64 // of the range's last block
	Logs []types.Log
	// Balances are those of Config.Balances at the end, in their order. They are
	// nil for a range that is not the newest, and where NoBalances says why the
	// node does not know them: many keep old states for minutes only.
	Balances   []uint256.Int
	NoBalances error
}
