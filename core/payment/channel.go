package payment

import (
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// ChannelID is what its escrow calls a channel.
type ChannelID [32]byte

// The bounds of channels.
const (
	ChannelsMax      = 1 << 22
	ChannelConfigMax = 1 << 10 // bytes
	SignatureMax     = 4 << 10 // bytes: a contract's signature may be long
	vouchersKept     = 256     // values of a channel that are known to have paid
)

// Escrow is the kind of contract that keeps a channel's deposit. The numbers are
// part of the log's format.
type Escrow uint8

// The kinds of escrow.
const (
	EscrowBatch   Escrow = iota + 1 // of x402's scheme batch-settlement
	EscrowSession                   // of MPP's intent session
	escrowEnd
)

func (e Escrow) String() string {
	switch e {
	case EscrowBatch:
		return "batch-settlement"
	case EscrowSession:
		return "session"
	}
	return "unknown"
}

// Channel is a deposit from which a payer pays by vouchers: each says how much of
// it, over all time, the house may claim at most. Its account in the ledger owes
// the payer what is left. Amounts are in ledger units.
type Channel struct {
	ID      ChannelID
	Number  uint32 // counts from one
	Escrow  Escrow
	Token   uint32       // settlement's number
	Unit    money.Amount // ledger units in the token's smallest unit
	Party   ledger.ID
	Account ledger.ID
	Config  []byte // what claiming takes; nothing here reads it
	Delay   int64  // nanoseconds that a payer waits for what is not claimed
	At      int64  // when it was opened, Unix nanoseconds

	Signed    money.Amount // by the highest voucher
	Signature []byte       // of it
	Charged   money.Amount // captured, over all time
	Reserved  money.Amount // held by open calls
	Claimed   money.Amount // on the chain, in blocks that may be undone
	Ends      int64        // when the payer may take out what is not claimed; zero while he has not begun to
	Closed    bool         // its escrow has paid out all of it, and takes no more
	Late      money.Amount // that its payer brought while the token was off its peg, over the turn below
	LateTurn  uint32       // of the token's peg: behind it, what was late is as good as the rest

	used  []money.Amount // values that paid, ascending; a frozen view may share its items
	floor money.Amount   // up to here nothing is known of values
	kept  []word         // of a session: what can be settled by, ascending; a frozen view may share its items
}

// Voucher is a payer's word for a channel.
type Voucher struct {
	Channel   ChannelID
	Value     money.Amount // ledger units, over all time
	Signature []byte
}

// Committed is what the channel's calls cost so far and may cost yet.
func (c *Channel) Committed() money.Amount {
	sum, _ := c.Charged.Add(c.Reserved)
	return sum
}

// Tokens is an amount in the token's smallest units, rounded up: what has to be
// claimed to cover it.
func (c *Channel) Tokens(a money.Amount) money.Amount {
	n, rest := a.DivMod64(c.Unit.Lo)
	if rest > 0 {
		n, _ = n.Add(money.Units(1))
	}
	return n
}

// Claimable is what may be claimed beyond what was, in ledger units: whole tokens
// that cover what was charged. The escrow of a session pays whole vouchers alone: there
// it is what the best one gives, and beyond what was charged only from a payer who
// leaves.
func (c *Channel) Claimable() money.Amount {
	switch {
	case c.Closed:
		return money.Amount{}
	case c.Escrow == EscrowSession:
		best, _ := c.Settling(c.Ends != 0)
		return best.Value.SubFloor(c.Claimed)
	}
	return c.whole().SubFloor(c.Claimed)
}

// whole is what was charged, as whole tokens in ledger units.
func (c *Channel) whole() money.Amount {
	whole, _ := c.Tokens(c.Charged).Mul64(c.Unit.Lo)
	return whole
}

// next is the value of the voucher that pays need and no more.
func (c *Channel) next(need money.Amount) money.Amount {
	sum, ok := c.Tokens(c.Committed()).Add(c.Tokens(need))
	if !ok {
		return money.AmountMax
	}
	value, ok := sum.Mul64(c.Unit.Lo)
	if !ok {
		return money.AmountMax
	}
	return value
}

// accepts says whether a voucher pays a call of need. Vouchers may come in any
// order, and what they cover is shared by all calls under way. Each value pays
// once, so that nobody pays with a voucher that he saw; but the value that is just
// what comes next is always taken, for it shows that its signer knows how the
// channel stands. A session's protocol lets its newest voucher be sent again, and
// pay for as long as it covers. One of nothing is for what was signed before.
func (c *Channel) accepts(v *Voucher, need money.Amount) Refusal {
	switch _, rest := v.Value.DivMod64(c.Unit.Lo); {
	case c.Ends != 0 || c.Closed:
		return ChannelEnding
	case v.Nothing():
		if sum, ok := c.Committed().Add(need); !ok || c.Signed.Less(sum) {
			return VoucherShort
		}
		return ""
	case rest != 0 || len(v.Signature) == 0 || len(v.Signature) > SignatureMax:
		return VoucherInvalid
	}
	committed, ok := c.Committed().Add(need)
	if !ok || max128(c.Signed, v.Value).Less(committed) {
		return VoucherShort
	}
	if v.Value == c.next(need) || c.Escrow == EscrowSession && v.Value == c.Signed {
		return ""
	}
	if _, used := c.find(v.Value); used || !c.floor.Less(v.Value) {
		return VoucherUsed
	}
	return ""
}

func max128(a, b money.Amount) money.Amount {
	if a.Less(b) {
		return b
	}
	return a
}

func (c *Channel) find(value money.Amount) (at int, used bool) {
	return slices.BinarySearchFunc(c.used, value, compareAmounts)
}

// take notes a voucher that pays a call of need.
func (c *Channel) take(v *Voucher, need money.Amount) {
	c.Reserved, _ = c.Reserved.Add(need)
	if v.Nothing() {
		return
	}
	c.sign(v)
	at, used := c.find(v.Value)
	switch {
	case used || !c.floor.Less(v.Value):
		return
	case at == len(c.used):
		c.used = append(c.used, v.Value)
	default:
		// A frozen view may hold the same items, so they are not moved in place.
		c.used = slices.Insert(slices.Clone(c.used), at, v.Value)
	}
	if len(c.used) >= 2*vouchersKept {
		c.floor = c.used[len(c.used)-vouchersKept-1]
		c.used = slices.Clone(c.used[len(c.used)-vouchersKept:])
	}
}

// release ends a call that held so much and cost so much.
func (c *Channel) release(held, charge money.Amount) {
	c.Reserved = c.Reserved.SubFloor(held)
	c.Charged, _ = c.Charged.Add(charge)
	c.prune()
}

// OpenChannel enters a channel, with its account open already. One that is known is
// returned, and is the same unless it differs in what was fixed at the beginning.
func (d *Desk) OpenChannel(c Channel) (Channel, Refusal) {
	if i, known := d.channelsByID[c.ID]; known {
		k := d.channels.At(i)
		if k.Escrow != c.Escrow || k.Token != c.Token || k.Party != c.Party || !slices.Equal(k.Config, c.Config) {
			return *k, ChannelDiffers
		}
		return *k, ""
	}
	if c.ID == (ChannelID{}) || c.Escrow == 0 || c.Escrow >= escrowEnd || c.Unit.IsZero() || c.Unit.Hi != 0 || len(c.Config) > ChannelConfigMax || c.Delay < 0 {
		return c, ChannelInvalid
	}
	if d.channels.Len() >= ChannelsMax {
		return c, ChannelsFull
	}
	c.Number, c.At = uint32(d.channels.Len())+1, d.ledger.Now()
	c.Config = slices.Clone(c.Config)
	d.channelsByID[c.ID] = d.channels.Append(c)
	return c, ""
}

// ChannelsOpened counts the channels that were ever opened: the next one's number
// is one more.
func (d *Desk) ChannelsOpened() uint32 { return uint32(d.channels.Len()) }

// Channel finds a channel. Its bytes are not to be changed.
func (d *Desk) Channel(id ChannelID) (Channel, bool) {
	if i, ok := d.channelsByID[id]; ok {
		return *d.channels.At(i), true
	}
	return Channel{}, false
}

// ChannelAt is the channel with a number that was given.
func (d *Desk) ChannelAt(number uint32) Channel { return *d.channels.At(int(number) - 1) }

// Channels calls f for each channel in the order of opening until it returns false.
// Nothing is changed in what it is given.
func (d *Desk) Channels(f func(*Channel) bool) {
	for i := range d.channels.Len() {
		if !f(d.channels.At(i)) {
			return
		}
	}
}

// ChangeChannel lets f change a channel; ok is false when there is none.
func (d *Desk) ChangeChannel(id ChannelID, f func(*Channel)) (c Channel, ok bool) {
	i, ok := d.channelsByID[id]
	if !ok {
		return c, false
	}
	f(d.channels.Change(i))
	return *d.channels.At(i), true
}

// draws finds the channel that a call is paid from, for writing; nil for none.
func (d *Desk) draws(c *Call) *Channel {
	if c.Channel == 0 {
		return nil
	}
	return d.channels.Change(int(c.Channel) - 1)
}
