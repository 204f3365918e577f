package x402

import "github.com/ethereum/go-ethereum/common"

// Requirements is a way to pay as a seller offers it in version 2: what Terms
// reads, written. Network and Separator follow from the rest and are not looked
// at. The result reads back as the same terms, or is refused now and not when a
// client pays.
func (t *Terms) Requirements() (*Requirements, error) {
	extra := struct {
		Name        string `json:"name,omitempty"`
		Version     string `json:"version,omitempty"`
		Method      string `json:"assetTransferMethod,omitempty"`
		Flow        string `json:"paymentFlow,omitempty"`
		Facilitator string `json:"facilitatorAddress,omitempty"`
		Authorizer  string `json:"receiverAuthorizer,omitempty"`
		Delay       uint64 `json:"withdrawDelay,omitempty"`
		DepositMin  string `json:"minDeposit,omitempty"`
	}{Name: t.Name, Version: t.Version}
	if t.Method != MethodEIP3009 {
		extra.Method = t.Method
	}
	if t.Flow != FlowAuthorization {
		extra.Flow = t.Flow
	}
	if t.Facilitator != (common.Address{}) {
		extra.Facilitator = t.Facilitator.Hex()
	}
	if t.Scheme == SchemeBatch {
		extra.Authorizer, extra.Delay = t.ReceiverAuthorizer.Hex(), t.WithdrawDelay
		if !t.DepositMin.IsZero() {
			extra.DepositMin = t.DepositMin.Dec()
		}
	}
	written, err := encode(extra)
	if err != nil {
		return nil, err
	}
	r := &Requirements{
		Scheme: t.Scheme, Network: EVM(t.ChainID), Amount: t.Amount.Dec(), Asset: t.Asset.Hex(), PayTo: t.PayTo.Hex(),
		MaxTimeoutSeconds: t.TimeoutSeconds, Extra: written,
	}
	if _, err := r.Terms(2); err != nil {
		return nil, err
	}
	return r, nil
}
