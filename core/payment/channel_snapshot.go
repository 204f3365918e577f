package payment

import (
	"fmt"
	"slices"

	"aidollar/core/internal/wire"
	"aidollar/core/money"
)

func appendChannel(a *wire.Appender, c *Channel) {
	a.B = append(a.B, c.ID[:]...)
	a.U8(uint8(c.Escrow))
	a.U32(c.Token)
	a.Amount(c.Unit)
	a.ID(c.Party)
	a.ID(c.Account)
	a.Blob(c.Config)
	a.I64(c.Delay)
	a.I64(c.At)
	a.Amount(c.Signed)
	a.Blob(c.Signature)
	for _, amount := range [...]money.Amount{c.Charged, c.Reserved, c.Claimed, c.floor} {
		a.Amount(amount)
	}
	a.I64(c.Ends)
	a.Flag(c.Closed)
	a.Amount(c.Late)
	a.U32(c.LateTurn)
	a.U16(uint16(len(c.kept)))
	for i := range c.kept {
		a.Amount(c.kept[i].value)
		a.Blob(c.kept[i].signature)
	}
	a.U16(uint16(len(c.used)))
	for _, value := range c.used {
		a.Amount(value)
	}
}

// ReadChannelID reads 32 bytes.
func ReadChannelID(r *wire.Reader) (id ChannelID) {
	copy(id[:], r.Take(len(id)))
	return id
}

// restoreChannels reads the channels behind their count.
func (d *Desk) restoreChannels(r *wire.Reader) error {
	for range r.U32() {
		c := Channel{ID: ReadChannelID(r), Number: uint32(d.channels.Len()) + 1, Escrow: Escrow(r.U8()), Token: r.U32(), Unit: r.Amount(), Party: r.ID(), Account: r.ID()}
		c.Config, c.Delay, c.At = slices.Clone(r.Blob()), r.I64(), r.I64()
		c.Signed, c.Signature = r.Amount(), slices.Clone(r.Blob())
		for _, amount := range [...]*money.Amount{&c.Charged, &c.Reserved, &c.Claimed, &c.floor} {
			*amount = r.Amount()
		}
		c.Ends, c.Closed, c.Late, c.LateTurn = r.I64(), r.Flag(), r.Amount(), r.U32()
		for range min(r.U16(), wordsKept) {
			c.kept = append(c.kept, word{r.Amount(), slices.Clone(r.Blob())})
		}
		for range min(r.U16(), 2*vouchersKept) {
			c.used = append(c.used, r.Amount())
		}
		_, known := d.channelsByID[c.ID]
		if r.Short() || known || c.Unit.IsZero() || c.Unit.Hi != 0 || !slices.IsSortedFunc(c.used, compareAmounts) ||
			!slices.IsSortedFunc(c.kept, func(x, y word) int { return compareAmounts(x.value, y.value) }) {
			return fmt.Errorf("%w: channel %d is damaged", errSnapshot, c.Number)
		}
		d.channelsByID[c.ID] = d.channels.Append(c)
	}
	return nil
}

// checkDraws makes sure that what the channels hold is what their open calls hold, and
// that it was signed for.
func (d *Desk) checkDraws() error {
	held := make([]money.Amount, d.channels.Len())
	for i := range d.calls.Len() {
		c := d.calls.At(i)
		if c.Channel == 0 {
			continue
		}
		if int(c.Channel) > len(held) {
			return fmt.Errorf("%w: call %s is paid from channel %d of %d", errSnapshot, c.ID, c.Channel, len(held))
		}
		held[c.Channel-1], _ = held[c.Channel-1].Add(c.Reserved)
	}
	for i := range held {
		c := d.channels.At(i)
		if held[i] != c.Reserved {
			return fmt.Errorf("%w: channel %d holds %s, its open calls %s", errSnapshot, c.Number, c.Reserved, held[i])
		}
		if c.Signed.Less(c.Committed()) {
			return fmt.Errorf("%w: channel %d costs %s, and %s is signed", errSnapshot, c.Number, c.Committed(), c.Signed)
		}
		if n := len(c.kept); n > 0 && c.kept[n-1].value != c.Signed {
			return fmt.Errorf("%w: channel %d is signed for %s, by a voucher that is not kept", errSnapshot, c.Number, c.Signed)
		}
	}
	return nil
}

func compareAmounts(a, b money.Amount) int {
	switch {
	case a.Less(b):
		return -1
	case b.Less(a):
		return 1
	}
	return 0
}
