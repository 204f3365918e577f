package proof

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"math/bits"
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Bounds of a tree.
const (
	LeavesMax  = 1 << 24
	PeriodMax  = 64 // bytes of a period's name
	SecretSize = 32 // bytes
)

// Each hash begins with what it is of, so that no leaf can be passed off as an
// inner node, nor padding as a leaf.
const (
	tagLeaf    = "aidollar.proof/1 leaf\x00"
	tagInner   = "aidollar.proof/1 inner\x00"
	tagPadding = "aidollar.proof/1 padding\x00"
	tagSalt    = "aidollar.proof/1 salt\x00"
)

// Hash is a whole SHA-256. A shorter one could be met by chance, and then one
// root would stand for two trees.
type Hash [sha256.Size]byte

// Node is what a parent hashes of a child, and what stands in a path.
type Node struct {
	Sum  money.Amount
	Hash Hash
}

// Leaf is what is owed to one party, or held by the house's own account for
// those that are not parties. Its id occurs once in a period.
type Leaf struct {
	ID     ledger.ID
	Amount money.Amount
}

// Salt hides whose a leaf is from those who get its hash in their paths: ids are
// no secret, and amounts are few, so an unsalted hash is found by trying.
func Salt(secret []byte, period string, id ledger.ID) Hash {
	mac := hmac.New(sha256.New, secret)
	mac.Write(appendPeriod([]byte(tagSalt), period))
	mac.Write(appendID(nil, id))
	return Hash(mac.Sum(nil))
}

func leafNode(period string, leaf Leaf, salt Hash) Node {
	b := appendPeriod([]byte(tagLeaf), period)
	b = append(appendID(b, leaf.ID), salt[:]...)
	return Node{leaf.Amount, sha256.Sum256(leaf.Amount.Append(b))}
}

// paddingNode fills the last row up to a power of two, with nothing owed.
func paddingNode(period string) Node {
	return Node{Hash: sha256.Sum256(appendPeriod([]byte(tagPadding), period))}
}

// join makes the parent of two nodes; ok is false when their sum overflows.
func join(left, right Node) (parent Node, ok bool) {
	parent.Sum, ok = left.Sum.Add(right.Sum)
	b := append(left.Sum.Append([]byte(tagInner)), left.Hash[:]...)
	parent.Hash = sha256.Sum256(append(right.Sum.Append(b), right.Hash[:]...))
	return parent, ok
}

// appendPeriod puts the length first, so that what follows cannot be read as
// part of the name. The name has at most PeriodMax bytes.
func appendPeriod(b []byte, period string) []byte {
	return append(append(b, byte(len(period))), period...)
}

func appendID(b []byte, id ledger.ID) []byte {
	var raw [16]byte
	id.Put(raw[:])
	return append(b, raw[:]...)
}

// Tree is all that is owed at one moment.
type Tree struct {
	period string
	leaves []Leaf // in the order of their salts
	salts  []Hash
	rows   [][]Node // from the leaves, padded to a power of two, to the root
}

// Build makes the tree of a period. The order of the leaves given does not
// matter. The leaves are placed by their salts: who stands beside whom is left
// to chance in each period, and nobody can follow a neighbour's amount through
// several. The error is a *Wrong.
func Build(period string, secret []byte, leaves []Leaf) (*Tree, error) {
	switch {
	case period == "" || len(period) > PeriodMax:
		return nil, wrong("period_invalid", "the period's name has %d bytes; it has 1 to %d", len(period), PeriodMax)
	case len(secret) != SecretSize:
		return nil, wrong("secret_invalid", "the secret has %d bytes; it has %d", len(secret), SecretSize)
	case len(leaves) > LeavesMax:
		return nil, wrong("leaves_too_many", "there are %d leaves; a tree has at most %d", len(leaves), LeavesMax)
	}
	type placed struct {
		leaf Leaf
		salt Hash
	}
	all, seen := make([]placed, len(leaves)), make(map[ledger.ID]bool, len(leaves))
	for i, leaf := range leaves {
		if seen[leaf.ID] {
			return nil, wrong("leaf_twice", "the id %s is there twice; what is owed to it is one amount", leaf.ID)
		}
		seen[leaf.ID] = true
		all[i] = placed{leaf, Salt(secret, period, leaf.ID)}
	}
	slices.SortFunc(all, func(a, b placed) int { return bytes.Compare(a.salt[:], b.salt[:]) })
	t := &Tree{period: period, leaves: make([]Leaf, len(all)), salts: make([]Hash, len(all))}
	row := make([]Node, 1<<depth(len(all)))
	for i, p := range all {
		t.leaves[i], t.salts[i] = p.leaf, p.salt
		row[i] = leafNode(period, p.leaf, p.salt)
	}
	for i := len(all); i < len(row); i++ {
		row[i] = paddingNode(period)
	}
	return t, t.raise(row)
}

// raise puts the rows above the last one.
func (t *Tree) raise(row []Node) error {
	t.rows = append(t.rows, row)
	for len(row) > 1 {
		above := make([]Node, len(row)/2)
		for i := range above {
			var ok bool
			if above[i], ok = join(row[2*i], row[2*i+1]); !ok {
				return wrong("sum_overflow", "what is owed is more than 128 bits hold")
			}
		}
		t.rows, row = append(t.rows, above), above
	}
	return nil
}

// depth is the number of steps from a leaf to the root of so many leaves.
func depth(leaves int) int { return bits.Len(uint(max(leaves, 1) - 1)) }

// Root is the tree's only node in the last row.
func (t *Tree) Root() Node { return t.rows[len(t.rows)-1][0] }

// Leaves counts the leaves without padding.
func (t *Tree) Leaves() int { return len(t.leaves) }

// path lists what stands beside the way from a leaf to the root.
func (t *Tree) path(place int, scale uint8) []Step {
	steps := make([]Step, 0, len(t.rows)-1)
	for _, row := range t.rows[:len(t.rows)-1] {
		beside, side := row[place^1], Right
		if place&1 == 1 {
			side = Left
		}
		steps = append(steps, Step{Side: side, Sum: beside.Sum.Decimal(scale), Hash: beside.Hash.String()})
		place >>= 1
	}
	return steps
}
