// Package credit keeps what buyers may spend beside their own money: credit lines,
// which let an account go below zero, and grants, which are paid in beforehand and
// are used up before money is.
//
// A line is the ledger's limit on the buyer's account, moved by the line's terms:
// what is drawn is the account's debit balance, and is what the house is owed. At
// the end of a period what was drawn and is on no invoice becomes one. An invoice is
// a mark on the sum of the account's debits: credits of any kind pay debits in their
// order, so it is paid once the credits have come up to the mark, and nothing has to
// be matched with anything.
//
// What is drawn because a credit was taken back, its block undone or its payment
// never made, is on an invoice at once that is due at once: money that did not come
// must not move a date.
package credit
