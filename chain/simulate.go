package chain

import (
	"context"
	"slices"

	"aidollar/chain/codec"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// callsMax bounds what is tried in one block.
const callsMax = 16

// senderFree are calls that do the same whoever makes them: what they move is
// what was signed.
var senderFree = [][4]byte{
	codec.Selector("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)"),
	codec.Selector("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"),
	codec.Selector("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"),
}

// Simulate tries calls one after the other in one block, from an address, and
// changes nothing. revert is why the chain would not carry one of them out, "" if
// it would carry out all. Several calls need a node with eth_simulateV1; without
// it, calls of which it is known that their sender does not matter are tried
// through Multicall3, and others are an error: a trial from another address
// would be an answer to another question.
func (c *Client) Simulate(ctx context.Context, from common.Address, calls []Call) (revert string, err error) {
	switch {
	case len(calls) == 0:
		return "", nil
	case len(calls) > callsMax:
		return "", Errorf(Refuse, CodeSimulation, "at most %d calls are tried together", callsMax)
	case len(calls) == 1:
		return c.tryOne(ctx, from, calls[0])
	}
	if !c.simulateUnknown() {
		revert, err = c.trySeveral(ctx, from, calls)
		if Code(err) != CodeUnsupported {
			return revert, err
		}
		c.mu.Lock()
		c.simulateOff = true
		c.mu.Unlock()
	}
	for _, call := range calls {
		if !c.sentByAnybody(call) {
			return "", Errorf(Refuse, CodeSimulation, "the node of chain %d cannot try several calls of one sender (eth_simulateV1)", c.cfg.ID)
		}
	}
	parts := make([]codec.Part, len(calls))
	for i, call := range calls {
		parts[i] = codec.Part{To: call.To, Data: call.Data, MayFail: true}
	}
	return c.tryParts(ctx, from, parts)
}

func (c *Client) simulateUnknown() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.simulateOff
}

func (c *Client) sentByAnybody(call Call) bool {
	return c.senderFree[call.To] || len(call.Data) >= 4 && slices.Contains(senderFree, [4]byte(call.Data))
}

// tryCall makes one call without a transaction.
func (c *Client) tryCall(ctx context.Context, from common.Address, call Call) (answer []byte, revert string, err error) {
	type result struct {
		data   []byte
		revert string
	}
	got, err := anywhere(ctx, c, func(ctx context.Context, e *endpoint) (result, error) {
		var data hexutil.Bytes
		asked := &request{method: "eth_call", args: []any{message(from, call.To, call.Data), "latest"}, out: &data}
		if err := e.ask(ctx, asked); err != nil {
			return result{}, err
		}
		if asked.err != nil {
			if text, is := c.revertOf(asked.err); is {
				return result{revert: text}, nil
			}
			return result{}, e.answered(asked)
		}
		return result{data: data}, nil
	})
	return got.data, got.revert, err
}

func (c *Client) tryOne(ctx context.Context, from common.Address, call Call) (string, error) {
	_, revert, err := c.tryCall(ctx, from, call)
	return revert, err
}

// trySeveral uses eth_simulateV1 (execution-apis, "eth_simulateV1").
func (c *Client) trySeveral(ctx context.Context, from common.Address, calls []Call) (string, error) {
	return anywhere(ctx, c, func(ctx context.Context, e *endpoint) (string, error) {
		messages := make([]any, len(calls))
		for i, call := range calls {
			messages[i] = message(from, call.To, call.Data)
		}
		var blocks []struct {
			Calls []struct {
				Status hexutil.Uint64 `json:"status"`
				Data   hexutil.Bytes  `json:"returnData"`
				Error  *struct {
					Message string        `json:"message"`
					Data    hexutil.Bytes `json:"data"`
				} `json:"error"`
			} `json:"calls"`
		}
		options := map[string]any{"blockStateCalls": []any{map[string]any{"calls": messages}}}
		if err := e.call(ctx, &blocks, "eth_simulateV1", options, "latest"); err != nil {
			return "", err
		}
		if len(blocks) != 1 || len(blocks[0].Calls) != len(calls) {
			return "", Errorf(Retry, CodeAnswer, "%s answers for other calls than were to be tried", e.name)
		}
		for _, call := range blocks[0].Calls {
			if call.Status == 1 {
				continue
			}
			data := []byte(call.Data)
			if call.Error != nil && len(call.Error.Data) > 0 {
				data = call.Error.Data
			}
			if len(data) == 0 && call.Error != nil && call.Error.Message != "" {
				return shorten(call.Error.Message), nil
			}
			return c.reverts.Text(data), nil
		}
		return "", nil
	})
}

// tryParts lets Multicall3 make the calls.
func (c *Client) tryParts(ctx context.Context, from common.Address, parts []codec.Part) (string, error) {
	answer, revert, err := c.tryCall(ctx, from, Call{codec.Multicall3, codec.Aggregate3(parts)})
	if err != nil || revert != "" {
		return revert, err
	}
	outcomes, is := codec.ReadAggregate3(answer)
	if !is || len(outcomes) != len(parts) {
		return "", Errorf(Refuse, CodeSimulation, "chain %d has neither eth_simulateV1 nor Multicall3", c.cfg.ID)
	}
	for _, o := range outcomes {
		if !o.Success {
			return c.reverts.Text(o.Data), nil
		}
	}
	return "", nil
}
