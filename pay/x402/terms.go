package x402

import (
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const timeoutMax = 365 * 24 * 3600 // seconds; sellers ask for minutes

// Terms is a way to pay on an EVM chain, read and checked. A seller keeps them,
// since their domain's hash is a third of the work of a verification.
type Terms struct {
	Scheme         string
	Network        Network // as it was written
	ChainID        uint64
	Amount         uint256.Int // smallest units; with upto, the most that can be paid
	Asset, PayTo   common.Address
	TimeoutSeconds int64
	Method         string         // MethodEIP3009 or MethodPermit2
	Name, Version  string         // of the token's EIP-712 domain; may be empty with Permit2
	Flow           string         // FlowAuthorization if nothing else is said
	Facilitator    common.Address // who settles, with upto

	// With batch-settlement: who claims, the delay of channels in seconds (0 if the
	// server does not say it), and what is wanted to be deposited at least, in
	// smallest units (0 if the server does not say it).
	ReceiverAuthorizer common.Address
	WithdrawDelay      uint64
	DepositMin         uint256.Int

	Separator common.Hash // of the domain that the payer signs for
}

// Terms reads requirements of an EVM chain as a protocol version means them.
// Other chains and other schemes are a Mistake, by which a client knows to look
// at the next way to pay.
func (r *Requirements) Terms(version int) (*Terms, error) {
	t, err := r.Place(version)
	if err != nil {
		return nil, err
	}
	t.TimeoutSeconds = r.MaxTimeoutSeconds
	var ok bool
	if t.Amount, ok = parseDecimal(r.Amount); !ok {
		return nil, mistake(CodeAmount, "amount", "%q is no whole number of smallest units", r.Amount)
	}
	if r.MaxTimeoutSeconds < 1 || r.MaxTimeoutSeconds > timeoutMax {
		return nil, mistake(CodeValue, "maxTimeoutSeconds", "%d is not between 1 and %d", r.MaxTimeoutSeconds, timeoutMax)
	}
	if err := t.readExtra(r.Extra, version); err != nil {
		return nil, err
	}
	if t.Method == MethodPermit2 {
		t.Separator = evmsig.Permit2Separator(t.ChainID)
	} else {
		t.Separator = evmsig.Domain{Name: t.Name, Version: t.Version, ChainID: t.ChainID, Contract: t.Asset}.Separator()
	}
	return t, nil
}

// schemeKnown tells whether a version of the protocol has the scheme here.
func schemeKnown(scheme string, version int) bool {
	return scheme == SchemeExact || version != 1 && (scheme == SchemeUpto || scheme == SchemeBatch)
}

// readExtra takes what EVM schemes keep in extra.
func (t *Terms) readExtra(extra []byte, version int) error {
	if len(extra) == 0 {
		extra = []byte("{}")
	}
	d, err := scan(extra, openLengthMax)
	if err != nil {
		return err
	}
	defer d.done()
	o := d.root()
	t.Name, t.Version = o.textOptional("name", wordTextMax), o.textOptional("version", wordTextMax)
	t.Method, t.Flow = o.textOptional("assetTransferMethod", wordTextMax), o.textOptional("paymentFlow", wordTextMax)
	if t.Flow == "" {
		t.Flow = FlowAuthorization
	}
	if t.Scheme == SchemeUpto {
		t.Method = MethodPermit2
		t.Facilitator = o.address("facilitatorAddress")
	}
	if t.Scheme == SchemeBatch {
		t.readChannelExtra(o)
	}
	if t.Method == "" {
		t.Method = MethodEIP3009
	}
	switch {
	case d.bad != nil:
		d.bad.Path = "extra." + d.bad.Path
		return d.bad
	case t.Method != MethodEIP3009 && (t.Method != MethodPermit2 || version == 1):
		return mistake(CodeScheme, "extra.assetTransferMethod", "%q is not known in version %d", t.Method, version)
	case t.Flow != FlowAuthorization && t.Flow != FlowUpfront && t.Flow != FlowEscrow:
		return mistake(CodeScheme, "extra.paymentFlow", "%q is not known", t.Flow)
	case t.Method == MethodEIP3009 && (t.Name == "" || t.Version == ""):
		return mistake(CodeDomain, "extra", "name and version of the token's EIP-712 domain are missing; a payer cannot sign without them")
	}
	return nil
}
