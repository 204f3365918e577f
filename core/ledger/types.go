package ledger

import (
	"encoding/binary"

	"aidollar/core/money"
)

// AssetID numbers an asset in the machine's registry; zero is none.
type AssetID uint32

// AccountFlags are the standing properties of an account.
type AccountFlags uint16

const (
	// LimitDebit keeps debits, pending ones included, at or below posted
	// credits plus DebitMax. With DebitMax zero the account is never overdrawn.
	LimitDebit AccountFlags = 1 << iota
	// LimitCredit keeps credits, pending ones included, at or below posted
	// debits plus CreditMax.
	LimitCredit
	// Closed refuses every new transfer; what is pending may still be voided.
	Closed
	// Managed leaves the account to commands of the house's own: transfers that
	// name it are refused outside of Ledger.Manage. As a share or the carry
	// account of a rule it takes part in splits all the same.
	Managed
)

// Account is what the ledger knows of one account. All amounts are in the
// smallest ledger units of Asset.
type Account struct {
	ID             ID
	DebitsPending  money.Amount
	DebitsPosted   money.Amount
	CreditsPending money.Amount
	CreditsPosted  money.Amount
	DebitMax       money.Amount // counts with LimitDebit
	CreditMax      money.Amount // counts with LimitCredit
	Asset          AssetID
	Budget         BudgetID // debits draw on it and on its parents; zero is none
	Code           uint16   // the place in the chart of accounts
	Flags          AccountFlags
}

// TransferFlags say what kind of transfer it is and how it hangs together with
// its neighbours.
type TransferFlags uint16

const (
	// Linked ties a transfer to the next one of the batch: the chain stands or
	// falls together. The last of a chain is not linked.
	Linked TransferFlags = 1 << iota
	// Pending makes a hold: the amount is set aside until it is posted, voided
	// or expired.
	Pending
	// Post closes the hold named by Hold with Amount of it, AmountMax meaning
	// all; the rest returns. Accounts, asset and code may be zero: the hold's.
	Post
	// Void closes the hold named by Hold and returns all of it.
	Void
	// BalancingDebit moves as much as LimitDebit leaves the debit account, up to Amount.
	BalancingDebit
	// BalancingCredit moves as much as LimitCredit leaves the credit account, up to Amount.
	BalancingCredit
	// Split credits the accounts of the allocation rule that Credit names
	// instead of one account.
	Split
	transferFlagsEnd
)

// TransferFlagsKnown is the set of flags that have a meaning.
const TransferFlagsKnown = transferFlagsEnd - 1

// Transfer moves an amount from the debit to the credit account. Times are Unix
// nanoseconds.
type Transfer struct {
	ID        ID           // chosen by the caller; carries its time
	Debit     ID           // account that is debited
	Credit    ID           // account that is credited
	Amount    money.Amount // more than zero; see the flags for AmountMax
	Hold      ID           // with Post and Void: the pending transfer
	Cause     ID           // what caused it, for readers; not interpreted
	Effective int64        // when it counts for statements; zero means when posted
	Deadline  int64        // with Pending: when the hold expires; zero means never
	Asset     AssetID
	Budget    BudgetID // drawn on beside the debit account's own; with Post and Void: zero or the hold's
	Code      uint16   // why: the kind of movement, for readers
	Flags     TransferFlags
}

// TransferSize is the encoded size of a Transfer in bytes.
const TransferSize = 128

// Put writes the encoding of t to the first 128 bytes of b: ids and amounts of
// 16 bytes, then effective and deadline of 8, asset of 4, code and flags of 2,
// budget of 4, all little-endian; the last 4 bytes are zero.
func (t *Transfer) Put(b []byte) {
	_ = b[TransferSize-1]
	t.ID.Put(b)
	t.Debit.Put(b[16:])
	t.Credit.Put(b[32:])
	t.Amount.Put(b[48:])
	t.Hold.Put(b[64:])
	t.Cause.Put(b[80:])
	binary.LittleEndian.PutUint64(b[96:], uint64(t.Effective))
	binary.LittleEndian.PutUint64(b[104:], uint64(t.Deadline))
	binary.LittleEndian.PutUint32(b[112:], uint32(t.Asset))
	binary.LittleEndian.PutUint16(b[116:], t.Code)
	binary.LittleEndian.PutUint16(b[118:], uint16(t.Flags))
	binary.LittleEndian.PutUint32(b[120:], uint32(t.Budget))
	binary.LittleEndian.PutUint32(b[124:], 0)
}

// Read fills t from the first 128 bytes of b. ok is false when the reserved
// bytes are not zero.
func (t *Transfer) Read(b []byte) (ok bool) {
	_ = b[TransferSize-1]
	t.ID = IDAt(b)
	t.Debit = IDAt(b[16:])
	t.Credit = IDAt(b[32:])
	t.Amount = money.AmountAt(b[48:])
	t.Hold = IDAt(b[64:])
	t.Cause = IDAt(b[80:])
	t.Effective = int64(binary.LittleEndian.Uint64(b[96:]))
	t.Deadline = int64(binary.LittleEndian.Uint64(b[104:]))
	t.Asset = AssetID(binary.LittleEndian.Uint32(b[112:]))
	t.Code = binary.LittleEndian.Uint16(b[116:])
	t.Flags = TransferFlags(binary.LittleEndian.Uint16(b[118:]))
	t.Budget = BudgetID(binary.LittleEndian.Uint32(b[120:]))
	return binary.LittleEndian.Uint32(b[124:]) == 0
}

// Outcome is the ledger's answer to one transfer.
type Outcome struct {
	Result Result
	// Amount is what moved or was set aside when Result is OK or Exists: the
	// transfer's own amount, or less for a balancing or partly posted one.
	Amount money.Amount
}

// Posting is one movement as it stands in the books, the form in which derived
// transfers (of an allocation, an expiry) are told to readers.
type Posting struct {
	Transfer
	Posted money.Amount
}
