package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

// eventsCommand lists events, or prints them as they happen.
func eventsCommand() *cobra.Command {
	var r remote
	var l client.Listing
	var types []string
	var follow, beginning bool
	c := &cobra.Command{
		Use: "events", Short: "List what happened, the oldest first, or follow it with --follow", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			if beginning && !follow {
				return &usageError{errors.New("--beginning goes with --follow; a list begins there by itself")}
			}
			if follow {
				return explain(followEvents(cmd.Context(), c, client.Following{Types: types, After: l.After, Beginning: beginning}, r.json, cmd.OutOrStdout()))
			}
			page, err := c.Events(cmd.Context(), types, l)
			if err != nil {
				return explain(err)
			}
			if r.json {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(page)
			}
			t := table("TIME", "TYPE", "ABOUT")
			for i := range page.Items {
				t.add(when(page.Items[i].Time), page.Items[i].Type, compact(page.Items[i].Data))
			}
			t.next, t.notes = page.Next, behind(page.Lag)
			return t.print(cmd.OutOrStdout())
		},
	}
	r.flags(c)
	pageFlags(c, &l)
	c.Flags().StringSliceVar(&types, "type", nil, "only of these types, such as call.captured; with commas between")
	c.Flags().BoolVar(&follow, "follow", false, "go on as things happen, from now on or behind --after, until interrupted")
	c.Flags().BoolVar(&beginning, "beginning", false, "with --follow: from the first event")
	return c
}

// followEvents prints events, a line each, until it is interrupted.
func followEvents(ctx context.Context, c *client.Client, from client.Following, asJSON bool, w io.Writer) error {
	err := c.Follow(ctx, from, func(e client.Event) error {
		if asJSON {
			return json.NewEncoder(w).Encode(e)
		}
		return say(w, "%s  %-18s  %s\n", e.Time.UTC().Format(time.DateTime), e.Type, compact(e.Data))
	})
	if ctx.Err() != nil {
		return nil // whoever followed has seen enough
	}
	return err
}

// compact prints JSON in one line.
func compact(raw json.RawMessage) string {
	var out bytes.Buffer
	if err := json.Compact(&out, raw); err != nil {
		return fmt.Sprintf("%q", raw)
	}
	return out.String()
}
