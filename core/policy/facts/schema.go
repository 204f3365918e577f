package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"

	"aidollar/core/policy"
)

// Schema says which entities there are with what attributes, and what may be asked.
type Schema struct {
	Shape     *resolved.Schema
	validator *validate.Validator
}

// ReadSchema reads a schema in Cedar's own form.
func ReadSchema(name string, data []byte) (*Schema, error) {
	var s schema.Schema
	s.SetFilename(name)
	if err := s.UnmarshalCedar(data); err != nil {
		return nil, err
	}
	r, err := s.Resolve()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Schema{r, validate.New(r)}, nil
}

// Entity is what a type of entities looks like.
func (s *Schema) Entity(kind cedar.EntityType) (resolved.Entity, bool) {
	e, ok := s.Shape.Entities[kind]
	return e, ok
}

// Applies is what an action may be asked with; nil where there is no such action.
func (s *Schema) Applies(action string) *resolved.AppliesTo {
	return s.Shape.Actions[cedar.NewEntityUID(policy.ActionType, types.String(action))].AppliesTo
}

// Asks says why a request is none of the schema's, or nothing.
func (s *Schema) Asks(r *policy.Request) error {
	return s.validator.Request(cedar.Request{
		Principal: r.Principal, Action: cedar.NewEntityUID(policy.ActionType, types.String(r.Action)), Resource: r.Resource, Context: r.Context,
	})
}

// Check finds what is wrong with an entry by itself.
func (s *Schema) Check(e *Entry) (found []Fault) {
	add := func(code, text string) { found = append(found, Fault{e, code, Name(e.UID) + " " + text}) }
	shape, known := s.Entity(e.UID.Type)
	if !known {
		add("entity_type_unknown", "has a type that the schema does not know")
		return found
	}
	for _, p := range e.Parents {
		if !slices.Contains(shape.ParentTypes, p.Type) {
			where := "nothing at all"
			if len(shape.ParentTypes) > 0 {
				where = Joined(shape.ParentTypes) + " only"
			}
			add("parent_wrong", fmt.Sprintf("is in %s; by the schema the type %s may be in %s", Name(p), e.UID.Type, where))
		}
	}
	if e.Until != 0 && e.Until <= e.From {
		add("dates_reversed", "holds until a day that is not after from")
	}
	if e.UID.Type == participant && seat(e) == (cedar.EntityUID{}) {
		add("seat_missing", "is in no jurisdiction; name one under in, as [Jurisdiction/US]")
	}
	if ownedPPM(e, nil) > wholePPM {
		add("owners_too_many", fmt.Sprintf("has owners with more than the whole, %d parts per million", wholePPM))
	}
	if e.UID.Type == participant && sharesLess(e) {
		add("owners_negative", "has an owner of less than nothing, which would take from what others own")
	}
	if len(found) > 0 {
		return found
	}
	entity := (&snapshot{}).entity(e, e, &computed{}) // with what is computed, of whatever value
	if err := s.validator.Entity(entity); err != nil {
		add("schema", "is not as the schema has it: "+err.Error())
	}
	return found
}

// With gives an entity another value of an attribute. It is not ok where the schema has
// no such attribute of it.
func (s *Schema) With(e cedar.Entity, name types.String, value types.Value) (cedar.Entity, bool) {
	attributes := e.Attributes.Map()
	if attributes == nil {
		attributes = cedar.RecordMap{}
	}
	attributes[name] = value
	e.Attributes = cedar.NewRecord(attributes)
	return e, s.validator.Entity(e) == nil
}

// above are a type and all types that its entities may be in.
func (s *Schema) above(kind types.EntityType) []types.EntityType {
	line := []types.EntityType{kind}
	for i := 0; i < len(line); i++ { // it grows
		shape, _ := s.Entity(line[i])
		for _, p := range shape.ParentTypes {
			if !slices.Contains(line, p) {
				line = append(line, p)
			}
		}
	}
	return line
}

// Joined are the names of types, for a sentence.
func Joined(kinds []types.EntityType) string {
	texts := make([]string, len(kinds))
	for i, k := range kinds {
		texts[i] = string(k)
	}
	return strings.Join(texts, " or ")
}
