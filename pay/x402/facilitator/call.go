package facilitator

import (
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const wordLength = 32

func selector(signature string) []byte { return crypto.Keccak256([]byte(signature))[:4] }

const (
	permitTuple   = "((address,uint256),uint256,uint256)"
	exactWitness  = "(address,uint256)"
	uptoWitness   = "(address,address,uint256)"
	permit2612Arg = "(uint256,uint256,bytes32,bytes32,uint8)"
)

var (
	transferByKey     = selector("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)")
	transferByAccount = selector("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)")
	exactSettle       = selector("settle(" + permitTuple + ",address," + exactWitness + ",bytes)")
	exactWithPermit   = selector("settleWithPermit(" + permit2612Arg + "," + permitTuple + ",address," + exactWitness + ",bytes)")
	uptoSettle        = selector("settle(" + permitTuple + ",uint256,address," + uptoWitness + ",bytes)")
	uptoWithPermit    = selector("settleWithPermit(" + permit2612Arg + "," + permitTuple + ",uint256,address," + uptoWitness + ",bytes)")
)

// arguments is a call's data by the contract ABI, written front to back. Of what
// is called here only the last argument, a signature, has a length of its own.
type arguments []byte

func (a *arguments) word(b []byte) {
	var w [wordLength]byte
	copy(w[wordLength-len(b):], b)
	*a = append(*a, w[:]...)
}

func (a *arguments) address(v common.Address) { a.word(v[:]) }

func (a *arguments) uint(v *uint256.Int) {
	w := v.Bytes32()
	a.word(w[:])
}

// tail is the last argument: where it begins, which is right behind that very
// word, and then its length and its bytes in whole words.
func (a *arguments) tail(b []byte) {
	a.uint(uint256.NewInt(uint64(len(*a) - 4 + wordLength)))
	a.uint(uint256.NewInt(uint64(len(b))))
	*a = append(*a, b...)
	if rest := len(b) % wordLength; rest != 0 {
		*a = append(*a, make([]byte, wordLength-rest)...)
	}
}

func head(selector []byte, signature int) arguments {
	return append(make(arguments, 0, 4+17*wordLength+signature), selector...)
}

// TransferCall moves an authorization's tokens. A signature by a key goes as v,
// r and s, which every token with EIP-3009 takes. One by an account with code goes
// as bytes, whatever its length: some tokens ask the account by that way alone.
func TransferCall(asset common.Address, a *evmsig.Authorization, signature []byte, byAccount bool) Call {
	key, err := evmsig.ParseSignature(signature)
	byAccount = byAccount || err != nil
	kind := transferByKey
	if byAccount {
		kind = transferByAccount
	}
	data := head(kind, len(signature))
	data.address(a.From)
	data.address(a.To)
	data.uint(&a.Value)
	data.uint(&a.ValidAfter)
	data.uint(&a.ValidBefore)
	data.word(a.Nonce[:])
	if byAccount {
		data.tail(signature)
		return Call{asset, data}
	}
	r, s := key.R(), key.S()
	data.word([]byte{key.V()})
	data.word(r[:])
	data.word(s[:])
	return Call{asset, data}
}

// ExactCall moves all of a permitted amount through the proxy of the scheme
// exact, with a signed approval of Permit2 before it where permit is not nil.
func ExactCall(p *evmsig.Permit2Transfer, signature []byte, permit *SignedPermit) Call {
	data := permit2Head(exactSettle, exactWithPermit, p, signature, permit)
	data.address(p.From)
	data.address(p.To)
	data.uint(&p.ValidAfter)
	data.tail(signature)
	return Call{evmsig.ExactProxy, data}
}

// UptoCall moves amount, which is at most the permitted one, through the proxy
// of the scheme upto. It must be sent by the facilitator that the payer named.
func UptoCall(p *evmsig.Permit2Transfer, amount *uint256.Int, signature []byte, permit *SignedPermit) Call {
	data := permit2Head(uptoSettle, uptoWithPermit, p, signature, permit)
	data.uint(amount)
	data.address(p.From)
	data.address(p.To)
	data.address(p.Facilitator)
	data.uint(&p.ValidAfter)
	data.tail(signature)
	return Call{evmsig.UptoProxy, data}
}

func permit2Head(plain, withPermit []byte, p *evmsig.Permit2Transfer, signature []byte, permit *SignedPermit) arguments {
	kind := plain
	if permit != nil {
		kind = withPermit
	}
	data := head(kind, len(signature))
	if permit != nil {
		r, s := permit.Signature.R(), permit.Signature.S()
		data.uint(&permit.Value)
		data.uint(&permit.Deadline)
		data.word(r[:])
		data.word(s[:])
		data.word([]byte{permit.Signature.V()})
	}
	data.address(p.Token)
	data.uint(&p.Amount)
	data.uint(&p.Nonce)
	data.uint(&p.Deadline)
	return data
}
