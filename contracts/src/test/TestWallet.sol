// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271, Signatures} from "../Signatures.sol";

/// A smart account for tests: one key owns it and signs for it (ERC-1271). Where a key's account delegates to this
/// code by EIP-7702, nobody has set an owner, and the account's own key signs.
contract TestWallet {
    error NotOwner();
    error AlreadyOwned();

    address private owner_;

    function initialize(address newOwner) external {
        if (owner_ != address(0) || newOwner == address(0)) revert AlreadyOwned();
        owner_ = newOwner;
    }

    function owner() public view returns (address) {
        return owner_ == address(0) ? address(this) : owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return Signatures.recover(hash, signature) == owner() ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function execute(address to, uint256 value, bytes calldata data) external returns (bytes memory) {
        if (msg.sender != owner()) revert NotOwner();
        (bool success, bytes memory answer) = to.call{value: value}(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }

    receive() external payable {}
}

/// Deploys such accounts at addresses that are known before (CREATE2), which is what ERC-6492 wraps signatures for.
contract TestWalletFactory {
    function walletOf(address owner, bytes32 salt) public view returns (address) {
        bytes32 hash = keccak256(
            abi.encodePacked(hex"ff", address(this), saltOf(owner, salt), keccak256(type(TestWallet).creationCode))
        );
        return address(uint160(uint256(hash)));
    }

    /// Does nothing where the account is there already, so that a signature's wrapper may be sent twice.
    function deploy(address owner, bytes32 salt) external returns (address wallet) {
        wallet = walletOf(owner, salt);
        if (wallet.code.length != 0) return wallet;
        TestWallet fresh = new TestWallet{salt: saltOf(owner, salt)}();
        fresh.initialize(owner);
    }

    function saltOf(address owner, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(owner, salt));
    }
}
