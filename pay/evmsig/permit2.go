package evmsig

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	permit2Head      = "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,Witness witness)"
	permit2Tokens    = "TokenPermissions(address token,uint256 amount)"
	permit2ExactText = "Witness(address to,uint256 validAfter)"
	permit2UptoText  = "Witness(address to,address facilitator,uint256 validAfter)"
)

var (
	tokensType       = typeHash(permit2Tokens)
	exactWitnessType = typeHash(permit2ExactText)
	uptoWitnessType  = typeHash(permit2UptoText)
	exactType        = typeHash(permit2Head + permit2Tokens + permit2ExactText)
	uptoType         = typeHash(permit2Head + permit2Tokens + permit2UptoText)
)

// The contracts that x402 puts between Permit2 and the payee. They pay nobody
// but the witness's To, which Permit2 alone would leave to the spender.
var (
	ExactProxy = common.HexToAddress("0x402085c248EeA27D92E8b30b2C58ed07f9E20001")
	UptoProxy  = common.HexToAddress("0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002")
)

// Permit2Transfer is Permit2's PermitWitnessTransferFrom with a witness of x402:
// From lets Spender move Amount of Token to To, once for each Nonce, from
// ValidAfter on and until Deadline (Unix seconds). Nonce is a place in a bitmap,
// not a count, so any unused one will do.
type Permit2Transfer struct {
	From                    common.Address // who signs; no part of the message
	Token                   common.Address
	Amount, Nonce, Deadline uint256.Int
	Spender                 common.Address
	To                      common.Address
	ValidAfter              uint256.Int
	Facilitator             common.Address // who alone may settle; of the scheme upto only
}

// ExactDigest is what From signs under the scheme exact: all of Amount moves.
func (p *Permit2Transfer) ExactDigest(separator common.Hash) common.Hash {
	w := begin()
	w.hash(exactWitnessType)
	w.address(p.To)
	w.uint(&p.ValidAfter)
	return digest(separator, p.sum(exactType, w.sum()))
}

// UptoDigest is what From signs under the scheme upto: Facilitator decides how
// much of Amount moves.
func (p *Permit2Transfer) UptoDigest(separator common.Hash) common.Hash {
	w := begin()
	w.hash(uptoWitnessType)
	w.address(p.To)
	w.address(p.Facilitator)
	w.uint(&p.ValidAfter)
	return digest(separator, p.sum(uptoType, w.sum()))
}

func (p *Permit2Transfer) sum(kind, witness common.Hash) common.Hash {
	permitted := begin()
	permitted.hash(tokensType)
	permitted.address(p.Token)
	permitted.uint(&p.Amount)
	w := begin()
	w.hash(kind)
	w.hash(permitted.sum())
	w.address(p.Spender)
	w.uint(&p.Nonce)
	w.uint(&p.Deadline)
	w.hash(witness)
	return w.sum()
}
