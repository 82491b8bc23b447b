extension IsolationForest {
    /// Computes how much each feature shortened the path of a row, in 1/65536 split over all trees.
    ///
    /// At each split the feature is credited with the expected path before it less the expected path after it, and with
    /// one split when the value lies outside the node's range. The sum of all credits is exactly the average total less
    /// the row's path total, so they explain the whole score; a positive credit made the row stranger.
    ///
    /// - Parameter row: `featureCount` values in thousandths, each within ``FeatureMatrix/limit``.
    /// - Returns: One credit for each feature.
    package func credits(of row: UnsafeBufferPointer<Int32>) -> [Int64] {
        precondition(row.count == featureCount, "a row has the features of the forest")
        return [Int64](unsafeUninitializedCapacity: featureCount) { credits, count in
            credits.initialize(repeating: 0)
            count = featureCount
            guard let credits = credits.baseAddress, let row = row.baseAddress else { return }
            nodes.withUnsafeBufferPointer { nodes in
                expectedPaths.withUnsafeBufferPointer { paths in
                    guard let nodes = nodes.baseAddress, let paths = paths.baseAddress else { return }
                    var tree = 0
                    // Four walks side by side, as when a row is scored.
                    while tree &+ 4 <= treeCount {
                        Self.creditFour(
                            credits,
                            row,
                            nodes + tree &* Self.splitsPerTree,
                            paths + tree &* Self.nodesPerTree
                        )
                        tree &+= 4
                    }
                    while tree < treeCount {
                        var place = 0
                        let nodes = nodes + tree &* Self.splitsPerTree
                        let paths = paths + tree &* Self.nodesPerTree
                        for _ in 0..<Self.depth { place = Self.credit(credits, row, nodes, paths, place) }
                        tree &+= 1
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func creditFour(
        _ credits: UnsafeMutablePointer<Int64>,
        _ row: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<ForestNode>,
        _ paths: UnsafePointer<Int32>
    ) {
        var place0 = 0
        var place1 = 0
        var place2 = 0
        var place3 = 0
        for _ in 0..<depth {
            place0 = credit(credits, row, nodes, paths, place0)
            place1 = credit(credits, row, nodes + splitsPerTree, paths + nodesPerTree, place1)
            place2 = credit(credits, row, nodes + 2 &* splitsPerTree, paths + 2 &* nodesPerTree, place2)
            place3 = credit(credits, row, nodes + 3 &* splitsPerTree, paths + 3 &* nodesPerTree, place3)
        }
    }

    /// Takes one step of a walk; below a leaf it credits nothing.
    @inline(__always)
    private static func credit(
        _ credits: UnsafeMutablePointer<Int64>,
        _ row: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<ForestNode>,
        _ paths: UnsafePointer<Int32>,
        _ place: Int
    ) -> Int {
        let node = nodes[place]
        let feature = Int(truncatingIfNeeded: node.feature)
        let value = row[feature]
        let low = node.threshold &- Int32(truncatingIfNeeded: node.reach >> 1)
        let outside = UInt32(bitPattern: value &- low) > node.reach ? PathLengthTable.unit : 0
        let next = 2 &* place &+ 1 &+ (value > node.threshold ? 1 : 0)
        credits[feature] &+= Int64(outside &+ paths[place] &- paths[next])
        return next
    }
}
