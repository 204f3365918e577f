package receipt

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"aidollar/internal/durable"
)

// The files of a keyring in its directory.
const (
	privateFile = "receipt.key"       // PKCS #8 in PEM, for the owner alone
	publicFile  = "receipt-keys.json" // all public keys, a JWK set
)

// KeysMax bounds the public keys of a house over all times.
const KeysMax = 1_024

const pemType = "PRIVATE KEY"

// PublicKey is a public key of a house, as a JSON Web Key (RFC 8037) with the
// time of its use. Programs that read JWK sets pass over the members they do
// not know.
type PublicKey struct {
	KeyType   string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	KeyID     string `json:"kid"`
	Algorithm string `json:"alg"`
	Use       string `json:"use"`
	Since     string `json:"since,omitempty"` // RFC 3339
	Until     string `json:"until,omitempty"` // when another one took over; missing on the current key
}

// PublicKeys is a JWK set (RFC 7517, section 5), the oldest key first.
type PublicKeys struct {
	Keys []PublicKey `json:"keys"`
}

func publicKey(key ed25519.PublicKey, since time.Time) PublicKey {
	return PublicKey{
		KeyType: "OKP", Curve: "Ed25519", X: base64url.EncodeToString(key), KeyID: KeyID(key),
		Algorithm: algorithm, Use: "sig", Since: since.UTC().Format(time.RFC3339Nano),
	}
}

// Keyring is a house's key and the public keys of all times. It may be used from
// many goroutines.
type Keyring struct {
	dir string
	now func() time.Time

	mu      sync.RWMutex
	private ed25519.PrivateKey
	public  PublicKeys
}

// OpenKeyring reads the keys in a directory and makes the first one if there is
// none. The clock dates the keys.
func OpenKeyring(dir string, now func() time.Time) (*Keyring, error) {
	k := &Keyring{dir: dir, now: now}
	public, err := ReadPublicKeys(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	k.public = public
	private, err := readPrivate(filepath.Join(dir, privateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return k, k.Rotate()
	}
	if err != nil {
		return nil, err
	}
	k.private = private
	current, _ := private.Public().(ed25519.PublicKey) // it always is one
	if n := len(k.public.Keys); n > 0 && k.public.Keys[n-1].KeyID == KeyID(current) {
		return k, nil
	}
	// A rotation was cut short between its two files: the private key counts.
	return k, k.publish(current)
}

// ReadPublicKeys reads the public keys of a directory without its private key.
func ReadPublicKeys(dir string) (set PublicKeys, err error) {
	path := filepath.Join(dir, publicFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return set, err
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return set, fmt.Errorf("%s: %w", path, err)
	}
	return set, nil
}

func readPrivate(path string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemType {
		return nil, fmt.Errorf("%s holds no %s in PEM", path, pemType)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a %T; receipts are signed with Ed25519", path, key)
	}
	return private, nil
}

// Rotate makes a new key the current one. Earlier public keys stay, so that what
// they signed can be verified.
func (k *Keyring) Rotate() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	if len(k.public.Keys) >= KeysMax {
		return fmt.Errorf("there are %d receipt keys already, which is the most", KeysMax)
	}
	// The private key first: without it nothing can be signed, and the public one
	// follows from it.
	path := filepath.Join(k.dir, privateFile)
	if err := durable.Replace(path, pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: encoded})); err != nil {
		return fmt.Errorf("the receipt key cannot be kept: %w", err)
	}
	k.private = private
	return k.publish(public)
}

// publish adds a public key to the file as the current one.
func (k *Keyring) publish(key ed25519.PublicKey) error {
	next := PublicKeys{Keys: append([]PublicKey{}, k.public.Keys...)}
	added := publicKey(key, k.now())
	if n := len(next.Keys); n > 0 && next.Keys[n-1].Until == "" {
		next.Keys[n-1].Until = added.Since
	}
	next.Keys = append(next.Keys, added)
	text, err := json.MarshalIndent(next, "", "  ")
	if err != nil {
		return err
	}
	if err := durable.Replace(filepath.Join(k.dir, publicFile), append(text, '\n')); err != nil {
		return fmt.Errorf("the public receipt keys cannot be kept: %w", err)
	}
	k.public = next
	return nil
}

// Sign writes the receipt and signs it with the current key.
func (k *Keyring) Sign(r *Receipt) (string, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return Sign(r, k.private)
}

// Key is the current private key, for statements of other forms than receipts.
func (k *Keyring) Key() ed25519.PrivateKey {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.private
}

// Public gives all public keys, the current one last.
func (k *Keyring) Public() PublicKeys {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return PublicKeys{Keys: append([]PublicKey{}, k.public.Keys...)}
}
