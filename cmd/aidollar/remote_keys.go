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

// limitNone takes a limit away.
const limitNone = "none"

// changeKey changes what its flags name and leaves the rest.
func changeKey() action {
	var wanted client.NewKey
	var limits client.SpendLimits
	var expires string
	var lifetime time.Duration
	var command *cobra.Command
	return action{
		use: "change ID", short: "Change a key's terms: what no flag names stays", args: 1,
		flags: func(c *cobra.Command) {
			command = c
			f := c.Flags()
			f.StringVar(&expires, "expires", "", "time or day of UTC at which it stops working, or none")
			f.DurationVar(&lifetime, "expires-in", 0, "how long it works from now on")
			f.StringSliceVar(&wanted.Models, "model", nil, "model it may call, or a prefix that ends in *; may be given several times, and '' is every model")
			f.StringSliceVar(&wanted.Networks, "network", nil, "address or network it may be used from; may be given several times, and '' is everywhere")
			f.Uint32Var(&wanted.RequestsPerMinute, "requests-per-minute", 0, "most requests a minute; 0 is no limit")
			f.Uint32Var(&wanted.TokensPerMinute, "tokens-per-minute", 0, "most tokens a minute; 0 is no limit")
			f.StringVar(&limits.Day, "limit-day", "", "most that is spent on a day of UTC, or none")
			f.StringVar(&limits.Month, "limit-month", "", "most that is spent in a month of UTC, or none")
			f.StringVar(&limits.Total, "limit-total", "", "most that is ever spent, or none")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("key", args[0])
			if err != nil {
				return nil, nil, err
			}
			given := command.Flags().Changed
			change := client.Change{}
			for flag, value := range map[string]any{
				"model": wanted.Models, "network": wanted.Networks,
				"requests-per-minute": wanted.RequestsPerMinute, "tokens-per-minute": wanted.TokensPerMinute,
			} {
				if given(flag) {
					member := map[string]string{"model": "models", "network": "networks"}[flag]
					if member == "" {
						member = strings.ReplaceAll(flag, "-", "_")
					}
					change[member] = value
				}
			}
			if err := changeExpiry(change, expires, lifetime); err != nil {
				return nil, nil, err
			}
			if given("limit-day") || given("limit-month") || given("limit-total") {
				if err := changeLimits(ctx, c, id, change, &limits); err != nil {
					return nil, nil, err
				}
			}
			if len(change) == 0 {
				return nil, nil, &usageError{errors.New("nothing is to be changed; name a term, such as --limit-day 10")}
			}
			k, err := c.ChangeKey(ctx, id, change)
			if err != nil {
				return nil, nil, err
			}
			return k, keyTable(k), nil
		},
	}
}

func changeExpiry(change client.Change, expires string, lifetime time.Duration) error {
	switch {
	case expires != "" && lifetime != 0:
		return &usageError{errors.New("--expires and --expires-in say the same; give one")}
	case lifetime < 0:
		return &usageError{errors.New("--expires-in is below zero; to end a key now, revoke it")}
	case expires == limitNone:
		change["expires"] = nil
	case expires != "":
		at, err := readTime("expires", expires)
		if err != nil {
			return err
		}
		change["expires"] = at
	case lifetime > 0:
		change["expires"] = time.Now().Add(lifetime).UTC()
	}
	return nil
}

// changeLimits puts new limits among those that the key has: the API takes them
// together.
func changeLimits(ctx context.Context, c *client.Client, id client.ID, change client.Change, limits *client.SpendLimits) error {
	k, err := c.Key(ctx, id)
	if err != nil {
		return err
	}
	now := client.SpendLimits{}
	if k.Limits != nil {
		now = *k.Limits
	}
	for _, part := range []struct {
		wanted string
		into   *string
	}{{limits.Day, &now.Day}, {limits.Month, &now.Month}, {limits.Total, &now.Total}} {
		switch part.wanted {
		case "":
		case limitNone:
			*part.into = ""
		default:
			*part.into = part.wanted
		}
	}
	change["limits"] = given(now)
	return nil
}

func keyTable(k *client.Key) *listing {
	t := table("ID", k.ID.String()).add("NAME", k.Name).add("SCOPES", strings.Join(k.Scopes, ","))
	for _, term := range [...][2]string{
		{"PARTY", shownID(k.Party)}, {"PROJECT", shownID(k.Project)}, {"EXPIRES", when(k.Expires)}, {"REVOKED", when(k.Revoked)},
		{"MODELS", strings.Join(k.Models, " ")}, {"NETWORKS", strings.Join(k.Networks, " ")},
		{"REQUESTS", perMinute(k.RequestsPerMinute)}, {"TOKENS", perMinute(k.TokensPerMinute)}, {"LIMITS", strings.TrimSpace(spent(k.Limits))},
	} {
		if term[1] != "" {
			t.add(term[0], term[1])
		}
	}
	return t
}

func perMinute(n uint32) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d a minute", n)
}

func showKey() action {
	return action{
		use: "show ID", short: "Show a key and its terms, without its secret", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("key", args[0])
			if err != nil {
				return nil, nil, err
			}
			k, err := c.Key(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			return k, keyTable(k), nil
		},
	}
}
