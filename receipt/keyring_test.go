package receipt_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aidollar/receipt"
)

func clock() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func open(t *testing.T, dir string) *receipt.Keyring {
	t.Helper()
	k, err := receipt.OpenKeyring(dir, clock)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// keysOf reads the set as somebody else's program would.
func keysOf(t *testing.T, set receipt.PublicKeys) []ed25519.PublicKey {
	t.Helper()
	text, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := receipt.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestKeyringKeepsEarlierKeys(t *testing.T) {
	dir := t.TempDir()
	k := open(t, dir)
	info, err := os.Stat(filepath.Join(dir, "receipt.key"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the private key's file has mode %v", info.Mode())
	}
	first, err := k.Sign(sample())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := open(t, dir).Sign(sample()); err != nil || again != first {
		t.Errorf("the keyring signs otherwise after a restart: %v", err)
	}
	if err := k.Rotate(); err != nil {
		t.Fatal(err)
	}
	second, err := k.Sign(sample())
	if err != nil || second == first {
		t.Fatalf("the new key signs like the old one, or not at all: %v", err)
	}
	set := open(t, dir).Public()
	if len(set.Keys) != 2 || set.Keys[0].Until == "" || set.Keys[1].Until != "" || set.Keys[0].KeyID == set.Keys[1].KeyID {
		t.Fatalf("the public keys are %+v", set)
	}
	for _, text := range []string{first, second} {
		if _, _, err := receipt.Verify(text, keysOf(t, set)); err != nil {
			t.Error(err)
		}
	}
}

// TestKeyringAfterACutRotation has the private key of a rotation whose public
// half was never written.
func TestKeyringAfterACutRotation(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	before, err := os.ReadFile(filepath.Join(dir, "receipt-keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Rotate(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "receipt-keys.json"), before, 0o600); err != nil {
		t.Fatal(err)
	}
	k := open(t, dir)
	text, err := k.Sign(sample())
	if err != nil {
		t.Fatal(err)
	}
	if set := k.Public(); len(set.Keys) != 2 {
		t.Errorf("the public keys are %+v", set)
	}
	if _, _, err := receipt.Verify(text, keysOf(t, k.Public())); err != nil {
		t.Error(err)
	}
}

func TestKeyringRefusesOtherKeys(t *testing.T) {
	for name, text := range map[string]string{
		"no PEM":      "secret",
		"no key":      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"another PEM": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "receipt.key"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := receipt.OpenKeyring(dir, clock); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestParseKeys(t *testing.T) {
	key := public(t, testKey(t))[0]
	encoded, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" // RFC 8037, appendix A.2
	jwk := `{"kty":"OKP","crv":"Ed25519","x":"` + x + `"}`
	for name, text := range map[string]string{
		"plain": x + "\n", "JWK": jwk, "set": `{"keys":[` + jwk + `]}`,
		"PEM": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: encoded})),
	} {
		keys, err := receipt.ParseKeys([]byte(text))
		if err != nil || len(keys) != 1 || !keys[0].Equal(key) {
			t.Errorf("%s: %v %v", name, keys, err)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "short": "AAAA", "another curve": `{"kty":"OKP","crv":"X25519","x":"` + x + `"}`,
		"an empty set": `{"keys":[]}`, "no JSON": "{", "no PEM": "-----BEGIN X",
		"another PEM": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: encoded[1:]})),
	} {
		if keys, err := receipt.ParseKeys([]byte(text)); codeOf(t, err) != "key_malformed" {
			t.Errorf("%s: %v %v", name, keys, err)
		}
	}
}
