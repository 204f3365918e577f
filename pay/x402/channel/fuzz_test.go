package channel_test

import (
	"bytes"
	"slices"
	"testing"

	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
)

// FuzzReadEvent reads logs that nodes show: whatever comes, an event has the topic of
// its kind and what its data says, word for word.
func FuzzReadEvent(f *testing.F) {
	for _, e := range read(f).Events {
		f.Add(slices.Concat(bytesOf(e.Topics), []byte(e.Data)), uint8(len(e.Topics)))
	}
	f.Add([]byte{}, uint8(0))
	f.Add(bytes.Repeat([]byte{0xff}, 9*common.HashLength), uint8(2))
	f.Fuzz(func(t *testing.T, src []byte, topics uint8) {
		var named []common.Hash
		for range min(int(topics), len(src)/common.HashLength) {
			named, src = append(named, common.Hash(src[:common.HashLength])), src[common.HashLength:]
		}
		e, ok := channel.ReadEvent(named, src)
		if !ok {
			return
		}
		if !slices.Contains(channel.Topics(), named[0]) || e.Kind == 0 || len(src)%common.HashLength != 0 {
			t.Fatalf("%x with %x is taken for %+v", named, src, e)
		}
		if e.Config != nil && (e.Config.Payer != common.Address(src[12:32]) || e.Config.Salt != common.Hash(src[6*common.HashLength:])) {
			t.Fatalf("%x is read as %+v", src, e.Config)
		}
		again, ok := channel.ReadEvent(slices.Clone(named), slices.Clone(src))
		if !ok || again.Kind != e.Kind || again.Channel != e.Channel || again.Amount != e.Amount || again.After != e.After || again.FinalAt != e.FinalAt {
			t.Fatalf("read again it is %+v, was %+v", again, e)
		}
	})
}

func bytesOf(topics []common.Hash) (b []byte) {
	for _, t := range topics {
		b = append(b, t[:]...)
	}
	return b
}

// FuzzReadState reads answers of whoever answers for the escrow.
func FuzzReadState(f *testing.F) {
	word := make([]byte, common.HashLength)
	f.Add(slices.Concat(word, word), slices.Concat(word, word), word)
	f.Add([]byte{}, []byte{}, []byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 64), bytes.Repeat([]byte{0xff}, 64), bytes.Repeat([]byte{0xff}, 32))
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		s, err := channel.ReadState([3][]byte{a, b, c})
		if err == nil && (len(a)+len(b)+len(c) != 5*common.HashLength || s.Balance.Bytes32() != [32]byte(a[:32]) || s.Withdrawal.Bytes32() != [32]byte(b[:32])) {
			t.Fatalf("%x, %x, %x is read as %+v", a, b, c, s)
		}
		if free := s.Free(); free.Gt(&s.Balance) {
			t.Fatalf("%s is free of %s", free.Dec(), s.Balance.Dec())
		}
		if claimed, settled, err := channel.ReadReceiver(a); err == nil && (claimed.Bytes32() != [32]byte(a[:32]) || settled.Bytes32() != [32]byte(a[32:])) {
			t.Fatalf("%x is read as %s, %s", a, claimed.Dec(), settled.Dec())
		}
	})
}
