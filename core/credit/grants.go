package credit

import (
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Give pays a grant in, from the account that funds it to one of the grant's own. The
// account of a buyer gives what it has and nothing that a line lets it owe.
func (b *Book) Give(g Grant) (Grant, Refusal) {
	if i, known := b.grantsByID[g.ID]; known {
		if !b.grants.At(i).same(&g) {
			return *b.grants.At(i), GrantDiffers
		}
		return *b.grants.At(i), Exists
	}
	if refusal := g.refusal(b.ledger.Now()); refusal != "" {
		return g, refusal
	}
	switch {
	case b.grants.Len() >= GrantsMax || len(b.grantsOf[g.Party]) >= GrantsPartyMax:
		return g, GrantsFull
	case !b.funds(g.From, &g) || !b.funds(g.Back, &g) || g.Back == b.house.Custody(g.Asset):
		return g, GrantFunder
	}
	if from, _ := b.ledger.Account(g.From); from.Flags&ledger.LimitDebit != 0 && b.ledger.Funds(g.From).Less(g.Amount) {
		return g, GrantFunds
	}
	g.Number, g.At = uint32(b.grants.Len())+1, b.ledger.Now()
	g.Account, g.next = g.ID.Derive(uint64(b.house.Account)), g.Expires
	g.Sellers, g.Models = slices.Clone(g.Sellers), slices.Clone(g.Models)
	account := ledger.Account{ID: g.Account, Asset: g.Asset, Code: b.house.Account, Flags: ledger.LimitDebit | ledger.Managed}
	kept := len(b.events)
	result := b.ledger.Atomic(func() ledger.Result {
		if r := b.ledger.Open(account); r != ledger.OK {
			return ledger.AccountDiffers // an operator has taken the id
		}
		b.events = append(b.events, Event{Opened: &account})
		return b.move(ledger.Transfer{Debit: g.From, Credit: g.Account, Amount: g.Amount, Cause: g.ID, Asset: g.Asset, Code: b.house.Grant})
	})
	if result != ledger.OK {
		b.events = b.events[:kept]
		return g, Refusal(result.String())
	}
	i := b.grants.Append(g)
	b.enter(i)
	if g.next != 0 {
		b.queue.Push(event{at: g.next, grant: true, place: i})
	}
	b.tellGrant(i)
	return g, ""
}

// funds reports whether a grant may be paid from an account, or its rest to it.
func (b *Book) funds(id ledger.ID, g *Grant) bool {
	a, ok := b.ledger.Account(id)
	return ok && a.Asset == g.Asset && a.Flags&(ledger.Managed|ledger.Closed) == 0
}

// enter lists a grant.
func (b *Book) enter(i int) {
	g := b.grants.At(i)
	b.grantsByID[g.ID], b.grantsByAccount[g.Account] = i, i
	if g.Ended != 0 {
		return
	}
	list := b.grantsOf[g.Party]
	at, _ := slices.BinarySearchFunc(list, g, func(j int, g *Grant) int {
		if b.grants.At(j).before(g) {
			return -1
		}
		return 1
	})
	b.grantsOf[g.Party] = slices.Insert(list, at, i)
}

// End ends a grant before its time. What open calls hold of it stays held.
func (b *Book) End(id ledger.ID) (Grant, Refusal) {
	i, ok := b.grantsByID[id]
	switch {
	case !ok:
		return Grant{}, GrantUnknown
	case b.grants.At(i).Ended != 0:
		return *b.grants.At(i), Exists
	}
	b.end(i)
	return *b.grants.At(i), ""
}

// due carries out what time brings a grant.
func (b *Book) due(i int) {
	if b.grants.At(i).Ended == 0 {
		b.end(i)
		return
	}
	b.lapse(i)
}

func (b *Book) end(i int) {
	g := b.grants.Change(i)
	g.Ended, g.next = b.ledger.Now(), 0
	list := b.grantsOf[g.Party]
	if list = slices.DeleteFunc(slices.Clone(list), func(j int) bool { return j == i }); len(list) == 0 {
		delete(b.grantsOf, g.Party)
	} else {
		b.grantsOf[g.Party] = list
	}
	if !b.lapse(i) {
		b.tellGrant(i)
	}
}

// lapse posts what is left of a grant that ended to where it goes, and reports
// whether there was anything. If that account does not take it, it is tried again
// the next day.
func (b *Book) lapse(i int) bool {
	g := b.grants.Change(i)
	rest := b.ledger.Funds(g.Account)
	if rest.IsZero() {
		return false
	}
	if b.move(ledger.Transfer{Debit: g.Account, Credit: g.Back, Amount: rest, Cause: g.ID, Asset: g.Asset, Code: b.house.Lapse}) != ledger.OK {
		g.next = b.ledger.Now() + grantAgain
		b.queue.Push(event{at: g.next, grant: true, place: i})
		return false
	}
	g.Lapsed, _ = g.Lapsed.Add(rest) // parts of what was paid in, or came back to it
	b.tellGrant(i)
	return true
}

// Returned looks at accounts that calls gave something back to: what comes back to a
// grant that has ended goes on to where its rest went.
func (b *Book) Returned(account ledger.ID) {
	if i, ok := b.grantsByAccount[account]; ok && b.grants.At(i).Ended != 0 {
		b.lapse(i)
	}
}

// Sources lists the accounts that pay for a model of a seller before money does, in
// the order in which they are used up; at most so many, none that is empty. Pushed
// usage has no model.
func (b *Book) Sources(party ledger.ID, asset ledger.AssetID, seller ledger.ID, model string, most int) (list []ledger.ID) {
	for _, i := range b.grantsOf[party] {
		g := b.grants.At(i)
		if len(list) < most && g.pays(asset, seller, model) && !b.ledger.Funds(g.Account).IsZero() {
			list = append(list, g.Account)
		}
	}
	return list
}

// Grant finds a grant. Its lists are not to be changed.
func (b *Book) Grant(id ledger.ID) (Grant, bool) {
	if i, ok := b.grantsByID[id]; ok {
		return *b.grants.At(i), true
	}
	return Grant{}, false
}

// GrantAt finds the grant of an account.
func (b *Book) GrantAt(account ledger.ID) (Grant, bool) {
	if i, ok := b.grantsByAccount[account]; ok {
		return *b.grants.At(i), true
	}
	return Grant{}, false
}

// GrantsOf lists the grants of a party that are good, in the order in which they are
// used up.
func (b *Book) GrantsOf(party ledger.ID) []Grant {
	list := make([]Grant, len(b.grantsOf[party]))
	for n, i := range b.grantsOf[party] {
		list[n] = *b.grants.At(i)
	}
	return list
}

// Left is what is left of a grant, and what of it open calls hold.
func (b *Book) Left(g *Grant) (left, held money.Amount) {
	a, _ := b.ledger.Account(g.Account)
	return a.CreditsPosted.SubFloor(a.DebitsPosted), a.DebitsPending
}

func (b *Book) tellGrant(i int) {
	kept := *b.grants.At(i)
	b.events = append(b.events, Event{Grant: &kept})
}
