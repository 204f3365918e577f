// Package registrar gives the API who parties are: it turns what package identity
// keeps into the words of package api, and holds what is entered against IVMS 101. It
// is a package of its own so that the API's tests run what users get.
package registrar
