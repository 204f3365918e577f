package x402

import (
	"encoding/json"
	"testing"
)

// What is written by hand is what the library writes of the same.
func TestSettlementIsWrittenAsByTheLibrary(t *testing.T) {
	for _, s := range []Settlement{
		{}, {Success: true, Payer: "0x01", Transaction: "0x02", Network: "eip155:8453", Amount: "17"},
		{ErrorReason: "invalid", ErrorMessage: "a \"quoted\" <word>,\na backslash \\, \x7f, an é and a \xff", Network: "base"},
		{Success: true, Extra: json.RawMessage(`{"a":[1,{"b":null}]}`), Extensions: json.RawMessage(`{"c":"<&>"}`)},
	} {
		want, err := encode(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := text(t)(s.JSON()); string(got) != string(want) {
			t.Errorf("written\n%s, the library writes\n%s", got, want)
		}
	}
	bad := Settlement{Extra: json.RawMessage(`{"a":`)}
	if _, err := bad.JSON(); err == nil {
		t.Error("half an object was written")
	}
}
