package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

func (m *Machine) reserve(now int64, r *wire.Reader) (Answer, error) {
	c, limits := readReserve(r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	order, may := m.order(now, &c, limits)
	if may.Refusal != "" {
		return may, nil
	}
	var count *counting
	if c.Token != 0 {
		token, ok := m.book.Token(c.Token)
		if !ok {
			return refused(string(settlement.TokenUnknown)), nil
		}
		count = m.counting(now, &token, c.Seller)
	}
	count.allow(&order)
	m.collect(now, m.registry.keys.At(m.registry.keysByID[c.Key]).Party, c.Seller, order.Call.Terms)
	answer := m.desk.Reserve(order)
	if answer.Refusal == "" && !answer.Exists {
		m.note(now, may.Session, c.Call)
		if m.observer != nil {
			m.reserved(now, c.Call, answer.Parts)
		}
	}
	return count.end(c.Call, may.with(callAnswer(answer))), nil
}

// with adds what was decided of a call to an answer about it.
func (a *Answer) with(other Answer) Answer {
	other.Session, other.Allowed = a.Session, a.Allowed
	return other
}

func readReserve(r *wire.Reader) (c Reserve, limits payment.Limits) {
	c = Reserve{
		Call: r.ID(), Key: r.ID(), Seller: r.ID(), Model: r.Text(), Region: r.Text(), Service: r.Text(), Deadline: r.I64(),
		Pay: ledger.AssetID(r.U32()), Quote: r.U64(), Token: r.U32(), Regions: readList(r), Data: r.Text(), EndUse: r.Text(),
	}
	return c, payment.ReadLimits(r)
}

// reserved tells the observer of a call that was reserved just now.
func (m *Machine) reserved(now int64, id ledger.ID, parts []payment.Part) {
	call, _ := m.desk.Find(id)
	for _, t := range m.desk.Holds(&call, parts, TransferCall) {
		m.observer.Posted(now, &ledger.Posting{Transfer: t, Posted: t.Amount})
	}
	m.observer.CallReserved(now, &call)
}

// caller checks whether a key may call a model now.
func (m *Machine) caller(now int64, id ledger.ID, model string) (key *Key, refusal string) {
	i, ok := m.registry.keysByID[id]
	if !ok {
		return nil, refusalKeyUnknown
	}
	key = m.registry.keys.At(i)
	switch {
	case key.Revoked != 0:
		return nil, refusalKeyRevoked
	case key.Terms.Expires != 0 && key.Terms.Expires <= now:
		return nil, refusalKeyExpired
	case key.Scopes&ScopeCall == 0:
		return nil, refusalKeyScope
	case !key.Terms.Allows(model):
		return nil, refusalKeyModel
	}
	if !key.Terms.Project.IsZero() {
		if project, _ := m.Project(key.Terms.Project); project.Archived != 0 {
			return nil, refusalProjectArchived
		}
	}
	return key, ""
}

// order checks who asks for what and whether the rules allow it, and completes it with
// what the machine knows. The answer has a refusal, or what was decided.
func (m *Machine) order(now int64, c *Reserve, limits payment.Limits) (o payment.Order, a Answer) {
	o, refusal := m.priced(now, c, limits)
	if refusal != "" {
		return o, refused(refusal)
	}
	a = m.mayCall(now, m.registry.keys.At(m.registry.keysByID[c.Key]).Party, c)
	if a.Refusal != "" || a.Session == nil {
		return o, a
	}
	o.Call.Decision, o.Call.Places = a.Session.Decision, payment.Places(c.places(), a.Allowed)
	if o.Call.Levies, refusal = m.levies(now, a.Session.Obligations, o.Call.Terms.Asset, m.keptPPM(c.Seller)); refusal != "" {
		return o, refused(refusal)
	}
	if full := m.duties.Fits(m.brings(a.Session, false), 0); full != "" {
		return o, refused(string(full))
	}
	return o, a
}

// keptPPM is the part of a sale that is its seller's.
func (m *Machine) keptPPM(seller ledger.ID) uint32 {
	p, _ := m.Party(seller)
	return ppmWhole - p.CommissionPPM
}

// priced checks who asks for what, at what price.
func (m *Machine) priced(now int64, c *Reserve, limits payment.Limits) (o payment.Order, refusal string) {
	key, refusal := m.caller(now, c.Key, c.Model)
	switch {
	case refusal != "":
		return o, refusal
	case !c.labelsValid():
		return o, refusalRegion
	case !labelValid(c.Service):
		return o, refusalService
	case !labelValid(c.Data):
		return o, refusalData
	case !labelValid(c.EndUse):
		return o, refusalEndUse
	}
	buyer, _ := m.Party(key.Party)
	seller, ok := m.Party(c.Seller)
	if !ok || seller.Role != RoleSeller {
		return o, refusalSellerUnknown
	}
	number, place, refusal := m.price(seller.ID, buyer.ID, c.Model, now)
	if refusal != "" {
		return o, refusal
	}
	if c.Deadline <= now {
		return o, refusalDeadline
	}
	card := m.registry.cards.At(number).Card
	// The card's asset is one that the seller has accounts in; see putCard.
	asset, _ := m.AssetNumber(card.Asset)
	terms, offer, refusal := m.means(&buyer, &seller, asset, c)
	if refusal != "" {
		return o, refusal
	}
	switch budget := keyBudgets(m.registry.keysByID[c.Key]) + budgetDay; {
	case offer != nil && offer.Quote.Give == buyer.Asset:
		offer.Budget = budget
	case offer == nil && asset == buyer.Asset:
		terms.Budget = budget
	case m.limited(key):
		return o, refusalLimitAsset
	}
	payer := terms.Buyer
	if offer != nil {
		payer = offer.Payer
	}
	if refusal := m.credit.Ready(payer); refusal != "" {
		return o, string(refusal)
	}
	return payment.Order{
		Offer: offer,
		Model: &card.Models[place],
		Zone:  &card.Zone,
		Code:  TransferCall,

		Sources: m.sources(buyer.ID, seller.ID, asset, c.Model),
		Call: payment.Call{
			ID: c.Call, Key: c.Key, Project: key.Terms.Project, Card: uint32(number), Model: uint32(place),
			At: now, Deadline: c.Deadline, Region: c.Region, Service: c.Service, Limits: limits, Terms: terms,
		},
	}, ""
}

// limited reports whether a key or its project may spend only so much. Limits
// are in the buyer's first asset, so that another one would be a way around them.
func (m *Machine) limited(key *Key) bool {
	project, ok := m.Project(key.Terms.Project)
	return key.Terms.Limits.Limited() || (ok && project.Limits.Limited())
}

func (m *Machine) capture(now int64, r *wire.Reader) (Answer, error) {
	c := Capture{
		Call: r.ID(), Policy: payment.Policy(r.U8()), Upstream: r.Text(), Region: r.Text(), Dialect: r.Text(), Cost: r.Amount(),
	}
	var err error
	if c.Usage, r.B, err = meter.DecodeUsage(r.B); err != nil {
		return Answer{}, err
	}
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	switch {
	case !c.Policy.Valid():
		return refused(refusalPolicy), nil
	case !labelValid(c.Region):
		return refused(refusalRegion), nil
	case !labelValid(c.Dialect):
		return refused(refusalDialect), nil
	}
	claim := payment.Claim{Usage: &c.Usage, Policy: c.Policy, Region: c.Region, CodeHold: TransferCall, CodeShare: TransferShare}
	if open, ok := m.desk.Find(c.Call); ok {
		card := m.registry.cards.At(int(open.Card)).Card
		claim.Model, claim.Zone = &card.Models[open.Model], &card.Zone
	}
	answer, call := m.desk.Capture(c.Call, claim)
	if !call.ID.IsZero() && m.observer != nil {
		for _, t := range m.desk.Closing(&call, &answer, TransferCall, TransferShare) {
			m.observer.Posted(now, &ledger.Posting{Transfer: t, Posted: t.Amount})
		}
		m.observer.CallClosed(now, &CallClosing{
			Call: call, State: CallCaptured, Usage: c.Usage, Policy: c.Policy, Upstream: c.Upstream,
			Region: c.Region, Dialect: c.Dialect, Cost: c.Cost, Answer: answer,
		})
	}
	m.returned(now, answer.Parts)
	var paid settlement.Payment
	if !call.ID.IsZero() {
		m.placed(now, &call, c.Region)
		m.levied(now, &call, answer.Charge)
		m.countPaid(&call, answer.Charge.SubFloor(payment.Total(answer.Parts)))
		paid = m.closePayment(now, &call, &answer, true)
	}
	a := callAnswer(answer)
	a.Payment = paid
	a.Channel = m.channelOf(&call)
	return a, nil
}

func (m *Machine) void(now int64, r *wire.Reader) (Answer, error) {
	c := Void{Call: r.ID(), Reason: r.Text()}
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	answer, call := m.desk.Void(c.Call, TransferCall)
	if !call.ID.IsZero() && m.observer != nil {
		for _, t := range m.desk.Releases(&call, answer.Parts, TransferCall) {
			m.observer.Posted(now, &ledger.Posting{Transfer: t})
		}
		m.observer.CallClosed(now, &CallClosing{Call: call, State: CallVoided, Reason: c.Reason, Answer: answer})
	}
	m.returned(now, answer.Parts)
	var paid settlement.Payment
	if !call.ID.IsZero() {
		m.countPaid(&call, money.Amount{})
		paid = m.closePayment(now, &call, &answer, false)
	}
	a := callAnswer(answer)
	a.Payment = paid
	return a, nil
}

func callAnswer(a payment.Answer) Answer {
	return Answer{Refusal: string(a.Refusal), Exists: a.Exists, Call: a}
}
