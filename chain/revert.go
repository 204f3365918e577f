package chain

import (
	"context"
	"errors"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// customErrors are those of the contracts that payments go through: OpenZeppelin's
// tokens, Permit2, the proxies of x402, and the house's own.
func customErrors() []string {
	return []string{
		"ERC20InsufficientBalance(address,uint256,uint256)", "ERC20InsufficientAllowance(address,uint256,uint256)",
		"ERC20InvalidReceiver(address)", "ERC20InvalidSender(address)", "ERC20InvalidSpender(address)",
		"ERC2612ExpiredSignature(uint256)", "ERC2612InvalidSigner(address,address)", "SafeERC20FailedOperation(address)",
		"EnforcedPause()", "InvalidAccountNonce(address,uint256)",
		"ERC3009InvalidAuthorizationTime(uint256,uint256)", "ERC3009ConsumedAuthorization(address,bytes32)", "ERC3009InvalidSignature()",
		"InvalidNonce()", "SignatureExpired(uint256)", "InvalidSigner()", "InvalidSignature()", "InvalidSignatureLength()",
		"InvalidContractSignature()", "InvalidAmount(uint256)", "LengthMismatch()", "AllowanceExpired(uint256)", "InsufficientAllowance(uint256)",
		"InvalidPermit2Address()", "InvalidDestination()", "InvalidOwner()", "PaymentTooEarly()", "UnauthorizedFacilitator()",
		"AmountExceedsPermitted()", "Permit2612AmountMismatch()", "InvalidAmount()",
		"NotOwner()", "OwnerIsZero()", "BatchAlreadyPaid(bytes32)", "TotalMismatch(uint256,uint256)", "BalanceTooLow(uint256,uint256)",
		"ZeroAddress()", "AlreadyOwned()", "TransferRefused(address)", "ReentrancyGuardReentrantCall()", "TransferFailed()", "TransferFromFailed()",
	}
}

// Call is a transaction that is yet to be sent.
type Call struct {
	To   common.Address
	Data []byte
}

// message is a call as nodes read it.
func message(from, to common.Address, data []byte) map[string]any {
	return map[string]any{"from": from, "to": to, "data": hexutil.Bytes(data)}
}

// codeReverted is how most nodes number a call that the machine did not carry out.
const codeReverted = 3

// revertOf tells a node's "the call reverts" from its other refusals. Data may
// hold the contract's reason.
func (c *Client) revertOf(err error) (text string, is bool) {
	var answer rpc.Error
	if !errors.As(err, &answer) {
		return "", false
	}
	var data []byte
	var detailed rpc.DataError
	if errors.As(err, &detailed) {
		if s, isText := detailed.ErrorData().(string); isText {
			if i := slices.Index([]byte(s), '0'); i > 0 && contains(s[:i], "reverted") {
				s = s[i:] // some nodes write "Reverted 0x..."
			}
			data, _ = hexutil.Decode(s)
		}
	}
	reverted := answer.ErrorCode() == codeReverted || contains(answer.Error(), "revert")
	switch {
	case len(data) > 0 && reverted:
		return c.reverts.Text(data), true
	case reverted:
		return shorten(answer.Error()), true
	case contains(answer.Error(), "invalid opcode", "out of gas", "gas required exceeds", "stack underflow", "stack limit", "invalid jump", "write protection", "vm execution error"):
		return shorten(answer.Error()), true
	}
	return "", false
}

// Estimate is the gas that a transaction would use now. A transaction that
// would revert is an error with CodeReverts and the reason.
func (c *Client) Estimate(ctx context.Context, from, to common.Address, data []byte, value *big.Int) (uint64, error) {
	return anywhere(ctx, c, func(ctx context.Context, e *endpoint) (uint64, error) {
		msg := message(from, to, data)
		if value != nil && value.Sign() > 0 {
			msg["value"] = (*hexutil.Big)(value)
		}
		var gas hexutil.Uint64
		asked := &request{method: "eth_estimateGas", args: []any{msg}, out: &gas}
		if err := e.ask(ctx, asked); err != nil {
			return 0, err
		}
		if asked.err != nil {
			if text, is := c.revertOf(asked.err); is {
				return 0, Errorf(Refuse, CodeReverts, "%s", text)
			}
			return 0, e.answered(asked)
		}
		return uint64(gas), nil
	})
}
