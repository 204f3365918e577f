package contracts_test

import (
	"strings"

	"aidollar/contracts"
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

const (
	openWitness  = "ChannelOpenWitness(address payee,bytes32 salt,address authorizedSigner)"
	topUpWitness = "ChannelTopUpWitness(bytes32 channelId)"
)

// permitted is the payer's signature of Permit2 to the escrow with a witness.
func (c *sessions) permitted(amount, nonce uint64, witness string, fields ...common.Hash) (deadline uint64, signature []byte) {
	deadline = uint64(c.Now().Unix()) + 3600
	encode := func(kind string, fields ...common.Hash) []byte {
		all := crypto.Keccak256([]byte(kind))
		for _, f := range fields {
			all = append(all, f[:]...)
		}
		return crypto.Keccak256(all)
	}
	tokens := "TokenPermissions(address token,uint256 amount)"
	name, _, _ := strings.Cut(witness, "(")
	kind := "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline," + name + " witness)" + witness + tokens
	word := func(n uint64) common.Hash { return common.BigToHash(number(n)) }
	permitted := encode(tokens, common.BytesToHash(c.Token().Bytes()), word(amount))
	content := encode(kind, common.Hash(permitted), common.BytesToHash(contracts.SessionEscrowAddress.Bytes()), word(nonce), word(deadline), common.Hash(encode(witness, fields...)))
	domain := evmsig.Permit2Separator(c.ChainID())
	s := sign(c.t, c.payer, crypto.Keccak256Hash([]byte{0x19, 0x01}, domain[:], content))
	return deadline, s[:]
}

func (c *sessions) permitOpen(of *evmsig.Session, amount, nonce uint64) []byte {
	deadline, s := c.permitted(amount, nonce, openWitness, common.BytesToHash(of.Payee[:]), of.Salt, common.BytesToHash(of.Signer[:]))
	return session.PackOpenWithPermit2(of.Payee, of.Token, number(amount), of.Salt, of.Signer, of.Payer, number(nonce), number(deadline), s)
}

func (c *sessions) permitTopUp(of *evmsig.Session, amount, nonce uint64) []byte {
	deadline, s := c.permitted(amount, nonce, topUpWitness, c.id(of))
	return session.PackTopUpWithPermit2(c.id(of), number(amount), of.Payer, number(nonce), number(deadline), s)
}

// robPermits sends what the payer permitted for one channel for others.
func (c *sessions) robPermits(of *evmsig.Session) {
	c.t.Helper()
	deadline, s := c.permitted(100, 7, openWitness, common.BytesToHash(of.Payee[:]), of.Salt, common.BytesToHash(of.Signer[:]))
	thief := c.relay.Address
	for what, call := range map[string][]byte{
		"a permit to another payee":    session.PackOpenWithPermit2(thief, of.Token, number(100), of.Salt, of.Signer, of.Payer, number(7), number(deadline), s),
		"a permit to another signer":   session.PackOpenWithPermit2(of.Payee, of.Token, number(100), of.Salt, thief, of.Payer, number(7), number(deadline), s),
		"a permit under another nonce": session.PackOpenWithPermit2(of.Payee, of.Token, number(100), of.Salt, of.Signer, of.Payer, number(8), number(deadline), s),
	} {
		c.refuses(what, c.relay, call, "InvalidSigner")
	}
}
