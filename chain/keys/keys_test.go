package keys

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

var chainID = big.NewInt(31337)

func content(nonce uint64) *types.DynamicFeeTx {
	to := common.HexToAddress("0xfe01")
	return &types.DynamicFeeTx{ChainID: chainID, Nonce: nonce, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(2), Gas: 21_000,
		To: &to, Value: big.NewInt(3), Data: []byte{4, 5}}
}

func sender(t *testing.T, tx *types.Transaction) common.Address {
	t.Helper()
	from, err := types.Sender(types.LatestSignerForChainID(chainID), tx)
	if err != nil {
		t.Fatal(err)
	}
	return from
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestKeystore(t *testing.T) {
	path, word := filepath.Join(t.TempDir(), "key.json"), write(t, "word", "correct horse\n")
	address, err := Create(path, word, Light)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := Load(path, word)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := signer.SignTx(t.Context(), types.NewTx(content(7)), chainID)
	if err != nil || sender(t, tx) != address || signer.Address() != address {
		t.Errorf("the key of %s signs as %s: %v", address, signer.Address(), err)
	}
	if of, err := AddressOf(path); err != nil || of != address {
		t.Errorf("the file says it holds the key of %s: %v", of, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file's mode is %v: %v", info.Mode(), err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, word, Light); chain.Code(err) != chain.CodeKey {
		t.Errorf("a key file is overwritten: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the key file has changed: %v", err)
	}
	for what, try := range map[string]func() error{
		"another passphrase": func() error { _, err := Load(path, write(t, "other", "incorrect horse")); return err },
		"no passphrase file": func() error { _, err := Load(path, path+".none"); return err },
		"no key file":        func() error { _, err := Load(path+".none", word); return err },
		"another file":       func() error { _, err := Load(word, word); return err },
		"a large file":       func() error { _, err := Load(write(t, "large", strings.Repeat("x", fileMax+1)), word); return err },
		"a short passphrase": func() error { _, err := Create(path+".new", write(t, "short", "horse\n"), Light); return err },
	} {
		if err := try(); chain.Code(err) != chain.CodeKey || chain.ClassOf(err) != chain.Stop || strings.Contains(err.Error(), "horse") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestKeyIsNotPrinted(t *testing.T) {
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	secret := new(big.Int).SetBytes(crypto.FromECDSA(key)).String()
	hex := fmt.Sprintf("%x", crypto.FromECDSA(key))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(verb, InMemory(key)); strings.Contains(text, secret) || strings.Contains(strings.ToLower(text), hex) {
			t.Errorf("%s shows the key: %s", verb, text)
		}
	}
}

// web3signer answers eth_signTransaction as a remote signer does, after change
// has had its way with what is signed.
func web3signer(t *testing.T, answer func(tx *types.DynamicFeeTx) any) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Method string `json:"method"`
			Params []struct {
				From, To             common.Address
				Gas, Nonce           hexutil.Uint64
				Value, ChainID       *hexutil.Big
				MaxFeePerGas         *hexutil.Big
				MaxPriorityFeePerGas *hexutil.Big
				Data                 hexutil.Bytes
			} `json:"params"`
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Method != "eth_signTransaction" || len(asked.Params) != 1 {
			t.Errorf("asked for %+v %v", asked, err)
			return
		}
		p := asked.Params[0]
		tx := &types.DynamicFeeTx{ChainID: (*big.Int)(p.ChainID), Nonce: uint64(p.Nonce), GasTipCap: (*big.Int)(p.MaxPriorityFeePerGas),
			GasFeeCap: (*big.Int)(p.MaxFeePerGas), Gas: uint64(p.Gas), To: &p.To, Value: (*big.Int)(p.Value), Data: p.Data}
		if err := json.NewEncoder(w).Encode(answer(tx)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "://", "://user:password@", 1)
}

func TestRemote(t *testing.T) {
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	other, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	signed := func(tx *types.DynamicFeeTx) *types.Transaction {
		out, err := types.SignNewTx(key, types.LatestSignerForChainID(chainID), tx)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	raw := func(tx *types.Transaction) hexutil.Bytes {
		b, err := tx.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	result := func(v any) any { return map[string]any{"jsonrpc": "2.0", "id": 1, "result": v} }
	for _, c := range []struct {
		what   string
		answer func(tx *types.DynamicFeeTx) any
		code   string
	}{
		{"what was asked for", func(tx *types.DynamicFeeTx) any { return result(raw(signed(tx))) }, ""},
		{"the same, as nodes answer", func(tx *types.DynamicFeeTx) any {
			return result(map[string]any{"raw": raw(signed(tx)), "tx": "whatever"})
		}, ""},
		{"another recipient", func(tx *types.DynamicFeeTx) any { tx.To = &common.Address{1}; return result(raw(signed(tx))) }, chain.CodeSignerWrong},
		{"another nonce", func(tx *types.DynamicFeeTx) any { tx.Nonce++; return result(raw(signed(tx))) }, chain.CodeSignerWrong},
		{"a higher fee", func(tx *types.DynamicFeeTx) any { tx.GasFeeCap = big.NewInt(9); return result(raw(signed(tx))) }, chain.CodeSignerWrong},
		{"another key", func(tx *types.DynamicFeeTx) any {
			out, err := types.SignNewTx(other, types.LatestSignerForChainID(chainID), tx)
			if err != nil {
				t.Fatal(err)
			}
			return result(raw(out))
		}, chain.CodeSignerWrong},
		{"no transaction", func(*types.DynamicFeeTx) any { return result("0x0102") }, chain.CodeSignerWrong},
		{"nothing", func(*types.DynamicFeeTx) any { return result(nil) }, chain.CodeSignerWrong},
		{"a refusal", func(*types.DynamicFeeTx) any {
			return map[string]any{"jsonrpc": "2.0", "id": 1, "error": map[string]any{"code": -32000, "message": "locked"}}
		}, chain.CodeSigner},
		{"no JSON-RPC", func(*types.DynamicFeeTx) any { return "what?" }, chain.CodeSigner},
	} {
		signer, err := Remote(web3signer(t, c.answer), crypto.PubkeyToAddress(key.PublicKey), time.Second)
		if err != nil {
			t.Fatal(err)
		}
		tx, err := signer.SignTx(t.Context(), types.NewTx(content(7)), chainID)
		if chain.Code(err) != c.code || err == nil && sender(t, tx) != signer.Address() {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

func TestRemoteAway(t *testing.T) {
	hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then the server sees that the client has gone
		<-r.Context().Done()
	}))
	t.Cleanup(hangs.Close)
	for _, url := range []string{strings.Replace(hangs.URL, "://", "://user:password@", 1), "http://user:password@127.0.0.1:1"} {
		signer, err := Remote(url, common.Address{1}, 50*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		_, err = signer.SignTx(t.Context(), types.NewTx(content(1)), chainID)
		if chain.Code(err) != chain.CodeSigner || chain.ClassOf(err) != chain.Retry || strings.Contains(err.Error(), "password") {
			t.Errorf("%v", err)
		}
		if text := fmt.Sprintf("%v", signer); strings.Contains(text, "password") {
			t.Errorf("the URL is shown: %s", text)
		}
	}
	if _, err := Remote("ftp://nowhere", common.Address{1}, 0); chain.Code(err) != chain.CodeConfig {
		t.Errorf("a URL that is none is answered with %v", err)
	}
}
