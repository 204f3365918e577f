package facilitator

import (
	"testing"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
)

func TestSupportedSaysWhatVerifyTakes(t *testing.T) {
	one, two := common.Address{1}, common.Address{2}
	v := Verifier{Chains: map[uint64]*Chain{
		31337: {Settlers: []common.Address{one, two}},
		84532: {Settlers: []common.Address{two}},
		8453:  {Channels: true},
	}}
	s := v.Supported()
	b, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:8453"},{"x402Version":2,"scheme":"batch-settlement","network":"eip155:8453"},` +
		`{"x402Version":1,"scheme":"exact","network":"base"},` +
		`{"x402Version":2,"scheme":"exact","network":"eip155:31337"},{"x402Version":2,"scheme":"upto","network":"eip155:31337","extra":{"facilitatorAddress":"` + one.Hex() + `"}},` +
		`{"x402Version":2,"scheme":"exact","network":"eip155:84532"},{"x402Version":2,"scheme":"upto","network":"eip155:84532","extra":{"facilitatorAddress":"` + two.Hex() + `"}},` +
		`{"x402Version":1,"scheme":"exact","network":"base-sepolia"}],"extensions":["eip2612GasSponsoring"],"signers":{"eip155:*":["` + one.Hex() + `","` + two.Hex() + `"]}}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	if again, err := x402.ParseSupported(b); err != nil || len(again.Kinds) != len(s.Kinds) {
		t.Errorf("reads %+v, %v", again, err)
	}
}
