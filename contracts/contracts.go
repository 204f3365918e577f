package contracts

import "github.com/ethereum/go-ethereum/common"

// Where the contracts of others lie on public chains, and on ours.
var (
	Permit2Address    = common.HexToAddress("0x000000000022D473030F116dDEE9F6B43aC78BA3")
	Multicall3Address = common.HexToAddress("0xcA11bde05977b3631167028862bE2a173976CA11")
	ExactProxyAddress = common.HexToAddress("0x402085c248EeA27D92E8b30b2C58ed07f9E20001")
	UptoProxyAddress  = common.HexToAddress("0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002")

	BatchSettlementAddress  = common.HexToAddress("0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003") // the escrow of x402's channels
	ERC3009CollectorAddress = common.HexToAddress("0x4020806089470a89826cB9fB1f4059150b550004") // brings it deposits by EIP-3009
	Permit2CollectorAddress = common.HexToAddress("0x4020425FAf3B746C082C2f942b4E5159887B0005") // and by Permit2
)

// Where test chains have the contracts of the house and the tokens. On a public
// chain they lie wherever they were deployed.
var (
	TokenAddress         = common.HexToAddress("0xA1D011A200000000000000000000000000000001")
	PayoutAddress        = common.HexToAddress("0xA1D011A200000000000000000000000000000002")
	DepositMemoAddress   = common.HexToAddress("0xA1D011A200000000000000000000000000000003")
	WalletAddress        = common.HexToAddress("0xA1D011A200000000000000000000000000000004") // what accounts delegate to by EIP-7702
	WalletFactoryAddress = common.HexToAddress("0xA1D011A200000000000000000000000000000005")
	EuroAddress          = common.HexToAddress("0xA1D011A200000000000000000000000000000006")
	DirhamAddress        = common.HexToAddress("0xA1D011A200000000000000000000000000000007")
	SessionEscrowAddress = common.HexToAddress("0xA1D011A200000000000000000000000000000008") // of MPP's sessions
	LiabilitiesAddress   = common.HexToAddress("0xA1D011A200000000000000000000000000000009")
)

// The EIP-712 domains of the test tokens: the dollar's is USDC's and the euro's is
// EURC's; no token in dirham is common enough to be taken after.
const (
	TokenName     = "USD Coin"
	TokenVersion  = "2"
	TokenDecimals = 6 // of each of them

	EuroName      = "EURC"
	EuroVersion   = "2"
	DirhamName    = "Test Dirham"
	DirhamVersion = "1"
)
