/// One split of a tree, packed for the walk.
package struct ForestNode: Sendable, Equatable {
    /// Values above it, in thousandths, go right.
    package var threshold: Int32
    /// Twice the range of the node's rows, in thousandths; a value further than half of it from the threshold is outside.
    package var reach: UInt32
    /// The feature that is compared.
    package var feature: UInt32

    /// The node below a leaf, or a leaf itself: always left, never outside.
    package static let passing = ForestNode(threshold: .max, reach: .max, feature: 0)

    /// Whether the tree ends here.
    package var isLeaf: Bool { threshold == .max }
}

/// A trained isolation forest, laid out as perfect trees of depth 8.
///
/// Node i of a tree has its children at 2i + 1 and 2i + 2; a leaf above the last level is continued by nodes that pass
/// everything on, so that each row takes eight steps without a branch. Values are integers (thousandths), thresholds
/// too: for integers a uniform integer threshold in min..<max splits exactly as a uniform real one does.
package struct IsolationForest: Sendable, Equatable {
    /// Levels of splits in a tree.
    package static let depth = 8
    /// Nodes of a tree that can split.
    package static let splitsPerTree = 255
    /// Places where a walk can end.
    package static let leavesPerTree = 256
    /// Nodes of a tree, the last level of leaves included.
    package static let nodesPerTree = 511

    /// Values in a row.
    package let featureCount: Int
    /// Rows that each tree was built from, background included; 2...256.
    package let sampleSize: Int
    /// The rule of c(n).
    package let rule: PathLengthRule

    /// Splits, `[treeCount x 255]`.
    package private(set) var nodes: [ForestNode] = []
    /// Path lengths where a walk ends, in 1/65536 split, `[treeCount x 256]`.
    package private(set) var leaves: [Int32] = []
    /// Training rows at each node, `[treeCount x 511]`.
    package private(set) var sizes: [UInt16] = []
    /// Expected path lengths at each node, in 1/65536 split, `[treeCount x 511]`; see ``IsolationTree``.
    private(set) var expectedPaths: [Int32] = []
    /// The splits again, for rows of small values.
    private var compact = CompactTrees()

    /// c(n) in 1/65536 split.
    package let pathLengths: PathLengthTable

    /// Makes a forest without trees, to which its trees are appended.
    init(featureCount: Int, sampleSize: Int, rule: PathLengthRule) {
        self.featureCount = featureCount
        self.sampleSize = sampleSize
        self.rule = rule
        pathLengths = PathLengthTable(rule: rule)
    }

    /// Appends one tree.
    mutating func append(_ tree: IsolationTree) {
        nodes += tree.nodes
        compact.append(tree.nodes)
        leaves += tree.leaves
        sizes += tree.sizes
        expectedPaths += tree.expectedPaths(rowCount: sampleSize, pathLengths: pathLengths)
    }

    /// Trees in the forest.
    package var treeCount: Int { nodes.count / Self.splitsPerTree }

    /// The path total of a row as deep as an average one, in 1/65536 split: c(sample size) times the trees.
    package var averageTotal: Int32 { pathLengths.lengths[sampleSize] * Int32(treeCount) }

    /// Sums a row's path lengths over all trees, in 1/65536 split; smaller is stranger.
    ///
    /// - Parameter row: `featureCount` values in thousandths, each within ``FeatureMatrix/limit``.
    /// - Returns: The sum, less one split for each range penalty; at least 0.
    package func pathTotal(of row: UnsafeBufferPointer<Int32>) -> Int32 {
        precondition(row.count == featureCount, "a row has the features of the forest")
        guard let values = row.baseAddress else { return 0 }
        if compact.fits(row) {
            return leaves.withUnsafeBufferPointer { leaves in
                leaves.baseAddress.map { compact.total(of: values, leaves: $0) } ?? 0
            }
        }
        let treeCount = treeCount
        return nodes.withUnsafeBufferPointer { nodes in
            leaves.withUnsafeBufferPointer { leaves in
                guard let nodes = nodes.baseAddress, let leaves = leaves.baseAddress else { return 0 }
                var total: Int32 = 0
                var tree = 0
                // Four walks side by side: each step waits for memory, so four wait at once.
                while tree &+ 4 <= treeCount {
                    total &+= Self.walkFour(values, nodes + tree &* Self.splitsPerTree, leaves + tree &* 256)
                    tree &+= 4
                }
                while tree < treeCount {
                    total &+= Self.walk(values, nodes + tree &* Self.splitsPerTree, leaves + tree &* 256)
                    tree &+= 1
                }
                return total
            }
        }
    }

    /// Returns the path length of a row in one tree, in 1/65536 split.
    package func path(of row: UnsafeBufferPointer<Int32>, inTree tree: Int) -> Int32 {
        precondition(row.count == featureCount, "a row has the features of the forest")
        precondition((0..<treeCount).contains(tree), "the forest has no such tree")
        guard let values = row.baseAddress else { return 0 }
        return nodes.withUnsafeBufferPointer { nodes in
            leaves.withUnsafeBufferPointer { leaves in
                guard let nodes = nodes.baseAddress, let leaves = leaves.baseAddress else { return 0 }
                return Self.walk(values, nodes + tree * Self.splitsPerTree, leaves + tree * Self.leavesPerTree)
            }
        }
    }

    /// Returns the raw score 2^(-mean path / c(sample size)) in thousandths; 0...1000.
    ///
    /// Source: Liu, Ting and Zhou (2008), equation 2.
    package func rawScore(ofTotal total: Int32) -> Int32 {
        Int32(1000 * PortableMath.powerOfTwo(-Double(total) / Double(averageTotal)) + 0.5)
    }

    @inline(__always)
    private static func walk(
        _ row: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<ForestNode>,
        _ leaves: UnsafePointer<Int32>
    ) -> Int32 {
        var place = 0
        var outside: Int32 = 0
        for _ in 0..<depth {
            place = step(row, nodes, place, &outside)
        }
        return leaves[place &- splitsPerTree] &- outside &* PathLengthTable.unit
    }

    @inline(__always)
    private static func walkFour(
        _ row: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<ForestNode>,
        _ leaves: UnsafePointer<Int32>
    ) -> Int32 {
        let second = nodes + splitsPerTree
        let third = second + splitsPerTree
        let fourth = third + splitsPerTree
        var place0 = 0
        var place1 = 0
        var place2 = 0
        var place3 = 0
        var outside: Int32 = 0
        for _ in 0..<depth {
            place0 = step(row, nodes, place0, &outside)
            place1 = step(row, second, place1, &outside)
            place2 = step(row, third, place2, &outside)
            place3 = step(row, fourth, place3, &outside)
        }
        let ends = leaves - splitsPerTree
        let sum = ends[place0] &+ ends[place1 &+ 256] &+ ends[place2 &+ 512] &+ ends[place3 &+ 768]
        return sum &- outside &* PathLengthTable.unit
    }

    @inline(__always)
    private static func step(
        _ row: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<ForestNode>,
        _ place: Int,
        _ outside: inout Int32
    ) -> Int {
        let node = nodes[place]
        let value = row[Int(truncatingIfNeeded: node.feature)]
        // One unsigned comparison tells both sides: below the low end the difference wraps around to a huge number.
        let low = node.threshold &- Int32(truncatingIfNeeded: node.reach >> 1)
        outside &+= UInt32(bitPattern: value &- low) > node.reach ? 1 : 0
        return 2 &* place &+ 1 &+ (value > node.threshold ? 1 : 0)
    }
}
