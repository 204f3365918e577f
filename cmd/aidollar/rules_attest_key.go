package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"os"

	"aidollar/core/attest"
	"aidollar/internal/durable"
	"aidollar/receipt"

	"github.com/spf13/cobra"
)

// pemPrivate is the type of a PEM block with a key as PKCS #8.
const pemPrivate = "PRIVATE KEY"

func attestKey() *cobra.Command {
	return &cobra.Command{
		Use: "key FILE", Short: "Print the public key of an auditor's private key as a JWK; make the private key if there is none", Args: exactly(1),
		Long: "key makes an Ed25519 key, writes it to FILE as PKCS #8 in PEM for its owner alone, and prints the public key as a JWK, which the operator of a house is given. Where FILE is there already, its key is printed and nothing is written.",
		RunE: func(cmd *cobra.Command, args []string) error {
			private, err := signingKey(args[0])
			if err != nil {
				return err
			}
			public := publicOf(private)
			return json.NewEncoder(cmd.OutOrStdout()).Encode(receipt.PublicKey{
				KeyType: "OKP", Curve: "Ed25519", X: base64.RawURLEncoding.EncodeToString(public[:]), KeyID: attest.KeyID(public), Algorithm: "EdDSA", Use: "sig",
			})
		},
	}
}

func publicOf(private ed25519.PrivateKey) (public [32]byte) {
	copy(public[:], private[ed25519.SeedSize:])
	return public
}

// signingKey is the private key in a file, which is made where there is none.
func signingKey(path string) (ed25519.PrivateKey, error) {
	if _, err := os.Stat(path); os.IsNotExist(err) {
		if err := makeAuditorKey(path); err != nil {
			return nil, err
		}
	}
	return readAuditorKey(path)
}

func makeAuditorKey(path string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	return durable.Replace(path, pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: encoded}))
}

func readAuditorKey(path string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the key cannot be read; aidollar rules attest key and aidollar rules keygen make one: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemPrivate {
		return nil, fmt.Errorf("%s holds no %s in PEM", path, pemPrivate)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a %T; what is signed here is signed with Ed25519", path, key)
	}
	return private, nil
}

func hashed(r io.Reader) (digest [32]byte, err error) {
	h := sha256.New()
	_, err = io.Copy(h, r)
	return [32]byte(h.Sum(nil)), err
}
