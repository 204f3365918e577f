package policy

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
)

// What a set may hold.
const (
	RulesMax = 10_000
	TextMax  = 4 << 20 // bytes of all its texts
)

// Text is a file of policies.
type Text struct {
	Name     string
	Policies []byte
}

// Fault is a mistake in a text. Line is zero where it is in the whole.
type Fault struct {
	File string
	Line int
	Text string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Text
	}
	return f.File + ":" + strconv.Itoa(f.Line) + ": " + f.Text
}

// Set is a compiled set of rules. It does not change, and any number of goroutines may
// decide by it.
type Set struct {
	*names
	rules   []*Rule // by id
	entries []*entry
	tables  map[types.String]*table // by action
	digest  [sha256.Size]byte
}

// Compile checks texts of policies against a schema in Cedar's own form, and makes a
// set of them. With any fault there is no set.
func Compile(shape Text, texts []Text) (*Set, []Fault) {
	c := &compiler{set: newSet(), ids: map[string]*Rule{}}
	if !c.schema(shape) || !c.bounded(texts) {
		return nil, c.faults
	}
	for _, t := range texts {
		c.text(t)
	}
	if len(c.set.rules) > RulesMax {
		c.fault(Fault{File: texts[0].Name, Text: fmt.Sprintf("there are %d rules; a set holds at most %d", len(c.set.rules), RulesMax)})
	}
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	slices.SortFunc(c.set.rules, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	c.set.index()
	c.set.digest = digest(shape, texts)
	return c.set, nil
}

func newSet() *Set {
	return &Set{names: &names{slotOf: map[slot]int32{}, entities: map[cedar.EntityUID]int32{}}, tables: map[types.String]*table{}}
}

// Rules are the set's, by id. They are not to be changed.
func (s *Set) Rules() []*Rule { return s.rules }

// Digest is of the schema and all texts, in their order.
func (s *Set) Digest() [sha256.Size]byte { return s.digest }

func digest(shape Text, texts []Text) (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, t := range append([]Text{shape}, texts...) {
		for _, part := range [][]byte{[]byte(t.Name), t.Policies} {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			h.Write(part)
		}
	}
	h.Sum(sum[:0])
	return sum
}

type compiler struct {
	set       *Set
	validator *validate.Validator
	ids       map[string]*Rule
	faults    []Fault
}

func (c *compiler) fault(f Fault) { c.faults = append(c.faults, f) }

func (c *compiler) schema(shape Text) bool {
	var s schema.Schema
	s.SetFilename(shape.Name)
	err := s.UnmarshalCedar(shape.Policies)
	if err == nil {
		resolved, unresolved := s.Resolve()
		if err = unresolved; err == nil {
			c.validator = validate.New(resolved)
			return true
		}
	}
	c.fault(Fault{File: shape.Name, Line: lineIn(err.Error()), Text: err.Error()})
	return false
}

func (c *compiler) bounded(texts []Text) bool {
	size := 0
	for _, t := range texts {
		if size += len(t.Policies); size > TextMax {
			c.fault(Fault{File: t.Name, Text: fmt.Sprintf("the texts up to here have %d bytes; a set has at most %d", size, TextMax)})
			return false
		}
	}
	return true
}

func (c *compiler) text(t Text) {
	policies, err := cedar.NewPolicyListFromBytes(t.Name, t.Policies)
	if err != nil {
		c.fault(Fault{File: t.Name, Line: lineIn(err.Error()), Text: err.Error()})
		return
	}
	for _, p := range policies {
		at := p.Position().Line
		fault := func(format string, arguments ...any) {
			c.fault(Fault{File: t.Name, Line: at, Text: fmt.Sprintf(format, arguments...)})
		}
		r := ruleOf(p, fault)
		if before := c.ids[r.ID]; before != nil && r.ID != "" {
			fault("the rule %q is already in %s, line %d", r.ID, before.File, before.Line)
		}
		c.ids[r.ID] = r
		if err := c.validator.Policy(r.ID, (*ast.Policy)(p.AST())); err != nil {
			fault("%s", strings.ReplaceAll(err.Error(), "\n", "; "))
		}
		c.set.rules = append(c.set.rules, r)
	}
}

// lineIn finds the line in a message of Cedar's parser, which has it in its text alone,
// as in ":12:3".
func lineIn(message string) int {
	parts := strings.Split(message, ":")
	for i := 1; i+1 < len(parts); i++ {
		line, err := strconv.Atoi(parts[i])
		if err == nil && parts[i+1] != "" && parts[i+1][0] >= '0' && parts[i+1][0] <= '9' {
			return line
		}
	}
	return 0
}
