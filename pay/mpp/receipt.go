package mpp

import "encoding/json"

// Receipt is what a client is told of a payment with which it was served. Failures
// have none: they are 402s.
type Receipt struct {
	Reference string // of the transaction, or what the server calls the payment
	Timestamp string // RFC 3339
}

// Header is the value of Payment-Receipt.
func (r *Receipt) Header() (string, error) {
	b, err := json.Marshal(struct {
		Method    string `json:"method"`
		Reference string `json:"reference"`
		Status    string `json:"status"`
		Timestamp string `json:"timestamp"`
	}{MethodEVM, r.Reference, "success", r.Timestamp})
	return encoding.EncodeToString(b), err
}
