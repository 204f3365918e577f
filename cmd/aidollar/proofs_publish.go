package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"aidollar/api"
	"aidollar/chain"
	"aidollar/config"
	"aidollar/contracts"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
	"aidollar/proof"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
)

// publishPrefix marks the intents that publish roots among those of the house.
const publishPrefix = "proof/"

// publishPause is how long a root that is under way is left alone.
const publishPause = 2 * time.Second

// rootPublisher puts the roots of statements on a chain, by the sender that the
// treasury has there. It keeps nothing but where a root ended: what is under way the
// sender remembers, under the period's name.
type rootPublisher struct {
	chain    publishChain
	registry common.Address
	log      *slog.Logger
	wake     chan struct{}

	mu      sync.Mutex
	pending []*keptProof // the oldest first
}

// publishChain is what a publisher needs of a chain.
type publishChain interface {
	ID() uint64
	Sender() settlement.Address
	Send(ctx context.Context, i treasury.Intent) (treasury.Outcome, error)
	Outcome(id string) (o treasury.Outcome, known bool, err error)
}

// keptPublication is the file of where a root ended.
type keptPublication struct {
	State  string `json:"state"`
	Tx     string `json:"transaction,omitempty"`
	Block  uint64 `json:"block,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// registryErrors are what a registry says to who publishes a number again.
var registryErrors = []string{"AlreadyPublished(bytes32)", "ZeroRoot()"}

// The states of a root on its way.
const (
	rootWaiting  = "waiting"
	rootSent     = "sent"
	rootIncluded = "included"
	rootFinal    = "final"
	rootFailed   = "failed"
)

// publisher is what puts roots on a chain by the configuration; nil for none.
func (c *chains) publisher(p *config.Proofs, log *slog.Logger) *rootPublisher {
	if p.Registry == (settlement.Address{}) || c == nil {
		return nil
	}
	i := slices.IndexFunc(c.open, func(o *openChain) bool { return o.config.Name == p.Chain })
	if i < 0 {
		return nil // the configuration was checked
	}
	return &rootPublisher{chain: c.open[i].joined, registry: common.Address(p.Registry), log: log, wake: make(chan struct{}, 1)}
}

// stated is the registry as statements name it; nil when there is none.
func (r *rootPublisher) stated() *proof.Registry {
	if r == nil {
		return nil
	}
	return &proof.Registry{Contract: fmt.Sprintf("eip155:%d:%s", r.chain.ID(), r.registry.Hex()), House: checksum(r.chain.Sender())}
}

// add takes a statement in whose root is to be put on the chain.
func (r *rootPublisher) add(p *keptProof) {
	if r == nil {
		return
	}
	r.mu.Lock()
	r.pending = append(r.pending, p)
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// run publishes what is pending until ctx ends.
func (r *rootPublisher) run(ctx context.Context, v *vault) {
	for {
		r.mu.Lock()
		work := slices.Clone(r.pending)
		r.mu.Unlock()
		var pause <-chan time.Time
		for _, p := range work {
			done, err := r.publish(ctx, v, p)
			if err != nil && ctx.Err() == nil {
				r.log.Error("a root could not be put on its chain", "period", p.Period, "error", err)
			}
			if !done {
				pause = time.After(publishPause)
				continue
			}
			r.mu.Lock()
			r.pending = slices.DeleteFunc(r.pending, func(o *keptProof) bool { return o == p })
			r.mu.Unlock()
		}
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-pause:
		}
	}
}

// publish sends a root, or looks at what became of it; done says that nothing more
// will.
func (r *rootPublisher) publish(ctx context.Context, v *vault, p *keptProof) (done bool, err error) {
	if p.Registry == nil || *p.Registry != *r.stated() {
		return true, v.ended(p, keptPublication{State: rootFailed, Reason: "the house publishes elsewhere now, and never did at the place that is stated"})
	}
	data, err := publication(p)
	if err != nil {
		return true, err
	}
	o, err := r.chain.Send(ctx, treasury.Intent{ID: publishPrefix + p.Period, Call: treasury.Call{To: settlement.Address(r.registry), Data: data}})
	if err != nil {
		return false, err
	}
	now := stateOf(&o)
	switch now.State {
	case rootFinal:
		r.log.Info("a root is on its chain", "period", p.Period, "number", p.Number, "transaction", now.Tx)
	case rootFailed:
		r.log.Error("a root cannot be put on its chain", "period", p.Period, "number", p.Number, "reason", now.Reason)
	default:
		return false, nil
	}
	return true, v.ended(p, now)
}

// publication is the call that publishes a statement's root.
func publication(p *keptProof) ([]byte, error) {
	root, err := hex.DecodeString(p.Root)
	if err != nil {
		return nil, err
	}
	digest, err := hex.DecodeString(proof.Digest(p.Statement))
	if err != nil {
		return nil, err
	}
	return contracts.NewLiabilities().PackPublish(proof.RegistryAsset(p.Asset), p.Number, [32]byte(root), [32]byte(digest)), nil
}

func stateOf(o *treasury.Outcome) keptPublication {
	k := keptPublication{State: rootWaiting}
	if o.Tx != (settlement.Hash{}) {
		k.Tx, k.Block = common.Hash(o.Tx).Hex(), o.Block
	}
	switch {
	case o.Stage == treasury.Settled && o.Done:
		k.State = rootFinal
	case o.Stage == treasury.Failed || o.Stage == treasury.Settled:
		k.State, k.Reason = rootFailed, strings.TrimSpace(o.Code+" "+o.Text)
	case o.Stage == treasury.Included:
		k.State = rootIncluded
	case len(o.Txs) > 0:
		k.State = rootSent
	}
	return k
}

// ended keeps where a root ended.
func (v *vault) ended(p *keptProof, k keptPublication) error {
	id, err := ledger.ParseID(p.Period)
	if err != nil {
		return err
	}
	return writeProof(v.path(id, chainSuffix), k)
}

// onChain is how the root of a statement stands; nil when it is put on no chain.
func (v *vault) onChain(p *keptProof) (*api.ProofOnChain, error) {
	if p.Registry == nil {
		return nil, nil
	}
	id, err := ledger.ParseID(p.Period)
	if err != nil {
		return nil, err
	}
	k := keptPublication{State: rootWaiting}
	there, err := readProofIfThere(v.path(id, chainSuffix), &k)
	if err == nil && !there && v.root != nil {
		var o treasury.Outcome
		if o, there, err = v.root.chain.Outcome(publishPrefix + p.Period); there && err == nil {
			k = stateOf(&o)
		}
	}
	var closed *chain.Error
	if errors.As(err, &closed) { // the house goes down
		err = nil
	}
	return &api.ProofOnChain{
		Registry: p.Registry.Contract, House: p.Registry.House, State: k.State, Tx: k.Tx, Block: k.Block, Reason: k.Reason,
	}, err
}
