package console

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// Channels is the part of a Source that is about payment channels to the house.
type Channels interface {
	// Channels lists channels, the last opened first, as they stand now.
	Channels(ctx context.Context, q ChainQuery, cursor string, limit int) (ChannelPage, error)
	// Channel finds any with its last steps; the console looks whether the visitor may
	// see it. ErrNotFound when there is none.
	Channel(ctx context.Context, id payment.ChannelID) (Channel, error)
	// ReleaseChannel sends all that is free of a channel back to its payer. A Refusal
	// is an error of it.
	ReleaseChannel(ctx context.Context, id payment.ChannelID) error
}

// Channel is a payment channel as it stands now.
type Channel struct {
	clearing.ChannelState
	Token TokenName
	Payer clearing.Party
	Gone  money.Amount  // went out without the house's consent, in blocks that are not final
	Steps []ChannelStep // of a single channel, the newest first
}

// ChannelStep is one change of a channel.
type ChannelStep struct {
	What    string       // happened, in words
	Amount  money.Amount // claimed over all time, or what was set on its way back
	HasSome bool         // Amount says something
	At      int64        // Unix nanoseconds
	Record  uint64       // of the log
}

// ChannelPage is a part of a list of channels. Next continues it; empty at its end.
type ChannelPage struct {
	Channels []Channel
	Next     string
}

// channelWords are the states that channels are listed by, by their numbers in the
// books.
var channelWords = []string{"", "open", "leaving", "empty"}

// Word is the state in a word.
func (c Channel) Word() string {
	switch {
	case !c.Gone.IsZero():
		return "gone"
	case c.Ends != 0:
		return "leaving"
	case c.Empty():
		return "empty"
	}
	return "open"
}

// Name is what the channel's escrow calls it.
func (c Channel) Name() string { return channelName(c.ID) }

// Path is where the channel is shown.
func (c Channel) Path() string { return "/console/channels/" + c.Name() }

// Usable is what is free for calls, and could be given back.
func (c Channel) Usable() money.Amount { return c.Free().SubFloor(c.Gone) }

// Unclaimed is what was charged and is not claimed, in whole units of the token.
func (c Channel) Unclaimed() money.Amount { return c.Claimable() }

// Releasable reports whether the house can give something back now.
func (c Channel) Releasable() bool {
	return c.Leaving.IsZero() && !c.Usable().Less(c.Unit)
}

func channelName(id payment.ChannelID) string { return "0x" + hex.EncodeToString(id[:]) }

func parseChannel(name string) (id payment.ChannelID, ok bool) {
	digits, ok := strings.CutPrefix(name, "0x")
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != len(id) {
		return id, false
	}
	return payment.ChannelID(raw), true
}

func (c *Console) channels(v *visit) error {
	cursor := v.URL.Query().Get("after")
	page := chainPage[Channel]{}
	list, err := c.source.Channels(v.Context(), page.query(v, channelWords), cursor, rowsMax)
	if err != nil {
		return err
	}
	page.listPage = listPage[Channel]{Rows: list.Channels, Next: list.Next, First: cursor == ""}
	return v.showLive("channels.html", "Channels", "chains", page)
}

// channelPage is one channel, and what is to be done with it.
type channelPage struct {
	Channel
	House bool
	Form  string // the session's token for forms
	Error string
}

// channelOf finds the channel of the address, if the visitor may see it.
func (v *visit) channelOf() (page channelPage, err error) {
	id, ok := parseChannel(v.PathValue("id"))
	if !ok {
		return page, ErrNotFound
	}
	page = channelPage{House: v.view.House, Form: v.formToken()}
	page.Channel, err = v.console.source.Channel(v.Context(), id)
	if err == nil && !v.view.Covers(page.Payer.ID) {
		return page, ErrNotFound
	}
	return page, err
}

func (c *Console) channel(v *visit) error {
	page, err := v.channelOf()
	if err != nil {
		return err
	}
	return v.showLive("channel.html", "Channel", "chains", page)
}

const releaseTitle = "Give a deposit back"

func (c *Console) confirmRelease(v *visit) error {
	page, err := v.channelOf()
	if err != nil {
		return err
	}
	if !page.Releasable() {
		http.Redirect(v.writer, v.Request, page.Path(), http.StatusSeeOther)
		return nil
	}
	return v.show("release.html", releaseTitle, "chains", page)
}

func (c *Console) releaseChannel(v *visit) error {
	page, err := v.channelOf()
	if err != nil {
		return err
	}
	err = c.source.ReleaseChannel(v.Context(), page.ID)
	var refused *Refusal
	if errors.As(err, &refused) {
		page.Error = refused.Sentence
		return c.render(v.writer, http.StatusConflict, "release.html", v.layout(releaseTitle, "chains", page))
	}
	if err != nil {
		return err
	}
	c.log.Info("what was free of a channel was given back in the console", "channel", page.Name())
	http.Redirect(v.writer, v.Request, page.Path(), http.StatusSeeOther)
	return nil
}
