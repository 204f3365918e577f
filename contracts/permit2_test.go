package contracts_test

import (
	"math/big"
	"strconv"
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// field is one of a witness's.
type field struct {
	name, kind string
	value      any
}

func permitFor(c *devtest.Chain, amount, nonce uint64) contracts.ISignatureTransferPermitTransferFrom {
	return contracts.ISignatureTransferPermitTransferFrom{
		Permitted: contracts.ISignatureTransferTokenPermissions{Token: c.Token(), Amount: number(amount)},
		Nonce:     number(nonce),
		Deadline:  number(uint64(c.Now().Unix()) + 3600),
	}
}

var permissionsType = []apitypes.Type{{Name: "token", Type: "address"}, {Name: "amount", Type: "uint256"}}

// signTyped signs with the generic encoder of typed data, which shares nothing with
// the contracts' own hashing, nor with the digests of pay/evmsig.
func signTyped(t *testing.T, c *devtest.Chain, by devaccount.Account, typed apitypes.TypedData) []byte {
	t.Helper()
	typed.Types["EIP712Domain"] = []apitypes.Type{{Name: "name", Type: "string"}, {Name: "chainId", Type: "uint256"}, {Name: "verifyingContract", Type: "address"}}
	typed.Types["TokenPermissions"] = permissionsType
	typed.Domain = apitypes.TypedDataDomain{Name: "Permit2", ChainId: (*math.HexOrDecimal256)(number(c.ChainID())), VerifyingContract: contracts.Permit2Address.Hex()}
	digest, _, err := apitypes.TypedDataAndHash(typed)
	if err != nil {
		t.Fatal(err)
	}
	s := sign(t, by, common.Hash(digest))
	return s[:]
}

func permissionsOf(p contracts.ISignatureTransferTokenPermissions) map[string]any {
	return map[string]any{"token": p.Token.Hex(), "amount": p.Amount.String()}
}

// signPermit signs a permit for one token, with a witness unless it has no name.
func signPermit(t *testing.T, c *devtest.Chain, by devaccount.Account, p contracts.ISignatureTransferPermitTransferFrom, spender common.Address, witness string, fields []field) []byte {
	t.Helper()
	kind := "PermitTransferFrom"
	members := []apitypes.Type{{Name: "permitted", Type: "TokenPermissions"}, {Name: "spender", Type: "address"}, {Name: "nonce", Type: "uint256"}, {Name: "deadline", Type: "uint256"}}
	message := map[string]any{"permitted": permissionsOf(p.Permitted), "spender": spender.Hex(), "nonce": p.Nonce.String(), "deadline": p.Deadline.String()}
	types := apitypes.Types{}
	if witness != "" {
		kind = "PermitWitnessTransferFrom"
		members = append(members, apitypes.Type{Name: "witness", Type: witness})
		content := map[string]any{}
		for _, f := range fields {
			types[witness] = append(types[witness], apitypes.Type{Name: f.name, Type: f.kind})
			switch v := f.value.(type) {
			case common.Address:
				content[f.name] = v.Hex()
			case common.Hash:
				content[f.name] = v.Bytes()
			case *big.Int:
				content[f.name] = v.String()
			}
		}
		message["witness"] = content
	}
	types[kind] = members
	return signTyped(t, c, by, apitypes.TypedData{Types: types, PrimaryType: kind, Message: message})
}

// approved is a payer whom Permit2 may take tokens from.
func approved(c *devtest.Chain) devaccount.Account {
	payer := c.Accounts()[1]
	c.Do(payer, c.Token(), token.PackApprove(contracts.Permit2Address, number(1<<40)))
	return payer
}

func transfers(to common.Address, amounts ...uint64) (list []contracts.ISignatureTransferSignatureTransferDetails) {
	for _, amount := range amounts {
		list = append(list, contracts.ISignatureTransferSignatureTransferDetails{To: to, RequestedAmount: number(amount)})
	}
	return list
}

func TestPermit2HasTheDomainThatWalletsSignFor(t *testing.T) {
	c := chain(t)
	domain, err := permit2.UnpackDOMAINSEPARATOR(c.Call(contracts.Permit2Address, permit2.PackDOMAINSEPARATOR()))
	if want := evmsig.Permit2Separator(c.ChainID()); err != nil || domain != want {
		t.Errorf("the domain is %x, %v, want %x", domain, err, want)
	}
}

// The selectors are those of the deployed Permit2, from its published ABI.
func TestPermit2HasTheSelectorsOfTheDeployedOne(t *testing.T) {
	known, err := contracts.Permit2MetaData.ParseABI()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, m := range known.Methods {
		got[common.Bytes2Hex(m.ID)] = true
	}
	for selector, name := range map[string]string{
		"30f28b7a": "permitTransferFrom, one token", "edd9444b": "permitTransferFrom, several tokens",
		"137c29fe": "permitWitnessTransferFrom, one token", "fe8ec1a7": "permitWitnessTransferFrom, several tokens",
		"4fe02b44": "nonceBitmap", "3ff9dcb1": "invalidateUnorderedNonces", "3644e515": "DOMAIN_SEPARATOR",
	} {
		if !got[selector] {
			t.Errorf("no function has the selector %s of %s", selector, name)
		}
	}
}

func TestPermit2MovesOneTokenOnce(t *testing.T) {
	c := chain(t)
	payer, spender := approved(c), c.Accounts()[2]
	at := contracts.Permit2Address
	for i, nonce := range []uint64{0, 1, 255, 256, 1 << 40} {
		p := permitFor(c, 50, nonce)
		signature := signPermit(t, c, payer, p, spender.Address, "", nil)
		if i%2 == 1 {
			full, err := evmsig.ParseSignature(signature)
			if err != nil {
				t.Fatal(err)
			}
			short := full.Compact()
			signature = short[:]
		}
		pack := func(amount uint64) []byte {
			return permit2.PackPermitTransferFrom(p, transfers(payee, amount)[0], payer.Address, signature)
		}
		wants(t, "too much", c.Revert(spender.Address, at, pack(51)), "InvalidAmount")
		wants(t, "another spender", c.Revert(c.Accounts()[3].Address, at, pack(50)), "InvalidSigner")
		c.Do(spender, at, pack(20))
		wants(t, "again", c.Revert(spender.Address, at, pack(20)), "InvalidNonce")
	}
	if got := c.Balance(payee); got != 100 {
		t.Errorf("the payee has %d", got)
	}
	late := permitFor(c, 50, 7)
	late.Deadline = number(uint64(c.Now().Unix()) - 1)
	wants(t, "late", c.Revert(spender.Address, at, permit2.PackPermitTransferFrom(late, transfers(payee, 50)[0], payer.Address, make([]byte, 65))), "SignatureExpired")
	good := permitFor(c, 50, 7)
	wants(t, "no signature", c.Revert(spender.Address, at, permit2.PackPermitTransferFrom(good, transfers(payee, 50)[0], payer.Address, nil)), "InvalidSignatureLength")
	wants(t, "nobody's signature", c.Revert(spender.Address, at, permit2.PackPermitTransferFrom(good, transfers(payee, 50)[0], payer.Address, make([]byte, 65))), "InvalidSignature")
	c.Do(payer, at, permit2.PackInvalidateUnorderedNonces(number(0), number(1<<7)))
	wants(t, "taken back", c.Revert(spender.Address, at, permit2.PackPermitTransferFrom(good, transfers(payee, 50)[0], payer.Address, make([]byte, 65))), "InvalidNonce")
	poor := c.Accounts()[4]
	signature := signPermit(t, c, poor, good, spender.Address, "", nil)
	wants(t, "not approved", c.Revert(spender.Address, at, permit2.PackPermitTransferFrom(good, transfers(payee, 50)[0], poor.Address, signature)), "TRANSFER_FROM_FAILED")
}

func TestPermit2MovesSeveralTokens(t *testing.T) {
	c := chain(t)
	payer, spender := approved(c), c.Accounts()[2]
	at, witness := contracts.Permit2Address, word("witness")
	for nonce := range uint64(2) {
		p := contracts.ISignatureTransferPermitBatchTransferFrom{Nonce: number(nonce), Deadline: number(uint64(c.Now().Unix()) + 60)}
		var permitted []any
		for _, amount := range []uint64{10, 20, 30} {
			one := contracts.ISignatureTransferTokenPermissions{Token: c.Token(), Amount: number(amount)}
			p.Permitted = append(p.Permitted, one)
			permitted = append(permitted, permissionsOf(one))
		}
		kind := "PermitBatchTransferFrom"
		members := []apitypes.Type{{Name: "permitted", Type: "TokenPermissions[]"}, {Name: "spender", Type: "address"}, {Name: "nonce", Type: "uint256"}, {Name: "deadline", Type: "uint256"}}
		message := map[string]any{"permitted": permitted, "spender": spender.Address.Hex(), "nonce": strconv.FormatUint(nonce, 10), "deadline": p.Deadline.String()}
		types := apitypes.Types{}
		if nonce == 1 {
			kind = "PermitBatchWitnessTransferFrom"
			members = append(members, apitypes.Type{Name: "witness", Type: "Witness"})
			types["Witness"] = []apitypes.Type{{Name: "content", Type: "bytes32"}}
			message["witness"] = map[string]any{"content": witness.Bytes()}
		}
		types[kind] = members
		signature := signTyped(t, c, payer, apitypes.TypedData{Types: types, PrimaryType: kind, Message: message})
		pack := func(amounts ...uint64) []byte {
			if nonce == 0 {
				return permit2.PackPermitTransferFrom0(p, transfers(payee, amounts...), payer.Address, signature)
			}
			hash := crypto.Keccak256Hash(crypto.Keccak256([]byte("Witness(bytes32 content)")), witness[:])
			return permit2.PackPermitWitnessTransferFrom0(p, transfers(payee, amounts...), payer.Address, hash,
				"Witness witness)TokenPermissions(address token,uint256 amount)Witness(bytes32 content)", signature)
		}
		wants(t, "too few", c.Revert(spender.Address, at, pack(1, 2)), "LengthMismatch")
		wants(t, "too much", c.Revert(spender.Address, at, pack(1, 2, 31)), "InvalidAmount")
		wants(t, "another spender", c.Revert(payer.Address, at, pack(1, 2, 3)), "InvalidSigner")
		c.Do(spender, at, pack(10, 0, 30))
	}
	if got := c.Balance(payee); got != 80 {
		t.Errorf("the payee has %d", got)
	}
}

func TestPermit2AsksAccountsWithCode(t *testing.T) {
	c := chain(t)
	relay, payer, spender := c.Accounts()[0], approved(c), c.Accounts()[2]
	c.Delegate(relay, payer, contracts.WalletAddress)
	p := permitFor(c, 50, 1)
	pack := func(signature []byte) []byte {
		return permit2.PackPermitTransferFrom(p, transfers(payee, 50)[0], payer.Address, signature)
	}
	wants(t, "another's", c.Revert(spender.Address, contracts.Permit2Address, pack(signPermit(t, c, relay, p, spender.Address, "", nil))), "InvalidContractSignature")
	c.Do(spender, contracts.Permit2Address, pack(signPermit(t, c, payer, p, spender.Address, "", nil)))
}
