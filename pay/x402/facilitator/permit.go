package facilitator

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// ExtensionPermit is the key of the extension by which a payer without gas
// approves Permit2: a permit (EIP-2612) that is sent along when settling.
const ExtensionPermit = "eip2612GasSponsoring"

// SignedPermit is such a permit.
type SignedPermit struct {
	evmsig.Permit
	Signature evmsig.Signature
}

// permitInfo is the extension's info as the clients write it.
type permitInfo struct {
	From      string `json:"from"`
	Asset     string `json:"asset"`
	Spender   string `json:"spender"`
	Amount    string `json:"amount"`
	Nonce     string `json:"nonce"`
	Deadline  string `json:"deadline"`
	Signature string `json:"signature"`
	Version   string `json:"version"`
}

func (i *permitInfo) complete() bool {
	return i.From != "" && i.Asset != "" && i.Spender != "" && i.Amount != "" && i.Nonce != "" &&
		i.Deadline != "" && i.Signature != "" && i.Version != ""
}

// signedPermit reads the permit that a payment brings along and holds it against
// the payment. It is nil where there is none; the server's own half of the
// extension, echoed by a client that needs no permit, is none.
func signedPermit(p *x402.Payment, payer common.Address, amount *uint256.Int, terms *x402.Terms, now uint64) (*SignedPermit, refusal) {
	// The half without a signature comes with nearly every payment, and reading it
	// took a tenth of the verification.
	if !bytes.Contains(p.Extensions, []byte(ExtensionPermit)) || !bytes.Contains(p.Extensions, []byte(`"signature"`)) {
		return nil, refusal{}
	}
	var extensions map[string]json.RawMessage
	var extension struct{ Info permitInfo }
	if json.Unmarshal(p.Extensions, &extensions) != nil || extensions[ExtensionPermit] == nil {
		return nil, refusal{}
	}
	if err := json.Unmarshal(extensions[ExtensionPermit], &extension); err != nil {
		return nil, refuse(ReasonPermitFormat, "the extension %s cannot be read: %v", ExtensionPermit, err)
	}
	info := &extension.Info
	if !info.complete() {
		return nil, refusal{}
	}
	asset, permit, bad := info.read()
	reasonAmount := ReasonPermitAmount
	if terms.Scheme == x402.SchemeBatch {
		reasonAmount = channel.ReasonPermitAmount
	}
	switch {
	case bad.Reason != "":
		return nil, bad
	case permit.Owner != payer:
		return nil, refuse(ReasonPermitFrom, "the permit is by %s, the payment by %s", permit.Owner, payer)
	case asset != terms.Asset:
		return nil, refuse(ReasonPermitAsset, "the permit is for the token %s, the payment for %s", asset, terms.Asset)
	case permit.Spender != evmsig.Permit2:
		return nil, refuse(ReasonPermitSpender, "the permit approves %s, and not Permit2", permit.Spender)
	case permit.Deadline.LtUint64(now + secondsLeftMin):
		return nil, refuse(ReasonPermitDeadline, "the permit ends at %s; it is %d and takes %d seconds", permit.Deadline.Dec(), now, secondsLeftMin)
	case permit.Value.Cmp(amount) != 0:
		return nil, refuse(reasonAmount, "the permit is for %s, the payment for %s; they must be equal", permit.Value.Dec(), amount.Dec())
	}
	return permit, refusal{}
}

func (i *permitInfo) read() (asset common.Address, permit *SignedPermit, bad refusal) {
	permit = &SignedPermit{}
	for _, a := range []struct {
		name, text string
		into       *common.Address
	}{{"from", i.From, &permit.Owner}, {"asset", i.Asset, &asset}, {"spender", i.Spender, &permit.Spender}} {
		if !strings.HasPrefix(a.text, "0x") || !common.IsHexAddress(a.text) {
			return asset, nil, refuse(ReasonPermitFormat, "%s %q is no address", a.name, a.text)
		}
		*a.into = common.HexToAddress(a.text)
	}
	for _, n := range []struct {
		name, text string
		into       *uint256.Int
	}{{"amount", i.Amount, &permit.Value}, {"nonce", i.Nonce, &permit.Nonce}, {"deadline", i.Deadline, &permit.Deadline}} {
		if strings.Trim(n.text, "0123456789") != "" || n.into.SetFromDecimal(n.text) != nil {
			return asset, nil, refuse(ReasonPermitFormat, "%s %q is no whole number", n.name, n.text)
		}
	}
	b, err := hex.DecodeString(strings.TrimPrefix(i.Signature, "0x"))
	if err == nil {
		permit.Signature, err = evmsig.ParseSignature(b)
	}
	if err != nil {
		return asset, nil, refuse(ReasonPermitFormat, "the permit's signature: %v", err)
	}
	return asset, permit, refusal{}
}
