package contracts_test

import (
	"math/big"
	"slices"
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"
)

var session = contracts.NewEVMPaymentChannel()

const grace = 15 * 60 // seconds

// sessions is a chain on which a payee and payers deal with the escrow of MPP's sessions.
type sessions struct {
	*devtest.Chain
	t     *testing.T
	house devaccount.Account // the payee
	relay devaccount.Account // who has no part in anything, and sends
	payer devaccount.Account
}

func newSessions(t *testing.T) *sessions {
	c := chain(t)
	all := c.Accounts()
	return &sessions{Chain: c, t: t, house: all[0], relay: all[1], payer: all[2]}
}

// of is a channel of the payer's, told apart from others by its number.
func (c *sessions) of(number byte) *evmsig.Session {
	return &evmsig.Session{Payer: c.payer.Address, Payee: c.house.Address, Token: c.Token(), Salt: common.Hash{31: number}}
}

func (c *sessions) id(of *evmsig.Session) common.Hash {
	return of.ID(c.ChainID(), contracts.SessionEscrowAddress)
}

func (c *sessions) domain() common.Hash {
	return evmsig.SessionSeparator(c.ChainID(), contracts.SessionEscrowAddress)
}

func (c *sessions) send(by devaccount.Account, data []byte) *types.Receipt {
	c.t.Helper()
	return c.Do(by, contracts.SessionEscrowAddress, data)
}

func (c *sessions) refuses(what string, by devaccount.Account, data []byte, want string) {
	c.t.Helper()
	wants(c.t, what, c.Revert(by.Address, contracts.SessionEscrowAddress, data), want)
}

// authorized is the payer's signature of EIP-3009 for amount under a nonce, to the escrow.
func (c *sessions) authorized(amount uint64, nonce common.Hash) (*evmsig.Authorization, []byte) {
	a := authorization(c.Chain, c.payer.Address, contracts.SessionEscrowAddress, amount, nonce)
	a.ValidBefore.SetUint64(far)
	s := sign(c.t, c.payer, a.ReceiveDigest(separator(c.Chain)))
	return a, s[:]
}

// opening opens a channel with an authorization for anybody to send.
func opening(of *evmsig.Session, a *evmsig.Authorization, signature []byte) []byte {
	return session.PackOpenWithAuthorization(of.Payee, of.Token, a.Value.ToBig(), of.Salt, of.Signer, a.From,
		a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, signature)
}

func (c *sessions) open(of *evmsig.Session, amount uint64) *types.Receipt {
	c.t.Helper()
	a, s := c.authorized(amount, of.OpenNonce())
	return c.send(c.relay, opening(of, a, s))
}

func (c *sessions) voucher(of *evmsig.Session, by devaccount.Account, amount uint64) []byte {
	s := sign(c.t, by, evmsig.SessionVoucherDigest(c.domain(), c.id(of), uint256.NewInt(amount)))
	return s[:]
}

func (c *sessions) settle(of *evmsig.Session, amount uint64, voucher []byte) []byte {
	return session.PackSettle(c.id(of), number(amount), voucher)
}

func (c *sessions) close(of *evmsig.Session, amount uint64, voucher []byte) []byte {
	return session.PackClose(c.id(of), number(amount), voucher)
}

func (c *sessions) channel(of *evmsig.Session) contracts.EVMPaymentChannelChannel {
	c.t.Helper()
	got, err := session.UnpackGetChannel(c.Call(contracts.SessionEscrowAddress, session.PackGetChannel(c.id(of))))
	if err != nil {
		c.t.Fatal(err)
	}
	return got
}

// has wants a channel to stand so.
func (c *sessions) has(of *evmsig.Session, deposit, settled uint64, finalized bool) {
	c.t.Helper()
	got := c.channel(of)
	if got.Deposit.Uint64() != deposit || got.Settled.Uint64() != settled || got.Finalized != finalized {
		c.t.Errorf("the channel: %+v; want %d, of which %d taken, finalized %t", got, deposit, settled, finalized)
	}
}

func TestSessionsAreOpenedAndToppedUp(t *testing.T) {
	c := newSessions(t)
	escrow, one, two, three := contracts.SessionEscrowAddress, c.of(1), c.of(2), c.of(3)
	two.Signer = c.relay.Address
	answer := c.Call(escrow, session.PackComputeChannelId(two.Payer, two.Payee, two.Token, two.Salt, two.Signer))
	if common.Hash(answer) != c.id(two) {
		t.Errorf("the escrow names the channel %x, we %s", answer, c.id(two))
	}
	open := session.PackOpen(one.Payee, one.Token, number(100), one.Salt, one.Signer)
	c.refuses("without leave", c.payer, open, "ERC20: transfer amount exceeds allowance")
	c.Do(c.payer, c.Token(), token.PackApprove(escrow, number(1000)))
	opened := logs(c.send(c.payer, open), session.UnpackChannelOpenedEvent)
	if len(opened) != 1 || opened[0].ChannelId != c.id(one) || opened[0].Payer != one.Payer || opened[0].Payee != one.Payee || opened[0].Deposit.Uint64() != 100 || opened[0].Salt != one.Salt {
		t.Errorf("%+v", opened)
	}
	c.refuses("twice", c.payer, open, "ChannelAlreadyExists")
	if opened := logs(c.open(two, 100), session.UnpackChannelOpenedEvent); len(opened) != 1 || opened[0].AuthorizedSigner != two.Signer || opened[0].Payer != two.Payer {
		t.Errorf("%+v", opened)
	}
	c.Do(c.payer, c.Token(), token.PackApprove(contracts.Permit2Address, number(1000)))
	c.send(c.relay, c.permitOpen(three, 100, 1))
	for _, of := range []*evmsig.Session{one, two, three} {
		c.has(of, 100, 0, false)
	}

	topped := logs(c.send(c.payer, session.PackTopUp(c.id(one), number(5))), session.UnpackTopUpEvent)
	if len(topped) != 1 || topped[0].AdditionalDeposit.Uint64() != 5 || topped[0].NewDeposit.Uint64() != 105 {
		t.Errorf("%+v", topped)
	}
	c.send(c.relay, c.topUp(one, 6, "more", nil))
	c.send(c.relay, c.permitTopUp(one, 7, 2))
	c.has(one, 118, 0, false)
	if got := c.Balance(escrow); got != 318 {
		t.Errorf("the escrow has %d", got)
	}
}

// topUp is one that the payer signed. change is made to what is sent.
func (c *sessions) topUp(of *evmsig.Session, amount uint64, salt string, change func(channel *common.Hash, amount *uint64, nonce *common.Hash)) []byte {
	id := c.id(of)
	nonce := evmsig.SessionTopUpNonce(id, uint256.NewInt(amount), c.payer.Address, word(salt))
	a, s := c.authorized(amount, nonce)
	if change != nil {
		change(&id, &amount, &nonce)
	}
	return session.PackTopUpWithAuthorization(id, number(amount), a.From, word(salt), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), nonce, s)
}

func TestSessionDepositsAreRefused(t *testing.T) {
	c := newSessions(t)
	of := c.of(1)
	amount := func(n *big.Int) []byte { return session.PackOpen(of.Payee, of.Token, n, of.Salt, of.Signer) }
	c.refuses("of nothing", c.payer, amount(number(0)), "ZeroDeposit")
	c.refuses("to nobody", c.payer, session.PackOpen(common.Address{}, of.Token, number(1), of.Salt, of.Signer), "InvalidPayee")
	c.refuses("of no token", c.payer, session.PackOpen(of.Payee, c.relay.Address, number(1), of.Salt, of.Signer), "InvalidToken")
	nobody := *of
	nobody.Payer = common.Address{}
	a, s := c.authorized(100, nobody.OpenNonce())
	a.From = common.Address{}
	c.refuses("by nobody", c.relay, opening(&nobody, a, s), "NotPayer")
	c.refuses("to no channel", c.payer, session.PackTopUp(c.id(of), number(1)), "ChannelNotFound")
	c.open(of, 100)
	c.refuses("nothing more", c.payer, session.PackTopUp(c.id(of), number(0)), "ZeroDeposit")
	most := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(1))
	c.refuses("too much", c.payer, session.PackTopUp(c.id(of), most), "DepositOverflow")
	c.refuses("by another", c.relay, session.PackTopUp(c.id(of), number(1)), "NotPayer")
	fees := contracts.NewTestOddToken()
	odd := deploy(t, c.Chain, contracts.TestOddTokenMetaData.Bin, fees.PackConstructor(number(1)))
	c.Do(c.relay, odd, fees.PackMint(c.payer.Address, number(100)))
	c.refuses("in a token with a fee", c.payer, session.PackOpen(of.Payee, odd, number(50), of.Salt, of.Signer), "TransferFailed")
}

// The robbery that an earlier text of the draft left open: whoever sees a payer's
// signature sends it first, with himself as the payee, or as the signer of vouchers.
func TestSessionDepositsCannotBeBent(t *testing.T) {
	c := newSessions(t)
	of := c.of(1)
	a, s := c.authorized(100, of.OpenNonce())
	thief := c.relay.Address
	for what, bend := range map[string]func(*evmsig.Session){
		"another payee":  func(of *evmsig.Session) { of.Payee = thief },
		"another signer": func(of *evmsig.Session) { of.Signer = thief },
		"another salt":   func(of *evmsig.Session) { of.Salt = word("thief") },
	} {
		bent := *of
		bend(&bent)
		c.refuses(what, c.relay, opening(&bent, a, s), "NonceMismatch")
		renamed := *a
		renamed.Nonce = bent.OpenNonce()
		c.refuses(what+" with its nonce", c.relay, opening(&bent, &renamed, s), "FiatTokenV2: invalid signature")
	}
	euro := *of
	euro.Token = contracts.EuroAddress
	renamed := *a
	renamed.Nonce = euro.OpenNonce()
	c.refuses("another token", c.relay, opening(&euro, &renamed, s), "FiatTokenV2: invalid signature")
	free, signature := c.authorized(100, word("left to chance"))
	c.refuses("a nonce left to chance", c.relay, opening(of, free, signature), "NonceMismatch")
	more := *a
	more.Value.SetUint64(101)
	c.refuses("more", c.relay, opening(of, &more, s), "FiatTokenV2: invalid signature")
	take := token.PackReceiveWithAuthorization0(a.From, a.To, a.Value.ToBig(), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, s)
	wants(t, "fetched from the token", c.Revert(thief, c.Token(), take), "FiatTokenV2: caller must be the payee")
	push := token.PackTransferWithAuthorization0(a.From, a.To, a.Value.ToBig(), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, s)
	wants(t, "pushed into the escrow", c.Revert(thief, c.Token(), push), "FiatTokenV2: invalid signature")
	c.Do(c.payer, c.Token(), token.PackApprove(contracts.Permit2Address, number(1000)))
	c.robPermits(of)

	c.send(c.relay, opening(of, a, s))
	c.refuses("again", c.relay, opening(of, a, s), "ChannelAlreadyExists")
	other := c.of(2)
	c.open(other, 100)
	c.refuses("topping up another channel", c.relay, c.topUp(of, 5, "more", func(id *common.Hash, _ *uint64, _ *common.Hash) { *id = c.id(other) }), "NonceMismatch")
	c.refuses("by more", c.relay, c.topUp(of, 5, "more", func(_ *common.Hash, amount *uint64, _ *common.Hash) { *amount = 6 }), "NonceMismatch")
	c.refuses("with that one's nonce", c.relay, c.topUp(of, 5, "more", func(id *common.Hash, _ *uint64, nonce *common.Hash) {
		*id = c.id(other)
		*nonce = evmsig.SessionTopUpNonce(*id, uint256.NewInt(5), c.payer.Address, word("more"))
	}), "FiatTokenV2: invalid signature")
	c.send(c.relay, c.topUp(of, 5, "more", nil))
	c.refuses("topping up again", c.relay, c.topUp(of, 5, "more", nil), "FiatTokenV2: authorization is used or canceled")
	c.has(of, 105, 0, false)
	c.has(other, 100, 0, false)
}

func TestPayeeSettlesAndCloses(t *testing.T) {
	c := newSessions(t)
	of, other := c.of(1), c.of(2)
	c.open(of, 100)
	c.open(other, 100)
	good := c.voucher(of, c.payer, 40)
	c.refuses("by a stranger", c.relay, c.settle(of, 40, good), "NotPayee")
	c.refuses("by the payer", c.payer, c.settle(of, 40, good), "NotPayee")
	c.refuses("above the voucher", c.house, c.settle(of, 41, good), "InvalidSignature")
	c.refuses("above the deposit", c.house, c.settle(of, 101, c.voucher(of, c.payer, 101)), "AmountExceedsDeposit")
	c.refuses("by another's key", c.house, c.settle(of, 40, c.voucher(of, c.relay, 40)), "InvalidSignature")
	c.refuses("of another channel", c.house, c.settle(other, 40, good), "InvalidSignature")
	c.refuses("with s's twin", c.house, c.settle(of, 40, twin(slices.Clone(good))), "InvalidSignature")
	c.refuses("of no channel", c.house, c.settle(c.of(3), 40, good), "ChannelNotFound")
	for what, domain := range map[string]common.Hash{
		"of another chain":    evmsig.SessionSeparator(c.ChainID()+1, contracts.SessionEscrowAddress),
		"of another contract": evmsig.SessionSeparator(c.ChainID(), contracts.BatchSettlementAddress),
	} {
		s := sign(t, c.payer, evmsig.SessionVoucherDigest(domain, c.id(of), uint256.NewInt(40)))
		c.refuses(what, c.house, c.settle(of, 40, s[:]), "InvalidSignature")
	}
	before := c.Balance(c.house.Address)
	settled := logs(c.send(c.house, c.settle(of, 40, good)), session.UnpackSettledEvent)
	if len(settled) != 1 || settled[0].CumulativeAmount.Uint64() != 40 || settled[0].DeltaPaid.Uint64() != 40 || c.Balance(c.house.Address)-before != 40 {
		t.Errorf("%+v", settled)
	}
	c.refuses("again", c.house, c.settle(of, 40, good), "AmountNotIncreasing")
	settled = logs(c.send(c.house, c.settle(of, 70, c.voucher(of, c.payer, 70))), session.UnpackSettledEvent)
	if len(settled) != 1 || settled[0].DeltaPaid.Uint64() != 30 || settled[0].NewSettled.Uint64() != 70 {
		t.Errorf("%+v", settled)
	}

	c.refuses("closed by a stranger", c.relay, c.close(of, 80, c.voucher(of, c.payer, 80)), "NotPayee")
	c.refuses("closed above the voucher", c.house, c.close(of, 81, c.voucher(of, c.payer, 80)), "InvalidSignature")
	payers := c.Balance(c.payer.Address)
	closed := logs(c.send(c.house, c.close(of, 80, c.voucher(of, c.payer, 80))), session.UnpackChannelClosedEvent)
	if len(closed) != 1 || closed[0].SettledToPayee.Uint64() != 80 || closed[0].RefundedToPayer.Uint64() != 20 || c.Balance(c.payer.Address)-payers != 20 || c.Balance(c.house.Address)-before != 80 {
		t.Errorf("%+v", closed)
	}
	c.has(of, 100, 80, true)
	// What is closed stays so: nothing of the first time is good for a second.
	a, s := c.authorized(100, of.OpenNonce())
	c.refuses("opened again", c.relay, opening(of, a, s), "ChannelAlreadyExists")
	for what, call := range map[string][]byte{
		"settled": c.settle(of, 90, c.voucher(of, c.payer, 90)), "closed": c.close(of, 90, c.voucher(of, c.payer, 90)),
	} {
		c.refuses(what+" after the end", c.house, call, "ChannelFinalized")
	}
	for what, call := range map[string][]byte{
		"topped up": session.PackTopUp(c.id(of), number(1)), "withdrawn": session.PackWithdraw(c.id(of)), "asked to close": session.PackRequestClose(c.id(of)),
	} {
		c.refuses(what+" after the end", c.payer, call, "ChannelFinalized")
	}
	// A payee who forgoes the rest needs no voucher.
	c.send(c.house, c.close(other, 0, nil))
	c.has(other, 100, 0, true)
	if got := c.Balance(contracts.SessionEscrowAddress); got != 0 {
		t.Errorf("the escrow has %d", got)
	}
}
