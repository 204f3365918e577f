package mpp

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// vectorFile is what the stock library and viem make (testdata/vectors.mjs).
type vectorFile struct {
	SecretKey    string
	Canonical    []struct{ Input, Canonical string }
	NotCanonical []string
	Base64URL    []struct{ Hex, Text string } `json:"base64url"`
	Headers      []struct {
		Name, Header string
		Challenge    map[string]string
	}
	Lists []struct {
		Name, Header string
		IDs          []string
	}
	IDs           []struct{ Name, Header, ID string }
	Sessions      []sessionVector
	Credentials   []credentialVector
	NoCredentials []struct{ Name, Header string }
	Receipts      []struct {
		Receipt       map[string]any
		Header, Event string
	}
	Needs []struct {
		Need  map[string]string
		Event string
	}
}

type sessionVector struct {
	Payer, Payee, Token, Signer, Escrow                   common.Address
	Salt, Channel, OpenNonce, TopUpNonce, Voucher, Settle common.Hash
	CloseDigest                                           common.Hash `json:"close"`
	ChainID                                               uint64
	Amount                                                string
	Signature, Deposit                                    hexutil.Bytes
}

type credentialVector struct {
	Name, Header string
	Payload      map[string]any
}

func readVectors(t testing.TB) (v vectorFile) {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Canonical) < 25 || len(v.Lists) < 17 || len(v.Headers) < 10 || len(v.Sessions) < 3 || len(v.Credentials) < 7 || len(v.NoCredentials) < 11 {
		t.Fatal("the vectors are not all there")
	}
	return v
}

func TestCanonicalJSON(t *testing.T) {
	file := readVectors(t)
	for _, v := range file.Canonical {
		got, err := canonical(json.RawMessage(v.Input))
		if err != nil || string(got) != v.Canonical {
			t.Errorf("%s\nis written here %s, %v\n          there %s", v.Input, got, err, v.Canonical)
		}
		if again, err := canonical(json.RawMessage(got)); err != nil || !bytes.Equal(again, got) {
			t.Errorf("%s is written anew as %s", got, again)
		}
	}
	for _, input := range append(file.NotCanonical, `{"a":1e400}`) {
		if got, err := canonical(json.RawMessage(input)); err == nil {
			t.Errorf("%s is written as %s", input, got)
		}
	}
}

func TestBase64URL(t *testing.T) {
	for _, v := range readVectors(t).Base64URL {
		b, err := hex.DecodeString(v.Hex)
		if err != nil {
			t.Fatal(err)
		}
		if got := encoding.EncodeToString(b); got != v.Text {
			t.Errorf("%s is written here %s, there %s", v.Hex, got, v.Text)
		}
		if got, err := decode(v.Text); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s is read as %x, %v", v.Text, got, err)
		}
	}
	if got, err := decode("aGVsbG8="); err != nil || string(got) != "hello" {
		t.Errorf("with its padding: %q, %v", got, err)
	}
	for what, text := range map[string]string{
		"trailing bits": "AB", "a line feed": "aGVs\nbG8", "a carriage return": "aGVs\rbG8", "a line feed at the end": "aGVsbG8\n", "the other alphabet": "a+b/",
		"padding inside": "aGV=bG8", "too much padding": "aGVsbG8===", "padding to no multiple of four": "aGVsbG=", "a letter too many": "aGVsb", "no base64": "!!!invalid!!!", "padding alone": "====",
	} {
		if got, err := decode(text); err == nil {
			t.Errorf("%s: %q is read as %q", what, text, got)
		}
	}
}

// TestStockHeaders reads the stock library's headers and writes them again.
func TestStockHeaders(t *testing.T) {
	for _, v := range readVectors(t).Headers {
		found := ParseChallenges([]string{v.Header})
		if len(found) != 1 {
			t.Errorf("%s: %d challenges", v.Name, len(found))
			continue
		}
		c := &found[0]
		for _, p := range c.parameters() {
			if p.name != "request" && *p.text != v.Challenge[p.name] {
				t.Errorf("%s: %s is read here %q, there %q", v.Name, p.name, *p.text, v.Challenge[p.name])
			}
		}
		header, err := c.Header()
		if err != nil || header != v.Header && v.Name != "latin" { // which is written as \uXXXX here
			t.Errorf("%s: %v\nwritten here %s\n       there %s", v.Name, err, header, v.Header)
		}
		if again := ParseChallenges([]string{header}); len(again) != 1 || again[0] != *c {
			t.Errorf("%s: what is written here is read as %+v", v.Name, again)
		}
	}
	latin := append([]byte(`Payment id="a", realm="r", method="evm", intent="charge", request="e30", description="caf`), 0xe9, '"')
	if found := ParseChallenges([]string{string(latin)}); len(found) != 1 || found[0].Description != "café" {
		t.Errorf("letters of Latin-1 are read as %+v", found)
	}
	if header, err := (&Challenge{ID: "a", Realm: "a\r\nb"}).Header(); err == nil {
		t.Errorf("a line break is written: %q", header)
	}
}

// TestListsOfChallenges finds what the stock library finds; where that gives a whole
// list up for one bad challenge, the good ones are found here.
func TestListsOfChallenges(t *testing.T) {
	more := map[string][]string{"incomplete": {"b"}}
	for _, v := range readVectors(t).Lists {
		var ids []string
		for _, c := range ParseChallenges([]string{v.Header}) {
			ids = append(ids, c.ID)
		}
		if wanted := append(v.IDs, more[v.Name]...); !slices.Equal(ids, wanted) {
			t.Errorf("%s: found %v, wanted %v in %s", v.Name, ids, wanted, v.Header)
		}
	}
	one := `Payment id="a", realm="r", method="evm", intent="charge", request="e30"`
	for what, values := range map[string][]string{
		"two values": {one, one}, "behind another scheme's own form": {"Negotiate abc==, " + one + `, Bearer, ` + one}, "behind rubbish": {`;; "x" ` + one + ", " + one},
	} {
		if got := ParseChallenges(values); len(got) == 0 || got[len(got)-1].ID != "a" {
			t.Errorf("%s: %+v", what, got)
		}
	}
	if got := ParseChallenges([]string{strings.Repeat(one+", ", challengesMax+10)}); len(got) != challengesMax {
		t.Errorf("%d challenges of one answer", len(got))
	}
	if got := ParseChallenges([]string{strings.Repeat(" ", challengeLengthMax) + one}); len(got) != 0 {
		t.Errorf("a value that is too long: %+v", got)
	}
}

func TestStockIDs(t *testing.T) {
	file := readVectors(t)
	for _, v := range file.IDs {
		found := ParseChallenges([]string{v.Header})
		if len(found) != 1 {
			t.Fatalf("%s: %+v", v.Name, found)
		}
		c := found[0]
		if !c.Bound([]byte(file.SecretKey)) || c.Bound([]byte("another")) {
			t.Errorf("%s: bound under the key %t, under another %t", v.Name, c.Bound([]byte(file.SecretKey)), c.Bound([]byte("another")))
		}
		if c.Description += "!"; !c.Bound([]byte(file.SecretKey)) {
			t.Errorf("%s: the id covers what is for people", v.Name)
		}
		if c.Field += "x"; c.Bound([]byte(file.SecretKey)) {
			t.Errorf("%s: the id does not cover where the credential is to come", v.Name)
		}
	}
}

// TestSessionsAreSignedAsViemDoes makes the names, nonces and digests of channels anew.
func TestSessionsAreSignedAsViemDoes(t *testing.T) {
	for i, v := range readVectors(t).Sessions {
		s := evmsig.Session{Payer: v.Payer, Payee: v.Payee, Token: v.Token, Salt: v.Salt, Signer: v.Signer}
		amount := uint256.MustFromDecimal(v.Amount)
		separator := evmsig.SessionSeparator(v.ChainID, v.Escrow)
		channel := s.ID(v.ChainID, v.Escrow)
		voucher := evmsig.SessionVoucherDigest(separator, channel, amount)
		nonce, deadline := uint256.NewInt(7), uint256.NewInt(1_790_000_300)
		for name, pair := range map[string][2]common.Hash{
			"channel": {channel, v.Channel}, "nonce of the opening": {s.OpenNonce(), v.OpenNonce}, "voucher": {voucher, v.Voucher},
			"nonce of a top-up": {evmsig.SessionTopUpNonce(channel, amount, v.Payer, v.Salt), v.TopUpNonce},
			"settling":          {evmsig.SessionSettleDigest(separator, channel, amount, nonce, deadline), v.Settle},
			"closing":           {evmsig.SessionCloseDigest(separator, channel, amount, nonce, deadline), v.CloseDigest},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%d: the %s is %s here, %s there", i, name, pair[0], pair[1])
			}
		}
		deposit := evmsig.Authorization{From: v.Payer, To: v.Escrow, Value: *uint256.NewInt(5_000_000), ValidBefore: *uint256.NewInt(1_790_000_300), Nonce: s.OpenNonce()}
		token := evmsig.Domain{Name: "USD Coin", Version: "2", ChainID: v.ChainID, Contract: v.Token}.Separator()
		for what, signed := range map[string]struct {
			digest    common.Hash
			signature []byte
		}{"voucher": {voucher, v.Signature}, "deposit": {deposit.ReceiveDigest(token), v.Deposit}} {
			plain := slices.Clone(signed.signature)
			plain[64] -= 27
			if key, err := crypto.SigToPub(signed.digest[:], plain); err != nil || crypto.PubkeyToAddress(*key) != v.Payer {
				t.Errorf("%d: the %s is signed by somebody else: %v", i, what, err)
			}
		}
	}
}

// TestSessionCredentials reads what the stock library writes, and writes it again.
func TestSessionCredentials(t *testing.T) {
	file := readVectors(t)
	session := &file.Sessions[0]
	for _, v := range file.Credentials {
		c, err := ReadCredential(in(HeaderCredential, v.Header))
		if err != nil || c.Act == nil || !c.Challenge.Bound([]byte(file.SecretKey)) || c.Challenge.Description != "Q&A" {
			t.Errorf("%s: %+v, %v", v.Name, c, err)
			continue
		}
		asked, err := c.Challenge.ReadSession()
		if err != nil || asked.Escrow != session.Escrow || asked.Recipient != session.Payee || asked.Currency != session.Token || asked.ChainID != session.ChainID ||
			asked.Amount.Uint64() != 300 || !asked.FeePayer || !asked.Takes(DepositHash) {
			t.Errorf("%s: asked for %+v, %v", v.Name, asked, err)
		}
		c.checkAct(t, &v, session)
		header, err := c.Challenge.Answer(c.Source, c.Act)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadCredential(in(HeaderCredential, header))
		if err != nil || !reflect.DeepEqual(again.Act, c.Act) || again.Challenge != c.Challenge || again.Source != c.Source {
			t.Errorf("%s: what is written here is read as %+v, %v", v.Name, again, err)
		}
	}
	for _, v := range file.NoCredentials {
		c, err := ReadCredential(in(HeaderCredential, v.Header))
		if c != nil || err == nil && v.Name != "another scheme" {
			t.Errorf("%s: read as %+v, %v", v.Name, c, err)
		}
	}
}

// checkAct holds an act against the payload that the stock library was given.
func (c *Credential) checkAct(t *testing.T, v *credentialVector, s *sessionVector) {
	t.Helper()
	a := c.Act
	if a.Name != v.Payload["action"] || a.Channel != s.Channel {
		t.Errorf("%s: %+v", v.Name, a)
	}
	if said, is := v.Payload["cumulativeAmount"].(string); is != (a.Voucher != nil) || is && (a.Voucher.Amount.Dec() != said || !bytes.Equal(a.Voucher.Signature, s.Signature)) {
		t.Errorf("%s: the voucher %+v", v.Name, a.Voucher)
	}
	d := a.Deposit
	if _, merged := v.Payload["deposit"]; (a.Name == ActOpen || a.Name == ActTopUp || merged) != (d != nil) {
		t.Fatalf("%s: the deposit %+v", v.Name, d)
	}
	switch {
	case d == nil:
	case d.Opens != (a.Name == ActOpen) || d.Salt != s.Salt || d.Signer != (common.Address{}):
		t.Errorf("%s: the deposit %+v", v.Name, d)
	case d.Kind == DepositHash && d.Transaction == (common.Hash{}):
		t.Errorf("%s: no transaction in %+v", v.Name, d)
	case d.Kind == DepositAuthorization && (d.Amount.Uint64() != 5_000_000 || d.Transfer.Nonce != s.OpenNonce || d.Transfer.To != s.Escrow || !bytes.Equal(d.Signature, s.Deposit)):
		t.Errorf("%s: the deposit %+v", v.Name, d)
	}
}

func TestStockReceipts(t *testing.T) {
	file := readVectors(t)
	for i, v := range file.Receipts {
		src, err := decode(v.Header)
		if err != nil {
			t.Fatal(err)
		}
		if v.Receipt["intent"] == nil {
			if _, err := ReadSessionReceipt(v.Header); err == nil {
				t.Errorf("%d: a charge's receipt is read as a session's", i)
			}
			r := Receipt{Reference: v.Receipt["reference"].(string), Timestamp: v.Receipt["timestamp"].(string)}
			if header, err := r.Header(); err != nil || header != v.Header {
				t.Errorf("%d: written here %s, %v", i, header, err)
			}
			continue
		}
		r, err := ReadSessionReceipt(v.Header)
		if err != nil || r.Channel != file.Sessions[0].Channel || r.Accepted.Dec() != v.Receipt["acceptedCumulative"] || r.Spent.Dec() != v.Receipt["spent"] {
			t.Fatalf("%d: read as %+v, %v", i, r, err)
		}
		header, err := r.Header()
		if err != nil {
			t.Fatal(err)
		}
		mine, _ := decode(header)
		if !sameJSON(t, mine, src) {
			t.Errorf("%d: written here %s\n       there %s", i, mine, src)
		}
		data := strings.TrimSuffix(strings.TrimPrefix(v.Event, "event: payment-receipt\ndata: "), "\n\n")
		if again, err := ReadReceiptEvent([]byte(data)); err != nil || *again != *r {
			t.Errorf("%d: the event is read as %+v, %v", i, again, err)
		}
		if mine, err := r.Event(); err != nil || !strings.HasPrefix(string(mine), "event: payment-receipt\ndata: {") || !strings.HasSuffix(string(mine), "}\n\n") {
			t.Errorf("%d: the event is written %q, %v", i, mine, err)
		}
	}
	for i, v := range file.Needs {
		data := strings.TrimSuffix(strings.TrimPrefix(v.Event, "event: payment-need-voucher\ndata: "), "\n\n")
		n, err := ReadNeed([]byte(data))
		if err != nil || n.Required.Dec() != v.Need["requiredCumulative"] || n.Accepted.Dec() != v.Need["acceptedCumulative"] || n.Deposit.Dec() != v.Need["deposit"] {
			t.Fatalf("%d: read as %+v, %v", i, n, err)
		}
		if mine, err := n.Event(); err != nil || string(mine) != v.Event {
			t.Errorf("%d: written here %q, %v\n       there %q", i, mine, err, v.Event)
		}
	}
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}
