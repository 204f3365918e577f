package buyer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const (
	rpcTimeout  = 15 * time.Second
	rpcBytesMax = 64 << 10
)

// Nodes answer a wallet's questions about approvals and channels by JSON-RPC, by
// chain id. For a chain without a node, approvals are taken to be there: a payment by
// Permit2 without one is refused by the seller, and costs nothing.
type Nodes map[uint64]string

// Dial asks a node which chain it is of, and adds it.
func (n Nodes) Dial(ctx context.Context, url string) (chainID uint64, err error) {
	var id hexutil.Uint64
	if err := call(ctx, url, "eth_chainId", []any{}, &id); err != nil {
		return 0, err
	}
	n[uint64(id)] = url
	return uint64(id), nil
}

// Allowance is wallet.Approvals'.
func (n Nodes) Allowance(ctx context.Context, chainID uint64, asset, owner, spender common.Address) (uint256.Int, error) {
	if n[chainID] == "" {
		return *new(uint256.Int).SetAllOne(), nil
	}
	return n.read(ctx, chainID, asset, "allowance(address,address)", owner, spender)
}

// PermitNonce is wallet.Approvals'.
func (n Nodes) PermitNonce(ctx context.Context, chainID uint64, asset, owner common.Address) (uint256.Int, error) {
	return n.read(ctx, chainID, asset, "nonces(address)", owner)
}

// Decimals are those of a token.
func (n Nodes) Decimals(ctx context.Context, chainID uint64, asset common.Address) (int, error) {
	d, err := n.read(ctx, chainID, asset, "decimals()")
	if err == nil && (!d.IsUint64() || d.Uint64() > decimalsMax) {
		err = fmt.Errorf("the token %s says that it has %s decimals", asset, d.Dec())
	}
	return int(d.Uint64()), err
}

// read calls a function of a contract that takes addresses and returns a number.
func (n Nodes) read(ctx context.Context, chainID uint64, contract common.Address, function string, arguments ...common.Address) (v uint256.Int, err error) {
	if n[chainID] == "" {
		return v, fmt.Errorf("no node of chain %d is known", chainID)
	}
	data := crypto.Keccak256([]byte(function))[:4]
	for _, a := range arguments {
		data = append(data, common.LeftPadBytes(a[:], common.HashLength)...)
	}
	answer, err := n.Call(ctx, chainID, contract, data)
	if err != nil {
		return v, err
	}
	if len(answer) != common.HashLength {
		return v, fmt.Errorf("%s at %s on chain %d answers with %d bytes: it is no token, or not on this chain", function, contract, chainID, len(answer))
	}
	v.SetBytes32(answer)
	return v, nil
}

// ChannelState is Channels.State's. It is nil for a chain without a node.
func (n Nodes) ChannelState(ctx context.Context, chainID uint64, id common.Hash) (*channel.State, error) {
	if n[chainID] == "" {
		return nil, nil
	}
	var answers [3][]byte
	for i, data := range channel.StateCalls(id) {
		answer, err := n.Call(ctx, chainID, evmsig.Escrow, data)
		if err != nil {
			return nil, err
		}
		answers[i] = answer
	}
	state, err := channel.ReadState(answers)
	if err != nil {
		return nil, fmt.Errorf("chain %d: %w", chainID, err)
	}
	return &state, nil
}

// Call asks a contract something, as of the newest block.
func (n Nodes) Call(ctx context.Context, chainID uint64, contract common.Address, data []byte) ([]byte, error) {
	var answer hexutil.Bytes
	err := call(ctx, n[chainID], "eth_call", []any{map[string]any{"to": contract, "data": hexutil.Bytes(data)}, "latest"}, &answer)
	return answer, err
}

// call asks a node one thing.
func call(ctx context.Context, url, method string, parameters, into any) error {
	ctx, cancel := context.WithTimeout(ctx, rpcTimeout)
	defer cancel()
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return errors.New("the node's address cannot be read")
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("asking the node: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, rpcBytesMax))
	if err != nil {
		return fmt.Errorf("the node's answer: %w", err)
	}
	var answer struct {
		Result json.RawMessage
		Error  *struct{ Message string }
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return fmt.Errorf("the node answers with status %d and no JSON-RPC", response.StatusCode)
	}
	if answer.Error != nil {
		return fmt.Errorf("the node says: %s", answer.Error.Message)
	}
	if err := json.Unmarshal(answer.Result, into); err != nil {
		return fmt.Errorf("%s: the node's answer cannot be read: %w", method, err)
	}
	return nil
}
