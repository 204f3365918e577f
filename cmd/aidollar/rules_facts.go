package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func listFacts() action {
	var f client.FactsFilter
	var l client.Listing
	return action{use: "list", short: "List the entities of which facts are registered",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&f.Type, "type", "", "only entities of this type, such as Participant")
			c.Flags().BoolVar(&f.Set, "set", false, "those that come with the rules in force instead")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.ListFacts(ctx, f, l)
			if err != nil {
				return nil, nil, err
			}
			t := factTable()
			for i := range page.Items {
				addFacts(t, page.Items[i].Entity, page.Items[i].Versions)
			}
			t.next = page.Next
			return page, t, nil
		}}
}

func factTable() *listing { return table("ENTITY", "IN", "FROM", "UNTIL", "SOURCE", "ATTRIBUTES") }

func addFacts(t *listing, entity string, versions []client.FactVersion) {
	for i := range versions {
		v := &versions[i]
		t.add(entity, orDash(strings.Join(v.In, ",")), dayOrDash(v.From), dayOrDash(v.Until), orDash(v.Source), string(v.Attributes))
	}
}

func setFacts() action {
	var party string
	return action{use: "set FILE", short: "Give entities the facts of a file, instead of those that were registered; - reads what comes in", args: 1,
		flags: func(c *cobra.Command) {
			c.Long = "set registers facts in the form of a pack's files of facts, in YAML or JSON: of each entity in the file all versions, and nothing else of it stays. Entities that are not in the file keep their facts. A mistake is told with its line, and nothing is then registered."
			c.Flags().StringVar(&party, "party", "", "the facts are of this party, and need not name the entity")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			text, err := readFileOrInput(args[0])
			if err != nil {
				return nil, nil, err
			}
			if party != "" {
				id, err := parseID("party", party)
				if err != nil {
					return nil, nil, err
				}
				return factsShown(c.PutPartyFacts(ctx, id, text))
			}
			w, err := c.PutFacts(ctx, text)
			if err != nil {
				return nil, nil, err
			}
			return w, table("ENTITIES", "VERSIONS", "CHANGED").add(strconv.Itoa(w.Entities), strconv.Itoa(w.Versions), yesNo(w.Changed)), nil
		}}
}

func factsShown(f *client.Facts, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	t := factTable()
	addFacts(t, f.Entity, f.Versions)
	if len(f.Now) > 0 {
		t.notes = append(t.notes, "now: "+string(f.Now))
	}
	for i := range f.History {
		v := &f.History[i]
		line := fmt.Sprintf("registered %s: from %s, %s", when(v.Registered), dayOrDash(v.From), v.Attributes)
		if !v.Replaced.IsZero() {
			line += "; replaced " + when(v.Replaced)
		}
		t.notes = append(t.notes, line)
	}
	return f, t, nil
}

// entityOf splits an entity's name.
func entityOf(text string) (kind, id string, err error) {
	kind, id, found := strings.Cut(text, "/")
	if !found || kind == "" || id == "" {
		return "", "", &usageError{fmt.Errorf("%q is no entity; name one as Type/id, such as Jurisdiction/US or Participant/PARTY", text)}
	}
	return kind, id, nil
}

func showFacts() action {
	return action{use: "show ENTITY", short: "Show what is known of an entity, what is computed of it, and what was ever registered", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			kind, id, err := entityOf(args[0])
			if err != nil {
				return nil, nil, err
			}
			return factsShown(c.Facts(ctx, kind, id))
		}}
}

func removeFacts() action {
	return action{use: "remove ENTITY", short: "Take the registered facts of an entity away", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			kind, id, err := entityOf(args[0])
			if err != nil {
				return nil, nil, err
			}
			return struct{}{}, table("removed"), c.RemoveFacts(ctx, kind, id)
		}}
}
