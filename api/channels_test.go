package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

var channelText = "0xc4" + strings.Repeat("0", 62)

// funded gives Ann a channel with five dollars, and a call that is open on it, which
// reserves 45 microdollars.
func (h *chainHouse) funded() (id payment.ChannelID, call ledger.ID) {
	h.t.Helper()
	is := func(id string) ledger.ID {
		parsed, err := ledger.ParseID(id)
		if err != nil {
			h.t.Fatal(err)
		}
		return parsed
	}
	id = payment.ChannelID{0xc4}
	h.post("/cards?seller="+h.shop.ID, cardText, "Content-Type", yaml).want(http.StatusCreated)
	h.must(clearing.OpenChannel{ID: id, Escrow: payment.EscrowBatch, Token: h.token, Party: is(h.ann.ID), Config: []byte("config"), Delay: int64(15 * time.Minute)})
	h.block++
	h.must(clearing.Arrive{Arrival: settlement.Arrival{
		ID: h.next(), Token: h.token, Tx: settlement.Hash{byte(h.block)}, Block: h.block, Amount: dollars(5), Kind: settlement.Deposited, Channel: id,
	}})
	call = h.next()
	h.must(clearing.Draw{Voucher: payment.Voucher{Channel: id, Value: money.Units(10_000_000), Signature: []byte("signed")}, Call: clearing.Reserve{
		Call: call, Key: is(h.key(h.ann.ID, "call").ID), Seller: is(h.shop.ID), Model: "demo-text", Deadline: h.now().UnixNano() + 60e9,
		Limits: []tariff.Limit{{Meters: meter.TextInput, Max: 100}, {Meters: meter.TextOutput, Max: 50}},
	}})
	return id, call
}

func TestChannels(t *testing.T) {
	h := newChainHouse(t)
	id, call := h.funded()
	var c api.ChannelAnswer
	h.get("/channels/"+channelText).want(200, &c)
	if c.State != "open" || c.Left != "5" || c.Reserved != "0.000045" || c.Free != "4.999955" || c.Signed != "0.01" || c.Charged != "0" || c.Party != h.ann.ID ||
		c.Delay != 900 || c.Escrow != "batch-settlement" || c.Ends != "" || len(c.Steps) != 1 || c.Steps[0].Step != "opened" {
		t.Fatalf("%+v", c)
	}
	usage := meter.Usage{Source: meter.Reported}
	usage.Quantities[meter.Input], usage.Quantities[meter.Output] = 17, 31
	h.must(clearing.Capture{Call: call, Usage: usage, Upstream: "built-in"})
	h.get("/channels/"+channelText).want(200, &c)
	if c.Charged != "0.00002115" || c.Reserved != "0" || c.Claimable != "0.000022" {
		t.Errorf("%+v", c)
	}
	h.must(clearing.MarkChannel{Channel: id, Claimed: money.Units(22_000)})

	var calls api.CallPage
	h.get("/calls?channel="+channelText).want(200, &calls)
	if len(calls.Items) != 1 || calls.Items[0].Channel != channelText || calls.Items[0].Voucher != "0.01" {
		t.Errorf("%+v", calls.Items)
	}
	h.get("/calls?channel=0x01").refused(400, "hash_invalid")
	h.get("/calls?channel=0x01"+strings.Repeat("0", 62)).refused(404, "channel_unknown")
	var receipt api.ReceiptAnswer
	h.get("/receipts/"+call.String()).want(200, &receipt)
	if receipt.Channel != channelText || receipt.Voucher != "0.01" {
		t.Errorf("%+v", receipt)
	}
	var arrivals api.ArrivalPage
	h.get("/arrivals?channel="+channelText).want(200, &arrivals)
	if len(arrivals.Items) != 1 || arrivals.Items[0].Kind != "deposit" || arrivals.Items[0].Channel != channelText || !arrivals.Items[0].Has {
		t.Errorf("%+v", arrivals.Items)
	}
	for path, want := range map[string]int{"": 1, "?state=open": 1, "?state=ending": 0, "?token=1&party=" + h.ann.ID: 1, "?party=" + h.shop.ID: 0, "?token=9": 0} {
		var page api.ChannelPage
		if h.get("/channels"+path).want(200, &page); len(page.Items) != want {
			t.Errorf("%q: %d channels, want %d", path, len(page.Items), want)
		}
	}
	var found api.FoundPage
	if h.get("/search?q="+channelText).want(200, &found); len(found.Items) != 1 || found.Items[0].Kind != api.FoundChannel || found.Items[0].Name != channelText {
		t.Errorf("%+v", found.Items)
	}
}

func TestChannelsAreReleased(t *testing.T) {
	h := newChainHouse(t)
	h.funded()
	path := "/channels/" + channelText
	h.post(path+"/return", "").refused(501, "chains_off")
	under := true
	h.putBack = func(_ context.Context, id payment.ChannelID) error {
		if under {
			return api.ErrGoingBack
		}
		h.must(clearing.ReturnChannel{Channel: id})
		return nil
	}
	h.restart()
	reads, manages, other := h.as(h.key(h.ann.ID, "read").Secret), h.as(h.key(h.ann.ID, "read", "manage").Secret), h.as(h.key(h.shop.ID, "read", "manage").Secret)
	other.get(path).refused(403, "key_scope")
	other.get("/channels/0x01"+strings.Repeat("0", 62)).refused(403, "key_scope")
	other.post(path+"/release", `{}`).refused(403, "key_scope")
	other.get("/calls?channel="+channelText).refused(404, "channel_unknown")
	reads.post(path+"/release", `{}`).refused(403, "key_scope")
	h.get("/channels/0x01"+strings.Repeat("0", 62)).refused(404, "channel_unknown")
	h.get("/channels/five").refused(400, "hash_invalid")
	for body, code := range map[string]string{`{"amount":"0"}`: "amount_zero", `{"amount":"0.0000001"}`: "amount_too_fine", `{"sum":"1"}`: "field_unknown"} {
		h.post(path+"/release", body).refused(400, code)
	}
	h.post(path+"/release", `{"amount":"6"}`).refused(409, "exit_amount")
	var c api.ChannelAnswer
	manages.post(path+"/release", `{"amount":"2"}`).want(200, &c)
	if c.Leaving != "2" || c.Left != "3" {
		t.Errorf("%+v", c)
	}
	manages.post(path+"/release", `{}`).refused(409, "exit_open")
	manages.post(path+"/return", "").refused(403, "key_scope")
	h.post(path+"/return", "").refused(409, "exit_under_way")
	if h.get(path).want(200, &c); c.Leaving != "2" {
		t.Errorf("%+v", c)
	}
	under = false
	if h.post(path+"/return", "").want(200, &c); c.Leaving != "0" || c.Left != "5" {
		t.Errorf("%+v", c)
	}
	h.post(path+"/return", "").refused(409, "exit_unknown")
	// Without an amount all that is free goes, in whole tokens: what is reserved stays.
	if manages.post(path+"/release", `{}`).want(200, &c); c.Leaving != "4.999955" || c.Free != "0" {
		t.Errorf("%+v", c)
	}
	var steps []string
	reads.get(path).want(200, &c)
	for _, s := range c.Steps {
		steps = append(steps, strings.TrimSpace(s.Step+" "+s.Amount))
	}
	if got := strings.Join(steps, ", "); got != "released 4.999955, returned, released 2, opened" {
		t.Errorf("steps %s", got)
	}
	var events api.EventPage
	reads.get("/events?type=channel.opened,channel.released,channel.returned").want(200, &events)
	if len(events.Items) != 4 || !strings.Contains(string(events.Items[1].Data), channelText) {
		t.Errorf("%+v", events.Items)
	}
}
