package policy

import (
	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// How much of a rule the index reads. What is beyond is opaque to it, and Cedar's to
// evaluate.
const (
	conditionsMax     = 256 // in one rule
	conditionDepthMax = 8   // of conditions in one another
)

// conditionKind says what a condition asks.
type conditionKind uint8

const (
	opaque   conditionKind = iota // what Cedar alone evaluates
	always                        // nothing: it holds
	never                         // nothing: it does not
	isTrue                        // whether a slot is true
	has                           // whether a slot is there
	in                            // whether a slot is one of some entities, or in it
	is                            // whether a slot is an entity of a type
	equals                        // whether a slot is a value
	same                          // whether two slots are equal
	oneOf                         // whether a slot is among values
	holdsAny                      // whether a slot, a set, has one of some values
	exceeds                       // whether a slot, a whole number, is above a bound
	not                           // the opposite of its one part
	all                           // each part in turn, up to the first that does not hold
	some                          // each part in turn, up to the first that holds
)

// condition is what the index understands of a part of a rule.
type condition struct {
	kind        conditionKind
	slot, other int32
	kindOf      types.EntityType // is
	entities    []int32          // in: by their numbers in the set's names; equals and oneOf: those of the values that are entities
	values      []types.Value    // equals has one
	among       types.Set        // oneOf: the values
	bound       types.Long
	parts       []condition
}

// slot is a place in a request that rules look at: a variable, or a member of one.
type slot struct {
	parent int32 // noParent for a variable
	name   types.String
}

const noParent = -1

// The variables of a request.
const (
	variablePrincipal types.String = "principal"
	variableResource  types.String = "resource"
	variableAction    types.String = "action"
	variableContext   types.String = "context"
)

// names number what rules name: slots, and entities.
type names struct {
	slots    []slot
	slotOf   map[slot]int32
	entities map[cedar.EntityUID]int32
}

func (n *names) slot(s slot) int32 {
	number, known := n.slotOf[s]
	if !known {
		number = int32(len(n.slots))
		n.slots, n.slotOf[s] = append(n.slots, s), number
	}
	return number
}

func (n *names) entity(uid cedar.EntityUID) int32 {
	number, known := n.entities[uid]
	if !known {
		number = int32(len(n.entities))
		n.entities[uid] = number
	}
	return number
}

// conditionReader reads the conditions of one rule.
type conditionReader struct {
	*names
	left int // of conditionsMax
}

// read gives what the index understands of an expression that stands for a truth.
func (c *conditionReader) read(n ast.IsNode, depth int) condition {
	if c.left--; c.left < 0 || depth > conditionDepthMax {
		return condition{}
	}
	switch n := n.(type) {
	case ast.NodeValue:
		if truth, is := n.Value.(types.Boolean); is {
			return constant(bool(truth))
		}
	case ast.NodeTypeAccess:
		return c.of(n, condition{kind: isTrue})
	case ast.NodeTypeHas:
		return c.of(ast.NodeTypeAccess(n), condition{kind: has})
	case ast.NodeTypeIn:
		return c.of(n.Left, c.within(n.Right))
	case ast.NodeTypeIs:
		return c.of(n.Left, condition{kind: is, kindOf: n.EntityType})
	case ast.NodeTypeIsIn:
		return join(all, c.of(n.Left, condition{kind: is, kindOf: n.EntityType}), c.of(n.Left, c.within(n.Entity)))
	case ast.NodeTypeEquals:
		return c.equal(n.Left, n.Right)
	case ast.NodeTypeNotEquals:
		return join(not, c.equal(n.Left, n.Right))
	case ast.NodeTypeContains:
		return c.contains(n)
	case ast.NodeTypeContainsAny:
		if values, are := literals(n.Right); are {
			return c.of(n.Left, condition{kind: holdsAny, values: values})
		}
	case ast.NodeTypeNot:
		return join(not, c.read(n.Arg, depth+1))
	case ast.NodeTypeAnd:
		return c.chain(all, conjuncts(n, nil), depth)
	case ast.NodeTypeOr:
		return c.chain(some, disjuncts(n, nil), depth)
	}
	return c.compare(n)
}

func constant(truth bool) condition {
	if truth {
		return condition{kind: always}
	}
	return condition{kind: never}
}

func join(kind conditionKind, parts ...condition) condition {
	return condition{kind: kind, parts: parts}
}

func (c *conditionReader) chain(kind conditionKind, parts []ast.IsNode, depth int) condition {
	all := condition{kind: kind}
	for _, p := range parts {
		all.parts = append(all.parts, c.read(p, depth+1))
	}
	return all
}

// conjuncts are what `and` joins, in the order in which it is evaluated.
func conjuncts(n ast.IsNode, before []ast.IsNode) []ast.IsNode {
	if and, is := n.(ast.NodeTypeAnd); is {
		return conjuncts(and.Right, conjuncts(and.Left, before))
	}
	return append(before, n)
}

// disjuncts are what `or` joins, in the order in which it is evaluated.
func disjuncts(n ast.IsNode, before []ast.IsNode) []ast.IsNode {
	if or, is := n.(ast.NodeTypeOr); is {
		return disjuncts(or.Right, disjuncts(or.Left, before))
	}
	return append(before, n)
}

// of is a condition about what an expression gives, if that is a slot.
func (c *conditionReader) of(n ast.IsNode, about condition) condition {
	number, is := c.place(n)
	if !is {
		return condition{}
	}
	about.slot = number
	return about
}

func (c *conditionReader) place(n ast.IsNode) (number int32, is bool) {
	switch n := n.(type) {
	case ast.NodeTypeVariable:
		return c.slot(slot{noParent, n.Name}), true
	case ast.NodeTypeAccess:
		if parent, is := c.place(n.Arg); is {
			return c.slot(slot{parent, n.Value}), true
		}
	}
	return 0, false
}

// within is a condition of being in an entity, or in one of a list of them.
func (c *conditionReader) within(n ast.IsNode) condition {
	values, are := literals(n)
	if single, is := n.(ast.NodeValue); is {
		values, are = []types.Value{single.Value}, true
	}
	found := condition{kind: in}
	for _, v := range values {
		uid, is := v.(types.EntityUID)
		are = are && is
		found.entities = append(found.entities, c.entity(uid))
	}
	if !are {
		return condition{}
	}
	return found
}

func (c *conditionReader) equal(left, right ast.IsNode) condition {
	if _, is := left.(ast.NodeValue); is {
		left, right = right, left // neither side of the two that are read can fail but the slot
	}
	if value, is := right.(ast.NodeValue); is {
		values := []types.Value{value.Value}
		return c.of(left, condition{kind: equals, values: values, entities: c.numbers(values)})
	}
	if other, is := c.place(right); is {
		return c.of(left, condition{kind: same, other: other})
	}
	return condition{}
}

func (c *conditionReader) contains(n ast.NodeTypeContains) condition {
	if values, are := literals(n.Left); are {
		return c.of(n.Right, condition{kind: oneOf, values: values, entities: c.numbers(values), among: types.NewSet(values...)})
	}
	if value, is := n.Right.(ast.NodeValue); is {
		return c.of(n.Left, condition{kind: holdsAny, values: []types.Value{value.Value}})
	}
	return condition{}
}

// numbers are those of the entities among values, each in its place.
func (c *conditionReader) numbers(values []types.Value) []int32 {
	numbers := make([]int32, len(values))
	for i, v := range values {
		if uid, is := v.(types.EntityUID); is {
			numbers[i] = c.entity(uid)
		}
	}
	return numbers
}

// compare reads comparisons of a slot with a whole number that is written there.
func (c *conditionReader) compare(n ast.IsNode) condition {
	switch n := n.(type) {
	case ast.NodeTypeGreaterThan:
		return c.above(n.Left, n.Right, 0)
	case ast.NodeTypeGreaterThanOrEqual:
		return c.above(n.Left, n.Right, 1)
	case ast.NodeTypeLessThanOrEqual:
		return join(not, c.above(n.Left, n.Right, 0))
	case ast.NodeTypeLessThan:
		return join(not, c.above(n.Left, n.Right, 1))
	}
	return condition{}
}

// above is whether a slot is above a number less some.
func (c *conditionReader) above(left, right ast.IsNode, less types.Long) condition {
	value, _ := right.(ast.NodeValue)
	if bound, is := value.Value.(types.Long); is && bound-less <= bound {
		return c.of(left, condition{kind: exceeds, bound: bound - less})
	}
	return condition{}
}

// literals are the values of a list that is written out.
func literals(n ast.IsNode) ([]types.Value, bool) {
	list, is := n.(ast.NodeTypeSet)
	if !is {
		return nil, false
	}
	values := make([]types.Value, len(list.Elements))
	for i, e := range list.Elements {
		v, is := e.(ast.NodeValue)
		if !is {
			return nil, false
		}
		values[i] = v.Value
	}
	return values, true
}
