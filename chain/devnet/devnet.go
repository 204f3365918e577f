package devnet

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rpc"
)

const (
	loopback  = "127.0.0.1"
	poolSlots = 1 << 16 // transactions that may wait, all accounts together
	poolEach  = 1 << 13 // transactions of one account
	cacheMB   = 64      // for the database and for the state, each
)

// Devnet is a running chain.
type Devnet struct {
	options Options
	node    *node.Node
	beacon  beacon
	signals signals
	closing sync.Once
	closed  error
	ended   sync.WaitGroup

	mu     sync.Mutex // held while blocks are made or taken back
	paused bool
}

// Start starts a chain. Its time and its blocks go on until Close; ctx bounds the
// start alone.
func Start(ctx context.Context, options Options) (*Devnet, error) {
	options.complete()
	if options.Custody == (common.Address{}) {
		options.Custody = contracts.PayoutAddress
	}
	d := &Devnet{options: options, signals: newSignals(), paused: options.Paused}
	if err := d.start(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *Devnet) start(ctx context.Context) error {
	first, err := genesis(&d.options)
	if err != nil {
		return fmt.Errorf("the first block: %w", err)
	}
	if d.node, err = node.New(nodeConfig(&d.options)); err != nil {
		return fmt.Errorf("the node: %w", err)
	}
	config := ethconfig.Defaults
	config.Genesis = first
	config.NetworkId = d.options.ChainID
	settings(&config)
	backend, err := eth.New(d.node, &config)
	if err != nil {
		return fmt.Errorf("the chain: %w", err)
	}
	d.node.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service:   filters.NewFilterAPI(filters.NewFilterSystem(backend.APIBackend, filters.Config{LogQueryLimit: config.LogQueryLimit})),
	}})
	if err := d.node.Start(); err != nil {
		return fmt.Errorf("the node: %w", err)
	}
	d.beacon = beacon{backend, catalyst.NewConsensusAPI(backend), d.options.SafeDepth, d.options.FinalDepth}
	if err := d.beacon.choose(ctx, d.beacon.head().Hash()); err != nil {
		return err
	}
	if err := d.open(ctx); err != nil {
		return err
	}
	d.run()
	return nil
}

// open makes the first block behind the genesis block, whose time is long past,
// and waits for the index of transactions: without it the node answers to whoever
// asks for a receipt that it does not know yet whether there is one.
func (d *Devnet) open(ctx context.Context) error {
	if d.beacon.head().Number.Sign() == 0 {
		if err := d.Mine(ctx, 1); err != nil {
			return err
		}
	}
	for !d.beacon.eth.BlockChain().TxIndexDone() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the index of transactions: %w", ctx.Err())
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

func nodeConfig(o *Options) *node.Config {
	config := node.DefaultConfig
	config.Name = "devnet"
	config.DataDir = o.Dir
	// Pebble, the default, keeps the last 32 KB of its log in memory, and the blocks
	// in them were lost when the process was killed. LevelDB hands each write to the
	// system before it goes on.
	config.DBEngine = "leveldb"
	config.P2P = p2p.Config{NoDiscovery: true, NoDial: true}
	config.IPCPath = ""
	config.HTTPHost, config.HTTPPort = loopback, o.Port
	config.WSHost, config.WSPort = loopback, o.Port
	config.HTTPModules = []string{"eth", "net", "web3", "txpool"} // not debug, which writes files
	config.WSModules = config.HTTPModules
	return &config
}

func settings(config *ethconfig.Config) {
	config.SyncMode = ethconfig.FullSync
	// By path, the default, blocks were lost when the process was killed.
	config.StateScheme = rawdb.HashScheme
	config.NoPruning = true
	config.Preimages = false
	config.SnapshotCache = 0
	config.TransactionHistory = 0 // all
	config.LogNoHistory = true    // logs are searched, not indexed: an index lags
	config.DatabaseCache, config.TrieCleanCache, config.TrieDirtyCache = cacheMB, cacheMB, cacheMB
	config.Miner.GasCeil = gasLimit
	config.TxPool.NoLocals = true
	config.TxPool.AccountSlots, config.TxPool.AccountQueue = poolEach, poolEach
	config.TxPool.GlobalSlots, config.TxPool.GlobalQueue = poolSlots, poolSlots
	// A transaction that the pool takes and the miner does not would wait for ever.
	config.Miner.GasPrice = new(big.Int).SetUint64(config.TxPool.PriceLimit)
}

// Close ends the chain. It may be called more than once.
func (d *Devnet) Close() error {
	d.closing.Do(func() {
		close(d.signals.done)
		d.ended.Wait()
		if d.node != nil {
			d.closed = d.node.Close()
		}
	})
	return d.closed
}

// RPC is the URL of JSON-RPC over HTTP.
func (d *Devnet) RPC() string { return d.node.HTTPEndpoint() }

// WS is the URL of JSON-RPC over WebSocket.
func (d *Devnet) WS() string { return d.node.WSEndpoint() }

// ChainID is the chain's number.
func (d *Devnet) ChainID() uint64 { return d.options.ChainID }

// Token is the address of the test token.
func (d *Devnet) Token() common.Address { return contracts.TokenAddress }

// Accounts are the funded accounts. The first is the owner unless Options name
// another.
func (d *Devnet) Accounts() []devaccount.Account { return devaccount.All() }

// Now is the time of the newest block.
func (d *Devnet) Now() time.Time { return time.Unix(int64(d.beacon.head().Time), 0) }
