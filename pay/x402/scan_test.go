package x402

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestMistakesAreNamed(t *testing.T) {
	good := string(stock(t)[0].payment(t).Wire)
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in %s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, c := range map[string]struct{ src, code, path string }{
		"empty":           {"", CodeJSON, ""},
		"no object":       {"[]", CodeType, ""},
		"cut off":         {good[:len(good)-1], CodeJSON, ""},
		"trailing":        {good + "x", CodeJSON, ""},
		"no UTF-8":        {swap("USDC", "US\xffC"), CodeJSON, ""},
		"half a pair":     {swap("USDC", `\ud800`), CodeJSON, ""},
		"too large":       {swap("USDC", strings.Repeat("x", headerBytesMax)), CodeTooLarge, ""},
		"too deep":        {swap(`{"a":null}`, strings.Repeat("[", 40)+strings.Repeat("]", 40)), CodeTooDeep, ""},
		"too many":        {swap(`2.5`, strings.Repeat("1,", 4096)+"1"), CodeTooMany, ""},
		"too many names":  {swap(`"version":"2"`, `"version":"2"`+manyMembers(300)), CodeTooMany, ""},
		"twice":           {swap(`"value":"10000"`, `"value":"10000","v\u0061lue":"1"`), CodeDuplicate, ""},
		"version 3":       {swap(`"x402Version":2`, `"x402Version":3`), CodeVersion, "x402Version"},
		"version as text": {swap(`"x402Version":2`, `"x402Version":"2"`), CodeType, "x402Version"},
		"fraction":        {swap(`"value":"10000"`, `"value":"1.5"`), CodeAmount, "payload.authorization.value"},
		"exponent":        {swap(`"value":"10000"`, `"value":"1e4"`), CodeAmount, "payload.authorization.value"},
		"negative":        {swap(`"value":"10000"`, `"value":"-1"`), CodeAmount, "payload.authorization.value"},
		"leading zero":    {swap(`"value":"10000"`, `"value":"010"`), CodeAmount, "payload.authorization.value"},
		"257 bits":        {swap(`"value":"10000"`, `"value":"115792089237316195423570985008687907853269984665640564039457584007913129639936"`), CodeAmount, "payload.authorization.value"},
		"number":          {swap(`"value":"10000"`, `"value":10000`), CodeType, "payload.authorization.value"},
		"short nonce":     {swap(`"nonce":"0x`, `"nonce":"0xx`), CodeHex, "payload.authorization.nonce"},
		"bad address":     {swap(`"from":"0x`, `"from":"0y`), CodeAddress, "payload.authorization.from"},
		"odd signature":   {swap(`"signature":"0x`, `"signature":"0x0`), CodeHex, "payload.signature"},
		"no signature":    {swap(`"signature"`, `"signatures"`), CodeMissing, "payload"},
		"null signature":  {swap(`"signature":"`, `"signature":null,"signature2":"`), CodeMissing, "payload"},
		"other scheme":    {swap(`"scheme":"exact"`, `"scheme":"barter"`), CodeScheme, ""},
		"other chain":     {swap(`eip155:84532`, `solana:devnet`), CodeNetwork, ""},
		"both payloads":   {swap(`"authorization":{`, `"permit2Authorization":{},"authorization":{`), CodeValue, "payload"},
		"no terms":        {swap(`"accepted"`, `"acceptable"`), CodeMissing, ""},
	} {
		_, err := ParsePayment([]byte(c.src))
		var m *Mistake
		if !errors.As(err, &m) {
			t.Errorf("%s: %v, want a mistake", name, err)
			continue
		}
		if m.Code != c.code || m.Path != c.path {
			t.Errorf("%s: %s at %q (%s), want %s at %q", name, m.Code, m.Path, m.Text, c.code, c.path)
		}
	}
	for _, header := range []string{"ä", "a b", "===", "e30-", strings.Repeat("A", headerBytesMax+1), "e3\n0="} {
		if _, err := ParsePaymentHeader(header); err == nil {
			t.Errorf("%.10q is read as a payment", header)
		}
	}
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"` + strings.Repeat("n", i+1) + `":0`)
	}
	return b.String()
}

func TestNetworks(t *testing.T) {
	for n, id := range map[Network]uint64{"eip155:8453": 8453, "base": 8453, "base-sepolia": 84532, "eip155:31337": 31337, "celo": 42220} {
		if got, ok := n.ChainID(); !ok || got != id {
			t.Errorf("%s is %d, %v", n, got, ok)
		}
	}
	for _, n := range []Network{"", "eip155", "eip155:", "eip155:0", "eip155:-1", "eip155:+1", "eip155:01", "eip155:1x", "eip155:99999999999999999999", "solana:x", "BASE"} {
		if id, ok := n.ChainID(); ok {
			t.Errorf("%q is taken for chain %d", n, id)
		}
	}
	if word, ok := EVM(8453).V1(); !ok || word != "base" {
		t.Errorf("8453 is %q in version 1", word)
	}
	if word, ok := EVM(42220).V1(); ok {
		t.Errorf("the oldest clients would refuse %q", word)
	}
}

// The standard library is the naive twin: what we take, it takes too, and reads
// the same; what we refuse and it takes breaks one of our own rules.
func FuzzScan(f *testing.F) {
	for _, s := range stock(f) {
		f.Add([]byte(s.payment(f).Wire))
	}
	for _, s := range []string{`{"a":[1,-0.5e+7,"\u00e9\ud83d\ude00\n",null,true,false,{}]}`, `[]`, `0`, `"\\"`, `{"a":1,"a":2}`, `[1,]`, `{"a":1,}`, `01`, ` 1 `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := scan(src, headerBytesMax)
		if err != nil {
			var m *Mistake
			if !errors.As(err, &m) {
				t.Fatalf("%T", err)
			}
			if m.Code == CodeJSON && json.Valid(src) && !strings.Contains(m.Text, "escape in a string") && !strings.Contains(m.Text, "UTF-8") {
				t.Fatalf("refused, yet it is JSON: %v: %q", err, src)
			}
			return
		}
		if !json.Valid(src) {
			t.Fatalf("taken, yet it is no JSON: %q", src)
		}
		for i := range d.nodes {
			if d.nodes[i].kind != '"' {
				continue
			}
			var want string
			if err := json.Unmarshal(d.raw(int32(i)), &want); err != nil || want != string(d.bytes(int32(i))) {
				t.Fatalf("%s reads %q, want %q, %v", d.raw(int32(i)), d.bytes(int32(i)), want, err)
			}
		}
		if !d.equal(0, d, 0) || !d.contains(0, d, 0) {
			t.Fatal("a document is not equal to itself")
		}
	})
}

// No message makes a reader panic, and what is read can be written and read again.
func FuzzMessages(f *testing.F) {
	for _, s := range stock(f) {
		f.Add([]byte(s.payment(f).Wire))
		f.Add([]byte(s.Verify))
		r := s.required(f)
		b, _ := r.JSON()
		f.Add(b)
	}
	f.Add([]byte(`{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:1"}],"signers":{"eip155:*":["0x1"]}}`))
	f.Add([]byte(`{"x402Version":2,"items":[],"pagination":{"limit":1,"offset":0,"total":0}}`))
	f.Add([]byte(`{"success":true,"transaction":"","network":"eip155:1","isValid":true}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		if p, err := ParsePayment(src); err == nil {
			_, _ = p.Identifier()
			p.Wire, p.Accepted.Wire = nil, nil
			b, err := p.JSON()
			if err != nil {
				t.Fatal(err)
			}
			again, err := ParsePayment(b)
			if err != nil || again.Payload.Nonce() != p.Payload.Nonce() || again.Payload.Payer() != p.Payload.Payer() {
				t.Fatalf("%s comes back otherwise: %v", b, err)
			}
		}
		if r, err := ParseRequired(src); err == nil {
			for i := range r.Accepts {
				_, _ = r.Accepts[i].Terms(r.Version)
			}
			_, _ = r.Answer(0, "pay_7d5d747be160e280")
		}
		_, _ = ParseRequest(src)
		_, _ = ParseSupported(src)
		_, _ = ParseListing(src)
		_, _ = ParseSettlement(src)
		_, _ = ParseVerification(src)
	})
}
