package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func webhookCommands() []*cobra.Command {
	return []*cobra.Command{group("webhooks", "Addresses that events are delivered to",
		addWebhook(), listWebhooks(), changeWebhook(), rotateWebhook(), testWebhook(), deliveries(), resendWebhook(), removeWebhook())}
}

func webhooks(list ...client.Webhook) *listing {
	t := table("ID", "PARTY", "URL", "TYPES", "STATE", "SINCE")
	for _, w := range list {
		t.add(w.ID.String(), shownID(w.Party), w.URL, strings.Join(w.Types, ","), webhookState(&w), when(w.Since))
	}
	return t
}

func webhookState(w *client.Webhook) string {
	switch {
	case !w.Enabled:
		return "disabled: " + w.Reason
	case !w.Failing.IsZero():
		return "failing since " + when(w.Failing)
	}
	return "enabled"
}

// secretTable shows a secret that was just made.
func secretTable(w *client.Webhook) *listing {
	return table("ID", w.ID.String()).add("SECRET", w.Secret).add("", "keep it now: it is not shown again")
}

func addWebhook() action {
	var w client.NewWebhook
	var party string
	return action{
		use: "add URL", short: "Have events delivered to an address from now on, and show the secret that signs them", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "whose events; the key's own party when left out, and with an operator's key everybody's")
			c.Flags().StringSliceVar(&w.Types, "type", nil, "only of these types, such as call.captured; with commas between")
			c.Flags().StringVar(&w.Description, "description", "", "for people")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			w.Party, w.URL = id, args[0]
			made, err := c.CreateWebhook(ctx, w)
			if err != nil {
				return nil, nil, err
			}
			return made, secretTable(made), nil
		},
	}
}

func listWebhooks() action {
	var l client.Listing
	var party string
	return action{
		use: "list", short: "List the addresses that events are delivered to",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "of this party alone")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			id, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Webhooks(ctx, id, l)
			if err != nil {
				return nil, nil, err
			}
			t := webhooks(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

// onWebhook is an action on one webhook.
func onWebhook(use, short string, flags func(*cobra.Command), run func(ctx context.Context, c *client.Client, id client.ID) (any, *listing, error)) action {
	return action{use: use, short: short, args: 1, flags: flags, run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
		id, err := parseID("webhook", args[0])
		if err != nil {
			return nil, nil, err
		}
		return run(ctx, c, id)
	}}
}

// changeWebhook changes what its flags name and leaves the rest.
func changeWebhook() action {
	var url, description string
	var types []string
	var enable, disable bool
	var command *cobra.Command
	flags := func(c *cobra.Command) {
		command = c
		c.Flags().StringVar(&url, "address", "", "another address")
		c.Flags().StringSliceVar(&types, "type", nil, "only of these types; '' is every type")
		c.Flags().StringVar(&description, "description", "", "for people; '' takes it away")
		c.Flags().BoolVar(&enable, "enable", false, "go on, where it stands; what was not taken is tried again at once")
		c.Flags().BoolVar(&disable, "disable", false, "deliver nothing until it is enabled again")
	}
	return onWebhook("change ID", "Change an address, its types, or whether it is delivered to", flags, func(ctx context.Context, c *client.Client, id client.ID) (any, *listing, error) {
		if enable && disable {
			return nil, nil, &usageError{errors.New("--enable and --disable exclude each other")}
		}
		given := command.Flags().Changed
		change := client.Change{}
		if given("address") {
			change["url"] = url
		}
		if given("type") {
			change["types"] = nil
			if len(types) > 0 && types[0] != "" {
				change["types"] = types
			}
		}
		if given("description") {
			change["description"] = nil
			if description != "" {
				change["description"] = description
			}
		}
		if enable || disable {
			change["enabled"] = enable
		}
		if len(change) == 0 {
			return nil, nil, &usageError{errors.New("nothing is to be changed; name something, such as --enable")}
		}
		w, err := c.ChangeWebhook(ctx, id, change)
		if err != nil {
			return nil, nil, err
		}
		return w, webhooks(*w), nil
	})
}

func rotateWebhook() action {
	var grace time.Duration
	flags := func(c *cobra.Command) {
		c.Flags().DurationVar(&grace, "grace", 24*time.Hour, "how long the secrets before sign as well")
	}
	return onWebhook("rotate ID", "Make another secret and show it", flags, func(ctx context.Context, c *client.Client, id client.ID) (any, *listing, error) {
		w, err := c.RotateWebhook(ctx, id, grace)
		if err != nil {
			return nil, nil, err
		}
		return w, secretTable(w), nil
	})
}

func testWebhook() action {
	return onWebhook("test ID", "Deliver an event webhook.test now and say what came back", nil, func(ctx context.Context, c *client.Client, id client.ID) (any, *listing, error) {
		d, err := c.TestWebhook(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		return d, attempts(*d), nil
	})
}

func attempts(list ...client.Delivery) *listing {
	t := table("TIME", "EVENT", "TYPE", "OUTCOME", "STATUS", "TOOK", "NEXT", "DETAIL")
	for _, d := range list {
		status := ""
		if d.Status != 0 {
			status = fmt.Sprint(d.Status)
		}
		t.add(when(d.At), d.Event, d.Type, d.Outcome, status, fmt.Sprint(d.Millis, " ms"), when(d.Next), d.Detail)
	}
	return t
}

func deliveries() action {
	var l client.Listing
	flags := func(c *cobra.Command) { pageFlags(c, &l) }
	return onWebhook("deliveries ID", "List the last attempts to deliver, the newest first", flags, func(ctx context.Context, c *client.Client, id client.ID) (any, *listing, error) {
		page, err := c.Deliveries(ctx, id, l)
		if err != nil {
			return nil, nil, err
		}
		t := attempts(page.Items...)
		t.next = page.Next
		if p := page.Pending; p != nil {
			t.notes = append(t.notes, fmt.Sprintf("event %s was not taken %d times and holds up what is behind it; it is tried again at %s", p.Event, p.Failures, when(p.Next)))
		}
		return page, t, nil
	})
}

func resendWebhook() action {
	return action{
		use: "resend ID EVENT", short: "Go on with an event: it and everything behind it is delivered, again or early", args: 2,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("webhook", args[0])
			if err != nil {
				return nil, nil, err
			}
			w, err := c.ResendWebhook(ctx, id, args[1])
			if err != nil {
				return nil, nil, err
			}
			return w, webhooks(*w), nil
		},
	}
}

func removeWebhook() action {
	return onWebhook("remove ID", "Deliver nothing to an address any more, and forget it", nil, func(ctx context.Context, c *client.Client, id client.ID) (any, *listing, error) {
		if err := c.DeleteWebhook(ctx, id); err != nil {
			return nil, nil, err
		}
		return map[string]string{"removed": id.String()}, table("removed", id.String()), nil
	})
}
