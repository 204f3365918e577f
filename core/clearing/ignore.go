package clearing

import (
	"aidollar/core/attest"
	"aidollar/core/credit"
	"aidollar/core/duty"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/recourse"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

// Ignore is an Observer that takes note of nothing. Whoever wants to know of few
// things embeds it.
type Ignore struct{}

var _ Observer = Ignore{}

// AssetDefined implements Observer.
func (Ignore) AssetDefined(ledger.AssetID, money.Asset) {}

// AccountOpened implements Observer.
func (Ignore) AccountOpened(int64, *ledger.Account) {}

// PartyAdded implements Observer.
func (Ignore) PartyAdded(*Party) {}

// PartyAssetAdded implements Observer.
func (Ignore) PartyAssetAdded(int64, ledger.ID, ledger.AssetID) {}

// ProjectChanged implements Observer.
func (Ignore) ProjectChanged(int64, *Project) {}

// KeyChanged implements Observer.
func (Ignore) KeyChanged(*Key) {}

// CardAdded implements Observer.
func (Ignore) CardAdded(uint32, *SellerCard) {}

// BudgetChanged implements Observer.
func (Ignore) BudgetChanged(int64, *ledger.Budget) {}

// MeterDefined implements Observer.
func (Ignore) MeterDefined(uint32, *SellerMeter) {}

// Posted implements Observer.
func (Ignore) Posted(int64, *ledger.Posting) {}

// CallReserved implements Observer.
func (Ignore) CallReserved(int64, *payment.Call) {}

// CallClosed implements Observer.
func (Ignore) CallClosed(int64, *CallClosing) {}

// CallMisplaced implements Observer.
func (Ignore) CallMisplaced(int64, *Misplaced) {}

// Used implements Observer.
func (Ignore) Used(int64, *UseRecord) {}

// TokenChanged implements Observer.
func (Ignore) TokenChanged(int64, *settlement.TokenState) {}

// PegChanged implements Observer.
func (Ignore) PegChanged(int64, *settlement.TokenState) {}

// PayeeChanged implements Observer.
func (Ignore) PayeeChanged(int64, *settlement.Payee) {}

// PaymentChanged implements Observer.
func (Ignore) PaymentChanged(int64, *settlement.Payment) {}

// ArrivalChanged implements Observer.
func (Ignore) ArrivalChanged(int64, *settlement.Arrival, ArrivalState) {}

// PayoutChanged implements Observer.
func (Ignore) PayoutChanged(int64, *settlement.Payout, PayoutState) {}

// ChannelChanged does nothing.
func (Ignore) ChannelChanged(int64, *ChannelState, ChannelStep) {}

// LinkChanged implements Observer.
func (Ignore) LinkChanged(int64, *Link) {}

// Netted implements Observer.
func (Ignore) Netted(int64, *SetOff) {}

// LineChanged implements Observer.
func (Ignore) LineChanged(int64, *credit.Line) {}

// InvoiceChanged implements Observer.
func (Ignore) InvoiceChanged(int64, *credit.Invoice) {}

// RateTaken does nothing.
func (Ignore) RateTaken(int64, *exchange.Rate) {}

// Converted does nothing.
func (Ignore) Converted(int64, *Conversion) {}

// GrantChanged implements Observer.
func (Ignore) GrantChanged(int64, *credit.Grant) {}

// RefundChanged implements Observer.
func (Ignore) RefundChanged(int64, *recourse.Sale, *recourse.Refund) {}

// DisputeChanged implements Observer.
func (Ignore) DisputeChanged(int64, *recourse.Sale, *recourse.Dispute) {}

// RecourseChanged implements Observer.
func (Ignore) RecourseChanged(int64, *recourse.SellerTerms) {}

// RulesChanged implements Observer.
func (Ignore) RulesChanged(int64, *ruling.Installed, RulesState) {}

// FactsRegistered implements Observer.
func (Ignore) FactsRegistered(int64, []*facts.Entry, []ruling.Entity) {}

// Decided implements Observer.
func (Ignore) Decided(int64, *ruling.Decision) {}

// QuotaChanged implements Observer.
func (Ignore) QuotaChanged(int64, *licence.Standing, QuotaState) {}

// QuotaDrawn implements Observer.
func (Ignore) QuotaDrawn(int64, *QuotaDrawn) {}

// ReviewChanged implements Observer.
func (Ignore) ReviewChanged(int64, *review.Item) {}

// AuditorChanged implements Observer.
func (Ignore) AuditorChanged(int64, *attest.Auditor) {}

// AttestationChanged implements Observer.
func (Ignore) AttestationChanged(int64, *attest.Entry, string) {}

// DutyChanged implements Observer.
func (Ignore) DutyChanged(int64, *duty.Duty) {}

// RecordsKept implements Observer.
func (Ignore) RecordsKept(int64, duty.Keeping) {}

// Sold implements Observer.
func (Ignore) Sold(int64, *Sold) {}

// IdentityChanged implements Observer.
func (Ignore) IdentityChanged(int64, *Identity) {}
