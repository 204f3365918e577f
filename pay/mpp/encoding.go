package mpp

import (
	"encoding/base64"
	"errors"
	"strings"
)

// encoding is that of requests, credentials, ids and receipts.
var encoding = base64.RawURLEncoding.Strict()

var errEncoding = errors.New("is no base64url")

// decode reads base64url, with its padding or without. The standard library skips
// line ends, by which one text would have many spellings.
func decode(text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, errEncoding
	}
	if bare := strings.TrimRight(text, "="); len(bare) != len(text) {
		if len(text)%4 != 0 || len(text)-len(bare) > 2 {
			return nil, errEncoding
		}
		text = bare
	}
	b, err := encoding.DecodeString(text)
	if err != nil {
		return nil, errEncoding
	}
	return b, nil
}
