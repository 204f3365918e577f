package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func partyCommands() []*cobra.Command {
	return []*cobra.Command{
		group("buyers", "Buyers", addParty("buyer"), listParties("buyers"), addPartyAsset("buyer")),
		group("sellers", "Sellers", addParty("seller"), listParties("sellers"), addPartyAsset("seller")),
		group("keys", "API keys", addKey(), listKeys(), showKey(), changeKey(), rotateKey(), revokeKey()),
		group("cards", "Rate cards", addCard(), listCards(), showCard()),
	}
}

func parties(list []client.Party) *listing {
	t := table("ID", "ROLE", "NAME", "ASSET", "COMMISSION", "SINCE", "BARRED")
	for _, p := range list {
		commission := ""
		if p.Role == "seller" {
			commission = p.Commission + " %"
		}
		t.add(p.ID.String(), p.Role, p.Name, p.Asset, commission, when(p.Since), p.Barred)
	}
	return t
}

func addParty(role string) action {
	var p client.NewParty
	return action{
		use: "add NAME", short: "Enter a " + role, args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&p.Asset, "asset", "", "asset it pays or is paid in; USD when left out")
			if role == "seller" {
				c.Flags().StringVar(&p.Commission, "commission", "", "percent of its sales that the house keeps, such as 1.5")
			}
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			p.Name = args[0]
			create := c.CreateBuyer
			if role == "seller" {
				create = c.CreateSeller
			}
			made, err := create(ctx, p)
			if err != nil {
				return nil, nil, err
			}
			return made, parties([]client.Party{*made}), nil
		},
	}
}

func listParties(roles string) action {
	var l client.Listing
	return action{
		use: "list", short: "List the " + roles,
		flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			list := c.Buyers
			if roles == "sellers" {
				list = c.Sellers
			}
			page, err := list(ctx, l)
			if err != nil {
				return nil, nil, err
			}
			t := parties(page.Items)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func addPartyAsset(role string) action {
	return action{
		use: "asset " + strings.ToUpper(role) + " ASSET", short: "Open a " + role + "'s accounts in a further asset", args: 2,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			party, err := parseID(role, args[0])
			if err != nil {
				return nil, nil, err
			}
			a, err := c.AddPartyAsset(ctx, party, args[1])
			if err != nil {
				return nil, nil, err
			}
			return a, table("ACCOUNT", "ASSET", "SPENDABLE").add(a.ID.String(), a.Asset, a.Spendable), nil
		},
	}
}

func keys(list []client.Key) *listing {
	t := table("ID", "PARTY", "NAME", "SCOPES", "SINCE", "REVOKED")
	for _, k := range list {
		party := ""
		if !k.Party.IsZero() {
			party = k.Party.String()
		}
		t.add(k.ID.String(), party, k.Name, strings.Join(k.Scopes, ","), when(k.Since), when(k.Revoked))
	}
	return t
}

func addKey() action {
	var k client.NewKey
	var limits client.SpendLimits
	var party, project string
	var lifetime time.Duration
	return action{
		use: "add", short: "Make an API key and show its secret, once",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "buyer or seller that the key is for; left out, it is an operator's")
			c.Flags().StringVar(&k.Name, "name", "key", "name, for people")
			c.Flags().StringSliceVar(&k.Scopes, "scope", []string{"call"}, "call, read, manage or admin; may be given several times")
			termFlags(c, &k, &limits, &project, &lifetime)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			if party != "" {
				id, err := parseID("party", party)
				if err != nil {
					return nil, nil, err
				}
				k.Party = id
			}
			id, err := optionalID("project", project)
			if err != nil {
				return nil, nil, err
			}
			k.Project, k.Limits = id, given(limits)
			if lifetime > 0 {
				k.Expires = time.Now().Add(lifetime).UTC()
			}
			made, err := c.CreateKey(ctx, k)
			if err != nil {
				return nil, nil, err
			}
			return made, table("ID", made.ID.String()).add("SECRET", made.Secret).add("", "keep it now: the house has only its hash"), nil
		},
	}
}

// termFlags read what a key may do beyond its scopes.
func termFlags(c *cobra.Command, k *client.NewKey, limits *client.SpendLimits, project *string, lifetime *time.Duration) {
	f := c.Flags()
	f.StringVar(project, "project", "", "project of the party that it draws on")
	f.DurationVar(lifetime, "expires-in", 0, "how long it works; for good when left out")
	f.StringSliceVar(&k.Models, "model", nil, "model it may call, or a prefix that ends in *; may be given several times")
	f.StringSliceVar(&k.Networks, "network", nil, "address or network it may be used from; may be given several times")
	f.Uint32Var(&k.RequestsPerMinute, "requests-per-minute", 0, "most requests a minute")
	f.Uint32Var(&k.TokensPerMinute, "tokens-per-minute", 0, "most tokens a minute")
	limitFlags(c, limits)
}

func listKeys() action {
	var l client.Listing
	return action{
		use: "list", short: "List the API keys, revoked ones too",
		flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Keys(ctx, l)
			if err != nil {
				return nil, nil, err
			}
			t := keys(page.Items)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func revokeKey() action {
	return action{
		use: "revoke ID", short: "Revoke an API key for good", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("key", args[0])
			if err != nil {
				return nil, nil, err
			}
			if err := c.RevokeKey(ctx, id); err != nil {
				return nil, nil, err
			}
			return map[string]string{"revoked": id.String()}, table("revoked", id.String()), nil
		},
	}
}

func cards(list []client.Card) *listing {
	t := table("NUMBER", "SELLER", "BUYER", "CARD", "VERSION", "CURRENCY", "MODELS")
	for _, c := range list {
		names := make([]string, len(c.Models))
		for i, m := range c.Models {
			names[i] = m.Model
		}
		t.add(fmt.Sprint(c.Number), c.Seller.String(), shownID(c.Buyer), c.Name, fmt.Sprint(c.Version), c.Asset, strings.Join(names, " "))
	}
	return t
}

func addCard() action {
	var buyer string
	return action{
		use: "add SELLER FILE", short: "Make a rate card the seller's current one", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&buyer, "buyer", "", "buyer whose own card it is; everybody's when left out")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			seller, err := parseID("seller", args[0])
			if err != nil {
				return nil, nil, err
			}
			text, err := os.ReadFile(args[1])
			if err != nil {
				return nil, nil, err
			}
			of, err := optionalID("buyer", buyer)
			if err != nil {
				return nil, nil, err
			}
			made, err := c.CreateCardFor(ctx, seller, of, text)
			if err != nil {
				return nil, nil, err
			}
			return made, cards([]client.Card{*made}), nil
		},
	}
}

func listCards() action {
	var l client.Listing
	return action{
		use: "list", short: "List the rate cards",
		flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Cards(ctx, client.ID{}, l)
			if err != nil {
				return nil, nil, err
			}
			t := cards(page.Items)
			t.next = page.Next
			return page, t, nil
		},
	}
}
