// Package bookkeeper gives the API its books: it turns what package books answers
// into the words of package api. It is a package of its own so that the API's
// tests run what users get.
package bookkeeper
