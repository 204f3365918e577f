package wallet

import (
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// Signer signs digests as one account.
type Signer interface {
	Address() common.Address
	// Sign signs a digest of EIP-712. An error means that nothing was signed.
	Sign(digest common.Hash) (evmsig.Signature, error)
}

// Key is a signer that holds the key itself.
type Key struct{ private *ecdsa.PrivateKey }

// NewKey is the signer of a private key of secp256k1.
func NewKey(private *ecdsa.PrivateKey) Key { return Key{private} }

// Address is the key's account.
func (k Key) Address() common.Address { return crypto.PubkeyToAddress(k.private.PublicKey) }

// Sign signs with the key.
func (k Key) Sign(digest common.Hash) (evmsig.Signature, error) {
	return evmsig.Sign(digest, k.private)
}

// String keeps the key out of logs.
func (k Key) String() string { return "key of " + k.Address().Hex() }

// GoString does too.
func (k Key) GoString() string { return k.String() }

// Token is one that the wallet pays in, and its limits in smallest units.
type Token struct {
	ChainID    uint64
	Asset      common.Address
	PaymentMax uint256.Int // in one payment
	TotalMax   uint256.Int // in all payments of this wallet
}

// Wallet pays for one account. Any number of goroutines may share it.
type Wallet struct {
	signer Signer
	tokens []Token
	chain  Approvals
	random io.Reader

	mu    sync.Mutex
	spent []uint256.Int // by token: the sum of what was signed
	open  map[common.Hash]payment
}

// payment is one that was signed: of which token, and how much.
type payment struct {
	token  int
	amount uint256.Int
}

// New is a wallet that pays in the given tokens, of which each may be named
// once. chain may be nil: then payments by Permit2 are signed without a look at
// whether the account has approved it.
func New(signer Signer, tokens []Token, chain Approvals) (*Wallet, error) {
	for i := range tokens {
		if tokens[i].PaymentMax.Gt(&tokens[i].TotalMax) {
			return nil, fmt.Errorf("tokens[%d]: one payment may be of %s, all together of %s: the first must not be more", i, tokens[i].PaymentMax.Dec(), tokens[i].TotalMax.Dec())
		}
		for k := range i {
			if tokens[k].ChainID == tokens[i].ChainID && tokens[k].Asset == tokens[i].Asset {
				return nil, fmt.Errorf("tokens[%d] is tokens[%d] once more", i, k)
			}
		}
	}
	if signer == nil || len(tokens) == 0 {
		return nil, errors.New("a wallet needs a signer and at least one token that it may pay in")
	}
	return &Wallet{
		signer: signer, tokens: append([]Token(nil), tokens...), chain: chain, random: rand.Reader,
		spent: make([]uint256.Int, len(tokens)), open: map[common.Hash]payment{},
	}, nil
}

// Address is the account that pays.
func (w *Wallet) Address() common.Address { return w.signer.Address() }

// Spent is the sum of what was signed in a token and not released, in smallest
// units.
func (w *Wallet) Spent(chainID uint64, asset common.Address) uint256.Int {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.tokens {
		if w.tokens[i].ChainID == chainID && w.tokens[i].Asset == asset {
			return w.spent[i]
		}
	}
	return uint256.Int{}
}

// reserve counts an amount as spent if the limits allow it.
func (w *Wallet) reserve(nonce common.Hash, p payment) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	token := &w.tokens[p.token]
	var left uint256.Int
	left.Sub(&token.TotalMax, &w.spent[p.token])
	if p.amount.Gt(&left) {
		return refuse(CodeTotalMax, "%s more would go beyond the limit of %s in all, of which %s are left", p.amount.Dec(), token.TotalMax.Dec(), left.Dec())
	}
	w.spent[p.token].Add(&w.spent[p.token], &p.amount)
	w.open[nonce] = p
	return nil
}

// Release takes back what a payment counts for, all or, if settled is not nil,
// all but that. It is for a caller who knows from the chain that no more can be
// taken: the payment's time is over, or it was settled for less. That the seller
// says so is no reason.
func (w *Wallet) Release(nonce common.Hash, settled *uint256.Int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, known := w.open[nonce]
	if !known {
		return fmt.Errorf("no payment with the nonce %s is open", nonce)
	}
	back := p.amount
	if settled != nil {
		if settled.Gt(&p.amount) {
			return fmt.Errorf("%s were signed for; %s cannot have been settled", p.amount.Dec(), settled.Dec())
		}
		back.Sub(&back, settled)
	}
	delete(w.open, nonce)
	w.spent[p.token].Sub(&w.spent[p.token], &back)
	return nil
}
