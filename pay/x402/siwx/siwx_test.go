package siwx

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// header is a good one with some members changed; nil takes one away.
func header(t testing.TB, change map[string]any) string {
	t.Helper()
	v := stock(t)
	src, err := base64.StdEncoding.DecodeString(v.Messages[0].Header)
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(src, &members); err != nil {
		t.Fatal(err)
	}
	for name, value := range change {
		if members[name] = value; value == nil {
			delete(members, name)
		}
	}
	if src, err = json.Marshal(members); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(src)
}

func TestHeadersThatAreRefused(t *testing.T) {
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	many := make([]string, resourcesMax+1)
	for name, value := range map[string]string{
		"nothing": "", "no base64": "{}", "a line end": header(t, nil)[:8] + "\n" + header(t, nil)[8:], "three equal signs": header(t, nil) + "===",
		"no JSON": encode("domain"), "an array": encode("[]"), "two objects": encode("{} {}"), "half an object": encode(`{"domain":"a"`),
		"no UTF-8": encode("{\"domain\":\"\xff\"}"), "too long": strings.Repeat("A", headerLengthMax+1),
		"a member twice": encode(`{"domain":"a","domain":"b"}`), "a null": encode(`{"domain":null}`),
		"a number": header(t, map[string]any{"nonce": 12345678}), "capitals": header(t, map[string]any{"domain": nil, "Domain": "a"}),
		"no signature": header(t, map[string]any{"signature": nil}), "no address": header(t, map[string]any{"address": "0x12"}),
		"a bare address":   header(t, map[string]any{"address": "209693Bc6afc0C5328bA36FaF03C514EF312287C"}),
		"a wrong checksum": header(t, map[string]any{"address": "0x209693bc6afc0C5328bA36FaF03C514EF312287C"}),
		"another version":  header(t, map[string]any{"version": "2"}), "a short nonce": header(t, map[string]any{"nonce": "1234567"}),
		"a nonce with more": header(t, map[string]any{"nonce": "1234567-"}), "another type": header(t, map[string]any{"type": "ed25519"}),
		"an unknown scheme": header(t, map[string]any{"signatureScheme": "siws"}), "many resources": header(t, map[string]any{"resources": many}),
		"a statement of two lines": header(t, map[string]any{"statement": "Sign in\nURI: https://evil.example"}),
		"a statement in quotes":    header(t, map[string]any{"statement": `"`}), "a space in an id": header(t, map[string]any{"requestId": "a b"}),
		"a resource of two lines": header(t, map[string]any{"resources": []string{"urn:a\nurn:b"}}), "a long one": header(t, map[string]any{"statement": strings.Repeat("a", textLengthMax+1)}),
	} {
		if _, err := ParseHeader(value); reasonOf(t, err) != ReasonHeader {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseHeader(header(t, map[string]any{"unknown": map[string]any{"a": []int{1}}})); err != nil {
		t.Errorf("a member that nobody knows: %v", err)
	}
	if _, err := ParseHeader(strings.TrimRight(header(t, nil), "=")); err != nil {
		t.Errorf("without padding: %v", err)
	}
}

func TestOtherChainsAreRefused(t *testing.T) {
	m, err := ParseHeader(header(t, map[string]any{"chainId": "eip155:1"}))
	if err != nil {
		t.Fatal(err)
	}
	v := stock(t)
	e := v.expectation(t)
	e.Nonce = func(string) bool { t.Error("the nonce is asked for a message that is refused"); return true }
	if got := reasonOf(t, m.Check(e)); got != ReasonChain {
		t.Errorf("a chain that is not of the house: %q", got)
	}
}

func TestAccountsWithCodeAreAsked(t *testing.T) {
	contract := common.HexToAddress("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
	wrapped := "0x" + strings.Repeat("0", 24) + strings.Repeat("ab", 20) + word(0x60) + word(0x80) + word(0) + word(3) + "010203" + strings.Repeat("0", 58) + strings.Repeat("6492", 16)
	for _, c := range []struct {
		name      string
		signature string
		accounts  *accounts
		way       Way
		reason    string
		signed    []byte
	}{
		{"a yes", "0x1234", &accounts{valid: true}, ByCode, "", []byte{0x12, 0x34}},
		{"a no", "0x1234", &accounts{}, 0, ReasonSignature, []byte{0x12, 0x34}},
		{"wrapped", wrapped, &accounts{valid: true}, ByCode, "", []byte{1, 2, 3}},
		{"wrapped badly", "0x" + strings.Repeat("6492", 16), &accounts{valid: true}, 0, ReasonSignature, nil},
		{"no signature", "0x", &accounts{valid: true}, 0, ReasonSignature, nil},
	} {
		m, err := ParseHeader(header(t, map[string]any{"address": contract.Hex(), "signature": c.signature}))
		if err != nil {
			t.Fatal(c.name, err)
		}
		way, err := m.Verify(t.Context(), c.accounts)
		if way != c.way || reasonOf(t, err) != c.reason || !bytes.Equal(c.accounts.signed, c.signed) {
			t.Errorf("%s: %d, %v, asked about %x", c.name, way, err, c.accounts.signed)
		}
		if c.signed != nil && (c.accounts.account != contract || c.accounts.digest != m.Digest()) {
			t.Errorf("%s: asked %s about %s", c.name, c.accounts.account, c.accounts.digest)
		}
	}
	m, _ := ParseHeader(header(t, map[string]any{"address": contract.Hex()}))
	broken := errors.New("the chain is away")
	if _, err := m.Verify(t.Context(), &accounts{err: broken}); !errors.Is(err, broken) {
		t.Errorf("a chain that is away: %v", err)
	}
	own, _ := ParseHeader(header(t, nil))
	asked := &accounts{}
	if way, err := own.Verify(t.Context(), asked); way != ByKey || err != nil || asked.asked != 0 {
		t.Errorf("who signs by key needs no code: %d, %v, asked %d times", way, err, asked.asked)
	}
}

// word is a number as a word of the ABI.
func word(n byte) string { return strings.Repeat("0", 62) + common.Bytes2Hex([]byte{n}) }

func TestOrigins(t *testing.T) {
	for text, want := range map[string]string{
		"https://api.example.com": "https://api.example.com", "https://API.Example.com:443/": "https://api.example.com",
		"http://127.0.0.1:8080": "http://127.0.0.1:8080", "http://[::1]:80": "http://[::1]", "https://a.example:80": "https://a.example:80",
		"": "", "api.example.com": "", "ftp://a.example": "", "https://": "", "https://u@a.example": "", "https://a.example/path": "",
		"https://a.example?": "", "https://a.example/?q": "", "https://a.example#f": "", "https://:443": "", "https://" + strings.Repeat("a", originLengthMax): "",
	} {
		o, err := ParseOrigin(text)
		if got := o.String(); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%.64q: %q, %v", text, got, err)
		}
	}
}

// TestMoments holds the timestamps against the standard library's.
func TestMoments(t *testing.T) {
	for at := int64(-2_208_988_800_000); at < 4_200_000_000_000; at += 86_399_999 * 3 {
		text := moment(at).text()
		if want := time.UnixMilli(at).UTC().Format("2006-01-02T15:04:05.000Z"); text != want {
			t.Fatalf("%d is written as %s, not %s", at, text, want)
		}
		if got, ok := parseMoment(text); !ok || int64(got) != at {
			t.Fatalf("%s is read as %d", text, got)
		}
	}
	for _, text := range []string{"2024-02-29T00:00:00Z", "2000-02-29T23:59:59.999999+23:59", "1900-03-01T00:00:00.1-00:00", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z"} {
		want, err := time.Parse(time.RFC3339, text)
		if got, ok := parseMoment(text); err != nil || !ok || int64(got) != want.UnixMilli() {
			t.Errorf("%s is read as %d, not %d", text, got, want.UnixMilli())
		}
	}
	for _, text := range []string{
		"", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z", "2024-13-01T00:00:00Z",
		"2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00z",
		"2024-01-01 00:00:00Z", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+0100", "2024-01-01T00:00:00Zx", "2024-1-1T00:00:00Z", "２024-01-01T00:00:00Z",
	} {
		if got, ok := parseMoment(text); ok {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}

func FuzzParseHeader(f *testing.F) {
	for _, s := range stock(f).Messages {
		f.Add(s.Header)
	}
	f.Fuzz(func(t *testing.T, value string) {
		m, err := ParseHeader(value)
		if (m == nil) == (err == nil) {
			t.Fatalf("%v and %v", m, err)
		}
		if m != nil && strings.Count(m.Text(), "\n") > 12+resourcesMax {
			t.Errorf("a member makes lines of its own: %q", m.Text())
		}
		_, _ = parseMoment(value)
	})
}
