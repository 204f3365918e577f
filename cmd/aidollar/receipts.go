package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"aidollar/client"
	"aidollar/receipt"

	"github.com/spf13/cobra"
)

func receiptCommands() *cobra.Command {
	c := group("receipts", "What calls cost, and why; signed, for proof", showReceipt(), rotateReceiptKey())
	c.Aliases = []string{"receipt"}
	c.AddCommand(signedReceipt(), receiptKey(), verifyReceipt())
	return c
}

func rotateReceiptKey() action {
	return action{
		use: "rotate", short: "Make a new key that receipts are signed with from now on",
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			set, err := c.RotateReceiptKey(ctx)
			if err != nil {
				return nil, nil, err
			}
			t := table("KEY", "SINCE", "UNTIL")
			for _, k := range set.Keys {
				t.add(k.KeyID, when(k.Since), when(k.Until))
			}
			return set, t, nil
		},
	}
}

func signedReceipt() *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use: "signed ID", Short: "Print the signed receipt of a closed call", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			id, err := parseID("call", args[0])
			if err != nil {
				return err
			}
			text, err := c.SignedReceipt(cmd.Context(), id)
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), "%s\n", text)
		},
	}
	r.flags(c)
	return c
}

// exactly refuses another number of arguments.
func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return &usageError{fmt.Errorf("%d arguments; the command is: %s", len(args), cmd.UseLine())}
		}
		return nil
	}
}

func receiptKey() *cobra.Command {
	var data, house string
	c := &cobra.Command{
		Use: "key (--data DIR | --house URL)", Short: "Print the current public key that receipts are signed with, as a JWK", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (data == "") == (house == "") {
				return &usageError{errors.New("say whose key: --data DIR of a house here, or --house URL of one elsewhere")}
			}
			current, err := currentKey(cmd.Context(), data, house)
			if err != nil {
				return err
			}
			return json.NewEncoder(cmd.OutOrStdout()).Encode(current)
		},
	}
	c.Flags().StringVar(&data, "data", "", "data directory of the house")
	c.Flags().StringVar(&house, "house", "", "address of the house")
	return c
}

// currentKey is the last key of a house, which its receipts are signed with.
func currentKey(ctx context.Context, data, house string) (any, error) {
	if data != "" {
		set, err := receipt.ReadPublicKeys(data)
		if err != nil {
			return nil, fmt.Errorf("the public keys cannot be read; a house makes them at its first start: %w", err)
		}
		if len(set.Keys) > 0 {
			return set.Keys[len(set.Keys)-1], nil
		}
		return nil, fmt.Errorf("%s holds no public receipt keys", data)
	}
	set, err := client.New(house, "").ReceiptKeys(ctx)
	if err != nil {
		return nil, err
	}
	if len(set.Keys) > 0 {
		return set.Keys[len(set.Keys)-1], nil
	}
	return nil, fmt.Errorf("the house at %s has no receipt keys", house)
}

func verifyReceipt() *cobra.Command {
	var key, house string
	c := &cobra.Command{
		Use:   "verify FILE (--key PUB | --house URL)",
		Short: "Verify a signed receipt: its signature and its arithmetic",
		Long: `Verify a signed receipt off-line: that the key's holder signed it as it is, that its lines add up,
that the charge follows from them with what is carried, and that the postings move the charge.
The first thing that is wrong is named, and the exit code is 1. FILE - is the standard input. The key is 32 bytes in base64url,
or a file with a JWK, a JWK set, or a public key in PEM; with --house it is asked for there.`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (key == "") == (house == "") {
				return &usageError{errors.New("say which key: --key with the house's public key, or --house URL to ask for it")}
			}
			keys, err := publicKeys(cmd.Context(), key, house)
			if err != nil {
				return err
			}
			text, err := readReceipt(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			r, kid, err := receipt.Verify(text, keys)
			if err == nil {
				err = r.Check()
			}
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return say(cmd.OutOrStdout(), "good: call %s of %s, %s, charge %s %s, signed with key %s\n",
				r.Call, r.Model, r.State, r.Charge, r.Asset.Code, kid)
		},
	}
	c.Flags().StringVar(&key, "key", "", "the house's public key, or a file with it")
	c.Flags().StringVar(&house, "house", "", "address of the house")
	return c
}

// readReceipt reads a signed receipt, and no more than one has.
func readReceipt(in io.Reader, name string) (string, error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, receipt.SizeMax+1))
	return string(text), err
}

// publicKeys finds the keys to verify with: given, in a file, or of a house.
func publicKeys(ctx context.Context, key, house string) ([]ed25519.PublicKey, error) {
	if house != "" {
		set, err := client.New(house, "").ReceiptKeys(ctx)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(set)
		if err != nil {
			return nil, err
		}
		return receipt.ParseKeys(text)
	}
	if text, err := os.ReadFile(key); err == nil {
		return receipt.ParseKeys(text)
	}
	return receipt.ParseKeys([]byte(key))
}
