/// How large a text may be; past any limit it is refused with ``YAMLError/Code/limit``.
package struct YAMLLimits: Sendable, Equatable {
    /// The most bytes of the text.
    package var bytes: Int
    /// The most nested sequences and mappings, counted through aliases too; at most 1,000.
    package var depth: Int
    /// The most nodes of all documents, where each alias counts all nodes of what it stands for.
    ///
    /// So "a billion laughs" is refused when its expansion passes the limit, at the cost of the text alone.
    package var nodes: Int

    /// Limits for files that people write: 1 MiB, 64 deep, 100,000 nodes.
    package init(bytes: Int = 1 << 20, depth: Int = 64, nodes: Int = 100_000) {
        // libyaml itself refuses flow collections deeper than 1,000, and values deeper than that are slow to free.
        precondition((1...1_000).contains(depth), "the depth is from 1 to 1,000")
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }
}
