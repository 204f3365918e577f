// Package law holds the rules that the repository keeps about itself, as data
// with a reason for each, and the checks that find where one is broken.
//
// The rules: who may import what (imports.go), what the core may not do
// (core.go), how long and how clean a file is (tidy.go), where packages and
// dependencies are described (pkgdoc.go, dependencies.go), and that links in
// the documents lead somewhere (links.go). The tests run every check over the
// repository, and over small bad sources that each check must refuse.
package law
