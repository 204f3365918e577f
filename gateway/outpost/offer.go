package outpost

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// Offer is what a seller's gateway learns from the house: the seller's card for
// everybody, as it is now, and the terms that the house sets.
type Offer struct {
	Seller  ledger.ID
	Name    string       // the seller's
	Card    *tariff.Card // nil while none is valid
	Since   int64        // when the card came, Unix nanoseconds
	Wallets bool         // whether programs without a key can pay
	HoldMax time.Duration
}

// Table is what a gateway sells under an offer. It is not changed once it is made.
type Table struct {
	Routes map[string]*gateway.Route // by model
	Models []gateway.Model
	// Price is what a bound would be reserved at; ok is false when it is no amount.
	Price func(route *gateway.Route, limits []tariff.Limit) (amount money.Amount, ok bool)
}

type wireOffer struct {
	Seller      wireID `json:"seller"`
	Name        string `json:"name"`
	Card        []byte `json:"card,omitempty"`
	Since       int64  `json:"since_unix_ns,omitempty"`
	Wallets     bool   `json:"wallets"`
	HoldSeconds int64  `json:"hold_seconds_max"`
}

// encode gives the offer as it is sent, and a tag that is another when anything is.
func (o *Offer) encode() (body []byte, tag string, err error) {
	w := wireOffer{Seller: wireID(o.Seller), Name: o.Name, Since: o.Since, Wallets: o.Wallets, HoldSeconds: int64(o.HoldMax / time.Second)}
	if o.Card != nil {
		if w.Card, err = o.Card.AppendBinary(nil); err != nil {
			return nil, "", err
		}
	}
	if body, err = json.Marshal(w); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(body)
	return body, `"` + hex.EncodeToString(sum[:16]) + `"`, nil
}

func decodeOffer(body []byte) (*Offer, error) {
	var w wireOffer
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, fmt.Errorf("the house's offer: %w", err)
	}
	o := &Offer{Seller: ledger.ID(w.Seller), Name: w.Name, Since: w.Since, Wallets: w.Wallets, HoldMax: time.Duration(w.HoldSeconds) * time.Second}
	if len(w.Card) > 0 {
		card, err := tariff.DecodeCard(w.Card)
		if err != nil {
			return nil, fmt.Errorf("the card in the house's offer: %w", err)
		}
		o.Card = card
	}
	return o, nil
}
