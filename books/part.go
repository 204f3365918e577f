package books

import (
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// The parts of a call's payment, in the order of their postings. Only those that
// move money, the capture and the shares, have rows; what these leave out, and
// all of the others, is in the row of the call.
const (
	partHold    = -1
	partCapture = 0
	partSplit   = 1
	partShare   = 2 // the first; others follow
)

// sharesMax is how many shares a split can have: the ledger may take each from
// two accounts, and has a rest.
const sharesMax = 2*ledger.RuleSharesMax + 1

// holdColumns and splitColumns are those of postings, out of the call.
const (
	noBlob       = `CAST(NULL AS BLOB)`
	noInteger    = `CAST(NULL AS INTEGER)`
	holdColumns  = `hold AS n, ` + noBlob + `, opened_at, ` + noInteger + `, buyer_account, sale_account, reserved, ` + noBlob + `, asset, 0, 0, ` + noBlob + `, key, deadline, opened_seq, budget, -1, id`
	splitColumns = `first + 1 AS n, ` + noBlob + `, closed_at, ` + noInteger + `, sale_account, seller, charge, ` + noBlob + `, asset, 0, 0, ` + noBlob + `, ` + noBlob + `, ` + noInteger + `, closed_seq, ` + noInteger + `, 1, id`
)

// complete fills in what a part's row leaves to its call. The split's credit is
// the seller until then.
func (p *Posting) complete(part int64, call ledger.ID) {
	switch part {
	case partHold:
		p.ID, p.Code, p.Flags = call, clearing.TransferCall, ledger.Pending
	case partCapture:
		p.ID, p.Hold, p.Cause = payment.CaptureID(call), call, call
	case partSplit:
		p.ID, p.Cause, p.Code, p.Flags = payment.ShareID(call), call, clearing.TransferShare, ledger.Split
		p.Credit = clearing.SellerRule(p.Credit)
	default:
		p.Cause = payment.ShareID(call)
		p.ID = p.Cause.Derive(uint64(part - partShare))
	}
}

// parts tells which postings of a record are parts of its calls. A posting is
// one only if the call says exactly the same; any other is written as it is.
type parts struct {
	opened, closed []*callRow        // of the record, those that are still to come
	current        *callRow          // whose split and shares may follow
	chain          []ledger.Transfer // that closes it
}

// of gives the part that a posting is, and of which call; nil when it is none.
func (s *parts) of(number int64, p *ledger.Posting) (call *callRow, part int64) {
	switch {
	case p.Flags == ledger.Pending:
		if len(s.opened) == 0 || s.opened[0].call.ID != p.ID {
			return nil, 0
		}
		call, s.opened = s.opened[0], s.opened[1:]
		if *p != (ledger.Posting{Transfer: payment.Hold(call.call, clearing.TransferCall), Posted: call.call.Reserved}) {
			return nil, 0
		}
		call.hold = number
		return call, partHold
	case p.Flags&ledger.Post != 0:
		return s.capture(number, p)
	}
	call = s.current
	if call == nil || number != call.first+call.parts {
		return nil, 0
	}
	c := &call.closing.Call
	var want ledger.Transfer
	if call.parts == partSplit {
		want = s.chain[1]
		if want.Credit != clearing.SellerRule(call.seller) {
			return nil, 0
		}
	} else {
		split := payment.ShareID(c.ID)
		want = ledger.Transfer{
			ID: split.Derive(uint64(call.parts - partShare)), Debit: p.Debit, Credit: p.Credit, Amount: p.Posted,
			Cause: split, Asset: c.Terms.Asset, Code: clearing.TransferShare,
		}
		if call.parts == partShare+sharesMax {
			return nil, 0
		}
	}
	if *p != (ledger.Posting{Transfer: want, Posted: want.Amount}) {
		return nil, 0
	}
	part = call.parts
	call.parts++
	return call, part
}

func (s *parts) capture(number int64, p *ledger.Posting) (*callRow, int64) {
	s.current = nil
	for len(s.closed) > 0 && (s.closed[0].closing.State != clearing.CallCaptured || s.closed[0].closing.Answer.Charge.IsZero()) {
		s.closed = s.closed[1:]
	}
	if len(s.closed) == 0 || s.closed[0].closing.Call.ID != p.Hold {
		return nil, 0
	}
	call := s.closed[0]
	s.closed = s.closed[1:]
	charge := call.closing.Answer.Charge
	chain := payment.Settlement(&call.closing.Call, nil, charge, clearing.TransferCall, clearing.TransferShare)
	if *p != (ledger.Posting{Transfer: chain[0], Posted: charge}) {
		return nil, 0
	}
	s.current, s.chain = call, chain
	call.first, call.parts = number, 1
	return call, partCapture
}

// The ordinals from which payment derives the ids of a call's transfers.
const (
	captureOrdinal = 1
	splitOrdinal   = 3
)

// underived is the id from which ledger.ID.Derive makes id with n. All of its
// steps can be gone back, so that there is exactly one.
func underived(id ledger.ID, n uint64) ledger.ID {
	const inverse = 0xcfee444d8b59a89b // of the factor in Derive, modulo 2^64
	x := id.Lo
	x ^= x >> 32
	x *= inverse
	x ^= x >> 32
	return ledger.ID{Hi: id.Hi, Lo: x ^ (n+1)*0x9e3779b97f4a7c15}
}
