// Package exchange converts between the ledger's assets at rates that are in the
// log, against the house's own positions.
//
// A rate is an integer with PriceScale decimals, and so is the price that the house
// asks by it, which is rounded once, when the rate is entered, in the open. From
// there on nothing is rounded away: what a conversion leaves below a ledger unit is
// carried to the account's next one, so that over any number of conversions, and
// whatever became of the rate, an account gave the floor of the exact sum.
//
// The house's position in an asset is an account of the ledger with a limit on
// either side. What is reserved counts, so no number of conversions at once goes
// beyond it. A rate that is older than it is good for converts nothing. A price that
// was offered is honoured for a while after the next rate, unless the rate moved
// against the house by more than it agreed to lose.
//
// Where rates come from is nobody's business here: they arrive as commands, with the
// name of their source and its time.
package exchange
