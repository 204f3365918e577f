package evmsig

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

var (
	transferType = typeHash("TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)")
	receiveType  = typeHash("ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)")
	cancelType   = typeHash("CancelAuthorization(address authorizer,bytes32 nonce)")
	permitType   = typeHash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
)

// Authorization is EIP-3009's message: From lets Value of the token's smallest
// units go to To, in blocks whose time t fulfils ValidAfter < t < ValidBefore
// (Unix seconds), once for each Nonce.
type Authorization struct {
	From, To                       common.Address
	Value, ValidAfter, ValidBefore uint256.Int
	Nonce                          common.Hash
}

// TransferDigest is what From signs for transferWithAuthorization, which anybody
// may submit.
func (a *Authorization) TransferDigest(separator common.Hash) common.Hash {
	return digest(separator, a.sum(transferType))
}

// ReceiveDigest is what From signs for receiveWithAuthorization, which To alone
// may submit.
func (a *Authorization) ReceiveDigest(separator common.Hash) common.Hash {
	return digest(separator, a.sum(receiveType))
}

func (a *Authorization) sum(kind common.Hash) common.Hash {
	w := begin()
	w.hash(kind)
	w.address(a.From)
	w.address(a.To)
	w.uint(&a.Value)
	w.uint(&a.ValidAfter)
	w.uint(&a.ValidBefore)
	w.hash(a.Nonce)
	return w.sum()
}

// CancelDigest is what authorizer signs to make an unused nonce unusable
// (EIP-3009's cancelAuthorization).
func CancelDigest(separator common.Hash, authorizer common.Address, nonce common.Hash) common.Hash {
	w := begin()
	w.hash(cancelType)
	w.address(authorizer)
	w.hash(nonce)
	return digest(separator, w.sum())
}

// Permit is EIP-2612's message: Owner lets Spender take up to Value until
// Deadline (Unix seconds). Nonce is the owner's count of permits in the token.
type Permit struct {
	Owner, Spender         common.Address
	Value, Nonce, Deadline uint256.Int
}

// Digest is what Owner signs.
func (p *Permit) Digest(separator common.Hash) common.Hash {
	w := begin()
	w.hash(permitType)
	w.address(p.Owner)
	w.address(p.Spender)
	w.uint(&p.Value)
	w.uint(&p.Nonce)
	w.uint(&p.Deadline)
	return digest(separator, w.sum())
}
