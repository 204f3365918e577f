package bench

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"net/http"
	"strings"
	"time"

	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// sessionPayers are wallets that pay from MPP's sessions, one for each connection.
type sessionPayers struct {
	challenge *mpp.Challenge
	asked     *mpp.Session
	each      []sessionPayer
}

type sessionPayer struct {
	key    *ecdsa.PrivateKey
	id     common.Hash
	signed uint64 // vouchers
	ready  []string
}

// sessionPayers opens a session for each connection. Each deposit is sent by the payer
// himself, so that the house learns of it from the chain.
func (p *paid) sessionPayers(ctx context.Context, payer *sender) (*sessionPayers, error) {
	s := &sessionPayers{each: make([]sessionPayer, p.Connections)}
	if err := s.ask(ctx, p); err != nil {
		return nil, err
	}
	escrow := contracts.NewEVMPaymentChannel()
	domain := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: p.id, Contract: contracts.TokenAddress}.Separator()
	var funded []common.Hash
	for i := range s.each {
		one := &s.each[i]
		var err error
		if one.key, err = testKey("bench session %d", i); err != nil {
			return nil, err
		}
		made := evmsig.Session{Payer: crypto.PubkeyToAddress(one.key.PublicKey), Payee: s.asked.Recipient, Token: s.asked.Currency, Salt: common.Hash{31: 1}}
		one.id = made.ID(p.id, s.asked.Escrow)
		sent, err := payer.transfer(ctx, made.Payer, walletUnits)
		if err != nil {
			return nil, err
		}
		a := evmsig.Authorization{From: made.Payer, To: s.asked.Escrow, Value: *uint256.NewInt(walletUnits), ValidBefore: *uint256.NewInt(unixNow() + 3600), Nonce: made.OpenNonce()}
		signature, err := evmsig.Sign(a.ReceiveDigest(domain), one.key)
		if err != nil {
			return nil, err
		}
		opened, err := payer.send(ctx, s.asked.Escrow, escrow.PackOpenWithAuthorization(made.Payee, made.Token, a.Value.ToBig(), made.Salt, made.Signer, a.From,
			a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, signature[:]))
		if err != nil {
			return nil, err
		}
		funded = append(funded, sent, opened)
	}
	if _, err := p.used(ctx, funded...); err != nil {
		return nil, err
	}
	return s, s.awaited(ctx, p)
}

// ask calls without a payment, for the challenge that vouchers answer.
func (s *sessionPayers) ask(ctx context.Context, p *paid) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.house.url+"/v1/chat/completions", strings.NewReader(bodyFor(callLater)))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	for _, c := range mpp.ParseChallenges(response.Header.Values(mpp.HeaderChallenge)) {
		if asked, err := c.ReadSession(); err == nil {
			s.challenge, s.asked = &c, asked
			return nil
		}
	}
	return errors.New("the house does not offer sessions")
}

// awaited waits until the house knows all sessions: each pays a call.
func (s *sessionPayers) awaited(ctx context.Context, p *paid) error {
	l := newLoad(1, 0)
	for i := range s.each {
		header, err := s.sign(i)
		if err != nil {
			return err
		}
		err = p.until(ctx, func() (bool, error) {
			return l.call(ctx, p.house.url, bodyFor(callLater), mpp.HeaderCredential, header) == nil, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sign makes the next voucher of a connection.
func (s *sessionPayers) sign(connection int) (string, error) {
	one := &s.each[connection]
	one.signed++
	amount := uint256.NewInt(one.signed * callUnits)
	signature, err := evmsig.Sign(evmsig.SessionVoucherDigest(s.asked.Separator(), one.id, amount), one.key)
	if err != nil {
		return "", err
	}
	act := &mpp.Act{Name: mpp.ActVoucher, Channel: one.id, Voucher: &mpp.Voucher{Amount: *amount, Signature: signature[:]}}
	return s.challenge.Answer("", act)
}

// pay hands vouchers out, signed beforehand.
func (s *sessionPayers) pay(span time.Duration) pay {
	each := int(signedRate*span.Seconds())/len(s.each) + 1
	for i := range s.each {
		for len(s.each[i].ready) < each {
			header, err := s.sign(i)
			if err != nil {
				break // the load finds nothing to pay with
			}
			s.each[i].ready = append(s.each[i].ready, header)
		}
	}
	return func(connection int) (string, string, bool) {
		left := s.each[connection].ready
		if len(left) == 0 {
			return "", "", false
		}
		s.each[connection].ready = left[1:]
		return mpp.HeaderCredential, left[0], true
	}
}
