package durable

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// KeyBytes is how long a key is.
const KeyBytes = 32

// Key reads a secret key from a file, in base64, for its owner alone; where there is no
// file it makes a key and keeps it before it gives it.
func Key(path string) (key [KeyBytes]byte, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		_, _ = rand.Read(key[:]) // it cannot fail: crypto/rand
		if err := Replace(path, []byte(base64.StdEncoding.EncodeToString(key[:])+"\n")); err != nil {
			return key, fmt.Errorf("a new key cannot be kept: %w", err)
		}
		return key, nil
	}
	if err != nil {
		return key, fmt.Errorf("the key cannot be read: %w", err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != KeyBytes {
		return key, fmt.Errorf("%s is no key: it holds %d bytes in base64; put the file back from a backup", path, KeyBytes)
	}
	return [KeyBytes]byte(raw), nil
}
