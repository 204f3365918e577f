package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/gateway"
	"aidollar/gateway/outpost"
	"aidollar/node"
	"aidollar/pay/mpp"
	"aidollar/pay/x402"
	"aidollar/pay/x402/attest"
	"aidollar/pay/x402/till"
)

// walletTerms are how a seller's products are sold to programs without a key.
type walletTerms struct {
	sells bool
	trust money.Amount // what a wallet may have under way; zero: it pays in advance
}

// collector is what wallets need of the chains.
type collector interface {
	// collected waits until a payment is in a block, or can never be: then its
	// state is failed. It gives the transaction's hash.
	collected(ctx context.Context, id ledger.ID) (settlement.Payment, string, error)
	// released waits until what goes back from a channel to its payer is in a block,
	// and gives the transaction's hash.
	released(ctx context.Context, channel payment.ChannelID) (string, error)
	// nudge says that payments have become due.
	nudge()
}

// wallets sells to programs that pay by x402 or MPP: it joins the till, the machine and
// the chains to the gateway.
type wallets struct {
	till     *till.Till
	sessions []sessionToken // in which MPP's sessions are sold
	market   *market
	node     *node.Node
	chains   collector
	key      func() ed25519.PrivateKey // signs offers and receipts of x402; challenges of MPP are bound by one made from it
	log      *slog.Logger
	now      func() time.Time
	origin   string // where clients find the house; empty: where they say they did
	// timeout is how long a payment must be good for that is collected behind its
	// call; advance for one before it.
	timeout, advance time.Duration
	screening        *screening // nil without lists

	funding, correcting lines // of channels: one deposit and one corrective answer at a time

	turns  chan struct{} // one for each payment that is judged at a time
	payers sync.Map      // of channels: the till.Wallet whose each is
	known  sync.Map      // of walletToken: that are parties for sure and can be paid out to
}

const (
	// collectSlack is what collecting a payment may take behind its call.
	collectSlack = 5 * time.Minute
	// advanceTimeout is what a payment in advance must be good for.
	advanceTimeout = 5 * time.Minute
	// judgeMax bounds the payments that are judged at a time, and judgePatience how
	// long one waits for its turn.
	judgeMax      = 64
	judgePatience = 5 * time.Second
	// holdMargin is how long before a payment's end its call's hold ends, so that
	// the payment can still be collected.
	holdMargin = 30 * time.Second
)

// walletToken is a wallet and a token that it has paid in.
type walletToken struct {
	wallet till.Wallet
	token  uint32
}

// paymentOf is the payment in a gateway's Note, for what is asked.
func (w *wallets) paymentOf(n *gateway.Note, required *x402.Required) (*x402.Payment, error) {
	if c, is := n.Payment.(*mpp.Credential); is {
		return w.charged(c, required)
	}
	p, _ := n.Payment.(*x402.Payment)
	return p, nil
}

func (w *wallets) terms(r *gateway.Route) (*route, walletTerms) {
	known := w.market.find(r)
	if known == nil {
		return nil, walletTerms{}
	}
	return known, known.wallets
}

// Sells implements gateway.Wallets.
func (w *wallets) Sells(r *gateway.Route) bool {
	_, terms := w.terms(r)
	return terms.sells
}

// Read implements gateway.Wallets.
func (w *wallets) Read(h http.Header) (*gateway.Note, error) { return readPayment(h) }

// walletHeaders are what payments come in.
var walletHeaders = []string{http.CanonicalHeaderKey(x402.HeaderPayment), http.CanonicalHeaderKey(x402.HeaderPaymentV1), "Authorization"}

// readPayment takes the payment out of a request's header.
func readPayment(h http.Header) (*gateway.Note, error) {
	p, err := x402.ReadPayment(h.Get)
	if err != nil {
		return nil, payRefusal(err)
	}
	credential, err := mpp.ReadCredential(h.Values)
	switch {
	case err != nil:
		return nil, payRefusal(err)
	case credential != nil && p != nil:
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: "payment_ambiguous", Detail: "the request is paid for by x402 and by MPP; nobody knows which is meant"}
	case credential != nil:
		note := &gateway.Note{Print: credential.Print, Payment: credential}
		if act := credential.Act; act != nil {
			note.Alone = act.Name == mpp.ActClose || act.Name == mpp.ActTopUp
			note.Bare = !note.Alone
		}
		return note, nil
	case p == nil:
		return nil, nil
	}
	name, err := p.Identifier()
	if err != nil {
		return nil, payRefusal(err)
	}
	note := &gateway.Note{Name: name, Payment: p, Bare: p.Accepted.Scheme == x402.SchemeBatch && p.Payload.Channel != nil && p.Payload.Channel.Type == x402.TypeVoucher}
	if name != "" {
		note.Print = p.Fingerprint()
	}
	return note, nil
}

// payRefusal is what is wrong with a payment, for the gateway; nil for nothing.
func payRefusal(err error) error {
	var mistake *x402.Mistake
	var refusal *till.Refusal
	var unread *mpp.Mistake
	switch {
	case errors.As(err, &unread):
		return &gateway.Refusal{Kind: gateway.RefusalPayment, Code: unread.Code, Detail: unread.Text}
	case errors.As(err, &mistake):
		return &gateway.Refusal{Kind: gateway.RefusalPayment, Code: mistake.Reason(), Detail: mistake.Error()}
	case errors.As(err, &refusal):
		return &gateway.Refusal{Kind: gateway.RefusalPayment, Code: refusal.Code, Detail: refusal.Text}
	}
	return err
}

// asked is what a call is to be paid with now. With a payment it is by its scheme
// alone, and in its token by every rate that the house stands by.
func (w *wallets) asked(r *http.Request, of *gateway.Reservation, note *gateway.Note, trouble string) (*x402.Required, *pricing, error) {
	known, terms := w.terms(of.Route)
	if known == nil || !terms.sells {
		return nil, nil, &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: "model_unknown", Detail: "the product was just taken off the rate card"}
	}
	scheme, presented := "", any(nil)
	if note != nil {
		presented = note.Payment
		if p, is := note.Payment.(*x402.Payment); is {
			scheme = p.Accepted.Scheme
		}
	}
	p, refusal := w.priceOf(known, of, presented)
	if refusal != nil {
		return nil, nil, refusal
	}
	resource := x402.Resource{URL: w.resourceURL(r), Description: of.Route.Model, MimeType: "application/json"}
	required, err := w.ways(known, &p, resource, scheme, trouble)
	return required, &p, err
}

// price is what a call may cost at most, as the till is told it.
func (w *wallets) price(known *route, p *pricing, resource x402.Resource, scheme, trouble string) till.Price {
	price := till.Price{
		Resource: resource, Amount: p.amount, Currency: p.currency, Quoted: p.quoted(), Metered: known.Priced&^meterRequest != 0, Advance: known.wallets.trust.IsZero(),
		Timeout: int64(w.timeout / time.Second), Trouble: trouble, Scheme: scheme,
	}
	if price.Advance {
		price.Timeout = int64(w.advance / time.Second)
	}
	return price
}

// ways are how what a call may cost at most can be paid.
func (w *wallets) ways(known *route, p *pricing, resource x402.Resource, scheme, trouble string) (*x402.Required, error) {
	price := w.price(known, p, resource, scheme, trouble)
	if scheme != x402.SchemeBatch {
		price.Off, price.Kept = w.off()
	}
	required, err := w.till.Ask(&price)
	if err == nil && len(required.Accepts) == 0 && len(price.Off) > 0 && len(price.Kept) == 0 {
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: string(settlement.PegAway),
			Detail: "none of the tokens that this is sold for is on its peg, or known to be; come back in a while"}
	}
	return required, err
}

// resourceURL is the address of a request as its client knows it: behind a proxy
// that takes TLS off, by the configured origin.
func (w *wallets) resourceURL(r *http.Request) string {
	if address, is := outpost.Resource(r.Context()); is {
		return address // at a gateway elsewhere, which knows it
	}
	if w.origin != "" {
		return w.origin + r.URL.Path
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + r.URL.Path
}

// Ask implements gateway.Wallets.
func (w *wallets) Ask(h http.Header, r *http.Request, of *gateway.Reservation, why *gateway.Refusal) ([]byte, error) {
	trouble := "PAYMENT-SIGNATURE header is required"
	if why != nil {
		trouble = why.Code
	}
	if of == nil {
		return w.askAlone(h, r, why)
	}
	required, p, err := w.asked(r, of, nil, trouble)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(ticketed(required, why), correct(required, why)); err != nil {
		return nil, err
	}
	// Clients of version 1 know one token of a chain, and headers are bounded: what is
	// asked for in other currencies is neither for them nor signed.
	own := *required
	own.Accepts = required.Accepts[:w.own(required, p.currency)]
	old, ok := own.V1()
	if err := attest.AddOffers(attest.Key(w.key()), &own, w.now().Unix()); err != nil {
		return nil, err
	}
	required.Extensions = own.Extensions
	value, err := required.Header()
	if err != nil {
		return nil, err
	}
	first, err := w.firstParts(r, of)
	if err != nil {
		return nil, err
	}
	challenges, err := w.challenges(required)
	if err != nil {
		return nil, err
	}
	inSessions, err := w.keptSessions(&own, of, p)
	if err != nil {
		return nil, err
	}
	sessions, err := w.offerSessions(inSessions, first) // like channels, they stay in the price's own currency
	if err != nil {
		return nil, err
	}
	challenges = append(challenges, sessions...)
	h.Set(x402.HeaderRequired, value)
	h[http.CanonicalHeaderKey(mpp.HeaderChallenge)] = challenges
	if members, err := needMembers(why); err != nil || members != nil {
		return members, err
	}
	if !ok {
		return nil, nil
	}
	old.Error = "" // the problem says it
	return old.Members()
}

// Take implements gateway.Wallets.
func (w *wallets) Take(ctx context.Context, r *http.Request, note *gateway.Note, of *gateway.Reservation) (*gateway.Taken, error) {
	if c, is := note.Payment.(*mpp.Credential); is && c.Act != nil {
		return w.session(ctx, r, c, of)
	}
	if of == nil {
		return w.signed(ctx, r, note)
	}
	required, asked, err := w.asked(r, of, note, "")
	if err != nil {
		return nil, err
	}
	payment, err := w.paymentOf(note, required)
	if err != nil {
		return nil, payRefusal(err)
	}
	_, byMPP := note.Payment.(*mpp.Credential)
	sold := sale{resource: required.Resource.URL, byMPP: byMPP}
	if payment.Accepted.Scheme == x402.SchemeBatch {
		// A signature for each of many small calls is for those who want it.
		sold.parts = of.First != nil && slices.Equal(of.Limits, of.First)
		sold.attested = bytes.Contains(payment.Extensions, []byte(attest.Extension))
		return w.draw(ctx, payment, required, of, sold)
	}
	now := uint64(w.now().Unix())
	if p, err := w.till.Recognize(payment, required, now); err == nil && w.covers(p, asked) {
		p.Funds = money.Amount{} // nobody has looked: nothing is taken on trust
		return w.reserve(ctx, of, p, asked.bidOf(p), sold)
	}
	p, err := w.judge(ctx, payment, required, now)
	if err != nil {
		return nil, payRefusal(err)
	}
	if err := w.enter(ctx, p.Wallet, p.Token); err != nil {
		return nil, err
	}
	return w.reserve(ctx, of, p, asked.bidOf(p), sold)
}

// sale is what a payment is for, and by which protocol it came.
type sale struct {
	resource string
	byMPP    bool
	parts    bool // whether it is the first part of a stream that goes on from the same channel
	attested bool // whether a receipt by x402's offer-receipt is wanted; of channels' calls alone
}

// judge asks a payment's chain, a bounded number at a time: whoever sends payments
// that are none makes the house ask as well.
func (w *wallets) judge(ctx context.Context, payment *x402.Payment, required *x402.Required, now uint64) (*till.Presented, error) {
	patience := time.NewTimer(judgePatience)
	defer patience.Stop()
	select {
	case w.turns <- struct{}{}:
		defer func() { <-w.turns }()
	case <-patience.C:
		return nil, &gateway.Refusal{Kind: gateway.RefusalLimit, Code: "busy", Detail: "as many payments are being judged as this house takes at once; send yours again in a moment"}
	}
	return w.till.Judge(ctx, payment, required, now)
}

// covers reports whether what a wallet has here pays for a call, so that its payment
// need not be collected and its chain not be asked. Should it be spent in this very
// moment, the payment is collected in advance.
func (w *wallets) covers(p *till.Presented, asked *pricing) (enough bool) {
	need := asked.amount
	if b := asked.bidOf(p); b != nil {
		need = b.asked
	}
	w.node.View(func(m *clearing.Machine) {
		free, is := m.Ledger().Spendable(m.PartyAccountIn(p.Wallet.Party(), clearing.AccountBuyer, p.Token.Currency))
		enough = is && !free.Less(need)
	})
	return enough
}

// enter makes a wallet a party with a key that nobody has the secret of, with accounts
// in the tokens' currencies, and an address to be paid at in them: its own.
func (w *wallets) enter(ctx context.Context, wallet till.Wallet, tokens ...*till.Token) error {
	tokens = slices.DeleteFunc(tokens, func(token *till.Token) bool {
		_, known := w.known.Load(walletToken{wallet, token.Number})
		return known
	})
	if len(tokens) == 0 {
		return nil
	}
	usd, numbers := dollarNumber(w.node), make([]uint32, len(tokens))
	for i, token := range tokens {
		numbers[i] = token.Number
	}
	commands := entry(w.screening, wallet, usd, numbers...)
	for _, token := range tokens {
		if token.Currency != usd {
			commands = append(commands, clearing.AddPartyAsset{Party: wallet.Party(), Asset: token.Currency})
		}
	}
	answers, err := w.node.Submit(ctx, commands...)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if a.Refusal != "" {
			return &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: a.Refusal, Detail: clearing.Sentence(a.Refusal)}
		}
	}
	for _, number := range numbers {
		w.known.Store(walletToken{wallet, number}, true)
	}
	return nil
}

// dollarNumber is the dollar's number in the ledger.
func dollarNumber(n interface {
	View(f func(*clearing.Machine))
}) (usd ledger.AssetID) {
	n.View(func(m *clearing.Machine) { usd, _ = m.AssetNumber(money.USD().Code) })
	return usd
}

// entry are the commands that make a wallet a party. A review of a listed address comes
// before the key, without which nothing is served to it.
func entry(s *screening, wallet till.Wallet, usd ledger.AssetID, tokens ...uint32) []clearing.Command {
	id := wallet.Party()
	party := clearing.Party{ID: id, Role: clearing.RoleBuyer, Name: wallet.Name(), Asset: usd}
	commands := append([]clearing.Command{clearing.AddParty{Party: party}}, s.wallet(party)...)
	commands = append(commands,
		clearing.AddKey{Key: clearing.Key{ID: wallet.Key(), Hash: wallet.KeyHash(), Party: id, Name: "wallet", Scopes: clearing.ScopeCall}},
	)
	for _, token := range tokens {
		commands = append(commands, clearing.SetPayee{Party: id, Token: token, To: settlement.Address(wallet.Address)})
	}
	return commands
}

// reserve has the machine burn the payment and reserve the call, and waits for
// the payment where it has to come first. by is the rate of one in another currency.
func (w *wallets) reserve(ctx context.Context, of *gateway.Reservation, p *till.Presented, by *bid, sold sale) (*gateway.Taken, error) {
	_, terms := w.terms(of.Route)
	deadline := of.Deadline
	if end := time.Unix(p.Until, 0).Add(-holdMargin); !terms.trust.IsZero() && end.Before(deadline) {
		deadline = end
	}
	order := reserveOf(of, p.Wallet.Key())
	order.Deadline = deadline.UnixNano()
	trust := terms.trust
	if by != nil {
		order.Pay, order.Quote = p.Token.Currency, by.quote.Number
		trust, _ = by.quote.Most(trust) // or nothing, where it does not fit
	}
	answer, err := w.node.Do(ctx, clearing.Tender{
		Payment: p.ID, Token: p.Token.Number, Scheme: p.Scheme, Signed: p.Signed, Until: until(p.Until), Payload: p.Payload,
		Trust: settlement.Trust{Max: trust, Funds: p.Funds}, Call: order,
	})
	if err != nil {
		return nil, err
	}
	if answer.Refusal != "" {
		return nil, tenderRefusal(&answer)
	}
	transaction := ""
	if answer.Payment.State == settlement.PaymentDue {
		if transaction, answer, err = w.inAdvance(ctx, p, order); err != nil {
			return nil, err
		}
	}
	return w.taken(p, &answer, transaction, sold), nil
}

// until is a payment's end in Unix nanoseconds; one that never ends is refused by
// the machine as too long.
func until(seconds int64) int64 {
	return min(seconds, 1<<33) * int64(time.Second)
}

// inAdvance waits until a payment is there and reserves the call from it.
func (w *wallets) inAdvance(ctx context.Context, p *till.Presented, order clearing.Reserve) (transaction string, answer clearing.Answer, err error) {
	w.chains.nudge()
	paid, transaction, err := w.chains.collected(ctx, p.ID)
	if err != nil {
		return "", answer, err
	}
	if paid.State == settlement.PaymentFailed {
		return "", answer, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: paid.Reason,
			Detail: "the payment could not be collected: " + paid.Reason}
	}
	order.Token = p.Token.Number
	if answer, err = w.node.Do(ctx, order); err == nil && order.Quote != 0 && exchange.Refusal(answer.Refusal).Offer() {
		// The transaction took longer than the offer stood: at the rate of now, then.
		order.Quote = 0
		answer, err = w.node.Do(ctx, order)
	}
	if err != nil {
		return transaction, answer, err
	}
	if answer.Refusal != "" {
		r := refusal(answer)
		r.Detail += "; the payment was collected and stays on the wallet's balance, which pays its next call"
		return transaction, answer, r
	}
	return transaction, answer, nil
}

// tenderRefusal tells the gateway why a payment was not taken.
func tenderRefusal(a *clearing.Answer) error {
	switch {
	case a.Refusal == string(settlement.PaymentUsed):
		return &gateway.Refusal{Kind: gateway.RefusalUsed, Code: a.Refusal,
			Detail: fmt.Sprintf("the payment was used before and is %s; each signature pays once, so sign another one", a.Payment.State)}
	case settlement.Refusal(a.Refusal).Sentence() != "" || exchange.Refusal(a.Refusal).Sentence() != "" || a.Refusal == string(payment.InsufficientFunds):
		return &gateway.Refusal{Kind: gateway.RefusalPayment, Code: a.Refusal, Detail: clearing.Sentence(a.Refusal)}
	}
	return refusal(*a)
}

// taken is what the gateway is told of a payment that was taken.
func (w *wallets) taken(p *till.Presented, answer *clearing.Answer, transaction string, sold sale) *gateway.Taken {
	state := answer.Payment.State
	result := func(h http.Header, captured *gateway.Captured, served bool) {
		h.Set(headerPayment, p.ID.String())
		if !served && transaction == "" {
			return // nothing was paid, and nothing will be
		}
		if sold.byMPP {
			w.receipt(h, p, transaction, served)
			return
		}
		amount := &p.Signed
		switch {
		case state == settlement.PaymentUnneeded:
			amount = &money.Amount{} // it was paid for from what the wallet had here
		case p.Scheme == settlement.Upto && captured == nil:
			amount = nil
		case p.Scheme == settlement.Upto && captured.Conversion != nil:
			due := p.Token.Asked(captured.Conversion.Paid)
			amount = &due
		case p.Scheme == settlement.Upto:
			amount = &captured.Charge
		}
		settled := p.Result(amount, transaction)
		var err error
		if served {
			err = attest.AddReceipt(attest.Key(w.key()), settled, sold.resource, transaction != "", w.now().Unix())
		}
		value, unwritten := settled.Header()
		if err = errors.Join(err, unwritten); err != nil {
			w.log.Error("a payment's result could not be written", "payment", p.ID, "error", err)
			return
		}
		h.Set(x402.ResultHeader(p.Version), value)
	}
	return &gateway.Taken{
		Key:    gateway.Key{ID: p.Wallet.Key(), Party: p.Wallet.Party(), Calls: true},
		Amount: reserved(answer), Result: result,
	}
}

// headerPayment names the payment in answers, by which its state can be asked.
const headerPayment = "X-Aidollar-Payment"
