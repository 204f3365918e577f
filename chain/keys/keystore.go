package keys

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"aidollar/chain"
	"aidollar/internal/durable"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"
)

const (
	fileMax       = 64 << 10 // a key file has half a kilobyte
	passphraseMax = 4 << 10
	passphraseMin = 8
)

// Strength is how much work a passphrase costs whoever guesses it.
type Strength struct{ n, p int }

var (
	Standard = Strength{keystore.StandardScryptN, keystore.StandardScryptP} // 256 MB and a second
	Light    = Strength{keystore.LightScryptN, keystore.LightScryptP}       // for tests
)

func unreadable(format string, args ...any) error {
	return chain.Errorf(chain.Stop, chain.CodeKey, format, args...)
}

// Create makes a new key and writes it, encrypted with a passphrase that another
// file holds (Web3 Secret Storage, version 3). A file that is there already is
// never overwritten: it may hold the only key to somebody's money.
func Create(path, passphraseFile string, strength Strength) (common.Address, error) {
	passphrase, err := readPassphrase(passphraseFile)
	if err != nil {
		return common.Address{}, err
	}
	if len(passphrase) < passphraseMin {
		return common.Address{}, unreadable("the passphrase has fewer than %d bytes", passphraseMin)
	}
	private, err := crypto.GenerateKey()
	if err != nil {
		return common.Address{}, unreadable("no key can be made: %v", err)
	}
	id, err := uuid.NewRandomFromReader(rand.Reader)
	if err != nil {
		return common.Address{}, unreadable("no key can be made: %v", err)
	}
	key := &keystore.Key{Id: id, Address: crypto.PubkeyToAddress(private.PublicKey), PrivateKey: private}
	text, err := keystore.EncryptKey(key, passphrase, strength.n, strength.p)
	if err != nil {
		return common.Address{}, unreadable("the key cannot be encrypted: %v", err)
	}
	// Read back what is about to be trusted with money, before anybody pays to it.
	if again, err := keystore.DecryptKey(text, passphrase); err != nil || again.Address != key.Address {
		return common.Address{}, unreadable("the key that was written cannot be read back")
	}
	return key.Address, writeNew(path, text)
}

// writeNew makes a file that is whole and on disk, or not there.
func writeNew(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return unreadable("there is a file at %s already", path)
	}
	if err != nil {
		return unreadable("the key file cannot be made: %v", err)
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Sync(), file.Close(), durable.SyncDir(filepath.Dir(path)))
	if err != nil {
		_ = os.Remove(path) // half a key is no key
		return unreadable("the key file cannot be written: %v", err)
	}
	return nil
}

// Load decrypts a key file (Web3 Secret Storage, version 3) with the passphrase
// that another file holds.
func Load(path, passphraseFile string) (Signer, error) {
	private, err := Private(path, passphraseFile)
	if err != nil {
		return nil, err
	}
	return InMemory(private), nil
}

// Private is Load for who signs something else than transactions.
func Private(path, passphraseFile string) (*ecdsa.PrivateKey, error) {
	passphrase, err := readPassphrase(passphraseFile)
	if err != nil {
		return nil, err
	}
	text, err := readSmall(path, fileMax)
	if err != nil {
		return nil, unreadable("the key file: %v", err)
	}
	key, err := keystore.DecryptKey(text, passphrase)
	if errors.Is(err, keystore.ErrDecrypt) {
		return nil, unreadable("the passphrase in %s does not open %s", passphraseFile, path)
	}
	if err != nil {
		return nil, unreadable("%s is no key file of version 3", path)
	}
	return key.PrivateKey, nil
}

// AddressOf reads whose key a file holds, which needs no passphrase.
func AddressOf(path string) (common.Address, error) {
	text, err := readSmall(path, fileMax)
	if err != nil {
		return common.Address{}, unreadable("the key file: %v", err)
	}
	var file struct {
		Address string `json:"address"`
	}
	if json.Unmarshal(text, &file) != nil || !common.IsHexAddress(file.Address) {
		return common.Address{}, unreadable("%s does not say whose key it holds", path)
	}
	return common.HexToAddress(file.Address), nil
}

// readPassphrase reads a file's first line; an editor may have ended it.
func readPassphrase(path string) (string, error) {
	text, err := readSmall(path, passphraseMax)
	if err != nil {
		return "", unreadable("the passphrase file: %v", err)
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return string(bytes.TrimSuffix(line, []byte("\r"))), nil
}

func readSmall(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s has more than %d bytes", path, most)
	}
	return text, err
}
