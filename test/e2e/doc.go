// Package e2e runs the program as its users do: the binary, its files and its
// HTTP interfaces, with the official client of the API that the gateway speaks.
// What a call must cost is computed here once more, from the rate card's text
// and with math/big, apart from the code that charges.
package e2e
