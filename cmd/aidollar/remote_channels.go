package main

import (
	"context"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func channelGroup() *cobra.Command {
	c := group("channels", "Payment channels: deposits from which wallets pay by vouchers", listChannels(), showChannel(), releaseChannel(), returnChannel())
	c.Aliases = []string{"channel"}
	return c
}

func listChannels() action {
	var f chainFilter
	return action{
		use: "list", short: "List channels as they stand now, the last opened first",
		flags: func(c *cobra.Command) { f.flags(c, "open, ending or empty") },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			if err := f.read(); err != nil {
				return nil, nil, err
			}
			page, err := c.Channels(ctx, f.ChainFilter, f.Listing)
			if err != nil {
				return nil, nil, err
			}
			t := table("OPENED", "ID", "STATE", "LEFT", "RESERVED", "CHARGED", "CLAIMED", "LEAVING", "ASSET", "PARTY")
			for i := range page.Items {
				k := &page.Items[i]
				t.add(when(k.Opened), k.ID, k.State, k.Left, k.Reserved, k.Charged, k.Claimed, k.Leaving, k.Asset, k.Party.String())
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}

// channelTable shows a channel; its last changes stand below.
func channelTable(k *client.Channel) *listing {
	t := table("channel", k.ID).add("payer", k.Party.String()).add("token", k.Token).add("state", k.State).
		add("left", k.Left+" "+k.Asset).add("free", k.Free).add("reserved", k.Reserved).add("signed", k.Signed).add("charged", k.Charged).
		add("claimed", k.Claimed).add("claimable", k.Claimable).add("leaving", k.Leaving).add("owed", k.Owed).add("opened", when(k.Opened))
	if !k.Ends.IsZero() {
		t.add("ends", when(k.Ends))
	}
	for _, s := range k.Steps {
		text := s.Step
		if s.Amount != "" {
			text += " " + s.Amount
		}
		t.add(when(s.At), text)
	}
	return t
}

func channelAction(k *client.Channel, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	return k, channelTable(k), nil
}

func showChannel() action {
	return action{
		use: "show ID", short: "Show how a channel stands now, and its last changes", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			return channelAction(c.Channel(ctx, args[0]))
		},
	}
}

func releaseChannel() action {
	var amount string
	return action{
		use: "release ID", short: "Send what is free of a channel back to its payer on the chain", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&amount, "amount", "", "in the channel's asset; all that is free when missing")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			return channelAction(c.ReleaseChannel(ctx, args[0], amount))
		},
	}
}

func returnChannel() action {
	return action{
		use: "return ID", short: "Put back on a channel what was to go back to its payer and was never sent", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			return channelAction(c.ReturnChannel(ctx, args[0]))
		},
	}
}
