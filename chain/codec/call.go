package codec

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

var (
	// Multicall3 and Permit2 have the same address on every chain that has them.
	Multicall3 = common.HexToAddress("0xcA11bde05977b3631167028862bE2a173976CA11")
	Permit2    = common.HexToAddress("0x000000000022D473030F116dDEE9F6B43aC78BA3")
)

var (
	transfer           = Selector("transfer(address,uint256)")
	approve            = Selector("approve(address,uint256)")
	balanceOf          = Selector("balanceOf(address)")
	allowance          = Selector("allowance(address,address)")
	decimals           = Selector("decimals()")
	authorizationState = Selector("authorizationState(address,bytes32)")
	nonceBitmap        = Selector("nonceBitmap(address,uint256)")
	isValidSignature   = Selector("isValidSignature(bytes32,bytes)")
	aggregate3         = Selector("aggregate3((address,bool,bytes)[])")
)

// Transfer moves tokens of the sender (EIP-20).
func Transfer(to common.Address, amount *uint256.Int) []byte {
	c := begin(transfer, 2)
	c.address(to)
	c.uint(amount)
	return c
}

// Approve lets spender take tokens of the sender (EIP-20).
func Approve(spender common.Address, amount *uint256.Int) []byte {
	c := begin(approve, 2)
	c.address(spender)
	c.uint(amount)
	return c
}

// BalanceOf asks for an account's tokens (EIP-20).
func BalanceOf(account common.Address) []byte {
	c := begin(balanceOf, 1)
	c.address(account)
	return c
}

// Decimals asks a token for its decimals (EIP-20).
func Decimals() []byte { return begin(decimals, 0) }

// Allowance asks what spender may take of an account's tokens (EIP-20).
func Allowance(account, spender common.Address) []byte {
	c := begin(allowance, 2)
	c.address(account)
	c.address(spender)
	return c
}

// AuthorizationState asks a token whether an authorization's nonce was used or
// cancelled (EIP-3009).
func AuthorizationState(authorizer common.Address, nonce common.Hash) []byte {
	c := begin(authorizationState, 2)
	c.address(authorizer)
	c.word(nonce[:])
	return c
}

// NonceBitmap asks Permit2 for the word of 256 nonces in which a nonce has its
// bit, which is its lowest byte.
func NonceBitmap(account common.Address, nonce common.Hash) []byte {
	c := begin(nonceBitmap, 2)
	c.address(account)
	c.word(nonce[:wordLength-1])
	return c
}

// BitOf reports whether a word of Permit2's nonces has a nonce's bit.
func BitOf(word *uint256.Int, nonce common.Hash) bool {
	return !new(uint256.Int).And(new(uint256.Int).Rsh(word, uint(nonce[wordLength-1])), uint256.NewInt(1)).IsZero()
}

// IsValidSignature asks an account with code whether it signed a digest (ERC-1271).
func IsValidSignature(digest common.Hash, signature []byte) []byte {
	c := begin(isValidSignature, 3+padded(len(signature))/wordLength)
	c.word(digest[:])
	c.number(2 * wordLength)
	c.bytes(signature)
	return c
}

// SignatureGood reports whether an answer to IsValidSignature is a yes.
func SignatureGood(answer []byte) bool {
	return len(answer) >= wordLength && [4]byte(answer) == isValidSignature
}

// Part is one call in a transaction of several.
type Part struct {
	To      common.Address
	Data    []byte
	MayFail bool // the others are carried out all the same
}

// Aggregate3 has Multicall3 make several calls in one transaction. They come
// from Multicall3's address, so it is for calls that do the same whoever makes them.
func Aggregate3(parts []Part) []byte {
	words := 2 + len(parts)
	for i := range parts {
		words += 5 + padded(len(parts[i].Data))/wordLength
	}
	c := begin(aggregate3, words)
	c.number(wordLength)
	c.number(uint64(len(parts)))
	at := len(parts) * wordLength
	for i := range parts {
		c.number(uint64(at))
		at += 4*wordLength + padded(len(parts[i].Data))
	}
	for i := range parts {
		c.address(parts[i].To)
		c.bool(parts[i].MayFail)
		c.number(3 * wordLength)
		c.bytes(parts[i].Data)
	}
	return c
}

// Outcome is how one call of several went.
type Outcome struct {
	Success bool
	Data    []byte // returned, or the revert's
}

// ReadAggregate3 reads what Aggregate3 returns; false if it is anything else.
func ReadAggregate3(answer []byte) ([]Outcome, bool) {
	list, ok := numberAt(answer, 0)
	if !ok || list > uint64(len(answer)) {
		return nil, false
	}
	count, ok := numberAt(answer, list)
	body := answer[min(list+wordLength, uint64(len(answer))):]
	if !ok || count > uint64(len(body))/wordLength {
		return nil, false
	}
	outcomes := make([]Outcome, count)
	for i := range outcomes {
		at, ok := numberAt(body, uint64(i)*wordLength)
		if !ok || at > uint64(len(body)) {
			return nil, false
		}
		item := body[at:]
		success, known := numberAt(item, 0)
		offset, has := numberAt(item, wordLength)
		if !known || !has || success > 1 {
			return nil, false
		}
		data, ok := bytesAt(item, offset)
		if !ok {
			return nil, false
		}
		outcomes[i] = Outcome{success == 1, data}
	}
	return outcomes, true
}
