package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// RegistryCode is the SHA-256 of the code of the contract Liabilities in this
// repository, as it stands on a chain. Code that is another may say today what it did
// not say yesterday.
const RegistryCode = "6cd6455f6cdddc6b0939b390c02492c4348e4561811226acf92964edb2eef704"

// RegistryAsset is an asset's code as the contract Liabilities knows it: filled up
// with zeros behind, or its SHA-256 where it has more than 32 bytes.
func RegistryAsset(code string) (key [32]byte) {
	if len(code) > len(key) {
		return sha256.Sum256([]byte(code))
	}
	copy(key[:], code)
	return key
}

// Record is what a registry has under a house, an asset and a number. The zero Record
// is that of nothing.
type Record struct {
	Root      [32]byte
	Statement [32]byte  // Digest of its text
	At        time.Time // of the block
}

// Recorded holds a statement against what its registry has for its number and for
// the next one. With past it need not be the last. The error is a *Wrong.
func (s *Statement) Recorded(text string, is, next Record, past bool) error {
	switch root, digest := hex.EncodeToString(is.Root[:]), hex.EncodeToString(is.Statement[:]); {
	case is == Record{}:
		return wrong("root_not_on_chain", "the registry has nothing of %s with number %d; it is put there within minutes, or the house keeps it back", s.Asset.Code, s.Number)
	case root != s.Root.Hash:
		return wrong("root_on_chain_differs", "the registry has root %s for %s number %d, the statement has %s: the house shows others another one", root, s.Asset.Code, s.Number, s.Root.Hash)
	case digest != Digest(text):
		return wrong("statement_on_chain_differs", "the registry has a statement with digest %s for %s number %d, and this one has %s", digest, s.Asset.Code, s.Number, Digest(text))
	case next != Record{} && !past:
		return wrong("not_newest", "the registry has number %d of %s, too: this is number %d, and not the newest", s.Number+1, s.Asset.Code, s.Number)
	}
	return nil
}
