package ruling

import "aidollar/core/policy/facts"

// Onboarding asks whether somebody may be dealt with where he is. There is nothing to ask
// where no rules are in force, or where nothing is known of him now. It changes nothing.
func (b *Book) Onboarding(now int64, who Entity) (q Ask, ok bool) {
	other := *b // what advance changes are its own members alone
	other.advance(now)
	e, known := other.entities[who.uid()]
	if other.law() == nil || !known {
		return q, false
	}
	return Ask{Action: ActionOnboard, Principal: who, Resource: entity(facts.Seat(&e))}, true
}
