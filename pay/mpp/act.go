package mpp

import (
	"encoding/hex"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// What a client of the intent session may want.
const (
	ActOpen    = "open"    // opens a channel, and has a first voucher with it
	ActTopUp   = "topUp"   // adds to a channel's deposit
	ActVoucher = "voucher" // pays
	ActClose   = "close"   // has the channel settled and its rest given back
)

// Kinds of deposits: how the tokens come to the escrow.
const (
	DepositAuthorization = kindAuthorization // the payee sends what the payer signed (EIP-3009)
	DepositHash          = "hash"            // the payer has sent a transaction of his own
	// depositEarlier is DepositAuthorization as an earlier text of the draft calls it.
	depositEarlier = "transaction"
)

// Act is a credential's payload by the intent session (draft-evm-session, Payload
// Actions). Amounts are the token's smallest units and have at most 128 bits.
type Act struct {
	Name    string
	Channel common.Hash
	Voucher *Voucher // nil with ActTopUp
	Deposit *Deposit // of ActOpen and ActTopUp, and of a voucher that brings its money along; else nil
}

// Voucher says how much of a channel, over all time, its payee may have at most.
type Voucher struct {
	Amount    uint256.Int
	Signature []byte // of evmsig.SessionVoucherDigest
}

// Deposit brings money to a channel.
type Deposit struct {
	Opens       bool // the channel; else it is open already
	Kind        string
	Amount      uint256.Int          // of DepositHash that opens: zero, for the transaction says it
	Transfer    evmsig.Authorization // of DepositAuthorization
	Signature   []byte               // of DepositAuthorization: of Transfer's ReceiveDigest
	Transaction common.Hash          // of DepositHash
	Salt        common.Hash          // of the channel that it opens; else of Transfer's nonce
	Signer      common.Address       // of the vouchers of the channel that it opens; zero for the payer
}

// readAct reads a payload.
func readAct(payload members) (*Act, error) {
	a := &Act{Name: payload.text("action")}
	f := &fields{members: payload, place: "payload."}
	f.bytes("channelId", a.Channel[:])
	switch a.Name {
	case ActOpen:
		a.Deposit, a.Voucher = f.deposit(true), &Voucher{}
		f.amount("cumulativeAmount", &a.Voucher.Amount)
		name := "voucherSignature"
		if a.Deposit.Kind == DepositHash {
			name = "signature" // there is no other that it could be taken for
		}
		f.signature(name, &a.Voucher.Signature)
	case ActTopUp:
		a.Deposit = f.deposit(false)
	case ActVoucher, ActClose:
		a.Voucher = &Voucher{}
		f.amount("cumulativeAmount", &a.Voucher.Amount)
		f.signature("signature", &a.Voucher.Signature)
		if merged := payload["deposit"].object; merged != nil && a.Name == ActVoucher {
			inner := &fields{members: merged, place: "payload.deposit.", err: f.err}
			a.Deposit = inner.merged()
			f.err = inner.err
		}
	default:
		return nil, mistake(CodeMalformed, "payload.action is %q; %s, %s, %s and %s are known", a.Name, ActOpen, ActTopUp, ActVoucher, ActClose)
	}
	return a, f.err
}

// merged reads a deposit that comes with a voucher.
func (f *fields) merged() *Deposit {
	action := f.text("action")
	if action != ActOpen && action != ActTopUp {
		f.wrong("action", "is %q; %s and %s are known", action, ActOpen, ActTopUp)
	}
	d := f.deposit(action == ActOpen)
	if d.Kind == DepositHash {
		f.wrong("type", "is %s, which no voucher brings along", DepositHash)
	}
	return d
}

// deposit reads what opens a channel or adds to it.
func (f *fields) deposit(opens bool) *Deposit {
	d := &Deposit{Opens: opens, Kind: f.text("type")}
	if opens {
		f.bytes("salt", d.Salt[:])
		if f.text("authorizedSigner") != "" {
			f.bytes("authorizedSigner", d.Signer[:])
		}
	}
	stated := f.text("additionalDeposit") != ""
	if stated {
		f.amount("additionalDeposit", &d.Amount)
	}
	switch d.Kind {
	case DepositAuthorization, depositEarlier, "":
		d.Kind = DepositAuthorization // an earlier text has none with a voucher
		inner := &fields{members: f.members["authorization"].object, place: f.place + "authorization.", err: f.err}
		inner.transfer(&d.Transfer)
		f.err = inner.err
		f.signature("signature", &d.Signature)
		if !opens {
			f.bytes("salt", d.Salt[:])
		}
		switch {
		case d.Transfer.Value.BitLen() > amountBitsMax:
			f.wrong("authorization.value", "has more than %d bits", amountBitsMax)
		case stated && d.Amount != d.Transfer.Value:
			f.wrong("additionalDeposit", "is not what authorization.value says")
		}
		d.Amount = d.Transfer.Value
	case DepositHash:
		f.bytes("hash", d.Transaction[:])
	default:
		if f.err == nil {
			f.err = mistake(CodeMethod, "a deposit of the type %q is not taken here: %s is", d.Kind, DepositAuthorization)
		}
	}
	return d
}

// payload writes the act as a client sends it.
func (a *Act) payload() map[string]any {
	p := map[string]any{"action": a.Name, "channelId": a.Channel.Hex()}
	if v := a.Voucher; v != nil {
		p["cumulativeAmount"] = v.Amount.Dec()
		p["signature"] = toHex(v.Signature)
	}
	if d := a.Deposit; d != nil {
		switch a.Name {
		case ActVoucher:
			own := map[string]any{"action": ActTopUp}
			if d.Opens {
				own["action"] = ActOpen
			}
			d.write(own)
			p["deposit"] = own
		default:
			if a.Voucher != nil && d.Kind == DepositAuthorization {
				p["voucherSignature"] = p["signature"]
			}
			d.write(p)
		}
	}
	return p
}

func (d *Deposit) write(into map[string]any) {
	into["type"] = d.Kind
	if d.Opens {
		into["salt"] = d.Salt.Hex()
		if d.Signer != (common.Address{}) {
			into["authorizedSigner"] = d.Signer.Hex()
		}
	} else {
		into["additionalDeposit"] = d.Amount.Dec()
	}
	if d.Kind == DepositHash {
		into["hash"] = d.Transaction.Hex()
		return
	}
	into["salt"] = d.Salt.Hex()
	into["signature"] = toHex(d.Signature)
	into["authorization"] = map[string]string{
		"from": d.Transfer.From.Hex(), "to": d.Transfer.To.Hex(), "value": d.Transfer.Value.Dec(),
		"validAfter": d.Transfer.ValidAfter.Dec(), "validBefore": d.Transfer.ValidBefore.Dec(), "nonce": d.Transfer.Nonce.Hex(),
	}
}

func toHex(b []byte) string { return "0x" + hex.EncodeToString(b) }
