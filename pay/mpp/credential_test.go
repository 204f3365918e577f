package mpp

import (
	"errors"
	"strings"
	"testing"
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
		"empty":            {"", CodeMalformed},
		"padded":           {whole + "=", CodeMalformed},
		"no base64url":     {"+/" + whole, CodeMalformed},
		"no JSON":          {encoding.EncodeToString([]byte("{")), CodeMalformed},
		"no object":        {encoding.EncodeToString([]byte(`["challenge"]`)), CodeMalformed},
		"two objects":      {encoding.EncodeToString([]byte(plain(t) + "{}")), CodeMalformed},
		"no UTF-8":         {edited(t, `api.example.com`, "\xff"), CodeMalformed},
		"too long":         {strings.Repeat("A", credentialLengthMax+1), CodeMalformed},
		"too deep":         {edited(t, `"payload":{`, `"payload":{"x":[[[[]]]],`), CodeMalformed},
		"too many values":  {edited(t, `"payload":{`, `"payload":{"x":[`+strings.Repeat("1,", valuesMax)+`1],`), CodeMalformed},
		"twice":            {edited(t, `"payload":{`, `"payload":{"value":"1",`), CodeMalformed},
		"twice, escaped":   {edited(t, `"payload":{`, `"payload":{"v\u0061lue":"1",`), CodeMalformed},
		"other letters":    {edited(t, `"value"`, `"Value"`), CodeMalformed},
		"other method":     {edited(t, `"method":"evm"`, `"method":"card"`), CodeMethod},
		"other intent":     {edited(t, `"intent":"charge"`, `"intent":"session"`), CodeMethod},
		"other type":       {edited(t, `"type":"authorization"`, `"type":"hash"`), CodeMethod},
		"no challenge":     {edited(t, `"challenge":{`, `"challenges":{`), CodeMethod},
		"number":           {edited(t, `"value":"20000"`, `"value":20000`), CodeMalformed},
		"sign":             {edited(t, `"value":"20000"`, `"value":"+20000"`), CodeMalformed},
		"leading zero":     {edited(t, `"value":"20000"`, `"value":"020000"`), CodeMalformed},
		"too large":        {edited(t, `"value":"20000"`, `"value":"`+strings.Repeat("9", decimalMax)+`"`), CodeMalformed},
		"short address":    {edited(t, `"from":"0x70`, `"from":"0x`), CodeMalformed},
		"bare address":     {edited(t, `"from":"0x`, `"from":"`), CodeMalformed},
		"no signature":     {edited(t, `"signature"`, `"signed"`), CodeMalformed},
		"long signature":   {edited(t, `"signature":"0x`, `"signature":"0x`+strings.Repeat("00", signatureBytesMax)), CodeMalformed},
		"half a byte more": {edited(t, `"signature":"0x`, `"signature":"0x0`), CodeMalformed},
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
	f.Add(`{"challenge":{"method":"evm","intent":"charge"},"payload":{"type":"authorization"}}`)
	f.Fuzz(func(t *testing.T, src string) {
		c, err := ParseCredential(encoding.EncodeToString([]byte(src)))
		if (c == nil) == (err == nil) {
			t.Fatalf("%v, %v", c, err)
		}
		if err == nil && (len(c.Signature) == 0 || c.Challenge.Method != MethodEVM) {
			t.Fatalf("taken: %+v", c)
		}
	})
}
