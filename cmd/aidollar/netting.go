package main

import (
	"context"
	"errors"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/node"
)

// netter ends a period in every asset before sellers are paid out.
func netter(n *node.Node) func(context.Context) error {
	return func(ctx context.Context) error {
		var commands []clearing.Net
		n.View(func(m *clearing.Machine) {
			m.Assets(func(number ledger.AssetID, _ money.Asset) bool {
				commands = append(commands, m.NetAll(newID(), number)...)
				return true
			})
		})
		for _, c := range commands {
			answer, err := n.Do(ctx, c)
			if err != nil {
				return err
			}
			if answer.Refusal != "" {
				return errors.New(answer.Refusal + ": " + clearing.Sentence(answer.Refusal))
			}
		}
		return nil
	}
}

// payOutTime bounds what a request waits for batches to be opened.
const payOutTime = 30 * time.Second

// payOutNow opens batches for operators; nil without chains.
func (p *program) payOutNow() func(context.Context) error {
	if p.chains == nil {
		return nil
	}
	return func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), payOutTime)
		defer cancel()
		return p.chains.treasury.PayOutNow(ctx)
	}
}
