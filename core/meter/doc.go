// Package meter says how much was delivered: a usage record becomes quantities.
//
// Each meter counts something of its own, so that a charge is a plain sum over
// meters and nothing is billed twice. The dialects of model APIs do not keep to
// that (prompt tokens include the cached ones in one and exclude them in
// another); the functions here that read a dialect take it apart or refuse it
// by name.
package meter
