package channel_test

import (
	"slices"
	"testing"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

func TestEventsAreRead(t *testing.T) {
	v := read(t)
	id, number := v.Payments[0].ID, uint256.NewInt
	config := request(t, v.Calls[v.callNamed(t, "refund of all")].Request).Config
	want := map[string]channel.Event{
		"ChannelCreated":    {Kind: channel.EventCreated, Channel: id},
		"ChannelClosed":     {Kind: channel.EventClosed, Channel: id},
		"Deposited":         {Kind: channel.EventDeposited, Channel: id, Sender: v.Authorizer, Amount: *number(5), After: *number(12)},
		"Claimed":           {Kind: channel.EventClaimed, Channel: id, Sender: v.Authorizer, Amount: *number(6), After: *number(13)},
		"Settled":           {Kind: channel.EventSettled, Receiver: v.PayTo, Token: v.Asset, Sender: v.Authorizer, Amount: *number(7)},
		"Refunded":          {Kind: channel.EventRefunded, Channel: id, Sender: v.Authorizer, Amount: *number(8)},
		"WithdrawInitiated": {Kind: channel.EventWithdrawStarted, Channel: id, Amount: *number(9), FinalAt: v.Now + 900},
		"WithdrawFinalized": {Kind: channel.EventWithdrawFinished, Channel: id, Sender: v.Authorizer, Amount: *number(10)},
	}
	if len(v.Events) != len(want) {
		t.Fatalf("%d events", len(v.Events))
	}
	for _, e := range v.Events {
		got, ok := channel.ReadEvent(e.Topics, e.Data)
		if !ok || !slices.Contains(channel.Topics(), e.Topics[0]) {
			t.Errorf("%s is not read", e.Name)
		}
		if got.Config != nil {
			if *got.Config != config {
				t.Errorf("%s is of %+v", e.Name, got.Config)
			}
			got.Config = nil
		} else if got.Kind == channel.EventCreated || got.Kind == channel.EventClosed {
			t.Errorf("%s does not say which channel", e.Name)
		}
		if got != want[e.Name] {
			t.Errorf("%s: %+v", e.Name, got)
		}
		for what, bad := range map[string]struct {
			topics []common.Hash
			data   []byte
		}{
			"no topic":      {nil, e.Data},
			"another event": {append([]common.Hash{{1}}, e.Topics[1:]...), e.Data},
			"a topic less":  {e.Topics[:len(e.Topics)-1], e.Data},
			"a topic more":  {append(slices.Clone(e.Topics), common.Hash{}), e.Data},
			"a byte less":   {e.Topics, e.Data[1:]},
			"a word more":   {e.Topics, append(slices.Clone(e.Data), make([]byte, 32)...)},
		} {
			if got, ok := channel.ReadEvent(bad.topics, bad.data); ok {
				t.Errorf("%s with %s is read as %+v", e.Name, what, got)
			}
		}
	}
	// The stock package has one event in its ABI.
	if settled, ok := channel.ReadEvent(v.SettledABI, make([]byte, 32)); !ok || settled.Receiver != v.PayTo || settled.Sender != v.Authorizer {
		t.Errorf("the stock package's Settled is read as %+v, %v", settled, ok)
	}
}

func TestStateIsRead(t *testing.T) {
	words := func(numbers ...uint64) (b []byte) {
		for _, n := range numbers {
			w := uint256.NewInt(n).Bytes32()
			b = append(b, w[:]...)
		}
		return b
	}
	s, err := channel.ReadState([3][]byte{words(50, 20), words(7, 1_790_000_000), words(3)})
	if want := (channel.State{
		Balance: *uint256.NewInt(50), Claimed: *uint256.NewInt(20), Withdrawal: *uint256.NewInt(7),
		WithdrawRequestedAt: 1_790_000_000, RefundNonce: *uint256.NewInt(3),
	}); err != nil || s != want {
		t.Errorf("%+v, %v", s, err)
	}
	if free := s.Free(); free.Uint64() != 30 {
		t.Errorf("%s are free", free.Dec())
	}
	for i := range 3 {
		answers := [3][]byte{words(50, 20), words(7, 1), words(3)}
		answers[i] = nil
		if s, err := channel.ReadState(answers); err == nil {
			t.Errorf("without answer %d the state is %+v", i, s)
		}
	}
	claimed, settled, err := channel.ReadReceiver(words(9, 4))
	if err != nil || claimed.Uint64() != 9 || settled.Uint64() != 4 {
		t.Errorf("claimed %s, settled %s, %v", claimed.Dec(), settled.Dec(), err)
	}
	if _, _, err := channel.ReadReceiver(words(9)); err == nil {
		t.Error("half an answer is read")
	}
}

func TestPermitIsEncodedAsByTheStockFacilitator(t *testing.T) {
	p := read(t).Permit
	var s evmsig.Signature
	copy(s[:], p.R[:])
	copy(s[32:], p.S[:])
	s[64] = p.V
	if got := channel.PermitData(uint256.MustFromDecimal(p.Value), uint256.MustFromDecimal(p.Deadline), s); string(got) != string(p.Data) {
		t.Errorf("%x", got)
	}
}
