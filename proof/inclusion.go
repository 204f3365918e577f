package proof

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// InclusionForm names what an inclusion is and by which rules it is read.
const InclusionForm = "aidollar.inclusion/1"

// SizeMax bounds a statement or an inclusion that is read, in bytes.
const SizeMax = 1 << 20

// The sides on which a step's node stands.
const (
	Left  = "left"
	Right = "right"
)

// Inclusion proves that what a party is owed is counted in a statement.
type Inclusion struct {
	Form      string `json:"form"`
	Period    string `json:"period"`
	Party     string `json:"party"`
	Amount    string `json:"amount"`    // decimal, in the statement's asset
	Salt      string `json:"salt"`      // 64 hexadecimal digits
	Path      []Step `json:"path"`      // from the leaf's sibling up
	Statement string `json:"statement"` // as it was signed
}

// Step is what stands beside the way to the root.
type Step struct {
	Side string `json:"side"` // of the node here
	Sum  string `json:"sum"`  // decimal
	Hash string `json:"hash"` // 64 hexadecimal digits
}

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Inclusion proves the leaf of an id under a signed statement of this tree; ok
// is false when nothing is owed to it.
func (t *Tree) Inclusion(id ledger.ID, scale uint8, statement string) (i *Inclusion, ok bool) {
	for place := range t.leaves {
		if t.leaves[place].ID == id {
			return &Inclusion{
				Form: InclusionForm, Period: t.period, Party: id.String(), Amount: t.leaves[place].Amount.Decimal(scale),
				Salt: t.salts[place].String(), Path: t.path(place, scale), Statement: statement,
			}, true
		}
	}
	return nil, false
}

// ParseInclusion reads an inclusion. The error is a *Wrong.
func ParseInclusion(text []byte) (*Inclusion, error) {
	if len(text) > SizeMax {
		return nil, wrong("inclusion_too_large", "the text has %d bytes; an inclusion has at most %d", len(text), SizeMax)
	}
	i := &Inclusion{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(i); err != nil {
		return nil, wrong("inclusion_malformed", "the inclusion cannot be read: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, wrong("inclusion_malformed", "more follows behind the inclusion")
	}
	if i.Form != InclusionForm {
		return nil, wrong("form_unknown", "the form is %q; this program reads %q", i.Form, InclusionForm)
	}
	return i, nil
}

// Check climbs from the leaf to the statement's root. The statement is one that
// Verify gave. The error is a *Wrong, the first thing that does not hold.
func (i *Inclusion) Check(s *Statement) error {
	_, err := i.Trail(s)
	return err
}

// Trail is Check for who wants to see it: the leaf and what it becomes with each
// step, up to the root. With an error it ends where something does not hold.
func (i *Inclusion) Trail(s *Statement) (trail []Node, err error) {
	if i.Period != s.Period {
		return nil, wrong("period_differs", "the inclusion is of period %s, the statement of %s", i.Period, s.Period)
	}
	id, err := ledger.ParseID(i.Party)
	if err != nil {
		return nil, wrong("inclusion_malformed", "the party %q is no id", i.Party)
	}
	amount, err := s.amount("amount", i.Amount)
	if err != nil {
		return nil, err
	}
	salt, err := parseHash("salt", i.Salt)
	if err != nil {
		return nil, err
	}
	if want := depth(s.Leaves); len(i.Path) != want {
		return nil, wrong("path_length", "the path has %d steps; to the root of %d leaves it has %d", len(i.Path), s.Leaves, want)
	}
	trail = append(trail, leafNode(i.Period, Leaf{id, amount}, salt))
	trail, place, err := i.climb(s, trail)
	if err != nil {
		return trail, err
	}
	if place >= s.Leaves {
		return trail, wrong("path_padding", "the path leads to place %d, and there are %d leaves", place, s.Leaves)
	}
	return trail, i.meets(s, trail[len(trail)-1])
}

// climb joins the leaf with what stands beside it, up to the root, and tells the
// leaf's place by the sides.
func (i *Inclusion) climb(s *Statement, trail []Node) (to []Node, place int, err error) {
	at := trail[0]
	for n := range i.Path {
		step := &i.Path[n]
		beside := Node{}
		if beside.Sum, err = s.amount("sum", step.Sum); err != nil {
			return trail, 0, err
		}
		if beside.Hash, err = parseHash("hash", step.Hash); err != nil {
			return trail, 0, err
		}
		left, right := at, beside
		switch step.Side {
		case Right:
		case Left:
			left, right = beside, at
			place |= 1 << n
		default:
			return trail, 0, wrong("side_unknown", "step %d is on side %q; it is %s or %s", n+1, step.Side, Left, Right)
		}
		var ok bool
		if at, ok = join(left, right); !ok {
			return trail, 0, wrong("sum_overflow", "the sums of step %d are more than 128 bits hold", n+1)
		}
		trail = append(trail, at)
	}
	return trail, place, nil
}

func (i *Inclusion) meets(s *Statement, at Node) error {
	sum, err := s.amount("sum", s.Root.Sum)
	if err != nil {
		return err
	}
	if at.Sum != sum {
		return wrong("root_sum_differs", "the path adds up to %s, the statement says %s", at.Sum.Decimal(s.Asset.Scale), s.Root.Sum)
	}
	if at.Hash.String() != s.Root.Hash {
		return wrong("root_differs", "the path leads to root %s, the statement has %s: the leaf is not in its tree as it is here", at.Hash, s.Root.Hash)
	}
	return nil
}

// Expects holds the inclusion against what the party knows by itself. A house
// could prove a smaller balance, or another party's, just as well. The error is
// a *Wrong.
func (i *Inclusion) Expects(s *Statement, party string, amount money.Amount) error {
	if i.Party != party {
		return wrong("party_differs", "the inclusion is of party %s, not of %s", i.Party, party)
	}
	counted, err := s.amount("amount", i.Amount)
	if err != nil {
		return err
	}
	if counted != amount {
		return wrong("amount_differs", "the inclusion counts %s, and %s is expected", i.Amount, amount.Decimal(s.Asset.Scale))
	}
	return nil
}

// parseHash refuses everything but a whole hash.
func parseHash(name, text string) (h Hash, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(h) || hex.EncodeToString(raw) != text {
		return h, wrong("hash_malformed", "the %s %q is not %d small hexadecimal digits: a hash is whole or proves nothing", name, text, 2*len(h))
	}
	return Hash(raw), nil
}
