package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func ledgerCommands() []*cobra.Command {
	return []*cobra.Command{
		group("accounts", "Accounts of the ledger", addAccount(), showAccount(), history()),
		balances().command(),
		group("transfers", "Transfers between accounts", addTransfer(), showTransfer()),
		group("deposits", "Money that came in", addDeposit()),
		group("withdrawals", "Money that went out", addWithdrawal()),
		group("calls", "Calls of models", listCalls()),
		receiptCommands(),
		position().command(),
	}
}

func accounts(list ...*client.Account) *listing {
	t := table("ID", "CODE", "ASSET", "DEBITS", "CREDITS", "HELD", "SPENDABLE", "FLAGS")
	for _, a := range list {
		t.add(a.ID.String(), fmt.Sprint(a.Code), a.Asset, a.DebitsPosted, a.CreditsPosted, a.DebitsPending, a.Spendable, strings.Join(a.Flags, ","))
	}
	return t
}

func addAccount() action {
	var a client.NewAccount
	return action{
		use: "add", short: "Open an account",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&a.Asset, "asset", "", "asset; USD when left out")
			c.Flags().Uint16Var(&a.Code, "code", 1, "place in the chart of accounts")
			c.Flags().StringSliceVar(&a.Flags, "flag", nil, "limit_debit, limit_credit; may be given several times")
			c.Flags().StringVar(&a.DebitMax, "debit-max", "", "with limit_debit: how far the account may be overdrawn")
			c.Flags().StringVar(&a.CreditMax, "credit-max", "", "with limit_credit: how far credits may exceed debits")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			made, err := c.CreateAccount(ctx, a)
			if err != nil {
				return nil, nil, err
			}
			return made, accounts(made), nil
		},
	}
}

func showAccount() action {
	return action{
		use: "show ID", short: "Show an account and its balances", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("account", args[0])
			if err != nil {
				return nil, nil, err
			}
			a, err := c.Account(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			return a, accounts(a), nil
		},
	}
}

func movements(list []client.Posting) *listing {
	t := table("POSTED", "ID", "DEBIT", "CREDIT", "AMOUNT", "ASSET", "CODE", "FLAGS")
	for _, p := range list {
		t.add(when(p.Posted), p.ID.String(), p.Debit.String(), p.Credit.String(), p.Amount, p.Asset, fmt.Sprint(p.Code), strings.Join(p.Flags, ","))
	}
	return t
}

func history() action {
	var l client.Listing
	return action{
		use: "history ID", short: "List an account's movements, the newest first", args: 1,
		flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("account", args[0])
			if err != nil {
				return nil, nil, err
			}
			page, err := c.History(ctx, id, l)
			if err != nil {
				return nil, nil, err
			}
			t := movements(page.Items)
			t.next = page.Next
			return page, t, nil
		},
	}
}

// balances shows a party's accounts by their names in the house.
func balances() action {
	return action{
		use: "balances PARTY", short: "Show what a buyer has to spend, or a seller is owed", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("party", args[0])
			if err != nil {
				return nil, nil, err
			}
			p, err := c.Buyer(ctx, id)
			if client.IsCode(err, "party_unknown") || client.IsCode(err, "buyer_unknown") || client.IsCode(err, "not_found") {
				p, err = c.Seller(ctx, id)
			}
			if err != nil {
				return nil, nil, err
			}
			t := table("ACCOUNT", "ID", "DEBITS", "CREDITS", "HELD", "SPENDABLE")
			found := map[string]*client.Account{}
			for _, name := range slices.Sorted(maps.Keys(p.Accounts)) {
				a, err := c.Account(ctx, p.Accounts[name])
				if err != nil {
					return nil, nil, err
				}
				found[name] = a
				t.add(name, a.ID.String(), a.DebitsPosted, a.CreditsPosted, a.DebitsPending, a.Spendable)
			}
			standing, err := c.PartyBalance(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			if standing.Withdrawable != "" {
				t.notes = append(t.notes, fmt.Sprintf("can be withdrawn to a chain: %s; not final: %s; owed to the house: %s", standing.Withdrawable, standing.Promised, standing.Debt))
			}
			for _, l := range standing.Credit {
				t.notes = append(t.notes, fmt.Sprintf("credit line of %s %s, %s: drawn %s, left %s, due %s, overdue %s", l.Amount, l.Asset, l.State, l.Drawn, l.Left, l.Due, l.Overdue))
			}
			return map[string]any{"party": p, "accounts": found, "standing": standing}, t, nil
		},
	}
}

func addTransfer() action {
	var flags []string
	var code uint16
	var asset, id string
	return action{
		use: "add DEBIT CREDIT AMOUNT", short: "Move an amount from the debit to the credit account", args: 3,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&id, "id", "", "id of the transfer, a UUIDv7; the same id again moves nothing again")
			c.Flags().StringVar(&asset, "asset", "", "asset; USD when left out")
			c.Flags().Uint16Var(&code, "code", 0, "why, for readers")
			c.Flags().StringSliceVar(&flags, "flag", nil, "pending, balancing_debit, balancing_credit, split")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			t := client.NewTransfer{Amount: args[2], Asset: asset, Code: code, Flags: flags}
			var err error
			if t.Debit, err = parseID("debit account", args[0]); err != nil {
				return nil, nil, err
			}
			if t.Credit, err = parseID("credit account", args[1]); err != nil {
				return nil, nil, err
			}
			if id != "" {
				if t.ID, err = parseID("transfer", id); err != nil {
					return nil, nil, err
				}
			}
			r, err := c.Transfer(ctx, t)
			if err != nil {
				return nil, nil, err
			}
			return r, table("ID", "RESULT", "AMOUNT").add(r.ID.String(), r.Result, r.Amount), nil
		},
	}
}

func showTransfer() action {
	return action{
		use: "show ID", short: "Show a movement", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("transfer", args[0])
			if err != nil {
				return nil, nil, err
			}
			p, err := c.Posting(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			return p, movements([]client.Posting{*p}), nil
		},
	}
}

func moved(m *client.Movement) *listing {
	return table("ID", "PARTY", "AMOUNT", "ASSET", "REFERENCE").add(m.ID.String(), m.Party.String(), m.Amount, m.Asset, m.Reference)
}

func addDeposit() action {
	var reference string
	return action{
		use: "add BUYER AMOUNT", short: "Credit a buyer by hand with money that came in", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&reference, "reference", "", "where it came from, such as a bank's reference")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			buyer, err := parseID("buyer", args[0])
			if err != nil {
				return nil, nil, err
			}
			m, err := c.Deposit(ctx, client.NewDeposit{Buyer: buyer, Amount: args[1], Reference: reference})
			if err != nil {
				return nil, nil, err
			}
			return m, moved(m), nil
		},
	}
}

func addWithdrawal() action {
	var reference string
	return action{
		use: "add PARTY AMOUNT", short: "Debit a buyer or a seller by hand with money that went out", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&reference, "reference", "", "where it went, such as a bank's reference")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			party, err := parseID("party", args[0])
			if err != nil {
				return nil, nil, err
			}
			m, err := c.Withdraw(ctx, client.NewWithdrawal{Party: party, Amount: args[1], Reference: reference})
			if err != nil {
				return nil, nil, err
			}
			return m, moved(m), nil
		},
	}
}

func listCalls() action {
	var l client.Listing
	var party, model string
	return action{
		use: "list", short: "List calls, the newest first",
		flags: func(c *cobra.Command) {
			pageFlags(c, &l)
			c.Flags().StringVar(&party, "party", "", "only this buyer's or seller's")
			c.Flags().StringVar(&model, "model", "", "only of this model")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			filter := client.CallFilter{Model: model}
			if party != "" {
				id, err := parseID("party", party)
				if err != nil {
					return nil, nil, err
				}
				filter.Party = id
			}
			page, err := c.Calls(ctx, filter, l)
			if err != nil {
				return nil, nil, err
			}
			t := table("OPENED", "ID", "MODEL", "STATE", "RESERVED", "CHARGE", "ASSET")
			for _, call := range page.Items {
				t.add(when(call.OpenedAt), call.ID.String(), call.Model, call.State, call.Reserved, call.Charge, call.Asset)
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}

func showReceipt() action {
	return action{
		use: "show CALL", short: "Show a call's usage, prices and movements", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("call", args[0])
			if err != nil {
				return nil, nil, err
			}
			r, err := c.Receipt(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			return r, receiptTable(r), nil
		},
	}
}

func receiptTable(r *client.Receipt) *listing {
	t := table("call", r.ID.String()).
		add("state", r.State).add("model", r.Model).
		add("card", fmt.Sprintf("%s, version %d", r.CardName, r.CardVersion)).
		add("opened", when(r.OpenedAt)).add("closed", when(r.ClosedAt)).add("reserved", r.Reserved)
	for _, l := range r.Lines {
		t.add(l.Meter, fmt.Sprintf("%d x %s = %s", l.Quantity, l.Price, l.Amount))
	}
	if r.State == "captured" {
		t.add("exact", r.Exact).add("carried in", r.CarryIn).add("carried on", r.CarryOut).add("usage", r.Source)
	}
	t.add("charge", r.Charge+" "+r.Asset)
	if r.Returned != "" {
		t.add("returned", r.Returned+" "+r.Asset)
	}
	for _, p := range r.Grants {
		t.add("paid by grant", fmt.Sprintf("%s of %s, %s", p.Amount, p.Name, p.Grant))
	}
	for _, p := range r.Postings {
		t.add("posting", fmt.Sprintf("%s -> %s  %s  %s", p.Debit, p.Credit, p.Amount, strings.Join(p.Flags, ",")))
	}
	return t
}

func position() action {
	return action{
		use: "position", short: "Show how far the log and the books are",
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			p, err := c.Position(ctx)
			if err != nil {
				return nil, nil, err
			}
			return p, table("LOG", "HASH", "BOOKS").add(fmt.Sprint(p.Sequence), p.Hash, fmt.Sprint(p.Books)), nil
		},
	}
}
