package packs

import "embed"

// Files has a directory for each pack, and schema.cedarschema.
//
//go:embed schema.cedarschema */pack.yaml */*.cedar */facts */cases
var Files embed.FS
