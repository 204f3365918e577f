// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package contracts

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// EVMPaymentChannelChannel is an auto generated low-level Go binding around an user-defined struct.
type EVMPaymentChannelChannel struct {
	Finalized        bool
	CloseRequestedAt uint64
	Payer            common.Address
	Payee            common.Address
	Token            common.Address
	AuthorizedSigner common.Address
	Deposit          *big.Int
	Settled          *big.Int
}

// ISignatureTransferPermitBatchTransferFrom is an auto generated low-level Go binding around an user-defined struct.
type ISignatureTransferPermitBatchTransferFrom struct {
	Permitted []ISignatureTransferTokenPermissions
	Nonce     *big.Int
	Deadline  *big.Int
}

// ISignatureTransferPermitTransferFrom is an auto generated low-level Go binding around an user-defined struct.
type ISignatureTransferPermitTransferFrom struct {
	Permitted ISignatureTransferTokenPermissions
	Nonce     *big.Int
	Deadline  *big.Int
}

// ISignatureTransferSignatureTransferDetails is an auto generated low-level Go binding around an user-defined struct.
type ISignatureTransferSignatureTransferDetails struct {
	To              common.Address
	RequestedAmount *big.Int
}

// ISignatureTransferTokenPermissions is an auto generated low-level Go binding around an user-defined struct.
type ISignatureTransferTokenPermissions struct {
	Token  common.Address
	Amount *big.Int
}

// Multicall3Call3 is an auto generated low-level Go binding around an user-defined struct.
type Multicall3Call3 struct {
	Target       common.Address
	AllowFailure bool
	CallData     []byte
}

// Multicall3Result is an auto generated low-level Go binding around an user-defined struct.
type Multicall3Result struct {
	Success    bool
	ReturnData []byte
}

// PayoutClaim is an auto generated low-level Go binding around an user-defined struct.
type PayoutClaim struct {
	ChannelId        [32]byte
	CumulativeAmount *big.Int
	Signature        []byte
	Close            bool
}

// PayoutPayment is an auto generated low-level Go binding around an user-defined struct.
type PayoutPayment struct {
	To     common.Address
	Amount *big.Int
}

// X402BatchSettlementChannelConfig is an auto generated low-level Go binding around an user-defined struct.
type X402BatchSettlementChannelConfig struct {
	Payer              common.Address
	PayerAuthorizer    common.Address
	Receiver           common.Address
	ReceiverAuthorizer common.Address
	Token              common.Address
	WithdrawDelay      *big.Int
	Salt               [32]byte
}

// X402BatchSettlementVoucher is an auto generated low-level Go binding around an user-defined struct.
type X402BatchSettlementVoucher struct {
	Channel            X402BatchSettlementChannelConfig
	MaxClaimableAmount *big.Int
}

// X402BatchSettlementVoucherClaim is an auto generated low-level Go binding around an user-defined struct.
type X402BatchSettlementVoucherClaim struct {
	Voucher      X402BatchSettlementVoucher
	Signature    []byte
	TotalClaimed *big.Int
}

// X402ExactPermit2ProxyWitness is an auto generated low-level Go binding around an user-defined struct.
type X402ExactPermit2ProxyWitness struct {
	To         common.Address
	ValidAfter *big.Int
}

// X402Permit2ProxyEIP2612Permit is an auto generated low-level Go binding around an user-defined struct.
type X402Permit2ProxyEIP2612Permit struct {
	Value    *big.Int
	Deadline *big.Int
	R        [32]byte
	S        [32]byte
	V        uint8
}

// X402UptoPermit2ProxyWitness is an auto generated low-level Go binding around an user-defined struct.
type X402UptoPermit2ProxyWitness struct {
	To          common.Address
	Facilitator common.Address
	ValidAfter  *big.Int
}

// DepositMemoMetaData contains all meta data concerning the DepositMemo contract.
var DepositMemoMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"permit2_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"custody_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"TransferRefused\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ZeroAddress\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"memo\",\"type\":\"bytes32\"}],\"name\":\"Deposit\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"WITNESS_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"WITNESS_TYPE_STRING\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"custody\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"memo\",\"type\":\"bytes32\"}],\"name\":\"deposit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validBefore\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"memo\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"depositWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions\",\"name\":\"permitted\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"memo\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"depositWithPermit2\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"memo\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"nonceOf\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"permit2\",\"outputs\":[{\"internalType\":\"contractISignatureTransfer\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "DepositMemo",
	Bin: "0x60c0346100cb57601f610c9c38819003918201601f19168301916001600160401b038311848410176100cf5780849260409485528339810103126100cb57610052602061004b836100e3565b92016100e3565b906001600160a01b0316801580156100ba575b6100ab5760805260a052604051610ba490816100f8823960805181818161017e0152610848015260a05181818160c0015281816101de0152818161055701526106d20152f35b63d92e233d60e01b5f5260045ffd5b506001600160a01b03821615610065565b5f80fd5b634e487b7160e01b5f52604160045260245ffd5b51906001600160a01b03821682036100cb5756fe6080806040526004361015610012575f80fd5b5f905f3560e01c90816312261ee71461080057508063156e2152146107af57806324bbf35d1461076857806326b3293f1461064f5780632c03ae6a146105f75780634f77fa02146103eb57806388d07262146100e75763dda79b7514610076575f80fd5b346100e457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100e457602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b80fd5b50346100e4577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360160e081126103e7576080136100e45760843573ffffffffffffffffffffffffffffffffffffffff81168091036103e75760a4359060c43567ffffffffffffffff81116103a7576101649036906004016109c7565b73ffffffffffffffffffffffffffffffffffffffff9291927f0000000000000000000000000000000000000000000000000000000000000000169060243593604051926040840184811067ffffffffffffffff8211176103ba5790889493929160405273ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168452602084019387855260405160208101907f724c52bcc7976c0b0edac8c0da9c926e9992890d1988b232754544ab951c2c0b82528a60408201526040815261024860608261086c565b519020936102546108da565b94833b156103b65761032d73ffffffffffffffffffffffffffffffffffffffff958997936102fc89958e958e6040519d8e9c8d9b8c9a7f137c29fe000000000000000000000000000000000000000000000000000000008c52826102b66109a4565b1660048d015260248c015260443560448c015260643560648c0152511660848a01525160a489015260c488015260e4870152610140610104870152610144860190610961565b917ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc85840301610124860152610a1b565b03925af180156103ab57610392575b50506004359173ffffffffffffffffffffffffffffffffffffffff831680930361038e5760207f76bb911c362d5b1feb3058bc7dc9354703e4b6eb9c61cc845f73da880cf62f6191604051908152a480f35b8480fd5b8161039c9161086c565b6103a757835f61033c565b8380fd5b6040513d84823e3d90fd5b8780fd5b6024897f4e487b710000000000000000000000000000000000000000000000000000000081526041600452fd5b5080fd5b50346105f3576101007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105f3576104246109a4565b6024359073ffffffffffffffffffffffffffffffffffffffff82168092036105f35760a4359160443560e43567ffffffffffffffff81116105f35761046d9036906004016109c7565b939061047b60c435876109f5565b73ffffffffffffffffffffffffffffffffffffffff831695863b156105f3575f9161050260405194859384937f88b7ab630000000000000000000000000000000000000000000000000000000085528a60048601523060248601528960448601526064356064860152608435608486015260a485015260e060c485015260e4840191610a1b565b038183895af180156105e8576105d3575b506105976040517fa9059cbb00000000000000000000000000000000000000000000000000000000602082015273ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001660248201528360448201526044815261059160648261086c565b82610aae565b9190156105ce57505060207f76bb911c362d5b1feb3058bc7dc9354703e4b6eb9c61cc845f73da880cf62f6191604051908152a480f35b610a59565b6105e09196505f9061086c565b5f945f610513565b6040513d5f823e3d90fd5b5f80fd5b346105f3575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105f35760206040517f724c52bcc7976c0b0edac8c0da9c926e9992890d1988b232754544ab951c2c0b8152f35b346105f35760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105f3576106866109a4565b6024356107126040517f23b872dd00000000000000000000000000000000000000000000000000000000602082015233602482015273ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001660448201528260648201526064815261070c60848261086c565b83610aae565b9015610762575060405190815273ffffffffffffffffffffffffffffffffffffffff6044359216907f76bb911c362d5b1feb3058bc7dc9354703e4b6eb9c61cc845f73da880cf62f6160203392a4005b82610a59565b346105f35760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105f35760206107a76024356004356109f5565b604051908152f35b346105f3575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105f3576107fc6107e86108da565b604051918291602083526020830190610961565b0390f35b346105f3575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105f35760209073ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176108ad57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b604051906108e960808361086c565b605b82527f647265737320746f6b656e2c75696e7432353620616d6f756e742900000000006060837f4465706f7369744d656d6f207769746e657373294465706f7369744d656d6f2860208201527f62797465733332206d656d6f29546f6b656e5065726d697373696f6e7328616460408201520152565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b6004359073ffffffffffffffffffffffffffffffffffffffff821682036105f357565b9181601f840112156105f35782359167ffffffffffffffff83116105f357602083818601950101116105f357565b906040519060208201928352604082015260408152610a1560608261086c565b51902090565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b602082511115610a6c5750602081519101fd5b73ffffffffffffffffffffffffffffffffffffffff907f5a0a2fe3000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b905f809160208151910182855af1903d15610b9c573d9067ffffffffffffffff82116108ad5760405191610b0a601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0166020018461086c565b82523d5f602084013e5b8192809280519081155f14610b375750505081610b2f575091565b90503b151591565b919350915082610b90575b82610b4c57505091565b60019250602001519060208110610b6257501491565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b161491565b60208210159250610b42565b606090610b1456",
}

// DepositMemo is an auto generated Go binding around an Ethereum contract.
type DepositMemo struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DepositMemo) GetABI() abi.ABI {
	return c.abi
}

// NewDepositMemo creates a new instance of DepositMemo.
func NewDepositMemo() *DepositMemo {
	parsed, err := DepositMemoMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DepositMemo{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DepositMemo) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address permit2_, address custody_) returns()
func (depositMemo *DepositMemo) PackConstructor(permit2_ common.Address, custody_ common.Address) []byte {
	enc, err := depositMemo.abi.Pack("", permit2_, custody_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2c03ae6a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (depositMemo *DepositMemo) PackWITNESSTYPEHASH() []byte {
	enc, err := depositMemo.abi.Pack("WITNESS_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2c03ae6a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (depositMemo *DepositMemo) TryPackWITNESSTYPEHASH() ([]byte, error) {
	return depositMemo.abi.Pack("WITNESS_TYPEHASH")
}

// UnpackWITNESSTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2c03ae6a.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (depositMemo *DepositMemo) UnpackWITNESSTYPEHASH(data []byte) ([32]byte, error) {
	out, err := depositMemo.abi.Unpack("WITNESS_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackWITNESSTYPESTRING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x156e2152.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (depositMemo *DepositMemo) PackWITNESSTYPESTRING() []byte {
	enc, err := depositMemo.abi.Pack("WITNESS_TYPE_STRING")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWITNESSTYPESTRING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x156e2152.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (depositMemo *DepositMemo) TryPackWITNESSTYPESTRING() ([]byte, error) {
	return depositMemo.abi.Pack("WITNESS_TYPE_STRING")
}

// UnpackWITNESSTYPESTRING is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x156e2152.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (depositMemo *DepositMemo) UnpackWITNESSTYPESTRING(data []byte) (string, error) {
	out, err := depositMemo.abi.Unpack("WITNESS_TYPE_STRING", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackCustody is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdda79b75.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function custody() view returns(address)
func (depositMemo *DepositMemo) PackCustody() []byte {
	enc, err := depositMemo.abi.Pack("custody")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCustody is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdda79b75.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function custody() view returns(address)
func (depositMemo *DepositMemo) TryPackCustody() ([]byte, error) {
	return depositMemo.abi.Pack("custody")
}

// UnpackCustody is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdda79b75.
//
// Solidity: function custody() view returns(address)
func (depositMemo *DepositMemo) UnpackCustody(data []byte) (common.Address, error) {
	out, err := depositMemo.abi.Unpack("custody", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x26b3293f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deposit(address token, uint256 amount, bytes32 memo) returns()
func (depositMemo *DepositMemo) PackDeposit(token common.Address, amount *big.Int, memo [32]byte) []byte {
	enc, err := depositMemo.abi.Pack("deposit", token, amount, memo)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x26b3293f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deposit(address token, uint256 amount, bytes32 memo) returns()
func (depositMemo *DepositMemo) TryPackDeposit(token common.Address, amount *big.Int, memo [32]byte) ([]byte, error) {
	return depositMemo.abi.Pack("deposit", token, amount, memo)
}

// PackDepositWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f77fa02.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function depositWithAuthorization(address token, address payer, uint256 amount, uint256 validAfter, uint256 validBefore, bytes32 memo, bytes32 salt, bytes signature) returns()
func (depositMemo *DepositMemo) PackDepositWithAuthorization(token common.Address, payer common.Address, amount *big.Int, validAfter *big.Int, validBefore *big.Int, memo [32]byte, salt [32]byte, signature []byte) []byte {
	enc, err := depositMemo.abi.Pack("depositWithAuthorization", token, payer, amount, validAfter, validBefore, memo, salt, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDepositWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f77fa02.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function depositWithAuthorization(address token, address payer, uint256 amount, uint256 validAfter, uint256 validBefore, bytes32 memo, bytes32 salt, bytes signature) returns()
func (depositMemo *DepositMemo) TryPackDepositWithAuthorization(token common.Address, payer common.Address, amount *big.Int, validAfter *big.Int, validBefore *big.Int, memo [32]byte, salt [32]byte, signature []byte) ([]byte, error) {
	return depositMemo.abi.Pack("depositWithAuthorization", token, payer, amount, validAfter, validBefore, memo, salt, signature)
}

// PackDepositWithPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x88d07262.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function depositWithPermit2(((address,uint256),uint256,uint256) permit, address payer, bytes32 memo, bytes signature) returns()
func (depositMemo *DepositMemo) PackDepositWithPermit2(permit ISignatureTransferPermitTransferFrom, payer common.Address, memo [32]byte, signature []byte) []byte {
	enc, err := depositMemo.abi.Pack("depositWithPermit2", permit, payer, memo, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDepositWithPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x88d07262.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function depositWithPermit2(((address,uint256),uint256,uint256) permit, address payer, bytes32 memo, bytes signature) returns()
func (depositMemo *DepositMemo) TryPackDepositWithPermit2(permit ISignatureTransferPermitTransferFrom, payer common.Address, memo [32]byte, signature []byte) ([]byte, error) {
	return depositMemo.abi.Pack("depositWithPermit2", permit, payer, memo, signature)
}

// PackNonceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x24bbf35d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nonceOf(bytes32 memo, bytes32 salt) pure returns(bytes32)
func (depositMemo *DepositMemo) PackNonceOf(memo [32]byte, salt [32]byte) []byte {
	enc, err := depositMemo.abi.Pack("nonceOf", memo, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNonceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x24bbf35d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nonceOf(bytes32 memo, bytes32 salt) pure returns(bytes32)
func (depositMemo *DepositMemo) TryPackNonceOf(memo [32]byte, salt [32]byte) ([]byte, error) {
	return depositMemo.abi.Pack("nonceOf", memo, salt)
}

// UnpackNonceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x24bbf35d.
//
// Solidity: function nonceOf(bytes32 memo, bytes32 salt) pure returns(bytes32)
func (depositMemo *DepositMemo) UnpackNonceOf(data []byte) ([32]byte, error) {
	out, err := depositMemo.abi.Unpack("nonceOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x12261ee7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permit2() view returns(address)
func (depositMemo *DepositMemo) PackPermit2() []byte {
	enc, err := depositMemo.abi.Pack("permit2")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x12261ee7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permit2() view returns(address)
func (depositMemo *DepositMemo) TryPackPermit2() ([]byte, error) {
	return depositMemo.abi.Pack("permit2")
}

// UnpackPermit2 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x12261ee7.
//
// Solidity: function permit2() view returns(address)
func (depositMemo *DepositMemo) UnpackPermit2(data []byte) (common.Address, error) {
	out, err := depositMemo.abi.Unpack("permit2", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// DepositMemoDeposit represents a Deposit event raised by the DepositMemo contract.
type DepositMemoDeposit struct {
	Payer  common.Address
	Token  common.Address
	Amount *big.Int
	Memo   [32]byte
	Raw    *types.Log // Blockchain specific contextual infos
}

const DepositMemoDepositEventName = "Deposit"

// ContractEventName returns the user-defined event name.
func (DepositMemoDeposit) ContractEventName() string {
	return DepositMemoDepositEventName
}

// UnpackDepositEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Deposit(address indexed payer, address indexed token, uint256 amount, bytes32 indexed memo)
func (depositMemo *DepositMemo) UnpackDepositEvent(log *types.Log) (*DepositMemoDeposit, error) {
	event := "Deposit"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != depositMemo.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DepositMemoDeposit)
	if len(log.Data) > 0 {
		if err := depositMemo.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range depositMemo.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (depositMemo *DepositMemo) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], depositMemo.abi.Errors["TransferRefused"].ID.Bytes()[:4]) {
		return depositMemo.UnpackTransferRefusedError(raw[4:])
	}
	if bytes.Equal(raw[:4], depositMemo.abi.Errors["ZeroAddress"].ID.Bytes()[:4]) {
		return depositMemo.UnpackZeroAddressError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DepositMemoTransferRefused represents a TransferRefused error raised by the DepositMemo contract.
type DepositMemoTransferRefused struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferRefused(address token)
func DepositMemoTransferRefusedErrorID() common.Hash {
	return common.HexToHash("0x5a0a2fe33185c23136b8bfda39c581c51ff3f8379f222961775ada1a642d3d99")
}

// UnpackTransferRefusedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferRefused(address token)
func (depositMemo *DepositMemo) UnpackTransferRefusedError(raw []byte) (*DepositMemoTransferRefused, error) {
	out := new(DepositMemoTransferRefused)
	if err := depositMemo.abi.UnpackIntoInterface(out, "TransferRefused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DepositMemoZeroAddress represents a ZeroAddress error raised by the DepositMemo contract.
type DepositMemoZeroAddress struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroAddress()
func DepositMemoZeroAddressErrorID() common.Hash {
	return common.HexToHash("0xd92e233df2717d4a40030e20904abd27b68fcbeede117eaaccbbdac9618c8c73")
}

// UnpackZeroAddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroAddress()
func (depositMemo *DepositMemo) UnpackZeroAddressError(raw []byte) (*DepositMemoZeroAddress, error) {
	out := new(DepositMemoZeroAddress)
	if err := depositMemo.abi.UnpackIntoInterface(out, "ZeroAddress", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ERC3009DepositCollectorMetaData contains all meta data concerning the ERC3009DepositCollector contract.
var ERC3009DepositCollectorMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"escrow\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"InvalidX402BatchSettlementAddress\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OnlyX402BatchSettlement\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"TransferRefused\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"collect\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"x402BatchSettlement\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "ERC3009DepositCollector",
	Bin: "0x60a034608157601f6106e438819003918201601f19168301916001600160401b03831184841017608557808492602094604052833981010312608157516001600160a01b0381168082036081571560725760805260405161064a908161009a8239608051818181610100015261057e0152f35b63e55654f560e01b5f5260045ffd5b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f905f3560e01c9081634dec6d9514610536575063e416d8d314610034575f80fd5b346104a35760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126104a3576004359073ffffffffffffffffffffffffffffffffffffffff82168092036104a3576024359173ffffffffffffffffffffffffffffffffffffffff8316908184036104a3576084359067ffffffffffffffff82116104a357366023830112156104a357816004013567ffffffffffffffff81116104a35782019160248301913683116104a35773ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000169384330361050e57608090839003126104a357608482013567ffffffffffffffff81116104a357820191836043840112156104a357602483013561016381610610565b9361017160405195866105a2565b8185526020850195604482840101116104a357815f92604460209301883785010152604051937f70a082310000000000000000000000000000000000000000000000000000000085523060048601526020856024818a5afa9485156104cf575f956104da575b506040516020810190606435825260648401356040820152604081526101fe6060826105a2565b51902092873b156104a3577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f610104936044975f97604051998a9889977f88b7ab630000000000000000000000000000000000000000000000000000000089526004890152306024890152813582890152602481013560648901520135608487015260a486015260e060c48601525180918160e48701528686015e868582860101520116810103018183885af180156104cf576104ba575b50604051907f70a08231000000000000000000000000000000000000000000000000000000008252306004830152602082602481875afa9182156104af578592610477575b50810390811161044a57839182916040519060208201927fa9059cbb00000000000000000000000000000000000000000000000000000000845260248301526044820152604481526103506064826105a2565b519082875af13d15610442573d9361036785610610565b9461037560405196876105a2565b85523d84602087013e5b8451919081836103e25750816103d7575b505b1561039b578280f35b602010156103ab57825160208401fd5b602492507f5a0a2fe3000000000000000000000000000000000000000000000000000000008252600452fd5b90503b15155f610390565b91505080610437575b801561039257506001602085015160208310610408575b14610392565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8360200360031b1b16610402565b5060208110156103eb565b60609361037f565b6024847f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b9091506020813d6020116104a7575b81610493602093836105a2565b810103126104a35751905f6102fd565b5f80fd5b3d9150610486565b6040513d87823e3d90fd5b6104c79194505f906105a2565b5f925f6102b8565b6040513d5f823e3d90fd5b9094506020813d602011610506575b816104f6602093836105a2565b810103126104a35751935f6101d7565b3d91506104e9565b7f9794beb9000000000000000000000000000000000000000000000000000000005f5260045ffd5b346104a3575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126104a35760209073ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176105e357604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b67ffffffffffffffff81116105e357601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0166020019056",
}

// ERC3009DepositCollector is an auto generated Go binding around an Ethereum contract.
type ERC3009DepositCollector struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *ERC3009DepositCollector) GetABI() abi.ABI {
	return c.abi
}

// NewERC3009DepositCollector creates a new instance of ERC3009DepositCollector.
func NewERC3009DepositCollector() *ERC3009DepositCollector {
	parsed, err := ERC3009DepositCollectorMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &ERC3009DepositCollector{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *ERC3009DepositCollector) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address escrow) returns()
func (eRC3009DepositCollector *ERC3009DepositCollector) PackConstructor(escrow common.Address) []byte {
	enc, err := eRC3009DepositCollector.abi.Pack("", escrow)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe416d8d3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes data) returns()
func (eRC3009DepositCollector *ERC3009DepositCollector) PackCollect(payer common.Address, token common.Address, amount *big.Int, channelId [32]byte, data []byte) []byte {
	enc, err := eRC3009DepositCollector.abi.Pack("collect", payer, token, amount, channelId, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe416d8d3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes data) returns()
func (eRC3009DepositCollector *ERC3009DepositCollector) TryPackCollect(payer common.Address, token common.Address, amount *big.Int, channelId [32]byte, data []byte) ([]byte, error) {
	return eRC3009DepositCollector.abi.Pack("collect", payer, token, amount, channelId, data)
}

// PackX402BatchSettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4dec6d95.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function x402BatchSettlement() view returns(address)
func (eRC3009DepositCollector *ERC3009DepositCollector) PackX402BatchSettlement() []byte {
	enc, err := eRC3009DepositCollector.abi.Pack("x402BatchSettlement")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackX402BatchSettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4dec6d95.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function x402BatchSettlement() view returns(address)
func (eRC3009DepositCollector *ERC3009DepositCollector) TryPackX402BatchSettlement() ([]byte, error) {
	return eRC3009DepositCollector.abi.Pack("x402BatchSettlement")
}

// UnpackX402BatchSettlement is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4dec6d95.
//
// Solidity: function x402BatchSettlement() view returns(address)
func (eRC3009DepositCollector *ERC3009DepositCollector) UnpackX402BatchSettlement(data []byte) (common.Address, error) {
	out, err := eRC3009DepositCollector.abi.Unpack("x402BatchSettlement", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (eRC3009DepositCollector *ERC3009DepositCollector) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], eRC3009DepositCollector.abi.Errors["InvalidX402BatchSettlementAddress"].ID.Bytes()[:4]) {
		return eRC3009DepositCollector.UnpackInvalidX402BatchSettlementAddressError(raw[4:])
	}
	if bytes.Equal(raw[:4], eRC3009DepositCollector.abi.Errors["OnlyX402BatchSettlement"].ID.Bytes()[:4]) {
		return eRC3009DepositCollector.UnpackOnlyX402BatchSettlementError(raw[4:])
	}
	if bytes.Equal(raw[:4], eRC3009DepositCollector.abi.Errors["TransferRefused"].ID.Bytes()[:4]) {
		return eRC3009DepositCollector.UnpackTransferRefusedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// ERC3009DepositCollectorInvalidX402BatchSettlementAddress represents a InvalidX402BatchSettlementAddress error raised by the ERC3009DepositCollector contract.
type ERC3009DepositCollectorInvalidX402BatchSettlementAddress struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidX402BatchSettlementAddress()
func ERC3009DepositCollectorInvalidX402BatchSettlementAddressErrorID() common.Hash {
	return common.HexToHash("0xe55654f5f68077420f259fbec852fb469076d8d6100038ac0b1c47d3de717706")
}

// UnpackInvalidX402BatchSettlementAddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidX402BatchSettlementAddress()
func (eRC3009DepositCollector *ERC3009DepositCollector) UnpackInvalidX402BatchSettlementAddressError(raw []byte) (*ERC3009DepositCollectorInvalidX402BatchSettlementAddress, error) {
	out := new(ERC3009DepositCollectorInvalidX402BatchSettlementAddress)
	if err := eRC3009DepositCollector.abi.UnpackIntoInterface(out, "InvalidX402BatchSettlementAddress", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ERC3009DepositCollectorOnlyX402BatchSettlement represents a OnlyX402BatchSettlement error raised by the ERC3009DepositCollector contract.
type ERC3009DepositCollectorOnlyX402BatchSettlement struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OnlyX402BatchSettlement()
func ERC3009DepositCollectorOnlyX402BatchSettlementErrorID() common.Hash {
	return common.HexToHash("0x9794beb9a4ed84875f4613850b52e4fda54022cdb5ef864ebc1d150c7987b10b")
}

// UnpackOnlyX402BatchSettlementError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OnlyX402BatchSettlement()
func (eRC3009DepositCollector *ERC3009DepositCollector) UnpackOnlyX402BatchSettlementError(raw []byte) (*ERC3009DepositCollectorOnlyX402BatchSettlement, error) {
	out := new(ERC3009DepositCollectorOnlyX402BatchSettlement)
	if err := eRC3009DepositCollector.abi.UnpackIntoInterface(out, "OnlyX402BatchSettlement", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ERC3009DepositCollectorTransferRefused represents a TransferRefused error raised by the ERC3009DepositCollector contract.
type ERC3009DepositCollectorTransferRefused struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferRefused(address token)
func ERC3009DepositCollectorTransferRefusedErrorID() common.Hash {
	return common.HexToHash("0x5a0a2fe33185c23136b8bfda39c581c51ff3f8379f222961775ada1a642d3d99")
}

// UnpackTransferRefusedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferRefused(address token)
func (eRC3009DepositCollector *ERC3009DepositCollector) UnpackTransferRefusedError(raw []byte) (*ERC3009DepositCollectorTransferRefused, error) {
	out := new(ERC3009DepositCollectorTransferRefused)
	if err := eRC3009DepositCollector.abi.UnpackIntoInterface(out, "TransferRefused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelMetaData contains all meta data concerning the EVMPaymentChannel contract.
var EVMPaymentChannelMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"permit2\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"AmountExceedsDeposit\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AmountNotIncreasing\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AuthorizationExpired\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ChannelAlreadyExists\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ChannelFinalized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ChannelNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"CloseNotReady\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"DepositOverflow\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidPayee\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidPermit2Address\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidToken\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NonceAlreadyUsed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NonceMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotPayee\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotPayer\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TransferFailed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"TransferRefused\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ZeroDeposit\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"settledToPayee\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"refundedToPayer\",\"type\":\"uint256\"}],\"name\":\"ChannelClosed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"}],\"name\":\"ChannelExpired\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authorizedSigner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"deposit\",\"type\":\"uint256\"}],\"name\":\"ChannelOpened\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"}],\"name\":\"CloseRequestCancelled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"closeGraceEnd\",\"type\":\"uint256\"}],\"name\":\"CloseRequested\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"cumulativeAmount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"deltaPaid\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newSettled\",\"type\":\"uint256\"}],\"name\":\"Settled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"additionalDeposit\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newDeposit\",\"type\":\"uint256\"}],\"name\":\"TopUp\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"CHANNEL_OPEN_WITNESS_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"CHANNEL_TOP_UP_WITNESS_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"CLOSE_AUTHORIZATION_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"CLOSE_GRACE_PERIOD\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"PERMIT2\",\"outputs\":[{\"internalType\":\"contractISignatureTransfer\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"SETTLE_AUTHORIZATION_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"VOUCHER_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"cumulativeAmount\",\"type\":\"uint128\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"close\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"cumulativeAmount\",\"type\":\"uint128\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"payeeSignature\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"voucherSignature\",\"type\":\"bytes\"}],\"name\":\"closeWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"authorizedSigner\",\"type\":\"address\"}],\"name\":\"computeChannelId\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"domainSeparator\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"name\":\"getChannel\",\"outputs\":[{\"components\":[{\"internalType\":\"bool\",\"name\":\"finalized\",\"type\":\"bool\"},{\"internalType\":\"uint64\",\"name\":\"closeRequestedAt\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"authorizedSigner\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"deposit\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"settled\",\"type\":\"uint128\"}],\"internalType\":\"structEVMPaymentChannel.Channel\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"cumulativeAmount\",\"type\":\"uint128\"}],\"name\":\"getVoucherDigest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"deposit\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"authorizedSigner\",\"type\":\"address\"}],\"name\":\"open\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"deposit\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"authorizedSigner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validBefore\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"openWithAuthorization\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"deposit\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"authorizedSigner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"openWithPermit2\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"name\":\"requestClose\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"cumulativeAmount\",\"type\":\"uint128\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"settle\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"cumulativeAmount\",\"type\":\"uint128\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"payeeSignature\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"voucherSignature\",\"type\":\"bytes\"}],\"name\":\"settleWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"additionalDeposit\",\"type\":\"uint128\"}],\"name\":\"topUp\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"additionalDeposit\",\"type\":\"uint128\"},{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"topUpSalt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validBefore\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"topUpWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"additionalDeposit\",\"type\":\"uint128\"},{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"topUpWithPermit2\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "EVMPaymentChannel",
	Bin: "0x60e0806040523461012157602081612f46803803809161001f8285610125565b83398101031261012157516001600160a01b03811690819003610121574660a05260405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527ff7fa11363025285c89d11a5bb91f55b200984247c632333cde3a12838c34130060408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a081526100d260c082610125565b51902060c052801561011257608052604051612de9908161015d82396080518181816111210152612229015260a05181611ab7015260c05181611add0152f35b6359106c8960e01b5f5260045ffd5b5f80fd5b601f909101601f19168101906001600160401b0382119082101761014857604052565b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f3560e01c8062203872146114575780630d65c51d146113e35780633368433014611240578063516d3b88146111a45780635af3dc68146111455780636afdd850146110d75780636bf5fe6f1461106b57806370981fe514610e5e57806379d35ded14610c6f5780638255bb6d14610c17578063831c2b8214610a02578063862bb199146109be5780638e19899e1461077a57806394739e8714610722578063956c8327146106e85780639f6f687a14610653578063b82a39ba146104e6578063bcf51e861461037f578063c79ea48514610261578063e506f8d214610209578063efb6155c146101b1578063f53d93b0146101595763f698da2514610115575f80fd5b34610155575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261015557602061014d611ab4565b604051908152f35b5f80fd5b34610155575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760206040517fe770f70d6fd56150ce37d91208e1671a83000c526586c0e72730729aafc7824b8152f35b34610155575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760206040517f96eb8764419b2871ed49f3d5fa8666eb8d73b2eaf4c1b86839d654861f82d9658152f35b34610155575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760206040517f2d56d4bac580dcfbd851edfd7c93ebf41a18f42956732b215dcdfa1760be60148152f35b346101555760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261015557610298611750565b6102a0611773565b6102a86115dd565b906102b1611796565b9060ff5f5c16610357576102fa6103299260209560017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d85846064359233612401565b926fffffffffffffffffffffffffffffffff6103158361280d565b9116916103248330338461289a565b6128ff565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c165f5d604051908152f35b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b34610155576101007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610155576004356103ba6115be565b906103c361172d565b9060c43560e43567ffffffffffffffff8111610155576103e79036906004016115fc565b93909260ff5f5c166103575760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d60405160208101908282526fffffffffffffffffffffffffffffffff8816604082015273ffffffffffffffffffffffffffffffffffffffff8416606082015260643560808201526080815261047260a082611842565b51902083036104be576104969560a43592610491828260843595611f5d565b612944565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c165f5d005b7fe112ed91000000000000000000000000000000000000000000000000000000005f5260045ffd5b34610155576101407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555761051e611750565b610526611773565b61052e6115dd565b906064359061053b611796565b936105446117b9565b61010435906101243567ffffffffffffffff81116101555761056a9036906004016115fc565b94909360ff5f5c166103575760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d604051602081019073ffffffffffffffffffffffffffffffffffffffff8516825273ffffffffffffffffffffffffffffffffffffffff8316604082015273ffffffffffffffffffffffffffffffffffffffff8416606082015288608082015273ffffffffffffffffffffffffffffffffffffffff8b1660a082015260a0815261062960c082611842565b51902084036104be576020986103299789846106459487612401565b9660e4359260c43592612944565b346101555760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555761068a6115be565b60ff5f5c16610357576104969060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d6106cd8133600435611f5d565b906fffffffffffffffffffffffffffffffff6103158361280d565b34610155575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760206040516103848152f35b34610155575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760206040517fe97c93f01d3ef8eaba1586553df13308f236815bf4ea49c7b696895d8f5ea68a8152f35b346101555760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760043560ff5f5c166103575760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d6107e781611b91565b90815473ffffffffffffffffffffffffffffffffffffffff8160481c1633036109965767ffffffffffffffff8160081c168015908115610984575b5061095c576fffffffffffffffffffffffffffffffff918260017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0061087260048801548060801c94859116611a82565b941617855573ffffffffffffffffffffffffffffffffffffffff600186015416917f92ed5fe0fe56b3f4185e688efb342e92a4492b9df29ad5de596c44e64d097b516040518433847f954713a76f662e722c13c5c6b321bbf47433dd95a8c689ed3e6ffcfa1ace25f45f80a46fffffffffffffffffffffffffffffffff938416815292851660208401523392604090a41680610930577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c165f5d005b6109559173ffffffffffffffffffffffffffffffffffffffff60023392015416612798565b8080610496565b7f02b81e29000000000000000000000000000000000000000000000000000000005f5260045ffd5b61098e915061191e565b421084610822565b7f1435e357000000000000000000000000000000000000000000000000000000005f5260045ffd5b346101555760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261015557602061014d6109fa6115be565b600435611a24565b346101555760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261015557604051610a3d816117dc565b5f8152602081015f9052604081015f9052606081015f9052608081015f905260a081015f905260c081015f905260e0015f90526004355f525f60205260405f20604051610a89816117dc565b81549060ff821615159283825260208201928060081c67ffffffffffffffff168452604083019060481c73ffffffffffffffffffffffffffffffffffffffff168152600182015473ffffffffffffffffffffffffffffffffffffffff1660608401908152600283015473ffffffffffffffffffffffffffffffffffffffff169160808501928352600384015473ffffffffffffffffffffffffffffffffffffffff169360a08601948552600401549560c08601956fffffffffffffffffffffffffffffffff8816875260e0019660801c87526040519788525167ffffffffffffffff1660208801525173ffffffffffffffffffffffffffffffffffffffff1660408701525173ffffffffffffffffffffffffffffffffffffffff1660608601525173ffffffffffffffffffffffffffffffffffffffff1660808501525173ffffffffffffffffffffffffffffffffffffffff1660a0840152516fffffffffffffffffffffffffffffffff1660c0830152516fffffffffffffffffffffffffffffffff1660e082015261010090f35b34610155575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760206040517f2927c9b6c7c7351a28bdb714bc3cad978db4e5644eb85cd68583d41353ae44748152f35b3461015557610c7d3661162a565b9593929094969160ff5f5c166103575760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d610cbf83611b91565b9373ffffffffffffffffffffffffffffffffffffffff60018601541692814211610e3657845f52600160205260405f208a5f5260205260ff60405f205416610e0e57610d73610d7b9260405160208101917f2927c9b6c7c7351a28bdb714bc3cad978db4e5644eb85cd68583d41353ae447483528860408301526fffffffffffffffffffffffffffffffff8b1660608301528d608083015260a082015260a08152610d6b60c082611842565b51902061274a565b923691611c16565b90823b610e0057610d8b92612d19565b15610dd85761049695815f52600160205260405f20905f5260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825416179055611d8c565b7f8baa579f000000000000000000000000000000000000000000000000000000005f5260045ffd5b610e0992612c45565b610d8b565b7f1fb09b80000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f0f05f5bf000000000000000000000000000000000000000000000000000000005f5260045ffd5b34610155576101207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261015557610e96611750565b610e9e611773565b610ea66115dd565b9060643590610eb3611796565b92610ebc6117b9565b906101043567ffffffffffffffff811161015557610ede9036906004016115fc565b93909260ff5f5c16610357576020976103299660017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d73ffffffffffffffffffffffffffffffffffffffff610f3d8a8388888789612401565b9960405192828d8501957f2d56d4bac580dcfbd851edfd7c93ebf41a18f42956732b215dcdfa1760be60148752166040850152606084015216608082015260808152610f8a60a082611842565b5190209160405193610f9d60c086611842565b609085527f4368616e6e656c4f70656e5769746e657373207769746e657373294368616e6e8a8601527f656c4f70656e5769746e65737328616464726573732070617965652c6279746560408601527f7333322073616c742c6164647265737320617574686f72697a65645369676e6560608601527f7229546f6b656e5065726d697373696f6e73286164647265737320746f6b656e60808601527f2c75696e7432353620616d6f756e74290000000000000000000000000000000060a086015260e4359260c43592612202565b346101555760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760ff5f5c166103575760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d61049660043561195a565b34610155575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261015557602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101555760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261015557602061014d611181611750565b611189611773565b9061119261172d565b61119a611796565b92606435926118bd565b34610155576111b2366116c3565b9160ff5f5c166103575760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d6111ee84611b91565b73ffffffffffffffffffffffffffffffffffffffff60018201541633036112185761049694611c4c565b7f56cab67b000000000000000000000000000000000000000000000000000000005f5260045ffd5b346101555760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101555760043561127a6115be565b61128261172d565b9160a43567ffffffffffffffff8111610155576112a39036906004016115fc565b92909160ff5f5c16610357576104969460017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d6112e7838284611f5d565b9160405160208101917f96eb8764419b2871ed49f3d5fa8666eb8d73b2eaf4c1b86839d654861f82d9658352604082015260408152611327606082611842565b519020916040519361133a60a086611842565b607085527f4368616e6e656c546f7055705769746e657373207769746e657373294368616e60208601527f6e656c546f7055705769746e6573732862797465733332206368616e6e656c4960408601527f6429546f6b656e5065726d697373696f6e73286164647265737320746f6b656e60608601527f2c75696e7432353620616d6f756e74290000000000000000000000000000000060808601526084359260643592612202565b34610155576113f1366116c3565b9160ff5f5c166103575760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d61142d84611b91565b73ffffffffffffffffffffffffffffffffffffffff60018201541633036112185761049694611d8c565b34610155576114653661162a565b9593929094969160ff5f5c166103575760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d6114a783611b91565b9373ffffffffffffffffffffffffffffffffffffffff60018601541692814211610e3657845f52600160205260405f208a5f5260205260ff60405f205416610e0e57610d736115539260405160208101917fe770f70d6fd56150ce37d91208e1671a83000c526586c0e72730729aafc7824b83528860408301526fffffffffffffffffffffffffffffffff8b1660608301528d608083015260a082015260a08152610d6b60c082611842565b90823b6115b05761156392612d19565b15610dd85761049695815f52600160205260405f20905f5260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825416179055611c4c565b6115b992612c45565b611563565b602435906fffffffffffffffffffffffffffffffff8216820361015557565b604435906fffffffffffffffffffffffffffffffff8216820361015557565b9181601f840112156101555782359167ffffffffffffffff8311610155576020838186019501011161015557565b60c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc82011261015557600435916024356fffffffffffffffffffffffffffffffff811681036101555791604435916064359160843567ffffffffffffffff8111610155578161169c916004016115fc565b9290929160a4359067ffffffffffffffff8211610155576116bf916004016115fc565b9091565b60607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc82011261015557600435916024356fffffffffffffffffffffffffffffffff8116810361015557916044359067ffffffffffffffff8211610155576116bf916004016115fc565b6044359073ffffffffffffffffffffffffffffffffffffffff8216820361015557565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361015557565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361015557565b6084359073ffffffffffffffffffffffffffffffffffffffff8216820361015557565b60a4359073ffffffffffffffffffffffffffffffffffffffff8216820361015557565b610100810190811067ffffffffffffffff8211176117f957604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b6040810190811067ffffffffffffffff8211176117f957604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176117f957604052565b67ffffffffffffffff81116117f957601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b93909273ffffffffffffffffffffffffffffffffffffffff8093816040519681602089019916895216604087015216606085015260808401521660a08201523060c08201524660e082015260e0815261191861010082611842565b51902090565b90610384820180921161192d57565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b61196381611b91565b805473ffffffffffffffffffffffffffffffffffffffff8160481c1633036109965760081c67ffffffffffffffff16611a205780547fffffffffffffffffffffffffffffffffffffffffffffff0000000000000000ff164260081b68ffffffffffffffff001617815573ffffffffffffffffffffffffffffffffffffffff906001015416906119f14261191e565b906040519182527ff5a36fc00a96cbb9cf1f8f59299165e1d8ffffe94396d82904b4da524d16bbce60203393a4565b5050565b611a7f916fffffffffffffffffffffffffffffffff6040519160208301937fe97c93f01d3ef8eaba1586553df13308f236815bf4ea49c7b696895d8f5ea68a8552604084015216606082015260608152610d6b608082611842565b90565b906fffffffffffffffffffffffffffffffff809116911603906fffffffffffffffffffffffffffffffff821161192d57565b467f000000000000000000000000000000000000000000000000000000000000000003611aff577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527ff7fa11363025285c89d11a5bb91f55b200984247c632333cde3a12838c34130060408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261191860c082611842565b5f525f60205260405f2090815473ffffffffffffffffffffffffffffffffffffffff8160481c1615611bee5760ff16611bc657565b7fc9f3b559000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f1e07dd94000000000000000000000000000000000000000000000000000000005f5260045ffd5b929192611c2282611883565b91611c306040519384611842565b829481845281830111610155578281602093845f960137010152565b90939291926004850191825460801c936fffffffffffffffffffffffffffffffff86169285841115611d64578787611d5b9585611d00836fffffffffffffffffffffffffffffffff9a611cbf611d629f9873ffffffffffffffffffffffffffffffffffffffff9a8f9c60029b8691612a1b565b906fffffffffffffffffffffffffffffffff7fffffffffffffffffffffffffffffffff0000000000000000000000000000000083549260801b169116179055565b7fe0b97d7c69d7aa21437d2a75a40b65369532d3f7eb8f64f29c37be14be6c9848606087865460481c1693611d3d896001890154169d8e97611a82565b908c604051928284521660208301526040820152a401541694611a82565b1691612798565b565b7f32d2c1a3000000000000000000000000000000000000000000000000000000005f5260045ffd5b916fffffffffffffffffffffffffffffffff9391949260048601938454908160801c948886898716115f14611f465788611e1a94611dd28895611dd8958780968b612a1b565b16611a82565b95906fffffffffffffffffffffffffffffffff7fffffffffffffffffffffffffffffffff0000000000000000000000000000000083549260801b169116179055565b60017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00875416179081875573ffffffffffffffffffffffffffffffffffffffff6001880154169182917f92ed5fe0fe56b3f4185e688efb342e92a4492b9df29ad5de596c44e64d097b5173ffffffffffffffffffffffffffffffffffffffff6040519360481c169280611ecf8a89839092916fffffffffffffffffffffffffffffffff60209181604085019616845216910152565b0390a48285831603611f15575b5050501680611ee9575050565b8173ffffffffffffffffffffffffffffffffffffffff806002611d6295015416915460481c1690612798565b84611d5b611f3e9473ffffffffffffffffffffffffffffffffffffffff60028a01541694611a82565b5f8080611edc565b505050859250611e1a90611dd88580958193611dd2565b9190611f6883611b91565b9073ffffffffffffffffffffffffffffffffffffffff80835460481c169116908103610996576fffffffffffffffffffffffffffffffff83169081156121595760048301916fffffffffffffffffffffffffffffffff835416806fffffffffffffffffffffffffffffffff036fffffffffffffffffffffffffffffffff811161192d576fffffffffffffffffffffffffffffffff1682116121315701946fffffffffffffffffffffffffffffffff861161192d577fe96f4c65929984be10da5cfd4f1b95b417d798f26d5e59e6b1d1077fcd06343e6002956fffffffffffffffffffffffffffffffff73ffffffffffffffffffffffffffffffffffffffff98167fffffffffffffffffffffffffffffffff0000000000000000000000000000000086541617855567ffffffffffffffff865460081c166120d9575b60018601549454604080516fffffffffffffffffffffffffffffffff93841681529290911660208301529488169490a401541690565b7fffffffffffffffffffffffffffffffffffffffffffffff0000000000000000ff86541686558760018701541684847f6bbcbc59913c43e567847487b95410b0b65cf253531b1c6505b21f8359c838fe5f80a46120a3565b7f1132981b000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f56316e87000000000000000000000000000000000000000000000000000000005f5260045ffd5b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b9493979690966122118661280d565b9673ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016956fffffffffffffffffffffffffffffffff6040519561226887611826565b73ffffffffffffffffffffffffffffffffffffffff8a16875216998a6020870152604051956060870187811067ffffffffffffffff8211176117f957604052865260208601968752604086019b8c526040516122c381611826565b3081528b6020820152883b15610155576040517f137c29fe0000000000000000000000000000000000000000000000000000000081529651805173ffffffffffffffffffffffffffffffffffffffff166004890152602001516024880152959b8c9788979190516044890152516064880152805173ffffffffffffffffffffffffffffffffffffffff1660848801526020015160a487015273ffffffffffffffffffffffffffffffffffffffff1660c486015260e485015261010484016101409052610144840161239391612181565b908382037ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc016101248501526123c8926121c4565b03815a5f948591f19384156123f657611d62946123e6575b506128ff565b5f6123f091611842565b5f6123e0565b6040513d5f823e3d90fd5b9594919092939573ffffffffffffffffffffffffffffffffffffffff81169384156109965773ffffffffffffffffffffffffffffffffffffffff811695861561272257833b156126fa576fffffffffffffffffffffffffffffffff169182156121595788846124719387936118bd565b96875f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205460481c166126d25787936040516124a9816117dc565b5f8152602081015f8152604082019188835260608101938a8552608082019773ffffffffffffffffffffffffffffffffffffffff169788815260a083019173ffffffffffffffffffffffffffffffffffffffff169586835260c084019589875260e08501955f87528c5f525f60205260405f209551151586547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00169060ff161786555167ffffffffffffffff166125959086907fffffffffffffffffffffffffffffffffffffffffffffff0000000000000000ff68ffffffffffffffff0083549260081b169116179055565b5184547fffffff0000000000000000000000000000000000000000ffffffffffffffffff167cffffffffffffffffffffffffffffffffffffffff00000000000000000060489290921b91909116178455516001840180547fffffffffffffffffffffffff000000000000000000000000000000000000000090811673ffffffffffffffffffffffffffffffffffffffff9384161790915591516002850180548416918316919091179055915160038401805490921692169190911790559151905160801b7fffffffffffffffffffffffffffffffff00000000000000000000000000000000166fffffffffffffffffffffffffffffffff9091161760049091015560405193845260208401526040830152606082015260807fcd6e60364f8ee4c2b0d62afc07a1fb04fd267ce94693f93f8f85daaa099b5c9491a4565b7f0ec0f149000000000000000000000000000000000000000000000000000000005f5260045ffd5b7fc1ab6dc1000000000000000000000000000000000000000000000000000000005f5260045ffd5b7fb387a238000000000000000000000000000000000000000000000000000000005f5260045ffd5b612752611ab4565b906040519060208201927f190100000000000000000000000000000000000000000000000000000000000084526022830152604282015260428152611918606282611842565b91906127fd9173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb0000000000000000000000000000000000000000000000000000000060208501521660248301526044820152604481526127f7606482611842565b82612b8b565b919015612808575050565b612bf0565b602073ffffffffffffffffffffffffffffffffffffffff916024604051809481937f70a08231000000000000000000000000000000000000000000000000000000008352306004840152165afa9081156123f6575f9161286b575090565b90506020813d602011612892575b8161288660209383611842565b81010312610155575190565b3d9150612879565b9273ffffffffffffffffffffffffffffffffffffffff6127fd9381604051947f23b872dd0000000000000000000000000000000000000000000000000000000060208701521660248501521660448301526064820152606481526127f7608482611842565b61290b9092919261280d565b90820180921161192d570361291c57565b7f90b8ec18000000000000000000000000000000000000000000000000000000005f5260045ffd5b93969592956129528561280d565b9573ffffffffffffffffffffffffffffffffffffffff861692833b1561015557612a025f9673ffffffffffffffffffffffffffffffffffffffff9488946fffffffffffffffffffffffffffffffff9d6040519e8f9a8b998a987f88b7ab63000000000000000000000000000000000000000000000000000000008a52166004890152306024890152169d8e60448801526064870152608486015260a485015260e060c485015260e48401916121c4565b03925af19384156123f657611d62946123e657506128ff565b92916fffffffffffffffffffffffffffffffff6004830154166fffffffffffffffffffffffffffffffff821611612af3578173ffffffffffffffffffffffffffffffffffffffff6003612a96940154169081155f14612aec5773ffffffffffffffffffffffffffffffffffffffff91505460481c1693611a24565b90612aac612aa5368684611c16565b8385612d19565b612ae657823b15938415612ac5575b50505050610dd857565b612adc945090612ad6913691611c16565b91612c45565b155f808080612abb565b50505050565b5093611a24565b7fbd0d7138000000000000000000000000000000000000000000000000000000005f5260045ffd5b3d15612b45573d90612b2c82611883565b91612b3a6040519384611842565b82523d5f602084013e565b606090565b602081519101519060208110612b5e575090565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b1690565b905f809160208151910182855af1612ba1612b1b565b9181835180155f14612bc057505081612bb8575091565b90503b151591565b915080925091612be4575b5080612bd45791565b506001612be082612b4a565b1491565b6020915010155f612bcb565b602082511115612c035750602081519101fd5b73ffffffffffffffffffffffffffffffffffffffff907f5a0a2fe3000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b5f9291612c94612cc0859460405192839160208301957f1626ba7e0000000000000000000000000000000000000000000000000000000087526024840152604060448401526064830190612181565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611842565b51915afa612ccc612b1b565b81612d0b575b81612cdb575090565b7f1626ba7e000000000000000000000000000000000000000000000000000000009150612d0790612b4a565b1490565b905060208151101590612cd2565b906041835103612de257602083015192606060408201519101515f1a937f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08211159485612dc2575b85612d6f575b505050505090565b6020949550915f9391608093604051938452868401526040830152606082015282805260015afa156123f65773ffffffffffffffffffffffffffffffffffffffff805f5192169116145f80808080612d67565b73ffffffffffffffffffffffffffffffffffffffff851615159550612d61565b5050505f9056",
}

// EVMPaymentChannel is an auto generated Go binding around an Ethereum contract.
type EVMPaymentChannel struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *EVMPaymentChannel) GetABI() abi.ABI {
	return c.abi
}

// NewEVMPaymentChannel creates a new instance of EVMPaymentChannel.
func NewEVMPaymentChannel() *EVMPaymentChannel {
	parsed, err := EVMPaymentChannelMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &EVMPaymentChannel{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *EVMPaymentChannel) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address permit2) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackConstructor(permit2 common.Address) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("", permit2)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCHANNELOPENWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe506f8d2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CHANNEL_OPEN_WITNESS_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) PackCHANNELOPENWITNESSTYPEHASH() []byte {
	enc, err := eVMPaymentChannel.abi.Pack("CHANNEL_OPEN_WITNESS_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCHANNELOPENWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe506f8d2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CHANNEL_OPEN_WITNESS_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackCHANNELOPENWITNESSTYPEHASH() ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("CHANNEL_OPEN_WITNESS_TYPEHASH")
}

// UnpackCHANNELOPENWITNESSTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe506f8d2.
//
// Solidity: function CHANNEL_OPEN_WITNESS_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackCHANNELOPENWITNESSTYPEHASH(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("CHANNEL_OPEN_WITNESS_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCHANNELTOPUPWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xefb6155c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CHANNEL_TOP_UP_WITNESS_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) PackCHANNELTOPUPWITNESSTYPEHASH() []byte {
	enc, err := eVMPaymentChannel.abi.Pack("CHANNEL_TOP_UP_WITNESS_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCHANNELTOPUPWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xefb6155c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CHANNEL_TOP_UP_WITNESS_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackCHANNELTOPUPWITNESSTYPEHASH() ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("CHANNEL_TOP_UP_WITNESS_TYPEHASH")
}

// UnpackCHANNELTOPUPWITNESSTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xefb6155c.
//
// Solidity: function CHANNEL_TOP_UP_WITNESS_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackCHANNELTOPUPWITNESSTYPEHASH(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("CHANNEL_TOP_UP_WITNESS_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCLOSEAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8255bb6d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CLOSE_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) PackCLOSEAUTHORIZATIONTYPEHASH() []byte {
	enc, err := eVMPaymentChannel.abi.Pack("CLOSE_AUTHORIZATION_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCLOSEAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8255bb6d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CLOSE_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackCLOSEAUTHORIZATIONTYPEHASH() ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("CLOSE_AUTHORIZATION_TYPEHASH")
}

// UnpackCLOSEAUTHORIZATIONTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8255bb6d.
//
// Solidity: function CLOSE_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackCLOSEAUTHORIZATIONTYPEHASH(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("CLOSE_AUTHORIZATION_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCLOSEGRACEPERIOD is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x956c8327.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CLOSE_GRACE_PERIOD() view returns(uint64)
func (eVMPaymentChannel *EVMPaymentChannel) PackCLOSEGRACEPERIOD() []byte {
	enc, err := eVMPaymentChannel.abi.Pack("CLOSE_GRACE_PERIOD")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCLOSEGRACEPERIOD is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x956c8327.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CLOSE_GRACE_PERIOD() view returns(uint64)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackCLOSEGRACEPERIOD() ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("CLOSE_GRACE_PERIOD")
}

// UnpackCLOSEGRACEPERIOD is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x956c8327.
//
// Solidity: function CLOSE_GRACE_PERIOD() view returns(uint64)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackCLOSEGRACEPERIOD(data []byte) (uint64, error) {
	out, err := eVMPaymentChannel.abi.Unpack("CLOSE_GRACE_PERIOD", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PERMIT2() view returns(address)
func (eVMPaymentChannel *EVMPaymentChannel) PackPERMIT2() []byte {
	enc, err := eVMPaymentChannel.abi.Pack("PERMIT2")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PERMIT2() view returns(address)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackPERMIT2() ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("PERMIT2")
}

// UnpackPERMIT2 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6afdd850.
//
// Solidity: function PERMIT2() view returns(address)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackPERMIT2(data []byte) (common.Address, error) {
	out, err := eVMPaymentChannel.abi.Unpack("PERMIT2", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackSETTLEAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf53d93b0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function SETTLE_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) PackSETTLEAUTHORIZATIONTYPEHASH() []byte {
	enc, err := eVMPaymentChannel.abi.Pack("SETTLE_AUTHORIZATION_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSETTLEAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf53d93b0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function SETTLE_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackSETTLEAUTHORIZATIONTYPEHASH() ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("SETTLE_AUTHORIZATION_TYPEHASH")
}

// UnpackSETTLEAUTHORIZATIONTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf53d93b0.
//
// Solidity: function SETTLE_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackSETTLEAUTHORIZATIONTYPEHASH(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("SETTLE_AUTHORIZATION_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackVOUCHERTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94739e87.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) PackVOUCHERTYPEHASH() []byte {
	enc, err := eVMPaymentChannel.abi.Pack("VOUCHER_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVOUCHERTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94739e87.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackVOUCHERTYPEHASH() ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("VOUCHER_TYPEHASH")
}

// UnpackVOUCHERTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x94739e87.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackVOUCHERTYPEHASH(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("VOUCHER_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackClose is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0d65c51d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function close(bytes32 channelId, uint128 cumulativeAmount, bytes signature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackClose(channelId [32]byte, cumulativeAmount *big.Int, signature []byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("close", channelId, cumulativeAmount, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClose is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0d65c51d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function close(bytes32 channelId, uint128 cumulativeAmount, bytes signature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackClose(channelId [32]byte, cumulativeAmount *big.Int, signature []byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("close", channelId, cumulativeAmount, signature)
}

// PackCloseWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79d35ded.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function closeWithAuthorization(bytes32 channelId, uint128 cumulativeAmount, uint256 nonce, uint256 deadline, bytes payeeSignature, bytes voucherSignature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackCloseWithAuthorization(channelId [32]byte, cumulativeAmount *big.Int, nonce *big.Int, deadline *big.Int, payeeSignature []byte, voucherSignature []byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("closeWithAuthorization", channelId, cumulativeAmount, nonce, deadline, payeeSignature, voucherSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCloseWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79d35ded.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function closeWithAuthorization(bytes32 channelId, uint128 cumulativeAmount, uint256 nonce, uint256 deadline, bytes payeeSignature, bytes voucherSignature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackCloseWithAuthorization(channelId [32]byte, cumulativeAmount *big.Int, nonce *big.Int, deadline *big.Int, payeeSignature []byte, voucherSignature []byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("closeWithAuthorization", channelId, cumulativeAmount, nonce, deadline, payeeSignature, voucherSignature)
}

// PackComputeChannelId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5af3dc68.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function computeChannelId(address payer, address payee, address token, bytes32 salt, address authorizedSigner) view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) PackComputeChannelId(payer common.Address, payee common.Address, token common.Address, salt [32]byte, authorizedSigner common.Address) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("computeChannelId", payer, payee, token, salt, authorizedSigner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackComputeChannelId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5af3dc68.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function computeChannelId(address payer, address payee, address token, bytes32 salt, address authorizedSigner) view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackComputeChannelId(payer common.Address, payee common.Address, token common.Address, salt [32]byte, authorizedSigner common.Address) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("computeChannelId", payer, payee, token, salt, authorizedSigner)
}

// UnpackComputeChannelId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5af3dc68.
//
// Solidity: function computeChannelId(address payer, address payee, address token, bytes32 salt, address authorizedSigner) view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackComputeChannelId(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("computeChannelId", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) PackDomainSeparator() []byte {
	enc, err := eVMPaymentChannel.abi.Pack("domainSeparator")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackDomainSeparator() ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("domainSeparator")
}

// UnpackDomainSeparator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf698da25.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackDomainSeparator(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("domainSeparator", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGetChannel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x831c2b82.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getChannel(bytes32 channelId) view returns((bool,uint64,address,address,address,address,uint128,uint128))
func (eVMPaymentChannel *EVMPaymentChannel) PackGetChannel(channelId [32]byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("getChannel", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetChannel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x831c2b82.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getChannel(bytes32 channelId) view returns((bool,uint64,address,address,address,address,uint128,uint128))
func (eVMPaymentChannel *EVMPaymentChannel) TryPackGetChannel(channelId [32]byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("getChannel", channelId)
}

// UnpackGetChannel is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x831c2b82.
//
// Solidity: function getChannel(bytes32 channelId) view returns((bool,uint64,address,address,address,address,uint128,uint128))
func (eVMPaymentChannel *EVMPaymentChannel) UnpackGetChannel(data []byte) (EVMPaymentChannelChannel, error) {
	out, err := eVMPaymentChannel.abi.Unpack("getChannel", data)
	if err != nil {
		return *new(EVMPaymentChannelChannel), err
	}
	out0 := *abi.ConvertType(out[0], new(EVMPaymentChannelChannel)).(*EVMPaymentChannelChannel)
	return out0, nil
}

// PackGetVoucherDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x862bb199.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 cumulativeAmount) view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) PackGetVoucherDigest(channelId [32]byte, cumulativeAmount *big.Int) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("getVoucherDigest", channelId, cumulativeAmount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetVoucherDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x862bb199.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 cumulativeAmount) view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackGetVoucherDigest(channelId [32]byte, cumulativeAmount *big.Int) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("getVoucherDigest", channelId, cumulativeAmount)
}

// UnpackGetVoucherDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x862bb199.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 cumulativeAmount) view returns(bytes32)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackGetVoucherDigest(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("getVoucherDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc79ea485.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function open(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) PackOpen(payee common.Address, token common.Address, deposit *big.Int, salt [32]byte, authorizedSigner common.Address) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("open", payee, token, deposit, salt, authorizedSigner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc79ea485.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function open(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackOpen(payee common.Address, token common.Address, deposit *big.Int, salt [32]byte, authorizedSigner common.Address) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("open", payee, token, deposit, salt, authorizedSigner)
}

// UnpackOpen is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc79ea485.
//
// Solidity: function open(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackOpen(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("open", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackOpenWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb82a39ba.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function openWithAuthorization(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner, address from, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) PackOpenWithAuthorization(payee common.Address, token common.Address, deposit *big.Int, salt [32]byte, authorizedSigner common.Address, from common.Address, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, signature []byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("openWithAuthorization", payee, token, deposit, salt, authorizedSigner, from, validAfter, validBefore, nonce, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpenWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb82a39ba.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function openWithAuthorization(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner, address from, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackOpenWithAuthorization(payee common.Address, token common.Address, deposit *big.Int, salt [32]byte, authorizedSigner common.Address, from common.Address, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, signature []byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("openWithAuthorization", payee, token, deposit, salt, authorizedSigner, from, validAfter, validBefore, nonce, signature)
}

// UnpackOpenWithAuthorization is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb82a39ba.
//
// Solidity: function openWithAuthorization(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner, address from, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackOpenWithAuthorization(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("openWithAuthorization", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackOpenWithPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70981fe5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function openWithPermit2(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner, address from, uint256 nonce, uint256 deadline, bytes signature) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) PackOpenWithPermit2(payee common.Address, token common.Address, deposit *big.Int, salt [32]byte, authorizedSigner common.Address, from common.Address, nonce *big.Int, deadline *big.Int, signature []byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("openWithPermit2", payee, token, deposit, salt, authorizedSigner, from, nonce, deadline, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpenWithPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70981fe5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function openWithPermit2(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner, address from, uint256 nonce, uint256 deadline, bytes signature) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) TryPackOpenWithPermit2(payee common.Address, token common.Address, deposit *big.Int, salt [32]byte, authorizedSigner common.Address, from common.Address, nonce *big.Int, deadline *big.Int, signature []byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("openWithPermit2", payee, token, deposit, salt, authorizedSigner, from, nonce, deadline, signature)
}

// UnpackOpenWithPermit2 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70981fe5.
//
// Solidity: function openWithPermit2(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner, address from, uint256 nonce, uint256 deadline, bytes signature) returns(bytes32 channelId)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackOpenWithPermit2(data []byte) ([32]byte, error) {
	out, err := eVMPaymentChannel.abi.Unpack("openWithPermit2", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackRequestClose is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6bf5fe6f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requestClose(bytes32 channelId) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackRequestClose(channelId [32]byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("requestClose", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequestClose is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6bf5fe6f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requestClose(bytes32 channelId) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackRequestClose(channelId [32]byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("requestClose", channelId)
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x516d3b88.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(bytes32 channelId, uint128 cumulativeAmount, bytes signature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackSettle(channelId [32]byte, cumulativeAmount *big.Int, signature []byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("settle", channelId, cumulativeAmount, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x516d3b88.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(bytes32 channelId, uint128 cumulativeAmount, bytes signature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackSettle(channelId [32]byte, cumulativeAmount *big.Int, signature []byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("settle", channelId, cumulativeAmount, signature)
}

// PackSettleWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x00203872.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settleWithAuthorization(bytes32 channelId, uint128 cumulativeAmount, uint256 nonce, uint256 deadline, bytes payeeSignature, bytes voucherSignature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackSettleWithAuthorization(channelId [32]byte, cumulativeAmount *big.Int, nonce *big.Int, deadline *big.Int, payeeSignature []byte, voucherSignature []byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("settleWithAuthorization", channelId, cumulativeAmount, nonce, deadline, payeeSignature, voucherSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettleWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x00203872.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settleWithAuthorization(bytes32 channelId, uint128 cumulativeAmount, uint256 nonce, uint256 deadline, bytes payeeSignature, bytes voucherSignature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackSettleWithAuthorization(channelId [32]byte, cumulativeAmount *big.Int, nonce *big.Int, deadline *big.Int, payeeSignature []byte, voucherSignature []byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("settleWithAuthorization", channelId, cumulativeAmount, nonce, deadline, payeeSignature, voucherSignature)
}

// PackTopUp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9f6f687a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function topUp(bytes32 channelId, uint128 additionalDeposit) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackTopUp(channelId [32]byte, additionalDeposit *big.Int) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("topUp", channelId, additionalDeposit)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTopUp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9f6f687a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function topUp(bytes32 channelId, uint128 additionalDeposit) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackTopUp(channelId [32]byte, additionalDeposit *big.Int) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("topUp", channelId, additionalDeposit)
}

// PackTopUpWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbcf51e86.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function topUpWithAuthorization(bytes32 channelId, uint128 additionalDeposit, address from, bytes32 topUpSalt, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackTopUpWithAuthorization(channelId [32]byte, additionalDeposit *big.Int, from common.Address, topUpSalt [32]byte, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, signature []byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("topUpWithAuthorization", channelId, additionalDeposit, from, topUpSalt, validAfter, validBefore, nonce, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTopUpWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbcf51e86.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function topUpWithAuthorization(bytes32 channelId, uint128 additionalDeposit, address from, bytes32 topUpSalt, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackTopUpWithAuthorization(channelId [32]byte, additionalDeposit *big.Int, from common.Address, topUpSalt [32]byte, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, signature []byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("topUpWithAuthorization", channelId, additionalDeposit, from, topUpSalt, validAfter, validBefore, nonce, signature)
}

// PackTopUpWithPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x33684330.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function topUpWithPermit2(bytes32 channelId, uint128 additionalDeposit, address from, uint256 nonce, uint256 deadline, bytes signature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackTopUpWithPermit2(channelId [32]byte, additionalDeposit *big.Int, from common.Address, nonce *big.Int, deadline *big.Int, signature []byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("topUpWithPermit2", channelId, additionalDeposit, from, nonce, deadline, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTopUpWithPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x33684330.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function topUpWithPermit2(bytes32 channelId, uint128 additionalDeposit, address from, uint256 nonce, uint256 deadline, bytes signature) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackTopUpWithPermit2(channelId [32]byte, additionalDeposit *big.Int, from common.Address, nonce *big.Int, deadline *big.Int, signature []byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("topUpWithPermit2", channelId, additionalDeposit, from, nonce, deadline, signature)
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e19899e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(bytes32 channelId) returns()
func (eVMPaymentChannel *EVMPaymentChannel) PackWithdraw(channelId [32]byte) []byte {
	enc, err := eVMPaymentChannel.abi.Pack("withdraw", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e19899e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(bytes32 channelId) returns()
func (eVMPaymentChannel *EVMPaymentChannel) TryPackWithdraw(channelId [32]byte) ([]byte, error) {
	return eVMPaymentChannel.abi.Pack("withdraw", channelId)
}

// EVMPaymentChannelChannelClosed represents a ChannelClosed event raised by the EVMPaymentChannel contract.
type EVMPaymentChannelChannelClosed struct {
	ChannelId       [32]byte
	Payer           common.Address
	Payee           common.Address
	SettledToPayee  *big.Int
	RefundedToPayer *big.Int
	Raw             *types.Log // Blockchain specific contextual infos
}

const EVMPaymentChannelChannelClosedEventName = "ChannelClosed"

// ContractEventName returns the user-defined event name.
func (EVMPaymentChannelChannelClosed) ContractEventName() string {
	return EVMPaymentChannelChannelClosedEventName
}

// UnpackChannelClosedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ChannelClosed(bytes32 indexed channelId, address indexed payer, address indexed payee, uint256 settledToPayee, uint256 refundedToPayer)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackChannelClosedEvent(log *types.Log) (*EVMPaymentChannelChannelClosed, error) {
	event := "ChannelClosed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eVMPaymentChannel.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EVMPaymentChannelChannelClosed)
	if len(log.Data) > 0 {
		if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eVMPaymentChannel.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EVMPaymentChannelChannelExpired represents a ChannelExpired event raised by the EVMPaymentChannel contract.
type EVMPaymentChannelChannelExpired struct {
	ChannelId [32]byte
	Payer     common.Address
	Payee     common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const EVMPaymentChannelChannelExpiredEventName = "ChannelExpired"

// ContractEventName returns the user-defined event name.
func (EVMPaymentChannelChannelExpired) ContractEventName() string {
	return EVMPaymentChannelChannelExpiredEventName
}

// UnpackChannelExpiredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ChannelExpired(bytes32 indexed channelId, address indexed payer, address indexed payee)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackChannelExpiredEvent(log *types.Log) (*EVMPaymentChannelChannelExpired, error) {
	event := "ChannelExpired"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eVMPaymentChannel.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EVMPaymentChannelChannelExpired)
	if len(log.Data) > 0 {
		if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eVMPaymentChannel.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EVMPaymentChannelChannelOpened represents a ChannelOpened event raised by the EVMPaymentChannel contract.
type EVMPaymentChannelChannelOpened struct {
	ChannelId        [32]byte
	Payer            common.Address
	Payee            common.Address
	Token            common.Address
	AuthorizedSigner common.Address
	Salt             [32]byte
	Deposit          *big.Int
	Raw              *types.Log // Blockchain specific contextual infos
}

const EVMPaymentChannelChannelOpenedEventName = "ChannelOpened"

// ContractEventName returns the user-defined event name.
func (EVMPaymentChannelChannelOpened) ContractEventName() string {
	return EVMPaymentChannelChannelOpenedEventName
}

// UnpackChannelOpenedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ChannelOpened(bytes32 indexed channelId, address indexed payer, address indexed payee, address token, address authorizedSigner, bytes32 salt, uint256 deposit)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackChannelOpenedEvent(log *types.Log) (*EVMPaymentChannelChannelOpened, error) {
	event := "ChannelOpened"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eVMPaymentChannel.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EVMPaymentChannelChannelOpened)
	if len(log.Data) > 0 {
		if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eVMPaymentChannel.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EVMPaymentChannelCloseRequestCancelled represents a CloseRequestCancelled event raised by the EVMPaymentChannel contract.
type EVMPaymentChannelCloseRequestCancelled struct {
	ChannelId [32]byte
	Payer     common.Address
	Payee     common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const EVMPaymentChannelCloseRequestCancelledEventName = "CloseRequestCancelled"

// ContractEventName returns the user-defined event name.
func (EVMPaymentChannelCloseRequestCancelled) ContractEventName() string {
	return EVMPaymentChannelCloseRequestCancelledEventName
}

// UnpackCloseRequestCancelledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CloseRequestCancelled(bytes32 indexed channelId, address indexed payer, address indexed payee)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackCloseRequestCancelledEvent(log *types.Log) (*EVMPaymentChannelCloseRequestCancelled, error) {
	event := "CloseRequestCancelled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eVMPaymentChannel.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EVMPaymentChannelCloseRequestCancelled)
	if len(log.Data) > 0 {
		if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eVMPaymentChannel.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EVMPaymentChannelCloseRequested represents a CloseRequested event raised by the EVMPaymentChannel contract.
type EVMPaymentChannelCloseRequested struct {
	ChannelId     [32]byte
	Payer         common.Address
	Payee         common.Address
	CloseGraceEnd *big.Int
	Raw           *types.Log // Blockchain specific contextual infos
}

const EVMPaymentChannelCloseRequestedEventName = "CloseRequested"

// ContractEventName returns the user-defined event name.
func (EVMPaymentChannelCloseRequested) ContractEventName() string {
	return EVMPaymentChannelCloseRequestedEventName
}

// UnpackCloseRequestedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CloseRequested(bytes32 indexed channelId, address indexed payer, address indexed payee, uint256 closeGraceEnd)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackCloseRequestedEvent(log *types.Log) (*EVMPaymentChannelCloseRequested, error) {
	event := "CloseRequested"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eVMPaymentChannel.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EVMPaymentChannelCloseRequested)
	if len(log.Data) > 0 {
		if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eVMPaymentChannel.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EVMPaymentChannelSettled represents a Settled event raised by the EVMPaymentChannel contract.
type EVMPaymentChannelSettled struct {
	ChannelId        [32]byte
	Payer            common.Address
	Payee            common.Address
	CumulativeAmount *big.Int
	DeltaPaid        *big.Int
	NewSettled       *big.Int
	Raw              *types.Log // Blockchain specific contextual infos
}

const EVMPaymentChannelSettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (EVMPaymentChannelSettled) ContractEventName() string {
	return EVMPaymentChannelSettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled(bytes32 indexed channelId, address indexed payer, address indexed payee, uint256 cumulativeAmount, uint256 deltaPaid, uint256 newSettled)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackSettledEvent(log *types.Log) (*EVMPaymentChannelSettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eVMPaymentChannel.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EVMPaymentChannelSettled)
	if len(log.Data) > 0 {
		if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eVMPaymentChannel.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EVMPaymentChannelTopUp represents a TopUp event raised by the EVMPaymentChannel contract.
type EVMPaymentChannelTopUp struct {
	ChannelId         [32]byte
	Payer             common.Address
	Payee             common.Address
	AdditionalDeposit *big.Int
	NewDeposit        *big.Int
	Raw               *types.Log // Blockchain specific contextual infos
}

const EVMPaymentChannelTopUpEventName = "TopUp"

// ContractEventName returns the user-defined event name.
func (EVMPaymentChannelTopUp) ContractEventName() string {
	return EVMPaymentChannelTopUpEventName
}

// UnpackTopUpEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TopUp(bytes32 indexed channelId, address indexed payer, address indexed payee, uint256 additionalDeposit, uint256 newDeposit)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackTopUpEvent(log *types.Log) (*EVMPaymentChannelTopUp, error) {
	event := "TopUp"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eVMPaymentChannel.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EVMPaymentChannelTopUp)
	if len(log.Data) > 0 {
		if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eVMPaymentChannel.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (eVMPaymentChannel *EVMPaymentChannel) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["AmountExceedsDeposit"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackAmountExceedsDepositError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["AmountNotIncreasing"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackAmountNotIncreasingError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["AuthorizationExpired"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackAuthorizationExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["ChannelAlreadyExists"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackChannelAlreadyExistsError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["ChannelFinalized"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackChannelFinalizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["ChannelNotFound"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackChannelNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["CloseNotReady"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackCloseNotReadyError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["DepositOverflow"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackDepositOverflowError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["InvalidPayee"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackInvalidPayeeError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["InvalidPermit2Address"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackInvalidPermit2AddressError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["InvalidSignature"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["InvalidToken"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackInvalidTokenError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["NonceAlreadyUsed"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackNonceAlreadyUsedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["NonceMismatch"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackNonceMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["NotPayee"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackNotPayeeError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["NotPayer"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackNotPayerError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["TransferFailed"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackTransferFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["TransferRefused"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackTransferRefusedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eVMPaymentChannel.abi.Errors["ZeroDeposit"].ID.Bytes()[:4]) {
		return eVMPaymentChannel.UnpackZeroDepositError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EVMPaymentChannelAmountExceedsDeposit represents a AmountExceedsDeposit error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelAmountExceedsDeposit struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AmountExceedsDeposit()
func EVMPaymentChannelAmountExceedsDepositErrorID() common.Hash {
	return common.HexToHash("0xbd0d7138ee49c066ff64a59bf27cfc4d225b727a25c3702ce1bf678c7314606a")
}

// UnpackAmountExceedsDepositError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AmountExceedsDeposit()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackAmountExceedsDepositError(raw []byte) (*EVMPaymentChannelAmountExceedsDeposit, error) {
	out := new(EVMPaymentChannelAmountExceedsDeposit)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "AmountExceedsDeposit", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelAmountNotIncreasing represents a AmountNotIncreasing error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelAmountNotIncreasing struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AmountNotIncreasing()
func EVMPaymentChannelAmountNotIncreasingErrorID() common.Hash {
	return common.HexToHash("0x32d2c1a382622bc5598f5d02cbeeebedd6cd60d15d4f3b94a4ec3457defd6557")
}

// UnpackAmountNotIncreasingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AmountNotIncreasing()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackAmountNotIncreasingError(raw []byte) (*EVMPaymentChannelAmountNotIncreasing, error) {
	out := new(EVMPaymentChannelAmountNotIncreasing)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "AmountNotIncreasing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelAuthorizationExpired represents a AuthorizationExpired error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelAuthorizationExpired struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AuthorizationExpired()
func EVMPaymentChannelAuthorizationExpiredErrorID() common.Hash {
	return common.HexToHash("0x0f05f5bfa72101059ba5651871d96682a3f2a996379bb3603e7e1b277b73f5ac")
}

// UnpackAuthorizationExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AuthorizationExpired()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackAuthorizationExpiredError(raw []byte) (*EVMPaymentChannelAuthorizationExpired, error) {
	out := new(EVMPaymentChannelAuthorizationExpired)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "AuthorizationExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelChannelAlreadyExists represents a ChannelAlreadyExists error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelChannelAlreadyExists struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ChannelAlreadyExists()
func EVMPaymentChannelChannelAlreadyExistsErrorID() common.Hash {
	return common.HexToHash("0x0ec0f1496e6a65dad27a6a3d4ff979810d04a417aaecb3585d987355d093d77b")
}

// UnpackChannelAlreadyExistsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ChannelAlreadyExists()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackChannelAlreadyExistsError(raw []byte) (*EVMPaymentChannelChannelAlreadyExists, error) {
	out := new(EVMPaymentChannelChannelAlreadyExists)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "ChannelAlreadyExists", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelChannelFinalized represents a ChannelFinalized error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelChannelFinalized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ChannelFinalized()
func EVMPaymentChannelChannelFinalizedErrorID() common.Hash {
	return common.HexToHash("0xc9f3b559aea4dd1b09ba71276c9a1f5a691f3633a400078e3d36d85db2f96742")
}

// UnpackChannelFinalizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ChannelFinalized()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackChannelFinalizedError(raw []byte) (*EVMPaymentChannelChannelFinalized, error) {
	out := new(EVMPaymentChannelChannelFinalized)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "ChannelFinalized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelChannelNotFound represents a ChannelNotFound error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelChannelNotFound struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ChannelNotFound()
func EVMPaymentChannelChannelNotFoundErrorID() common.Hash {
	return common.HexToHash("0x1e07dd9487504c0e42a417526d525044c898050ef32e962570e4c9dfe9ba7423")
}

// UnpackChannelNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ChannelNotFound()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackChannelNotFoundError(raw []byte) (*EVMPaymentChannelChannelNotFound, error) {
	out := new(EVMPaymentChannelChannelNotFound)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "ChannelNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelCloseNotReady represents a CloseNotReady error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelCloseNotReady struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CloseNotReady()
func EVMPaymentChannelCloseNotReadyErrorID() common.Hash {
	return common.HexToHash("0x02b81e2911c5abd118570f3f66b58429d6e993dcd95d5445875fa000c27159f2")
}

// UnpackCloseNotReadyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CloseNotReady()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackCloseNotReadyError(raw []byte) (*EVMPaymentChannelCloseNotReady, error) {
	out := new(EVMPaymentChannelCloseNotReady)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "CloseNotReady", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelDepositOverflow represents a DepositOverflow error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelDepositOverflow struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DepositOverflow()
func EVMPaymentChannelDepositOverflowErrorID() common.Hash {
	return common.HexToHash("0x1132981b50988e5bf5914c2cdbec86f17b96e379b9fe376f3978c42411aafcd6")
}

// UnpackDepositOverflowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DepositOverflow()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackDepositOverflowError(raw []byte) (*EVMPaymentChannelDepositOverflow, error) {
	out := new(EVMPaymentChannelDepositOverflow)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "DepositOverflow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelInvalidPayee represents a InvalidPayee error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelInvalidPayee struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidPayee()
func EVMPaymentChannelInvalidPayeeErrorID() common.Hash {
	return common.HexToHash("0xb387a2382f1cf32d898dd98252486a1bb24fe5b5de8e3e603a15f9d7c5bca255")
}

// UnpackInvalidPayeeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidPayee()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackInvalidPayeeError(raw []byte) (*EVMPaymentChannelInvalidPayee, error) {
	out := new(EVMPaymentChannelInvalidPayee)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "InvalidPayee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelInvalidPermit2Address represents a InvalidPermit2Address error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelInvalidPermit2Address struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidPermit2Address()
func EVMPaymentChannelInvalidPermit2AddressErrorID() common.Hash {
	return common.HexToHash("0x59106c89c9b272a2d1f1659a6166b3441b4dd6dd32f75473f5484e8766f47110")
}

// UnpackInvalidPermit2AddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidPermit2Address()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackInvalidPermit2AddressError(raw []byte) (*EVMPaymentChannelInvalidPermit2Address, error) {
	out := new(EVMPaymentChannelInvalidPermit2Address)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "InvalidPermit2Address", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelInvalidSignature represents a InvalidSignature error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelInvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSignature()
func EVMPaymentChannelInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0x8baa579fce362245063d36f11747a89dd489c54795634fc673cc0e0db51fedc5")
}

// UnpackInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSignature()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackInvalidSignatureError(raw []byte) (*EVMPaymentChannelInvalidSignature, error) {
	out := new(EVMPaymentChannelInvalidSignature)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "InvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelInvalidToken represents a InvalidToken error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelInvalidToken struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidToken()
func EVMPaymentChannelInvalidTokenErrorID() common.Hash {
	return common.HexToHash("0xc1ab6dc1ba32e6d4b79780a4020b53da94263929d15c137a3e67a3d08f7d66c2")
}

// UnpackInvalidTokenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidToken()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackInvalidTokenError(raw []byte) (*EVMPaymentChannelInvalidToken, error) {
	out := new(EVMPaymentChannelInvalidToken)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "InvalidToken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelNonceAlreadyUsed represents a NonceAlreadyUsed error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelNonceAlreadyUsed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NonceAlreadyUsed()
func EVMPaymentChannelNonceAlreadyUsedErrorID() common.Hash {
	return common.HexToHash("0x1fb09b807f94cf28ef723034dcc9a460adcaed6e714f28f870ecd4af00aae39c")
}

// UnpackNonceAlreadyUsedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NonceAlreadyUsed()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackNonceAlreadyUsedError(raw []byte) (*EVMPaymentChannelNonceAlreadyUsed, error) {
	out := new(EVMPaymentChannelNonceAlreadyUsed)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "NonceAlreadyUsed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelNonceMismatch represents a NonceMismatch error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelNonceMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NonceMismatch()
func EVMPaymentChannelNonceMismatchErrorID() common.Hash {
	return common.HexToHash("0xe112ed91bb74dd69dfe256ccb69e567ab7aac0f92757a06850be5dadb6d2c097")
}

// UnpackNonceMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NonceMismatch()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackNonceMismatchError(raw []byte) (*EVMPaymentChannelNonceMismatch, error) {
	out := new(EVMPaymentChannelNonceMismatch)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "NonceMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelNotPayee represents a NotPayee error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelNotPayee struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotPayee()
func EVMPaymentChannelNotPayeeErrorID() common.Hash {
	return common.HexToHash("0x56cab67b54587ad1ee1a933271cfaefb43ac75788a9ef7fc3787cd8ae7783ab4")
}

// UnpackNotPayeeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotPayee()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackNotPayeeError(raw []byte) (*EVMPaymentChannelNotPayee, error) {
	out := new(EVMPaymentChannelNotPayee)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "NotPayee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelNotPayer represents a NotPayer error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelNotPayer struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotPayer()
func EVMPaymentChannelNotPayerErrorID() common.Hash {
	return common.HexToHash("0x1435e3579e10b092db185e7a936873b0ea2125e5dd29d24c96c164f37d5e6db0")
}

// UnpackNotPayerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotPayer()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackNotPayerError(raw []byte) (*EVMPaymentChannelNotPayer, error) {
	out := new(EVMPaymentChannelNotPayer)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "NotPayer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func EVMPaymentChannelReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackReentrancyGuardReentrantCallError(raw []byte) (*EVMPaymentChannelReentrancyGuardReentrantCall, error) {
	out := new(EVMPaymentChannelReentrancyGuardReentrantCall)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelTransferFailed represents a TransferFailed error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelTransferFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferFailed()
func EVMPaymentChannelTransferFailedErrorID() common.Hash {
	return common.HexToHash("0x90b8ec1877afffd816d05d9b13947f3ff18ec5851c38bad15ec2b710f92391b1")
}

// UnpackTransferFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferFailed()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackTransferFailedError(raw []byte) (*EVMPaymentChannelTransferFailed, error) {
	out := new(EVMPaymentChannelTransferFailed)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "TransferFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelTransferRefused represents a TransferRefused error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelTransferRefused struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferRefused(address token)
func EVMPaymentChannelTransferRefusedErrorID() common.Hash {
	return common.HexToHash("0x5a0a2fe33185c23136b8bfda39c581c51ff3f8379f222961775ada1a642d3d99")
}

// UnpackTransferRefusedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferRefused(address token)
func (eVMPaymentChannel *EVMPaymentChannel) UnpackTransferRefusedError(raw []byte) (*EVMPaymentChannelTransferRefused, error) {
	out := new(EVMPaymentChannelTransferRefused)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "TransferRefused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EVMPaymentChannelZeroDeposit represents a ZeroDeposit error raised by the EVMPaymentChannel contract.
type EVMPaymentChannelZeroDeposit struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroDeposit()
func EVMPaymentChannelZeroDepositErrorID() common.Hash {
	return common.HexToHash("0x56316e877e9063fd05b03c347d61a4639470c3199f0bdddd28efee0a5f8b6b02")
}

// UnpackZeroDepositError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroDeposit()
func (eVMPaymentChannel *EVMPaymentChannel) UnpackZeroDepositError(raw []byte) (*EVMPaymentChannelZeroDeposit, error) {
	out := new(EVMPaymentChannelZeroDeposit)
	if err := eVMPaymentChannel.abi.UnpackIntoInterface(out, "ZeroDeposit", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiabilitiesMetaData contains all meta data concerning the Liabilities contract.
var LiabilitiesMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"}],\"name\":\"AlreadyPublished\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ZeroRoot\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"house\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"asset\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"period\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"statement\",\"type\":\"bytes32\"}],\"name\":\"Published\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"house\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"asset\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"period\",\"type\":\"uint64\"}],\"name\":\"publications\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"statement\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"publishedAt\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"asset\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"period\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"statement\",\"type\":\"bytes32\"}],\"name\":\"publish\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "Liabilities",
	Bin: "0x608080604052346015576102ba908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c806332e8e5d6146101ff5763f4fd2dbc1461002f575f80fd5b346101fb5760807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101fb576004356024359067ffffffffffffffff82168092036101fb5760443560643581156101d357335f525f60205260405f20835f5260205260405f20845f5260205260405f2067ffffffffffffffff6002820154166101a757506040516060810181811067ffffffffffffffff82111761017a5760405282815267ffffffffffffffff6002602083019284845260408101938342168552335f525f60205260405f20885f5260205260405f20895f5260205260405f2091518255516001820155019151167fffffffffffffffffffffffffffffffffffffffffffffffff000000000000000082541617905560405191825260208201527fee49d8b1c1f67df68a7cf7d245e0d75bd3fc9691447a218ff9cebd43fd2da71860403392a4005b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b547fd0aee516000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fb263ae73000000000000000000000000000000000000000000000000000000005f5260045ffd5b5f80fd5b346101fb5760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101fb5760043573ffffffffffffffffffffffffffffffffffffffff81168091036101fb576044359067ffffffffffffffff821682036101fb575f525f60205260405f206024355f5260205267ffffffffffffffff60405f2091165f52602052606060405f2080549067ffffffffffffffff60026001830154920154169060405192835260208301526040820152f3",
}

// Liabilities is an auto generated Go binding around an Ethereum contract.
type Liabilities struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Liabilities) GetABI() abi.ABI {
	return c.abi
}

// NewLiabilities creates a new instance of Liabilities.
func NewLiabilities() *Liabilities {
	parsed, err := LiabilitiesMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Liabilities{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Liabilities) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackPublications is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x32e8e5d6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function publications(address house, bytes32 asset, uint64 period) view returns(bytes32 root, bytes32 statement, uint64 publishedAt)
func (liabilities *Liabilities) PackPublications(house common.Address, asset [32]byte, period uint64) []byte {
	enc, err := liabilities.abi.Pack("publications", house, asset, period)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPublications is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x32e8e5d6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function publications(address house, bytes32 asset, uint64 period) view returns(bytes32 root, bytes32 statement, uint64 publishedAt)
func (liabilities *Liabilities) TryPackPublications(house common.Address, asset [32]byte, period uint64) ([]byte, error) {
	return liabilities.abi.Pack("publications", house, asset, period)
}

// PublicationsOutput serves as a container for the return parameters of contract
// method Publications.
type PublicationsOutput struct {
	Root        [32]byte
	Statement   [32]byte
	PublishedAt uint64
}

// UnpackPublications is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x32e8e5d6.
//
// Solidity: function publications(address house, bytes32 asset, uint64 period) view returns(bytes32 root, bytes32 statement, uint64 publishedAt)
func (liabilities *Liabilities) UnpackPublications(data []byte) (PublicationsOutput, error) {
	out, err := liabilities.abi.Unpack("publications", data)
	outstruct := new(PublicationsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Root = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.Statement = *abi.ConvertType(out[1], new([32]byte)).(*[32]byte)
	outstruct.PublishedAt = *abi.ConvertType(out[2], new(uint64)).(*uint64)
	return *outstruct, nil
}

// PackPublish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf4fd2dbc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function publish(bytes32 asset, uint64 period, bytes32 root, bytes32 statement) returns()
func (liabilities *Liabilities) PackPublish(asset [32]byte, period uint64, root [32]byte, statement [32]byte) []byte {
	enc, err := liabilities.abi.Pack("publish", asset, period, root, statement)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPublish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf4fd2dbc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function publish(bytes32 asset, uint64 period, bytes32 root, bytes32 statement) returns()
func (liabilities *Liabilities) TryPackPublish(asset [32]byte, period uint64, root [32]byte, statement [32]byte) ([]byte, error) {
	return liabilities.abi.Pack("publish", asset, period, root, statement)
}

// LiabilitiesPublished represents a Published event raised by the Liabilities contract.
type LiabilitiesPublished struct {
	House     common.Address
	Asset     [32]byte
	Period    uint64
	Root      [32]byte
	Statement [32]byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const LiabilitiesPublishedEventName = "Published"

// ContractEventName returns the user-defined event name.
func (LiabilitiesPublished) ContractEventName() string {
	return LiabilitiesPublishedEventName
}

// UnpackPublishedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Published(address indexed house, bytes32 indexed asset, uint64 indexed period, bytes32 root, bytes32 statement)
func (liabilities *Liabilities) UnpackPublishedEvent(log *types.Log) (*LiabilitiesPublished, error) {
	event := "Published"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liabilities.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiabilitiesPublished)
	if len(log.Data) > 0 {
		if err := liabilities.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liabilities.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (liabilities *Liabilities) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], liabilities.abi.Errors["AlreadyPublished"].ID.Bytes()[:4]) {
		return liabilities.UnpackAlreadyPublishedError(raw[4:])
	}
	if bytes.Equal(raw[:4], liabilities.abi.Errors["ZeroRoot"].ID.Bytes()[:4]) {
		return liabilities.UnpackZeroRootError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// LiabilitiesAlreadyPublished represents a AlreadyPublished error raised by the Liabilities contract.
type LiabilitiesAlreadyPublished struct {
	Root [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyPublished(bytes32 root)
func LiabilitiesAlreadyPublishedErrorID() common.Hash {
	return common.HexToHash("0xd0aee51620d79c28c115990acd3da4b0a78507f71e79228ca2a81d53f4759cbf")
}

// UnpackAlreadyPublishedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyPublished(bytes32 root)
func (liabilities *Liabilities) UnpackAlreadyPublishedError(raw []byte) (*LiabilitiesAlreadyPublished, error) {
	out := new(LiabilitiesAlreadyPublished)
	if err := liabilities.abi.UnpackIntoInterface(out, "AlreadyPublished", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiabilitiesZeroRoot represents a ZeroRoot error raised by the Liabilities contract.
type LiabilitiesZeroRoot struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroRoot()
func LiabilitiesZeroRootErrorID() common.Hash {
	return common.HexToHash("0xb263ae738e814ca9af6ee56bb85daa47624e790421913c947dcba2aac07cfdbd")
}

// UnpackZeroRootError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroRoot()
func (liabilities *Liabilities) UnpackZeroRootError(raw []byte) (*LiabilitiesZeroRoot, error) {
	out := new(LiabilitiesZeroRoot)
	if err := liabilities.abi.UnpackIntoInterface(out, "ZeroRoot", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Multicall3MetaData contains all meta data concerning the Multicall3 contract.
var Multicall3MetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"components\":[{\"name\":\"target\",\"type\":\"address\"},{\"name\":\"allowFailure\",\"type\":\"bool\"},{\"name\":\"callData\",\"type\":\"bytes\"}],\"name\":\"calls\",\"type\":\"tuple[]\",\"internalType\":\"structMulticall3.Call3[]\"}],\"name\":\"aggregate3\",\"outputs\":[{\"components\":[{\"name\":\"success\",\"type\":\"bool\"},{\"name\":\"returnData\",\"type\":\"bytes\"}],\"name\":\"returnData\",\"type\":\"tuple[]\",\"internalType\":\"structMulticall3.Result[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"name\":\"addr\",\"type\":\"address\"}],\"name\":\"getEthBalance\",\"outputs\":[{\"name\":\"balance\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"getCurrentBlockTimestamp\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"timestamp\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Multicall3",
	Bin: "0x608060405234801561001057600080fd5b506115b9806100206000396000f3fe6080604052600436106100f35760003560e01c80634d2301cc1161008a578063a8b0574e11610059578063a8b0574e14610325578063bce38bd714610350578063c3077fa914610380578063ee82ac5e146103b2576100f3565b80634d2301cc1461026257806372425d9d1461029f57806382ad56cb146102ca57806386d516e8146102fa576100f3565b80633408e470116100c65780633408e470146101af578063399542e9146101da5780633e64a6961461020c57806342cbb15c14610237576100f3565b80630f28c97d146100f8578063174dea7114610123578063252dba421461015357806327e86d6e14610184575b600080fd5b34801561010457600080fd5b5061010d6103ef565b60405161011a9190610c0a565b60405180910390f35b61013d60048036038101906101389190610c94565b6103f7565b60405161014a9190610e94565b60405180910390f35b61016d60048036038101906101689190610f0c565b610615565b60405161017b92919061101b565b60405180910390f35b34801561019057600080fd5b506101996107ab565b6040516101a69190611064565b60405180910390f35b3480156101bb57600080fd5b506101c46107b7565b6040516101d19190610c0a565b60405180910390f35b6101f460048036038101906101ef91906110ab565b6107bf565b6040516102039392919061110b565b60405180910390f35b34801561021857600080fd5b506102216107e1565b60405161022e9190610c0a565b60405180910390f35b34801561024357600080fd5b5061024c6107e9565b6040516102599190610c0a565b60405180910390f35b34801561026e57600080fd5b50610289600480360381019061028491906111a7565b6107f1565b6040516102969190610c0a565b60405180910390f35b3480156102ab57600080fd5b506102b4610812565b6040516102c19190610c0a565b60405180910390f35b6102e460048036038101906102df919061122a565b61081a565b6040516102f19190610e94565b60405180910390f35b34801561030657600080fd5b5061030f6109e4565b60405161031c9190610c0a565b60405180910390f35b34801561033157600080fd5b5061033a6109ec565b6040516103479190611286565b60405180910390f35b61036a600480360381019061036591906110ab565b6109f4565b6040516103779190610e94565b60405180910390f35b61039a60048036038101906103959190610f0c565b610ba6565b6040516103a99392919061110b565b60405180910390f35b3480156103be57600080fd5b506103d960048036038101906103d491906112cd565b610bca565b6040516103e69190611064565b60405180910390f35b600042905090565b60606000808484905090508067ffffffffffffffff81111561041c5761041b6112fa565b5b60405190808252806020026020018201604052801561045557816020015b610442610bd5565b81526020019060019003908161043a5790505b5092503660005b828110156105c957600085828151811061047957610478611329565b5b6020026020010151905087878381811061049657610495611329565b5b90506020028101906104a89190611367565b925060008360400135905080860195508360000160208101906104cb91906111a7565b73ffffffffffffffffffffffffffffffffffffffff16818580606001906104f2919061138f565b604051610500929190611431565b60006040518083038185875af1925050503d806000811461053d576040519150601f19603f3d011682016040523d82523d6000602084013e610542565b606091505b5083600001846020018290528215151515815250505081516020850135176105bc577f08c379a000000000000000000000000000000000000000000000000000000000600052602060045260176024527f4d756c746963616c6c333a2063616c6c206661696c656400000000000000000060445260846000fd5b826001019250505061045c565b5082341461060c576040517f08c379a0000000000000000000000000000000000000000000000000000000008152600401610603906114a7565b60405180910390fd5b50505092915050565b6000606043915060008484905090508067ffffffffffffffff81111561063e5761063d6112fa565b5b60405190808252806020026020018201604052801561067157816020015b606081526020019060019003908161065c5790505b5091503660005b828110156107a157600087878381811061069557610694611329565b5b90506020028101906106a791906114c7565b92508260000160208101906106bc91906111a7565b73ffffffffffffffffffffffffffffffffffffffff168380602001906106e2919061138f565b6040516106f0929190611431565b6000604051808303816000865af19150503d806000811461072d576040519150601f19603f3d011682016040523d82523d6000602084013e610732565b606091505b5086848151811061074657610745611329565b5b60200260200101819052819250505080610795576040517f08c379a000000000000000000000000000000000000000000000000000000000815260040161078c9061153b565b60405180910390fd5b81600101915050610678565b5050509250929050565b60006001430340905090565b600046905090565b6000806060439250434091506107d68686866109f4565b905093509350939050565b600048905090565b600043905090565b60008173ffffffffffffffffffffffffffffffffffffffff16319050919050565b600044905090565b606060008383905090508067ffffffffffffffff81111561083e5761083d6112fa565b5b60405190808252806020026020018201604052801561087757816020015b610864610bd5565b81526020019060019003908161085c5790505b5091503660005b828110156109db57600084828151811061089b5761089a611329565b5b602002602001015190508686838181106108b8576108b7611329565b5b90506020028101906108ca919061155b565b92508260000160208101906108df91906111a7565b73ffffffffffffffffffffffffffffffffffffffff16838060400190610905919061138f565b604051610913929190611431565b6000604051808303816000865af19150503d8060008114610950576040519150601f19603f3d011682016040523d82523d6000602084013e610955565b606091505b5082600001836020018290528215151515815250505080516020840135176109cf577f08c379a000000000000000000000000000000000000000000000000000000000600052602060045260176024527f4d756c746963616c6c333a2063616c6c206661696c656400000000000000000060445260646000fd5b8160010191505061087e565b50505092915050565b600045905090565b600041905090565b606060008383905090508067ffffffffffffffff811115610a1857610a176112fa565b5b604051908082528060200260200182016040528015610a5157816020015b610a3e610bd5565b815260200190600190039081610a365790505b5091503660005b82811015610b9c576000848281518110610a7557610a74611329565b5b60200260200101519050868683818110610a9257610a91611329565b5b9050602002810190610aa491906114c7565b9250826000016020810190610ab991906111a7565b73ffffffffffffffffffffffffffffffffffffffff16838060200190610adf919061138f565b604051610aed929190611431565b6000604051808303816000865af19150503d8060008114610b2a576040519150601f19603f3d011682016040523d82523d6000602084013e610b2f565b606091505b508260000183602001829052821515151581525050508715610b90578060000151610b8f576040517f08c379a0000000000000000000000000000000000000000000000000000000008152600401610b869061153b565b60405180910390fd5b5b81600101915050610a58565b5050509392505050565b6000806060610bb7600186866107bf565b8093508194508295505050509250925092565b600081409050919050565b6040518060400160405280600015158152602001606081525090565b6000819050919050565b610c0481610bf1565b82525050565b6000602082019050610c1f6000830184610bfb565b92915050565b600080fd5b600080fd5b600080fd5b600080fd5b600080fd5b60008083601f840112610c5457610c53610c2f565b5b8235905067ffffffffffffffff811115610c7157610c70610c34565b5b602083019150836020820283011115610c8d57610c8c610c39565b5b9250929050565b60008060208385031215610cab57610caa610c25565b5b600083013567ffffffffffffffff811115610cc957610cc8610c2a565b5b610cd585828601610c3e565b92509250509250929050565b600081519050919050565b600082825260208201905092915050565b6000819050602082019050919050565b60008115159050919050565b610d2281610d0d565b82525050565b600081519050919050565b600082825260208201905092915050565b60005b83811015610d62578082015181840152602081019050610d47565b83811115610d71576000848401525b50505050565b6000601f19601f8301169050919050565b6000610d9382610d28565b610d9d8185610d33565b9350610dad818560208601610d44565b610db681610d77565b840191505092915050565b6000604083016000830151610dd96000860182610d19565b5060208301518482036020860152610df18282610d88565b9150508091505092915050565b6000610e0a8383610dc1565b905092915050565b6000602082019050919050565b6000610e2a82610ce1565b610e348185610cec565b935083602082028501610e4685610cfd565b8060005b85811015610e825784840389528151610e638582610dfe565b9450610e6e83610e12565b925060208a01995050600181019050610e4a565b50829750879550505050505092915050565b60006020820190508181036000830152610eae8184610e1f565b905092915050565b60008083601f840112610ecc57610ecb610c2f565b5b8235905067ffffffffffffffff811115610ee957610ee8610c34565b5b602083019150836020820283011115610f0557610f04610c39565b5b9250929050565b60008060208385031215610f2357610f22610c25565b5b600083013567ffffffffffffffff811115610f4157610f40610c2a565b5b610f4d85828601610eb6565b92509250509250929050565b600081519050919050565b600082825260208201905092915050565b6000819050602082019050919050565b6000610f918383610d88565b905092915050565b6000602082019050919050565b6000610fb182610f59565b610fbb8185610f64565b935083602082028501610fcd85610f75565b8060005b858110156110095784840389528151610fea8582610f85565b9450610ff583610f99565b925060208a01995050600181019050610fd1565b50829750879550505050505092915050565b60006040820190506110306000830185610bfb565b81810360208301526110428184610fa6565b90509392505050565b6000819050919050565b61105e8161104b565b82525050565b60006020820190506110796000830184611055565b92915050565b61108881610d0d565b811461109357600080fd5b50565b6000813590506110a58161107f565b92915050565b6000806000604084860312156110c4576110c3610c25565b5b60006110d286828701611096565b935050602084013567ffffffffffffffff8111156110f3576110f2610c2a565b5b6110ff86828701610eb6565b92509250509250925092565b60006060820190506111206000830186610bfb565b61112d6020830185611055565b818103604083015261113f8184610e1f565b9050949350505050565b600073ffffffffffffffffffffffffffffffffffffffff82169050919050565b600061117482611149565b9050919050565b61118481611169565b811461118f57600080fd5b50565b6000813590506111a18161117b565b92915050565b6000602082840312156111bd576111bc610c25565b5b60006111cb84828501611192565b91505092915050565b60008083601f8401126111ea576111e9610c2f565b5b8235905067ffffffffffffffff81111561120757611206610c34565b5b60208301915083602082028301111561122357611222610c39565b5b9250929050565b6000806020838503121561124157611240610c25565b5b600083013567ffffffffffffffff81111561125f5761125e610c2a565b5b61126b858286016111d4565b92509250509250929050565b61128081611169565b82525050565b600060208201905061129b6000830184611277565b92915050565b6112aa81610bf1565b81146112b557600080fd5b50565b6000813590506112c7816112a1565b92915050565b6000602082840312156112e3576112e2610c25565b5b60006112f1848285016112b8565b91505092915050565b7f4e487b7100000000000000000000000000000000000000000000000000000000600052604160045260246000fd5b7f4e487b7100000000000000000000000000000000000000000000000000000000600052603260045260246000fd5b600080fd5b600080fd5b600080fd5b60008235600160800383360303811261138357611382611358565b5b80830191505092915050565b600080833560016020038436030381126113ac576113ab611358565b5b80840192508235915067ffffffffffffffff8211156113ce576113cd61135d565b5b6020830192506001820236038313156113ea576113e9611362565b5b509250929050565b600081905092915050565b82818337600083830152505050565b600061141883856113f2565b93506114258385846113fd565b82840190509392505050565b600061143e82848661140c565b91508190509392505050565b600082825260208201905092915050565b7f4d756c746963616c6c333a2076616c7565206d69736d61746368000000000000600082015250565b6000611491601a8361144a565b915061149c8261145b565b602082019050919050565b600060208201905081810360008301526114c081611484565b9050919050565b6000823560016040038336030381126114e3576114e2611358565b5b80830191505092915050565b7f4d756c746963616c6c333a2063616c6c206661696c6564000000000000000000600082015250565b600061152560178361144a565b9150611530826114ef565b602082019050919050565b6000602082019050818103600083015261155481611518565b9050919050565b60008235600160600383360303811261157757611576611358565b5b8083019150509291505056fea264697066735822122020c1bc9aacf8e4a6507193432a895a8e77094f45a1395583f07b24e860ef06cd64736f6c634300080c0033",
}

// Multicall3 is an auto generated Go binding around an Ethereum contract.
type Multicall3 struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Multicall3) GetABI() abi.ABI {
	return c.abi
}

// NewMulticall3 creates a new instance of Multicall3.
func NewMulticall3() *Multicall3 {
	parsed, err := Multicall3MetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Multicall3{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Multicall3) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackAggregate3 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x82ad56cb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function aggregate3((address,bool,bytes)[] calls) view returns((bool,bytes)[] returnData)
func (multicall3 *Multicall3) PackAggregate3(calls []Multicall3Call3) []byte {
	enc, err := multicall3.abi.Pack("aggregate3", calls)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAggregate3 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x82ad56cb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function aggregate3((address,bool,bytes)[] calls) view returns((bool,bytes)[] returnData)
func (multicall3 *Multicall3) TryPackAggregate3(calls []Multicall3Call3) ([]byte, error) {
	return multicall3.abi.Pack("aggregate3", calls)
}

// UnpackAggregate3 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x82ad56cb.
//
// Solidity: function aggregate3((address,bool,bytes)[] calls) view returns((bool,bytes)[] returnData)
func (multicall3 *Multicall3) UnpackAggregate3(data []byte) ([]Multicall3Result, error) {
	out, err := multicall3.abi.Unpack("aggregate3", data)
	if err != nil {
		return *new([]Multicall3Result), err
	}
	out0 := *abi.ConvertType(out[0], new([]Multicall3Result)).(*[]Multicall3Result)
	return out0, nil
}

// PackGetCurrentBlockTimestamp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0f28c97d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getCurrentBlockTimestamp() view returns(uint256 timestamp)
func (multicall3 *Multicall3) PackGetCurrentBlockTimestamp() []byte {
	enc, err := multicall3.abi.Pack("getCurrentBlockTimestamp")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetCurrentBlockTimestamp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0f28c97d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getCurrentBlockTimestamp() view returns(uint256 timestamp)
func (multicall3 *Multicall3) TryPackGetCurrentBlockTimestamp() ([]byte, error) {
	return multicall3.abi.Pack("getCurrentBlockTimestamp")
}

// UnpackGetCurrentBlockTimestamp is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0f28c97d.
//
// Solidity: function getCurrentBlockTimestamp() view returns(uint256 timestamp)
func (multicall3 *Multicall3) UnpackGetCurrentBlockTimestamp(data []byte) (*big.Int, error) {
	out, err := multicall3.abi.Unpack("getCurrentBlockTimestamp", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGetEthBalance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4d2301cc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getEthBalance(address addr) view returns(uint256 balance)
func (multicall3 *Multicall3) PackGetEthBalance(addr common.Address) []byte {
	enc, err := multicall3.abi.Pack("getEthBalance", addr)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetEthBalance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4d2301cc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getEthBalance(address addr) view returns(uint256 balance)
func (multicall3 *Multicall3) TryPackGetEthBalance(addr common.Address) ([]byte, error) {
	return multicall3.abi.Pack("getEthBalance", addr)
}

// UnpackGetEthBalance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4d2301cc.
//
// Solidity: function getEthBalance(address addr) view returns(uint256 balance)
func (multicall3 *Multicall3) UnpackGetEthBalance(data []byte) (*big.Int, error) {
	out, err := multicall3.abi.Unpack("getEthBalance", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PayoutMetaData contains all meta data concerning the Payout contract.
var PayoutMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"total\",\"type\":\"uint256\"}],\"name\":\"BalanceTooLow\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"batch\",\"type\":\"bytes32\"}],\"name\":\"BatchAlreadyPaid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotOwner\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OwnerIsZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"total\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"sum\",\"type\":\"uint256\"}],\"name\":\"TotalMismatch\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"batch\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"paid\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"failures\",\"type\":\"uint256\"}],\"name\":\"BatchPaid\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferStarted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"batch\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"reason\",\"type\":\"bytes32\"}],\"name\":\"PaymentFailed\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"acceptOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"escrow\",\"type\":\"address\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"cumulativeAmount\",\"type\":\"uint128\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"},{\"internalType\":\"bool\",\"name\":\"close\",\"type\":\"bool\"}],\"internalType\":\"structPayout.Claim[]\",\"name\":\"claims\",\"type\":\"tuple[]\"}],\"name\":\"claim\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"batch\",\"type\":\"bytes32\"}],\"name\":\"isPaid\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"batch\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"total\",\"type\":\"uint256\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structPayout.Payment[]\",\"name\":\"payments\",\"type\":\"tuple[]\"}],\"name\":\"pay\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pendingOwner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "Payout",
	Bin: "0x60803460a757601f610b6738819003918201601f19168301916001600160401b0383118484101760ab5780849260209460405283398101031260a757516001600160a01b0381169081900360a75780156098575f80546001600160a01b0319168217815560405191907f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e08180a3610aa790816100c08239f35b634269a05960e01b5f5260045ffd5b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f3560e01c806379ba50971461085d5780638da5cb5b1461080d578063dc59f237146105dc578063e30c39781461058b578063e744dded1461019d578063f2fde38b146100b75763feef664014610066575f80fd5b346100b35760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100b3576004355f526002602052602060ff60405f2054166040519015158152f35b5f80fd5b346100b35760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100b3576100ee610917565b73ffffffffffffffffffffffffffffffffffffffff5f5416908133036101755773ffffffffffffffffffffffffffffffffffffffff1690817fffffffffffffffffffffffff000000000000000000000000000000000000000060015416176001557f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e227005f80a3005b7f30cd7471000000000000000000000000000000000000000000000000000000005f5260045ffd5b346100b35760807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100b35760243573ffffffffffffffffffffffffffffffffffffffff81166004358183036100b3576064359060443567ffffffffffffffff83116100b357366023840112156100b35782600401359367ffffffffffffffff85116100b3573660248660061b860101116100b35773ffffffffffffffffffffffffffffffffffffffff5f5416330361017557825f52600260205260ff60405f20541661055f57825f52600260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790556040517f70a08231000000000000000000000000000000000000000000000000000000008152306004820152602081602481855afa908115610554575f91610522575b508281106104f257505f9594938692839290835b8781101561047a5788995f999899508160061b85019060205f604461032081602487019601358095610a79565b9c8261032b87610a86565b91604051927fa9059cbb00000000000000000000000000000000000000000000000000000000845260048401528660248401528180525af13d156104755760015f5114601f3d1116165b15610389575b5050600101989796986102f3565b95866103989198939298610a79565b957fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff831461044857887f33af10fc8abff620084a631b05fd2adc7ceb8498d97cbb69f14a7e819aa0f07b606084936103f460018098019c610a86565b905f805260443d11604402803d03906020821161043f575b5f3e5f519073ffffffffffffffffffffffffffffffffffffffff6040519316835260208301526040820152a3908b61037b565b6020915061040c565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b610375565b50859085858b8381036104c357508203918211610448577fcff8d31661efd2cc04997b3544dc298f6fef40780244911bb7ad631252dcc3ec9160409182519182526020820152a3005b837f6f4750f0000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90507f367ed1bc000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90506020813d60201161054c575b8161053d602093836109a8565b810103126100b35751876102df565b3d9150610530565b6040513d5f823e3d90fd5b827fb87d3dfe000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346100b3575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100b357602073ffffffffffffffffffffffffffffffffffffffff60015416604051908152f35b346100b35760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100b357610613610917565b60243567ffffffffffffffff81116100b357366023820112156100b357806004013567ffffffffffffffff81116100b3573660248260051b840101116100b35773ffffffffffffffffffffffffffffffffffffffff5f5416330361017557905f907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5d81360301915b8381101561080b5760248160051b83010135838112156100b35782019060248201608483013580151581036100b357156107725773ffffffffffffffffffffffffffffffffffffffff87169261070060646106f86044840161093a565b920183610957565b949091813b156100b3575f8094610747604051988996879586947f0d65c51d0000000000000000000000000000000000000000000000000000000086523560048601610a16565b03925af191821561055457600192610762575b505b0161069b565b5f61076c916109a8565b8661075a565b73ffffffffffffffffffffffffffffffffffffffff87169261079b60646106f86044840161093a565b949091813b156100b3575f80946107e2604051988996879586947f516d3b880000000000000000000000000000000000000000000000000000000086523560048601610a16565b03925af1918215610554576001926107fb575b5061075c565b5f610805916109a8565b866107f5565b005b346100b3575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100b357602073ffffffffffffffffffffffffffffffffffffffff5f5416604051908152f35b346100b3575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100b35760015473ffffffffffffffffffffffffffffffffffffffff81163303610175577fffffffffffffffffffffffff0000000000000000000000000000000000000000905f543373ffffffffffffffffffffffffffffffffffffffff82167f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e05f80a3821633175f5516600155005b6004359073ffffffffffffffffffffffffffffffffffffffff821682036100b357565b356fffffffffffffffffffffffffffffffff811681036100b35790565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1813603018212156100b3570180359067ffffffffffffffff82116100b3576020019181360383136100b357565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176109e957604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b9293806080956fffffffffffffffffffffffffffffffff7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe095601f95885216602087015260606040870152816060870152868601375f8582860101520116010190565b9190820180921161044857565b3573ffffffffffffffffffffffffffffffffffffffff811681036100b3579056",
}

// Payout is an auto generated Go binding around an Ethereum contract.
type Payout struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Payout) GetABI() abi.ABI {
	return c.abi
}

// NewPayout creates a new instance of Payout.
func NewPayout() *Payout {
	parsed, err := PayoutMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Payout{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Payout) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address owner_) returns()
func (payout *Payout) PackConstructor(owner_ common.Address) []byte {
	enc, err := payout.abi.Pack("", owner_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptOwnership() returns()
func (payout *Payout) PackAcceptOwnership() []byte {
	enc, err := payout.abi.Pack("acceptOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptOwnership() returns()
func (payout *Payout) TryPackAcceptOwnership() ([]byte, error) {
	return payout.abi.Pack("acceptOwnership")
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdc59f237.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim(address escrow, (bytes32,uint128,bytes,bool)[] claims) returns()
func (payout *Payout) PackClaim(escrow common.Address, claims []PayoutClaim) []byte {
	enc, err := payout.abi.Pack("claim", escrow, claims)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdc59f237.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim(address escrow, (bytes32,uint128,bytes,bool)[] claims) returns()
func (payout *Payout) TryPackClaim(escrow common.Address, claims []PayoutClaim) ([]byte, error) {
	return payout.abi.Pack("claim", escrow, claims)
}

// PackIsPaid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfeef6640.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isPaid(bytes32 batch) view returns(bool)
func (payout *Payout) PackIsPaid(batch [32]byte) []byte {
	enc, err := payout.abi.Pack("isPaid", batch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsPaid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfeef6640.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isPaid(bytes32 batch) view returns(bool)
func (payout *Payout) TryPackIsPaid(batch [32]byte) ([]byte, error) {
	return payout.abi.Pack("isPaid", batch)
}

// UnpackIsPaid is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfeef6640.
//
// Solidity: function isPaid(bytes32 batch) view returns(bool)
func (payout *Payout) UnpackIsPaid(data []byte) (bool, error) {
	out, err := payout.abi.Unpack("isPaid", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (payout *Payout) PackOwner() []byte {
	enc, err := payout.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (payout *Payout) TryPackOwner() ([]byte, error) {
	return payout.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (payout *Payout) UnpackOwner(data []byte) (common.Address, error) {
	out, err := payout.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe744dded.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pay(bytes32 batch, address token, uint256 total, (address,uint256)[] payments) returns()
func (payout *Payout) PackPay(batch [32]byte, token common.Address, total *big.Int, payments []PayoutPayment) []byte {
	enc, err := payout.abi.Pack("pay", batch, token, total, payments)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe744dded.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pay(bytes32 batch, address token, uint256 total, (address,uint256)[] payments) returns()
func (payout *Payout) TryPackPay(batch [32]byte, token common.Address, total *big.Int, payments []PayoutPayment) ([]byte, error) {
	return payout.abi.Pack("pay", batch, token, total, payments)
}

// PackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingOwner() view returns(address)
func (payout *Payout) PackPendingOwner() []byte {
	enc, err := payout.abi.Pack("pendingOwner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingOwner() view returns(address)
func (payout *Payout) TryPackPendingOwner() ([]byte, error) {
	return payout.abi.Pack("pendingOwner")
}

// UnpackPendingOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30c3978.
//
// Solidity: function pendingOwner() view returns(address)
func (payout *Payout) UnpackPendingOwner(data []byte) (common.Address, error) {
	out, err := payout.abi.Unpack("pendingOwner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (payout *Payout) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := payout.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (payout *Payout) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return payout.abi.Pack("transferOwnership", newOwner)
}

// PayoutBatchPaid represents a BatchPaid event raised by the Payout contract.
type PayoutBatchPaid struct {
	Batch    [32]byte
	Token    common.Address
	Paid     *big.Int
	Failures *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const PayoutBatchPaidEventName = "BatchPaid"

// ContractEventName returns the user-defined event name.
func (PayoutBatchPaid) ContractEventName() string {
	return PayoutBatchPaidEventName
}

// UnpackBatchPaidEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BatchPaid(bytes32 indexed batch, address indexed token, uint256 paid, uint256 failures)
func (payout *Payout) UnpackBatchPaidEvent(log *types.Log) (*PayoutBatchPaid, error) {
	event := "BatchPaid"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != payout.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PayoutBatchPaid)
	if len(log.Data) > 0 {
		if err := payout.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range payout.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PayoutOwnershipTransferStarted represents a OwnershipTransferStarted event raised by the Payout contract.
type PayoutOwnershipTransferStarted struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const PayoutOwnershipTransferStartedEventName = "OwnershipTransferStarted"

// ContractEventName returns the user-defined event name.
func (PayoutOwnershipTransferStarted) ContractEventName() string {
	return PayoutOwnershipTransferStartedEventName
}

// UnpackOwnershipTransferStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
func (payout *Payout) UnpackOwnershipTransferStartedEvent(log *types.Log) (*PayoutOwnershipTransferStarted, error) {
	event := "OwnershipTransferStarted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != payout.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PayoutOwnershipTransferStarted)
	if len(log.Data) > 0 {
		if err := payout.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range payout.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PayoutOwnershipTransferred represents a OwnershipTransferred event raised by the Payout contract.
type PayoutOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const PayoutOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (PayoutOwnershipTransferred) ContractEventName() string {
	return PayoutOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (payout *Payout) UnpackOwnershipTransferredEvent(log *types.Log) (*PayoutOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != payout.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PayoutOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := payout.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range payout.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PayoutPaymentFailed represents a PaymentFailed event raised by the Payout contract.
type PayoutPaymentFailed struct {
	Batch  [32]byte
	Index  *big.Int
	To     common.Address
	Amount *big.Int
	Reason [32]byte
	Raw    *types.Log // Blockchain specific contextual infos
}

const PayoutPaymentFailedEventName = "PaymentFailed"

// ContractEventName returns the user-defined event name.
func (PayoutPaymentFailed) ContractEventName() string {
	return PayoutPaymentFailedEventName
}

// UnpackPaymentFailedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PaymentFailed(bytes32 indexed batch, uint256 indexed index, address to, uint256 amount, bytes32 reason)
func (payout *Payout) UnpackPaymentFailedEvent(log *types.Log) (*PayoutPaymentFailed, error) {
	event := "PaymentFailed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != payout.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PayoutPaymentFailed)
	if len(log.Data) > 0 {
		if err := payout.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range payout.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (payout *Payout) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], payout.abi.Errors["BalanceTooLow"].ID.Bytes()[:4]) {
		return payout.UnpackBalanceTooLowError(raw[4:])
	}
	if bytes.Equal(raw[:4], payout.abi.Errors["BatchAlreadyPaid"].ID.Bytes()[:4]) {
		return payout.UnpackBatchAlreadyPaidError(raw[4:])
	}
	if bytes.Equal(raw[:4], payout.abi.Errors["NotOwner"].ID.Bytes()[:4]) {
		return payout.UnpackNotOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], payout.abi.Errors["OwnerIsZero"].ID.Bytes()[:4]) {
		return payout.UnpackOwnerIsZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], payout.abi.Errors["TotalMismatch"].ID.Bytes()[:4]) {
		return payout.UnpackTotalMismatchError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// PayoutBalanceTooLow represents a BalanceTooLow error raised by the Payout contract.
type PayoutBalanceTooLow struct {
	Balance *big.Int
	Total   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BalanceTooLow(uint256 balance, uint256 total)
func PayoutBalanceTooLowErrorID() common.Hash {
	return common.HexToHash("0x367ed1bc3bead7c448d8b63c8483f88c084b9176b46112e43075446db2f56e81")
}

// UnpackBalanceTooLowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BalanceTooLow(uint256 balance, uint256 total)
func (payout *Payout) UnpackBalanceTooLowError(raw []byte) (*PayoutBalanceTooLow, error) {
	out := new(PayoutBalanceTooLow)
	if err := payout.abi.UnpackIntoInterface(out, "BalanceTooLow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PayoutBatchAlreadyPaid represents a BatchAlreadyPaid error raised by the Payout contract.
type PayoutBatchAlreadyPaid struct {
	Batch [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchAlreadyPaid(bytes32 batch)
func PayoutBatchAlreadyPaidErrorID() common.Hash {
	return common.HexToHash("0xb87d3dfef047feb189151a0e7df43f68c1bdf00b19b1a8a4906b917820e239cc")
}

// UnpackBatchAlreadyPaidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchAlreadyPaid(bytes32 batch)
func (payout *Payout) UnpackBatchAlreadyPaidError(raw []byte) (*PayoutBatchAlreadyPaid, error) {
	out := new(PayoutBatchAlreadyPaid)
	if err := payout.abi.UnpackIntoInterface(out, "BatchAlreadyPaid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PayoutNotOwner represents a NotOwner error raised by the Payout contract.
type PayoutNotOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOwner()
func PayoutNotOwnerErrorID() common.Hash {
	return common.HexToHash("0x30cd74712f59d478562d48e2d35de830db72c60a63dd08ae59199eec990b5bc4")
}

// UnpackNotOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOwner()
func (payout *Payout) UnpackNotOwnerError(raw []byte) (*PayoutNotOwner, error) {
	out := new(PayoutNotOwner)
	if err := payout.abi.UnpackIntoInterface(out, "NotOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PayoutOwnerIsZero represents a OwnerIsZero error raised by the Payout contract.
type PayoutOwnerIsZero struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnerIsZero()
func PayoutOwnerIsZeroErrorID() common.Hash {
	return common.HexToHash("0x4269a0590417d42cdfb196157d1aa3be8ea52ba25903a6765ef45270ffd51395")
}

// UnpackOwnerIsZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnerIsZero()
func (payout *Payout) UnpackOwnerIsZeroError(raw []byte) (*PayoutOwnerIsZero, error) {
	out := new(PayoutOwnerIsZero)
	if err := payout.abi.UnpackIntoInterface(out, "OwnerIsZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PayoutTotalMismatch represents a TotalMismatch error raised by the Payout contract.
type PayoutTotalMismatch struct {
	Total *big.Int
	Sum   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TotalMismatch(uint256 total, uint256 sum)
func PayoutTotalMismatchErrorID() common.Hash {
	return common.HexToHash("0x6f4750f0f29de2410e7353e6f26761fa01c4fc63cb43514260e3500fb43153b9")
}

// UnpackTotalMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TotalMismatch(uint256 total, uint256 sum)
func (payout *Payout) UnpackTotalMismatchError(raw []byte) (*PayoutTotalMismatch, error) {
	out := new(PayoutTotalMismatch)
	if err := payout.abi.UnpackIntoInterface(out, "TotalMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2MetaData contains all meta data concerning the Permit2 contract.
var Permit2MetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"maxAmount\",\"type\":\"uint256\"}],\"name\":\"InvalidAmount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidContractSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidNonce\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidSignatureLength\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidSigner\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"LengthMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"signatureDeadline\",\"type\":\"uint256\"}],\"name\":\"SignatureExpired\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"mask\",\"type\":\"uint256\"}],\"name\":\"UnorderedNonceInvalidation\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"DOMAIN_SEPARATOR\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"wordPos\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"mask\",\"type\":\"uint256\"}],\"name\":\"invalidateUnorderedNonces\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"nonceBitmap\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions\",\"name\":\"permitted\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"requestedAmount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.SignatureTransferDetails\",\"name\":\"transferDetails\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"permitTransferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions[]\",\"name\":\"permitted\",\"type\":\"tuple[]\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitBatchTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"requestedAmount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.SignatureTransferDetails[]\",\"name\":\"transferDetails\",\"type\":\"tuple[]\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"permitTransferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions\",\"name\":\"permitted\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"requestedAmount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.SignatureTransferDetails\",\"name\":\"transferDetails\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"witness\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"witnessTypeString\",\"type\":\"string\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"permitWitnessTransferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions[]\",\"name\":\"permitted\",\"type\":\"tuple[]\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitBatchTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"requestedAmount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.SignatureTransferDetails[]\",\"name\":\"transferDetails\",\"type\":\"tuple[]\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"witness\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"witnessTypeString\",\"type\":\"string\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"permitWitnessTransferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "Permit2",
	Bin: "0x60c03460b75746608052602081017f8cad95687ba82c2ce50e74f7b754645e5117c3a5bec8151c0726d5857980a86681527f9ac997416e8ff9d2ff6bebeb7149f65cdae5e32e2b90440b566bb3044041d36a60408301524660608301523060808301526080825260a082019180831060018060401b0384111760a3578260405251902060a0526115b590816100bc823960805181610afe015260a05181610b240152f35b634e487b7160e01b5f52604160045260245ffd5b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c8063137c29fe1461078f57806330f28b7a146106245780633644e515146105e45780633ff9dcb1146105615780634fe02b44146104f0578063edd9444b146102d75763fe8ec1a714610066575f80fd5b346102d35760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d35760043567ffffffffffffffff81116102d3578060040160607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc83360301126102d35760243567ffffffffffffffff81116102d3576100f79036906004016109fb565b90916101016109aa565b60843567ffffffffffffffff81116102d3576101219036906004016109cd565b93909460a4359667ffffffffffffffff88116102d3576101486102d19836906004016109cd565b9790966102456040519261015d60a085610a2c565b606b84527f3620646561646c696e652c000000000000000000000000000000000000000000608060208601957f5065726d697442617463685769746e6573735472616e7366657246726f6d285487527f6f6b656e5065726d697373696f6e735b5d207065726d69747465642c6164647260408201527f657373207370656e6465722c75696e74323536206e6f6e63652c75696e74323560608201520152608b83604051948593606b6020860198895e8385015f8152378201015f8152037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282610a2c565b5190206102c861025e6102588880610bb8565b90610db3565b6040805160208101948552908101919091523360608201526024840135608082015260449093013560a084015260643560c08401529091908160e081015b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282610a2c565b51902093610ef5565b005b5f80fd5b346102d35760807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d35760043567ffffffffffffffff81116102d3578060040160607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc83360301126102d35760243567ffffffffffffffff81116102d3576103689036906004016109fb565b9290916103736109aa565b6064359467ffffffffffffffff86116102d3576103976102d19636906004016109cd565b9590946040516103a860a082610a2c565b60648152602081017f5065726d697442617463685472616e7366657246726f6d28546f6b656e50657281527f6d697373696f6e735b5d207065726d69747465642c616464726573732073706560408301527f6e6465722c75696e74323536206e6f6e63652c75696e7432353620646561646c60608301527f696e65290000000000000000000000000000000000000000000000000000000060808301526104a5610450610a9a565b9160208060405194859382850197518091895e8401908282015f8152815193849201905e01015f8152037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282610a2c565b519020906102c86104b96102588880610bb8565b6040805160208101958652908101919091523360608201526024830135608082015260449092013560a08301528160c0810161029c565b346102d35760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d35760043573ffffffffffffffffffffffffffffffffffffffff81168091036102d3575f525f60205260405f206024355f52602052602060405f2054604051908152f35b346102d35760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d357600435602435335f525f60205260405f20825f5260205260405f2081815417905560405191825260208201527f3704902f963766a4e561bbaab6e6cdc1b1dd12f6e9e99648da8843b3f46b918d60403392a2005b346102d3575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102d357602061061c610afb565b604051908152f35b346102d3577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161010081126102d3576080136102d35760407fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7c3601126102d35761068e610987565b60e4359067ffffffffffffffff82116102d3576106b26102d19236906004016109cd565b916040516106c1608082610a2c565b605d8152602081017f5065726d69745472616e7366657246726f6d28546f6b656e5065726d6973736981527f6f6e73207065726d69747465642c61646472657373207370656e6465722c756960408301527f6e74323536206e6f6e63652c75696e7432353620646561646c696e65290000006060830152610743610450610a9a565b51902061029c610786610754610c2d565b604080516020810195865290810191909152336060820152604435608082015260643560a082015291829060c0820190565b51902090610c86565b346102d3577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161014081126102d3576080136102d35760407fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7c3601126102d3576107f9610987565b6101043567ffffffffffffffff81116102d35761081a9036906004016109cd565b610124359267ffffffffffffffff84116102d35761083f6102d19436906004016109cd565b93909261093c6040519261085460a085610a2c565b606484527f696e652c00000000000000000000000000000000000000000000000000000000608060208601957f5065726d69745769746e6573735472616e7366657246726f6d28546f6b656e5087527f65726d697373696f6e73207065726d69747465642c616464726573732073706560408201527f6e6465722c75696e74323536206e6f6e63652c75696e7432353620646561646c6060820152015260848360405194859360646020860198895e8385015f8152378201015f8152037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282610a2c565b51902061029c61078661094d610c2d565b604080516020810195865290810191909152336060820152604435608082015260643560a082015260e43560c082015291829060e0820190565b60c4359073ffffffffffffffffffffffffffffffffffffffff821682036102d357565b6044359073ffffffffffffffffffffffffffffffffffffffff821682036102d357565b9181601f840112156102d35782359167ffffffffffffffff83116102d357602083818601950101116102d357565b9181601f840112156102d35782359167ffffffffffffffff83116102d3576020808501948460061b0101116102d357565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117610a6d57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b60405190610aa9606083610a2c565b602e82527f696e7432353620616d6f756e74290000000000000000000000000000000000006040837f546f6b656e5065726d697373696f6e73286164647265737320746f6b656e2c7560208201520152565b467f000000000000000000000000000000000000000000000000000000000000000003610b46577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8cad95687ba82c2ce50e74f7b754645e5117c3a5bec8151c0726d5857980a86682527f9ac997416e8ff9d2ff6bebeb7149f65cdae5e32e2b90440b566bb3044041d36a604082015246606082015230608082015260808152610bb260a082610a2c565b51902090565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1813603018212156102d3570180359067ffffffffffffffff82116102d357602001918160061b360383136102d357565b3573ffffffffffffffffffffffffffffffffffffffff811681036102d35790565b610c35610a9a565b6020815191012060043573ffffffffffffffffffffffffffffffffffffffff8116908181036102d3575060405190602082019283526040820152602435606082015260608152610bb2608082610a2c565b929091606435804211610d33575060a43592602435808511610d08575090610cbb9291610cb560443587610fd6565b8561106f565b6004359173ffffffffffffffffffffffffffffffffffffffff831683036102d3576084359073ffffffffffffffffffffffffffffffffffffffff821682036102d357610d06936113f0565b565b7f3728b83d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fcd21db4f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b67ffffffffffffffff8111610a6d5760051b60200190565b9190811015610d865760061b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b90610dbd81610d5e565b91610dcb6040519384610a2c565b818352610dd782610d5e565b917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06020850193013684375f5b818110610e7357505050604051908160208101918294519290925f5b818110610e5a575050610bb29250037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282610a2c565b8451835260209485019486945090920191600101610e20565b610e7e818385610d76565b610e86610a9a565b60208151910120906020610e9982610c0c565b9173ffffffffffffffffffffffffffffffffffffffff604051938385019586521660408401520135606082015260608152610ed5608082610a2c565b519020908551811015610d865760019160208260051b8801015201610e04565b9195939093610f048380610bb8565b9690506040840135804211610d335750878703610fae57610f2d92610cb5602086013587610fd6565b5f5b848110610f3e57505050505050565b610f5281610f4c8480610bb8565b90610d76565b6020610f5f838988610d76565b01356020820135808211610d085750908160019392610f81575b505001610f2f565b610f8d610fa792610c0c565b86610fa1610f9c868d8c610d76565b610c0c565b916113f0565b5f80610f79565b7fff633a38000000000000000000000000000000000000000000000000000000005f5260045ffd5b9073ffffffffffffffffffffffffffffffffffffffff600160ff83161b921690815f525f60205260405f209060081c90815f5260205260405f205491838316611031575f525f60205260405f20905f526020521760405f2055565b7f756688fe000000000000000000000000000000000000000000000000000000005f5260045ffd5b91908260409103126102d3576020823592013590565b9290611079610afb565b906040519060208201927f1901000000000000000000000000000000000000000000000000000000000000845260228301526042820152604281526110bf606282610a2c565b51902091833b61125f57604182036111b2576110dd82820182611059565b93909260401015610d86576020935f9360ff6040608095013560f81c5b60405194855216868401526040830152606082015282805260015afa156111a75773ffffffffffffffffffffffffffffffffffffffff5f511690811561117f5773ffffffffffffffffffffffffffffffffffffffff160361115757565b7f815e1d64000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f8baa579f000000000000000000000000000000000000000000000000000000005f5260045ffd5b6040513d5f823e3d90fd5b60408203611237576111c691810190611059565b91601b8360ff1c019060ff821161120a576020935f9360ff7f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff6080959316926110fa565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7f4be6321b000000000000000000000000000000000000000000000000000000005f5260045ffd5b92819373ffffffffffffffffffffffffffffffffffffffff60646020957fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f604051998a98899788957f1626ba7e000000000000000000000000000000000000000000000000000000008752600487015260406024870152816044870152868601375f85828601015201168101030192165afa9081156111a7575f91611375575b507fffffffff000000000000000000000000000000000000000000000000000000007f1626ba7e0000000000000000000000000000000000000000000000000000000091160361134d57565b7fb0669cbc000000000000000000000000000000000000000000000000000000005f5260045ffd5b90506020813d6020116113e8575b8161139060209383610a2c565b810103126102d357517fffffffff00000000000000000000000000000000000000000000000000000000811681036102d3577fffffffff00000000000000000000000000000000000000000000000000000000611301565b3d9150611383565b92905f92839273ffffffffffffffffffffffffffffffffffffffff604051928160208501957f23b872dd000000000000000000000000000000000000000000000000000000008752166024850152166044830152606482015260648152611458608482610a2c565b519082855af1903d156115ad573d9167ffffffffffffffff8311610a6d57604051926114ac601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200185610a2c565b83523d5f602085013e5b809280519081155f1461153e5750505081611533575b505b156114d557565b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152601460248201527f5452414e534645525f46524f4d5f4641494c45440000000000000000000000006044820152fd5b90503b15155f6114cc565b9193509150826115a1575b82611556575b50506114ce565b60019250602001519060208110611571575b50145f8061154f565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b165f611568565b60208210159250611549565b6060916114b656",
}

// Permit2 is an auto generated Go binding around an Ethereum contract.
type Permit2 struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Permit2) GetABI() abi.ABI {
	return c.abi
}

// NewPermit2 creates a new instance of Permit2.
func NewPermit2() *Permit2 {
	parsed, err := Permit2MetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Permit2{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Permit2) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackDOMAINSEPARATOR is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3644e515.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (permit2 *Permit2) PackDOMAINSEPARATOR() []byte {
	enc, err := permit2.abi.Pack("DOMAIN_SEPARATOR")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDOMAINSEPARATOR is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3644e515.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (permit2 *Permit2) TryPackDOMAINSEPARATOR() ([]byte, error) {
	return permit2.abi.Pack("DOMAIN_SEPARATOR")
}

// UnpackDOMAINSEPARATOR is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3644e515.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (permit2 *Permit2) UnpackDOMAINSEPARATOR(data []byte) ([32]byte, error) {
	out, err := permit2.abi.Unpack("DOMAIN_SEPARATOR", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackInvalidateUnorderedNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ff9dcb1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function invalidateUnorderedNonces(uint256 wordPos, uint256 mask) returns()
func (permit2 *Permit2) PackInvalidateUnorderedNonces(wordPos *big.Int, mask *big.Int) []byte {
	enc, err := permit2.abi.Pack("invalidateUnorderedNonces", wordPos, mask)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInvalidateUnorderedNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ff9dcb1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function invalidateUnorderedNonces(uint256 wordPos, uint256 mask) returns()
func (permit2 *Permit2) TryPackInvalidateUnorderedNonces(wordPos *big.Int, mask *big.Int) ([]byte, error) {
	return permit2.abi.Pack("invalidateUnorderedNonces", wordPos, mask)
}

// PackNonceBitmap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4fe02b44.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nonceBitmap(address owner, uint256 word) view returns(uint256)
func (permit2 *Permit2) PackNonceBitmap(owner common.Address, word *big.Int) []byte {
	enc, err := permit2.abi.Pack("nonceBitmap", owner, word)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNonceBitmap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4fe02b44.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nonceBitmap(address owner, uint256 word) view returns(uint256)
func (permit2 *Permit2) TryPackNonceBitmap(owner common.Address, word *big.Int) ([]byte, error) {
	return permit2.abi.Pack("nonceBitmap", owner, word)
}

// UnpackNonceBitmap is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4fe02b44.
//
// Solidity: function nonceBitmap(address owner, uint256 word) view returns(uint256)
func (permit2 *Permit2) UnpackNonceBitmap(data []byte) (*big.Int, error) {
	out, err := permit2.abi.Unpack("nonceBitmap", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPermitTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30f28b7a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permitTransferFrom(((address,uint256),uint256,uint256) permit, (address,uint256) transferDetails, address owner, bytes signature) returns()
func (permit2 *Permit2) PackPermitTransferFrom(permit ISignatureTransferPermitTransferFrom, transferDetails ISignatureTransferSignatureTransferDetails, owner common.Address, signature []byte) []byte {
	enc, err := permit2.abi.Pack("permitTransferFrom", permit, transferDetails, owner, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermitTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30f28b7a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permitTransferFrom(((address,uint256),uint256,uint256) permit, (address,uint256) transferDetails, address owner, bytes signature) returns()
func (permit2 *Permit2) TryPackPermitTransferFrom(permit ISignatureTransferPermitTransferFrom, transferDetails ISignatureTransferSignatureTransferDetails, owner common.Address, signature []byte) ([]byte, error) {
	return permit2.abi.Pack("permitTransferFrom", permit, transferDetails, owner, signature)
}

// PackPermitTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xedd9444b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permitTransferFrom(((address,uint256)[],uint256,uint256) permit, (address,uint256)[] transferDetails, address owner, bytes signature) returns()
func (permit2 *Permit2) PackPermitTransferFrom0(permit ISignatureTransferPermitBatchTransferFrom, transferDetails []ISignatureTransferSignatureTransferDetails, owner common.Address, signature []byte) []byte {
	enc, err := permit2.abi.Pack("permitTransferFrom0", permit, transferDetails, owner, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermitTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xedd9444b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permitTransferFrom(((address,uint256)[],uint256,uint256) permit, (address,uint256)[] transferDetails, address owner, bytes signature) returns()
func (permit2 *Permit2) TryPackPermitTransferFrom0(permit ISignatureTransferPermitBatchTransferFrom, transferDetails []ISignatureTransferSignatureTransferDetails, owner common.Address, signature []byte) ([]byte, error) {
	return permit2.abi.Pack("permitTransferFrom0", permit, transferDetails, owner, signature)
}

// PackPermitWitnessTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x137c29fe.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permitWitnessTransferFrom(((address,uint256),uint256,uint256) permit, (address,uint256) transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature) returns()
func (permit2 *Permit2) PackPermitWitnessTransferFrom(permit ISignatureTransferPermitTransferFrom, transferDetails ISignatureTransferSignatureTransferDetails, owner common.Address, witness [32]byte, witnessTypeString string, signature []byte) []byte {
	enc, err := permit2.abi.Pack("permitWitnessTransferFrom", permit, transferDetails, owner, witness, witnessTypeString, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermitWitnessTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x137c29fe.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permitWitnessTransferFrom(((address,uint256),uint256,uint256) permit, (address,uint256) transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature) returns()
func (permit2 *Permit2) TryPackPermitWitnessTransferFrom(permit ISignatureTransferPermitTransferFrom, transferDetails ISignatureTransferSignatureTransferDetails, owner common.Address, witness [32]byte, witnessTypeString string, signature []byte) ([]byte, error) {
	return permit2.abi.Pack("permitWitnessTransferFrom", permit, transferDetails, owner, witness, witnessTypeString, signature)
}

// PackPermitWitnessTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfe8ec1a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permitWitnessTransferFrom(((address,uint256)[],uint256,uint256) permit, (address,uint256)[] transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature) returns()
func (permit2 *Permit2) PackPermitWitnessTransferFrom0(permit ISignatureTransferPermitBatchTransferFrom, transferDetails []ISignatureTransferSignatureTransferDetails, owner common.Address, witness [32]byte, witnessTypeString string, signature []byte) []byte {
	enc, err := permit2.abi.Pack("permitWitnessTransferFrom0", permit, transferDetails, owner, witness, witnessTypeString, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermitWitnessTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfe8ec1a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permitWitnessTransferFrom(((address,uint256)[],uint256,uint256) permit, (address,uint256)[] transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature) returns()
func (permit2 *Permit2) TryPackPermitWitnessTransferFrom0(permit ISignatureTransferPermitBatchTransferFrom, transferDetails []ISignatureTransferSignatureTransferDetails, owner common.Address, witness [32]byte, witnessTypeString string, signature []byte) ([]byte, error) {
	return permit2.abi.Pack("permitWitnessTransferFrom0", permit, transferDetails, owner, witness, witnessTypeString, signature)
}

// Permit2UnorderedNonceInvalidation represents a UnorderedNonceInvalidation event raised by the Permit2 contract.
type Permit2UnorderedNonceInvalidation struct {
	Owner common.Address
	Word  *big.Int
	Mask  *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const Permit2UnorderedNonceInvalidationEventName = "UnorderedNonceInvalidation"

// ContractEventName returns the user-defined event name.
func (Permit2UnorderedNonceInvalidation) ContractEventName() string {
	return Permit2UnorderedNonceInvalidationEventName
}

// UnpackUnorderedNonceInvalidationEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event UnorderedNonceInvalidation(address indexed owner, uint256 word, uint256 mask)
func (permit2 *Permit2) UnpackUnorderedNonceInvalidationEvent(log *types.Log) (*Permit2UnorderedNonceInvalidation, error) {
	event := "UnorderedNonceInvalidation"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != permit2.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(Permit2UnorderedNonceInvalidation)
	if len(log.Data) > 0 {
		if err := permit2.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range permit2.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (permit2 *Permit2) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], permit2.abi.Errors["InvalidAmount"].ID.Bytes()[:4]) {
		return permit2.UnpackInvalidAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2.abi.Errors["InvalidContractSignature"].ID.Bytes()[:4]) {
		return permit2.UnpackInvalidContractSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2.abi.Errors["InvalidNonce"].ID.Bytes()[:4]) {
		return permit2.UnpackInvalidNonceError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2.abi.Errors["InvalidSignature"].ID.Bytes()[:4]) {
		return permit2.UnpackInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2.abi.Errors["InvalidSignatureLength"].ID.Bytes()[:4]) {
		return permit2.UnpackInvalidSignatureLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2.abi.Errors["InvalidSigner"].ID.Bytes()[:4]) {
		return permit2.UnpackInvalidSignerError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2.abi.Errors["LengthMismatch"].ID.Bytes()[:4]) {
		return permit2.UnpackLengthMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2.abi.Errors["SignatureExpired"].ID.Bytes()[:4]) {
		return permit2.UnpackSignatureExpiredError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// Permit2InvalidAmount represents a InvalidAmount error raised by the Permit2 contract.
type Permit2InvalidAmount struct {
	MaxAmount *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidAmount(uint256 maxAmount)
func Permit2InvalidAmountErrorID() common.Hash {
	return common.HexToHash("0x3728b83da61d63401ac13ad617e59d729e6cb5ed67c24fa9dc4e9b626307fd6e")
}

// UnpackInvalidAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidAmount(uint256 maxAmount)
func (permit2 *Permit2) UnpackInvalidAmountError(raw []byte) (*Permit2InvalidAmount, error) {
	out := new(Permit2InvalidAmount)
	if err := permit2.abi.UnpackIntoInterface(out, "InvalidAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2InvalidContractSignature represents a InvalidContractSignature error raised by the Permit2 contract.
type Permit2InvalidContractSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidContractSignature()
func Permit2InvalidContractSignatureErrorID() common.Hash {
	return common.HexToHash("0xb0669cbc44dcc813760e2b75f75ec6b5f9f11c5a9277f3ad2e7a63052ae97f7a")
}

// UnpackInvalidContractSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidContractSignature()
func (permit2 *Permit2) UnpackInvalidContractSignatureError(raw []byte) (*Permit2InvalidContractSignature, error) {
	out := new(Permit2InvalidContractSignature)
	if err := permit2.abi.UnpackIntoInterface(out, "InvalidContractSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2InvalidNonce represents a InvalidNonce error raised by the Permit2 contract.
type Permit2InvalidNonce struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidNonce()
func Permit2InvalidNonceErrorID() common.Hash {
	return common.HexToHash("0x756688fec2871909d72599c334b663ffcc94654c438569966c7fd3ab3a351f34")
}

// UnpackInvalidNonceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidNonce()
func (permit2 *Permit2) UnpackInvalidNonceError(raw []byte) (*Permit2InvalidNonce, error) {
	out := new(Permit2InvalidNonce)
	if err := permit2.abi.UnpackIntoInterface(out, "InvalidNonce", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2InvalidSignature represents a InvalidSignature error raised by the Permit2 contract.
type Permit2InvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSignature()
func Permit2InvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0x8baa579fce362245063d36f11747a89dd489c54795634fc673cc0e0db51fedc5")
}

// UnpackInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSignature()
func (permit2 *Permit2) UnpackInvalidSignatureError(raw []byte) (*Permit2InvalidSignature, error) {
	out := new(Permit2InvalidSignature)
	if err := permit2.abi.UnpackIntoInterface(out, "InvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2InvalidSignatureLength represents a InvalidSignatureLength error raised by the Permit2 contract.
type Permit2InvalidSignatureLength struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSignatureLength()
func Permit2InvalidSignatureLengthErrorID() common.Hash {
	return common.HexToHash("0x4be6321b1c5c52e8bf12be29c94fdc79660cce8a7886a11425ece4c2331dafa7")
}

// UnpackInvalidSignatureLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSignatureLength()
func (permit2 *Permit2) UnpackInvalidSignatureLengthError(raw []byte) (*Permit2InvalidSignatureLength, error) {
	out := new(Permit2InvalidSignatureLength)
	if err := permit2.abi.UnpackIntoInterface(out, "InvalidSignatureLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2InvalidSigner represents a InvalidSigner error raised by the Permit2 contract.
type Permit2InvalidSigner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSigner()
func Permit2InvalidSignerErrorID() common.Hash {
	return common.HexToHash("0x815e1d64efb74fbe314c20a2b8a2335d18bce12a19165e447fa36bcb35959528")
}

// UnpackInvalidSignerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSigner()
func (permit2 *Permit2) UnpackInvalidSignerError(raw []byte) (*Permit2InvalidSigner, error) {
	out := new(Permit2InvalidSigner)
	if err := permit2.abi.UnpackIntoInterface(out, "InvalidSigner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2LengthMismatch represents a LengthMismatch error raised by the Permit2 contract.
type Permit2LengthMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LengthMismatch()
func Permit2LengthMismatchErrorID() common.Hash {
	return common.HexToHash("0xff633a3803c58b9bc21e58efecee59f27e033cc0b1883fccb4969c76146fe60f")
}

// UnpackLengthMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LengthMismatch()
func (permit2 *Permit2) UnpackLengthMismatchError(raw []byte) (*Permit2LengthMismatch, error) {
	out := new(Permit2LengthMismatch)
	if err := permit2.abi.UnpackIntoInterface(out, "LengthMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2SignatureExpired represents a SignatureExpired error raised by the Permit2 contract.
type Permit2SignatureExpired struct {
	SignatureDeadline *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SignatureExpired(uint256 signatureDeadline)
func Permit2SignatureExpiredErrorID() common.Hash {
	return common.HexToHash("0xcd21db4f5222c209a625f44a7faa4c7077b21128ed96c96bd5c3a0f7bcc95d38")
}

// UnpackSignatureExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SignatureExpired(uint256 signatureDeadline)
func (permit2 *Permit2) UnpackSignatureExpiredError(raw []byte) (*Permit2SignatureExpired, error) {
	out := new(Permit2SignatureExpired)
	if err := permit2.abi.UnpackIntoInterface(out, "SignatureExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2DepositCollectorMetaData contains all meta data concerning the Permit2DepositCollector contract.
var Permit2DepositCollectorMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"escrow\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"permit2\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"InvalidPermit2Address\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidX402BatchSettlementAddress\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OnlyX402BatchSettlement\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Permit2612AmountMismatch\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"EIP2612PermitFailedWithData\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"errorCode\",\"type\":\"uint256\"}],\"name\":\"EIP2612PermitFailedWithPanic\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"reason\",\"type\":\"string\"}],\"name\":\"EIP2612PermitFailedWithReason\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"DEPOSIT_WITNESS_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"DEPOSIT_WITNESS_TYPE_STRING\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"PERMIT2\",\"outputs\":[{\"internalType\":\"contractISignatureTransfer\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"collect\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"x402BatchSettlement\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Permit2DepositCollector",
	Bin: "0x60c0346100cb57601f610bca38819003918201601f19168301916001600160401b038311848410176100cf5780849260409485528339810103126100cb57610052602061004b836100e3565b92016100e3565b906001600160a01b038116156100bc576080526001600160a01b031680156100ad5760a052604051610ad290816100f8823960805181818161011e01526107c4015260a0518181816101b90152818161046601526106fe0152f35b6359106c8960e01b5f5260045ffd5b63e55654f560e01b5f5260045ffd5b5f80fd5b634e487b7160e01b5f52604160045260245ffd5b51906001600160a01b03821682036100cb5756fe60806040526004361015610011575f80fd5b5f5f3560e01c806322971aa0146107e85780634dec6d951461077a5780634f829976146107225780636afdd850146106b45763e416d8d314610051575f80fd5b346106605760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610660576004359073ffffffffffffffffffffffffffffffffffffffff8216809203610660576024359173ffffffffffffffffffffffffffffffffffffffff8316809303610660576084359060443567ffffffffffffffff8311610660573660238401121561066057826004013567ffffffffffffffff811161066057830191602483013681116106605773ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000169384330361068c576080908690031261066057606485013567ffffffffffffffff811161066057816024610174928801016109d9565b9060848601359067ffffffffffffffff8211610660576024610198928801016109d9565b8051806103e1575b505073ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001691604051976101e789610825565b88528360208901526040516060810198818a1067ffffffffffffffff8b11176103b4578899604052815260208101946024880135865260446040830198013588526040519661023588610825565b8752602087015260405160208101907fba0000097e86dabe64178afe31109221193339a6861598f2133fcbdc92c84479825260643560408201526040815261027e60608261086e565b5190209161028a6108e9565b93853b156103b05761034f6102fd958b9995610380946103318c986040519e8f9d8e9c8d9b7f137c29fe000000000000000000000000000000000000000000000000000000008d5260048d0190516020809173ffffffffffffffffffffffffffffffffffffffff81511684520151910152565b5160448b01525160648a0152805173ffffffffffffffffffffffffffffffffffffffff1660848a01526020015160a4890152565b60c487015260e4860152610140610104860152610144850190610996565b907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc84830301610124850152610996565b03925af180156103a5576103915750f35b8161039b9161086e565b6103a25780f35b80fd5b6040513d84823e3d90fd5b8980fd5b6024897f4e487b710000000000000000000000000000000000000000000000000000000081526041600452fd5b8160a0918101031261066057602081015190604081015190606081015160ff81168091036106605760a0608083015192015192878503610664578b3b1561066057604051947fd505accf00000000000000000000000000000000000000000000000000000000865287600487015273ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016602487015260448601526064850152608484015260a483015260c48201525f8160e481838c5af1908161064b575b506106465760018660033d11610636575b806308c379a0146105db57634e487b711461057e575b6104e7575b5f806101a0565b3d156105515781877f41d715076dfd9c1fd3135fbb7675020aab7fb8e82349a0cd5aaa970dcfb816fe6105493d61051d816108af565b9061052b604051928361086e565b81523d8b602083013e5b604051918291602083526020830190610996565b0390a36104e0565b81877f41d715076dfd9c1fd3135fbb7675020aab7fb8e82349a0cd5aaa970dcfb816fe6105496060610535565b868060233d116105ca575b610594575b506104db565b905082887f278207c426558a8c6ef49e9a3c6f87d257ca5c1852f0c988ad5caf894d19762360208a94604051908152a35f61058e565b505060206004883e86516001610589565b506105e4610a1f565b806105ef57506104db565b905082887f0fea7e5a0e14e9f700b9b0666ffd524bacb9ceb9e6234ea2bfb8e1d0ee2365e761062d8a94604051918291602083526020830190610996565b0390a35f61058e565b50600487803e865160e01c6104c5565b6104e0565b6106589197505f9061086e565b5f955f6104b4565b5f80fd5b7f050cda49000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f9794beb9000000000000000000000000000000000000000000000000000000005f5260045ffd5b34610660575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066057602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610660575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126106605760206040517fba0000097e86dabe64178afe31109221193339a6861598f2133fcbdc92c844798152f35b34610660575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066057602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610660575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610660576108216105356108e9565b0390f35b6040810190811067ffffffffffffffff82111761084157604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761084157604052565b67ffffffffffffffff811161084157601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b604051906108f860a08361086e565b606682527f6d6f756e742900000000000000000000000000000000000000000000000000006080837f4465706f7369745769746e657373207769746e657373294465706f736974576960208201527f746e6573732862797465733332206368616e6e656c496429546f6b656e50657260408201527f6d697373696f6e73286164647265737320746f6b656e2c75696e74323536206160608201520152565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b81601f82011215610660578035906109f0826108af565b926109fe604051948561086e565b8284526020838301011161066057815f926020809301838601378301015290565b5f60443d10610ac1576040517ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3d016004823e8051913d602484011167ffffffffffffffff841117610acc578282019283519167ffffffffffffffff8311610ac4577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3d85010160208487010111610ac45750610ac19291016020019061086e565b90565b949350505050565b9291505056",
}

// Permit2DepositCollector is an auto generated Go binding around an Ethereum contract.
type Permit2DepositCollector struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Permit2DepositCollector) GetABI() abi.ABI {
	return c.abi
}

// NewPermit2DepositCollector creates a new instance of Permit2DepositCollector.
func NewPermit2DepositCollector() *Permit2DepositCollector {
	parsed, err := Permit2DepositCollectorMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Permit2DepositCollector{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Permit2DepositCollector) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address escrow, address permit2) returns()
func (permit2DepositCollector *Permit2DepositCollector) PackConstructor(escrow common.Address, permit2 common.Address) []byte {
	enc, err := permit2DepositCollector.abi.Pack("", escrow, permit2)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackDEPOSITWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f829976.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DEPOSIT_WITNESS_TYPEHASH() view returns(bytes32)
func (permit2DepositCollector *Permit2DepositCollector) PackDEPOSITWITNESSTYPEHASH() []byte {
	enc, err := permit2DepositCollector.abi.Pack("DEPOSIT_WITNESS_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDEPOSITWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f829976.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DEPOSIT_WITNESS_TYPEHASH() view returns(bytes32)
func (permit2DepositCollector *Permit2DepositCollector) TryPackDEPOSITWITNESSTYPEHASH() ([]byte, error) {
	return permit2DepositCollector.abi.Pack("DEPOSIT_WITNESS_TYPEHASH")
}

// UnpackDEPOSITWITNESSTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4f829976.
//
// Solidity: function DEPOSIT_WITNESS_TYPEHASH() view returns(bytes32)
func (permit2DepositCollector *Permit2DepositCollector) UnpackDEPOSITWITNESSTYPEHASH(data []byte) ([32]byte, error) {
	out, err := permit2DepositCollector.abi.Unpack("DEPOSIT_WITNESS_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackDEPOSITWITNESSTYPESTRING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x22971aa0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DEPOSIT_WITNESS_TYPE_STRING() view returns(string)
func (permit2DepositCollector *Permit2DepositCollector) PackDEPOSITWITNESSTYPESTRING() []byte {
	enc, err := permit2DepositCollector.abi.Pack("DEPOSIT_WITNESS_TYPE_STRING")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDEPOSITWITNESSTYPESTRING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x22971aa0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DEPOSIT_WITNESS_TYPE_STRING() view returns(string)
func (permit2DepositCollector *Permit2DepositCollector) TryPackDEPOSITWITNESSTYPESTRING() ([]byte, error) {
	return permit2DepositCollector.abi.Pack("DEPOSIT_WITNESS_TYPE_STRING")
}

// UnpackDEPOSITWITNESSTYPESTRING is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x22971aa0.
//
// Solidity: function DEPOSIT_WITNESS_TYPE_STRING() view returns(string)
func (permit2DepositCollector *Permit2DepositCollector) UnpackDEPOSITWITNESSTYPESTRING(data []byte) (string, error) {
	out, err := permit2DepositCollector.abi.Unpack("DEPOSIT_WITNESS_TYPE_STRING", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PERMIT2() view returns(address)
func (permit2DepositCollector *Permit2DepositCollector) PackPERMIT2() []byte {
	enc, err := permit2DepositCollector.abi.Pack("PERMIT2")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PERMIT2() view returns(address)
func (permit2DepositCollector *Permit2DepositCollector) TryPackPERMIT2() ([]byte, error) {
	return permit2DepositCollector.abi.Pack("PERMIT2")
}

// UnpackPERMIT2 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6afdd850.
//
// Solidity: function PERMIT2() view returns(address)
func (permit2DepositCollector *Permit2DepositCollector) UnpackPERMIT2(data []byte) (common.Address, error) {
	out, err := permit2DepositCollector.abi.Unpack("PERMIT2", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe416d8d3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes data) returns()
func (permit2DepositCollector *Permit2DepositCollector) PackCollect(payer common.Address, token common.Address, amount *big.Int, channelId [32]byte, data []byte) []byte {
	enc, err := permit2DepositCollector.abi.Pack("collect", payer, token, amount, channelId, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe416d8d3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes data) returns()
func (permit2DepositCollector *Permit2DepositCollector) TryPackCollect(payer common.Address, token common.Address, amount *big.Int, channelId [32]byte, data []byte) ([]byte, error) {
	return permit2DepositCollector.abi.Pack("collect", payer, token, amount, channelId, data)
}

// PackX402BatchSettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4dec6d95.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function x402BatchSettlement() view returns(address)
func (permit2DepositCollector *Permit2DepositCollector) PackX402BatchSettlement() []byte {
	enc, err := permit2DepositCollector.abi.Pack("x402BatchSettlement")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackX402BatchSettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4dec6d95.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function x402BatchSettlement() view returns(address)
func (permit2DepositCollector *Permit2DepositCollector) TryPackX402BatchSettlement() ([]byte, error) {
	return permit2DepositCollector.abi.Pack("x402BatchSettlement")
}

// UnpackX402BatchSettlement is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4dec6d95.
//
// Solidity: function x402BatchSettlement() view returns(address)
func (permit2DepositCollector *Permit2DepositCollector) UnpackX402BatchSettlement(data []byte) (common.Address, error) {
	out, err := permit2DepositCollector.abi.Unpack("x402BatchSettlement", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// Permit2DepositCollectorEIP2612PermitFailedWithData represents a EIP2612PermitFailedWithData event raised by the Permit2DepositCollector contract.
type Permit2DepositCollectorEIP2612PermitFailedWithData struct {
	Token common.Address
	Owner common.Address
	Data  []byte
	Raw   *types.Log // Blockchain specific contextual infos
}

const Permit2DepositCollectorEIP2612PermitFailedWithDataEventName = "EIP2612PermitFailedWithData"

// ContractEventName returns the user-defined event name.
func (Permit2DepositCollectorEIP2612PermitFailedWithData) ContractEventName() string {
	return Permit2DepositCollectorEIP2612PermitFailedWithDataEventName
}

// UnpackEIP2612PermitFailedWithDataEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP2612PermitFailedWithData(address indexed token, address indexed owner, bytes data)
func (permit2DepositCollector *Permit2DepositCollector) UnpackEIP2612PermitFailedWithDataEvent(log *types.Log) (*Permit2DepositCollectorEIP2612PermitFailedWithData, error) {
	event := "EIP2612PermitFailedWithData"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != permit2DepositCollector.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(Permit2DepositCollectorEIP2612PermitFailedWithData)
	if len(log.Data) > 0 {
		if err := permit2DepositCollector.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range permit2DepositCollector.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// Permit2DepositCollectorEIP2612PermitFailedWithPanic represents a EIP2612PermitFailedWithPanic event raised by the Permit2DepositCollector contract.
type Permit2DepositCollectorEIP2612PermitFailedWithPanic struct {
	Token     common.Address
	Owner     common.Address
	ErrorCode *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const Permit2DepositCollectorEIP2612PermitFailedWithPanicEventName = "EIP2612PermitFailedWithPanic"

// ContractEventName returns the user-defined event name.
func (Permit2DepositCollectorEIP2612PermitFailedWithPanic) ContractEventName() string {
	return Permit2DepositCollectorEIP2612PermitFailedWithPanicEventName
}

// UnpackEIP2612PermitFailedWithPanicEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP2612PermitFailedWithPanic(address indexed token, address indexed owner, uint256 errorCode)
func (permit2DepositCollector *Permit2DepositCollector) UnpackEIP2612PermitFailedWithPanicEvent(log *types.Log) (*Permit2DepositCollectorEIP2612PermitFailedWithPanic, error) {
	event := "EIP2612PermitFailedWithPanic"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != permit2DepositCollector.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(Permit2DepositCollectorEIP2612PermitFailedWithPanic)
	if len(log.Data) > 0 {
		if err := permit2DepositCollector.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range permit2DepositCollector.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// Permit2DepositCollectorEIP2612PermitFailedWithReason represents a EIP2612PermitFailedWithReason event raised by the Permit2DepositCollector contract.
type Permit2DepositCollectorEIP2612PermitFailedWithReason struct {
	Token  common.Address
	Owner  common.Address
	Reason string
	Raw    *types.Log // Blockchain specific contextual infos
}

const Permit2DepositCollectorEIP2612PermitFailedWithReasonEventName = "EIP2612PermitFailedWithReason"

// ContractEventName returns the user-defined event name.
func (Permit2DepositCollectorEIP2612PermitFailedWithReason) ContractEventName() string {
	return Permit2DepositCollectorEIP2612PermitFailedWithReasonEventName
}

// UnpackEIP2612PermitFailedWithReasonEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP2612PermitFailedWithReason(address indexed token, address indexed owner, string reason)
func (permit2DepositCollector *Permit2DepositCollector) UnpackEIP2612PermitFailedWithReasonEvent(log *types.Log) (*Permit2DepositCollectorEIP2612PermitFailedWithReason, error) {
	event := "EIP2612PermitFailedWithReason"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != permit2DepositCollector.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(Permit2DepositCollectorEIP2612PermitFailedWithReason)
	if len(log.Data) > 0 {
		if err := permit2DepositCollector.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range permit2DepositCollector.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (permit2DepositCollector *Permit2DepositCollector) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], permit2DepositCollector.abi.Errors["InvalidPermit2Address"].ID.Bytes()[:4]) {
		return permit2DepositCollector.UnpackInvalidPermit2AddressError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2DepositCollector.abi.Errors["InvalidX402BatchSettlementAddress"].ID.Bytes()[:4]) {
		return permit2DepositCollector.UnpackInvalidX402BatchSettlementAddressError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2DepositCollector.abi.Errors["OnlyX402BatchSettlement"].ID.Bytes()[:4]) {
		return permit2DepositCollector.UnpackOnlyX402BatchSettlementError(raw[4:])
	}
	if bytes.Equal(raw[:4], permit2DepositCollector.abi.Errors["Permit2612AmountMismatch"].ID.Bytes()[:4]) {
		return permit2DepositCollector.UnpackPermit2612AmountMismatchError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// Permit2DepositCollectorInvalidPermit2Address represents a InvalidPermit2Address error raised by the Permit2DepositCollector contract.
type Permit2DepositCollectorInvalidPermit2Address struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidPermit2Address()
func Permit2DepositCollectorInvalidPermit2AddressErrorID() common.Hash {
	return common.HexToHash("0x59106c89c9b272a2d1f1659a6166b3441b4dd6dd32f75473f5484e8766f47110")
}

// UnpackInvalidPermit2AddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidPermit2Address()
func (permit2DepositCollector *Permit2DepositCollector) UnpackInvalidPermit2AddressError(raw []byte) (*Permit2DepositCollectorInvalidPermit2Address, error) {
	out := new(Permit2DepositCollectorInvalidPermit2Address)
	if err := permit2DepositCollector.abi.UnpackIntoInterface(out, "InvalidPermit2Address", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2DepositCollectorInvalidX402BatchSettlementAddress represents a InvalidX402BatchSettlementAddress error raised by the Permit2DepositCollector contract.
type Permit2DepositCollectorInvalidX402BatchSettlementAddress struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidX402BatchSettlementAddress()
func Permit2DepositCollectorInvalidX402BatchSettlementAddressErrorID() common.Hash {
	return common.HexToHash("0xe55654f5f68077420f259fbec852fb469076d8d6100038ac0b1c47d3de717706")
}

// UnpackInvalidX402BatchSettlementAddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidX402BatchSettlementAddress()
func (permit2DepositCollector *Permit2DepositCollector) UnpackInvalidX402BatchSettlementAddressError(raw []byte) (*Permit2DepositCollectorInvalidX402BatchSettlementAddress, error) {
	out := new(Permit2DepositCollectorInvalidX402BatchSettlementAddress)
	if err := permit2DepositCollector.abi.UnpackIntoInterface(out, "InvalidX402BatchSettlementAddress", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2DepositCollectorOnlyX402BatchSettlement represents a OnlyX402BatchSettlement error raised by the Permit2DepositCollector contract.
type Permit2DepositCollectorOnlyX402BatchSettlement struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OnlyX402BatchSettlement()
func Permit2DepositCollectorOnlyX402BatchSettlementErrorID() common.Hash {
	return common.HexToHash("0x9794beb9a4ed84875f4613850b52e4fda54022cdb5ef864ebc1d150c7987b10b")
}

// UnpackOnlyX402BatchSettlementError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OnlyX402BatchSettlement()
func (permit2DepositCollector *Permit2DepositCollector) UnpackOnlyX402BatchSettlementError(raw []byte) (*Permit2DepositCollectorOnlyX402BatchSettlement, error) {
	out := new(Permit2DepositCollectorOnlyX402BatchSettlement)
	if err := permit2DepositCollector.abi.UnpackIntoInterface(out, "OnlyX402BatchSettlement", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Permit2DepositCollectorPermit2612AmountMismatch represents a Permit2612AmountMismatch error raised by the Permit2DepositCollector contract.
type Permit2DepositCollectorPermit2612AmountMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Permit2612AmountMismatch()
func Permit2DepositCollectorPermit2612AmountMismatchErrorID() common.Hash {
	return common.HexToHash("0x050cda497e70d136409d6ab7072a104828e2ffb4be43a59d07e1a5960d8cb9a3")
}

// UnpackPermit2612AmountMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Permit2612AmountMismatch()
func (permit2DepositCollector *Permit2DepositCollector) UnpackPermit2612AmountMismatchError(raw []byte) (*Permit2DepositCollectorPermit2612AmountMismatch, error) {
	out := new(Permit2DepositCollectorPermit2612AmountMismatch)
	if err := permit2DepositCollector.abi.UnpackIntoInterface(out, "Permit2612AmountMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestCollectorMetaData contains all meta data concerning the TestCollector contract.
var TestCollectorMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"collect\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "TestCollector",
	Bin: "0x608080604052346015576103c7908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c63e416d8d314610024575f80fd5b346102915760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102915761005b6102c2565b506100646102e5565b5060843567ffffffffffffffff8111610291573660238201121561029157806004013567ffffffffffffffff8111610291578101906024820190368211610291576020818403126102915760248101359067ffffffffffffffff82116102915701816043820112156102915760248101359267ffffffffffffffff8411610295578360051b60206024816100f9818501610308565b80988152019285010101928484116102915760448101915b8483106101a657865f5b81518110156101a4575f8073ffffffffffffffffffffffffffffffffffffffff6101458486610386565b51511660206101548587610386565b5101519082602083519301915af13d1561019c573d9061017b6101768361034c565b610308565b9182523d5f602084013e5b15610194575060010161011b565b602081519101fd5b606090610186565b005b823567ffffffffffffffff811161029157820160248101919060409086037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0011261029157604051916040830183811067ffffffffffffffff82111761029557604052602081013573ffffffffffffffffffffffffffffffffffffffff81168103610291578352604081013567ffffffffffffffff81116102915760209101019087601f83011215610291578135926102616101768561034c565b8481528960208686010111610291575f602086819782809801838601378301015283820152815201920191610111565b5f80fd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361029157565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361029157565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f604051930116820182811067ffffffffffffffff82111761029557604052565b67ffffffffffffffff811161029557601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b805182101561039a5760209160051b010190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd",
}

// TestCollector is an auto generated Go binding around an Ethereum contract.
type TestCollector struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TestCollector) GetABI() abi.ABI {
	return c.abi
}

// NewTestCollector creates a new instance of TestCollector.
func NewTestCollector() *TestCollector {
	parsed, err := TestCollectorMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TestCollector{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TestCollector) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe416d8d3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function collect(address , address , uint256 , bytes32 , bytes data) returns()
func (testCollector *TestCollector) PackCollect(arg0 common.Address, arg1 common.Address, arg2 *big.Int, arg3 [32]byte, data []byte) []byte {
	enc, err := testCollector.abi.Pack("collect", arg0, arg1, arg2, arg3, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe416d8d3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function collect(address , address , uint256 , bytes32 , bytes data) returns()
func (testCollector *TestCollector) TryPackCollect(arg0 common.Address, arg1 common.Address, arg2 *big.Int, arg3 [32]byte, data []byte) ([]byte, error) {
	return testCollector.abi.Pack("collect", arg0, arg1, arg2, arg3, data)
}

// TestDollarMetaData contains all meta data concerning the TestDollar contract.
var TestDollarMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"string\",\"name\":\"name_\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"symbol_\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"currency_\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"version_\",\"type\":\"string\"},{\"internalType\":\"uint8\",\"name\":\"decimals_\",\"type\":\"uint8\"},{\"internalType\":\"address\",\"name\":\"owner_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Approval\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"authorizer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"}],\"name\":\"AuthorizationCanceled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"authorizer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"}],\"name\":\"AuthorizationUsed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"_account\",\"type\":\"address\"}],\"name\":\"Blacklisted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"burner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Burn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"minter\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Mint\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"minter\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"minterAllowedAmount\",\"type\":\"uint256\"}],\"name\":\"MinterConfigured\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"oldMinter\",\"type\":\"address\"}],\"name\":\"MinterRemoved\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"Pause\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"_account\",\"type\":\"address\"}],\"name\":\"UnBlacklisted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"Unpause\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"CANCEL_AUTHORIZATION_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"DOMAIN_SEPARATOR\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"PERMIT_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"RECEIVE_WITH_AUTHORIZATION_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"TRANSFER_WITH_AUTHORIZATION_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"allowance\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authorizer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"}],\"name\":\"authorizationState\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"blacklist\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"burn\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authorizer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"cancelAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authorizer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"cancelAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"minter\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"minterAllowedAmount\",\"type\":\"uint256\"}],\"name\":\"configureMinter\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"currency\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"decimals\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"decrement\",\"type\":\"uint256\"}],\"name\":\"decreaseAllowance\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"increment\",\"type\":\"uint256\"}],\"name\":\"increaseAllowance\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"isBlacklisted\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"minter\",\"type\":\"address\"}],\"name\":\"isMinter\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"mint\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"minter\",\"type\":\"address\"}],\"name\":\"minterAllowance\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"nonces\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"paused\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"permit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"permit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validBefore\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"receiveWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validBefore\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"receiveWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"minter\",\"type\":\"address\"}],\"name\":\"removeMinter\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"totalSupply\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transfer\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validBefore\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"transferWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"validBefore\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"nonce\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"transferWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"unBlacklist\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"unpause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"version\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "TestDollar",
	Bin: "0x61012080604052346106f057614269803803809161001d82856106f4565b833981019060c0818303126106f05780516001600160401b0381116106f05782610048918301610717565b60208201519091906001600160401b0381116106f0578361006a918301610717565b60408201519091906001600160401b0381116106f0578461008c918301610717565b606082015190946001600160401b0382116106f0576100ac918301610717565b9360808201519160ff831683036106f05760a001516001600160a01b03811693908490036106f05784516001600160401b038111610417575f54600181811c911680156106e6575b60208210146103f957601f8111610679575b50806020601f8211600114610618575f9161060d575b508160011b915f199060031b1c1916175f555b8051906001600160401b0382116104175760015490600182811c92168015610603575b60208310146103f95781601f84931161058d575b50602090601f8311600114610527575f9261051c575b50508160011b915f199060031b1c1916176001555b8051906001600160401b0382116104175760025490600182811c92168015610512575b60208310146103f95781601f84931161049c575b50602090601f8311600114610436575f9261042b575b50508160011b915f199060031b1c1916176002555b83516001600160401b03811161041757600354600181811c9116801561040d575b60208210146103f957601f811161038b575b50806020601f8211600114610327575f9161031c575b508160011b915f199060031b1c1916176003555b60805260018060a01b0319600454161760045580516020820190812060a0528251916020840192832060c0524660e052519020915190206040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a081526102d860c0826106f4565b51902061010052604051613afc908161076d823960805181612244015260a05181612d72015260c05181612d98015260e05181612d2001526101005181612ddf0152f35b90508501515f61023c565b60035f9081528181209250601f198416905b8181106103735750908360019493921061035b575b5050811b01600355610250565b8701515f1960f88460031b161c191690555f8061034e565b9192602060018192868c015181550194019201610339565b818111156102265760035f52601f820160051c7fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b602084106103f1575b81601f9101920160051c03905f5b8281106103e4575050610226565b5f828201556001016103d6565b5f91506103c8565b634e487b7160e01b5f52602260045260245ffd5b90607f1690610214565b634e487b7160e01b5f52604160045260245ffd5b015190505f806101de565b60025f9081528281209350601f198516905b818110610484575090846001959493921061046c575b505050811b016002556101f3565b01515f1960f88460031b161c191690555f808061045e565b92936020600181928786015181550195019301610448565b828111156101c85760025f52909150601f830160051c7f405787fa12a823e0f2b7631cc41b3ba8828b3321ca811111fa75cd3aa3bb5ace6020851061050a575b849392601f0160051c82900391015f5b8281106104fa5750506101c8565b5f818301558594506001016104ec565b5f91506104dc565b91607f16916101b4565b015190505f8061017c565b60015f9081528281209350601f198516905b818110610575575090846001959493921061055d575b505050811b01600155610191565b01515f1960f88460031b161c191690555f808061054f565b92936020600181928786015181550195019301610539565b828111156101665760015f52909150601f830160051c7fb10e2d527612073b26eecdfd717e6a320cf44b4afac2b0732d9fcbe2b7fa0cf6602085106105fb575b849392601f0160051c82900391015f5b8281106105eb575050610166565b5f818301558594506001016105dd565b5f91506105cd565b91607f1691610152565b90508601515f61011c565b5f8080528181209250601f198416905b81811061066157509083600194939210610649575b5050811b015f5561012f565b8801515f1960f88460031b161c191690555f8061063d565b9192602060018192868d015181550194019201610628565b81811115610106575f8052601f820160051c7f290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563602084106106de575b81601f9101920160051c03905f5b8281106106d1575050610106565b5f828201556001016106c3565b5f91506106b5565b90607f16906100f4565b5f80fd5b601f909101601f19168101906001600160401b0382119082101761041757604052565b81601f820112156106f0578051906001600160401b038211610417576040519261074b601f8401601f1916602001856106f4565b828452602083830101116106f057815f9260208093018386015e830101529056fe60806040526004361015610011575f80fd5b5f3560e01c806306fdde03146127bd578063095ea7b3146126c757806318160ddd1461268c5780631a895266146125d857806323b872dd1461238a5780633092afd5146122c057806330adf81f14612268578063313ce5671461220d5780633644e515146121cd57806339509351146120a85780633f4ba83a1461200b57806340c10f1914611bf657806342966c68146119a55780634e44d956146118be57806354fd4d50146117e55780635a049a70146117455780635c975abb1461170257806370a082311461167d5780637ecebe001461161a5780637f2eecc3146115c25780638456cb591461150e57806388b7ab63146114e75780638a6db9c3146114845780638da5cb5b1461143357806395d89b411461135a5780639fd5a6cf146112f4578063a0cc6a681461129c578063a457c2d7146110e3578063a9059cbb14610fe2578063aa271e1a14610f7a578063b7b7289914610e13578063cf09299514610de9578063d505accf14610a67578063d916948714610a0f578063dd62ed3e14610983578063e3ee160e1461083b578063e5a6b10f146106da578063e94a010214610666578063ef55bec614610471578063f2fde38b1461032e578063f9f92be41461027a5763fe575a87146101e7575f80fd5b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657602061026c610223612944565b73ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b6040519015158152f35b5f80fd5b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765773ffffffffffffffffffffffffffffffffffffffff6102c6612944565b6102d582600454163314612c2e565b16805f52600660205260405f207f800000000000000000000000000000000000000000000000000000000000000081541790557fffa4e6181777692565cf28528fc88fd1516ea86b56da075235fa575af6a4b8555f80a2005b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657610365612944565b6004549073ffffffffffffffffffffffffffffffffffffffff8083169161038d833314612cb9565b169182156103ed577f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e060407fffffffffffffffffffffffff0000000000000000000000000000000000000000938151908152856020820152a11617600455005b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f4f776e61626c653a206e6577206f776e657220697320746865207a65726f206160448201527f64647265737300000000000000000000000000000000000000000000000000006064820152fd5b34610276576104d661050261048536612aa8565b989297999091604097949796959651998a936020850191926041937fff00000000000000000000000000000000000000000000000000000000000000928452602084015260f81b1660408201520190565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101885287612893565b61051460ff60045460a01c1615612b3e565b61056a6105648873ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b15612ba3565b6105ba6105648273ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b3373ffffffffffffffffffffffffffffffffffffffff8216036105e2576105e0966133cc565b005b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602560248201527f46696174546f6b656e56323a2063616c6c6572206d757374206265207468652060448201527f70617965650000000000000000000000000000000000000000000000000000006064820152fd5b346102765760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765773ffffffffffffffffffffffffffffffffffffffff6106b2612944565b165f52600960205260405f206024355f52602052602060ff60405f2054166040519015158152f35b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576040515f6002548060011c90600181168015610831575b602083108114610804578285529081156107c25750600114610764575b6107608361074c81850382612893565b604051918291602083526020830190612901565b0390f35b60025f9081527f405787fa12a823e0f2b7631cc41b3ba8828b3321ca811111fa75cd3aa3bb5ace939250905b8082106107a85750909150810160200161074c61073c565b919260018160209254838588010152019101909291610790565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001660208086019190915291151560051b8401909101915061074c905061073c565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602260045260245ffd5b91607f169161071f565b34610276576105e06108cc6108a061085236612aa8565b60408051602081019390935282015260f89190911b7fff0000000000000000000000000000000000000000000000000000000000000016606082015297909691959294929188906061820190565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101895288612893565b6108de60ff60045460a01c1615612b3e565b61092e6105648273ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b61097e6105648373ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b613619565b346102765760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576109ba612944565b73ffffffffffffffffffffffffffffffffffffffff6109d7612967565b91165f52600760205273ffffffffffffffffffffffffffffffffffffffff60405f2091165f52602052602060405f2054604051908152f35b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765760206040517f158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a15974298152f35b346102765760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657610a9e612944565b610aa6612967565b6044359060643560843560ff81168103610276576040805160a435602082015260c4359181019190915260f89190911b7fff00000000000000000000000000000000000000000000000000000000000000166060820152610b3281606181015b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612893565b610b4460ff60045460a01c1615612b3e565b610b946105648673ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b610be46105648473ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82148015610ddf575b15610d815773ffffffffffffffffffffffffffffffffffffffff8516805f52600860205260405f209081547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8114610d5457610ce894610ce2936001830190556040519160208301937f6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c98552604084015273ffffffffffffffffffffffffffffffffffffffff8816606084015288608084015260a083015260c082015260c08152610cda60e082612893565b5190206136ee565b8561373c565b15610cf6576105e092613021565b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152601a60248201527f454950323631323a20696e76616c6964207369676e61747572650000000000006044820152fd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152601e60248201527f46696174546f6b656e56323a207065726d6974206973206578706972656400006044820152fd5b5042821015610c0e565b34610276576105e0610dfa36612a0a565b956108de60ff60049793979694965460a01c1615612b3e565b346102765760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657610e4a612944565b6024359060443567ffffffffffffffff811161027657610f10610e74610f159236906004016129c4565b610e8660ff60045460a01c1615612b3e565b73ffffffffffffffffffffffffffffffffffffffff841693845f52600960205260405f20865f52602052610ec160ff60405f20541615612f31565b610f0a60405160208101907f158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429825287604082015288606082015260608152610cda608082612893565b9061373c565b612fbc565b805f52600960205260405f20825f5260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790557f1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d815f80a3005b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765773ffffffffffffffffffffffffffffffffffffffff610fc6612944565b165f52600a602052602060ff60405f2054166040519015158152f35b346102765760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576110d861101c612944565b61102e60ff60045460a01c1615612b3e565b61107e6105643373ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b6110ce6105648273ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b60243590336131a5565b602060405160018152f35b346102765760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765761111a612944565b6024359061113060ff60045460a01c1615612b3e565b6111806105643373ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b6111d06105648273ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b335f52600760205260405f2073ffffffffffffffffffffffffffffffffffffffff82165f5260205260405f2054808311611218576110d89261121191612f24565b9033613021565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602560248201527f45524332303a2064656372656173656420616c6c6f77616e63652062656c6f7760448201527f207a65726f0000000000000000000000000000000000000000000000000000006064820152fd5b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765760206040517f7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a22678152f35b346102765760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765761132b612944565b611333612967565b6044359060643560843567ffffffffffffffff811161027657610b329036906004016129c4565b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576040515f6001548060011c90600181168015611429575b602083108114610804578285529081156107c257506001146113cb576107608361074c81850382612893565b60015f9081527fb10e2d527612073b26eecdfd717e6a320cf44b4afac2b0732d9fcbe2b7fa0cf6939250905b80821061140f5750909150810160200161074c61073c565b9192600181602092548385880101520191019092916113f7565b91607f169161139f565b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657602073ffffffffffffffffffffffffffffffffffffffff60045416604051908152f35b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765773ffffffffffffffffffffffffffffffffffffffff6114d0612944565b165f52600b602052602060405f2054604051908152f35b34610276576114f536612a0a565b9461051460ff60049693969594955460a01c1615612b3e565b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657740100000000000000000000000000000000000000007fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff60045461159773ffffffffffffffffffffffffffffffffffffffff82163314612e0e565b16176004557f6985a02210a168e66602d3235cb6db0e70f92b3ba4d376a33c0f3d9434bff6255f80a1005b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765760206040517fd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de88152f35b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765773ffffffffffffffffffffffffffffffffffffffff611666612944565b165f526008602052602060405f2054604051908152f35b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765773ffffffffffffffffffffffffffffffffffffffff6116c9612944565b165f52600660205260207f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff60405f205416604051908152f35b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657602060ff60045460a01c166040519015158152f35b346102765760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765761177c612944565b6024359060443560ff8116810361027657610f10610b06610e74610f15936040519283916084356064356020850191926041937fff00000000000000000000000000000000000000000000000000000000000000928452602084015260f81b1660408201520190565b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576040515f6003548060011c906001811680156118b4575b602083108114610804578285529081156107c25750600114611856576107608361074c81850382612893565b60035f9081527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b939250905b80821061189a5750909150810160200161074c61073c565b919260018160209254838588010152019101909291611882565b91607f169161182a565b346102765760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576118f5612944565b7f46980fca912ef9bcdbd36877427b6b90e860769f604e89c0e67720cece530d20602073ffffffffffffffffffffffffffffffffffffffff6024359361195060ff6004546119468582163314612cb9565b60a01c1615612b3e565b1692835f52600a825260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825416179055835f52600b82528060405f2055604051908152a2602060405160018152f35b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576004356119e960ff60045460a01c1615612b3e565b611a396105643373ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b335f52600a602052611a5160ff60405f205416612e99565b8015611b7257335f52600660205260405f20548111611aee5780611a785f92600554612f24565b600555338252600660205260408220611a92828254612f24565b90556040518181527fcc16f5dbb4873280815c1ee09dbd06736cffcc184412cf7a71a0fdb75d397ca560203392a26040519081527fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60203392a3005b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f46696174546f6b656e3a206275726e20616d6f756e742065786365656473206260448201527f616c616e636500000000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602960248201527f46696174546f6b656e3a206275726e20616d6f756e74206e6f7420677265617460448201527f6572207468616e203000000000000000000000000000000000000000000000006064820152fd5b346102765760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657611c2d612944565b73ffffffffffffffffffffffffffffffffffffffff60243591611c5860ff60045460a01c1615612b3e565b611ca86105643373ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b611cf86105648273ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b335f52600a602052611d1060ff60405f205416612e99565b16908115611f87578015611f0357335f52600b60205260405f205490818111611e7f577f8000000000000000000000000000000000000000000000000000000000000000611d6082600554612e01565b806005551015611dfb57602081611db17fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef935f958787526006855260408720611daa838254612e01565b9055612f24565b338552600b83526040852055846040518281527fab8530f87dc9b59234c4623bf917212bb2536d647574c8e7e5da92c2ede0c9f8843392a3604051908152a3602060405160018152f35b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602a60248201527f46696174546f6b656e56325f323a2042616c616e63652065786365656473202860448201527f325e323535202d203129000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602e60248201527f46696174546f6b656e3a206d696e7420616d6f756e742065786365656473206d60448201527f696e746572416c6c6f77616e63650000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602960248201527f46696174546f6b656e3a206d696e7420616d6f756e74206e6f7420677265617460448201527f6572207468616e203000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602360248201527f46696174546f6b656e3a206d696e7420746f20746865207a65726f206164647260448201527f65737300000000000000000000000000000000000000000000000000000000006064820152fd5b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276577fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff60045461207e73ffffffffffffffffffffffffffffffffffffffff82163314612e0e565b166004557f7805862f689e2f13df9f062ff482ad3ad112aca9e0847911ed832e158c525b335f80a1005b346102765760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576110d86120e2612944565b6120f460ff60045460a01c1615612b3e565b6121446105643373ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b6121946105648273ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b335f52600760205260405f2073ffffffffffffffffffffffffffffffffffffffff82165f5260205261121160405f206024359054612e01565b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576020612205612d1e565b604051908152f35b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657602060405160ff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765760206040517f6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c98152f35b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261027657602073ffffffffffffffffffffffffffffffffffffffff61230e612944565b61231d82600454163314612cb9565b16805f52600a825260405f207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008154169055805f52600b82525f6040812055604051907fe94479a9f7e1952cc78f2d6baab678adc1b772d936c6583def489e524cb666925f80a260018152f35b346102765760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576123c1612944565b6123c9612967565b604435906123df60ff60045460a01c1615612b3e565b61242f6105643373ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b61247f6105648473ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b6124cf6105648273ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b73ffffffffffffffffffffffffffffffffffffffff831692835f52600760205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260405f2054808411612554576110d8945f52600760205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f526020528360405f20910390556131a5565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602860248201527f45524332303a207472616e7366657220616d6f756e742065786365656473206160448201527f6c6c6f77616e63650000000000000000000000000000000000000000000000006064820152fd5b346102765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102765773ffffffffffffffffffffffffffffffffffffffff612624612944565b61263382600454163314612c2e565b16805f52600660205260405f207f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81541690557f117e3210bb9aa7d9baff172026820255c6f6c30ba8999d1c2fd88e2848137c4e5f80a2005b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576020600554604051908152f35b346102765760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576110d8612701612944565b61271360ff60045460a01c1615612b3e565b6127636105643373ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b6127b36105648273ffffffffffffffffffffffffffffffffffffffff165f5260066020527f800000000000000000000000000000000000000000000000000000000000000060405f205416151590565b6024359033613021565b34610276575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610276576040515f5f548060011c90600181168015612889575b602083108114610804578285529081156107c2575060011461282d576107608361074c81850382612893565b5f8080527f290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563939250905b80821061286f5750909150810160200161074c61073c565b919260018160209254838588010152019101909291612857565b91607f1691612801565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176128d457604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361027657565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361027657565b67ffffffffffffffff81116128d457601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b81601f82011215610276578035906129db8261298a565b926129e96040519485612893565b8284526020838301011161027657815f926020809301838601378301015290565b60e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8201126102765760043573ffffffffffffffffffffffffffffffffffffffff81168103610276579160243573ffffffffffffffffffffffffffffffffffffffff81168103610276579160443591606435916084359160a4359160c4359067ffffffffffffffff821161027657612aa5916004016129c4565b90565b7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc6101209101126102765760043573ffffffffffffffffffffffffffffffffffffffff81168103610276579060243573ffffffffffffffffffffffffffffffffffffffff81168103610276579060443590606435906084359060a4359060c43560ff81168103610276579060e435906101043590565b15612b4557565b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152601060248201527f5061757361626c653a20706175736564000000000000000000000000000000006044820152fd5b15612baa57565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602560248201527f426c61636b6c69737461626c653a206163636f756e7420697320626c61636b6c60448201527f69737465640000000000000000000000000000000000000000000000000000006064820152fd5b15612c3557565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602c60248201527f426c61636b6c69737461626c653a2063616c6c6572206973206e6f742074686560448201527f20626c61636b6c697374657200000000000000000000000000000000000000006064820152fd5b15612cc057565b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602060248201527f4f776e61626c653a2063616c6c6572206973206e6f7420746865206f776e65726044820152fd5b7f00000000000000000000000000000000000000000000000000000000000000004614612ddd5760405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a08152612dd760c082612893565b51902090565b7f000000000000000000000000000000000000000000000000000000000000000090565b91908201809211610d5457565b15612e1557565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602260248201527f5061757361626c653a2063616c6c6572206973206e6f7420746865207061757360448201527f65720000000000000000000000000000000000000000000000000000000000006064820152fd5b15612ea057565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602160248201527f46696174546f6b656e3a2063616c6c6572206973206e6f742061206d696e746560448201527f72000000000000000000000000000000000000000000000000000000000000006064820152fd5b91908203918211610d5457565b15612f3857565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602e60248201527f46696174546f6b656e56323a20617574686f72697a6174696f6e20697320757360448201527f6564206f722063616e63656c65640000000000000000000000000000000000006064820152fd5b15612fc357565b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152601e60248201527f46696174546f6b656e56323a20696e76616c6964207369676e617475726500006044820152fd5b73ffffffffffffffffffffffffffffffffffffffff169081156131225773ffffffffffffffffffffffffffffffffffffffff1691821561309e5760207f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b92591835f526007825260405f20855f5282528060405f2055604051908152a3565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602260248201527f45524332303a20617070726f766520746f20746865207a65726f20616464726560448201527f73730000000000000000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a0000000000000000000000000000000000000000000000000000000008152602060048201526024808201527f45524332303a20617070726f76652066726f6d20746865207a65726f2061646460448201527f72657373000000000000000000000000000000000000000000000000000000006064820152fd5b73ffffffffffffffffffffffffffffffffffffffff169081156133485773ffffffffffffffffffffffffffffffffffffffff169182156132c457815f52600660205260405f205480821161324057817fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef92602092855f52600684520360405f2055845f526006825260405f20818154019055604051908152a3565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f45524332303a207472616e7366657220616d6f756e742065786365656473206260448201527f616c616e636500000000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602360248201527f45524332303a207472616e7366657220746f20746865207a65726f206164647260448201527f65737300000000000000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602560248201527f45524332303a207472616e736665722066726f6d20746865207a65726f20616460448201527f64726573730000000000000000000000000000000000000000000000000000006064820152fd5b929594919493909386421115613595578142101561351157610f106134a7916134a161350f9973ffffffffffffffffffffffffffffffffffffffff881695865f52600960205260405f20885f5260205261342d60ff60405f20541615612f31565b6040519060208201927fd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8845288604084015273ffffffffffffffffffffffffffffffffffffffff8c1660608401528c608084015260a083015260c08201528760e082015260e08152610cda61010082612893565b8661373c565b805f52600960205260405f20825f5260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790557f98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a55f80a36131a5565b565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602560248201527f46696174546f6b656e56323a20617574686f72697a6174696f6e20697320657860448201527f70697265640000000000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602b60248201527f46696174546f6b656e56323a20617574686f72697a6174696f6e206973206e6f60448201527f74207965742076616c69640000000000000000000000000000000000000000006064820152fd5b929594919493909386421115613595578142101561351157610f106134a7916134a161350f9973ffffffffffffffffffffffffffffffffffffffff881695865f52600960205260405f20885f5260205261367a60ff60405f20541615612f31565b6040519060208201927f7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267845288604084015273ffffffffffffffffffffffffffffffffffffffff8c1660608401528c608084015260a083015260c08201528760e082015260e08152610cda61010082612893565b6136f6612d1e565b906040519060208201927f190100000000000000000000000000000000000000000000000000000000000084526022830152604282015260428152612dd7606282612893565b9190823b6139f757604182510361397357602082015190606060408401519301515f1a907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084116138ef57601b821480156138e5575b15613861576020935f93608093604051938452868401526040830152606082015282805260015afa156138565773ffffffffffffffffffffffffffffffffffffffff5f51169081156137f85773ffffffffffffffffffffffffffffffffffffffff161490565b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152601c60248201527f45435265636f7665723a20696e76616c6964207369676e6174757265000000006044820152fd5b6040513d5f823e3d90fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f45435265636f7665723a20696e76616c6964207369676e61747572652027762760448201527f2076616c756500000000000000000000000000000000000000000000000000006064820152fd5b50601c8214613792565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f45435265636f7665723a20696e76616c6964207369676e61747572652027732760448201527f2076616c756500000000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602360248201527f45435265636f7665723a20696e76616c6964207369676e6174757265206c656e60448201527f67746800000000000000000000000000000000000000000000000000000000006064820152fd5b915f92610b06613a46859460405192839160208301957f1626ba7e0000000000000000000000000000000000000000000000000000000087526024840152604060448401526064830190612901565b51915afa3d15613af5573d613a5a8161298a565b90613a686040519283612893565b81523d5f602083013e5b81613ae7575b81613a81575090565b7f1626ba7e000000000000000000000000000000000000000000000000000000009150602081519101519060208110613ab957501490565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b161490565b905060208151101590613a78565b6060613a7256",
}

// TestDollar is an auto generated Go binding around an Ethereum contract.
type TestDollar struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TestDollar) GetABI() abi.ABI {
	return c.abi
}

// NewTestDollar creates a new instance of TestDollar.
func NewTestDollar() *TestDollar {
	parsed, err := TestDollarMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TestDollar{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TestDollar) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(string name_, string symbol_, string currency_, string version_, uint8 decimals_, address owner_) returns()
func (testDollar *TestDollar) PackConstructor(name_ string, symbol_ string, currency_ string, version_ string, decimals_ uint8, owner_ common.Address) []byte {
	enc, err := testDollar.abi.Pack("", name_, symbol_, currency_, version_, decimals_, owner_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCANCELAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd9169487.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CANCEL_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) PackCANCELAUTHORIZATIONTYPEHASH() []byte {
	enc, err := testDollar.abi.Pack("CANCEL_AUTHORIZATION_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCANCELAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd9169487.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CANCEL_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) TryPackCANCELAUTHORIZATIONTYPEHASH() ([]byte, error) {
	return testDollar.abi.Pack("CANCEL_AUTHORIZATION_TYPEHASH")
}

// UnpackCANCELAUTHORIZATIONTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd9169487.
//
// Solidity: function CANCEL_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) UnpackCANCELAUTHORIZATIONTYPEHASH(data []byte) ([32]byte, error) {
	out, err := testDollar.abi.Unpack("CANCEL_AUTHORIZATION_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackDOMAINSEPARATOR is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3644e515.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (testDollar *TestDollar) PackDOMAINSEPARATOR() []byte {
	enc, err := testDollar.abi.Pack("DOMAIN_SEPARATOR")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDOMAINSEPARATOR is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3644e515.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (testDollar *TestDollar) TryPackDOMAINSEPARATOR() ([]byte, error) {
	return testDollar.abi.Pack("DOMAIN_SEPARATOR")
}

// UnpackDOMAINSEPARATOR is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3644e515.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (testDollar *TestDollar) UnpackDOMAINSEPARATOR(data []byte) ([32]byte, error) {
	out, err := testDollar.abi.Unpack("DOMAIN_SEPARATOR", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackPERMITTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30adf81f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PERMIT_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) PackPERMITTYPEHASH() []byte {
	enc, err := testDollar.abi.Pack("PERMIT_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPERMITTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30adf81f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PERMIT_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) TryPackPERMITTYPEHASH() ([]byte, error) {
	return testDollar.abi.Pack("PERMIT_TYPEHASH")
}

// UnpackPERMITTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x30adf81f.
//
// Solidity: function PERMIT_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) UnpackPERMITTYPEHASH(data []byte) ([32]byte, error) {
	out, err := testDollar.abi.Unpack("PERMIT_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackRECEIVEWITHAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7f2eecc3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function RECEIVE_WITH_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) PackRECEIVEWITHAUTHORIZATIONTYPEHASH() []byte {
	enc, err := testDollar.abi.Pack("RECEIVE_WITH_AUTHORIZATION_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRECEIVEWITHAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7f2eecc3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function RECEIVE_WITH_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) TryPackRECEIVEWITHAUTHORIZATIONTYPEHASH() ([]byte, error) {
	return testDollar.abi.Pack("RECEIVE_WITH_AUTHORIZATION_TYPEHASH")
}

// UnpackRECEIVEWITHAUTHORIZATIONTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7f2eecc3.
//
// Solidity: function RECEIVE_WITH_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) UnpackRECEIVEWITHAUTHORIZATIONTYPEHASH(data []byte) ([32]byte, error) {
	out, err := testDollar.abi.Unpack("RECEIVE_WITH_AUTHORIZATION_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackTRANSFERWITHAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa0cc6a68.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function TRANSFER_WITH_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) PackTRANSFERWITHAUTHORIZATIONTYPEHASH() []byte {
	enc, err := testDollar.abi.Pack("TRANSFER_WITH_AUTHORIZATION_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTRANSFERWITHAUTHORIZATIONTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa0cc6a68.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function TRANSFER_WITH_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) TryPackTRANSFERWITHAUTHORIZATIONTYPEHASH() ([]byte, error) {
	return testDollar.abi.Pack("TRANSFER_WITH_AUTHORIZATION_TYPEHASH")
}

// UnpackTRANSFERWITHAUTHORIZATIONTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa0cc6a68.
//
// Solidity: function TRANSFER_WITH_AUTHORIZATION_TYPEHASH() view returns(bytes32)
func (testDollar *TestDollar) UnpackTRANSFERWITHAUTHORIZATIONTYPEHASH(data []byte) ([32]byte, error) {
	out, err := testDollar.abi.Unpack("TRANSFER_WITH_AUTHORIZATION_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (testDollar *TestDollar) PackAllowance(owner common.Address, spender common.Address) []byte {
	enc, err := testDollar.abi.Pack("allowance", owner, spender)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (testDollar *TestDollar) TryPackAllowance(owner common.Address, spender common.Address) ([]byte, error) {
	return testDollar.abi.Pack("allowance", owner, spender)
}

// UnpackAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdd62ed3e.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (testDollar *TestDollar) UnpackAllowance(data []byte) (*big.Int, error) {
	out, err := testDollar.abi.Unpack("allowance", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (testDollar *TestDollar) PackApprove(spender common.Address, value *big.Int) []byte {
	enc, err := testDollar.abi.Pack("approve", spender, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (testDollar *TestDollar) TryPackApprove(spender common.Address, value *big.Int) ([]byte, error) {
	return testDollar.abi.Pack("approve", spender, value)
}

// UnpackApprove is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x095ea7b3.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (testDollar *TestDollar) UnpackApprove(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("approve", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackAuthorizationState is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe94a0102.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authorizationState(address authorizer, bytes32 nonce) view returns(bool)
func (testDollar *TestDollar) PackAuthorizationState(authorizer common.Address, nonce [32]byte) []byte {
	enc, err := testDollar.abi.Pack("authorizationState", authorizer, nonce)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAuthorizationState is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe94a0102.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function authorizationState(address authorizer, bytes32 nonce) view returns(bool)
func (testDollar *TestDollar) TryPackAuthorizationState(authorizer common.Address, nonce [32]byte) ([]byte, error) {
	return testDollar.abi.Pack("authorizationState", authorizer, nonce)
}

// UnpackAuthorizationState is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe94a0102.
//
// Solidity: function authorizationState(address authorizer, bytes32 nonce) view returns(bool)
func (testDollar *TestDollar) UnpackAuthorizationState(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("authorizationState", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testDollar *TestDollar) PackBalanceOf(account common.Address) []byte {
	enc, err := testDollar.abi.Pack("balanceOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testDollar *TestDollar) TryPackBalanceOf(account common.Address) ([]byte, error) {
	return testDollar.abi.Pack("balanceOf", account)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testDollar *TestDollar) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := testDollar.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBlacklist is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf9f92be4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function blacklist(address account) returns()
func (testDollar *TestDollar) PackBlacklist(account common.Address) []byte {
	enc, err := testDollar.abi.Pack("blacklist", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBlacklist is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf9f92be4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function blacklist(address account) returns()
func (testDollar *TestDollar) TryPackBlacklist(account common.Address) ([]byte, error) {
	return testDollar.abi.Pack("blacklist", account)
}

// PackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42966c68.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burn(uint256 amount) returns()
func (testDollar *TestDollar) PackBurn(amount *big.Int) []byte {
	enc, err := testDollar.abi.Pack("burn", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42966c68.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burn(uint256 amount) returns()
func (testDollar *TestDollar) TryPackBurn(amount *big.Int) ([]byte, error) {
	return testDollar.abi.Pack("burn", amount)
}

// PackCancelAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5a049a70.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) returns()
func (testDollar *TestDollar) PackCancelAuthorization(authorizer common.Address, nonce [32]byte, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := testDollar.abi.Pack("cancelAuthorization", authorizer, nonce, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCancelAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5a049a70.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) returns()
func (testDollar *TestDollar) TryPackCancelAuthorization(authorizer common.Address, nonce [32]byte, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return testDollar.abi.Pack("cancelAuthorization", authorizer, nonce, v, r, s)
}

// PackCancelAuthorization0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7b72899.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature) returns()
func (testDollar *TestDollar) PackCancelAuthorization0(authorizer common.Address, nonce [32]byte, signature []byte) []byte {
	enc, err := testDollar.abi.Pack("cancelAuthorization0", authorizer, nonce, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCancelAuthorization0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7b72899.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature) returns()
func (testDollar *TestDollar) TryPackCancelAuthorization0(authorizer common.Address, nonce [32]byte, signature []byte) ([]byte, error) {
	return testDollar.abi.Pack("cancelAuthorization0", authorizer, nonce, signature)
}

// PackConfigureMinter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4e44d956.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function configureMinter(address minter, uint256 minterAllowedAmount) returns(bool)
func (testDollar *TestDollar) PackConfigureMinter(minter common.Address, minterAllowedAmount *big.Int) []byte {
	enc, err := testDollar.abi.Pack("configureMinter", minter, minterAllowedAmount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackConfigureMinter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4e44d956.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function configureMinter(address minter, uint256 minterAllowedAmount) returns(bool)
func (testDollar *TestDollar) TryPackConfigureMinter(minter common.Address, minterAllowedAmount *big.Int) ([]byte, error) {
	return testDollar.abi.Pack("configureMinter", minter, minterAllowedAmount)
}

// UnpackConfigureMinter is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4e44d956.
//
// Solidity: function configureMinter(address minter, uint256 minterAllowedAmount) returns(bool)
func (testDollar *TestDollar) UnpackConfigureMinter(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("configureMinter", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackCurrency is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe5a6b10f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function currency() view returns(string)
func (testDollar *TestDollar) PackCurrency() []byte {
	enc, err := testDollar.abi.Pack("currency")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCurrency is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe5a6b10f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function currency() view returns(string)
func (testDollar *TestDollar) TryPackCurrency() ([]byte, error) {
	return testDollar.abi.Pack("currency")
}

// UnpackCurrency is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe5a6b10f.
//
// Solidity: function currency() view returns(string)
func (testDollar *TestDollar) UnpackCurrency(data []byte) (string, error) {
	out, err := testDollar.abi.Unpack("currency", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decimals() view returns(uint8)
func (testDollar *TestDollar) PackDecimals() []byte {
	enc, err := testDollar.abi.Pack("decimals")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decimals() view returns(uint8)
func (testDollar *TestDollar) TryPackDecimals() ([]byte, error) {
	return testDollar.abi.Pack("decimals")
}

// UnpackDecimals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x313ce567.
//
// Solidity: function decimals() view returns(uint8)
func (testDollar *TestDollar) UnpackDecimals(data []byte) (uint8, error) {
	out, err := testDollar.abi.Unpack("decimals", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackDecreaseAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa457c2d7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decreaseAllowance(address spender, uint256 decrement) returns(bool)
func (testDollar *TestDollar) PackDecreaseAllowance(spender common.Address, decrement *big.Int) []byte {
	enc, err := testDollar.abi.Pack("decreaseAllowance", spender, decrement)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecreaseAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa457c2d7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decreaseAllowance(address spender, uint256 decrement) returns(bool)
func (testDollar *TestDollar) TryPackDecreaseAllowance(spender common.Address, decrement *big.Int) ([]byte, error) {
	return testDollar.abi.Pack("decreaseAllowance", spender, decrement)
}

// UnpackDecreaseAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa457c2d7.
//
// Solidity: function decreaseAllowance(address spender, uint256 decrement) returns(bool)
func (testDollar *TestDollar) UnpackDecreaseAllowance(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("decreaseAllowance", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIncreaseAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x39509351.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function increaseAllowance(address spender, uint256 increment) returns(bool)
func (testDollar *TestDollar) PackIncreaseAllowance(spender common.Address, increment *big.Int) []byte {
	enc, err := testDollar.abi.Pack("increaseAllowance", spender, increment)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIncreaseAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x39509351.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function increaseAllowance(address spender, uint256 increment) returns(bool)
func (testDollar *TestDollar) TryPackIncreaseAllowance(spender common.Address, increment *big.Int) ([]byte, error) {
	return testDollar.abi.Pack("increaseAllowance", spender, increment)
}

// UnpackIncreaseAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x39509351.
//
// Solidity: function increaseAllowance(address spender, uint256 increment) returns(bool)
func (testDollar *TestDollar) UnpackIncreaseAllowance(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("increaseAllowance", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsBlacklisted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfe575a87.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isBlacklisted(address account) view returns(bool)
func (testDollar *TestDollar) PackIsBlacklisted(account common.Address) []byte {
	enc, err := testDollar.abi.Pack("isBlacklisted", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsBlacklisted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfe575a87.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isBlacklisted(address account) view returns(bool)
func (testDollar *TestDollar) TryPackIsBlacklisted(account common.Address) ([]byte, error) {
	return testDollar.abi.Pack("isBlacklisted", account)
}

// UnpackIsBlacklisted is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfe575a87.
//
// Solidity: function isBlacklisted(address account) view returns(bool)
func (testDollar *TestDollar) UnpackIsBlacklisted(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("isBlacklisted", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsMinter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xaa271e1a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isMinter(address minter) view returns(bool)
func (testDollar *TestDollar) PackIsMinter(minter common.Address) []byte {
	enc, err := testDollar.abi.Pack("isMinter", minter)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsMinter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xaa271e1a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isMinter(address minter) view returns(bool)
func (testDollar *TestDollar) TryPackIsMinter(minter common.Address) ([]byte, error) {
	return testDollar.abi.Pack("isMinter", minter)
}

// UnpackIsMinter is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xaa271e1a.
//
// Solidity: function isMinter(address minter) view returns(bool)
func (testDollar *TestDollar) UnpackIsMinter(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("isMinter", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function mint(address to, uint256 amount) returns(bool)
func (testDollar *TestDollar) PackMint(to common.Address, amount *big.Int) []byte {
	enc, err := testDollar.abi.Pack("mint", to, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function mint(address to, uint256 amount) returns(bool)
func (testDollar *TestDollar) TryPackMint(to common.Address, amount *big.Int) ([]byte, error) {
	return testDollar.abi.Pack("mint", to, amount)
}

// UnpackMint is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x40c10f19.
//
// Solidity: function mint(address to, uint256 amount) returns(bool)
func (testDollar *TestDollar) UnpackMint(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("mint", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackMinterAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a6db9c3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function minterAllowance(address minter) view returns(uint256)
func (testDollar *TestDollar) PackMinterAllowance(minter common.Address) []byte {
	enc, err := testDollar.abi.Pack("minterAllowance", minter)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMinterAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a6db9c3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function minterAllowance(address minter) view returns(uint256)
func (testDollar *TestDollar) TryPackMinterAllowance(minter common.Address) ([]byte, error) {
	return testDollar.abi.Pack("minterAllowance", minter)
}

// UnpackMinterAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8a6db9c3.
//
// Solidity: function minterAllowance(address minter) view returns(uint256)
func (testDollar *TestDollar) UnpackMinterAllowance(data []byte) (*big.Int, error) {
	out, err := testDollar.abi.Unpack("minterAllowance", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (testDollar *TestDollar) PackName() []byte {
	enc, err := testDollar.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (testDollar *TestDollar) TryPackName() ([]byte, error) {
	return testDollar.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (testDollar *TestDollar) UnpackName(data []byte) (string, error) {
	out, err := testDollar.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nonces(address owner) view returns(uint256)
func (testDollar *TestDollar) PackNonces(owner common.Address) []byte {
	enc, err := testDollar.abi.Pack("nonces", owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nonces(address owner) view returns(uint256)
func (testDollar *TestDollar) TryPackNonces(owner common.Address) ([]byte, error) {
	return testDollar.abi.Pack("nonces", owner)
}

// UnpackNonces is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7ecebe00.
//
// Solidity: function nonces(address owner) view returns(uint256)
func (testDollar *TestDollar) UnpackNonces(data []byte) (*big.Int, error) {
	out, err := testDollar.abi.Unpack("nonces", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (testDollar *TestDollar) PackOwner() []byte {
	enc, err := testDollar.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (testDollar *TestDollar) TryPackOwner() ([]byte, error) {
	return testDollar.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (testDollar *TestDollar) UnpackOwner(data []byte) (common.Address, error) {
	out, err := testDollar.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pause() returns()
func (testDollar *TestDollar) PackPause() []byte {
	enc, err := testDollar.abi.Pack("pause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pause() returns()
func (testDollar *TestDollar) TryPackPause() ([]byte, error) {
	return testDollar.abi.Pack("pause")
}

// PackPaused is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c975abb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function paused() view returns(bool)
func (testDollar *TestDollar) PackPaused() []byte {
	enc, err := testDollar.abi.Pack("paused")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPaused is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c975abb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function paused() view returns(bool)
func (testDollar *TestDollar) TryPackPaused() ([]byte, error) {
	return testDollar.abi.Pack("paused")
}

// UnpackPaused is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5c975abb.
//
// Solidity: function paused() view returns(bool)
func (testDollar *TestDollar) UnpackPaused(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("paused", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd505accf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permit(address owner_, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns()
func (testDollar *TestDollar) PackPermit(owner common.Address, spender common.Address, value *big.Int, deadline *big.Int, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := testDollar.abi.Pack("permit", owner, spender, value, deadline, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd505accf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permit(address owner_, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns()
func (testDollar *TestDollar) TryPackPermit(owner common.Address, spender common.Address, value *big.Int, deadline *big.Int, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return testDollar.abi.Pack("permit", owner, spender, value, deadline, v, r, s)
}

// PackPermit0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9fd5a6cf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permit(address owner_, address spender, uint256 value, uint256 deadline, bytes signature) returns()
func (testDollar *TestDollar) PackPermit0(owner common.Address, spender common.Address, value *big.Int, deadline *big.Int, signature []byte) []byte {
	enc, err := testDollar.abi.Pack("permit0", owner, spender, value, deadline, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermit0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9fd5a6cf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permit(address owner_, address spender, uint256 value, uint256 deadline, bytes signature) returns()
func (testDollar *TestDollar) TryPackPermit0(owner common.Address, spender common.Address, value *big.Int, deadline *big.Int, signature []byte) ([]byte, error) {
	return testDollar.abi.Pack("permit0", owner, spender, value, deadline, signature)
}

// PackReceiveWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xef55bec6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) returns()
func (testDollar *TestDollar) PackReceiveWithAuthorization(from common.Address, to common.Address, value *big.Int, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := testDollar.abi.Pack("receiveWithAuthorization", from, to, value, validAfter, validBefore, nonce, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReceiveWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xef55bec6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) returns()
func (testDollar *TestDollar) TryPackReceiveWithAuthorization(from common.Address, to common.Address, value *big.Int, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return testDollar.abi.Pack("receiveWithAuthorization", from, to, value, validAfter, validBefore, nonce, v, r, s)
}

// PackReceiveWithAuthorization0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x88b7ab63.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns()
func (testDollar *TestDollar) PackReceiveWithAuthorization0(from common.Address, to common.Address, value *big.Int, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, signature []byte) []byte {
	enc, err := testDollar.abi.Pack("receiveWithAuthorization0", from, to, value, validAfter, validBefore, nonce, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReceiveWithAuthorization0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x88b7ab63.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns()
func (testDollar *TestDollar) TryPackReceiveWithAuthorization0(from common.Address, to common.Address, value *big.Int, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, signature []byte) ([]byte, error) {
	return testDollar.abi.Pack("receiveWithAuthorization0", from, to, value, validAfter, validBefore, nonce, signature)
}

// PackRemoveMinter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3092afd5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function removeMinter(address minter) returns(bool)
func (testDollar *TestDollar) PackRemoveMinter(minter common.Address) []byte {
	enc, err := testDollar.abi.Pack("removeMinter", minter)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRemoveMinter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3092afd5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function removeMinter(address minter) returns(bool)
func (testDollar *TestDollar) TryPackRemoveMinter(minter common.Address) ([]byte, error) {
	return testDollar.abi.Pack("removeMinter", minter)
}

// UnpackRemoveMinter is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3092afd5.
//
// Solidity: function removeMinter(address minter) returns(bool)
func (testDollar *TestDollar) UnpackRemoveMinter(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("removeMinter", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function symbol() view returns(string)
func (testDollar *TestDollar) PackSymbol() []byte {
	enc, err := testDollar.abi.Pack("symbol")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function symbol() view returns(string)
func (testDollar *TestDollar) TryPackSymbol() ([]byte, error) {
	return testDollar.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (testDollar *TestDollar) UnpackSymbol(data []byte) (string, error) {
	out, err := testDollar.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalSupply() view returns(uint256)
func (testDollar *TestDollar) PackTotalSupply() []byte {
	enc, err := testDollar.abi.Pack("totalSupply")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalSupply() view returns(uint256)
func (testDollar *TestDollar) TryPackTotalSupply() ([]byte, error) {
	return testDollar.abi.Pack("totalSupply")
}

// UnpackTotalSupply is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x18160ddd.
//
// Solidity: function totalSupply() view returns(uint256)
func (testDollar *TestDollar) UnpackTotalSupply(data []byte) (*big.Int, error) {
	out, err := testDollar.abi.Unpack("totalSupply", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testDollar *TestDollar) PackTransfer(to common.Address, value *big.Int) []byte {
	enc, err := testDollar.abi.Pack("transfer", to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testDollar *TestDollar) TryPackTransfer(to common.Address, value *big.Int) ([]byte, error) {
	return testDollar.abi.Pack("transfer", to, value)
}

// UnpackTransfer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa9059cbb.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testDollar *TestDollar) UnpackTransfer(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("transfer", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testDollar *TestDollar) PackTransferFrom(from common.Address, to common.Address, value *big.Int) []byte {
	enc, err := testDollar.abi.Pack("transferFrom", from, to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testDollar *TestDollar) TryPackTransferFrom(from common.Address, to common.Address, value *big.Int) ([]byte, error) {
	return testDollar.abi.Pack("transferFrom", from, to, value)
}

// UnpackTransferFrom is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x23b872dd.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testDollar *TestDollar) UnpackTransferFrom(data []byte) (bool, error) {
	out, err := testDollar.abi.Unpack("transferFrom", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (testDollar *TestDollar) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := testDollar.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (testDollar *TestDollar) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return testDollar.abi.Pack("transferOwnership", newOwner)
}

// PackTransferWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe3ee160e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) returns()
func (testDollar *TestDollar) PackTransferWithAuthorization(from common.Address, to common.Address, value *big.Int, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := testDollar.abi.Pack("transferWithAuthorization", from, to, value, validAfter, validBefore, nonce, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe3ee160e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) returns()
func (testDollar *TestDollar) TryPackTransferWithAuthorization(from common.Address, to common.Address, value *big.Int, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return testDollar.abi.Pack("transferWithAuthorization", from, to, value, validAfter, validBefore, nonce, v, r, s)
}

// PackTransferWithAuthorization0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf092995.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns()
func (testDollar *TestDollar) PackTransferWithAuthorization0(from common.Address, to common.Address, value *big.Int, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, signature []byte) []byte {
	enc, err := testDollar.abi.Pack("transferWithAuthorization0", from, to, value, validAfter, validBefore, nonce, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferWithAuthorization0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf092995.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) returns()
func (testDollar *TestDollar) TryPackTransferWithAuthorization0(from common.Address, to common.Address, value *big.Int, validAfter *big.Int, validBefore *big.Int, nonce [32]byte, signature []byte) ([]byte, error) {
	return testDollar.abi.Pack("transferWithAuthorization0", from, to, value, validAfter, validBefore, nonce, signature)
}

// PackUnBlacklist is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a895266.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unBlacklist(address account) returns()
func (testDollar *TestDollar) PackUnBlacklist(account common.Address) []byte {
	enc, err := testDollar.abi.Pack("unBlacklist", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnBlacklist is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a895266.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unBlacklist(address account) returns()
func (testDollar *TestDollar) TryPackUnBlacklist(account common.Address) ([]byte, error) {
	return testDollar.abi.Pack("unBlacklist", account)
}

// PackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unpause() returns()
func (testDollar *TestDollar) PackUnpause() []byte {
	enc, err := testDollar.abi.Pack("unpause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unpause() returns()
func (testDollar *TestDollar) TryPackUnpause() ([]byte, error) {
	return testDollar.abi.Pack("unpause")
}

// PackVersion is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x54fd4d50.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function version() view returns(string)
func (testDollar *TestDollar) PackVersion() []byte {
	enc, err := testDollar.abi.Pack("version")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVersion is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x54fd4d50.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function version() view returns(string)
func (testDollar *TestDollar) TryPackVersion() ([]byte, error) {
	return testDollar.abi.Pack("version")
}

// UnpackVersion is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x54fd4d50.
//
// Solidity: function version() view returns(string)
func (testDollar *TestDollar) UnpackVersion(data []byte) (string, error) {
	out, err := testDollar.abi.Unpack("version", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// TestDollarApproval represents a Approval event raised by the TestDollar contract.
type TestDollarApproval struct {
	Owner   common.Address
	Spender common.Address
	Value   *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const TestDollarApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (TestDollarApproval) ContractEventName() string {
	return TestDollarApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed spender, uint256 value)
func (testDollar *TestDollar) UnpackApprovalEvent(log *types.Log) (*TestDollarApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarApproval)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarAuthorizationCanceled represents a AuthorizationCanceled event raised by the TestDollar contract.
type TestDollarAuthorizationCanceled struct {
	Authorizer common.Address
	Nonce      [32]byte
	Raw        *types.Log // Blockchain specific contextual infos
}

const TestDollarAuthorizationCanceledEventName = "AuthorizationCanceled"

// ContractEventName returns the user-defined event name.
func (TestDollarAuthorizationCanceled) ContractEventName() string {
	return TestDollarAuthorizationCanceledEventName
}

// UnpackAuthorizationCanceledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)
func (testDollar *TestDollar) UnpackAuthorizationCanceledEvent(log *types.Log) (*TestDollarAuthorizationCanceled, error) {
	event := "AuthorizationCanceled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarAuthorizationCanceled)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarAuthorizationUsed represents a AuthorizationUsed event raised by the TestDollar contract.
type TestDollarAuthorizationUsed struct {
	Authorizer common.Address
	Nonce      [32]byte
	Raw        *types.Log // Blockchain specific contextual infos
}

const TestDollarAuthorizationUsedEventName = "AuthorizationUsed"

// ContractEventName returns the user-defined event name.
func (TestDollarAuthorizationUsed) ContractEventName() string {
	return TestDollarAuthorizationUsedEventName
}

// UnpackAuthorizationUsedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)
func (testDollar *TestDollar) UnpackAuthorizationUsedEvent(log *types.Log) (*TestDollarAuthorizationUsed, error) {
	event := "AuthorizationUsed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarAuthorizationUsed)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarBlacklisted represents a Blacklisted event raised by the TestDollar contract.
type TestDollarBlacklisted struct {
	Account common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const TestDollarBlacklistedEventName = "Blacklisted"

// ContractEventName returns the user-defined event name.
func (TestDollarBlacklisted) ContractEventName() string {
	return TestDollarBlacklistedEventName
}

// UnpackBlacklistedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Blacklisted(address indexed _account)
func (testDollar *TestDollar) UnpackBlacklistedEvent(log *types.Log) (*TestDollarBlacklisted, error) {
	event := "Blacklisted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarBlacklisted)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarBurn represents a Burn event raised by the TestDollar contract.
type TestDollarBurn struct {
	Burner common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const TestDollarBurnEventName = "Burn"

// ContractEventName returns the user-defined event name.
func (TestDollarBurn) ContractEventName() string {
	return TestDollarBurnEventName
}

// UnpackBurnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Burn(address indexed burner, uint256 amount)
func (testDollar *TestDollar) UnpackBurnEvent(log *types.Log) (*TestDollarBurn, error) {
	event := "Burn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarBurn)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarMint represents a Mint event raised by the TestDollar contract.
type TestDollarMint struct {
	Minter common.Address
	To     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const TestDollarMintEventName = "Mint"

// ContractEventName returns the user-defined event name.
func (TestDollarMint) ContractEventName() string {
	return TestDollarMintEventName
}

// UnpackMintEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Mint(address indexed minter, address indexed to, uint256 amount)
func (testDollar *TestDollar) UnpackMintEvent(log *types.Log) (*TestDollarMint, error) {
	event := "Mint"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarMint)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarMinterConfigured represents a MinterConfigured event raised by the TestDollar contract.
type TestDollarMinterConfigured struct {
	Minter              common.Address
	MinterAllowedAmount *big.Int
	Raw                 *types.Log // Blockchain specific contextual infos
}

const TestDollarMinterConfiguredEventName = "MinterConfigured"

// ContractEventName returns the user-defined event name.
func (TestDollarMinterConfigured) ContractEventName() string {
	return TestDollarMinterConfiguredEventName
}

// UnpackMinterConfiguredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MinterConfigured(address indexed minter, uint256 minterAllowedAmount)
func (testDollar *TestDollar) UnpackMinterConfiguredEvent(log *types.Log) (*TestDollarMinterConfigured, error) {
	event := "MinterConfigured"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarMinterConfigured)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarMinterRemoved represents a MinterRemoved event raised by the TestDollar contract.
type TestDollarMinterRemoved struct {
	OldMinter common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const TestDollarMinterRemovedEventName = "MinterRemoved"

// ContractEventName returns the user-defined event name.
func (TestDollarMinterRemoved) ContractEventName() string {
	return TestDollarMinterRemovedEventName
}

// UnpackMinterRemovedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MinterRemoved(address indexed oldMinter)
func (testDollar *TestDollar) UnpackMinterRemovedEvent(log *types.Log) (*TestDollarMinterRemoved, error) {
	event := "MinterRemoved"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarMinterRemoved)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarOwnershipTransferred represents a OwnershipTransferred event raised by the TestDollar contract.
type TestDollarOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const TestDollarOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (TestDollarOwnershipTransferred) ContractEventName() string {
	return TestDollarOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address previousOwner, address newOwner)
func (testDollar *TestDollar) UnpackOwnershipTransferredEvent(log *types.Log) (*TestDollarOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarPause represents a Pause event raised by the TestDollar contract.
type TestDollarPause struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const TestDollarPauseEventName = "Pause"

// ContractEventName returns the user-defined event name.
func (TestDollarPause) ContractEventName() string {
	return TestDollarPauseEventName
}

// UnpackPauseEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Pause()
func (testDollar *TestDollar) UnpackPauseEvent(log *types.Log) (*TestDollarPause, error) {
	event := "Pause"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarPause)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarTransfer represents a Transfer event raised by the TestDollar contract.
type TestDollarTransfer struct {
	From  common.Address
	To    common.Address
	Value *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const TestDollarTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (TestDollarTransfer) ContractEventName() string {
	return TestDollarTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 value)
func (testDollar *TestDollar) UnpackTransferEvent(log *types.Log) (*TestDollarTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarTransfer)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarUnBlacklisted represents a UnBlacklisted event raised by the TestDollar contract.
type TestDollarUnBlacklisted struct {
	Account common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const TestDollarUnBlacklistedEventName = "UnBlacklisted"

// ContractEventName returns the user-defined event name.
func (TestDollarUnBlacklisted) ContractEventName() string {
	return TestDollarUnBlacklistedEventName
}

// UnpackUnBlacklistedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event UnBlacklisted(address indexed _account)
func (testDollar *TestDollar) UnpackUnBlacklistedEvent(log *types.Log) (*TestDollarUnBlacklisted, error) {
	event := "UnBlacklisted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarUnBlacklisted)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestDollarUnpause represents a Unpause event raised by the TestDollar contract.
type TestDollarUnpause struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const TestDollarUnpauseEventName = "Unpause"

// ContractEventName returns the user-defined event name.
func (TestDollarUnpause) ContractEventName() string {
	return TestDollarUnpauseEventName
}

// UnpackUnpauseEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Unpause()
func (testDollar *TestDollar) UnpackUnpauseEvent(log *types.Log) (*TestDollarUnpause, error) {
	event := "Unpause"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testDollar.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestDollarUnpause)
	if len(log.Data) > 0 {
		if err := testDollar.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testDollar.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestOddTokenMetaData contains all meta data concerning the TestOddToken contract.
var TestOddTokenMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fee_\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"answer\",\"outputs\":[{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"callBack\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"fee\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"mint\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"name\":\"receiveWithAuthorization\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transfer\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "TestOddToken",
	Bin: "0x60a034605d57601f610b9738819003918201601f19168301916001600160401b03831184841017606157808492602094604052833981010312605d5751608052604051610b219081610076823960805181818160a601526108320152f35b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f3560e01c806323b872dd1461062b57806340c10f19146105c357806370a082311461056157806385bb7d691461041657806388b7ab631461036d578063a9059cbb1461031e578063ba22bba0146100cd5763ddca3f4314610071575f80fd5b346100c9575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c95760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b5f80fd5b346100c95760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c957610104610676565b6024359067ffffffffffffffff82116100c957366023830112156100c95781600401359067ffffffffffffffff82116100c95736602483850101116100c95773ffffffffffffffffffffffffffffffffffffffff167fffffffffffffffffffffffff0000000000000000000000000000000000000000600154161760015561018d6002546106bc565b601f81116102b0575b505f601f82116001146101f55781906101e2935f926101e7575b50507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8260011b9260031b1c19161790565b600255005b6024925001013583806101b0565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08216927f405787fa12a823e0f2b7631cc41b3ba8828b3321ca811111fa75cd3aa3bb5ace915f5b8581106102955750836001951061025a575b505050811b01600255005b01602401357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff600384901b60f8161c1916905582808061024f565b9092602060018192602487870101358155019401910161023d565b818111156101965760025f52601f820160051c7f405787fa12a823e0f2b7631cc41b3ba8828b3321ca811111fa75cd3aa3bb5ace60208410610316575b81601f9101920160051c03905f5b828110610309575050610196565b5f828201556001016102fb565b5f91506102ed565b346100c95760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c957610362610358610676565b60243590336107fc565b602060405160018152f35b346100c95760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c9576103a4610676565b6103ac610699565b9060c4359167ffffffffffffffff83116100c957366023840112156100c9578260040135926103da8461077b565b906103e8604051928361070d565b84825236602486830101116100c957845f926104149660246020940184830137010152604435916107fc565b005b346100c9575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c957604051600354905f610455836106bc565b80835260208301936001811690811561052857506001146104ca575b509061048181604093038261070d565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f8351948593602085525180918160208701528686015e5f85828601015201168101030190f35b91905060035f527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b915f905b80821061050e57509091508101602001610481610471565b9192600181602092548385880101520191019092916104f6565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0016855250151560051b82016020019050610481610471565b346100c95760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c95773ffffffffffffffffffffffffffffffffffffffff6105ad610676565b165f525f602052602060405f2054604051908152f35b346100c95760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c95773ffffffffffffffffffffffffffffffffffffffff61060f610676565b165f525f60205260405f2061062760243582546107b5565b9055005b346100c95760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c957610362610665610676565b61066d610699565b604435916107fc565b6004359073ffffffffffffffffffffffffffffffffffffffff821682036100c957565b6024359073ffffffffffffffffffffffffffffffffffffffff821682036100c957565b90600182811c92168015610703575b60208310146106d657565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602260045260245ffd5b91607f16916106cb565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761074e57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b67ffffffffffffffff811161074e57601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b919082018092116107c257565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b919082039182116107c257565b73ffffffffffffffffffffffffffffffffffffffff91928261085792165f525f60205260405f2061082e8282546107ef565b90557f0000000000000000000000000000000000000000000000000000000000000000906107ef565b91165f525f60205261086e60405f209182546107b5565b905573ffffffffffffffffffffffffffffffffffffffff60015416806108915750565b6040515f6002546108a1816106bc565b9060018116908115610aee5750600114610a9f575b5091815f809493819403925af1503d15610a97573d906108d58261077b565b916108e3604051938461070d565b82523d5f602084013e5b815167ffffffffffffffff811161074e576109096003546106bc565b601f8111610a29575b50602092601f821160011461097057610960929382915f926109655750507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8260011b9260031b1c19161790565b600355565b015190505f806101b0565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe082169360035f527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b915f5b868110610a1157508360019596106109da575b505050811b01600355565b01517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff60f88460031b161c191690555f80806109cf565b919260206001819286850151815501940192016109bc565b818111156109125760035f52601f820160051c7fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b60208410610a8f575b81601f9101920160051c03905f5b828110610a82575050610912565b5f82820155600101610a74565b5f9150610a66565b6060906108ed565b905060025f527f405787fa12a823e0f2b7631cc41b3ba8828b3321ca811111fa75cd3aa3bb5ace5f905b828210610ada5750508101816108b6565b600181602092548487015201910190610ac9565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00168452508015150282019050816108b656",
}

// TestOddToken is an auto generated Go binding around an Ethereum contract.
type TestOddToken struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TestOddToken) GetABI() abi.ABI {
	return c.abi
}

// NewTestOddToken creates a new instance of TestOddToken.
func NewTestOddToken() *TestOddToken {
	parsed, err := TestOddTokenMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TestOddToken{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TestOddToken) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(uint256 fee_) returns()
func (testOddToken *TestOddToken) PackConstructor(fee_ *big.Int) []byte {
	enc, err := testOddToken.abi.Pack("", fee_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAnswer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x85bb7d69.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function answer() view returns(bytes)
func (testOddToken *TestOddToken) PackAnswer() []byte {
	enc, err := testOddToken.abi.Pack("answer")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnswer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x85bb7d69.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function answer() view returns(bytes)
func (testOddToken *TestOddToken) TryPackAnswer() ([]byte, error) {
	return testOddToken.abi.Pack("answer")
}

// UnpackAnswer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x85bb7d69.
//
// Solidity: function answer() view returns(bytes)
func (testOddToken *TestOddToken) UnpackAnswer(data []byte) ([]byte, error) {
	out, err := testOddToken.abi.Unpack("answer", data)
	if err != nil {
		return *new([]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([]byte)).(*[]byte)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testOddToken *TestOddToken) PackBalanceOf(account common.Address) []byte {
	enc, err := testOddToken.abi.Pack("balanceOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testOddToken *TestOddToken) TryPackBalanceOf(account common.Address) ([]byte, error) {
	return testOddToken.abi.Pack("balanceOf", account)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testOddToken *TestOddToken) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := testOddToken.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCallBack is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba22bba0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function callBack(address to, bytes data) returns()
func (testOddToken *TestOddToken) PackCallBack(to common.Address, data []byte) []byte {
	enc, err := testOddToken.abi.Pack("callBack", to, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCallBack is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba22bba0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function callBack(address to, bytes data) returns()
func (testOddToken *TestOddToken) TryPackCallBack(to common.Address, data []byte) ([]byte, error) {
	return testOddToken.abi.Pack("callBack", to, data)
}

// PackFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xddca3f43.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fee() view returns(uint256)
func (testOddToken *TestOddToken) PackFee() []byte {
	enc, err := testOddToken.abi.Pack("fee")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xddca3f43.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fee() view returns(uint256)
func (testOddToken *TestOddToken) TryPackFee() ([]byte, error) {
	return testOddToken.abi.Pack("fee")
}

// UnpackFee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xddca3f43.
//
// Solidity: function fee() view returns(uint256)
func (testOddToken *TestOddToken) UnpackFee(data []byte) (*big.Int, error) {
	out, err := testOddToken.abi.Unpack("fee", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function mint(address to, uint256 value) returns()
func (testOddToken *TestOddToken) PackMint(to common.Address, value *big.Int) []byte {
	enc, err := testOddToken.abi.Pack("mint", to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function mint(address to, uint256 value) returns()
func (testOddToken *TestOddToken) TryPackMint(to common.Address, value *big.Int) ([]byte, error) {
	return testOddToken.abi.Pack("mint", to, value)
}

// PackReceiveWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x88b7ab63.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function receiveWithAuthorization(address from, address to, uint256 value, uint256 , uint256 , bytes32 , bytes ) returns()
func (testOddToken *TestOddToken) PackReceiveWithAuthorization(from common.Address, to common.Address, value *big.Int, arg3 *big.Int, arg4 *big.Int, arg5 [32]byte, arg6 []byte) []byte {
	enc, err := testOddToken.abi.Pack("receiveWithAuthorization", from, to, value, arg3, arg4, arg5, arg6)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReceiveWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x88b7ab63.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function receiveWithAuthorization(address from, address to, uint256 value, uint256 , uint256 , bytes32 , bytes ) returns()
func (testOddToken *TestOddToken) TryPackReceiveWithAuthorization(from common.Address, to common.Address, value *big.Int, arg3 *big.Int, arg4 *big.Int, arg5 [32]byte, arg6 []byte) ([]byte, error) {
	return testOddToken.abi.Pack("receiveWithAuthorization", from, to, value, arg3, arg4, arg5, arg6)
}

// PackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testOddToken *TestOddToken) PackTransfer(to common.Address, value *big.Int) []byte {
	enc, err := testOddToken.abi.Pack("transfer", to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testOddToken *TestOddToken) TryPackTransfer(to common.Address, value *big.Int) ([]byte, error) {
	return testOddToken.abi.Pack("transfer", to, value)
}

// UnpackTransfer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa9059cbb.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testOddToken *TestOddToken) UnpackTransfer(data []byte) (bool, error) {
	out, err := testOddToken.abi.Unpack("transfer", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testOddToken *TestOddToken) PackTransferFrom(from common.Address, to common.Address, value *big.Int) []byte {
	enc, err := testOddToken.abi.Pack("transferFrom", from, to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testOddToken *TestOddToken) TryPackTransferFrom(from common.Address, to common.Address, value *big.Int) ([]byte, error) {
	return testOddToken.abi.Pack("transferFrom", from, to, value)
}

// UnpackTransferFrom is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x23b872dd.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testOddToken *TestOddToken) UnpackTransferFrom(data []byte) (bool, error) {
	out, err := testOddToken.abi.Unpack("transferFrom", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// TestWalletMetaData contains all meta data concerning the TestWallet contract.
var TestWalletMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"AlreadyOwned\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"execute\",\"outputs\":[{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"hash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"isValidSignature\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"stateMutability\":\"payable\",\"type\":\"receive\"}]",
	ID:  "TestWallet",
	Bin: "0x6080806040523460155761079b908161001a8239f35b5f80fdfe6080604052600436101561001a575b3615610018575f80fd5b005b5f3560e01c80631626ba7e146102d05780638da5cb5b1461027a578063b61d27f6146101335763c4d66de80361000e573461012f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012f576100816106a8565b5f549073ffffffffffffffffffffffffffffffffffffffff821615801590610111575b6100e95773ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000091169116175f555f80f35b7f569059c6000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff8116156100a4565b5f80fd5b3461012f5760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012f5761016a6106a8565b60443567ffffffffffffffff811161012f5761018a90369060040161067a565b9173ffffffffffffffffffffffffffffffffffffffff6101a8610776565b16330361025257825f93928493604051928392833781018481520391602435905af13d1561024a573d906101e36101de8361073c565b6106cb565b9182523d5f602084013e5b156102425760406020917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f835194859381855280519182918282880152018686015e5f85828601015201168101030190f35b602081519101fd5b6060906101ee565b7f30cd7471000000000000000000000000000000000000000000000000000000005f5260045ffd5b3461012f575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012f5760206102b2610776565b73ffffffffffffffffffffffffffffffffffffffff60405191168152f35b3461012f5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012f5760243567ffffffffffffffff811161012f5761031f90369060040161067a565b9061032c6101de8361073c565b918083526020830191368282011161012f57815f9260209285378401015260418251036105f6575190606060408201519101515f1a917f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0821161057257601b83148015610568575b156104e4576020925f92608092604051926004358452868401526040830152606082015282805260015afa156104d95773ffffffffffffffffffffffffffffffffffffffff5f5116801561047b5773ffffffffffffffffffffffffffffffffffffffff6103ff610776565b16036104535760207f1626ba7e000000000000000000000000000000000000000000000000000000005b7fffffffff0000000000000000000000000000000000000000000000000000000060405191168152f35b60207fffffffff00000000000000000000000000000000000000000000000000000000610429565b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152601c60248201527f45435265636f7665723a20696e76616c6964207369676e6174757265000000006044820152fd5b6040513d5f823e3d90fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f45435265636f7665723a20696e76616c6964207369676e61747572652027762760448201527f2076616c756500000000000000000000000000000000000000000000000000006064820152fd5b50601c8314610394565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f45435265636f7665723a20696e76616c6964207369676e61747572652027732760448201527f2076616c756500000000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602360248201527f45435265636f7665723a20696e76616c6964207369676e6174757265206c656e60448201527f67746800000000000000000000000000000000000000000000000000000000006064820152fd5b9181601f8401121561012f5782359167ffffffffffffffff831161012f576020838186019501011161012f57565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361012f57565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f604051930116820182811067ffffffffffffffff82111761070f57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b67ffffffffffffffff811161070f57601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b5f5473ffffffffffffffffffffffffffffffffffffffff168061079857503090565b9056",
}

// TestWallet is an auto generated Go binding around an Ethereum contract.
type TestWallet struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TestWallet) GetABI() abi.ABI {
	return c.abi
}

// NewTestWallet creates a new instance of TestWallet.
func NewTestWallet() *TestWallet {
	parsed, err := TestWalletMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TestWallet{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TestWallet) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb61d27f6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function execute(address to, uint256 value, bytes data) returns(bytes)
func (testWallet *TestWallet) PackExecute(to common.Address, value *big.Int, data []byte) []byte {
	enc, err := testWallet.abi.Pack("execute", to, value, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb61d27f6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function execute(address to, uint256 value, bytes data) returns(bytes)
func (testWallet *TestWallet) TryPackExecute(to common.Address, value *big.Int, data []byte) ([]byte, error) {
	return testWallet.abi.Pack("execute", to, value, data)
}

// UnpackExecute is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb61d27f6.
//
// Solidity: function execute(address to, uint256 value, bytes data) returns(bytes)
func (testWallet *TestWallet) UnpackExecute(data []byte) ([]byte, error) {
	out, err := testWallet.abi.Unpack("execute", data)
	if err != nil {
		return *new([]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([]byte)).(*[]byte)
	return out0, nil
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d66de8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize(address newOwner) returns()
func (testWallet *TestWallet) PackInitialize(newOwner common.Address) []byte {
	enc, err := testWallet.abi.Pack("initialize", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d66de8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initialize(address newOwner) returns()
func (testWallet *TestWallet) TryPackInitialize(newOwner common.Address) ([]byte, error) {
	return testWallet.abi.Pack("initialize", newOwner)
}

// PackIsValidSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1626ba7e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isValidSignature(bytes32 hash, bytes signature) view returns(bytes4)
func (testWallet *TestWallet) PackIsValidSignature(hash [32]byte, signature []byte) []byte {
	enc, err := testWallet.abi.Pack("isValidSignature", hash, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsValidSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1626ba7e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isValidSignature(bytes32 hash, bytes signature) view returns(bytes4)
func (testWallet *TestWallet) TryPackIsValidSignature(hash [32]byte, signature []byte) ([]byte, error) {
	return testWallet.abi.Pack("isValidSignature", hash, signature)
}

// UnpackIsValidSignature is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1626ba7e.
//
// Solidity: function isValidSignature(bytes32 hash, bytes signature) view returns(bytes4)
func (testWallet *TestWallet) UnpackIsValidSignature(data []byte) ([4]byte, error) {
	out, err := testWallet.abi.Unpack("isValidSignature", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (testWallet *TestWallet) PackOwner() []byte {
	enc, err := testWallet.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (testWallet *TestWallet) TryPackOwner() ([]byte, error) {
	return testWallet.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (testWallet *TestWallet) UnpackOwner(data []byte) (common.Address, error) {
	out, err := testWallet.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (testWallet *TestWallet) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], testWallet.abi.Errors["AlreadyOwned"].ID.Bytes()[:4]) {
		return testWallet.UnpackAlreadyOwnedError(raw[4:])
	}
	if bytes.Equal(raw[:4], testWallet.abi.Errors["NotOwner"].ID.Bytes()[:4]) {
		return testWallet.UnpackNotOwnerError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// TestWalletAlreadyOwned represents a AlreadyOwned error raised by the TestWallet contract.
type TestWalletAlreadyOwned struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyOwned()
func TestWalletAlreadyOwnedErrorID() common.Hash {
	return common.HexToHash("0x569059c6bb1bcbbdcc23b71bd93db808e9fa40fa1585f60248a94dfc8efc7f97")
}

// UnpackAlreadyOwnedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyOwned()
func (testWallet *TestWallet) UnpackAlreadyOwnedError(raw []byte) (*TestWalletAlreadyOwned, error) {
	out := new(TestWalletAlreadyOwned)
	if err := testWallet.abi.UnpackIntoInterface(out, "AlreadyOwned", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestWalletNotOwner represents a NotOwner error raised by the TestWallet contract.
type TestWalletNotOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOwner()
func TestWalletNotOwnerErrorID() common.Hash {
	return common.HexToHash("0x30cd74712f59d478562d48e2d35de830db72c60a63dd08ae59199eec990b5bc4")
}

// UnpackNotOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOwner()
func (testWallet *TestWallet) UnpackNotOwnerError(raw []byte) (*TestWalletNotOwner, error) {
	out := new(TestWalletNotOwner)
	if err := testWallet.abi.UnpackIntoInterface(out, "NotOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestWalletFactoryMetaData contains all meta data concerning the TestWalletFactory contract.
var TestWalletFactoryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"deploy\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"wallet\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"walletOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "TestWalletFactory",
	Bin: "0x60808060405234601557610aa9908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c806332c02a141461006a576372d9e80e1461002f575f80fd5b3461006657602061004861004236610083565b90610220565b73ffffffffffffffffffffffffffffffffffffffff60405191168152f35b5f80fd5b3461006657602061004861007d36610083565b90610142565b7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc60409101126100665760043573ffffffffffffffffffffffffffffffffffffffff81168103610066579060243590565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761011557604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b91909161014f8382610220565b92833b61021c5761016090826102b7565b6040516107b580820182811067ffffffffffffffff8211176101155782916102f4833903905ff580156102115773ffffffffffffffffffffffffffffffffffffffff1690813b156100665773ffffffffffffffffffffffffffffffffffffffff60245f928360405195869485937fc4d66de80000000000000000000000000000000000000000000000000000000085521660048401525af18015610211576102055750565b5f61020f916100d4565b565b6040513d5f823e3d90fd5b5050565b73ffffffffffffffffffffffffffffffffffffffff9161023f916102b7565b6107b560405161025260208301826100d4565b81815260208101916102f483395190206040519060208201927fff0000000000000000000000000000000000000000000000000000000000000084523060601b602184015260358301526055820152605581526102b06075826100d4565b5190201690565b906040519073ffffffffffffffffffffffffffffffffffffffff60208301931683526040820152604081526102ed6060826100d4565b5190209056fe6080806040523460155761079b908161001a8239f35b5f80fdfe6080604052600436101561001a575b3615610018575f80fd5b005b5f3560e01c80631626ba7e146102d05780638da5cb5b1461027a578063b61d27f6146101335763c4d66de80361000e573461012f5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012f576100816106a8565b5f549073ffffffffffffffffffffffffffffffffffffffff821615801590610111575b6100e95773ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000091169116175f555f80f35b7f569059c6000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff8116156100a4565b5f80fd5b3461012f5760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012f5761016a6106a8565b60443567ffffffffffffffff811161012f5761018a90369060040161067a565b9173ffffffffffffffffffffffffffffffffffffffff6101a8610776565b16330361025257825f93928493604051928392833781018481520391602435905af13d1561024a573d906101e36101de8361073c565b6106cb565b9182523d5f602084013e5b156102425760406020917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f835194859381855280519182918282880152018686015e5f85828601015201168101030190f35b602081519101fd5b6060906101ee565b7f30cd7471000000000000000000000000000000000000000000000000000000005f5260045ffd5b3461012f575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012f5760206102b2610776565b73ffffffffffffffffffffffffffffffffffffffff60405191168152f35b3461012f5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012f5760243567ffffffffffffffff811161012f5761031f90369060040161067a565b9061032c6101de8361073c565b918083526020830191368282011161012f57815f9260209285378401015260418251036105f6575190606060408201519101515f1a917f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0821161057257601b83148015610568575b156104e4576020925f92608092604051926004358452868401526040830152606082015282805260015afa156104d95773ffffffffffffffffffffffffffffffffffffffff5f5116801561047b5773ffffffffffffffffffffffffffffffffffffffff6103ff610776565b16036104535760207f1626ba7e000000000000000000000000000000000000000000000000000000005b7fffffffff0000000000000000000000000000000000000000000000000000000060405191168152f35b60207fffffffff00000000000000000000000000000000000000000000000000000000610429565b60646040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152601c60248201527f45435265636f7665723a20696e76616c6964207369676e6174757265000000006044820152fd5b6040513d5f823e3d90fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f45435265636f7665723a20696e76616c6964207369676e61747572652027762760448201527f2076616c756500000000000000000000000000000000000000000000000000006064820152fd5b50601c8314610394565b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602660248201527f45435265636f7665723a20696e76616c6964207369676e61747572652027732760448201527f2076616c756500000000000000000000000000000000000000000000000000006064820152fd5b60846040517f08c379a000000000000000000000000000000000000000000000000000000000815260206004820152602360248201527f45435265636f7665723a20696e76616c6964207369676e6174757265206c656e60448201527f67746800000000000000000000000000000000000000000000000000000000006064820152fd5b9181601f8401121561012f5782359167ffffffffffffffff831161012f576020838186019501011161012f57565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361012f57565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f604051930116820182811067ffffffffffffffff82111761070f57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b67ffffffffffffffff811161070f57601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b5f5473ffffffffffffffffffffffffffffffffffffffff168061079857503090565b9056",
}

// TestWalletFactory is an auto generated Go binding around an Ethereum contract.
type TestWalletFactory struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TestWalletFactory) GetABI() abi.ABI {
	return c.abi
}

// NewTestWalletFactory creates a new instance of TestWalletFactory.
func NewTestWalletFactory() *TestWalletFactory {
	parsed, err := TestWalletFactoryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TestWalletFactory{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TestWalletFactory) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackDeploy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x32c02a14.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deploy(address owner, bytes32 salt) returns(address wallet)
func (testWalletFactory *TestWalletFactory) PackDeploy(owner common.Address, salt [32]byte) []byte {
	enc, err := testWalletFactory.abi.Pack("deploy", owner, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeploy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x32c02a14.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deploy(address owner, bytes32 salt) returns(address wallet)
func (testWalletFactory *TestWalletFactory) TryPackDeploy(owner common.Address, salt [32]byte) ([]byte, error) {
	return testWalletFactory.abi.Pack("deploy", owner, salt)
}

// UnpackDeploy is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x32c02a14.
//
// Solidity: function deploy(address owner, bytes32 salt) returns(address wallet)
func (testWalletFactory *TestWalletFactory) UnpackDeploy(data []byte) (common.Address, error) {
	out, err := testWalletFactory.abi.Unpack("deploy", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackWalletOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x72d9e80e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function walletOf(address owner, bytes32 salt) view returns(address)
func (testWalletFactory *TestWalletFactory) PackWalletOf(owner common.Address, salt [32]byte) []byte {
	enc, err := testWalletFactory.abi.Pack("walletOf", owner, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWalletOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x72d9e80e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function walletOf(address owner, bytes32 salt) view returns(address)
func (testWalletFactory *TestWalletFactory) TryPackWalletOf(owner common.Address, salt [32]byte) ([]byte, error) {
	return testWalletFactory.abi.Pack("walletOf", owner, salt)
}

// UnpackWalletOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x72d9e80e.
//
// Solidity: function walletOf(address owner, bytes32 salt) view returns(address)
func (testWalletFactory *TestWalletFactory) UnpackWalletOf(data []byte) (common.Address, error) {
	out, err := testWalletFactory.abi.Unpack("walletOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// X402BatchSettlementMetaData contains all meta data concerning the X402BatchSettlement contract.
var X402BatchSettlementMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"ClaimExceedsBalance\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ClaimExceedsCeiling\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"DepositCollectionFailed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"DepositOverflow\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EmptyBatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidChannel\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidCollector\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidRefundNonce\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAuthorizedToClaim\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAuthorizedToFinalizeWithdraw\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAuthorizedToRefund\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotReceiverAuthorizer\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingToWithdraw\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"TransferRefused\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"WithdrawAmountExceedsAvailable\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"WithdrawDelayNotElapsed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"WithdrawDelayOutOfRange\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"WithdrawalAlreadyPending\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"WithdrawalNotPending\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ZeroDeposit\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ZeroRefund\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"indexed\":false,\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"config\",\"type\":\"tuple\"}],\"name\":\"ChannelClosed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"indexed\":false,\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"config\",\"type\":\"tuple\"}],\"name\":\"ChannelCreated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"claimAmount\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"newTotalClaimed\",\"type\":\"uint128\"}],\"name\":\"Claimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"newBalance\",\"type\":\"uint128\"}],\"name\":\"Deposited\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"Refunded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"Settled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"WithdrawFinalized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint40\",\"name\":\"finalizeAfter\",\"type\":\"uint40\"}],\"name\":\"WithdrawInitiated\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"CHANNEL_CONFIG_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"CLAIM_BATCH_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"CLAIM_ENTRY_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_WITHDRAW_DELAY\",\"outputs\":[{\"internalType\":\"uint40\",\"name\":\"\",\"type\":\"uint40\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MIN_WITHDRAW_DELAY\",\"outputs\":[{\"internalType\":\"uint40\",\"name\":\"\",\"type\":\"uint40\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"REFUND_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"VOUCHER_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"name\":\"channels\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"balance\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"totalClaimed\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"channel\",\"type\":\"tuple\"},{\"internalType\":\"uint128\",\"name\":\"maxClaimableAmount\",\"type\":\"uint128\"}],\"internalType\":\"structX402BatchSettlement.Voucher\",\"name\":\"voucher\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"},{\"internalType\":\"uint128\",\"name\":\"totalClaimed\",\"type\":\"uint128\"}],\"internalType\":\"structX402BatchSettlement.VoucherClaim[]\",\"name\":\"voucherClaims\",\"type\":\"tuple[]\"}],\"name\":\"claim\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"channel\",\"type\":\"tuple\"},{\"internalType\":\"uint128\",\"name\":\"maxClaimableAmount\",\"type\":\"uint128\"}],\"internalType\":\"structX402BatchSettlement.Voucher\",\"name\":\"voucher\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"},{\"internalType\":\"uint128\",\"name\":\"totalClaimed\",\"type\":\"uint128\"}],\"internalType\":\"structX402BatchSettlement.VoucherClaim[]\",\"name\":\"voucherClaims\",\"type\":\"tuple[]\"},{\"internalType\":\"bytes\",\"name\":\"authorizerSignature\",\"type\":\"bytes\"}],\"name\":\"claimWithSignature\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"config\",\"type\":\"tuple\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"internalType\":\"address\",\"name\":\"collector\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"collectorData\",\"type\":\"bytes\"}],\"name\":\"deposit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"config\",\"type\":\"tuple\"}],\"name\":\"finalizeWithdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"config\",\"type\":\"tuple\"}],\"name\":\"getChannelId\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"channel\",\"type\":\"tuple\"},{\"internalType\":\"uint128\",\"name\":\"maxClaimableAmount\",\"type\":\"uint128\"}],\"internalType\":\"structX402BatchSettlement.Voucher\",\"name\":\"voucher\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"},{\"internalType\":\"uint128\",\"name\":\"totalClaimed\",\"type\":\"uint128\"}],\"internalType\":\"structX402BatchSettlement.VoucherClaim[]\",\"name\":\"voucherClaims\",\"type\":\"tuple[]\"}],\"name\":\"getClaimBatchDigest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"getRefundDigest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"maxClaimableAmount\",\"type\":\"uint128\"}],\"name\":\"getVoucherDigest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"config\",\"type\":\"tuple\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"initiateWithdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes[]\",\"name\":\"data\",\"type\":\"bytes[]\"}],\"name\":\"multicall\",\"outputs\":[{\"internalType\":\"bytes[]\",\"name\":\"results\",\"type\":\"bytes[]\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"name\":\"pendingWithdrawals\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"internalType\":\"uint40\",\"name\":\"initiatedAt\",\"type\":\"uint40\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"receivers\",\"outputs\":[{\"internalType\":\"uint128\",\"name\":\"totalClaimed\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"totalSettled\",\"type\":\"uint128\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"config\",\"type\":\"tuple\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"refund\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"channelId\",\"type\":\"bytes32\"}],\"name\":\"refundNonce\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payerAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"receiverAuthorizer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint40\",\"name\":\"withdrawDelay\",\"type\":\"uint40\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"internalType\":\"structX402BatchSettlement.ChannelConfig\",\"name\":\"config\",\"type\":\"tuple\"},{\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"receiverAuthorizerSignature\",\"type\":\"bytes\"}],\"name\":\"refundWithSignature\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"settle\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "X402BatchSettlement",
	Bin: "0x60c0346100df5746608052602081017f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f81527fe03c502b9066cc6f23a8f0f48ed32cb7d506f9f0a2d0055449f256846a770e9a60408301527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608301524660808301523060a083015260a0825260c082019180831060018060401b038411176100cb578260405251902060a0526130a790816100e482396080518161299b015260a051816129c10152f35b634e487b7160e01b5f52604160045260245ffd5b5f80fdfe60806040526004361015610011575f80fd5b5f5f3560e01c8063140f1e75146115865780631e69ef401461152d5780631fc3277d146114f157806321ff63891461143b57806329237b0c146112af578063488ccc3b1461125457806353ab0fae146111fb5780635e5e0b87146111c05780637a7ebd7b14611159578063862bb199146110fe5780638e4a68ac146110a557806394739e871461104c5780639db32a8f14610fa7578063ac9650d814610e0c578063ae15943914610dd1578063b77433e914610c93578063b7f06ebe14610c1b578063ba94ec0d14610bc2578063cf5cf3dc1461093c578063dce4bfae146107e3578063e25cf1891461077d578063e43ce1f21461052e578063e88377b11461016c5763f0dc792e14610122575f80fd5b346101695760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760406020916004358152600183522054604051908152f35b80fd5b50346101695760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760ff815c166105065760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825c1617815d6101d6612f15565b156104de576101e3612379565b808252600260205260408220604051906040820182811067ffffffffffffffff8211176104b157604052546fffffffffffffffffffffffffffffffff8116825260801c64ffffffffff166020820181815290156104895764ffffffffff90511664ffffffffff610251611f35565b16810180911161045c5742106104345781835260026020528260408120556fffffffffffffffffffffffffffffffff61028983612f6c565b915116906fffffffffffffffffffffffffffffffff811682101561042c5750905b604051916fffffffffffffffffffffffffffffffff811692838152827f546ce1e2242cd930c196bd08b894443562d709b4fffe4f028a75a6d233efc6e360203393a3818452836020526fffffffffffffffffffffffffffffffff610315604086209282845416611f49565b167fffffffffffffffffffffffffffffffff00000000000000000000000000000000825416178155546fffffffffffffffffffffffffffffffff8116159081610420575b506103e8575b5080610390575b507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b6084359073ffffffffffffffffffffffffffffffffffffffff821682036103e45760043573ffffffffffffffffffffffffffffffffffffffff811681036103e0576103da92612ac8565b5f610366565b8380fd5b8280fd5b7f8d5942f197f362dfd44dfdc1b0b7a9721c9151b67f55817c83349271d3c08d3760e0604051610419816004612028565ba25f61035f565b905060801c155f610359565b9050906102aa565b6004837ff3965827000000000000000000000000000000000000000000000000000000008152fd5b6024847f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b6004847f3a0a1ca6000000000000000000000000000000000000000000000000000000008152fd5b6024857f4e487b710000000000000000000000000000000000000000000000000000000081526041600452fd5b807f15f969d50000000000000000000000000000000000000000000000000000000060049252fd5b807f3ee5aeb50000000000000000000000000000000000000000000000000000000060049252fd5b50346101695760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760043567ffffffffffffffff81116107795761057e903690600401611e37565b9060243567ffffffffffffffff81116103e05761059f903690600401611e09565b60ff859392935c166107515760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00865c1617855d8315610729578135907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec1833603018212156107255761063061061d606061063794860101611f14565b9461062887866121bf565b923691612625565b9084612bda565b156106fd5773ffffffffffffffffffffffffffffffffffffffff849216915b83811061068757847fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b8273ffffffffffffffffffffffffffffffffffffffff6106b360606106ad858988612109565b01611f14565b16036106d557806106cf6106ca6001938786612109565b6126bc565b01610656565b6004857ff5e2237d000000000000000000000000000000000000000000000000000000008152fd5b6004847f8baa579f000000000000000000000000000000000000000000000000000000008152fd5b8580fd5b6004857fc2e5347d000000000000000000000000000000000000000000000000000000008152fd5b6004857f3ee5aeb5000000000000000000000000000000000000000000000000000000008152fd5b5080fd5b50346101695760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016957604435906fffffffffffffffffffffffffffffffff821682036101695760206107db8360243560043561265b565b604051908152f35b5034610169577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161010081126107795760e01361016957610824611d83565b60ff825c166109145760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00835c1617825d60643573ffffffffffffffffffffffffffffffffffffffff8116908181036103e05750331480156108e9575b156108c15761089890610893612379565b612cc0565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b6004827f7864f008000000000000000000000000000000000000000000000000000000008152fd5b5060443573ffffffffffffffffffffffffffffffffffffffff8116908181036103e057503314610882565b6004827f3ee5aeb5000000000000000000000000000000000000000000000000000000008152fd5b5034610169577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161010081126107795760e0136101695761097d611d83565b60ff825c166109145760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00835c1617825d6109b7612f15565b15610b9a576fffffffffffffffffffffffffffffffff8116908115610b72576109de612379565b918284526002602052604084209064ffffffffff825460801c16610b4a576fffffffffffffffffffffffffffffffff610a1685612f6c565b168111610b225781547fffffffffffffffffffffff0000000000ffffffffffffffffffffffffffffffff9091167fffffffffffffffffffffff000000000000000000000000000000000000000000909116174260801b74ffffffffff000000000000000000000000000000001617905564ffffffffff610a94611f35565b1664ffffffffff4216019064ffffffffff821161045c57604080516fffffffffffffffffffffffffffffffff92909216825264ffffffffff9290921660208201527fe4280d0d903c7f258f62b07c62f262377cbaa23f7791d78126e6446e0f0e3c239190a27fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b6004857f6d3d5764000000000000000000000000000000000000000000000000000000008152fd5b6004857fa2aed0f0000000000000000000000000000000000000000000000000000000008152fd5b6004837fd0d04f60000000000000000000000000000000000000000000000000000000008152fd5b6004827fea3a9a39000000000000000000000000000000000000000000000000000000008152fd5b503461016957807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760206040517f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf58152f35b50346101695760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610169576004358152600260209081526040918290205482516fffffffffffffffffffffffffffffffff8216815260809190911c64ffffffffff169181019190915290819081015b0390f35b5034610169577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161014081126107795760e01361016957610cd4611d83565b610104356101243567ffffffffffffffff81116103e057610cf9903690600401611e09565b9060ff855c166107515760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00865c1617855d610d34612379565b92838652600160205260408620548103610da95790610d6c610d5b86610d7295948761265b565b91610d64611ece565b933691612625565b91612bda565b15610d81579061089891612cc0565b6004837f8baa579f000000000000000000000000000000000000000000000000000000008152fd5b6004867f164f1afe000000000000000000000000000000000000000000000000000000008152fd5b503461016957807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760206040516103848152f35b50346101695760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760043567ffffffffffffffff811161077957610e5c903690600401611e37565b9091610e6782612176565b92610e756040519485611f7b565b8284527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0610ea284612176565b01825b818110610f96575050815b83811015610f13578280610ec98360051b85018561256b565b9081604051928392833781018381520390305af4610ee56125f6565b9015610f0b5790600191610ef982886121ab565b52610f0481876121ab565b5001610eb0565b602081519101fd5b84836040519182916020830160208452825180915260408401602060408360051b870101940192905b828210610f4b57505050500390f35b91936020610f86827fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc060019597998495030186528851611e68565b9601920192018594939192610f3c565b806060602080938901015201610ea5565b50346101695760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016957610fdf611da2565b610fe7611dc5565b9060ff835c1661102457906108989160017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00855c1617845d61245d565b6004837f3ee5aeb5000000000000000000000000000000000000000000000000000000008152fd5b503461016957807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760206040517f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a698152f35b503461016957807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760206040517f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db3088152f35b50346101695760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016957602435906fffffffffffffffffffffffffffffffff821682036101695760206107db83600435612402565b50346101695760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016957600435815260208181526040918290205482516fffffffffffffffffffffffffffffffff8216815260809190911c91810191909152f35b50346101695760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610169575060206107db612379565b503461016957807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760206040517f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d578152f35b50346101695760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610169576004359067ffffffffffffffff82116101695760206107db6112a93660048601611e37565b906121bf565b50346101695760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760043567ffffffffffffffff8111610779576112ff903690600401611e37565b9060ff835c166110245760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00845c1617835d811561141357825b82811061136b57837fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b611376818484612109565b73ffffffffffffffffffffffffffffffffffffffff61139760608301611f14565b1633149081156113e7575b50156113bf57806113b96106ca6001938686612109565b0161133a565b6004847fdefb7069000000000000000000000000000000000000000000000000000000008152fd5b73ffffffffffffffffffffffffffffffffffffffff9150604061140a9101611f14565b1633145f6113a2565b6004837fc2e5347d000000000000000000000000000000000000000000000000000000008152fd5b50346101695760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695773ffffffffffffffffffffffffffffffffffffffff604061148a611da2565b9282611494611dc5565b9416815260036020522091165f52602052610c8f60405f205460405191816fffffffffffffffffffffffffffffffff849360801c9116839092916fffffffffffffffffffffffffffffffff60209181604085019616845216910152565b503461016957807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016957602060405162278d008152f35b503461016957807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101695760206040517fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb2168152f35b5034611b6c577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101408112611b6c5760e013611b6c576115c7611d83565b6101043573ffffffffffffffffffffffffffffffffffffffff811691828203611b6c576101243567ffffffffffffffff8111611b6c5761160b903690600401611e09565b93909160ff5f5c16611d5b5760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d73ffffffffffffffffffffffffffffffffffffffff61165d611eab565b16158015611d31575b8015611d0c575b8015611ce7575b611cbf5761038464ffffffffff611689611f35565b16108015611ca5575b611c7d576fffffffffffffffffffffffffffffffff16928315611c55573b15611c2d576116bd612379565b92835f525f60205260405f20946fffffffffffffffffffffffffffffffff86541693846fffffffffffffffffffffffffffffffff036fffffffffffffffffffffffffffffffff8111611c00576fffffffffffffffffffffffffffffffff168311611bd857602493602073ffffffffffffffffffffffffffffffffffffffff611743611ef1565b16604051968780927f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa948515611b99575f95611ba4575b5061178d611eab565b90611796611ef1565b91813b15611b6c575f60c473ffffffffffffffffffffffffffffffffffffffff96927fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f858a968f9a879b8e6040519e8f9d8e9c8d9a7fe416d8d3000000000000000000000000000000000000000000000000000000008c521660048b01521660248901526044880152606487015260a060848701528160a48701528686013785858286010152011681010301925af18015611b9957611b83575b50602490602073ffffffffffffffffffffffffffffffffffffffff611875611ef1565b16604051938480927f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa918215611b78578792611b40575b5082821190811591611b2d575b50611b05576fffffffffffffffffffffffffffffffff916118e391611fe9565b1680936fffffffffffffffffffffffffffffffff6119018385611ff6565b167fffffffffffffffffffffffffffffffff0000000000000000000000000000000082541617815582159081611af8575b506119bf575b611966611993917f6c2a09353b5e75e70d0b9778b80a413809bb235d46c211811c474b3346791d8993611ff6565b604080516fffffffffffffffffffffffffffffffff96871681529590911660208601523394918291820190565b0390a37fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b506040519060043573ffffffffffffffffffffffffffffffffffffffff811680910361072557825260243573ffffffffffffffffffffffffffffffffffffffff811680910361072557602083015260443573ffffffffffffffffffffffffffffffffffffffff811680910361072557604083015260643573ffffffffffffffffffffffffffffffffffffffff811680910361072557606083015260843573ffffffffffffffffffffffffffffffffffffffff811680910361072557608083015260a43564ffffffffff8116809103610725578461199392857f69d8248d5566bdb2ebc4d218970710d8378a2ff9b709a999e052b71970f808fa60e0876119669660a07f6c2a09353b5e75e70d0b9778b80a413809bb235d46c211811c474b3346791d899a015260c43560c0820152a29350915050611938565b90505460801c155f611932565b6004867feb43592c000000000000000000000000000000000000000000000000000000008152fd5b9050611b398383611fe9565b115f6118c3565b9091506020813d602011611b70575b81611b5c60209383611f7b565b81010312611b6c5751905f6118b6565b5f80fd5b3d9150611b4f565b6040513d89823e3d90fd5b611b909196505f90611f7b565b5f946024611852565b6040513d5f823e3d90fd5b9094506020813d602011611bd0575b81611bc060209383611f7b565b81010312611b6c5751935f611784565b3d9150611bb3565b7f1132981b000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7f18b1afd4000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f56316e87000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f4574fab6000000000000000000000000000000000000000000000000000000005f5260045ffd5b5062278d0064ffffffffff611cb8611f35565b1611611692565b7fea3a9a39000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff611d05611ef1565b1615611674565b5073ffffffffffffffffffffffffffffffffffffffff611d2a611ece565b161561166d565b5060443573ffffffffffffffffffffffffffffffffffffffff811690818103611b6c575015611666565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b60e435906fffffffffffffffffffffffffffffffff82168203611b6c57565b6004359073ffffffffffffffffffffffffffffffffffffffff82168203611b6c57565b6024359073ffffffffffffffffffffffffffffffffffffffff82168203611b6c57565b359073ffffffffffffffffffffffffffffffffffffffff82168203611b6c57565b9181601f84011215611b6c5782359167ffffffffffffffff8311611b6c5760208381860195010111611b6c57565b9181601f84011215611b6c5782359167ffffffffffffffff8311611b6c576020808501948460051b010111611b6c57565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b60043573ffffffffffffffffffffffffffffffffffffffff81168103611b6c5790565b60643573ffffffffffffffffffffffffffffffffffffffff81168103611b6c5790565b60843573ffffffffffffffffffffffffffffffffffffffff81168103611b6c5790565b3573ffffffffffffffffffffffffffffffffffffffff81168103611b6c5790565b60a43564ffffffffff81168103611b6c5790565b906fffffffffffffffffffffffffffffffff809116911603906fffffffffffffffffffffffffffffffff8211611c0057565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117611fbc57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b91908203918211611c0057565b906fffffffffffffffffffffffffffffffff809116911601906fffffffffffffffffffffffffffffffff8211611c0057565b73ffffffffffffffffffffffffffffffffffffffff61204682611de8565b16825273ffffffffffffffffffffffffffffffffffffffff61206a60208301611de8565b16602083015273ffffffffffffffffffffffffffffffffffffffff61209160408301611de8565b16604083015273ffffffffffffffffffffffffffffffffffffffff6120b860608301611de8565b16606083015273ffffffffffffffffffffffffffffffffffffffff6120df60808301611de8565b16608083015260a081013564ffffffffff8116809103611b6c5760a083015260c090810135910152565b91908110156121495760051b810135907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec181360301821215611b6c570190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b67ffffffffffffffff8111611fbc5760051b60200190565b356fffffffffffffffffffffffffffffffff81168103611b6c5790565b80518210156121495760209160051b010190565b9190916121cb83612176565b906121d96040519283611f7b565b8382526121e584612176565b937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06020840195013686375f5b8181106122cd57505050604051602081018092519094905f5b8181106122b75750505061226a816122b49495037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611f7b565b51902060405160208101917f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d5783526040820152604081526122ac606082611f7b565b519020612998565b90565b825187526020968701969092019160010161222b565b806122db6001928486612109565b6122f060e06122e9836123c6565b920161218e565b6fffffffffffffffffffffffffffffffff61231861012061231286898b612109565b0161218e565b816040519360208501957f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf5875260408601521660608401521660808201526080815261236560a082611f7b565b51902061237282876121ab565b5201612212565b6122b460405160208101907f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db30882526123b5604082016004612028565b61010081526122ac61012082611f7b565b6122b4906040516123b560208201927f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db30884526040830190612028565b6122b4916fffffffffffffffffffffffffffffffff6040519160208301937f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a6985526040840152166060820152606081526122ac608082611f7b565b9073ffffffffffffffffffffffffffffffffffffffff821691825f52600360205260405f2073ffffffffffffffffffffffffffffffffffffffff83165f5260205260405f20918254936fffffffffffffffffffffffffffffffff6124c78187169660801c87611f49565b16938415612563576125619561251891906fffffffffffffffffffffffffffffffff7fffffffffffffffffffffffffffffffff0000000000000000000000000000000083549260801b169116179055565b60405184815233917f7337b4386b690fdb8ba66905b92b9d45d33bc6626ee2620c905fb150ec0cc47d602073ffffffffffffffffffffffffffffffffffffffff861693a4612ac8565b565b505050505050565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215611b6c570180359067ffffffffffffffff8211611b6c57602001918136038313611b6c57565b67ffffffffffffffff8111611fbc57601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b3d15612620573d90612607826125bc565b916126156040519384611f7b565b82523d5f602084013e565b606090565b929192612631826125bc565b9161263f6040519384611f7b565b829481845281830111611b6c578281602093845f960137010152565b906fffffffffffffffffffffffffffffffff6122b4936040519260208401947fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb216865260408501526060840152166080820152608081526122ac60a082611f7b565b6126c5816123c6565b805f525f60205260405f208054928360801c916126e5610120830161218e565b946fffffffffffffffffffffffffffffffff86168481111561298f5760e08401916fffffffffffffffffffffffffffffffff6127208461218e565b168211612967576fffffffffffffffffffffffffffffffff161061293f5761274a6127509161218e565b85612402565b602083019073ffffffffffffffffffffffffffffffffffffffff61277383611f14565b166129165761279f915061278684611f14565b90610d6c61279861010087018761256b565b3691612625565b156128ee5780546fffffffffffffffffffffffffffffffff16608086901b7fffffffffffffffffffffffffffffffff00000000000000000000000000000000161790557f36bd546bb573e8921fdbfd934bbed62d872796b01792cd240cce27f79dd3eddd916128e9916128bc91906128178288611f49565b9073ffffffffffffffffffffffffffffffffffffffff61283960408301611f14565b165f52600360205273ffffffffffffffffffffffffffffffffffffffff612866608060405f209301611f14565b165f526020526fffffffffffffffffffffffffffffffff61288e60405f209282845416611ff6565b167fffffffffffffffffffffffffffffffff0000000000000000000000000000000082541617905585611f49565b604080516fffffffffffffffffffffffffffffffff92831681529590911660208601523394918291820190565b0390a3565b7f8baa579f000000000000000000000000000000000000000000000000000000005f5260045ffd5b61292261293a92611f14565b9061293461279861010087018761256b565b91612f96565b61279f565b7f7d8242b6000000000000000000000000000000000000000000000000000000005f5260045ffd5b7ff1789775000000000000000000000000000000000000000000000000000000005f5260045ffd5b50505050505050565b467f000000000000000000000000000000000000000000000000000000000000000003612a2d577f0000000000000000000000000000000000000000000000000000000000000000905b6040519060208201927f190100000000000000000000000000000000000000000000000000000000000084526022830152604282015260428152612a27606282611f7b565b51902090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527fe03c502b9066cc6f23a8f0f48ed32cb7d506f9f0a2d0055449f256846a770e9a60408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a08152612abf60c082611f7b565b519020906129e2565b915f9182916040519073ffffffffffffffffffffffffffffffffffffffff60208301937fa9059cbb000000000000000000000000000000000000000000000000000000008552166024830152604482015260448152612b28606482611f7b565b519082855af190612b376125f6565b805190928082612baf575080612ba5575b15612b5257505050565b60201015612b635750602081519101fd5b73ffffffffffffffffffffffffffffffffffffffff907f5a0a2fe3000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b50813b1515612b48565b905080612bcf575b8015612b4857506001612bc984613066565b14612b48565b506020811015612bb7565b909190803b612bed57916122b492612f96565b5f92612c3b612c67859460405192839160208301957f1626ba7e0000000000000000000000000000000000000000000000000000000087526024840152604060448401526064830190611e68565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611f7b565b51915afa612c736125f6565b81612cb2575b81612c82575090565b7f1626ba7e000000000000000000000000000000000000000000000000000000009150612cae90613066565b1490565b905060208151101590612c79565b6fffffffffffffffffffffffffffffffff82168015612eed57815f52600160205260405f2080547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8114611c00576001019055612d1c82612f6c565b906fffffffffffffffffffffffffffffffff821610612ee5575b506fffffffffffffffffffffffffffffffff8216918215612ee0575f828152600260205260409020805482906fffffffffffffffffffffffffffffffff16858111612e9857505050815f5260026020525f60408120555b604051838152827fa84286cf8ebc7903a663c77c8d99aa92b600d4c2fcca872a5d4a663db4eb394b60203393a3815f525f6020526fffffffffffffffffffffffffffffffff612de360405f209282845416611f49565b167fffffffffffffffffffffffffffffffff00000000000000000000000000000000825416178155546fffffffffffffffffffffffffffffffff8116159081612e8c575b50612e54575b5080612e365750565b61256190612e446084611f14565b612e4e6004611f14565b90612ac8565b7f8d5942f197f362dfd44dfdc1b0b7a9721c9151b67f55817c83349271d3c08d3760e0604051612e85816004612028565ba25f612e2d565b905060801c155f612e27565b6fffffffffffffffffffffffffffffffff91612eb391611f49565b167fffffffffffffffffffffffffffffffff00000000000000000000000000000000825416179055612d8d565b505050565b91505f612d36565b7fd758525c000000000000000000000000000000000000000000000000000000005f5260045ffd5b60043573ffffffffffffffffffffffffffffffffffffffff811690818103611b6c575033148015612f435790565b5060243573ffffffffffffffffffffffffffffffffffffffff811690818103611b6c5750331490565b5f525f6020526122b460405f20546fffffffffffffffffffffffffffffffff8160801c9116611f49565b90604183510361305f57602083015192606060408201519101515f1a937f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0821115948561303f575b85612fec575b505050505090565b6020949550915f9391608093604051938452868401526040830152606082015282805260015afa15611b995773ffffffffffffffffffffffffffffffffffffffff805f5192169116145f80808080612fe4565b73ffffffffffffffffffffffffffffffffffffffff851615159550612fde565b5050505f90565b60208151910151906020811061307a575090565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b169056",
}

// X402BatchSettlement is an auto generated Go binding around an Ethereum contract.
type X402BatchSettlement struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *X402BatchSettlement) GetABI() abi.ABI {
	return c.abi
}

// NewX402BatchSettlement creates a new instance of X402BatchSettlement.
func NewX402BatchSettlement() *X402BatchSettlement {
	parsed, err := X402BatchSettlementMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &X402BatchSettlement{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *X402BatchSettlement) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackCHANNELCONFIGTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e4a68ac.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CHANNEL_CONFIG_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackCHANNELCONFIGTYPEHASH() []byte {
	enc, err := x402BatchSettlement.abi.Pack("CHANNEL_CONFIG_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCHANNELCONFIGTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e4a68ac.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CHANNEL_CONFIG_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackCHANNELCONFIGTYPEHASH() ([]byte, error) {
	return x402BatchSettlement.abi.Pack("CHANNEL_CONFIG_TYPEHASH")
}

// UnpackCHANNELCONFIGTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8e4a68ac.
//
// Solidity: function CHANNEL_CONFIG_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackCHANNELCONFIGTYPEHASH(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("CHANNEL_CONFIG_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCLAIMBATCHTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53ab0fae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CLAIM_BATCH_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackCLAIMBATCHTYPEHASH() []byte {
	enc, err := x402BatchSettlement.abi.Pack("CLAIM_BATCH_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCLAIMBATCHTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53ab0fae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CLAIM_BATCH_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackCLAIMBATCHTYPEHASH() ([]byte, error) {
	return x402BatchSettlement.abi.Pack("CLAIM_BATCH_TYPEHASH")
}

// UnpackCLAIMBATCHTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x53ab0fae.
//
// Solidity: function CLAIM_BATCH_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackCLAIMBATCHTYPEHASH(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("CLAIM_BATCH_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCLAIMENTRYTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba94ec0d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CLAIM_ENTRY_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackCLAIMENTRYTYPEHASH() []byte {
	enc, err := x402BatchSettlement.abi.Pack("CLAIM_ENTRY_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCLAIMENTRYTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba94ec0d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CLAIM_ENTRY_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackCLAIMENTRYTYPEHASH() ([]byte, error) {
	return x402BatchSettlement.abi.Pack("CLAIM_ENTRY_TYPEHASH")
}

// UnpackCLAIMENTRYTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xba94ec0d.
//
// Solidity: function CLAIM_ENTRY_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackCLAIMENTRYTYPEHASH(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("CLAIM_ENTRY_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackMAXWITHDRAWDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1fc3277d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_WITHDRAW_DELAY() view returns(uint40)
func (x402BatchSettlement *X402BatchSettlement) PackMAXWITHDRAWDELAY() []byte {
	enc, err := x402BatchSettlement.abi.Pack("MAX_WITHDRAW_DELAY")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXWITHDRAWDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1fc3277d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_WITHDRAW_DELAY() view returns(uint40)
func (x402BatchSettlement *X402BatchSettlement) TryPackMAXWITHDRAWDELAY() ([]byte, error) {
	return x402BatchSettlement.abi.Pack("MAX_WITHDRAW_DELAY")
}

// UnpackMAXWITHDRAWDELAY is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1fc3277d.
//
// Solidity: function MAX_WITHDRAW_DELAY() view returns(uint40)
func (x402BatchSettlement *X402BatchSettlement) UnpackMAXWITHDRAWDELAY(data []byte) (*big.Int, error) {
	out, err := x402BatchSettlement.abi.Unpack("MAX_WITHDRAW_DELAY", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMINWITHDRAWDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xae159439.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MIN_WITHDRAW_DELAY() view returns(uint40)
func (x402BatchSettlement *X402BatchSettlement) PackMINWITHDRAWDELAY() []byte {
	enc, err := x402BatchSettlement.abi.Pack("MIN_WITHDRAW_DELAY")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMINWITHDRAWDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xae159439.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MIN_WITHDRAW_DELAY() view returns(uint40)
func (x402BatchSettlement *X402BatchSettlement) TryPackMINWITHDRAWDELAY() ([]byte, error) {
	return x402BatchSettlement.abi.Pack("MIN_WITHDRAW_DELAY")
}

// UnpackMINWITHDRAWDELAY is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xae159439.
//
// Solidity: function MIN_WITHDRAW_DELAY() view returns(uint40)
func (x402BatchSettlement *X402BatchSettlement) UnpackMINWITHDRAWDELAY(data []byte) (*big.Int, error) {
	out, err := x402BatchSettlement.abi.Unpack("MIN_WITHDRAW_DELAY", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackREFUNDTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1e69ef40.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function REFUND_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackREFUNDTYPEHASH() []byte {
	enc, err := x402BatchSettlement.abi.Pack("REFUND_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackREFUNDTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1e69ef40.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function REFUND_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackREFUNDTYPEHASH() ([]byte, error) {
	return x402BatchSettlement.abi.Pack("REFUND_TYPEHASH")
}

// UnpackREFUNDTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1e69ef40.
//
// Solidity: function REFUND_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackREFUNDTYPEHASH(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("REFUND_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackVOUCHERTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94739e87.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackVOUCHERTYPEHASH() []byte {
	enc, err := x402BatchSettlement.abi.Pack("VOUCHER_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVOUCHERTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94739e87.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackVOUCHERTYPEHASH() ([]byte, error) {
	return x402BatchSettlement.abi.Pack("VOUCHER_TYPEHASH")
}

// UnpackVOUCHERTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x94739e87.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackVOUCHERTYPEHASH(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("VOUCHER_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackChannels is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a7ebd7b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function channels(bytes32 channelId) view returns(uint128 balance, uint128 totalClaimed)
func (x402BatchSettlement *X402BatchSettlement) PackChannels(channelId [32]byte) []byte {
	enc, err := x402BatchSettlement.abi.Pack("channels", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChannels is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a7ebd7b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function channels(bytes32 channelId) view returns(uint128 balance, uint128 totalClaimed)
func (x402BatchSettlement *X402BatchSettlement) TryPackChannels(channelId [32]byte) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("channels", channelId)
}

// ChannelsOutput serves as a container for the return parameters of contract
// method Channels.
type ChannelsOutput struct {
	Balance      *big.Int
	TotalClaimed *big.Int
}

// UnpackChannels is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7a7ebd7b.
//
// Solidity: function channels(bytes32 channelId) view returns(uint128 balance, uint128 totalClaimed)
func (x402BatchSettlement *X402BatchSettlement) UnpackChannels(data []byte) (ChannelsOutput, error) {
	out, err := x402BatchSettlement.abi.Unpack("channels", data)
	outstruct := new(ChannelsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Balance = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.TotalClaimed = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x29237b0c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) returns()
func (x402BatchSettlement *X402BatchSettlement) PackClaim(voucherClaims []X402BatchSettlementVoucherClaim) []byte {
	enc, err := x402BatchSettlement.abi.Pack("claim", voucherClaims)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x29237b0c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) returns()
func (x402BatchSettlement *X402BatchSettlement) TryPackClaim(voucherClaims []X402BatchSettlementVoucherClaim) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("claim", voucherClaims)
}

// PackClaimWithSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe43ce1f2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimWithSignature((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims, bytes authorizerSignature) returns()
func (x402BatchSettlement *X402BatchSettlement) PackClaimWithSignature(voucherClaims []X402BatchSettlementVoucherClaim, authorizerSignature []byte) []byte {
	enc, err := x402BatchSettlement.abi.Pack("claimWithSignature", voucherClaims, authorizerSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimWithSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe43ce1f2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimWithSignature((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims, bytes authorizerSignature) returns()
func (x402BatchSettlement *X402BatchSettlement) TryPackClaimWithSignature(voucherClaims []X402BatchSettlementVoucherClaim, authorizerSignature []byte) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("claimWithSignature", voucherClaims, authorizerSignature)
}

// PackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x140f1e75.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deposit((address,address,address,address,address,uint40,bytes32) config, uint128 amount, address collector, bytes collectorData) returns()
func (x402BatchSettlement *X402BatchSettlement) PackDeposit(config X402BatchSettlementChannelConfig, amount *big.Int, collector common.Address, collectorData []byte) []byte {
	enc, err := x402BatchSettlement.abi.Pack("deposit", config, amount, collector, collectorData)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x140f1e75.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deposit((address,address,address,address,address,uint40,bytes32) config, uint128 amount, address collector, bytes collectorData) returns()
func (x402BatchSettlement *X402BatchSettlement) TryPackDeposit(config X402BatchSettlementChannelConfig, amount *big.Int, collector common.Address, collectorData []byte) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("deposit", config, amount, collector, collectorData)
}

// PackFinalizeWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe88377b1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function finalizeWithdraw((address,address,address,address,address,uint40,bytes32) config) returns()
func (x402BatchSettlement *X402BatchSettlement) PackFinalizeWithdraw(config X402BatchSettlementChannelConfig) []byte {
	enc, err := x402BatchSettlement.abi.Pack("finalizeWithdraw", config)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFinalizeWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe88377b1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function finalizeWithdraw((address,address,address,address,address,uint40,bytes32) config) returns()
func (x402BatchSettlement *X402BatchSettlement) TryPackFinalizeWithdraw(config X402BatchSettlementChannelConfig) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("finalizeWithdraw", config)
}

// PackGetChannelId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5e5e0b87.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getChannelId((address,address,address,address,address,uint40,bytes32) config) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackGetChannelId(config X402BatchSettlementChannelConfig) []byte {
	enc, err := x402BatchSettlement.abi.Pack("getChannelId", config)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetChannelId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5e5e0b87.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getChannelId((address,address,address,address,address,uint40,bytes32) config) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackGetChannelId(config X402BatchSettlementChannelConfig) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("getChannelId", config)
}

// UnpackGetChannelId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5e5e0b87.
//
// Solidity: function getChannelId((address,address,address,address,address,uint40,bytes32) config) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackGetChannelId(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("getChannelId", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGetClaimBatchDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x488ccc3b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getClaimBatchDigest((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackGetClaimBatchDigest(voucherClaims []X402BatchSettlementVoucherClaim) []byte {
	enc, err := x402BatchSettlement.abi.Pack("getClaimBatchDigest", voucherClaims)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetClaimBatchDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x488ccc3b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getClaimBatchDigest((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackGetClaimBatchDigest(voucherClaims []X402BatchSettlementVoucherClaim) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("getClaimBatchDigest", voucherClaims)
}

// UnpackGetClaimBatchDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x488ccc3b.
//
// Solidity: function getClaimBatchDigest((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackGetClaimBatchDigest(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("getClaimBatchDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGetRefundDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe25cf189.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackGetRefundDigest(channelId [32]byte, nonce *big.Int, amount *big.Int) []byte {
	enc, err := x402BatchSettlement.abi.Pack("getRefundDigest", channelId, nonce, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetRefundDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe25cf189.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackGetRefundDigest(channelId [32]byte, nonce *big.Int, amount *big.Int) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("getRefundDigest", channelId, nonce, amount)
}

// UnpackGetRefundDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe25cf189.
//
// Solidity: function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackGetRefundDigest(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("getRefundDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGetVoucherDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x862bb199.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) PackGetVoucherDigest(channelId [32]byte, maxClaimableAmount *big.Int) []byte {
	enc, err := x402BatchSettlement.abi.Pack("getVoucherDigest", channelId, maxClaimableAmount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetVoucherDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x862bb199.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) TryPackGetVoucherDigest(channelId [32]byte, maxClaimableAmount *big.Int) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("getVoucherDigest", channelId, maxClaimableAmount)
}

// UnpackGetVoucherDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x862bb199.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) view returns(bytes32)
func (x402BatchSettlement *X402BatchSettlement) UnpackGetVoucherDigest(data []byte) ([32]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("getVoucherDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackInitiateWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf5cf3dc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initiateWithdraw((address,address,address,address,address,uint40,bytes32) config, uint128 amount) returns()
func (x402BatchSettlement *X402BatchSettlement) PackInitiateWithdraw(config X402BatchSettlementChannelConfig, amount *big.Int) []byte {
	enc, err := x402BatchSettlement.abi.Pack("initiateWithdraw", config, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitiateWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf5cf3dc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initiateWithdraw((address,address,address,address,address,uint40,bytes32) config, uint128 amount) returns()
func (x402BatchSettlement *X402BatchSettlement) TryPackInitiateWithdraw(config X402BatchSettlementChannelConfig, amount *big.Int) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("initiateWithdraw", config, amount)
}

// PackMulticall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xac9650d8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (x402BatchSettlement *X402BatchSettlement) PackMulticall(data [][]byte) []byte {
	enc, err := x402BatchSettlement.abi.Pack("multicall", data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMulticall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xac9650d8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (x402BatchSettlement *X402BatchSettlement) TryPackMulticall(data [][]byte) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("multicall", data)
}

// UnpackMulticall is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xac9650d8.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (x402BatchSettlement *X402BatchSettlement) UnpackMulticall(data []byte) ([][]byte, error) {
	out, err := x402BatchSettlement.abi.Unpack("multicall", data)
	if err != nil {
		return *new([][]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([][]byte)).(*[][]byte)
	return out0, nil
}

// PackPendingWithdrawals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7f06ebe.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingWithdrawals(bytes32 channelId) view returns(uint128 amount, uint40 initiatedAt)
func (x402BatchSettlement *X402BatchSettlement) PackPendingWithdrawals(channelId [32]byte) []byte {
	enc, err := x402BatchSettlement.abi.Pack("pendingWithdrawals", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingWithdrawals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7f06ebe.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingWithdrawals(bytes32 channelId) view returns(uint128 amount, uint40 initiatedAt)
func (x402BatchSettlement *X402BatchSettlement) TryPackPendingWithdrawals(channelId [32]byte) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("pendingWithdrawals", channelId)
}

// PendingWithdrawalsOutput serves as a container for the return parameters of contract
// method PendingWithdrawals.
type PendingWithdrawalsOutput struct {
	Amount      *big.Int
	InitiatedAt *big.Int
}

// UnpackPendingWithdrawals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb7f06ebe.
//
// Solidity: function pendingWithdrawals(bytes32 channelId) view returns(uint128 amount, uint40 initiatedAt)
func (x402BatchSettlement *X402BatchSettlement) UnpackPendingWithdrawals(data []byte) (PendingWithdrawalsOutput, error) {
	out, err := x402BatchSettlement.abi.Unpack("pendingWithdrawals", data)
	outstruct := new(PendingWithdrawalsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Amount = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.InitiatedAt = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackReceivers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21ff6389.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function receivers(address receiver, address token) view returns(uint128 totalClaimed, uint128 totalSettled)
func (x402BatchSettlement *X402BatchSettlement) PackReceivers(receiver common.Address, token common.Address) []byte {
	enc, err := x402BatchSettlement.abi.Pack("receivers", receiver, token)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReceivers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21ff6389.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function receivers(address receiver, address token) view returns(uint128 totalClaimed, uint128 totalSettled)
func (x402BatchSettlement *X402BatchSettlement) TryPackReceivers(receiver common.Address, token common.Address) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("receivers", receiver, token)
}

// ReceiversOutput serves as a container for the return parameters of contract
// method Receivers.
type ReceiversOutput struct {
	TotalClaimed *big.Int
	TotalSettled *big.Int
}

// UnpackReceivers is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x21ff6389.
//
// Solidity: function receivers(address receiver, address token) view returns(uint128 totalClaimed, uint128 totalSettled)
func (x402BatchSettlement *X402BatchSettlement) UnpackReceivers(data []byte) (ReceiversOutput, error) {
	out, err := x402BatchSettlement.abi.Unpack("receivers", data)
	outstruct := new(ReceiversOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.TotalClaimed = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.TotalSettled = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdce4bfae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refund((address,address,address,address,address,uint40,bytes32) config, uint128 amount) returns()
func (x402BatchSettlement *X402BatchSettlement) PackRefund(config X402BatchSettlementChannelConfig, amount *big.Int) []byte {
	enc, err := x402BatchSettlement.abi.Pack("refund", config, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdce4bfae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refund((address,address,address,address,address,uint40,bytes32) config, uint128 amount) returns()
func (x402BatchSettlement *X402BatchSettlement) TryPackRefund(config X402BatchSettlementChannelConfig, amount *big.Int) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("refund", config, amount)
}

// PackRefundNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0dc792e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refundNonce(bytes32 channelId) view returns(uint256)
func (x402BatchSettlement *X402BatchSettlement) PackRefundNonce(channelId [32]byte) []byte {
	enc, err := x402BatchSettlement.abi.Pack("refundNonce", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefundNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0dc792e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refundNonce(bytes32 channelId) view returns(uint256)
func (x402BatchSettlement *X402BatchSettlement) TryPackRefundNonce(channelId [32]byte) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("refundNonce", channelId)
}

// UnpackRefundNonce is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf0dc792e.
//
// Solidity: function refundNonce(bytes32 channelId) view returns(uint256)
func (x402BatchSettlement *X402BatchSettlement) UnpackRefundNonce(data []byte) (*big.Int, error) {
	out, err := x402BatchSettlement.abi.Unpack("refundNonce", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRefundWithSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb77433e9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refundWithSignature((address,address,address,address,address,uint40,bytes32) config, uint128 amount, uint256 nonce, bytes receiverAuthorizerSignature) returns()
func (x402BatchSettlement *X402BatchSettlement) PackRefundWithSignature(config X402BatchSettlementChannelConfig, amount *big.Int, nonce *big.Int, receiverAuthorizerSignature []byte) []byte {
	enc, err := x402BatchSettlement.abi.Pack("refundWithSignature", config, amount, nonce, receiverAuthorizerSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefundWithSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb77433e9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refundWithSignature((address,address,address,address,address,uint40,bytes32) config, uint128 amount, uint256 nonce, bytes receiverAuthorizerSignature) returns()
func (x402BatchSettlement *X402BatchSettlement) TryPackRefundWithSignature(config X402BatchSettlementChannelConfig, amount *big.Int, nonce *big.Int, receiverAuthorizerSignature []byte) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("refundWithSignature", config, amount, nonce, receiverAuthorizerSignature)
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9db32a8f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(address receiver, address token) returns()
func (x402BatchSettlement *X402BatchSettlement) PackSettle(receiver common.Address, token common.Address) []byte {
	enc, err := x402BatchSettlement.abi.Pack("settle", receiver, token)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9db32a8f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(address receiver, address token) returns()
func (x402BatchSettlement *X402BatchSettlement) TryPackSettle(receiver common.Address, token common.Address) ([]byte, error) {
	return x402BatchSettlement.abi.Pack("settle", receiver, token)
}

// X402BatchSettlementChannelClosed represents a ChannelClosed event raised by the X402BatchSettlement contract.
type X402BatchSettlementChannelClosed struct {
	ChannelId [32]byte
	Config    X402BatchSettlementChannelConfig
	Raw       *types.Log // Blockchain specific contextual infos
}

const X402BatchSettlementChannelClosedEventName = "ChannelClosed"

// ContractEventName returns the user-defined event name.
func (X402BatchSettlementChannelClosed) ContractEventName() string {
	return X402BatchSettlementChannelClosedEventName
}

// UnpackChannelClosedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ChannelClosed(bytes32 indexed channelId, (address,address,address,address,address,uint40,bytes32) config)
func (x402BatchSettlement *X402BatchSettlement) UnpackChannelClosedEvent(log *types.Log) (*X402BatchSettlementChannelClosed, error) {
	event := "ChannelClosed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402BatchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402BatchSettlementChannelClosed)
	if len(log.Data) > 0 {
		if err := x402BatchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402BatchSettlement.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402BatchSettlementChannelCreated represents a ChannelCreated event raised by the X402BatchSettlement contract.
type X402BatchSettlementChannelCreated struct {
	ChannelId [32]byte
	Config    X402BatchSettlementChannelConfig
	Raw       *types.Log // Blockchain specific contextual infos
}

const X402BatchSettlementChannelCreatedEventName = "ChannelCreated"

// ContractEventName returns the user-defined event name.
func (X402BatchSettlementChannelCreated) ContractEventName() string {
	return X402BatchSettlementChannelCreatedEventName
}

// UnpackChannelCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ChannelCreated(bytes32 indexed channelId, (address,address,address,address,address,uint40,bytes32) config)
func (x402BatchSettlement *X402BatchSettlement) UnpackChannelCreatedEvent(log *types.Log) (*X402BatchSettlementChannelCreated, error) {
	event := "ChannelCreated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402BatchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402BatchSettlementChannelCreated)
	if len(log.Data) > 0 {
		if err := x402BatchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402BatchSettlement.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402BatchSettlementClaimed represents a Claimed event raised by the X402BatchSettlement contract.
type X402BatchSettlementClaimed struct {
	ChannelId       [32]byte
	Sender          common.Address
	ClaimAmount     *big.Int
	NewTotalClaimed *big.Int
	Raw             *types.Log // Blockchain specific contextual infos
}

const X402BatchSettlementClaimedEventName = "Claimed"

// ContractEventName returns the user-defined event name.
func (X402BatchSettlementClaimed) ContractEventName() string {
	return X402BatchSettlementClaimedEventName
}

// UnpackClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Claimed(bytes32 indexed channelId, address indexed sender, uint128 claimAmount, uint128 newTotalClaimed)
func (x402BatchSettlement *X402BatchSettlement) UnpackClaimedEvent(log *types.Log) (*X402BatchSettlementClaimed, error) {
	event := "Claimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402BatchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402BatchSettlementClaimed)
	if len(log.Data) > 0 {
		if err := x402BatchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402BatchSettlement.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402BatchSettlementDeposited represents a Deposited event raised by the X402BatchSettlement contract.
type X402BatchSettlementDeposited struct {
	ChannelId  [32]byte
	Sender     common.Address
	Amount     *big.Int
	NewBalance *big.Int
	Raw        *types.Log // Blockchain specific contextual infos
}

const X402BatchSettlementDepositedEventName = "Deposited"

// ContractEventName returns the user-defined event name.
func (X402BatchSettlementDeposited) ContractEventName() string {
	return X402BatchSettlementDepositedEventName
}

// UnpackDepositedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Deposited(bytes32 indexed channelId, address indexed sender, uint128 amount, uint128 newBalance)
func (x402BatchSettlement *X402BatchSettlement) UnpackDepositedEvent(log *types.Log) (*X402BatchSettlementDeposited, error) {
	event := "Deposited"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402BatchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402BatchSettlementDeposited)
	if len(log.Data) > 0 {
		if err := x402BatchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402BatchSettlement.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402BatchSettlementRefunded represents a Refunded event raised by the X402BatchSettlement contract.
type X402BatchSettlementRefunded struct {
	ChannelId [32]byte
	Sender    common.Address
	Amount    *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const X402BatchSettlementRefundedEventName = "Refunded"

// ContractEventName returns the user-defined event name.
func (X402BatchSettlementRefunded) ContractEventName() string {
	return X402BatchSettlementRefundedEventName
}

// UnpackRefundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Refunded(bytes32 indexed channelId, address indexed sender, uint128 amount)
func (x402BatchSettlement *X402BatchSettlement) UnpackRefundedEvent(log *types.Log) (*X402BatchSettlementRefunded, error) {
	event := "Refunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402BatchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402BatchSettlementRefunded)
	if len(log.Data) > 0 {
		if err := x402BatchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402BatchSettlement.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402BatchSettlementSettled represents a Settled event raised by the X402BatchSettlement contract.
type X402BatchSettlementSettled struct {
	Receiver common.Address
	Token    common.Address
	Sender   common.Address
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const X402BatchSettlementSettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (X402BatchSettlementSettled) ContractEventName() string {
	return X402BatchSettlementSettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount)
func (x402BatchSettlement *X402BatchSettlement) UnpackSettledEvent(log *types.Log) (*X402BatchSettlementSettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402BatchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402BatchSettlementSettled)
	if len(log.Data) > 0 {
		if err := x402BatchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402BatchSettlement.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402BatchSettlementWithdrawFinalized represents a WithdrawFinalized event raised by the X402BatchSettlement contract.
type X402BatchSettlementWithdrawFinalized struct {
	ChannelId [32]byte
	Sender    common.Address
	Amount    *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const X402BatchSettlementWithdrawFinalizedEventName = "WithdrawFinalized"

// ContractEventName returns the user-defined event name.
func (X402BatchSettlementWithdrawFinalized) ContractEventName() string {
	return X402BatchSettlementWithdrawFinalizedEventName
}

// UnpackWithdrawFinalizedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event WithdrawFinalized(bytes32 indexed channelId, address indexed sender, uint128 amount)
func (x402BatchSettlement *X402BatchSettlement) UnpackWithdrawFinalizedEvent(log *types.Log) (*X402BatchSettlementWithdrawFinalized, error) {
	event := "WithdrawFinalized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402BatchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402BatchSettlementWithdrawFinalized)
	if len(log.Data) > 0 {
		if err := x402BatchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402BatchSettlement.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402BatchSettlementWithdrawInitiated represents a WithdrawInitiated event raised by the X402BatchSettlement contract.
type X402BatchSettlementWithdrawInitiated struct {
	ChannelId     [32]byte
	Amount        *big.Int
	FinalizeAfter *big.Int
	Raw           *types.Log // Blockchain specific contextual infos
}

const X402BatchSettlementWithdrawInitiatedEventName = "WithdrawInitiated"

// ContractEventName returns the user-defined event name.
func (X402BatchSettlementWithdrawInitiated) ContractEventName() string {
	return X402BatchSettlementWithdrawInitiatedEventName
}

// UnpackWithdrawInitiatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 finalizeAfter)
func (x402BatchSettlement *X402BatchSettlement) UnpackWithdrawInitiatedEvent(log *types.Log) (*X402BatchSettlementWithdrawInitiated, error) {
	event := "WithdrawInitiated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402BatchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402BatchSettlementWithdrawInitiated)
	if len(log.Data) > 0 {
		if err := x402BatchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402BatchSettlement.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (x402BatchSettlement *X402BatchSettlement) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["ClaimExceedsBalance"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackClaimExceedsBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["ClaimExceedsCeiling"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackClaimExceedsCeilingError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["DepositCollectionFailed"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackDepositCollectionFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["DepositOverflow"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackDepositOverflowError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["EmptyBatch"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackEmptyBatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["InvalidChannel"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackInvalidChannelError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["InvalidCollector"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackInvalidCollectorError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["InvalidRefundNonce"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackInvalidRefundNonceError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["InvalidSignature"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["NotAuthorizedToClaim"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackNotAuthorizedToClaimError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["NotAuthorizedToFinalizeWithdraw"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackNotAuthorizedToFinalizeWithdrawError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["NotAuthorizedToRefund"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackNotAuthorizedToRefundError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["NotReceiverAuthorizer"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackNotReceiverAuthorizerError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["NothingToWithdraw"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackNothingToWithdrawError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["TransferRefused"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackTransferRefusedError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["WithdrawAmountExceedsAvailable"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackWithdrawAmountExceedsAvailableError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["WithdrawDelayNotElapsed"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackWithdrawDelayNotElapsedError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["WithdrawDelayOutOfRange"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackWithdrawDelayOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["WithdrawalAlreadyPending"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackWithdrawalAlreadyPendingError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["WithdrawalNotPending"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackWithdrawalNotPendingError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["ZeroDeposit"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackZeroDepositError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402BatchSettlement.abi.Errors["ZeroRefund"].ID.Bytes()[:4]) {
		return x402BatchSettlement.UnpackZeroRefundError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// X402BatchSettlementClaimExceedsBalance represents a ClaimExceedsBalance error raised by the X402BatchSettlement contract.
type X402BatchSettlementClaimExceedsBalance struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimExceedsBalance()
func X402BatchSettlementClaimExceedsBalanceErrorID() common.Hash {
	return common.HexToHash("0x7d8242b644ed15fd2ba487e6c0b4cd8132eeaec22a2a10eac4c365a7f6132dce")
}

// UnpackClaimExceedsBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimExceedsBalance()
func (x402BatchSettlement *X402BatchSettlement) UnpackClaimExceedsBalanceError(raw []byte) (*X402BatchSettlementClaimExceedsBalance, error) {
	out := new(X402BatchSettlementClaimExceedsBalance)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "ClaimExceedsBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementClaimExceedsCeiling represents a ClaimExceedsCeiling error raised by the X402BatchSettlement contract.
type X402BatchSettlementClaimExceedsCeiling struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimExceedsCeiling()
func X402BatchSettlementClaimExceedsCeilingErrorID() common.Hash {
	return common.HexToHash("0xf1789775d20e6d801e1dcc76eab01f1cb47cdae0c7ca47c1339d503e1850128f")
}

// UnpackClaimExceedsCeilingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimExceedsCeiling()
func (x402BatchSettlement *X402BatchSettlement) UnpackClaimExceedsCeilingError(raw []byte) (*X402BatchSettlementClaimExceedsCeiling, error) {
	out := new(X402BatchSettlementClaimExceedsCeiling)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "ClaimExceedsCeiling", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementDepositCollectionFailed represents a DepositCollectionFailed error raised by the X402BatchSettlement contract.
type X402BatchSettlementDepositCollectionFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DepositCollectionFailed()
func X402BatchSettlementDepositCollectionFailedErrorID() common.Hash {
	return common.HexToHash("0xeb43592c973aefddc2c72f3fcc1cd6babb3269a7dda5fedb2a98f5e1934613f1")
}

// UnpackDepositCollectionFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DepositCollectionFailed()
func (x402BatchSettlement *X402BatchSettlement) UnpackDepositCollectionFailedError(raw []byte) (*X402BatchSettlementDepositCollectionFailed, error) {
	out := new(X402BatchSettlementDepositCollectionFailed)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "DepositCollectionFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementDepositOverflow represents a DepositOverflow error raised by the X402BatchSettlement contract.
type X402BatchSettlementDepositOverflow struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DepositOverflow()
func X402BatchSettlementDepositOverflowErrorID() common.Hash {
	return common.HexToHash("0x1132981b50988e5bf5914c2cdbec86f17b96e379b9fe376f3978c42411aafcd6")
}

// UnpackDepositOverflowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DepositOverflow()
func (x402BatchSettlement *X402BatchSettlement) UnpackDepositOverflowError(raw []byte) (*X402BatchSettlementDepositOverflow, error) {
	out := new(X402BatchSettlementDepositOverflow)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "DepositOverflow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementEmptyBatch represents a EmptyBatch error raised by the X402BatchSettlement contract.
type X402BatchSettlementEmptyBatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EmptyBatch()
func X402BatchSettlementEmptyBatchErrorID() common.Hash {
	return common.HexToHash("0xc2e5347df6cf8d1bf68f8a9651642312bd381b900d857d97cd665976180d6ae0")
}

// UnpackEmptyBatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EmptyBatch()
func (x402BatchSettlement *X402BatchSettlement) UnpackEmptyBatchError(raw []byte) (*X402BatchSettlementEmptyBatch, error) {
	out := new(X402BatchSettlementEmptyBatch)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "EmptyBatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementInvalidChannel represents a InvalidChannel error raised by the X402BatchSettlement contract.
type X402BatchSettlementInvalidChannel struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidChannel()
func X402BatchSettlementInvalidChannelErrorID() common.Hash {
	return common.HexToHash("0xea3a9a39ade8da556b2a0eb84fb492a877b9b1359a1d967769c796bffb21eff6")
}

// UnpackInvalidChannelError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidChannel()
func (x402BatchSettlement *X402BatchSettlement) UnpackInvalidChannelError(raw []byte) (*X402BatchSettlementInvalidChannel, error) {
	out := new(X402BatchSettlementInvalidChannel)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "InvalidChannel", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementInvalidCollector represents a InvalidCollector error raised by the X402BatchSettlement contract.
type X402BatchSettlementInvalidCollector struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidCollector()
func X402BatchSettlementInvalidCollectorErrorID() common.Hash {
	return common.HexToHash("0x18b1afd44def9c8e2335a0b175a19408f7f5ef09683ee05e2f45e8042eb0d72d")
}

// UnpackInvalidCollectorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidCollector()
func (x402BatchSettlement *X402BatchSettlement) UnpackInvalidCollectorError(raw []byte) (*X402BatchSettlementInvalidCollector, error) {
	out := new(X402BatchSettlementInvalidCollector)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "InvalidCollector", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementInvalidRefundNonce represents a InvalidRefundNonce error raised by the X402BatchSettlement contract.
type X402BatchSettlementInvalidRefundNonce struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidRefundNonce()
func X402BatchSettlementInvalidRefundNonceErrorID() common.Hash {
	return common.HexToHash("0x164f1afe58c9ccb5990cf2f541ddec23cbaf091017a27897e515431a0b4fe8bf")
}

// UnpackInvalidRefundNonceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidRefundNonce()
func (x402BatchSettlement *X402BatchSettlement) UnpackInvalidRefundNonceError(raw []byte) (*X402BatchSettlementInvalidRefundNonce, error) {
	out := new(X402BatchSettlementInvalidRefundNonce)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "InvalidRefundNonce", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementInvalidSignature represents a InvalidSignature error raised by the X402BatchSettlement contract.
type X402BatchSettlementInvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSignature()
func X402BatchSettlementInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0x8baa579fce362245063d36f11747a89dd489c54795634fc673cc0e0db51fedc5")
}

// UnpackInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSignature()
func (x402BatchSettlement *X402BatchSettlement) UnpackInvalidSignatureError(raw []byte) (*X402BatchSettlementInvalidSignature, error) {
	out := new(X402BatchSettlementInvalidSignature)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "InvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementNotAuthorizedToClaim represents a NotAuthorizedToClaim error raised by the X402BatchSettlement contract.
type X402BatchSettlementNotAuthorizedToClaim struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorizedToClaim()
func X402BatchSettlementNotAuthorizedToClaimErrorID() common.Hash {
	return common.HexToHash("0xdefb7069aa3adba68f883d732ad2b24c087173487331fccb11d60d1fe7e970a0")
}

// UnpackNotAuthorizedToClaimError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorizedToClaim()
func (x402BatchSettlement *X402BatchSettlement) UnpackNotAuthorizedToClaimError(raw []byte) (*X402BatchSettlementNotAuthorizedToClaim, error) {
	out := new(X402BatchSettlementNotAuthorizedToClaim)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "NotAuthorizedToClaim", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementNotAuthorizedToFinalizeWithdraw represents a NotAuthorizedToFinalizeWithdraw error raised by the X402BatchSettlement contract.
type X402BatchSettlementNotAuthorizedToFinalizeWithdraw struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorizedToFinalizeWithdraw()
func X402BatchSettlementNotAuthorizedToFinalizeWithdrawErrorID() common.Hash {
	return common.HexToHash("0x15f969d5c9e170be2291c083d6b150e6fcebf00ef2d8be6550ae6c3dc50dabdb")
}

// UnpackNotAuthorizedToFinalizeWithdrawError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorizedToFinalizeWithdraw()
func (x402BatchSettlement *X402BatchSettlement) UnpackNotAuthorizedToFinalizeWithdrawError(raw []byte) (*X402BatchSettlementNotAuthorizedToFinalizeWithdraw, error) {
	out := new(X402BatchSettlementNotAuthorizedToFinalizeWithdraw)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "NotAuthorizedToFinalizeWithdraw", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementNotAuthorizedToRefund represents a NotAuthorizedToRefund error raised by the X402BatchSettlement contract.
type X402BatchSettlementNotAuthorizedToRefund struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorizedToRefund()
func X402BatchSettlementNotAuthorizedToRefundErrorID() common.Hash {
	return common.HexToHash("0x7864f008ee834500b7f2733a6014e3f8eea31d50246cafde51f13a9311acfd40")
}

// UnpackNotAuthorizedToRefundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorizedToRefund()
func (x402BatchSettlement *X402BatchSettlement) UnpackNotAuthorizedToRefundError(raw []byte) (*X402BatchSettlementNotAuthorizedToRefund, error) {
	out := new(X402BatchSettlementNotAuthorizedToRefund)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "NotAuthorizedToRefund", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementNotReceiverAuthorizer represents a NotReceiverAuthorizer error raised by the X402BatchSettlement contract.
type X402BatchSettlementNotReceiverAuthorizer struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotReceiverAuthorizer()
func X402BatchSettlementNotReceiverAuthorizerErrorID() common.Hash {
	return common.HexToHash("0xf5e2237d61f9c9a130c1b6459a9c805b19d61228df4da0c80ec97c91b5bc3fb8")
}

// UnpackNotReceiverAuthorizerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotReceiverAuthorizer()
func (x402BatchSettlement *X402BatchSettlement) UnpackNotReceiverAuthorizerError(raw []byte) (*X402BatchSettlementNotReceiverAuthorizer, error) {
	out := new(X402BatchSettlementNotReceiverAuthorizer)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "NotReceiverAuthorizer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementNothingToWithdraw represents a NothingToWithdraw error raised by the X402BatchSettlement contract.
type X402BatchSettlementNothingToWithdraw struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToWithdraw()
func X402BatchSettlementNothingToWithdrawErrorID() common.Hash {
	return common.HexToHash("0xd0d04f60bf4f7629141a1f00f5d2908fa0f3e15bf4cbf8bb8edc6fcbdf2509fa")
}

// UnpackNothingToWithdrawError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToWithdraw()
func (x402BatchSettlement *X402BatchSettlement) UnpackNothingToWithdrawError(raw []byte) (*X402BatchSettlementNothingToWithdraw, error) {
	out := new(X402BatchSettlementNothingToWithdraw)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "NothingToWithdraw", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the X402BatchSettlement contract.
type X402BatchSettlementReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func X402BatchSettlementReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (x402BatchSettlement *X402BatchSettlement) UnpackReentrancyGuardReentrantCallError(raw []byte) (*X402BatchSettlementReentrancyGuardReentrantCall, error) {
	out := new(X402BatchSettlementReentrancyGuardReentrantCall)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementTransferRefused represents a TransferRefused error raised by the X402BatchSettlement contract.
type X402BatchSettlementTransferRefused struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferRefused(address token)
func X402BatchSettlementTransferRefusedErrorID() common.Hash {
	return common.HexToHash("0x5a0a2fe33185c23136b8bfda39c581c51ff3f8379f222961775ada1a642d3d99")
}

// UnpackTransferRefusedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferRefused(address token)
func (x402BatchSettlement *X402BatchSettlement) UnpackTransferRefusedError(raw []byte) (*X402BatchSettlementTransferRefused, error) {
	out := new(X402BatchSettlementTransferRefused)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "TransferRefused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementWithdrawAmountExceedsAvailable represents a WithdrawAmountExceedsAvailable error raised by the X402BatchSettlement contract.
type X402BatchSettlementWithdrawAmountExceedsAvailable struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawAmountExceedsAvailable()
func X402BatchSettlementWithdrawAmountExceedsAvailableErrorID() common.Hash {
	return common.HexToHash("0x6d3d5764eb95e3a6e5f7fa0be3c1d9073f1cf249735f075c057bad7a3474c94a")
}

// UnpackWithdrawAmountExceedsAvailableError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawAmountExceedsAvailable()
func (x402BatchSettlement *X402BatchSettlement) UnpackWithdrawAmountExceedsAvailableError(raw []byte) (*X402BatchSettlementWithdrawAmountExceedsAvailable, error) {
	out := new(X402BatchSettlementWithdrawAmountExceedsAvailable)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "WithdrawAmountExceedsAvailable", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementWithdrawDelayNotElapsed represents a WithdrawDelayNotElapsed error raised by the X402BatchSettlement contract.
type X402BatchSettlementWithdrawDelayNotElapsed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawDelayNotElapsed()
func X402BatchSettlementWithdrawDelayNotElapsedErrorID() common.Hash {
	return common.HexToHash("0xf3965827abb4b3501eba40fbc36bf95518923256f8e4150f82d6abaf898dfecb")
}

// UnpackWithdrawDelayNotElapsedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawDelayNotElapsed()
func (x402BatchSettlement *X402BatchSettlement) UnpackWithdrawDelayNotElapsedError(raw []byte) (*X402BatchSettlementWithdrawDelayNotElapsed, error) {
	out := new(X402BatchSettlementWithdrawDelayNotElapsed)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "WithdrawDelayNotElapsed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementWithdrawDelayOutOfRange represents a WithdrawDelayOutOfRange error raised by the X402BatchSettlement contract.
type X402BatchSettlementWithdrawDelayOutOfRange struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawDelayOutOfRange()
func X402BatchSettlementWithdrawDelayOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x4574fab68d66a7482499780fe2cf118b6bf35c8ed02b94811df48a01231e8390")
}

// UnpackWithdrawDelayOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawDelayOutOfRange()
func (x402BatchSettlement *X402BatchSettlement) UnpackWithdrawDelayOutOfRangeError(raw []byte) (*X402BatchSettlementWithdrawDelayOutOfRange, error) {
	out := new(X402BatchSettlementWithdrawDelayOutOfRange)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "WithdrawDelayOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementWithdrawalAlreadyPending represents a WithdrawalAlreadyPending error raised by the X402BatchSettlement contract.
type X402BatchSettlementWithdrawalAlreadyPending struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawalAlreadyPending()
func X402BatchSettlementWithdrawalAlreadyPendingErrorID() common.Hash {
	return common.HexToHash("0xa2aed0f0fb41b1f15d5794b35460e07faf6ebe60d83540c80e89b1f06eca9396")
}

// UnpackWithdrawalAlreadyPendingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawalAlreadyPending()
func (x402BatchSettlement *X402BatchSettlement) UnpackWithdrawalAlreadyPendingError(raw []byte) (*X402BatchSettlementWithdrawalAlreadyPending, error) {
	out := new(X402BatchSettlementWithdrawalAlreadyPending)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "WithdrawalAlreadyPending", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementWithdrawalNotPending represents a WithdrawalNotPending error raised by the X402BatchSettlement contract.
type X402BatchSettlementWithdrawalNotPending struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawalNotPending()
func X402BatchSettlementWithdrawalNotPendingErrorID() common.Hash {
	return common.HexToHash("0x3a0a1ca689ec71617ac2a09f285d91cf55fffc1e4a31ad8aeebcc94abb3a85b3")
}

// UnpackWithdrawalNotPendingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawalNotPending()
func (x402BatchSettlement *X402BatchSettlement) UnpackWithdrawalNotPendingError(raw []byte) (*X402BatchSettlementWithdrawalNotPending, error) {
	out := new(X402BatchSettlementWithdrawalNotPending)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "WithdrawalNotPending", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementZeroDeposit represents a ZeroDeposit error raised by the X402BatchSettlement contract.
type X402BatchSettlementZeroDeposit struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroDeposit()
func X402BatchSettlementZeroDepositErrorID() common.Hash {
	return common.HexToHash("0x56316e877e9063fd05b03c347d61a4639470c3199f0bdddd28efee0a5f8b6b02")
}

// UnpackZeroDepositError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroDeposit()
func (x402BatchSettlement *X402BatchSettlement) UnpackZeroDepositError(raw []byte) (*X402BatchSettlementZeroDeposit, error) {
	out := new(X402BatchSettlementZeroDeposit)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "ZeroDeposit", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402BatchSettlementZeroRefund represents a ZeroRefund error raised by the X402BatchSettlement contract.
type X402BatchSettlementZeroRefund struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroRefund()
func X402BatchSettlementZeroRefundErrorID() common.Hash {
	return common.HexToHash("0xd758525c34181c802038c9e1709640cd49191c6bc9afb13a57391cfe9abab6e8")
}

// UnpackZeroRefundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroRefund()
func (x402BatchSettlement *X402BatchSettlement) UnpackZeroRefundError(raw []byte) (*X402BatchSettlementZeroRefund, error) {
	out := new(X402BatchSettlementZeroRefund)
	if err := x402BatchSettlement.abi.UnpackIntoInterface(out, "ZeroRefund", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402ExactPermit2ProxyMetaData contains all meta data concerning the X402ExactPermit2Proxy contract.
var X402ExactPermit2ProxyMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"permit2\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"InvalidAmount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidDestination\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidOwner\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidPermit2Address\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PaymentTooEarly\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Permit2612AmountMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"Settled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"SettledWithPermit\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"PERMIT2\",\"outputs\":[{\"internalType\":\"contractISignatureTransfer\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"WITNESS_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"WITNESS_TYPE_STRING\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions\",\"name\":\"permitted\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"}],\"internalType\":\"structX402ExactPermit2Proxy.Witness\",\"name\":\"witness\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"settle\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"}],\"internalType\":\"structX402Permit2Proxy.EIP2612Permit\",\"name\":\"permit2612\",\"type\":\"tuple\"},{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions\",\"name\":\"permitted\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"}],\"internalType\":\"structX402ExactPermit2Proxy.Witness\",\"name\":\"witness\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"settleWithPermit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "X402ExactPermit2Proxy",
	Bin: "0x60a03461008f57601f610d8438819003918201601f19168301916001600160401b038311848410176100935780849260209460405283398101031261008f57516001600160a01b0381169081900361008f57801561008057608052604051610cdc90816100a8823960805181818161019c0152818161064001526108420152f35b6359106c8960e01b5f5260045ffd5b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f5f3560e01c806313cd3b531461070f578063156e2152146106bd5780632c03ae6a146106645780636afdd850146105f55763fa34037814610051575f80fd5b346104b5577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101a081126105f15760a0136104b55760807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5c3601126104b557610124359073ffffffffffffffffffffffffffffffffffffffff82168092036104b55760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffebc3601126104b5576101843567ffffffffffffffff81116105f157610121903690600401610b34565b909260ff835c166105c95760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00845c1617835d60c4356004358181036105a15760a4359273ffffffffffffffffffffffffffffffffffffffff84169081850361059d5773ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000169260843560ff811680910361053f57889182916040519060208201927fd505accf0000000000000000000000000000000000000000000000000000000084528660248401528860448401526064830152602435608483015260a482015260443560c482015260643560e482015260e4815261023961010482610bab565b519082895af1503d15610598573d67ffffffffffffffff811161056b576040519061028c601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200183610bab565b81528760203d92013e5b831561054357610144359473ffffffffffffffffffffffffffffffffffffffff86169889870361053f5761016435978315610517578a156104ef578842106104c757899a604051996102e78b610b62565b818b5260208b0199898b52506040519060208201927fd97b3239a7f32295517bd14cb074edfdd188dfe5eb42f802bb26d4fd1eb12c3784526040830152606082015260608152610338608082610bab565b51902097610344610bec565b873b156104c3578b998a9684936040519d8e9c8d9b8c9a7f137c29fe000000000000000000000000000000000000000000000000000000008c525060048b015260248a015260e43560448a01526101043560648a01525173ffffffffffffffffffffffffffffffffffffffff1660848901525160a488015260c487015260e48601526101048501610140905261014485016103de91610c99565b928484037ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc0161012486015281845260208401378381830160200152601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0160103602001925af180156104b8576104a0575b50807fde5b89d10fc800c459329c382fabfcad0be0ed7e5328e01fae04e507b09ef5d891a17fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b816104aa91610bab565b6104b557805f610452565b80fd5b6040513d84823e3d90fd5b8b80fd5b60048a7fa65539fa000000000000000000000000000000000000000000000000000000008152fd5b60048a7fac6b05f5000000000000000000000000000000000000000000000000000000008152fd5b60048a7f49e27cff000000000000000000000000000000000000000000000000000000008152fd5b8880fd5b6004877f2c5211c6000000000000000000000000000000000000000000000000000000008152fd5b6024887f4e487b710000000000000000000000000000000000000000000000000000000081526041600452fd5b610296565b8680fd5b6004857f050cda49000000000000000000000000000000000000000000000000000000008152fd5b6004837f3ee5aeb5000000000000000000000000000000000000000000000000000000008152fd5b5080fd5b50346104b557807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126104b557602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b50346104b557807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126104b55760206040517fd97b3239a7f32295517bd14cb074edfdd188dfe5eb42f802bb26d4fd1eb12c378152f35b50346104b557807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126104b55761070b6106f7610bec565b604051918291602083526020830190610c99565b0390f35b5034610a68577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101008112610a6857608013610a685760843573ffffffffffffffffffffffffffffffffffffffff8116809103610a685760407fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5c360112610a685760e43567ffffffffffffffff8111610a68576107b3903690600401610b34565b909160ff5f5c16610b0c5760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d602435928315610ae45760a4359373ffffffffffffffffffffffffffffffffffffffff851691828603610a685760c435938015610abc578315610a9457844210610a6c5773ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016936040519561087087610b62565b8187526020870198858a52506040519060208201927fd97b3239a7f32295517bd14cb074edfdd188dfe5eb42f802bb26d4fd1eb12c37845260408301526060820152606081526108c1608082610bab565b519020906108cd610bec565b92853b15610a6857604051987f137c29fe000000000000000000000000000000000000000000000000000000008a5260043573ffffffffffffffffffffffffffffffffffffffff8116809103610a6857895f9a6109af8c986020988f9d987fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0978f9d8e9b73ffffffffffffffffffffffffffffffffffffffff9160248e601f9c600482015201528c604480359101528c60648035910152511660848c01525160a48b015260c48a015260e4890152610140610104890152610144880190610c99565b947ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8787030161012488015281865287860137868682860101520116010301925af18015610a5d57610a4a575b507f97088ec3606cfe8cc112180570d03fcde05f9b8e1bfef8e27784eaf5dd5691b68180a17fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b610a5691505f90610bab565b5f5f6109fc565b6040513d5f823e3d90fd5b5f80fd5b7fa65539fa000000000000000000000000000000000000000000000000000000005f5260045ffd5b7fac6b05f5000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f49e27cff000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f2c5211c6000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b9181601f84011215610a685782359167ffffffffffffffff8311610a685760208381860195010111610a6857565b6040810190811067ffffffffffffffff821117610b7e57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117610b7e57604052565b60405190610bfb60a083610bab565b606482527f74657229000000000000000000000000000000000000000000000000000000006080837f5769746e657373207769746e65737329546f6b656e5065726d697373696f6e7360208201527f286164647265737320746f6b656e2c75696e7432353620616d6f756e7429576960408201527f746e657373286164647265737320746f2c75696e743235362076616c6964416660608201520152565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f858286010152011601019056",
}

// X402ExactPermit2Proxy is an auto generated Go binding around an Ethereum contract.
type X402ExactPermit2Proxy struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *X402ExactPermit2Proxy) GetABI() abi.ABI {
	return c.abi
}

// NewX402ExactPermit2Proxy creates a new instance of X402ExactPermit2Proxy.
func NewX402ExactPermit2Proxy() *X402ExactPermit2Proxy {
	parsed, err := X402ExactPermit2ProxyMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &X402ExactPermit2Proxy{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *X402ExactPermit2Proxy) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address permit2) returns()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) PackConstructor(permit2 common.Address) []byte {
	enc, err := x402ExactPermit2Proxy.abi.Pack("", permit2)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PERMIT2() view returns(address)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) PackPERMIT2() []byte {
	enc, err := x402ExactPermit2Proxy.abi.Pack("PERMIT2")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PERMIT2() view returns(address)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) TryPackPERMIT2() ([]byte, error) {
	return x402ExactPermit2Proxy.abi.Pack("PERMIT2")
}

// UnpackPERMIT2 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6afdd850.
//
// Solidity: function PERMIT2() view returns(address)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackPERMIT2(data []byte) (common.Address, error) {
	out, err := x402ExactPermit2Proxy.abi.Unpack("PERMIT2", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2c03ae6a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) PackWITNESSTYPEHASH() []byte {
	enc, err := x402ExactPermit2Proxy.abi.Pack("WITNESS_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2c03ae6a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) TryPackWITNESSTYPEHASH() ([]byte, error) {
	return x402ExactPermit2Proxy.abi.Pack("WITNESS_TYPEHASH")
}

// UnpackWITNESSTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2c03ae6a.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackWITNESSTYPEHASH(data []byte) ([32]byte, error) {
	out, err := x402ExactPermit2Proxy.abi.Unpack("WITNESS_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackWITNESSTYPESTRING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x156e2152.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) PackWITNESSTYPESTRING() []byte {
	enc, err := x402ExactPermit2Proxy.abi.Pack("WITNESS_TYPE_STRING")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWITNESSTYPESTRING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x156e2152.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) TryPackWITNESSTYPESTRING() ([]byte, error) {
	return x402ExactPermit2Proxy.abi.Pack("WITNESS_TYPE_STRING")
}

// UnpackWITNESSTYPESTRING is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x156e2152.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackWITNESSTYPESTRING(data []byte) (string, error) {
	out, err := x402ExactPermit2Proxy.abi.Unpack("WITNESS_TYPE_STRING", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x13cd3b53.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(((address,uint256),uint256,uint256) permit, address owner, (address,uint256) witness, bytes signature) returns()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) PackSettle(permit ISignatureTransferPermitTransferFrom, owner common.Address, witness X402ExactPermit2ProxyWitness, signature []byte) []byte {
	enc, err := x402ExactPermit2Proxy.abi.Pack("settle", permit, owner, witness, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x13cd3b53.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(((address,uint256),uint256,uint256) permit, address owner, (address,uint256) witness, bytes signature) returns()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) TryPackSettle(permit ISignatureTransferPermitTransferFrom, owner common.Address, witness X402ExactPermit2ProxyWitness, signature []byte) ([]byte, error) {
	return x402ExactPermit2Proxy.abi.Pack("settle", permit, owner, witness, signature)
}

// PackSettleWithPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfa340378.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settleWithPermit((uint256,uint256,bytes32,bytes32,uint8) permit2612, ((address,uint256),uint256,uint256) permit, address owner, (address,uint256) witness, bytes signature) returns()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) PackSettleWithPermit(permit2612 X402Permit2ProxyEIP2612Permit, permit ISignatureTransferPermitTransferFrom, owner common.Address, witness X402ExactPermit2ProxyWitness, signature []byte) []byte {
	enc, err := x402ExactPermit2Proxy.abi.Pack("settleWithPermit", permit2612, permit, owner, witness, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettleWithPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfa340378.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settleWithPermit((uint256,uint256,bytes32,bytes32,uint8) permit2612, ((address,uint256),uint256,uint256) permit, address owner, (address,uint256) witness, bytes signature) returns()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) TryPackSettleWithPermit(permit2612 X402Permit2ProxyEIP2612Permit, permit ISignatureTransferPermitTransferFrom, owner common.Address, witness X402ExactPermit2ProxyWitness, signature []byte) ([]byte, error) {
	return x402ExactPermit2Proxy.abi.Pack("settleWithPermit", permit2612, permit, owner, witness, signature)
}

// X402ExactPermit2ProxySettled represents a Settled event raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxySettled struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const X402ExactPermit2ProxySettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (X402ExactPermit2ProxySettled) ContractEventName() string {
	return X402ExactPermit2ProxySettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackSettledEvent(log *types.Log) (*X402ExactPermit2ProxySettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402ExactPermit2Proxy.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402ExactPermit2ProxySettled)
	if len(log.Data) > 0 {
		if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402ExactPermit2Proxy.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402ExactPermit2ProxySettledWithPermit represents a SettledWithPermit event raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxySettledWithPermit struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const X402ExactPermit2ProxySettledWithPermitEventName = "SettledWithPermit"

// ContractEventName returns the user-defined event name.
func (X402ExactPermit2ProxySettledWithPermit) ContractEventName() string {
	return X402ExactPermit2ProxySettledWithPermitEventName
}

// UnpackSettledWithPermitEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SettledWithPermit()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackSettledWithPermitEvent(log *types.Log) (*X402ExactPermit2ProxySettledWithPermit, error) {
	event := "SettledWithPermit"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402ExactPermit2Proxy.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402ExactPermit2ProxySettledWithPermit)
	if len(log.Data) > 0 {
		if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402ExactPermit2Proxy.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], x402ExactPermit2Proxy.abi.Errors["InvalidAmount"].ID.Bytes()[:4]) {
		return x402ExactPermit2Proxy.UnpackInvalidAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402ExactPermit2Proxy.abi.Errors["InvalidDestination"].ID.Bytes()[:4]) {
		return x402ExactPermit2Proxy.UnpackInvalidDestinationError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402ExactPermit2Proxy.abi.Errors["InvalidOwner"].ID.Bytes()[:4]) {
		return x402ExactPermit2Proxy.UnpackInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402ExactPermit2Proxy.abi.Errors["InvalidPermit2Address"].ID.Bytes()[:4]) {
		return x402ExactPermit2Proxy.UnpackInvalidPermit2AddressError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402ExactPermit2Proxy.abi.Errors["PaymentTooEarly"].ID.Bytes()[:4]) {
		return x402ExactPermit2Proxy.UnpackPaymentTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402ExactPermit2Proxy.abi.Errors["Permit2612AmountMismatch"].ID.Bytes()[:4]) {
		return x402ExactPermit2Proxy.UnpackPermit2612AmountMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402ExactPermit2Proxy.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return x402ExactPermit2Proxy.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// X402ExactPermit2ProxyInvalidAmount represents a InvalidAmount error raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxyInvalidAmount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidAmount()
func X402ExactPermit2ProxyInvalidAmountErrorID() common.Hash {
	return common.HexToHash("0x2c5211c6cb73b16841677a034781e8336d18ce66df858e54153c86854e11f7b8")
}

// UnpackInvalidAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidAmount()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackInvalidAmountError(raw []byte) (*X402ExactPermit2ProxyInvalidAmount, error) {
	out := new(X402ExactPermit2ProxyInvalidAmount)
	if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, "InvalidAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402ExactPermit2ProxyInvalidDestination represents a InvalidDestination error raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxyInvalidDestination struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidDestination()
func X402ExactPermit2ProxyInvalidDestinationErrorID() common.Hash {
	return common.HexToHash("0xac6b05f542ae1b66b4b43710bf4773616692aad79ee0fe8cb9c5db0f38dd0764")
}

// UnpackInvalidDestinationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidDestination()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackInvalidDestinationError(raw []byte) (*X402ExactPermit2ProxyInvalidDestination, error) {
	out := new(X402ExactPermit2ProxyInvalidDestination)
	if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, "InvalidDestination", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402ExactPermit2ProxyInvalidOwner represents a InvalidOwner error raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxyInvalidOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidOwner()
func X402ExactPermit2ProxyInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x49e27cffb37b1ca4a9bf5318243b2014d13f940af232b8552c208bdea15739da")
}

// UnpackInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidOwner()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackInvalidOwnerError(raw []byte) (*X402ExactPermit2ProxyInvalidOwner, error) {
	out := new(X402ExactPermit2ProxyInvalidOwner)
	if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, "InvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402ExactPermit2ProxyInvalidPermit2Address represents a InvalidPermit2Address error raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxyInvalidPermit2Address struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidPermit2Address()
func X402ExactPermit2ProxyInvalidPermit2AddressErrorID() common.Hash {
	return common.HexToHash("0x59106c89c9b272a2d1f1659a6166b3441b4dd6dd32f75473f5484e8766f47110")
}

// UnpackInvalidPermit2AddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidPermit2Address()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackInvalidPermit2AddressError(raw []byte) (*X402ExactPermit2ProxyInvalidPermit2Address, error) {
	out := new(X402ExactPermit2ProxyInvalidPermit2Address)
	if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, "InvalidPermit2Address", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402ExactPermit2ProxyPaymentTooEarly represents a PaymentTooEarly error raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxyPaymentTooEarly struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PaymentTooEarly()
func X402ExactPermit2ProxyPaymentTooEarlyErrorID() common.Hash {
	return common.HexToHash("0xa65539fa34358c9b74d7a9931e9f563c9c02f41d47fa53ce79e35e1cadee70d6")
}

// UnpackPaymentTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PaymentTooEarly()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackPaymentTooEarlyError(raw []byte) (*X402ExactPermit2ProxyPaymentTooEarly, error) {
	out := new(X402ExactPermit2ProxyPaymentTooEarly)
	if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, "PaymentTooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402ExactPermit2ProxyPermit2612AmountMismatch represents a Permit2612AmountMismatch error raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxyPermit2612AmountMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Permit2612AmountMismatch()
func X402ExactPermit2ProxyPermit2612AmountMismatchErrorID() common.Hash {
	return common.HexToHash("0x050cda497e70d136409d6ab7072a104828e2ffb4be43a59d07e1a5960d8cb9a3")
}

// UnpackPermit2612AmountMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Permit2612AmountMismatch()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackPermit2612AmountMismatchError(raw []byte) (*X402ExactPermit2ProxyPermit2612AmountMismatch, error) {
	out := new(X402ExactPermit2ProxyPermit2612AmountMismatch)
	if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, "Permit2612AmountMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402ExactPermit2ProxyReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the X402ExactPermit2Proxy contract.
type X402ExactPermit2ProxyReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func X402ExactPermit2ProxyReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (x402ExactPermit2Proxy *X402ExactPermit2Proxy) UnpackReentrancyGuardReentrantCallError(raw []byte) (*X402ExactPermit2ProxyReentrancyGuardReentrantCall, error) {
	out := new(X402ExactPermit2ProxyReentrancyGuardReentrantCall)
	if err := x402ExactPermit2Proxy.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402UptoPermit2ProxyMetaData contains all meta data concerning the X402UptoPermit2Proxy contract.
var X402UptoPermit2ProxyMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"permit2\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"AmountExceedsPermitted\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidDestination\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidOwner\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidPermit2Address\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PaymentTooEarly\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Permit2612AmountMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"UnauthorizedFacilitator\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"Settled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"SettledWithPermit\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"PERMIT2\",\"outputs\":[{\"internalType\":\"contractISignatureTransfer\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"WITNESS_TYPEHASH\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"WITNESS_TYPE_STRING\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions\",\"name\":\"permitted\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"facilitator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"}],\"internalType\":\"structX402UptoPermit2Proxy.Witness\",\"name\":\"witness\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"settle\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"}],\"internalType\":\"structX402Permit2Proxy.EIP2612Permit\",\"name\":\"permit2612\",\"type\":\"tuple\"},{\"components\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.TokenPermissions\",\"name\":\"permitted\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"internalType\":\"structISignatureTransfer.PermitTransferFrom\",\"name\":\"permit\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"facilitator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"validAfter\",\"type\":\"uint256\"}],\"internalType\":\"structX402UptoPermit2Proxy.Witness\",\"name\":\"witness\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"settleWithPermit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "X402UptoPermit2Proxy",
	Bin: "0x60a03461008f57601f610e1e38819003918201601f19168301916001600160401b038311848410176100935780849260209460405283398101031261008f57516001600160a01b0381169081900361008f57801561008057608052604051610d7690816100a882396080518181816101b90152818161053c015261075e0152f35b6359106c8960e01b5f5260045ffd5b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f905f3560e01c908163016c17481461060b57508063156e2152146105b95780632c03ae6a146105605780636afdd850146104f15763ff11e7b414610055575f80fd5b346103db577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161014081126104ed576080136103db576084359060a4359173ffffffffffffffffffffffffffffffffffffffff83168093036104ed5760607fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3c3601126104ed576101243567ffffffffffffffff81116104e9576100fe903690600401610bfb565b909360ff845c166104c15760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00855c1617845d6024358084116104995760e4359073ffffffffffffffffffffffffffffffffffffffff8216968783036104955787330361046d5760c4359373ffffffffffffffffffffffffffffffffffffffff85168086036104695761010435998215610441578115610419578a42106103f157899a73ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001696604051986101e78a610c29565b848a5260208a019b8c5250506040519160208301937fd4171c445a74218b01d4fd8af34ff1106580ea1e36ff837e64484bfaa2253b7585526040840152606083015260808201526080815261023d60a082610c45565b51902090610249610c86565b92853b156103ed57604051987f137c29fe000000000000000000000000000000000000000000000000000000008a5260043573ffffffffffffffffffffffffffffffffffffffff81168091036103e957898c9a61032b8c986020988f9d987fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0978f9d8e9b73ffffffffffffffffffffffffffffffffffffffff9160248e601f9c600482015201528c604480359101528c60648035910152511660848c01525160a48b015260c48a015260e4890152610140610104890152610144880190610d33565b947ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8787030161012488015281865287860137868682860101520116010301925af180156103de576103c6575b50807f97088ec3606cfe8cc112180570d03fcde05f9b8e1bfef8e27784eaf5dd5691b691a17fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b816103d091610c45565b6103db57805f610378565b80fd5b6040513d84823e3d90fd5b8b80fd5b8980fd5b60048a7fa65539fa000000000000000000000000000000000000000000000000000000008152fd5b60048a7fac6b05f5000000000000000000000000000000000000000000000000000000008152fd5b60048a7f49e27cff000000000000000000000000000000000000000000000000000000008152fd5b8880fd5b6004877f0f6fae87000000000000000000000000000000000000000000000000000000008152fd5b8680fd5b6004857ffe64b4c7000000000000000000000000000000000000000000000000000000008152fd5b6004847f3ee5aeb5000000000000000000000000000000000000000000000000000000008152fd5b8280fd5b5080fd5b50346103db57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103db57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b50346103db57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103db5760206040517fd4171c445a74218b01d4fd8af34ff1106580ea1e36ff837e64484bfaa2253b758152f35b50346103db57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103db576106076105f3610c86565b604051918291602083526020830190610d33565b0390f35b905034610aad577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101e08112610aad5760a013610aad5760807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5c360112610aad5761012435610144359173ffffffffffffffffffffffffffffffffffffffff8316809303610aad5760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe9c360112610aad576101c43567ffffffffffffffff8111610aad576106e1903690600401610bfb565b929060ff5f5c16610bd35760017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff005f5c16175f5d6004359360c43595868603610bab5760a4359373ffffffffffffffffffffffffffffffffffffffff851695868603610aad5773ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016976084359060ff8216809203610aad57825f93926020859401927fd505accf0000000000000000000000000000000000000000000000000000000084528760248401528c60448401526064830152602435608483015260a482015260443560c482015260643560e482015260e481526107f961010482610c45565b519082895af1503d15610ba6573d67ffffffffffffffff8111610b79576040519061084c601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200183610c45565b81525f60203d92013e5b878111610b5157610184359173ffffffffffffffffffffffffffffffffffffffff831692838103610aad57833303610b2957610164359373ffffffffffffffffffffffffffffffffffffffff851691828603610aad576101a435908415610b01578315610ad957814210610ab157604051966108d188610c29565b8488526020880196875250506040519160208301937fd4171c445a74218b01d4fd8af34ff1106580ea1e36ff837e64484bfaa2253b7585526040840152606083015260808201526080815261092760a082610c45565b51902090610933610c86565b92893b15610aad5785946040519b8c9a8b9a7f137c29fe000000000000000000000000000000000000000000000000000000008c525060048b015260248a015260e43560448a01526101043560648a01525173ffffffffffffffffffffffffffffffffffffffff1660848901525160a488015260c487015260e48601526101048501610140905261014485016109c891610d33565b928484037ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc0161012486015281845260208401378082016020015f9052601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0160103602001815a5f948591f18015610aa257610a8f575b507fde5b89d10fc800c459329c382fabfcad0be0ed7e5328e01fae04e507b09ef5d88180a17fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815c16815d80f35b610a9b91505f90610c45565b5f5f610a41565b6040513d5f823e3d90fd5b5f80fd5b7fa65539fa000000000000000000000000000000000000000000000000000000005f5260045ffd5b7fac6b05f5000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f49e27cff000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f0f6fae87000000000000000000000000000000000000000000000000000000005f5260045ffd5b7ffe64b4c7000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b610856565b7f050cda49000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b9181601f84011215610aad5782359167ffffffffffffffff8311610aad5760208381860195010111610aad57565b6040810190811067ffffffffffffffff821117610b7957604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117610b7957604052565b60405190610c9560a083610c45565b607882527f61746f722c75696e743235362076616c696441667465722900000000000000006080837f5769746e657373207769746e65737329546f6b656e5065726d697373696f6e7360208201527f286164647265737320746f6b656e2c75696e7432353620616d6f756e7429576960408201527f746e657373286164647265737320746f2c6164647265737320666163696c697460608201520152565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f858286010152011601019056",
}

// X402UptoPermit2Proxy is an auto generated Go binding around an Ethereum contract.
type X402UptoPermit2Proxy struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *X402UptoPermit2Proxy) GetABI() abi.ABI {
	return c.abi
}

// NewX402UptoPermit2Proxy creates a new instance of X402UptoPermit2Proxy.
func NewX402UptoPermit2Proxy() *X402UptoPermit2Proxy {
	parsed, err := X402UptoPermit2ProxyMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &X402UptoPermit2Proxy{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *X402UptoPermit2Proxy) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address permit2) returns()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) PackConstructor(permit2 common.Address) []byte {
	enc, err := x402UptoPermit2Proxy.abi.Pack("", permit2)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PERMIT2() view returns(address)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) PackPERMIT2() []byte {
	enc, err := x402UptoPermit2Proxy.abi.Pack("PERMIT2")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PERMIT2() view returns(address)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) TryPackPERMIT2() ([]byte, error) {
	return x402UptoPermit2Proxy.abi.Pack("PERMIT2")
}

// UnpackPERMIT2 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6afdd850.
//
// Solidity: function PERMIT2() view returns(address)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackPERMIT2(data []byte) (common.Address, error) {
	out, err := x402UptoPermit2Proxy.abi.Unpack("PERMIT2", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2c03ae6a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) PackWITNESSTYPEHASH() []byte {
	enc, err := x402UptoPermit2Proxy.abi.Pack("WITNESS_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWITNESSTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2c03ae6a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) TryPackWITNESSTYPEHASH() ([]byte, error) {
	return x402UptoPermit2Proxy.abi.Pack("WITNESS_TYPEHASH")
}

// UnpackWITNESSTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2c03ae6a.
//
// Solidity: function WITNESS_TYPEHASH() view returns(bytes32)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackWITNESSTYPEHASH(data []byte) ([32]byte, error) {
	out, err := x402UptoPermit2Proxy.abi.Unpack("WITNESS_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackWITNESSTYPESTRING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x156e2152.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) PackWITNESSTYPESTRING() []byte {
	enc, err := x402UptoPermit2Proxy.abi.Pack("WITNESS_TYPE_STRING")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWITNESSTYPESTRING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x156e2152.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) TryPackWITNESSTYPESTRING() ([]byte, error) {
	return x402UptoPermit2Proxy.abi.Pack("WITNESS_TYPE_STRING")
}

// UnpackWITNESSTYPESTRING is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x156e2152.
//
// Solidity: function WITNESS_TYPE_STRING() view returns(string)
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackWITNESSTYPESTRING(data []byte) (string, error) {
	out, err := x402UptoPermit2Proxy.abi.Unpack("WITNESS_TYPE_STRING", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xff11e7b4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(((address,uint256),uint256,uint256) permit, uint256 amount, address owner, (address,address,uint256) witness, bytes signature) returns()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) PackSettle(permit ISignatureTransferPermitTransferFrom, amount *big.Int, owner common.Address, witness X402UptoPermit2ProxyWitness, signature []byte) []byte {
	enc, err := x402UptoPermit2Proxy.abi.Pack("settle", permit, amount, owner, witness, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xff11e7b4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(((address,uint256),uint256,uint256) permit, uint256 amount, address owner, (address,address,uint256) witness, bytes signature) returns()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) TryPackSettle(permit ISignatureTransferPermitTransferFrom, amount *big.Int, owner common.Address, witness X402UptoPermit2ProxyWitness, signature []byte) ([]byte, error) {
	return x402UptoPermit2Proxy.abi.Pack("settle", permit, amount, owner, witness, signature)
}

// PackSettleWithPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x016c1748.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settleWithPermit((uint256,uint256,bytes32,bytes32,uint8) permit2612, ((address,uint256),uint256,uint256) permit, uint256 amount, address owner, (address,address,uint256) witness, bytes signature) returns()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) PackSettleWithPermit(permit2612 X402Permit2ProxyEIP2612Permit, permit ISignatureTransferPermitTransferFrom, amount *big.Int, owner common.Address, witness X402UptoPermit2ProxyWitness, signature []byte) []byte {
	enc, err := x402UptoPermit2Proxy.abi.Pack("settleWithPermit", permit2612, permit, amount, owner, witness, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettleWithPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x016c1748.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settleWithPermit((uint256,uint256,bytes32,bytes32,uint8) permit2612, ((address,uint256),uint256,uint256) permit, uint256 amount, address owner, (address,address,uint256) witness, bytes signature) returns()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) TryPackSettleWithPermit(permit2612 X402Permit2ProxyEIP2612Permit, permit ISignatureTransferPermitTransferFrom, amount *big.Int, owner common.Address, witness X402UptoPermit2ProxyWitness, signature []byte) ([]byte, error) {
	return x402UptoPermit2Proxy.abi.Pack("settleWithPermit", permit2612, permit, amount, owner, witness, signature)
}

// X402UptoPermit2ProxySettled represents a Settled event raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxySettled struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const X402UptoPermit2ProxySettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (X402UptoPermit2ProxySettled) ContractEventName() string {
	return X402UptoPermit2ProxySettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackSettledEvent(log *types.Log) (*X402UptoPermit2ProxySettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402UptoPermit2Proxy.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402UptoPermit2ProxySettled)
	if len(log.Data) > 0 {
		if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402UptoPermit2Proxy.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// X402UptoPermit2ProxySettledWithPermit represents a SettledWithPermit event raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxySettledWithPermit struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const X402UptoPermit2ProxySettledWithPermitEventName = "SettledWithPermit"

// ContractEventName returns the user-defined event name.
func (X402UptoPermit2ProxySettledWithPermit) ContractEventName() string {
	return X402UptoPermit2ProxySettledWithPermitEventName
}

// UnpackSettledWithPermitEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SettledWithPermit()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackSettledWithPermitEvent(log *types.Log) (*X402UptoPermit2ProxySettledWithPermit, error) {
	event := "SettledWithPermit"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != x402UptoPermit2Proxy.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(X402UptoPermit2ProxySettledWithPermit)
	if len(log.Data) > 0 {
		if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range x402UptoPermit2Proxy.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], x402UptoPermit2Proxy.abi.Errors["AmountExceedsPermitted"].ID.Bytes()[:4]) {
		return x402UptoPermit2Proxy.UnpackAmountExceedsPermittedError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402UptoPermit2Proxy.abi.Errors["InvalidDestination"].ID.Bytes()[:4]) {
		return x402UptoPermit2Proxy.UnpackInvalidDestinationError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402UptoPermit2Proxy.abi.Errors["InvalidOwner"].ID.Bytes()[:4]) {
		return x402UptoPermit2Proxy.UnpackInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402UptoPermit2Proxy.abi.Errors["InvalidPermit2Address"].ID.Bytes()[:4]) {
		return x402UptoPermit2Proxy.UnpackInvalidPermit2AddressError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402UptoPermit2Proxy.abi.Errors["PaymentTooEarly"].ID.Bytes()[:4]) {
		return x402UptoPermit2Proxy.UnpackPaymentTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402UptoPermit2Proxy.abi.Errors["Permit2612AmountMismatch"].ID.Bytes()[:4]) {
		return x402UptoPermit2Proxy.UnpackPermit2612AmountMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402UptoPermit2Proxy.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return x402UptoPermit2Proxy.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], x402UptoPermit2Proxy.abi.Errors["UnauthorizedFacilitator"].ID.Bytes()[:4]) {
		return x402UptoPermit2Proxy.UnpackUnauthorizedFacilitatorError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// X402UptoPermit2ProxyAmountExceedsPermitted represents a AmountExceedsPermitted error raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxyAmountExceedsPermitted struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AmountExceedsPermitted()
func X402UptoPermit2ProxyAmountExceedsPermittedErrorID() common.Hash {
	return common.HexToHash("0xfe64b4c79c64499c7b848a8b3ba618f45c6f9ef21365d5d7e24aeb3ff041c552")
}

// UnpackAmountExceedsPermittedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AmountExceedsPermitted()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackAmountExceedsPermittedError(raw []byte) (*X402UptoPermit2ProxyAmountExceedsPermitted, error) {
	out := new(X402UptoPermit2ProxyAmountExceedsPermitted)
	if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, "AmountExceedsPermitted", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402UptoPermit2ProxyInvalidDestination represents a InvalidDestination error raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxyInvalidDestination struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidDestination()
func X402UptoPermit2ProxyInvalidDestinationErrorID() common.Hash {
	return common.HexToHash("0xac6b05f542ae1b66b4b43710bf4773616692aad79ee0fe8cb9c5db0f38dd0764")
}

// UnpackInvalidDestinationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidDestination()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackInvalidDestinationError(raw []byte) (*X402UptoPermit2ProxyInvalidDestination, error) {
	out := new(X402UptoPermit2ProxyInvalidDestination)
	if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, "InvalidDestination", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402UptoPermit2ProxyInvalidOwner represents a InvalidOwner error raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxyInvalidOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidOwner()
func X402UptoPermit2ProxyInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x49e27cffb37b1ca4a9bf5318243b2014d13f940af232b8552c208bdea15739da")
}

// UnpackInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidOwner()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackInvalidOwnerError(raw []byte) (*X402UptoPermit2ProxyInvalidOwner, error) {
	out := new(X402UptoPermit2ProxyInvalidOwner)
	if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, "InvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402UptoPermit2ProxyInvalidPermit2Address represents a InvalidPermit2Address error raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxyInvalidPermit2Address struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidPermit2Address()
func X402UptoPermit2ProxyInvalidPermit2AddressErrorID() common.Hash {
	return common.HexToHash("0x59106c89c9b272a2d1f1659a6166b3441b4dd6dd32f75473f5484e8766f47110")
}

// UnpackInvalidPermit2AddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidPermit2Address()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackInvalidPermit2AddressError(raw []byte) (*X402UptoPermit2ProxyInvalidPermit2Address, error) {
	out := new(X402UptoPermit2ProxyInvalidPermit2Address)
	if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, "InvalidPermit2Address", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402UptoPermit2ProxyPaymentTooEarly represents a PaymentTooEarly error raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxyPaymentTooEarly struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PaymentTooEarly()
func X402UptoPermit2ProxyPaymentTooEarlyErrorID() common.Hash {
	return common.HexToHash("0xa65539fa34358c9b74d7a9931e9f563c9c02f41d47fa53ce79e35e1cadee70d6")
}

// UnpackPaymentTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PaymentTooEarly()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackPaymentTooEarlyError(raw []byte) (*X402UptoPermit2ProxyPaymentTooEarly, error) {
	out := new(X402UptoPermit2ProxyPaymentTooEarly)
	if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, "PaymentTooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402UptoPermit2ProxyPermit2612AmountMismatch represents a Permit2612AmountMismatch error raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxyPermit2612AmountMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Permit2612AmountMismatch()
func X402UptoPermit2ProxyPermit2612AmountMismatchErrorID() common.Hash {
	return common.HexToHash("0x050cda497e70d136409d6ab7072a104828e2ffb4be43a59d07e1a5960d8cb9a3")
}

// UnpackPermit2612AmountMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Permit2612AmountMismatch()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackPermit2612AmountMismatchError(raw []byte) (*X402UptoPermit2ProxyPermit2612AmountMismatch, error) {
	out := new(X402UptoPermit2ProxyPermit2612AmountMismatch)
	if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, "Permit2612AmountMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402UptoPermit2ProxyReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxyReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func X402UptoPermit2ProxyReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackReentrancyGuardReentrantCallError(raw []byte) (*X402UptoPermit2ProxyReentrancyGuardReentrantCall, error) {
	out := new(X402UptoPermit2ProxyReentrancyGuardReentrantCall)
	if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// X402UptoPermit2ProxyUnauthorizedFacilitator represents a UnauthorizedFacilitator error raised by the X402UptoPermit2Proxy contract.
type X402UptoPermit2ProxyUnauthorizedFacilitator struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnauthorizedFacilitator()
func X402UptoPermit2ProxyUnauthorizedFacilitatorErrorID() common.Hash {
	return common.HexToHash("0x0f6fae871871fa0fd46c599941c98ffc4031e3ee5fe33675d627b18699e5ae52")
}

// UnpackUnauthorizedFacilitatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnauthorizedFacilitator()
func (x402UptoPermit2Proxy *X402UptoPermit2Proxy) UnpackUnauthorizedFacilitatorError(raw []byte) (*X402UptoPermit2ProxyUnauthorizedFacilitator, error) {
	out := new(X402UptoPermit2ProxyUnauthorizedFacilitator)
	if err := x402UptoPermit2Proxy.abi.UnpackIntoInterface(out, "UnauthorizedFacilitator", raw); err != nil {
		return nil, err
	}
	return out, nil
}
