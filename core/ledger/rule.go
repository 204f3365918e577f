package ledger

// RuleSharesMax bounds the shares of one rule.
const RuleSharesMax = 64

// Rule splits what is credited to it among accounts by weight, exactly over
// time: after any number of splits the total of each share is the floor of the
// total split times its weight over the sum of weights. What the floors leave
// over, always less than one unit a share, stands on the Carry account.
type Rule struct {
	ID     ID
	Asset  AssetID
	Carry  ID
	Shares []Share
}

// Share is one part of a rule. Weights are ratios; parts per million are
// weights that sum to a million. Their sum must fit 63 bits.
type Share struct {
	Account ID
	Weight  uint64
}
