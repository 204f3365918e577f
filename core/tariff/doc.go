// Package tariff turns quantities and a rate card into an exact charge.
//
// Prices are integers of ticks, 10^-18 of the card's currency per single unit,
// so a charge is a sum of integer products and nothing is rounded. What is left
// below one ledger unit is carried by the contract to its next call; the caller
// keeps that carry and passes it to Charge. A quantity without a price is
// refused, never free.
package tariff
