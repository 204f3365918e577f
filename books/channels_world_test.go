package books_test

import (
	"encoding/binary"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

// channelStep does one thing with a channel of the wallet.
func (w *chainWorld) channelStep() {
	if len(w.channels) == 0 || len(w.channels) < 5 && w.r.Intn(6) == 0 {
		w.openChannel()
		return
	}
	id := pick(w.r, w.channels)
	switch w.r.Intn(10) {
	case 0, 1, 2:
		w.draw(id)
	case 3, 4:
		if call, ok := grab(w.r, &w.drawn); ok {
			c := clearing.Capture{Call: call, Upstream: "up"}
			c.Usage.Quantities[meter.Input] = uint64(w.r.Intn(900))
			w.record(c)
		}
	case 5:
		w.moved(id, settlement.Deposited, money.Units(uint64(w.r.Intn(50)+1)*1_000_000))
	case 6:
		w.claim(id)
	case 7:
		if a := w.record(clearing.ReleaseChannel{Channel: id})[0]; a.Refusal == "" && w.r.Intn(3) > 0 {
			w.moved(id, settlement.Left, a.Exit.Amount)
		} else if a.Refusal == "" {
			w.record(clearing.ReturnChannel{Channel: id})
		}
	case 8:
		w.leave(id)
	case 9:
		w.record(clearing.OpenChannel{ID: payment.ChannelID{1}, Escrow: 9, Token: 1, Party: w.wallet}) // refused
	}
}

func (w *chainWorld) openChannel() {
	id := payment.ChannelID{0xca, 0xfe, byte(len(w.channels))}
	w.channels = append(w.channels, id)
	w.apply(clearing.OpenChannel{ID: id, Escrow: payment.EscrowBatch, Token: pick(w.r, w.tokens), Party: w.wallet, Config: []byte("config"), Delay: int64(15 * time.Minute)})
}

// draw pays a call with a voucher for some more than the last one.
func (w *chainWorld) draw(id payment.ChannelID) {
	c, _ := w.machine.Channel(id)
	reserve := w.reserve()
	w.open = w.open[:len(w.open)-1]
	reserve.Key, reserve.Deadline = w.key, w.now+int64(time.Minute)
	reserve.Limits = []tariff.Limit{{Meters: meter.SetOf(meter.Input, meter.InputCached), Max: 900}, {Meters: meter.SetOf(meter.Output), Max: 900}}
	value, _ := c.Signed.Add(money.Units(uint64(w.r.Intn(20_000)) * 1000))
	d := clearing.Draw{Voucher: payment.Voucher{Channel: id, Value: value, Signature: []byte("signed")}, Call: reserve}
	if w.record(d)[0].Refusal == "" {
		w.drawn = append(w.drawn, reserve.Call)
	}
}

// moved brings something that an escrow did. It may be undone, as what comes to the
// house may.
func (w *chainWorld) moved(id payment.ChannelID, kind settlement.ArrivalKind, amount money.Amount) {
	c, _ := w.machine.Channel(id)
	a := settlement.Arrival{ID: w.id(), Token: c.Token, Block: w.nextBlock(), From: settlement.Address{0x40}, Amount: amount, Kind: kind, Channel: id}
	if kind == settlement.Fetched {
		a.Channel = payment.ChannelID{}
	}
	binary.BigEndian.PutUint64(a.Tx[:], a.ID.Lo)
	if w.record(clearing.Arrive{Arrival: a})[0].Refusal == "" {
		w.arrived = append(w.arrived, a)
	}
}

func (w *chainWorld) claim(id payment.ChannelID) {
	c, _ := w.machine.Channel(id)
	more := c.Claimable()
	claimed, _ := c.Claimed.Add(more)
	w.record(clearing.MarkChannel{Channel: id, Claimed: claimed, Ends: c.Ends})
	if !more.IsZero() && more.Lo <= w.escrow[c.Token] && w.r.Intn(2) == 0 {
		w.moved(id, settlement.Fetched, more)
	}
}

// leave has the payer begin to take his deposit out, or takes it out.
func (w *chainWorld) leave(id payment.ChannelID) {
	c, _ := w.machine.Channel(id)
	if c.Ends == 0 {
		w.record(clearing.MarkChannel{Channel: id, Claimed: c.Claimed, Ends: w.now + c.Delay})
		return
	}
	w.record(clearing.MarkChannel{Channel: id, Claimed: c.Claimed})
	if s, _ := w.machine.ChannelState(id); s.Free().Lo >= 1000 && s.Free().Lo <= w.escrow[c.Token] {
		w.moved(id, settlement.Left, money.Units(s.Free().Lo/1000*1000))
	}
}

// channelNotes is what a witness knows of a channel.
type channelNotes struct {
	clearing.ChannelState
	state books.ChannelState
	steps []books.ChangeKind
}

func (w *witness) ChannelChanged(at int64, c *clearing.ChannelState, step clearing.ChannelStep) {
	w.Books.ChannelChanged(at, c, step)
	was := w.channels[c.ID]
	now := &channelNotes{ChannelState: *c, state: books.ChannelOpen}
	switch {
	case c.Ends > 0:
		now.state = books.ChannelEnding
	case c.Left.Lo < 1000:
		now.state = books.ChannelEmpty
	}
	if w.channels[c.ID] = now; was == nil {
		now.steps = []books.ChangeKind{books.ChangeChannel}
		return
	}
	now.steps = was.steps
	if was.Claimed != c.Claimed {
		now.steps = append(now.steps, books.ChangeChannelClaimed)
	}
	if (was.Ends == 0) != (c.Ends == 0) {
		now.steps = append(now.steps, map[bool]books.ChangeKind{true: books.ChangeChannelEnding, false: books.ChangeChannelResumed}[was.Ends == 0])
	}
	switch step {
	case clearing.ChannelReleased:
		now.steps = append(now.steps, books.ChangeChannelReleased)
	case clearing.ChannelReturned:
		now.steps = append(now.steps, books.ChangeChannelReturned)
	}
	if was.state != books.ChannelEmpty && now.state == books.ChannelEmpty {
		now.steps = append(now.steps, books.ChangeChannelEmptied)
	}
}

func (w *witness) CallReserved(at int64, c *payment.Call) {
	w.Books.CallReserved(at, c)
	if c.Channel != 0 {
		w.calls[c.ID] = *c
	}
}

func (w *witness) channelNumbered(number uint32) *channelNotes {
	for _, c := range w.channels {
		if c.Number == number {
			return c
		}
	}
	return nil
}

// paidBy are the calls that a channel paid.
func (w *witness) paidBy(number uint32) (ids []ledger.ID) {
	for id, c := range w.calls {
		if c.Channel == number {
			ids = append(ids, id)
		}
	}
	return ids
}
