// Package yamlfile reads YAML that people write, and says what is wrong with it.
//
// All mistakes of a file are reported at once, each with its line and column, what is
// wrong and what would be right. Unknown keys are mistakes. Anchors, aliases, merge keys
// and tags are refused: what stands in the file is what counts. The caller walks the
// nodes with the readers of Document and gives each thing the name it has in messages.
package yamlfile
