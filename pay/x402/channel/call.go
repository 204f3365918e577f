package channel

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	configTuple = "(address,address,address,address,address,uint40,bytes32)"
	claimTuple  = "((" + configTuple + ",uint128),bytes,uint128)"
)

var (
	depositCall         = function("deposit(" + configTuple + ",uint128,address,bytes)")
	claimCall           = function("claim(" + claimTuple + "[])")
	claimSignedCall     = function("claimWithSignature(" + claimTuple + "[],bytes)")
	settleCall          = function("settle(address,address)")
	refundCall          = function("refund(" + configTuple + ",uint128)")
	refundSignedCall    = function("refundWithSignature(" + configTuple + ",uint128,uint256,bytes)")
	withdrawCall        = function("initiateWithdraw(" + configTuple + ",uint128)")
	withdrawFinishCall  = function("finalizeWithdraw(" + configTuple + ")")
	multicallCall       = function("multicall(bytes[])")
	channelsCall        = function("channels(bytes32)")
	withdrawalCall      = function("pendingWithdrawals(bytes32)")
	refundNonceCall     = function("refundNonce(bytes32)")
	receiverTotalsCall  = function("receivers(address,address)")
	claimsAlonePlace    = wordLength     // of the array, behind its one place
	claimsByOthersPlace = 2 * wordLength // the same with a signature behind it
)

// ClaimCall is the data of the call by which a receiver or its authorizer claims
// vouchers. One that claims no more than has been claimed does nothing; any other
// fault reverts all of them.
func ClaimCall(claims []Claim) []byte {
	out := begin(claimCall)
	out.length(claimsAlonePlace)
	out.claims(claims)
	return out.call()
}

// ClaimSignedCall is the same for anybody to send, with the authorizer's signature
// of ClaimDigest. All channels must have one authorizer.
func ClaimSignedCall(claims []Claim, signature []byte) []byte {
	var array data
	array.claims(claims)
	out := begin(claimSignedCall)
	out.length(claimsByOthersPlace)
	out.length(claimsByOthersPlace + len(array))
	out.data = append(out.data, array...)
	out.bytes(signature)
	return out.call()
}

// SettleCall is the data of the call, by anybody, that sends a receiver what was
// claimed and not sent yet. If that is nothing it does nothing.
func SettleCall(receiver, token common.Address) []byte {
	out := begin(settleCall)
	out.address(receiver)
	out.address(token)
	return out.call()
}

// RefundCall is the data of the call by which a receiver or its authorizer gives
// back up to amount of what was not claimed. It counts the refund's nonce up, even
// where nothing is left.
func RefundCall(c *Config, amount *uint256.Int) []byte {
	out := begin(refundCall)
	out.config(c)
	out.uint(amount)
	return out.call()
}

// RefundSignedCall is the same for anybody to send, with the authorizer's
// signature of RefundDigest.
func RefundSignedCall(c *Config, amount, nonce *uint256.Int, signature []byte) []byte {
	out := begin(refundSignedCall)
	out.config(c)
	out.uint(amount)
	out.uint(nonce)
	out.tails(signature)
	return out.call()
}

// WithdrawCall is the data of the call by which a payer or his authorizer
// announces that amount will be taken out.
func WithdrawCall(c *Config, amount *uint256.Int) []byte {
	out := begin(withdrawCall)
	out.config(c)
	out.uint(amount)
	return out.call()
}

// WithdrawFinishCall is the data of the call by which a payer or his authorizer
// takes out what was announced, or what is left of it, once the delay is over.
func WithdrawFinishCall(c *Config) []byte {
	out := begin(withdrawFinishCall)
	out.config(c)
	return out.call()
}

// MulticallCall is the data of one call to the escrow that does several, all or
// none of them.
func MulticallCall(calls ...[]byte) []byte {
	out := begin(multicallCall)
	out.length(wordLength)
	out.length(len(calls))
	var items data
	items.tails(calls...) // places are counted from behind the length
	out.data = append(out.data, items...)
	return out.call()
}

// StateCalls are the data of the three calls that State is read from.
func StateCalls(channel common.Hash) [3][]byte {
	var calls [3][]byte
	for i, of := range []selector{channelsCall, withdrawalCall, refundNonceCall} {
		out := begin(of)
		out.hash(channel)
		calls[i] = out.call()
	}
	return calls
}

// ReceiverCall is the data of the call that ReadReceiver reads the answer of.
func ReceiverCall(receiver, token common.Address) []byte {
	out := begin(receiverTotalsCall)
	out.address(receiver)
	out.address(token)
	return out.call()
}
