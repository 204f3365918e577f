package devnet

import (
	"fmt"
	"maps"
	"math/big"

	"aidollar/chain/devaccount"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/triedb"

	"github.com/ethereum/go-ethereum/core/rawdb"
)

const (
	gasLimit     = 120_000_000   // of a block: some 3,000 transfers of tokens
	baseFee      = params.GWei   // of the first block; it follows demand from there
	etherEach    = 10_000        // of each account, in ether
	dollarsEach  = 1_000_000     // of each account, in whole tokens
	dollar       = 1_000_000     // a token in its smallest units
	gasToPlace   = 1_000_000_000 // for a constructor, which pays nothing
	chainDayZero = 0             // the time of the first block: the same in every run
)

// rules are those of Osaka from the first block on. A copy of go-ethereum's
// configuration for development chains would follow it into unreleased forks.
func rules(chainID uint64) *params.ChainConfig {
	zero := new(big.Int)
	start := func() *uint64 { return new(uint64) }
	return &params.ChainConfig{
		ChainID:                 new(big.Int).SetUint64(chainID),
		HomesteadBlock:          zero,
		EIP150Block:             zero,
		EIP155Block:             zero,
		EIP158Block:             zero,
		ByzantiumBlock:          zero,
		ConstantinopleBlock:     zero,
		PetersburgBlock:         zero,
		IstanbulBlock:           zero,
		MuirGlacierBlock:        zero,
		BerlinBlock:             zero,
		LondonBlock:             zero,
		ArrowGlacierBlock:       zero,
		GrayGlacierBlock:        zero,
		MergeNetsplitBlock:      zero,
		TerminalTotalDifficulty: zero,
		ShanghaiTime:            start(),
		CancunTime:              start(),
		PragueTime:              start(),
		OsakaTime:               start(),
		BlobScheduleConfig: &params.BlobScheduleConfig{
			Cancun: params.DefaultCancunBlobConfig,
			Prague: params.DefaultPragueBlobConfig,
		},
	}
}

// genesis is the first block: funded accounts and the contracts in place.
func genesis(o *Options) (*core.Genesis, error) {
	accounts := devaccount.All()
	chain := contracts.TestChain{
		Owner:   o.Owner,
		Custody: o.Custody,
		Amount:  big.NewInt(dollarsEach * dollar),
	}
	for _, a := range accounts {
		chain.Funded = append(chain.Funded, a.Address)
	}
	config := rules(o.ChainID)
	alloc, err := place(config, &chain)
	if err != nil {
		return nil, err
	}
	maps.Copy(alloc, core.SystemContractAllocs())
	ether := new(big.Int).Mul(big.NewInt(etherEach), big.NewInt(params.Ether))
	for _, address := range append(chain.Funded, o.Owner) {
		alloc[address] = types.Account{Balance: ether}
	}
	return &core.Genesis{
		Config:     config,
		Timestamp:  chainDayZero,
		GasLimit:   gasLimit,
		BaseFee:    big.NewInt(baseFee),
		Difficulty: new(big.Int),
		Alloc:      alloc,
	}, nil
}

// place runs the constructors and the calls behind them on an EVM of its own, and
// notes what they leave: a genesis block knows state and no transactions.
func place(config *params.ChainConfig, chain *contracts.TestChain) (types.GenesisAlloc, error) {
	db := rawdb.NewMemoryDatabase()
	world, err := state.New(types.EmptyRootHash, state.NewDatabase(triedb.NewDatabase(db, nil), nil))
	if err != nil {
		return nil, err
	}
	slots := map[common.Address]map[common.Hash]bool{}
	note := func(_ uint64, op byte, _, _ uint64, scope tracing.OpContext, _ []byte, _ int, _ error) {
		if vm.OpCode(op) != vm.SSTORE {
			return
		}
		stack := scope.StackData()
		if slots[scope.Address()] == nil {
			slots[scope.Address()] = map[common.Hash]bool{}
		}
		slots[scope.Address()][stack[len(stack)-1].Bytes32()] = true
	}
	call := func(from, to common.Address, data []byte) ([]byte, error) {
		answer, _, err := runtime.Call(to, data, &runtime.Config{
			ChainConfig: config, BlockNumber: new(big.Int), Origin: from, GasLimit: gasToPlace, State: world,
			EVMConfig: vm.Config{Tracer: &tracing.Hooks{OnOpcode: note}},
		})
		return answer, err
	}
	placements := chain.Placements()
	for _, p := range placements {
		world.SetCode(p.Address, p.Init, tracing.CodeChangeUnspecified)
		code, err := call(chain.Owner, p.Address, nil)
		if err != nil {
			return nil, fmt.Errorf("the constructor of %s: %w: %q", p.Name, err, code)
		}
		world.SetCode(p.Address, code, tracing.CodeChangeUnspecified)
	}
	for _, c := range chain.Calls() {
		if answer, err := call(c.From, c.To, c.Data); err != nil {
			return nil, fmt.Errorf("a call to %s: %w: %q", c.To, err, answer)
		}
	}
	alloc := types.GenesisAlloc{}
	for _, p := range placements {
		account := types.Account{Balance: new(big.Int), Nonce: 1, Code: world.GetCode(p.Address), Storage: map[common.Hash]common.Hash{}}
		for slot := range slots[p.Address] {
			account.Storage[slot] = world.GetState(p.Address, slot)
		}
		alloc[p.Address] = account
	}
	return alloc, nil
}
