package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Kind numbers the commands; the numbers are part of the log's format.
type Kind uint8

// The kinds of commands.
const (
	KindTick Kind = iota + 1 // nothing but the record's time
	KindTransfers
	KindAsset
	KindAccount
	KindAccountClose
	KindAccountLimits
	KindAccountBudget
	KindBudget
	KindRule
	KindSeal
	KindParty
	KindKey
	KindKeyRevoke
	KindCard
	KindReserve
	KindCapture
	KindVoid
	KindProject
	KindProjectChange
	KindKeyChange
	KindMeter
	KindUse
	KindPartyAsset
	KindBudgetChange
	KindToken
	KindTokenLimits
	KindHalt
	KindPayee
	KindTender
	KindPaymentFail
	KindArrive
	KindArrivalDrop
	KindFinalize
	KindPayout
	KindPayoutSee
	KindPayoutClose
	KindChannel
	KindChannelFund
	KindChannelMark
	KindChannelRelease
	KindChannelReturn
	KindDraw
	KindLink
	KindNet
	KindCreditLine
	KindRate
	KindConversion
	KindExposure
	KindConvert
	KindPosition
	KindGrant
	KindGrantEnd
	KindRefund
	KindRefundClose
	KindDispute
	KindDisputeAnswer
	KindDisputeDecide
	KindDisputeWithdraw
	KindRecourse
	KindChannelSign
	KindChannelSweep
	KindPeg
	KindPegPrice
	KindRules
	KindRulesCancel
	KindFacts
	KindDecide
	KindSession
	KindQuota
	KindQuotaEnd
	KindQuotaDraw
	KindQuotaClose
	KindReview
	KindReviewDecide
	KindReviewWithdraw
	KindReviewTerms
	KindAuditor
	KindAuditorDistrust
	KindAttest
	KindAttestRevoke
	KindAttestStrike
	KindSell
	KindDuty
	KindIdentity
	kindEnd
)

// Bounds of one record and of what commands may say.
const (
	TransfersMax  = 8190    // transfers in one command; 128 bytes each make just under 1 MiB
	RecordSizeMax = 4 << 20 // bytes of a record
	NameLengthMax = 128     // bytes of a name
	NoteLengthMax = 256     // bytes of a reason or an upstream's name
	AssetsMax     = 1024
	PartiesMax    = 1 << 24
	KeysMax       = 1 << 24
	CardsMax      = 1 << 20
	ProjectsMax   = 1 << 22
	MetersMax     = 1 << 20
)

// Command is something the machine can be told to do.
type Command interface {
	kind() Kind
	append(a *wire.Appender)
}

// Tick moves the machine's time on, so that holds expire.
type Tick struct{}

func (Tick) kind() Kind            { return KindTick }
func (Tick) append(*wire.Appender) {}

// TransfersWire is a batch of transfers in the ledger's encoding,
// ledger.TransferSize bytes each, at most TransfersMax of them.
type TransfersWire []byte

func (TransfersWire) kind() Kind                { return KindTransfers }
func (c TransfersWire) append(a *wire.Appender) { a.B = append(a.B, c...) }

// Transfers is a batch of transfers; its chains end within it.
type Transfers []ledger.Transfer

func (Transfers) kind() Kind { return KindTransfers }
func (c Transfers) append(a *wire.Appender) {
	for i := range c {
		n := len(a.B)
		a.B = append(a.B, make([]byte, ledger.TransferSize)...)
		c[i].Put(a.B[n:])
	}
}

// DefineAsset gives an asset its number.
type DefineAsset struct{ Asset money.Asset }

func (DefineAsset) kind() Kind { return KindAsset }
func (c DefineAsset) append(a *wire.Appender) {
	a.Text(c.Asset.Code)
	a.U8(c.Asset.Scale)
	a.U8(c.Asset.ChainScale)
}

// OpenAccount opens an account without a balance.
type OpenAccount struct{ Account ledger.Account }

func (OpenAccount) kind() Kind { return KindAccount }
func (c OpenAccount) append(a *wire.Appender) {
	a.ID(c.Account.ID)
	a.U32(uint32(c.Account.Asset))
	a.U32(uint32(c.Account.Budget))
	a.U16(c.Account.Code)
	a.U16(uint16(c.Account.Flags))
	a.Amount(c.Account.DebitMax)
	a.Amount(c.Account.CreditMax)
}

// CloseAccount closes an account without balance and holds.
type CloseAccount struct{ ID ledger.ID }

func (CloseAccount) kind() Kind                { return KindAccountClose }
func (c CloseAccount) append(a *wire.Appender) { a.ID(c.ID) }

// SetLimits replaces an account's limits.
type SetLimits struct {
	ID        ledger.ID
	Flags     ledger.AccountFlags
	DebitMax  money.Amount
	CreditMax money.Amount
}

func (SetLimits) kind() Kind { return KindAccountLimits }
func (c SetLimits) append(a *wire.Appender) {
	a.ID(c.ID)
	a.U16(uint16(c.Flags))
	a.Amount(c.DebitMax)
	a.Amount(c.CreditMax)
}

// SetBudget attaches an account to a budget, or to none.
type SetBudget struct {
	ID     ledger.ID
	Budget ledger.BudgetID
}

func (SetBudget) kind() Kind { return KindAccountBudget }
func (c SetBudget) append(a *wire.Appender) {
	a.ID(c.ID)
	a.U32(uint32(c.Budget))
}

// DefineBudget makes a budget.
type DefineBudget struct{ Budget ledger.Budget }

func (DefineBudget) kind() Kind { return KindBudget }
func (c DefineBudget) append(a *wire.Appender) {
	a.U32(uint32(c.Budget.ID))
	a.U32(uint32(c.Budget.Parent))
	a.U32(uint32(c.Budget.Asset))
	a.U8(uint8(c.Budget.Period))
	a.Amount(c.Budget.AmountMax)
	a.U64(c.Budget.CountMax)
}

// DefineRule makes an allocation rule.
type DefineRule struct{ Rule ledger.Rule }

func (DefineRule) kind() Kind { return KindRule }
func (c DefineRule) append(a *wire.Appender) {
	a.ID(c.Rule.ID)
	a.U32(uint32(c.Rule.Asset))
	a.ID(c.Rule.Carry)
	a.U16(uint16(len(c.Rule.Shares)))
	for _, s := range c.Rule.Shares {
		a.ID(s.Account)
		a.U64(s.Weight)
	}
}

// SealPeriod closes the books for effective times up to Until, in Unix nanoseconds.
type SealPeriod struct{ Until int64 }

func (SealPeriod) kind() Kind                { return KindSeal }
func (c SealPeriod) append(a *wire.Appender) { a.I64(c.Until) }

// AddPartyAsset opens a party's accounts in a further asset. The commission of a
// seller is the same in each.
type AddPartyAsset struct {
	Party ledger.ID
	Asset ledger.AssetID
}

func (AddPartyAsset) kind() Kind { return KindPartyAsset }
func (c AddPartyAsset) append(a *wire.Appender) {
	a.ID(c.Party)
	a.U32(uint32(c.Asset))
}

// ChangeBudget replaces the limits of a budget. A limit below what is spent
// already refuses what comes.
type ChangeBudget struct {
	ID        ledger.BudgetID
	AmountMax money.Amount // AmountMax: no limit by amount
	CountMax  uint64       // zero: no limit by count
}

func (ChangeBudget) kind() Kind { return KindBudgetChange }
func (c ChangeBudget) append(a *wire.Appender) {
	a.U32(uint32(c.ID))
	a.Amount(c.AmountMax)
	a.U64(c.CountMax)
}
