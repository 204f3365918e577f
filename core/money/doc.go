// Package money holds amounts, assets and exact rates.
//
// An amount counts the smallest ledger units of its asset and is never
// negative: a ledger moves amounts from a debit to a credit account, so a sign
// would say the same thing twice. Nothing here uses a float, and every
// operation that can overflow or leave a remainder says so in its result.
package money
