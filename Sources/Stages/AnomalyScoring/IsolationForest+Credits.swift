extension IsolationForest {
    /// Works out what each feature took from the path of a row, in 1/65536 split over all trees.
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
                sizes.withUnsafeBufferPointer { sizes in
                    pathLengths.lengths.withUnsafeBufferPointer { lengths in
                        guard let nodes = nodes.baseAddress, let sizes = sizes.baseAddress,
                            let lengths = lengths.baseAddress
                        else { return }
                        for tree in 0..<treeCount {
                            Self.credit(
                                credits,
                                row,
                                nodes + tree * Self.splitsPerTree,
                                sizes + tree * Self.nodesPerTree,
                                lengths,
                                sampleSize
                            )
                        }
                    }
                }
            }
        }
    }

    /// Adds what one tree says of a row; without bounds checks, for this is a sixth of scoring's time.
    private static func credit(
        _ credits: UnsafeMutablePointer<Int64>,
        _ row: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<ForestNode>,
        _ sizes: UnsafePointer<UInt16>,
        _ lengths: UnsafePointer<Int32>,
        _ sampleSize: Int
    ) {
        var place = 0
        var level: Int32 = 0
        var expected = lengths[sampleSize]
        while place < splitsPerTree {
            let node = nodes[place]
            if node.isLeaf { break }
            let feature = Int(truncatingIfNeeded: node.feature)
            let value = row[feature]
            let low = node.threshold &- Int32(truncatingIfNeeded: node.reach >> 1)
            let outside = UInt32(bitPattern: value &- low) > node.reach ? PathLengthTable.unit : 0
            place = 2 &* place &+ 1 &+ (value > node.threshold ? 1 : 0)
            level &+= 1
            let after = level &* PathLengthTable.unit &+ lengths[Int(sizes[place])]
            credits[feature] &+= Int64(outside &+ expected &- after)
            expected = after
        }
    }
}
