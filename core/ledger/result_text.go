package ledger

// resultTexts has for each result its stable machine code and a sentence for
// people: what was wrong and what would be right.
var resultTexts = [resultEnd]struct{ code, sentence string }{
	OK:     {"ok", "The command was carried out."},
	Exists: {"exists", "The same command was carried out before; nothing was done again."},

	LinkedRefused: {"linked_refused", "Another transfer of the same linked chain was refused, so the whole chain was."},
	ChainOpen:     {"chain_open", "The batch ends inside a linked chain; the last transfer of a chain must not be linked."},
	ChainTooLong:  {"chain_too_long", "The linked chain has more than 64 transfers; split it."},

	IDZero:          {"id_zero", "The id is zero; choose one that carries the time, such as a UUIDv7."},
	IDTooOld:        {"id_too_old", "The id's time is before the window of remembered ids, so whether it was used cannot be told; look it up in the history, or choose a new id."},
	IDInFuture:      {"id_in_future", "The id's time is ahead of the ledger's clock by more than the allowed skew; check the clock that made it."},
	IDReused:        {"id_reused", "The id was used before with other content; a new transfer needs a new id."},
	WindowFull:      {"window_full", "The ledger remembers as many ids as it was given room for; try again when older ones have left the window."},
	FlagsUnknown:    {"flags_unknown", "A flag is set that has no meaning; set known flags only."},
	FlagsConflict:   {"flags_conflict", "Flags exclude each other, or a hold is named without post or void; a transfer does one of: move, hold, post, void, split."},
	ReservedNotZero: {"reserved_not_zero", "The last four bytes of the encoded transfer are reserved and must be zero."},

	AmountZero:    {"amount_zero", "The amount is zero; it must be more, or the maximum to mean all."},
	AssetUnknown:  {"asset_unknown", "The asset is zero; name the asset of the accounts."},
	AssetMismatch: {"asset_mismatch", "The assets differ; accounts, budget, rule and transfer must all be of one asset. Link two transfers over liquidity accounts to exchange."},
	DebitUnknown:  {"debit_unknown", "There is no account with the debit account's id; open it first."},
	CreditUnknown: {"credit_unknown", "There is no account with the credit account's id; open it first."},
	AccountsSame:  {"accounts_same", "The debit and the credit account are the same; name two."},
	DebitClosed:   {"debit_closed", "The debit account is closed."},
	CreditClosed:  {"credit_closed", "The credit account is closed."},
	DebitLimited:  {"debit_limited", "The debit account has not that much left; lower the amount or fund the account."},
	CreditLimited: {"credit_limited", "The credit account's limit leaves no room for that much; lower the amount or raise the limit."},
	BudgetSpent:   {"budget_spent", "A budget that the debit draws on, or one above it, has not that much left in this period: a limit of the key, its project or the account."},
	Overflow:      {"overflow", "The sum of all debits of the asset would not fit 128 bits."},

	DeadlinePassed:      {"deadline_passed", "The deadline is not after the ledger's time; choose a later one."},
	DeadlineWithoutHold: {"deadline_without_hold", "Only a pending transfer has a deadline; leave it zero."},
	HoldUnknown:         {"hold_unknown", "No hold with that id is open, and none is remembered."},
	HoldZero:            {"hold_zero", "A post or void must name the hold it closes."},
	HoldMismatch:        {"hold_mismatch", "Account, asset, code, budget or voided amount differ from the hold's; repeat the hold's, or leave them zero."},
	HoldExceeded:        {"hold_exceeded", "More is posted than was held; post at most the held amount."},
	HoldPosted:          {"hold_posted", "The hold was closed by a post before."},
	HoldVoided:          {"hold_voided", "The hold was closed by a void before."},
	HoldExpired:         {"hold_expired", "The hold's deadline has passed; what was held has returned."},
	HoldsFull:           {"holds_full", "As many holds are open as the ledger was given room for; close some."},

	PeriodSealed:      {"period_sealed", "The effective time lies in a sealed period; choose a time after the seal."},
	EffectiveInFuture: {"effective_in_future", "The effective time is after the ledger's time; leave it zero or choose an earlier one."},

	AccountExists:  {"account_exists", "The account is open with the same properties; nothing was done."},
	AccountDiffers: {"account_differs", "An account with that id has other properties; choose another id, or change the limits."},
	AccountUnknown: {"account_unknown", "There is no account with that id; open it first."},
	AccountPending: {"account_pending", "Pending amounts stand on the account; post or void its holds first."},
	AccountBalance: {"account_balance", "The account's balance is not zero; move it away first."},
	AccountsFull:   {"accounts_full", "As many accounts were opened as the ledger was given room for."},

	BudgetUnknown:       {"budget_unknown", "There is no budget with that id; define it first."},
	BudgetExists:        {"budget_exists", "The budget is defined like that already; nothing was done."},
	BudgetDiffers:       {"budget_differs", "A budget with that id is defined differently; choose another id."},
	BudgetTooDeep:       {"budget_too_deep", "The budget would have more than eleven others above it."},
	BudgetsFull:         {"budgets_full", "As many budgets are defined as the ledger was given room for."},
	BudgetPeriodUnknown: {"budget_period_unknown", "The budget's period is none of total, minute, hour, day and month."},

	RuleUnknown:       {"rule_unknown", "There is no allocation rule with that id; define it first."},
	RuleExists:        {"rule_exists", "The rule is defined like that already; nothing was done."},
	RuleDiffers:       {"rule_differs", "A rule with that id is defined differently; choose another id."},
	RuleSharesInvalid: {"rule_shares_invalid", "A rule needs 1 to 64 shares of different accounts, none of them the carry account, with weights above zero that sum to less than 2^63."},
	RulesFull:         {"rules_full", "As many rules are defined as the ledger was given room for."},

	AssetsFull: {"assets_full", "Accounts are open in as many assets as the ledger keeps apart: 65,536."},

	AccountManaged: {"account_managed", "Only the house's own commands move that account, such as the steps of a call; name another account."},

	BudgetManaged: {"budget_managed", "Budgets from 2^31 on are the house's own: it keeps the limits of keys and projects there; choose an id below."},
}

// String is the stable machine code of r, in snake case.
func (r Result) String() string {
	if r < resultEnd {
		return resultTexts[r].code
	}
	return "result_unknown"
}

// ResultNamed finds a result by its machine code.
func ResultNamed(code string) (Result, bool) {
	for r := range resultTexts {
		if resultTexts[r].code == code {
			return Result(r), true
		}
	}
	return 0, false
}

// Sentence tells people what r means and what would be right.
func (r Result) Sentence() string {
	if r < resultEnd {
		return resultTexts[r].sentence
	}
	return "The result is not one this version knows."
}
