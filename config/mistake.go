package config

import (
	"errors"

	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// document is one file while it is read, with the readers that money and time need.
type document struct{ yamlfile.Document }

// field is one key that a mapping may have, how it is read, and whether it must be there.
type field yamlfile.Field

// mapping reads a mapping with known keys, each at most once.
func (d *document) mapping(n *yaml.Node, what string, fields []field) {
	all := make([]yamlfile.Field, len(fields))
	for i, f := range fields {
		all[i] = yamlfile.Field(f)
	}
	d.Mapping(n, what, all)
}

// A Mistake is one thing that is wrong in a file.
type Mistake = yamlfile.Mistake

// Mistakes are all that is wrong, in the order of the file. They are the error
// of every function here that reads a file.
type Mistakes = yamlfile.Mistakes

// FormatError prints an error of this package for people, one mistake per line
// with a line end; any other error as it is.
func FormatError(err error) string {
	if err == nil {
		return ""
	}
	var all Mistakes
	if errors.As(err, &all) {
		return all.Error() + "\n"
	}
	return err.Error() + "\n"
}
