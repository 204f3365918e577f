// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISignatureTransfer} from "./ISignatureTransfer.sol";
import {IERC1271} from "./Signatures.sol";
import {SafeTransfer} from "./SafeTransfer.sol";

/// What payments need of Permit2, written anew for test chains: transfers by signature, single and in batches, with
/// and without a witness, with nonces in any order. The allowances of the real Permit2 are not here. Where the real
/// one is deployed it is used; this one has its ABI, its EIP-712 messages and its errors.
contract Permit2 is ISignatureTransfer {
    error SignatureExpired(uint256 signatureDeadline);
    error InvalidNonce();
    error InvalidSignature();
    error InvalidSignatureLength();
    error InvalidSigner();
    error InvalidContractSignature();

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)");
    bytes32 private constant DOMAIN_NAME = keccak256("Permit2");
    string private constant TOKEN_PERMISSIONS = "TokenPermissions(address token,uint256 amount)";
    bytes32 private constant TOKEN_PERMISSIONS_TYPEHASH = keccak256(bytes(TOKEN_PERMISSIONS));
    string private constant SINGLE =
        "PermitTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline)";
    string private constant BATCH =
        "PermitBatchTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline)";
    bytes32 private constant SINGLE_TYPEHASH = keccak256(abi.encodePacked(SINGLE, TOKEN_PERMISSIONS));
    bytes32 private constant BATCH_TYPEHASH = keccak256(abi.encodePacked(BATCH, TOKEN_PERMISSIONS));
    // The caller's text goes on behind the last comma: the witness's field, and then the types in alphabetical order.
    string private constant SINGLE_WITNESS =
        "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,";
    string private constant BATCH_WITNESS =
        "PermitBatchWitnessTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline,";

    uint256 private immutable domainChain = block.chainid;
    bytes32 private immutable domain = domainOf(block.chainid);

    /// Bits of used nonces: a nonce is the number of a word, and of a bit in it in its last byte.
    mapping(address owner => mapping(uint256 word => uint256)) public nonceBitmap;

    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return block.chainid == domainChain ? domain : domainOf(block.chainid);
    }

    function permitTransferFrom(
        PermitTransferFrom calldata permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes calldata signature
    ) external {
        bytes32 content = keccak256(
            abi.encode(SINGLE_TYPEHASH, hashOf(permit.permitted), msg.sender, permit.nonce, permit.deadline)
        );
        single(permit, transferDetails, owner, content, signature);
    }

    function permitWitnessTransferFrom(
        PermitTransferFrom calldata permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes32 witness,
        string calldata witnessTypeString,
        bytes calldata signature
    ) external {
        bytes32 kind = keccak256(abi.encodePacked(SINGLE_WITNESS, witnessTypeString));
        bytes32 content = keccak256(
            abi.encode(kind, hashOf(permit.permitted), msg.sender, permit.nonce, permit.deadline, witness)
        );
        single(permit, transferDetails, owner, content, signature);
    }

    function permitTransferFrom(
        PermitBatchTransferFrom calldata permit,
        SignatureTransferDetails[] calldata transferDetails,
        address owner,
        bytes calldata signature
    ) external {
        bytes32 content = keccak256(
            abi.encode(BATCH_TYPEHASH, hashOf(permit.permitted), msg.sender, permit.nonce, permit.deadline)
        );
        batch(permit, transferDetails, owner, content, signature);
    }

    function permitWitnessTransferFrom(
        PermitBatchTransferFrom calldata permit,
        SignatureTransferDetails[] calldata transferDetails,
        address owner,
        bytes32 witness,
        string calldata witnessTypeString,
        bytes calldata signature
    ) external {
        bytes32 kind = keccak256(abi.encodePacked(BATCH_WITNESS, witnessTypeString));
        bytes32 content = keccak256(
            abi.encode(kind, hashOf(permit.permitted), msg.sender, permit.nonce, permit.deadline, witness)
        );
        batch(permit, transferDetails, owner, content, signature);
    }

    function invalidateUnorderedNonces(uint256 wordPos, uint256 mask) external {
        nonceBitmap[msg.sender][wordPos] |= mask;
        emit UnorderedNonceInvalidation(msg.sender, wordPos, mask);
    }

    function single(
        PermitTransferFrom calldata permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes32 content,
        bytes calldata signature
    ) private {
        if (block.timestamp > permit.deadline) revert SignatureExpired(permit.deadline);
        uint256 amount = transferDetails.requestedAmount;
        if (amount > permit.permitted.amount) revert InvalidAmount(permit.permitted.amount);
        useNonce(owner, permit.nonce);
        verify(owner, content, signature);
        move(permit.permitted.token, owner, transferDetails.to, amount);
    }

    function batch(
        PermitBatchTransferFrom calldata permit,
        SignatureTransferDetails[] calldata transferDetails,
        address owner,
        bytes32 content,
        bytes calldata signature
    ) private {
        uint256 count = permit.permitted.length;
        if (block.timestamp > permit.deadline) revert SignatureExpired(permit.deadline);
        if (count != transferDetails.length) revert LengthMismatch();
        useNonce(owner, permit.nonce);
        verify(owner, content, signature);
        for (uint256 i = 0; i < count; i++) {
            TokenPermissions calldata permitted = permit.permitted[i];
            uint256 amount = transferDetails[i].requestedAmount;
            if (amount > permitted.amount) revert InvalidAmount(permitted.amount);
            if (amount != 0) move(permitted.token, owner, transferDetails[i].to, amount);
        }
    }

    function move(address token, address from, address to, uint256 amount) private {
        (bool done,) = SafeTransfer.tryTake(token, from, to, amount);
        require(done, "TRANSFER_FROM_FAILED");
    }

    function useNonce(address owner, uint256 nonce) private {
        uint256 bit = 1 << uint8(nonce);
        uint256 used = nonceBitmap[owner][nonce >> 8];
        if (used & bit != 0) revert InvalidNonce();
        nonceBitmap[owner][nonce >> 8] = used | bit;
    }

    function verify(address owner, bytes32 content, bytes calldata signature) private view {
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", DOMAIN_SEPARATOR(), content));
        if (owner.code.length != 0) {
            bytes4 answer = IERC1271(owner).isValidSignature(digest, signature);
            if (answer != IERC1271.isValidSignature.selector) revert InvalidContractSignature();
            return;
        }
        bytes32 r;
        bytes32 s;
        uint8 v;
        if (signature.length == 65) {
            (r, s) = abi.decode(signature, (bytes32, bytes32));
            v = uint8(signature[64]);
        } else if (signature.length == 64) { // EIP-2098: v is the top bit of s
            (r, s) = abi.decode(signature, (bytes32, bytes32));
            v = uint8(uint256(s) >> 255) + 27;
            s = bytes32(uint256(s) & (type(uint256).max >> 1));
        } else {
            revert InvalidSignatureLength();
        }
        address signer = ecrecover(digest, v, r, s);
        if (signer == address(0)) revert InvalidSignature();
        if (signer != owner) revert InvalidSigner();
    }

    function hashOf(TokenPermissions calldata permitted) private pure returns (bytes32) {
        return keccak256(abi.encode(TOKEN_PERMISSIONS_TYPEHASH, permitted.token, permitted.amount));
    }

    function hashOf(TokenPermissions[] calldata permitted) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](permitted.length);
        for (uint256 i = 0; i < permitted.length; i++) hashes[i] = hashOf(permitted[i]);
        return keccak256(abi.encodePacked(hashes));
    }

    function domainOf(uint256 chain) private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, DOMAIN_NAME, chain, address(this)));
    }
}
