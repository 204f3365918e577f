package books

import (
	"aidollar/core/clearing"
	"aidollar/core/settlement"
)

// TokenChanged implements clearing.Observer.
func (b *Books) TokenChanged(int64, *settlement.TokenState) {}

// PayeeChanged implements clearing.Observer.
func (b *Books) PayeeChanged(int64, *settlement.Payee) {}

// PaymentChanged implements clearing.Observer.
func (b *Books) PaymentChanged(int64, *settlement.Payment) {}

// ArrivalChanged implements clearing.Observer.
func (b *Books) ArrivalChanged(int64, *settlement.Arrival, clearing.ArrivalState) {}

// PayoutChanged implements clearing.Observer.
func (b *Books) PayoutChanged(int64, *settlement.Payout, clearing.PayoutState) {}
