// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface IERC20 {
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// Transfers in tokens some of which say false, or nothing at all, where others revert.
library SafeTransfer {
    error TransferRefused(address token);

    function send(address token, address to, uint256 value) internal {
        (bool done, bytes memory answer) = attempt(token, abi.encodeCall(IERC20.transfer, (to, value)));
        if (!done) giveUp(token, answer);
    }

    function take(address token, address from, address to, uint256 value) internal {
        (bool done, bytes memory answer) = tryTake(token, from, to, value);
        if (!done) giveUp(token, answer);
    }

    function tryTake(address token, address from, address to, uint256 value) internal returns (bool, bytes memory) {
        return attempt(token, abi.encodeCall(IERC20.transferFrom, (from, to, value)));
    }

    function attempt(address token, bytes memory data) private returns (bool done, bytes memory answer) {
        (done, answer) = token.call(data);
        if (answer.length == 0) done = done && token.code.length > 0; // a call to nobody succeeds too
        else done = done && answer.length >= 32 && uint256(bytes32(answer)) == 1;
    }

    /// Reverts with the token's own words where it had some: they say what the payer can do about it.
    function giveUp(address token, bytes memory answer) private pure {
        if (answer.length <= 32) revert TransferRefused(token);
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}
