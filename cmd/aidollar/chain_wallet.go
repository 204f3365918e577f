package main

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"os"

	keyfile "aidollar/chain/keys"

	"github.com/spf13/cobra"
)

// walletCommand makes and shows key files.
func walletCommand() *cobra.Command {
	c := &cobra.Command{Use: "wallet", Short: "Make a key for a chain, and show whose a key file is", Args: cobra.NoArgs}
	c.AddCommand(newWallet(), showWallet())
	return c
}

func newWallet() *cobra.Command {
	var out, passphrase string
	c := &cobra.Command{
		Use:   "new --out FILE --passphrase-file FILE",
		Short: "Make a new key in an encrypted file",
		Long: `Make a new key, in a file that is encrypted with a passphrase (Web3 Secret
Storage, version 3), and print its address. The passphrase is the first line of
--passphrase-file; if there is no such file, it is made with a random one. Keep
copies of both, apart from each other: nobody can make the key again.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" || passphrase == "" {
				return &usageError{errors.New("wallet new needs --out FILE and --passphrase-file FILE")}
			}
			if err := makePassphrase(passphrase); err != nil {
				return err
			}
			address, err := keyfile.Create(out, passphrase, keyfile.Standard)
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), "%s\n", address.Hex())
		},
	}
	c.Flags().StringVar(&out, "out", "", "file to write the key to; one that is there is never overwritten")
	c.Flags().StringVar(&passphrase, "passphrase-file", "", "file whose first line is the passphrase")
	return c
}

// passphraseBytes are 160 bits, which nobody guesses.
const passphraseBytes = 20

// makePassphrase writes a random passphrase, unless there is one.
func makePassphrase(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the passphrase cannot be kept: %w", err)
	}
	var secret [passphraseBytes]byte
	_, _ = rand.Read(secret[:]) // it cannot fail: crypto/rand
	_, err = fmt.Fprintln(file, base32.StdEncoding.EncodeToString(secret[:]))
	return errors.Join(err, file.Sync(), file.Close())
}

func showWallet() *cobra.Command {
	return &cobra.Command{
		Use:   "show FILE",
		Short: "Print the address of a key file",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			address, err := keyfile.AddressOf(args[0])
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), "%s\n", address.Hex())
		},
	}
}
