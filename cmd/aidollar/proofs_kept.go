package main

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"aidollar/api"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/internal/durable"
	"aidollar/proof"
	"aidollar/receipt"
)

// The files of a period, in the folder of proofs.
const (
	proofSuffix  = ".json"     // the statement
	chainSuffix  = ".on-chain" // where its root ended on a chain
	leavesSuffix = ".leaves"   // what inclusions need, for the owner alone
)

// keptProof is the file of a period's statement.
type keptProof struct {
	Period    string          `json:"period"`
	Asset     string          `json:"asset"`
	Scale     uint8           `json:"scale"`
	Number    uint64          `json:"number"`
	Time      time.Time       `json:"time"`
	Next      string          `json:"next,omitempty"`
	Owed      string          `json:"owed"`
	Held      string          `json:"held,omitempty"` // missing when a comparison is too old to count
	Count     int             `json:"leaves"`
	Root      string          `json:"root"`
	KeyID     string          `json:"key"`
	Registry  *proof.Registry `json:"registry,omitempty"`
	Statement string          `json:"statement"`
}

func keptOf(s *proof.Statement, text string, key ed25519.PrivateKey) (*keptProof, error) {
	at, err := time.Parse(time.RFC3339Nano, s.Time)
	if err != nil {
		return nil, err
	}
	public, _ := key.Public().(ed25519.PublicKey) // it always is one
	kept := &keptProof{
		Period: s.Period, Asset: s.Asset.Code, Scale: s.Asset.Scale, Number: s.Number, Time: at, Next: s.Next, Owed: s.Root.Sum,
		Count: s.Leaves, Root: s.Root.Hash, KeyID: receipt.KeyID(public), Registry: s.Registry, Statement: text,
	}
	if held, err := s.Held(proof.Terms{}); err == nil {
		kept.Held = held.Decimal(s.Asset.Scale)
	}
	return kept, nil
}

func (p *keptProof) answer(on *api.ProofOnChain) api.Proof {
	return api.Proof{
		Period: p.Period, Asset: p.Asset, Number: p.Number, Time: stamp(p.Time.UnixNano()), Next: p.Next,
		Owed: p.Owed, Held: p.Held, Ratio: p.ratio(), Leaves: p.Count, Root: p.Root, KeyID: p.KeyID, Digest: proof.Digest(p.Statement),
		OnChain: on, Statement: p.Statement,
	}
}

// ratio is what is held for each unit that is owed, rounded down: 0.9999 of what is
// owed is not all of it. It is empty when nothing is, or it is
// not known what is held.
func (p *keptProof) ratio() string {
	owed, err := money.ParseDecimal(p.Owed, p.Scale)
	if err != nil || owed.IsZero() || p.Held == "" {
		return ""
	}
	held, err := money.ParseDecimal(p.Held, p.Scale)
	if err != nil {
		return ""
	}
	return api.Ratio(held, owed)
}

// keptTree is the file of a period's leaves: who has the secret can tell whose each
// leaf is.
type keptTree struct {
	Secret []byte     `json:"secret"`
	Leaves []keptLeaf `json:"leaves"`
}

type keptLeaf struct {
	ID     string `json:"id"`
	Amount string `json:"amount"` // ledger units
}

func keptTreeOf(secret []byte, leaves []proof.Leaf) keptTree {
	raw := keptTree{Secret: secret, Leaves: make([]keptLeaf, len(leaves))}
	for i, l := range leaves {
		raw.Leaves[i] = keptLeaf{l.ID.String(), l.Amount.String()}
	}
	return raw
}

func (k *keptTree) build(period string) (*proof.Tree, error) {
	leaves := make([]proof.Leaf, len(k.Leaves))
	for i, l := range k.Leaves {
		var err error
		if leaves[i].ID, err = ledger.ParseID(l.ID); err != nil {
			return nil, err
		}
		if leaves[i].Amount, err = money.ParseDecimal(l.Amount, 0); err != nil {
			return nil, err
		}
	}
	return proof.Build(period, k.Secret, leaves)
}

func (v *vault) path(period ledger.ID, suffix string) string {
	return filepath.Join(v.dir, period.String()+suffix)
}

func (v *vault) read(period ledger.ID) (*keptProof, error) {
	p := &keptProof{}
	return p, readProof(v.path(period, proofSuffix), p)
}

func readProof(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// readProofIfThere is readProof for a file that may be missing.
func readProofIfThere(path string, into any) (there bool, err error) {
	if err = readProof(path, into); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func writeProof(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return durable.Replace(path, text)
}
