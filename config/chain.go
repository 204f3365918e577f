package config

import (
	"slices"
	"time"

	"aidollar/core/money"
	"aidollar/core/settlement"
)

// Chain is an EVM chain on which the house takes and pays tokens.
type Chain struct {
	ID        uint64
	Name      string   // for people
	RPC       []string // one endpoint, or two that watch each other
	Finality  Finality
	Key       ChainKey
	Payout    settlement.Address // the contract that has the house's tokens
	Memo      settlement.Address // the contract that takes deposits with a memo; zero for none
	Multicall settlement.Address // zero where it has its usual address
	From      uint64             // first block to look at on a chain that is new here; zero: from now on
	Interval  time.Duration      // between looks at the chain
	Fees      ChainFees
	Tokens    []ChainToken
	Channels  ChainChannels
	// Factories may be called to deploy payers' accounts (ERC-6492): a call that the
	// payer wrote. None by default.
	Factories []settlement.Address
}

// Finality is when a block counts as final.
type Finality struct {
	Tag           string // "finalized" or "safe"; empty for a number of confirmations
	Confirmations uint64
}

// ChainKey says where the key is that sends transactions: in a file, or with a
// signer in another program.
type ChainKey struct {
	Keystore   string // path
	Passphrase string // path of the file that holds it
	Signer     string // URL
	Address    settlement.Address
	// Private is the key itself, of a test chain that the program makes. No file can
	// set it.
	Private string
}

// ChainFees bound what transactions may cost, in wei.
type ChainFees struct {
	TipMax money.Amount // for a unit of gas
	GasMax money.Amount // for a unit of gas, tip and all
	DayMax money.Amount // in a day
}

// ChainChannels are the terms of channels by x402's batch-settlement: a payer
// deposits once and pays by vouchers. Without an escrow there are none.
type ChainChannels struct {
	Escrow        settlement.Address
	WithdrawDelay time.Duration // that a payer waits who takes his deposit out by himself
	MinDeposit    money.Amount  // that payers are told, ledger units; zero tells none
	ClaimAt       money.Amount  // what is charged is claimed once it is as much, ledger units
	ClaimWithin   time.Duration // that the oldest charge waits at most

	Sessions     settlement.Address // the escrow of MPP's sessions; zero: none are sold
	SessionGrace time.Duration      // that a payer waits there who closes by himself; the contract's
}

// ChainToken is a token on a chain. Its amounts are in its asset's ledger units.
type ChainToken struct {
	Contract      settlement.Address
	Asset         string // that it is a token of; by default the dollar
	Name, Version string // of its EIP-712 domain
	Decimals      uint8
	DayMax        money.Amount // paid out in a day
	BatchTo       uint16       // payees in one transaction
	TrustBelow    money.Amount // deposits up to it count before they are final
	Peg           *TokenPeg    // nil: its guard is as the API says
}

// Currencies are those of the configured tokens and rates but the dollar, in the order in
// which they come.
func (s *Server) Currencies() (codes []string) {
	add := func(code string) {
		if code != money.USD().Code && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for i := range s.Chains {
		for k := range s.Chains[i].Tokens {
			add(s.Chains[i].Tokens[k].Asset)
		}
	}
	for i := range s.Rates {
		add(s.Rates[i].Base)
		add(s.Rates[i].Quote)
	}
	for i := range s.Positions {
		add(s.Positions[i].Code)
	}
	return codes
}

// Payouts say when sellers are paid out without being asked.
type Payouts struct {
	Every   time.Duration // zero: never
	At      time.Duration // behind midnight, UTC
	Min     money.Amount  // ledger units below which a seller waits
	Cooling time.Duration // how long a new address waits before it is paid at
}

// The defaults of what a chain's section leaves out.
const (
	ChainIntervalDefault = time.Second
	BatchToDefault       = 200
	CoolingDefault       = 24 * time.Hour

	WithdrawDelayDefault = 24 * time.Hour
	ClaimWithinDefault   = time.Hour
	SessionGraceDefault  = 15 * time.Minute

	gwei = 1_000_000_000 // wei
)

// payoutMinDefault is a dollar.
func payoutMinDefault() money.Amount {
	amount := money.Units(1)
	for range money.USD().Scale {
		amount, _ = amount.Mul64(10)
	}
	return amount
}

// ChainFeesDefault suits rollups, and the main chain on a quiet day.
func ChainFeesDefault() ChainFees {
	ether, _ := money.Units(gwei).Mul64(gwei)
	day, _ := ether.DivMod64(10)
	return ChainFees{TipMax: money.Units(2 * gwei), GasMax: money.Units(50 * gwei), DayMax: day}
}
