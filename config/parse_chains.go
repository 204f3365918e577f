package config

import (
	"bytes"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"time"

	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/internal/keccak"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// The bounds of chains.
const (
	chainsMax         = 64
	endpointsMax      = 2
	chainTokensMax    = 64
	confirmationsMax  = 10_000
	chainIntervalMin  = 100 * time.Millisecond
	chainIntervalMax  = time.Minute
	domainMax         = 64 // bytes of a token's name in its EIP-712 domain
	coolingMax        = 365 * 24 * time.Hour
	payoutEveryMin    = time.Minute
	payoutEveryMax    = 31 * 24 * time.Hour
	etherDecimals     = 18
	gweiDecimals      = 9
	addressDigits     = 40
	chainIDMax        = 1<<63 - 1
	chainFactoriesMax = 64
	blockNumberMax    = 1<<63 - 1
	chainNameMax      = 64
	environmentPrefix = "$"
)

// chainList reads the chains on which tokens are taken and paid.
func (r *serverReader) chainList(v *yaml.Node) {
	ids, names := map[uint64]int{}, map[string]int{}
	for _, element := range r.filled(v, "chains", "chain", chainsMax) {
		c := r.chain(element)
		if line, twice := ids[c.ID]; twice && c.ID != 0 {
			r.Add(element, "chain_duplicate", "chain %d is listed twice, first on line %d; put all of its tokens into one", c.ID, line)
		}
		ids[c.ID] = element.Line
		if c.Name == "" {
			c.Name = "chain " + strconv.FormatUint(c.ID, 10)
		}
		if line, twice := names[c.Name]; twice && c.ID != 0 {
			r.Add(element, "chain_name_duplicate", "two chains are called %q, first on line %d", c.Name, line)
		}
		names[c.Name] = element.Line
		r.server.Chains = append(r.server.Chains, c)
	}
}

func (r *serverReader) chain(element *yaml.Node) Chain {
	c := Chain{Interval: ChainIntervalDefault, Fees: ChainFeesDefault(), Finality: Finality{Tag: finalityTags[0]}}
	r.mapping(element, "a chain", []field{
		{"id", true, func(v *yaml.Node) { c.ID, _ = r.Whole(v, "the chain's id", 1, chainIDMax) }},
		{"name", false, func(v *yaml.Node) { c.Name, _ = r.name(v, "the chain's name", chainNameMax) }},
		{"rpc", true, func(v *yaml.Node) { c.RPC = r.endpoints(v) }},
		{"finality", false, func(v *yaml.Node) { r.finality(v, &c.Finality) }},
		{"key", true, func(v *yaml.Node) { r.chainKey(v, &c.Key) }},
		{"payout", true, func(v *yaml.Node) { c.Payout = r.address(v, "payout") }},
		{"channels", false, func(v *yaml.Node) { r.chainChannels(v, &c.Channels) }},
		{"memo", false, func(v *yaml.Node) { c.Memo = r.address(v, "memo") }},
		{"multicall", false, func(v *yaml.Node) { c.Multicall = r.address(v, "multicall") }},
		{"factories", false, func(v *yaml.Node) {
			for _, element := range r.filled(v, "factories", "factory", chainFactoriesMax) {
				c.Factories = append(c.Factories, r.address(element, "a factory"))
			}
		}},
		{"from", false, func(v *yaml.Node) { c.From, _ = r.Whole(v, "from", 1, blockNumberMax) }},
		{"interval", false, func(v *yaml.Node) {
			keep(&c.Interval)(r.duration(v, "interval", chainIntervalMin, chainIntervalMax))
		}},
		{"fees", false, func(v *yaml.Node) { r.chainFees(v, &c.Fees) }},
		{"tokens", true, func(v *yaml.Node) { c.Tokens = r.chainTokens(v) }},
	})
	for i := range c.Tokens {
		if c.Tokens[i].Contract == c.Payout && c.Payout != (settlement.Address{}) {
			r.Add(element, "payout_is_token", "payout is the address of a token; it is the contract that holds the house's tokens")
		}
	}
	return c
}

// The bounds of channels; those of the delay are the escrow contract's.
const (
	withdrawDelayMin = 15 * time.Minute
	withdrawDelayMax = 30 * 24 * time.Hour
	claimWithinMin   = time.Second
	sessionGraceMin  = 10 * time.Minute // says the draft
)

// batchEscrow is where x402's clients know the escrow of batch-settlement to be, on
// every chain.
var batchEscrow = settlement.Address{0x40, 0x20, 0x07, 0x4e, 0x9d, 0xf2, 0xce, 0x1d, 0xee, 0x5a, 0x9c, 0x1b, 0x5c, 0x3f, 0x54, 0x1d, 0x02, 0xa1, 0x00, 0x03}

// claimAtDefault is ten dollars.
func claimAtDefault() money.Amount {
	amount, _ := payoutMinDefault().Mul64(10)
	return amount
}

// chainChannels reads the terms of channels. An empty section takes the defaults.
func (r *serverReader) chainChannels(v *yaml.Node, c *ChainChannels) {
	*c = ChainChannels{Escrow: batchEscrow, WithdrawDelay: WithdrawDelayDefault, ClaimAt: claimAtDefault(), ClaimWithin: ClaimWithinDefault, SessionGrace: SessionGraceDefault}
	r.mapping(v, "channels", []field{
		{"withdraw_delay", false, func(v *yaml.Node) {
			keep(&c.WithdrawDelay)(r.duration(v, "withdraw_delay", withdrawDelayMin, withdrawDelayMax))
		}},
		{"min_deposit", false, func(v *yaml.Node) { keep(&c.MinDeposit)(r.dollars(v, "min_deposit")) }},
		{"claim_at", false, func(v *yaml.Node) { keep(&c.ClaimAt)(r.dollars(v, "claim_at")) }},
		{"claim_within", false, func(v *yaml.Node) {
			keep(&c.ClaimWithin)(r.duration(v, "claim_within", claimWithinMin, withdrawDelayMax))
		}},
		{"sessions", false, func(v *yaml.Node) { c.Sessions = r.address(v, "sessions") }},
		{"session_grace", false, func(v *yaml.Node) {
			keep(&c.SessionGrace)(r.duration(v, "session_grace", sessionGraceMin, withdrawDelayMax))
		}},
	})
	if c.ClaimWithin >= c.WithdrawDelay {
		r.Add(v, "claim_late", "claim_within is not shorter than withdraw_delay, so that a payer could take out what was charged; make it shorter")
	}
}

// endpoints reads one URL or two. Providers put their keys into it, so that it may
// stand in an environment variable.
func (r *serverReader) endpoints(v *yaml.Node) (list []string) {
	elements := []*yaml.Node{v}
	if v.Kind == yaml.SequenceNode {
		elements = r.filled(v, "rpc", "URL", endpointsMax)
	}
	for _, element := range elements {
		text, ok := r.Text(element, "rpc")
		if !ok {
			continue
		}
		if name, is := strings.CutPrefix(text, environmentPrefix); is {
			if !environmentName(name) {
				r.Add(element, "rpc_env_malformed", "rpc %q is not a dollar sign and the name of an environment variable, such as $BASE_RPC", yamlfile.Shorten(text))
				continue
			}
			list = append(list, text)
			continue
		}
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			r.Add(element, "rpc_malformed", "rpc is no http or https URL, nor the name of an environment variable that holds one, such as $BASE_RPC")
			continue
		}
		if len(list) > 0 && list[0] == text {
			r.Add(element, "rpc_duplicate", "both endpoints are the same; two are there to watch each other")
			continue
		}
		list = append(list, text)
	}
	return list
}

func environmentName(s string) bool {
	for i, c := range []byte(s) {
		if c != '_' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

var finalityTags = []string{"finalized", "safe"}

// finality reads a word or a number of blocks.
func (r *serverReader) finality(v *yaml.Node, into *Finality) {
	if v.Tag == "!!int" {
		if n, ok := r.Whole(v, "finality", 1, confirmationsMax); ok {
			*into = Finality{Confirmations: n}
		}
		return
	}
	text, ok := r.Text(v, "finality")
	if !ok {
		return
	}
	for _, tag := range finalityTags {
		if text == tag {
			*into = Finality{Tag: tag}
			return
		}
	}
	r.Add(v, "finality_unknown", "finality is %q; it must be finalized, safe, or a number of blocks on top of one that counts as final", yamlfile.Shorten(text))
}

// chainKey reads where the key is: it never stands in the configuration.
func (r *serverReader) chainKey(v *yaml.Node, k *ChainKey) {
	r.mapping(v, "key", []field{
		{"keystore", false, func(v *yaml.Node) { r.path(v, "keystore", &k.Keystore) }},
		{"passphrase_file", false, func(v *yaml.Node) { r.path(v, "passphrase_file", &k.Passphrase) }},
		{"signer", false, func(v *yaml.Node) {
			text, ok := r.Text(v, "signer")
			u, err := url.Parse(text)
			switch {
			case !ok:
			case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
				r.Add(v, "signer_malformed", "signer is no http or https URL")
			default:
				k.Signer = text
			}
		}},
		{"address", false, func(v *yaml.Node) { k.Address = r.address(v, "address") }},
	})
	if v.Kind != yaml.MappingNode {
		return
	}
	file, other := k.Keystore != "" || k.Passphrase != "", k.Signer != "" || k.Address != (settlement.Address{})
	switch {
	case file == other:
		r.Add(v, "key_ambiguous", "key needs either keystore and passphrase_file, or signer and address")
	case file && (k.Keystore == "" || k.Passphrase == ""):
		r.Add(v, "key_incomplete", "a keystore needs a passphrase_file, which holds its passphrase in the first line, and the other way round")
	case other && (k.Signer == "" || k.Address == (settlement.Address{})):
		r.Add(v, "key_incomplete", "a signer needs the address of the key that it signs with, and the other way round")
	}
}

func (r *serverReader) chainFees(v *yaml.Node, f *ChainFees) {
	r.mapping(v, "fees", []field{
		{"tip_max", false, func(v *yaml.Node) { r.coins(v, "tip_max", "gwei", gweiDecimals, &f.TipMax) }},
		{"gas_max", false, func(v *yaml.Node) { r.coins(v, "gas_max", "gwei", gweiDecimals, &f.GasMax) }},
		{"day_max", false, func(v *yaml.Node) { r.coins(v, "day_max", "the chain's coin", etherDecimals, &f.DayMax) }},
	})
	if f.GasMax.Less(f.TipMax) {
		r.Add(v, "fees_order", "tip_max is more than gas_max, which is the most for a unit of gas with the tip in it")
	}
}

// coins reads an amount of a chain's coin, in its smallest unit.
func (r *serverReader) coins(v *yaml.Node, what, of string, decimals uint8, into *money.Amount) {
	text, ok := r.decimal(v, what)
	if !ok {
		return
	}
	amount, err := money.ParseDecimal(text, decimals)
	if err != nil || amount.IsZero() || amount.Hi != 0 {
		r.Add(v, "fee_invalid", "%s is %q; it must be an amount of %s such as 1.5", what, yamlfile.Shorten(text), of)
		return
	}
	*into = amount
}

func (r *serverReader) chainTokens(v *yaml.Node) (list []ChainToken) {
	lines := map[settlement.Address]int{}
	scale := uint64(money.USD().Scale)
	for _, element := range r.filled(v, "tokens", "token", chainTokensMax) {
		t := ChainToken{BatchTo: BatchToDefault, Asset: money.USD().Code}
		r.mapping(element, "a token", []field{
			{"contract", true, func(v *yaml.Node) { t.Contract = r.address(v, "contract") }},
			{"asset", false, func(v *yaml.Node) { r.currency(v, "asset", &t.Asset) }},
			{"name", true, func(v *yaml.Node) { t.Name = r.domain(v, "name") }},
			{"version", true, func(v *yaml.Node) { t.Version = r.domain(v, "version") }},
			{"decimals", true, func(v *yaml.Node) {
				n, _ := r.Whole(v, "decimals", 0, scale)
				t.Decimals = uint8(n)
			}},
			{"day_max", true, func(v *yaml.Node) { t.DayMax, _ = r.units(v, "day_max") }},
			{"batch_to", false, func(v *yaml.Node) {
				if n, ok := r.Whole(v, "batch_to", 1, settlement.ItemsMax); ok {
					t.BatchTo = uint16(n)
				}
			}},
			{"peg", false, func(v *yaml.Node) { t.Peg = r.tokenPeg(v) }},
			{"trust_below", false, func(v *yaml.Node) { t.TrustBelow, _ = r.units(v, "trust_below") }},
		})
		if line, twice := lines[t.Contract]; twice && t.Contract != (settlement.Address{}) {
			r.Add(element, "token_duplicate", "the token is listed twice, first on line %d; keep one", line)
		}
		lines[t.Contract] = element.Line
		list = append(list, t)
	}
	return list
}

// domain reads a part of an EIP-712 domain, which may have spaces and look like a
// number.
func (r *serverReader) domain(v *yaml.Node, what string) string {
	text, ok := r.Text(v, what)
	if ok && len(text) > domainMax {
		r.Add(v, "domain_long", "%s has more than %d bytes; it is that of the token's EIP-712 domain", what, domainMax)
	}
	return text
}

// address reads an address. One in upper and lower case carries a checksum
// (EIP-55), which finds most slips.
func (r *serverReader) address(v *yaml.Node, what string) (a settlement.Address) {
	if v.Kind == yaml.ScalarNode && strings.HasPrefix(v.Value, "0x") { // which YAML takes for a number
		v = &yaml.Node{Kind: v.Kind, Tag: "!!str", Value: v.Value, Line: v.Line, Column: v.Column}
	}
	text, ok := r.Text(v, what)
	if !ok {
		return a
	}
	digits, prefixed := strings.CutPrefix(text, "0x")
	raw, err := hex.DecodeString(digits)
	switch {
	case !prefixed || err != nil || len(digits) != addressDigits:
		r.Add(v, "address_invalid", "%s %q is no address: 0x and 40 hexadecimal digits", what, yamlfile.Shorten(text))
		return a
	case bytes.Equal(raw, a[:]):
		r.Add(v, "address_zero", "%s is the zero address, which nobody has", what)
		return a
	case digits != strings.ToLower(digits) && digits != strings.ToUpper(digits) && digits != checksummed(raw):
		r.Add(v, "address_checksum", "%s %s has a wrong checksum: a digit is mistyped; copy it again", what, text)
		return a
	}
	copy(a[:], raw)
	return a
}

// checksummed writes an address's digits with the checksum of EIP-55.
func checksummed(raw []byte) string {
	digits := []byte(hex.EncodeToString(raw))
	sum := keccak.Sum256(digits)
	for i, c := range digits {
		if nibble := sum[i/2] >> (4 * (1 - i%2)) & 0xf; c >= 'a' && nibble >= 8 {
			digits[i] = c - 'a' + 'A'
		}
	}
	return string(digits)
}

// payouts reads when sellers are paid without being asked.
func (r *serverReader) payouts(v *yaml.Node) {
	p := &r.server.Payouts
	timed := false
	r.mapping(v, "payouts", []field{
		{"every", false, func(v *yaml.Node) { keep(&p.Every)(r.duration(v, "every", payoutEveryMin, payoutEveryMax)) }},
		{"at", false, func(v *yaml.Node) {
			timed = true
			r.clock(v, &p.At)
		}},
		{"min", false, func(v *yaml.Node) { keep(&p.Min)(r.dollars(v, "min")) }},
		{"cooling", false, func(v *yaml.Node) { keep(&p.Cooling)(r.duration(v, "cooling", 0, coolingMax)) }},
	})
	switch {
	case timed && p.Every == 0:
		r.Add(v, "payouts_never", "at says when in the day and every is missing; say how often, such as every: 24h")
	case p.Every > 0 && len(r.server.Chains) == 0:
		r.Add(v, "payouts_without_chain", "payouts are made in tokens on chains, and no chain is configured; add chains")
	}
}

// clock reads a time of day.
func (r *serverReader) clock(v *yaml.Node, into *time.Duration) {
	text, ok := r.Text(v, "at")
	at, err := time.Parse("15:04", text)
	if ok && err != nil {
		r.Add(v, "clock_malformed", "at is %q; it must be a time of day in UTC, such as \"02:00\"", yamlfile.Shorten(text))
	} else if ok {
		*into = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
}
