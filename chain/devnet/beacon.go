package devnet

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/beacon/engine"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/miner"
)

const buildTime = 30 * time.Second // for a block, which takes a second at most

// beacon tells the node what a consensus client would: which block comes next,
// and which are safe and final. go-ethereum's own simulated one is not used, for
// its time runs ahead of the clock and its finality comes every 32 blocks.
type beacon struct {
	eth    *eth.Ethereum
	engine *catalyst.ConsensusAPI

	safeDepth, finalDepth uint64
}

// head is the newest block.
func (b *beacon) head() *types.Header { return b.eth.BlockChain().CurrentBlock() }

// waiting tells how many transactions could go into the next block.
func (b *beacon) waiting() int {
	executable, _ := b.eth.TxPool().Stats()
	return executable
}

// extend makes the next block out of what waits in the pool.
func (b *beacon) extend(ctx context.Context, at uint64) error {
	// What was sent a moment ago may not be ready for a block yet.
	if err := b.settle(); err != nil {
		return err
	}
	hash, err := b.build(ctx, b.head().Hash(), at, false)
	if err != nil {
		return err
	}
	return b.choose(ctx, hash)
}

// settle waits until the pool, which works in goroutines of its own, is done with
// the transactions and blocks that it was given.
func (b *beacon) settle() error {
	if err := b.eth.TxPool().Sync(); err != nil {
		return fmt.Errorf("the transaction pool: %w", err)
	}
	return nil
}

// build makes a block on any known parent and has it executed; it is not yet the
// newest one. It says its hash.
func (b *beacon) build(ctx context.Context, parent common.Hash, at uint64, empty bool) (common.Hash, error) {
	arguments := &miner.BuildPayloadArgs{
		Parent:      parent,
		Timestamp:   at,
		Withdrawals: types.Withdrawals{},
		BeaconRoot:  &common.Hash{},
		Version:     engine.PayloadV3,
	}
	// Two blocks on one parent must differ, or the second is the first again.
	if _, err := rand.Read(arguments.Random[:]); err != nil {
		return common.Hash{}, err
	}
	payload, err := b.eth.Miner().BuildPayload(ctx, arguments, false)
	if err != nil {
		return common.Hash{}, fmt.Errorf("building a block: %w", err)
	}
	var envelope *engine.ExecutionPayloadEnvelope
	if empty {
		envelope = payload.ResolveEmpty()
		payload.Resolve() // ends the work on the full one
	} else if envelope, err = filled(ctx, payload); err != nil {
		return common.Hash{}, err
	}
	requests := make([]hexutil.Bytes, len(envelope.Requests))
	for i, r := range envelope.Requests {
		requests[i] = r
	}
	status, err := b.engine.NewPayloadV4(ctx, *envelope.ExecutionPayload, blobHashes(envelope), arguments.BeaconRoot, requests)
	if err := accepted(status, err); err != nil {
		return common.Hash{}, fmt.Errorf("executing a block: %w", err)
	}
	return envelope.ExecutionPayload.BlockHash, nil
}

// filled is a block with all the transactions that fit. The builder says nothing
// of what goes wrong while it fills one, so there is a bound to waiting for it.
func filled(ctx context.Context, payload *miner.Payload) (*engine.ExecutionPayloadEnvelope, error) {
	ctx, cancel := context.WithTimeout(ctx, buildTime)
	defer cancel()
	full := make(chan *engine.ExecutionPayloadEnvelope, 1)
	go func() { full <- payload.ResolveFull() }()
	select {
	case envelope := <-full:
		if envelope == nil {
			return nil, errors.New("building a block ended without one")
		}
		return envelope, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("building a block: %w", ctx.Err())
	}
}

// choose makes a block the newest one, which moves finality along.
func (b *beacon) choose(ctx context.Context, hash common.Hash) error {
	header := b.eth.BlockChain().GetHeaderByHash(hash)
	if header == nil {
		return fmt.Errorf("no block %s", hash)
	}
	update := engine.ForkchoiceStateV1{
		HeadBlockHash:      hash,
		SafeBlockHash:      b.behind(header, b.safeDepth),
		FinalizedBlockHash: b.behind(header, b.finalDepth),
	}
	response, err := b.engine.ForkchoiceUpdatedV3(ctx, update, nil)
	if err := accepted(response.PayloadStatus, err); err != nil {
		return fmt.Errorf("choosing a block: %w", err)
	}
	// Until then the pool offers for the next block what is included already.
	return b.settle()
}

// behind is the ancestor that lies that many blocks before a block.
func (b *beacon) behind(header *types.Header, depth uint64) common.Hash {
	chain := b.eth.BlockChain()
	for ; depth > 0 && header.Number.Sign() > 0; depth-- {
		header = chain.GetHeader(header.ParentHash, header.Number.Uint64()-1)
	}
	return header.Hash()
}

func accepted(status engine.PayloadStatusV1, err error) error {
	switch {
	case err != nil:
		return err
	case status.Status == engine.VALID:
		return nil
	case status.ValidationError != nil:
		return fmt.Errorf("the node says %s: %s", status.Status, *status.ValidationError)
	}
	return fmt.Errorf("the node says %s", status.Status)
}

func blobHashes(envelope *engine.ExecutionPayloadEnvelope) []common.Hash {
	hashes := []common.Hash{}
	if envelope.BlobsBundle == nil {
		return hashes
	}
	hasher := sha256.New()
	for _, bytes := range envelope.BlobsBundle.Commitments {
		commitment := kzg4844.Commitment(bytes)
		hashes = append(hashes, kzg4844.CalcBlobHashV1(hasher, &commitment))
	}
	return hashes
}
