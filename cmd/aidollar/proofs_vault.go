package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/internal/durable"
	"aidollar/node"
	"aidollar/proof"
	"aidollar/receipt"
)

const (
	proofsFolder = "proofs"
	proofSuffix  = ".json"
	leavesSuffix = ".leaves"
	// proofsMax bounds the proofs of a house: a daily one for a generation.
	proofsMax = 10_000
	// proofTries bounds how often the books are looked at for a moment at which
	// the log's position and the machine's are the same.
	proofTries = 1000
)

// vault makes the proofs of what a house owes and keeps what their inclusions
// need: the leaves and the secret of each period. They are in a file beside the
// statement's, which a list of many periods can do without.
type vault struct {
	dir  string
	node *node.Node
	ring *receipt.Keyring

	mu      sync.Mutex
	periods []ledger.ID // the oldest first
	period  ledger.ID   // of the tree, the last that was asked for
	kept    *keptProof
	tree    *proof.Tree
}

var _ api.Proofs = (*vault)(nil)

// keptProof is the file of a period's statement.
type keptProof struct {
	Period    string    `json:"period"`
	Asset     string    `json:"asset"`
	Scale     uint8     `json:"scale"`
	Time      time.Time `json:"time"`
	Owed      string    `json:"owed"`
	Count     int       `json:"leaves"`
	Statement string    `json:"statement"`
}

// keptTree is the file of a period's leaves, for the owner alone: who has the
// secret can tell whose each leaf is.
type keptTree struct {
	Secret []byte     `json:"secret"`
	Leaves []keptLeaf `json:"leaves"`
}

type keptLeaf struct {
	ID     string `json:"id"`
	Amount string `json:"amount"` // ledger units
}

// openVault reads which periods there are.
func openVault(dir string, n *node.Node, ring *receipt.Keyring) (*vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of proofs cannot be made: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	v := &vault{dir: dir, node: n, ring: ring}
	times := map[ledger.ID]time.Time{}
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
		times[id] = p.Time
		v.periods = append(v.periods, id)
	}
	slices.SortFunc(v.periods, func(a, b ledger.ID) int { return times[a].Compare(times[b]) })
	return v, nil
}

func (v *vault) path(period ledger.ID, suffix string) string {
	return filepath.Join(v.dir, period.String()+suffix)
}

func (v *vault) read(period ledger.ID) (*keptProof, error) {
	p := &keptProof{}
	return p, readJSON(v.path(period, proofSuffix), p)
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
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
	if err := readJSON(path, &raw); err != nil {
		return false, err
	}
	leaves := make([]proof.Leaf, len(raw.Leaves))
	for i, l := range raw.Leaves {
		if leaves[i].ID, err = ledger.ParseID(l.ID); err != nil {
			return false, fmt.Errorf("%s: %w", path, err)
		}
		if leaves[i].Amount, err = money.ParseDecimal(l.Amount, 0); err != nil {
			return false, fmt.Errorf("%s: %w", path, err)
		}
	}
	tree, err := proof.Build(kept.Period, raw.Secret, leaves)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	v.period, v.kept, v.tree = period, kept, tree
	return true, nil
}

func (p *keptProof) answer() api.Proof {
	return api.Proof{
		Period: p.Period, Asset: p.Asset, Time: stamp(p.Time.UnixNano()), Owed: p.Owed, Leaves: p.Count, Statement: p.Statement,
	}
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
	v.mu.Lock()
	defer v.mu.Unlock()
	if !slices.Contains(v.periods, period) {
		return api.Proof{}, false, nil
	}
	p, err := v.read(period)
	if err != nil {
		return api.Proof{}, false, err
	}
	return p.answer(), true, nil
}

// Inclusion implements api.Proofs.
func (v *vault) Inclusion(period, party ledger.ID) (out api.ProofInclusion, ok bool, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if ok, err := v.load(period); !ok {
		return out, false, err
	}
	i, ok := v.tree.Inclusion(party, v.kept.Scale, v.kept.Statement)
	if !ok {
		return out, false, nil
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
	v.mu.Lock()
	defer v.mu.Unlock()
	if slices.Contains(v.periods, period) {
		p, err := v.read(period)
		if err != nil {
			return out, false, err
		}
		return p.answer(), true, nil
	}
	if len(v.periods) >= proofsMax {
		return out, false, api.ErrProofsFull
	}
	s, leaves, err := v.moment(ctx, asset)
	if err != nil {
		return out, false, err
	}
	secret := make([]byte, proof.SecretSize)
	_, _ = rand.Read(secret) // it cannot fail: crypto/rand
	s.Period = period.String()
	tree, err := proof.Build(s.Period, secret, leaves)
	if err != nil {
		return out, false, err
	}
	root := tree.Root()
	s.Root, s.Leaves = proof.Root{Hash: root.Hash.String(), Sum: root.Sum.Decimal(s.Asset.Scale)}, tree.Leaves()
	text, err := proof.Sign(s, v.ring.Key())
	if err != nil {
		return out, false, err
	}
	kept, err := v.keep(period, s, text, secret, leaves)
	if err != nil {
		return out, false, fmt.Errorf("the proof cannot be kept: %w", err)
	}
	v.periods = append(v.periods, period)
	v.period, v.kept, v.tree = period, kept, tree
	return kept.answer(), false, nil
}

// keep writes the leaves, and then the statement that makes them count.
func (v *vault) keep(period ledger.ID, s *proof.Statement, text string, secret []byte, leaves []proof.Leaf) (*keptProof, error) {
	at, err := time.Parse(time.RFC3339Nano, s.Time)
	if err != nil {
		return nil, err
	}
	raw := keptTree{Secret: secret, Leaves: make([]keptLeaf, len(leaves))}
	for i, l := range leaves {
		raw.Leaves[i] = keptLeaf{l.ID.String(), l.Amount.String()}
	}
	if err := writeProof(v.path(period, leavesSuffix), raw); err != nil {
		return nil, err
	}
	kept := &keptProof{
		Period: s.Period, Asset: s.Asset.Code, Scale: s.Asset.Scale, Time: at, Owed: s.Root.Sum, Count: s.Leaves, Statement: text,
	}
	return kept, writeProof(v.path(period, proofSuffix), kept)
}

// writeProof puts a file in its place, durably.
func writeProof(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return durable.Replace(path, text)
}

// moment reads what is owed and held at one record of the log.
func (v *vault) moment(ctx context.Context, asset ledger.AssetID) (s *proof.Statement, leaves []proof.Leaf, err error) {
	for range proofTries {
		seq, hash := v.node.Position()
		v.node.View(func(m *clearing.Machine) {
			if m.Applied() == seq {
				s, leaves = stated(m, asset), owed(m, asset)
			}
		})
		if s != nil {
			s.Log = proof.Log{Sequence: seq, Hash: proof.Hash(hash).String()}
			return s, leaves, nil
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	return nil, nil, node.ErrBusy
}

// owed lists all that a house owes in an asset. What a buyer has reserved for
// calls is still the buyer's. A debt of a party's is no leaf: nobody else's
// claim is less for it.
func owed(m *clearing.Machine, asset ledger.AssetID) (leaves []proof.Leaf) {
	credit := func(id ledger.ID) money.Amount {
		a, _ := m.Ledger().Account(id)
		return a.CreditsPosted.SubFloor(a.DebitsPosted)
	}
	add := func(id ledger.ID, amount money.Amount) {
		if !amount.IsZero() {
			leaves = append(leaves, proof.Leaf{ID: id, Amount: amount})
		}
	}
	var carry money.Amount
	m.Parties(func(p clearing.Party) bool {
		code := clearing.AccountBuyer
		if p.Role == clearing.RoleSeller {
			code = clearing.AccountSeller
			// It cannot overflow: the ledger's sum of all accounts does not.
			carry, _ = carry.Add(credit(m.PartyAccountIn(p.ID, clearing.AccountCarry, asset)))
		}
		add(p.ID, credit(m.PartyAccountIn(p.ID, code, asset)))
		return true
	})
	add(clearing.HouseAccount(clearing.AccountCarry, asset), carry)
	tokensIn(m, asset, func(number uint32) {
		add(clearing.TokenAccount(clearing.AccountPayout, number), credit(clearing.TokenAccount(clearing.AccountPayout, number)))
		add(clearing.TokenAccount(clearing.AccountUnallocated, number), credit(clearing.TokenAccount(clearing.AccountUnallocated, number)))
	})
	return leaves
}
