package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"aidollar/api"
	"aidollar/core/ledger"
	"aidollar/node"
	"aidollar/proof"
	"aidollar/receipt"
)

const (
	proofsFolder = "proofs"
	// proofsMax bounds the proofs of a house: an hourly one for eleven years.
	proofsMax = 100_000
)

// vault makes the proofs of what a house owes and keeps what their inclusions
// need: the leaves and the secret of each period. They are in a file beside the
// statement's, which a list of many periods can do without.
type vault struct {
	dir  string
	node *node.Node
	ring *receipt.Keyring
	due  proofsDue       // when statements are made of themselves
	root *rootPublisher  // puts roots on a chain; nil for none
	stop func()          // ends what runs beside
	runs *sync.WaitGroup // what runs beside

	unpublished []*keptProof // until start: whose roots have not ended on a chain, the oldest first

	making sync.Mutex // held while a statement is made, so that each follows the one before

	mu      sync.Mutex
	periods []ledger.ID           // the oldest first
	last    map[string]*keptProof // by asset, the newest
	period  ledger.ID             // of the tree, the last that was asked for
	kept    *keptProof
	tree    *proof.Tree
}

var _ api.Proofs = (*vault)(nil)

// openVault reads which periods there are.
func openVault(dir string, n *node.Node, ring *receipt.Keyring) (*vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of proofs cannot be made: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	v := &vault{dir: dir, node: n, ring: ring, last: map[string]*keptProof{}, stop: func() {}, runs: &sync.WaitGroup{}}
	type listed struct {
		id     ledger.ID
		time   time.Time
		number uint64 // two assets' statements may be of one time, two of one asset's by a clock that was set back
	}
	var list []listed
	ended := map[string]bool{}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), chainSuffix); ok {
			ended[name] = true
		}
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), proofSuffix)
		id, err := ledger.ParseID(name)
		if !ok || err != nil {
			continue // of a write that was cut short, or not ours
		}
		p, err := v.read(id)
		if err != nil {
			return nil, err
		}
		list = append(list, listed{id, p.Time, p.Number})
		if p.Registry != nil && !ended[p.Period] {
			v.unpublished = append(v.unpublished, p)
		}
		if last := v.last[p.Asset]; last == nil || last.Number < p.Number {
			v.last[p.Asset] = p
		}
	}
	slices.SortFunc(list, func(a, b listed) int {
		return cmp.Or(a.time.Compare(b.time), cmp.Compare(a.number, b.number))
	})
	slices.SortFunc(v.unpublished, func(a, b *keptProof) int {
		return cmp.Or(cmp.Compare(a.Asset, b.Asset), cmp.Compare(a.Number, b.Number))
	})
	for _, l := range list {
		v.periods = append(v.periods, l.id)
	}
	return v, nil
}

// start has statements made when they are due, and their roots put on a chain.
func (v *vault) start(due proofsDue, root *rootPublisher, log *slog.Logger) {
	ctx, stop := context.WithCancel(context.Background())
	v.due, v.root, v.stop = due, root, stop
	if root != nil {
		for _, p := range v.unpublished {
			root.add(p)
		}
		v.runs.Go(func() { root.run(ctx, v) })
	}
	v.unpublished = nil
	if due.every > 0 {
		v.runs.Go(func() { v.keepDue(ctx, due, log) })
	}
}

// close ends what runs beside.
func (v *vault) close() {
	v.stop()
	v.runs.Wait()
}

// load gives the proof and the tree of a period; ok is false when there is none.
func (v *vault) load(period ledger.ID) (ok bool, err error) {
	if !slices.Contains(v.periods, period) {
		return false, nil
	}
	if v.tree != nil && v.period == period {
		return true, nil
	}
	kept, err := v.read(period)
	if err != nil {
		return false, err
	}
	path, raw := v.path(period, leavesSuffix), keptTree{}
	if err := readProof(path, &raw); err != nil {
		return false, err
	}
	tree, err := raw.build(kept.Period)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	v.period, v.kept, v.tree = period, kept, tree
	return true, nil
}

// Periods implements api.Proofs.
func (v *vault) Periods() []ledger.ID {
	v.mu.Lock()
	defer v.mu.Unlock()
	list := slices.Clone(v.periods)
	slices.Reverse(list)
	return list
}

// Proof implements api.Proofs.
func (v *vault) Proof(period ledger.ID) (api.Proof, bool, error) {
	p, ok, err := v.find(period)
	if !ok || err != nil {
		return api.Proof{}, false, err
	}
	on, err := v.onChain(p)
	return p.answer(on), err == nil, err
}

func (v *vault) find(period ledger.ID) (p *keptProof, ok bool, err error) {
	v.mu.Lock()
	ok = slices.Contains(v.periods, period)
	v.mu.Unlock()
	if !ok {
		return nil, false, nil
	}
	p, err = v.read(period)
	return p, err == nil, err
}

// inclusion proves what a party is owed; ok is false when that is nothing.
func (v *vault) inclusion(period, party ledger.ID) (i *proof.Inclusion, ok bool, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if ok, err := v.load(period); !ok {
		return nil, false, err
	}
	i, ok = v.tree.Inclusion(party, v.kept.Scale, v.kept.Statement)
	return i, ok, nil
}

// Inclusion implements api.Proofs.
func (v *vault) Inclusion(period, party ledger.ID) (out api.ProofInclusion, ok bool, err error) {
	i, ok, err := v.inclusion(period, party)
	if !ok {
		return out, false, err
	}
	out = api.ProofInclusion{
		Form: i.Form, Period: i.Period, Party: i.Party, Amount: i.Amount, Salt: i.Salt, Statement: i.Statement, Path: make([]api.ProofStep, len(i.Path)),
	}
	for n, step := range i.Path {
		out.Path[n] = api.ProofStep(step)
	}
	return out, true, nil
}

// Make implements api.Proofs. The file is durable before the statement is given
// to anybody: a statement whose leaves are lost could not be proven, and another
// one of the same period would look like two books.
func (v *vault) Make(ctx context.Context, period ledger.ID, asset ledger.AssetID) (out api.Proof, again bool, err error) {
	v.making.Lock()
	defer v.making.Unlock()
	if p, ok, err := v.Proof(period); ok || err != nil {
		return p, ok, err
	}
	kept, err := v.make(ctx, period, asset, false)
	if err != nil {
		return out, false, err
	}
	on, err := v.onChain(kept)
	return kept.answer(on), false, err
}

// make signs and keeps a new statement. With unless it makes none of an asset of
// which nothing is owed and nothing was stated, and gives nil. The caller holds
// making.
func (v *vault) make(ctx context.Context, period ledger.ID, asset ledger.AssetID, unless bool) (*keptProof, error) {
	v.mu.Lock()
	full := len(v.periods) >= proofsMax
	v.mu.Unlock()
	if full {
		return nil, api.ErrProofsFull
	}
	s, leaves, err := v.moment(ctx, asset)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	last := v.last[s.Asset.Code]
	v.mu.Unlock()
	if unless && last == nil && len(leaves) == 0 {
		return nil, nil
	}
	secret := make([]byte, proof.SecretSize)
	_, _ = rand.Read(secret) // it cannot fail: crypto/rand
	s.Period, s.Number, s.Next, s.Registry = period.String(), 1, v.due.after(time.Now()), v.root.stated()
	if last != nil {
		s.Number, s.Previous = last.Number+1, proof.Digest(last.Statement)
	}
	tree, err := proof.Build(s.Period, secret, leaves)
	if err != nil {
		return nil, err
	}
	root := tree.Root()
	s.Root, s.Leaves = proof.Root{Hash: root.Hash.String(), Sum: root.Sum.Decimal(s.Asset.Scale)}, tree.Leaves()
	kept, err := v.keep(period, s, secret, leaves)
	if err != nil {
		return nil, fmt.Errorf("the proof cannot be kept: %w", err)
	}
	v.mu.Lock()
	v.periods = append(v.periods, period)
	v.last[kept.Asset] = kept
	v.period, v.kept, v.tree = period, kept, tree
	v.mu.Unlock()
	if kept.Registry != nil {
		v.root.add(kept)
	}
	return kept, nil
}

// keep writes the leaves, and then the signed statement that makes them count.
func (v *vault) keep(period ledger.ID, s *proof.Statement, secret []byte, leaves []proof.Leaf) (*keptProof, error) {
	key := v.ring.Key()
	text, err := proof.Sign(s, key)
	if err != nil {
		return nil, err
	}
	kept, err := keptOf(s, text, key)
	if err != nil {
		return nil, err
	}
	if err := writeProof(v.path(period, leavesSuffix), keptTreeOf(secret, leaves)); err != nil {
		return nil, err
	}
	return kept, writeProof(v.path(period, proofSuffix), kept)
}
