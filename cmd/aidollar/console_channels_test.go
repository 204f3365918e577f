package main

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// stream opens a channel of a wallet with a deposit, and gives its id.
func (c *chainStory) stream(wallet int, deposited uint64) payment.ChannelID {
	c.s.t.Helper()
	id := payment.ChannelID(pseudo(uint64(600 + wallet)))
	c.do(clearing.OpenChannel{ID: id, Escrow: payment.EscrowBatch, Token: c.token, Party: c.wallet[wallet], Config: []byte("config"), Delay: int64(15 * time.Minute)})
	c.block++
	c.do(clearing.Arrive{Arrival: settlement.Arrival{
		ID: newID(), Token: c.token, Tx: pseudo(c.block), Block: c.block, From: address(40), Amount: cents(deposited), Kind: settlement.Deposited, Channel: id,
	}})
	return id
}

// The operator sees a payer begin to leave, and gives back what is free of the channel.
func TestConsoleChannelsInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	c := newChainStory(s)
	id := c.stream(0, 500)
	c.stream(1, 300)
	s.settled()
	s.b.Look(1280, "light")
	s.operator()
	s.open("/channels")
	state := `document.querySelector("table.channels tbody tr:last-child .state").textContent`
	s.b.Await(`document.querySelectorAll("table.channels tbody tr").length === 2 && ` + state + ` === "open"`)
	s.b.Eval(`document.body.dataset.mark = "still here"`, nil)
	c.do(clearing.MarkChannel{Channel: id, Ends: time.Now().Add(15 * time.Minute).UnixNano()})
	s.b.Await(state + ` === "leaving" && document.body.dataset.mark === "still here"`)
	s.shot("channels", 1280, "light")
	s.b.Look(1280, "light")
	s.open("/channels?state=leaving")
	s.b.Await(`document.querySelectorAll("table.channels tbody tr").length === 1`)
	s.b.Loaded(func() { s.b.Click("table.channels tbody a") })
	s.b.Await(`document.body.innerText.includes("The payer has begun to take the deposit out") && document.body.innerText.includes("Its payer begins to leave")`)
	s.b.Loaded(func() { s.b.Click(`a[href$="/release"]`) })
	s.b.Loaded(func() { s.b.Click(`form.card button[type=submit]`) })
	s.b.Await(`document.body.innerText.includes("On its way back") && document.querySelector('a[href$="/release"]') === null && document.querySelector("table.channelsteps tbody td").textContent === "Given back to its payer"`)
	s.shot("channel-phone", 390, "light")

	// Its account is its payer's, and the search and the events lead to it.
	s.b.Look(1280, "light")
	s.b.Loaded(func() { s.b.Click(`.facts a[href^="/console/accounts/"]`) })
	s.b.Await(`document.querySelector("h1").textContent.includes("` + checksum(address(10)) + `") && document.body.innerText.includes("Back from a channel")`)
	s.open("/search?q=" + hashText(settlement.Hash(id)))
	s.b.Await(`location.pathname === "/console/channels/` + hashText(settlement.Hash(id)) + `"`)
	s.open("/events")
	s.b.Loaded(func() { s.b.Click(`table.events a[href^="/console/channels/"]`) })
	s.b.Await(`document.querySelector("h1").textContent.startsWith("Channel of")`)
}
