package ledger

// Result names what became of a command to the ledger. Everything but OK and
// Exists is a refusal that left no trace: the same id may be tried again.
type Result uint8

// The results. Their numbers are part of the log's format: new ones go to the end.
const (
	OK     Result = iota
	Exists        // the same id with the same content was accepted before

	LinkedRefused // another transfer of the chain was refused
	ChainOpen     // the batch ends inside a chain
	ChainTooLong

	IDZero
	IDTooOld      // the id's time is before the window of remembered ids
	IDInFuture    // the id's time is ahead of the machine's by more than the allowed skew
	IDReused      // the id was used before with other content
	WindowFull    // the window of ids holds as many as the machine was given room for
	FlagsUnknown  // a flag without meaning is set
	FlagsConflict // flags that exclude each other are set
	ReservedNotZero

	AmountZero
	AssetUnknown
	AssetMismatch // accounts of different assets, or not the transfer's asset
	DebitUnknown
	CreditUnknown
	AccountsSame
	DebitClosed
	CreditClosed
	DebitLimited  // the debit account has not that much left
	CreditLimited // the credit account has not that much room
	BudgetSpent   // a budget of the debit account, or a parent of it, has not that much left in this period
	Overflow      // a total would not fit 128 bits

	DeadlinePassed
	DeadlineWithoutHold
	HoldUnknown
	HoldZero
	HoldMismatch // accounts, asset or code differ from the hold's
	HoldExceeded // more is posted than was held
	HoldPosted   // the hold was closed by a post
	HoldVoided   // the hold was closed by a void
	HoldExpired  // the hold's deadline has passed
	HoldsFull    // as many holds are open as the machine was given room for

	PeriodSealed // the effective time lies in a sealed period
	EffectiveInFuture

	AccountExists  // the same account with the same properties is open
	AccountDiffers // the id is taken by an account with other properties
	AccountUnknown
	AccountPending // holds are open on the account
	AccountBalance // the account's balance is not zero
	AccountsFull

	BudgetUnknown
	BudgetExists
	BudgetDiffers
	BudgetTooDeep
	BudgetsFull
	BudgetPeriodUnknown

	RuleUnknown
	RuleExists
	RuleDiffers
	RuleSharesInvalid
	RulesFull

	AssetsFull // accounts are open in as many assets as the ledger keeps apart

	AccountManaged // only the house's own commands move the account

	BudgetManaged // only the house's own commands make, change or name the budget

	resultEnd
)
