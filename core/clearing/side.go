package clearing

// Side is on which side of the house's books an account stands.
type Side uint8

// The sides.
const (
	SideNone Side = iota // of no code of the chart: an operator opened it by hand
	SideHeld             // what the house has for others, or waits for
	SideOwed             // what the house owes to others: a proof of liabilities counts it
	SideOwn              // the house's own earnings and losses
)

// sides says of each code of the chart whose its balance is. Whoever adds a code
// says it here: what is owed and not counted is a proof that proves nothing.
var sides = [...]struct {
	code uint16
	side Side
	why  string
}{
	{AccountCustody, SideHeld, "dollars outside of chains: what is owed is held against them"},
	{AccountChain, SideHeld, "tokens in final blocks: what is owed is held against them"},
	{AccountEscrow, SideHeld, "tokens in channels, in final blocks: what channels owe, and what was earned and not fetched, is held against them"},
	{AccountArriving, SideHeld, "credited before it is there: its other side is owed, itself is to come"},
	{AccountBuyer, SideOwed, "a buyer's balance, with what is reserved for open calls"},
	{AccountChannel, SideOwed, "what is left of a channel's deposit is its payer's"},
	{AccountSeller, SideOwed, "a seller's proceeds"},
	{AccountSale, SideOwed, "the buyer's until it is captured and the seller's behind that; there is nothing between commands, and it would be somebody's"},
	{AccountCarry, SideOwed, "what floors leave over is the seller's and the house's together, and less than a unit of each share"},
	{AccountGrant, SideOwed, "what is left of a grant is a seller's when it is used up, and its funder's when it is not"},
	{AccountLevy, SideOwed, "levied for an authority, which gets it from the operator"},
	{AccountPayout, SideOwed, "taken off a party and not out yet"},
	{AccountUnallocated, SideOwed, "whoever sent it may come and ask for it"},
	{AccountPosition, SideOwn, "the house's own in an asset: what it has given out of one it holds in another"},
	{AccountRevenue, SideOwn, "the house's commission: nobody else has a claim on it"},
	{AccountLoss, SideOwn, "what the house lost: nobody is owed less for it"},
}

// SideOf is the side of the accounts with a code.
func SideOf(code uint16) Side {
	for i := range sides {
		if sides[i].code == code {
			return sides[i].side
		}
	}
	return SideNone
}
