package contracts

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// TestChain says for whom the contracts of a test chain are deployed.
type TestChain struct {
	Owner   common.Address // of Payout, and of the tokens: it mints, pauses and blacklists
	Custody common.Address // where DepositMemo passes deposits on to
	Funded  []common.Address
	Amount  *big.Int // of each token for each of the funded, in its smallest units
}

// Placement is a contract that is put at an address of its own rather than
// deployed from an account. To place it, Init is put there as if it were the
// contract's code and is called: the constructor then runs at the address that it
// is to have, and what the call returns is the code that belongs there.
type Placement struct {
	Name    string
	Address common.Address
	Init    []byte // creation code and constructor arguments
}

// Call is made once the contracts are placed.
type Call struct {
	From, To common.Address
	Data     []byte
}

// Placements are all contracts of a test chain.
func (c *TestChain) Placements() []Placement {
	var (
		token   = NewTestDollar()
		payout  = NewPayout()
		deposit = NewDepositMemo()
		exact   = NewX402ExactPermit2Proxy()
		upto    = NewX402UptoPermit2Proxy()
		erc3009 = NewERC3009DepositCollector()
		permit2 = NewPermit2DepositCollector()
		session = NewEVMPaymentChannel()
	)
	place := func(name string, at common.Address, bin string, arguments []byte) Placement {
		return Placement{name, at, append(common.FromHex(bin), arguments...)}
	}
	return []Placement{
		place("Multicall3", Multicall3Address, Multicall3MetaData.Bin, nil),
		place("Permit2", Permit2Address, Permit2MetaData.Bin, nil),
		place("X402ExactPermit2Proxy", ExactProxyAddress, X402ExactPermit2ProxyMetaData.Bin, exact.PackConstructor(Permit2Address)),
		place("X402UptoPermit2Proxy", UptoProxyAddress, X402UptoPermit2ProxyMetaData.Bin, upto.PackConstructor(Permit2Address)),
		place("X402BatchSettlement", BatchSettlementAddress, X402BatchSettlementMetaData.Bin, nil),
		place("ERC3009DepositCollector", ERC3009CollectorAddress, ERC3009DepositCollectorMetaData.Bin, erc3009.PackConstructor(BatchSettlementAddress)),
		place("Permit2DepositCollector", Permit2CollectorAddress, Permit2DepositCollectorMetaData.Bin, permit2.PackConstructor(BatchSettlementAddress, Permit2Address)),
		place("TestDollar", TokenAddress, TestDollarMetaData.Bin,
			token.PackConstructor(TokenName, "USDC", "USD", TokenVersion, TokenDecimals, c.Owner)),
		place("Test Euro", EuroAddress, TestDollarMetaData.Bin,
			token.PackConstructor(EuroName, "EURC", "EUR", EuroVersion, TokenDecimals, c.Owner)),
		place("Test Dirham", DirhamAddress, TestDollarMetaData.Bin,
			token.PackConstructor(DirhamName, "AEDT", "AED", DirhamVersion, TokenDecimals, c.Owner)),
		place("Payout", PayoutAddress, PayoutMetaData.Bin, payout.PackConstructor(c.Owner)),
		place("DepositMemo", DepositMemoAddress, DepositMemoMetaData.Bin, deposit.PackConstructor(Permit2Address, c.Custody)),
		place("EVMPaymentChannel", SessionEscrowAddress, EVMPaymentChannelMetaData.Bin, session.PackConstructor(Permit2Address)),
		place("Liabilities", LiabilitiesAddress, LiabilitiesMetaData.Bin, nil),
		place("TestWallet", WalletAddress, TestWalletMetaData.Bin, nil),
		place("TestWalletFactory", WalletFactoryAddress, TestWalletFactoryMetaData.Bin, nil),
	}
}

// TestTokens are the tokens of a test chain, which its owner mints.
func TestTokens() []common.Address {
	return []common.Address{TokenAddress, EuroAddress, DirhamAddress}
}

// Calls mint each token for the funded.
func (c *TestChain) Calls() (calls []Call) {
	token := NewTestDollar()
	mints := new(big.Int).Lsh(big.NewInt(1), 254)
	for _, at := range TestTokens() {
		calls = append(calls, Call{c.Owner, at, token.PackConfigureMinter(c.Owner, mints)})
		for _, account := range c.Funded {
			calls = append(calls, Call{c.Owner, at, token.PackMint(account, c.Amount)})
		}
	}
	return calls
}
