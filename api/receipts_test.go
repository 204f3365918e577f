package api_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/receipt"
)

// notary signs with a keyring. What it signs is told in cmd's tests; here it
// matters who gets it.
type notary struct{ ring *receipt.Keyring }

func newNotary(t testing.TB) notary {
	t.Helper()
	ring, err := receipt.OpenKeyring(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return notary{ring}
}

func (n notary) Sign(r *api.Receipt) (string, error) {
	return n.ring.Sign(&receipt.Receipt{Form: receipt.Form, Call: r.Call.ID.String(), Asset: receipt.Asset{Code: r.Asset.Code}})
}

func (n notary) Rotate() error { return n.ring.Rotate() }

func (n notary) Keys() (keys []api.ReceiptKey) {
	for _, k := range n.ring.Public().Keys {
		keys = append(keys, api.ReceiptKey(k))
	}
	return keys
}

func TestSignedReceipts(t *testing.T) {
	h := newHouse(t)
	ann, shop := h.buyer("Ann"), h.seller("Shop", "2.5")
	h.deposit(ann.ID, "1", "in")
	key := h.key(ann.ID, "call")
	h.post("/cards?seller="+shop.ID, cardText, "Content-Type", yaml).want(201)
	call := h.served(1, parsed(t, key.ID), parsed(t, shop.ID))
	open := h.id(2)
	h.must(clearing.Reserve{
		Call: open, Key: parsed(t, key.ID), Seller: parsed(t, shop.ID), Model: "demo-text", Deadline: h.now().UnixNano() + 60e9,
		Limits: []tariff.Limit{{Meters: meter.TextInput, Max: 100}, {Meters: meter.TextOutput, Max: 50}},
	})
	a := h.as(key.Secret).get("/receipts/" + call.String() + "?signed=true").want(200)
	if media := a.header.Get("Content-Type"); media != api.MediaSigned || strings.Count(string(a.body), ".") != 2 {
		t.Errorf("the signed receipt is %s: %s", media, a.body)
	}
	h.get("/receipts/"+open.String()+"?signed=true").refused(409, "receipt_open")
	h.get("/receipts/"+call.String()+"?signed=yes").refused(400, "word_unknown")
	h.get("/receipts/" + call.String() + "?signed=false").want(200)

	var set api.ReceiptKeySet
	h.get("/receipts/keys", "Authorization", "").want(200, &set)
	if len(set.Keys) != 1 || set.Keys[0].Curve != "Ed25519" {
		t.Fatalf("the keys are %+v", set)
	}
	h.as(key.Secret).post("/receipts/keys", "").refused(403, "key_scope")
	h.post("/receipts/keys", "", "Idempotency-Key", "rotate-1").want(201, &set)
	h.post("/receipts/keys", "", "Idempotency-Key", "rotate-1").want(201, &set)
	if len(set.Keys) != 2 || set.Keys[0].Until == "" || set.Keys[1].Until != "" {
		t.Errorf("after a rotation that was asked for twice the keys are %+v", set)
	}

	deps := h.deps()
	deps.Receipts = nil
	h.server.Close()
	h.server = httptest.NewServer(api.Handler(deps))
	h.get("/receipts/keys").refused(501, "receipts_unsigned")
	h.get("/receipts/"+call.String()+"?signed=true").refused(501, "receipts_unsigned")
	h.post("/receipts/keys", "").refused(501, "receipts_unsigned")
}
