// Package tariff turns quantities and a rate card into an exact charge.
//
// Prices are integers of ticks, 10^-18 of the card's currency per single unit,
// so a charge is a sum of integer products and nothing is rounded. What is left
// below one ledger unit is carried by the contract to its next call; the caller
// keeps that carry and passes it to Charge. A quantity without a price is
// refused, never free.
//
// A model has variants: sets of prices with a condition on the time, the region,
// the service and the length of the prompt. The first that matches prices the
// whole call. A meter has a flat price or is on a scale (graduated, volume or
// package), which counts from zero with each call, or on from where the
// contract's use in the period has come to. The caller keeps that count and the
// credit that volume scales can give; see Settle.
//
// What the caller owes: the time of a call is that of its reservation, or of the
// event that reports the use, and is the same whenever the call is priced.
// Discounts and markups are applied where cards are made: here are whole ticks.
package tariff
