package facilitator

import (
	"context"
	"encoding/json"
	"testing"

	"aidollar/pay/x402"
)

// Whatever stands in the extensions, a judgement is made, and a permit that
// passes is the payer's, for the token and for the amount.
func FuzzPermit(f *testing.F) {
	f.Add([]byte(`{"eip2612GasSponsoring":{"info":{"description":"x","version":"1"}}}`))
	f.Add([]byte(`{"eip2612GasSponsoring":{"info":{"from":"0x9008fe8cB46f29372e5e5748a5884D2C9b4680e4","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","spender":"0x000000000022D473030F116dDEE9F6B43aC78BA3","amount":"10000","nonce":"0","deadline":"1790000060","signature":"0x5f2fb2fc84b31bc8e3556d9ff480a765563987a7b7753e6d7f579f01c43f74be0be0196e4a72cde4d22ee258d170cf0ed08a703841b58e097395704d64e411821c","version":"1"}}}`))
	f.Add([]byte(`{"eip2612GasSponsoring":7}`))
	f.Add([]byte(`{"eip2612GasSponsoring":null}`))
	c := trials(f)[1]
	f.Fuzz(func(t *testing.T, extensions []byte) {
		if !json.Valid(extensions) {
			return
		}
		p := *c.payment
		p.Extensions = extensions
		v, err := c.verifier.Verify(context.Background(), &p, c.terms, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if v.Permit != nil && (v.Permit.Owner != v.Payer || v.Permit.Value != c.terms.Amount || p.Payload.Method() != x402.MethodPermit2) {
			t.Fatalf("%s passes as %+v", extensions, v.Permit)
		}
	})
}
