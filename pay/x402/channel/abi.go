package channel

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const (
	wordLength     = 32
	selectorLength = 4
	configWords    = 7
)

// data is arguments by the contract ABI, written front to back. Arguments that
// have a length of their own come last (tails).
type data []byte

func (d *data) hash(h common.Hash) { *d = append(*d, h[:]...) }

func (d *data) address(a common.Address) { d.hash(common.BytesToHash(a[:])) }

func (d *data) uint(v *uint256.Int) { d.hash(v.Bytes32()) }

func (d *data) length(n int) { d.uint(uint256.NewInt(uint64(n))) }

// config is a channel's seven words.
func (d *data) config(c *Config) {
	d.address(c.Payer)
	d.address(c.PayerAuthorizer)
	d.address(c.Receiver)
	d.address(c.ReceiverAuthorizer)
	d.address(c.Token)
	d.uint(uint256.NewInt(c.WithdrawDelay))
	d.hash(c.Salt)
}

// bytes is a length and so many bytes in whole words.
func (d *data) bytes(b []byte) {
	d.length(len(b))
	*d = append(*d, b...)
	if rest := len(b) % wordLength; rest != 0 {
		*d = append(*d, make([]byte, wordLength-rest)...)
	}
}

// tails are the last arguments, which are bytes: where each begins, and then each.
// It is called once, and nothing comes after it.
func (d *data) tails(all ...[]byte) {
	at := len(*d) + len(all)*wordLength
	for _, b := range all {
		d.length(at)
		at += bytesSize(b)
	}
	for _, b := range all {
		d.bytes(b)
	}
}

func bytesSize(b []byte) int { return wordLength + (len(b)+wordLength-1)/wordLength*wordLength }

// claims is an array of vouchers with what is claimed of each: its length, where
// each item begins as counted from behind the length, and each item.
func (d *data) claims(claims []Claim) {
	const head = (configWords + 3) * wordLength // with the amount, the signature's place and the total
	d.length(len(claims))
	at := len(claims) * wordLength
	for i := range claims {
		d.length(at)
		at += head + bytesSize(claims[i].Signature)
	}
	for i := range claims {
		c := &claims[i]
		d.config(&c.Config)
		d.uint(&c.Amount)
		d.length(head)
		d.uint(&c.Total)
		d.bytes(c.Signature)
	}
}

// selector is the first bytes of a call's data: which function it is for.
type selector [selectorLength]byte

func function(signature string) selector {
	return selector(crypto.Keccak256([]byte(signature))[:selectorLength])
}

// calling is a call's data: places in it are counted from behind the selector.
type calling struct {
	data
	to selector
}

func begin(to selector) *calling { return &calling{to: to} }

func (c *calling) call() []byte {
	return append(c.to[:], c.data...)
}
