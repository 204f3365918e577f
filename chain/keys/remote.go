package keys

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

const (
	remoteTimeout   = 10 * time.Second
	remoteAnswerMax = 1 << 20
)

// remote is a signer in another program.
type remote struct {
	url     string
	address common.Address
	client  *http.Client
}

// Remote signs by the JSON-RPC method eth_signTransaction of another program,
// such as Web3Signer, which holds the key of address. A timeout of zero is 10 s.
func Remote(address string, of common.Address, timeout time.Duration) (Signer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, chain.Errorf(chain.Stop, chain.CodeConfig, "a remote signer is an http or https URL")
	}
	if timeout <= 0 {
		timeout = remoteTimeout
	}
	return &remote{address, of, &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func (r *remote) Address() common.Address { return r.address }

// String leaves out the URL, which may hold a password.
func (r *remote) String() string { return "remote signer of " + r.address.Hex() }

func (r *remote) SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	if tx.Type() != types.DynamicFeeTxType {
		return nil, chain.Errorf(chain.Refuse, chain.CodeSignerWrong, "a remote signer is asked for transactions of EIP-1559 alone")
	}
	raw, err := r.ask(ctx, tx, chainID)
	if err != nil {
		return nil, err
	}
	signed := new(types.Transaction)
	if err := signed.UnmarshalBinary(raw); err != nil {
		return nil, wrong("what it returned is no transaction")
	}
	// The digest covers every field that was asked for.
	signer := types.LatestSignerForChainID(chainID)
	if signed.Type() != tx.Type() || signer.Hash(signed) != signer.Hash(tx) {
		return nil, wrong("what it signed differs from what was asked for")
	}
	from, err := types.Sender(signer, signed)
	if err != nil || from != r.address {
		return nil, wrong("it signed with another key than that of " + r.address.Hex())
	}
	return signed, nil
}

func wrong(what string) error {
	return chain.Errorf(chain.Stop, chain.CodeSignerWrong, "the remote signer is not to be trusted: %s", what)
}

func unavailable(cause error) error {
	var where *url.Error
	if errors.As(cause, &where) {
		cause = where.Err // the URL may hold a password
	}
	return &chain.Error{Code: chain.CodeSigner, Class: chain.Retry, Message: "the remote signer does not sign", Cause: cause}
}

func (r *remote) ask(ctx context.Context, tx *types.Transaction, chainID *big.Int) ([]byte, error) {
	asked := map[string]any{
		"from": r.address, "to": tx.To(), "gas": hexutil.Uint64(tx.Gas()), "nonce": hexutil.Uint64(tx.Nonce()),
		"value": (*hexutil.Big)(tx.Value()), "data": hexutil.Bytes(tx.Data()), "chainId": (*hexutil.Big)(chainID), "type": "0x2",
		"maxFeePerGas": (*hexutil.Big)(tx.GasFeeCap()), "maxPriorityFeePerGas": (*hexutil.Big)(tx.GasTipCap()),
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "eth_signTransaction", "params": []any{asked}})
	if err != nil {
		return nil, unavailable(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, bytes.NewReader(body))
	if err != nil {
		return nil, unavailable(errors.New("its URL cannot be used"))
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := r.client.Do(request)
	if err != nil {
		return nil, unavailable(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, remoteAnswerMax))
	if err != nil {
		return nil, unavailable(err)
	}
	return result(answer.StatusCode, text)
}

// result takes the signed bytes out of an answer: as bytes alone, or with the
// transaction beside them, as nodes answer.
func result(status int, text []byte) ([]byte, error) {
	var answered struct {
		Result json.RawMessage `json:"result"`
		Error  *struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(text, &answered) != nil {
		return nil, unavailable(errors.New("it answers with status " + http.StatusText(status) + " and no JSON"))
	}
	if e := answered.Error; e != nil {
		return nil, unavailable(errors.New("it says: " + clip(e.Message)))
	}
	var raw hexutil.Bytes
	if json.Unmarshal(answered.Result, &raw) == nil && len(raw) > 0 {
		return raw, nil
	}
	var both struct {
		Raw hexutil.Bytes `json:"raw"`
	}
	if json.Unmarshal(answered.Result, &both) != nil || len(both.Raw) == 0 {
		return nil, wrong("it returned no transaction")
	}
	return both.Raw, nil
}

// clip bounds a stranger's text.
func clip(text string) string {
	const longest = 200
	if len(text) > longest {
		return text[:longest]
	}
	return text
}
