package console

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/payment"
)

func testChannelID(n byte) payment.ChannelID { return payment.ChannelID{0: 0xc4, 15: n, 31: 0x7e} }

// testChannel is the n-th of the test house: its payer leaves, its deposit has gone,
// it is empty, or all is well.
func (h *house) testChannel(n int) Channel {
	c := Channel{Token: testToken(1), Payer: partyWallet}
	if n%2 == 1 {
		c.Payer = partyBuyer
	}
	c.ChannelState = clearing.ChannelState{
		Channel: payment.Channel{
			ID: testChannelID(byte(n)), Number: uint32(n + 1), Escrow: payment.EscrowBatch, Token: 1, Unit: money.Units(1000), Party: c.Payer.ID,
			Account: testID(11_000 + uint64(n)), Delay: int64(15 * time.Minute), At: noon - int64(n)*3600e9,
			Signed: money.Units(4_321_000_000), Charged: money.Units(4_001_234_567), Reserved: money.Units(310_000_000), Claimed: money.Units(3_500_000_000),
		},
		Left: money.Units(12_345_998_765_433),
	}
	switch n % 5 {
	case 1:
		c.Ends = noon + 600e9
	case 2:
		c.Left, c.Reserved, c.Claimed, c.Owed = money.Amount{}, money.Amount{}, money.Units(4_001_235_000), money.Units(20_000_000)
	case 3:
		c.Gone = c.Left.SubFloor(c.Reserved)
	}
	if h.released[n] {
		c.Leaving = c.Usable()
		c.Left = c.Left.SubFloor(c.Leaving)
	}
	return c
}

func (h *house) Channels(_ context.Context, q ChainQuery, cursor string, limit int) (page ChannelPage, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []Channel
	for n := range min(len(h.receipts), 70) {
		c := h.testChannel(n)
		if (q.Party.IsZero() || q.Party == c.Payer.ID) && (q.State == 0 || c.Word() == channelWords[q.State]) {
			all = append(all, c)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return ChannelPage{all[from:end], next}, h.err
}

func (h *house) Channel(_ context.Context, id payment.ChannelID) (Channel, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := int(id[15])
	if id != testChannelID(byte(n)) || n >= len(h.receipts) {
		return Channel{}, ErrNotFound
	}
	c := h.testChannel(n)
	if n == 6 {
		return c, h.err
	}
	c.Steps = []ChannelStep{
		{What: "Claimed", Amount: c.Claimed, HasSome: true, At: noon - 60e9, Record: 9120},
		{What: "Its payer begins to leave", At: noon - 90e9, Record: 9110},
		{What: "Opened", At: c.At, Record: 9001},
	}
	return c, h.err
}

func (h *house) ReleaseChannel(_ context.Context, id payment.ChannelID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if id == testChannelID(4) {
		return &Refusal{"exit_open", "Something is on its way back already."}
	}
	h.released[int(id[15])] = true
	return h.err
}

// Who sees what of channels.
func TestChannelPages(t *testing.T) {
	h := newHouse(120)
	at := func(n byte) string { return "/console/channels/" + channelName(testChannelID(n)) }
	for _, c := range []struct {
		secret, path string
		has, lacks   []string
	}{
		{secretAdmin, "/console/channels", []string{"Payer</th>", "0xfB69…d359", "leaving", "until ", "gone", "empty", "claimed", "reserved", "Older channels"}, nil},
		{secretAdmin, "/console/channels?state=leaving", []string{`<option value="leaving" selected>`, "Show all"}, []string{"gone</span>", "empty</span>"}},
		{secretBuyer, "/console/channels", []string{"leaving"}, []string{"Payer</th>", "0xfB69"}},
		{secretOther, "/console/channels", []string{"You have no channel yet", "aidollar pay --deposit"}, nil},
		{secretOther, "/console/channels?state=open", []string{"No such channels"}, nil},
		{secretAdmin, at(0), []string{"Channel of", testAddress, "15 minutes", "Give back what is free", "to be claimed yet", "Record", "every movement", "batch-settlement"}, []string{"begun to take"}},
		{secretAdmin, at(1), []string{"The payer has begun to take the deposit out"}, []string{"<script>alert"}},
		{secretBuyer, at(1), []string{"Your channel", "You have begun to take the deposit out"}, []string{"Give back what is free"}},
		{secretAdmin, at(2), []string{"Owed", "all that was charged", "empty"}, []string{"Give back what is free"}},
		{secretAdmin, at(3), []string{"left the escrow in a block that is not final"}, []string{"Give back what is free"}},
		{secretAdmin, at(6), []string{"Not in the books yet"}, nil},
	} {
		wants(t, c.path+" of "+c.secret, newVisitor(t, h).signIn(c.secret).get(c.path), c.has, c.lacks)
	}
	wants(t, "an empty house", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/channels"), []string{"No channels yet"}, nil)
	buyer := newVisitor(t, h).signIn(secretBuyer)
	for _, path := range []string{at(0), at(1) + "/release", at(200), "/console/channels/x", "/console/channels/0x12"} {
		buyer.status(path, http.StatusNotFound)
	}
	buyer.status("/console/channels?after=x", http.StatusBadRequest)
}

// What is free is given back by a form of the very session, once.
func TestReleaseChannel(t *testing.T) {
	h := newHouse(20)
	v := newVisitor(t, h).signIn(secretAdmin)
	path := "/console/channels/" + channelName(testChannelID(0))
	page := v.get(path + "/release")
	wants(t, "the question", page, []string{testAddress, "Give it back"}, nil)
	token, _ := v.hidden(page)
	seller := v.another().signIn(secretSeller)
	if response, _ := seller.post(path+"/release", url.Values{"form": {formTokenOf(seller)}}); response.StatusCode != http.StatusNotFound || h.released[0] {
		t.Errorf("a seller gives it back: %s", response.Status)
	}
	if response, _ := v.post(path+"/release", url.Values{"form": {"other"}}); response.StatusCode != http.StatusForbidden || h.released[0] {
		t.Errorf("a form of another session: %s", response.Status)
	}
	refused := "/console/channels/" + channelName(testChannelID(4)) + "/release"
	if response, page := v.post(refused, url.Values{"form": {token}}); response.StatusCode != http.StatusConflict {
		t.Errorf("refused: %s: %s", response.Status, page)
	} else {
		wants(t, "what is refused", page, []string{"Something is on its way back already."}, nil)
	}
	response, _ := v.post(path+"/release", url.Values{"form": {token}})
	if response.Header.Get("Location") != path || !h.released[0] {
		t.Fatalf("giving back: %s", response.Status)
	}
	wants(t, "the channel then", v.get(path), []string{"On its way back"}, []string{"Give back what is free"})
	if response, _ := v.do(http.MethodGet, path+"/release", "", nil); response.StatusCode != http.StatusSeeOther {
		t.Errorf("there is nothing to ask: %s", response.Status)
	}
}
