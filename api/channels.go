package api

import (
	"context"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// ChannelQuery says which channels are wanted; zero fields do not matter.
type ChannelQuery struct {
	Party ledger.ID
	Token uint32
	State uint8 // its place among the words for it
	After string
	Limit int
}

// ChannelList is a page of channels. Next continues it; empty at its end.
type ChannelList struct {
	Channels []payment.ChannelID
	Next     string
}

// ChannelStep is one change of a channel.
type ChannelStep struct {
	Kind   ChangeKind
	Seq    uint64
	At     int64        // Unix nanoseconds
	Amount money.Amount // claimed over all time, or what was set on its way back
}

// ChannelBooks are the part of the books that follows channels. How a channel
// stands is the machine's to say.
type ChannelBooks interface {
	Channels(ctx context.Context, query ChannelQuery) (ChannelList, error)
	ChannelSteps(ctx context.Context, id payment.ChannelID) (steps []ChannelStep, ok bool, err error)
}

// channelStates are the words for how channels stand, by their numbers.
var channelStates = []string{"", "open", "ending", "empty"}

// ChannelAnswer is a payment channel as it stands now.
type ChannelAnswer struct {
	ID        string             `json:"id" about:"what its escrow calls it"`
	Number    uint32             `json:"number"`
	Escrow    string             `json:"escrow" about:"batch-settlement or session"`
	Token     string             `json:"token" about:"CAIP-19"`
	Party     string             `json:"party" schema:"id" about:"its payer"`
	Account   string             `json:"account" schema:"id" about:"which owes the payer what is left"`
	Asset     string             `json:"asset"`
	State     string             `json:"state" about:"open, ending (its payer has begun to take the deposit out) or empty"`
	Left      string             `json:"left" schema:"amount" about:"of what was deposited, with what is reserved"`
	Free      string             `json:"free" schema:"amount" about:"of it for calls, or to be given back"`
	Reserved  string             `json:"reserved" schema:"amount" about:"for calls under way"`
	Signed    string             `json:"signed" schema:"amount" about:"by the highest voucher, over all time"`
	Charged   string             `json:"charged" schema:"amount" about:"by calls, over all time"`
	Claimed   string             `json:"claimed" schema:"amount" about:"on the chain, over all time"`
	Claimable string             `json:"claimable" schema:"amount" about:"charged and not claimed, in whole tokens"`
	Leaving   string             `json:"leaving" schema:"amount" about:"on its way back to the payer"`
	Owed      string             `json:"owed" schema:"amount" about:"what the payer took out of what others had earned"`
	Delay     int64              `json:"delay_seconds" about:"that a payer waits for what is not claimed"`
	Opened    string             `json:"opened" schema:"time"`
	Ends      string             `json:"ends,omitempty" schema:"time" about:"from when on the payer may take out what is not claimed; missing while he has not begun to"`
	Steps     []ChannelStepEntry `json:"steps,omitempty" about:"its last changes, the newest first; of a single channel"`
}

// ChannelStepEntry is one change of a channel.
type ChannelStepEntry struct {
	Step     string `json:"step" about:"opened, ending, resumed, claimed, released, returned or emptied"`
	Amount   string `json:"amount,omitempty" schema:"amount" about:"claimed over all time, or what was set on its way back"`
	At       string `json:"timestamp" schema:"time"`
	Sequence uint64 `json:"sequence" about:"record of the log"`
}

// ChannelPage is a page of channels, the last opened first.
type ChannelPage struct {
	Items []*ChannelAnswer `json:"items"`
	Next  string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64           `json:"lag" about:"records of the log that the books do not hold yet"`
}

var releaseForm = form{name: "ReleaseRequest", about: "Gives a part of a channel's deposit back to its payer.", fields: []field{
	{name: "amount", kind: fieldAmount, about: "with at most the token's decimals; all that is free when missing"},
}}

func channelRoutes() []route {
	party := param{name: "party", kind: fieldID, about: "only this payer's; the key's own when missing"}
	token := param{name: "token", kind: fieldWhole, about: "only in the token of this number"}
	state := param{name: "state", kind: fieldWord, words: channelStates[1:], about: "only in this state, as of the last word of the chain"}
	release := managed(post("/channels/{channel}/release", "releaseChannel",
		"Sends what is free of a channel's deposit back to its payer on the chain. What calls cost and may cost yet stays. There is one at a time of each channel.",
		&releaseForm, ChannelAnswer{}, releaseChannel))
	back := post("/channels/{channel}/return", "returnChannel",
		"Puts back on a channel what was to go back to its payer, was never carried out, and of which nothing is under way on the chain. The house does so itself when some tries have failed.",
		nil, ChannelAnswer{}, returnChannel)
	release.status, back.status = http.StatusOK, http.StatusOK
	return []route{
		get("/channels", "listChannels", "Lists payment channels, the last opened first, as they stand now.", accessRead, ChannelPage{}, listChannels, append([]param{party, token, state}, pageParams...)...),
		get("/channels/{channel}", "getChannel", "Shows a payment channel as it stands now, with its last changes.", accessRead, ChannelAnswer{}, getChannel),
		release,
		back,
	}
}

func channelState(c *clearing.ChannelState) string {
	switch {
	case c.Ends != 0:
		return "ending"
	case c.Empty():
		return "empty"
	}
	return "open"
}

func (q *request) channelAnswer(c *clearing.ChannelState, t chainToken) *ChannelAnswer {
	a := &ChannelAnswer{
		ID: printChannel(c.ID), Number: c.Number, Escrow: c.Escrow.String(), Token: t.name, Party: c.Party.String(), Account: c.Account.String(),
		Asset: t.asset.Code, State: channelState(c), Left: t.print(c.Left), Free: t.print(c.Free()), Reserved: t.print(c.Reserved),
		Signed: t.print(c.Signed), Charged: t.print(c.Charged), Claimed: t.print(c.Claimed), Claimable: t.print(c.Claimable()), Leaving: t.print(c.Leaving),
		Owed: t.print(c.Owed), Delay: c.Delay / 1_000_000_000, Opened: printTime(c.At),
	}
	if c.Ends != 0 {
		a.Ends = printTime(c.Ends)
	}
	return a
}

func channelIDOf(text string) (id payment.ChannelID, ok bool) {
	digits, ok := strings.CutPrefix(text, "0x")
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != len(id) {
		return id, false
	}
	return payment.ChannelID(raw), true
}

// queryChannel reads a channel's id; zero when it is missing.
func (q *request) queryChannel() (payment.ChannelID, error) {
	text := q.URL.Query().Get("channel")
	id, ok := channelIDOf(text)
	if !ok && q.URL.Query().Has("channel") {
		return id, badParam("channel", "hash_invalid", strconv.Quote(clip(text))+" is no id of a channel: 0x and 64 hexadecimal digits")
	}
	return id, nil
}

// pathChannel finds the channel that the path names, if the key may see it.
func (q *request) pathChannel() (c clearing.ChannelState, t chainToken, err error) {
	text := q.PathValue("channel")
	id, ok := channelIDOf(text)
	if !ok {
		return c, t, badParam("channel", "hash_invalid", strconv.Quote(clip(text))+" is no id of a channel: 0x and 64 hexadecimal digits")
	}
	q.api.deps.Node.View(func(m *clearing.Machine) { c, ok = m.ChannelState(id) })
	if err := q.mine(c.Party); err != nil {
		return c, t, err
	}
	if !ok {
		return c, t, refuse(string(payment.ChannelUnknown), "")
	}
	t, _ = q.token(c.Token)
	return c, t, nil
}

func listChannels(q *request) (any, error) {
	query := ChannelQuery{State: q.queryWord("state", channelStates)}
	var err error
	if query.Party, err = q.queryParty(); err != nil {
		return nil, err
	}
	if query.Token, err = q.queryToken(); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Channels(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out, named := &ChannelPage{Items: []*ChannelAnswer{}, Next: list.Next, Lag: q.lag()}, q.tokens()
	states := make([]clearing.ChannelState, len(list.Channels))
	q.api.deps.Node.View(func(m *clearing.Machine) {
		for i, id := range list.Channels {
			states[i], _ = m.ChannelState(id)
		}
	})
	for i := range states {
		out.Items = append(out.Items, q.channelAnswer(&states[i], named.of(states[i].Token)))
	}
	return out, nil
}

func getChannel(q *request) (any, error) {
	c, t, err := q.pathChannel()
	if err != nil {
		return nil, err
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	steps, _, err := q.api.deps.Books.ChannelSteps(q.Context(), c.ID)
	if err != nil {
		return nil, err
	}
	a := q.channelAnswer(&c, t)
	for i := range steps {
		s := &steps[i]
		entry := ChannelStepEntry{Step: strings.TrimPrefix(changeTypes[s.Kind], "channel."), At: printTime(s.At), Sequence: s.Seq}
		if s.Kind == ChangeChannelClaimed || s.Kind == ChangeChannelReleased {
			entry.Amount = t.print(s.Amount)
		}
		a.Steps = append(a.Steps, entry)
	}
	return a, nil
}

// releaseChannel is for operators, and for keys that manage the payer's party. What
// goes back is the payer's own, and goes to him alone.
func releaseChannel(q *request) (any, error) {
	c, t, err := q.pathChannel()
	if err != nil {
		return nil, err
	}
	if err := q.manages(c.Party, ledger.ID{}); err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	amount := o.tokenAmount("amount", &t)
	if o.has("amount") && amount.IsZero() && len(f.list) == 0 {
		o.fault("amount", "amount_zero", "the amount is nothing; leave it out for all that is free")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(clearing.ReleaseChannel{Channel: c.ID, Amount: amount}); err != nil {
		return nil, err
	}
	return q.channelNow(c.ID, t)
}

// ErrGoingBack is Deps.ReturnChannel's answer about what may still reach the payer.
var ErrGoingBack = refuse("exit_under_way", "")

func returnChannel(q *request) (any, error) {
	c, t, err := q.pathChannel()
	if err != nil {
		return nil, err
	}
	if q.api.deps.ReturnChannel == nil {
		return nil, refuse("chains_off", "")
	}
	if c.Leaving.IsZero() {
		return nil, refuse(string(settlement.ExitUnknown), "")
	}
	if err := q.api.deps.ReturnChannel(q.Context(), c.ID); err != nil {
		return nil, err
	}
	return q.channelNow(c.ID, t)
}

func (q *request) channelNow(id payment.ChannelID, t chainToken) (any, error) {
	var c clearing.ChannelState
	q.api.deps.Node.View(func(m *clearing.Machine) { c, _ = m.ChannelState(id) })
	return q.channelAnswer(&c, t), nil
}
