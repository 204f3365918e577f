// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Where houses publish what they owe, once for each period: the root of a tree over all they owe in an asset, and the
/// digest of the signed statement about it. Nobody can publish for another, publish twice, or take anything back, so
/// everybody who asks is told the same. There is no owner, and nothing to be owned.
///
/// A house is the account that sends. That it is the one that signs the statements, it has to say elsewhere.
contract Liabilities {
    struct Publication {
        bytes32 root;
        bytes32 statement;
        uint64 publishedAt; // by the block; 0 if there is none
    }

    event Published(
        address indexed house, bytes32 indexed asset, uint64 indexed period, bytes32 root, bytes32 statement
    );

    error AlreadyPublished(bytes32 root);
    error ZeroRoot();

    /// asset is its code, filled up with zeros behind, as in the statement.
    mapping(address house => mapping(bytes32 asset => mapping(uint64 period => Publication))) public publications;

    function publish(bytes32 asset, uint64 period, bytes32 root, bytes32 statement) external {
        if (root == 0) revert ZeroRoot();
        Publication storage publication = publications[msg.sender][asset][period];
        if (publication.publishedAt != 0) revert AlreadyPublished(publication.root);
        publications[msg.sender][asset][period] = Publication(root, statement, uint64(block.timestamp));
        emit Published(msg.sender, asset, period, root, statement);
    }
}
