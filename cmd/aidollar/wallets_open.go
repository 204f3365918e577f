package main

import (
	"time"

	"aidollar/pay/x402/till"
)

// openWallets lets programs pay by x402 or MPP, where there is a chain to be paid on.
func (p *program) openWallets() error {
	if p.chains == nil {
		return nil
	}
	var tokens []till.Token
	for _, t := range p.chains.tokens() {
		tokens = append(tokens, till.Token{
			Number: t.Number, Currency: t.Currency, ChainID: t.ChainID, Asset: t.Contract, House: t.House, Settler: t.Settler,
			Name: t.Name, Version: t.Version, Unit: t.Unit,
			WithdrawDelay: t.channelTerms().WithdrawDelay, DepositMin: t.Channels.MinDeposit,
		})
	}
	taken, err := till.New(tokens, p.chains.verifier())
	if err != nil {
		return err
	}
	p.wallets = &wallets{
		till: taken, sessions: p.chains.sessionTokens(tokens), market: p.market, node: p.node, chains: p.chains, key: p.receipts.Key, log: p.log, now: time.Now, origin: p.config.Origin, screening: p.screening, turns: make(chan struct{}, judgeMax),
		timeout: max(longest(p.config), callTimeDefault) + collectSlack, advance: advanceTimeout,
	}
	p.market.due = p.chains.nudge
	p.gateway.Wallets = p.wallets
	return nil
}

// callTimeDefault is what the gateway gives a call when no upstream says it.
const callTimeDefault = 15 * time.Minute
