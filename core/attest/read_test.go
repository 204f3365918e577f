package attest

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func hexOf(text string) (key [32]byte, err error) {
	_, err = hex.Decode(key[:], []byte(text))
	return key, err
}

// forge signs any header and claims set.
func forge(head, claims string) string {
	body := base64url.EncodeToString([]byte(head)) + "." + base64url.EncodeToString([]byte(claims))
	return body + "." + base64url.EncodeToString(ed25519.Sign(key(1), []byte(body)))
}

// TestWhatIsWrongIsNamed: each mistake with what would be right.
func TestWhatIsWrongIsNamed(t *testing.T) {
	head := `{"alg":"EdDSA","kid":"k","typ":"aidollar-attestation+jwt"}`
	s := certificate(1)
	claims := s.object()
	with := func(old, new string) string {
		if !strings.Contains(claims, old) {
			t.Fatalf("%s is not in %s", old, claims)
		}
		return strings.Replace(claims, old, new, 1)
	}
	d := delivery(1)
	for _, c := range []struct{ text, want string }{
		{forge(head, claims), ""},
		{"a.b", "2 parts"}, {strings.Repeat("x", TextMax+1), "at most 4096"}, {"!.a.a", "the header is not base64url"},
		{base64url.EncodeToString([]byte(head)) + "." + base64url.EncodeToString([]byte(claims)) + ".AAAA", "3 bytes; it has 64"},
		{forge(`{"alg":"none","kid":"k","typ":"aidollar-attestation+jwt"}`, claims), `alg "none"`},
		{forge(`{"alg":"EdDSA","kid":"k","typ":"aidollar-receipt"}`, claims), `typ "aidollar-receipt"`},
		{forge(`{"alg":"EdDSA","kid":"k","typ":"aidollar-attestation+jwt","crit":"x"}`, claims), `a member "crit"`},
		{forge(`{"alg":"EdDSA","typ":"aidollar-attestation+jwt"}`, claims), `"kid" is missing`},
		{forge(head, claims+"x"), "there should be the end"}, {forge(head, claims[:len(claims)-1]), `there should be ","`},
		{forge(head, with(`{"jti"`, `{"iss":"tuv","jti"`)), `no second "iss"`}, {forge(head, with(`"claim"`, `"claims"`)), `a member "claims"`},
		{forge(head, with(`"iss":"tuv",`, ``)), `"iss" is missing`}, {forge(head, with(`"tuv"`, `17`)), `"iss" is missing, or no text`},
		{forge(head, with(`"tuv"`, `"TUV"`)), `iss is "TUV"`}, {forge(head, with(`"tuv"`, "\"\xff\"")), "a text of UTF-8"}, {forge(head, with(`"tuv"`, `"\ud800"`)), "an escape"},
		{forge(head, with(`"tuv"`, `"\x"`)), "an escape"}, {forge(head, with(`"tuv"`, `["tuv"]`)), "a text or a whole number"},
		{forge(head, with(`"iat":1795000000`, `"iat":1.5`)), `there should be ","`}, {forge(head, with(`"iat":1795000000`, `"iat":01`)), "a text or a whole number"},
		{forge(head, with(`"iat":1795000000`, `"iat":0`)), "iat, nbf and exp are 0"}, {forge(head, with(`"iat":1795000000`, `"iat":"1"`)), "or no whole number"},
		{forge(head, with(s.ID.String(), strings.ReplaceAll(s.ID.String(), "-", ""))), "it is a UUID"}, {forge(head, with(s.ID.String(), "00000000-0000-0000-0000-000000000000")), "the zero id"},
		{forge(head, with("DataCentre/fra-1", "Chip/h200")), `sub is "Chip/h200"`}, {forge(head, with("DataCentre/fra-1", "DataCentre/a b")), "sub is"},
		{forge(head, with("bsi-c5-type2", "sector:health-care")), `claim is "sector:`}, {forge(head, with("bsi-c5-type2", "identified")), "not said of a DataCentre"},
		{forge(head, with("bsi-c5-type2", "delivered")), "not said of a DataCentre"}, {forge(head, with(`"exp":1797592000`, `"exp":1794913600`)), "exp is behind nbf"},
		{forge(head, with(`"exp":1797592000`, `"exp":8000000000`)), "exp is behind nbf"}, {forge(head, with(`"0100`, `"01`)), "64 small hexadecimal digits"},
		{forge(head, with(`"01`, `"00`)), "evidence is missing"}, {forge(head, with(`"evidence"`, `"units":1,"of":"Chip/h200","evidence"`)), "a delivery's alone"},
		{forge(head, with(`"evidence"`, `"units":0,"of":"","evidence"`)), "at least one unit"},
		{forge(head, strings.Replace(d.object(), `"units":100`, `"units":9007199254740993`, 1)), "1 to 9007199254740992"},
		{forge(head, strings.Replace(d.object(), `Chip/h200`, `h200`, 1)), `of "h200"`},
		{forge(head, strings.Replace(d.object(), `,"units":100,"of":"Chip/h200"`, ``, 1)), "a delivery has"},
		{forge(strings.Replace(head, "attestation", "revocation", 1), claims), `a member "sub"`},
		{forge(strings.Replace(head, "attestation", "revocation", 1), `{"jti":"`+s.ID.String()+`","iss":"tuv","iat":1,"reason":""}`), "reason has 0 bytes"},
	} {
		_, err := Read(c.text)
		w := wrongOf(t, err)
		if (w == nil) != (c.want == "") || (w != nil && (w.Refusal != Malformed || !strings.Contains(w.Detail, c.want))) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
	bad := certificate(1)
	bad.Auditor = ""
	if _, err := bad.Sign(key(1)); wrongOf(t, err) == nil {
		t.Error("a statement that nobody would take is signed")
	}
	if _, err := (&Revocation{ID: id(1), Auditor: "tuv", Issued: 1}).Sign(key(1)); wrongOf(t, err) == nil {
		t.Error("a revocation that nobody would take is signed")
	}
}

// FuzzRead holds that no text breaks the reader, and that what it takes is read the same
// when it is signed in the house's words.
func FuzzRead(f *testing.F) {
	f.Add(signed(f, certificate(1), 1))
	f.Add(signed(f, delivery(1), 1))
	v := Revocation{id(1), "tuv", startSecond, "a \"reason\"\n\u00e9"}
	text, _ := v.Sign(key(1))
	f.Add(text)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read(text)
		if wrongOf(t, err) != nil {
			return
		}
		var again string
		if s.Statement != nil {
			again, err = s.Statement.Sign(key(1))
		} else {
			again, err = s.Revocation.Sign(key(1))
		}
		if err != nil {
			t.Fatalf("what was read cannot be signed: %v", err)
		}
		back, err := Read(again)
		if err != nil || back.Verify(public(1)) != nil || !reflect.DeepEqual(back.Statement, s.Statement) || !reflect.DeepEqual(back.Revocation, s.Revocation) {
			t.Fatalf("%v: read as %+v and as %+v", err, s, back)
		}
	})
}

// FuzzObject holds the reader of JSON against the standard library's: what it takes, that
// takes with the same members.
func FuzzObject(f *testing.F) {
	for _, text := range []string{`{}`, `{"a":"b","c":-17}`, ` { "\u0061\n" : "\ud83d\ude00\/" } `, `{"a":1,"a":2}`, `{"a":01}`, `{"a":"` + "\x01" + `"}`, `{"a":"\ud800"}`, `{"a":"\ud800\u0041"}`, `{"a"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		members, err := readObject(text)
		if wrongOf(t, err) != nil {
			return
		}
		var std map[string]any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&std); err != nil || len(std) != len(members) {
			t.Fatalf("the standard library says %v, with %d members of %d", err, len(std), len(members))
		}
		for _, m := range members {
			switch v := std[m.name].(type) {
			case string:
				if !m.isText || v != m.text || !utf8.ValidString(v) {
					t.Fatalf("%q is %q, not %q", m.name, m.text, v)
				}
			case json.Number:
				if n, err := v.Int64(); m.isText || err != nil || n != m.number {
					t.Fatalf("%q is %d, not %s", m.name, m.number, v)
				}
			default:
				t.Fatalf("%q is a %T", m.name, v)
			}
		}
	})
}
