package mpp

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// edited is the first stock credential with a piece of its JSON replaced.
func edited(t testing.TB, old, with string) string {
	t.Helper()
	src := plain(t)
	if !strings.Contains(src, old) {
		t.Fatalf("the credential has no %s", old)
	}
	return encoding.EncodeToString([]byte(strings.Replace(src, old, with, 1)))
}

// plain is the first stock credential's JSON.
func plain(t testing.TB) string {
	t.Helper()
	text, _ := cutScheme(readStock(t).Challenges[0].Credential)
	src, err := encoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

func TestMalformedCredentials(t *testing.T) {
	whole := encoding.EncodeToString([]byte(plain(t)))
	if _, err := ParseCredential(whole); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, code string }{
		"empty":             {"", CodeMalformed},
		"padded":            {whole + "==", CodeMalformed},
		"no base64url":      {"+/" + whole, CodeMalformed},
		"no JSON":           {encoding.EncodeToString([]byte("{")), CodeMalformed},
		"no object":         {encoding.EncodeToString([]byte(`["challenge"]`)), CodeMalformed},
		"two objects":       {encoding.EncodeToString([]byte(plain(t) + "{}")), CodeMalformed},
		"no UTF-8":          {edited(t, `api.example.com`, "\xff"), CodeMalformed},
		"too long":          {strings.Repeat("A", credentialLengthMax+1), CodeMalformed},
		"too deep":          {edited(t, `"payload":{`, `"payload":{"x":[[[[]]]],`), CodeMalformed},
		"too many values":   {edited(t, `"payload":{`, `"payload":{"x":[`+strings.Repeat("1,", valuesMax)+`1],`), CodeMalformed},
		"twice":             {edited(t, `"payload":{`, `"payload":{"value":"1",`), CodeMalformed},
		"twice, escaped":    {edited(t, `"payload":{`, `"payload":{"v\u0061lue":"1",`), CodeMalformed},
		"other letters":     {edited(t, `"value"`, `"Value"`), CodeMalformed},
		"other method":      {edited(t, `"method":"evm"`, `"method":"card"`), CodeMethod},
		"other intent":      {edited(t, `"intent":"charge"`, `"intent":"subscription"`), CodeMethod},
		"charge as session": {edited(t, `"intent":"charge"`, `"intent":"session"`), CodeMalformed},
		"no id":             {edited(t, `"id":`, `"ID":`), CodeMalformed},
		"no payload":        {edited(t, `"payload":`, `"Payload":`), CodeMalformed},
		"other type":        {edited(t, `"type":"authorization"`, `"type":"hash"`), CodeMethod},
		"no challenge":      {edited(t, `"challenge":{`, `"challenges":{`), CodeMalformed},
		"number":            {edited(t, `"value":"20000"`, `"value":20000`), CodeMalformed},
		"sign":              {edited(t, `"value":"20000"`, `"value":"+20000"`), CodeMalformed},
		"leading zero":      {edited(t, `"value":"20000"`, `"value":"020000"`), CodeMalformed},
		"too large":         {edited(t, `"value":"20000"`, `"value":"`+strings.Repeat("9", decimalMax)+`"`), CodeMalformed},
		"short address":     {edited(t, `"from":"0x70`, `"from":"0x`), CodeMalformed},
		"bare address":      {edited(t, `"from":"0x`, `"from":"`), CodeMalformed},
		"no signature":      {edited(t, `"signature"`, `"signed"`), CodeMalformed},
		"long signature":    {edited(t, `"signature":"0x`, `"signature":"0x`+strings.Repeat("00", signatureBytesMax)), CodeMalformed},
		"half a byte more":  {edited(t, `"signature":"0x`, `"signature":"0x0`), CodeMalformed},
	} {
		_, err := ParseCredential(c.text)
		var m *Mistake
		if !errors.As(err, &m) || m.Code != c.code || m.Text == "" {
			t.Errorf("%s: %v; %s is wanted", name, err, c.code)
		}
	}
}

func TestWhereACredentialStands(t *testing.T) {
	value := readStock(t).Challenges[0].Credential
	for name, c := range map[string]struct {
		values func(string) []string
		found  bool
		failed bool
	}{
		"nowhere":               {in("Accept", value), false, false},
		"an API key":            {in(HeaderCredential, "Bearer sk-1"), false, false},
		"another word":          {in(HeaderCredential, "Payments x"), false, false},
		"Authorization":         {in(HeaderCredential, value), true, false},
		"in small letters":      {in(HeaderCredential, "payment"+value[len(scheme):]), true, false},
		"beside an API key":     {in(HeaderCredential, "Bearer sk-1", value), true, false},
		"in its own header":     {in(HeaderCredentialBesides, value), true, false},
		"no scheme":             {in(HeaderCredentialBesides, value[len(scheme)+1:]), false, true},
		"nothing behind":        {in(HeaderCredential, scheme), false, true},
		"twice":                 {in(HeaderCredential, value, value), false, true},
		"in both of its places": {func(string) []string { return []string{value} }, false, true},
	} {
		got, err := ReadCredential(c.values)
		if (got != nil) != c.found || (err != nil) != c.failed {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func FuzzParseCredential(f *testing.F) {
	f.Add(plain(f))
	for _, v := range readVectors(f).Credentials {
		text, _ := cutScheme(v.Header)
		src, err := decode(text)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Add(`{"challenge":{"method":"evm","intent":"charge"},"payload":{"type":"authorization"}}`)
	f.Fuzz(func(t *testing.T, src string) {
		c, err := ParseCredential(encoding.EncodeToString([]byte(src)))
		if (c == nil) == (err == nil) {
			t.Fatalf("%v, %v", c, err)
		}
		switch {
		case err != nil:
		case c.Act == nil && len(c.Signature) == 0 || c.Challenge.Method != MethodEVM:
			t.Fatalf("taken: %+v", c)
		case c.Act != nil:
			// What is taken can be written, and is the same then.
			header, err := c.Challenge.Answer(c.Source, c.Act)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := ReadCredential(in(HeaderCredential, header)); err != nil || !reflect.DeepEqual(again.Act, c.Act) {
				t.Fatalf("%+v is read as %+v, %v", c.Act, again, err)
			}
		}
	})
}

// TestMalformedActs wants what a session's payload may not say to be refused.
func TestMalformedActs(t *testing.T) {
	file := readVectors(t)
	payloads := map[string]string{}
	for _, v := range file.Credentials {
		text, _ := cutScheme(v.Header)
		src, err := decode(text)
		if err != nil {
			t.Fatal(err)
		}
		payloads[v.Name] = string(src)
	}
	over := uint256.MustFromDecimal("340282366920938463463374607431768211456").Dec() // 2^128
	for name, c := range map[string]struct{ of, old, with, code string }{
		"another action":            {"voucher", `"action":"voucher"`, `"action":"bearer"`, CodeMalformed},
		"no channel":                {"voucher", `"channelId"`, `"channel"`, CodeMalformed},
		"a short channel":           {"voucher", `"channelId":"0x`, `"channelId":"0`, CodeMalformed},
		"more than 128 bits":        {"voucher", `"cumulativeAmount":"250000"`, `"cumulativeAmount":"` + over + `"`, CodeMalformed},
		"a number":                  {"close", `"cumulativeAmount":"250000"`, `"cumulativeAmount":250000`, CodeMalformed},
		"no signature":              {"close", `"signature"`, `"signed"`, CodeMalformed},
		"another type":              {"open", `"type":"authorization"`, `"type":"permit2"`, CodeMethod},
		"no authorization":          {"open", `"authorization":{`, `"authorized":{`, CodeMalformed},
		"no salt":                   {"open", `"salt"`, `"pepper"`, CodeMalformed},
		"no first voucher":          {"open", `"voucherSignature"`, `"second"`, CodeMalformed},
		"a deposit too large":       {"open", `"value":"5000000"`, `"value":"` + over + `"`, CodeMalformed},
		"two amounts":               {"topUp", `"additionalDeposit":"5000000"`, `"additionalDeposit":"5000001"`, CodeMalformed},
		"no salt for a top-up":      {"topUp", `"salt"`, `"pepper"`, CodeMalformed},
		"no transaction":            {"open by hash", `"hash":"0x`, `"hash":"`, CodeMalformed},
		"merged, of another action": {"voucher that tops up", `"action":"topUp"`, `"action":"close"`, CodeMalformed},
		"merged, by hash":           {"voucher that tops up", `"type":"authorization"`, `"type":"hash"`, CodeMalformed},
	} {
		src := payloads[c.of]
		if !strings.Contains(src, c.old) {
			t.Fatalf("%s: %s has no %s", name, src, c.old)
		}
		got, err := ParseCredential(encoding.EncodeToString([]byte(strings.Replace(src, c.old, c.with, 1))))
		var m *Mistake
		if got != nil || !errors.As(err, &m) || m.Code != c.code || m.Text == "" {
			t.Errorf("%s: %+v, %v; %s is wanted", name, got, err, c.code)
		}
	}
}

// TestMalformedSessions wants a payer to pay nothing that he cannot read.
func TestMalformedSessions(t *testing.T) {
	s := Session{ChainID: 1, Currency: common.Address{1}, Recipient: common.Address{2}, Escrow: common.Address{3}, Amount: *uint256.NewInt(7), Unit: "request",
		Suggested: *uint256.NewInt(700), Channel: common.Hash{4}, Step: *uint256.NewInt(2), FeePayer: true, Deposits: []string{DepositAuthorization}}
	request, err := s.Request()
	if err != nil {
		t.Fatal(err)
	}
	c := Challenge{Method: MethodEVM, Intent: IntentSession, Request: request}
	if got, err := c.ReadSession(); err != nil || !reflect.DeepEqual(*got, s) {
		t.Fatalf("%+v is read as %+v, %v", s, got, err)
	}
	src, _ := decode(request)
	for name, edit := range map[string][2]string{
		"no amount": {`"amount"`, `"Amounts"`}, "a sign": {`"amount":"7"`, `"amount":"-7"`}, "no escrow": {`"escrowContract"`, `"escrow"`}, "no chain": {`"chainId":1`, `"chainId":0`},
		"a text for a chain": {`"chainId":1`, `"chainId":"1"`}, "splits": {`"chainId":1`, `"chainId":1,"splits":[{}]`}, "no JSON": {`{"amount"`, `{amount`}, "a short channel": {`"channelId":"0x`, `"channelId":"`},
	} {
		if !strings.Contains(string(src), edit[0]) {
			t.Fatalf("%s has no %s", src, edit[0])
		}
		bad := c
		bad.Request = encoding.EncodeToString([]byte(strings.Replace(string(src), edit[0], edit[1], 1)))
		if got, err := bad.ReadSession(); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
	if got, err := (&Challenge{Method: MethodEVM, Intent: IntentCharge, Request: request}).ReadSession(); err == nil {
		t.Errorf("a charge is read as %+v", got)
	}
	s.ChainID = chainIDMax + 1
	if request, err := s.Request(); err == nil {
		t.Errorf("%s is written for a chain that no client reads", request)
	}
}

func FuzzParseChallenges(f *testing.F) {
	file := readVectors(f)
	for _, v := range file.Headers {
		f.Add(v.Header)
	}
	for _, v := range file.Lists {
		f.Add(v.Header)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, c := range ParseChallenges([]string{value}) {
			header, err := c.Header()
			if err != nil {
				continue // it has a control character, which others let through
			}
			// What can be written is read as what it was.
			if again := ParseChallenges([]string{header}); len(again) != 1 || again[0] != c {
				t.Fatalf("%+v is written %q and read as %+v", c, header, again)
			}
			_, _ = c.ReadSession()
		}
	})
}

func FuzzReadReceipt(f *testing.F) {
	file := readVectors(f)
	for _, v := range file.Receipts {
		f.Add(v.Header, v.Event)
	}
	for _, v := range file.Needs {
		f.Add("", v.Event)
	}
	f.Fuzz(func(t *testing.T, header, event string) {
		if r, err := ReadSessionReceipt(header); err == nil {
			again, err := r.Header()
			if err != nil {
				t.Fatal(err)
			}
			if s, err := ReadSessionReceipt(again); err != nil || *s != *r {
				t.Fatalf("%+v is read as %+v, %v", r, s, err)
			}
		}
		if n, err := ReadNeed([]byte(event)); err == nil {
			again, err := n.JSON()
			if err != nil {
				t.Fatal(err)
			}
			if m, err := ReadNeed(again); err != nil || *m != *n {
				t.Fatalf("%+v is read as %+v, %v", n, m, err)
			}
		}
	})
}
