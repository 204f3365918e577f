// Package pricefeed reads prices from where an operator says that they are: in files or
// at addresses, as JSON, as tables, or as the European Central Bank publishes its rates.
//
// What comes from outside is bounded and never believed beyond its form: whether a price
// is likely, fresh, and the next one is for the caller to judge.
package pricefeed
