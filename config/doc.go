// Package config reads what an operator writes: rate cards and the server's
// configuration, in YAML.
//
// All mistakes of a file are reported at once, each with its line and column,
// what is wrong and what would be right. Unknown keys are mistakes, so that a
// misspelt price cannot become a free one. Numbers that mean money are read as
// the decimal text the operator wrote; no float is ever made of them. Anchors,
// aliases, merge keys and tags are refused: what stands in the file is what
// counts. Buyers and keys are not configured here but made through the API.
package config
