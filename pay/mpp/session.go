package mpp

import (
	"encoding/json"
	"slices"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Session is what the method evm asks for by the intent session (draft-evm-session,
// Request Schema): payments from a channel in an escrow, as much as was delivered.
// Amounts are the token's smallest units.
type Session struct {
	ChainID   uint64
	Escrow    common.Address
	Currency  common.Address // the token
	Recipient common.Address // the payee
	Amount    uint256.Int    // what one unit of the service costs
	Unit      string         // of the service; empty if it is not said
	Suggested uint256.Int    // deposit; zero if none is suggested
	Channel   common.Hash    // that may be gone on with; zero if none is named
	Step      uint256.Int    // by which each voucher is to be more than the last at least
	FeePayer  bool           // whether the payee sends deposits and pays for their gas
	Deposits  []string       // kinds that are taken, the dearest to the payee first
}

// Request is a challenge's request. A chain whose id is too large for a number of JSON
// is a Mistake.
func (s *Session) Request() (string, error) {
	if err := checkChain(s.ChainID); err != nil {
		return "", err
	}
	details := map[string]any{"chainId": s.ChainID, "escrowContract": s.Escrow.Hex(), "feePayer": s.FeePayer, "credentialTypes": s.Deposits}
	if s.Channel != (common.Hash{}) {
		details["channelId"] = s.Channel.Hex()
	}
	if !s.Step.IsZero() {
		details["minVoucherDelta"] = s.Step.Dec()
	}
	request := map[string]any{"amount": s.Amount.Dec(), "currency": s.Currency.Hex(), "recipient": s.Recipient.Hex(), "methodDetails": details}
	if s.Unit != "" {
		request["unitType"] = s.Unit
	}
	if !s.Suggested.IsZero() {
		request["suggestedDeposit"] = s.Suggested.Dec()
	}
	return encodeRequest(request)
}

// sessionRequest is a request as it travels. Members that it does not name are for
// others.
type sessionRequest struct {
	Amount, UnitType, SuggestedDeposit, Currency, Recipient string
	MethodDetails                                           struct {
		ChainID                                    uint64 `json:"chainId"`
		EscrowContract, ChannelID, MinVoucherDelta string
		FeePayer                                   bool
		CredentialTypes                            []string
		Splits                                     []json.RawMessage
	}
}

// ReadSession reads a challenge's request. One that is for anything but the method evm
// and the intent session, or that a payer cannot follow, is a Mistake.
func (c *Challenge) ReadSession() (*Session, error) {
	if c.Method != MethodEVM || c.Intent != IntentSession {
		return nil, mistake(CodeMethod, "the challenge is for the method %q and the intent %q, and no session", c.Method, c.Intent)
	}
	src, err := decode(c.Request)
	if err != nil {
		return nil, mistake(CodeChallenge, "the challenge's request %s", err)
	}
	var said sessionRequest
	if err := json.Unmarshal(src, &said); err != nil {
		return nil, mistake(CodeChallenge, "the challenge's request is no JSON of a session's: %s", err)
	}
	d := &said.MethodDetails
	if len(d.Splits) > 0 {
		return nil, mistake(CodeChallenge, "the challenge's request shares what is paid among several (splits), which this client does not do")
	}
	s := &Session{ChainID: d.ChainID, Unit: said.UnitType, FeePayer: d.FeePayer, Deposits: d.CredentialTypes}
	if s.Deposits == nil {
		s.Deposits = []string{DepositHash}
	}
	f := &fields{place: "the challenge's request: ", members: members{
		"amount": {text: said.Amount}, "suggestedDeposit": {text: said.SuggestedDeposit}, "currency": {text: said.Currency}, "recipient": {text: said.Recipient},
		"escrowContract": {text: d.EscrowContract}, "channelId": {text: d.ChannelID}, "minVoucherDelta": {text: d.MinVoucherDelta},
	}}
	f.amount("amount", &s.Amount)
	f.bytes("currency", s.Currency[:])
	f.bytes("recipient", s.Recipient[:])
	f.bytes("escrowContract", s.Escrow[:])
	for name, into := range map[string]*uint256.Int{"suggestedDeposit": &s.Suggested, "minVoucherDelta": &s.Step} {
		if f.text(name) != "" {
			f.amount(name, into)
		}
	}
	if d.ChannelID != "" {
		f.bytes("channelId", s.Channel[:])
	}
	if d.ChainID == 0 {
		f.wrong("chainId", "is missing")
	}
	return s, f.err
}

// Takes reports whether deposits of a kind are taken.
func (s *Session) Takes(kind string) bool { return slices.Contains(s.Deposits, kind) }

// Separator is the hash of the domain of the session's escrow.
func (s *Session) Separator() common.Hash { return evmsig.SessionSeparator(s.ChainID, s.Escrow) }
