package evmsig

import (
	"strings"
	"sync/atomic"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

var (
	domainType        = typeHash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
	unversionedType   = typeHash("EIP712Domain(string name,uint256 chainId,address verifyingContract)")
	permit2DomainName = crypto.Keccak256Hash([]byte("Permit2"))
)

// Permit2 is where Uniswap's Permit2 lies on every chain.
var Permit2 = common.HexToAddress("0x000000000022D473030F116dDEE9F6B43aC78BA3")

// Domain is the EIP-712 domain of a token: what binds a signature to one
// contract on one chain. Name and Version are the contract's own, which need
// not be what its name() and version() say to people.
type Domain struct {
	Name, Version string
	ChainID       uint64
	Contract      common.Address
}

// separatorsKept bounds what is kept of separators. Whoever names domains that
// nobody else does, as sellers may to a facilitator, pushes others out at most.
const separatorsKept = 64

// separators are those of domains that were asked for lately. Payments are nearly
// all in a few tokens, and a separator takes four hashes where a digest takes two.
var separators [separatorsKept]atomic.Pointer[separated]

type separated struct {
	domain    Domain
	separator common.Hash
}

// Separator is the domain's hash, the first argument of every digest. It is the
// same for all payments in one token.
func (d Domain) Separator() common.Hash {
	place := &separators[(uint64(d.Contract[0])^uint64(d.Contract[common.AddressLength-1])^d.ChainID)%separatorsKept]
	if known := place.Load(); known != nil && known.domain == d {
		return known.separator
	}
	// The names may be parts of a whole request, which is not to be kept with them.
	d.Name, d.Version = strings.Clone(d.Name), strings.Clone(d.Version)
	made := &separated{d, d.hash()}
	place.Store(made)
	return made.separator
}

func (d Domain) hash() common.Hash {
	w := begin()
	w.hash(domainType)
	w.hash(crypto.Keccak256Hash([]byte(d.Name)))
	w.hash(crypto.Keccak256Hash([]byte(d.Version)))
	w.uint(uint256.NewInt(d.ChainID))
	w.address(d.Contract)
	return w.sum()
}

// Permit2Separator is the hash of Permit2's domain on a chain. It has no version.
func Permit2Separator(chainID uint64) common.Hash {
	w := begin()
	w.hash(unversionedType)
	w.hash(permit2DomainName)
	w.uint(uint256.NewInt(chainID))
	w.address(Permit2)
	return w.sum()
}
