package codec_test

import (
	"bytes"
	"math/big"
	"strings"
	"testing"

	"aidollar/chain/codec"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

var (
	alice = common.HexToAddress("0xa11ce00000000000000000000000000000000001")
	bob   = common.HexToAddress("0xb0b0000000000000000000000000000000000002")
	nonce = common.HexToHash("0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20")
)

// TestCalls holds each call against the one that the compiled contract's binding
// writes.
func TestCalls(t *testing.T) {
	token, payout, many, permit2 := contracts.NewTestDollar(), contracts.NewPayout(), contracts.NewMulticall3(), contracts.NewPermit2()
	wallet := contracts.NewTestWallet()
	long := bytes.Repeat([]byte{7}, 65)
	word := new(big.Int).SetBytes(nonce[:31])
	for what, pair := range map[string][2][]byte{
		"transfer":           {codec.Transfer(bob, uint256.NewInt(5)), token.PackTransfer(bob, big.NewInt(5))},
		"approve":            {codec.Approve(bob, uint256.NewInt(5)), token.PackApprove(bob, big.NewInt(5))},
		"balanceOf":          {codec.BalanceOf(bob), token.PackBalanceOf(bob)},
		"allowance":          {codec.Allowance(alice, bob), token.PackAllowance(alice, bob)},
		"authorizationState": {codec.AuthorizationState(alice, nonce), token.PackAuthorizationState(alice, nonce)},
		"nonceBitmap":        {codec.NonceBitmap(alice, nonce), permit2.PackNonceBitmap(alice, word)},
		"isValidSignature":   {codec.IsValidSignature(nonce, long), wallet.PackIsValidSignature(nonce, long)},
		"pay": {codec.Pay(nonce, alice, uint256.NewInt(7), []codec.Payment{{To: alice, Amount: *uint256.NewInt(3)}, {To: bob, Amount: *uint256.NewInt(4)}}),
			payout.PackPay(nonce, alice, big.NewInt(7), []contracts.PayoutPayment{{To: alice, Amount: big.NewInt(3)}, {To: bob, Amount: big.NewInt(4)}})},
		"pay nobody": {codec.Pay(nonce, alice, uint256.NewInt(0), nil), payout.PackPay(nonce, alice, new(big.Int), nil)},
		"aggregate3": {codec.Aggregate3([]codec.Part{{To: alice, Data: long, MayFail: true}, {To: bob, Data: nil}, {To: bob, Data: long[:32]}}),
			many.PackAggregate3([]contracts.Multicall3Call3{{Target: alice, CallData: long, AllowFailure: true}, {Target: bob, CallData: nil}, {Target: bob, CallData: long[:32]}})},
	} {
		if !bytes.Equal(pair[0], pair[1]) {
			t.Errorf("%s is written as\n%x, the binding writes\n%x", what, pair[0], pair[1])
		}
	}
}

func TestBitOf(t *testing.T) {
	for _, place := range []byte{0, 1, 200, 255} {
		n := nonce
		n[31] = place
		word := new(uint256.Int).Lsh(uint256.NewInt(1), uint(place))
		if !codec.BitOf(word, n) || codec.BitOf(new(uint256.Int).Not(word), n) {
			t.Errorf("bit %d is read wrongly", place)
		}
	}
}

func TestAggregate3Answer(t *testing.T) {
	good := contracts.NewMulticall3()
	parsed := good.GetABI()
	want := []contracts.Multicall3Result{{Success: true, ReturnData: []byte{1, 2}}, {Success: false, ReturnData: nil}, {Success: true, ReturnData: make([]byte, 32)}}
	answer, err := parsed.Methods["aggregate3"].Outputs.Pack(want)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := codec.ReadAggregate3(answer)
	if !ok || len(got) != len(want) {
		t.Fatalf("%v %v", got, ok)
	}
	for i := range want {
		if got[i].Success != want[i].Success || !bytes.Equal(got[i].Data, want[i].ReturnData) {
			t.Errorf("outcome %d is %+v", i, got[i])
		}
	}
	if _, ok := codec.ReadAggregate3(answer[:len(answer)-64]); ok {
		t.Error("half an answer is read")
	}
	if _, ok := codec.ReadAggregate3(nil); ok {
		t.Error("nothing is read")
	}
}

func FuzzReadAggregate3(f *testing.F) {
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 96))
	f.Add(append(make([]byte, 31), 32))
	f.Fuzz(func(_ *testing.T, b []byte) { codec.ReadAggregate3(b) })
}

func FuzzText(f *testing.F) {
	f.Add([]byte{})
	f.Add(append(crypto.Keccak256([]byte("Error(string)"))[:4], bytes.Repeat([]byte{0xff}, 64)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if text := codec.NewReverts("A()").Text(b); text == "" || len(text) > 300 || strings.ContainsAny(text, "\n\r\x00") {
			t.Errorf("%q", text)
		}
	})
}

func word(v any) []byte {
	switch v := v.(type) {
	case common.Address:
		return common.LeftPadBytes(v[:], 32)
	case int:
		return common.BigToHash(big.NewInt(int64(v))).Bytes()
	case common.Hash:
		return v[:]
	}
	panic("what is this?")
}

func logOf(contract common.Address, topics []any, data ...any) types.Log {
	l := types.Log{Address: contract}
	for _, v := range topics {
		l.Topics = append(l.Topics, common.BytesToHash(word(v)))
	}
	for _, v := range data {
		l.Data = append(l.Data, word(v)...)
	}
	return l
}

// TestTopics holds the events' first topics against the compiled contracts.
func TestTopics(t *testing.T) {
	token, payout, memo := contracts.NewTestDollar().GetABI(), contracts.NewPayout().GetABI(), contracts.NewDepositMemo().GetABI()
	for topic, want := range map[common.Hash]common.Hash{
		codec.TransferTopic:              token.Events["Transfer"].ID,
		codec.AuthorizationUsedTopic:     token.Events["AuthorizationUsed"].ID,
		codec.AuthorizationCanceledTopic: token.Events["AuthorizationCanceled"].ID,
		codec.BatchPaidTopic:             payout.Events["BatchPaid"].ID,
		codec.PaymentFailedTopic:         payout.Events["PaymentFailed"].ID,
		codec.DepositTopic:               memo.Events["Deposit"].ID,
	} {
		if topic != want {
			t.Errorf("%s should be %s", topic, want)
		}
	}
}

func TestEvents(t *testing.T) {
	five := *uint256.NewInt(5)
	for _, c := range []struct {
		log  types.Log
		want any
	}{
		{logOf(alice, []any{codec.TransferTopic, alice, bob}, 5), codec.TransferEvent{Token: alice, From: alice, To: bob, Amount: five}},
		{logOf(alice, []any{codec.AuthorizationUsedTopic, bob, nonce}), codec.AuthorizationEvent{Token: alice, Authorizer: bob, Nonce: nonce}},
		{logOf(alice, []any{codec.AuthorizationCanceledTopic, bob, nonce}), codec.AuthorizationEvent{Token: alice, Authorizer: bob, Nonce: nonce, Canceled: true}},
		{logOf(alice, []any{codec.DepositTopic, bob, alice, nonce}, 5), codec.DepositEvent{Contract: alice, Payer: bob, Token: alice, Amount: five, Memo: nonce}},
		{logOf(alice, []any{codec.BatchPaidTopic, nonce, bob}, 5, 2), codec.BatchPaidEvent{Contract: alice, Batch: nonce, Token: bob, Paid: five, Failures: *uint256.NewInt(2)}},
		{logOf(alice, []any{codec.PaymentFailedTopic, nonce, 3}, bob, 5, nonce),
			codec.PaymentFailedEvent{Contract: alice, Batch: nonce, Index: *uint256.NewInt(3), To: bob, Amount: five, Reason: nonce}},
	} {
		got, err := codec.Event(&c.log)
		if err != nil || deref(got) != c.want {
			t.Errorf("read %+v %v, want %+v", got, err, c.want)
		}
		for what, spoil := range map[string]func(l *types.Log){
			"a topic less":       func(l *types.Log) { l.Topics = l.Topics[:len(l.Topics)-1] },
			"a topic more":       func(l *types.Log) { l.Topics = append(l.Topics, nonce) },
			"more data":          func(l *types.Log) { l.Data = append(l.Data, 0) },
			"a word more":        func(l *types.Log) { l.Data = append(l.Data, nonce[:]...) },
			"an address too big": func(l *types.Log) { l.Topics[1][0] = 1; l.Topics[2][0] = 1 },
		} {
			bad := c.log
			bad.Topics, bad.Data = append([]common.Hash{}, c.log.Topics...), append([]byte{}, c.log.Data...)
			spoil(&bad)
			_, free := c.want.(codec.PaymentFailedEvent) // whose topics are no addresses
			if event, err := codec.Event(&bad); err == nil && !(free && what == "an address too big") {
				t.Errorf("%T with %s is read as %+v", c.want, what, event)
			}
		}
	}
	other := logOf(alice, []any{nonce}, 5)
	if event, err := codec.Event(&other); event != nil || err != nil {
		t.Errorf("another event is read as %v %v", event, err)
	}
}

func deref(event any) any {
	switch e := event.(type) {
	case *codec.TransferEvent:
		return *e
	case *codec.AuthorizationEvent:
		return *e
	case *codec.DepositEvent:
		return *e
	case *codec.BatchPaidEvent:
		return *e
	case *codec.PaymentFailedEvent:
		return *e
	}
	return event
}

func TestReverts(t *testing.T) {
	said := func(text string) []byte {
		data := append(crypto.Keccak256([]byte("Error(string)"))[:4], word(32)...)
		data = append(data, word(len(text))...)
		return append(data, common.RightPadBytes([]byte(text), (len(text)+31)/32*32)...)
	}
	panics := func(code int) []byte { return append(crypto.Keccak256([]byte("Panic(uint256)"))[:4], word(code)...) }
	r := codec.NewReverts("NotOwner()", "BalanceTooLow(uint256,uint256)")
	for _, c := range []struct {
		data []byte
		want string
	}{
		{nil, "reverted without a reason"},
		{[]byte{1}, "reverted with 0x01"},
		{said("ERC20: transfer amount exceeds balance"), "ERC20: transfer amount exceeds balance"},
		{said("line\nbreak"), "line break"},
		{panics(0x11), "panic: a number overflows"},
		{panics(0x99), "panic 0x99"},
		{crypto.Keccak256([]byte("NotOwner()"))[:4], "NotOwner"},
		{append(crypto.Keccak256([]byte("BalanceTooLow(uint256,uint256)"))[:4], word(1)...), "BalanceTooLow"},
		{[]byte{1, 2, 3, 4}, "reverted with 0x01020304"},
		{said(""), "reverted with 0x08c379a000"},
	} {
		if got := r.Text(c.data); !strings.HasPrefix(got, c.want) {
			t.Errorf("%x is %q, want %q", c.data, got, c.want)
		}
	}
}
