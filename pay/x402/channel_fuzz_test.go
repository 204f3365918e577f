package x402

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzChannelMessages reads what clients and servers of batch-settlement send. What is
// taken can be written, and is the same then.
func FuzzChannelMessages(f *testing.F) {
	v := stockChannels(f)
	for _, s := range v.Payments {
		p, err := ParsePaymentHeader(s.Header)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(p.Wire))
	}
	for _, c := range v.Calls {
		f.Add([]byte(c.Request))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if p, err := ParsePayment(src); err == nil && p.Payload.Channel != nil {
			print := p.Fingerprint()
			p.Wire, p.Accepted.Wire = nil, nil
			again, err := ParsePayment(text(t)(p.JSON()))
			if err != nil || again.Fingerprint() != print {
				t.Fatalf("%s comes back otherwise: %v", src, err)
			}
		}
		if r, err := ParseRequest(src); err == nil && r.Payment.Payload.Channel != nil {
			r.Payment.Wire, r.Payment.Accepted.Wire = nil, nil
			if _, err := ParsePayment(text(t)(r.Payment.JSON())); err != nil {
				t.Fatalf("the payment of %s comes back otherwise: %v", src, err)
			}
		}
	})
}

// FuzzParseChannelExtra reads what servers say of a channel, in a settlement's extra or
// in the correction of a 402.
func FuzzParseChannelExtra(f *testing.F) {
	for _, s := range stockChannels(f).Payments {
		if r, err := ParseRequiredHeader(s.Required); err == nil {
			f.Add([]byte(r.Accepts[0].Extra))
		}
	}
	for _, s := range []string{
		``, `{}`, `{"chargedAmount":"3"}`, `{"voucherState":{}}`, `{"voucherState":{"signedMaxClaimable":"50","signature":"0x0708"}}`,
		`{"chargedAmount":"3","channelState":{"channelId":"0x0102000000000000000000000000000000000000000000000000000000000000","balance":"100","totalClaimed":"30","withdrawRequestedAt":5,"refundNonce":"6","chargedCumulativeAmount":"40"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if e, err := ParseChannelExtra(json.RawMessage(src)); err == nil {
			written := e.JSON()
			again, err := ParseChannelExtra(written)
			if err != nil || !bytes.Equal(again.JSON(), written) {
				t.Fatalf("%s is written %s and comes back otherwise: %v", src, written, err)
			}
		}
		if s, err := ParseChannelState(json.RawMessage(src)); err == nil {
			written := s.JSON()
			again, err := ParseChannelState(written)
			if err != nil || again.State != s.State || again.Channel != s.Channel {
				t.Fatalf("%s is written %s and comes back as %+v, %v", src, written, again, err)
			}
		}
	})
}
