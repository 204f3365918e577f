package sender

import (
	"time"

	"aidollar/chain"
	"aidollar/chain/keys"
)

const (
	intervalDefault = 2 * time.Second
	stuckDefault    = 45 * time.Second
	resendDefault   = 20 * time.Second
	inFlightDefault = 16 // what nodes keep of an account for sure
	openDefault     = 10_000
	gasDefault      = 15_000_000 // below what a transaction may use (EIP-7825)
	marginDefault   = 25
	retainDefault   = 90 * 24 * time.Hour
	attemptsMax     = 20 // transactions signed for one intent
)

// Config is one account on one chain. What is zero and has a default gets it.
type Config struct {
	Client   *chain.Client
	Signer   keys.Signer
	Outbox   string // the file; its folder must be there
	Finality chain.Finality
	Fees     Fees

	Interval    time.Duration // between looks at the chain: 2 s
	StuckAfter  time.Duration // when what is not included is replaced: 45 s
	ResendAfter time.Duration // when it is handed over again: 20 s
	InFlightMax int           // intents with a nonce that are not included: 16
	OpenMax     int           // intents that are not final: 10,000
	GasMax      uint64        // of one transaction: 15 million
	GasMargin   uint64        // what is added to the estimate, in percent: 25
	Retain      time.Duration // how long a final intent's id is remembered: 90 days

	// Changed is told of every change, in order, from within Run; when Run begins
	// it is told of everything that is open. What became final while nobody was
	// told is found by Status. It may call the sender, and should not block.
	Changed func(Status)
	// Report is told of errors after which Run goes on. It must not block.
	Report func(error)
}

func (c *Config) complete() error {
	if c.Client == nil || c.Signer == nil || c.Outbox == "" {
		return chain.Errorf(chain.Stop, chain.CodeConfig, "a sender has a client, a signer and an outbox")
	}
	if err := c.Finality.Check(); err != nil {
		return err
	}
	if err := c.Fees.check(); err != nil {
		return err
	}
	set(&c.Interval, intervalDefault)
	set(&c.StuckAfter, stuckDefault)
	set(&c.ResendAfter, resendDefault)
	set(&c.InFlightMax, inFlightDefault)
	set(&c.OpenMax, openDefault)
	set(&c.GasMax, gasDefault)
	set(&c.GasMargin, marginDefault)
	set(&c.Retain, retainDefault)
	if c.Changed == nil {
		c.Changed = func(Status) {}
	}
	if c.Report == nil {
		c.Report = func(error) {}
	}
	return nil
}

func set[T int | uint64 | time.Duration](v *T, otherwise T) {
	if *v <= 0 {
		*v = otherwise
	}
}
