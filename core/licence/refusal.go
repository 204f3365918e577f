package licence

import "aidollar/core/money"

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same step was accepted before.
const (
	Exists          Refusal = "exists"
	QuotaInvalid    Refusal = "quota_invalid"
	QuotaDiffers    Refusal = "quota_differs"
	QuotaBase       Refusal = "quota_base"
	QuotaUnknown    Refusal = "quota_unknown"
	QuotaEnded      Refusal = "quota_ended"
	QuotasFull      Refusal = "quotas_full"
	QuotaUnits      Refusal = "quota_units"
	QuotaCount      Refusal = "quota_count"
	QuotaShare      Refusal = "quota_share"
	QuotaFull       Refusal = "quota_full"
	LicenceNotYet   Refusal = "licence_not_yet"
	LicenceExpired  Refusal = "licence_expired"
	LicenceHolder   Refusal = "licence_holder"
	LicenceCustomer Refusal = "licence_customer"
	LicenceGoods    Refusal = "licence_goods"
	DrawInvalid     Refusal = "draw_invalid"
	DrawDiffers     Refusal = "draw_differs"
	DrawUnknown     Refusal = "draw_unknown"
	DrawExceeded    Refusal = "draw_exceeded"
	DrawClosed      Refusal = "draw_closed"
	DrawOld         Refusal = "draw_too_old"
	DrawAhead       Refusal = "draw_ahead"
	DrawsFull       Refusal = "draws_full"
	QuotaRate       Refusal = "quota_rate"
)

// Sentence tells people what r means; empty for a code that is not licence's own.
func (r Refusal) Sentence() string { return sentences[r] }

var sentences = map[Refusal]string{
	QuotaInvalid:    "the quota is not one that can be kept; its kind says what it has and what it has not",
	QuotaDiffers:    "a quota keeps its kind, its unit, its window and its base, so that what was counted keeps its meaning; end it and enter another one",
	QuotaBase:       "a share rests on a quota that is kept, has not ended, and counts the same unit in the same window; and a quota does not end while a share rests on it",
	QuotaUnknown:    "there is no quota of that name",
	QuotaEnded:      "the quota has ended; nothing is drawn from it until it is entered again",
	QuotasFull:      "as many quotas are kept as the house has room for, those that have ended among them",
	QuotaUnits:      "the quota has not that much left",
	QuotaCount:      "the quota lets no more transactions through in its window",
	QuotaShare:      "with this, the group would have more than its share of what the others had",
	QuotaFull:       "the quota has counted as much as it can count; enter another one",
	LicenceNotYet:   "the licence is not valid yet",
	LicenceExpired:  "the licence is not valid any more",
	LicenceHolder:   "the licence is held by somebody else",
	LicenceCustomer: "the licence does not name this customer",
	LicenceGoods:    "the licence does not name these goods",
	DrawInvalid:     "a draw has an id, names 1 to 16 quotas, each once, with less than 2^96 units each, and at most one holder, customer and good, such as Participant/acme",
	DrawDiffers:     "the id is taken by another draw that is open; choose another id",
	DrawUnknown:     "no draw with that id is open",
	DrawExceeded:    "a draw is settled with a number of units for each of its quotas, in their order, and with no more than was drawn",
	DrawClosed:      "the draw was settled or returned before",
	DrawOld:         "the id's time is more than a day ago, so whether it was used cannot be told; choose another id",
	DrawAhead:       "the id's time is more than a minute ahead of the house's; one of the clocks is wrong",
	QuotaRate:       "the quota bounds payments in a currency to which the house has no rate now, so nobody can tell what would be left",
	DrawsFull:       "as many draws are open as the house has room for",
}

// Refused says why nothing was drawn, or that it was, by an empty Refusal.
type Refused struct {
	Refusal Refusal
	Quota   string       // the first that refuses; empty when it is none
	Left    money.Amount // of its units, if they are bounded
	Draws   uint64       // that are left, if they are bounded
	Until   int64        // Unix nanoseconds at which what is left changes by time alone: a licence begins or ends, a window is over; zero: never
}
