package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	keyfile "aidollar/chain/keys"
	"aidollar/pay/x402/buyer"
	"aidollar/pay/x402/wallet"

	"github.com/spf13/cobra"
)

// envPayKey may hold the key that pay signs with.
const envPayKey = "AIDOLLAR_PAY_KEY"

// walletFlags say what may be paid, in what, by which key.
type walletFlags struct {
	keyFile, passphraseFile string
	max, total              string
	tokens, rpc             []string
	receipts                string
	deposit                 string
	delay                   time.Duration
}

func (w *walletFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&w.keyFile, "key-file", "", "file with the key: Web3 Secret Storage, or hexadecimal; $"+envPayKey+" holds the key itself")
	f.StringVar(&w.passphraseFile, "passphrase-file", "", "file with the passphrase of the key file")
	f.StringVar(&w.max, "max", "0.05", "most dollars of one payment")
	f.StringVar(&w.total, "total", "1", "most dollars of all payments that the receipts' folder counts")
	f.StringArrayVar(&w.tokens, "token", nil, "pay in this dollar token, too, beside USDC: eip155:N/erc20:0x…@DECIMALS; without the decimals its chain's node is asked")
	f.StringArrayVar(&w.rpc, "rpc", nil, "address of a chain's node, for Permit2's approvals and what is in channels; may be given again")
	f.StringVar(&w.receipts, "receipts", "", "folder of receipts and of what was spent; aidollar/payments in the user's configuration")
}

// channelFlags say whether payment channels are used.
func (w *walletFlags) channelFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&w.deposit, "deposit", "", "pay from payment channels where they are offered, and put at most so many dollars into one at a time; without it none are used")
	f.DurationVar(&w.delay, "delay-max", 7*24*time.Hour, "longest that a seller may keep you waiting when you leave a channel without him")
}

// purse is a wallet with its folder and the tokens that both know.
type purse struct {
	*wallet.Wallet
	folder     *buyer.Folder // nil on a trial where there is none yet
	tokens     []buyer.Token
	max, total buyer.Dollars
	dir        string
	nodes      buyer.Nodes
	channels   *buyer.Channels // nil where none are used
}

// open makes the purse. A trial has a key of its own, since nothing is paid.
func (w *walletFlags) open(ctx context.Context, trial bool) (*purse, error) {
	p := &purse{tokens: buyer.USDC(), dir: w.receipts}
	var err error
	if p.max, err = buyer.ParseDollars(w.max); err != nil {
		return nil, &usageError{fmt.Errorf("--max: %w", err)}
	}
	if p.total, err = buyer.ParseDollars(w.total); err != nil {
		return nil, &usageError{fmt.Errorf("--total: %w", err)}
	}
	nodes := buyer.Nodes{}
	p.nodes = nodes
	for _, address := range w.rpc {
		if _, err := nodes.Dial(ctx, address); err != nil {
			return nil, fmt.Errorf("--rpc %s: %w", address, err)
		}
	}
	for _, name := range w.tokens {
		if err := p.add(ctx, name, nodes); err != nil {
			return nil, err
		}
	}
	if p.dir == "" {
		configuration, err := os.UserConfigDir()
		if err != nil {
			return nil, &usageError{fmt.Errorf("say where receipts go, with --receipts DIR: %w", err)}
		}
		p.dir = filepath.Join(configuration, "aidollar", "payments")
	}
	if _, err := os.Stat(p.dir); err == nil || !trial {
		if p.folder, err = buyer.OpenFolder(p.dir, p.tokens, p.total); err != nil {
			return nil, err
		}
	}
	if err := w.useChannels(p); err != nil {
		return nil, err
	}
	sign, approvals := w.key, wallet.Approvals(nodes)
	if trial {
		sign = w.nobody
		if w.keyFile == "" && os.Getenv(envPayKey) == "" {
			approvals = nil // nobody's
		}
	}
	key, err := sign()
	if err != nil {
		return nil, err
	}
	p.Wallet, err = wallet.New(key, p.limits(), approvals)
	return p, err
}

// useChannels has payments come from channels where the flags allow it.
func (w *walletFlags) useChannels(p *purse) error {
	if w.deposit == "" {
		return nil
	}
	most, err := buyer.ParseDollars(w.deposit)
	if err != nil {
		return &usageError{fmt.Errorf("--deposit: %w", err)}
	}
	folder := p.folder
	if folder == nil {
		folder = buyer.NoFolder(p.tokens, p.total)
	}
	p.channels = &buyer.Channels{Folder: folder, DepositMax: most, DelayMax: uint64(max(w.delay.Seconds(), 1)), State: p.nodes.ChannelState}
	return nil
}

// add lets one more token be paid in.
func (p *purse) add(ctx context.Context, name string, nodes buyer.Nodes) error {
	token, known, err := buyer.ParseToken(name)
	if err != nil {
		return &usageError{fmt.Errorf("--token: %w", err)}
	}
	if !known {
		if nodes[token.ChainID] == "" {
			return &usageError{fmt.Errorf("--token %s: a limit in dollars needs the token's decimals; put them behind it (@6), or give --rpc with a node of its chain", name)}
		}
		if token.Decimals, err = nodes.Decimals(ctx, token.ChainID, token.Asset); err != nil {
			return fmt.Errorf("--token %s: %w", name, err)
		}
	}
	for i := range p.tokens {
		if p.tokens[i].ChainID == token.ChainID && p.tokens[i].Asset == token.Asset {
			p.tokens[i] = token
			return nil
		}
	}
	p.tokens = append(p.tokens, token)
	return nil
}

// limits are those of each token. That all together stay below the total is the
// folder's to see to.
func (p *purse) limits() []wallet.Token {
	once := p.max
	if p.total.Cmp(once) < 0 {
		once = p.total
	}
	all := make([]wallet.Token, len(p.tokens))
	for i, t := range p.tokens {
		all[i] = wallet.Token{ChainID: t.ChainID, Asset: t.Asset, PaymentMax: t.Units(once), TotalMax: t.Units(p.total)}
	}
	return all
}

// key is what signs. It is never an argument: command lines are seen by others.
func (w *walletFlags) key() (wallet.Signer, error) {
	private, err := w.private()
	if err != nil {
		return nil, err
	}
	return wallet.NewKey(private), nil
}

func (w *walletFlags) private() (*ecdsa.PrivateKey, error) {
	text, encrypted, err := w.keyText()
	if err != nil {
		return nil, err
	}
	if !encrypted {
		return buyer.ParsePrivate(text)
	}
	if w.passphraseFile == "" {
		return nil, &usageError{errors.New("the key file is encrypted: give --passphrase-file with the file that holds its passphrase")}
	}
	return keyfile.Private(w.keyFile, w.passphraseFile)
}

// keyText is the key, or tells that it is in an encrypted file.
func (w *walletFlags) keyText() (text string, encrypted bool, err error) {
	text = os.Getenv(envPayKey)
	if w.keyFile != "" {
		kept, err := os.ReadFile(w.keyFile)
		if err != nil {
			return "", false, fmt.Errorf("the key cannot be read: %w", err)
		}
		text, encrypted = string(kept), bytes.HasPrefix(bytes.TrimSpace(kept), []byte("{"))
	}
	if text == "" {
		return "", false, &usageError{errors.New("no key to sign with: give --key-file, or put the key into $" + envPayKey + "; --dry-run needs none")}
	}
	return text, encrypted, nil
}

// nobody is the signer of a trial. What it signs is worth nothing, also where the
// key is known: then its account's approvals are asked for.
func (w *walletFlags) nobody() (wallet.Signer, error) {
	if w.keyFile == "" && os.Getenv(envPayKey) == "" {
		return buyer.Throwaway()
	}
	text, encrypted, err := w.keyText()
	if err != nil {
		return nil, err
	}
	if encrypted {
		address, err := keyfile.AddressOf(w.keyFile)
		if err != nil {
			return nil, err
		}
		return buyer.Masked(address)
	}
	own, err := buyer.ParseKey(text)
	if err != nil {
		return nil, err
	}
	return buyer.Masked(own.Address())
}

// token is the one of a chain and an address.
func (p *purse) token(name string) (buyer.Token, bool) {
	for _, t := range p.tokens {
		if t.Name() == name {
			return t, true
		}
	}
	return buyer.Token{}, false
}
