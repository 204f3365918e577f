package buyer

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Token is a dollar token on a chain.
type Token struct {
	ChainID  uint64
	Asset    common.Address
	Decimals int // a dollar has 10 to the power of that smallest units
}

// Name is the token as CAIP-19 writes it.
func (t Token) Name() string { return fmt.Sprintf("eip155:%d/erc20:%s", t.ChainID, t.Asset.Hex()) }

// usdc is Circle's dollar where x402's stock clients pay in it.
var usdc = []struct {
	chainID uint64
	asset   string
}{
	{1, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"},
	{137, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359"},
	{143, "0x754704Bc059F8C67012fEd69BC8A327a5aafb603"},
	{1328, "0x4fCF1784B31630811181f670Aea7A7bEF803eaED"},
	{1329, "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392"},
	{8453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"},
	{42161, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831"},
	{42220, "0xcebA9300f2b948710d2653dD7B07f33A8B32118C"},
	{43113, "0x5425890298aed601595a70AB815c96711a31Bc65"},
	{43114, "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E"},
	{80002, "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582"},
	{84532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e"},
	{421614, "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d"},
	{11142220, "0x01C5C0122039549AD1493B8220cABEdD739BC44E"},
}

// USDC is where Circle's dollar is paid in: the tokens that are allowed if nobody
// says anything.
func USDC() []Token {
	all := make([]Token, len(usdc))
	for i, u := range usdc {
		all[i] = Token{u.chainID, common.HexToAddress(u.asset), 6}
	}
	return all
}

var tokenName = regexp.MustCompile(`^eip155:([1-9][0-9]{0,15})/erc20:(0x[0-9a-fA-F]{40})(?:@([0-9]{1,2}))?$`)

const decimalsMax = 30

// ParseToken reads a token's name, such as eip155:8453/erc20:0x8335…@6, where the
// decimals stand behind the @. A name without them is one of USDC's, or known is
// false and the decimals have to be found out.
func ParseToken(name string) (t Token, known bool, err error) {
	parts := tokenName.FindStringSubmatch(name)
	if parts == nil {
		return t, false, fmt.Errorf("%q names no token: eip155:<chain id>/erc20:<address> is wanted, with @<decimals> behind it where they are not known", name)
	}
	if t.ChainID, err = strconv.ParseUint(parts[1], 10, 64); err != nil {
		return t, false, fmt.Errorf("%q names no chain: %w", name, err)
	}
	t.Asset = common.HexToAddress(parts[2])
	if parts[3] != "" {
		t.Decimals, err = strconv.Atoi(parts[3])
		if err != nil || t.Decimals > decimalsMax {
			return t, false, fmt.Errorf("%q: a token has at most %d decimals", name, decimalsMax)
		}
		return t, true, nil
	}
	for _, u := range USDC() {
		if u.ChainID == t.ChainID && u.Asset == t.Asset {
			return u, true, nil
		}
	}
	return t, false, nil
}

// Dollars is a sum of dollars, exactly.
type Dollars struct{ rat *big.Rat }

var dollarText = regexp.MustCompile(`^[0-9]{1,18}(\.[0-9]{1,30})?$`)

// ParseDollars reads a sum such as 0.05.
func ParseDollars(text string) (Dollars, error) {
	rat, ok := new(big.Rat).SetString(text)
	if !ok || !dollarText.MatchString(text) {
		return Dollars{}, fmt.Errorf("%q is no sum of dollars: digits with at most one point, such as 0.05, are wanted", text)
	}
	return Dollars{rat}, nil
}

func (d Dollars) value() *big.Rat {
	if d.rat == nil {
		return new(big.Rat)
	}
	return d.rat
}

// String is the sum in full.
func (d Dollars) String() string {
	text := d.value().FloatString(decimalsMax)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// Cmp compares two sums.
func (d Dollars) Cmp(with Dollars) int { return d.value().Cmp(with.value()) }

// Add is both together.
func (d Dollars) Add(more Dollars) Dollars {
	return Dollars{new(big.Rat).Add(d.value(), more.value())}
}

func (t Token) unit() *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.Decimals)), nil)
}

// Dollars is an amount of the token.
func (t Token) Dollars(amount *uint256.Int) Dollars {
	return Dollars{new(big.Rat).SetFrac(amount.ToBig(), t.unit())}
}

// Units is a sum in smallest units, rounded down, as a limit has to be.
func (t Token) Units(d Dollars) uint256.Int {
	scaled := new(big.Rat).Mul(d.value(), new(big.Rat).SetInt(t.unit()))
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	units, overflow := uint256.FromBig(whole)
	if overflow {
		return *new(uint256.Int).SetAllOne()
	}
	return *units
}
