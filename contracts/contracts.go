package contracts

import "github.com/ethereum/go-ethereum/common"

// Where the contracts of others lie on public chains, and on ours.
var (
	Permit2Address    = common.HexToAddress("0x000000000022D473030F116dDEE9F6B43aC78BA3")
	Multicall3Address = common.HexToAddress("0xcA11bde05977b3631167028862bE2a173976CA11")
	ExactProxyAddress = common.HexToAddress("0x402085c248EeA27D92E8b30b2C58ed07f9E20001")
	UptoProxyAddress  = common.HexToAddress("0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002")
)

// Where test chains have the contracts of the house and the token. On a public
// chain they lie wherever they were deployed.
var (
	TokenAddress         = common.HexToAddress("0xA1D011A200000000000000000000000000000001")
	PayoutAddress        = common.HexToAddress("0xA1D011A200000000000000000000000000000002")
	DepositMemoAddress   = common.HexToAddress("0xA1D011A200000000000000000000000000000003")
	WalletAddress        = common.HexToAddress("0xA1D011A200000000000000000000000000000004") // what accounts delegate to by EIP-7702
	WalletFactoryAddress = common.HexToAddress("0xA1D011A200000000000000000000000000000005")
)

// The EIP-712 domain of the test token, which is USDC's.
const (
	TokenName     = "USD Coin"
	TokenVersion  = "2"
	TokenDecimals = 6
)
