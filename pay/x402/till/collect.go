package till

import (
	"encoding/binary"
	"errors"
	"fmt"

	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Collection is what collecting a payment takes: calls that are to be sent in one
// go and in this order.
type Collection struct {
	Calls []facilitator.Call
	// Sender is who has to send them; zero for anybody, so that many payments may
	// share a transaction.
	Sender common.Address
}

// amountNone says that the amount is fixed by what the payer signed.
const amountNone = 1<<16 - 1

// collectionVersion is the first byte of a written collection.
const collectionVersion = 1

// encode writes a collection: version, sender, the place of the amount in the
// last call's data, the number of calls, and each call behind its length.
func (c *Collection) encode(amountAt int) []byte {
	b := []byte{collectionVersion}
	b = append(b, c.Sender[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(amountAt))
	b = append(b, byte(len(c.Calls)))
	for _, call := range c.Calls {
		b = append(b, call.To[:]...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(call.Data)))
		b = append(b, call.Data...)
	}
	return b
}

// Keep writes calls that anybody may send, for Collect.
func Keep(calls ...facilitator.Call) []byte {
	c := Collection{Calls: calls}
	return c.encode(amountNone)
}

var errCollection = errors.New("till: what was kept of the payment is damaged")

// Collect reads what was kept of a payment, for the amount that is due, in the
// token's smallest units.
func Collect(payload []byte, amount *uint256.Int) (c Collection, err error) {
	const head = 1 + common.AddressLength + 2 + 1
	if len(payload) < head || payload[0] != collectionVersion {
		return c, errCollection
	}
	copy(c.Sender[:], payload[1:])
	amountAt := int(binary.BigEndian.Uint16(payload[1+common.AddressLength:]))
	rest := payload[head:]
	for range payload[head-1] {
		if len(rest) < common.AddressLength+4 {
			return c, errCollection
		}
		call := facilitator.Call{To: common.Address(rest[:common.AddressLength])}
		size := int(binary.BigEndian.Uint32(rest[common.AddressLength:]))
		rest = rest[common.AddressLength+4:]
		if size > len(rest) {
			return c, errCollection
		}
		call.Data = append([]byte(nil), rest[:size]...)
		c.Calls, rest = append(c.Calls, call), rest[size:]
	}
	if len(rest) > 0 || len(c.Calls) == 0 {
		return c, errCollection
	}
	if amountAt == amountNone {
		return c, nil
	}
	data := c.Calls[len(c.Calls)-1].Data
	if amountAt+32 > len(data) {
		return c, fmt.Errorf("%w: the amount stands at %d of %d bytes", errCollection, amountAt, len(data))
	}
	amount.PutUint256(data[amountAt:])
	return c, nil
}

// collection is what collecting a judged payment takes, written.
func collection(p *presented) ([]byte, error) {
	calls, err := p.verdict.Calls(p.payment, &p.verdict.Amount)
	if err != nil {
		return nil, err
	}
	c, amountAt := Collection{Calls: calls}, amountNone
	if p.upto() {
		c.Sender = p.verdict.Sender
		// Two encodings that differ in nothing but the amount show where it stands.
		if amountAt, err = p.amountPlace(calls); err != nil {
			return nil, err
		}
	}
	return c.encode(amountAt), nil
}

// amountPlace is where the amount stands in the last call's data. Two encodings
// that differ in nothing else show it.
func (p *presented) amountPlace(calls []facilitator.Call) (int, error) {
	one := uint256.NewInt(1)
	if p.verdict.Amount.Eq(one) {
		return amountNone, nil // there is nothing less to collect but nothing
	}
	changed, err := p.verdict.Calls(p.payment, one)
	if err != nil {
		return 0, err
	}
	const selector, word = 4, 32
	a, b := calls[len(calls)-1].Data, changed[len(changed)-1].Data
	for i := selector; i+word <= len(a) && len(a) == len(b); i += word {
		if string(a[i:i+word]) != string(b[i:i+word]) {
			return i, nil
		}
	}
	return 0, errCollection
}
