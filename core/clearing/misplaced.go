package clearing

import (
	"crypto/sha256"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// Misplaced is a call that was served where the rules do not let it be.
type Misplaced struct {
	Call     ledger.ID
	Seller   ledger.ID
	Region   string // where it was served
	Decision uint64 // that let it be made elsewhere
}

// Misplaced counts the calls that were served where rules do not let them be.
func (m *Machine) Misplaced() uint64 { return m.misplaced }

// placed holds the region in which a captured call was served against those that rules
// allow. What was delivered is charged: it was delivered. That it was delivered there is
// told, and put before a person once for each call, as long as the queue takes it.
func (m *Machine) placed(now int64, call *payment.Call, region string) {
	if call.Allows(region) {
		return
	}
	m.misplaced++
	card := m.registry.cards.At(int(call.Card))
	if m.observer != nil {
		m.observer.CallMisplaced(now, &Misplaced{Call: call.ID, Seller: card.Seller, Region: region, Decision: call.Decision})
	}
	buyer := m.registry.keys.At(m.registry.keysByID[call.Key]).Party
	var a wire.Appender
	a.Text("call")
	a.ID(call.ID)
	_, _ = m.review.Refer(now, review.Content{ // where the queue is full it was told all the same
		Kind: review.Misplacement, Subject: ruling.Participant(card.Seller).String(), Party: card.Seller, Action: ruling.ActionSession,
		Resource: "Model/" + card.Card.Models[call.Model].Name, Request: sha256.Sum256(a.B), Decision: call.Decision,
		Text: "call " + call.ID.String() + " of party " + buyer.String() + " was served in " + region + ", where it must not be",
	})
}
