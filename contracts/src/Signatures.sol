// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface IERC1271 {
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4);
}

/// Who signed a digest, as strict as USDC is, and with its words: clients match on them.
library Signatures {
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    /// An account with code is asked (ERC-1271), also one that a key delegated by EIP-7702; any other account's
    /// key must have signed.
    function isValidNow(address signer, bytes32 digest, bytes memory signature) internal view returns (bool) {
        return signer.code.length == 0 ? recover(digest, signature) == signer : askAccount(signer, digest, signature);
    }

    /// Takes r, s and v in 65 bytes; refuses the twin with the upper s, and v other than 27 and 28.
    function recover(bytes32 digest, bytes memory signature) internal pure returns (address signer) {
        require(signature.length == 65, "ECRecover: invalid signature length");
        (bytes32 r, bytes32 s, uint8 v) = parts(signature);
        require(uint256(s) <= HALF_ORDER, "ECRecover: invalid signature 's' value");
        require(v == 27 || v == 28, "ECRecover: invalid signature 'v' value");
        signer = ecrecover(digest, v, r, s);
        require(signer != address(0), "ECRecover: invalid signature");
    }

    /// As isValidNow, for contracts that have an error of their own for whatever is no signature.
    function isBy(address signer, bytes32 digest, bytes memory signature) internal view returns (bool) {
        return signer.code.length == 0 ? isByKey(signer, digest, signature) : askAccount(signer, digest, signature);
    }

    /// Asks no account: the signer's own key must have signed, whatever code the account has.
    function isByKey(address signer, bytes32 digest, bytes memory signature) internal pure returns (bool) {
        if (signature.length != 65) return false;
        (bytes32 r, bytes32 s, uint8 v) = parts(signature);
        return uint256(s) <= HALF_ORDER && signer != address(0) && ecrecover(digest, v, r, s) == signer;
    }

    /// An account that reverts, or answers anything but the magic value, has not signed.
    function askAccount(address account, bytes32 digest, bytes memory signature) internal view returns (bool) {
        (bool success, bytes memory answer) =
            account.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        return success && answer.length >= 32 && bytes32(answer) == bytes32(IERC1271.isValidSignature.selector);
    }

    function parts(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
    }
}
